"""The three juries of the second group, session 2021-06, as the centre's document shows them (DEL-01 to DEL-10)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from cyclades.actions import inscrire
from cyclades.actions.ecriture import NoteEcrite, ecrire, partager_epreuve, prendre_tenues
from cyclades.actions.inscription import LigneInscription
from cyclades.models import Candidature, Inscription, Origine
from deliberation.actions import SaisieControle, franchir, nommer, saisir_controle
from deliberation.etats import OUVRIR_CONTROLE, VERROUILLER
from deliberation.models import Dossier, GroupeDecision, Jury, Role
from deliberation.reglement import EpreuveReglement, Reglement, reglement_de
from demonstration.noms import NOMS, PRENOMS
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Etablissement, Examen, Session, Specialite
from santorin.referentiel.valeur import Valeur

SESSION, EXAMEN, GROUPE = "2021-06", "BCP", "11"
GRAINE = 2021
PREMIER_NUMERO = 1843006787
ADMIS, AUTORISE, AJOURNE = "admis", "autorise", "ajourne"
# Half points, first and last: what each kind of candidate gets in the practice, and elsewhere.
BORNES = {ADMIS: ((22, 34), (21, 31)), AUTORISE: ((20, 22), (15, 18)), AJOURNE: ((9, 15), (7, 14))}
DE_SANTORIN = ("U51", "U52")
AUTRES_NOMS = tuple(nom for nom in NOMS if nom != "GUYLESTE")
MOTIF = "Relevé de notes du centre"


@dataclass(frozen=True, slots=True)
class JuryVoulu:
    """A jury to make, and how many of each kind of candidate."""

    numero: str
    admis: int
    autorises: int
    ajournes: int


JURYS = (JuryVoulu("25510", 17, 4, 3), JuryVoulu("31202", 18, 6, 4), JuryVoulu("31210", 11, 0, 3))
MEMBRES = (
    ("ROSE BONBON", "Ludivine", "Inspectrice de l'éducation nationale", Role.PRESIDENT, False),
    ("LAVANDE", "Alexandre", "Professeur de lycée professionnel", Role.VICE_PRESIDENT, False),
    ("SAPIN", "Ambre", "Professeure de lycée professionnel", Role.MEMBRE, False),
    ("CARMIN", "Julien", "Professeur de lycée professionnel", Role.MEMBRE, False),
    ("BOULEAU", "Chloé", "Cheffe d'entreprise", Role.MEMBRE, True),
    ("IVOIRE", "Paul", "Artisan", Role.MEMBRE, True),
)


def faire_jurys(
    etablissements: Sequence[Etablissement], comptes: Mapping[str, Utilisateur], *, le: datetime
) -> GroupeDecision:
    """Make the juries in state 200, their marks of the épreuve de contrôle entered but GUYLESTE Fazia's.

    `comptes` gives « gestionnaire.rennes », « chef.brequigny » and « jury », who presides.
    """
    alea = Random(GRAINE)  # noqa: S311 - the same juries every time, nothing secret
    centre, dec = etablissements[0], comptes["gestionnaire.rennes"]
    session, _ = Session.objects.get_or_create(code=SESSION, defaults={"libelle": "JUIN 2021"})
    groupe = GroupeDecision.objects.create(
        numero=GROUPE, examen=Examen.objects.get(code=EXAMEN), session=session, academie=centre.academie
    )
    jurys = [_faire_jury(voulu, groupe, centre, comptes, alea=alea, le=le) for voulu in JURYS]
    franchir(jurys, VERROUILLER, par=dec, le=le)
    franchir(jurys, OUVRIR_CONTROLE, par=dec, le=le)
    for jury in jurys:
        saisir_controle(jury, list(_controle(jury, alea)), par=comptes["chef.brequigny"], le=le)
    return groupe


def _faire_jury(
    voulu: JuryVoulu,
    groupe: GroupeDecision,
    centre: Etablissement,
    comptes: Mapping[str, Utilisateur],
    *,
    alea: Random,
    le: datetime,
) -> Jury:
    jury = Jury.objects.create(
        groupe=groupe,
        numero=voulu.numero,
        specialite=Specialite.objects.get(examen=groupe.examen, code=voulu.numero),
        centre=centre,
    )
    for nom, prenoms, qualite, role, professionnel in MEMBRES:
        nommer(
            jury,
            nom=nom,
            prenoms=prenoms,
            qualite=qualite,
            role=role,
            professionnel=professionnel,
            utilisateur=comptes["jury"] if role == Role.PRESIDENT else None,
            par=comptes["gestionnaire.rennes"],
            le=le,
        )
    regle = reglement_de(EXAMEN, SESSION, voulu.numero)
    genres = [AUTORISE] * voulu.autorises + [ADMIS] * voulu.admis + [AJOURNE] * voulu.ajournes
    candidatures = _candidatures(jury, regle, genres, alea, le)
    _noter(regle, dict(zip(candidatures, genres, strict=True)), comptes["gestionnaire.rennes"], alea)
    Dossier.objects.bulk_create(
        Dossier(jury=jury, candidature=candidature, centre_controle=centre) for candidature in candidatures
    )
    return jury


def _obligatoires(regle: Reglement) -> tuple[EpreuveReglement, ...]:
    return tuple(epreuve for epreuve in regle.epreuves if epreuve.obligatoire)


def _candidatures(
    jury: Jury, regle: Reglement, genres: Sequence[str], alea: Random, le: datetime
) -> list[Candidature]:
    """Register the candidates for every compulsory épreuve; in the order of `genres`."""
    lignes = list(_lignes(jury, regle, len(genres), alea))
    inscrire(lignes, par=None, le=le)
    cles = list(dict.fromkeys((ligne.numero, ligne.inscription) for ligne in lignes))
    connues = {
        (c.numero, c.inscription): c
        for c in Candidature.objects.filter(session=jury.groupe.session, specialite=jury.specialite)
    }
    return [connues[cle] for cle in cles]


def _lignes(jury: Jury, regle: Reglement, nombre: int, alea: Random) -> Iterator[LigneInscription]:
    centre = jury.centre
    for rang in range(nombre):
        fazia = jury.numero == "31202" and rang == 0
        numero = PREMIER_NUMERO + int(jury.numero) * 1000 + rang * 13
        qui: dict[str, Any] = {
            "numero": "01950022359" if fazia else f"{numero:011}",
            "inscription": "002" if fazia else "001",
            "nom": "GUYLESTE" if fazia else alea.choice(AUTRES_NOMS),
            "prenoms": "Fazia" if fazia else alea.choice(PRENOMS),
            "date_naissance": date(2003, 1, 1) + timedelta(days=alea.randrange(700)),
            "ine": f"{alea.randrange(10**9):09}{alea.choice('ABCDEFGH')}{alea.choice('ABCDEFGH')}",
            "liste_rouge": rang == 1,
            "fraude_presumee": rang == 2,  # noqa: PLR2004 - the third of each jury
        }
        for epreuve in _obligatoires(regle):
            yield LigneInscription(
                session=SESSION,
                examen=EXAMEN,
                epreuve=epreuve.code,
                epreuve_libelle=epreuve.libelle,
                pas=Decimal("0.5"),
                academie=centre.academie.code,
                uai=centre.uai,
                etablissement=centre.nom,
                ville=centre.ville,
                division=f"T{jury.numero}",
                specialite=jury.specialite.code,
                **qui,
            )


def _noter(regle: Reglement, genres: Mapping[Candidature, str], par: Utilisateur, alea: Random) -> None:
    """Marks of the first group, by hand but for what Santorin would have sent."""
    par_cle = {candidature.pk: genre for candidature, genre in genres.items()}
    for epreuve in _obligatoires(regle):
        inscriptions = list(
            Inscription.objects.filter(
                candidature__in=list(genres), epreuve__code=epreuve.code
            ).select_related("epreuve")
        )
        tenue = partager_epreuve(inscriptions[0].epreuve_id)
        prendre_tenues([inscription.pk for inscription in inscriptions])
        santorin = epreuve.code in DE_SANTORIN
        notes = [
            NoteEcrite(
                inscription.pk,
                _valeur(epreuve, par_cle[inscription.candidature_id], alea),
                None,
                1 if santorin else 0,
            )
            for inscription in inscriptions
        ]
        if tenue is not None:
            origine = Origine.SANTORIN if santorin else Origine.SAISIE
            ecrire(notes, epreuve=tenue, origine=origine, par=par, motif="" if santorin else MOTIF)


def _valeur(epreuve: EpreuveReglement, genre: str, alea: Random) -> Decimal:
    pratique, reste = BORNES[genre]
    return Decimal(alea.randint(*(pratique if epreuve.pratique else reste))) / 2


def _controle(jury: Jury, alea: Random) -> Iterator[SaisieControle]:
    """The two marks of everybody at the épreuve de contrôle, none yet for GUYLESTE Fazia."""
    for dossier in jury.dossiers.au_controle().select_related("candidature"):
        if dossier.candidature.nom == "GUYLESTE":
            continue
        for partie in ("a", "b"):
            yield SaisieControle(dossier.pk, partie, "", Valeur(nombre=Decimal(alea.randint(16, 27)) / 2))
