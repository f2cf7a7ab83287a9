"""Changing one copy: its marker's version is kept, a reason is asked, the marker is told (HAR-05, HAR-12)."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from harmonisation.actions import appliquer
from harmonisation.lectures.masse import apercu
from harmonisation.lectures.statistiques import ensemble
from harmonisation.models import Harmonisee
from santorin.copies.actions import arreter_notes
from santorin.copies.lectures import annotations_par_page
from santorin.copies.models import Annotation, Avis, Correction, Intervention, Note, TypeLots
from santorin.correction.echanges import Retirer
from santorin.correction.lectures.comparaison import comparaison
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.transmission.etats import Acte
from tests.correction.decor import envoyer
from tests.fabriques import un_coordinateur, un_gestionnaire
from tests.harmonisation.decor import desaccords, un_decor, une_coche, une_regle
from tests.transmission.conftest import cyclades, imagin
from tests.transmission.scene import detenue

pytestmark = pytest.mark.django_db

__all__ = ["cyclades", "imagin"]


@pytest.fixture
def decor():
    return un_decor()


@pytest.fixture
def correction(decor):
    """Marked 12: 8, 4, 0."""
    return decor.corrections(decor.lot("12", "7", pages=1))[0]


def note_de(correction):
    return Note.objects.get(composition__copie=correction.copie_id)


@pytest.mark.exigence("HAR-05")
def test_la_note_harmonisee_est_celle_qui_part_et_celle_du_correcteur_est_gardee(decor, correction):
    intervention = decor.intervenir(correction)
    reception = decor.noter(intervention, "2", "4", "5.5")
    assert (reception.refuses, reception.complete) == ((), True)
    note = note_de(correction)
    assert (note.valeur, note.version, note.arretee) == (Decimal("13.50"), 2, True)
    intervention.refresh_from_db()
    assert (intervention.note_avant, intervention.note_apres) == (Decimal(12), Decimal("13.50"))
    assert intervention.etat_avant == {"1": "8.00", "2": "4.00", "3": "0.00", "appreciation": ""}
    assert decor.ligne(correction).harmonisee == Harmonisee.UNITE


@pytest.mark.exigence("HAR-05")
def test_les_deux_versions_sont_cote_a_cote_annotations_comprises(decor, correction, client_de):
    page = correction.copie.pages.get()
    decor.envoyer(decor.intervenir(correction), une_coche(page))
    decor.noter(decor.intervenir(correction, "Bonus de présentation"), "3", "0", "1")
    lue = comparaison(Correction.objects.select_related("lot__epreuve__parametrage").get(pk=correction.pk),
                      route="harmonisation:page")  # fmt: skip
    assert [(ligne.avant, ligne.apres) for ligne in lue.lignes] == [(8, 8), (4, 4), (0, 1)]
    assert [i.motif for i in lue.interventions] == ["Question 2 mal lue", "Bonus de présentation"]
    assert (lue.note_du_correcteur, lue.note_apres) == (12, 13)
    (page_lue,) = lue.pages
    assert page_lue.est_changee
    assert (len(page_lue.avant.formes), bool(page_lue.apres.formes)) == (0, True)
    client = client_de(decor.coordinateur)
    ecran = client.get(decor.adresse("copie", correction.cle)).text
    assert "Question 2 mal lue" in ecran
    assert "Bonus de présentation" in ecran
    assert "annotations modifiées" in client.get(decor.adresse("comparer", correction.cle)).text


@pytest.mark.exigence("HAR-05", "COR-04")
def test_le_correcteur_est_prevenu_une_fois_par_motif_et_voit_le_changement(decor, correction, client_de):
    intervention = decor.intervenir(correction)
    assert not Avis.objects.exists()
    poste = uuid4()
    decor.noter(intervention, "2", "4", "5", poste=poste)
    decor.noter(intervention, "2", "5", "6", sequence=2, poste=poste)
    (avis,) = Avis.objects.all()
    assert avis.destinataire == correction.lot.correcteur.utilisateur
    assert "Question 2 mal lue" in avis.texte
    client = client_de(avis.destinataire)
    assert "Question 2 mal lue" in client.get("/correction/mes-lots/").text
    assert (
        f"/correction/{correction.cle}/harmonisation/"
        in client.get(f"/correction/lots/{correction.lot.cle}/").text
    )
    vu = client.get(f"/correction/{correction.cle}/harmonisation/")
    assert vu.status_code == 200
    assert "Question 2 mal lue" in vu.text
    assert "<strong>6</strong>" in vu.text
    collegue = decor.lot("3").correcteur.utilisateur
    assert client_de(collegue).get(f"/correction/{correction.cle}/harmonisation/").status_code == 404
    gestionnaire = un_gestionnaire(decor.epreuve.academie)
    assert client_de(gestionnaire).get(f"/correction/{correction.cle}/harmonisation/").status_code == 403


@pytest.mark.exigence("HAR-05", "SEC-01")
def test_chaque_changement_est_au_journal_avec_son_motif(decor, correction):
    decor.noter(decor.intervenir(correction), "2", "4", "5")
    entrees = Entree.objects.filter(fil=f"lot:{correction.lot_id}").order_by("numero")
    assert list(entrees.values_list("acte", "motif"))[-3:] == [
        ("copie.intervenir", "Question 2 mal lue"),
        ("copie.noter", ""),
        ("copie.harmoniser", "Question 2 mal lue"),
    ]
    entree = Entree.objects.get(acte="copie.harmoniser")
    assert (entree.avant["note"], entree.apres["note"]) == ("12.00", "13.00")


@pytest.mark.exigence("HAR-05")
def test_ouvrir_l_editeur_sans_rien_changer_ne_dit_rien_a_personne(decor, correction):
    decor.intervenir(correction)
    assert decor.ligne(correction).harmonisee == Harmonisee.NON
    assert not Avis.objects.exists()
    assert note_de(correction).version == 1


@pytest.mark.exigence("HAR-05")
@pytest.mark.parametrize("motif", ["", "   "])
def test_sans_motif_rien_ne_s_ouvre(decor, correction, client_de, motif):
    with pytest.raises(Refus, match="motif"):
        decor.intervenir(correction, motif)
    page = client_de(decor.coordinateur).post(decor.adresse("modifier", correction.cle), {"motif": motif})
    assert page.status_code == 200
    assert not Intervention.objects.exists()


@pytest.mark.exigence("HAR-05", "COR-03")
def test_une_copie_d_un_lot_verrouille_garde_une_note_a_chaque_question(decor, correction):
    with pytest.raises(Refus, match="entièrement corrigée"):
        decor.noter(decor.intervenir(correction), "2", "4", None)
    assert note_de(correction).valeur == 12
    assert correction.notes.count() == 3


@pytest.mark.exigence("HAR-05")
def test_une_note_hors_bareme_est_refusee_et_dite(decor, correction):
    reception = decor.noter(decor.intervenir(correction), "2", "4", "7.25")
    assert "dépasse le maximum" in reception.refuses[0].message
    assert note_de(correction).version == 1


@pytest.mark.exigence("HAR-03", "HAR-05")
def test_une_copie_d_un_lot_deverrouille_ne_s_harmonise_par_aucune_voie(decor, correction, client_de):
    intervention = decor.intervenir(correction)
    client = client_de(decor.coordinateur)
    editeur = f"/harmonisation/editeur/{intervention.cle}/"
    assert client.get(editeur).status_code == 200
    decor.scene.deverrouiller(correction.lot)
    envoi = {"acte": "noter", "sequence": 1, "question": "2", "vue": 4, "points": 5}
    reponse = envoyer(client, f"{editeur}changements", uuid4(), envoi)
    assert reponse.status_code == 409
    assert "n’est pas verrouillé" in reponse.json()["message"]
    assert "n’est pas verrouillé" in client.get(f"{editeur}etat").json()["obstacle"]
    for nom in ("copie", "comparer", "modifier"):
        assert client.get(decor.adresse(nom, correction.cle)).status_code == 404
    assert client.post(decor.adresse("modifier", correction.cle), {"motif": "x"}).status_code == 404
    page = correction.copie.pages.get().cle
    assert client.get(f"/harmonisation/copies/{correction.cle}/pages/{page}").status_code == 404
    with pytest.raises(Refus, match="n’est pas verrouillé"):
        decor.intervenir(correction)
    assert correction.notes.get(question__numero="2").points == 4


@pytest.mark.exigence("HAR-05", "COR-05")
def test_une_copie_corrigee_deux_fois_se_decide_aux_concertations():
    decor = un_decor(parametrage={"type_lots": TypeLots.DOUBLE})
    correction = decor.corrections(decor.lot("12"))[0]
    with pytest.raises(Refus, match="concertations"):
        decor.intervenir(correction)


@pytest.mark.exigence("HAR-05")
def test_de_deux_coordinateurs_seul_le_dernier_a_ouvrir_continue(decor, correction):
    autre = un_coordinateur(decor.epreuve, first_name="Ambre", last_name="SAPIN")
    premiere = decor.intervenir(correction)
    decor.noter(premiere, "2", "4", "5")
    seconde = decor.intervenir(correction, "Seconde lecture", par=autre)
    with pytest.raises(Refus, match="Ambre SAPIN"):
        decor.noter(premiere, "2", "5", "6")
    decor.noter(seconde, "2", "5", "4.5", par=autre)
    assert note_de(correction).valeur == Decimal("12.50")
    assert seconde.etat_avant["2"] == "5.00"


@pytest.mark.exigence("HAR-05")
def test_l_editeur_d_un_coordinateur_n_est_qu_a_lui(decor, correction, client_de):
    intervention = decor.intervenir(correction)
    autre = client_de(un_coordinateur(decor.epreuve))
    correcteur = client_de(correction.lot.correcteur.utilisateur)
    for suite in ("", "etat"):
        adresse = f"/harmonisation/editeur/{intervention.cle}/{suite}"
        assert autre.get(adresse).status_code == 404
        assert correcteur.get(adresse).status_code == 403
    adresse = f"/harmonisation/editeur/{intervention.cle}/changements"
    assert envoyer(autre, adresse, uuid4()).status_code == 404
    decor.epreuve.coordinateurs.clear()
    assert envoyer(client_de(decor.coordinateur), adresse, uuid4()).status_code == 404


@pytest.mark.exigence("HAR-05")
def test_un_envoi_mal_forme_est_refuse(decor, correction, client_de):
    intervention = decor.intervenir(correction)
    adresse = f"/harmonisation/editeur/{intervention.cle}/changements"
    reponse = client_de(decor.coordinateur).post(adresse, b"\xff", content_type="application/json")
    assert reponse.status_code == 422


@pytest.mark.exigence("HAR-05", "COR-06")
def test_le_meme_envoi_deux_fois_ne_change_rien_de_plus(decor, correction):
    intervention, poste = decor.intervenir(correction), uuid4()
    for _ in range(2):
        decor.noter(intervention, "2", "4", "5", poste=poste)
    assert note_de(correction).version == 2
    assert Entree.objects.filter(acte="copie.harmoniser").count() == 1


@pytest.mark.exigence("HAR-12", "HAR-06")
def test_la_validation_suivante_envoie_la_note_harmonisee(decor, correction, cyclades, imagin):
    scene, composition = decor.scene, correction.copie.composition
    scene.cloturer(acte=Acte.HARMONISATION)
    assert detenue(cyclades, scene, composition) == "12.00"
    decor.noter(decor.intervenir(correction), "2", "4", "5")
    scene.cloturer(acte=Acte.HARMONISATION)
    assert detenue(cyclades, scene, composition) == "13.00"


@pytest.mark.exigence("HAR-12")
def test_deverrouiller_garde_l_harmonisation_de_ce_qui_n_est_pas_recorrige(decor, correction):
    lot = correction.lot
    decor.noter(decor.intervenir(correction), "2", "4", "5")
    decor.scene.deverrouiller(lot)
    decor.scene.verrouiller(lot)
    assert note_de(correction).valeur == 13
    assert decor.ligne(correction).harmonisee == Harmonisee.UNITE


@pytest.mark.exigence("HAR-12", "SEC-01")
def test_une_recorrection_ecarte_l_harmonisation_sans_la_perdre(decor, correction, client_de):
    lot = correction.lot
    decor.noter(decor.intervenir(correction), "2", "4", "5")
    decor.scene.recorriger(lot, "11", "7")
    assert note_de(correction).valeur == 11
    assert decor.ligne(correction).harmonisee == Harmonisee.ECARTEE
    entree = Entree.objects.filter(acte="copie.noter").latest("pk")
    assert entree.apres["harmonisations"] == [
        {"correction": correction.pk, "note": "13.00", "motif": "Question 2 mal lue"}
    ]
    ecran = client_de(decor.coordinateur).get(decor.adresse("copie", correction.cle)).text
    assert "Harmonisations écartées par une recorrection" in ecran
    assert "Question 2 mal lue" in ecran
    assert desaccords() == []


@pytest.mark.exigence("HAR-05", "HAR-12")
def test_un_editeur_reste_ouvert_pendant_une_recorrection_ne_change_plus_rien(decor, correction, client_de):
    # One copy was only opened, the other one changed; their marker then marks both again.
    lot = correction.lot
    ouverte, changee = (decor.intervenir(une) for une in decor.corrections(lot))
    decor.noter(changee, "2", "0", "1")
    decor.scene.recorriger(lot, "11", "6")
    for intervention, vue in ((ouverte, "3"), (changee, "0")):
        with pytest.raises(Refus, match="corrigée de nouveau"):
            decor.noter(intervention, "2", vue, "5", sequence=9)
        etat = client_de(decor.coordinateur).get(f"/harmonisation/editeur/{intervention.cle}/etat").json()
        assert "corrigée de nouveau" in etat["obstacle"]
    assert decor.notes() == [11, 6]
    decor.noter(decor.intervenir(correction, "Relue"), "2", "3", "4")
    lue = comparaison(Correction.objects.select_related("lot__epreuve__parametrage").get(pk=correction.pk),
                      route="harmonisation:page")  # fmt: skip
    assert ([i.motif for i in lue.interventions], lue.note_du_correcteur) == (["Relue"], 11)


@pytest.mark.exigence("HAR-05", "HAR-12", "HAR-13", "HAR-02")
def test_la_note_du_correcteur_ne_contient_jamais_ce_qu_une_regle_a_ajoute(decor, correction, client_de):
    def appliquee(**champs):
        regle = une_regle(decor.epreuve, **champs)
        return appliquer(regle, attendu=apercu(regle).empreinte, par=decor.coordinateur, le=timezone.now())

    def lues():
        """The marker's mark: of the copy's screen, of the statistics, of the marker's own screen."""
        copie = client_de(decor.coordinateur).get(decor.adresse("copie", correction.cle)).context["copie"]
        return copie.note_du_correcteur, ensemble(decor.epreuve).resume.maximum

    appliquee()
    assert lues() == (12, 12)
    decor.noter(decor.intervenir(correction), "2", "4", "5")
    assert decor.notes() == [14, 8]
    assert lues() == (12, 12)
    marque = client_de(correction.lot.correcteur.utilisateur).get(
        f"/correction/{correction.cle}/harmonisation/"
    )
    assert "la note 12." in marque.text
    # Marked again: the rule no longer adds anything, and what comes after must not be taken for it.
    decor.scene.recorriger(correction.lot, "11", "7")
    decor.noter(decor.intervenir(correction), "2", "3", "4")
    assert lues() == (11, 11)
    appliquee(constante=2, avec_unitaires=True)
    assert (decor.notes()[0], lues()) == (14, (11, 11))


@pytest.mark.exigence("HAR-05")
def test_arreter_de_nouveau_ne_change_rien(decor, correction):
    decor.noter(decor.intervenir(correction), "2", "4", "5")
    composition = correction.copie.composition_id
    assert arreter_notes([composition], par=decor.coordinateur, le=timezone.now()) == []


@pytest.mark.exigence("HAR-05")
def test_les_annotations_du_correcteur_restent_au_journal_de_la_page(decor, correction):
    page = correction.copie.pages.get()
    decor.scene.deverrouiller(correction.lot)
    coche = une_coche(page)
    Annotation.objects.create(
        correction=correction, page=page, cle=coche.cle, operation="poser", contenu=coche.contenu,
        le=timezone.now(), par=correction.lot.correcteur.utilisateur,
    )  # fmt: skip
    decor.scene.verrouiller(correction.lot)
    intervention = decor.intervenir(correction)
    assert decor.envoyer(intervention, Retirer(1, coche.cle)).refuses == ()
    assert annotations_par_page(correction).get(page.pk, []) == []
    (avant,) = annotations_par_page(correction, jusqu_a=intervention.annotation_avant)[page.pk]
    assert avant.cle == coche.cle
