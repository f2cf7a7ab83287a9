"""Loading the demonstration: one transaction, deterministic, nothing when it is there already."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from demonstration.cadre import EPREUVES, NANTES, SESSION, EpreuveVoulue, faire_epreuve, poser_le_cadre
from demonstration.candidats import faire_candidats, inscrire_dans_cyclades
from demonstration.comptes import faire_comptes
from demonstration.copies import Pages, dessiner_les_pages, faire_copies, faire_lots
from demonstration.espace import faire_espaces
from demonstration.jurys import faire_jurys
from demonstration.noms import NOMS, PRENOMS
from demonstration.releves import faire_releves
from demonstration.resultats import faire_resultats
from santorin.comptes.models import Utilisateur
from santorin.copies.actions import emarger
from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Correcteur, Epreuve, Nature
from santorin.referentiel.models import Etablissement, Session

LE = datetime(2027, 6, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
GRAINE = 2027
CORRECTEURS_PAR_EPREUVE = 5


def est_chargee() -> bool:
    """Whether the demonstration is in the database."""
    return Session.objects.filter(code=SESSION).exists()


@transaction.atomic
def charger() -> None:
    """Make everything: frame, accounts, candidates on both sides, copies, lots, marks."""
    alea = Random(GRAINE)  # noqa: S311 - the same demonstration every time, nothing secret
    etablissements = poser_le_cadre()
    comptes = faire_comptes(etablissements, le=LE)
    pages = dessiner_les_pages()
    epreuves, depuis = [], 0
    for voulue in EPREUVES:
        epreuve = faire_epreuve(voulue)
        _remplir(epreuve, voulue, etablissements, comptes, pages, depuis=depuis, alea=alea)
        epreuves.append(epreuve)
        depuis += voulue.candidats
    inscrire_dans_cyclades(epreuves, le=LE)
    faire_jurys(etablissements, comptes, le=LE, provisoire=True)
    cadre = faire_resultats(etablissements, comptes, le=LE)
    faire_releves(cadre, par=comptes["gestionnaire.versailles"], le=LE)
    faire_espaces(comptes, etablissements[0], le=LE)


def _remplir(
    epreuve: Epreuve,
    voulue: EpreuveVoulue,
    etablissements: list[Etablissement],
    comptes: dict[str, Utilisateur],
    pages: Pages,
    *,
    depuis: int,
    alea: Random,
) -> None:
    gestionnaire = comptes["gestionnaire.nantes" if voulue.academie == NANTES else "gestionnaire.rennes"]
    siens = [e for e in etablissements if e.academie == epreuve.academie]
    compositions = faire_candidats(epreuve, voulue, siens, depuis=depuis, alea=alea)
    absents = [c for c in compositions if c.emargement == Emargement.ABSENT]
    _retablir(absents)
    emarger(absents, Emargement.ABSENT, par=gestionnaire, le=LE)
    copies = faire_copies(epreuve, compositions, pages, le=LE, alea=alea)
    # One person marks in both, to see what harmonisation changes.
    compte = comptes["correcteur"] if epreuve.nature in (Nature.PONCTUELLE, Nature.HARMONISEE) else None
    # Lots are written here without a draw: markers who teach elsewhere have no pupil in them (DIS-01).
    ailleurs = [e for e in etablissements if e.academie != epreuve.academie]
    correcteurs = _faire_correcteurs(epreuve, ailleurs, compte, alea)
    if epreuve.nature == Nature.HARMONISEE:
        epreuve.coordinateurs.add(comptes["coordinateur.rennes"])
    faire_lots(epreuve, copies, correcteurs, par=gestionnaire, le=LE, alea=alea)


def _retablir(absents: list[Composition]) -> None:
    """Written as absent already, they would not be signed: the act writes their AB."""
    Composition.objects.filter(pk__in=[c.pk for c in absents]).update(emargement=Emargement.NON_EMARGE)


def _faire_correcteurs(
    epreuve: Epreuve, etablissements: list[Etablissement], compte: Utilisateur | None, alea: Random
) -> list[Correcteur]:
    """The markers of an épreuve; the first is the person of `compte`, who may mark elsewhere already."""
    correcteurs = [
        Correcteur(
            numero=f"{epreuve.pk:02}{rang:05}",
            nom=alea.choice(NOMS),
            prenoms=alea.choice(PRENOMS),
            etablissement=alea.choice(etablissements),
        )
        for rang in range(1, CORRECTEURS_PAR_EPREUVE + 1)
    ]
    deja = Correcteur.objects.filter(utilisateur=compte).first() if compte else None
    correcteurs[0].utilisateur = compte
    Correcteur.objects.bulk_create(correcteurs[1:] if deja else correcteurs)
    if deja:
        correcteurs[0] = deja
    for correcteur in correcteurs:
        correcteur.epreuves.add(epreuve)
    return correcteurs
