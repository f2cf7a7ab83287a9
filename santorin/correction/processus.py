"""The dashboard's tiles of the correction, for markers and for gestionnaires (ACC-01)."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.urls import reverse

from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Epreuve, Lot, TypeLots
from santorin.copies.models.epreuve import EpreuveQuerySet
from santorin.correction.lectures.avis import avis_a_lire
from santorin.referentiel.accords import en_chiffres


def correction(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: « Mes lots » for a marker; the lots of each épreuve for its gestionnaire; nothing without the right."""
    groupes: list[Groupe] = []
    if utilisateur.a_le_droit(Droit.CORRIGER):
        groupes.append(_mes_lots(utilisateur))
    if utilisateur.a_le_droit(Droit.HARMONISER):
        doubles = Epreuve.objects.pour(utilisateur, Droit.HARMONISER).filter(
            parametrage__type_lots=TypeLots.DOUBLE
        )
        groupes += [
            _concertations(epreuve) for epreuve in doubles.select_related("session", "examen", "academie")
        ]
    if utilisateur.a_le_droit(Droit.DEVERROUILLER):
        epreuves = Epreuve.objects.pour(utilisateur, Droit.DEVERROUILLER)
        comptes = _comptes(epreuves)
        groupes += [
            _suivi(epreuve, *comptes.get(epreuve.pk, (0, 0)))
            for epreuve in epreuves.select_related("session", "examen", "academie")
        ]
    return groupes


def _comptes(epreuves: EpreuveQuerySet) -> dict[int, tuple[int, int]]:
    """The lots of each épreuve, by primary key, and those locked."""
    lots = Lot.objects.filter(epreuve__in=epreuves.order_by()).order_by().values_list("epreuve")
    comptes = lots.annotate(total=Count("pk"), verrouilles=Count("pk", filter=Q(etat=EtatLot.VERROUILLE)))
    return {epreuve: (total, verrouilles) for epreuve, total, verrouilles in comptes}


def _mes_lots(utilisateur: Utilisateur) -> Groupe:
    comptes = (
        Lot.objects.pour(utilisateur, Droit.CORRIGER)
        .exclude(etat=EtatLot.CONSTITUE)
        .aggregate(lots=Count("pk"), verrouilles=Count("pk", filter=Q(etat=EtatLot.VERROUILLE)))
    )
    tuile = Tuile(
        titre="Correction",
        url=reverse("correction:mes_lots"),
        description="Mes lots de copies.",
        obstacle=None if comptes["lots"] else "Aucun lot ne vous est encore distribué.",
        indicateurs=(
            ("Lots", en_chiffres(comptes["lots"])),
            ("Verrouillés", en_chiffres(comptes["verrouilles"])),
        ),
    )
    return Groupe(cle="correction", titre="Mes corrections", tuiles=(*_avis(utilisateur), tuile))


def _avis(utilisateur: Utilisateur) -> tuple[Tuile, ...]:
    """COR-04: what the marker is told, until it is read."""
    avis = avis_a_lire(utilisateur)
    if not avis:
        return ()
    return (
        Tuile(
            titre="Avis à lire",
            url=reverse("correction:mes_lots"),
            description=avis[0].texte,
            indicateurs=(("Avis non lus", en_chiffres(len(avis))),),
        ),
    )


def _concertations(epreuve: Epreuve) -> Groupe:
    """COR-05: the copies marked twice that its coordinateur may decide."""
    tuile = Tuile(
        titre="Concertation",
        url=reverse("correction:concertations_epreuve", args=[epreuve.pk]),
        description="Arrêter la note des copies dont les deux corrections diffèrent.",
    )
    return Groupe(
        cle=f"epreuve:{epreuve.pk}",
        titre=str(epreuve),
        sous_titre=f"{epreuve.get_nature_display()} – {epreuve.session} – académie de {epreuve.academie}",
        tuiles=(tuile,),
    )


def _suivi(epreuve: Epreuve, lots: int, verrouilles: int) -> Groupe:
    tuile = Tuile(
        titre="Correction",
        url=reverse("correction:lots", args=[epreuve.pk]),
        description="Suivre les lots, en déverrouiller un.",
        obstacle=None if lots else "Les copies ne sont pas encore réparties en lots.",
        indicateurs=(("Lots", en_chiffres(lots)), ("Verrouillés", en_chiffres(verrouilles))),
    )
    return Groupe(
        cle=f"epreuve:{epreuve.pk}",
        titre=str(epreuve),
        sous_titre=f"{epreuve.get_nature_display()} – {epreuve.session} – académie de {epreuve.academie}",
        tuiles=(tuile,),
    )
