"""Copies, corrections and scans are destroyed at their term and not before; marks stay (SEC-03)."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from santorin.conservation.actions import choisir_taux, lever_gel, poser_gel, verser
from santorin.conservation.durees import Duree
from santorin.conservation.lectures.apercu import apercu
from santorin.conservation.models import CopieArchivee, Destruction, FichierADetruire
from santorin.consultation.actions import pdf_de
from santorin.consultation.models import PdfDeCopie
from santorin.copies.actions import deverrouiller
from santorin.copies.models import Annotation, Composition, Copie, Note, NoteQuestion, Page
from santorin.journal import lectures as journal
from santorin.journal.models import Entree
from santorin.refus import Refus
from tests.conservation.conftest import PLUS_TARD, publier, purge_a, purge_reelle
from tests.consultation.conftest import Scene
from tests.fabriques import un_administrateur, une_page, une_session
from tests.fabriques.copies import fichier_de_page, octets_de_page
from tests.fabriques.resultats import des_candidatures

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-03")]
COPIES = ("copies",)


def compte(le, nature="copies"):
    (ligne,) = apercu(le=le, natures_voulues=[nature])
    return ligne.a_detruire, {r: n for g in ligne.groupes for r, n in g.retenus.items()}


def terme(depart, duree=None):
    """The first instant at which the period is over."""
    duree = duree or Duree(12)
    instant = timezone.localtime(depart)
    return instant.replace(year=instant.year + duree.nombre // 12)


@pytest.mark.parametrize(
    ("le", "seuil"),
    [
        ("2028-07-05 10:00", "2027-07-05 10:00"),
        ("2028-02-29 10:00", "2027-02-28 10:00"),
        ("2028-01-15 00:00", "2027-01-15 00:00"),
    ],
)
def test_douze_mois_finissent_le_meme_jour_a_la_meme_heure(le, seuil):
    def instant(texte):
        return timezone.make_aware(timezone.datetime.strptime(texte, "%Y-%m-%d %H:%M"))

    assert Duree(12).avant(instant(le)) == instant(seuil)
    assert Duree(7, "jours").avant(instant(le)) == instant(le) - timedelta(days=7)


def test_une_copie_est_detruite_a_l_instant_du_terme_et_pas_avant(scene):
    au_terme = terme(scene.publiee_le)
    assert compte(au_terme - timedelta(microseconds=1)) == (0, {})
    purge_a(au_terme - timedelta(microseconds=1), *COPIES)
    assert Page.objects.count() == 4
    assert compte(au_terme) == (2, {})
    purge_a(au_terme, *COPIES)
    assert Page.objects.count() == 0


def test_l_apercu_et_la_commande_sans_executer_ne_changent_rien(scene, capsys):
    publier(scene.epreuve, timezone.now() - PLUS_TARD)
    avant = [m.objects.count() for m in (Page, Annotation, NoteQuestion, Copie, Entree, Destruction)]
    call_command("purger")
    dit = capsys.readouterr().out
    assert "Copies numérisées (1\u00a0an) : 2 à détruire" in dit
    assert "Rien n’a été changé" in dit
    assert avant == [m.objects.count() for m in (Page, Annotation, NoteQuestion, Copie, Entree, Destruction)]
    assert not Copie.objects.exclude(detruite_le=None).exists()


@pytest.mark.django_db(transaction=True)
def test_la_commande_executer_detruit_au_nom_de_quelqu_un_qui_en_a_le_droit(scene, capsys):
    publier(scene.epreuve, timezone.now() - PLUS_TARD)
    with pytest.raises(CommandError, match="le droit de purger"):
        call_command("purger", "--executer", "--par", scene.gestionnaire.username)
    administrateur = un_administrateur()
    call_command("purger", "--executer", "--par", administrateur.username, "--nature", "copies")
    assert "Copies numérisées\u00a0: 2\u00a0éléments" in capsys.readouterr().out
    assert Page.objects.count() == 0


def test_la_purge_detruit_pages_pdf_vignettes_et_annotations_et_garde_les_notes(scene, client_de):
    composition = scene.compositions[0]
    pdf = pdf_de(Composition.objects.get(pk=composition.pk), le=timezone.now())
    client_de(scene.gestionnaire).get(reverse("visionneuse:vignette", args=[composition.copie.cle, 1]))
    pages = list(Page.objects.values_list("sha256", flat=True))
    vignettes = [f"vignettes/{s[:2]}/{s}-0.jpg" for s in pages]
    assert any(default_storage.exists(nom) for nom in vignettes)
    notes = list(Note.objects.order_by("pk").values())
    le = scene.publiee_le + PLUS_TARD
    traitement = purge_a(le, *COPIES).traitement
    assert [m.objects.count() for m in (PdfDeCopie, Annotation, Page)] == [0, 0, 0]
    assert not default_storage.exists(pdf.nom)
    assert not any(default_storage.exists(nom) for nom in vignettes)
    assert not any(fichier_de_page(sha256).exists() for sha256 in pages)
    assert FichierADetruire.objects.count() == 0
    assert list(Note.objects.order_by("pk").values()) == notes
    assert set(Copie.objects.values_list("detruite_le", flat=True)) == {le}
    (faite,) = Destruction.objects.filter(traitement=traitement)
    assert (faite.nombre, faite.octets > 0, len(faite.empreinte)) == (2, True, 64)
    assert list(journal.verifier()) == []
    assert Entree.objects.filter(acte="conservation.detruire").count() == 1


def test_les_corrections_partent_apres_les_copies_et_la_note_reste(scene):
    le = scene.publiee_le + PLUS_TARD
    assert compte(le, "corrections") == (0, {})
    purge_a(le, "corrections")
    assert NoteQuestion.objects.count() == 6
    purge_a(le, *COPIES)
    assert compte(le, "corrections") == (2, {})
    purge_a(le, "corrections")
    assert NoteQuestion.objects.count() == 0
    assert set(Copie.objects.values_list("corrections__appreciation", flat=True)) == {""}
    assert Note.objects.filter(valeur=13.5).count() == 2
    assert compte(le, "corrections") == (0, {})


def test_une_copie_detruite_le_dit_et_ne_se_corrige_plus(scene, client_de):
    le = scene.publiee_le + PLUS_TARD
    purge_a(le)
    client, cle = client_de(scene.chef), scene.compositions[0].copie.cle
    dit = f"Copie détruite le {timezone.localtime(le):%d/%m/%Y}, à l’issue de sa durée de conservation."
    page = client.get(reverse("visionneuse:copie", args=[cle]))
    assert dit in page.content.decode()
    assert "13,5" in page.content.decode()
    refuse = client.get(reverse("visionneuse:pdf", args=[cle]))
    assert refuse.status_code == 409
    assert dit in refuse.content.decode()
    assert "Détruite" in client.get(reverse("telechargement:copies")).content.decode()
    scene.lot.refresh_from_db()
    with pytest.raises(Refus, match="ont été détruites le"):
        deverrouiller(scene.lot, motif="recours", par=scene.gestionnaire, le=le)


def test_un_gel_retient_et_sa_levee_rend(scene):
    administrateur, le = un_administrateur(), scene.publiee_le + PLUS_TARD
    gele = scene.compositions[0].candidat
    gel = poser_gel(
        numero=gele.numero, epreuve=None, categorie="recours", motif="TA Lyon", par=administrateur, le=le
    )
    assert compte(le) == (1, {"gel en cours": 1})
    purge_a(le)
    assert set(Page.objects.values_list("copie__composition__candidat", flat=True)) == {gele.pk}
    assert NoteQuestion.objects.count() == 3
    lever_gel(gel, motif="jugement rendu", par=administrateur, le=le)
    purge_a(le)
    assert (Page.objects.count(), NoteQuestion.objects.count()) == (0, 0)
    actes = Entree.objects.filter(acte__in=("conservation.geler", "conservation.lever_gel"))
    assert sorted(actes.values_list("acte", "motif")) == [
        ("conservation.geler", "TA Lyon"),
        ("conservation.lever_gel", "jugement rendu"),
    ]


def test_un_gel_pose_apres_la_copie_retient_la_correction(scene):
    le = scene.publiee_le + PLUS_TARD
    purge_a(le, *COPIES)
    poser_gel(
        numero="", epreuve=scene.epreuve, categorie="contentieux", motif="TA", par=un_administrateur(), le=le
    )
    assert compte(le, "corrections") == (0, {"gel en cours": 2})
    purge_a(le, "corrections")
    assert NoteQuestion.objects.count() == 6


def test_fraude_note_non_acquittee_et_epreuve_non_publiee_retiennent(scene):
    le = scene.publiee_le + PLUS_TARD
    premiere, seconde = scene.compositions
    Composition.objects.filter(pk=premiere.pk).update(fraude_presumee=True, fraude_motif="téléphone")
    Note.objects.filter(composition=seconde).update(version=9)
    assert compte(le) == (0, {"présomption de fraude": 1, "note absente ou non acquittée par Cyclades": 1})
    purge_a(le)
    assert Page.objects.count() == 4
    scene.epreuve.publiee_le = None
    scene.epreuve.save()
    assert compte(le) == (0, {"épreuve non publiée, délai non commencé": 2})
    purge_a(le)
    assert Page.objects.count() == 4


def test_une_presomption_que_cyclades_seul_connait_retient_aussi(scene):
    le = scene.publiee_le + PLUS_TARD
    candidat = scene.compositions[0].candidat
    des_candidatures(1, numero=candidat.numero, inscription=candidat.inscription, fraude_presumee=True)
    assert compte(le) == (1, {"présomption de fraude": 1})
    purge_a(le)
    assert set(Page.objects.values_list("copie__composition__candidat", flat=True)) == {candidat.pk}


def test_un_fichier_que_deux_copies_montrent_reste_tant_que_l_une_existe(scene):
    octets = octets_de_page("la même feuille")
    communes = [une_page(c.copie, 3, octets=octets) for c in scene.compositions]
    fichier = fichier_de_page(communes[0].sha256)
    le = scene.publiee_le + PLUS_TARD
    gel = poser_gel(
        numero=scene.compositions[1].candidat.numero,
        epreuve=scene.epreuve,
        categorie="fraude",
        motif="commission",
        par=un_administrateur(),
        le=le,
    )
    purge_a(le)
    assert Page.objects.filter(sha256=communes[0].sha256).count() == 1
    assert fichier.exists()
    lever_gel(gel, motif="relaxe", par=un_administrateur(), le=le)
    purge_a(le)
    assert not fichier.exists()


def test_un_fichier_ecrit_a_l_instant_attend_la_purge_suivante(scene):
    publier(scene.epreuve, timezone.now() - PLUS_TARD)
    compte_rendu = purge_a(timezone.now(), *COPIES)
    assert Page.objects.count() == 0
    attendus = [
        n for n in FichierADetruire.objects.values_list("nom", flat=True) if default_storage.exists(n)
    ]
    assert len(attendus) == 4
    assert any("à effacer" in texte for _, texte in compte_rendu.lignes)
    purge_a(timezone.now() + timedelta(days=2), *COPIES)
    assert not any(default_storage.exists(nom) for nom in attendus)


@pytest.fixture
def annee_en_zero():
    decor = Scene()
    decor.epreuve.session = une_session(code="2030-06")
    decor.epreuve.save()
    decor.compositions = [decor.une_copie_corrigee() for _ in range(3)]
    decor.transmettre(*decor.compositions)
    decor.publiee_le = publier(decor.epreuve)
    return decor


def test_l_echantillon_d_archives_est_garde_verse_puis_detruit(annee_en_zero, tmp_path):
    administrateur, le = un_administrateur(), annee_en_zero.publiee_le + PLUS_TARD
    choisir_taux(annee_en_zero.epreuve.session, 1000, par=administrateur, le=le)
    assert compte(le) == (0, {"échantillon d’archives à verser": 3})
    purge_a(le)
    purge_a(le)
    assert (Page.objects.count(), CopieArchivee.objects.filter(versee_le=None).count()) == (3, 3)
    assert verser(tmp_path / "versement", par=administrateur, le=le) == 3
    pdfs = list((tmp_path / "versement").glob("*.pdf"))
    assert len(pdfs) == 3
    assert all(len(pypdf.PdfReader(pdf).pages) >= 1 for pdf in pdfs)
    assert (tmp_path / "versement" / "MANIFESTE.csv").exists()
    with pytest.raises(Refus, match="n’est pas vide"):
        verser(tmp_path / "versement", par=administrateur, le=le)
    purge_a(le)
    assert Page.objects.count() == 0


def test_le_tirage_est_toujours_le_meme_et_suit_le_taux(annee_en_zero):
    administrateur, le = un_administrateur(), annee_en_zero.publiee_le + PLUS_TARD
    session = annee_en_zero.epreuve.session
    tires = []
    for taux in (300, 600, 300):
        choisir_taux(session, taux, par=administrateur, le=le)
        tires.append(compte(le)[1].get("échantillon d’archives à verser", 0))
    assert tires[0] == tires[2] <= tires[1]
    choisir_taux(session, 0, par=administrateur, le=le)
    assert compte(le) == (3, {})


def test_une_purge_relancee_par_qui_n_en_a_plus_le_droit_est_refusee(scene):
    par = un_administrateur()
    par.habilitations.all().delete()
    with pytest.raises(Refus, match="n’a plus le droit"):
        purge_a(scene.publiee_le + PLUS_TARD, par=par)
    assert Page.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_le_proces_verbal_compte_et_ne_nomme_personne(scene):
    traitement = purge_reelle(scene.publiee_le + PLUS_TARD)
    document = traitement.documents.get()
    with document.fichier.open("rb") as fichier:
        texte = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(fichier.read())).pages)
    assert "PROCÈS-VERBAL DE DESTRUCTION" in texte
    assert "Copies numérisées" in texte
    candidat = scene.compositions[0].candidat
    for nom in (candidat.nom, candidat.prenoms, candidat.numero, "SAPIN"):
        assert nom not in texte
