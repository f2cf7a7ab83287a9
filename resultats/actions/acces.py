"""Slips printed, revoked, used; accounts opened by them (RES-09, SEC-02)."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from cyclades.models import Candidature, EtatCandidature
from resultats import sceau
from resultats.models import Coupon, Rattachement
from resultats.regles.acces import ACTIVATION_REFUSEE, VALIDITE, obstacle_revocation
from santorin.comptes.droits import Profil
from santorin.comptes.models import Habilitation, Utilisateur
from santorin.copies.actions import rattacher_candidats
from santorin.journal.actions import journaliser
from santorin.refus import Refus, exiger

FIL_DES_ACTIVATIONS = "activations"


@dataclass(frozen=True, slots=True)
class CouponEmis:
    """What is printed; `code` is read nowhere else, ever."""

    candidature: Candidature
    code: str
    expire_le: datetime


@transaction.atomic
def emettre(
    candidatures: Iterable[Candidature], *, par: Utilisateur | None, le: datetime
) -> list[CouponEmis]:
    """RES-09: one new slip per numéro candidat; the former ones open nothing any more."""
    cles = [candidature.pk for candidature in candidatures]
    # Two prints at once wait for each other.
    verrous = Candidature.objects.select_for_update(of=("self",)).filter(pk__in=cles).order_by("pk")
    par_numero = {c.numero: c for c in verrous.select_related("examen", "session", "academie")}
    Coupon.objects.en_cours().filter(numero__in=par_numero).update(revoque_le=le)
    emis = [CouponEmis(c, sceau.tirer(), le + VALIDITE) for c in par_numero.values()]
    Coupon.objects.bulk_create(
        Coupon(
            candidature=coupon.candidature,
            numero=coupon.candidature.numero,
            empreinte=_empreinte(coupon.candidature.numero, coupon.code),
            emis_le=le,
            emis_par=par,
            expire_le=coupon.expire_le,
        )
        for coupon in emis
    )
    _journaliser("coupon.emettre", emis, par=par, le=le)
    return emis


def _journaliser(acte: str, emis: Sequence[CouponEmis], *, par: Utilisateur | None, le: datetime) -> None:
    if emis:
        numeros = sorted(coupon.candidature.numero for coupon in emis)
        journaliser(acte, fil="coupons", objet=f"{len(numeros)} coupons", par=par, le=le, apres=numeros)


@transaction.atomic
def revoquer(candidature: Candidature, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """RES-09: the slip of a candidate opens nothing any more. Raises `Refus` when there is none."""
    coupons = Coupon.objects.en_cours().filter(numero=candidature.numero)
    exiger(obstacle_revocation(coupons.update(revoque_le=le)))
    journaliser("coupon.revoquer", fil="coupons", objet=candidature.identifiant, par=par, le=le, motif=motif)


def activer(numero: str, date_naissance: date, code: str, mot_de_passe: str, *, le: datetime) -> Utilisateur:
    """RES-09: open the account of a candidate, or give it a new password, with a slip that is spent by it.

    Raises `Refus`, the same sentence whatever is wrong: number, birth date, code, expiry. Every refusal is journaled.
    """
    try:
        return _activer(numero, date_naissance, code, mot_de_passe, le=le)
    except Refus:
        journaliser("compte.refuser_activation", fil=FIL_DES_ACTIVATIONS, objet=numero[:11], par=None, le=le)
        raise


@transaction.atomic
def _activer(numero: str, date_naissance: date, code: str, mot_de_passe: str, *, le: datetime) -> Utilisateur:
    coupon = (
        Coupon.objects.valables(le)
        .select_for_update(of=("self",))
        .filter(numero=numero, candidature__etat=EtatCandidature.INSCRIT)
        .select_related("candidature")
        .first()
    )
    # The same work for an unknown number: the answer's time tells nothing.
    voulue = _empreinte(numero, sceau.lire(code) or "")
    juste = hmac.compare_digest(voulue, coupon.empreinte if coupon else _empreinte(numero, sceau.tirer()))
    if coupon is None or not juste or coupon.candidature.date_naissance != date_naissance:
        raise Refus(ACTIVATION_REFUSEE)
    utilisateur = _compte(coupon.candidature, le)
    utilisateur.set_password(mot_de_passe)
    utilisateur.save()
    rattacher_candidats(numero, date_naissance, utilisateur=utilisateur)
    coupon.utilise_le = le
    coupon.save(update_fields=["utilise_le"])
    journaliser(
        "compte.activer", fil=f"compte:{utilisateur.pk}", objet=numero, par=utilisateur, le=le,
        apres={"coupon": coupon.pk},
    )  # fmt: skip
    return utilisateur


def _compte(candidature: Candidature, le: datetime) -> Utilisateur:
    """The account of that person, made when there is none. Raises `Refus` when it was closed or is somebody else's."""
    connu = Rattachement.objects.select_related("utilisateur").filter(numero=candidature.numero).first()
    if connu is not None:
        if not connu.utilisateur.is_active:
            raise Refus(ACTIVATION_REFUSEE)
        connu.date_naissance = candidature.date_naissance
        connu.save(update_fields=["date_naissance"])
        return connu.utilisateur
    if Utilisateur.objects.filter(username=candidature.numero).exists():
        raise Refus(ACTIVATION_REFUSEE)
    utilisateur = Utilisateur.objects.create_user(
        candidature.numero, first_name=candidature.prenoms, last_name=candidature.nom
    )
    Habilitation.objects.create(utilisateur=utilisateur, profil=Profil.CANDIDAT)
    Rattachement.objects.create(
        utilisateur=utilisateur,
        numero=candidature.numero,
        date_naissance=candidature.date_naissance,
        rattache_le=le,
    )
    return utilisateur


def _empreinte(numero: str, code: str) -> str:
    """What is kept of a code: eighty random bits, so one keyed round is enough; useless without the server's key."""
    return salted_hmac("resultats.coupon", f"{numero}:{code}", algorithm="sha256").hexdigest()
