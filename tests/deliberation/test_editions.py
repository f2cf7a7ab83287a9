"""The documents of the second group: what they hold, to the word, and how they are joined (DEL-01, DEL-02, DEL-07 to DEL-09)."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pypdf
import pytest
import pyzipper
from django.core.cache import cache
from django.core.files import File
from django.utils import timezone

from deliberation.actions import editer, entrer, generer_plan_de_secours, modifier_note, ouvrir_portail
from deliberation.editions import pv_de_tenue, tableau
from deliberation.lectures.editions import proces_verbal
from deliberation.models import AccesSecours, Dossier, Jury
from santorin.editions.pdf import SEULEMENT_LES_POLICES, AdresseInterdite, ecrire_pdf
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from tests.deliberation.decor import Scene, des_jurys_clos

pytestmark = pytest.mark.django_db


class CompteRenduLu(CompteRendu):
    """A report in memory that keeps its documents."""

    def __init__(self, **champs):
        super().__init__(**champs)
        self.documents = {}
        self.avancees = []

    def avancer(self, fait: int, total: int | None = None) -> None:
        super().avancer(fait, total)
        self.avancees.append((self.fait, self.total))

    def joindre(self, nom: str, type_mime: str, contenu: File) -> None:
        self.documents[nom] = contenu.read()

    @property
    def textes(self):
        return [texte for _, texte in self.lignes]


def plan(scene, **parametres):
    rendu = CompteRenduLu(par=scene.chef, parametres={"jurys": [j.pk for j in scene.jurys]} | parametres)
    generer_plan_de_secours(rendu)
    return rendu


def edition(scene, nom, *, jurys=None, **parametres):
    cles = [j.pk for j in jurys or scene.jurys]
    rendu = CompteRenduLu(
        par=scene.chef, parametres={"edition": nom, "jurys": cles, "titre": "Liste"} | parametres
    )
    editer(rendu)
    return rendu


def texte_du_pdf(octets):
    pages = pypdf.PdfReader(io.BytesIO(octets)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


@pytest.mark.exigence("DEL-01")
def test_l_edition_des_notes_manquantes_est_celle_du_document():
    scene = Scene()
    [octets] = edition(scene, "notes_manquantes").documents.values()
    texte = texte_du_pdf(octets)
    for mots in (
        "CONTROLE DES NOTES MANQUANTES A L'EPREUVE DE CONTROLE",
        "Jury : 31202",
        "N° Candidat Nom Prénom Note(s) manquante(s) Centre épreuve de contrôle",
        "01950022359 - 002",
        "GUYLESTE Fazia",
        "Epreuve de contrôle : épr. Scientifique et Technique",
        "Epreuve de contrôle : épr. Français et Histoire Géographie",
        "P BREQUIGNY – RENNES CEDEX 2 (0350059Z)",
        "page 1/1",
    ):
        assert mots in texte
    assert "25510" not in texte
    scene.completer()
    rendu = edition(scene, "notes_manquantes")
    assert (rendu.textes, rendu.documents) == (["Pas de notes manquantes."], {})


@pytest.mark.exigence("DEL-02", "DEL-03")
def test_le_plan_de_secours_et_son_compte_rendu_sont_ceux_du_document():
    scene = Scene()
    rendu = plan(scene)
    assert rendu.textes == [
        "Groupe de décision : 11",
        "Récupération de la liste des jurys",
        "jurys : 25510,31202,31210",
        "Préparation du plan de secours pour le jury : 25510",
        "Edition des PVI",
        "DEBUT PVI pour le jury 25510",
        "FIN PVI pour le jury 25510 : 4\xa0candidats",
        "Préparation du plan de secours pour le jury : 31202",
        "Edition des PVI",
        "DEBUT PVI pour le jury 31202",
        "FIN PVI pour le jury 31202 : 6\xa0candidats",
        "Préparation du plan de secours pour le jury : 31210",
        "Edition des PVI",
        "Pas de PVI pour le jury 31210 : aucun candidat admis à passer l'ECT à l'issue du 1er groupe",
        "Edition des papillons d'accès aux jurys",
    ]
    [(nom, octets)] = rendu.documents.items()
    assert nom == "CYCLADES_DELIB_0350059Z_BCP_2021-06_GRD_11.zip"
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert archive.namelist() == ["25510/PVI_25510.pdf", "31202/PVI_31202.pdf", "papillons.pdf"]
        pvi = archive.read("31202/PVI_31202.pdf")
        assert len(pypdf.PdfReader(io.BytesIO(pvi)).pages) == 6
        assert "GUYLESTE" in texte_du_pdf(pvi)
        assert "Transmise par Santorin" in texte_du_pdf(pvi)
        slips = texte_du_pdf(archive.read("papillons.pdf"))
    for acces in AccesSecours.objects.filter(revoque_le=None):
        assert acces.identifiant in slips
        assert acces.mot_de_passe not in slips


@pytest.mark.exigence("DEL-04")
def test_le_mot_de_passe_du_papillon_ouvre_et_un_nouveau_plan_le_revoque():
    scene = Scene()

    def papillon():
        [octets] = plan(scene).documents.values()
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            mots = texte_du_pdf(archive.read("papillons.pdf")).split()
        rang = next(rang for rang, mot in enumerate(mots) if mot.startswith("J31202-"))
        return mots[rang], next(mot for mot in mots[rang:] if len(mot) == 14)

    ouvrir_portail(
        scene.groupe,
        motif="Panne d'Imag'In",
        jusqu_a=timezone.now() + timedelta(hours=2),
        par=scene.dec,
        le=timezone.now(),
    )
    ancien = papillon()
    assert entrer(*ancien, le=timezone.now()).jury == scene.jury("31202")
    nouveau = papillon()
    with pytest.raises(Refus):
        entrer(*ancien, le=timezone.now())
    assert entrer(*nouveau, le=timezone.now())


@pytest.mark.exigence("DEL-04")
def test_le_zip_est_chiffre_si_on_le_demande_et_le_mot_de_passe_n_est_garde_nulle_part():
    scene = Scene()
    cache.set("plan:essai", "lavande-sapin-27", 60)
    [octets] = plan(scene, chiffrement="plan:essai").documents.values()
    with pyzipper.AESZipFile(io.BytesIO(octets)) as archive:
        with pytest.raises(RuntimeError):
            archive.read("papillons.pdf")
        archive.setpassword(b"lavande-sapin-27")
        assert archive.read("papillons.pdf").startswith(b"%PDF")
    cache.delete("plan:essai")
    with pytest.raises(Refus, match="n'est plus connu"):
        plan(scene, chiffrement="plan:essai")


@pytest.mark.exigence("DEL-07")
def test_le_pv_de_tenue_a_ses_trois_parties_signees_par_qui_a_modifie_les_notes():
    scene = Scene()
    scene.ouvrir()
    scene.sieger(scene.jury())
    modifier_note(
        scene.fazia(), cle="ECT:a", valeur=Valeur(nombre=Decimal("13.5")), motif="Livret scolaire favorable",
        auteur=scene.membre(role="vice_president"), vue=0, par=scene.president, le=timezone.now(),
    )  # fmt: skip
    scene.clore_le_reste()
    rendu = edition(scene, "pv")
    [octets] = rendu.documents.values()
    texte = texte_du_pdf(octets)
    for mots in (
        "PV DES ADMIS", "PV DE LA LISTE DES NOTES MODIFIÉES AU COURS DE LA DÉLIBÉRATION", "PV DES NON ADMIS",
        "Livret scolaire favorable", "11 13,5", "Vice-président du jury : Alexandre LAVANDE",
        "6 membres présents, dont 2 de la profession",
    ):  # fmt: skip
        assert mots in texte
    lecteur = pypdf.PdfReader(io.BytesIO(octets))
    assert len(lecteur.pages) == 9
    assert "/StructTreeRoot" in lecteur.trailer["/Root"]
    separes = edition(scene, "pv", separes=True)
    with zipfile.ZipFile(io.BytesIO(separes.documents["PV de tenue de délibération.zip"])) as archive:
        assert archive.namelist()[:3] == [
            "25510/PV des admis - 25510.pdf",
            "25510/PV des notes modifiées - 25510.pdf",
            "25510/PV des non admis - 25510.pdf",
        ]
        assert len(archive.namelist()) == 9


@pytest.mark.exigence("DEL-07")
def test_la_signature_n_est_jamais_seule_sur_sa_page():
    scene = Scene()
    scene.ouvrir()
    scene.clore_le_reste()
    lu = proces_verbal(scene.jury())
    lignes = lu.admis + lu.non_admis
    for nombre in range(14, 24):
        admis = (lignes * nombre)[:nombre]
        _, feuilles = pv_de_tenue(replace(lu, admis=admis), le=timezone.now())[0]
        *_, derniere = pypdf.PdfReader(io.BytesIO(ecrire_pdf(feuilles))).pages
        texte = " ".join(derniere.extract_text().split())
        assert "Date et signature" in texte
        assert any(lu.dossier.candidature.identifiant in texte for lu in admis), nombre


@pytest.mark.exigence("DEL-09", "DEL-08")
def test_la_liste_affichee_ne_nomme_ni_fraudeur_ni_liste_rouge_et_l_autre_dit_de_ne_pas_l_afficher():
    scene = Scene()
    scene.clore_tout()
    Dossier.objects.au_controle().update(decision="admis")
    rouges = Dossier.objects.au_controle().ecartes_de_l_affichage().select_related("candidature")
    assert rouges.count() == 4
    for rang, dossier in enumerate(rouges):
        dossier.candidature.nom = f"ŒILLET{rang}"
        dossier.candidature.save()
    [affichee] = edition(scene, "admis").documents.values()
    [ecartes] = edition(scene, "ecartes").documents.values()
    assert "ŒILLET" not in texte_du_pdf(affichee)
    assert "GUYLESTE Fazia Admis" in texte_du_pdf(affichee)
    assert "Liste d'affichage des admis" in texte_du_pdf(affichee)
    assert all(f"ŒILLET{rang}" in texte_du_pdf(ecartes) for rang in range(4))
    [non_admis] = edition(scene, "non_admis").documents.values()
    assert "LISTE A NE PAS AFFICHER Liste des non admis" in texte_du_pdf(non_admis)


@pytest.mark.exigence("DEL-09")
def test_les_listes_sont_dans_l_ordre_des_noms_sans_que_les_accents_comptent():
    scene = Scene()
    dossiers = list(scene.jury().dossiers.select_related("candidature")[:6])
    melanges = ("SAPIN", "ÉBÈNE", "ŒILLET", "FRÊNE", "ORANGE", "Łukasz")
    for dossier, nom in zip(dossiers, melanges, strict=True):
        dossier.candidature.nom = nom
        dossier.candidature.save()
    cles = [dossier.pk for dossier in dossiers]
    noms = [d.candidature.nom for d in scene.jury().dossiers.filter(pk__in=cles).dans_l_ordre()]
    assert noms == ["ÉBÈNE", "FRÊNE", "Łukasz", "ŒILLET", "ORANGE", "SAPIN"]


@pytest.mark.exigence("DEL-07", "DEL-09", "DEL-11")
@pytest.mark.parametrize("nom", ["pv", "admis", "non_admis"])
def test_une_edition_demandee_puis_un_passage_entre_temps_est_refusee(nom):
    scene = Scene()
    scene.clore_tout()
    Jury.objects.filter(numero="25510").update(etat="214")
    with pytest.raises(Refus, match="à l'état 214"):
        edition(scene, nom)


@pytest.mark.exigence("DEL-09")
def test_une_longue_liste_est_numerotee_d_un_bout_a_l_autre_et_ne_perd_personne():
    scene = Scene()
    jury = scene.jury()
    lignes = [(f"LAVANDE{rang:03} " + "Prénom " * (40 if rang == 3 else 1), "Admis") for rang in range(125)]
    octets = ecrire_pdf(tableau(jury, ("Nom Prénom", "Résultat"), lignes, titre="Liste", le=timezone.now()))
    pages = pypdf.PdfReader(io.BytesIO(octets)).pages
    texte = texte_du_pdf(octets)
    assert all(f"LAVANDE{rang:03}" in texte for rang in range(125))
    for numero, page in enumerate(pages, start=1):
        assert f"page {numero}/{len(pages)}" in page.extract_text()


def test_un_document_ne_va_rien_chercher_ailleurs():
    with pytest.raises(AdresseInterdite):
        SEULEMENT_LES_POLICES.fetch("https://exemple.org/a.png")
    with pytest.raises(AdresseInterdite):
        SEULEMENT_LES_POLICES.fetch("file:///etc/passwd")


@pytest.mark.exigence("DEL-07", "TRA-01")
def test_quarante_jurys_tiennent_dans_une_edition_qui_dit_son_avancement():
    scene = Scene()
    jurys = des_jurys_clos(scene, 40)
    rendu = edition(scene, "pv", jurys=jurys)
    # One sheet after the other, until the last: nobody wonders whether it is stuck.
    assert rendu.avancees == [(fait, 120) for fait in range(121)]
    assert sum("jury : 4" in texte for texte in rendu.textes) == 40
    [octets] = rendu.documents.values()
    assert len(pypdf.PdfReader(io.BytesIO(octets)).pages) == 120
    separes = edition(scene, "pv", jurys=jurys[:2], separes=True)
    assert separes.avancees == [(fait, 6) for fait in range(7)]
