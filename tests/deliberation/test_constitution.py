"""DEL-06: juries made up from files: whole or not at all, line by line, until the first group is locked."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from deliberation.actions import composer, constituer
from deliberation.constitution import lire_candidats, lire_membres
from deliberation.models import Dossier, GroupeDecision, Jury, Membre
from santorin.comptes.droits import Droit
from santorin.journal.models import Entree
from santorin.referentiel.models import Etablissement
from santorin.refus import Refus
from tests.fabriques import un_chef, un_etablissement, un_gestionnaire, un_utilisateur, une_academie
from tests.fabriques.cyclades import un_inscrit
from tests.fabriques.referentiel import une_session, une_specialite

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("DEL-06")]

CANDIDATS = "session;examen;academie;groupe;jury;specialite;centre;numero;inscription"
MEMBRES = "session;examen;academie;groupe;jury;nom;prenoms;role;professionnel;compte"


@pytest.fixture
def cle():
    """What the lines of jury 31202 begin with; its centre and spécialité exist."""
    academie = une_academie()
    un_etablissement(academie=academie, uai="0350059Z")
    une_specialite()
    return f"{une_session().code};BCP;{academie.code};11"


def fazia(numero="01950022359", **champs):
    return un_inscrit(numero=numero, specialite="31202", **champs).candidature


def une_ligne(cle, jury="31202", numero="01950022359", **autres):
    champs = {"specialite": "31202", "centre": "0350059Z", "inscription": "002"} | autres
    return f"{cle};{jury};{champs['specialite']};{champs['centre']};{numero};{champs['inscription']}"


def placer(*lignes):
    return constituer(lire_candidats([CANDIDATS, *lignes]), par=un_gestionnaire(), le=timezone.now())


def test_un_fichier_fait_le_groupe_le_jury_et_place_ses_candidats_une_seule_fois(cle):
    fazia()
    bilan = placer(une_ligne(cle))
    assert (len(bilan.jurys), bilan.crees, bilan.candidats) == (1, 1, 1)
    jury = Jury.objects.complets().get()
    assert (str(jury.numero), jury.etat, jury.centre.uai, jury.groupe.numero) == (
        "31202",
        "140",
        "0350059Z",
        "11",
    )
    assert jury.dossiers.get().candidature.numero == "01950022359"
    entree = Entree.objects.get(acte="jury.constituer")
    assert (entree.fil_id, entree.apres["candidats"]) == (jury.fil, 1)
    assert placer(une_ligne(cle)).candidats == 0
    assert Entree.objects.filter(acte="jury.constituer").count() == 1


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"numero": "01950022360"}, "n’est pas inscrit dans Cyclades"),
        ({"specialite": "99999"}, "ne connaît pas la spécialité 99999"),
        ({"centre": "0350901P"}, "ne connaît pas l’établissement 0350901P"),
    ],
)
def test_une_ligne_qui_ne_tient_pas_est_dite_et_rien_n_est_fait(cle, change, dit):
    fazia()
    with pytest.raises(Refus, match=f"Ligne 3\xa0: .*{dit}"):
        placer(une_ligne(cle), une_ligne(cle, jury="31203", **change))
    assert not Jury.objects.exists()
    assert not GroupeDecision.objects.exists()


@pytest.mark.parametrize(
    ("avant", "apres", "colonne"),
    [
        ("31202", "3120", "jury"),
        (";11;", ";1;", "groupe"),
        ("0350059Z", "0350059A", "centre"),
        ("01950022359", "1950022359", "numero"),
        (";002", ";", "inscription"),
    ],
)
def test_une_cellule_fautive_est_dite_avec_sa_ligne_et_sa_colonne(cle, avant, apres, colonne):
    with pytest.raises(Refus, match=f"Ligne 3, colonne {colonne}"):
        lire_candidats([CANDIDATS, une_ligne(cle), une_ligne(cle).replace(avant, apres, 1)])
    with pytest.raises(Refus, match="specialite, centre"):
        lire_candidats(["session;examen;academie;groupe;jury"])


def test_un_candidat_change_de_jury_tant_que_le_premier_groupe_n_est_pas_verrouille(cle):
    fazia()
    placer(une_ligne(cle))
    assert placer(une_ligne(cle, jury="31203")).candidats == 1
    assert Dossier.objects.get().jury.numero == "31203"
    Jury.objects.filter(numero="31203").update(etat="198")
    with pytest.raises(Refus, match="31203 est à l’état 198"):
        placer(une_ligne(cle))
    fazia("01950022360")
    with pytest.raises(Refus, match="ses candidats ne changent plus"):
        placer(une_ligne(cle, jury="31203", numero="01950022360"))
    assert Dossier.objects.get().jury.numero == "31203"


def nommer(cle, *lignes):
    lues = lire_membres([MEMBRES, *(f"{cle};{ligne}" for ligne in lignes)])
    return composer(lues, par=un_gestionnaire(), le=timezone.now()).membres


def test_les_membres_se_nomment_avec_leur_compte_et_restent_a_la_seconde_lecture(cle):
    fazia()
    placer(une_ligne(cle))
    compte = un_utilisateur("jury")
    lignes = (
        f"31202;ROSE BONBON;Ludivine;Présidente;NON;{compte.username}", "31202;BOULEAU;Chloé;membre;OUI;",
    )  # fmt: skip
    assert (nommer(cle, *lignes), nommer(cle, *lignes)) == (2, 0)
    president = Membre.objects.get(role="president")
    assert (president.utilisateur, president.jury.numero) == (compte, "31202")
    assert Membre.objects.get(nom="BOULEAU").professionnel is True
    for ligne, dit in (
        ("31202;LAVANDE;Alexandre;président;NON;", "déjà un président"),
        ("31299;LAVANDE;Alexandre;membre;NON;", "n’existe pas dans ce groupe"),
        ("31202;LAVANDE;Alexandre;vice-président;NON;personne", "compte «\xa0personne\xa0»"),
        (f"31202;LAVANDE;Alexandre;vice-président;NON;{compte.username}", "d’un autre membre"),
        ("31202;BOULEAU;Chloé;vice-présidente;NON;", "avec un autre rôle"),
        ("31202;LAVANDE;Alexandre;chef;NON;", "colonne role"),
    ):
        with pytest.raises(Refus, match=f"Ligne 3.*{dit}"):
            nommer(cle, "31202;CARMIN;Julien;membre;NON;", ligne)
    assert Membre.objects.count() == 2


def test_la_commande_fait_tout_ou_rien_et_le_jury_est_a_portee_de_son_centre(cle, tmp_path, capsys):
    fazia()
    candidats, membres = tmp_path / "candidats.csv", tmp_path / "membres.csv"
    candidats.write_text(f"\ufeff{CANDIDATS}\n{une_ligne(cle)}\n", encoding="utf-8")
    membres.write_text(f"{MEMBRES}\n{cle};31202;ROSE BONBON;Ludivine;chef;NON;\n", encoding="utf-8")
    par = un_gestionnaire().username
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("constituer_jurys", str(candidats), par="personne")
    with pytest.raises(CommandError, match="colonne role"):
        call_command("constituer_jurys", str(candidats), membres=membres, par=par)
    assert not Jury.objects.exists()
    membres.write_text(f"{MEMBRES}\n{cle};31202;ROSE BONBON;Ludivine;présidente;NON;\n", encoding="utf-8")
    call_command("constituer_jurys", str(candidats), membres=membres, par=par)
    assert "1 jury, 1 candidat placé, 1 membre nommé." in capsys.readouterr().out.replace("\xa0", " ")
    chef = un_chef(Etablissement.objects.get(uai="0350059Z"))
    assert Jury.objects.pour(chef, Droit.CONDUIRE_DELIBERATION).count() == 1
    candidats.write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="lisible"):
        call_command("constituer_jurys", str(candidats), par=par)
