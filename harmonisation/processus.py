"""The dashboard's tiles of the harmonisation: statistics, then harmonisation (ACC-01, HAR-01, HAR-02)."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.urls import reverse

from harmonisation.lectures.epreuves import epreuves_harmonisees
from harmonisation.lectures.statistiques import epreuves_consultables
from harmonisation.regles.statistiques import obstacle_statistiques
from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Epreuve
from santorin.referentiel.accords import en_chiffres
from santorin.transmission.etats import Acte
from santorin.transmission.lectures import Bilan, bilans
from santorin.transmission.regles import Portee, obstacle


def harmonisation(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """HAR-01: one tile per harmonised épreuve of the coordinateur; closed, with its reason, without a locked lot."""
    if not utilisateur.a_le_droit(Droit.HARMONISER):
        return ()
    portees = [Portee(epreuve) for epreuve in epreuves_harmonisees(utilisateur)]
    return [_groupe(bilan) for bilan in bilans(portees).values()]


def _groupe(bilan: Bilan) -> Groupe:
    epreuve = bilan.portee.epreuve
    sans_lot = not bilan.situation.lots_verrouilles
    tuile = Tuile(
        titre="Harmonisation",
        url=reverse("harmonisation:validation", args=[epreuve.pk]),
        description="Valider l’harmonisation : envoyer les notes à Cyclades et les services faits à Imag’In.",
        obstacle=obstacle(bilan.portee, bilan.situation, Acte.HARMONISATION) if sans_lot else None,
        etat=bilan.etat.label,
        indicateurs=(
            ("Candidats", en_chiffres(bilan.comptes.candidats)),
            (
                "Lots verrouillés",
                f"{en_chiffres(bilan.situation.lots_verrouilles)} / {en_chiffres(bilan.situation.lots)}",
            ),
            ("Notes à transmettre", en_chiffres(bilan.a_transmettre)),
        ),
    )
    return _de_l_epreuve(epreuve, _tuile_des_copies(epreuve, tuile.obstacle), tuile)


def _tuile_des_copies(epreuve: Epreuve, obstacle: str | None) -> Tuile:
    return Tuile(
        titre="Copies à harmoniser",
        url=reverse("harmonisation:copies", args=[epreuve.pk]),
        description="Voir et modifier les copies des lots verrouillés, à l’unité ou par une règle.",
        obstacle=obstacle,
    )


def statistiques(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """HAR-02: one tile per harmonised épreuve of the coordinateur; closed, with its reason, without a locked lot."""
    if not utilisateur.a_le_droit(Droit.CONSULTER_STATISTIQUES):
        return ()
    verrouille = Q(lots__etat=EtatLot.VERROUILLE)
    comptees = epreuves_consultables(utilisateur).annotate(
        nombre=Count("lots"), verrouilles=Count("lots", filter=verrouille)
    )
    return [
        _de_l_epreuve(epreuve, _tuile_des_statistiques(epreuve, epreuve.nombre, epreuve.verrouilles))
        for epreuve in comptees
    ]


def _tuile_des_statistiques(epreuve: Epreuve, lots: int, verrouilles: int) -> Tuile:
    return Tuile(
        titre="Statistiques de la correction",
        url=reverse("harmonisation:statistiques", args=[epreuve.pk]),
        description="Moyennes, dispersion et écarts, par correcteur, lot, sujet, question, établissement et département.",
        obstacle=obstacle_statistiques(verrouilles),
        indicateurs=(("Lots comptés", f"{en_chiffres(verrouilles)} / {en_chiffres(lots)}"),),
    )


def _de_l_epreuve(epreuve: Epreuve, *tuiles: Tuile) -> Groupe:
    return Groupe(
        cle=f"epreuve:{epreuve.pk}",
        titre=str(epreuve),
        sous_titre=f"{epreuve.get_nature_display()} – {epreuve.session} – académie de {epreuve.academie}",
        tuiles=tuiles,
    )
