"""The page after the scans: whose copy, which épreuve, its mark, and what the paramétrage lets out (EDI-03)."""

from collections.abc import Callable, Sequence
from typing import Final

from santorin.editions.copie.feuille import Balise, Cadre, Caracteres, Feuille
from santorin.editions.copie.flot import MARGES, Case, Ecriture, Flot
from santorin.editions.copie.mise_en_lignes import couper, imprimable
from santorin.editions.copie.modele import NoteQuestion, Recapitulatif

_SURTITRE: Final = Ecriture(9.5, couleur="555555")
_TITRE: Final = Ecriture(19, gras=True)
_INTERTITRE: Final = Ecriture(12.5, gras=True)
_CORPS: Final = Ecriture(10)
_FORT: Final = Ecriture(10, gras=True)
_DISCRET: Final = Ecriture(10, couleur="555555")
_APPRECIATION: Final = Ecriture(10.5)
_NOTE: Final = Ecriture(21, gras=True)
_LEGENDE: Final = Ecriture(8.5, couleur="555555")
_ENTETE_TABLEAU: Final = Ecriture(9, gras=True, couleur="333333")
_ENCADRE: Final = 128.0
_GRIS: Final = "F1F1F1"
_MARGE_CASE: Final = 6.0
_COLONNE: Final = 78.0
_TITRES: Final = 92.0
_LIGNES_DU_PIED: Final = 3
_PORTEE: Final = "/A<</O/Table/Scope/{}>>"


def composer(
    recapitulatif: Recapitulatif,
    pages_scannees: int,
    racine: Balise,
    nouvelle_feuille: Callable[[], Feuille],
    caracteres: Caracteres,
) -> list[Feuille]:
    """The summary's pages, tagged under `racine`, without their foot.

    There is always one, even when the paramétrage exports nothing: the scans alone say neither whose copy it is nor
    how many pages it has, and a reader must be able to see that none is missing.
    """
    flot = Flot(nouvelle_feuille, caracteres)
    section = racine.sous("Sect")
    surtitre = " – ".join(mot for mot in (recapitulatif.examen, _session(recapitulatif)) if mot)
    if surtitre:
        flot.paragraphe(surtitre, _SURTITRE, section.sous("P"))
    flot.paragraphe("Récapitulatif de la copie", _TITRE, section.sous("H1"))
    flot.descendre(10)
    _situer(flot, recapitulatif, pages_scannees, section)
    if recapitulatif.detail:
        _detailler(flot, recapitulatif.detail, section)
    if recapitulatif.appreciation.strip():
        flot.descendre(24)
        flot.garder_ensemble(60)
        flot.paragraphe("Appréciation", _INTERTITRE, section.sous("H2"))
        flot.descendre(4)
        for paragraphe in recapitulatif.appreciation.strip().splitlines():
            if paragraphe.strip():
                flot.paragraphe(paragraphe, _APPRECIATION, section.sous("P"))
                flot.descendre(4)
    return flot.feuilles


def poser_pied(feuille: Feuille, caracteres: Caracteres, rappel: str, rang: int, total: int) -> None:
    """The foot of a summary page: what it belongs to, and its place among all pages of the document."""
    style, police, taille = caracteres.style(_LEGENDE.couleur), caracteres.courante.police, _LEGENDE.taille
    place = f"Page {rang} sur {total}"
    largeur = police.largeur(place, taille)
    lignes = couper(imprimable(rappel), police, taille, MARGES.largeur - largeur - 30)
    y = MARGES.y - 26
    feuille.ouvrir_pied()
    feuille.ecrire_lignes(
        lignes[:_LIGNES_DU_PIED], MARGES.x, y, style, taille=taille, interligne=taille * 1.35
    )
    feuille.ecrire_lignes([place], MARGES.droite - largeur, y, style, taille=taille)
    feuille.fermer()


def _session(recapitulatif: Recapitulatif) -> str:
    return f"session {recapitulatif.session}" if recapitulatif.session else ""


def _situer(flot: Flot, recapitulatif: Recapitulatif, pages: int, section: Balise) -> None:
    """Épreuve and candidate at the left, the mark in a frame at the right."""
    tableau = section.sous("Table")
    largeur, bas_de_la_note = MARGES.largeur, flot.y
    if recapitulatif.note:
        largeur -= _ENCADRE + 18
        bas_de_la_note = _encadrer(flot, recapitulatif, section.sous("P"))
    page = flot.feuille
    for titre, texte in _reperes(recapitulatif, pages):
        rangee = tableau.sous("TR")
        nom = Case(titre, _DISCRET, MARGES.x, _TITRES - 8, rangee.sous("TH", _PORTEE.format("Row")))
        flot.rangee([nom, Case(texte, _FORT, MARGES.x + _TITRES, largeur - _TITRES, rangee.sous("TD"))])
        flot.descendre(3)
    if flot.feuille is page:
        flot.y = min(flot.y, bas_de_la_note)


def _reperes(recapitulatif: Recapitulatif, pages: int) -> list[tuple[str, str]]:
    code = f" ({recapitulatif.code_epreuve})" if recapitulatif.code_epreuve else ""
    reperes = [("Épreuve", recapitulatif.epreuve + code)]
    if candidat := recapitulatif.candidat:
        reperes += [
            ("Candidat", f"{candidat.nom} {candidat.prenoms}".strip()),
            ("Numéro", candidat.numero),
            ("Division", candidat.division),
            ("Établissement", candidat.etablissement),
        ]
    reperes.append(("Copie", f"{pages} page{'s' * (pages > 1)} numérisée{'s' * (pages > 1)}"))
    return [(titre, texte) for titre, texte in reperes if texte]


def _encadrer(flot: Flot, recapitulatif: Recapitulatif, balise: Balise) -> float:
    """Draw the mark's frame at the pen's height without moving the pen; the frame's foot."""
    haut, x, largeur = flot.y, MARGES.droite - _ENCADRE, _ENCADRE - 24
    valeur = f"{recapitulatif.note} / {recapitulatif.sur}" if recapitulatif.sur else recapitulatif.note
    cases = [Case("Note ", _LEGENDE, x + 12, largeur, balise), Case(valeur, _NOTE, x + 12, largeur, balise)]
    hauteur = sum(flot.hauteur([case]) for case in cases) + 18
    flot.fond(Cadre(x, haut - hauteur, _ENCADRE, hauteur), _GRIS)
    flot.descendre(9)
    for case in cases:
        flot.rangee([case])
    flot.y = haut
    return haut - hauteur


def _detailler(flot: Flot, detail: tuple[NoteQuestion, ...], section: Balise) -> None:
    """The marks' detail, question by question; the head is repeated on each page."""
    flot.descendre(24)
    flot.garder_ensemble(90)
    flot.paragraphe("Détail des notes", _INTERTITRE, section.sous("H2"))
    flot.descendre(4)
    tableau = section.sous("Table")
    intitules = any(question.libelle for question in detail)
    _entete(flot, tableau.sous("TR"), intitules=intitules)

    def page_suivante() -> None:
        flot.tourner()
        _entete(flot, None, intitules=intitules)

    for question in detail:
        rangee = tableau.sous("TR")
        cases = _cases(
            (question.numero, question.libelle, question.note, question.points),
            (_FORT, _CORPS, _FORT, _DISCRET),
            [rangee.sous("TH", _PORTEE.format("Row")), *(rangee.sous("TD") for _ in range(2 + intitules))],
            intitules=intitules,
        )
        if not flot.reste(min(flot.hauteur(cases), MARGES.hauteur / 2) + 8):
            page_suivante()
        flot.descendre(3)
        flot.rangee(cases, page_suivante)
        flot.descendre(3)
        flot.filet(MARGES.x, MARGES.largeur, "DDDDDD")


def _entete(flot: Flot, rangee: Balise | None, *, intitules: bool) -> None:
    """The table's head; `rangee` is None when it is repeated: heard once, it is decoration afterwards."""
    titres = ("Question", "Intitulé", "Note", "Sur")
    balises = [rangee.sous("TH", _PORTEE.format("Column")) if rangee else None for _ in range(3 + intitules)]
    cases = _cases(titres, (_ENTETE_TABLEAU,) * 4, balises, intitules=intitules)
    hauteur = flot.hauteur(cases) + 7
    flot.fond(Cadre(MARGES.x, flot.y - hauteur, MARGES.largeur, hauteur), _GRIS)
    flot.descendre(3.5)
    flot.rangee(cases)
    flot.descendre(3.5)


def _cases(
    textes: Sequence[str], ecritures: Sequence[Ecriture], balises: Sequence[Balise | None], *, intitules: bool
) -> list[Case]:
    """One row's cells; without « Intitulé », the question's number takes its room."""
    libre = MARGES.largeur - _COLONNE * 3
    places = [
        (MARGES.x, _COLONNE if intitules else _COLONNE + libre),
        (MARGES.x + _COLONNE, libre),
        (MARGES.droite - 2 * _COLONNE, _COLONNE),
        (MARGES.droite - _COLONNE, _COLONNE),
    ]
    retenues = [0, 1, 2, 3] if intitules else [0, 2, 3]
    return [
        Case(
            textes[rang],
            ecritures[rang],
            places[rang][0] + _MARGE_CASE,
            places[rang][1] - 2 * _MARGE_CASE,
            balise,
            a_droite=rang > 1,
        )
        for rang, balise in zip(retenues, balises, strict=True)
    ]
