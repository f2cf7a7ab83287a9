"""The frame: académies, schools, examination, specialities, effects of codes, épreuves and their barème."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from imagin.models import Tarif
from santorin.copies.models import Epreuve, Nature, Parametrage, Question, Sujet
from santorin.referentiel.cles import lettre_cle
from santorin.referentiel.models import (
    Academie,
    Departement,
    EffetCode,
    Etablissement,
    Examen,
    Session,
    Specialite,
)

TAUX_DU_BACCALAUREAT = 5
SESSION, EXAMEN = "2027-06", "BCP"
SPECIALITES = (
    ("25510", "Métiers de l'électricité et de ses environnements connectés"),
    ("31202", "Commerce"),
    ("31210", "Accueil – Relation clients et usagers"),
)
RENNES, NANTES, VERSAILLES = "A14", "A17", "A25"
ACADEMIES = (
    (RENNES, "Rennes", (("035", "Ille-et-Vilaine"), ("022", "Côtes-d'Armor"), ("056", "Morbihan"))),
    (NANTES, "Nantes", (("044", "Loire-Atlantique"), ("049", "Maine-et-Loire"))),
    (VERSAILLES, "Versailles", (("078", "Yvelines"),)),
)
# The seven digits of the code; its letter is computed.
ETABLISSEMENTS = (
    ("0350059", "P BREQUIGNY", "RENNES CEDEX 2"),
    ("0350901", "LP DES TILLEULS", "FOUGERES"),
    ("0350902", "LPO DU CANAL", "REDON"),
    ("0220903", "LP DE LA FALAISE", "PAIMPOL"),
    ("0220904", "LP DU VIADUC", "LANNION"),
    ("0560905", "LPO DES REMPARTS", "VANNES CEDEX"),
    ("0560906", "LP DE LA RADE", "LORIENT"),
    ("0440907", "LP DE L'ERDRE", "NANTES CEDEX 1"),
    ("0440908", "LPO DES MARAIS", "GUERANDE"),
    ("0490909", "LP DU VAL", "SAUMUR"),
    ("0783546", "CLG FRANCO ALLEMAND", "BUC"),
)
EFFETS = (
    ("AB", "Absent", {"bloque_diplome": True, "affichage": "AB"}),
    ("DI", "Dispensé", {"hors_moyenne": True, "affichage": "DI"}),
)


@dataclass(frozen=True, slots=True)
class EpreuveVoulue:
    """An épreuve to make: who sits it, and how."""

    code: str
    libelle: str
    nature: Nature
    academie: str
    candidats: int
    date: date
    specialite: str = ""
    parametrage: tuple[tuple[str, object], ...] = ()


EPREUVES = (
    EpreuveVoulue(
        "E51",
        "Économie-gestion",
        Nature.PONCTUELLE,
        RENNES,
        300,
        date(2027, 6, 16),
        "31202",
        (("export_annotations", True), ("cloture_par_etablissement", True)),
    ),
    EpreuveVoulue(
        "E52", "Français et histoire-géographie", Nature.HARMONISEE, RENNES, 400, date(2027, 6, 15)
    ),
    EpreuveVoulue(
        "E3C1",
        "Mathématiques – contrôle continu",
        Nature.E3C,
        RENNES,
        250,
        date(2027, 1, 27),
        "25510",
        (("appreciation", True), ("export_annotations", True)),
    ),
    EpreuveVoulue(
        "CM1",
        "Concours général des métiers – épreuve écrite",
        Nature.CONCOURS,
        NANTES,
        250,
        date(2027, 3, 17),
        "31210",
    ),
)
BAREME = (
    ("1", "Analyse de la situation", "6", "0.5"),
    ("2", "Calculs et tableau", "5", "0.25"),
    ("3.a", "Proposition argumentée", "5", "0.5"),
    ("3.b", "Rédaction", "4", "0.5"),
)


def poser_le_cadre() -> list[Etablissement]:
    """Make the frame; returns the schools in the order of `ETABLISSEMENTS`."""
    session = Session.objects.create(code=SESSION, libelle="JUIN 2027")
    examen = Examen.objects.create(code=EXAMEN, libelle="Baccalauréat professionnel")
    Tarif.objects.create(examen=examen, numero=TAUX_DU_BACCALAUREAT, du=date(2026, 9, 1))
    for code, libelle in SPECIALITES:
        Specialite.objects.create(examen=examen, code=code, libelle=libelle)
    for code, libelle, effets in EFFETS:
        EffetCode.objects.create(examen=examen, session=session, code=code, libelle=libelle, **effets)
    for code, nom, departements in ACADEMIES:
        academie = Academie.objects.create(code=code, nom=nom)
        for numero, lieu in departements:
            Departement.objects.create(code=numero, nom=lieu, academie=academie)
    par_code = {departement.code: departement for departement in Departement.objects.all()}
    return [
        Etablissement.objects.create(
            uai=chiffres + lettre_cle(chiffres), nom=nom, ville=ville, departement=par_code[chiffres[:3]]
        )
        for chiffres, nom, ville in ETABLISSEMENTS
    ]


def faire_epreuve(voulue: EpreuveVoulue) -> Epreuve:
    """Make one épreuve with its paramétrage, its subject and its barème of 20 points."""
    examen = Examen.objects.get(code=EXAMEN)
    epreuve = Epreuve.objects.create(
        session=Session.objects.get(code=SESSION),
        examen=examen,
        academie=Academie.objects.get(code=voulue.academie),
        specialite=Specialite.objects.filter(examen=examen, code=voulue.specialite).first(),
        code=voulue.code,
        libelle=voulue.libelle,
        nature=voulue.nature,
        date=voulue.date,
    )
    Parametrage.objects.create(epreuve=epreuve, **dict(voulue.parametrage))
    sujet = Sujet.objects.create(epreuve=epreuve, code="A", libelle="Sujet national")
    Question.objects.bulk_create(
        Question(sujet=sujet, ordre=rang, numero=n, libelle=libelle, points=Decimal(points), pas=Decimal(pas))
        for rang, (n, libelle, points, pas) in enumerate(BAREME, start=1)
    )
    return epreuve
