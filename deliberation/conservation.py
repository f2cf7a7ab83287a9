"""What the deliberations keep of persons, and for how long (SEC-03)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from deliberation.models import AccesSecours, LigneDeLivret
from santorin.conservation.durees import Duree, Unite
from santorin.conservation.models import gele
from santorin.conservation.nature import Declaration, Lignes, Nature
from santorin.conservation.natures.traitements import PurgeDesDocuments

_GELE: Final = gele(numero="dossier__candidature__numero")


def _livrets(seuil: datetime) -> QuerySet[LigneDeLivret]:
    return LigneDeLivret.objects.filter(~_GELE, dossier__jury__groupe__publie_le__lte=seuil)


def _livrets_geles(seuil: datetime) -> Mapping[str, int]:
    dus = LigneDeLivret.objects.filter(_GELE, dossier__jury__groupe__publie_le__lte=seuil)
    return {"gel en cours": dus.count()}


def _acces(seuil: datetime) -> QuerySet[AccesSecours]:
    return AccesSecours.objects.filter(cree_le__lte=seuil)


DECLARATION: Final = Declaration(
    natures=(
        Nature(
            cle="livrets",
            libelle="Livrets scolaires",
            contenu="Moyennes et appréciations de l’année, lues par le jury.",
            depart="Publication des résultats du groupe de décision",
            base="Information du jury\u00a0; recours du candidat.",
            duree=Duree(12),
            bornes=(Duree(6), Duree(24)),
            modeles=("deliberation.LigneDeLivret",),
            purge=Lignes("Lignes de livrets", _livrets, retenues=_livrets_geles),
        ),
        Nature(
            cle="acces_secours",
            libelle="Accès du portail de secours",
            contenu="Identifiant et empreinte du mot de passe de chaque papillon de jury.",
            depart="Création de l’accès",
            base="Sécurité des délibérations de la session.",
            duree=Duree(12),
            bornes=(Duree(3), Duree(12)),
            modeles=("deliberation.AccesSecours",),
            purge=Lignes("Accès de secours", _acces),
        ),
        Nature(
            cle="plans_de_secours",
            libelle="Plans de secours",
            contenu="ZIP des procès-verbaux individuels et des papillons, avec leurs mots de passe.",
            depart="Fin du traitement",
            base="Le temps de la délibération.",
            duree=Duree(15, Unite.JOURS),
            bornes=(Duree(1, Unite.JOURS), Duree(60, Unite.JOURS)),
            modeles=("santorin.Document",),
            purge=PurgeDesDocuments(taches=("deliberation.tasks.generer_plan_de_secours",)),
        ),
        Nature(
            cle="deliberations",
            libelle="Délibérations",
            contenu="Jurys, membres, présences, dossiers, notes et décisions, avec leurs motifs.",
            depart="Fin de la session",
            base="Preuve du diplôme\u00a0: procès-verbaux des jurys.",
            duree=Duree(600),
            modeles=(
                "deliberation.GroupeDecision",
                "deliberation.ImportJurys",
                "deliberation.Jury",
                "deliberation.Membre",
                "deliberation.Dossier",
                "deliberation.NoteControle",
                "deliberation.Seance",
                "deliberation.Presence",
                "deliberation.Modification",
                "deliberation.Resultat",
                "deliberation.OuverturePortail",
            ),
            sort="Versement aux archives\u00a0; la purge n’y touche pas",
        ),
    ),
    sans_donnees={},
)
