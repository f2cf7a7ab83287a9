"""The candidates of a file compared with each other and with the base, packet by packet (PRE-01)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import BinaryIO, Final, TypeVar

from santorin.copies.models import Candidat, Composition, Epreuve
from santorin.editions.tableaux import Anomalie, Ligne, Tableau, TableauRefuse
from santorin.preparation.regles.candidats import COLONNES, CandidatLu, autre_identite, lecteurs, lire
from santorin.referentiel.models import Etablissement, Specialite

PAQUET: Final = 2000
CHAMPS: Final = {
    "nom": "nom",
    "nom_usage": "nom d’usage",
    "prenoms": "prénoms",
    "date_naissance": "date de naissance",
    "ine": "INE",
    "etablissement_id": "établissement",
    "division": "division",
    "specialite_id": "spécialité",
    "liste_rouge": "liste rouge",
}
T = TypeVar("T")


class Resultat(StrEnum):
    """What a line comes to."""

    CREE = "créé"
    MODIFIE = "modifié"
    INSCRIT = "inscrit à l’épreuve"
    INCHANGE = "inchangé"
    REFUSE = "refusé"


@dataclass(frozen=True, slots=True)
class LigneControlee:
    """A line judged: its outcome; the record to write, if any; what changes in it; what is wrong."""

    numero: int
    resultat: Resultat
    lu: CandidatLu | None = None
    candidat: Candidat | None = None
    changements: tuple[str, ...] = ()
    anomalies: tuple[Anomalie, ...] = ()
    illisible: bool = False


@dataclass(slots=True)
class _Base:
    """What the base knows of the candidates of a packet."""

    candidats: dict[tuple[str, str], Candidat]
    inscrits: set[int]
    ines: dict[str, str]
    etablissements_ailleurs: dict[str, str]
    personnes: dict[str, Candidat] = field(init=False)

    def __post_init__(self) -> None:
        self.personnes = {candidat.numero: candidat for candidat in self.candidats.values()}


class Controle:
    """PRE-01: judges the lines of one file, in order; remembers the keys it has seen, not the lines."""

    def __init__(self, epreuve: Epreuve) -> None:
        self.epreuve = epreuve
        self.ignorees: list[str] = []
        etablissements = Etablissement.objects.filter(departement__academie=epreuve.academie_id)
        self._etablissements = dict(etablissements.order_by().values_list("uai", "pk"))
        specialites = Specialite.objects.filter(examen=epreuve.examen_id)
        self._specialites = dict(specialites.order_by().values_list("code", "pk"))
        self._lignes: dict[tuple[str, str], int] = {}
        self._personnes: dict[str, CandidatLu] = {}
        self._ines: dict[str, CandidatLu] = {}
        self._inscrits = Composition.objects.filter(epreuve=epreuve).count()
        self._retrouves = 0

    def controler(self, fichier: BinaryIO) -> Iterator[LigneControlee]:
        """Judge each line; a file that cannot be read (on) ends with one line that says so."""
        try:
            tableau = Tableau(fichier, COLONNES)
            self.ignorees = tableau.ignorees
            for paquet in par_paquets(tableau, PAQUET):
                yield from self._juger_paquet(paquet)
        except TableauRefuse as refus:
            anomalie = refus.anomalie
            yield LigneControlee(anomalie.ligne, Resultat.REFUSE, anomalies=(anomalie,), illisible=True)

    def absents_du_fichier(self) -> int:
        """Candidates of the épreuve, before this file, whom none of its good lines names."""
        return self._inscrits - self._retrouves

    def _juger_paquet(self, paquet: Sequence[Ligne | Anomalie]) -> Iterator[LigneControlee]:
        lecture = lecteurs(self.epreuve.date)
        lus = [
            (ligne.numero, lire(ligne, lecture)) if isinstance(ligne, Ligne) else (ligne.ligne, (ligne,))
            for ligne in paquet
        ]
        base = self._interroger([lu for _, lu in lus if isinstance(lu, CandidatLu)])
        for numero, lu in lus:
            if isinstance(lu, CandidatLu):
                yield self._juger(lu, base)
            else:
                yield LigneControlee(numero, Resultat.REFUSE, anomalies=lu)

    def _interroger(self, lus: Sequence[CandidatLu]) -> _Base:
        candidats = Candidat.objects.select_related(
            "etablissement__departement__academie", "specialite"
        ).filter(numero__in={lu.numero_candidat for lu in lus})
        par_cle = {(candidat.numero, candidat.inscription): candidat for candidat in candidats}
        connus = [candidat.pk for candidat in par_cle.values()]
        inconnus = {lu.uai for lu in lus} - self._etablissements.keys()
        return _Base(
            candidats=par_cle,
            inscrits=set(
                Composition.objects.filter(epreuve=self.epreuve, candidat__in=connus)
                .order_by()
                .values_list("candidat", flat=True)
            ),
            ines=dict(
                Candidat.objects.filter(ine__in={lu.ine for lu in lus if lu.ine})
                .order_by()
                .values_list("ine", "numero")
            ),
            etablissements_ailleurs=dict(
                Etablissement.objects.filter(uai__in=inconnus)
                .order_by()
                .values_list("uai", "departement__academie__nom")
            ),
        )

    def _juger(self, lu: CandidatLu, base: _Base) -> LigneControlee:
        anomalies = tuple(
            Anomalie(lu.ligne, raison, colonne, valeur)
            for colonne, valeur, raison in (
                *self._doublons(lu),
                *self._inconnus(lu, base),
                *self._conflits(lu, base),
            )
        )
        if anomalies:
            return LigneControlee(lu.ligne, Resultat.REFUSE, lu, anomalies=anomalies)
        self._lignes[lu.cle] = lu.ligne
        self._personnes.setdefault(lu.numero_candidat, lu)
        if lu.ine:
            self._ines.setdefault(lu.ine, lu)
        return self._rapprocher(lu, base)

    def _doublons(self, lu: CandidatLu) -> Iterator[tuple[str, str, str]]:
        """The same candidate, number or INE, earlier in the file."""
        if (ligne := self._lignes.get(lu.cle)) is not None:
            yield "numero_candidat", lu.numero_candidat, f"candidat déjà présent à la ligne {ligne}"
            return
        autre = self._personnes.get(lu.numero_candidat)
        if autre and autre_identite(lu, autre):
            yield (
                "numero_candidat",
                lu.numero_candidat,
                f"la ligne {autre.ligne} donne ce numéro à une autre personne",
            )
        homonyme = self._ines.get(lu.ine) if lu.ine else None
        if homonyme and homonyme.numero_candidat != lu.numero_candidat:
            yield "ine", str(lu.ine), f"la ligne {homonyme.ligne} donne cet INE à un autre candidat"

    def _inconnus(self, lu: CandidatLu, base: _Base) -> Iterator[tuple[str, str, str]]:
        """A school or a speciality that is not one of this épreuve."""
        if lu.uai in base.etablissements_ailleurs:
            academie = base.etablissements_ailleurs[lu.uai]
            yield "uai", lu.uai, f"établissement d’une autre académie ({academie})"
        elif lu.uai not in self._etablissements:
            yield "uai", lu.uai, "établissement inconnu"
        if not lu.specialite:
            return
        if lu.specialite not in self._specialites:
            yield "specialite", lu.specialite, f"spécialité inconnue pour {self.epreuve.examen.code}"
        elif self.epreuve.specialite and lu.specialite != self.epreuve.specialite.code:
            yield (
                "specialite",
                lu.specialite,
                f"l’épreuve est celle de la spécialité {self.epreuve.specialite.code}",
            )

    def _conflits(self, lu: CandidatLu, base: _Base) -> Iterator[tuple[str, str, str]]:
        """Another person under this number, another number under this INE, another académie's candidate."""
        connu = base.candidats.get(lu.cle) or base.personnes.get(lu.numero_candidat)
        if connu and autre_identite(lu, connu):
            yield (
                "numero_candidat",
                lu.numero_candidat,
                "ce numéro est celui d’une autre personne dans la base",
            )
        elif connu and connu.etablissement.academie.pk != self.epreuve.academie_id:
            academie = connu.etablissement.academie
            yield "numero_candidat", lu.numero_candidat, f"candidat d’une autre académie ({academie})"
        porteur = base.ines.get(lu.ine) if lu.ine else None
        if porteur and porteur != lu.numero_candidat:
            yield "ine", str(lu.ine), "cet INE est celui d’un autre candidat dans la base"

    def _rapprocher(self, lu: CandidatLu, base: _Base) -> LigneControlee:
        existant = base.candidats.get(lu.cle)
        self._retrouves += existant is not None and existant.pk in base.inscrits
        champs = self._champs(lu)
        if existant is None:
            candidat = Candidat(numero=lu.numero_candidat, inscription=lu.inscription, **champs)
            return LigneControlee(lu.ligne, Resultat.CREE, lu, candidat)
        changements = []
        for champ, valeur in champs.items():
            if getattr(existant, champ) != valeur:
                setattr(existant, champ, valeur)
                changements.append(CHAMPS[champ])
        if changements:
            resultat = Resultat.MODIFIE
        else:
            resultat = Resultat.INCHANGE if existant.pk in base.inscrits else Resultat.INSCRIT
        return LigneControlee(lu.ligne, resultat, lu, existant, tuple(changements))

    def _champs(self, lu: CandidatLu) -> dict[str, object]:
        """What the line says of the candidate, by field; nothing of a column that the file does not have."""
        champs: dict[str, object | None] = {
            "nom": lu.nom,
            "prenoms": lu.prenoms,
            "date_naissance": lu.date_naissance,
            "etablissement_id": self._etablissements[lu.uai],
            "nom_usage": lu.nom_usage,
            "ine": lu.ine,
            "division": lu.division,
            "liste_rouge": lu.liste_rouge,
            "specialite_id": self._specialites[lu.specialite] if lu.specialite else None,
        }
        return {champ: valeur for champ, valeur in champs.items() if valeur is not None}


def par_paquets(elements: Iterable[T], taille: int) -> Iterator[list[T]]:
    """Cut into lists of at most `taille`."""
    suite = iter(elements)
    while paquet := list(islice(suite, taille)):
        yield paquet
