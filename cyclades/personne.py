"""What Cyclades tells of a person who asks for its data (SEC-03)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from cyclades.models import Candidature, Eleve, Inscription, Publication
from santorin.conservation.personne import Personne, Qualite, Rubrique
from santorin.editions.tableur import Cellule
from santorin.referentiel.valeur import Valeur

SOURCE = "Cyclades"
TITRES = (
    "Numéro",
    "Inscription",
    "Session",
    "Examen",
    "Nom",
    "Nom d’usage",
    "Prénoms",
    "Date de naissance",
    "INE",
    "Établissement",
    "Division",
    "Liste rouge",
    "Accord pour la publication",
)


def candidat(personne: Personne, le: datetime) -> Iterator[Rubrique]:
    """SEC-03: registrations and published marks. Until a mark is published, and for whoever is under examination, none."""
    if personne.qualite != Qualite.CANDIDAT:
        return
    siennes = Candidature.objects.filter(numero=personne.cle, date_naissance=personne.naissance)
    yield Rubrique("candidatures", "Candidatures", SOURCE, TITRES, _candidatures(siennes))
    yield _notes(siennes)
    yield _eleves(set(siennes.exclude(ine="").values_list("ine", flat=True)), personne)


def _candidatures(siennes: QuerySet[Candidature]) -> list[tuple[Cellule, ...]]:
    return [
        (
            c.numero,
            c.inscription,
            str(c.session),
            str(c.examen),
            c.nom,
            c.nom_usage,
            c.prenoms,
            c.date_naissance,
            c.ine,
            f"{c.etablissement} ({c.uai})",
            c.division,
            c.liste_rouge,
            c.accord_publication,
        )
        for c in siennes.select_related("session", "examen").order_by("session__code", "inscription")
    ]


def _notes(siennes: QuerySet[Candidature]) -> Rubrique:
    publiees = Publication.objects.filter(epreuve=OuterRef("epreuve"), academie=OuterRef("academie"))
    inscriptions = Inscription.objects.filter(
        Exists(publiees), candidature__in=siennes, candidature__fraude_presumee=False, note__isnull=False
    )
    return Rubrique(
        "notes",
        "Notes publiées",
        SOURCE,
        ("Épreuve", "Note ou code", "Sur"),
        [
            (
                str(inscription.epreuve),
                str(
                    Valeur(inscription.note.valeur)
                    if inscription.note.valeur is not None
                    else inscription.note.code
                ),
                inscription.epreuve.note_sur,
            )
            for inscription in inscriptions.select_related(
                "note", "epreuve__session", "epreuve__examen"
            ).order_by("pk")
        ],
    )


def _eleves(ines: set[str], personne: Personne) -> Rubrique:
    eleves = Eleve.objects.filter(ine__in=ines, date_naissance=personne.naissance).order_by("pk")
    colonnes = ("uai", "ine", "nom", "nom_usage", "prenoms", "date_naissance", "division", "importe_le")
    return Rubrique(
        "eleves",
        "Élève importé de la base élèves",
        SOURCE,
        ("UAI", "INE", "Nom", "Nom d’usage", "Prénoms", "Date de naissance", "Division", "Importé le"),
        list(eleves.values_list(*colonnes)),
    )
