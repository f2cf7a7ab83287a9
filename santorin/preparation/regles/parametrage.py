"""The functional parameters of an épreuve, and what may still be changed (PAR-01 to PAR-04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Q

from santorin.copies.etats import EtatLot
from santorin.copies.models import Epreuve, Lot, Nature, Parametrage
from santorin.referentiel.accords import compter
from santorin.referentiel.valeur import Valeur


@dataclass(frozen=True, slots=True)
class Parametre:
    """A parameter: its field, its group on the screen, its short title."""

    champ: str
    groupe: str
    titre: str

    @property
    def libelle(self) -> str:
        """Its full name."""
        champ = getattr(Parametrage, self.champ).field
        return str(champ.verbose_name)


PARAMETRES: Final = (
    Parametre("emargement_en_masse", "Numérisation", "Émargement en masse"),
    Parametre("niveau_validation", "Numérisation", "Niveau de validation"),
    Parametre("type_lots", "Distribution", "Type de lots"),
    Parametre("ecart_tolere", "Distribution", "Écart toléré"),
    Parametre("affichage_note", "Correction", "Affichage note"),
    Parametre("appreciation", "Correction", "Appréciation"),
    Parametre("bareme_anonyme", "Correction", "Barème anonyme"),
    Parametre("export_appreciation", "Clôture", "Export-Appréciation"),
    Parametre("export_detail_notes", "Clôture", "Export-Détail notes"),
    Parametre("export_annotations", "Clôture", "Export-Annotations"),
    Parametre("cloture_par_etablissement", "Clôture", "Clôture par établissement"),
    Parametre("protege_saisies", "Clôture", "DI et 0 conservés"),
)
# PAR-03: what the copies of an E3C always contain.
FIGES_E3C: Final = {"export_appreciation": True, "export_detail_notes": True, "export_annotations": True}


@dataclass(frozen=True, slots=True)
class Travail:
    """What is already done in an épreuve: its lots, and those locked."""

    lots: int = 0
    verrouilles: int = 0


@dataclass(frozen=True, slots=True)
class Changement:
    """A value that would change in an épreuve, and why it cannot, if so."""

    epreuve: Epreuve
    parametre: Parametre
    avant: Any
    apres: Any
    obstacle: str | None

    @property
    def avant_en_clair(self) -> str:
        """The present value, as the screen shows it."""
        return en_clair(self.avant)

    @property
    def apres_en_clair(self) -> str:
        """The value asked for, as the screen shows it."""
        return en_clair(self.apres)


def en_clair(valeur: Any) -> str:
    """OUI, NON, SIMPLE, DOUBLE, or a figure (PAR-02)."""
    if isinstance(valeur, bool):
        return "OUI" if valeur else "NON"
    if isinstance(valeur, Decimal):
        return str(Valeur(nombre=valeur))
    return str(valeur).upper()


def travaux(epreuves: Sequence[Epreuve]) -> dict[int, Travail]:
    """PAR-04: what is done in each épreuve, by primary key, in one query."""
    lots = Lot.objects.filter(epreuve__in=[epreuve.pk for epreuve in epreuves]).order_by()
    comptes = lots.values_list("epreuve").annotate(
        total=Count("pk"), verrouilles=Count("pk", filter=Q(etat=EtatLot.VERROUILLE))
    )
    return {epreuve: Travail(total, verrouilles) for epreuve, total, verrouilles in comptes}


def changements(epreuves: Sequence[Epreuve], demandes: Mapping[str, Any]) -> list[Changement]:
    """PAR-01: every value that `demandes` (by field) would change in these épreuves, read with their paramétrage."""
    faits = travaux(epreuves)
    parametres = [parametre for parametre in PARAMETRES if parametre.champ in demandes]
    return [
        Changement(
            epreuve,
            parametre,
            avant,
            apres,
            obstacle(epreuve, parametre.champ, apres, faits.get(epreuve.pk, Travail())),
        )
        for epreuve in epreuves
        for parametre in parametres
        if (avant := getattr(epreuve.parametrage, parametre.champ)) != (apres := demandes[parametre.champ])
    ]


def obstacle_parametrage(epreuve: Epreuve) -> str | None:
    """PAR-03: why nothing of this épreuve's paramétrage can be changed, or None."""
    if epreuve.nature == Nature.E3C:
        return "Le paramétrage d’une épreuve E3C n’est pas modifiable."
    return None


def obstacle(epreuve: Epreuve, champ: str, valeur: Any, travail: Travail) -> str | None:
    """PAR-03, PAR-04: why this parameter cannot take this value now, or None."""
    verrouilles = compter(travail.verrouilles, "lot est déjà verrouillé,lots sont déjà verrouillés")
    ponctuelle = epreuve.nature == Nature.PONCTUELLE
    interdits = (
        (
            champ == "type_lots" and travail.lots,
            f"Les copies sont déjà réparties en {compter(travail.lots, 'lot')}.",
        ),
        (
            champ == "ecart_tolere" and travail.verrouilles,
            f"{verrouilles}\u00a0: leurs notes ont été comparées avec l’ancien écart.",
        ),
        (
            champ == "affichage_note" and travail.verrouilles,
            f"{verrouilles}\u00a0: leurs notes ont été vues sur l’ancienne échelle.",
        ),
        (
            champ == "appreciation" and valeur and travail.verrouilles,
            f"{verrouilles}, sans que l’appréciation y soit obligatoire.",
        ),
        (
            champ == "cloture_par_etablissement" and valeur and not ponctuelle,
            "Les établissements ne clôturent que les épreuves ponctuelles.",
        ),
        (
            champ == "protege_saisies" and not valeur and not ponctuelle,
            "Cette protection ne peut être levée que pour une épreuve ponctuelle.",
        ),
    )
    return obstacle_parametrage(epreuve) or next((raison for vrai, raison in interdits if vrai), None)


def refus(changements: Sequence[Changement]) -> str | None:
    """PAR-04: all or nothing: why these changes cannot be made together, épreuve by épreuve, or None."""
    raisons = [
        f"{c.epreuve} ({c.parametre.titre.lower()})\u00a0: {c.obstacle}" for c in changements if c.obstacle
    ]
    return "Rien n’a été changé. " + " ".join(raisons) if raisons else None
