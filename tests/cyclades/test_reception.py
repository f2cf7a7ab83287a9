"""Batches that fail half-way, meet each other, come twice or in disorder (CYC-01, CLO-15, CLO-07)."""

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

import msgspec
import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone

from cyclades import lectures
from cyclades.actions import publier, recevoir
from cyclades.client import Cyclades
from cyclades.models import EnvoiRecu, Note, NoteAnterieure, Publication
from santorin.comptes.models import Utilisateur
from santorin.journal.lectures import verifier
from santorin.journal.models import Entree
from santorin.transmission.destinataires import CleEpreuve, EpreuvePubliee, NeRepondPas, ReponseNotes
from tests.fabriques import un_gestionnaire, une_academie, une_application
from tests.fabriques.cyclades import des_inscrits, un_envoi, une_note_emise, une_saisie

pytestmark = pytest.mark.django_db(transaction=True)

CLE = CleEpreuve("2027-06", "BCP", "E51", "A14")


@pytest.fixture
def application():
    return une_application(une_academie())[0]


@pytest.fixture
def port(live_server, settings):
    settings.ENVOI_ESSAIS, settings.ENVOI_ATTENTE = 1, 0.01
    return Cyclades(adresse=live_server.url, jeton=une_application(une_academie())[1])


def lire(comprimee):
    return msgspec.json.decode(gzip.decompress(comprimee), type=ReponseNotes)


def tenues():
    return {
        (note.inscription_id): (note.code or note.valeur, note.origine, note.version)
        for note in Note.objects.all()
    }


@contextmanager
def ailleurs():
    """Run on a thread of its own, with its own connection, closed afterwards."""
    with ThreadPoolExecutor(max_workers=8) as fils:

        def lancer(acte, *args, **kwargs):
            def executer():
                try:
                    return acte(*args, **kwargs)
                finally:
                    connection.close()

            return fils.submit(executer)

        yield lancer


@contextmanager
def panne_de(table, condition="true"):
    """The database refuses some of the rows written to a table: a fault in the middle of a batch."""
    with connection.cursor() as curseur:
        curseur.execute(
            "CREATE FUNCTION panne() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'panne' USING ERRCODE = 'internal_error'; END $$"
        )
        curseur.execute(
            f"CREATE TRIGGER panne BEFORE INSERT ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION panne()"
        )
    try:
        yield
    finally:
        with connection.cursor() as curseur:
            curseur.execute(f"DROP TRIGGER panne ON {table}")
            curseur.execute("DROP FUNCTION panne()")


def panne_de_la_note(inscription):
    return panne_de("cyclades_note", f"NEW.inscription_id = {inscription.pk}")


def trace():
    """Everything that a batch leaves."""
    return (tenues(), *(modele.objects.count() for modele in (NoteAnterieure, EnvoiRecu, Entree)))


@pytest.mark.exigence("CYC-01", "CLO-15")
def test_une_panne_au_milieu_n_enregistre_rien_puis_le_meme_envoi_passe(port):
    inscrits = des_inscrits(5)
    envoi = un_envoi(*(une_note_emise(i, "12") for i in inscrits))
    avant = trace()
    with panne_de_la_note(inscrits[3]), pytest.raises(NeRepondPas, match="500"):
        port.envoyer(envoi)
    assert trace() == avant
    port._liaison._circuit.fermer()
    assert [a.statut for a in port.envoyer(envoi).accuses] == ["enregistree"] * 5
    assert len(tenues()) == 5


@pytest.mark.exigence("CYC-01", "CLO-15", "SEC-01")
@pytest.mark.parametrize("table", ["cyclades_noteanterieure", "cyclades_envoirecu", "santorin_entree"])
def test_ou_que_tombe_la_panne_il_ne_reste_rien_de_l_envoi(application, table):
    premier, second = des_inscrits(2)
    recevoir(un_envoi(une_note_emise(premier, "12")), par=application, le=timezone.now())
    avant = trace()
    envoi = un_envoi(une_note_emise(second, "15"), une_note_emise(premier, "14", version=2))
    with panne_de(table), pytest.raises(InternalError):
        recevoir(envoi, par=application, le=timezone.now())
    assert trace() == avant
    recevoir(envoi, par=application, le=timezone.now())
    assert tenues() == {
        premier.pk: (Decimal(14), "SANTORIN", 2),
        second.pk: (Decimal(15), "SANTORIN", 1),
    }


@pytest.mark.exigence("CYC-02", "SEC-01")
def test_une_saisie_que_le_journal_ne_peut_pas_dire_n_a_pas_lieu():
    (inscription,) = des_inscrits(1)
    gestionnaire, avant = un_gestionnaire(), trace()
    with panne_de("santorin_entree"), pytest.raises(InternalError):
        une_saisie(inscription, "12", par=gestionnaire)
    assert trace() == avant


@pytest.mark.exigence("CLO-15")
def test_la_meme_livraison_huit_fois_en_meme_temps_n_est_enregistree_qu_une_fois(application):
    inscrits = des_inscrits(50)
    for inscription in inscrits[:10]:
        une_saisie(inscription, "3", par=un_gestionnaire())
    envoi = un_envoi(*(une_note_emise(i, "12") for i in inscrits))
    with ailleurs() as lancer:
        livraisons = [lancer(recevoir, envoi, par=application, le=timezone.now()) for _ in range(8)]
        reponses = {livraison.result() for livraison in livraisons}
    assert len(reponses) == 1
    assert EnvoiRecu.objects.count() == 1
    assert NoteAnterieure.objects.count() == 10
    assert Entree.objects.filter(acte="cyclades.recevoir").count() == 1


@pytest.mark.exigence("CLO-15")
def test_des_envois_croises_sur_les_memes_candidats_ne_s_etreignent_pas(application):
    inscrits = des_inscrits(60)
    envois = []
    for version in range(1, 9):
        ordre = inscrits if version % 2 else inscrits[::-1]
        envois.append(un_envoi(*(une_note_emise(i, str(version), version=version) for i in ordre)))
    with ailleurs() as lancer:
        for livraison in [lancer(recevoir, e, par=application, le=timezone.now()) for e in envois]:
            livraison.result()
    assert set(tenues().values()) == {(Decimal(8), "SANTORIN", 8)}
    assert EnvoiRecu.objects.count() == 8
    assert list(verifier()) == []


@pytest.mark.exigence("CLO-15", "CYC-02")
def test_une_saisie_pendant_des_envois_n_est_jamais_perdue(application):
    inscrits = des_inscrits(20)
    gestionnaire = un_gestionnaire()
    envois = [un_envoi(*(une_note_emise(i, str(v), version=v) for i in inscrits)) for v in range(1, 6)]
    with ailleurs() as lancer:
        livraisons = [lancer(recevoir, e, par=application, le=timezone.now()) for e in envois]
        livraisons += [lancer(une_saisie, i, "19", par=gestionnaire) for i in inscrits]
        for livraison in livraisons:
            livraison.exception()
    saisies = Note.objects.filter(origine="SAISIE").count()
    saisies += NoteAnterieure.objects.filter(origine="SAISIE").count()
    assert saisies == Entree.objects.filter(acte="cyclades.saisir").count()
    for inscription in inscrits:
        anciennes = inscription.notes_anterieures.order_by("id")
        bornes = [b for a in anciennes for b in (a.depuis, a.remplacee_le)]
        assert bornes == sorted(bornes)


@pytest.mark.exigence("CLO-07")
def test_la_publication_attend_l_envoi_en_cours_et_ferme_la_porte_au_suivant(application):
    premier, second = des_inscrits(2)
    gestionnaire = un_gestionnaire()
    recevoir(un_envoi(une_note_emise(premier, "11")), par=application, le=timezone.now())
    with ailleurs() as lancer:
        with transaction.atomic():
            recevoir(un_envoi(une_note_emise(premier, "12", version=2)), par=application, le=timezone.now())
            publication = lancer(
                publier, premier.epreuve, academie=premier.academie, par=gestionnaire, le=timezone.now()
            )
            attendre_un_verrou()
            assert not publication.done()
        publication.result()
    with pytest.raises(EpreuvePubliee):
        recevoir(un_envoi(une_note_emise(second, "13")), par=application, le=timezone.now())
    assert tenues() == {premier.pk: (Decimal(12), "SANTORIN", 2)}


@pytest.mark.exigence("CLO-07")
def test_un_envoi_arrive_pendant_la_publication_est_refuse_des_qu_elle_est_faite(application):
    (inscription,) = des_inscrits(1)
    gestionnaire = un_gestionnaire()
    recevoir(un_envoi(une_note_emise(inscription, "11")), par=application, le=timezone.now())
    with ailleurs() as lancer:
        with transaction.atomic():
            publier(inscription.epreuve, academie=inscription.academie, par=gestionnaire, le=timezone.now())
            suite = un_envoi(une_note_emise(inscription, "12", version=2))
            livraison = lancer(recevoir, suite, par=application, le=timezone.now())
            attendre_un_verrou()
        assert isinstance(livraison.exception(), EpreuvePubliee)
    assert tenues() == {inscription.pk: (Decimal(11), "SANTORIN", 1)}


@pytest.mark.exigence("CLO-07")
def test_la_publication_d_une_academie_n_en_ferme_pas_une_autre():
    nationale = une_application(None)[0]
    (ici,), (ailleurs_,) = des_inscrits(1), des_inscrits(1, academie=une_academie(code="A10"))
    note_d_ici, note_d_ailleurs = une_note_emise(ici, "12"), une_note_emise(ailleurs_, "13")
    recevoir(un_envoi(note_d_ici), par=nationale, le=timezone.now())
    publier(ici.epreuve, academie=ici.academie, par=un_gestionnaire(), le=timezone.now())
    recevoir(un_envoi(note_d_ailleurs, academie="A10"), par=nationale, le=timezone.now())
    with pytest.raises(EpreuvePubliee):
        recevoir(un_envoi(note_d_ici, note_d_ailleurs, academie=None), par=nationale, le=timezone.now())
    assert len(tenues()) == 2


def attendre_un_verrou():
    """Wait until a connection waits for one of ours."""
    limite = time.monotonic() + 10
    while time.monotonic() < limite:
        with connection.cursor() as curseur:
            # What this transaction already read of the activity would be repeated.
            curseur.execute("SELECT pg_stat_clear_snapshot()")
            curseur.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if curseur.fetchone()[0]:
                return
        time.sleep(0.01)
    raise TimeoutError("personne n’attend")


def changees(depuis=None):
    page = lectures.detenues(CLE, academies=None, modifiees_depuis=depuis)
    return {note.candidat for note in page.notes}, page.instant


@pytest.mark.exigence("CLO-11", "CLO-15")
def test_un_changement_valide_en_retard_n_est_pas_manque(application):
    tot, tard = des_inscrits(2)
    ecrite, valider = threading.Event(), threading.Event()

    def ecrire_sans_valider():
        with transaction.atomic():
            recevoir(un_envoi(une_note_emise(tard, "12")), par=application, le=timezone.now())
            ecrite.set()
            assert valider.wait(20)

    with ailleurs() as lancer:
        livraison = lancer(ecrire_sans_valider)
        assert ecrite.wait(20)
        recevoir_a_cote(tot, application)
        vues, instant = changees()
        assert vues == {tot.candidature.numero}
        valider.set()
        livraison.result()
    assert Note.objects.get(pk=tard.pk).modifiee_le < timezone.now()
    assert tard.candidature.numero in changees(depuis=instant)[0]


def recevoir_a_cote(inscription, application):
    """Write a mark by hand in the table: the journal's chain is held by the batch that is not finished."""
    Note.objects.create(
        inscription=inscription,
        epreuve=inscription.epreuve,
        valeur=Decimal(10),
        origine="SANTORIN",
        version=1,
        modifiee_le=timezone.now(),
        modifiee_par=application,
    )


@pytest.mark.exigence("CLO-11")
def test_une_longue_lecture_ne_retient_pas_l_instant(application):
    (inscription,) = des_inscrits(1)
    lue, finir = threading.Event(), threading.Event()

    def lire_longtemps():
        with transaction.atomic():
            Utilisateur.objects.count()
            lue.set()
            assert finir.wait(20)

    with ailleurs() as lancer:
        lecture = lancer(lire_longtemps)
        assert lue.wait(20)
        recevoir(un_envoi(une_note_emise(inscription, "12")), par=application, le=timezone.now())
        _, instant = changees()
        assert changees(depuis=instant)[0] == set()
        finir.set()
        lecture.result()


@pytest.mark.exigence("CYC-01", "CLO-10")
def test_chaque_ancienne_valeur_est_gardee_avec_son_auteur_son_origine_et_sa_date(application):
    (inscription,) = des_inscrits(1)
    gestionnaire = un_gestionnaire()
    recevoir(un_envoi(une_note_emise(inscription, "12")), par=application, le=timezone.now())
    une_saisie(inscription, "15", par=gestionnaire, motif="erreur de report")
    recevoir(un_envoi(une_note_emise(inscription, code="AB", version=2)), par=application, le=timezone.now())
    anciennes = NoteAnterieure.objects.order_by("id")
    assert [(a.valeur, a.origine, a.version, a.motif, a.par, a.remplacee_par) for a in anciennes] == [
        (Decimal(12), "SANTORIN", 1, "", application, gestionnaire),
        (Decimal(15), "SAISIE", 1, "erreur de report", gestionnaire, application),
    ]
    note = Note.objects.get()
    assert (note.code, note.origine, note.motif, note.modifiee_par) == ("AB", "SANTORIN", "", application)
    assert anciennes[0].remplacee_le == anciennes[1].depuis
    assert anciennes[1].remplacee_le == note.modifiee_le


@pytest.mark.exigence("CYC-01")
def test_un_candidat_qui_ne_passe_pas_l_epreuve_est_rejete_avec_sa_raison(application):
    dispense, benefice = des_inscrits(1, position="dispense") + des_inscrits(1, position="benefice")
    reponse = un_envoi(une_note_emise(dispense, "12"), une_note_emise(benefice, "13"))
    lu = lire(recevoir(reponse, par=application, le=timezone.now()))
    assert [(a.statut, a.motif) for a in lu.accuses] == [("rejetee", "EPREUVE_NON_INSCRITE")] * 2
    assert ["dispensé" in lu.accuses[0].message, "bénéfice" in lu.accuses[1].message] == [True, True]
    assert tenues() == {}


@pytest.mark.exigence("CYC-02")
def test_un_code_inconnu_ou_un_pas_non_respecte_est_rejete(application):
    (inscription,) = des_inscrits(1, pas=Decimal("0.5"))
    envoi = un_envoi(
        une_note_emise(inscription, code="XX", version=1),
        une_note_emise(inscription, "12.25", version=2),
        une_note_emise(inscription, "12.5", version=3),
        une_note_emise(inscription, code="AB", version=4),
    )
    lu = lire(recevoir(envoi, par=application, le=timezone.now()))
    assert [a.motif or a.statut for a in lu.accuses] == [
        "VALEUR_HORS_BAREME",
        "VALEUR_HORS_BAREME",
        "enregistree",
        "enregistree",
    ]
    assert "XX" in lu.accuses[0].message
    assert "de 0,5 en 0,5" in lu.accuses[1].message


@pytest.mark.exigence("CLO-07")
def test_une_publication_n_a_lieu_qu_une_fois_meme_demandee_huit_fois_a_la_fois(application):
    (inscription,) = des_inscrits(1)
    recevoir(un_envoi(une_note_emise(inscription, "12")), par=application, le=timezone.now())
    champs = {"academie": inscription.academie, "par": un_gestionnaire(), "le": timezone.now()}
    with ailleurs() as lancer:
        demandes = [lancer(publier, inscription.epreuve, **champs) for _ in range(8)]
        issues = [demande.exception() for demande in demandes]
    assert sum(issue is None for issue in issues) == 1
    assert Publication.objects.count() == 1
