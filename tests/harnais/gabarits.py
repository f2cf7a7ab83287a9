"""An undefined variable in one of our templates is a failure, not an empty string.

Third-party templates (admin, DSFR) rely on undefined variables: they keep Django's behaviour, and
so does a variable whose first filter is `default`, which says that absence is expected.
"""

import sys
from pathlib import Path
from types import FrameType

from django.template.base import FilterExpression, Node

GABARITS = Path(__file__).resolve().parents[2] / "templates"
FILTRES_QUI_TOLERENT = {"default", "default_if_none"}


class VariableIndefinie(AssertionError):
    """A template of ours names a variable its context does not hold."""


class ValeurAbsente(str):
    """Value of Django's `string_if_invalid`: it is asked for its truth when a lookup has failed."""

    __slots__ = ()

    def __bool__(self) -> bool:
        expression = sys._getframe(1).f_locals.get("self")
        if isinstance(expression, FilterExpression) and not _tolere(expression):
            origine = _gabarit(sys._getframe(1))
            if origine is not None and origine.is_relative_to(GABARITS):
                raise VariableIndefinie(f"{origine} : {{{{ {expression.token} }}}}")
        return False


def _tolere(expression: FilterExpression) -> bool:
    premier = expression.filters[:1]
    return bool(premier) and premier[0][0].__name__ in FILTRES_QUI_TOLERENT


def _gabarit(cadre: FrameType | None) -> Path | None:
    """File of the node being rendered: the nearest one up the stack."""
    while cadre is not None:
        noeud = cadre.f_locals.get("self")
        if cadre.f_code.co_name == "render_annotated" and isinstance(noeud, Node):
            return Path(noeud.origin.name)
        cadre = cadre.f_back
    return None
