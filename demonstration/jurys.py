"""The three juries of the second group, session 2021-06, as the centre's document shows them (DEL-01 to DEL-10)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from cyclades.actions import definir_calcul, garder_benefices, inscrire, recalculer, saisir
from cyclades.actions.ecriture import NoteEcrite, ecrire, partager_epreuve, prendre_tenues
from cyclades.actions.inscription import LigneInscription
from cyclades.models import Candidature, Epreuve, Inscription, Origine, Position
from deliberation.actions import SaisieControle, franchir, nommer, saisir_controle
from deliberation.etats import OUVRIR_CONTROLE, VERROUILLER
from deliberation.models import Dossier, GroupeDecision, Jury, Role
from deliberation.reglement import EpreuveReglement, Reglement, reglement_de
from demonstration.noms import NOMS, PRENOMS
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Etablissement, Examen, Session, Specialite
from santorin.referentiel.valeur import Valeur
from santorin.transmission.destinataires import CleEpreuve

SESSION, EXAMEN, GROUPE = "2021-06", "BCP", "11"
GRAINE = 2021
PREMIER_NUMERO = 1843006787
ADMIS, AUTORISE, AJOURNE = "admis", "autorise", "ajourne"
# Half points, first and last: what each kind of candidate gets in the practice, and elsewhere.
BORNES = {ADMIS: ((22, 34), (21, 31)), AUTORISE: ((20, 22), (15, 18)), AJOURNE: ((9, 15), (7, 14))}
DE_SANTORIN = ("U51", "U52")
AUTRES_NOMS = tuple(nom for nom in NOMS if nom != "GUYLESTE")
MOTIF = "Relevé de notes du centre"
# The mark of physical education is the mean of those given during the year; nobody types it.
CALCULEE, COMPOSANTES = (
    "U7",
    (("U71", "Éducation physique, première activité"), ("U72", "Éducation physique, seconde activité")),
)
# One candidate of Commerce keeps a mark of the session before the last; one of the electricians awaits his.
AVEC_BENEFICE, BENEFICE, SESSION_DU_BENEFICE = ("31202", 3), "U6", "2019-06"
RANG_PROVISOIRE, PROVISOIRE = 3, "U12"
VALEUR_PROVISOIRE, MOTIF_PROVISOIRE = Valeur(nombre=Decimal("8.5")), "Copie en attente de correction"


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
    etablissements: Sequence[Etablissement],
    comptes: Mapping[str, Utilisateur],
    *,
    le: datetime,
    provisoire: bool = False,
) -> GroupeDecision:
    """Make the juries in state 200, their marks of the épreuve de contrôle entered but GUYLESTE Fazia's.

    `comptes` gives « gestionnaire.rennes », « chef.brequigny » and « jury », who presides. `provisoire`: a candidate
    of jury 25510 has a provisional mark, which the jury must make its own before it closes.
    """
    alea = Random(GRAINE)  # noqa: S311 - the same juries every time, nothing secret
    centre, dec = etablissements[0], comptes["gestionnaire.rennes"]
    session, _ = Session.objects.get_or_create(code=SESSION, defaults={"libelle": "JUIN 2021"})
    groupe = GroupeDecision.objects.create(
        numero=GROUPE, examen=Examen.objects.get(code=EXAMEN), session=session, academie=centre.academie
    )
    jurys = [_faire_jury(voulu, groupe, centre, comptes, alea=alea, le=le) for voulu in JURYS]
    if provisoire:
        _rendre_provisoire(jurys[0], dec, le)
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
    dec = comptes["gestionnaire.rennes"]
    candidatures = _candidatures(jury, regle, genres, alea, par=dec, le=le)
    _noter(regle, dict(zip(candidatures, genres, strict=True)), dec, alea, le)
    Dossier.objects.bulk_create(
        Dossier(jury=jury, candidature=candidature, centre_controle=centre) for candidature in candidatures
    )
    return jury


def _obligatoires(regle: Reglement) -> tuple[EpreuveReglement, ...]:
    return tuple(epreuve for epreuve in regle.epreuves if epreuve.obligatoire)


def _epreuves(regle: Reglement) -> list[tuple[str, str]]:
    """What every candidate is registered for: the règlement's épreuves, and what one of them is calculated from."""
    return [*((epreuve.code, epreuve.libelle) for epreuve in _obligatoires(regle)), *COMPOSANTES]


def _candidatures(
    jury: Jury,
    regle: Reglement,
    genres: Sequence[str],
    alea: Random,
    *,
    par: Utilisateur,
    le: datetime,
) -> list[Candidature]:
    """Register the candidates for every compulsory épreuve; in the order of `genres`."""
    lignes = list(_lignes(jury, regle, len(genres), alea))
    inscrire(lignes, par=None, le=le)
    garder_benefices(lignes, par=par, le=le)
    cles = list(dict.fromkeys((ligne.numero, ligne.inscription) for ligne in lignes))
    connues = {
        (c.numero, c.inscription): c
        for c in Candidature.objects.filter(session=jury.groupe.session, specialite=jury.specialite)
    }
    return [connues[cle] for cle in cles]


def _numero(jury: Jury, rang: int) -> str:
    return f"{PREMIER_NUMERO + int(jury.numero) * 1000 + rang * 13:011}"


def _lignes(jury: Jury, regle: Reglement, nombre: int, alea: Random) -> Iterator[LigneInscription]:
    centre = jury.centre
    for rang in range(nombre):
        fazia = jury.numero == "31202" and rang == 0
        qui: dict[str, Any] = {
            "numero": "01950022359" if fazia else _numero(jury, rang),
            "inscription": "002" if fazia else "001",
            "nom": "GUYLESTE" if fazia else alea.choice(AUTRES_NOMS),
            "prenoms": "Fazia" if fazia else alea.choice(PRENOMS),
            "date_naissance": date(2003, 1, 1) + timedelta(days=alea.randrange(700)),
            "ine": f"{alea.randrange(10**9):09}{alea.choice('ABCDEFGH')}{alea.choice('ABCDEFGH')}",
            "liste_rouge": rang == 1,
            "fraude_presumee": rang == 2,  # noqa: PLR2004 - the third of each jury
        }
        for code, libelle in _epreuves(regle):
            garde = (jury.numero, rang, code) == (*AVEC_BENEFICE, BENEFICE)
            yield LigneInscription(
                session=SESSION,
                examen=EXAMEN,
                epreuve=code,
                epreuve_libelle=libelle,
                position=Position.BENEFICE if garde else Position.INSCRIT,
                note_benefice=Decimal(11) if garde else None,
                session_benefice=SESSION_DU_BENEFICE if garde else "",
                pas=Decimal("0.5"),
                academie=centre.academie.code,
                uai=centre.uai,
                etablissement=centre.nom,
                ville=centre.ville,
                division=f"T{jury.numero}",
                specialite=jury.specialite.code,
                **qui,
            )


def _noter(
    regle: Reglement, genres: Mapping[Candidature, str], par: Utilisateur, alea: Random, le: datetime
) -> None:
    """Marks of the first group: by hand but for what Santorin would have sent and for what is calculated."""
    par_cle = {candidature.pk: genre for candidature, genre in genres.items()}
    siennes = Inscription.objects.filter(candidature__in=list(genres), position=Position.INSCRIT)
    for epreuve in _obligatoires(regle):
        # What makes a calculated mark has its bounds.
        codes = [code for code, _ in COMPOSANTES] if epreuve.code == CALCULEE else [epreuve.code]
        for code in codes:
            tenue = partager_epreuve(CleEpreuve(SESSION, EXAMEN, code, ""))
            if tenue is None:
                continue
            lien = _lier(tenue, par, le)
            cles = {i.pk: i.candidature_id for i in siennes.filter(epreuve=tenue).order_by("pk")}
            prendre_tenues(cles)
            santorin = code in DE_SANTORIN
            notes = [
                NoteEcrite(cle, _valeur(epreuve, par_cle[candidature], alea), None, 1 if santorin else 0)
                for cle, candidature in cles.items()
            ]
            origine = Origine.SANTORIN if santorin else Origine.SAISIE
            ecrire(notes, epreuve=tenue, origine=origine, par=par, motif="" if santorin else MOTIF)
            recalculer(lien, cles, par=par, le=le)


def _lier(epreuve: Epreuve, par: Utilisateur, le: datetime) -> Epreuve | None:
    """What that épreuve enters the calculation of, which is defined the first time."""
    if epreuve.code not in dict(COMPOSANTES):
        return None
    calculee = Epreuve.objects.get(session=epreuve.session_id, examen=epreuve.examen_id, code=CALCULEE)
    if not calculee.composantes.exists():
        sources = Epreuve.objects.filter(
            session=epreuve.session_id, examen=epreuve.examen_id, code__in=dict(COMPOSANTES)
        )
        definir_calcul(calculee, {source: Decimal(1) for source in sources}, par=par, le=le)
    return calculee


def _rendre_provisoire(jury: Jury, par: Utilisateur, le: datetime) -> None:
    """The mark of one candidate holds the place of the one that is awaited."""
    inscription = Inscription.objects.select_related("candidature", "note").get(
        candidature__numero=_numero(jury, RANG_PROVISOIRE), epreuve__code=PROVISOIRE
    )
    saisir(
        inscription, valeur=VALEUR_PROVISOIRE, motif=MOTIF_PROVISOIRE, vue=inscription.note.modifiee_le,
        par=par, le=le, provisoire=True,
    )  # fmt: skip


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
