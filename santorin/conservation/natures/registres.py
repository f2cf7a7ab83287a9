"""What no purge destroys: the marks and their proof, the journal (SEC-03, SEC-01)."""

from typing import Final

from santorin.conservation.durees import Duree
from santorin.conservation.nature import Nature

NATURES: Final = (
    Nature(
        cle="notes",
        libelle="Registre des notes",
        contenu="Identité et inscription des candidats, notes, leur transmission et leurs accusés de réception, "
        "harmonisation, lots, correcteurs et leurs services faits.",
        depart="Fin de la session",
        base="Preuve du diplôme, de la note et du travail rémunéré.",
        duree=Duree(600),
        modeles=(
            "santorin.Candidat",
            "santorin.Composition",
            "santorin.Copie",
            "santorin.Lot",
            "santorin.Note",
            "santorin.Concertation",
            "santorin.Ajustement",
            "santorin.Correcteur",
            "santorin.Correcteur_epreuves",
            "santorin.Epreuve_coordinateurs",
            "santorin.Epreuve",
            "santorin.Distribution",
            "santorin.Liasse",
            "santorin.Transmission",
            "santorin.NoteEnvoyee",
            "santorin.ServiceFaitEnvoye",
            "santorin.Rapprochement",
            "santorin.Ecart",
            "santorin.Gel",
            "santorin.DureeChoisie",
            "santorin.TauxDArchives",
        ),
        sort="Versement aux archives\u00a0; la purge n’y touche pas",
    ),
    Nature(
        cle="journal",
        libelle="Journal des actes",
        contenu="Qui a fait quoi, quand, de quelle adresse\u00a0; des numéros de candidats, et des noms là où un motif "
        "ou un acte les cite. Traitements demandés, avec leur auteur.",
        depart="Date de l’acte",
        base="Preuve de l’intégrité des notes\u00a0: chaînées, ses entrées ne se retirent pas. Consultation réservée.",
        duree=Duree(120),
        modeles=("santorin.Entree", "santorin.Fil", "santorin.Traitement"),
        sort="Archive scellée\u00a0; la purge n’y touche pas",
    ),
)
