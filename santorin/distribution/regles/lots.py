"""Distributing, withdrawing, re-assigning: what is allowed (DIS-01)."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from santorin.copies.etats import EtatLot
from santorin.copies.models import (
    Annotation,
    Correcteur,
    Correction,
    Epreuve,
    Lot,
    NoteQuestion,
    PartieChoisie,
    Signalement,
    Sujet,
)
from santorin.distribution.regles.plan import TAILLE_AU_PLUS, CorrecteurDisponible
from santorin.referentiel.accords import compter


def obstacle_distribution(sujet: Sujet, taille: int) -> str | None:
    """DIS-01: why lots of this sujet and size cannot be made, or None."""
    if not 1 <= taille <= TAILLE_AU_PLUS:
        return f"Un lot compte de 1 à {TAILLE_AU_PLUS} copies."
    if not sujet.questions.exists():
        return f"Le sujet {sujet.code} n’a pas de barème\u00a0: écrivez-le d’abord."
    if not sujet.epreuve.correcteurs.exists():
        return "Aucun correcteur n’est appelé pour cette épreuve."
    return None


def du_sujet(epreuve: Epreuve, sujet: Sujet | None) -> Q:
    """DIS-01: among copies, those of candidates who have this sujet; an only sujet is everybody's."""
    if sujet is None:
        return ~sans_sujet(epreuve)
    eux = Q(composition__sujet=sujet)
    return eux if epreuve.sujets.exclude(pk=sujet.pk).exists() else eux | Q(composition__sujet=None)


def sans_sujet(epreuve: Epreuve) -> Q:
    """DIS-01: among copies, those of candidates of whom nobody said which of several sujets they have."""
    return Q(composition__sujet=None) if epreuve.sujets.count() > 1 else Q(pk__in=())


def non_commencees(lot: Lot) -> QuerySet[Correction]:
    """DIS-01: the markings of a lot that nobody touched: no mark, no annotation, no appréciation, no report."""
    return Correction.objects.filter(lot=lot).exclude(commencee())


def commencee(prefixe: str = "") -> Q:
    """DIS-01: among markings (reached by `prefixe`), those that somebody touched, in whatever way."""
    ici = OuterRef(f"{prefixe}pk")
    return (
        Q(Exists(NoteQuestion.objects.filter(correction=ici)))
        | Q(Exists(PartieChoisie.objects.filter(correction=ici)))
        | Q(Exists(Annotation.objects.filter(correction=ici)))
        | Q(Exists(Signalement.objects.filter(correction=ici)))
        | Q(**{f"{prefixe}appreciation__gt": ""})
    )


def obstacle_retrait(lot: Lot, motif: str) -> str | None:
    """DIS-01: why the copies not started cannot be withdrawn from this lot, or None."""
    if lot.etat == EtatLot.VERROUILLE:
        return f"Le lot {lot.numero} est verrouillé."
    if not motif.strip():
        return "Donnez le motif du retrait."
    if not non_commencees(lot).exists():
        return "Toutes les copies de ce lot sont commencées\u00a0: réaffectez plutôt le lot."
    return None


def obstacle_reaffectation(lot: Lot, correcteur: Correcteur, motif: str, *, confirme: bool) -> str | None:
    """DIS-01, COR-05: why this lot cannot be given to this marker, or None.

    Work already done, a marker without account or whose pupils are unknown ask to be confirmed.
    """
    if lot.etat == EtatLot.VERROUILLE:
        return f"Le lot {lot.numero} est verrouillé."
    if lot.correcteur_id == correcteur.pk:
        return f"Le lot {lot.numero} est déjà confié à {correcteur}."
    if not motif.strip():
        return "Donnez le motif de la réaffectation."
    if obstacle := _obstacle_de_personne(lot, correcteur):
        return obstacle
    reserves = [] if confirme else list(_reserves(lot, correcteur))
    return " ".join([*reserves, "Cochez la confirmation pour réaffecter quand même."]) if reserves else None


def faites(lot: Lot) -> int:
    """DIS-01: how many copies of the lot somebody began."""
    return lot.corrections.count() - non_commencees(lot).count()


def _reserves(lot: Lot, correcteur: Correcteur) -> Iterator[str]:
    """DIS-01: what a person must know before this lot goes to this marker."""
    if nombre := faites(lot):
        commencees = "est commencée" if nombre == 1 else "sont commencées"
        yield (
            f"{compter(nombre, 'copie')} de ce lot {commencees}\u00a0: le travail fait sera conservé et repris par "
            f"{correcteur}."
        )
    if correcteur.sans_compte:
        yield f"{correcteur} n’a pas de compte ouvert\u00a0: ce lot ne serait vu de personne."
    if correcteur.eleves_inconnus:
        yield f"Rien ne dit où enseigne {correcteur}\u00a0: ce lot contient peut-être des copies de ses élèves."


def disponible(correcteur: Correcteur, charge: int = 0) -> CorrecteurDisponible:
    """The marker, as the draw knows it."""
    return CorrecteurDisponible(
        pk=correcteur.pk,
        etablissement=correcteur.etablissement_id,
        divisions=tuple(correcteur.divisions),
        charge=charge,
    )


def _obstacle_de_personne(lot: Lot, correcteur: Correcteur) -> str | None:
    if not correcteur.epreuves.filter(pk=lot.epreuve_id).exists():
        return f"{correcteur} n’est pas appelé pour cette épreuve."
    connu = disponible(correcteur)
    candidats = lot.corrections.values_list(
        "copie__composition__candidat__etablissement", "copie__composition__candidat__division"
    )
    if any(connu.connait(etablissement, division) for etablissement, division in candidats):
        return f"Le lot {lot.numero} contient des copies d’élèves de {correcteur}."
    autres = Correction.objects.filter(Q(lot__correcteur=correcteur), copie__corrections__lot=lot)
    if autres.exclude(lot=lot).exists():
        return f"{correcteur} corrige déjà certaines de ces copies\u00a0: les deux corrections sont indépendantes."
    return None
