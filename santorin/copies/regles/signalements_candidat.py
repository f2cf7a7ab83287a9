"""When a candidate may report the scan of its copy, when it is answered (RES-09)."""

from santorin.copies.models import Composition, Page, SignalementCandidat

SANS_REPONSE = "Écrivez la réponse que lira le candidat."


def obstacle_signalement_candidat(composition: Composition, page: int | None) -> str | None:
    """RES-09: why the copy of that sitting cannot be reported, or None."""
    if SignalementCandidat.objects.ouverts().filter(composition=composition).exists():
        return "Vous avez déjà signalé cette copie\u00a0: la réponse s’affichera dans votre espace."
    pages = Page.objects.filter(copie__composition=composition, remplacee_le=None)
    if page is not None and not pages.filter(numero=page).exists():
        return f"Cette copie n’a pas de page {page}."
    return None


def obstacle_reponse_au_candidat(signalement: SignalementCandidat, reponse: str) -> str | None:
    """RES-09: why that report cannot be answered so, or None."""
    if signalement.repondu_le:
        return "Ce signalement a déjà reçu sa réponse."
    return None if reponse.strip() else SANS_REPONSE
