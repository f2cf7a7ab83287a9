"""Checking the whole journal, and comparing it with a witness kept elsewhere (SEC-01)."""

from collections.abc import Iterable, Iterator

from santorin.journal.chaine import Anomalie, anomalies
from santorin.journal.models import Entree, Fil


def verifier() -> Iterator[Anomalie]:
    """Every break of every chain, in memory that does not grow with the journal (SEC-01)."""
    for fil in Fil.objects.order_by("nom").iterator():
        yield from anomalies(fil, Entree.objects.filter(fil=fil).order_by("numero").iterator())


def temoin() -> Iterator[str]:
    """One line « chain number fingerprint » per chain: kept outside, it betrays a journal cut short or rewritten."""
    for fil in Fil.objects.order_by("nom").iterator():
        yield f"{fil.nom}\t{fil.numero}\t{fil.empreinte}"


def contredits(lignes: Iterable[str]) -> Iterator[Anomalie]:
    """What an earlier witness says and the journal no longer holds."""
    for ligne in filter(str.strip, lignes):
        nom, numero, attendue = ligne.rstrip("\n").split("\t")
        if numero == "0":
            continue
        if not Entree.objects.filter(fil=nom, numero=int(numero), empreinte=attendue).exists():
            yield Anomalie(nom, int(numero), "le témoin connaît une entrée que le journal n'a plus")
