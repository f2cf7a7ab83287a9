"""What became of a run, counted and by cause (CLO-06)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Concat

from santorin.transmission.destinataires import StatutNote, StatutServiceFait
from santorin.transmission.models import NoteEnvoyee, ServiceFaitEnvoye, Transmission
from santorin.transmission.regles import Portee

ACQUITTEES = (StatutNote.ENREGISTREE, StatutNote.INCHANGEE, StatutNote.CONSERVEE)
ACQUITTES = (StatutServiceFait.ENREGISTRE, StatutServiceFait.INCHANGE)


@dataclass(frozen=True, slots=True)
class Resultat:
    """Marks and services faits of a run, by what was answered; "" counts those without an answer."""

    notes: Mapping[str, int]
    services_faits: Mapping[str, int]

    @property
    def notes_envoyees(self) -> int:
        """CLO-11: marks that left."""
        return sum(self.notes.values())

    @property
    def notes_acquittees(self) -> int:
        """CLO-05: marks that Cyclades has, or kept its own of."""
        return sum(self.notes.get(statut, 0) for statut in ACQUITTEES)

    @property
    def services_faits_envoyes(self) -> int:
        """Markers whose service fait left."""
        return sum(self.services_faits.values())

    @property
    def services_faits_acquittes(self) -> int:
        """Markers whose service fait Imag'In has."""
        return sum(self.services_faits.get(statut, 0) for statut in ACQUITTES)


class Cause(NamedTuple):
    """One answer other than « enregistrée », and how many lines received it."""

    statut: str
    motif: str
    message: str
    nombre: int


def resultat_de(transmission: Transmission) -> Resultat:
    """CLO-06: one run, counted."""
    return resultats_de([transmission])[transmission.pk]


def resultats_de(transmissions: list[Transmission], portee: Portee | None = None) -> dict[int, Resultat]:
    """CLO-06: each of these runs (by primary key), counted in two queries; the marks of one portée if it is given."""
    lignes = NoteEnvoyee.objects.filter(envoi__transmission__in=transmissions)
    if portee and portee.etablissement:
        lignes = lignes.filter(note__composition__candidat__etablissement=portee.etablissement)
    notes = _par_transmission(lignes)
    services = _par_transmission(ServiceFaitEnvoye.objects.filter(envoi__transmission__in=transmissions))
    return {t.pk: Resultat(notes.get(t.pk, {}), services.get(t.pk, {})) for t in transmissions}


def causes(transmission: Transmission, *statuts: str) -> list[Cause]:
    """CLO-06: why marks were answered so, the most frequent first."""
    lignes = NoteEnvoyee.objects.filter(envoi__transmission=transmission, statut__in=statuts)
    comptees = lignes.order_by().values_list("statut", "motif", "message").annotate(nombre=Count("pk"))
    return [Cause(*ligne) for ligne in comptees.order_by("-nombre", "statut", "motif", "message")]


def candidats(transmission: Transmission, cause: Cause, au_plus: int) -> list[str]:
    """CLO-06: the first candidates of a cause: « LAVANDE Alexandre (01950022359 - 002) »."""
    lignes = NoteEnvoyee.objects.filter(
        envoi__transmission=transmission, statut=cause.statut, motif=cause.motif, message=cause.message
    )
    identite = Concat(
        F("note__composition__candidat__nom"), Value(" "), F("note__composition__candidat__prenoms")
    )
    nommees = lignes.order_by("id").values_list(identite, "candidat", "inscription")[:au_plus]
    return [f"{nom} ({numero} - {inscription})" for nom, numero, inscription in nommees]


def saisies_remplacees(transmission: Transmission) -> int:
    """CLO-10: marks entered by hand in Cyclades that this run replaced: it says so of each."""
    prises = NoteEnvoyee.objects.filter(envoi__transmission=transmission, statut=StatutNote.ENREGISTREE)
    return prises.exclude(message="").count()


def lignes_non_reprises(transmission: Transmission) -> Iterator[tuple[str | None, ...]]:
    """CLO-06: every mark of a run that Cyclades does not hold as it was sent, as rows of a CSV, header first."""
    yield (
        "Numéro candidat",
        "Numéro d’inscription",
        "Nom",
        "Prénoms",
        "Note Santorin",
        "Réponse",
        "Motif",
        "Message",
    )
    lignes = (
        NoteEnvoyee.objects.filter(envoi__transmission=transmission)
        .exclude(statut__in=(StatutNote.ENREGISTREE, StatutNote.INCHANGEE))
        .select_related("note__composition__candidat")
        .order_by("id")
    )
    for ligne in lignes.iterator(chunk_size=2000):
        candidat = ligne.note.composition.candidat
        donnee = ligne.code if ligne.valeur is None else str(ligne.valeur).replace(".", ",")
        yield (
            ligne.candidat,
            ligne.inscription,
            candidat.nom,
            candidat.prenoms,
            donnee,
            ligne.get_statut_display(),
            ligne.motif,
            ligne.message,
        )


def services_faits_en_echec(transmission: Transmission) -> QuerySet[ServiceFaitEnvoye]:
    """CLO-06: the markers whose service fait did not get through."""
    siens = ServiceFaitEnvoye.objects.filter(envoi__transmission=transmission)
    return siens.exclude(statut__in=ACQUITTES).order_by("nom", "id")


def _par_transmission(
    lignes: QuerySet[NoteEnvoyee] | QuerySet[ServiceFaitEnvoye],
) -> dict[int, dict[str, int]]:
    par_transmission: dict[int, dict[str, int]] = {}
    comptees = lignes.order_by().values_list("envoi__transmission", "statut").annotate(nombre=Count("pk"))
    for transmission, statut, nombre in comptees:
        par_transmission.setdefault(transmission, {})[statut] = nombre
    return par_transmission
