"""The services faits of an épreuve as a CSV (IMA-02)."""

from collections.abc import Iterator, Sequence

from imagin.lectures.epreuve import Criteres, choisis
from imagin.models import Epreuve
from santorin.editions.tableur import Cellule, Etiquette

ENTETES = (
    "Session",
    "Examen",
    "Épreuve",
    "Académie",
    "N° d’intervenant",
    "Nom",
    "Origine",
    "Nombre de copies",
    "Du",
    "Au",
    "État",
    "Taux (€)",
    "Montant (€)",
)


def lignes_csv(epreuve: Epreuve, criteres: Criteres) -> Iterator[Sequence[Cellule]]:
    """IMA-02: the rows of the CSV: headings, Santorin's lines, then those entered by hand."""
    yield ENTETES
    cle = (epreuve.session.code, epreuve.examen.code, epreuve.code, epreuve.academie.nom)
    lignes = choisis(epreuve, criteres).tarifes().select_related("intervenant")
    for ligne in lignes.order_by("-origine", "intervenant__recherche", "pk").iterator(chunk_size=500):
        yield (
            *cle,
            Etiquette(ligne.intervenant.numero),
            ligne.intervenant.nom,
            ligne.get_origine_display(),
            ligne.nombre_de_copies,
            ligne.du,
            ligne.au,
            ligne.get_etat_display(),
            ligne.taux,
            ligne.somme,
        )
