"""Who may do what: the whole matrix, as data (ACC-01). The page « Qui peut quoi » renders it."""

from django.db import models


class Profil(models.TextChoices):
    """Who acts (the table of profils of docs/exigences.md)."""

    ADMINISTRATEUR = "administrateur", "Administrateur"
    GESTIONNAIRE = "gestionnaire", "Gestionnaire de la division des examens"
    COORDINATEUR = "coordinateur", "Coordinateur académique"
    CHEF_ETABLISSEMENT = "chef_etablissement", "Chef d'établissement ou de centre"
    CORRECTEUR = "correcteur", "Correcteur"
    JURY = "jury", "Jury"
    CANDIDAT = "candidat", "Candidat"
    APPLICATION = "application", "Application partenaire"


class Droit(models.TextChoices):
    """What may be done."""

    GERER_COMPTES = "gerer_comptes", "Gérer les comptes et les habilitations"
    CONSULTER_JOURNAL = "consulter_journal", "Consulter le journal"
    PURGER = "purger", "Régler les durées de conservation et lancer la purge"
    GELER = "geler", "Geler des données pour qu'elles ne soient pas détruites"
    EXPORTER_PERSONNE = "exporter_personne", "Exporter les données d'une personne qui les demande"
    PARAMETRER = "parametrer", "Paramétrer les épreuves"
    PREPARER = "preparer", "Importer les candidats et préparer l'épreuve"
    NUMERISER = "numeriser", "Numériser et émarger"
    DISTRIBUER = "distribuer", "Distribuer les copies"
    CORRIGER = "corriger", "Corriger ses lots"
    DEVERROUILLER = "deverrouiller", "Déverrouiller un lot"
    CONSULTER_STATISTIQUES = "consulter_statistiques", "Consulter les statistiques de correction"
    HARMONISER = "harmoniser", "Harmoniser et valider l'harmonisation"
    CONSULTER_CLOTURE = "consulter_cloture", "Suivre la clôture d'une épreuve"
    CLOTURER = "cloturer", "Clôturer une épreuve"
    EDITER_COPIES = "editer_copies", "Éditer les copies transmises"
    TELECHARGER = "telecharger", "Télécharger les copies de son établissement"
    CONSULTER_SA_COPIE = "consulter_sa_copie", "Consulter sa propre copie publiée"
    CONSULTER_NOTES = "consulter_notes", "Consulter les notes dans Cyclades"
    SAISIR_NOTES = "saisir_notes", "Saisir une note à la main dans Cyclades"
    PUBLIER = "publier", "Publier les notes d'une épreuve"
    CONSULTER_SERVICES_FAITS = "consulter_services_faits", "Consulter les services faits dans Imag'In"
    SAISIR_SERVICES_FAITS = "saisir_services_faits", "Saisir un service fait à la main dans Imag'In"
    CONSULTER_DELIBERATION = "consulter_deliberation", "Suivre les jurys et leurs délibérations"
    CONSTITUER_JURYS = "constituer_jurys", "Constituer les jurys, nommer et remplacer leurs membres"
    OUVRIR_EPREUVE_DE_CONTROLE = (
        "ouvrir_epreuve_de_controle",
        "Verrouiller le premier groupe, ouvrir l'épreuve de contrôle et publier ses résultats",
    )
    OUVRIR_PORTAIL_DE_SECOURS = "ouvrir_portail_de_secours", "Ouvrir le portail de secours des jurys"
    CONDUIRE_DELIBERATION = "conduire_deliberation", "Conduire les délibérations de son centre"
    DELIBERER = "deliberer", "Délibérer et clore son jury"
    GERER_RESULTATS = (
        "gerer_resultats",
        "Ouvrir les services de résultats, générer et publier les relevés de notes",
    )
    EDITER_RESULTATS = "editer_resultats", "Éditer les documents de résultats de son établissement"
    CONSULTER_SES_RESULTATS = "consulter_ses_resultats", "Consulter ses propres résultats et relevés"
    IMPORTER_ELEVES = "importer_eleves", "Importer les élèves de son établissement"
    DEPOSER_NOTES = "deposer_notes", "Déposer des notes dans Cyclades par l'interface"
    DEPOSER_SERVICES_FAITS = (
        "deposer_services_faits",
        "Déposer des services faits dans Imag'In par l'interface",
    )


MATRICE: dict[Profil, frozenset[Droit]] = {
    Profil.ADMINISTRATEUR: frozenset(
        {
            Droit.GERER_COMPTES,
            Droit.CONSULTER_JOURNAL,
            Droit.PARAMETRER,
            Droit.CONSULTER_CLOTURE,
            Droit.PURGER,
            Droit.GELER,
            Droit.EXPORTER_PERSONNE,
        }
    ),
    Profil.GESTIONNAIRE: frozenset(
        {
            Droit.PARAMETRER,
            Droit.PREPARER,
            Droit.NUMERISER,
            Droit.DISTRIBUER,
            Droit.DEVERROUILLER,
            Droit.CONSULTER_CLOTURE,
            Droit.CLOTURER,
            Droit.EDITER_COPIES,
            Droit.CONSULTER_NOTES,
            Droit.SAISIR_NOTES,
            Droit.PUBLIER,
            Droit.CONSULTER_SERVICES_FAITS,
            Droit.SAISIR_SERVICES_FAITS,
            Droit.CONSULTER_DELIBERATION,
            Droit.CONSTITUER_JURYS,
            Droit.OUVRIR_EPREUVE_DE_CONTROLE,
            Droit.OUVRIR_PORTAIL_DE_SECOURS,
            Droit.GERER_RESULTATS,
            Droit.GELER,
            Droit.EXPORTER_PERSONNE,
        }
    ),
    Profil.COORDINATEUR: frozenset({Droit.CONSULTER_STATISTIQUES, Droit.HARMONISER}),
    Profil.CHEF_ETABLISSEMENT: frozenset(
        {
            Droit.CONSULTER_CLOTURE,
            Droit.CLOTURER,
            Droit.TELECHARGER,
            Droit.CONSULTER_DELIBERATION,
            Droit.CONDUIRE_DELIBERATION,
            Droit.EDITER_RESULTATS,
            Droit.IMPORTER_ELEVES,
        }
    ),
    Profil.CORRECTEUR: frozenset({Droit.CORRIGER}),
    Profil.JURY: frozenset({Droit.CONSULTER_DELIBERATION, Droit.DELIBERER}),
    Profil.CANDIDAT: frozenset({Droit.CONSULTER_SA_COPIE, Droit.CONSULTER_SES_RESULTATS}),
    Profil.APPLICATION: frozenset({Droit.DEPOSER_NOTES, Droit.DEPOSER_SERVICES_FAITS}),
}


def profils_de(droit: Droit) -> tuple[Profil, ...]:
    """The profils that hold `droit`, in the order of the matrix."""
    return tuple(profil for profil, droits in MATRICE.items() if droit in droits)
