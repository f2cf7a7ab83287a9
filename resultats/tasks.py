"""The worker's doors."""

from django.utils import timezone

from resultats.actions import coupons, matin
from resultats.actions.extraction import extraire_par_traitement
from resultats.actions.generation import generer
from resultats.actions.listes import editer_listes
from resultats.actions.masse import joindre_masse
from resultats.actions.proclamation import proclamer
from resultats.lectures.perimetres import perimetre_de
from resultats.lectures.proclamation import cadre_nomme
from resultats.lectures.releves import masse_de
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def etablir_les_resultats(compte_rendu: CompteRendu) -> None:
    """RES-06: the results of one examination, session and académie."""
    cadre = cadre_nomme(compte_rendu.parametres)
    proclamer(
        cadre.examen,
        cadre.session,
        cadre.academie,
        par=compte_rendu.par,
        le=timezone.now(),
        compte_rendu=compte_rendu,
    )


@travail
def editer_les_listes(compte_rendu: CompteRendu) -> None:
    """RES-03: the lists to post of one centre or several."""
    editer_listes(cadre_nomme(compte_rendu.parametres), le=timezone.now(), compte_rendu=compte_rendu)


@travail
def extraire_les_notes(compte_rendu: CompteRendu) -> None:
    """RES-02: the marks of a big school."""
    extraire_par_traitement(compte_rendu, le=timezone.now())


@travail
def generer_les_releves(compte_rendu: CompteRendu) -> None:
    """RES-06: the transcripts of one examination, session and académie."""
    cadre = cadre_nomme(compte_rendu.parametres)
    generer(cadre, par=compte_rendu.par, le=timezone.now(), compte_rendu=compte_rendu)


@travail
def editer_releves_en_masse(compte_rendu: CompteRendu) -> None:
    """RES-05: all the transcripts of an établissement in one PDF; `parametres`: perimetre."""
    par, le = compte_rendu.par, timezone.now()
    perimetre = perimetre_de(par, *compte_rendu.parametres["perimetre"]) if par else None
    if perimetre is None:
        raise Refus("Cet établissement n’est plus dans votre périmètre.")
    joindre_masse(masse_de(perimetre, le), le=le, compte_rendu=compte_rendu)


@travail
def imprimer_les_coupons(compte_rendu: CompteRendu) -> None:
    """RES-09: the connection slips of one examination, session and académie."""
    coupons.imprimer_les_coupons(compte_rendu)


@travail
def preparer_les_pages(compte_rendu: CompteRendu) -> None:
    """RES-08: the candidates' pages of the results morning."""
    matin.preparer_les_pages(compte_rendu)
