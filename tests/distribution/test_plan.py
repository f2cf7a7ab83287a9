"""The draw of copies into lots, as a pure function."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santorin.distribution.regles.plan import CopieADistribuer, CorrecteurDisponible, proposer


@st.composite
def situations(draw):
    nombre = draw(st.integers(0, 60))
    rangs = draw(st.sampled_from([(1,), (1, 2)]))
    copies = [
        CopieADistribuer(pk, draw(st.integers(1, 4)), draw(st.sampled_from(["A", "B", ""])), rangs)
        for pk in range(1, nombre + 1)
    ]
    correcteurs = [
        CorrecteurDisponible(
            pk,
            draw(st.none() | st.integers(1, 5)),
            tuple(draw(st.sets(st.sampled_from(["A", "B"]), max_size=2))),
            draw(st.integers(0, 10)),
        )
        for pk in range(100, 100 + draw(st.integers(0, 6)))
    ]
    return copies, correcteurs, draw(st.integers(1, 9)), draw(st.integers(0, 2**40))


@pytest.mark.exigence("DIS-01", "COR-05")
@given(situations())
def test_toute_copie_est_dans_un_lot_ou_orpheline_et_jamais_chez_qui_la_connait(situation):
    copies, correcteurs, taille, graine = situation
    plan = proposer(copies, correcteurs, taille=taille, graine=graine)
    par_pk, qui = {copie.pk: copie for copie in copies}, {c.pk: c for c in correcteurs}
    places = Counter((copie, lot.rang) for lot in plan.lots for copie in lot.copies)
    assert set(places.values()) <= {1}
    assert set(places) | set(plan.orphelines) == {(c.pk, rang) for c in copies for rang in c.rangs}
    assert not set(places) & set(plan.orphelines)
    for lot in plan.lots:
        assert 1 <= len(lot.copies) <= taille
        assert not any(
            qui[lot.correcteur].connait(par_pk[pk].etablissement, par_pk[pk].division) for pk in lot.copies
        )
    chez = [(lot.correcteur, copie) for lot in plan.lots for copie in lot.copies]
    assert len(chez) == len(set(chez))


@pytest.mark.exigence("DIS-01")
@given(situations())
def test_le_meme_tirage_se_refait_a_l_identique_dans_un_autre_ordre(situation):
    copies, correcteurs, taille, graine = situation
    assert proposer(copies, correcteurs, taille=taille, graine=graine) == proposer(
        copies[::-1], correcteurs[::-1], taille=taille, graine=graine
    )


@pytest.mark.exigence("DIS-01")
def test_les_charges_s_equilibrent_en_tenant_compte_de_ce_que_chacun_a_deja():
    copies = [CopieADistribuer(pk, 1, "", (1,)) for pk in range(100)]
    correcteurs = [CorrecteurDisponible(1, None, (), 30), CorrecteurDisponible(2, None, (), 0)]
    plan = proposer(copies, correcteurs, taille=40, graine=1)
    recues = Counter()
    for lot in plan.lots:
        recues[lot.correcteur] += len(lot.copies)
    assert recues == {1: 35, 2: 65}
    assert sorted(len(lot.copies) for lot in plan.lots) == [32, 33, 35]


@pytest.mark.exigence("DIS-01")
def test_deux_graines_donnent_deux_tirages():
    copies = [CopieADistribuer(pk, 1, "", (1,)) for pk in range(100)]
    correcteurs = [CorrecteurDisponible(pk, None, ()) for pk in range(3)]
    tirages = {proposer(copies, correcteurs, taille=40, graine=graine).empreinte for graine in range(10)}
    assert len(tirages) == 10


@pytest.mark.exigence("DIS-01")
def test_sans_etablissement_connu_les_divisions_excluent():
    copie = CopieADistribuer(1, 7, "TCOM1", (1,))
    seul = CorrecteurDisponible(9, None, ("TCOM1",))
    assert proposer([copie], [seul], taille=5, graine=1).orphelines == ((1, 1),)
