"""A marker, with a lot of scanned copies to mark."""

from dataclasses import dataclass

from django.test import Client

from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Correction, Lot
from tests.fabriques import (
    un_correcteur,
    un_correcteur_connecte,
    un_lot,
    une_composition,
    une_copie,
    une_correction,
    une_epreuve,
    une_page,
)


@dataclass
class Decor:
    """What a test of the correction needs."""

    lot: Lot
    correcteur: Utilisateur
    corrections: list[Correction]

    @property
    def premiere(self) -> Correction:
        return self.corrections[0]

    def adresse(self, suite: str = "", *, rang: int = 0) -> str:
        return f"/correction/{self.corrections[rang].cle}/{suite}"


def un_lot_a_corriger(
    nombre=1, *, pages=1, epreuve=None, parametrage=None, etat=EtatLot.EN_CORRECTION, **champs
):
    """A lot of that many copies, none marked, in the order their marker sees them."""
    epreuve = epreuve or une_epreuve(parametrage=parametrage)
    correcteur = un_correcteur(epreuve)
    utilisateur = un_correcteur_connecte(correcteur)
    lot = un_lot(epreuve, correcteur=correcteur, etat=etat, **champs)
    corrections = []
    for _ in range(nombre):
        copie = une_copie(une_composition(epreuve))
        for numero in range(1, pages + 1):
            une_page(copie, numero)
        corrections.append(une_correction(copie, lot, rang=lot.rang))
    return Decor(lot, utilisateur, sorted(corrections, key=lambda c: c.cle))


def envoyer(client: Client, adresse: str, poste, *changements):
    """POST a batch as the editor does."""
    corps = {"poste": str(poste), "changements": list(changements)}
    return client.post(adresse, corps, content_type="application/json")
