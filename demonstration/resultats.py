"""The CFG of June 2018 at BUC, as the document « Gérer les résultats » shows it: thirteen Admis on the list (RES-03).

Three more candidates must not be on it: one on the liste rouge, one présumé fraudeur, one of the remplacement.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cyclades.actions import inscrire
from cyclades.actions.ecriture import NoteEcrite, ecrire, partager_epreuve, prendre_tenues
from cyclades.actions.inscription import LigneInscription
from cyclades.models import Inscription, Origine
from deliberation.reglement import EpreuveReglement, reglement_de
from resultats.actions.ouvertures import definir
from resultats.actions.proclamation import proclamer
from resultats.lectures.proclamation import Cadre
from resultats.models import NatureService
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Etablissement, Examen, Session, Specialite
from santorin.traitements.compte_rendu import CompteRendu

EXAMEN, SESSION, CATEGORIE = "CFG", "2018-06", "SCO"
UAI = "0783546F"
PREMIER_NUMERO = 1921021719
DIVISION = "3SEGPA"
MOTIF = "Relevé de notes du centre"
PARIS = ZoneInfo("Europe/Paris")
OUVERTURE, FERMETURE = datetime(2018, 7, 1, 8, tzinfo=PARIS), datetime(2030, 12, 31, 18, tzinfo=PARIS)
AFFICHES = (
    ("ANTHRACITE", "Thomas"), ("ARGENT", "Carine"), ("BLANC", "Hugo Philippe Pierre"), ("BRUN", "Alexis"),
    ("CARMIN", "Julien Pierre"), ("FUSCHIA", "Julien Clément"), ("GREEN", "John"), ("IVOIRE", "Chloe Emilie"),
    ("LAVANDE", "Alexandre"), ("ROSE BONBON", "Ludivine"), ("ROUGE", "Arthur"), ("VERT POMME", "Clément Alan"),
    ("VERT SAPIN", "Ambre"),
)  # fmt: skip
ECARTES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("TURQUOISE", "Inès", {"liste_rouge": True}),
    ("OCRE", "Malo", {"fraude_presumee": True}),
    ("JADE", "Nolwenn", {"remplacement": True}),
)
NIVEAUX = (Decimal(25), Decimal(20), Decimal(30), Decimal(25), Decimal(20))
ORAL_MINIMUM = 90


def faire_resultats(
    etablissements: Sequence[Etablissement], comptes: Mapping[str, Utilisateur], *, le: datetime
) -> Cadre:
    """Make the candidates, their marks, their results by the règlement, and open the three services.

    `comptes` gives « gestionnaire.versailles ».
    """
    college = next(etablissement for etablissement in etablissements if etablissement.uai == UAI)
    gestionnaire = comptes["gestionnaire.versailles"]
    session, _ = Session.objects.get_or_create(code=SESSION, defaults={"libelle": "JUIN 2018"})
    examen, _ = Examen.objects.get_or_create(
        code=EXAMEN, defaults={"libelle": "Certificat de formation générale"}
    )
    Specialite.objects.get_or_create(
        examen=examen, code=CATEGORIE, defaults={"libelle": "Candidats scolaires"}
    )
    epreuves = reglement_de(EXAMEN, SESSION, CATEGORIE).epreuves
    inscrire(_lignes(college, epreuves), par=None, le=le)
    for rang, epreuve in enumerate(epreuves):
        _noter(epreuve, rang, session, gestionnaire)
    cadre = Cadre(examen, session, college.academie)
    compte_rendu = CompteRendu(par=gestionnaire)
    proclamer(examen, session, college.academie, par=gestionnaire, le=le, compte_rendu=compte_rendu)
    for nature in NatureService:
        definir(
            cadre, nature, ouvre_le=OUVERTURE, ferme_le=FERMETURE, motif="", par=gestionnaire, le=OUVERTURE
        )
    return cadre


def _lignes(college: Etablissement, epreuves: Sequence[EpreuveReglement]) -> Iterator[LigneInscription]:
    aucune: dict[str, Any] = {}
    tous = [*((nom, prenoms, aucune) for nom, prenoms in AFFICHES), *ECARTES]
    for rang, (nom, prenoms, particularites) in enumerate(tous):
        for epreuve in epreuves:
            yield LigneInscription(
                session=SESSION,
                examen=EXAMEN,
                epreuve=epreuve.code,
                epreuve_libelle=epreuve.libelle,
                note_sur=Decimal(epreuve.bareme.numerator),
                pas=Decimal(5) if epreuve.valeurs_admises else Decimal(1),
                numero=f"{PREMIER_NUMERO + rang * 10:011}",
                inscription="001",
                nom=nom,
                prenoms=prenoms,
                date_naissance=date(2003, 1, 1) + timedelta(days=rang * 17),
                ine=f"{210000000 + rang * 7919:09}{'ABCDEFGH'[rang % 8]}B",
                academie=college.academie.code,
                uai=college.uai,
                etablissement=college.nom,
                ville=college.ville,
                division=DIVISION,
                specialite=CATEGORIE,
                accord_publication=rang % 2 == 0,
                **particularites,
            )


def _noter(epreuve: EpreuveReglement, rang: int, session: Session, par: Utilisateur) -> None:
    """Marks by hand: levels of mastery, and an oral good enough for all to be admis."""
    inscriptions = list(
        Inscription.objects.filter(
            epreuve__session=session, epreuve__examen__code=EXAMEN, epreuve__code=epreuve.code
        ).order_by("candidature__numero")
    )
    tenue = partager_epreuve(inscriptions[0].epreuve_id)
    prendre_tenues([inscription.pk for inscription in inscriptions])
    notes = [
        NoteEcrite(inscription.pk, _valeur(epreuve, rang + place), None, 0)
        for place, inscription in enumerate(inscriptions)
    ]
    if tenue is not None:
        ecrire(notes, epreuve=tenue, origine=Origine.SAISIE, par=par, motif=MOTIF)


def _valeur(epreuve: EpreuveReglement, place: int) -> Decimal:
    if epreuve.valeurs_admises:
        return NIVEAUX[place % len(NIVEAUX)]
    return Decimal(ORAL_MINIMUM + place * 3)
