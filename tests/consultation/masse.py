"""Transmitted copies by the thousand, written in bulk: what a ZIP of a whole school is made from."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from santorin.copies.models import (
    Annotation,
    Candidat,
    Composition,
    Copie,
    Correction,
    Note,
    NoteQuestion,
    Operation,
    Page,
)
from tests.fabriques.suite import suivants

CANDIDATS_PAR_DIVISION = 30


def des_copies_transmises(
    scene, images: Sequence[Page], nombre: int, annotations: Sequence[dict[str, object]] = ()
):
    """`nombre` copies of the épreuve of `scene`, each with the stored `images` (unsaved pages) as its pages."""
    le = timezone.now()
    candidats = Candidat.objects.bulk_create(
        _candidat(scene, numero, rang) for rang, numero in enumerate(suivants(nombre))
    )
    compositions = Composition.objects.bulk_create(
        Composition(epreuve=scene.epreuve, candidat=candidat, emargement="present") for candidat in candidats
    )
    copies = Copie.objects.bulk_create(Copie(composition=composition) for composition in compositions)
    pages = Page.objects.bulk_create(
        _page(copie, rang, image, le) for copie in copies for rang, image in enumerate(images, start=1)
    )
    corrections = Correction.objects.bulk_create(
        Correction(copie=copie, lot=scene.lot, ordre=rang, appreciation="Un travail sérieux.")
        for rang, copie in enumerate(copies, start=1)
    )
    questions = list(scene.lot.sujet.questions.all())
    NoteQuestion.objects.bulk_create(
        NoteQuestion(correction=correction, question=question, points=4)
        for correction in corrections
        for question in questions
    )
    _annoter(corrections, pages, annotations, scene.gestionnaire, le)
    Note.objects.bulk_create(
        Note(
            composition=composition,
            epreuve=scene.epreuve,
            valeur=12,
            arretee_le=le,
            arretee_par=scene.gestionnaire,
            version_acquittee=1,
        )
        for composition in compositions
    )
    return compositions


def _candidat(scene, numero, rang):
    candidat = Candidat(
        numero=f"01{numero:09}",
        inscription="002",
        nom=f"GUYLESTE{rang}",
        prenoms="Fazia",
        date_naissance=date(2009, 1, 1),
        etablissement=scene.etablissement,
        division=f"TCOM{rang // CANDIDATS_PAR_DIVISION}",
    )
    candidat.recherche = candidat.texte()
    return candidat


def _page(copie, rang, image, le):
    return Page(
        copie=copie,
        numero=rang,
        sha256=image.sha256,
        type_mime=image.type_mime,
        taille=image.taille,
        largeur=image.largeur,
        hauteur=image.hauteur,
        numerisee_le=le,
    )


def _annoter(corrections, pages, annotations, par, le):
    par_copie = {correction.copie_id: correction for correction in corrections}
    Annotation.objects.bulk_create(
        (
            Annotation(
                correction=par_copie[page.copie_id],
                page=page,
                cle=f"00000000-0000-4000-8000-{rang:012d}",
                operation=Operation.POSER,
                contenu=contenu,
                le=le,
                par=par,
            )
            for page in pages
            for rang, contenu in enumerate(annotations)
        ),
        batch_size=5000,
    )
