"""What changes the distribution of copies: atomic, journaled."""

from santorin.distribution.actions.distribuer import distribuer
from santorin.distribution.actions.reprendre import reaffecter, retirer

__all__ = ["distribuer", "reaffecter", "retirer"]
