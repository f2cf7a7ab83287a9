"""What may be done with a page in anomaly (NUM-01)."""

from santorin.copies.models import Composition, Copie, Page
from santorin.numerisation.etats import Anomalie
from santorin.numerisation.models import Liasse, PageLue


def obstacle_affectation(page: PageLue, composition: Composition | None) -> str | None:
    """NUM-01: why this page cannot be filed by hand into this candidate's copy, or None."""
    if page.sort:
        return "Cette anomalie est déjà traitée."
    if page.anomalie == Anomalie.SANS_IMAGE:
        return "Cette page n’a pas d’image\u00a0: numérisez-la à nouveau."
    if composition is None:
        return "Aucun candidat de cette épreuve n’a ce numéro."
    if composition.epreuve_id != page.liasse.epreuve_id:
        return "Ce candidat n’est pas de cette épreuve."
    return None


def obstacle_remplacement(page: PageLue, copie: Copie, numero: int, *, remplace: bool) -> str | None:
    """NUM-01: why this page cannot take this place, or None: one slip of the keyboard must not hide a good page.

    The place that its own code names was shown with the image that holds it: classing it there is meant.
    """
    if remplace or (page.copie_id, page.numero) == (copie.pk, numero):
        return None
    occupante = Page.objects.filter(copie=copie, numero=numero, remplacee_le=None).exclude(sha256=page.sha256)
    if not occupante.exists():
        return None
    return (
        f"La page {numero} de la copie {copie.composition.anonymat} est déjà numérisée\u00a0: vérifiez les numéros, "
        "ou cochez «\u00a0Remplacer l’image en place\u00a0». L’ancienne reste dans l’historique."
    )


def obstacle_ecart(page: PageLue, motif: str) -> str | None:
    """NUM-01: why this page cannot be set aside, or None."""
    if page.sort:
        return "Cette anomalie est déjà traitée."
    return None if motif.strip() else "Donnez le motif pour lequel la page est écartée."


def obstacle_ecart_des_blanches(liasse: Liasse) -> str | None:
    """NUM-01: why the blank pages without a code cannot be set aside together, or None."""
    if not liasse.pages_lues.en_anomalie().filter(anomalie=Anomalie.BLANCHE).exists():
        return "Aucune page blanche sans code n’attend dans cette liasse."
    return None
