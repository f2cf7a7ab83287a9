"""What a coordinateur changes: a copy, or many by a rule (HAR-05, HAR-13)."""

from harmonisation.actions.edition import harmoniser, intervenir
from harmonisation.actions.masse import annuler, appliquer

__all__ = ["annuler", "appliquer", "harmoniser", "intervenir"]
