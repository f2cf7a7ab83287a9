"""Files of juries: checked by a job, then applied by another (DEL-06)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.utils import timezone

from deliberation import regles
from deliberation.actions.constitution import (
    DEPLACE,
    INCHANGE,
    NOMME,
    PLACE,
    BilanJurys,
    Effet,
    constituer_et_composer,
    prevoir,
)
from deliberation.constitution import (
    Faute,
    Lecture,
    LigneCandidat,
    LigneMembre,
    parcourir_candidats,
    parcourir_membres,
)
from deliberation.models import ImportJurys
from santorin.comptes.models import Utilisateur
from santorin.editions.tableaux.texte import lignes
from santorin.editions.tableur import Cellule, Etiquette, ecrire_csv
from santorin.referentiel.accords import compter
from santorin.refus import Refus, exiger
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import PIECE

CANDIDATS, MEMBRES = "candidats.csv", "membres.csv"
LECTEURS: Mapping[str, Callable[[Iterable[str]], Lecture[Any]]] = {
    CANDIDATS: parcourir_candidats,
    MEMBRES: parcourir_membres,
}
FAUTES_DITES = 200
RAPPORT, TITRES = "Constitution des jurys.csv", ("fichier", "ligne", "jury", "qui", "résultat", "détail")


def controler_jurys(compte_rendu: CompteRendu) -> None:
    """DEL-06: the job: what the files would make, and every line that is refused; nothing is written."""
    depot, par = _depot(compte_rendu)
    candidats, membres = _lire(depot, CANDIDATS), _lire(depot, MEMBRES)
    bilan = prevoir(
        cast(Sequence[LigneCandidat], candidats.lignes),
        cast(Sequence[LigneMembre], membres.lignes),
        academies=[depot.academie.code],
        par=par,
        le=timezone.now(),
    )
    bilan.fautes_de_candidats = sorted([*candidats.fautes, *bilan.fautes_de_candidats], key=_rang)
    bilan.fautes_de_membres = sorted([*membres.fautes, *bilan.fautes_de_membres], key=_rang)
    _raconter(bilan, compte_rendu)
    ImportJurys.objects.filter(pk=depot.pk).update(bilan=en_json(bilan))


def constituer_jurys(compte_rendu: CompteRendu) -> None:
    """DEL-06: the job: the files applied, whole or not at all. Raises `Refus` when a line does not hold any more.

    Taken up again after it was killed, it tells what it had made, instead of a second time that changes nothing.
    """
    depot, par = _depot(compte_rendu)
    candidats, membres = _lire(depot, CANDIDATS), _lire(depot, MEMBRES)
    with transaction.atomic():
        depot = (
            ImportJurys.objects.select_for_update(of=("self",)).select_related("academie").get(pk=depot.pk)
        )
        deja = depot.constitue_le is not None
        if not deja:
            _constituer(depot, candidats, membres, par, compte_rendu)
    faits = en_phrase(cast(Mapping[str, Any], depot.bilan))
    compte_rendu.noter(
        f"Tout était déjà fait quand le traitement s’est interrompu\u00a0: {faits}" if deja else faits
    )


def _constituer(
    depot: ImportJurys,
    candidats: Lecture[Any],
    membres: Lecture[Any],
    par: Utilisateur,
    compte_rendu: CompteRendu,
) -> None:
    """TRA-02: the juries, the report and the figures, in one transaction: all of them are held, or none is."""
    exiger(regles.obstacle_constitution(depot))
    le = timezone.now()
    bilan = constituer_et_composer(
        cast(Sequence[LigneCandidat], candidats.lignes),
        cast(Sequence[LigneMembre], membres.lignes),
        academies=[depot.academie.code],
        par=par,
        le=le,
    )
    compte_rendu.joindre_flux(RAPPORT, "text/csv", ecrire_csv(_rapport(bilan)))
    depot.bilan, depot.constitue_le = en_json(bilan), le
    depot.save(update_fields=["bilan", "constitue_le"])


def _depot(compte_rendu: CompteRendu) -> tuple[ImportJurys, Utilisateur]:
    depots = ImportJurys.objects.select_related("academie", "controle", "depose_par")
    depot = depots.get(pk=compte_rendu.parametres["import_id"])
    return depot, compte_rendu.par or depot.depose_par


def _lire(depot: ImportJurys, nom: str) -> Lecture[Any]:
    """The lines of one of the two files; none when it was not given. Raises `Refus` for what is no such table."""
    piece = depot.controle.documents.filter(type=PIECE, nom=nom).first() if depot.controle else None
    if piece is None:
        return Lecture((), ())
    try:
        with piece.fichier.open("rb") as fichier:
            return LECTEURS[nom](texte for _, texte in lignes(cast(BinaryIO, fichier)))
    except Refus as refus:
        raise Refus(f"{_titre(nom)}\u00a0: {refus.message}") from refus


def _titre(nom: str) -> str:
    return "Fichier des candidats" if nom == CANDIDATS else "Fichier des membres"


def _rang(faute: Faute) -> int:
    return faute.rang


def _raconter(bilan: BilanJurys, compte_rendu: CompteRendu) -> None:
    """The report, line by line as a CSV; what is refused, in the compte rendu too."""
    compte_rendu.joindre_flux(RAPPORT, "text/csv", ecrire_csv(_rapport(bilan)))
    dites = [
        *(f"{_titre(CANDIDATS)}, {_suite(faute)}" for faute in bilan.fautes_de_candidats),
        *(f"{_titre(MEMBRES)}, {_suite(faute)}" for faute in bilan.fautes_de_membres),
    ]
    for dite in dites[:FAUTES_DITES]:
        compte_rendu.signaler(dite)
    if len(dites) > FAUTES_DITES:
        compte_rendu.signaler(f"Et {compter(len(dites) - FAUTES_DITES, 'autre')}\u00a0: lisez le rapport.")
    compte_rendu.noter(en_phrase(en_json(bilan)))


def _suite(faute: Faute) -> str:
    texte = str(faute)
    return texte[:1].lower() + texte[1:]


def _rapport(bilan: BilanJurys) -> Iterator[Sequence[Cellule]]:
    yield TITRES
    for nom, effets, fautes in (
        (CANDIDATS, bilan.des_candidats, bilan.fautes_de_candidats),
        (MEMBRES, bilan.des_membres, bilan.fautes_de_membres),
    ):
        dits = [(effet.rang, _ligne(effet)) for effet in effets]
        dits += [(faute.rang, ("", "", "refusé", _raison(faute))) for faute in fautes]
        for rang, cellules in sorted(dits, key=lambda dit: dit[0]):
            yield (_titre(nom), rang, *cellules)


def _ligne(effet: Effet) -> tuple[Cellule, ...]:
    return (Etiquette(effet.jury), effet.qui, effet.resultat, effet.detail)


def _raison(faute: Faute) -> str:
    return f"colonne {faute.colonne}\u00a0: {faute.raison}" if faute.colonne else faute.raison


def en_phrase(bilan: Mapping[str, Any]) -> str:
    """The figures that are stored, in words."""
    return (
        f"{compter(len(bilan['jurys']), 'jury')}, "
        f"{compter(bilan['places'] + bilan['deplaces'], 'candidat placé,candidats placés')}, "
        f"{compter(bilan['nommes'], 'membre nommé,membres nommés')}, "
        f"{compter(bilan['inchanges'], 'ligne sans effet,lignes sans effet')}."
    )


def en_json(bilan: BilanJurys) -> dict[str, Any]:
    """As it is stored: figures, jury by jury; nobody's name."""
    par_jury = Counter((effet.jury, effet.resultat) for effet in (*bilan.des_candidats, *bilan.des_membres))
    resultats = Counter(effet.resultat for effet in (*bilan.des_candidats, *bilan.des_membres))
    return {
        "crees": bilan.crees,
        "places": resultats[PLACE],
        "deplaces": resultats[DEPLACE],
        "nommes": resultats[NOMME],
        "inchanges": resultats[INCHANGE],
        "refuses": len(bilan.fautes),
        "jurys": [
            {
                "numero": jury.numero,
                "groupe": str(jury.groupe),
                "specialite": jury.specialite.libelle,
                "centre": str(jury.centre),
                "cree": cree,
                "candidats": par_jury[jury.numero, PLACE] + par_jury[jury.numero, DEPLACE],
                "membres": par_jury[jury.numero, NOMME],
            }
            for jury, cree in sorted(bilan.jurys.items(), key=lambda lu: (str(lu[0].groupe), lu[0].numero))
        ],
    }
