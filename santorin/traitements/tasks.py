"""The sweeper: jobs without a live worker are taken up again (TRA-02)."""

from celery import shared_task
from django.utils import timezone

from santorin.traitements.actions import reprendre


@shared_task
def reprendre_orphelins() -> None:
    """Run every few seconds by the scheduler."""
    reprendre(timezone.now())
