"""Transcripts generated once, in versions, published at an instant, withdrawn with a reason (RES-06, TRA-02)."""

import hashlib
import re
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from resultats import fichiers, sceau
from resultats.actions import generation as actions_generation
from resultats.actions import releves as actions
from resultats.editions.contenu import contenu_de, total_des_points
from resultats.models import Generation, Releve
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu, Interruption
from tests.fabriques import une_session
from tests.fabriques.resultats import des_candidatures, un_resultat
from tests.resultats.essai_releves import Ecole

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("RES-06")]


def texte(releve):
    pages = pypdf.PdfReader(BytesIO(fichiers.lire(releve))).pages
    return "\n".join(page.extract_text() for page in pages)


def test_chaque_resultat_etabli_recoit_un_releve_et_un_seul():
    ecole = Ecole(3)
    generation = ecole.generer()
    releves = list(generation.releves.order_by("candidature__numero"))
    assert [releve.candidature for releve in releves] == ecole.candidatures
    assert {releve.numero for releve in releves} == {1}
    assert generation.complete
    assert len({releve.code for releve in releves}) == 3


def test_le_releve_porte_ce_qui_a_ete_proclame_et_son_code():
    ecole = Ecole(1, mention="Assez bien", nom="LAVANDE", prenoms="Alexandre")
    releve = ecole.generer().releves.get()
    lu = re.sub(r"\s+", " ", texte(releve))
    for attendu in ("LAVANDE", "Alexandre", "Admis", "10,50", "Économie-gestion", "12", "Assez bien"):
        assert attendu in lu
    assert sceau.ecrire(releve.code) in lu
    assert ecole.candidatures[0].numero in lu


def test_un_benefice_une_dispense_et_un_bareme_de_points_s_impriment_comme_tels():
    ecole = Ecole(1)
    resultat = ecole.changer(ecole.candidatures[0], affichage="195 points")
    lignes = [dict(ligne) for ligne in resultat.epreuves]
    lignes[0] |= {"position": "Bénéfice", "note": "120", "sur": "160"}
    lignes[1] |= {"position": "Dispensé", "note": "DI", "sur": "20"}
    resultat.epreuves = lignes
    lu = contenu_de(
        Releve(generation=ecole.generer(), candidature=resultat.candidature, resultat=resultat, code="0" * 16)
    )
    assert [(ligne.note, ligne.position) for ligne in lu.epreuves] == [
        ("120 / 160", "Bénéfice"),
        ("DI", "Dispense"),
    ]
    assert (lu.total, lu.moyenne) == ("195 points", "")


@pytest.mark.exigence("RES-06")
@pytest.mark.parametrize(
    ("titre", "calcul", "lu", "total"),
    [
        ("Moyenne générale", "52,5 ÷ 5 = 10,5", "10,50", "52,5 sur 100"),
        ("Moyenne du premier groupe", "52,5 ÷ 5 = 10,5", "10,50", "52,5 sur 100"),
        ("Moyenne du premier groupe", "48,5 ÷ 5 = 9,7", "9,70", ""),  # another step founds the decision
        ("Moyenne après l'épreuve de contrôle", "21 ÷ 2 = 10,5", "10,50", ""),
        ("Moyenne générale", "52,3333… ÷ 5 = 10,4666…", "10,50", ""),
    ],
)
def test_le_total_imprime_est_celui_que_la_fiche_divise(titre, calcul, lu, total):
    [candidature] = des_candidatures()
    resultat = un_resultat(candidature, affichage="10,50")
    resultat.fiche = [{"titre": titre, "texte": calcul, "resultat": f"{lu} sur 20"}, *resultat.fiche]
    assert total_des_points(resultat) == total


def test_les_octets_sont_dans_un_fichier_par_etablissement_et_leur_empreinte_est_gardee():
    ecole = Ecole(3)
    releves = list(ecole.generer().releves.order_by("debut"))
    assert len({releve.fichier for releve in releves}) == 1
    with default_storage.open(releves[0].fichier) as fichier:
        paquet = fichier.read()
    assert len(paquet) == sum(releve.longueur for releve in releves)
    for releve in releves:
        tranche = paquet[releve.debut : releve.debut + releve.longueur]
        assert tranche.startswith(b"%PDF-")
        assert hashlib.sha256(tranche).hexdigest() == releve.sha256


def test_un_fichier_abime_n_est_jamais_remis():
    releve = Ecole(1).generer().releves.get()
    chemin = default_storage.path(releve.fichier)
    with open(chemin, "r+b") as fichier:  # noqa: PTH123
        fichier.seek(40)
        fichier.write(b"X")
    with pytest.raises(Refus, match="abîmé"):
        fichiers.lire(releve)
    default_storage.delete(releve.fichier)
    with pytest.raises(Refus, match="abîmé"):
        fichiers.lire(releve)


def test_rien_n_est_refait_quand_rien_n_a_change():
    ecole = Ecole(2)
    ecole.generer()
    compte_rendu = CompteRendu(par=ecole.gestionnaire)
    faite = actions_generation.generer(
        ecole.cadre, par=ecole.gestionnaire, le=timezone.now(), compte_rendu=compte_rendu
    )
    assert faite is None
    assert Generation.objects.count() == 1
    assert "rien à générer" in compte_rendu.lignes[0][1]


def test_un_resultat_change_donne_une_nouvelle_version_et_garde_l_ancienne():
    ecole = Ecole(2)
    premiere = ecole.generer()
    avant = fichiers.lire(premiere.releves.get(candidature=ecole.candidatures[0]))
    ecole.changer(ecole.candidatures[0], affichage="12,00")
    seconde = ecole.generer()
    releve = seconde.releves.get()
    assert (releve.candidature, releve.numero) == (ecole.candidatures[0], 2)
    assert "12,00" in texte(releve)
    assert fichiers.lire(premiere.releves.get(candidature=ecole.candidatures[0])) == avant


def test_une_generation_dont_un_resultat_a_change_ne_se_publie_qu_apres_la_nouvelle_version():
    ecole = Ecole(2)
    premiere = ecole.generer()
    ecole.changer(ecole.candidatures[0], affichage="12,00")
    le = timezone.now()
    acte = {"par": ecole.gestionnaire, "le": le}
    with pytest.raises(Refus, match=r"Le résultat de 1.candidat a changé"):
        actions.publier(premiere, disponible_le=le, **acte)
    seconde = ecole.generer()
    actions.publier(seconde, disponible_le=le + timedelta(hours=2), **acte)
    with pytest.raises(Refus, match="à la même date ou plus tôt"):
        actions.publier(premiere, disponible_le=le + timedelta(hours=1), **acte)
    actions.publier(premiere, disponible_le=le + timedelta(hours=2), **acte)
    seconde.refresh_from_db()
    with pytest.raises(Refus, match=r"paraîtrait avant, avec l’ancien résultat de 1.candidat"):
        actions.reporter(seconde, disponible_le=le + timedelta(hours=3), **acte)
    actions.reporter(seconde, disponible_le=le + timedelta(hours=1), **acte)
    assert set(Releve.objects.annonces()) == {*premiere.releves.all(), *seconde.releves.all()}


@pytest.mark.exigence("RES-08")
def test_un_presume_fraudeur_et_une_candidature_annulee_n_ont_pas_de_releve():
    ecole = Ecole(3)
    fraudeur, annulee, _ = ecole.candidatures
    type(fraudeur).objects.filter(pk=fraudeur.pk).update(fraude_inscrite=True)
    type(annulee).objects.filter(pk=annulee.pk).update(etat="annule")
    assert [releve.candidature for releve in ecole.generer().releves.all()] == [ecole.candidatures[2]]


def test_chaque_etablissement_a_son_fichier_et_une_autre_session_n_est_pas_touchee():
    ecole, voisine = Ecole(1), Ecole(1)
    autre = Ecole(1, session=une_session("2028-06").code)
    assert ecole.cadre == voisine.cadre != autre.cadre
    generation = ecole.generer()
    assert len(set(generation.releves.values_list("fichier", flat=True))) == 2
    assert not autre.candidatures[0].releves.exists()


@pytest.mark.exigence("TRA-02")
def test_interrompue_elle_n_est_pas_publiable_puis_reprend_sans_rien_doubler(monkeypatch):
    monkeypatch.setattr(actions_generation, "VAGUE", 2)
    ecole = Ecole(5)

    class Annule(CompteRendu):
        def avancer(self, fait, total=None):
            super().avancer(fait, total)
            if fait >= 2:
                raise Interruption("annulé")

    with pytest.raises(Interruption):
        actions_generation.generer(
            ecole.cadre,
            par=ecole.gestionnaire,
            le=timezone.now(),
            compte_rendu=Annule(par=ecole.gestionnaire),
        )
    inachevee = Generation.objects.get()
    deja = set(inachevee.releves.values_list("pk", flat=True))
    assert (inachevee.complete, len(deja)) == (False, 2)
    with pytest.raises(Refus, match="inachevée"):
        actions.publier(inachevee, disponible_le=timezone.now(), par=ecole.gestionnaire, le=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Generation.objects.update(
            publie_le=timezone.now(), publie_par=ecole.gestionnaire, disponible_le=timezone.now()
        )
    reste = default_storage.save(f"releves/{inachevee.pk}/abandonne.paquet", BytesIO(b"reste"))
    reprise = ecole.generer()
    assert reprise == inachevee
    assert reprise.releves.count() == 5
    assert deja <= set(reprise.releves.values_list("pk", flat=True))
    assert not default_storage.exists(reste)
    connus = {chemin.rpartition("/")[2] for chemin in reprise.releves.values_list("fichier", flat=True)}
    assert set(default_storage.listdir(f"releves/{reprise.pk}")[1]) == connus


@pytest.mark.exigence("SEC-01")
def test_publier_donne_la_date_et_se_dit_au_journal():
    ecole = Ecole(1)
    generation = ecole.generer()
    le = timezone.now()
    actions.publier(generation, disponible_le=le + timedelta(days=2), par=ecole.gestionnaire, le=le)
    generation.refresh_from_db()
    assert (generation.publie_par, generation.disponible_le) == (ecole.gestionnaire, le + timedelta(days=2))
    actes = Entree.objects.filter(fil__nom=ecole.cadre.fil).values_list("acte", flat=True)
    assert list(actes.order_by("numero")) == ["releves.generer", "releves.publier"]
    with pytest.raises(Refus, match="déjà publiés"):
        actions.publier(generation, disponible_le=le, par=ecole.gestionnaire, le=le)


def test_une_date_passee_est_refusee_la_minute_presente_est_acceptee():
    ecole = Ecole(1)
    generation = ecole.generer()
    le = timezone.now().replace(second=40)
    with pytest.raises(Refus, match="déjà passée"):
        actions.publier(generation, disponible_le=le - timedelta(minutes=2), par=ecole.gestionnaire, le=le)
    actions.publier(generation, disponible_le=le.replace(second=0), par=ecole.gestionnaire, le=le)
    assert Releve.objects.disponibles(le).count() == 1


def test_la_date_change_tant_qu_elle_n_est_pas_atteinte():
    ecole = Ecole(1)
    generation = ecole.publier(timedelta(hours=1))
    generation.refresh_from_db()
    le, plus_tard = timezone.now(), timezone.now() + timedelta(days=1)
    actions.reporter(generation, disponible_le=plus_tard, par=ecole.gestionnaire, le=le)
    generation.refresh_from_db()
    assert generation.disponible_le == plus_tard
    entree = Entree.objects.get(acte="releves.reporter")
    assert entree.avant["disponible_le"] != entree.apres["disponible_le"]
    with pytest.raises(Refus, match="atteinte"):
        actions.reporter(generation, disponible_le=plus_tard, par=ecole.gestionnaire, le=plus_tard)


def test_avant_sa_date_une_publication_s_annule_et_se_refait():
    ecole = Ecole(1)
    generation = ecole.publier(timedelta(hours=1))
    generation.refresh_from_db()
    le = timezone.now()
    actions.retirer(generation, motif="erreur de date", par=ecole.gestionnaire, le=le)
    generation.refresh_from_db()
    assert (generation.publie_le, generation.disponible_le, generation.retiree_le) == (None, None, None)
    assert Entree.objects.get(acte="releves.depublier").motif == "erreur de date"
    actions.publier(generation, disponible_le=le, par=ecole.gestionnaire, le=le)
    assert Releve.objects.disponibles(timezone.now()).count() == 1


def test_apres_sa_date_un_retrait_est_definitif_et_la_generation_suivante_refait_une_version():
    ecole = Ecole(1)
    generation = ecole.publier()
    generation.refresh_from_db()
    le = timezone.now()
    actions.retirer(generation, motif="barème erroné", par=ecole.gestionnaire, le=le)
    generation.refresh_from_db()
    assert (generation.retiree_le, generation.motif_retrait) == (le, "barème erroné")
    assert not Releve.objects.annonces().exists()
    with pytest.raises(Refus, match="déjà été retirés"):
        actions.retirer(generation, motif="encore", par=ecole.gestionnaire, le=le)
    with pytest.raises(Refus, match="retirés"):
        actions.publier(generation, disponible_le=le, par=ecole.gestionnaire, le=le)
    assert ecole.generer().releves.get().numero == 2


def test_deux_publications_au_meme_instant_n_en_font_qu_une():
    ecole = Ecole(1)
    generation = ecole.generer()
    copie = Generation.objects.select_related("examen", "session", "academie").get(pk=generation.pk)
    le = timezone.now()
    actions.publier(generation, disponible_le=le, par=ecole.gestionnaire, le=le)
    with pytest.raises(Refus, match="quelqu’un d’autre"):
        actions.publier(copie, disponible_le=le, par=ecole.gestionnaire, le=le)


@pytest.mark.parametrize("nombre", [1, 3])
def test_generer_coute_autant_pour_un_releve_que_pour_trois(nombre, django_assert_num_queries):
    ecole = Ecole(nombre)
    with django_assert_num_queries(26):
        ecole.generer()
    assert Releve.objects.count() == nombre
