"""« Liste d'affichage des candidats », for one centre or several (RES-03)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile

from resultats.actions.contenus import retenir
from resultats.editions.listes import Signature, liste_affichage
from resultats.lectures import listes as lectures
from resultats.lectures.listes import Centre
from resultats.lectures.ouvertures import service_de
from resultats.lectures.proclamation import Cadre
from resultats.models import NatureService
from resultats.regles.ouvertures import obstacle_publication
from santorin.editions.archive import Entree, archiver, nom_sur
from santorin.editions.pdf import Feuille, ecrire_pdf
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import exiger
from santorin.traitements.compte_rendu import CompteRendu

PDF, ZIP = "application/pdf", "application/zip"
Ligne = tuple[int, str, str]  # the result's primary key, its candidate, its words


def editer_listes(cadre: Cadre, *, le: datetime, compte_rendu: CompteRendu) -> None:
    """RES-03: the lists of the centres asked for: one PDF, or one per centre in a ZIP.

    Raises `Refus` while the publication to établissements is closed.
    """
    exiger(obstacle_publication(service_de(cadre, NatureService.ETABLISSEMENTS), le))
    parametres = compte_rendu.parametres
    voulus = set(parametres["centres"])
    centres = [centre for centre in lectures.centres(cadre) if centre.uai in voulus]
    exiger(None if centres else "Aucun candidat n’a passé d’épreuve dans ce centre.")
    listes = [(centre, _lignes(cadre, centre)) for centre in centres]
    retenir(compte_rendu, (cle for _, lignes in listes for cle, *_ in lignes))
    base = nom_sur(f"Liste_affichage_{cadre.examen.code}_{cadre.session.code}")
    if parametres.get("separes"):
        pdfs = _pdfs(cadre, listes, compte_rendu, le)
        entrees = (Entree(f"{base}_{centre.uai}.pdf", pdf, le) for centre, pdf in pdfs)
        compte_rendu.joindre_flux(f"{base}.zip", ZIP, archiver(entrees))
    else:
        suite = f"_{centres[0].uai}" if len(centres) == 1 else ""
        feuilles = [
            f for centre, lignes in listes for f in _feuilles(cadre, centre, lignes, compte_rendu, le)
        ]
        nom = f"{base}{suite}.pdf"
        compte_rendu.joindre(nom, PDF, ContentFile(ecrire_pdf(feuilles), name=nom))
    journaliser(
        "resultats.editer-listes",
        fil=cadre.fil,
        objet=f"{compter(len(centres), 'centre')} – {cadre}",
        par=compte_rendu.par,
        le=le,
        apres={"centres": [centre.uai for centre in centres]},
    )


def _pdfs(
    cadre: Cadre, listes: Sequence[tuple[Centre, list[Ligne]]], compte_rendu: CompteRendu, le: datetime
) -> Iterator[tuple[Centre, bytes]]:
    for rang, (centre, lignes) in enumerate(listes):
        compte_rendu.avancer(rang, len(listes))
        yield centre, ecrire_pdf(_feuilles(cadre, centre, lignes, compte_rendu, le))


def _lignes(cadre: Cadre, centre: Centre) -> list[Ligne]:
    champs = ("pk", "candidature__nom", "candidature__prenoms", "libelle")
    lues = lectures.affiches(cadre, centre.uai).values_list(*champs)
    return [(cle, f"{nom} {prenoms}".upper(), libelle) for cle, nom, prenoms, libelle in lues]


def _feuilles(
    cadre: Cadre, centre: Centre, lues: list[Ligne], compte_rendu: CompteRendu, le: datetime
) -> list[Feuille]:
    lignes = [(nom, libelle) for _, nom, libelle in lues]
    compte_rendu.noter(f"{centre} ({centre.uai})\u00a0: {compter(len(lignes), 'candidat')}")
    return liste_affichage(cadre, centre, lignes, signature=_signature(compte_rendu.parametres), le=le)


def _signature(parametres: Mapping[str, Any]) -> Signature | None:
    signature = parametres.get("signature")
    return Signature(signature["lieu"], date.fromisoformat(signature["le"])) if signature else None
