"""The obvious way, to compare with: DRF checks each mark, `update_or_create` records it, `save` notes it as sent."""

import time

import httpx
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from cyclades.models import Inscription, Origine
from cyclades.models import Note as NoteDansCyclades
from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.copies.models import Note

PAR_ENVOI = 1000


class NoteRecue(serializers.Serializer):
    """One mark."""

    candidat = serializers.RegexField(r"^01[0-9]{9}$")
    inscription = serializers.RegexField(r"^[0-9]{3}$")
    valeur = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    code = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(min_value=1)


@method_decorator(login_not_required, name="dispatch")
class Notes(APIView):
    """Marks come in, one by one."""

    permission_classes = (permet(Droit.DEPOSER_NOTES),)

    def post(self, request):
        recues = NoteRecue(data=request.data["notes"], many=True)
        recues.is_valid(raise_exception=True)
        for recue in recues.validated_data:
            inscription = Inscription.objects.get(
                candidature__numero=recue["candidat"],
                candidature__inscription=recue["inscription"],
                epreuve__code=request.data["epreuve"],
            )
            NoteDansCyclades.objects.update_or_create(
                inscription=inscription,
                defaults={
                    "epreuve_id": inscription.epreuve_id,
                    "valeur": recue["valeur"],
                    "code": recue["code"],
                    "version": recue["version"],
                    "origine": Origine.SANTORIN,
                    "modifiee_le": timezone.now(),
                    "modifiee_par": request.user,
                },
            )
        return Response({"statuts": ["enregistree"] * len(recues.validated_data)})


urlpatterns = [path("notes", Notes.as_view())]


def envoyer(epreuve, adresse: str, jeton: str) -> float:
    """Send every mark of the épreuve the obvious way; seconds."""
    debut = time.perf_counter()
    notes = list(Note.objects.filter(epreuve=epreuve).select_related("composition__candidat").order_by("id"))
    with httpx.Client(base_url=adresse, headers={"Authorization": f"Bearer {jeton}"}, timeout=600) as client:
        for rang in range(0, len(notes), PAR_ENVOI):
            envoi = notes[rang : rang + PAR_ENVOI]
            corps = {"epreuve": epreuve.code, "notes": [_emise(note) for note in envoi]}
            reponse = client.post("/notes", json=corps).raise_for_status().json()
            for note, _ in zip(envoi, reponse["statuts"], strict=True):
                note.version_acquittee = note.version
                note.save()
    return time.perf_counter() - debut


def _emise(note) -> dict[str, object]:
    candidat = note.composition.candidat
    return {
        "candidat": candidat.numero,
        "inscription": candidat.inscription,
        "valeur": None if note.valeur is None else str(note.valeur),
        "code": note.code,
        "version": note.version,
    }
