"""The dashboard's tiles of the preparation and of the paramétrage (ACC-01)."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet
from django.urls import reverse

from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Composition, Epreuve, Sujet
from santorin.preparation.lectures.parametrage import epreuves_a_parametrer
from santorin.preparation.regles.parametrage import en_clair, obstacle_parametrage
from santorin.referentiel.accords import en_chiffres


def preparation(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: one tile per épreuve to prepare, and one to create an épreuve; nothing without the right."""
    if not utilisateur.a_le_droit(Droit.PREPARER):
        return ()
    epreuves = Epreuve.objects.pour(utilisateur, Droit.PREPARER)
    candidats = _comptes(Composition.objects.filter(epreuve__in=epreuves.order_by()))
    sujets = _comptes(Sujet.objects.filter(epreuve__in=epreuves.order_by()))
    nouvelle = Tuile(
        titre="Nouvelle épreuve",
        url=reverse("preparation:creer"),
        description="Déclarer une épreuve, puis ses sujets et ses candidats.",
    )
    return [
        *(
            _groupe(epreuve, _preparation(epreuve, candidats.get(epreuve.pk, 0), sujets.get(epreuve.pk, 0)))
            for epreuve in epreuves.select_related("session", "examen", "academie")
        ),
        Groupe(cle="preparation", titre="Toutes les épreuves", tuiles=(nouvelle,)),
    ]


def parametrage(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01, PAR-01: one tile per épreuve to set, and one for all of them; nothing without the right."""
    if not utilisateur.a_le_droit(Droit.PARAMETRER):
        return ()
    tableau = Tuile(
        titre="Paramétrage des épreuves",
        url=reverse("parametrage:tableau"),
        description="Le tableau de toutes les épreuves, pour en changer plusieurs à la fois.",
    )
    return [
        *(_groupe(epreuve, _parametrage(epreuve)) for epreuve in epreuves_a_parametrer(utilisateur)),
        Groupe(cle="preparation", titre="Toutes les épreuves", tuiles=(tableau,)),
    ]


def _groupe(epreuve: Epreuve, tuile: Tuile) -> Groupe:
    return Groupe(
        cle=f"epreuve:{epreuve.pk}",
        titre=str(epreuve),
        sous_titre=f"{epreuve.get_nature_display()} – {epreuve.session} – académie de {epreuve.academie}",
        tuiles=(tuile,),
    )


def _preparation(epreuve: Epreuve, candidats: int, sujets: int) -> Tuile:
    return Tuile(
        titre="Préparation",
        url=reverse("preparation:epreuve", args=[epreuve.pk]),
        description="Candidats, émargement, sujets et barème.",
        etat="" if candidats and sujets else "À compléter",
        indicateurs=(
            ("Candidats", en_chiffres(candidats)),
            ("Sujets", en_chiffres(sujets)),
        ),
    )


def _parametrage(epreuve: Epreuve) -> Tuile:
    return Tuile(
        titre="Paramétrage",
        url=f"{reverse('parametrage:tableau')}?epreuve={epreuve.pk}",
        description="Numérisation, distribution, correction, clôture.",
        etat="Figé (E3C)" if obstacle_parametrage(epreuve) else "",
        indicateurs=(
            ("Type de lots", en_clair(epreuve.parametrage.type_lots)),
            ("Note affichée sur", en_clair(epreuve.parametrage.affichage_note)),
        ),
    )


def _comptes(lignes: QuerySet[Composition] | QuerySet[Sujet]) -> dict[int, int]:
    """How many rows each épreuve has, by primary key."""
    return dict(lignes.order_by().values_list("epreuve").annotate(nombre=Count("pk")))
