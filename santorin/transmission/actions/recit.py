"""What a run tells in its compte rendu: in figures, then by cause, with names, and whole in a CSV (CLO-06, CLO-14)."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files import File
from django.db.models import Count, QuerySet

from santorin.editions.tableur import Cellule, ecrire_csv
from santorin.referentiel.accords import compter
from santorin.traitements.compte_rendu import CompteRendu
from santorin.transmission.destinataires import StatutNote
from santorin.transmission.etats import ECARTS_ATTENDUS, Acte, MotifEcart
from santorin.transmission.lectures.ecarts import ecarts_de, lignes_ecarts
from santorin.transmission.lectures.resultat import (
    Cause,
    Resultat,
    candidats,
    causes,
    lignes_non_reprises,
    resultat_de,
    saisies_remplacees,
    services_faits_en_echec,
)
from santorin.transmission.models import Rapprochement, Transmission
from santorin.transmission.regles import Portee

SAISIES_REMPLACEES = (
    "note saisie à la main dans Cyclades est remplacée par celle de Santorin,"
    "notes saisies à la main dans Cyclades sont remplacées par celles de Santorin"
)
NOMMES = 20  # lines named in the compte rendu for one cause; the CSV has them all


def annoncer(transmission: Transmission, compte_rendu: CompteRendu) -> None:
    """CLO-13: what is about to leave."""
    resultat = resultat_de(transmission)
    compte_rendu.noter(
        f"{transmission.get_acte_display()} – {transmission.epreuve}, "
        + (
            str(transmission.etablissement)
            if transmission.etablissement
            else str(transmission.epreuve.academie)
        )
        + "."
    )
    if transmission.totale:
        compte_rendu.noter(
            "Tous les candidats sont absents ou dans un lot verrouillé\u00a0: les absences partent aussi."
        )
    compte_rendu.noter(
        f"À envoyer\u00a0: {compter(resultat.notes_envoyees, 'note')} à Cyclades, "
        f"{compter(resultat.services_faits_envoyes, 'service fait,services faits')} à Imag’In."
    )


def raconter(transmission: Transmission, compte_rendu: CompteRendu) -> None:
    """CLO-06: what was answered. What did not get through is an anomaly of the job.

    The coordinateur's validation is told by figures: who the candidates are is the gestionnaire's to read (HAR-03).
    """
    resultat = resultat_de(transmission)
    if resultat.notes:
        compte_rendu.noter(f"Cyclades\u00a0: {_statuts(resultat)}.")
    if remplacees := saisies_remplacees(transmission):
        compte_rendu.noter(f"{compter(remplacees, SAISIES_REMPLACEES)}.")
    for cause in causes(transmission, StatutNote.CONSERVEE):
        compte_rendu.noter(_phrase(transmission, cause))
    for cause in causes(transmission, StatutNote.REJETEE):
        compte_rendu.signaler(f"Rejet de Cyclades. {_phrase(transmission, cause)}")
    if sans_reponse := resultat.notes.get("", 0):
        compte_rendu.signaler(
            f"{compter(sans_reponse, 'note')} sans accusé de réception\u00a0: la prochaine clôture les renverra."
        )
    if nomme(transmission) and resultat.notes_envoyees > sum(resultat.notes.get(s, 0) for s in REPRISES):
        joindre_csv(compte_rendu, "notes-non-reprises.csv", lignes_non_reprises(transmission))
    _raconter_les_services_faits(transmission, resultat, compte_rendu)


def nomme(transmission: Transmission) -> bool:
    """HAR-03: whether the compte rendu of a run may say who the candidates are."""
    return transmission.acte != Acte.HARMONISATION


def raconter_les_ecarts(
    rapprochement: Rapprochement, portee: Portee, compte_rendu: CompteRendu, *, nommer: bool = True
) -> None:
    """CLO-14: the differences about `portee`, by reason; those that no rule explains are anomalies.

    `nommer`: whether the candidates they are about are listed in a document.
    """
    siens: QuerySet[Any] = ecarts_de(rapprochement, portee)
    comptes = siens.order_by("motif").values_list("motif").annotate(nombre=Count("pk"))
    ecarts = [(MotifEcart(motif), nombre) for motif, nombre in comptes]
    compte_rendu.noter(
        f"Rapprochement\u00a0: {compter(rapprochement.arretees, 'note arrêtée,notes arrêtées')} dans Santorin, "
        f"{compter(rapprochement.detenues, 'note')} dans Cyclades, "
        f"{compter(sum(nombre for _, nombre in ecarts), 'écart')}."
    )
    for motif, nombre in ecarts:
        dire = compte_rendu.noter if motif in ECARTS_ATTENDUS else compte_rendu.signaler
        dire(f"{compter(nombre, 'écart')}\u00a0: {motif.label}.")
    if ecarts and nommer:
        joindre_csv(compte_rendu, "ecarts.csv", lignes_ecarts(siens))


def joindre_csv(compte_rendu: CompteRendu, nom: str, lignes: Iterable[Sequence[Cellule]]) -> None:
    """Attach these rows, written to a file as they are read."""
    with tempfile.TemporaryFile() as fichier:
        for morceau in ecrire_csv(lignes):
            fichier.write(morceau)
        fichier.seek(0)
        compte_rendu.joindre(nom, "text/csv", File(fichier))


REPRISES = (StatutNote.ENREGISTREE, StatutNote.INCHANGEE)


def _raconter_les_services_faits(
    transmission: Transmission, resultat: Resultat, compte_rendu: CompteRendu
) -> None:
    """CLO-05, CLO-06: marker by marker, what Imag'In did not take."""
    if not resultat.services_faits:
        return
    recus = compter(resultat.services_faits_acquittes, "service fait reçu,services faits reçus")
    compte_rendu.noter(f"Imag’In\u00a0: {recus} sur {resultat.services_faits_envoyes}.")
    en_echec = resultat.services_faits_envoyes - resultat.services_faits_acquittes
    if transmission.etablissement and en_echec:
        # The markers of an épreuve are the académie's to know.
        phrase = compter(en_echec, "service fait non pris,services faits non pris")
        compte_rendu.signaler(f"{phrase} par Imag’In\u00a0: l’académie en a le détail.")
        return
    for ligne in services_faits_en_echec(transmission)[:NOMMES]:
        compte_rendu.signaler(
            f"Service fait de {ligne.nom} ({ligne.intervenant}), {compter(ligne.nombre_de_copies, 'copie')}\u00a0: "
            f"{ligne.message or 'Imag’In n’a pas répondu.'}"
        )
    if en_echec > NOMMES:
        reste = compter(en_echec - NOMMES, "autre service fait,autres services faits")
        compte_rendu.signaler(f"Et {reste}\u00a0: voir l’écran de la clôture.")


def _statuts(resultat: Resultat) -> str:
    """« 12 notes enregistrées, 1 inchangée »."""
    mots = {
        StatutNote.ENREGISTREE: "enregistrée",
        StatutNote.INCHANGEE: "inchangée",
        StatutNote.CONSERVEE: "non reprise",
        StatutNote.REJETEE: "rejetée",
    }
    parts = []
    for statut, mot in mots.items():
        if nombre := resultat.notes.get(statut, 0):
            parts.append(compter(nombre, f"note {mot},notes {mot}s"))
    return ", ".join(parts) or "aucune réponse"


def _phrase(transmission: Transmission, cause: Cause) -> str:
    debut = f"{compter(cause.nombre, 'note')}\u00a0: {cause.message}"
    if not nomme(transmission):
        return f"{debut} Le gestionnaire en lit le détail à l’écran de la clôture."
    nommes = candidats(transmission, cause, NOMMES)
    reste = cause.nombre - len(nommes)
    suite = f" et {reste} autres (voir le document joint)" if reste else ""
    return f"{debut} {', '.join(nommes)}{suite}."
