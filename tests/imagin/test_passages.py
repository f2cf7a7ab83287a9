"""IMA-02: the states of a service fait; every pair of states comes from the table of passages."""

from decimal import Decimal
from itertools import product

import pytest
from django.utils import timezone

from imagin.actions import faire_passer
from imagin.etats import ANNULER, PASSAGES, RETABLIR, TRANSMETTRE, VALIDER, EtatServiceFait
from imagin.models import Mouvement, NatureMouvement, Origine, ServiceFait
from imagin.regles import A_MOTIVER
from santorin.journal.models import Entree
from santorin.refus import Refus
from tests.fabriques import un_gestionnaire
from tests.imagin.decor import (
    deposer,
    dernier,
    ligne_santorin,
    un_emis,
    un_tarif,
    une_epreuve,
    une_saisie,
    une_source,
)
from tests.imagin.test_reception import en_parallele

A_VALIDER, VALIDE, TRANSMIS, ANNULE = EtatServiceFait
CHEMINS = {
    A_VALIDER: (),
    VALIDE: ("valider",),
    TRANSMIS: ("valider", "transmettre"),
    ANNULE: ("annuler",),
}


def passer(ligne, verbe, *, vu=None, par=None, motif="Essai"):
    return faire_passer(
        ligne.epreuve,
        [ligne.pk],
        PASSAGES[verbe],
        vu=dernier() if vu is None else vu,
        motif=motif,
        par=par or un_gestionnaire(),
        le=timezone.now(),
    )


def une_ligne(etat, origine=Origine.SANTORIN):
    """A line of 40 copies at 5 €, brought to a state by the acts."""
    un_tarif()
    if origine == Origine.SAISIE:
        ligne = une_saisie(une_epreuve(), nombre=40)
    else:
        deposer(un_emis(nombre=40))
        ligne = ligne_santorin()
    for verbe in CHEMINS[etat]:
        passer(ligne, verbe)
    ligne.refresh_from_db()
    return ligne


@pytest.mark.exigence("IMA-02")
def test_le_tableau_des_passages_est_celui_de_la_regle():
    arcs = {(de.value, p.vers.value, verbe) for verbe, p in PASSAGES.items() for de in p.de}
    assert arcs == {
        ("a_valider", "valide", "valider"),
        ("valide", "a_valider", "devalider"),
        ("valide", "transmis", "transmettre"),
        ("a_valider", "annule", "annuler"),
        ("valide", "annule", "annuler"),
        ("annule", "a_valider", "retablir"),
    }
    assert [etat.label for etat in EtatServiceFait] == [
        "A valider", "Validé", "Transmis à la liquidation", "Annulé",
    ]  # fmt: skip


@pytest.mark.exigence("IMA-02", "SEC-01")
@pytest.mark.django_db
@pytest.mark.parametrize(("etat", "verbe", "origine"), list(product(EtatServiceFait, PASSAGES, Origine)))
def test_depuis_chaque_etat_seuls_les_passages_du_tableau_se_font(etat, verbe, origine):
    ligne, gestionnaire = une_ligne(etat, origine), un_gestionnaire()
    avant = (ServiceFait.objects.values().get(), Mouvement.objects.count(), Entree.objects.count())
    if etat not in PASSAGES[verbe].de:
        with pytest.raises(Refus, match="déjà à l’état"):
            passer(ligne, verbe, par=gestionnaire)
        assert (
            ServiceFait.objects.values().get(),
            Mouvement.objects.count(),
            Entree.objects.count(),
        ) == avant
        return
    tri = passer(ligne, verbe, par=gestionnaire)
    ligne.refresh_from_db()
    assert (len(tri.retenues), ligne.etat) == (1, PASSAGES[verbe].vers)
    assert ligne.montant == (Decimal("200.00") if verbe == "transmettre" else None)
    mouvement = Mouvement.objects.latest("pk")
    assert (mouvement.nature, mouvement.etat, mouvement.par) == (
        NatureMouvement.PASSAGE, ligne.etat, gestionnaire,
    )  # fmt: skip
    entree = Entree.objects.latest("pk")
    assert (entree.par, entree.fil_id) == (gestionnaire, ligne.epreuve.fil)
    assert (entree.avant, entree.apres["etat"]) == ({str(ligne.pk): etat}, ligne.etat)


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
@pytest.mark.parametrize("verbe", PASSAGES)
def test_un_double_clic_ne_fait_le_passage_qu_une_fois(verbe):
    ligne = une_ligne(PASSAGES[verbe].de[0])
    vu = dernier()
    passer(ligne, verbe, vu=vu)
    mouvements = Mouvement.objects.count()
    with pytest.raises(Refus, match="déjà à l’état"):
        passer(ligne, verbe, vu=vu)
    assert Mouvement.objects.count() == mouvements


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db(transaction=True)
def test_de_deux_clics_au_meme_instant_un_seul_l_emporte():
    deposer(*(un_emis(f"I{n:06}", n) for n in range(1, 41)))
    lignes, vu = list(ServiceFait.objects.values_list("pk", flat=True)), dernier()
    epreuve, gestionnaire = ligne_santorin().epreuve, un_gestionnaire()

    def cliquer(passage):
        return lambda: faire_passer(
            epreuve, lignes, passage, vu=vu, motif="Essai", par=gestionnaire, le=timezone.now()
        )

    issues = en_parallele(*[cliquer(VALIDER)] * 3, *[cliquer(ANNULER)] * 3)
    assert sum(not isinstance(issue, Exception) for issue in issues) == 1
    assert all(isinstance(issue, Refus) for issue in issues if isinstance(issue, Exception))
    assert ServiceFait.objects.values("etat").distinct().count() == 1
    assert Mouvement.objects.filter(nature=NatureMouvement.PASSAGE).count() == 40


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
def test_plusieurs_lignes_passent_d_un_coup_et_les_autres_sont_laissees_avec_leur_raison():
    un_tarif(montant="5.00")
    deposer(un_emis("I000001", 40), un_emis("I000002", 10), un_emis("I000003", 0), un_emis("I000004", 7))
    passer(ligne_santorin("I000004"), "valider")
    lignes = list(ServiceFait.objects.values_list("pk", flat=True))
    tri = faire_passer(
        ligne_santorin().epreuve, lignes, VALIDER, vu=dernier(), par=un_gestionnaire(), le=timezone.now()
    )
    assert (len(tri.retenues), tri.somme) == (2, Decimal("250.00"))
    assert dict(tri.ecartes) == {"déjà à l’état «\xa0Annulé\xa0»": 1, "déjà à l’état «\xa0Validé\xa0»": 1}
    assert ServiceFait.objects.filter(etat=VALIDE).count() == 3


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
def test_une_ligne_changee_depuis_l_affichage_n_est_pas_validee_sans_avoir_ete_relue():
    source = une_source()
    deposer(un_emis("I000001", 40), un_emis("I000002", 10), par=source)
    vu = dernier()
    deposer(un_emis("I000001", 42, 2), un_emis("I000002", 10, 2), par=source)
    lignes = list(ServiceFait.objects.values_list("pk", flat=True))
    tri = faire_passer(
        ligne_santorin().epreuve, lignes, VALIDER, vu=vu, par=un_gestionnaire(), le=timezone.now()
    )
    assert [ligne.nombre_de_copies for ligne in tri.retenues] == [10]
    assert tri.ecartes == (("modifié depuis l’affichage de la page", 1),)
    assert ligne_santorin("I000001").etat == A_VALIDER


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
def test_une_ligne_sans_copie_ne_se_retablit_pas():
    deposer(un_emis(nombre=0))
    with pytest.raises(Refus, match="plus aucune copie"):
        passer(ligne_santorin(), "retablir")


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
def test_sans_taux_rien_ne_part_a_la_liquidation():
    deposer(un_emis(nombre=40))
    passer(ligne_santorin(), "valider")
    with pytest.raises(Refus, match="aucun taux"):
        passer(ligne_santorin(), "transmettre")
    assert ligne_santorin().etat == VALIDE


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
def test_une_annulation_dit_son_motif_qui_reste_dans_l_historique():
    ligne = une_ligne(A_VALIDER)
    with pytest.raises(Refus, match="motif"):
        passer(ligne, "annuler", motif="  ")
    passer(ligne, "annuler", motif="Compte de test")
    assert Mouvement.objects.latest("pk").motif == "Compte de test"
    assert A_MOTIVER == (ANNULER,)
    passer(ligne, "retablir", motif="")
    ligne.refresh_from_db()
    assert ligne.etat == RETABLIR.vers


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
def test_une_ligne_d_une_autre_epreuve_n_est_pas_touchee():
    deposer(un_emis(nombre=40), code="U22")
    deposer(un_emis(nombre=40), code="U23")
    ailleurs = ligne_santorin(code="U23")
    with pytest.raises(Refus, match="Cochez"):
        faire_passer(
            ligne_santorin(code="U22").epreuve,
            [ailleurs.pk],
            TRANSMETTRE,
            vu=dernier(),
            par=un_gestionnaire(),
            le=timezone.now(),
        )
