"""The ZIP of the copies: asked for, then made by a job, one sub-folder per division (TEL-02, EDI-04, HAR-10)."""

from collections.abc import Sequence
from typing import Final

from celery import Task
from django.db.models import QuerySet

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.consultation import mot_de_passe as secret
from santorin.consultation.actions.fabrication import Fabrication, phrase_d_incomplet
from santorin.consultation.actions.pdf import PLEIN, StockagePlein
from santorin.consultation.lectures.zips import obstacle_document
from santorin.consultation.models import ContenuDeZip
from santorin.consultation.regles import DROITS, archivables, obstacle_zip
from santorin.copies.models import Epreuve
from santorin.copies.models.candidat import CompositionQuerySet
from santorin.editions.archive import nom_sur, ouvrir_archive
from santorin.refus import Refus, exiger
from santorin.traitements.actions import demander, sceller
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Document, Traitement

TYPE: Final = "application/zip"


def demander_zip(
    tache: "Task[..., None]", epreuves: Sequence[int], *, mot_de_passe: str = "", par: Utilisateur
) -> Traitement:
    """TEL-02: ask for the ZIP of the copies of these épreuves (all when none is named) within one's reach.

    The password is handed over beside the job, never with it. Raises `Refus` when there is nothing to put in it,
    `DejaFait` when one is being made already.
    """
    exiger(obstacle_zip(par, _natures(par, epreuves), _retenues(par, epreuves).count()))
    habilitations = par.habilitations_de(*DROITS)
    return demander(
        tache,
        objet=f"zip:{par.pk}",
        libelle="ZIP des copies",
        par=par,
        etablissement=next((h.etablissement for h in habilitations if h.etablissement), None),
        academie=next((h.academie for h in habilitations if h.academie), None),
        epreuves=list(epreuves),
        habilitations=[habilitation.pk for habilitation in habilitations],
        mot_de_passe=secret.confier(mot_de_passe) if mot_de_passe else "",
    )


def faire_zip(compte_rendu: CompteRendu) -> None:
    """TEL-02: make the ZIP, which can be taken from then on, then digest its bytes.

    A job taken up again after the death of its worker makes again only what the first attempt had not finished.
    """
    fait = _deja_fait(compte_rendu)
    if fait is None:
        composer_zip(compte_rendu)
    elif fait.manquantes:
        compte_rendu.signaler(phrase_d_incomplet(fait.manquantes))
    sceller_zip(compte_rendu)


def sceller_zip(compte_rendu: CompteRendu) -> None:
    """TEL-02: keep the SHA-256 of the ZIP with it: whoever received it can tell that every byte is right."""
    for document in _zip_de(compte_rendu):
        sceller(document)
        compte_rendu.noter(f"Empreinte SHA-256 du ZIP\u00a0: {document.sha256}")


def composer_zip(compte_rendu: CompteRendu) -> None:
    """TEL-02: make the ZIP; each copy that cannot be in it is named in the report and in the ZIP (`signaler`).

    Rights are those of the person now. Raises `Refus` when nothing may be put in it or the disk is full.
    """
    par, depot = compte_rendu.par, str(compte_rendu.parametres.get("mot_de_passe", ""))
    if par is None:
        raise Refus("Un ZIP est demandé par quelqu’un.")
    _restreindre(par, compte_rendu.parametres["habilitations"])
    mot_de_passe = secret.reprendre(depot) if depot else ""
    if mot_de_passe is None:
        raise Refus(
            "Le mot de passe a attendu trop longtemps et n’est plus connu\u00a0: demandez un nouveau ZIP."
        )
    epreuves = compte_rendu.parametres["epreuves"]
    cles = _ordre(par, epreuves)
    exiger(obstacle_zip(par, _natures(par, epreuves), len(cles)))
    fabrication = Fabrication(compte_rendu, par, cles, par.a_le_droit(Droit.EDITER_COPIES))
    try:
        compte_rendu.joindre_ecrit(
            _nom_du_zip(par),
            TYPE,
            lambda sortie: fabrication.remplir(ouvrir_archive(sortie, mot_de_passe)),
        )
    except OSError as erreur:
        if erreur.errno not in PLEIN:
            raise
        raise StockagePlein from erreur
    fabrication.conclure()
    secret.oublier(depot)


def _zip_de(compte_rendu: CompteRendu) -> QuerySet[Document]:
    return Document.objects.filter(traitement=compte_rendu.traitement, type=TYPE)


def _deja_fait(compte_rendu: CompteRendu) -> ContenuDeZip | None:
    """TRA-02: what the ZIP of an earlier attempt holds, if it is whole and may still be given."""
    for document in _zip_de(compte_rendu).select_related("traitement"):
        if compte_rendu.par and obstacle_document(document, compte_rendu.par) is None:
            return ContenuDeZip.objects.filter(traitement=document.traitement_id).first()
    return None


def _retenues(par: Utilisateur, epreuves: Sequence[int]) -> CompositionQuerySet:
    copies = archivables(par)
    return copies.filter(epreuve__in=epreuves) if epreuves else copies


def _natures(par: Utilisateur, epreuves: Sequence[int]) -> set[str]:
    """Of the épreuves asked for, within one's reach."""
    siennes = Epreuve.objects.pour(par, Droit.EDITER_COPIES, Droit.TELECHARGER).filter(pk__in=epreuves)
    return set(siennes.order_by().values_list("nature", flat=True))


def _restreindre(par: Utilisateur, habilitations: Sequence[int]) -> None:
    """Act with the habilitations that asked, as far as the person still holds them."""
    par.habilitations_actives = tuple(h for h in par.habilitations_actives if h.pk in habilitations)


def _ordre(par: Utilisateur, epreuves: Sequence[int]) -> list[int]:
    ordre = (
        "candidat__etablissement__uai",
        "candidat__division",
        "candidat__recherche",
        "epreuve__code",
        "pk",
    )
    return list(_retenues(par, epreuves).order_by(*ordre).values_list("pk", flat=True))


def _nom_du_zip(par: Utilisateur) -> str:
    habilitations = par.habilitations_de(Droit.EDITER_COPIES, Droit.TELECHARGER)
    lieux = {h.etablissement.uai for h in habilitations if h.etablissement}
    lieux |= {h.academie.code for h in habilitations if h.academie}
    return nom_sur("_".join(["COPIES", *sorted(lieux)])) + ".zip"
