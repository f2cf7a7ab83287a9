"""Rules on many marks: bounded, previewed, applied as one act, taken back (HAR-13)."""

from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmonisation import tasks
from harmonisation.actions import annuler, appliquer
from harmonisation.lectures.masse import apercu, regle_lue, reprises
from harmonisation.models import CopieHarmonisable, LigneDeRegle, Operation, Portee, RegleDeMasse
from harmonisation.regles.masse import depuis_la_tache, nouvelle_note, pour_la_tache
from santorin.consultation.lectures.edition import detail, matieres
from santorin.copies.actions import arreter_notes
from santorin.copies.models import Ajustement, Avis, Composition, Epreuve, Lot, Note, NoteQuestion, TypeLots
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.traitements.models import EtatTraitement, Traitement
from santorin.transmission.etats import Acte
from tests.fabriques import un_correcteur, un_correcteur_connecte, un_sujet
from tests.harmonisation.decor import desaccords, un_choix, un_decor, une_regle
from tests.transmission.conftest import cyclades, imagin
from tests.transmission.scene import detenue

__all__ = ["cyclades", "imagin"]

SUR = Decimal(20)


def _regle(**champs):
    return une_regle(Epreuve(note_sur=20), **champs)


@pytest.mark.exigence("HAR-13")
@pytest.mark.parametrize(
    ("champs", "avant", "apres"),
    [
        ({"constante": 1}, "12.5", "13.5"),
        ({"constante": -1}, "0.5", "0"),
        ({"constante": 2}, "19", "20"),
        ({"constante": 2, "maximum": 15}, "14", "15"),
        ({"constante": 2, "ecart_maximal": "0.5"}, "10", "10.5"),
        ({"operation": Operation.MULTIPLIER, "coefficient": "1.1"}, "13", "14.25"),
        ({"operation": Operation.MULTIPLIER, "coefficient": "1.001"}, "12.33", "12.33"),
        ({"operation": Operation.LINEAIRE, "coefficient": "0.9", "constante": 2}, "10", "11"),
        ({"operation": Operation.PLAFONNER, "constante": 15}, "17", "15"),
        ({"operation": Operation.PLAFONNER, "constante": 15}, "12.33", "12.33"),
        ({"operation": Operation.PLANCHER, "constante": 6}, "3", "6"),
        ({"operation": Operation.PLANCHER, "constante": 6, "ecart_maximal": 2}, "3", "5"),
    ],
)
def test_une_regle_change_une_note_dans_ses_bornes(champs, avant, apres):
    assert nouvelle_note(_regle(**champs), Decimal(avant), sur=SUR) == Decimal(apres)


_centiemes = st.integers(0, 2000).map(lambda n: Decimal(n) / 100)


@pytest.mark.exigence("HAR-13")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    note=_centiemes,
    operation=st.sampled_from(list(Operation)),
    nombres=st.tuples(
        st.integers(0, 3000).map(lambda n: Decimal(n) / 1000),
        st.integers(-2000, 2000).map(lambda n: Decimal(n) / 100),
        st.integers(1, 2000).map(lambda n: Decimal(n) / 100),
    ),
    pas=st.sampled_from([Decimal(p) for p in ("0.01", "0.25", "0.5", "1")]),
)
def test_une_note_ne_sort_jamais_de_l_echelle_ni_de_l_ecart_ni_ne_va_a_l_envers(
    note, operation, nombres, pas
):
    coefficient, constante, ecart = nombres
    regle = _regle(
        operation=operation, coefficient=coefficient, constante=constante, ecart_maximal=ecart, pas=pas
    )
    apres = nouvelle_note(regle, note, sur=SUR)
    assert 0 <= apres <= 20
    assert abs(apres - note) <= ecart
    assert apres == note or apres % pas == 0
    if operation == Operation.PLAFONNER:
        assert apres <= note
    if operation == Operation.PLANCHER:
        assert apres >= note


@pytest.mark.exigence("HAR-13")
def test_la_tache_porte_la_regle_sans_rien_y_perdre():
    regle = _regle(constante="-0.75", ecart_maximal="1.5")
    relue = depuis_la_tache(pour_la_tache(regle), regle.epreuve)
    assert pour_la_tache(relue) == pour_la_tache(regle)
    assert relue.constante == Decimal("-0.75")


@pytest.fixture
def decor(db):
    return un_decor()


def poser(decor, regle):
    return appliquer(regle, attendu=apercu(regle).empreinte, par=decor.coordinateur, le=timezone.now())


def rendre(decor, regle):
    return annuler(regle, motif="Règle remplacée", par=decor.coordinateur, le=timezone.now())


@pytest.mark.exigence("HAR-13")
def test_l_apercu_dit_ce_que_la_regle_ferait_et_ne_change_rien(decor):
    decor.lot("9", "7.5", "11", "19.5", "15.25")
    decor.lot("3", verrouille=False)
    vu = apercu(une_regle(decor.epreuve))
    assert (vu.copies, vu.changees, vu.lots_ouverts) == (5, 5, 1)
    assert (vu.moyenne_avant, vu.moyenne_apres) == (Decimal("12.45"), Decimal("13.35"))
    assert [(p.seuil, p.montent, p.descendent) for p in vu.passages] == [
        (8, 1, 0), (10, 1, 0), (12, 1, 0), (14, 0, 0), (16, 1, 0),
    ]  # fmt: skip
    assert [(b.libelle, b.avant, b.apres) for b in vu.barres if b.avant or b.apres] == [
        ("7", 1, 0), ("8", 0, 1), ("9", 1, 0), ("10", 0, 1), ("11", 1, 0), ("12", 0, 1), ("15", 1, 0),
        ("16", 0, 1), ("19", 1, 1),
    ]  # fmt: skip
    baisse = apercu(une_regle(decor.epreuve, constante=-2))
    assert [(p.seuil, p.descendent) for p in baisse.passages] == [(8, 1), (10, 1), (12, 0), (14, 1), (16, 0)]
    assert decor.notes() == [Decimal(n) for n in ("9", "7.5", "11", "19.5", "15.25")]


@pytest.mark.exigence("HAR-13", "SEC-01")
def test_une_regle_est_un_seul_acte_journalise_qui_garde_chaque_note_d_avant(decor):
    lot = decor.lot("9", "20")
    decor.lot("3", verrouille=False)
    regle = poser(decor, une_regle(decor.epreuve))
    assert decor.notes() == [Decimal(10), Decimal(20)]
    (ligne,) = LigneDeRegle.objects.all()
    assert (ligne.note_avant, ligne.note_apres, regle.copies) == (9, 10, 1)
    entree = Entree.objects.get(acte="harmonisation.appliquer_regle")
    assert (entree.motif, entree.apres["changees"]) == ("Barème national révisé", 1)
    assert NoteQuestion.objects.filter(correction__lot=lot, points=1).count() == 1
    (avis,) = Avis.objects.all()
    assert avis.lot == lot
    assert f"Lot {lot.numero}\u00a0: une règle d’harmonisation s’applique (1\u00a0note changée)" in avis.texte
    assert "Barème national révisé" in avis.texte
    assert desaccords() == []


@pytest.mark.exigence("HAR-13")
def test_une_note_ajustee_est_celle_que_les_faits_donnent(decor):
    decor.lot("9", "12.25", "20")
    poser(decor, une_regle(decor.epreuve))
    compositions = list(Composition.objects.values_list("pk", flat=True))
    assert arreter_notes(compositions, par=decor.coordinateur, le=timezone.now()) == []


@pytest.mark.exigence("HAR-13", "EDI-03")
def test_le_detail_des_notes_dit_ce_que_la_regle_ajoute(decor):
    lot = decor.lot("9", "20")
    poser(decor, une_regle(decor.epreuve))
    compositions = list(
        Composition.objects.filter(copie__corrections__lot=lot)
        .select_related("copie", "note", "epreuve__parametrage")
        .order_by("pk")
    )
    lues = matieres(compositions)
    details = [[ligne.note for ligne in detail(c, lues[c.pk])] for c in compositions]
    assert details == [["8", "1", "0", "+1"], ["8", "7", "5"]]


@pytest.mark.exigence("HAR-13")
def test_une_regle_ne_touche_que_sa_portee(decor):
    autre = un_sujet(decor.epreuve, code="ZZ9")
    premier = un_sujet(decor.epreuve, code="AA1")
    lots = [decor.lot("5", sujet=premier), decor.lot("6", sujet=premier), decor.lot("7", sujet=autre)]
    portees = {
        "sujet": ({"portee": Portee.SUJET, "sujet": autre}, [5, 6, 8]),
        "lot": ({"portee": Portee.LOT, "lot": Lot.objects.get(pk=lots[1].pk)}, [5, 7, 8]),
        "correcteur": ({"portee": Portee.CORRECTEUR, "correcteur": lots[0].correcteur}, [6, 7, 8]),
    }
    for champs, notes in portees.values():
        poser(decor, une_regle(decor.epreuve, **champs))
        assert decor.notes() == notes


@pytest.mark.exigence("HAR-13")
def test_une_regle_par_question_change_la_note_du_poids_de_la_question(decor):
    decor.lot("12", "7")
    question = decor.epreuve.sujets.get().questions.get(numero="2")
    champs = {"portee": Portee.QUESTION, "question": question, "maximum": 7, "pas": "0.5"}
    poser(decor, une_regle(decor.epreuve, operation=Operation.PLANCHER, constante=5, **champs))
    assert decor.notes() == [13, 12]
    assert NoteQuestion.objects.filter(question=question, points=4).exists()
    compositions = list(Composition.objects.values_list("pk", flat=True))
    assert arreter_notes(compositions, par=decor.coordinateur, le=timezone.now()) == []


@pytest.mark.exigence("HAR-13", "COR-05")
@pytest.mark.django_db
def test_une_regle_par_question_suit_les_deux_corrections_d_une_copie():
    decor = un_decor(parametrage={"type_lots": TypeLots.DOUBLE, "ecart_tolere": 4})
    premier = decor.lot("12", "7")
    bis = decor.scene.lot(verrouille=False, rang=2, sujet=premier.sujet)
    for correction in decor.corrections(premier):
        bis.corrections.create(copie=correction.copie, rang=2, ordre=correction.ordre)
    decor.scene.noter(bis, "14", "7")
    decor.scene.verrouiller(bis)
    assert decor.notes() == [13, 7]
    question = premier.sujet.questions.get(numero="2")
    notes = NoteQuestion.objects.filter(question=question).order_by("correction__rang", "correction__ordre")
    assert list(notes.values_list("points", flat=True)) == [4, 0, 6, 0]
    champs = {"portee": Portee.QUESTION, "question": question, "maximum": 7, "pas": "0.5"}
    regle = poser(decor, une_regle(decor.epreuve, operation=Operation.PLANCHER, constante=5, **champs))
    assert decor.notes() == [Decimal("13.5"), 12]
    compositions = list(Composition.objects.values_list("pk", flat=True))
    assert arreter_notes(compositions, par=decor.coordinateur, le=timezone.now()) == []
    annuler(regle, motif="Erreur", par=decor.coordinateur, le=timezone.now())
    assert decor.notes() == [13, 7]


@pytest.mark.exigence("HAR-13", "PRE-02")
def test_une_regle_par_question_laisse_les_points_du_sujet_que_le_candidat_n_a_pas_choisi(decor):
    sujet = un_sujet(decor.epreuve, points=("8",))
    lot = decor.lot(8, 8, 8, verrouille=False, sujet=sujet)
    questions = un_choix(sujet)
    # Both alternatives were marked on every copy: what is not chosen is kept, and never counts.
    for correction, choisie in zip(decor.corrections(lot), "ABA", strict=True):
        correction.choisies.create(choix="I", partie=questions[choisie].partie)
        for question in questions.values():
            correction.notes.create(question=question, points=4)
    decor.scene.verrouiller(lot)
    assert decor.notes() == [12, 12, 12]
    champs = {"portee": Portee.QUESTION, "question": questions["B"], "maximum": 12, "constante": 2}
    regle = une_regle(decor.epreuve, **champs)
    assert (apercu(regle).copies, apercu(regle).changees) == (1, 1)
    poser(decor, regle)
    assert decor.notes() == [12, 14, 12]
    compositions = list(Composition.objects.values_list("pk", flat=True))
    assert arreter_notes(compositions, par=decor.coordinateur, le=timezone.now()) == []
    assert NoteQuestion.objects.filter(question=questions["B"], points=4).count() == 3
    rendre(decor, regle)
    assert decor.notes() == [12, 12, 12]


@pytest.mark.exigence("HAR-03", "HAR-13")
def test_aucune_regle_sur_un_lot_non_verrouille(decor):
    lot = decor.lot("9", verrouille=False)
    with pytest.raises(Refus, match="n’est pas verrouillé"):
        poser(decor, une_regle(decor.epreuve, portee=Portee.LOT, lot=lot))


@pytest.mark.exigence("HAR-13")
def test_les_copies_harmonisees_a_l_unite_restent_sauf_choix_contraire(decor):
    premiere, _ = decor.corrections(decor.lot("12", "7"))
    decor.noter(decor.intervenir(premiere), "2", "4", "5")
    vu = apercu(une_regle(decor.epreuve))
    assert (vu.copies, vu.unitaires) == (1, 1)
    poser(decor, une_regle(decor.epreuve))
    assert decor.notes() == [13, 8]
    poser(decor, une_regle(decor.epreuve, avec_unitaires=True))
    assert decor.notes() == [14, 8]
    # One copy was changed both ways: whatever is ticked, each copy left out is counted once.
    laissees = {
        (unitaires, regles): apercu(une_regle(decor.epreuve, avec_unitaires=unitaires, avec_ajustees=regles))
        for unitaires in (False, True)
        for regles in (False, True)
    }
    assert {choix: (vu.copies, vu.unitaires, vu.ajustees) for choix, vu in laissees.items()} == {
        (False, False): (0, 1, 1),
        (True, False): (0, 0, 2),
        (False, True): (1, 1, 0),
        (True, True): (2, 0, 0),
    }


@pytest.mark.exigence("HAR-13")
def test_un_changement_a_l_unite_apres_une_regle_garde_la_regle(decor):
    correction = decor.corrections(decor.lot("12"))[0]
    poser(decor, une_regle(decor.epreuve))
    decor.noter(decor.intervenir(correction), "2", "4", "5")
    assert decor.notes() == [14]


@pytest.mark.exigence("HAR-13")
def test_rien_ne_s_applique_quand_l_apercu_n_est_plus_vrai(decor):
    decor.lot("9")
    regle = une_regle(decor.epreuve)
    vu = apercu(regle).empreinte
    decor.lot("10")
    with pytest.raises(Refus, match="depuis l’aperçu"):
        appliquer(regle, attendu=vu, par=decor.coordinateur, le=timezone.now())
    assert not RegleDeMasse.objects.exists()
    assert decor.notes() == [9, 10]


@pytest.mark.exigence("HAR-13", "SEC-01")
def test_annuler_rend_chaque_note_que_rien_n_a_changee_et_dit_le_reste(decor):
    lots = [decor.lot("9", "10"), decor.lot("11"), decor.lot("12"), decor.lot("13")]
    corrections = [decor.corrections(lot)[0] for lot in lots]
    regle = poser(decor, une_regle(decor.epreuve))
    decor.noter(decor.intervenir(corrections[1]), "3", "0", "2")
    decor.scene.deverrouiller(lots[2])
    decor.scene.recorriger(lots[3], "8")
    lue = regle_lue(regle)
    assert (lue.en_vigueur, lue.recorrigees, lue.lots_ouverts, lue.reprises) == (2, 1, 1, 1)
    assert rendre(decor, regle) == 2
    assert decor.notes() == [9, 10, 14, 8]
    lue = regle_lue(regle)
    assert (lue.en_vigueur, lue.annulees, lue.recorrigees, lue.lots_ouverts, lue.reprises) == (0, 2, 1, 1, 1)
    assert [ligne.cle for ligne in reprises(regle)] == [corrections[1].cle]
    assert Entree.objects.get(acte="harmonisation.annuler_regle").apres == {"rendues": 2, "laissees": 3}
    decor.scene.verrouiller(lots[2])
    assert rendre(decor, regle) == 1
    assert decor.notes() == [9, 10, 14, 12, 8]
    with pytest.raises(Refus, match="plus aucune note"):
        rendre(decor, regle)
    assert desaccords() == []


@pytest.mark.exigence("HAR-13")
def test_deux_regles_s_annulent_dans_l_ordre_inverse(decor):
    decor.lot("9")
    premiere = poser(decor, une_regle(decor.epreuve))
    seconde = poser(
        decor, une_regle(decor.epreuve, operation=Operation.MULTIPLIER, coefficient="1.5", avec_ajustees=True)
    )
    assert decor.notes() == [15]
    with pytest.raises(Refus):
        rendre(decor, premiere)
    assert rendre(decor, seconde) == 1
    assert rendre(decor, premiere) == 1
    assert decor.notes() == [9]
    assert Ajustement.objects.get().valeur == 0


@pytest.mark.exigence("HAR-12", "HAR-13")
def test_une_regle_deja_annulee_ne_gene_pas_une_copie_recorrigee(decor):
    lot = decor.lot("9")
    rendre(decor, poser(decor, une_regle(decor.epreuve)))
    decor.scene.recorriger(lot, "10")
    assert decor.notes() == [10]
    assert CopieHarmonisable.objects.get().harmonisee == 0


@pytest.mark.exigence("HAR-06", "HAR-13")
def test_la_validation_suivante_envoie_les_notes_changees(decor, cyclades, imagin):
    lot = decor.lot("9", "20")
    premiere, seconde = decor.scene.compositions(lot)
    decor.scene.cloturer(acte=Acte.HARMONISATION)
    regle = poser(decor, une_regle(decor.epreuve))
    transmission, _ = decor.scene.cloturer(acte=Acte.HARMONISATION)
    assert detenue(cyclades, decor.scene, premiere) == "10.00"
    assert detenue(cyclades, decor.scene, seconde) == "20.00"
    assert sum(envoi.notes.count() for envoi in transmission.envois.filter(destinataire="notes")) == 1
    rendre(decor, regle)
    decor.scene.cloturer(acte=Acte.HARMONISATION)
    assert detenue(cyclades, decor.scene, premiere) == "9.00"
    assert set(Note.objects.values_list("version", flat=True)) == {1, 3}


VOULUE = {
    "portee": "epreuve",
    "operation": "ajouter",
    "constante": "1",
    "ecart_maximal": "2",
    "pas": "0.25",
    "motif": "Barème national révisé",
}


def _executer():
    traitement = Traitement.objects.latest("pk")
    tache = {"harmonisation.tasks.appliquer_regle": tasks.appliquer_regle}.get(
        traitement.tache, tasks.annuler_regle
    )
    tache.apply(kwargs={"traitement_id": traitement.pk})
    traitement.refresh_from_db()
    return traitement


@pytest.mark.exigence("HAR-13")
@pytest.mark.django_db(transaction=True)
def test_de_l_apercu_a_l_annulation_par_les_ecrans(client_de):
    decor = un_decor()
    decor.lot("9", "12")
    client = client_de(decor.coordinateur)
    apercu_lu = client.get(decor.adresse("nouvelle_regle"), VOULUE)
    empreinte = apercu_lu.context["apercu"].empreinte
    assert 'value="ajouter"' in apercu_lu.text
    client.post(decor.adresse("appliquer"), VOULUE | {"attendu": empreinte})
    assert _executer().etat == EtatTraitement.REUSSI
    assert decor.notes() == [10, 13]
    regle = RegleDeMasse.objects.get()
    assert "Barème national révisé" in client.get(decor.adresse("regles")).text
    ecran = decor.adresse("regle", regle.pk)
    assert "Annuler la règle" in client.get(ecran).text
    assert client.post(ecran, {"motif": ""}).status_code == 200
    client.post(ecran, {"motif": "Erreur de barème"})
    assert _executer().etat == EtatTraitement.REUSSI
    assert decor.notes() == [9, 12]
    assert "Annulée" in client.get(decor.adresse("regles")).text


@pytest.mark.exigence("HAR-06", "HAR-13")
def test_une_regle_et_une_validation_s_excluent(decor, client_de):
    decor.lot("9")
    client = client_de(decor.coordinateur)
    client.post(decor.adresse("valider"))
    empreinte = client.get(decor.adresse("nouvelle_regle"), VOULUE).context["apercu"].empreinte
    assert client.post(decor.adresse("appliquer"), VOULUE | {"attendu": empreinte}).status_code == 409
    assert Traitement.objects.count() == 1


@pytest.mark.exigence("HAR-13")
@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"constante": ""}, "Donnez le nombre de points"),
        ({"operation": "multiplier"}, "Donnez le coefficient"),
        ({"portee": "lot"}, "Dites lequel"),
        ({"portee": "lot", "lot": "987654"}, "pas de lot de ce numéro"),
        ({"portee": "correcteur", "correcteur": "I9"}, "Aucun correcteur"),
        ({"minimum": "12", "maximum": "10"}, "au moins la note minimale"),
        ({"maximum": "21"}, "La note maximale dépasse 20"),
        ({"ecart_maximal": "0"}, "plus grand que zéro"),
        ({"constante": "1,255"}, "2 décimales au plus"),
        ({"constante": "NaN"}, "n’est pas un nombre"),
        ({"constante": "0"}, "ne change aucune note"),
        ({"motif": " "}, "obligatoire"),
        ({"constante": "99999"}, "trop grande"),
    ],
)
def test_une_regle_mal_ecrite_est_refusee_avec_la_raison(decor, client_de, champs, message):
    decor.lot("9")
    client = client_de(decor.coordinateur)
    ecran = client.get(decor.adresse("nouvelle_regle"), VOULUE | champs)
    assert message in ecran.text
    reponse = client.post(decor.adresse("appliquer"), VOULUE | champs | {"attendu": "x"})
    assert reponse.status_code in {409, 422}
    assert not Traitement.objects.exists()


@pytest.mark.exigence("HAR-13")
def test_un_correcteur_se_dit_par_son_nom_et_des_homonymes_se_distinguent(decor, client_de):
    premier, second = (un_correcteur(decor.epreuve, nom="ÉRABLE", prenoms=p) for p in ("Ambre", "Chloé"))
    for correcteur in (premier, second):
        un_correcteur_connecte(correcteur)
        decor.lot("9", "10", correcteur=correcteur)
    client, voulue = client_de(decor.coordinateur), VOULUE | {"portee": "correcteur"}

    def ecran(texte):
        return client.get(decor.adresse("nouvelle_regle"), voulue | {"correcteur": texte})

    for texte in (premier.numero.lower(), "érable ambre"):
        assert ecran(texte).context["apercu"].regle.correcteur == premier
    refus = ecran("Érable")
    assert refus.context["apercu"] is None
    assert all(f"{c} ({c.numero})" in refus.text for c in (premier, second))


@pytest.mark.exigence("HAR-13", "HAR-01")
def test_un_coordinateur_a_qui_l_epreuve_est_retiree_n_applique_plus(decor, client_de):
    decor.lot("9")
    client = client_de(decor.coordinateur)
    empreinte = client.get(decor.adresse("nouvelle_regle"), VOULUE).context["apercu"].empreinte
    client.post(decor.adresse("appliquer"), VOULUE | {"attendu": empreinte})
    decor.epreuve.coordinateurs.clear()
    assert client.post(decor.adresse("appliquer"), VOULUE).status_code == 404
    assert decor.notes() == [9]
