"""A template's context seen as a shape, and the texts that change in it."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from santorin.editions.modele.champ import Champ, Modules

Variable = Champ | Modules
_BLANCS = " \t\n\r\f"  # the white space of HTML, which leaves the space that never breaks


class ContexteOpaque(TypeError):
    """A context that holds more than texts, numbers, and lists or mappings of them: it has no shape."""


def forme(valeur: object) -> Hashable:
    """What shapes the page: equal for two contexts that differ only by their fields.

    Raises `ContexteOpaque` for an object whose content cannot be seen.
    """
    if isinstance(valeur, Modules):
        return ("modules", valeur.cote)
    if isinstance(valeur, Champ):
        return ("champ", bool(valeur.strip(_BLANCS)))
    if valeur is None or isinstance(valeur, str | int | float):
        return (type(valeur).__name__, valeur)
    if isinstance(valeur, Mapping):
        return tuple((cle, forme(sous)) for cle, sous in sorted(valeur.items()))
    if isinstance(valeur, list | tuple):
        return tuple(forme(sous) for sous in valeur)
    raise ContexteOpaque(f"{type(valeur).__name__} dans le contexte d’un modèle.")


def lisible(valeur: object) -> bool:
    """Whether a context has a shape: texts, numbers, and lists or mappings of them."""
    if isinstance(valeur, Mapping):
        return all(map(lisible, valeur.values()))
    if isinstance(valeur, list | tuple):
        return all(map(lisible, valeur))
    return valeur is None or isinstance(valeur, str | int | float)


def variables(valeur: object) -> Iterator[Variable]:
    """The fields that are not empty, in the order of `remplacer`."""
    if isinstance(valeur, Champ | Modules):
        if valeur.strip(_BLANCS):
            yield valeur
    elif isinstance(valeur, Mapping):
        for _, sous in sorted(valeur.items()):
            yield from variables(sous)
    elif isinstance(valeur, list | tuple):
        for sous in valeur:
            yield from variables(sous)


def remplacer(valeur: Any, par: Callable[[Variable], str]) -> Any:
    """The same context with each field that is not empty replaced."""
    if isinstance(valeur, Champ | Modules):
        return par(valeur) if valeur.strip(_BLANCS) else ""
    if isinstance(valeur, Mapping):
        return {cle: remplacer(sous, par) for cle, sous in sorted(valeur.items())}
    if isinstance(valeur, list | tuple):
        return [remplacer(sous, par) for sous in valeur]
    return valeur
