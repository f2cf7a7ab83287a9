"""The server of the contract, seen by whoever sends anything at all to it (CYC-01, API-01, SEC-02)."""

import gzip
import json
from datetime import timedelta
from urllib.parse import urlencode

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cyclades.models import EnvoiRecu, Note
from santorin.comptes.models import Jeton
from santorin.journal.models import Entree
from santorin.transmission.destinataires import PageNotes, ReponseNotes
from santorin.transmission.destinataires.reception import CORPS_MAXIMAL
from tests.fabriques import un_gestionnaire, une_academie, une_application
from tests.fabriques.cyclades import des_inscrits, un_envoi, un_inscrit, une_note_emise

pytestmark = pytest.mark.django_db

ENVOIS = "/cyclades/api/v1/envois"
NOTES = "/cyclades/api/v1/epreuves/2027-06/BCP/E51/notes"


@pytest.fixture
def secret():
    return une_application(une_academie())[1]


def deposer(corps, secret, **entetes):
    """POST these bytes as an application does: no cookie, no CSRF token."""
    entetes = {"Authorization": f"Bearer {secret}"} | entetes if secret else entetes
    client = Client(enforce_csrf_checks=True)
    return client.post(ENVOIS, corps, content_type="application/json", headers=entetes)


def lire(secret, adresse=NOTES, **parametres):
    entetes = {"Authorization": f"Bearer {secret}"}
    reponse = Client().get(f"{adresse}?{urlencode(parametres)}", headers=entetes)
    page = msgspec.json.decode(reponse.content, type=PageNotes) if reponse.status_code == 200 else None
    return reponse, page


def octets(*notes, **champs):
    return msgspec.json.encode(un_envoi(*notes, **champs))


def erreur(reponse):
    return json.loads(reponse.content)


@pytest.mark.exigence("CYC-01", "API-01")
def test_un_envoi_bien_forme_est_repondu_note_par_note(secret):
    inscription = un_inscrit()
    reponse = deposer(octets(une_note_emise(inscription, "12.5")), secret)
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "application/json")
    (accuse,) = msgspec.json.decode(reponse.content, type=ReponseNotes).accuses
    assert accuse.statut == "enregistree"
    assert json.loads(reponse.content)["accuses"][0]["en_place"] == {
        "valeur": "12.5",
        "code": None,
        "origine": "SANTORIN",
    }


@pytest.mark.exigence("CYC-01")
def test_la_reponse_part_comprimee_a_qui_lit_le_gzip(secret):
    corps = octets(une_note_emise(un_inscrit(), "12.5"))
    claire, comprimee = deposer(corps, secret), deposer(corps, secret, **{"Accept-Encoding": "gzip, br"})
    assert comprimee["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in claire
    assert gzip.decompress(comprimee.content) == claire.content


@pytest.mark.exigence("SEC-02", "API-01")
@pytest.mark.parametrize("secret", [None, "", "inconnu", "é"])
def test_sans_jeton_valable_la_porte_est_fermee(secret):
    corps = octets(une_note_emise(un_inscrit(), "12.5"))
    assert deposer(corps, secret).status_code == 401
    assert Client().get(NOTES).status_code == 401
    assert not Note.objects.exists()


@pytest.mark.exigence("SEC-02")
def test_un_jeton_revoque_ou_expire_ne_sert_plus(secret):
    corps = octets(une_note_emise(un_inscrit(), "12.5"))
    Jeton.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    assert deposer(corps, secret).status_code == 401
    Jeton.objects.update(expire_le=None, revoque_le=timezone.now())
    assert deposer(corps, secret).status_code == 401


@pytest.mark.exigence("SEC-02", "API-01")
def test_le_jeton_d_un_gestionnaire_lit_mais_ne_depose_pas():
    inscription = un_inscrit()
    habilitation = un_gestionnaire().habilitations.get()
    _, secret = Jeton.creer(habilitation, libelle="essai", le=timezone.now())
    assert deposer(octets(une_note_emise(inscription, "12.5")), secret).status_code == 403
    assert lire(secret)[0].status_code == 200


@pytest.mark.exigence("SEC-02")
def test_une_session_de_navigateur_n_ouvre_pas_l_interface(client_de):
    client = client_de(un_gestionnaire())
    assert client.get(NOTES).status_code == 401


@pytest.mark.exigence("SEC-02", "CYC-01")
def test_hors_de_son_academie_une_application_est_refusee_ou_ne_connait_personne(secret):
    ailleurs = un_inscrit(academie=une_academie(code="A10"))
    note = une_note_emise(ailleurs, "12.5")
    refus = deposer(octets(note, academie="A10"), secret)
    assert (refus.status_code, erreur(refus)["motif"]) == (403, "ACCES_REFUSE")
    assert "A10" in erreur(refus)["message"]
    inconnu = deposer(octets(note, academie=None), secret)
    assert erreur(inconnu)["accuses"][0]["motif"] == "CANDIDAT_INCONNU"
    assert erreur(inconnu)["accuses"][0]["en_place"] is None
    assert not Note.objects.exists()


@pytest.mark.exigence("CYC-01")
def test_une_application_nationale_depose_pour_toutes_les_academies():
    _, secret = une_application(None)
    ici, ailleurs = un_inscrit(), un_inscrit(academie=une_academie(code="A10"))
    corps = octets(une_note_emise(ici, "12"), une_note_emise(ailleurs, "13"), academie=None)
    assert [a["statut"] for a in erreur(deposer(corps, secret))["accuses"]] == ["enregistree"] * 2
    visees = {nom: lire(secret, academie=nom)[1].notes for nom in ("A14", "A10", "A99")}
    assert [len(notes) for notes in visees.values()] == [1, 1, 0]
    assert len(lire(secret)[1].notes) == 2


@pytest.mark.exigence("CYC-01")
def test_le_candidat_d_une_autre_academie_que_celle_visee_est_inconnu():
    _, secret = une_application(None)
    une_academie()
    ailleurs = un_inscrit(academie=une_academie(code="A10"))
    reponse = deposer(octets(une_note_emise(ailleurs, "13"), academie="A14"), secret)
    assert erreur(reponse)["accuses"][0]["motif"] == "CANDIDAT_INCONNU"


@pytest.mark.exigence("SEC-02")
def test_l_envoi_d_une_autre_application_ne_se_relit_pas(secret):
    _, autre = une_application(une_academie())
    corps = octets(une_note_emise(un_inscrit(), "12.5"))
    assert deposer(corps, secret).status_code == 200
    assert deposer(corps, autre).status_code == 403


def un_corps(note=None, **champs):
    """A batch as Python values, to be spoiled."""
    corps = json.loads(octets(une_note_emise(un_inscrit(), "12.5")))
    corps["notes"][0] |= note or {}
    return corps | champs


@pytest.mark.exigence("CYC-01")
@pytest.mark.parametrize(
    ("abime", "lieu"),
    [
        (lambda: un_corps(envoi="pas un uuid"), "$.envoi"),
        (lambda: un_corps(emise_le="2027-06-24T10:00:00"), "$.emise_le"),
        (lambda: un_corps(epreuve={"session": "juin", "examen": "BCP", "code": "E51"}), "$.epreuve.session"),
        (
            lambda: un_corps(epreuve={"session": "2027-06", "examen": "BCP", "code": "E\x0051"}),
            "$.epreuve.code",
        ),
        (lambda: un_corps(notes={}), "$.notes"),
        (lambda: un_corps({"candidat": "1950022359"}), "$.notes[0].candidat"),
        (lambda: un_corps({"inscription": 2}), "$.notes[0].inscription"),
        (lambda: un_corps({"version": 0}), "$.notes[0].version"),
        (lambda: un_corps({"version": 10**30}), "$.notes[0].version"),
        (lambda: un_corps({"valeur": "douze"}), "$.notes[0].valeur"),
        (lambda: un_corps({"valeur": "NaN"}), "$.notes[0].valeur"),
        (lambda: un_corps({"code": "AB"}), "$.notes[0]"),
        (lambda: un_corps({"valeur": None}), "$.notes[0]"),
        (lambda: un_corps({"valeur": None, "code": "ABSENT"}), "$.notes[0].code"),
        (lambda: {"notes": []}, "$"),
        (list, "$"),
    ],
)
def test_un_corps_mal_forme_est_refuse_avec_le_lieu_de_la_faute(secret, abime, lieu):
    reponse = deposer(json.dumps(abime()), secret)
    assert reponse.status_code == 422
    dit = erreur(reponse)
    assert (dit["motif"], dit["lieu"]) == ("ENVOI_MAL_FORME", lieu)
    assert dit["message"].startswith("Envoi mal formé\xa0: ")
    assert "Expected" not in dit["message"]
    assert not EnvoiRecu.objects.exists()


@pytest.mark.exigence("CYC-01", "SEC-02")
@pytest.mark.parametrize("corps", [b"", b"{", b"\xff\xfe", b"null", b"[" * 100_000, b'{"envoi": "x"'])
def test_ce_qui_n_est_pas_du_json_est_refuse(secret, corps):
    assert deposer(corps, secret).status_code == 422


@pytest.mark.exigence("CYC-01")
def test_un_envoi_comprime_est_lu(secret):
    corps = gzip.compress(octets(une_note_emise(un_inscrit(), "12.5")))
    assert deposer(corps, secret, **{"Content-Encoding": "gzip"}).status_code == 200


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize(
    ("corps", "compression", "statut"),
    [
        (gzip.compress(b" " * (CORPS_MAXIMAL + 1)), "gzip", 413),
        (gzip.compress(b"0" * 300_000_000, compresslevel=9), "gzip", 413),
        (gzip.compress(b"{}")[:-4], "gzip", 422),
        (gzip.compress(b"{}") + b"suite", "gzip", 422),
        (gzip.compress(b"{}") * 2, "gzip", 422),
        (b"{}", "gzip", 422),
        (b"{}", "br", 415),
        (b" " * (CORPS_MAXIMAL + 1), "identity", 413),
    ],
    ids=["gonfle", "bombe", "tronque", "suite", "deux", "faux", "inconnue", "gros"],
)
def test_un_corps_trop_gros_ou_mal_comprime_est_refuse(secret, corps, compression, statut):
    assert deposer(corps, secret, **{"Content-Encoding": compression}).status_code == statut


@pytest.mark.exigence("CYC-01")
def test_plus_de_5000_notes_sont_refusees(secret):
    note = une_note_emise(un_inscrit(), "12.5")
    assert deposer(octets(*[note] * 5001), secret).status_code == 413


@pytest.mark.exigence("CYC-01")
def test_un_autre_type_que_json_est_refuse(secret):
    entetes = {"Authorization": f"Bearer {secret}"}
    assert Client().post(ENVOIS, {"a": "b"}, headers=entetes).status_code == 415


@pytest.mark.exigence("CLO-14")
def test_les_pages_se_suivent_sans_trou_ni_doublon(secret):
    inscrits = des_inscrits(7)
    deposer(octets(*(une_note_emise(i, "12") for i in inscrits)), secret)
    lus, curseur, instants = [], None, set()
    while True:
        _, page = lire(secret, taille=3, **({"apres": curseur} if curseur else {}))
        lus += [note.candidat for note in page.notes]
        instants.add(page.instant)
        if (curseur := page.suivant) is None:
            break
    assert sorted(lus) == [i.candidature.numero for i in inscrits]
    assert len(instants) == 1


@pytest.mark.exigence("CLO-11")
def test_les_pages_de_ce_qui_a_change_se_suivent_aussi(secret):
    inscrits = des_inscrits(5)
    depuis = lire(secret)[1].instant
    for inscription in inscrits:
        deposer(octets(une_note_emise(inscription, "12")), secret)
    lus, curseur = [], None
    while True:
        champs = {"apres": curseur} if curseur else {}
        _, page = lire(secret, taille=2, modifiees_depuis=depuis.isoformat(), **champs)
        lus += [note.candidat for note in page.notes]
        if (curseur := page.suivant) is None:
            break
    assert lus == [i.candidature.numero for i in inscrits]


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize(
    "parametres",
    [
        {"apres": "x"},
        {"apres": "1-2"},
        {"apres": "9" * 30 + "-1-1"},
        {"modifiees_depuis": "hier"},
        {"modifiees_depuis": "2027-13-45T10:00:00Z"},
        {"modifiees_depuis": "2027-06-24T10:00:00"},
        {"taille": "0"},
        {"taille": "5001"},
        {"taille": "-1"},
        {"taille": "9" * 5000},
    ],
)
def test_une_lecture_mal_demandee_est_refusee(secret, parametres):
    un_inscrit()
    assert lire(secret, **parametres)[0].status_code == 422


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize("code", ["E%0051", "E" * 11, "%0A"])
def test_une_adresse_qui_ne_nomme_pas_une_epreuve_est_refusee(secret, code):
    assert lire(secret, f"/cyclades/api/v1/epreuves/2027-06/BCP/{code}/notes")[0].status_code == 422


@pytest.mark.exigence("SEC-01")
def test_un_envoi_laisse_une_trace_au_journal(secret):
    inscription = un_inscrit()
    deposer(octets(une_note_emise(inscription, "12.5"), une_note_emise(inscription, "30", version=2)), secret)
    entree = Entree.objects.get(acte="cyclades.recevoir")
    assert entree.fil_id == f"cyclades:epreuve:{inscription.epreuve_id}"
    assert {nom: entree.apres[nom] for nom in ("enregistree", "rejetee")} == {"enregistree": 1, "rejetee": 1}
    assert entree.par.habilitations.get().profil == "application"


@pytest.mark.exigence("CYC-01")
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_notes(secret):
    comptes = []
    for nombre in (1, 30):
        corps = octets(*(une_note_emise(i, "12") for i in des_inscrits(nombre)))
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            assert deposer(corps, secret).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 25


@pytest.mark.exigence("API-01")
def test_l_interface_est_decrite(client):
    description = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    depot = description["paths"][ENVOIS]["post"]
    note = depot["requestBody"]["content"]["application/json"]["schema"]["properties"]["notes"]["items"]
    assert set(note["required"]) == {"candidat", "inscription", "valeur", "code", "version"}
    assert {"200", "403", "409", "413", "422"} <= set(depot["responses"])
    assert "/cyclades/api/v1/epreuves/{session}/{examen}/{code}/notes" in description["paths"]
