"""Preparing the results morning: pages rendered, public keys computed, accounts tied (RES-08)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from cyclades.models import Candidature, EtatCandidature
from resultats.lectures.espace import RELATIONS, montrer
from resultats.models import ClePublique, PagePrete, ResultatProclame
from resultats.pages import rendre
from resultats.regles.public import cles_publiques
from santorin.referentiel.models import Etablissement
from santorin.traitements.compte_rendu import CompteRendu

VAGUE = 500


def preparer_les_pages(compte_rendu: CompteRendu) -> None:
    """RES-08: the page of every proclaimed result of one examination, session and académie, by waves of 500.

    Taken up again after a death, it goes through all once more and changes only what differs. Nothing of it is
    visible before the service opens.
    """
    examen, session, academie = compte_rendu.parametres["cadre"]
    candidatures = (
        Candidature.objects.filter(
            examen__code=examen, session__code=session, academie__code=academie, etat=EtatCandidature.INSCRIT
        )
        .filter(resultats__isnull=False)
        .distinct()
    )
    departements = dict(Etablissement.objects.values_list("uai", "departement__code"))
    cles = list(candidatures.order_by("pk").values_list("pk", flat=True))
    changees = 0
    for debut in range(0, len(cles), VAGUE):
        compte_rendu.avancer(debut, len(cles))
        changees += _preparer(cles[debut : debut + VAGUE], departements)
    compte_rendu.avancer(len(cles), len(cles))
    compte_rendu.noter(f"Pages prêtes : {len(cles)}, dont {changees} nouvelles ou changées")


@transaction.atomic
def _preparer(cles: list[int], departements: dict[str, str]) -> int:
    """One wave: the pages, then the public keys; how many pages changed."""
    lues = list(_lues(cles))
    anciennes = dict(
        PagePrete.objects.filter(candidature__in=cles).values_list("candidature_id", "empreinte")
    )
    pages = [_page(candidature) for candidature in lues]
    PagePrete.objects.bulk_create(
        pages,
        update_conflicts=True,
        unique_fields=["candidature"],
        update_fields=["resultat", "numero", "fraude_presumee", "contenu", "empreinte", "faite_le"],
    )
    _publier_les_cles(lues, departements)
    return sum(anciennes.get(page.candidature_id) != page.empreinte for page in pages)


def _lues(cles: list[int]) -> QuerySet[Candidature]:
    versions = Prefetch("resultats", ResultatProclame.objects.derniers(), to_attr="derniers")
    return Candidature.objects.filter(pk__in=cles).select_related(*RELATIONS).prefetch_related(versions)


def _page(candidature: Candidature) -> PagePrete:
    dernier: ResultatProclame = vars(candidature)["derniers"][0]
    page = rendre(montrer(candidature, dernier))
    return PagePrete(
        candidature=candidature,
        resultat=dernier,
        numero=dernier.numero,
        fraude_presumee=candidature.fraude_presumee,
        contenu=page.contenu,
        empreinte=page.empreinte,
        faite_le=timezone.now(),
    )


def _publier_les_cles(candidatures: Iterable[Candidature], departements: dict[str, str]) -> None:
    """RES-08: what opens a public result; nothing for whom did not agree, is on the liste rouge or presumed a fraud."""
    voulues = {
        (candidature.pk, empreinte)
        for candidature in candidatures
        for empreinte in cles_publiques(candidature, departements.get(candidature.uai, ""))
    }
    siennes = ClePublique.objects.filter(candidature__in=candidatures)
    perimees = [cle.pk for cle in siennes if (cle.candidature_id, cle.empreinte) not in voulues]
    siennes.filter(pk__in=perimees).delete()
    ClePublique.objects.bulk_create(
        (ClePublique(candidature_id=cle, empreinte=empreinte) for cle, empreinte in sorted(voulues)),
        ignore_conflicts=True,
    )
