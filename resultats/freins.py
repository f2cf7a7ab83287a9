"""Counting attempts, so that nobody guesses: so many per key in a while, shared by all processes (SEC-02, RES-08)."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.core.cache import cache

from santorin.journal.provenance import provenance

RESEAU_IPV6: Final = 64  # bits that one subscriber holds


@dataclass(frozen=True, slots=True)
class Frein:
    """At most `essais` attempts with the same key in `fenetre` seconds."""

    nom: str
    essais: int
    fenetre: int

    def compter(self, cle: str) -> bool:
        """Count one attempt more; whether it is still allowed."""
        entree = self._entree(cle)
        cache.add(entree, 0, self.fenetre)
        try:
            return bool(cache.incr(entree) <= self.essais)
        except ValueError:
            # It expired between the two.
            return True

    def rendre(self, cle: str) -> None:
        """Give back an attempt that was a good one."""
        if cache.get(self._entree(cle)):
            cache.decr(self._entree(cle))

    def _entree(self, cle: str) -> str:
        return f"frein:{self.nom}:{cle}"


def visiteur() -> str:
    """Who asks, as throttles count: the address, or the whole network that an IPv6 subscriber may draw from."""
    lieu = provenance()
    try:
        adresse = ip_address(lieu)
    except ValueError:
        return lieu
    if not isinstance(adresse, IPv6Address):
        return lieu
    if adresse.ipv4_mapped is not None:
        return str(adresse.ipv4_mapped)
    return f"{int(adresse) >> (128 - RESEAU_IPV6):016x}/{RESEAU_IPV6}"


# An office checks some documents a minute; with 80 random bits, this leaves nothing to guess.
AUTHENTICITE: Final = Frein("authenticite", essais=30, fenetre=60)
TROP_DE_VERIFICATIONS: Final = "Trop de vérifications ont été demandées depuis votre poste en peu de temps."
RESULTAT_PUBLIC: Final = Frein("resultat-public", essais=20, fenetre=600)
TROP_DE_CONSULTATIONS: Final = (
    "Vous avez consulté beaucoup de résultats en peu de temps\u00a0: attendez dix minutes."
)
# A whole class behind one address, and one candidate whoever tries.
ACTIVATION_PAR_ADRESSE: Final = Frein("activation-adresse", essais=60, fenetre=900)
ACTIVATION_PAR_NUMERO: Final = Frein("activation-numero", essais=8, fenetre=900)
TROP_D_ACTIVATIONS: Final = (
    "Trop d’essais ont échoué depuis ce poste ou pour ce numéro\u00a0: attendez un quart d’heure."
)
