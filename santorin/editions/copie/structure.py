"""The tags written as objects: what a screen reader follows from page to page (PDF/UA)."""

from collections.abc import Sequence

from santorin.editions.copie.feuille import Balise, Contenu, Feuille
from santorin.editions.copie.objets import Ecrivain, chaine


def ecrire_structure(ecrivain: Ecrivain, document: Balise, feuilles: Sequence[Feuille]) -> int:
    """Write the tree under `document` and its indexes; the number of its root. Empty tags are left out."""
    racine = ecrivain.reserver()
    numeros: dict[Balise, int] = {}
    notes: list[tuple[str, int]] = []
    tete = _ecrire_balise(ecrivain, document, racine, numeros, notes)
    parents = " ".join(
        f"{rang}[{' '.join(f'{numeros[balise]} 0 R' for balise in feuille.balises)}]"
        for rang, feuille in enumerate(feuilles)
    )
    index = f"/IDTree<</Names[{' '.join(f'{nom} {numero} 0 R' for nom, numero in notes)}]>>" if notes else ""
    ecrivain.poser(
        racine,
        f"<</Type/StructTreeRoot/K {tete} 0 R/ParentTree<</Nums[{parents}]>>/ParentTreeNextKey {len(feuilles)}{index}>>",
    )
    return racine


def _ecrire_balise(
    ecrivain: Ecrivain, balise: Balise, parent: int, numeros: dict[Balise, int], notes: list[tuple[str, int]]
) -> int:
    numero = numeros[balise] = ecrivain.reserver()
    page = next((enfant.feuille.objet for enfant in balise.enfants if isinstance(enfant, Contenu)), None)
    enfants = [
        _renvoi(enfant, page)
        if isinstance(enfant, Contenu)
        else f"{_ecrire_balise(ecrivain, enfant, numero, numeros, notes)} 0 R"
        for enfant in balise.enfants
    ]
    identifiant = ""
    if balise.genre == "Note":
        nom = chaine(f"note{len(notes) + 1:05d}")
        notes.append((nom, numero))
        identifiant = f"/ID{nom}"
    ecrivain.poser(
        numero,
        f"<</Type/StructElem/S/{balise.genre}/P {parent} 0 R{f'/Pg {page} 0 R' if page else ''}{identifiant}"
        f"{balise.attributs}/K[{' '.join(enfants)}]>>",
    )
    return numero


def _renvoi(contenu: Contenu, page: int | None) -> str:
    if contenu.feuille.objet == page:
        return str(contenu.rang)
    return f"<</Type/MCR/Pg {contenu.feuille.objet} 0 R/MCID {contenu.rang}>>"
