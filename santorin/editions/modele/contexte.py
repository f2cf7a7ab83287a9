"""A template's context seen as a shape, and the texts that change in it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from santorin.editions.modele.champ import Champ, Modules

Variable = Champ | Modules


class ContexteOpaque(TypeError):
    """A context that holds more than texts, numbers, and lists or mappings of them: it has no shape."""


@dataclass(frozen=True, slots=True)
class Description:
    """What shapes a page, equal for two contexts that differ only by their fields; and those fields, in order."""

    forme: Hashable
    variables: Sequence[Variable]


def decrire(contexte: Mapping[str, Any]) -> Description:
    """Shape and fields of a context. Raises `ContexteOpaque` for one whose content cannot be seen."""
    variables: list[Variable] = []
    return Description(_forme(contexte, variables), variables)


def _forme(valeur: object, variables: list[Variable]) -> Hashable:
    if isinstance(valeur, Champ):
        if vide(valeur):
            return Champ
        variables.append(valeur)
        return ...
    if isinstance(valeur, Modules):
        variables.append(valeur)
        return (Modules, valeur.cote)
    if valeur is None or isinstance(valeur, str | int | float):
        return (type(valeur), valeur)
    if isinstance(valeur, Mapping):
        return tuple([(cle, _forme(valeur[cle], variables)) for cle in sorted(valeur)])
    if isinstance(valeur, list | tuple):
        return tuple([_forme(sous, variables) for sous in valeur])
    raise ContexteOpaque(f"{type(valeur).__name__} dans le contexte d’un modèle.")


def remplacer(valeur: Any, par: Callable[[Variable], str]) -> Any:
    """The same context with each field that is not empty replaced, in the order of its description."""
    if isinstance(valeur, Champ):
        return "" if vide(valeur) else par(valeur)
    if isinstance(valeur, Modules):
        return par(valeur)
    if isinstance(valeur, Mapping):
        return {cle: remplacer(valeur[cle], par) for cle in sorted(valeur)}
    if isinstance(valeur, list | tuple):
        return [remplacer(sous, par) for sous in valeur]
    return valeur


def vide(champ: Champ) -> bool:
    """Whether HTML sees nothing of it: the space that never breaks is something."""
    return not champ or (champ.isascii() and champ.isspace())
