"""Services opened for a period, by the gestionnaire (RES-02, RES-05, RES-08)."""

from datetime import datetime

from django.db import connection, transaction

from resultats.lectures.ouvertures import service_de
from resultats.lectures.proclamation import Cadre
from resultats.models import NatureService, Service
from resultats.regles import ouvertures as regles
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import DejaFait, Refus, exiger


@transaction.atomic
def definir(
    cadre: Cadre,
    nature: NatureService,
    *,
    ouvre_le: datetime,
    ferme_le: datetime | None,
    motif: str,
    par: Utilisateur,
    le: datetime,
) -> Service:
    """RES-02, RES-08: give a service its period, in place of the one before.

    Raises `Refus` for a bad period, or without a reason once it has opened; `DejaFait` when nothing changes.
    """
    avant = _tenir(cadre, nature)
    exiger(regles.obstacle_periode(nature, ouvre_le, ferme_le, le))
    if avant is not None and (avant.ouvre_le, avant.ferme_le) == (ouvre_le, ferme_le):
        raise DejaFait("C’est déjà la période de ce service.")
    exiger(regles.obstacle_sans_motif(avant, motif, le))
    service, _ = Service.objects.update_or_create(
        nature=nature,
        examen=cadre.examen,
        session=cadre.session,
        academie=cadre.academie,
        defaults={"ouvre_le": ouvre_le, "ferme_le": ferme_le, "defini_le": le, "defini_par": par},
    )
    _journaliser("resultats.definir-service", cadre, avant, service, motif=motif, par=par, le=le)
    return service


@transaction.atomic
def fermer(cadre: Cadre, nature: NatureService, *, motif: str, par: Utilisateur, le: datetime) -> Service:
    """RES-08: close an open service now. Raises `Refus` when it is not open, or without a reason."""
    avant = _tenir(cadre, nature)
    exiger(regles.obstacle_fermer(avant, le))
    if avant is None or not motif.strip():
        raise Refus("Dites pourquoi ce service ferme avant son heure.")
    apres = Service.objects.get(pk=avant.pk)
    apres.ferme_le, apres.defini_le, apres.defini_par = le, le, par
    exiger("Ce service vient d’ouvrir\u00a0: réessayez." if le <= apres.ouvre_le else None)
    apres.save(update_fields=["ferme_le", "defini_le", "defini_par"])
    _journaliser("resultats.fermer-service", cadre, avant, apres, motif=motif, par=par, le=le)
    return apres


def _tenir(cadre: Cadre, nature: NatureService) -> Service | None:
    """The service as it is; nobody else changes it before this transaction ends."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{cadre.fil}:{nature.value}"]
        )
    return service_de(cadre, nature)


def _journaliser(
    acte: str,
    cadre: Cadre,
    avant: Service | None,
    apres: Service,
    *,
    motif: str,
    par: Utilisateur,
    le: datetime,
) -> None:
    journaliser(
        acte,
        fil=cadre.fil,
        objet=f"{apres.get_nature_display()} – {cadre}",
        par=par,
        le=le,
        avant={"du": avant.ouvre_le, "au": avant.ferme_le} if avant else None,
        apres={"du": apres.ouvre_le, "au": apres.ferme_le},
        motif=motif,
    )
