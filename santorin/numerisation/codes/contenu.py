"""What the code of a page says: épreuve, anonymous number, page n/N and a check; never the identity (PRE-03, COR-02)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final, Self

_FORME: Final = re.compile(r"S1\.([0-9]{1,12})\.([0-9A-Z]{1,16})\.([0-9]{2,3})\.([0-9]{2,3})\.([0-9A-F]{6})")
PAGES_AU_PLUS: Final = 200


@dataclass(frozen=True, slots=True)
class CodePage:
    """A page of the answer sheet of one candidate; page 0 is the cover that carries the identity, never filed."""

    epreuve: int
    anonymat: str
    page: int
    total: int

    def ecrire(self) -> str:
        """The text of the code: characters of the QR's alphanumeric mode alone."""
        corps = f"S1.{self.epreuve}.{self.anonymat}.{self.page:02}.{self.total:02}"
        return f"{corps}.{_cle(corps)}"

    @classmethod
    def lire(cls, texte: str) -> Self | None:
        """The page that this text names; None for any other code, or when the check does not hold."""
        lu = _FORME.fullmatch(texte)
        if lu is None or lu[5] != _cle(texte.rpartition(".")[0]):
            return None
        code = cls(int(lu[1]), lu[2], int(lu[3]), int(lu[4]))
        return code if code.page <= code.total <= PAGES_AU_PLUS and code.total else None

    @property
    def est_la_couverture(self) -> bool:
        """Whether it is the cover, which carries the identity."""
        return self.page == 0


def _cle(corps: str) -> str:
    """24 bits more than the QR's own correction: a misread code that passed it once in ten million passes no more."""
    return hashlib.sha256(corps.encode("ascii")).hexdigest()[:6].upper()
