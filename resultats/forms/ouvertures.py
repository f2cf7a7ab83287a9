"""The period of a service, as the gestionnaire types it."""

from typing import Any

from django import forms

from resultats.models import NatureService, Service

CALENDRIER = {"type": "datetime-local"}
FORMAT = "%Y-%m-%dT%H:%M"


def champ_instant(label: str, *, requis: bool = True, aide: str = "") -> forms.DateTimeField:
    """A date and an hour, in Paris time; a time that the clock change skips or doubles is refused by Django."""
    return forms.DateTimeField(
        label=label,
        required=requis,
        help_text=aide,
        input_formats=[FORMAT, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs=CALENDRIER, format=FORMAT),
        error_messages={"invalid": "Donnez une date et une heure\u00a0: 01/07/2027 08:00, par exemple."},
    )


class PeriodeService(forms.Form):
    """RES-02, RES-08: from when to when; why, when it has opened already."""

    ouvre_le = champ_instant("Ouvert du", aide="Date et heure de Paris")
    ferme_le = champ_instant(
        "au", requis=False, aide="Le service se ferme à cet instant. Vide\u00a0: il reste ouvert."
    )
    motif = forms.CharField(
        label="Motif du changement",
        required=False,
        max_length=300,
        help_text="Demandé si le service a déjà ouvert",
    )

    def __init__(self, *args: Any, nature: NatureService, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if nature == NatureService.EXTRACTION:
            self.fields["ferme_le"].required = True
            self.fields["ferme_le"].help_text = "Le service se ferme à cet instant."

    @classmethod
    def de(cls, service: Service | None, nature: NatureService) -> "PeriodeService":
        """The form filled with the period in place."""
        if service is None:
            return cls(nature=nature)
        initial = {"ouvre_le": service.ouvre_le, "ferme_le": service.ferme_le}
        return cls(initial=initial, nature=nature)


class Fermeture(forms.Form):
    """RES-08: why a service closes now."""

    motif = forms.CharField(label="Motif de la fermeture", max_length=300)
