"""API-01, DEL-11: the juries read and moved by other systems, within the token's perimeter."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from santorin.comptes.models import Jeton
from tests.deliberation.decor import Scene
from tests.fabriques import un_chef, un_coordinateur

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("API-01", "DEL-11")]


def entetes(utilisateur):
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return {"authorization": f"Bearer {secret}"}


def test_les_jurys_se_lisent_et_passent_par_l_interface(client):
    scene = Scene()
    chef = entetes(scene.chef)
    jurys = client.get(reverse("deliberation:api_jurys"), headers=chef).json()
    assert [(j["numero"], j["etat"], j["passage"]) for j in jurys] == [
        (numero, "200", "ouvrir-deliberation") for numero in ("25510", "31202", "31210")
    ]
    jury = scene.jury()
    candidats = client.get(reverse("deliberation:api_jury", args=[jury.pk]), headers=chef).json()
    [fazia] = [c for c in candidats if c["nom"] == "GUYLESTE"]
    assert fazia["manquantes"][0] == "Epreuve de contrôle : épr. Scientifique et Technique"
    url = reverse("deliberation:api_passer", args=[jury.pk, "ouvrir-deliberation"])
    assert client.post(url, {}, content_type="application/json", headers=chef).json()["etat"] == "210"
    encore = client.post(url, {}, content_type="application/json", headers=chef)
    assert (encore.status_code, "déjà fait" in encore.json()["message"]) == (409, True)


def test_un_jeton_sans_le_droit_ou_d_un_autre_centre_n_a_rien(client):
    scene = Scene()
    url = reverse("deliberation:api_passer", args=[scene.jury().pk, "ouvrir-deliberation"])
    for utilisateur, statut in (
        (un_chef(), 404),
        (un_coordinateur(academie=scene.academie), 403),
        (scene.dec, 404),
    ):
        reponse = client.post(url, {}, content_type="application/json", headers=entetes(utilisateur))
        assert reponse.status_code == statut
    assert client.get(reverse("deliberation:api_jurys"), headers=entetes(un_chef())).json() == []


def poster(client, nom, jury, corps, utilisateur):
    url = reverse(f"deliberation:{nom}", args=[jury.pk])
    return client.post(url, corps, content_type="application/json", headers=entetes(utilisateur))


def note_de(scene, partie, note, **autres):
    candidature = scene.fazia().candidature
    return {
        "candidat": candidature.numero,
        "inscription": candidature.inscription,
        "partie": partie,
        "note": note,
        **autres,
    }


@pytest.mark.exigence("DEL-01")
def test_les_notes_du_controle_se_saisissent_par_l_interface_toutes_ou_aucune(client):
    scene = Scene()
    lot = [note_de(scene, "a", "11,5"), note_de(scene, "b", "AB")]
    faux = [lot[0], note_de(scene, "z", "12")]
    refus = poster(client, "api_controle", scene.jury(), {"notes": faux}, scene.chef)
    assert (refus.status_code, "pas une partie" in refus.json()["message"]) == (409, True)
    assert not scene.fazia().notes_controle.exclude(valeur=None).exists()
    fait = poster(client, "api_controle", scene.jury(), {"notes": lot}, scene.chef)
    assert (fait.status_code, fait.json()) == (200, {"modifiees": 2})
    assert [str(note) for note in scene.fazia().notes_controle.order_by("partie")] == ["11,5", "AB"]
    assert poster(client, "api_controle", scene.jury(), {"notes": lot}, scene.chef).json()["modifiees"] == 0


@pytest.mark.exigence("DEL-01")
@pytest.mark.parametrize("faute", [{"note": "21"}, {"note": "douze"}, {"candidat": "01000000000"}])
def test_une_note_impossible_est_refusee_avec_sa_raison(client, faute):
    scene = Scene()
    reponse = poster(
        client, "api_controle", scene.jury(), {"notes": [note_de(scene, "a", "11") | faute]}, scene.chef
    )
    assert reponse.status_code in {400, 409}
    assert not scene.fazia().notes_controle.exclude(valeur=None).exists()


@pytest.mark.exigence("DEL-06")
def test_une_decision_se_porte_par_l_interface_et_une_lecture_perimee_est_refusee(client):
    scene = Scene()
    scene.ouvrir()
    scene.sieger(scene.jury())
    url = reverse("deliberation:api_jury", args=[scene.jury().pk])
    candidats = client.get(url, headers=entetes(scene.chef)).json()
    [fazia] = [c for c in candidats if c["nom"] == "GUYLESTE"]
    decision = "admis" if fazia["propose"].startswith("Admis") else "non_admis"
    corps = {
        "candidat": fazia["candidat"],
        "inscription": fazia["inscription"],
        "decision": decision,
        "livret_examine": True,
        "auteur": "president",
        "vue": fazia["version"],
    }
    prise = poster(client, "api_decider", scene.jury(), corps, scene.president)
    assert (prise.status_code, prise.json()["decision"]) == (200, decision)
    assert prise.json()["version"] == fazia["version"] + 1
    encore = poster(client, "api_decider", scene.jury(), corps, scene.president)
    assert (encore.status_code, "vient de changer" in encore.json()["message"]) == (409, True)


@pytest.mark.exigence("DEL-06", "DEL-01")
def test_sans_le_droit_ou_hors_du_centre_rien_ne_se_saisit(client):
    scene = Scene()
    corps = {"notes": [note_de(scene, "a", "11")]}
    for nom in ("api_controle", "api_decider"):
        assert poster(client, nom, scene.jury(), corps, un_chef()).status_code == 404
        assert (
            poster(client, nom, scene.jury(), corps, un_coordinateur(academie=scene.academie)).status_code
            == 403
        )


def lire(client, url, utilisateur):
    return client.get(url, headers=entetes(utilisateur))


@pytest.mark.exigence("DEL-06", "DEL-13", "DEL-14")
def test_la_salle_entiere_se_tient_par_l_interface(client):
    scene = Scene()
    scene.ouvrir()
    jury, candidature = scene.jury(), scene.fazia().candidature
    cle = [jury.pk, candidature.numero, candidature.inscription]
    membres = lire(client, reverse("deliberation:api_membres", args=[jury.pk]), scene.chef).json()
    assert {membre["present"] for membre in membres} == {None}
    presences = {"presences": [{"membre": membre["id"], "present": True} for membre in membres]}
    siegent = poster(client, "api_presences", jury, presences, scene.president).json()
    assert {membre["present"] for membre in siegent} == {True}
    etranger = {"presences": [{"membre": scene.membre("25510").pk, "present": True}]}
    assert poster(client, "api_presences", jury, etranger, scene.president).status_code == 409
    lecture = reverse("deliberation:api_candidat", args=cle)
    fazia = lire(client, lecture, scene.chef).json()
    assert {note["cle"]: note["provenance"] for note in fazia["notes"]}["U51"] == "Transmise par Santorin"
    assert any(etape["titre"] == "Note de l'épreuve de contrôle" for etape in fazia["fiche"])
    acte = {"cle": "U51", "note": "19,5", "motif": "Erreur de report", "vue": fazia["version"]}
    url = reverse("deliberation:api_modifier_note", args=cle)
    jeton = entetes(scene.president)
    essai = client.post(url, acte | {"simuler": True}, content_type="application/json", headers=jeton).json()
    assert essai["moyenne"] != fazia["moyenne"]
    assert lire(client, lecture, scene.chef).json()["moyenne"] == fazia["moyenne"]
    faite = client.post(url, acte, content_type="application/json", headers=jeton).json()
    assert (faite["moyenne"], faite["version"]) == (essai["moyenne"], fazia["version"] + 1)
    assert faite["modifications"][0]["motif"] == "Erreur de report"
    encore = client.post(url, acte, content_type="application/json", headers=jeton)
    assert encore.status_code == 409
    inconnue = acte | {"cle": "U99", "simuler": True}
    assert client.post(url, inconnue, content_type="application/json", headers=jeton).status_code == 409
    points = reverse("deliberation:api_donner_points", args=cle)
    donnes = {"points": "1.5", "motif": "Assiduité", "vue": faite["version"], "auteur": "vice_president"}
    rendus = client.post(points, donnes, content_type="application/json", headers=jeton).json()
    assert (rendus["points"], len(rendus["modifications"])) == ("1.50", 2)
    livret = {"lignes": [{**{k: fazia[k] for k in ("candidat", "inscription")}, "discipline": "Français"}]}
    assert poster(client, "api_livrets", jury, livret, scene.chef).json() == {"candidats": 1}
    assert poster(client, "api_rectifier", jury, {"motif": "Erreur"}, scene.dec).status_code == 409


@pytest.mark.exigence("DEL-01", "DEL-02", "DEL-04", "DEL-07", "DEL-09", "DEL-10")
def test_les_documents_du_centre_se_demandent_par_l_interface(client):
    scene = Scene()

    def demander(nom, corps, utilisateur, *autres, verbe="post"):
        url = reverse(f"deliberation:{nom}", args=[scene.groupe.pk, scene.centre.uai, *autres])
        return getattr(client, verbe)(
            url, corps, content_type="application/json", headers=entetes(utilisateur)
        )

    manquantes = demander("api_editer", {}, scene.chef, "notes_manquantes")
    assert (manquantes.status_code, manquantes.json()["etat"]) == (202, "demande")
    complets = demander("api_editer", {"jurys": ["25510"]}, scene.chef, "notes_manquantes")
    assert (complets.status_code, complets.json()) == (200, {"message": "Pas de notes manquantes."})
    assert demander("api_plan_de_secours", {}, scene.chef).status_code == 202
    for corps, edition, statut in (
        ({}, "pv", 409), ({"jurys": ["99999"]}, "admis", 409), ({}, "ecartes", 202), ({}, "autre", 404),
    ):  # fmt: skip
        assert demander("api_editer", corps, scene.chef, edition).status_code == statut
    ouverture = {
        "motif": "Imag'In ne répond plus",
        "jusqu_a": (timezone.now() + timedelta(hours=2)).isoformat(),
    }
    assert demander("api_portail", ouverture, scene.dec).status_code == 201
    assert demander("api_portail", ouverture | {"jusqu_a": "2021-01-01T10:00"}, scene.dec).status_code == 409
    assert demander("api_portail", None, scene.dec, verbe="delete").status_code == 204
    assert demander("api_portail", None, scene.dec, verbe="delete").status_code == 409
    assert poster(client, "api_revoquer", scene.jury(), {}, scene.dec).status_code == 409
    publication = demander("api_publier", {}, scene.dec)
    assert (publication.status_code, "pas encore terminé" in publication.json()["message"]) == (409, True)
    for nom, autres in (("api_editer", ("admis",)), ("api_plan_de_secours", ()), ("api_publier", ())):
        assert demander(nom, {}, un_chef(), *autres).status_code in {403, 404}
        assert demander(nom, {}, un_coordinateur(academie=scene.academie), *autres).status_code == 403
    assert demander("api_portail", ouverture, scene.chef).status_code == 403
