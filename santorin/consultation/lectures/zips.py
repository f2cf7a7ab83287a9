"""A ZIP made earlier: whether it may still be given (SEC-02, HAR-11, TEL-04)."""

from collections.abc import Collection

from santorin.comptes.models import Utilisateur
from santorin.consultation.lectures.marque import marques
from santorin.consultation.models import ContenuDeZip
from santorin.consultation.regles import archivables, en_recorrection
from santorin.copies.models import Composition
from santorin.referentiel.accords import compter
from santorin.traitements.models import Document


def obstacle_document(document: Document, utilisateur: Utilisateur) -> str | None:
    """SEC-02, HAR-11, TEL-04: why a ZIP made earlier can no longer be given.

    A copy in it must not be seen any more, or is not what it was: its new PDF is in the next ZIP.
    """
    contenu = ContenuDeZip.objects.filter(traitement=document.traitement_id).first()
    if contenu is None:
        return None
    if retirees := _retirees(contenu.compositions, utilisateur):
        return (
            f"Ce ZIP contient {compter(retirees, 'copie')} qui ne vous "
            f"{'est' if retirees == 1 else 'sont'} plus accessible{'' if retirees == 1 else 's'}. "
            "Demandez-en un nouveau."
        )
    if changees := _changees(contenu):
        return (
            f"{compter(changees, 'copie')} de ce ZIP {'a' if changees == 1 else 'ont'} changé depuis sa préparation. "
            "Demandez-en un nouveau\u00a0: seul ce qui a changé sera refait."
        )
    return None


def _changees(contenu: ContenuDeZip) -> int:
    """TEL-04: copies marked again and transmitted since; those being marked again keep the PDF that the ZIP holds."""
    actuelles = marques(contenu.compositions)
    changees = [
        cle
        for cle, marque in zip(contenu.compositions, contenu.marques, strict=False)
        if actuelles[cle].valeur != marque
    ]
    return Composition.objects.filter(pk__in=changees).exclude(en_recorrection()).count()


def _retirees(compositions: Collection[int], utilisateur: Utilisateur) -> int:
    return len(compositions) - archivables(utilisateur).filter(pk__in=compositions).count()
