"""IMA-01: the law of snapshots, line by line, as a pure function and then in the database."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from imagin.actions import faire_passer
from imagin.etats import PASSAGES, TRANSMETTRE, VALIDER, EtatServiceFait
from imagin.models import Mouvement, NatureMouvement, Origine, ServiceFait
from imagin.regles import tenu
from santorin.journal.models import Entree
from santorin.transmission.destinataires import StatutServiceFait
from santorin.transmission.destinataires.loi_services_faits import COPIES_VRAISEMBLABLES, decider
from tests.fabriques import un_gestionnaire
from tests.imagin.decor import AU, DU, deposer, dernier, ligne_santorin, un_emis, un_tarif, une_source

ENREGISTRE, INCHANGE, REJETE = StatutServiceFait
A_VALIDER, VALIDE, TRANSMIS, ANNULE = EtatServiceFait
PLUS_TARD = AU + timedelta(days=1)


def en_place(nombre=40, version=3, etat=A_VALIDER, *, du=DU, au=AU):
    return ServiceFait(
        origine=Origine.SANTORIN, nombre_de_copies=nombre, du=du, au=au, version=version, etat=etat
    )


LOI = [
    # in place, sent, status, state afterwards (None: the line is not written), reason
    (None, un_emis(nombre=40), ENREGISTRE, A_VALIDER, None),
    (None, un_emis(nombre=0), ENREGISTRE, ANNULE, None),
    (en_place(40, 3), un_emis(nombre=42, version=4), ENREGISTRE, A_VALIDER, None),
    (en_place(40, 3), un_emis(nombre=38, version=4), ENREGISTRE, A_VALIDER, None),
    (en_place(40, 3), un_emis(nombre=40, version=4, au=PLUS_TARD), ENREGISTRE, A_VALIDER, None),
    (en_place(40, 3), un_emis(nombre=0, version=4), ENREGISTRE, ANNULE, None),
    (en_place(40, 3, VALIDE), un_emis(nombre=42, version=4), ENREGISTRE, A_VALIDER, None),
    (en_place(40, 3, VALIDE), un_emis(nombre=0, version=4), ENREGISTRE, ANNULE, None),
    (en_place(40, 3, ANNULE), un_emis(nombre=42, version=4), ENREGISTRE, A_VALIDER, None),
    (en_place(0, 3, ANNULE), un_emis(nombre=42, version=4), ENREGISTRE, A_VALIDER, None),
    (en_place(40, 3), un_emis(nombre=40, version=3), INCHANGE, None, None),
    (en_place(40, 3, TRANSMIS), un_emis(nombre=40, version=3), INCHANGE, None, None),
    (en_place(40, 3), un_emis(nombre=40, version=4), INCHANGE, A_VALIDER, None),
    (en_place(40, 3, VALIDE), un_emis(nombre=40, version=4), INCHANGE, VALIDE, None),
    (en_place(40, 3, ANNULE), un_emis(nombre=40, version=4), INCHANGE, ANNULE, None),
    (en_place(40, 3, TRANSMIS), un_emis(nombre=40, version=4), INCHANGE, TRANSMIS, None),
    (en_place(40, 3), un_emis(nombre=42, version=2), REJETE, None, "VERSION_DEPASSEE"),
    (en_place(40, 3), un_emis(nombre=40, version=2), REJETE, None, "VERSION_DEPASSEE"),
    (en_place(40, 3), un_emis(nombre=42, version=3), REJETE, None, "VERSION_DEPASSEE"),
    (en_place(40, 3, TRANSMIS), un_emis(nombre=42, version=2), REJETE, None, "VERSION_DEPASSEE"),
    (en_place(40, 3, TRANSMIS), un_emis(nombre=42, version=4), REJETE, None, "DEJA_LIQUIDE"),
    (en_place(40, 3, TRANSMIS), un_emis(nombre=0, version=4), REJETE, None, "DEJA_LIQUIDE"),
    (en_place(40, 3, TRANSMIS), un_emis(version=4, au=PLUS_TARD), REJETE, None, "DEJA_LIQUIDE"),
    (None, un_emis(du=AU, au=DU), REJETE, None, "DATES_INCOHERENTES"),
    (en_place(40, 3), un_emis(version=4, du=AU, au=DU), REJETE, None, "DATES_INCOHERENTES"),
    (None, un_emis(nombre=COPIES_VRAISEMBLABLES), ENREGISTRE, A_VALIDER, None),
    (None, un_emis(nombre=COPIES_VRAISEMBLABLES + 1), REJETE, None, "NOMBRE_INVRAISEMBLABLE"),
]


def appliquer(avant, emis):
    """Put `avant` into the database by the acts, send `emis`; the acknowledgement and the line."""
    gestionnaire, source = un_gestionnaire(), une_source()
    if avant is not None:
        un_tarif()
        if not avant.nombre_de_copies:
            deposer(un_emis(nombre=0, version=avant.version), par=source)
        else:
            deposer(un_emis(nombre=avant.nombre_de_copies, version=avant.version), par=source)
            ligne = ligne_santorin()
            verbes = {VALIDE: ["valider"], TRANSMIS: ["valider", "transmettre"], ANNULE: ["annuler"]}
            for verbe in verbes.get(avant.etat, ()):
                faire_passer(
                    ligne.epreuve,
                    [ligne.pk],
                    PASSAGES[verbe],
                    vu=dernier(),
                    motif="Essai",
                    par=gestionnaire,
                    le=timezone.now(),
                )
    (accuse,) = deposer(emis, par=source).accuses
    return accuse, ServiceFait.objects.filter(origine=Origine.SANTORIN).first()


@pytest.mark.exigence("IMA-01")
@pytest.mark.parametrize(("avant", "emis", "statut", "etat", "motif"), LOI)
def test_la_loi_des_instantanes_ligne_a_ligne(avant, emis, statut, etat, motif):
    choix = decider(emis, tenu(avant) if avant else None)
    assert (choix.statut, choix.motif) == (statut, motif)
    assert bool(choix.message) == (statut == REJETE)


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
@pytest.mark.parametrize(("avant", "emis", "statut", "etat", "motif"), LOI)
def test_la_base_suit_la_loi_ligne_a_ligne(avant, emis, statut, etat, motif):
    accuse, ligne = appliquer(avant, emis)
    assert (accuse.statut, accuse.motif, accuse.intervenant) == (statut, motif, emis.intervenant)
    if statut == REJETE and avant is None:
        assert ligne is None
    elif statut == REJETE:
        assert (ligne.nombre_de_copies, ligne.version, ligne.etat) == (
            avant.nombre_de_copies, avant.version, avant.etat,
        )  # fmt: skip
    else:
        attendu = etat or avant.etat
        assert (ligne.nombre_de_copies, ligne.du, ligne.au) == (emis.nombre_de_copies, emis.du, emis.au)
        assert (ligne.version, ligne.etat) == (emis.version, attendu)


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_une_copie_recorrigee_n_est_pas_comptee_deux_fois():
    source = une_source()
    for version, nombre in enumerate((40, 55, 55, 54), start=1):
        deposer(un_emis(nombre=nombre, version=version), par=source)
    assert ligne_santorin().nombre_de_copies == 54
    assert ServiceFait.objects.count() == 1


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_un_correcteur_sans_copie_verrouillee_garde_sa_ligne_annulee():
    source = une_source()
    deposer(un_emis(nombre=40, version=1), par=source)
    deposer(un_emis(nombre=0, version=2), par=source)
    assert (ligne_santorin().nombre_de_copies, ligne_santorin().etat) == (0, ANNULE)
    deposer(un_emis(nombre=12, version=3), par=source)
    assert (ligne_santorin().nombre_de_copies, ligne_santorin().etat) == (12, A_VALIDER)


@pytest.mark.exigence("IMA-01", "SEC-01")
@pytest.mark.django_db
def test_une_ligne_validee_que_santorin_change_revient_a_valider_et_le_journal_le_dit():
    source, gestionnaire = une_source(), un_gestionnaire()
    deposer(un_emis(nombre=40), un_emis("I000002", 10), par=source)
    for numero in ("I000001", "I000002"):
        ligne = ligne_santorin(numero)
        faire_passer(ligne.epreuve, [ligne.pk], VALIDER, vu=dernier(), par=gestionnaire, le=timezone.now())
    deposer(un_emis(nombre=42, version=2), un_emis("I000002", 10, 2), par=source)
    assert ligne_santorin().etat == A_VALIDER
    assert ligne_santorin("I000002").etat == VALIDE
    entree = Entree.objects.filter(acte="imagin.recevoir").latest("pk")
    assert entree.par == source
    assert entree.apres["changements_d_etat"] == [
        {
            "intervenant": "I000001",
            "avant": {"etat": "valide", "nombre_de_copies": 40},
            "apres": {"etat": "a_valider", "nombre_de_copies": 42},
        }
    ]


@pytest.mark.exigence("IMA-01", "IMA-02")
@pytest.mark.django_db
def test_ce_qui_est_deja_liquide_ne_change_pas_mais_l_ecart_se_voit():
    source, gestionnaire = une_source(), un_gestionnaire()
    un_tarif()
    deposer(un_emis(nombre=40), par=source)
    ligne = ligne_santorin()
    for passage in (VALIDER, TRANSMETTRE):
        faire_passer(ligne.epreuve, [ligne.pk], passage, vu=dernier(), par=gestionnaire, le=timezone.now())
    (accuse,) = deposer(un_emis(nombre=42, version=2), par=source).accuses
    assert accuse.motif == "DEJA_LIQUIDE"
    assert "40 copies sont déjà transmises à la liquidation" in accuse.message
    deposer(un_emis(nombre=43, version=4), par=source)
    deposer(un_emis(nombre=42, version=3), par=source)
    deposer(un_emis(nombre=43, version=4), par=source)
    ligne = ServiceFait.objects.avec_annonce().get()
    assert (ligne.nombre_de_copies, ligne.version, ligne.etat, ligne.annonce) == (40, 1, TRANSMIS, 43)
    refus = Mouvement.objects.filter(nature=NatureMouvement.REFUSE).order_by("pk")
    assert list(refus.values_list("version", "nombre_de_copies")) == [(2, 42), (4, 43)]
    deposer(un_emis(nombre=40, version=5), par=source)
    assert ServiceFait.objects.avec_annonce().get().annonce is None


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_le_dernier_arrive_ne_l_emporte_pas_s_il_est_plus_ancien():
    source = une_source()
    deposer(un_emis(nombre=55, version=9), par=source)
    (accuse,) = deposer(un_emis(nombre=40, version=8), par=source).accuses
    assert (accuse.statut, accuse.motif) == (REJETE, "VERSION_DEPASSEE")
    assert "version 8 arrive après la version 9" in accuse.message
    assert ligne_santorin().nombre_de_copies == 55


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_un_correcteur_nomme_deux_fois_dans_un_envoi_est_juge_deux_fois_dans_l_ordre():
    accuses = deposer(
        un_emis(nombre=40, version=2), un_emis(nombre=42, version=3), un_emis(nombre=41, version=1)
    ).accuses
    assert [accuse.statut for accuse in accuses] == [ENREGISTRE, ENREGISTRE, REJETE]
    assert (ligne_santorin().nombre_de_copies, ligne_santorin().version) == (42, 3)
    assert Mouvement.objects.count() == 2


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_le_nom_d_un_intervenant_suit_ce_que_dit_santorin_et_ne_s_efface_pas():
    source = une_source()
    deposer(un_emis(nom="LAVANDE Alexandre"), par=source)
    deposer(un_emis(version=2, nom="LAVANDE-SAPIN Alexandre"), par=source)
    deposer(un_emis(version=3, nom=""), par=source)
    intervenant = ligne_santorin().intervenant
    assert (intervenant.nom, intervenant.recherche) == (
        "LAVANDE-SAPIN Alexandre", "LAVANDE-SAPIN ALEXANDRE I000001",
    )  # fmt: skip


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_l_historique_garde_chaque_instantane_avec_sa_transmission_et_sa_date():
    source = une_source()
    deposer(un_emis(nombre=40, version=1), par=source)
    deposer(un_emis(nombre=42, version=2, au=date(2027, 6, 30)), par=source)
    mouvements = list(Mouvement.objects.order_by("pk"))
    assert [(m.nombre_de_copies, m.au, m.version, m.par) for m in mouvements] == [
        (40, AU, 1, source), (42, date(2027, 6, 30), 2, source),
    ]  # fmt: skip
    assert all(m.transmission and m.le for m in mouvements)
