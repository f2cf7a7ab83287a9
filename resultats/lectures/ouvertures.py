"""Services of results, as screens show them (RES-02, RES-05, RES-08)."""

from dataclasses import dataclass
from datetime import datetime

from resultats.lectures.proclamation import Cadre
from resultats.models import NatureService, Service
from resultats.regles.ouvertures import etat, instant, obstacle_fermer


@dataclass(frozen=True, slots=True)
class LigneService:
    """One nature of service in a frame; `periode` in words, empty when none was ever given."""

    nature: NatureService
    service: Service | None
    etat: str
    periode: str
    obstacle_fermer: str | None

    @property
    def ton(self) -> str:
        """The badge's colour."""
        return {"Ouvert": "succes", "À venir": "info"}.get(self.etat, "neutre")


def service_de(cadre: Cadre, nature: NatureService) -> Service | None:
    """The service of that nature in a frame, None when it was never opened."""
    return Service.objects.filter(
        nature=nature, examen=cadre.examen, session=cadre.session, academie=cadre.academie
    ).first()


def lignes(cadre: Cadre, le: datetime) -> list[LigneService]:
    """RES-08: the three services of a frame at `le`; one query."""
    connus = {
        service.nature: service
        for service in Service.objects.filter(
            examen=cadre.examen, session=cadre.session, academie=cadre.academie
        ).select_related("defini_par")
    }
    return [_ligne(nature, connus.get(nature), le) for nature in NatureService]


def _ligne(nature: NatureService, service: Service | None, le: datetime) -> LigneService:
    periode = ""
    if service is not None:
        au = f" au {instant(service.ferme_le)}" if service.ferme_le else ", sans date de fermeture"
        periode = f"du {instant(service.ouvre_le)}{au}"
    return LigneService(nature, service, etat(service, le), periode, obstacle_fermer(service, le))
