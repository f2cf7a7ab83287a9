"""Counting attempts, so that nobody guesses: so many per key in a while, shared by all processes (SEC-02, RES-08)."""

from dataclasses import dataclass

from django.core.cache import cache


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
