"""The documents of the second group, sheet by sheet (DEL-01, DEL-02, DEL-07, DEL-08, DEL-09, DEL-14)."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyzipper

from deliberation.lectures.editions import ManquesDuJury, Papillon, ProcesVerbal
from deliberation.models import Decidee, Dossier, GroupeDecision, Jury, Resultat
from deliberation.notes_lues import ControleLu, DossierLu
from deliberation.proposition import reglement_du
from santorin.editions.liste import feuilles_de_liste, par_feuilles
from santorin.editions.modele import Champ
from santorin.editions.pdf import Feuille, ecrire_pdf
from santorin.referentiel.models import Etablissement
from santorin.templatetags.francais import ABSENCE, horodatage, jour, nombre

# Rows of a PV have one line or ten: they flow from page to page, and no page that is signed ends in a blank.
CANDIDATS_PAR_FEUILLE = 250
NON_AFFICHABLE = "LISTE A NE PAS AFFICHER"
LISTES = {
    Decidee.ADMIS: ("Liste d'affichage des admis", ""),
    Decidee.NON_ADMIS: ("Liste des non admis", NON_AFFICHABLE),
}
TITRE_MANQUES = "CONTROLE DES NOTES MANQUANTES A L'EPREUVE DE CONTROLE"


@dataclass(frozen=True, slots=True)
class PieceEditee:
    """A document made: its name and its bytes."""

    nom: str
    contenu: bytes


def notes_manquantes(manques: Iterable[ManquesDuJury], *, titre: str, le: datetime) -> list[Feuille]:
    """DEL-01: the missing marks, one sheet per jury."""
    return [
        Feuille(
            "editions/deliberation/notes_manquantes.html",
            {
                **_cadre(du_jury.jury, TITRE_MANQUES, le),
                "sous_titre": titre,
                "manques": du_jury.manques,
            },
            serie=du_jury.jury.numero,
        )
        for du_jury in manques
    ]


def proces_verbaux_individuels(jury: Jury, lus: Sequence[DossierLu], *, le: datetime) -> bytes:
    """DEL-02: the PVI of a jury, one sheet per candidate."""
    cadre = _cadre(jury, "Procès-verbal individuel de notes", le)
    return ecrire_pdf(
        [Feuille("editions/deliberation/pvi.html", cadre | _pvi(lu), serie=str(lu.dossier.pk)) for lu in lus]
    )


def _pvi(lu: DossierLu) -> dict[str, Any]:
    candidature = lu.dossier.candidature
    textes = {
        "identifiant": candidature.identifiant,
        "ine": candidature.ine,
        "nom": candidature.nom,
        "prenoms": candidature.prenoms,
        "ne_le": jour(candidature.date_naissance),
        "division": candidature.division,
        "etablissement": f"{candidature.etablissement} – {candidature.ville} ({candidature.uai})",
        "proposition": _proposition(lu),
    }
    return {
        **{nom: Champ(texte) for nom, texte in textes.items()},
        "reglement": lu.decision.version if lu.decision else "",
        "anomalie": lu.anomalie,
        "notes": [
            {
                "libelle": note.libelle,
                "coefficient": note.coefficient,
                "valeur": Champ(note.valeur or ABSENCE),
                "provenance": Champ(note.provenance + (f" (avant : {note.avant})" if note.modifiee else "")),
            }
            for note in lu.notes
        ],
        "controles": [_controle(note) for note in lu.controles],
    }


def _proposition(lu: DossierLu) -> str:
    if lu.decision is None:
        return ""
    moyenne = f" – moyenne {lu.decision.affichage}" if lu.decision.affichage else ""
    return f"Décision proposée : {lu.decision.libelle}{moyenne}"


def _controle(note: ControleLu) -> dict[str, str]:
    choisie = f" ({note.choisie})" if note.choisie else ""
    return {
        "libelle": Champ(f"Epreuve de contrôle : {note.libelle}{choisie}"),
        "valeur": Champ(note.valeur or ABSENCE),
        "provenance": Champ(note.provenance + (f" (avant : {note.avant})" if note.modifiee else "")),
    }


def papillons(papillons: Sequence[Papillon], *, adresse: str, le: datetime) -> bytes:
    """DEL-02, DEL-04: the slips of the juries, the only place where passwords are read."""
    contexte = _cadre(papillons[0].jury, "Papillons d'accès aux jurys", le)
    ordonnes = sorted(papillons, key=lambda papillon: papillon.jury.numero)
    contexte |= {"pied": contexte["pied_du_centre"], "papillons": ordonnes, "adresse": adresse}
    return ecrire_pdf([Feuille("editions/deliberation/papillon.html", contexte)])


def pv_de_tenue(pv: ProcesVerbal, *, le: datetime) -> list[tuple[str, list[Feuille]]]:
    """DEL-07, DEL-14: the three parts of a PV, by name; each has its own page numbers."""
    reglement = reglement_du(pv.jury).version
    suite = " – rectification" if pv.seance.motif else ""
    parties = (
        ("PV des admis", pv.admis),
        ("PV des notes modifiées", None),
        ("PV des non admis", pv.non_admis),
    )
    return [
        (
            nom,
            list(_feuilles_decision(pv, f"{nom}{suite}", lignes, reglement, le))
            if lignes is not None
            else [
                Feuille(
                    "editions/deliberation/pv_notes.html",
                    {
                        **_cadre(
                            pv.jury,
                            f"PV de la liste des notes modifiées au cours de la délibération{suite}",
                            le,
                        ),
                        "pv": pv,
                        "signataires": _signataires(pv),
                    },
                    serie=f"{pv.jury.numero} notes",
                )
            ],
        )
        for nom, lignes in parties
    ]


def _feuilles_decision(
    pv: ProcesVerbal, titre: str, lignes: Sequence[Resultat], reglement: str, le: datetime
) -> Iterator[Feuille]:
    paquets = list(par_feuilles(lignes, CANDIDATS_PAR_FEUILLE))
    commun = {
        **_cadre(pv.jury, titre, le),
        "rectification": Champ(f" – {pv.seance} : {pv.seance.motif}" if pv.seance.motif else ""),
        "nombre": len(lignes),
        "reglement": reglement,
        "signataires": _signataires(pv),
    }
    for rang, paquet in enumerate(paquets):
        yield Feuille(
            "editions/deliberation/pv_decision.html",
            {
                **commun,
                "lignes": [
                    _ligne(lu, pv.precedents.get(lu.dossier_id), auteur=pv.porteurs > 1) for lu in paquet
                ],
                "composition": _composition(pv) if rang == 0 else None,
                "fin": rang == len(paquets) - 1,
            },
            serie=f"{pv.jury.numero} {titre}",
        )


def _ligne(lu: Resultat, precedent: Resultat | None, *, auteur: bool) -> dict[str, str]:
    """One candidate of a PV; `auteur`: who carried the decision, when that was not always the same person.

    `precedent`: what a rectification takes the place of (DEL-14).
    """
    dossier, candidature = lu.dossier, lu.dossier.candidature
    membre = dossier.decidee_au_nom_de if auteur else None
    porteur = f", décision portée par {membre}" if membre else ""
    points = f" (points du jury : {nombre(dossier.points_jury)})" if dossier.points_jury else ""
    textes = {
        "identifiant": candidature.identifiant,
        "nom": candidature.nom,
        "prenoms": candidature.prenoms,
        "moyenne": lu.moyenne,
        "decision": f"{lu.get_decision_display()}{points}{porteur}",
        "motif": dossier.decision_motif,
        "avant": _avant(precedent) if precedent else "",
        "livret": "Examiné" if dossier.livret_examine else ABSENCE,
    }
    return {nom: Champ(texte) for nom, texte in textes.items()}


def _avant(precedent: Resultat) -> str:
    moyenne = f", moyenne {precedent.moyenne}" if precedent.moyenne else ""
    return (
        f"Auparavant\u00a0: {precedent.get_decision_display().lower()}{moyenne} (version {precedent.numero})"
    )


def _composition(pv: ProcesVerbal) -> Mapping[str, Any]:
    """Who sat."""
    presence = {None: "Non enregistrée", True: "Présent", False: "Absent"}
    return {
        "membres": [
            [
                Champ(f"{membre.nom} {membre.prenoms}"),
                Champ(membre.get_role_display()),
                Champ(membre.qualite),
                Champ("Profession" if membre.professionnel else "Enseignant"),
                Champ(presence[present]),
            ]
            for membre, present in pv.presences
        ],
        "mouvements": _mouvements(pv),
        "siegeants": pv.siegeants,
        "professionnels": pv.professionnels,
        "ouverte_le": horodatage(pv.seance.ouverte_le),
        "close_le": horodatage(pv.seance.close_le) if pv.seance.close_le else "",
    }


def _mouvements(pv: ProcesVerbal) -> list[str]:
    """DEL-06: who took whose place during the meeting, and when. The reason stays in the journal."""
    quittes = {
        (membre.cle_de_personne, membre.sorti_le): membre for membre, _ in pv.presences if pv.sorti(membre)
    }
    dits = []
    for membre, _ in pv.presences:
        ancien = membre.succede_a
        if ancien is None or ancien.sorti_le is None or not pv.seance.ouverte_le <= ancien.sorti_le:
            continue
        if pv.sorti(ancien):
            sien = quittes.get((membre.cle_de_personne, ancien.sorti_le))
            suite = f", et quitte son siège ({sien.get_role_display().lower()})" if sien else ""
            role = ancien.get_role_display().lower()
            dits.append(
                f"Remplacement le {horodatage(ancien.sorti_le)}\u00a0: {membre} prend la place de {ancien} ({role}){suite}."
            )
    return [Champ(dit) for dit in dits]


def _signataires(pv: ProcesVerbal) -> list[str]:
    """DEL-07: who signs."""
    return [Champ(f"{membre.get_role_display()} du jury : {membre}") for membre in pv.signataires]


def liste(
    dossiers: Sequence[Dossier], *, jury: Jury, titre: str, decision: Decidee, le: datetime
) -> list[Feuille]:
    """DEL-09: one of the two lists of one jury; it says which, whatever title was given to it."""
    nature, avertissement = LISTES[decision]
    lignes = [
        (f"{dossier.candidature.nom} {dossier.candidature.prenoms}", decision.label) for dossier in dossiers
    ]
    colonnes = ("Nom Prénom", "Résultat")
    return tableau(jury, colonnes, lignes, titre=titre, nature=nature, avertissement=avertissement, le=le)


def liste_des_ecartes(jury: Jury, dossiers: Sequence[Dossier], *, le: datetime) -> list[Feuille]:
    """DEL-08: présumés fraudeurs and liste rouge of one jury, never posted."""
    titre = "Candidats présumés fraudeurs ou inscrits en liste rouge"
    lignes = [
        (
            dossier.candidature.identifiant,
            str(dossier.candidature),
            "Oui" if dossier.candidature.fraude_presumee else "Non",
            "Oui" if dossier.candidature.liste_rouge else "Non",
        )
        for dossier in dossiers
    ]
    colonnes = ("N° Candidat", "Nom Prénom", "Présomption de fraude", "Liste rouge")
    return tableau(jury, colonnes, lignes, titre=titre, avertissement=NON_AFFICHABLE, le=le)


def tableau(
    jury: Jury,
    colonnes: Sequence[str],
    lignes: Sequence[Sequence[str]],
    *,
    titre: str,
    nature: str = "",
    avertissement: str = "",
    le: datetime,
) -> list[Feuille]:
    """A list of one jury, whatever its columns, as sheets."""
    return feuilles_de_liste(
        "editions/deliberation/liste.html",
        lignes,
        {**_cadre(jury, titre, le), "nature": nature, "avertissement": avertissement, "colonnes": colonnes},
        serie=f"{titre} {jury.numero}",
    )


def zipper(pieces: Iterable[PieceEditee], *, mot_de_passe: str = "") -> bytes:
    """The documents as a ZIP, encrypted by AES-256 when a password is given (DEL-04)."""
    tampon = io.BytesIO()
    chiffrement = pyzipper.WZ_AES if mot_de_passe else None
    with pyzipper.AESZipFile(
        tampon, "w", compression=pyzipper.ZIP_DEFLATED, encryption=chiffrement
    ) as archive:
        if mot_de_passe:
            archive.setpassword(mot_de_passe.encode())
        for piece in pieces:
            archive.writestr(piece.nom, piece.contenu)
    return tampon.getvalue()


def nom_du_plan(groupe: GroupeDecision, centre: Etablissement) -> str:
    """DEL-02: CYCLADES_DELIB_<UAI>_<EXAMEN>_<SESSION>_GRD_<n>."""
    return f"CYCLADES_DELIB_{centre.uai}_{groupe.examen.code}_{groupe.session.code}_GRD_{groupe.numero}"


def _cadre(jury: Jury, titre: str, le: datetime) -> dict[str, Any]:
    groupe, centre = jury.groupe, jury.centre
    pied = f"{centre.nom} ({centre.uai}) – Edité le {horodatage(le)}"
    return {
        "titre": titre,
        "academie": str(groupe.academie),
        "examen": str(groupe.examen),
        "session": str(groupe.session),
        "groupe_de_decision": str(groupe.numero),
        "centre": f"{centre.nom} – {centre.ville} ({centre.uai})",
        "edite_le": horodatage(le),
        "jury": Champ(jury),
        "numero_du_jury": Champ(jury.numero),
        "pied": Champ(f"Jury {jury.numero} – {pied}"),
        "pied_du_centre": pied,
    }
