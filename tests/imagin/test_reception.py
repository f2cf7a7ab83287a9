"""IMA-01: a batch is recorded whole, once, whoever else writes at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from imagin.actions import faire_passer, recevoir
from imagin.etats import VALIDER
from imagin.models import EnvoiRecu, Epreuve, Intervenant, Mouvement, Origine, ServiceFait
from santorin.journal.lectures import verifier
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.transmission.destinataires import AccesRefuse, EnvoiMalForme
from tests.fabriques import un_gestionnaire, une_academie
from tests.imagin.decor import (
    deposer,
    dernier,
    ligne_santorin,
    lire,
    un_emis,
    un_envoi,
    une_epreuve,
    une_saisie,
    une_source,
)  # fmt: skip


def en_parallele(*travaux):
    """Run every job in a thread and a connection of its own, all let go at once; what each gave or raised."""
    depart = threading.Barrier(len(travaux))

    def travailler(travail):
        try:
            depart.wait(10)
            return travail()
        except (Refus, DatabaseError) as erreur:
            return erreur
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(travaux)) as fils:
        return list(fils.map(travailler, travaux))


@pytest.mark.exigence("IMA-01", "CLO-15")
@pytest.mark.django_db
def test_le_meme_envoi_recoit_la_meme_reponse_quoi_qu_il_se_soit_passe_entre_temps():
    source = une_source()
    envoi = un_envoi(un_emis(nombre=40))
    premiere = recevoir(envoi, par=source, le=timezone.now())
    deposer(un_emis(nombre=55, version=2), par=source)
    avant = (ServiceFait.objects.values().get(), Mouvement.objects.count(), Entree.objects.count())
    assert recevoir(envoi, par=source, le=timezone.now()) == premiere
    assert (ServiceFait.objects.values().get(), Mouvement.objects.count(), Entree.objects.count()) == avant
    assert ligne_santorin().nombre_de_copies == 55


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_un_identifiant_d_envoi_ne_sert_pas_a_un_autre_contenu_ni_a_une_autre_application():
    source, voisine = une_source(), une_source()
    envoi = un_envoi(un_emis(nombre=40))
    recevoir(envoi, par=source, le=timezone.now())
    with pytest.raises(EnvoiMalForme, match="autre contenu"):
        recevoir(un_envoi(un_emis(nombre=41), envoi=envoi.envoi), par=source, le=timezone.now())
    with pytest.raises(AccesRefuse, match="autre application"):
        recevoir(envoi, par=voisine, le=timezone.now())
    assert ligne_santorin().nombre_de_copies == 40


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_une_mauvaise_ligne_ne_fait_pas_couler_l_envoi():
    accuses = deposer(un_emis("I000001", 40), un_emis("I000002", 10**6), un_emis("I000003", 12)).accuses
    assert [accuse.statut.value for accuse in accuses] == ["enregistre", "rejete", "enregistre"]
    assert set(ServiceFait.objects.values_list("intervenant__numero", flat=True)) == {"I000001", "I000003"}


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db(transaction=True)
def test_un_envoi_qui_echoue_en_route_ne_laisse_rien():
    source = une_source()
    with connection.cursor() as curseur:
        curseur.execute(
            "CREATE FUNCTION panne() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'panne'; END $$;"
            " CREATE TRIGGER panne BEFORE INSERT ON santorin_entree FOR EACH ROW"
            " WHEN (NEW.acte = 'imagin.recevoir') EXECUTE FUNCTION panne()"
        )
    try:
        with pytest.raises(DatabaseError, match="panne"):
            recevoir(un_envoi(un_emis()), par=source, le=timezone.now())
    finally:
        with connection.cursor() as curseur:
            curseur.execute("DROP TRIGGER panne ON santorin_entree; DROP FUNCTION panne()")
    for modele in (Epreuve, Intervenant, ServiceFait, Mouvement, EnvoiRecu):
        assert not modele.objects.exists()


@pytest.mark.exigence("HAR-09")
@pytest.mark.django_db
def test_les_services_faits_saisis_a_la_main_survivent_a_tous_les_envois():
    source, epreuve = une_source(), une_epreuve()
    saisies = [une_saisie(epreuve, nombre=12), une_saisie(epreuve, nombre=3)]
    avant = list(ServiceFait.objects.filter(origine=Origine.SAISIE).order_by("pk").values())
    for version, nombre in ((1, 40), (2, 0), (3, 25), (2, 99)):
        deposer(un_emis(nombre=nombre, version=version), par=source)
        assert list(ServiceFait.objects.filter(origine=Origine.SAISIE).order_by("pk").values()) == avant
    assert ligne_santorin().nombre_de_copies == 25
    assert all(saisie.mouvements.count() == 1 for saisie in saisies)


@pytest.mark.exigence("IMA-01", "CLO-15")
@pytest.mark.django_db(transaction=True)
def test_le_meme_envoi_livre_huit_fois_a_la_fois_est_enregistre_une_fois():
    source, _ = une_source(), une_epreuve()
    envoi = un_envoi(*(un_emis(f"I{n:06}", n) for n in range(1, 201)))
    reponses = en_parallele(*[lambda: recevoir(envoi, par=source, le=timezone.now())] * 8)
    assert len(set(reponses)) == 1
    assert ServiceFait.objects.count() == Mouvement.objects.count() == 200
    assert EnvoiRecu.objects.count() == Entree.objects.filter(acte="imagin.recevoir").count() == 1


@pytest.mark.exigence("IMA-01", "CLO-15")
@pytest.mark.django_db(transaction=True)
def test_une_epreuve_nommee_par_plusieurs_envois_a_la_fois_n_est_ouverte_qu_une_fois():
    source = une_source()
    envois = [un_envoi(un_emis(f"I{n}")) for n in range(4)]
    en_parallele(*(lambda envoi=envoi: recevoir(envoi, par=source, le=timezone.now()) for envoi in envois))
    assert (Epreuve.objects.count(), ServiceFait.objects.count()) == (1, 4)
    assert Entree.objects.filter(acte="imagin.ouvrir").count() == 1


@pytest.mark.exigence("IMA-01", "CLO-15")
@pytest.mark.django_db(transaction=True)
def test_de_versions_arrivees_en_meme_temps_et_dans_le_desordre_la_derniere_reste():
    source, _ = une_source(), une_epreuve()
    envois = [
        un_envoi(*(un_emis(f"I{n:06}", 10 * version + n, version) for n in range(1, 51)))
        for version in (3, 1, 6, 2, 5, 4)
    ]
    reponses = en_parallele(
        *(lambda envoi=envoi: lire(recevoir(envoi, par=source, le=timezone.now())) for envoi in envois)
    )
    assert set(ServiceFait.objects.values_list("version", flat=True)) == {6}
    assert ServiceFait.objects.count() == 50
    assert ligne_santorin("I000007").nombre_de_copies == 67
    enregistres = sum(a.statut.value == "enregistre" for reponse in reponses for a in reponse.accuses)
    assert Mouvement.objects.count() == enregistres
    assert not list(verifier())


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db(transaction=True)
def test_des_envois_d_epreuves_differentes_pour_les_memes_intervenants_ne_se_bloquent_pas():
    source = une_source()
    numeros = [f"I{n:06}" for n in range(1, 31)]
    for code in ("E0", "E1"):
        deposer(*(un_emis(n, 5, nom="ANCIEN") for n in numeros), par=source, code=code)
    # Each name takes time to be written: two batches that took the rows in opposite orders would block each other.
    with connection.cursor() as curseur:
        curseur.execute(
            "CREATE FUNCTION lenteur() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END $$;"
            " CREATE TRIGGER lenteur BEFORE UPDATE ON imagin_intervenant FOR EACH ROW EXECUTE FUNCTION lenteur()"
        )
    try:
        issues = en_parallele(
            *(
                lambda code=f"E{rang}", sens=sens: recevoir(
                    un_envoi(*(un_emis(n, 6, 2, nom=f"NOM {sens}") for n in numeros[::sens]), code=code),
                    par=source,
                    le=timezone.now(),
                )
                for rang, sens in enumerate((1, -1))
            )
        )
    finally:
        with connection.cursor() as curseur:
            curseur.execute("DROP TRIGGER lenteur ON imagin_intervenant; DROP FUNCTION lenteur()")
    assert [type(issue) for issue in issues] == [bytes] * 2
    assert set(ServiceFait.objects.values_list("version", flat=True)) == {2}


@pytest.mark.exigence("IMA-01", "IMA-02")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tour", range(3))
def test_valider_pendant_qu_un_envoi_arrive_ne_valide_jamais_un_nombre_qui_n_a_pas_ete_lu(tour):
    source, gestionnaire = une_source(), un_gestionnaire()
    deposer(*(un_emis(f"I{n:06}", 10) for n in range(1, 31)), par=source)
    lignes, vu = list(ServiceFait.objects.values_list("pk", flat=True)), dernier()
    epreuve = Epreuve.objects.get()
    envoi = un_envoi(*(un_emis(f"I{n:06}", 11, 2) for n in range(1, 31)))
    en_parallele(
        lambda: recevoir(envoi, par=source, le=timezone.now()),
        lambda: faire_passer(epreuve, lignes, VALIDER, vu=vu, par=gestionnaire, le=timezone.now()),
    )
    assert set(ServiceFait.objects.values_list("nombre_de_copies", "version", "etat")) == {
        (11, 2, "a_valider")
    }


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_le_nombre_de_requetes_ne_depend_pas_de_la_taille_de_l_envoi():
    source = une_source()
    deposer(un_emis("I999999"), par=source)

    def requetes(nombre, version):
        envoi = un_envoi(*(un_emis(f"I{n:06}", n + version, version) for n in range(nombre)))
        with CaptureQueriesContext(
            connection,
        ) as capture:
            recevoir(envoi, par=source, le=timezone.now())
        return len(capture)

    assert requetes(1, 1) == requetes(3, 1) == requetes(400, 1)
    assert requetes(1, 2) == requetes(400, 3)


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_un_envoi_hors_du_perimetre_ou_mal_nomme_est_refuse():
    source, nationale = une_source(une_academie(code="A14")), une_source()
    une_academie(code="A02")
    nationale.habilitations.update(academie=None)
    with pytest.raises(AccesRefuse, match="A02"):
        deposer(un_emis(), par=source, academie="A02")
    with pytest.raises(AccesRefuse, match="A99"):
        deposer(un_emis(), par=source, academie="A99")
    with pytest.raises(EnvoiMalForme, match="A99"):
        deposer(un_emis(), par=nationale, academie="A99")
    with pytest.raises(EnvoiMalForme, match="académie"):
        deposer(un_emis(), par=nationale, academie=None)
    with pytest.raises(EnvoiMalForme, match="2031-06"):
        deposer(un_emis(), par=source, session="2031-06")
    with pytest.raises(EnvoiMalForme, match="XYZ"):
        deposer(un_emis(), par=source, examen="XYZ")
    assert not ServiceFait.objects.exists()
    deposer(un_emis(), par=source, academie=None)
    deposer(un_emis(), par=nationale, academie="A02")
    assert set(ServiceFait.objects.values_list("epreuve__academie__code", flat=True)) == {"A14", "A02"}


@pytest.mark.exigence("IMA-01", "SEC-01")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("modele", [Mouvement, EnvoiRecu])
def test_la_base_refuse_de_changer_l_historique_et_les_reponses(modele):
    deposer(un_emis())
    with pytest.raises(IntegrityError, match="ne se modifie pas"):
        modele.objects.update(transmission=uuid4())
    with pytest.raises(IntegrityError, match="ne se modifie pas"):
        modele.objects.all().delete()
    assert modele.objects.count() == 1


@pytest.mark.exigence("IMA-01", "HAR-09")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"nombre_de_copies": 0}, "service_fait_sans_copie_annule"),
        ({"version": None}, "service_fait_cle_de_son_origine"),
        ({"origine": "SAISIE"}, "service_fait_cle_de_son_origine"),
        ({"au": "2027-01-01"}, "service_fait_dates_en_ordre"),
        ({"etat": "transmis"}, "service_fait_liquide_a_son_montant"),
        ({"montant": 12}, "service_fait_liquide_a_son_montant"),
    ],
)
def test_la_base_refuse_ce_qui_ne_doit_jamais_etre_faux(champs, contrainte):
    deposer(un_emis())
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        ServiceFait.objects.update(**champs)


@pytest.mark.exigence("IMA-01")
@pytest.mark.django_db
def test_la_base_n_admet_qu_une_ligne_de_santorin_par_intervenant_et_epreuve():
    deposer(un_emis())
    ligne = ligne_santorin()
    ligne.pk = None
    with pytest.raises(IntegrityError, match="service_fait_un_seul_de_santorin"), transaction.atomic():
        ligne.save(force_insert=True)
