"""What no dossier may break, whatever its marks."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.reglement import Cle, Dossier, Groupe, Issue, NoteControle, NoteEpreuve, decider, reglements
from tests.deliberation.reglement.dossiers import AVANT, BGT, CFG, COVID, DEPUIS, recalculer

pytestmark = pytest.mark.exigence("DEL-12", "DEL-13")
RANG = {Issue.ELIMINE: 0, Issue.NON_DELIVRABLE: 1, Issue.AJOURNE: 2, Issue.AUTORISE: 3, Issue.ADMIS: 4}
A_RECALCULER = {Cle.MOYENNE, Cle.MOYENNE_CONTROLE, Cle.PROFESSIONNELLE, Cle.MEILLEURES_NOTES}
# Session 2021 apart: its rule is not monotonic, and a test says so.
MONOTONES = st.sampled_from([AVANT, DEPUIS, BGT, CFG])
TOUS = st.sampled_from([AVANT, COVID, DEPUIS, BGT, CFG])
DEUX_GROUPES = st.sampled_from([AVANT, DEPUIS, BGT])
POINTS = st.sampled_from([Fraction(0), Fraction(1), Fraction("2.5")])


def valeurs(epreuve, autour=None):
    if epreuve.valeurs_admises:
        return st.sampled_from(epreuve.valeurs_admises)
    quarts = st.integers(0, int(epreuve.bareme) * 4).map(lambda n: Fraction(n, 4))
    return quarts if autour is None else st.one_of(quarts, st.sampled_from(autour))


@st.composite
def dossiers(draw, reglement, *, groupe=Groupe.PREMIER, codes=False):
    """Marks mostly near the thresholds, optional épreuves in or out, choices and marks of the second group."""
    notes = []
    for epreuve in reglement.epreuves:
        if not epreuve.obligatoire and not draw(st.booleans()):
            continue
        pres = [Fraction(n, 2) for n in range(15, 22)] if epreuve.bareme == 20 else None
        valeur = draw(valeurs(epreuve, pres))
        if codes and draw(st.integers(0, 9)) == 0:
            valeur = draw(st.sampled_from([effet.code for effet in reglement.effets]))
        notes.append(NoteEpreuve(epreuve.code, valeur))
    oraux = tuple(draw(controle(reglement, notes)) if groupe is Groupe.SECOND else ())
    return Dossier(tuple(notes), groupe, oraux, draw(POINTS), draw(POINTS))


@st.composite
def controle(draw, reglement, notes):
    hors = {note.epreuve for note in notes if note.code and reglement.effet(note.code).hors_moyenne}
    oraux = []
    for partie in reglement.second_groupe.parties:
        choix = [e.code for e in reglement.choix(partie.code) if e.code not in hors]
        nombre = min(len(choix), draw(st.integers(partie.minimum, partie.maximum)))
        codes = draw(st.permutations(choix))[:nombre] if choix else []
        oraux += [NoteControle(partie.code, code, draw(st.integers(0, 20))) for code in codes]
    return oraux


@st.composite
def dossier_et_hausse(draw, reglement, groupe):
    dossier = draw(dossiers(reglement, groupe=groupe))
    rang = draw(st.integers(0, len(dossier.notes) - 1))
    note = dossier.notes[rang]
    epreuve = reglement.epreuve(note.epreuve)
    plus_haut = draw(valeurs(epreuve).filter(lambda v: v >= note.nombre) | st.just(epreuve.bareme))
    notes = (*dossier.notes[:rang], NoteEpreuve(note.epreuve, plus_haut), *dossier.notes[rang + 1 :])
    return dossier, Dossier(
        notes, groupe, dossier.controle, dossier.points_jury, dossier.points_jury_controle
    )


def mesure(decision):
    return decision.points if decision.coefficients is None else decision.moyenne


@given(data=st.data(), reglement=MONOTONES)
@settings(max_examples=150, deadline=None)
def test_monter_une_note_ne_baisse_ni_la_moyenne_ni_la_decision(data, reglement):
    avant, apres = data.draw(dossier_et_hausse(reglement, Groupe.PREMIER))
    basse, haute = decider(reglement, avant), decider(reglement, apres)
    assert mesure(haute) >= mesure(basse)
    assert RANG[haute.issue] >= RANG[basse.issue]


@given(data=st.data(), reglement=DEUX_GROUPES)
@settings(max_examples=150, deadline=None)
def test_monter_une_note_du_premier_groupe_ne_baisse_pas_la_decision_du_second(data, reglement):
    avant, apres = data.draw(dossier_et_hausse(reglement, Groupe.SECOND))
    basse, haute = decider(reglement, avant), decider(reglement, apres)
    assert haute.moyenne_premier_groupe >= basse.moyenne_premier_groupe
    assert RANG[haute.issue] >= RANG[basse.issue]


@given(data=st.data(), reglement=DEUX_GROUPES)
@settings(max_examples=150, deadline=None)
def test_monter_un_oral_ne_baisse_ni_la_moyenne_ni_la_decision(data, reglement):
    dossier = data.draw(dossiers(reglement, groupe=Groupe.SECOND))
    oraux = tuple(
        NoteControle(oral.partie, oral.epreuve, data.draw(st.integers(oral.valeur, 20)))
        for oral in dossier.controle
    )
    mieux = Dossier(dossier.notes, Groupe.SECOND, oraux, dossier.points_jury, dossier.points_jury_controle)
    basse, haute = decider(reglement, dossier), decider(reglement, mieux)
    assert haute.moyenne >= basse.moyenne
    assert RANG[haute.issue] >= RANG[basse.issue]


@given(data=st.data(), reglement=st.sampled_from([DEPUIS, BGT]))
@settings(max_examples=150, deadline=None)
def test_un_oral_plus_bas_que_la_premiere_note_ne_change_rien(data, reglement):
    dossier = data.draw(dossiers(reglement, groupe=Groupe.SECOND))
    premieres = {note.epreuve: note.nombre for note in dossier.notes}
    oraux = tuple(
        NoteControle(oral.partie, oral.epreuve, data.draw(st.integers(0, int(premieres[oral.epreuve]))))
        for oral in dossier.controle
    )
    avec = decider(reglement, Dossier(dossier.notes, Groupe.SECOND, oraux, dossier.points_jury))
    sans = decider(reglement, Dossier(dossier.notes, Groupe.PREMIER, (), dossier.points_jury))
    assert (avec.moyenne, avec.points, avec.coefficients) == (sans.moyenne, sans.points, sans.coefficients)
    assert avec.issue is (Issue.AJOURNE if sans.issue is Issue.AUTORISE else sans.issue)


@given(data=st.data(), reglement=TOUS)
@settings(max_examples=100, deadline=None)
def test_l_ordre_des_notes_ne_change_rien_pas_meme_la_fiche(data, reglement):
    groupe = Groupe.SECOND if reglement.second_groupe else Groupe.PREMIER
    dossier = data.draw(dossiers(reglement, groupe=groupe, codes=True))
    melange = Dossier(
        tuple(data.draw(st.permutations(dossier.notes))),
        groupe,
        tuple(data.draw(st.permutations(dossier.controle))),
        dossier.points_jury,
        dossier.points_jury_controle,
    )
    assert decider(reglement, melange) == decider(reglement, dossier)


@given(data=st.data(), reglement=TOUS)
@settings(max_examples=100, deadline=None)
def test_l_ordre_des_epreuves_du_reglement_ne_change_pas_la_decision(data, reglement):
    groupe = Groupe.SECOND if reglement.second_groupe else Groupe.PREMIER
    dossier = data.draw(dossiers(reglement, groupe=groupe, codes=True))
    melange = replace(reglement, epreuves=tuple(data.draw(st.permutations(reglement.epreuves))))
    autrement, decision = decider(melange, dossier), decider(reglement, dossier)
    for champ in fields(decision):
        if champ.name not in {"fiche", "manquantes", "alertes"}:
            assert getattr(autrement, champ.name) == getattr(decision, champ.name), champ.name
    for champ in ("manquantes", "alertes"):
        assert set(getattr(autrement, champ)) == set(getattr(decision, champ))


@given(data=st.data(), reglement=TOUS)
@settings(max_examples=150, deadline=None)
def test_une_absence_ne_vaut_jamais_mieux_qu_un_zero(data, reglement):
    dossier = data.draw(dossiers(reglement))
    rang = data.draw(st.integers(0, len(dossier.notes) - 1))
    epreuve = reglement.epreuve(dossier.notes[rang].epreuve)
    zero = epreuve.valeurs_admises[0] if epreuve.valeurs_admises else 0

    def avec(valeur):
        notes = (*dossier.notes[:rang], NoteEpreuve(epreuve.code, valeur), *dossier.notes[rang + 1 :])
        return decider(reglement, Dossier(notes, points_jury=dossier.points_jury))

    absent, nul = avec("AB"), avec(zero)
    assert mesure(absent) <= mesure(nul)
    assert RANG[absent.issue] <= RANG[nul.issue]
    assert nul.mention or not absent.mention


@given(data=st.data(), reglement=TOUS)
@settings(max_examples=150, deadline=None)
def test_la_fiche_et_la_decision_disent_toujours_la_meme_chose(data, reglement):
    groupe = data.draw(st.sampled_from(Groupe)) if reglement.second_groupe else Groupe.PREMIER
    decision = decider(reglement, data.draw(dossiers(reglement, groupe=groupe, codes=True)))
    derniere = decision.fiche[-1]
    assert derniere.valeur == mesure(decision)
    assert decision.libelle in derniere.resultat
    assert decision.affichage in derniere.resultat
    for etape in decision.fiche:
        if etape.cle in A_RECALCULER and etape.valeur is not None:
            assert recalculer(etape) == etape.valeur
        assert etape.version == reglement.version


@given(data=st.data(), reglement=TOUS)
@settings(max_examples=100, deadline=None)
def test_ce_qui_s_affiche_ne_contredit_pas_le_seuil(data, reglement):
    decision = decider(reglement, data.draw(dossiers(reglement)))
    if decision.moyenne is not None and decision.issue in {Issue.ADMIS, Issue.AUTORISE, Issue.AJOURNE}:
        affiche = Fraction(decision.affichage.replace(",", ".").replace("−", "-"))
        assert (affiche >= 10) is (decision.issue is Issue.ADMIS)


@given(data=st.data(), reglement=TOUS)
@settings(max_examples=50, deadline=None)
def test_aucun_flottant_nulle_part_dans_la_decision(data, reglement):
    groupe = Groupe.SECOND if reglement.second_groupe else Groupe.PREMIER
    decision = decider(reglement, data.draw(dossiers(reglement, groupe=groupe, codes=True)))
    assert not [valeur for valeur in dedans(decision) if isinstance(valeur, float)]


def test_aucun_flottant_nulle_part_dans_les_reglements():
    assert not [valeur for valeur in dedans(reglements()) if isinstance(valeur, float)]


def dedans(objet):
    """Every value inside nested dataclasses and collections."""
    if is_dataclass(objet):
        for champ in fields(objet):
            yield from dedans(getattr(objet, champ.name))
    elif isinstance(objet, (tuple, frozenset)):
        for element in objet:
            yield from dedans(element)
    elif not isinstance(objet, Enum):
        yield objet
