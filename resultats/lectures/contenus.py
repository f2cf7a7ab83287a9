"""Lists and extractions made earlier: whether they may still be given (RES-02, RES-03, RES-08)."""

from datetime import datetime

from django.db.models import QuerySet

from resultats.lectures.extraction import Demande, Extraction
from resultats.lectures.listes import affichables
from resultats.lectures.ouvertures import service_de
from resultats.lectures.perimetres import perimetre_de
from resultats.lectures.proclamation import cadre_nomme
from resultats.models import ContenuEdite, NatureService, ResultatProclame
from resultats.regles.ouvertures import obstacle_extraction, obstacle_publication
from santorin.comptes.models import Utilisateur
from santorin.referentiel.accords import compter
from santorin.traitements.models import Document


def obstacle_liste(document: Document, le: datetime) -> str | None:
    """RES-03, RES-08: why a list to post made earlier can no longer be given at `le`, or None."""
    cadre = cadre_nomme(document.traitement.parametres)
    ferme = obstacle_publication(service_de(cadre, NatureService.ETABLISSEMENTS), le)
    return ferme or _obstacle_de_contenu(document, affichables(), "de cette liste")


def obstacle_fichier_de_notes(document: Document, utilisateur: Utilisateur, le: datetime) -> str | None:
    """RES-02, RES-08: why an extraction made earlier can no longer be given at `le`, or None."""
    parametres = document.traitement.parametres
    perimetre = perimetre_de(utilisateur, parametres["uai"], parametres["examen"], parametres["session"])
    if perimetre is None:
        return "Cet établissement n’est plus dans votre périmètre."
    ferme = obstacle_extraction(service_de(perimetre.cadre, NatureService.EXTRACTION), le)
    extraits = Extraction(perimetre, Demande.depuis(parametres["demande"])).resultats()
    return ferme or _obstacle_de_contenu(document, extraits, "de ce fichier")


def _obstacle_de_contenu(document: Document, permis: QuerySet[ResultatProclame], lieu: str) -> str | None:
    """A presumption of fraud, a liste rouge, a corrected result: what was made before does not know of it."""
    contenu = ContenuEdite.objects.filter(traitement=document.traitement_id).first()
    if contenu is None:
        return None
    changes = len(contenu.resultats) - permis.filter(pk__in=contenu.resultats).count()
    if not changes:
        return None
    return f"La situation de {compter(changes, 'candidat')} {lieu} a changé depuis. Demandez un nouveau document."
