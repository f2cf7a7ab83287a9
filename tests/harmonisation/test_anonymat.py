"""Nothing that a coordinateur gets in the harmonisation tells who a candidate is (HAR-03): values are planted everywhere."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from harmonisation.actions import appliquer
from harmonisation.lectures.copies import TRIS
from harmonisation.lectures.masse import apercu
from santorin.copies.actions import presumer_fraude
from santorin.copies.models import Lot
from tests.correction.decor import envoyer
from tests.correction.test_anonymat import NUMERISEE, chercher, une_page_bavarde
from tests.fabriques import (
    un_candidat,
    un_correcteur,
    un_correcteur_connecte,
    un_etablissement,
    un_gestionnaire,
    une_composition,
    une_copie,
    une_correction,
    une_page,
    une_specialite,
)
from tests.harmonisation.decor import un_decor, une_regle

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAR-03")]

# The school may be shown, it is a filter (HAR-04); the candidate never.
JAMAIS = (
    "ZYLBERNOM",
    "ZYLBERUSAGE",
    "ZYLBERPRENOM",
    "01987654321",
    "987654321ZB",
    "ZYLBERDIV",
    "9ZYL8",
    "ZYLBERSCAN",
    "ZYLBERFRAUDE",
    "2003-11-29",
    "29/11/2003",
    "21:47:53",
    "2027:06:16",
)


@pytest.fixture
def decor():
    decor = un_decor()
    candidat = un_candidat(
        nom="ZYLBERNOM",
        nom_usage="ZYLBERUSAGE",
        prenoms="ZYLBERPRENOM",
        numero="01987654321",
        inscription="777",
        ine="987654321ZB",
        date_naissance=date(2003, 11, 29),
        division="ZYLBERDIV",
        specialite=une_specialite("9ZYL8"),
        etablissement=un_etablissement(academie=decor.epreuve.academie),
    )
    copie = une_copie(une_composition(decor.epreuve, candidat=candidat))
    une_page(copie, 1, octets=une_page_bavarde(), numerisee_le=NUMERISEE)
    correcteur = un_correcteur(decor.epreuve)
    un_correcteur_connecte(correcteur)
    lot = decor.lot("12", verrouille=False, correcteur=correcteur, pages=1)
    une_correction(copie, lot, points=("8", "4", "1"))
    decor.scene.verrouiller(lot)
    gestionnaire = un_gestionnaire(decor.epreuve.academie)
    presumer_fraude(copie.composition, motif="ZYLBERFRAUDE", par=gestionnaire, le=timezone.now())
    return decor


def recueillir(client, decor):
    """Everything that a coordinateur can get in the harmonisation: pages, JSON, images, headers, addresses."""
    lot = Lot.objects.get(epreuve=decor.epreuve)
    premiere, bavarde = decor.corrections(lot)
    regle = une_regle(decor.epreuve)
    appliquer(regle, attendu=apercu(regle).empreinte, par=decor.coordinateur, le=timezone.now())
    intervention = decor.intervenir(bavarde)
    decor.noter(intervention, "2", "4", "5")
    voulue = {
        "portee": "epreuve",
        "operation": "ajouter",
        "constante": 1,
        "ecart_maximal": 1,
        "pas": 1,
        "motif": "m",
    }
    liste = decor.adresse("copies")
    adresses = [
        "/",
        liste,
        *(f"{liste}?ordre={sens}{tri}" for tri in TRIS for sens in ("", "-")),
        f"{liste}?etablissement=ZYLBERNOM&correcteur=x&copie=7f&exact=1",
        *(
            decor.adresse(nom, correction.cle)
            for correction in (premiere, bavarde)
            for nom in ("copie", "comparer", "modifier")
        ),
        *(decor.adresse(nom) for nom in ("validation", "apercu", "regles", "nouvelle_regle", "statistiques")),
        decor.adresse("regle", regle.pk),
        f"/harmonisation/editeur/{intervention.cle}/",
        f"/harmonisation/editeur/{intervention.cle}/etat",
        *(page["adresse"] for page in _etat(client, intervention)["pages"]),
    ]
    reponses = [(adresse, client.get(adresse)) for adresse in adresses]
    reponses.append(("aperçu d’une règle", client.get(decor.adresse("nouvelle_regle"), voulue)))
    for adresse, reponse in reponses:
        assert reponse.status_code == 200, adresse
        yield adresse, reponse.content
        yield f"en-têtes de {adresse}", str(reponse.headers).encode()
        yield "adresse", adresse.replace("ZYLBERNOM", "").encode()
    adresse = f"/harmonisation/editeur/{intervention.cle}/changements"
    yield "changements", envoyer(client, adresse, uuid4()).content


def _etat(client, intervention):
    return client.get(f"/harmonisation/editeur/{intervention.cle}/etat").json()


def test_rien_de_ce_que_recoit_un_coordinateur_ne_dit_qui_est_le_candidat(client_de, decor, cyclades, imagin):
    bavarde = decor.corrections(Lot.objects.get())[1]
    page = bavarde.copie.pages.get()
    composition = bavarde.copie.composition
    interdits = [*JAMAIS, composition.anonymat, str(bavarde.copie.cle), bavarde.copie.cle.hex, page.sha256]
    reponses = list(recueillir(client_de(decor.coordinateur), decor))
    assert len(reponses) > 100
    trouves = [(ou, mot) for ou, mot in chercher(reponses, interdits) if "etablissement=" not in ou]
    assert trouves == []


def test_chercher_un_nom_ne_trouve_personne(client_de, decor):
    client = client_de(decor.coordinateur)
    for champ in ("etablissement", "correcteur"):
        page = client.get(decor.adresse("copies"), {champ: "ZYLBERNOM"})
        assert "Aucune copie ne répond à ces filtres." in page.text


def test_ce_que_recoit_l_editeur_du_coordinateur_est_la_liste_fermee_du_correcteur(client_de, decor):
    correction = decor.corrections(Lot.objects.get())[0]
    intervention = decor.intervenir(correction)
    etat = _etat(client_de(decor.coordinateur), intervention)
    correcteur = client_de(correction.lot.correcteur.utilisateur)
    sien = correcteur.get(f"/correction/{correction.cle}/etat").json()
    assert set(etat) == set(sien)
    assert set(etat["pages"][0]) == set(sien["pages"][0])
    assert set(etat["questions"][0]) == set(sien["questions"][0])
