"""What may be decided of retention: periods, holds, purges, exports (SEC-03)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from santorin.comptes.droits import Droit, Profil
from santorin.comptes.models import Utilisateur
from santorin.conservation.durees import Duree
from santorin.conservation.models import DureeChoisie, Gel
from santorin.conservation.nature import Nature, natures
from santorin.conservation.personne import Personne, Qualite
from santorin.copies.models import Candidat, Correcteur, Epreuve
from santorin.traitements.models import Document

_MILLE = 1000


def nature_de(cle: str) -> Nature | None:
    """The kind of data of this key, or None."""
    return next((nature for nature in natures() if nature.cle == cle), None)


def durees() -> dict[str, Duree]:
    """SEC-03: the period in force of each kind of data: the administrateur's, otherwise the declared one."""
    choisies = {choisie.nature: choisie.duree for choisie in DureeChoisie.objects.all()}
    return {nature.cle: choisies.get(nature.cle, nature.duree) for nature in natures()}


def obstacle_duree(nature: Nature, duree: Duree, motif: str) -> str | None:
    """SEC-03: why this period cannot be chosen, or None."""
    if nature.bornes is None:
        return "La durée de cette nature de données est fixée par les textes et ne se règle pas."
    if not motif.strip():
        return "Donnez le motif de ce changement."
    minimum, maximum = nature.bornes
    if not (minimum.avant_ou_egal(duree) and duree.avant_ou_egal(maximum)):
        return f"La durée se choisit entre {minimum} et {maximum}."
    return None


def obstacle_gel(numero: str, epreuve: Epreuve | None, motif: str, par: Utilisateur) -> str | None:
    """SEC-03: why this hold cannot be placed, or None; it covers somebody or something of the author's perimeter."""
    if not numero and epreuve is None:
        return "Indiquez un candidat, une épreuve, ou les deux."
    if not motif.strip():
        return "Donnez le motif du gel."
    if epreuve is not None and not epreuves_de(par, Droit.GELER).filter(pk=epreuve.pk).exists():
        return "Cette épreuve n’est pas dans votre périmètre."
    if numero and not candidats_de(par, Droit.GELER).filter(numero=numero).exists():
        return "Aucun candidat de votre périmètre ne porte ce numéro."
    if numero and epreuve and not epreuve.compositions.filter(candidat__numero=numero).exists():
        return "Ce candidat n’est pas inscrit à cette épreuve."
    return None


def obstacle_levee(gel: Gel, motif: str) -> str | None:
    """SEC-03: why this hold cannot be lifted, or None."""
    if gel.leve_le is not None:
        return "Ce gel est déjà levé."
    if not motif.strip():
        return "Donnez le motif de la levée."
    return None


def obstacle_taux(pour_mille: int) -> str | None:
    """SEC-03: why this is no share of a sample, or None."""
    return None if 0 <= pour_mille <= _MILLE else "Le taux va de 0 à 1\u202f000 pour mille."


def candidats_de(utilisateur: Utilisateur, droit: Droit) -> QuerySet[Candidat]:
    """The candidates within reach: of the schools of an académie, or who sit one of its épreuves."""
    perimetre = Q(pk__in=())
    for habilitation in utilisateur.habilitations_de(droit):
        if habilitation.profil == Profil.ADMINISTRATEUR:
            return Candidat.objects.all()
        perimetre |= Q(etablissement__departement__academie=habilitation.academie_id)
        perimetre |= Q(compositions__epreuve__academie=habilitation.academie_id)
    return Candidat.objects.filter(perimetre).distinct()


def epreuves_de(utilisateur: Utilisateur, droit: Droit) -> QuerySet[Epreuve]:
    """The épreuves within reach."""
    return Epreuve.objects.pour(utilisateur, droit)


def academie_de(utilisateur: Utilisateur, droit: Droit) -> int | None:
    """The académie in whose name this person acts; None for an administrateur."""
    habilitations = utilisateur.habilitations_de(droit)
    if any(h.profil == Profil.ADMINISTRATEUR for h in habilitations):
        return None
    return next((h.academie_id for h in habilitations if h.academie_id), None)


def seuil(nature: Nature, en_vigueur: dict[str, Duree], le: datetime) -> datetime:
    """SEC-03: the last starting point whose period is over: at the very instant, and not before."""
    return en_vigueur[nature.cle].avant(le)


def personne_de(utilisateur: Utilisateur, qualite: Qualite, cle: int) -> Personne | None:
    """SEC-03: the person of this row, if the one who asks may hand its data over; None otherwise."""
    match qualite:
        case Qualite.CANDIDAT:
            candidat = candidats_de(utilisateur, Droit.EXPORTER_PERSONNE).filter(pk=cle).first()
            return personne_du_candidat(candidat) if candidat else None
        case Qualite.CORRECTEUR:
            correcteur = correcteurs_de(utilisateur).filter(pk=cle).first()
            comptes = (correcteur.utilisateur_id,) if correcteur and correcteur.utilisateur_id else ()
            return Personne(qualite, correcteur.numero, utilisateurs=comptes) if correcteur else None
        case Qualite.COMPTE:
            compte = comptes_de(utilisateur).filter(pk=cle).first()
            return Personne(qualite, compte.username, utilisateurs=(compte.pk,)) if compte else None


def personne_du_candidat(candidat: Candidat) -> Personne:
    """SEC-03: all the registrations of the same number and birth date, and their accounts."""
    memes = Candidat.objects.filter(numero=candidat.numero, date_naissance=candidat.date_naissance)
    comptes = set(memes.filter(utilisateur__isnull=False).values_list("utilisateur", flat=True))
    return Personne(Qualite.CANDIDAT, candidat.numero, candidat.date_naissance, tuple(sorted(comptes)))


def correcteurs_de(utilisateur: Utilisateur) -> QuerySet[Correcteur]:
    """The markers called for an épreuve within reach."""
    epreuves = epreuves_de(utilisateur, Droit.EXPORTER_PERSONNE).order_by()
    if _partout(utilisateur, Droit.EXPORTER_PERSONNE):
        return Correcteur.objects.all()
    return Correcteur.objects.filter(epreuves__in=epreuves).distinct()


def comptes_de(utilisateur: Utilisateur) -> QuerySet[Utilisateur]:
    """The accounts of people who act in an académie within reach, or are its markers; all for an administrateur."""
    if _partout(utilisateur, Droit.EXPORTER_PERSONNE):
        return Utilisateur.objects.all()
    academies = utilisateur.academies_de(Droit.EXPORTER_PERSONNE)
    ici = Q(habilitations__academie__in=academies)
    ici |= Q(habilitations__etablissement__departement__academie__in=academies)
    ici |= Q(pk__in=correcteurs_de(utilisateur).filter(utilisateur__isnull=False).values("utilisateur"))
    return Utilisateur.objects.filter(ici).distinct()


def obstacle_document(document: Document, utilisateur: Utilisateur) -> str | None:
    """SEC-03, SEC-02: a person's data are read by who asked for them, as long as the person is within reach."""
    traitement = document.traitement
    if traitement.demande_par_id != utilisateur.pk:
        return "Seule la personne qui a demandé cet export peut le télécharger."
    parametres = traitement.parametres
    if personne_de(utilisateur, Qualite(parametres["qualite"]), parametres["cle"]) is None:
        return "Cette personne n’est plus dans votre périmètre."
    return None


def _partout(utilisateur: Utilisateur, droit: Droit) -> bool:
    return any(h.profil == Profil.ADMINISTRATEUR for h in utilisateur.habilitations_de(droit))
