"""IMA-02: what a service fait is worth, by the dated tables of rates; exact decimals."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from imagin.actions import faire_passer
from imagin.etats import ANNULER, TRANSMETTRE, VALIDER
from imagin.lectures import Criteres, vue_de
from imagin.models import ServiceFait, Tarif, Taux
from santorin.journal.models import Entree
from tests.fabriques import un_administrateur, un_examen, un_gestionnaire
from tests.imagin.decor import deposer, dernier, ligne_santorin, un_emis, un_tarif

GRILLE = {1: "0.75", 2: "1.10", 3: "1.73", 4: "2.47", 5: "5.00"}


def somme():
    return ServiceFait.objects.tarifes().get().somme


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
def test_la_migration_apporte_la_grille_publiee():
    Taux.objects.all().delete()
    with connection.schema_editor() as editeur:
        import_module("imagin.migrations.0003_grille_des_taux").remplir(apps, editeur)
    assert {t.numero: str(t.montant) for t in Taux.objects.all()} == GRILLE
    assert all(t.au is None and "13 avril 2012" in t.reference for t in Taux.objects.all())


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
@pytest.mark.parametrize(("numero", "montant"), GRILLE.items())
def test_le_montant_est_le_nombre_de_copies_par_le_taux_de_l_examen(numero, montant):
    un_tarif(numero, montant)
    deposer(un_emis(nombre=333))
    assert somme() == 333 * Decimal(montant)


class MontantExact(TestCase):
    """Whatever the figures, to the cent."""

    @pytest.mark.exigence("IMA-02")
    @settings(max_examples=25, deadline=None)
    @given(st.integers(1, 100_000), st.decimals("0.00", "9999.99", places=2))
    def test_le_montant_est_exact_quels_que_soient_les_chiffres(self, nombre, taux):
        Taux.objects.filter(numero=77).delete()
        Tarif.objects.all().delete()
        un_tarif(77, taux)
        deposer(un_emis(nombre=nombre))
        assert somme() == nombre * taux


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fin", "attendu"),
    [
        (date(2026, 12, 31), Decimal("50.00")),
        (date(2027, 1, 1), Decimal("52.00")),
        (date(2027, 6, 30), Decimal("52.00")),
        (date(2027, 7, 1), Decimal("24.70")),
        (date(2026, 1, 1), None),
        (date(2027, 12, 31), Decimal("24.70")),
        (date(2028, 1, 1), None),
    ],
)
def test_le_taux_est_celui_du_dernier_jour_du_travail(fin, attendu):
    Taux.objects.all().delete()
    for numero, montant, du, au in (
        (5, "5.00", date(2012, 4, 13), date(2026, 12, 31)),
        (5, "5.20", date(2027, 1, 1), None),
        (4, "2.47", date(2012, 4, 13), None),
    ):
        Taux.objects.create(numero=numero, montant=Decimal(montant), du=du, au=au)
    Tarif.objects.create(examen=un_examen(), numero=5, du=date(2026, 6, 1), au=date(2027, 6, 30))
    Tarif.objects.create(examen=un_examen(), numero=4, du=date(2027, 7, 1), au=date(2027, 12, 31))
    Tarif.objects.create(examen=un_examen("CFG"), numero=1, du=date(2012, 4, 13))
    deposer(un_emis(nombre=10, du=fin - timedelta(days=400), au=fin))
    assert somme() == attendu


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
def test_ce_qui_est_transmis_a_la_liquidation_garde_son_montant_quand_le_taux_change():
    un_tarif(montant="5.00")
    deposer(un_emis("I000001", 40), un_emis("I000002", 10))
    ligne = ligne_santorin()
    for passage in (VALIDER, TRANSMETTRE):
        faire_passer(
            ligne.epreuve, [ligne.pk], passage, vu=dernier(), par=un_gestionnaire(), le=timezone.now()
        )
    Taux.objects.update(montant=Decimal("7.00"))
    sommes = ServiceFait.objects.tarifes().order_by("nombre_de_copies").values_list("somme", flat=True)
    assert list(sommes) == [Decimal("70.00"), Decimal("200.00")]


@pytest.mark.exigence("IMA-02", "HAR-09")
@pytest.mark.django_db
def test_un_total_ne_compte_ni_les_lignes_annulees_ni_l_autre_tableau():
    un_tarif(montant="5.00")
    deposer(un_emis("I000001", 40), un_emis("I000002", 10), un_emis("I000003", 0))
    annulee = ligne_santorin("I000002")
    faire_passer(
        annulee.epreuve,
        [annulee.pk],
        ANNULER,
        vu=dernier(),
        motif="Essai",
        par=un_gestionnaire(),
        le=timezone.now(),
    )
    santorin, saisie = vue_de(ligne_santorin().epreuve, Criteres()).tableaux
    assert (santorin.total.copies, santorin.total.somme) == (40, Decimal("200.00"))
    assert (saisie.total.copies, saisie.total.somme) == (0, Decimal(0))


@pytest.mark.exigence("IMA-02")
@pytest.mark.django_db
def test_deux_taux_ne_sont_pas_en_vigueur_le_meme_jour():
    Taux.objects.all().delete()
    un_tarif(5, du=date(2027, 1, 1), au=date(2027, 6, 30))
    Tarif.objects.create(examen=un_examen(), numero=4, du=date(2027, 7, 1), au=date(2027, 12, 31))
    Tarif.objects.create(examen=un_examen("CFG"), numero=4, du=date(2027, 1, 1))
    with pytest.raises(IntegrityError, match="tarif_periodes_disjointes"), transaction.atomic():
        Tarif.objects.create(examen=un_examen(), numero=4, du=date(2027, 12, 31))
    with pytest.raises(IntegrityError, match="taux_periodes_disjointes"), transaction.atomic():
        Taux.objects.create(numero=5, montant=1, du=date(2026, 1, 1))
    with pytest.raises(IntegrityError, match="taux_positif"), transaction.atomic():
        Taux.objects.create(numero=6, montant=-1, du=date(2026, 1, 1))


@pytest.mark.exigence("IMA-02", "SEC-01")
@pytest.mark.django_db
@pytest.mark.gabarits_tolerants
def test_l_administrateur_fixe_les_taux_le_journal_le_garde_et_rien_ne_s_efface(client_de):
    Taux.objects.all().delete()
    client = client_de(un_administrateur())
    examen = un_examen()
    envoi = {"examen": examen.pk, "activite": 1, "numero": 5, "du": "2027-01-01", "au": ""}
    assert client.post(reverse("admin:imagin_tarif_add"), envoi).status_code == 302
    tarif = Tarif.objects.get()
    client.post(reverse("admin:imagin_tarif_change", args=[tarif.pk]), envoi | {"au": "2027-12-31"})
    entrees = Entree.objects.filter(acte="imagin.tarif").order_by("pk")
    assert [(e.avant and e.avant["au"], e.apres["au"]) for e in entrees] == [
        (None, None),
        (None, "2027-12-31"),
    ]
    assert (
        client.post(reverse("admin:imagin_tarif_delete", args=[tarif.pk]), {"post": "yes"}).status_code == 403
    )
    reponse = client.post(reverse("admin:imagin_tarif_add"), envoi | {"du": "2027-06-01"})
    assert "couvre déjà une partie" in reponse.content.decode()
