"""The marker's own library of stamps (COR-01). `?copie=` names the copy whose editor one comes from, to go back to it."""

from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Correction
from santorin.correction.forms import RemarqueForm
from santorin.correction.models import Remarque
from santorin.correction.regles.copies import corrections_de


@exige(Droit.CORRIGER)
def remarques(request: Requete) -> HttpResponse:
    """The library, and a new stamp."""
    return _editer(request, Remarque(utilisateur=request.user))


@exige(Droit.CORRIGER)
def modifier(request: Requete, remarque_id: int) -> HttpResponse:
    """Change a stamp; those already on copies stay as they are."""
    return _editer(request, _sienne(request, remarque_id))


@exige(Droit.CORRIGER)
@require_POST
def supprimer(request: Requete, remarque_id: int) -> HttpResponse:
    """Take a stamp out of the library; those already on copies stay."""
    _sienne(request, remarque_id).delete()
    messages.success(request, "Remarque supprimée.")
    return _liste(_origine(request))


def _editer(request: Requete, remarque: Remarque) -> HttpResponse:
    form, origine = RemarqueForm(request.POST or None, instance=remarque), _origine(request)
    if form.is_valid():
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error("texte", "Vous avez déjà cette remarque.")
        else:
            messages.success(request, "Remarque enregistrée.")
            return _liste(origine)
    siennes = Remarque.objects.filter(utilisateur=request.user)
    contexte = {
        "form": form,
        "remarques": siennes,
        "nouvelle": remarque.pk is None,
        "origine": origine,
        "suite": _suite(origine),
    }
    return render(request, "correction/remarques.html", contexte)


def _origine(request: Requete) -> Correction | None:
    """The copy whose editor the person left, if it is one of its own."""
    try:
        cle = UUID(request.GET.get("copie", ""))
    except ValueError:
        return None
    return corrections_de(request.user).filter(cle=cle).first()


def _suite(origine: Correction | None) -> str:
    return f"?copie={origine.cle}" if origine else ""


def _liste(origine: Correction | None) -> HttpResponse:
    return redirect(reverse("correction:remarques") + _suite(origine))


def _sienne(request: Requete, remarque_id: int) -> Remarque:
    return get_object_or_404(Remarque.objects.filter(utilisateur=request.user), pk=remarque_id)
