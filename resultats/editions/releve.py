"""Transcripts as PDF: one by one, and all those of an établissement in one file (RES-04, RES-05, RES-07)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

import zxingcpp
from django.conf import settings

from santorin.editions.modele import Champ, Modules
from santorin.editions.modele.atelier import Atelier
from santorin.editions.modele.fusion import fusionner
from santorin.templatetags.francais import ABSENCE, horodatage, jour

__all__ = ["ContenuReleve", "LigneEpreuve", "ecrire", "fusionner"]

GABARIT: Final = "editions/resultats/releve.html"
DELAI_DE_RECOURS: Final = "deux mois"
REPERES: Final = {"Bénéfice": "B", "Dispense": "D", "Étalement": "E"}
AUTORITE: Final = "Pour l’autorité académique et par délégation"


@dataclass(frozen=True, slots=True)
class LigneEpreuve:
    """One épreuve, all text as printed. `groupe`: the heading it stands under, "" for none.

    `position`: the word of the règlement (« Inscrit », « Bénéfice », « Dispense »…), of which the transcript shows
    what is not « Inscrit ».
    """

    libelle: str
    groupe: str = ""
    note: str = ""
    coefficient: str = ""
    points: str = ""
    position: str = "Inscrit"


@dataclass(frozen=True, slots=True)
class ContenuReleve:
    """All that one transcript says. Texts are printed as given; an empty one is shown as « – » or left out.

    `etablissement` is the whole line (« Lycée des Métiers – VILLEURBANNE (0690001A) »). `adresse_verification` is
    printed for people to type, `adresse_du_code` (with the code) is held by the QR code. `autorite` heads the
    signature.
    """

    academie: str
    examen: str
    session: str
    nom: str
    prenoms: str
    ne_le: date
    numero_candidat: str
    numero_inscription: str
    etablissement: str
    epreuves: tuple[LigneEpreuve, ...]
    decision: str
    edite_le: datetime
    version: int
    code: str
    adresse_verification: str
    adresse_du_code: str
    specialite: str = ""
    nom_usage: str = ""
    ine: str = ""
    division: str = ""
    total: str = ""
    moyenne: str = ""
    mention: str = ""
    certificat: str = ""
    jury: str = ""
    jury_le: date | None = None
    delai_de_recours: str = DELAI_DE_RECOURS
    autorite: str = AUTORITE


def ecrire(contenus: Iterable[ContenuReleve]) -> Iterator[bytes]:
    """RES-06: each transcript as its own PDF/A-3a, in order. The same content gives the same bytes.

    Those of one list of épreuves are laid out once: give them one after the other.
    """
    atelier = Atelier()
    for contenu in contenus:
        yield atelier.document(atelier.exemplaire(GABARIT, contexte(contenu)))


def contexte(contenu: ContenuReleve) -> dict[str, Any]:
    """The context of `GABARIT`: what shapes the page is plain, what is written in it is a `Champ`."""
    qr = _qr(contenu.adresse_du_code)
    return {
        "marques_etat": settings.MARQUES_ETAT,
        "academie": contenu.academie,
        "examen": contenu.examen,
        "specialite": contenu.specialite,
        "session": contenu.session,
        "autorite": contenu.autorite,
        "delai_de_recours": contenu.delai_de_recours,
        "adresse_verification": contenu.adresse_verification,
        "groupes": _groupes(contenu.epreuves),
        "qr": qr,
        "cote": qr.cote,
        **{nom: Champ(valeur) for nom, valeur in _textes(contenu).items()},
    }


def _textes(contenu: ContenuReleve) -> dict[str, str]:
    return {
        "titre": f"Relevé de notes – {contenu.nom} {contenu.prenoms} – n° {contenu.numero_candidat}",
        "nom": contenu.nom,
        "nom_usage": contenu.nom_usage or ABSENCE,
        "prenoms": contenu.prenoms,
        "ne_le": jour(contenu.ne_le),
        "ine": contenu.ine or ABSENCE,
        "numero": f"{contenu.numero_candidat} – {contenu.numero_inscription}",
        "etablissement": contenu.etablissement,
        "division": contenu.division or ABSENCE,
        "total_points": contenu.total,
        "moyenne": contenu.moyenne,
        "decision": " – ".join(filter(None, (contenu.decision, contenu.mention))),
        "certificat": contenu.certificat,
        "jury": _jury(contenu),
        "version": f"Version n°\u00a0{contenu.version} – Edité le {horodatage(contenu.edite_le)}",
        "code": contenu.code,
        "pied": f"{contenu.nom} {contenu.prenoms} – candidat n°\u00a0{contenu.numero_candidat} – version n°\u00a0{contenu.version}",
    }


def _jury(contenu: ContenuReleve) -> str:
    numero = f" n°\u00a0{contenu.jury}" if contenu.jury else ""
    return f"Délibération du jury{numero} du {jour(contenu.jury_le)}" if contenu.jury_le else ""


def _groupes(epreuves: Sequence[LigneEpreuve]) -> list[tuple[str, list[dict[str, str]]]]:
    """The table's headings, each with its épreuves."""
    return [
        (groupe, [_ligne(epreuve) for epreuve in lignes])
        for groupe, lignes in groupby(epreuves, key=lambda epreuve: epreuve.groupe)
    ]


def _ligne(epreuve: LigneEpreuve) -> dict[str, str]:
    return {
        "libelle": epreuve.libelle,
        "note": Champ(epreuve.note or ABSENCE),
        "repere": Champ(REPERES.get(epreuve.position, "\xa0")),
        "coefficient": Champ(epreuve.coefficient or ABSENCE),
        "points": Champ(epreuve.points or ABSENCE),
    }


def _qr(adresse: str) -> Modules:
    """The QR code of that address; an eighth of it may be lost (correction level M)."""
    code = zxingcpp.create_barcode(adresse, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)  # a buffer, which its stubs do not say
    points: Any = memoryview(image)
    return Modules(points.tobytes(), points.shape[0])
