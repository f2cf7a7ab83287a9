"""The documents of the second group, sheet by sheet (DEL-01, DEL-02, DEL-07, DEL-08, DEL-09, DEL-14)."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import pyzipper

from deliberation.lectures.editions import ManquesDuJury, Papillon, ProcesVerbal
from deliberation.models import Dossier, GroupeDecision, Jury
from deliberation.proposition import DossierLu, reglement_du
from santorin.editions.pdf import Feuille, ecrire_pdf
from santorin.referentiel.models import Etablissement

LIGNES_PAR_FEUILLE = 30
NON_AFFICHABLE = "LISTE A NE PAS AFFICHER"
TITRE_MANQUES = "CONTROLE DES NOTES MANQUANTES A L'EPREUVE DE CONTROLE"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PieceEditee:
    """A document made: its name and its bytes."""

    nom: str
    contenu: bytes


def notes_manquantes(manques: Iterable[ManquesDuJury], *, titre: str, le: datetime) -> bytes:
    """DEL-01: the missing marks, one sheet per jury."""
    return ecrire_pdf(
        [
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
    )


def proces_verbaux_individuels(jury: Jury, lus: Sequence[DossierLu], *, le: datetime) -> bytes:
    """DEL-02: the PVI of a jury, one sheet per candidate."""
    titre = "Procès-verbal individuel de notes"
    return ecrire_pdf(
        [
            Feuille(
                "editions/deliberation/pvi.html",
                {**_cadre(jury, titre, le), "lu": lu},
                serie=str(lu.dossier.pk),
            )
            for lu in lus
        ]
    )


def papillons(papillons: Sequence[Papillon], *, adresse: str, le: datetime) -> bytes:
    """DEL-02, DEL-04: the slips of the juries, the only place where passwords are read."""
    contexte = _cadre(papillons[0].jury, "Papillons d'accès aux jurys", le)
    contexte |= {"jury": None, "papillons": papillons, "adresse": adresse}
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
                    },
                    serie=f"{pv.jury.numero} notes",
                )
            ],
        )
        for nom, lignes in parties
    ]


def _feuilles_decision(
    pv: ProcesVerbal, titre: str, lignes: Sequence[DossierLu], reglement: str, le: datetime
) -> Iterator[Feuille]:
    paquets = list(par_feuilles(lignes))
    for rang, paquet in enumerate(paquets):
        yield Feuille(
            "editions/deliberation/pv_decision.html",
            {
                **_cadre(pv.jury, titre, le),
                "pv": pv,
                "lignes": paquet,
                "debut": rang == 0,
                "fin": rang == len(paquets) - 1,
                "nombre": len(lignes),
                "reglement": reglement,
            },
            serie=f"{pv.jury.numero} {titre}",
        )


def liste(
    dossiers: Sequence[Dossier], *, jury: Jury, titre: str, avertissement: str = "", le: datetime
) -> list[Feuille]:
    """DEL-09: a list of results of one jury."""
    decision = {"admis": "Admis", "non_admis": "Non admis"}
    lignes = [
        (f"{dossier.candidature.nom} {dossier.candidature.prenoms}", decision[dossier.decision])
        for dossier in dossiers
    ]
    return feuilles_de_liste(
        lignes, ("Nom Prénom", "Résultat"), {**_cadre(jury, titre, le), "avertissement": avertissement}
    )


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
    return feuilles_de_liste(lignes, colonnes, {**_cadre(jury, titre, le), "avertissement": NON_AFFICHABLE})


def feuilles_de_liste(
    lignes: Sequence[Sequence[str]], colonnes: Sequence[str], cadre: dict[str, Any]
) -> list[Feuille]:
    """A list as sheets of so many rows: its cost per row does not grow with it."""
    paquets = list(par_feuilles(lignes))
    return [
        Feuille(
            "editions/deliberation/liste.html",
            {
                **cadre,
                "colonnes": colonnes,
                "lignes": paquet,
                "fin": rang == len(paquets) - 1,
                "nombre": len(lignes),
            },
            serie=f"{cadre['titre']} {cadre['jury']}",
        )
        for rang, paquet in enumerate(paquets)
    ]


def par_feuilles(lignes: Sequence[T]) -> Iterator[Sequence[T]]:
    """Packets of rows that fit on a sheet; one empty packet when there is no row."""
    for debut in range(0, max(len(lignes), 1), LIGNES_PAR_FEUILLE):
        yield lignes[debut : debut + LIGNES_PAR_FEUILLE]


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
    return {"titre": titre, "jury": jury, "groupe": jury.groupe, "centre": jury.centre, "edite_le": le}
