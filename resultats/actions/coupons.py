"""The job that prints slips, school by school (RES-09)."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cyclades.models import Candidature
from resultats.actions.acces import emettre
from resultats.editions.coupons import imprimer
from resultats.regles.acces import candidatures_gerees, du_cadre, obstacle_coupons, sans_compte
from santorin.referentiel.models import Academie, Examen, Session
from santorin.refus import Refus, exiger
from santorin.traitements.compte_rendu import CompteRendu

PDF = "application/pdf"
PAR_DOCUMENT = 200  # slips


def imprimer_les_coupons(compte_rendu: CompteRendu) -> None:
    """RES-09: one PDF per school (several for a big one). Its codes hold from the moment when the PDF exists."""
    candidatures = _choisies(compte_rendu)
    total = candidatures.count()
    exiger(obstacle_coupons(total))
    compte_rendu.avancer(0, total)
    fait = 0
    for uai in candidatures.order_by("uai").values_list("uai", flat=True).distinct():
        cles = list(
            candidatures.filter(uai=uai)
            .order_by("division", "nom", "prenoms", "numero")
            .values_list("pk", flat=True)
        )
        for partie, debut in enumerate(range(0, len(cles), PAR_DOCUMENT), start=1):
            tranche = cles[debut : debut + PAR_DOCUMENT]
            _imprimer(compte_rendu, f"coupons-{uai}-{partie:02}.pdf", tranche)
            fait += len(tranche)
            compte_rendu.avancer(fait)
    compte_rendu.noter(f"Coupons imprimés : {fait}")


def _choisies(compte_rendu: CompteRendu) -> QuerySet[Candidature]:
    if compte_rendu.par is None:
        raise Refus("Des coupons se demandent par une personne.")
    examen, session, academie = compte_rendu.parametres["cadre"]
    siennes = du_cadre(
        candidatures_gerees(compte_rendu.par),
        Examen.objects.get(code=examen),
        Session.objects.get(code=session),
        Academie.objects.get(code=academie),
    )
    return sans_compte(siennes, renouveler=bool(compte_rendu.parametres.get("renouveler")))


@transaction.atomic
def _imprimer(compte_rendu: CompteRendu, nom: str, cles: list[int]) -> None:
    le = timezone.now()
    candidatures = Candidature.objects.filter(pk__in=cles)
    rang = {cle: place for place, cle in enumerate(cles)}
    emis = emettre(candidatures, par=compte_rendu.par, le=le)
    emis.sort(key=lambda coupon: rang[coupon.candidature.pk])
    octets = imprimer(emis, adresse=adresse_d_activation(), le=le)
    compte_rendu.joindre(nom, PDF, ContentFile(octets, name=nom))


def adresse_d_activation() -> str:
    """What a slip tells to type."""
    return f"{settings.SITE_URL}{reverse('resultats_candidat:activer')}"
