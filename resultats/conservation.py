"""What the results keep of persons, and for how long (SEC-03)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from resultats.models import ClePublique, Coupon, PagePrete, Rattachement, ResultatProclame
from santorin.comptes.models import Utilisateur
from santorin.conservation.durees import Duree, Unite
from santorin.conservation.models import gele
from santorin.conservation.nature import Declaration, Lignes, Nature
from santorin.conservation.natures.comptes import fermer, inactifs
from santorin.conservation.natures.traitements import PurgeDesDocuments
from santorin.copies.models import Candidat

_GELE: Final = gele(numero="rattachement__numero")
GEL: Final = "gel en cours"


def _comptes(seuil: datetime) -> QuerySet[Utilisateur]:
    return inactifs(seuil).filter(~_GELE, rattachement__isnull=False)


def _comptes_geles(seuil: datetime) -> Mapping[str, int]:
    return {GEL: inactifs(seuil).filter(_GELE, rattachement__isnull=False).count()}


def _fermer_les_comptes(lignes: Sequence[Any], le: datetime) -> Sequence[str]:
    """A candidate who comes back gets a new slip and a new account."""
    cles = [utilisateur.pk for utilisateur in lignes]
    Rattachement.objects.filter(utilisateur__in=cles).delete()
    Candidat.objects.filter(utilisateur__in=cles).update(utilisateur=None)
    fermer(lignes, noms=True)
    return ()


def _coupons(seuil: datetime) -> QuerySet[Coupon]:
    fini = Q(utilise_le__lte=seuil) | Q(revoque_le__lte=seuil) | Q(expire_le__lte=seuil)
    return Coupon.objects.filter(fini)


def _pages(seuil: datetime) -> QuerySet[PagePrete]:
    return PagePrete.objects.filter(faite_le__lte=seuil)


def _cles(seuil: datetime) -> QuerySet[ClePublique]:
    recents = ResultatProclame.objects.filter(candidature=OuterRef("candidature"), etabli_le__gt=seuil)
    anciens = ResultatProclame.objects.filter(candidature=OuterRef("candidature"), etabli_le__lte=seuil)
    return ClePublique.objects.filter(Exists(anciens), ~Exists(recents))


_OCEAN: Final = "Arrêté du 22 avril 2013 (Océan)\u00a0: jusqu’à la proclamation de la session suivante."

DECLARATION: Final = Declaration(
    natures=(
        Nature(
            cle="comptes_candidats",
            libelle="Comptes des candidats",
            contenu="Nom, numéro, date de naissance, mot de passe du compte. Les résultats n’en font pas partie.",
            depart="Dernière connexion, à défaut création du compte",
            base="Consultation de ses résultats et relevés par le candidat.",
            duree=Duree(24),
            bornes=(Duree(12), Duree(60)),
            modeles=("santorin.Utilisateur", "resultats.Rattachement"),
            purge=Lignes("Comptes des candidats", _comptes, _fermer_les_comptes, _comptes_geles),
            sort="Fermeture et effacement du nom",
        ),
        Nature(
            cle="coupons",
            libelle="Coupons de connexion",
            contenu="Numéro du candidat et empreinte du code.",
            depart="Utilisation, révocation ou expiration du coupon",
            base="Suivi des activations de la session.",
            duree=Duree(3),
            bornes=(Duree(1), Duree(12)),
            modeles=("resultats.Coupon",),
            purge=Lignes("Coupons", _coupons),
        ),
        Nature(
            cle="planches_de_coupons",
            libelle="Planches de coupons",
            contenu="PDF des codes de connexion des candidats.",
            depart="Fin du traitement",
            base="Le temps de les imprimer.",
            duree=Duree(1, Unite.JOURS),
            modeles=("santorin.Document",),
            purge=PurgeDesDocuments(taches=("resultats.tasks.imprimer_les_coupons",)),
        ),
        Nature(
            cle="pages_de_resultats",
            libelle="Pages de résultats préparées",
            contenu="Page du candidat, telle qu’elle est servie le matin des résultats.",
            depart="Préparation de la page",
            base=_OCEAN,
            duree=Duree(12),
            bornes=(Duree(1), Duree(12)),
            modeles=("resultats.PagePrete",),
            purge=Lignes("Pages préparées", _pages),
        ),
        Nature(
            cle="resultats_publics",
            libelle="Résultats publics",
            contenu="Empreinte du nom des candidats qui ont accepté que leur résultat soit public.",
            depart="Établissement du résultat",
            base=_OCEAN,
            duree=Duree(12),
            bornes=(Duree(1), Duree(12)),
            modeles=("resultats.ClePublique",),
            purge=Lignes("Résultats publics", _cles),
        ),
        Nature(
            cle="resultats",
            libelle="Résultats et relevés de notes",
            contenu="Résultats proclamés, relevés de notes et leurs versions, ouvertures des services.",
            depart="Fin de la session",
            base="Preuve du diplôme\u00a0: un relevé se redemande et se vérifie des années après.",
            duree=Duree(600),
            modeles=(
                "resultats.ResultatProclame",
                "resultats.Releve",
                "resultats.Generation",
                "resultats.ContenuEnMasse",
                "resultats.ContenuEdite",
                "resultats.Service",
                "resultats.DelaiSignalement",
            ),
            sort="Versement aux archives\u00a0; la purge n’y touche pas",
        ),
    ),
    sans_donnees={},
)
