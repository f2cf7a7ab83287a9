"""Transcripts as the établissement and the candidate find them (RES-04, RES-05, RES-09)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from cyclades.models import Candidature, Inscription
from resultats.lectures.ouvertures import service_de
from resultats.lectures.perimetres import Perimetre, perimetres
from resultats.models import NatureService, Releve, Service
from resultats.models.releve import ReleveQuerySet
from resultats.regles.releves import candidatures_de, en_masse, obstacle_en_masse, remplace
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Examen, Session, Specialite
from santorin.referentiel.recherche import texte_de_recherche

PAR_PAGE: Final = 50
ORDRES: Final = {"numero", "nom", "date_naissance"}
SANS_TRAITEMENT: Final = 100  # transcripts merged while one waits, under a second


@dataclass(frozen=True, slots=True)
class Criteres:
    """What is asked of the table of pupils; an empty one filters nothing."""

    etat: str = ""
    specialite: int | None = None
    nom: str = ""
    prenoms: str = ""
    numero: str = ""
    division: str = ""
    date_naissance: date | None = None
    session: int | None = None
    examen: int | None = None

    @property
    def supplementaires(self) -> bool:
        """Whether one of « Voir plus de critères de recherche » is in use."""
        return any((self.prenoms, self.numero, self.division, self.date_naissance, self.session, self.examen))


@dataclass(frozen=True, slots=True)
class Choix:
    """What the criteria offer: nothing that the person's own pupils do not have."""

    specialites: Sequence[Specialite]
    sessions: Sequence[Session]
    examens: Sequence[Examen]


@dataclass(frozen=True, slots=True)
class DocumentPublie:
    """A version of a transcript, announced with its two dates; it can be had only once `disponible`.

    `remplace`: a newer version was handed out.
    """

    cle: int
    version: int
    genere_le: datetime
    disponible_le: datetime
    disponible: bool
    remplace: bool


@dataclass(frozen=True, slots=True)
class Masse:
    """What one PDF of all the pupils of an établissement would hold, or why it cannot be had."""

    perimetre: Perimetre
    nombre: int
    obstacle: str | None

    @property
    def titre(self) -> str:
        """What the document is called."""
        perimetre = self.perimetre
        return f"Relevés de notes – {perimetre.etablissement} – {perimetre.cadre.examen} – {perimetre.cadre.session}"

    @property
    def est_longue(self) -> bool:
        """Whether making it is a job, not an answer."""
        return self.nombre > SANS_TRAITEMENT


def choix(utilisateur: Utilisateur) -> Choix:
    """RES-04: what the search offers; three queries."""
    siennes = candidatures_de(utilisateur).order_by()
    return Choix(
        list(Specialite.objects.filter(pk__in=siennes.values("specialite")).select_related("examen")),
        list(Session.objects.filter(pk__in=siennes.values("session"))),
        list(Examen.objects.filter(pk__in=siennes.values("examen"))),
    )


def page_de_candidatures(
    utilisateur: Utilisateur, criteres: Criteres, *, ordre: str, numero: str
) -> Page[Candidature]:
    """RES-04: the pupils that answer, fifty at a time; accents and case of names do not count."""
    champ = ordre.removeprefix("-")
    champ = champ if champ in ORDRES else "nom"
    signe = "-" if ordre.startswith("-") else ""
    siennes = candidatures_de(utilisateur).select_related("examen", "session", "specialite")
    trouvees = _trouvees(siennes, criteres).order_by(
        f"{signe}{champ}", "nom", "prenoms", "numero", "inscription"
    )
    return Paginator(trouvees, PAR_PAGE).get_page(numero)


def documents_de(candidature: Candidature, le: datetime) -> Sequence[DocumentPublie]:
    """RES-04: what was published for a candidature, the last version first, available or only announced."""
    annonces = candidature.releves.annonces().select_related("generation").order_by("-numero")
    remplaces = set(candidature.releves.filter(remplace(le)).values_list("pk", flat=True))
    return [_document(releve, le, depasse=releve.pk in remplaces) for releve in annonces]


def du_candidat(candidature: Candidature, le: datetime) -> Sequence[DocumentPublie]:
    """RES-08, RES-09: what the candidate itself may have; nothing at all before its service is open."""
    ouverts = Service.objects.ouverts(le).filter(
        nature=NatureService.CANDIDATS,
        examen=candidature.examen_id,
        session=candidature.session_id,
        academie=candidature.academie_id,
    )
    if not ouverts.exists():
        return ()
    return [document for document in documents_de(candidature, le) if document.disponible]


def masses(utilisateur: Utilisateur, le: datetime) -> Sequence[Masse]:
    """RES-05: for each établissement of the person, what one PDF of all its pupils would hold, by examination.

    While the service is closed nothing is told of what is ready (RES-08). Constant queries.
    """
    presences = [presence for presence in perimetres(utilisateur) if presence.eleves]
    siennes = candidatures_de(utilisateur).filter(_avec_releve(le)).order_by()
    comptes = Counter(siennes.values_list("uai", "examen", "session", "academie"))
    poses = Service.objects.filter(
        nature=NatureService.ETABLISSEMENTS,
        academie__in={presence.perimetre.cadre.academie for presence in presences},
    )
    services = {(pose.examen_id, pose.session_id, pose.academie_id): pose for pose in poses}
    return [
        _masse(
            presence.perimetre,
            services.get(cle),
            le,
            nombre=comptes[presence.perimetre.etablissement.uai, *cle],
        )
        for presence in presences
        for cadre in (presence.perimetre.cadre,)
        for cle in ((cadre.examen.pk, cadre.session.pk, cadre.academie.pk),)
    ]


def masse_de(perimetre: Perimetre, le: datetime) -> Masse:
    """RES-05: one of them."""
    nombre = releves_en_masse(perimetre, le).count()
    return _masse(perimetre, service_de(perimetre.cadre, NatureService.ETABLISSEMENTS), le, nombre=nombre)


def releves_en_masse(perimetre: Perimetre, le: datetime) -> ReleveQuerySet:
    """RES-05: the transcripts of that PDF, in its order."""
    cadre = perimetre.cadre
    return en_masse(perimetre.etablissement.uai, le).filter(
        candidature__examen=cadre.examen,
        candidature__session=cadre.session,
        candidature__academie=cadre.academie,
    )


def _masse(perimetre: Perimetre, service: Service | None, le: datetime, *, nombre: int) -> Masse:
    obstacle = obstacle_en_masse(service, le, nombre=nombre)
    return Masse(perimetre, 0 if obstacle else nombre, obstacle)


def _avec_releve(le: datetime) -> Q:
    derniers = Releve.objects.disponibles(le).filter(~remplace(le), candidature=OuterRef("pk"))
    return Q(Exists(derniers))


def _document(releve: Releve, le: datetime, *, depasse: bool) -> DocumentPublie:
    generation = releve.generation
    if generation.disponible_le is None:
        raise ValueError(releve)
    return DocumentPublie(
        cle=releve.pk,
        version=releve.numero,
        genere_le=generation.genere_le,
        disponible_le=generation.disponible_le,
        disponible=generation.disponible_le <= le,
        remplace=depasse,
    )


def _trouvees(candidatures: QuerySet[Candidature], criteres: Criteres) -> QuerySet[Candidature]:
    exacts = {
        "etat": criteres.etat,
        "specialite": criteres.specialite,
        "date_naissance": criteres.date_naissance,
        "session": criteres.session,
        "examen": criteres.examen,
    }
    trouvees = candidatures.filter(**{champ: valeur for champ, valeur in exacts.items() if valeur})
    if criteres.division:
        trouvees = trouvees.filter(division__iexact=criteres.division)
    if criteres.numero:
        trouvees = trouvees.filter(numero__startswith=criteres.numero)
    return _par_noms(trouvees, criteres)


def _par_noms(candidatures: QuerySet[Candidature], criteres: Criteres) -> QuerySet[Candidature]:
    """By the beginning of the nom de famille, of a prénom: compared as searches are, on the registrations."""
    demandes = {
        "recherche__startswith": texte_de_recherche(criteres.nom),
        "recherche__contains": f" {texte_de_recherche(criteres.prenoms)}" if criteres.prenoms else "",
    }
    comparaisons = {nom: texte for nom, texte in demandes.items() if texte}
    if not comparaisons:
        return candidatures
    siennes = Inscription.objects.filter(candidature=OuterRef("pk"), **comparaisons)
    return candidatures.filter(Exists(siennes))
