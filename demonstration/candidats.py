"""Candidates of the demonstration, on Santorin's side and on Cyclades'."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from random import Random

from cyclades.actions import inscrire
from cyclades.actions.inscription import LigneInscription
from demonstration.cadre import EpreuveVoulue
from demonstration.noms import NOMS, PRENOMS
from santorin.copies.etats import Emargement
from santorin.copies.models import Candidat, Composition, Epreuve
from santorin.referentiel.models import Etablissement, Specialite

DIVISIONS = {"25510": "TMELEC", "31202": "TCOM", "31210": "TARCU"}
PREMIER_NUMERO = 1950022359
PART_ABSENTS, PART_LISTE_ROUGE, NON_EMARGES = 0.03, 0.02, 2
MOTIF_FRAUDE = (
    "Téléphone allumé trouvé pendant la composition ; rapport du surveillant joint au procès-verbal."
)


def faire_candidats(
    epreuve: Epreuve,
    voulue: EpreuveVoulue,
    etablissements: list[Etablissement],
    *,
    depuis: int,
    alea: Random,
) -> list[Composition]:
    """Make the candidates of one épreuve and their sittings: absents, non émargés, liste rouge, one fraud."""
    specialites = [epreuve.specialite] if epreuve.specialite else list(epreuve.examen.specialites.all())
    candidats = [
        _candidat(
            depuis + rang, alea.choice(specialites), etablissements, alea=alea, premier=depuis + rang == 0
        )
        for rang in range(voulue.candidats)
    ]
    Candidat.objects.bulk_create(candidats)
    compositions = [
        Composition(epreuve=epreuve, candidat=candidat, anonymat=_anonymat(alea)) for candidat in candidats
    ]
    for rang, composition in enumerate(compositions):
        absent = rang > 0 and alea.random() < PART_ABSENTS
        composition.emargement = Emargement.ABSENT if absent else Emargement.PRESENT
    for composition in compositions[-NON_EMARGES:]:
        composition.emargement = Emargement.NON_EMARGE
    fraudeur = next(c for c in compositions[3:] if c.emargement == Emargement.PRESENT)
    fraudeur.fraude_presumee, fraudeur.fraude_motif = True, MOTIF_FRAUDE
    return Composition.objects.bulk_create(compositions)


def _candidat(
    rang: int,
    specialite: Specialite,
    etablissements: list[Etablissement],
    *,
    alea: Random,
    premier: bool,
) -> Candidat:
    candidat = Candidat(
        numero=f"{PREMIER_NUMERO + rang * 7:011}",
        # GUYLESTE Fazia's « 002 » is before the jury of the second group.
        inscription="002" if rang % 9 == 0 and not premier else "001",
        nom="GUYLESTE" if premier else alea.choice(NOMS),
        prenoms="Fazia" if premier else alea.choice(PRENOMS),
        date_naissance=date(2009, 1, 1) + timedelta(days=alea.randrange(730)),
        ine=f"{alea.randrange(10**9):09}{alea.choice('ABCDEFGH')}{alea.choice('ABCDEFGH')}",
        etablissement=etablissements[0] if premier else alea.choice(etablissements),
        division=f"{DIVISIONS[specialite.code]}{alea.randint(1, 2)}",
        specialite=specialite,
        liste_rouge=not premier and alea.random() < PART_LISTE_ROUGE,
    )
    candidat.recherche = candidat.texte()
    return candidat


def _anonymat(alea: Random) -> str:
    return f"{alea.getrandbits(64):016X}"


def inscrire_dans_cyclades(epreuves: Iterable[Epreuve], *, le: datetime) -> None:
    """Register the same people in Cyclades, as the other system would already know them."""
    inscrire(_lignes(epreuves), par=None, le=le)


def _lignes(epreuves: Iterable[Epreuve]) -> Iterator[LigneInscription]:
    for epreuve in epreuves:
        compositions = epreuve.compositions.select_related(
            "candidat__specialite", "candidat__etablissement__departement__academie"
        )
        for composition in compositions.order_by("pk"):
            candidat = composition.candidat
            etablissement = candidat.etablissement
            yield LigneInscription(
                session=epreuve.session.code,
                examen=epreuve.examen.code,
                epreuve=epreuve.code,
                epreuve_libelle=epreuve.libelle,
                numero=candidat.numero,
                inscription=candidat.inscription,
                nom=candidat.nom,
                prenoms=candidat.prenoms,
                date_naissance=candidat.date_naissance,
                ine=candidat.ine,
                academie=etablissement.academie.code,
                uai=etablissement.uai,
                etablissement=etablissement.nom,
                ville=etablissement.ville,
                division=candidat.division,
                specialite=candidat.specialite.code if candidat.specialite else "",
                liste_rouge=candidat.liste_rouge,
                fraude_presumee=composition.fraude_presumee,
            )
