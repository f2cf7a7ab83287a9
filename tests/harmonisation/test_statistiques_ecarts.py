"""HAR-02: a severe marker is found among real lots; what was not drawn at random is not judged."""

import random
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from harmonisation.lectures.statistiques import facteur_de, tableau
from harmonisation.lectures.statistiques_ecarts import ecarts_de
from harmonisation.regles.statistiques import Notes, Ventilation
from harmonisation.severite import EFFECTIF_MINIMAL
from santorin.copies.actions import arreter_notes, deverrouiller, verrouiller
from santorin.copies.models import Ajustement, Lot
from santorin.distribution.actions import reaffecter
from tests.fabriques import un_coordinateur, un_correcteur
from tests.harmonisation.decor_statistiques import un_decor

pytestmark = pytest.mark.django_db


def notes(alea, nombre, *, biais=0.0, sur=20):
    """Random marks by half points, of mean half the scale."""
    bruts = (alea.gauss(sur / 2, sur * 0.175) + biais for _ in range(nombre))
    return [Decimal(min(2 * sur, max(0, round(note * 2)))) / 2 for note in bruts]


def lus(decor):
    trouves = ecarts_de(decor.epreuve, facteur_de(decor.epreuve))
    return trouves, {ligne.correcteur: ligne for ligne in trouves.lignes}


@pytest.mark.exigence("HAR-02")
def test_un_correcteur_severe_d_un_point_et_demi_sur_80_copies_est_signale():
    decor, alea = un_decor(), random.Random(2027)
    correcteurs = [un_correcteur(decor.epreuve) for _ in range(10)]
    severe = correcteurs[4]
    decor.lots({c: notes(alea, 80, biais=-1.5 if c == severe else 0) for c in correcteurs})
    trouves, par_correcteur = lus(decor)
    assert [ligne.correcteur for ligne in trouves.lignes if ligne.ecart.signale] == [severe]
    assert trouves.signales == 1
    assert trouves.lignes[0].correcteur == severe
    ligne = par_correcteur[severe]
    assert ligne.bas <= ligne.difference <= ligne.haut < 0
    assert ligne.conclusion == "À examiner\u00a0: notes plus basses qu’attendu"
    assert {ligne.effectif for ligne in trouves.lignes} == {80}


@pytest.mark.exigence("HAR-02", "PAR-02")
def test_les_ecarts_sont_sur_l_echelle_montree():
    decor, alea = un_decor(note_sur=40, parametrage={"affichage_note": 20}), random.Random(5)
    correcteurs = [un_correcteur(decor.epreuve) for _ in range(2)]
    siennes, autres = notes(alea, 30, sur=40), notes(alea, 30, sur=40)
    decor.lots(dict(zip(correcteurs, (siennes, autres), strict=True)))
    _, par_correcteur = lus(decor)
    attendu = float((sum(siennes) - sum(autres)) / 30 / 2)
    assert par_correcteur[correcteurs[0]].difference == pytest.approx(attendu)


@pytest.mark.exigence("HAR-02", "DIS-01")
def test_un_lot_qui_n_a_pas_ete_tire_au_sort_n_est_pas_juge():
    decor, alea = un_decor(), random.Random(7)
    choisi = un_correcteur(decor.epreuve)
    decor.lots({un_correcteur(decor.epreuve): notes(alea, 30) for _ in range(3)})
    decor.lot(["1"] * 30, correcteur=choisi)
    trouves, par_correcteur = lus(decor)
    assert choisi not in par_correcteur
    assert (trouves.signales, trouves.ecartes.non_tires, trouves.ecartes.copies) == (0, 1, 30)


@pytest.mark.exigence("HAR-02", "DIS-01")
def test_un_lot_passe_a_un_autre_correcteur_n_est_pas_juge():
    decor, alea = un_decor(), random.Random(8)
    suivant = un_correcteur(decor.epreuve)
    passe, *_ = decor.lots({un_correcteur(decor.epreuve): notes(alea, 30) for _ in range(4)})
    assert lus(decor)[0].ecartes.copies == 0
    fait = {"par": decor.gestionnaire, "le": timezone.now()}
    deverrouiller(passe, motif="Maladie", **fait)
    reaffecter(passe, suivant, motif="Maladie", confirme=True, **fait)
    verrouiller(Lot.objects.get(pk=passe.pk), **fait)
    trouves, par_correcteur = lus(decor)
    assert suivant not in par_correcteur
    assert (len(trouves.lignes), trouves.ecartes.reaffectes, trouves.ecartes.copies) == (3, 1, 30)


@pytest.mark.exigence("HAR-02", "DIS-01")
def test_deux_tirages_ne_se_comparent_pas_entre_eux():
    decor, alea = un_decor(), random.Random(9)
    for biais in (4, -4):
        decor.lots({un_correcteur(decor.epreuve): notes(alea, 40, biais=biais) for _ in range(4)})
    trouves, _ = lus(decor)
    assert (len(trouves.lignes), trouves.signales) == (8, 0)


@pytest.mark.exigence("HAR-02")
def test_peu_de_copies_ne_permettent_pas_de_conclure():
    decor, alea = un_decor(), random.Random(10)
    nouveau = un_correcteur(decor.epreuve)
    repartition = {un_correcteur(decor.epreuve): notes(alea, 40) for _ in range(3)}
    decor.lots(repartition | {nouveau: [Decimal(0)] * (EFFECTIF_MINIMAL - 1)})
    _, par_correcteur = lus(decor)
    assert not par_correcteur[nouveau].ecart.signale
    assert par_correcteur[nouveau].conclusion == "Trop peu de copies pour conclure"


@pytest.mark.exigence("HAR-02", "HAR-13")
def test_une_regle_d_harmonisation_n_efface_pas_la_severite_du_correcteur():
    decor, alea = un_decor(), random.Random(2027)
    correcteurs = [un_correcteur(decor.epreuve) for _ in range(6)]
    lots = decor.lots({c: notes(alea, 80, biais=-2 if c == correcteurs[0] else 0) for c in correcteurs})
    avant = [ligne.difference for ligne in lus(decor)[0].lignes]
    copies = list(lots[0].corrections.values_list("copie", flat=True))
    Ajustement.objects.bulk_create(Ajustement(copie_id=copie, valeur=2) for copie in copies)
    compositions = lots[0].corrections.values_list("copie__composition", flat=True)
    arreter_notes(compositions, par=decor.gestionnaire, le=timezone.now())
    assert (
        tableau(decor.epreuve, Ventilation.LOTS, notes=Notes.FINALES).lignes
        != tableau(decor.epreuve, Ventilation.LOTS).lignes
    )
    apres = [ligne.difference for ligne in lus(decor)[0].lignes]
    assert apres == pytest.approx(avant)


@pytest.mark.exigence("HAR-02", "HAR-07")
def test_la_validation_dit_combien_de_correcteurs_sont_a_examiner_et_reste_possible(client_de):
    decor, alea = un_decor(), random.Random(2027)
    correcteurs = [un_correcteur(decor.epreuve) for _ in range(6)]
    client = client_de(un_coordinateur(decor.epreuve))
    decor.lots({c: notes(alea, 60, biais=-3 if c == correcteurs[0] else 0) for c in correcteurs})
    page = client.get(reverse("harmonisation:validation", args=[decor.epreuve.pk])).content.decode()
    assert "1\u00a0correcteur s’écarte de ce que le hasard" in page
    assert reverse("harmonisation:statistiques_ecarts", args=[decor.epreuve.pk]) in page
    assert (
        client.get(reverse("harmonisation:validation", args=[decor.epreuve.pk])).context["ecran"].obstacle
        is None
    )
