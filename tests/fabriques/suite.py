"""A counter for what must be unique."""

from itertools import count

_numeros = count(1)


def suivant() -> int:
    """1, 2, 3…"""
    return next(_numeros)
