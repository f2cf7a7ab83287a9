"""SEC-01: the journal is append-only, chained, and its verification betrays every change."""

import threading
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from santorin.journal import lectures
from santorin.journal.actions import journaliser
from santorin.journal.models import Entree, Fil
from santorin.journal.provenance import adresse_de, venant_de
from tests.fabriques import un_gestionnaire

LE = datetime(2027, 6, 24, 10, 0, tzinfo=UTC)


def ecrire(nombre, fil="lot:1"):
    for rang in range(nombre):
        journaliser(
            "lot.verrouiller",
            fil=fil,
            objet=f"Lot {rang}",
            par=None,
            le=LE,
            avant={"n": rang},
            apres={"é": "œ"},
        )


def defaire_le_declencheur():
    """What an attacker with the database owner's rights would do first."""
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
        curseur.execute("ALTER TABLE santorin_entree DISABLE TRIGGER santorin_journal_inviolable")


@pytest.mark.exigence("SEC-01")
@pytest.mark.django_db
def test_une_entree_dit_qui_quand_d_ou_avant_et_apres():
    auteur = un_gestionnaire(username="vert.pomme")
    with venant_de("192.0.2.7"):
        journaliser(
            "note.changer",
            fil="lot:9",
            objet="Copie 12",
            par=auteur,
            le=LE,
            avant="9",
            apres="12",
            motif="recompte",
        )
    entree = Entree.objects.get()
    assert (entree.auteur, entree.par, entree.le, entree.provenance) == (
        "vert.pomme",
        auteur,
        LE,
        "192.0.2.7",
    )
    assert (entree.avant, entree.apres, entree.motif) == ("9", "12", "recompte")


@pytest.mark.exigence("SEC-01")
@pytest.mark.django_db
def test_un_journal_intact_se_verifie():
    ecrire(3)
    ecrire(2, fil="lot:2")
    sortie = StringIO()
    call_command("verifier_journal", stdout=sortie)
    assert sortie.getvalue() == "Journal intact.\n"


@pytest.mark.exigence("SEC-01")
@pytest.mark.django_db
@pytest.mark.parametrize("geste", ["UPDATE santorin_entree SET auteur = 'x'", "DELETE FROM santorin_entree"])
def test_la_base_refuse_de_changer_ou_d_effacer(geste):
    ecrire(1)
    with (
        pytest.raises(IntegrityError, match="ne se modifie pas"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(geste)


@pytest.mark.exigence("SEC-01")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("geste", "message"),
    [
        ("UPDATE santorin_entree SET apres = '\"20\"' WHERE numero = 2", "contenu modifié après coup"),
        (
            "UPDATE santorin_entree SET le = le - interval '1 day' WHERE numero = 2",
            "contenu modifié après coup",
        ),
        ("DELETE FROM santorin_entree WHERE numero = 2", "entrée n° 2 absente"),
        (
            "DELETE FROM santorin_entree WHERE numero = 3",
            "la dernière entrée ne correspond pas à la tête du fil",
        ),
    ],
)
def test_toute_alteration_est_denoncee(geste, message):
    ecrire(3)
    defaire_le_declencheur()
    with connection.cursor() as curseur:
        curseur.execute(geste)
    assert message in [anomalie.message for anomalie in lectures.verifier()]
    with pytest.raises(CommandError, match="Journal altéré"):
        call_command("verifier_journal", stderr=StringIO())


@pytest.mark.exigence("SEC-01")
@pytest.mark.django_db
def test_un_temoin_denonce_une_fin_coupee_avec_sa_tete(tmp_path):
    ecrire(3)
    temoin = tmp_path / "temoin.tsv"
    call_command("verifier_journal", ecrire_temoin=temoin, stdout=StringIO())
    derniere = Entree.objects.get(numero=3)
    defaire_le_declencheur()
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM santorin_entree WHERE numero = 3")
    Fil.objects.filter(nom="lot:1").update(numero=2, empreinte=derniere.precedente)
    assert list(lectures.verifier()) == []
    with pytest.raises(CommandError, match="1\u00a0anomalie"):
        call_command("verifier_journal", temoin=temoin, stderr=StringIO())


@pytest.mark.exigence("SEC-01")
@pytest.mark.django_db(transaction=True)
def test_des_ecritures_simultanees_restent_enchainees():
    def ouvrage():
        ecrire(10)
        connection.close()

    fils = [threading.Thread(target=ouvrage) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert Entree.objects.count() == 40
    assert list(lectures.verifier()) == []


@pytest.mark.exigence("SEC-01")
@pytest.mark.django_db
def test_l_entree_tombe_avec_l_acte_qu_elle_dit():
    @transaction.atomic
    def acte():
        ecrire(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        acte()
    assert not Entree.objects.exists()


@pytest.mark.exigence("SEC-01")
@pytest.mark.parametrize(
    ("mandataires", "entete", "attendue"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "", "127.0.0.1"),
        (2, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_l_adresse_est_celle_que_le_dernier_mandataire_sur_a_vue(rf, settings, mandataires, entete, attendue):
    settings.NOMBRE_DE_MANDATAIRES = mandataires
    requete = rf.get("/", headers={"X-Forwarded-For": entete} if entete else {})
    assert adresse_de(requete) == attendue
