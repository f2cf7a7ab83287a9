"""A counter for what must be unique."""

from itertools import count, islice

_numeros = count(1)


def suivant() -> int:
    """1, 2, 3…"""
    return next(_numeros)


def suivants(nombre: int) -> list[int]:
    """`nombre` numbers in a row that nobody else gets."""
    return list(islice(_numeros, nombre))
