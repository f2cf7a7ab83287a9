"""The one function that decides (DEL-12), and explains (DEL-13): no clock, no database, no float.

It proposes: the jury decides. What the jury decides otherwise is recorded by the deliberation, not here.
"""

from fractions import Fraction

from deliberation.reglement import premier_groupe, second_groupe
from deliberation.reglement.alertes import alertes
from deliberation.reglement.bilan import Bilan
from deliberation.reglement.conclusion import Suites, accompagner
from deliberation.reglement.decision import Decision, Issue
from deliberation.reglement.dossier import Dossier, Groupe
from deliberation.reglement.fiche import Cle, Etape, imprimer, typographie
from deliberation.reglement.modele import Reglement
from deliberation.reglement.totaux import Total, afficher
from deliberation.reglement.verification import verifier


def decider(reglement: Reglement, dossier: Dossier) -> Decision:
    """The decision that the règlement gives to that dossier, with its fiche de calcul (DEL-12, DEL-13).

    A dossier of the second group whose first group does not open it keeps the first group's decision.
    Raises `DossierInvalide` when the dossier contradicts the règlement or itself.
    """
    verifier(reglement, dossier)
    premier = premier_groupe.calculer(reglement, dossier)
    second = _second(reglement, dossier, premier)
    bilan = second or premier
    suites = accompagner(reglement, bilan, premier, au_second=second is not None)
    libelle = _libelle(reglement, bilan.issue)
    affichage = afficher(reglement, bilan.total) if bilan.total else ""
    derniere = _etape_decision(reglement, bilan, libelle, affichage, suites)
    etapes = (*premier.etapes, *(second.etapes if second else ()), *suites.etapes, derniere)
    return Decision(
        issue=bilan.issue,
        libelle=typographie(libelle),
        groupe=Groupe.SECOND if second else Groupe.PREMIER,
        moyenne=_moyenne(bilan.total),
        affichage=affichage,
        points=bilan.total.points if bilan.total else None,
        coefficients=bilan.total.coefficients if bilan.total else None,
        moyenne_premier_groupe=_moyenne(premier.total),
        moyenne_professionnelle=premier.professionnelle,
        mention=suites.mention,
        certificat=suites.certificat,
        remplacement=suites.remplacement,
        manquantes=bilan.manquantes,
        alertes=tuple(typographie(alerte) for alerte in alertes(reglement, dossier)),
        fiche=imprimer(reglement, etapes),
        version=reglement.version,
    )


def _second(reglement: Reglement, dossier: Dossier, premier: Bilan) -> Bilan | None:
    regle = reglement.second_groupe
    if regle is None or dossier.groupe is Groupe.PREMIER or premier.issue is not Issue.AUTORISE:
        return None
    return second_groupe.calculer(reglement, regle, dossier, premier)


def _moyenne(total: Total | None) -> Fraction | None:
    return total.valeur if total and total.coefficients is not None else None


def _libelle(reglement: Reglement, issue: Issue) -> str:
    if issue is Issue.AUTORISE and reglement.second_groupe:
        return reglement.second_groupe.autorise
    return reglement.ajourne if issue is Issue.AJOURNE else issue.value


def _etape_decision(
    reglement: Reglement, bilan: Bilan, libelle: str, affichage: str, suites: Suites
) -> Etape:
    """The last step: the mean and the decision, in the words of `Decision`."""
    quoi = "Total" if bilan.total and bilan.total.coefficients is None else "Moyenne"
    mesure = f"{quoi} : {affichage}" if affichage else "Aucune moyenne"
    ajouts = [f"mention {suites.mention}"] if suites.mention else []
    ajouts += [suites.certificat] if suites.certificat else []
    return Etape(
        Cle.DECISION,
        "Décision proposée au jury",
        f"{mesure}. Session {reglement.session or reglement.depuis}, règlement {reglement.version}.",
        ", ".join([f"{mesure} ; {libelle}", *ajouts]),
        reglement.sources.admission,
        valeur=bilan.total.valeur if bilan.total else None,
    )
