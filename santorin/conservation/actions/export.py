"""The data of one person, in one ZIP, for who has the right to hand them over (SEC-03)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from santorin.conservation.personne import Personne, Qualite, Rubrique, rubriques_de
from santorin.conservation.regles import personne_de
from santorin.editions.archive import Archive, NomsUniques, PieceAbimee
from santorin.editions.empreinte import Empreinte
from santorin.editions.tableur import ecrire_csv, texte_de
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu

NOM: Final = "donnees_personnelles.zip"
SYNTHESE: Final = "SYNTHESE.txt"
_ENTETE: Final = """Vos données personnelles dans la chaîne des examens

Ce fichier vous est remis au titre du droit d’accès (article 15 du RGPD).
donnees.json : toutes les données, pour être relues par un programme.
csv/ : les mêmes données en tableaux, à ouvrir avec un tableur.

N’y figurent pas : l’identité d’autres personnes, et ce qui n’est pas communicable à ce jour (note ou copie
avant la publication, délibération des jurys).
Pour rectifier une donnée, adressez-vous à la division des examens ou au délégué à la protection des données de
l’académie."""


def exporter(compte_rendu: CompteRendu, *, le: datetime) -> None:
    """SEC-03: make the ZIP; a file that cannot be handed over is named in the report and in the ZIP.

    Raises `Refus` when the person is not within reach any more.
    """
    par, parametres = compte_rendu.par, compte_rendu.parametres
    personne = personne_de(par, Qualite(parametres["qualite"]), parametres["cle"]) if par else None
    if personne is None:
        raise Refus("Cette personne n’est pas dans votre périmètre.")
    compte_rendu.joindre_ecrit(
        NOM, "application/zip", lambda sortie: _remplir(sortie, personne, compte_rendu, le)
    )


def _remplir(sortie: BinaryIO, personne: Personne, compte_rendu: CompteRendu, le: datetime) -> Empreinte:
    archive, date = Archive(sortie), timezone.localtime(le)
    rubriques = list(rubriques_de(personne, le=le))
    manquants = _mettre_les_fichiers(archive, rubriques, compte_rendu, le)
    for rubrique in rubriques:
        lignes = [rubrique.colonnes, *rubrique.lignes]
        archive.ajouter(f"csv/{rubrique.cle}.csv", b"".join(ecrire_csv(lignes)), date)
    archive.ajouter("donnees.json", _json(rubriques), date)
    archive.ajouter(SYNTHESE, _synthese(rubriques, manquants, le).encode("utf-8-sig"), date)
    return archive.terminer()


def _mettre_les_fichiers(
    archive: Archive, rubriques: Sequence[Rubrique], compte_rendu: CompteRendu, le: datetime
) -> list[str]:
    fichiers = [fichier for rubrique in rubriques for fichier in rubrique.fichiers]
    noms, manquants, date = NomsUniques(), [], timezone.localtime(le)
    for rang, fichier in enumerate(fichiers):
        dossier, _, nom = fichier.chemin.rpartition("/")
        base, _, extension = nom.rpartition(".")
        chemin = noms.donner(dossier, base, extension)
        try:
            archive.ajouter(chemin, fichier.piece(le), date)
        except (Refus, PieceAbimee) as raison:
            noms.rendre(chemin)
            manquants.append(chemin)
            compte_rendu.signaler(
                f"Fichier non remis\u00a0: {raison}" if isinstance(raison, Refus) else "Fichier abîmé."
            )
        compte_rendu.avancer(rang + 1, len(fichiers))
    return manquants


def _json(rubriques: Sequence[Rubrique]) -> bytes:
    contenu: dict[str, Any] = {
        rubrique.cle: {
            "titre": rubrique.titre,
            "source": rubrique.source,
            "lignes": [dict(zip(rubrique.colonnes, ligne, strict=True)) for ligne in rubrique.lignes],
        }
        for rubrique in rubriques
    }
    return json.dumps(contenu, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()


def _synthese(rubriques: Sequence[Rubrique], manquants: Sequence[str], le: datetime) -> str:
    """What is in the ZIP, to be read: every heading, its source, its lines in words."""
    textes = [*_ENTETE.splitlines(), "", f"Établi le {timezone.localtime(le):%d/%m/%Y à %H:%M}."]
    for rubrique in rubriques:
        textes += [
            "",
            f"{rubrique.titre} – {rubrique.source}\u00a0: {compter(len(rubrique.lignes), 'ligne')}",
        ]
        for ligne in rubrique.lignes:
            cellules = zip(rubrique.colonnes, map(texte_de, ligne), strict=True)
            textes.append("  - " + ", ".join(f"{nom}\u00a0: {texte}" for nom, texte in cellules if texte))
    if manquants:
        textes += ["", "Fichiers qui n’ont pas pu être remis\u00a0:", *(f"  - {nom}" for nom in manquants)]
    return "\r\n".join(textes) + "\r\n"
