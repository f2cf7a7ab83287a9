"""What a transcript says, from what was proclaimed (RES-06): nothing is computed again."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from cyclades.models import Position
from deliberation.reglement.fiche import decimal
from deliberation.reglement.premier_groupe import MOYENNE_DU_PREMIER_GROUPE, MOYENNE_GENERALE
from resultats import sceau
from resultats.editions.releve import ContenuReleve, LigneEpreuve
from resultats.lectures.notes import note_avec_bareme
from resultats.models import Releve, ResultatProclame

# The transcript's word for a position, where it is not the registration's.
POSITIONS = {Position.DISPENSE.label: "Dispense"}
# The steps that divide points by coefficients; the one after an épreuve de contrôle may be a mean of two means.
MOYENNES: Final = frozenset({MOYENNE_GENERALE, MOYENNE_DU_PREMIER_GROUPE})
SUR: Final = 20
COUPE: Final = "…"


def contenu_de(releve: Releve) -> ContenuReleve:
    """RES-06, RES-07: what this transcript prints: the result that it shows, under its run's date."""
    generation, candidature, resultat = releve.generation, releve.candidature, releve.resultat
    est_un_total = resultat.est_un_total
    return ContenuReleve(
        academie=str(generation.academie),
        examen=generation.examen.libelle,
        session=generation.session.libelle,
        specialite=candidature.specialite.libelle if candidature.specialite else "",
        nom=candidature.nom,
        nom_usage=candidature.nom_usage,
        prenoms=candidature.prenoms,
        ne_le=candidature.date_naissance,
        ine=candidature.ine,
        numero_candidat=candidature.numero,
        numero_inscription=candidature.inscription,
        etablissement=_etablissement(candidature.etablissement, candidature.ville, candidature.uai),
        division=candidature.division,
        epreuves=tuple(_ligne(epreuve) for epreuve in resultat.epreuves),
        total=resultat.affichage if est_un_total else total_des_points(resultat),
        moyenne="" if est_un_total else resultat.affichage,
        decision=resultat.libelle,
        mention=resultat.mention,
        certificat=resultat.certificat,
        jury=resultat.jury,
        jury_le=resultat.jury_le,
        edite_le=generation.genere_le,
        version=releve.numero,
        code=sceau.ecrire(releve.code),
        adresse_verification=adresse_a_taper(),
        adresse_du_code=adresse_du_code(releve.code),
    )


def total_des_points(resultat: ResultatProclame) -> str:
    """RES-06: « 245,5 sur 400 », which the fiche divides to get the mean that is printed; "" when another step gives it."""
    for etape in resultat.fiche:
        points, _, suite = etape["texte"].partition(" ÷ ")
        fonde = etape["titre"] in MOYENNES and etape["resultat"] == f"{resultat.affichage} sur {SUR}"
        if fonde and suite and COUPE not in points:
            return f"{points} sur {decimal(_fraction(suite.partition(' = ')[0]) * SUR)}"
    return ""


def _fraction(nombre: str) -> Fraction:
    """A number as the règlement prints it."""
    return Fraction(nombre.replace(",", ".").replace("−", "-"))


def adresse_a_taper() -> str:
    """The public page's address as it is printed, without its scheme."""
    return f"{urlsplit(settings.SITE_URL).netloc}{reverse('resultats_public:authenticite')}"


def adresse_du_code(code: str) -> str:
    """RES-07: what the QR code holds: the public page, already asked about this code."""
    return f"{settings.SITE_URL}{reverse('resultats_public:authenticite')}?{urlencode({'code': code})}"


def _etablissement(nom: str, ville: str, uai: str) -> str:
    return f"{' – '.join(filter(None, (nom, ville)))} ({uai})"


def _ligne(epreuve: Mapping[str, str]) -> LigneEpreuve:
    return LigneEpreuve(
        libelle=epreuve["libelle"],
        groupe=epreuve["groupe"],
        note=note_avec_bareme(epreuve),
        coefficient=epreuve["coefficient"],
        points=epreuve["points"],
        position=POSITIONS.get(epreuve["position"], epreuve["position"]),
    )
