"""Receiving a liasse, checking it by eye, deciding on it (NUM-01, NUM-02, PAR-02)."""

import random
from collections.abc import Sequence
from typing import Final

from santorin.copies.models import Epreuve
from santorin.numerisation.decoupe.morceau import MEBI, TAILLE_AU_PLUS
from santorin.numerisation.etats import EtatLiasse
from santorin.numerisation.models import Liasse
from santorin.referentiel.accords import compter

MORCEAU: Final = 4 * MEBI
"""Bytes of every piece of a file but the last one."""


def obstacle_annonce(nom: str, taille: int, empreinte: str) -> str | None:
    """NUM-01: why a file cannot be received, or None."""
    if not nom.strip():
        return "Le fichier n’a pas de nom."
    if taille <= 0:
        return "Le fichier est vide."
    if taille > TAILLE_AU_PLUS:
        return f"Le fichier dépasse {TAILLE_AU_PLUS // MEBI}\u00a0Mo\u00a0: numérisez en plusieurs fois."
    if len(empreinte) != 64 or set(empreinte) - set("0123456789abcdef"):  # noqa: PLR2004
        return "L’empreinte du fichier n’est pas une somme SHA-256."
    return None


def obstacle_numerisation(epreuve: Epreuve) -> str | None:
    """NUM-01: why no scan of this épreuve can be received, or None."""
    if not epreuve.compositions.exists():
        return "Cette épreuve n’a aucun candidat\u00a0: importez-les d’abord."
    return None


def obstacle_morceau(liasse: Liasse, debut: int, taille: int) -> str | None:
    """NUM-01: why this piece does not follow what was received, or None."""
    if liasse.etat != EtatLiasse.ENVOI:
        return "Ce fichier est déjà entièrement reçu."
    if debut != liasse.recus:
        return f"Il manque des octets\u00a0: reprenez à {liasse.recus}."
    if taille != min(MORCEAU, liasse.taille - debut):
        return f"Ce morceau devrait compter {min(MORCEAU, liasse.taille - debut)} octets."
    return None


def obstacle_acceptation(liasse: Liasse) -> str | None:
    """NUM-02, PAR-02: why the liasse cannot be accepted, or None."""
    if liasse.etat != EtatLiasse.CONTROLE:
        return "Cette liasse n’est pas à contrôler."
    if restantes := liasse.pages_lues.a_voir().count():
        return f"Il reste {compter(restantes, 'page')} de l’échantillon à vérifier à l’œil."
    if liasse.pages_lues.filter(echantillon=True, conforme=False, page__remplacee_le=None).exists():
        return "Une page de l’échantillon n’est pas conforme\u00a0: numérisez-la à nouveau, ou refusez la liasse."
    return None


def obstacle_refus(liasse: Liasse, motif: str) -> str | None:
    """NUM-02: why the liasse cannot be refused, or None."""
    if liasse.etat != EtatLiasse.CONTROLE:
        return "Cette liasse n’est pas à contrôler."
    return None if motif.strip() else "Donnez le motif du refus."


def echantillon(pages: Sequence[int], niveau: int, graine: int) -> set[int]:
    """NUM-02, PAR-02: `niveau` % of these pages (rounded up), drawn with this seed: the same draw again and again."""
    nombre = -(-len(pages) * niveau // 100)
    return set(random.Random(graine).sample(sorted(pages), nombre))  # noqa: S311
