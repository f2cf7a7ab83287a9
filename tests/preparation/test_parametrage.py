"""Parameters of épreuves: rules and action."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from santorin.copies.etats import EtatLot
from santorin.copies.models import Nature, Parametrage
from santorin.journal.models import Entree
from santorin.preparation.actions.parametrage import parametrer
from santorin.preparation.regles.parametrage import PARAMETRES, changements
from santorin.refus import Refus
from tests.fabriques import un_lot, une_epreuve

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("PAR-02")
def test_les_valeurs_par_defaut_sont_celles_du_document():
    parametrage = une_epreuve().parametrage
    assert [getattr(parametrage, p.champ) for p in PARAMETRES] == [
        *(False, 20, "simple", Decimal(0), 20, False, False),
        *(True, True, False),
        *(False, True),
    ]


@pytest.mark.exigence("PAR-01")
def test_les_parametres_sont_groupes_comme_dans_le_document():
    assert list(dict.fromkeys(p.groupe for p in PARAMETRES)) == [
        "Numérisation",
        "Distribution",
        "Correction",
        "Clôture",
    ]
    assert {p.champ for p in PARAMETRES} == {
        champ.name for champ in Parametrage._meta.fields if champ.name != "epreuve"
    }


@pytest.mark.exigence("PAR-01", "SEC-01")
def test_plusieurs_epreuves_changent_ensemble_et_chacune_a_sa_trace(acte):
    epreuves = [une_epreuve(), une_epreuve(parametrage={"appreciation": True})]
    faits = parametrer(epreuves, {"appreciation": True, "niveau_validation": 50}, **acte)
    assert [(c.epreuve, c.parametre.champ, c.avant, c.apres) for c in faits] == [
        (epreuves[0], "niveau_validation", 20, 50),
        (epreuves[0], "appreciation", False, True),
        (epreuves[1], "niveau_validation", 20, 50),
    ]
    for epreuve in epreuves:
        epreuve.parametrage.refresh_from_db()
        assert (epreuve.parametrage.appreciation, epreuve.parametrage.niveau_validation) == (True, 50)
    traces = Entree.objects.filter(acte="epreuve.parametrer").order_by("id")
    assert [(t.fil_id, t.avant, t.apres) for t in traces] == [
        (
            f"epreuve:{epreuves[0].pk}",
            {"appreciation": False, "niveau_validation": 20},
            {"appreciation": True, "niveau_validation": 50},
        ),
        (f"epreuve:{epreuves[1].pk}", {"niveau_validation": 20}, {"niveau_validation": 50}),
    ]


@pytest.mark.exigence("PAR-03")
@pytest.mark.parametrize("champ", [p.champ for p in PARAMETRES])
def test_le_parametrage_d_une_e3c_n_est_pas_modifiable(acte, champ):
    epreuve = une_epreuve(Nature.E3C)
    avant = getattr(epreuve.parametrage, champ)
    nouvelle = {"simple": "double"}.get(avant, not avant if isinstance(avant, bool) else 42)
    with pytest.raises(Refus, match="E3C n’est pas modifiable"):
        parametrer([epreuve], {champ: nouvelle}, **acte)
    epreuve.parametrage.refresh_from_db()
    assert getattr(epreuve.parametrage, champ) == avant


@pytest.mark.exigence("PAR-03")
@pytest.mark.parametrize("champ", ["export_appreciation", "export_detail_notes", "export_annotations"])
def test_la_base_refuse_qu_une_e3c_laisse_quelque_chose_de_cote(champ):
    epreuve = une_epreuve(Nature.E3C)
    with pytest.raises(IntegrityError, match="E3C est figé"), transaction.atomic():
        Parametrage.objects.filter(epreuve=epreuve).update(**{champ: False})
    autre = une_epreuve()
    Parametrage.objects.filter(epreuve=autre).update(**{champ: False})
    autre.nature = Nature.E3C
    autre.save()
    autre.parametrage.refresh_from_db()
    assert getattr(autre.parametrage, champ) is True


@pytest.mark.exigence("PAR-04")
@pytest.mark.parametrize(
    ("etat", "champ", "valeur", "raison"),
    [
        (EtatLot.CONSTITUE, "type_lots", "double", "déjà réparties en 1\u00a0lot"),
        (EtatLot.VERROUILLE, "ecart_tolere", Decimal(2), "comparées avec l’ancien écart"),
        (EtatLot.VERROUILLE, "affichage_note", 40, "1\u00a0lot est déjà verrouillé"),
        (EtatLot.VERROUILLE, "appreciation", True, "sans que l’appréciation y soit obligatoire"),
    ],
)
def test_ce_qui_contredit_le_travail_fait_est_refuse(acte, etat, champ, valeur, raison):
    epreuve = une_epreuve()
    un_lot(epreuve, etat=etat)
    with pytest.raises(Refus, match=raison):
        parametrer([epreuve], {champ: valeur}, **acte)


@pytest.mark.exigence("PAR-04")
@pytest.mark.parametrize(
    ("etat", "champ", "valeur", "avant"),
    [
        (EtatLot.EN_CORRECTION, "affichage_note", 40, {}),
        (EtatLot.EN_CORRECTION, "appreciation", True, {}),
        (EtatLot.VERROUILLE, "appreciation", False, {"appreciation": True}),
        (EtatLot.VERROUILLE, "export_annotations", True, {}),
    ],
)
def test_ce_qui_ne_contredit_rien_reste_possible(acte, etat, champ, valeur, avant):
    epreuve = une_epreuve(parametrage=avant)
    un_lot(epreuve, etat=etat)
    assert len(parametrer([epreuve], {champ: valeur}, **acte)) == 1


@pytest.mark.exigence("PAR-04")
@pytest.mark.parametrize("nature", [Nature.HARMONISEE, Nature.CONCOURS])
@pytest.mark.parametrize(
    ("champ", "valeur"), [("cloture_par_etablissement", True), ("protege_saisies", False)]
)
def test_ce_qui_ne_vaut_que_pour_une_ponctuelle_y_reste(acte, nature, champ, valeur):
    with pytest.raises(Refus, match="ponctuelle"):
        parametrer([une_epreuve(nature)], {champ: valeur}, **acte)
    assert parametrer([une_epreuve(Nature.PONCTUELLE)], {champ: valeur}, **acte)


@pytest.mark.exigence("PAR-04")
def test_un_seul_refus_et_rien_ne_change_nulle_part(acte):
    libre, e3c, repartie = une_epreuve(), une_epreuve(Nature.E3C), une_epreuve()
    un_lot(repartie)
    with pytest.raises(Refus) as refus:
        parametrer([libre, e3c, repartie], {"type_lots": "double"}, **acte)
    assert refus.value.message == (
        "Rien n’a été changé. "
        f"{e3c} (type de lots)\u00a0: Le paramétrage d’une épreuve E3C n’est pas modifiable. "
        f"{repartie} (type de lots)\u00a0: Les copies sont déjà réparties en 1\u00a0lot."
    )
    libre.parametrage.refresh_from_db()
    assert libre.parametrage.type_lots == "simple"


@pytest.mark.exigence("PAR-01")
def test_demander_la_valeur_en_place_ne_change_rien(acte):
    e3c = une_epreuve(Nature.E3C)
    assert parametrer([e3c], {"export_annotations": True}, **acte) == []
    assert not Entree.objects.exists()


@pytest.mark.exigence("PAR-01")
def test_l_apercu_coute_une_requete_pour_une_et_pour_trois_epreuves(django_assert_num_queries):
    for nombre in (1, 3):
        epreuves = [une_epreuve() for _ in range(nombre)]
        with django_assert_num_queries(1):
            assert len(changements(epreuves, {"type_lots": "double"})) == nombre
