"""Documents from a page laid out once: drawn, read and tagged as WeasyPrint would, or laid out by it (RES-06)."""

import io
import re
import subprocess
from pathlib import Path
from unicodedata import normalize
from uuid import uuid4

import pikepdf
import pypdf
import pytest
from django.template import Engine

from santorin.editions.liste import feuilles_de_liste
from santorin.editions.modele import Champ, Modules
from santorin.editions.modele.atelier import Atelier
from santorin.editions.modele.contexte import ContexteOpaque
from santorin.editions.modele.fusion import fusionner
from santorin.editions.modele.mise_en_page import Presse, ecrire
from santorin.editions.modele.planche import PlancheIllisible
from santorin.editions.pdf import Feuille, ecrire_pdf

PAGE = """<!doctype html><html lang="fr"><head><title>Essai – {{ nom }}</title><meta name="author" content="Lyon">
<style>table { table-layout: fixed } .milieu { text-align: center } h1 { text-transform: none }</style></head><body>
<h1>Un document</h1><p>{{ nom }}</p><p class="milieu">Pour {{ nom }}, le {{ date }}</p>
<table><thead><tr><th>Épreuve</th><th class="nombre">Note</th></tr></thead><tbody>
{% for ligne in lignes %}<tr><td>{{ ligne.libelle }}</td><td class="nombre">{{ ligne.note }}</td></tr>{% endfor %}
</tbody></table>{% if fin %}<p>{{ fin }}</p>{% endif %}</body></html>"""


@pytest.fixture
def gabarit(tmp_path, monkeypatch):
    """`gabarit(texte)`: the name of a template of that text."""
    monkeypatch.setattr(Engine.get_default(), "dirs", [*Engine.get_default().dirs, tmp_path])

    def ecrit(texte):
        chemin = tmp_path / f"essai_{uuid4().hex}.html"  # Django keeps what it read under a name
        chemin.write_text(texte)
        return chemin.name

    return ecrit


def contexte(nom="LAVANDE Alexandre", date="04/07/2024", notes=("12,5", "9"), fin=""):
    lignes = [{"libelle": f"Épreuve {rang}", "note": Champ(note)} for rang, note in enumerate(notes)]
    return {"nom": Champ(nom), "date": Champ(date), "lignes": lignes, "fin": Champ(fin)}


def pixels(pdf, tmp_path, resolution=110):
    fichier = Path(tmp_path) / "vu.pdf"
    fichier.write_bytes(pdf)
    sortie = subprocess.run(
        ["pdftoppm", "-r", str(resolution), str(fichier)], capture_output=True, check=True
    )
    assert sortie.stderr == b""
    return sortie.stdout


def texte(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return normalize("NFC", " ".join(" ".join(page.extract_text() for page in pages).split()))


def balises(pdf):
    """The tags in reading order, with their attributes but the cells' identifiers."""
    with pikepdf.open(io.BytesIO(pdf)) as ouvert:
        return list(_balises(ouvert.Root.StructTreeRoot.K[0], 0))


def _balises(balise, profondeur):
    yield profondeur, str(balise.S), str(balise.get("/Alt", ""))
    for enfant in balise.K:
        if isinstance(enfant, pikepdf.Dictionary):
            yield from _balises(enfant, profondeur + 1)


def controler(pdf, tmp_path):
    """qpdf finds no fault, every tag of the index of a page is of the tree, every font is embedded."""
    fichier = Path(tmp_path) / "controle.pdf"
    fichier.write_bytes(pdf)
    controle = subprocess.run(["qpdf", "--check", str(fichier)], capture_output=True, text=True, check=False)
    assert controle.returncode == 0, controle.stdout + controle.stderr
    polices = subprocess.run(["pdffonts", str(fichier)], capture_output=True, text=True, check=True).stdout
    assert all(" yes yes yes " in ligne for ligne in polices.splitlines()[2:]), polices


def seul(gabarit, contexte):
    """What WeasyPrint writes."""
    return ecrire(Presse().mettre_en_page(gabarit, contexte))


@pytest.mark.exigence("RES-06")
@pytest.mark.parametrize(
    "nom",
    [
        "GUYLESTE Fazia",
        "D’ARGENÇON-L’ŒILLET Ÿvette",
        "N'DIAYE  Loïs\n Marie",
        "Łukasz ĐURĐEVIĆ ŞAHİN",
        "LE GŒUR\u00a0Zoé",
        '<&> « " » 100\u202f% (a) \\ [b]',
        " SAPIN ",
        "\u00a0",
    ],
)
def test_un_document_du_modele_est_au_pixel_pres_et_au_mot_pres_celui_de_weasyprint(gabarit, tmp_path, nom):
    atelier, page = Atelier(), gabarit(PAGE)
    pdf = atelier.document(atelier.exemplaire(page, contexte(nom)))
    assert atelier.mis_en_page == 0
    attendu = seul(page, contexte(nom))
    assert pixels(pdf, tmp_path) == pixels(attendu, tmp_path)
    assert texte(pdf) == texte(attendu)
    assert balises(pdf) == balises(attendu)
    lu = pypdf.PdfReader(io.BytesIO(pdf))
    assert " ".join(lu.metadata.title.split()) == " ".join(f"Essai – {nom}".split())
    controler(pdf, tmp_path)


@pytest.mark.exigence("RES-06")
@pytest.mark.parametrize(
    "nom",
    ["LAVANDE " * 40, "He\u0301loi\u0308se", "ΑΝΑΣΤΑΣΙΑ", "Thị Ánh NGUYỄN", "\u202eLAVANDE", "LA\u00adVANDE"],
    ids=["trop long", "signes combinants", "grec", "vietnamien", "sens inverse", "césure"],
)
def test_un_nom_que_le_modele_ne_sait_pas_ecrire_est_mis_en_page_a_part(gabarit, tmp_path, nom):
    atelier, page = Atelier(), gabarit(PAGE)
    pdf = atelier.document(atelier.exemplaire(page, contexte(nom)))
    assert atelier.mis_en_page == 1
    attendu = seul(page, contexte(nom))
    assert pixels(pdf, tmp_path) == pixels(attendu, tmp_path)
    assert texte(pdf) == texte(attendu)


@pytest.mark.exigence("RES-06")
@pytest.mark.parametrize(
    "corps",
    [
        "<h1>{{ nom }}</h1>",
        "<p>{{ nom|upper }}</p>",
        "<p>{{ nom|lower|capfirst }}</p>",
        "<p>{{ nom|length }} lettres</p>",
        "<p>{{ nom }}<strong> est admis</strong></p>",
        '<p><span class="secret">{{ nom }}</span></p>',
        "<table><tr><td>{{ nom }}</td><td>après</td></tr></table>",
        "<p><u>{{ nom }}</u></p>",
        '<svg width="9" height="9" viewBox="0 0 9 9"><title>{{ nom }}</title><path d="M0 0h9v9z"/></svg>',
        "{% if nom|length > 3 %}<p>Long</p>{% endif %}",
    ],
)
def test_une_page_qui_bouge_avec_ses_champs_n_est_pas_un_modele_et_reste_juste(gabarit, tmp_path, corps):
    page = gabarit(
        f"<!doctype html><html lang=fr><head><title>Essai</title></head><body>{corps}</body></html>"
    )
    atelier = Atelier()
    pdf = atelier.document(atelier.exemplaire(page, {"nom": Champ("Lavande Alexandre")}))
    assert atelier.mis_en_page == 1
    attendu = seul(page, {"nom": "Lavande Alexandre"})
    assert pixels(pdf, tmp_path) == pixels(attendu, tmp_path)
    assert texte(pdf) == texte(attendu)


@pytest.mark.exigence("RES-06")
def test_un_champ_vide_compte_dans_la_forme_de_la_page(gabarit, tmp_path):
    atelier, page = Atelier(), gabarit(PAGE)
    for fin in ("", "Vu", ""):
        pdf = atelier.document(atelier.exemplaire(page, contexte(fin=fin)))
        assert pixels(pdf, tmp_path) == pixels(seul(page, contexte(fin=fin)), tmp_path)
    assert atelier.mis_en_page == 0


def test_un_code_est_dessine_a_sa_place(gabarit, tmp_path):
    corps = (
        '<svg viewBox="0 0 3 3" width="60" height="60"><title>Un code</title><path d="{{ code }}"/></svg>'
        "<p>{{ nom }}</p>"
    )
    page = gabarit(
        f"<!doctype html><html lang=fr><head><title>Essai</title></head><body>{corps}</body></html>"
    )
    atelier = Atelier()
    for octets in (b"\0\xff\0\xff\0\0\0\0\0", b"\xff\xff\xff\0\0\0\xff\0\xff"):
        donnees = {"code": Modules(octets, 3), "nom": Champ("LAVANDE")}
        pdf = atelier.document(atelier.exemplaire(page, donnees))
        assert pixels(pdf, tmp_path) == pixels(seul(page, donnees), tmp_path)
        assert (2, "/Figure", "Un code") in balises(pdf) or (1, "/Figure", "Un code") in balises(pdf)
    assert atelier.mis_en_page == 0


def test_le_meme_contenu_donne_les_memes_octets_quel_que_soit_ce_qui_le_precede(gabarit):
    page = gabarit(PAGE)
    un, autre = Atelier(), Atelier()
    autre.exemplaire(page, contexte("ŒILLET Zoé"))
    assert un.document(un.exemplaire(page, contexte())) == autre.document(autre.exemplaire(page, contexte()))


def test_un_objet_dans_le_contexte_est_refuse(gabarit):
    with pytest.raises(ContexteOpaque):
        Atelier().exemplaire(gabarit(PAGE), {"nom": object()})


@pytest.mark.exigence("RES-05")
def test_un_ensemble_garde_chaque_page_ses_balises_et_un_signet_chacun(gabarit, tmp_path):
    atelier, page = Atelier(), gabarit(PAGE)
    noms = ["GUYLESTE Fazia", "LAVANDE Alexandre", "ΑΝΑΣΤΑΣΙΑ", "ŒILLET (Zoé) & Cie"]
    pdfs = [
        atelier.document(atelier.exemplaire(page, contexte(nom, notes=("1",) * rang)))
        for rang, nom in enumerate(noms)
    ]
    sortie = io.BytesIO()
    assert fusionner(pdfs, sortie, titre="Tous") == 4
    ensemble = sortie.getvalue()
    assert pixels(ensemble, tmp_path) == b"".join(pixels(pdf, tmp_path) for pdf in pdfs)
    lu = pypdf.PdfReader(io.BytesIO(ensemble))
    assert [signet.title for signet in lu.outline] == [f"Essai – {nom}" for nom in noms]
    assert lu.metadata.title == "Tous"
    parties = [balise for balise in balises(ensemble) if balise[0] == 1]
    assert parties == [(1, "/Part", "")] * 4
    sans_racine = [(p - 1, s, a) for p, s, a in balises(ensemble) if p > 1]
    assert sans_racine == [b for pdf in pdfs for b in balises(pdf) if b[0] > 0]
    controler(ensemble, tmp_path)


@pytest.mark.exigence("RES-05")
def test_un_ensemble_ecrit_ses_polices_une_fois_et_ne_confond_pas_les_cellules(gabarit):
    atelier, page = Atelier(), gabarit(PAGE)
    pdfs = [atelier.document(atelier.exemplaire(page, contexte(f"LAVANDE {rang}"))) for rang in range(20)]
    sortie = io.BytesIO()
    fusionner(pdfs, sortie, titre="Tous")
    with pikepdf.open(io.BytesIO(sortie.getvalue())) as ouvert:
        polices = [o for o in ouvert.objects if isinstance(o, pikepdf.Stream) and "/Length1" in o]
        assert len(polices) == 2
        identifiants = [
            str(o.ID) for o in ouvert.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TH"
        ]
        assert len(identifiants) == len(set(identifiants)) == 40
        arbre = ouvert.Root.StructTreeRoot
        noms = [str(nom) for feuille in arbre.IDTree.Kids for nom in list(feuille.Names)[::2]]
        assert noms == sorted(identifiants)
        for rang, page_lue in enumerate(ouvert.pages):
            cle, (balise, *_) = arbre.ParentTree.Kids[rang].Nums
            assert page_lue.StructParents == cle
            assert balise.Pg.objgen == page_lue.objgen
    assert len(sortie.getvalue()) < 0.3 * sum(map(len, pdfs))


def test_un_pdf_venu_d_ailleurs_n_est_pas_joint_en_perdant_ses_balises():
    ailleurs = io.BytesIO()
    pypdf.PdfWriter().write(ailleurs)
    with pytest.raises(PlancheIllisible):
        fusionner([ailleurs.getvalue()], io.BytesIO(), titre="Tous")


@pytest.mark.exigence("DEL-09", "RES-03")
def test_une_liste_du_modele_est_au_pixel_pres_celle_de_weasyprint(tmp_path):
    lignes = [(f"LAVANDE-ŒILLET {rang:03} Fazia", "Admis") for rang in range(95)]
    cadre = {
        "titre": "Liste", "academie": "Rennes", "examen": "Baccalauréat professionnel", "session": "2021-06",
        "groupe_de_decision": "11", "centre": "LP BREQUIGNY – RENNES (0350059Z)", "edite_le": "07/07/2021 10:00:00",
        "jury": Champ("31202"), "pied": Champ("Jury 31202 – LP BREQUIGNY (0350059Z)"), "avertissement": "",
        "colonnes": ("Nom Prénom", "Résultat"),
    }  # fmt: skip
    feuilles = feuilles_de_liste("editions/deliberation/liste.html", lignes, cadre, serie="liste")
    pdf = ecrire_pdf(feuilles)
    # Three full sheets share a model; the plain way is a sheet alone, whose page numbers are counted by CSS.
    attendus = [
        seul(feuille.gabarit, {**feuille.contexte, "premiere": rang, "total": 4})
        for rang, feuille in enumerate(feuilles, start=1)
    ]
    assert pixels(pdf, tmp_path) == b"".join(pixels(attendu, tmp_path) for attendu in attendus)
    assert texte(pdf) == " ".join(texte(attendu) for attendu in attendus)
    assert re.findall(r"page \d/\d", texte(pdf)) == ["page 1/4", "page 2/4", "page 3/4", "page 4/4"]
    controler(pdf, tmp_path)


CADRE = {
    "titre": "Procès-verbal", "academie": "Rennes", "examen": "Baccalauréat professionnel", "session": "JUIN 2021",
    "groupe_de_decision": "11", "centre": "P BREQUIGNY – RENNES CEDEX 2 (0350059Z)", "edite_le": "07/07/2021 10:00:00",
    "jury": Champ("31202 – Commerce"), "numerotation": Champ("page 1/1"),
    "pied": Champ("Jury 31202 – P BREQUIGNY (0350059Z) – Edité le 07/07/2021 10:00:00"),
}  # fmt: skip


def un_pvi(nom):
    textes = {
        "identifiant": "01874208839 - 001", "ine": "371675614DC", "nom": nom, "prenoms": "Julien Clément",
        "ne_le": "26/06/2004", "division": "T31202", "etablissement": "P BREQUIGNY – RENNES CEDEX 2 (0350059Z)",
        "proposition": "Décision proposée : Admis – moyenne 10,59",
    }  # fmt: skip
    note = {
        "libelle": "Français",
        "coefficient": "2,5",
        "valeur": Champ("8"),
        "provenance": Champ("Saisie à la main"),
    }
    controle = {
        "libelle": Champ("Epreuve de contrôle : épr. Français et Histoire Géographie"),
        "valeur": Champ("11"),
        "provenance": Champ("Modifiée en délibération (avant : 12,5)"),
    }
    champs = {cle: Champ(texte) for cle, texte in textes.items()}
    return (
        CADRE
        | champs
        | {"reglement": "BCP", "anomalie": "", "notes": [note] * 12, "controles": [controle] * 2}
    )


def un_pv(nom):
    membre = (
        "ROSE BONBON Ludivine",
        "Vice-président",
        "Inspectrice de l'éducation nationale",
        "Profession",
        "Présent",
    )
    ligne = {
        "identifiant": "01874208839 - 001", "nom": nom, "prenoms": "Julien Clément", "moyenne": "9,93",
        "decision": "Non admis", "motif": "", "livret": "Examiné",
    }  # fmt: skip
    return CADRE | {
        "rectification": Champ(""), "nombre": 4, "reglement": "BCP", "fin": True,
        "signataires": [Champ("Président du jury : Ludivine ROSE BONBON")],
        "lignes": [{cle: Champ(texte) for cle, texte in ligne.items()}] * 4,
        "composition": {
            "membres": [[Champ(texte) for texte in membre]] * 6, "siegeants": 6, "professionnels": 2,
            "ouverte_le": "07/07/2021 08:00:00", "close_le": "",
        },
    }  # fmt: skip


@pytest.mark.exigence("DEL-02", "DEL-07")
@pytest.mark.parametrize(("nom", "faire"), [("pvi", un_pvi), ("pv_decision", un_pv)])
def test_les_pv_d_un_jury_viennent_d_un_modele(tmp_path, nom, faire):
    atelier, page = Atelier(), f"editions/deliberation/{nom}.html"
    for candidat in ("CITRON", "D’ARGENÇON"):
        pdf = atelier.document(atelier.exemplaire(page, faire(candidat)))
        attendu = seul(page, faire(candidat))
        assert pixels(pdf, tmp_path) == pixels(attendu, tmp_path)
        assert texte(pdf) == texte(attendu)
    assert atelier.mis_en_page == 0


def test_ce_qui_est_en_marge_n_est_pas_lu_comme_du_texte():
    (feuille,) = feuilles_de_liste(
        "editions/deliberation/liste.html",
        [],
        {
            "titre": "Liste", "academie": "", "examen": "", "session": "", "groupe_de_decision": "", "centre": "",
            "edite_le": "", "jury": "31202", "pied": "Pied de page", "avertissement": "", "colonnes": ("Nom",),
        },
        serie="",
    )  # fmt: skip
    lu = pypdf.PdfReader(io.BytesIO(ecrire_pdf([feuille])))
    contenu = lu.pages[0].get_contents().get_data().decode("ascii")
    assert len(re.findall(r"/Artifact\nBMC\n(?:(?!EMC)[\s\S])*BT", contenu)) == 2
    assert "Pied de page" in texte(ecrire_pdf([feuille]))


def test_une_feuille_dont_la_forme_ne_revient_pas_est_mise_en_page_seule(gabarit):
    page = gabarit(PAGE)
    pdf = ecrire_pdf([Feuille(page, contexte(f"LAVANDE {rang}", notes=("1",) * rang)) for rang in range(3)])
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 3
