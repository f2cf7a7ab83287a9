"""« Générer les relevés de notes »: wave by wave, each a file and its rows committed together (RES-06, TRA-02)."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime

from celery import Task
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from resultats import fichiers, sceau
from resultats.editions.contenu import contenu_de
from resultats.editions.releve import ContenuReleve, ecrire
from resultats.lectures.generations import a_generer_de
from resultats.lectures.proclamation import Cadre
from resultats.models import Generation, Releve
from resultats.regles.releves import obstacle_generation
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import DejaFait, exiger
from santorin.traitements.actions import demander
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Traitement

VAGUE = 500  # transcripts written in one file and committed with it


def generer(
    cadre: Cadre, *, par: Utilisateur | None, le: datetime, compte_rendu: CompteRendu
) -> Generation | None:
    """RES-06: a transcript of each result that has none yet; the run, None when there was nothing to do.

    Works in waves, each a file and its rows committed together: killed anywhere, the next run goes on with the same
    generation, doubles nothing (TRA-02), and nothing can be published before the last wave.
    """
    generation = _generation(cadre, par=par, le=le)
    if generation is None:
        compte_rendu.noter(obstacle_generation(0, inachevee=False) or "")
        return None
    _reprendre(generation)
    fait = generation.releves.count()
    par_etablissement = _restants(cadre)
    total = fait + sum(nombre for _, nombre in par_etablissement)
    compte_rendu.avancer(fait, total)
    presse = _Presse()
    for uai, _ in par_etablissement:
        while nombre := _vague(generation, cadre, uai, presse):
            fait += nombre
            compte_rendu.avancer(fait, total)
    _achever(generation, cadre, par=par, le=timezone.now())
    compte_rendu.noter(f"{compter(fait, 'relevé de notes généré,relevés de notes générés')}.")
    return generation if fait else None


def demander_generation(tache: "Task[..., None]", cadre: Cadre, *, par: Utilisateur) -> Traitement:
    """RES-06: ask for the transcripts of a frame. Raises `Refus` when each result has its own already."""
    inachevee = Generation.objects.filter(
        examen=cadre.examen, session=cadre.session, academie=cadre.academie, complete=False
    ).exists()
    exiger(obstacle_generation(a_generer_de(cadre).count(), inachevee=inachevee))
    return demander(
        tache,
        objet=f"{cadre.fil}:releves",
        libelle=f"Génération des relevés de notes – {cadre}",
        par=par,
        academie=cadre.academie,
        examen=cadre.examen.code,
        session=cadre.session.code,
        lieu=cadre.academie.code,
    )


class _Presse:
    """One writer for the whole run: the first transcript of a shape is laid out, the next ones are filled in."""

    def __init__(self) -> None:
        self._attente: deque[ContenuReleve | None] = deque()
        self._pdfs = ecrire(contenu for contenu in iter(self._attente.popleft, None))

    def ecrire(self, contenus: Iterable[ContenuReleve]) -> Iterator[bytes]:
        """Each transcript, as it is asked for."""
        for contenu in contenus:
            self._attente.append(contenu)
            yield next(self._pdfs)


def _generation(cadre: Cadre, *, par: Utilisateur | None, le: datetime) -> Generation | None:
    """The unfinished run of this frame, or a new one if there is something to generate."""
    du_cadre = Generation.objects.filter(
        examen=cadre.examen, session=cadre.session, academie=cadre.academie
    ).select_related("examen", "session", "academie")
    inachevee = du_cadre.filter(complete=False).first()
    if inachevee is not None or not a_generer_de(cadre).exists():
        return inachevee
    return Generation.objects.create(
        examen=cadre.examen, session=cadre.session, academie=cadre.academie, genere_le=le, genere_par=par
    )


@transaction.atomic
def _reprendre(generation: Generation) -> None:
    """Throw away the files of an interrupted run that none of its transcripts names.

    Under the run's lock: a worker taken for dead that still writes holds it until its rows are committed.
    """
    _tenir(generation)
    fichiers.jeter_les_restes(generation, set(generation.releves.values_list("fichier", flat=True)))


def _restants(cadre: Cadre) -> list[tuple[str, int]]:
    """The établissements that have transcripts to be made, and how many."""
    return list(
        a_generer_de(cadre)
        .order_by("candidature__uai")
        .values_list("candidature__uai")
        .annotate(nombre=Count("pk"))
    )


@transaction.atomic
def _vague(generation: Generation, cadre: Cadre, uai: str, presse: _Presse) -> int:
    """Some transcripts of one établissement: their file first, then their rows; how many, 0 when none is left.

    The run stays locked meanwhile, so that no two workers make the same ones.
    """
    _tenir(generation)
    resultats = list(
        a_generer_de(cadre)
        .filter(candidature__uai=uai)
        .select_related("candidature__specialite")
        .order_by(*(f"candidature__{champ}" for champ in ("division", "nom", "prenoms", "numero")))[:VAGUE]
    )
    derniers = dict(
        Releve.objects.filter(candidature__in=[resultat.candidature_id for resultat in resultats])
        .order_by()
        .values_list("candidature")
        .annotate(dernier=Max("numero"))
    )
    releves = [
        Releve(
            generation=generation,
            candidature=resultat.candidature,
            resultat=resultat,
            numero=derniers.get(resultat.candidature_id, 0) + 1,
            code=sceau.tirer(),
        )
        for resultat in resultats
    ]
    if releves:
        _ecrire(generation, uai, releves, presse)
    return len(releves)


def _ecrire(generation: Generation, uai: str, releves: list[Releve], presse: _Presse) -> None:
    nom, tranches = fichiers.ranger(generation, uai, presse.ecrire(contenu_de(releve) for releve in releves))
    for releve, tranche in zip(releves, tranches, strict=True):
        releve.fichier = nom
        releve.debut, releve.longueur, releve.sha256 = tranche.debut, tranche.longueur, tranche.sha256
    Releve.objects.bulk_create(releves)


@transaction.atomic
def _achever(generation: Generation, cadre: Cadre, *, par: Utilisateur | None, le: datetime) -> None:
    """Nothing is left to make: the run may be published from now on; one that made nothing is not kept."""
    _tenir(generation)
    nombre = generation.releves.count()
    if not nombre:
        generation.delete()
        return
    generation.complete = True
    generation.save(update_fields=["complete"])
    journaliser(
        "releves.generer",
        fil=cadre.fil,
        objet=f"génération n° {generation.pk} – {cadre}",
        par=par,
        le=le,
        apres={"releves": nombre},
    )


def _tenir(generation: Generation) -> None:
    """Lock the run until the end of the transaction. Raises `DejaFait` when another worker completed it."""
    ouvertes = Generation.objects.filter(pk=generation.pk, complete=False)
    if not list(ouvertes.select_for_update().values_list("pk")):
        raise DejaFait("Cette génération a été achevée par un autre ouvrier.")
