"""The demonstration: the same every time, whole on both sides, with every state that a visitor should meet."""

from collections import Counter
from random import Random

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from cyclades.models import Inscription
from deliberation.lectures.salle import salle
from deliberation.models import Jury
from demonstration.annotations import annotations_de
from demonstration.cadre import EPREUVES, SESSION
from demonstration.chargement import charger
from demonstration.comptes import COMPTES, MOT_DE_PASSE
from demonstration.feuilles import PAGES_PAR_COPIE, dessiner
from resultats import fichiers
from resultats.lectures.releves import du_candidat
from resultats.models import Releve
from resultats.regles.acces import candidatures_de
from santorin.comptes.droits import Profil
from santorin.comptes.models import Habilitation, Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Annotation, Candidat, Composition, Copie, Epreuve, Lot, Nature, Note, Page
from santorin.copies.regles.lots import avancements, obstacle_verrouillage
from santorin.editions.copie import depuis_json
from santorin.journal import lectures
from santorin.referentiel.cles import anomalie_ine, anomalie_numero_candidat, anomalie_uai
from santorin.referentiel.models import Etablissement


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Loaded once for the module, and taken away with its transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        charger()
        yield
        transaction.set_rollback(True)


def test_une_page_est_toujours_la_meme_et_pese_ce_que_pese_un_scan():
    page = dessiner(1, 0)
    assert page == dessiner(1, 0)
    assert page != dessiner(1, 1)
    assert 100_000 < len(page) < 250_000


def test_les_annotations_sont_celles_que_le_pdf_et_la_visionneuse_savent_dessiner():
    for graine in range(50):
        for contenu in annotations_de(graine % 4 + 1, graine / 50, Random(graine)):
            depuis_json(contenu)


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
class TestChargee:
    """What is loaded."""

    def test_douze_cents_candidats_aux_identifiants_justes(self):
        candidats = list(Candidat.objects.all())
        assert len(candidats) == sum(voulue.candidats for voulue in EPREUVES) == 1200
        assert not [c for c in candidats if anomalie_numero_candidat(c.numero) or anomalie_ine(c.ine)]
        assert candidats[0].recherche
        guyleste = Candidat.objects.get(numero="01950022359")
        assert (guyleste.nom, guyleste.prenoms, guyleste.inscription) == ("GUYLESTE", "Fazia", "001")
        assert guyleste.etablissement.uai == "0350059Z"

    @pytest.mark.exigence("DEL-06")
    def test_les_jurys_voient_chaque_provenance_d_une_note(self):
        lignes = {jury.numero: salle(jury).lignes for jury in Jury.objects.complets()}
        assert {numero: len(lues) for numero, lues in lignes.items()} == {"25510": 4, "31202": 6, "31210": 0}
        provenances = {note.provenance for lues in lignes.values() for lu in lues for note in lu.notes}
        assert provenances == {
            "Saisie à la main", "Transmise par Santorin", "Calculée", "Bénéfice", "Provisoire",
        }  # fmt: skip
        assert [lu.provisoires for lu in lignes["25510"] if lu.provisoires] == [("Physique-chimie",)]

    def test_onze_etablissements_de_trois_academies(self):
        etablissements = Etablissement.objects.select_related("departement")
        assert not [e.uai for e in etablissements if anomalie_uai(e.uai)]
        assert Counter(e.departement.academie_id for e in etablissements).total() == 11
        assert len({e.departement.academie_id for e in etablissements}) == 3

    def test_une_epreuve_de_chaque_nature(self):
        assert sorted(Epreuve.objects.values_list("nature", flat=True)) == sorted(Nature)

    @pytest.mark.parametrize("nature", Nature)
    def test_des_lots_dans_chaque_etat(self, nature):
        etats = Counter(Lot.objects.filter(epreuve__nature=nature).values_list("etat", flat=True))
        assert set(etats) == set(EtatLot)
        assert etats[EtatLot.VERROUILLE] > 5

    @pytest.mark.exigence("COR-03")
    def test_le_correcteur_a_deux_epreuves_un_lot_a_verrouiller_et_d_autres_a_finir_dans_chacune(self):
        siens = Lot.objects.filter(correcteur__utilisateur__username="correcteur").select_related(
            "epreuve__parametrage"
        )
        faits = avancements(siens)
        obstacles = [obstacle_verrouillage(lot, faits[lot.pk]) for lot in siens]
        assert {lot.epreuve.nature for lot in siens} == {Nature.PONCTUELLE, Nature.HARMONISEE}
        assert obstacles.count(None) == 2
        assert {lot.etat for lot in siens} == {EtatLot.VERROUILLE, EtatLot.EN_CORRECTION, EtatLot.DISTRIBUE}
        assert any("entièrement notées" in (obstacle or "") for obstacle in obstacles)

    def test_des_absents_des_non_emarges_un_fraudeur_et_une_liste_rouge_par_epreuve(self):
        for epreuve in Epreuve.objects.all():
            compositions = Composition.objects.filter(epreuve=epreuve)
            absents = compositions.absents()
            assert absents.count() > 2
            assert (
                Note.objects.filter(composition__in=absents, code="AB", arretee=True).count()
                == absents.count()
            )
            assert compositions.filter(emargement="non_emarge").count() == 2
            assert compositions.filter(fraude_presumee=True).count() == 1
            assert compositions.filter(candidat__liste_rouge=True).exists()

    def test_chaque_copie_a_ses_pages(self):
        assert Page.objects.count() == Copie.objects.count() * PAGES_PAR_COPIE
        assert Annotation.objects.count() > 5000

    def test_un_compte_par_profil_et_son_mot_de_passe(self):
        assert {compte.profil for compte in COMPTES} | {Profil.APPLICATION} == set(Profil)
        assert Utilisateur.objects.get(username="gestionnaire.rennes").check_password(MOT_DE_PASSE)
        assert Habilitation.objects.count() == len(COMPTES) + 1

    def test_cyclades_connait_les_memes_candidats(self):
        siennes = Inscription.objects.filter(epreuve__session__code=SESSION)
        assert siennes.count() == Composition.objects.count() == 1200

    def test_le_journal_est_intact(self):
        assert list(lectures.verifier()) == []

    def test_la_commande_ne_charge_pas_deux_fois(self, capsys):
        call_command("charger_demonstration")
        assert capsys.readouterr().out == "La démonstration est déjà chargée.\n"
        assert Candidat.objects.count() == 1200

    @pytest.mark.exigence("RES-04", "RES-06")
    def test_les_releves_de_buc_sont_publies_et_une_seconde_version_est_annoncee(self):
        le = timezone.now()
        assert Releve.objects.disponibles(le).count() == 15
        annonce = Releve.objects.annonces().exclude(pk__in=Releve.objects.disponibles(le)).get()
        assert (annonce.candidature.nom, annonce.numero) == ("ROUGE", 2)
        candidat = Utilisateur.objects.get(username="candidat.buc")
        [mienne] = candidatures_de(candidat)
        [document] = du_candidat(mienne, le)
        assert fichiers.lire(Releve.objects.get(pk=document.cle)).startswith(b"%PDF-")
