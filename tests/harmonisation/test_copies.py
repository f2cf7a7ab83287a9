"""The list of the copies that may be harmonised (HAR-03, HAR-04)."""

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db.models import Model
from django.utils import timezone

from harmonisation.actions import annuler, appliquer
from harmonisation.lectures import copies as lectures
from harmonisation.lectures import copies_pages as pages
from harmonisation.lectures.copies import TRIS, Criteres, compter, selection
from harmonisation.lectures.copies_pages import page_de_copies, voisines
from harmonisation.lectures.masse import apercu
from harmonisation.models import CopieHarmonisable, Harmonisee
from santorin.copies.actions import emarger, resoudre, signaler
from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Correction, Defaut, Lot, Nature
from santorin.referentiel.models import Departement, Etablissement
from tests.fabriques import (
    un_coordinateur,
    un_etablissement,
    un_gestionnaire,
    un_sujet,
    une_academie,
    une_epreuve,
)
from tests.harmonisation.decor import desaccords, un_decor, une_regle

pytestmark = pytest.mark.django_db


@pytest.fixture
def decor():
    return un_decor()


@pytest.mark.exigence("HAR-03")
def test_seules_les_copies_des_lots_verrouilles_sont_listees(decor):
    lot = decor.lot("12.5", "7")
    decor.lot("3", verrouille=False)
    assert decor.notes() == [Decimal("12.50"), Decimal("7.00")]
    decor.scene.deverrouiller(lot)
    assert decor.notes() == []
    decor.scene.verrouiller(lot)
    assert decor.notes() == [Decimal("12.50"), Decimal("7.00")]


@pytest.mark.exigence("HAR-03")
def test_une_epreuve_ponctuelle_n_a_aucune_copie_a_harmoniser():
    un_decor().lot("12")
    ponctuelle = un_decor()
    ponctuelle.lot("14")
    assert CopieHarmonisable.objects.count() == 2
    ponctuelle.epreuve.nature = Nature.PONCTUELLE
    ponctuelle.epreuve.save()
    assert [ligne.note for ligne in CopieHarmonisable.objects.all()] == [Decimal(12)]
    assert desaccords() == []


@pytest.mark.exigence("HAR-03", "HAR-04")
def test_la_liste_dit_comme_ses_sources_apres_chaque_acte(decor):
    lot, temoin = decor.lot("12", "7", pages=1), decor.lot("10")
    premiere, seconde = decor.corrections(lot)
    acte = {"par": decor.scene.gestionnaire, "le": timezone.now()}

    def verifier(combien, harmonisee=Harmonisee.NON):
        assert desaccords() == []
        assert CopieHarmonisable.objects.count() == combien
        ligne = decor.ligne(premiere)
        assert ligne is None or ligne.harmonisee == harmonisee

    verifier(3)
    decor.noter(decor.intervenir(premiere), "2", "4", "5")
    verifier(3, Harmonisee.UNITE)
    voulue = une_regle(decor.epreuve, avec_unitaires=True)
    regle = appliquer(voulue, attendu=apercu(voulue).empreinte, **acte)
    verifier(3, Harmonisee.LES_DEUX)
    annuler(regle, motif="Erreur", **acte)
    verifier(3, Harmonisee.UNITE)
    decor.scene.deverrouiller(lot)
    verifier(1)
    ouverte = Correction.objects.select_related("lot").get(pk=premiere.pk)
    resoudre(signaler(ouverte, defaut=Defaut.ILLISIBLE, **acte), **acte)
    decor.scene.noter(lot, "11", "7")
    decor.scene.verrouiller(lot)
    verifier(3, Harmonisee.ECARTEE)
    assert decor.ligne(premiere).signalee
    composition = Composition.objects.get(copie=seconde.copie)
    emarger([composition], Emargement.ABSENT, confirme=True, **acte)
    verifier(2, Harmonisee.ECARTEE)
    etablissement = un_etablissement(academie=decor.epreuve.academie)
    candidat = premiere.copie.composition.candidat
    candidat.etablissement = etablissement
    candidat.save()
    assert decor.ligne(premiere).etablissement == etablissement.uai
    correcteur = lot.correcteur
    correcteur.nom = "ÉRABLE"
    correcteur.save()
    Lot.objects.filter(pk=temoin.pk).update(numero=987)
    verifier(2, Harmonisee.ECARTEE)
    assert decor.ligne(premiere).correcteur_nom.startswith("ÉRABLE")


@pytest.mark.exigence("HAR-03")
def test_une_ligne_n_a_aucun_champ_qui_mene_a_un_nom():
    champs = {champ.attname for champ in CopieHarmonisable._meta.concrete_fields}
    assert champs == {
        "copie_id", "cle", "epreuve_id", "note", "departement", "etablissement", "correcteur_id",
        "correcteur_nom", "second_correcteur_id", "sujet", "lot", "signalee", "harmonisee",
    }  # fmt: skip


@pytest.fixture
def garni(decor):
    """Twelve copies that differ by everything."""
    ailleurs = un_etablissement(academie=decor.epreuve.academie)
    sujet = un_sujet(decor.epreuve, code="ZZ9")
    premier = un_sujet(decor.epreuve, code="AA1")
    decor.lot("12", "7", "9.5", sujet=premier)
    decor.lot("15", "7", "20", sujet=sujet, etablissement=ailleurs)
    decor.lot("0", "11.25", "7", sujet=premier)
    decor.lot("4", "12", "18", sujet=sujet)
    return decor


def _toutes(epreuve, criteres):
    """Every page of the list, forwards."""
    cles, apres = [], None
    while True:
        page = page_de_copies(epreuve, criteres, apres=apres)
        cles += [ligne.cle for ligne in page.lignes]
        apres = page.suivant
        if apres is None:
            return cles


FILTRES = (
    (Criteres(), lambda _: True),
    (Criteres(note_min=Decimal(7), note_max=Decimal(12)), lambda ligne: 7 <= ligne.note <= 12),
    (Criteres(sujet="ZZ9"), lambda ligne: ligne.sujet == "ZZ9"),
    (Criteres(harmonisee="oui"), lambda ligne: ligne.harmonisee in {1, 2, 3}),
    (Criteres(signalee="non"), lambda ligne: not ligne.signalee),
    (Criteres(harmonisee="non", sujet="AA1"), lambda ligne: not ligne.harmonisee and ligne.sujet == "AA1"),
    (Criteres(departements=("99Z", "99Y")), lambda ligne: ligne.departement == "99Z"),
    (Criteres(etablissement="RENNES"), lambda _: True),
)


@pytest.mark.exigence("HAR-04")
@pytest.mark.parametrize("rares", [0, 1000])
def test_toute_selection_se_lit_page_a_page_dans_les_deux_sens(garni, monkeypatch, rares):
    monkeypatch.setattr(pages, "PAR_PAGE", 2)
    monkeypatch.setattr(pages, "RARES", rares)
    correction = garni.corrections(garni.epreuve.lots.first())[0]
    garni.noter(garni.intervenir(correction), "3", "0", "1")
    autre = Departement.objects.create(code="99Z", nom="Ailleurs", academie=garni.epreuve.academie)
    Etablissement.objects.filter(pk=garni.epreuve.compositions.last().candidat.etablissement_id).update(
        departement=autre
    )
    for (filtre, garde), tri, sens in itertools.product(FILTRES, TRIS, ("", "-")):
        criteres = replace(filtre, ordre=f"{sens}{tri}")
        voulues = sorted(
            filter(garde, CopieHarmonisable.objects.filter(epreuve=garni.epreuve)),
            key=lambda ligne, colonnes=TRIS[tri]: [_cle_de_tri(getattr(ligne, nom)) for nom in colonnes],
            reverse=sens == "-",
        )
        attendues = [ligne.cle for ligne in voulues]
        assert _toutes(garni.epreuve, criteres) == attendues, criteres
        assert compter(garni.epreuve, criteres).nombre == len(attendues)
        dernieres = page_de_copies(garni.epreuve, criteres, avant=attendues[-1]).lignes
        assert [ligne.cle for ligne in dernieres] == attendues[-3:-1], criteres


def _cle_de_tri(valeur):
    if isinstance(valeur, Model):
        return valeur.pk
    return (
        valeur.bytes if hasattr(valeur, "bytes") else valeur.encode() if isinstance(valeur, str) else valeur
    )


@pytest.mark.exigence("HAR-04")
def test_chaque_filtre_garde_les_siennes(garni):
    lot = garni.epreuve.lots.first()
    candidat = garni.corrections(lot)[0].copie.composition.candidat
    etablissement = candidat.etablissement

    def combien(**criteres):
        return selection(garni.epreuve, Criteres(**criteres)).count()

    assert combien(lot=lot.numero) == 3
    assert combien(correcteur=lot.correcteur.numero) == 3
    assert combien(correcteur=lot.correcteur.nom.lower()) == 12
    assert combien(correcteur="personne") == 0
    assert combien(etablissement=etablissement.uai) == 1
    assert combien(etablissement="aucun nom") == 0
    assert combien(departements=(etablissement.departement.code,)) == 12
    assert combien(departements=("999",)) == 0
    question = garni.epreuve.sujets.first().questions.first()
    assert combien(question=question.pk, question_max=Decimal("7.5")) == 3
    assert combien(question=question.pk) == 6
    cle = garni.ligne(garni.corrections(lot)[0]).cle
    assert combien(copie=cle.hex[:12]) == 1


@pytest.mark.exigence("HAR-04")
def test_la_copie_suivante_suit_la_selection(garni):
    criteres = Criteres(note_min=Decimal(10), ordre="-note")
    lignes = [selection(garni.epreuve, criteres).get(note=note) for note in ("20", "18", "15")]
    assert voisines(garni.epreuve, criteres, lignes[1]) == (lignes[0].cle, lignes[2].cle)
    assert voisines(garni.epreuve, criteres, lignes[0]) == (None, lignes[1].cle)


@pytest.mark.exigence("HAR-04")
def test_au_dela_du_plafond_le_compte_exact_se_demande(garni, monkeypatch):
    monkeypatch.setattr(lectures, "COMPTEES_AU_PLUS", 5)
    assert compter(garni.epreuve, Criteres()) == lectures.Compte(5, plafonne=True)
    assert compter(garni.epreuve, Criteres(), exact=True) == lectures.Compte(12, plafonne=False)


@pytest.mark.exigence("HAR-04")
def test_l_ecran_garde_la_selection_et_dit_ce_qu_il_n_a_pas_compris(garni, client_de):
    client = client_de(garni.coordinateur)
    page = client.get(garni.adresse("copies"), {"note_min": "10,5", "ordre": "-note"})
    assert page.text.count('<th scope="row">') == 6
    assert "?note_min=10%2C5&amp;ordre=-note" in page.text
    faux = client.get(garni.adresse("copies"), {"note_min": "dix", "apres": "rien", "ordre": "prix"})
    assert faux.status_code == 200
    assert "Un filtre n’a pas été compris" in faux.text
    assert "12\xa0copies" in faux.text


@pytest.mark.exigence("HAR-04")
@pytest.mark.parametrize("nom", ["copies", "regles", "nouvelle_regle"])
def test_les_ecrans_coutent_autant_de_requetes_pour_un_lot_et_pour_trois(
    decor, client_de, django_assert_max_num_queries, django_assert_num_queries, nom
):
    client = client_de(decor.coordinateur)
    decor.lot("12")
    client.get(decor.adresse(nom))
    with django_assert_max_num_queries(25) as premieres:
        client.get(decor.adresse(nom))
    for _ in range(2):
        decor.lot("12", "13")
    with django_assert_num_queries(len(premieres.captured_queries)):
        client.get(decor.adresse(nom))


@pytest.mark.exigence("HAR-01", "HAR-03")
def test_hors_profil_403_et_chez_le_voisin_404(decor, client_de):
    cle = decor.ligne(decor.corrections(decor.lot("12", pages=1))[0]).cle
    page = Correction.objects.get(cle=cle).copie.pages.get().cle
    adresses = [
        decor.adresse("copies"),
        decor.adresse("regles"),
        decor.adresse("nouvelle_regle"),
        *(decor.adresse(nom, cle) for nom in ("copie", "comparer", "modifier")),
        f"/harmonisation/copies/{cle}/pages/{page}",
    ]
    gestionnaire = client_de(un_gestionnaire(decor.epreuve.academie))
    voisins = [
        un_coordinateur(une_epreuve(Nature.HARMONISEE, academie=decor.epreuve.academie)),
        un_coordinateur(academie=une_academie(code="A02")),
    ]
    sien = client_de(decor.coordinateur)
    for adresse in adresses:
        assert sien.get(adresse).status_code == 200, adresse
        assert gestionnaire.get(adresse).status_code == 403, adresse
        for voisin in voisins:
            assert client_de(voisin).get(adresse).status_code == 404, adresse
