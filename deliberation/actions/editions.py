"""What the jobs do: plan de secours and editions (DEL-01, DEL-02, DEL-03, DEL-07, DEL-08, DEL-09)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from deliberation import editions, regles
from deliberation.actions.secours import renouveler_acces
from deliberation.editions import PieceEditee
from deliberation.lectures import editions as lectures
from deliberation.lectures.salle import derniere_seance
from deliberation.models import Decidee, Dossier, Jury
from santorin.editions.pdf import Feuille, ecrire_pdf
from santorin.referentiel.accords import compter
from santorin.refus import Refus, exiger
from santorin.traitements.compte_rendu import CompteRendu

PDF, ZIP = "application/pdf", "application/zip"


def generer_plan_de_secours(compte_rendu: CompteRendu) -> None:
    """DEL-02, DEL-03: one ZIP: the PVI of each jury that has candidates, and the slips."""
    le, mot_de_passe = timezone.now(), _mot_de_passe(compte_rendu)
    jurys = _jurys(compte_rendu)
    groupe, centre = jurys[0].groupe, jurys[0].centre
    compte_rendu.noter(f"Groupe de décision : {groupe.numero}")
    compte_rendu.noter("Récupération de la liste des jurys")
    compte_rendu.noter(f"jurys : {','.join(jury.numero for jury in jurys)}")
    pieces = []
    for rang, jury in enumerate(jurys):
        compte_rendu.avancer(rang, len(jurys) + 1)
        pieces += _pieces_du_jury(compte_rendu, jury, le)
    compte_rendu.noter("Edition des papillons d'accès aux jurys")
    nom = editions.nom_du_plan(groupe, centre)
    adresse = settings.SITE_URL + reverse("deliberation:secours")
    with transaction.atomic():
        # The passwords hold from the moment when the ZIP that tells them exists.
        slips = renouveler_acces(jurys, par=compte_rendu.par, le=le)
        pieces.append(PieceEditee("papillons.pdf", editions.papillons(slips, adresse=adresse, le=le)))
        archive = editions.zipper(pieces, mot_de_passe=mot_de_passe)
        compte_rendu.joindre(f"{nom}.zip", ZIP, ContentFile(archive, name=f"{nom}.zip"))
    compte_rendu.avancer(len(jurys) + 1)


def _mot_de_passe(compte_rendu: CompteRendu) -> str:
    """DEL-04: the password asked for the ZIP; neither the job nor the journal keeps it, a cache does for a while."""
    cle = compte_rendu.parametres.get("chiffrement")
    if not cle:
        return ""
    mot_de_passe: str | None = cache.get(cle)
    if mot_de_passe is None:
        raise Refus("Le mot de passe du ZIP n'est plus connu : demandez de nouveau le plan de secours.")
    return mot_de_passe


def _pieces_du_jury(compte_rendu: CompteRendu, jury: Jury, le: datetime) -> list[PieceEditee]:
    exiger(regles.obstacle_plan_de_secours(jury))
    compte_rendu.noter(f"Préparation du plan de secours pour le jury : {jury.numero}")
    compte_rendu.noter("Edition des PVI")
    if not (lus := lectures.proces_verbaux_individuels(jury)):
        compte_rendu.noter(
            f"Pas de PVI pour le jury {jury.numero} : aucun candidat admis à passer l'ECT à l'issue du 1er groupe"
        )
        return []
    compte_rendu.noter(f"DEBUT PVI pour le jury {jury.numero}")
    contenu = editions.proces_verbaux_individuels(jury, lus, le=le)
    compte_rendu.noter(f"FIN PVI pour le jury {jury.numero} : {compter(len(lus), 'candidat')}")
    return [PieceEditee(f"{jury.numero}/PVI_{jury.numero}.pdf", contenu)]


def editer(compte_rendu: CompteRendu) -> None:
    """DEL-01, DEL-07, DEL-08, DEL-09, DEL-14: one edition of several juries; `edition` says which."""
    edition = EDITIONS[str(compte_rendu.parametres["edition"])]
    edition(compte_rendu, _jurys(compte_rendu), timezone.now())


def _notes_manquantes(compte_rendu: CompteRendu, jurys: Sequence[Jury], le: datetime) -> None:
    for jury in jurys:
        exiger(regles.obstacle_notes_manquantes(jury))
    if not (trouves := lectures.manques(jurys)):
        compte_rendu.noter("Pas de notes manquantes.")
        return
    titre = str(compte_rendu.parametres["titre"])
    _joindre_pdf(compte_rendu, titre, editions.notes_manquantes(trouves, titre=titre, le=le))


def _pv(compte_rendu: CompteRendu, jurys: Sequence[Jury], le: datetime) -> None:
    rectification = bool(compte_rendu.parametres.get("rectification"))
    parties: list[tuple[str, list[Feuille]]] = []
    for jury in jurys:
        # A rectification's PV is edited after the publication, whatever the state.
        derniere = derniere_seance(jury)
        exiger(
            regles.obstacle_pv_de_rectification(derniere) if rectification else regles.obstacle_edition(jury)
        )
        compte_rendu.noter(f"Edition du PV de tenue de délibération du jury : {jury.numero}")
        pv = lectures.proces_verbal(jury, rectification=rectification)
        parties += [
            (f"{jury.numero}/{partie} - {jury.numero}.pdf", feuilles)
            for partie, feuilles in editions.pv_de_tenue(pv, le=le)
        ]
    nom = "PV de tenue de délibération"
    if not compte_rendu.parametres.get("separes"):
        _joindre_pdf(compte_rendu, nom, [feuille for _, feuilles in parties for feuille in feuilles])
        return
    total, fait, pieces = sum(len(feuilles) for _, feuilles in parties), 0, []
    for chemin, feuilles in parties:
        compte_rendu.avancer(fait, total)
        pieces.append(PieceEditee(chemin, ecrire_pdf(feuilles)))
        fait += len(feuilles)
    compte_rendu.joindre(f"{nom}.zip", ZIP, ContentFile(editions.zipper(pieces), name=f"{nom}.zip"))
    compte_rendu.avancer(fait, total)


def _admis(compte_rendu: CompteRendu, jurys: Sequence[Jury], le: datetime) -> None:
    _liste(compte_rendu, jurys, le, Decidee.ADMIS, lectures.admis_affichables)


def _non_admis(compte_rendu: CompteRendu, jurys: Sequence[Jury], le: datetime) -> None:
    _liste(compte_rendu, jurys, le, Decidee.NON_ADMIS, lectures.non_admis)


def _liste(
    compte_rendu: CompteRendu,
    jurys: Sequence[Jury],
    le: datetime,
    decision: Decidee,
    lire: Callable[[Jury], list[Dossier]],
) -> None:
    titre = str(compte_rendu.parametres["titre"])
    feuilles: list[Feuille] = []
    for jury in jurys:
        exiger(regles.obstacle_edition(jury))
        feuilles += editions.liste(lire(jury), jury=jury, titre=titre, decision=decision, le=le)
    _joindre_pdf(compte_rendu, titre, feuilles)


def _ecartes(compte_rendu: CompteRendu, jurys: Sequence[Jury], le: datetime) -> None:
    trouves = lectures.ecartes(jurys)
    if not trouves:
        compte_rendu.noter("Aucun candidat présumé fraudeur ni inscrit en liste rouge.")
        return
    feuilles = [f for jury, dossiers in trouves for f in editions.liste_des_ecartes(jury, dossiers, le=le)]
    _joindre_pdf(compte_rendu, "Présumés fraudeurs et liste rouge", feuilles)


EDITIONS: dict[str, Callable[[CompteRendu, Sequence[Jury], datetime], None]] = {
    "notes_manquantes": _notes_manquantes,
    "pv": _pv,
    "admis": _admis,
    "non_admis": _non_admis,
    "ecartes": _ecartes,
}


def _jurys(compte_rendu: CompteRendu) -> list[Jury]:
    cles = [int(cle) for cle in compte_rendu.parametres["jurys"]]
    jurys = list(Jury.objects.complets().filter(pk__in=cles).order_by("numero"))
    if not jurys:
        raise Refus("Choisissez au moins un jury.")
    return jurys


def _joindre_pdf(compte_rendu: CompteRendu, titre: str, feuilles: Sequence[Feuille]) -> None:
    """Write the sheets in one file; the job tells how many are done (TRA-01)."""
    nom, total = f"{titre.replace('/', '-')[:150]}.pdf", len(feuilles)
    compte_rendu.avancer(0, total)
    contenu = ecrire_pdf(feuilles, suivre=compte_rendu.avancer)
    compte_rendu.joindre(nom, PDF, ContentFile(contenu, name=nom))
