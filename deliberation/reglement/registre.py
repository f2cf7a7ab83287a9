"""Which règlement holds: one place per examination, session and spécialité (DEL-12)."""

import re
from dataclasses import replace

from deliberation.reglement import bcp, bgt, cfg
from deliberation.reglement.modele import Reglement

SESSION = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
RAISONS = {
    ("BCP", 2020): "la session 2020 a eu des règles propres (contrôle continu), qui ne sont pas décrites ici",
    ("BGT", 2022): "le contrôle continu de la session 2022 avait d'autres coefficients, non décrits ici",
}


class ReglementInconnu(LookupError):
    """No règlement: nothing may be calculated. Its text is a French sentence."""


def reglements() -> tuple[Reglement, ...]:
    """Every règlement, for the lists and for the obligation to publish the rules."""
    return (*bcp.reglements(), *bgt.reglements(), *cfg.reglements())


def reglement_de(examen: str, session: str, specialite: str | None = None) -> Reglement:
    """The règlement of an examination (BCP), a session (2023-06) and a spécialité (25510).

    BGT asks the voie (BCG, BTN), CFG the category (SCO, IND). Left out where there is only one.
    Raises `ReglementInconnu` when there is none, or when the spécialité is needed.
    """
    if not SESSION.fullmatch(session):
        raise ReglementInconnu(f"« {session} » n'est pas une session : 2023-06, par exemple.")
    de_l_examen = [reglement for reglement in reglements() if reglement.examen == examen]
    if not de_l_examen:
        raise ReglementInconnu(f"Aucun règlement pour l'examen {examen}.")
    trouve = _de_la_session(_de_la_specialite(de_l_examen, specialite), session)
    return replace(trouve, session=session)


def _de_la_specialite(candidats: list[Reglement], specialite: str | None) -> list[Reglement]:
    connues = sorted({reglement.specialite for reglement in candidats})
    examen = candidats[0].examen
    if specialite is None and len(connues) > 1:
        raise ReglementInconnu(f"{examen} : la spécialité est nécessaire ({', '.join(connues)}).")
    trouves = [reglement for reglement in candidats if specialite in {None, reglement.specialite}]
    if not trouves:
        raise ReglementInconnu(
            f"{examen} : aucun règlement pour la spécialité {specialite} (connues : {', '.join(connues)})."
        )
    return trouves


def _de_la_session(candidats: list[Reglement], session: str) -> Reglement:
    annee = int(session[:4])
    trouve = next((reglement for reglement in candidats if reglement.couvre(annee)), None)
    if trouve is None:
        examen, specialite = candidats[0].examen, candidats[0].specialite
        raison = RAISONS.get(
            (examen, annee), "sessions connues : " + ", ".join(reglement.periode for reglement in candidats)
        )
        raise ReglementInconnu(
            f"{examen} {specialite} : aucun règlement pour la session {session} ; {raison}."
        )
    return trouve
