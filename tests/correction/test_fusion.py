"""How changes become one marking: once each, nothing overwritten, whatever the cuts (COR-01, COR-06)."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from santorin.copies.models import Question
from santorin.correction.echanges import Apprecier, Noter, Poser, Retirer
from santorin.correction.regles.fusion import Cadre, Etat, est_complete, fusionner

pytestmark = pytest.mark.exigence("COR-01", "COR-06")

PAGE = UUID(int=1)
BAREME = {n: Question(numero=n, points=Decimal(8), pas=Decimal("0.25")) for n in ("1", "2", "3")}
CADRE = Cadre(BAREME, frozenset({PAGE}))
COCHE = {"genre": "coche", "x": 0.5, "y": 0.5, "taille": 0.03, "couleur": "rouge"}


def un_poser(sequence, cle=None, **champs):
    return Poser(sequence, champs.get("page", PAGE), cle or uuid4(), champs.get("contenu", COCHE))


def test_un_changement_recu_deux_fois_ne_compte_qu_une_fois():
    changements = [Noter(1, "1", None, Decimal(3)), un_poser(2)]
    une = fusionner(Etat(), 0, changements, CADRE)
    deux = fusionner(une.etat, une.derniere, changements, CADRE)
    assert (deux.etat, deux.derniere, deux.appliques, deux.refuses) == (une.etat, 2, (), ())
    assert une.etat.notes == {"1": Decimal(3)}


def test_un_lot_qui_recouvre_ce_qui_est_deja_recu_apporte_sa_suite():
    premier, second = Noter(1, "1", None, Decimal(3)), Noter(2, "1", Decimal(3), Decimal(4))
    une = fusionner(Etat(), 0, [premier], CADRE)
    deux = fusionner(une.etat, une.derniere, [premier, second], CADRE)
    assert (deux.etat.notes, deux.derniere, deux.refuses) == ({"1": Decimal(4)}, 2, ())


def test_un_changement_manquant_arrete_le_lot_la():
    fusion = fusionner(Etat(), 0, [Noter(1, "1", None, Decimal(3)), Noter(3, "2", None, Decimal(4))], CADRE)
    assert (fusion.derniere, fusion.etat.notes) == (1, {"1": Decimal(3)})


def test_une_note_changee_ailleurs_n_est_pas_ecrasee():
    etat = Etat({"1": Decimal(5)})
    fusion = fusionner(etat, 0, [Noter(1, "1", None, Decimal(3))], CADRE)
    assert (fusion.etat, fusion.derniere) == (etat, 1)
    (refus,) = fusion.refuses
    assert refus.conflit
    assert refus.message == "Question 1\u00a0: 5 a été enregistré entre-temps sur un autre poste."


def test_la_meme_note_donnee_ailleurs_n_est_pas_un_conflit():
    fusion = fusionner(Etat({"1": Decimal("5.00")}), 0, [Noter(1, "1", None, Decimal(5))], CADRE)
    assert (fusion.refuses, fusion.appliques) == ((), ())


@pytest.mark.exigence("PRE-02")
def test_une_note_donnee_sur_un_bareme_change_depuis_est_a_redonner():
    vue_sur = {sur: Noter(1, "1", None, Decimal(4), Decimal(sur)) for sur in ("4", "8.00")}
    fusion = fusionner(Etat(), 0, [vue_sur["4"], Noter(2, "2", None, Decimal(3))], CADRE)
    (refus,) = fusion.refuses
    assert (fusion.derniere, fusion.etat.notes, refus.conflit) == (2, {"2": Decimal(3)}, False)
    assert refus.message == (
        "Question 1\u00a0: le barème a changé, elle est maintenant sur 8. Donnez sa note de nouveau."
    )
    assert fusionner(Etat(), 0, [vue_sur["8.00"]], CADRE).refuses == ()


def test_une_appreciation_changee_ailleurs_n_est_pas_ecrasee():
    etat = Etat(appreciation="Bon devoir.")
    fusion = fusionner(etat, 0, [Apprecier(1, "", "Insuffisant.")], CADRE)
    assert fusion.etat is etat
    assert fusion.refuses[0].conflit
    suite = fusionner(etat, 1, [Apprecier(2, "Bon devoir.", " Très bon\0 devoir. ")], CADRE)
    assert suite.etat.appreciation == "Très bon devoir."


@pytest.mark.parametrize(
    ("changement", "raison"),
    [
        (Noter(1, "1", None, Decimal(9)), "9 dépasse le maximum, 8"),
        (Noter(1, "1", None, Decimal("0.1")), "n’est pas un multiple"),
        (Noter(1, "9", None, Decimal(1)), "pas de question 9"),
        (un_poser(1, page=UUID(int=2)), "n’est pas dans la copie"),
        (un_poser(1, contenu={"genre": "coche"}), "il manque"),
        (un_poser(1, contenu=COCHE | {"x": 2}), "compris entre 0 et 1"),
        (un_poser(1, contenu={"genre": "texte", "texte": "a\0b"}), "caractère interdit"),
        (Apprecier(1, "", "x" * 4001), "dépasse 4000 caractères"),
    ],
)
def test_ce_qui_ne_peut_pas_etre_garde_est_refuse_avec_sa_raison_sans_arreter_la_suite(changement, raison):
    fusion = fusionner(Etat(), 0, [changement, Noter(2, "2", None, Decimal(1))], CADRE)
    assert [(r.sequence, r.conflit) for r in fusion.refuses] == [(1, False)]
    assert raison in fusion.refuses[0].message
    assert (fusion.etat.notes, fusion.derniere) == ({"2": Decimal(1)}, 2)


def test_une_annotation_retiree_ne_revient_pas_sous_la_meme_cle():
    cle = uuid4()
    fusion = fusionner(Etat(), 0, [un_poser(1, cle), Retirer(2, cle), un_poser(3, cle)], CADRE)
    assert (fusion.etat.posees, fusion.derniere) == ({}, 3)


@pytest.mark.exigence("COR-03")
def test_une_copie_est_complete_quand_chaque_question_est_notee_et_l_appreciation_donnee_si_obligatoire():
    notee = Etat(dict.fromkeys(BAREME, Decimal(0)))
    assert not est_complete(Etat({"1": Decimal(1)}), BAREME, appreciation_obligatoire=False)
    assert est_complete(notee, BAREME, appreciation_obligatoire=False)
    assert not est_complete(notee, BAREME, appreciation_obligatoire=True)


# ---- any order of keys and any cut of the network gives the same marks

CLES = [UUID(int=100 + rang) for rang in range(6)]
GESTES = st.lists(
    st.one_of(
        st.tuples(st.just("noter"), st.sampled_from(list(BAREME)), st.integers(0, 32) | st.none()),
        st.tuples(st.just("apprecier"), st.text("abcé ", max_size=6)),
        st.tuples(st.just("poser"), st.sampled_from(CLES)),
        st.tuples(st.just("retirer"), st.sampled_from(CLES)),
    ),
    max_size=25,
)


def saisir(gestes):
    """What one editor sends for these gestures, each knowing what its person saw before."""
    notes, appreciation, changements = {}, "", []
    for sequence, (acte, *suite) in enumerate(gestes, start=1):
        if acte == "noter":
            question, quarts = suite
            points = None if quarts is None else Decimal(quarts) / 4
            changements.append(Noter(sequence, question, notes.get(question), points))
            notes[question] = points
        elif acte == "apprecier":
            changements.append(Apprecier(sequence, appreciation, suite[0]))
            appreciation = suite[0].strip()
        elif acte == "poser":
            changements.append(un_poser(sequence, suite[0]))
        else:
            changements.append(Retirer(sequence, suite[0]))
    return changements, {q: p for q, p in notes.items() if p is not None}, appreciation


@given(gestes=GESTES, alea=st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_quels_que_soient_les_coupures_et_les_repetitions_les_notes_sont_celles_tapees(gestes, alea):
    changements, notes, appreciation = saisir(gestes)
    d_un_trait = fusionner(Etat(), 0, changements, CADRE)
    etat, derniere = Etat(), 0
    while derniere < len(changements):
        debut = alea.randint(max(0, derniere - 3), min(len(changements), derniere + 2))
        lot = changements[debut : debut + alea.randint(1, 5)]
        alea.shuffle(lot)
        recu = fusionner(etat, derniere, lot, CADRE)
        assert recu.refuses == ()
        etat, derniere = recu.etat, recu.derniere
    assert etat == d_un_trait.etat
    assert (etat.notes, etat.appreciation) == (notes, appreciation)


@given(ici=GESTES, ailleurs=GESTES, alea=st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_deux_postes_rien_n_est_ecrase_sans_avoir_ete_vu(ici, ailleurs, alea):
    """A mark gives way only to somebody who saw it; what was typed and is not held was refused."""
    files = [saisir(ici)[0], saisir(ailleurs)[0]]
    etat, dernieres = Etat(), [0, 0]
    while any(dernieres[qui] < len(files[qui]) for qui in (0, 1)):
        qui = alea.choice([q for q in (0, 1) if dernieres[q] < len(files[q])])
        changement = files[qui][dernieres[qui]]
        recu = fusionner(etat, dernieres[qui], [changement], CADRE)
        if isinstance(changement, Noter):
            avant, apres = etat.notes.get(changement.question), recu.etat.notes.get(changement.question)
            assert avant in (apres, changement.vue)
            assert apres == changement.points or [r.conflit for r in recu.refuses] == [True]
        elif isinstance(changement, Apprecier):
            assert etat.appreciation in (recu.etat.appreciation, changement.vue)
            assert recu.etat.appreciation == changement.texte.strip() or recu.refuses
        etat, dernieres[qui] = recu.etat, recu.derniere


@given(ici=GESTES, ailleurs=GESTES)
@settings(max_examples=200, deadline=None)
def test_l_ordre_des_lots_de_deux_postes_ne_change_pas_les_annotations(ici, ailleurs):
    """Keys are random: two editors never share one."""
    premier = [c for c in saisir(ici)[0] if isinstance(c, Poser | Retirer)]
    autres = {cle: UUID(int=cle.int + 1000) for cle in CLES}
    second = [c for c in saisir(ailleurs)[0] if isinstance(c, Poser | Retirer)]
    second = [
        type(c)(**{**{f: getattr(c, f) for f in c.__struct_fields__}, "cle": autres[c.cle]}) for c in second
    ]
    renumeroter = lambda file: [  # noqa: E731
        type(c)(**{**{f: getattr(c, f) for f in c.__struct_fields__}, "sequence": rang})
        for rang, c in enumerate(file, start=1)
    ]
    un, deux = renumeroter(premier), renumeroter(second)
    ainsi = fusionner(fusionner(Etat(), 0, un, CADRE).etat, 0, deux, CADRE).etat
    autrement = fusionner(fusionner(Etat(), 0, deux, CADRE).etat, 0, un, CADRE).etat
    assert ainsi.posees == autrement.posees
