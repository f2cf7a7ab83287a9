"""The lines of a barème, typed or in a CSV file: read, and written again (PRE-02)."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO, Final

from santorin.editions.tableaux import Anomalie, Colonne, Tableau, TableauRefuse, cellules
from santorin.editions.tableaux.lecteur import nettoyer
from santorin.preparation.regles.baremes import UN, BaremeLu, PartieLue, QuestionLue, fautes
from santorin.referentiel.valeur import Valeur

POINTS_AU_PLUS: Final = Decimal(1000)
PAS_AU_PLUS: Final = Decimal(100)
COEFFICIENT_AU_PLUS: Final = Decimal(100)
PAS: Final = Decimal("0.25")
CENTIEME: Final = Decimal("0.01")
TITRES: Final = ("numero", "libelle", "points", "pas", "coefficient", "choix")
COLONNES: Final = (
    Colonne("numero", ("N°", "Question")),
    Colonne("libelle", ("Intitulé",), obligatoire=False),
    Colonne("points", ("Sur",)),
    Colonne("pas", (), obligatoire=False),
    Colonne("coefficient", ("Coef", "Poids"), obligatoire=False),
    Colonne("choix", ("Sujet à choix",), obligatoire=False),
)


@dataclass(slots=True)
class _EnCours:
    """A barème being read, line by line."""

    questions: dict[str, QuestionLue] = field(default_factory=dict)
    parties: dict[str, PartieLue] = field(default_factory=dict)

    def lire(self, cellules_lues: Mapping[str, str]) -> None:
        """Add a line. Raises `ValueError` with the reason."""
        numero = cellules.code(cellules_lues["numero"], au_plus=10)
        if numero in self.questions or numero in self.parties:
            raise ValueError(f"la question {numero} est déjà dans le barème")
        libelle = cellules_lues.get("libelle", "")
        if len(libelle) > 200:  # noqa: PLR2004
            raise ValueError("le libellé dépasse 200 caractères")
        coefficient = _coefficient(cellules_lues.get("coefficient", ""))
        choix = cellules.code_facultatif(cellules_lues.get("choix", ""), au_plus=10)
        mere = self._mere(numero)
        if mere and choix:
            raise ValueError("le choix s’écrit sur la ligne de la partie")
        if mere in self.questions:
            raise ValueError(f"{mere} a déjà ses points\u00a0: laissez-les vides pour en faire une partie")
        points = cellules.points(cellules_lues["points"])
        if points is None:
            self._ouvrir(PartieLue(numero, libelle, coefficient, choix), mere)
            return
        pas = _pas(cellules_lues.get("pas", ""), points)
        if choix:
            self.parties[numero] = PartieLue(numero, libelle, coefficient, choix)
            self.questions[numero] = QuestionLue(numero, libelle, points, pas, UN, numero)
        else:
            self.questions[numero] = QuestionLue(numero, libelle, points, pas, coefficient, mere)

    def _ouvrir(self, partie: PartieLue, mere: str) -> None:
        if mere:
            raise ValueError("un barème a deux niveaux au plus\u00a0: donnez les points de cette question")
        self.parties[partie.numero] = partie

    def _mere(self, numero: str) -> str:
        """The partie whose number, followed by a point, begins this one."""
        return next((partie for partie in self.parties if numero.startswith(f"{partie}.")), "")

    def finir(self) -> BaremeLu:
        """The barème."""
        return BaremeLu(tuple(self.questions.values()), tuple(self.parties.values()))


def lire_bareme(texte: str) -> BaremeLu:
    """PRE-02: « numéro;libellé;points;pas;coefficient;choix », a line each; a line without points opens a partie.

    The last ones may be left out (0,25, 1, none); a choix on a question makes it an alternative by itself. Raises
    `ValueError` with one sentence per fault.
    """
    lecture = _EnCours()
    fautives = []
    for rang, ligne in enumerate(texte.splitlines(), start=1):
        if not ligne.strip():
            continue
        try:
            lecture.lire(_decouper(ligne))
        except ValueError as erreur:
            fautives.append(f"Ligne {rang}\u00a0: {erreur}.")
    bareme = lecture.finir()
    if fautives := fautives or fautes(bareme):
        raise ValueError("\n".join(fautives))
    return bareme


def lire_fichier(fichier: BinaryIO) -> tuple[BaremeLu, list[Anomalie]]:
    """PRE-02: the barème of a CSV file, and all that is wrong in it, by line and column."""
    lecture, anomalies = _EnCours(), list[Anomalie]()
    try:
        for ligne in Tableau(fichier, COLONNES):
            if isinstance(ligne, Anomalie):
                anomalies.append(ligne)
                continue
            try:
                lecture.lire(ligne.cellules)
            except ValueError as erreur:
                anomalies.append(Anomalie(ligne.numero, str(erreur)))
    except TableauRefuse as refus:
        anomalies.append(refus.anomalie)
    bareme = lecture.finir()
    return bareme, anomalies or [Anomalie(0, faute.rstrip(".")) for faute in fautes(bareme)]


def lignes_de(bareme: BaremeLu) -> Iterable[tuple[str, ...]]:
    """The barème as it is typed and as the CSV holds it: each partie before its questions."""
    restantes = {partie.numero: partie for partie in bareme.parties}
    for question in bareme.questions:
        partie = restantes.pop(question.partie, None)
        if question.partie == question.numero and partie is not None:
            yield _ligne(question, partie.coefficient, partie.choix)
            continue
        if partie is not None:
            yield (partie.numero, partie.libelle, "", "", _ecrire(partie.coefficient), partie.choix)
        yield _ligne(question, question.coefficient, "")


def bareme_en_texte(bareme: BaremeLu) -> str:
    """PRE-02: the barème as it is typed; what has its usual value at the end of a line is left out."""
    lignes = []
    for ligne in lignes_de(bareme):
        *debut, coefficient, choix = ligne
        suite = [coefficient, choix] if choix else [coefficient] if coefficient != "1" else []
        lignes.append(";".join([*debut, *suite] if ligne[2] or suite else [*debut[:2], ""]))
    return "\n".join(lignes)


def _ligne(question: QuestionLue, coefficient: Decimal, choix: str) -> tuple[str, ...]:
    nombres = (question.points, question.pas, coefficient)
    return (question.numero, question.libelle, *map(_ecrire, nombres), choix)


def _ecrire(nombre: Decimal) -> str:
    return str(Valeur(nombre=nombre))


def _decouper(ligne: str) -> dict[str, str]:
    morceaux = [nettoyer(morceau) for morceau in next(csv.reader([ligne], delimiter=";"))]
    if len(morceaux) == 2:  # noqa: PLR2004
        morceaux.insert(1, "")
    if not 3 <= len(morceaux) <= len(TITRES):  # noqa: PLR2004
        raise ValueError("il faut «\u00a0numéro;libellé;points;pas;coefficient;choix\u00a0»")
    return dict(zip(TITRES, morceaux, strict=False))


def _pas(cellule: str, points: Decimal) -> Decimal:
    if not points or points > POINTS_AU_PLUS:
        raise ValueError(f"les points vont de plus de 0 à {POINTS_AU_PLUS}")
    lu = cellules.points(cellule)
    pas = PAS if lu is None else lu
    if not pas or pas >= PAS_AU_PLUS or points % pas or pas != pas.quantize(CENTIEME):
        raise ValueError("le nombre de points est un multiple du pas, par exemple 4 points par pas de 0,5")
    return pas


def _coefficient(cellule: str) -> Decimal:
    coefficient = cellules.points(cellule)
    if coefficient is None:
        return UN
    if not 0 < coefficient <= COEFFICIENT_AU_PLUS or coefficient != coefficient.quantize(CENTIEME):
        raise ValueError(f"un coefficient va de 0,01 à {COEFFICIENT_AU_PLUS}")
    return coefficient
