"""Marks calculated, kept from another session, or provisional (CYC-02, CYC-01, DEL-06)."""

import gzip
from decimal import Decimal

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cyclades.actions import definir_calcul, publier, recalculer_tout, recevoir
from cyclades.calcul import Calculee, EffetDuCode, Partie, Regle, calculer
from cyclades.lectures import detenues
from cyclades.models import Composante, Epreuve, Inscription, Note, NoteAnterieure
from santorin.journal.models import Entree
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus
from santorin.transmission.destinataires import CleEpreuve, ReponseNotes
from tests.fabriques import un_administrateur, un_gestionnaire, une_academie, une_application
from tests.fabriques.cyclades import (
    des_codes,
    un_envoi,
    un_inscrit,
    une_note_emise,
    une_saisie,
)

EFFETS = {"AB": EffetDuCode(False, False), "DI": EffetDuCode(False, True), "NV": EffetDuCode(True, False)}
AU_DEMI = Regle(Decimal(20), Decimal("0.5"), superieur=True)


def partie(valeur, coefficient=1, **champs):
    lue = (
        None if valeur is None else Valeur(code=valeur) if str(valeur).isalpha() else Valeur(Decimal(valeur))
    )
    return Partie(Decimal(coefficient), Decimal(champs.pop("sur", 20)), lue, **champs)


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize(
    ("parties", "attendue"),
    [
        ([partie("12"), partie("13")], "12.5"),
        ([partie("12"), partie("12.5")], "12.5"),
        ([partie("10", 3), partie("14", 1)], "11"),
        ([partie("8", sur=10), partie("12")], "14"),
        ([partie("12"), partie(None)], None),
        ([partie("12"), partie(None, dispense=True)], "12"),
        ([partie("12"), partie("AB")], "AB"),
        ([partie("AB"), partie(None)], None),
        ([partie("12"), partie("DI")], "12"),
        ([partie("12"), partie("NV")], "6"),
        ([partie("DI"), partie("DI")], "DI"),
    ],
)
def test_une_note_calculee(parties, attendue):
    trouvee = calculer(parties, EFFETS, AU_DEMI)
    assert (trouvee and str(trouvee.valeur.code or trouvee.valeur.nombre.normalize())) == attendue


@pytest.mark.exigence("CYC-02")
def test_l_arrondi_est_une_donnee_et_le_provisoire_se_voit():
    regle = Regle(Decimal(20), Decimal("0.5"), superieur=False)
    parties = [partie("12"), partie("12", provisoire=True), partie("12.5")]
    assert calculer(parties, EFFETS, regle) == Calculee(Valeur(Decimal(12)), provisoire=True)
    assert calculer(parties, EFFETS, AU_DEMI).valeur.nombre == Decimal("12.5")


NOTES = st.integers(0, 40).map(lambda demi: Decimal(demi) / 2)


@pytest.mark.exigence("CYC-02")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(NOTES, st.integers(1, 9)), min_size=1, max_size=6), NOTES, st.booleans())
def test_relever_une_composante_ne_baisse_jamais_la_note_calculee(lues, hausse, superieur):
    regle = Regle(Decimal(20), Decimal("0.5"), superieur=superieur)
    avant = calculer([partie(str(v), c) for v, c in lues], EFFETS, regle).valeur.nombre
    (premiere, coefficient), *reste = lues
    hausse = min(premiere + hausse, Decimal(20))
    apres = calculer(
        [partie(str(hausse), coefficient)] + [partie(str(v), c) for v, c in reste], EFFETS, regle
    )
    assert avant <= apres.valeur.nombre <= 20
    assert min(v for v, _ in lues) <= avant


@pytest.fixture
def gestionnaire(db):
    des_codes()
    return un_gestionnaire()


def une_epreuve_calculee(par):
    """E5, calculated from E51 (coefficient 1) and E52 (coefficient 3); one candidate's three registrations."""
    inscrites = {
        code: un_inscrit(code, numero="01950022359", pas=Decimal("0.5")) for code in ("E51", "E52", "E5")
    }
    composantes = {inscrites["E51"].epreuve: Decimal(1), inscrites["E52"].epreuve: Decimal(3)}
    definir_calcul(inscrites["E5"].epreuve, composantes, par=par, le=timezone.now())
    return inscrites


def tenue(inscription):
    note = Note.objects.filter(pk=inscription.pk).first()
    return note and (str(note.donnee), note.origine)


@pytest.mark.exigence("CYC-02", "CYC-01", "SEC-01")
def test_la_note_calculee_suit_ses_composantes_et_garde_son_histoire(gestionnaire):
    inscrites = une_epreuve_calculee(gestionnaire)
    application = une_application(une_academie())[0]
    recevoir(un_envoi(une_note_emise(inscrites["E51"], "12")), par=application, le=timezone.now())
    assert tenue(inscrites["E5"]) is None
    une_saisie(inscrites["E52"], "9", par=gestionnaire)
    assert tenue(inscrites["E5"]) == ("10", "CALCULEE")
    recevoir(
        un_envoi(une_note_emise(inscrites["E52"], "13"), epreuve="E52"), par=application, le=timezone.now()
    )
    assert tenue(inscrites["E5"]) == ("13", "CALCULEE")
    ancienne = NoteAnterieure.objects.get(inscription=inscrites["E5"])
    assert (str(ancienne.donnee), ancienne.origine) == ("10", "CALCULEE")
    assert Entree.objects.filter(acte="cyclades.calculer").count() == 2


@pytest.mark.exigence("CYC-02", "CYC-01")
def test_une_note_calculee_ne_se_saisit_pas_et_santorin_ne_l_envoie_pas(gestionnaire):
    inscrites = une_epreuve_calculee(gestionnaire)
    with pytest.raises(Refus, match="calculée par Cyclades, à partir de E51 et E52"):
        une_saisie(inscrites["E5"], "12", par=gestionnaire)
    envoi = un_envoi(une_note_emise(inscrites["E5"], "12"), epreuve="E5")
    reponse = recevoir(envoi, par=une_application(une_academie())[0], le=timezone.now())
    [accuse] = msgspec.json.decode(gzip.decompress(reponse), type=ReponseNotes).accuses
    assert (accuse.statut, accuse.motif) == ("rejetee", "EPREUVE_NON_INSCRITE")
    assert "calculée" in accuse.message
    assert not Note.objects.exists()


@pytest.mark.exigence("CYC-02")
def test_un_inscrit_d_apres_coup_se_recalcule(gestionnaire, client_de):
    inscrites = une_epreuve_calculee(gestionnaire)
    Inscription.objects.filter(pk=inscrites["E5"].pk).delete()
    for code in ("E51", "E52"):
        une_saisie(inscrites[code], "12", par=gestionnaire)
    tardif = un_inscrit("E5", numero="01950022359", pas=Decimal("0.5"))
    adresse = reverse("cyclades:recalculer", args=[tardif.epreuve_id, tardif.academie.code])
    page = client_de(gestionnaire).post(adresse, follow=True).content.decode().replace("\xa0", " ")
    assert "1 note calculée" in page
    assert "à partir de E51, E52" in page
    assert tenue(tardif) == ("12", "CALCULEE")
    ailleurs = un_gestionnaire(une_academie(code="A10"))
    assert client_de(ailleurs).post(adresse).status_code == 404
    assert client_de(un_administrateur()).post(adresse).status_code in {403, 404}
    with pytest.raises(Refus, match="n’est pas calculée"):
        recalculer_tout(
            inscrites["E51"].epreuve, academie=tardif.academie, par=gestionnaire, le=timezone.now()
        )


@pytest.mark.exigence("CYC-02", "CLO-07")
def test_une_epreuve_calculee_se_publie_apres_ses_composantes(gestionnaire):
    inscrites = une_epreuve_calculee(gestionnaire)
    for code in ("E51", "E52"):
        une_saisie(inscrites[code], "12", par=gestionnaire)
    champs = {"academie": inscrites["E5"].academie, "par": gestionnaire, "le": timezone.now()}
    with pytest.raises(Refus, match=r"Publiez d’abord.*E51 et E52"):
        publier(inscrites["E5"].epreuve, **champs)
    for code in ("E51", "E52", "E5"):
        publier(inscrites[code].epreuve, **champs)


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize(
    ("calculee", "composantes", "raison"),
    [
        ("E5", ("E5",), "elle-même"),
        ("E6", ("E5",), "E5 est elle-même calculée"),
        ("E51", ("E6",), "E51 entre elle-même"),
        ("E6", ("E7",), "déjà détenues"),
    ],
)
def test_un_calcul_qui_ne_tient_pas_est_refuse(gestionnaire, calculee, composantes, raison):
    une_epreuve_calculee(gestionnaire)
    un_inscrit("E6")
    une_saisie(un_inscrit("E7"), "12", par=gestionnaire)
    par_code = {epreuve.code: epreuve for epreuve in Epreuve.objects.all()}
    with pytest.raises(Refus, match=raison):
        definir_calcul(
            par_code[calculee],
            {par_code[c]: Decimal(1) for c in composantes},
            par=gestionnaire,
            le=timezone.now(),
        )
    assert Composante.objects.count() == 2


@pytest.mark.exigence("CYC-02", "SEC-01")
def test_l_administrateur_definit_le_calcul_dans_l_administration(gestionnaire, client_de):
    inscrites = {code: un_inscrit(code, numero="01950022359") for code in ("E51", "E52", "E5")}
    epreuve = inscrites["E5"].epreuve
    champs = {
        "session": epreuve.session_id, "examen": epreuve.examen_id, "code": "E5", "libelle": "Français et histoire",
        "note_sur": "20", "pas": "0.5", "arrondi": "superieur", "composantes-TOTAL_FORMS": "2",
        "composantes-INITIAL_FORMS": "0", "composantes-0-epreuve": inscrites["E51"].epreuve_id,
        "composantes-0-coefficient": "1", "composantes-1-epreuve": inscrites["E52"].epreuve_id,
        "composantes-1-coefficient": "3",
    }  # fmt: skip
    client = client_de(un_administrateur())
    adresse = reverse("admin:cyclades_epreuve_change", args=[epreuve.pk])
    assert client.post(adresse, champs).status_code == 302
    assert {c.epreuve.code: c.coefficient for c in Composante.objects.all()} == {"E51": 1, "E52": 3}
    assert Entree.objects.get(acte="cyclades.definir-calcul").apres == {"E51": "1", "E52": "3"}
    une_saisie(inscrites["E51"], "12", par=gestionnaire)
    lignes = Composante.objects.order_by("pk").values_list("pk", flat=True)
    champs |= {
        "composantes-INITIAL_FORMS": "2", "composantes-0-id": lignes[0], "composantes-1-id": lignes[1],
        "composantes-0-calculee": epreuve.pk, "composantes-1-calculee": epreuve.pk, "composantes-0-coefficient": "2",
    }  # fmt: skip
    refusee = client.post(adresse, champs)
    assert refusee.status_code == 200
    assert "déjà détenues" in refusee.content.decode()


@pytest.mark.exigence("CYC-02", "SEC-01")
def test_la_note_d_un_benefice_se_reporte_a_la_main(gestionnaire, client_de):
    inscription = un_inscrit(position="benefice")
    adresse = reverse("cyclades:saisir", args=[inscription.pk])
    page = client_de(gestionnaire).get(adresse).content.decode()
    assert "garde le bénéfice" in page
    assert 'name="provisoire"' not in page
    client_de(gestionnaire).post(adresse, {"note": "AB", "motif": "session de juin 2026", "vue": ""})
    assert not Note.objects.exists()
    client_de(gestionnaire).post(adresse, {"note": "13,5", "motif": "session de juin 2026", "vue": ""})
    assert tenue(inscription) == ("13,5", "BENEFICE")
    assert Entree.objects.get(acte="cyclades.saisir").apres == {"note": "13,5", "origine": "BENEFICE"}
    for champs in ({"code": "AB"}, {"valeur": "12", "provisoire": True}):
        with pytest.raises(Refus, match="bénéfice"):
            une_saisie(inscription, par=gestionnaire, **champs)


@pytest.mark.exigence("CYC-02", "HAR-08")
@pytest.mark.parametrize(("provisoire", "reste"), [(True, ("AB", "SANTORIN")), (False, ("0", "SAISIE"))])
def test_un_zero_provisoire_n_est_pas_protege(gestionnaire, provisoire, reste):
    inscription = un_inscrit()
    une_saisie(inscription, "0", par=gestionnaire, provisoire=provisoire)
    envoi = un_envoi(une_note_emise(inscription, code="AB"))
    recevoir(envoi, par=une_application(une_academie())[0], le=timezone.now())
    assert tenue(inscription) == reste


@pytest.mark.exigence("CYC-02", "CLO-11")
def test_pour_santorin_une_note_provisoire_est_une_note_saisie(gestionnaire):
    une_saisie(un_inscrit(), "12", par=gestionnaire, provisoire=True)
    [note] = detenues(CleEpreuve("2027-06", "BCP", "E51", "A14"), academies=None).notes
    assert note.origine == "SAISIE"


@pytest.mark.exigence("CYC-02")
def test_une_note_provisoire_ne_se_publie_pas_et_se_confirme(gestionnaire, client_de):
    inscription = un_inscrit()
    adresse = reverse("cyclades:saisir", args=[inscription.pk])
    saisi = {"note": "12", "motif": "copie à retrouver", "vue": "", "provisoire": "on"}
    client_de(gestionnaire).post(adresse, saisi)
    assert tenue(inscription) == ("12", "PROVISOIRE")
    champs = {"academie": inscription.academie, "par": gestionnaire, "le": timezone.now()}
    with pytest.raises(Refus, match="encore provisoire"):
        publier(inscription.epreuve, **champs)
    liste = reverse("cyclades:notes", args=[inscription.epreuve_id, inscription.academie.code])
    page = client_de(gestionnaire).get(f"{liste}?origine=PROVISOIRE").content.decode()
    assert "Des notes sont provisoires" in page
    assert "GUYLESTE" in page
    with pytest.raises(Refus, match="déjà la note en place"):
        une_saisie(inscription, "12", par=gestionnaire, provisoire=True)
    with pytest.raises(Refus, match="est un nombre"):
        une_saisie(inscription, code="AB", par=gestionnaire, provisoire=True)
    une_saisie(inscription, "12", par=gestionnaire)
    assert tenue(inscription) == ("12", "SAISIE")
    publier(inscription.epreuve, **champs)


@pytest.mark.exigence("CYC-02")
def test_le_provisoire_passe_dans_la_note_calculee_puis_en_sort(gestionnaire):
    inscrites = une_epreuve_calculee(gestionnaire)
    une_saisie(inscrites["E51"], "12", par=gestionnaire)
    une_saisie(inscrites["E52"], "12", par=gestionnaire, provisoire=True)
    assert tenue(inscrites["E5"]) == ("12", "PROVISOIRE")
    une_saisie(inscrites["E52"], "12", par=gestionnaire)
    assert tenue(inscrites["E5"]) == ("12", "CALCULEE")


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize(
    "champs",
    [
        {"origine": "PROVISOIRE", "motif": ""},
        {"origine": "BENEFICE", "motif": ""},
        {"origine": "CALCULEE", "motif": "à la main"},
        {"origine": "PROVISOIRE", "valeur": None, "code": "AB"},
        {"origine": "BENEFICE", "valeur": None, "code": "AB"},
    ],
)
def test_la_base_refuse_une_origine_sans_ce_qui_la_prouve(gestionnaire, champs):
    inscription = un_inscrit()
    bonne = {"valeur": Decimal(12), "motif": "essai", "modifiee_le": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(
            inscription=inscription, epreuve=inscription.epreuve, modifiee_par=gestionnaire, **bonne | champs
        )
