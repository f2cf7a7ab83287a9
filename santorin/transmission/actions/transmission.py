"""Sending an épreuve's marks to Cyclades and its services faits to Imag'In: one engine, two callers (CLO-04, HAR-06)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.refus import Refus, exiger
from santorin.traitements.compte_rendu import CompteRendu, Interruption, Suspension
from santorin.traitements.models import Traitement
from santorin.transmission.actions import recit
from santorin.transmission.actions.acheminement import Progression, envoyer_notes, envoyer_services_faits
from santorin.transmission.actions.photographie import Demande, photographier
from santorin.transmission.actions.rapprochement import rapprocher
from santorin.transmission.actions.terminaison import retenir_publication, terminer
from santorin.transmission.destinataires import (
    AccesRefuse,
    DestinataireNotes,
    Echec,
    EpreuvePubliee,
    NeRepondPas,
    destinataire_notes,
    destinataire_services_faits,
)
from santorin.transmission.etats import Acte, Destinataire
from santorin.transmission.lectures.bilan import situation_de
from santorin.transmission.lectures.connaissance import interroger
from santorin.transmission.lectures.resultat import resultat_de
from santorin.transmission.models import Rapprochement, Transmission
from santorin.transmission.regles import Portee, obstacle, obstacle_de_publication

REPRISE_AU_PLUS = 900  # seconds between two attempts of a suspended job


def transmettre(portee: Portee, *, acte: Acte, par: Utilisateur, compte_rendu: CompteRendu) -> Transmission:
    """CLO-04 to CLO-15, HAR-06 to HAR-09: send what is new of `portee`, and tell it in the compte rendu.

    A run taken up again (same traitement) sends only what has no acknowledgement, as it was written. The closing is
    done once Cyclades has answered, even when Imag'In fails (CLO-05); the marks are then compared (CLO-14).
    Raises `Refus`, `Suspension` when Cyclades does not answer, `Interruption` when cancelled: in every case what was
    acknowledged stays so.
    """
    cyclades = destinataire_notes()
    transmission = _reprise(compte_rendu)
    if transmission is None:
        transmission = _preparer(Demande(portee, acte, par, compte_rendu.traitement), cyclades, compte_rendu)
        recit.annoncer(transmission, compte_rendu)
    if transmission.terminee_le is None:
        if _acheminer(transmission, cyclades, compte_rendu):
            _rapprocher(transmission, cyclades, compte_rendu)
        terminer(transmission, le=timezone.now())
    recit.raconter(transmission, compte_rendu)
    return transmission


def renvoyer_services_faits(epreuve: Epreuve, *, par: Utilisateur, compte_rendu: CompteRendu) -> Transmission:
    """CLO-05: send again, alone, the services faits that Imag'In did not take."""
    return transmettre(Portee(epreuve), acte=Acte.SERVICES_FAITS, par=par, compte_rendu=compte_rendu)


def rapprocher_a_la_demande(portee: Portee, *, par: Utilisateur, compte_rendu: CompteRendu) -> Rapprochement:
    """CLO-14: compare now, without sending anything; the whole épreuve, told for `portee`.

    Raises `Refus`, or `Suspension` when Cyclades does not answer.
    """
    try:
        rapprochement = rapprocher(
            portee.epreuve,
            cyclades=destinataire_notes(),
            par=par,
            le=timezone.now(),
            traitement=compte_rendu.traitement,
        )
    except Echec as echec:
        raise _suite(echec, compte_rendu) from echec
    recit.raconter_les_ecarts(rapprochement, portee, compte_rendu)
    return rapprochement


def _reprise(compte_rendu: CompteRendu) -> Transmission | None:
    """CLO-15: the run that this job began before it was interrupted."""
    if compte_rendu.traitement is None:
        return None
    siennes = Transmission.objects.select_related(
        "epreuve__session", "epreuve__examen", "epreuve__academie", "etablissement"
    )
    return siennes.filter(traitement=compte_rendu.traitement).first()


def _preparer(demande: Demande, cyclades: DestinataireNotes, compte_rendu: CompteRendu) -> Transmission:
    """Ask Cyclades what changed there, then write what leaves; one transaction, and nothing has left yet."""
    portee = demande.portee
    situation = situation_de(portee, sauf=compte_rendu.traitement)
    exiger(obstacle(portee, situation, demande.acte))
    le = timezone.now()
    if demande.acte == Acte.SERVICES_FAITS:
        with transaction.atomic():
            return photographier(demande, le=le)
    try:
        with transaction.atomic():
            publiee_le = interroger(portee.epreuve, cyclades).publiee_le
            transmission = None if publiee_le else photographier(demande, le=le)
    except Echec as echec:
        raise _suite(echec, compte_rendu) from echec
    if transmission is None:
        retenir_publication(portee.epreuve, publiee_le, le=le)
        raise Refus(obstacle_de_publication(portee.epreuve))
    return transmission


def _acheminer(transmission: Transmission, cyclades: DestinataireNotes, compte_rendu: CompteRendu) -> bool:
    """Send both halves; False when Cyclades takes no more marks, though it took some in this run."""
    progression = Progression(transmission, compte_rendu)
    try:
        progression.avancer()
        envoyer_notes(transmission, cyclades, compte_rendu, progression)
        _envoyer_services_faits(transmission, compte_rendu, progression)
    except NeRepondPas as echec:
        raise _suite(echec, compte_rendu) from echec
    except Echec as echec:
        _arreter(transmission, echec, compte_rendu)
        return False
    except Interruption:
        if _annulation_demandee(compte_rendu.traitement):
            terminer(transmission, le=timezone.now())
        raise
    return True


def _envoyer_services_faits(
    transmission: Transmission, compte_rendu: CompteRendu, progression: Progression
) -> None:
    """CLO-05: what fails here is told, and leaves the closing done."""
    try:
        envoyer_services_faits(transmission, destinataire_services_faits(), progression)
    except Echec as echec:
        compte_rendu.signaler(
            f"{echec.message} Les notes sont transmises\u00a0: seuls les services faits restent à renvoyer."
            if transmission.acte != Acte.SERVICES_FAITS
            else echec.message
        )


def _rapprocher(transmission: Transmission, cyclades: DestinataireNotes, compte_rendu: CompteRendu) -> None:
    """CLO-14: after the marks left. Cyclades falling silent now undoes nothing."""
    if not transmission.envois.filter(destinataire=Destinataire.NOTES).exists():
        return
    try:
        rapprochement = rapprocher(
            transmission.epreuve,
            cyclades=cyclades,
            par=transmission.par,
            le=timezone.now(),
            traitement=transmission.traitement,
        )
    except Echec as echec:
        compte_rendu.alerter(
            f"Le rapprochement avec Cyclades n’a pas pu être fait\u00a0: {echec.message} "
            "Lancez-le depuis l’écran de la clôture."
        )
        return
    portee = Portee(transmission.epreuve, transmission.etablissement)
    recit.raconter_les_ecarts(rapprochement, portee, compte_rendu, nommer=recit.nomme(transmission))


def _arreter(transmission: Transmission, echec: Echec, compte_rendu: CompteRendu) -> None:
    """Cyclades takes no more marks: the run ends. Raises `Refus` when it took none of this run."""
    le = timezone.now()
    if isinstance(echec, EpreuvePubliee):
        retenir_publication(transmission.epreuve, echec.publiee_le, le=le)
    terminer(transmission, le=le)
    if not resultat_de(transmission).notes_acquittees:
        raise _refus(echec) from echec
    compte_rendu.signaler(_refus(echec).message)


def _suite(echec: Echec, compte_rendu: CompteRendu) -> Refus | Suspension:
    """How a job goes on after a failure: by itself later when Cyclades does not answer, otherwise not."""
    if not isinstance(echec, NeRepondPas):
        return _refus(echec)
    tentatives = compte_rendu.traitement.tentatives if compte_rendu.traitement else 1
    delai = min(settings.ENVOI_REPRISE * 2 ** (tentatives - 1), REPRISE_AU_PLUS)
    return Suspension(
        f"{echec.message} Ce qui est acquitté le reste\u00a0; le traitement reprendra seul.",
        delai=timedelta(seconds=delai),
    )


def _refus(echec: Echec) -> Refus:
    if isinstance(echec, AccesRefuse):
        return Refus(
            f"{echec.message} Demandez à l’administrateur de vérifier l’adresse et le jeton d’accès, puis relancez."
        )
    return Refus(echec.message)


def _annulation_demandee(traitement: Traitement | None) -> bool:
    """Whether a person cancelled, as opposed to another worker having taken the job up."""
    if traitement is None:
        return False
    mien = Traitement.objects.filter(pk=traitement.pk, jeton=traitement.jeton)
    return mien.filter(annulation_demandee=True).exists()
