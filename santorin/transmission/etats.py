"""What a clôture may be, and what an act of transmission is: words only, derived and never stored for the first."""

from django.db import models


class EtatCloture(models.TextChoices):
    """CLO-03, CLO-08, CLO-09: where the closing of a portée stands."""

    NON_REALISEE = "non_realisee", "Non réalisée"
    PARTIELLE = "partielle", "Réalisée – partielle"
    TOTALE = "totale", "Réalisée – totale"


class Acte(models.TextChoices):
    """Which act sends: the callers of one engine."""

    CLOTURE = "cloture", "Clôture"
    HARMONISATION = "harmonisation", "Validation de l’harmonisation"
    SERVICES_FAITS = "services_faits", "Renvoi des services faits"


class Destinataire(models.TextChoices):
    """To whom a batch goes."""

    NOTES = "notes", "Cyclades"
    SERVICES_FAITS = "services_faits", "Imag’In"


class Raison(models.TextChoices):
    """CLO-11: why a mark leaves."""

    NOUVELLE = "nouvelle", "Première transmission"
    MODIFIEE = "modifiee", "Modifiée dans Santorin depuis le dernier envoi"
    CYCLADES = "cyclades", "Modifiée à la main dans Cyclades depuis le dernier envoi"
    RENVOI = "renvoi", "Déjà envoyée, restée sans accusé de réception ou rejetée"


class MotifEcart(models.TextChoices):
    """CLO-14: why Santorin and Cyclades do not say the same of a candidate."""

    A_TRANSMETTRE = "a_transmettre", "La note partira à la prochaine clôture"
    ABSENCE_RETENUE = "absence_retenue", "L’absence partira quand la clôture sera totale"
    EN_RECORRECTION = "en_recorrection", "Le lot a été déverrouillé depuis l’envoi"
    DI_PROTEGEE = "di_protegee", "La dispense (DI) saisie dans Cyclades est conservée"
    ZERO_PROTEGE = "zero_protege", "Le 0 saisi dans Cyclades est conservé\u00a0: Santorin dit AB"
    SAISIE_SEULE = "saisie_seule", "Note saisie dans Cyclades, sans note arrêtée dans Santorin"
    RESSAISIE = "ressaisie", "Même note, ressaisie à la main dans Cyclades"
    MODIFIEE = "modifiee", "Note modifiée à la main dans Cyclades\u00a0: la prochaine clôture la remplacera"
    REJETEE = "rejetee", "Cyclades a rejeté la note"
    DISPARUE = (
        "disparue",
        "Note acquittée que Cyclades ne détient plus\u00a0: la prochaine clôture la renverra",
    )
    DIFFERENTE = (
        "differente",
        "Cyclades détient une autre note de Santorin\u00a0: la prochaine clôture la renverra",
    )
    INCONNU = "inconnu", "Candidat que Santorin ne connaît pas dans cette épreuve"


# Differences that the rules explain: nothing is wrong, and nothing has to be done about them.
ECARTS_ATTENDUS = (
    MotifEcart.A_TRANSMETTRE,
    MotifEcart.ABSENCE_RETENUE,
    MotifEcart.EN_RECORRECTION,
    MotifEcart.DI_PROTEGEE,
    MotifEcart.ZERO_PROTEGE,
    MotifEcart.SAISIE_SEULE,
    MotifEcart.RESSAISIE,
)
# Those that the next closing settles by sending the mark again.
ECARTS_A_RENVOYER = (MotifEcart.MODIFIEE, MotifEcart.DISPARUE, MotifEcart.DIFFERENTE)


class Issue(models.TextChoices):
    """CLO-13: what is expected of a mark that is about to leave."""

    NOUVELLE = "nouvelle", "Nouvelles notes"
    REMPLACEE = "remplacee", "Remplacent une note déjà envoyée par Santorin"
    ECRASEE = "ecrasee", "Remplacent une note saisie à la main dans Cyclades"
    DI_PROTEGEE = "di_protegee", "Non reprises\u00a0: la dispense (DI) saisie dans Cyclades est conservée"
    ZERO_PROTEGE = (
        "zero_protege",
        "Non reprises\u00a0: le 0 saisi dans Cyclades est conservé, Santorin dit AB",
    )
    INCHANGEE = "inchangee", "Identiques à la note que Cyclades détient"
    REJETEE = "rejetee", "Rejetées au dernier envoi, proposées de nouveau"


# The same, of one mark.
SUITES = {
    Issue.NOUVELLE: "Nouvelle note",
    Issue.REMPLACEE: "Remplacera la note déjà envoyée par Santorin",
    Issue.ECRASEE: "Remplacera la note saisie à la main",
    Issue.DI_PROTEGEE: "La dispense (DI) saisie dans Cyclades sera conservée",
    Issue.ZERO_PROTEGE: "Le 0 saisi dans Cyclades sera conservé",
    Issue.INCHANGEE: "Rien ne changera",
    Issue.REJETEE: "Rejetée au dernier envoi, sera proposée de nouveau",
}


class Retenue(models.TextChoices):
    """CLO-13: why nothing leaves for a candidate."""

    LOT_OUVERT = "lot_ouvert", "Lot non verrouillé"
    NON_EMARGE = "non_emarge", "Candidat non émargé"
    SANS_COPIE = "sans_copie", "Candidat présent sans copie"
    NON_DISTRIBUEE = "non_distribuee", "Copie non distribuée"
    NON_ARRETEE = "non_arretee", "Double correction non terminée"
    ABSENCE = "absence", "Absent\u00a0: AB partira quand la clôture sera totale"
