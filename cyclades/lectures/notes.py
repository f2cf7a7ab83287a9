"""The marks of an épreuve as people read them, and the whole story of one (CYC-01, CYC-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cyclades import regles
from cyclades.lectures.comptes import composantes, publiee_le
from cyclades.models import Epreuve, Inscription, Note, NoteAnterieure, Position
from cyclades.models.candidature import InscriptionQuerySet
from santorin.comptes.models import Utilisateur
from santorin.pages import PAR_PAGE, Page, page
from santorin.referentiel.models import Academie, EffetCode
from santorin.transmission.destinataires.loi import Bareme

SANS_NOTE = "SANS"


@dataclass(frozen=True, slots=True)
class Filtre:
    """What somebody asks of the list: words, an origin or « none yet », a code."""

    q: str = ""
    origine: str = ""
    code: str = ""

    @property
    def actifs(self) -> int:
        """How many of the filters, the words aside, are set."""
        return bool(self.origine) + bool(self.code)


@dataclass(frozen=True, slots=True)
class Etape:
    """A value that the mark has or had: by whom, since when, until when."""

    note: Note | NoteAnterieure
    depuis: datetime
    par: str
    jusqu_a: datetime | None


@dataclass(frozen=True, slots=True)
class FicheNote:
    """The mark of one candidate at one épreuve: what is held, everything held before, what may be done."""

    inscription: Inscription
    note: Note | None
    etapes: Sequence[Etape]
    publiee_le: datetime | None
    obstacle_saisie: str | None
    codes: Sequence[EffetCode]
    bareme: Bareme
    composantes: Sequence[str]

    @property
    def benefice(self) -> bool:
        """Whether the mark is one kept from an earlier session."""
        return self.inscription.position == Position.BENEFICE


def page_de_notes(
    epreuve: Epreuve,
    academie: Academie,
    filtre: Filtre,
    *,
    avant: int | None = None,
    apres: int | None = None,
    taille: int = PAR_PAGE,
) -> Page[Inscription]:
    """CYC-01: the candidates of an épreuve in one académie, by name, each with its candidature and its mark."""
    toutes = Inscription.objects.filter(epreuve=epreuve, academie=academie)
    reperes = {repere.pk: repere for repere in toutes.filter(pk__in=[pk for pk in (avant, apres) if pk])}
    return page(
        _filtrees(toutes, filtre).select_related("candidature", "note"),
        ("recherche", "pk"),
        avant=reperes.get(avant or 0),
        apres=reperes.get(apres or 0),
        taille=taille,
    )


def _filtrees(inscriptions: InscriptionQuerySet, filtre: Filtre) -> InscriptionQuerySet:
    inscriptions = inscriptions.cherchees(filtre.q)
    if filtre.origine == SANS_NOTE:
        inscriptions = inscriptions.filter(note=None)
    elif filtre.origine:
        inscriptions = inscriptions.filter(note__origine=filtre.origine)
    return inscriptions.filter(note__code=filtre.code) if filtre.code else inscriptions


def fiche(inscription: Inscription) -> FicheNote:
    """CYC-01: one candidate's mark with its whole history, the last value first."""
    note = Note.objects.filter(pk=inscription.pk).select_related("modifiee_par").first()
    publiee = publiee_le(inscription.epreuve, {inscription.academie_id})
    etapes = [_etape_presente(note)] if note else []
    anterieures = NoteAnterieure.objects.filter(inscription=inscription).select_related("par")
    etapes += [
        Etape(ancienne, ancienne.depuis, _nom(ancienne.par), ancienne.remplacee_le)
        for ancienne in anterieures
    ]
    codes = regles.codes_de(inscription.epreuve)
    calcul = composantes(inscription.epreuve)
    return FicheNote(
        inscription=inscription,
        note=note,
        etapes=etapes,
        publiee_le=publiee,
        obstacle_saisie=regles.obstacle_saisie(publiee, inscription.position, calcul),
        codes=codes,
        bareme=regles.bareme_saisi(inscription.epreuve, [effet.code for effet in codes]),
        composantes=calcul,
    )


def _etape_presente(note: Note) -> Etape:
    return Etape(note, note.modifiee_le, _nom(note.modifiee_par), None)


def _nom(utilisateur: Utilisateur) -> str:
    return utilisateur.get_full_name() or utilisateur.get_username()
