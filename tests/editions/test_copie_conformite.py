"""What PDF/A-2a and PDF/UA-1 ask that can be read in the file: tags, fonts, colours, metadata, bookmarks."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from santorin.editions.copie import CopieAEditer, Exports
from tests.editions.echantillons import (
    RESUME,
    annotations_d_un_correcteur,
    copie,
    feuille_ecrite,
    octets_de,
    page,
)
from tests.editions.moteurs import fabriquer

PAGES = 3


@pytest.fixture(scope="module")
def editee() -> CopieAEditer:
    scans = [octets_de(feuille_ecrite(rang, 413, 585)) for rang in range(PAGES)]
    pages = [page(o, annotations=annotations_d_un_correcteur(rang)) for rang, o in enumerate(scans)]
    return copie(pages, resume=replace(RESUME, detail=RESUME.detail * 20))


@pytest.fixture(scope="module")
def pdf(editee: CopieAEditer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pikepdf.Pdf]:
    chemin = tmp_path_factory.mktemp("conformite") / "copie.pdf"
    fabriquer(editee, chemin)
    with pikepdf.open(chemin) as lu:
        yield lu


def balises(noeud: pikepdf.Object) -> Iterator[pikepdf.Object]:
    yield noeud
    for enfant in enfants(noeud):
        yield from balises(enfant)


def enfants(noeud: pikepdf.Object) -> list[pikepdf.Object]:
    return [e for e in noeud.get("/K", []) if isinstance(e, pikepdf.Dictionary) and "/S" in e]


def contenus(noeud: pikepdf.Object) -> list[tuple[pikepdf.Object, int]]:
    """The marked pieces that a tag holds itself: their page and number."""
    pieces = []
    for enfant in noeud.get("/K", []):
        if not isinstance(enfant, pikepdf.Dictionary):
            pieces.append((noeud.Pg, int(enfant)))
        elif enfant.get("/Type") == "/MCR":
            pieces.append((enfant.Pg, int(enfant.MCID)))
    return pieces


def racine(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.Root.StructTreeRoot.K


def contenu_de(pdf: pikepdf.Pdf, noeud: pikepdf.Object) -> str:
    """The text drawn under one tag alone, through the fonts' own ToUnicode."""
    return "".join(texte_marque(feuille, rang) for feuille, rang in contenus(noeud))


def texte_marque(feuille: pikepdf.Object, rang: int) -> str:
    textes, ouvert, police = [], False, ""
    for operandes, operateur in pikepdf.parse_content_stream(pikepdf.Page(feuille)):
        if str(operateur) == "BDC":
            ouvert = int(operandes[1].get("/MCID", -1)) == rang
        elif str(operateur) == "EMC":
            ouvert = False
        elif str(operateur) == "Tf":
            police = str(operandes[0])
        elif ouvert and str(operateur) == "Tj":
            table = vers_unicode(feuille.Resources.Font[police])
            codes = bytes(operandes[0])
            textes += [table[codes[i : i + 2]] for i in range(0, len(codes), 2)]
    return "".join(textes)


def vers_unicode(police: pikepdf.Object) -> dict[bytes, str]:
    couples = re.findall(rb"<([0-9A-F]{4})><([0-9a-f]+)>\n", police.ToUnicode.read_bytes())
    return {bytes.fromhex(c.decode()): bytes.fromhex(u.decode()).decode("utf-16-be") for c, u in couples}


def test_le_document_a_un_titre_une_langue_et_des_signets(pdf: pikepdf.Pdf) -> None:
    titre = "Copie de GUYLESTE Fazia Maëlys – Humanités, littérature et philosophie – session 2026"
    assert str(pdf.docinfo["/Title"]) == titre
    assert str(pdf.Root.Lang) == "fr-FR"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_outline() as plan:
        copie_, resume = plan.root
        assert (copie_.title, resume.title) == ("Copie", "Récapitulatif")
        assert [fils.title for fils in copie_.children] == ["Page 1", "Page 2", "Page 3"]
        vises = [e.destination[0].objgen for e in (*copie_.children, resume)]
    assert vises == [p.objgen for p in list(pdf.pages)[: PAGES + 1]]


def test_les_metadonnees_xmp_sont_bien_formees_et_d_accord_avec_le_document(pdf: pikepdf.Pdf) -> None:
    etree.fromstring(pdf.Root.Metadata.read_bytes())
    assert "/Filter" not in pdf.Root.Metadata
    with pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == str(pdf.docinfo["/Title"])
        assert xmp["pdf:Producer"] == str(pdf.docinfo["/Producer"])
        assert (xmp.pdfa_status, xmp["pdfuaid:part"]) == ("2A", "1")
        assert re.fullmatch(r"urn:sha256:[0-9a-f]{64}", str(xmp["dc:identifier"]))
    assert bytes(pdf.trailer.ID[0]).hex() == str(xmp["dc:identifier"])[11:43]


@pytest.mark.exigence("EDI-03")
def test_un_lecteur_d_ecran_entend_chaque_page_puis_chaque_commentaire(
    pdf: pikepdf.Pdf, editee: CopieAEditer
) -> None:
    sections = enfants(racine(pdf))
    assert [str(s.S) for s in sections] == ["/Sect"] * (PAGES + 1)
    for rang in range(PAGES):
        image, marques, *notes = enfants(sections[rang])
        assert str(image.Alt) == f"Page {rang + 1} sur 3 de la copie"
        assert str(marques.Alt) == "Marques de correction : 3 coches, 1 croix, 4 traits, 1 passage surligné"
        assert all(str(note.S) == "/Note" for note in notes)
        formes = [f for f in annotations_d_un_correcteur(rang) if f["genre"] in {"texte", "tampon", "vu"}]
        formes.sort(key=lambda forme: (forme["y"], forme["x"]))
        dits = [" ".join(contenu_de(pdf, note).split()) for note in notes]
        attendus = [f"{f.get('texte', 'Vu')} {f.get('valeur', '')}".strip() for f in formes]
        assert dits == attendus


@pytest.mark.exigence("EDI-03")
def test_un_lecteur_d_ecran_entend_la_note_le_detail_et_l_appreciation(pdf: pikepdf.Pdf) -> None:
    resume = enfants(racine(pdf))[-1]
    genres = [str(b.S) for b in enfants(resume)]
    assert genres == ["/P", "/H1", "/Table", "/P", "/H2", "/Table", "/H2", "/P", "/P"]
    dits = [contenu_de(pdf, b) for b in enfants(resume)]
    assert dits[3] == "Note 14,5 / 20"
    assert (dits[1], dits[4], dits[6]) == ("Récapitulatif de la copie", "Détail des notes", "Appréciation")
    assert "\n".join(dits[7:]) == RESUME.appreciation
    lignes = [[contenu_de(pdf, case) for case in enfants(tr)] for tr in enfants(enfants(resume)[5])]
    assert lignes[0] == ["Question", "Intitulé", "Note", "Sur"]
    assert lignes[1:] == [[q.numero, q.libelle, q.note, q.points] for q in RESUME.detail * 20]


def test_les_tableaux_ont_leurs_entetes_de_lignes_et_de_colonnes(pdf: pikepdf.Pdf) -> None:
    identite, detail = (b for b in balises(racine(pdf)) if b.S == "/Table")
    for rang, ligne in enumerate(enfants(detail)):
        cases = enfants(ligne)
        assert [str(c.S) for c in cases] == (["/TH"] * 4 if rang == 0 else ["/TH", "/TD", "/TD", "/TD"])
        assert str(cases[0].A.Scope) == ("/Column" if rang == 0 else "/Row")
    assert all([str(c.S) for c in enfants(ligne)] == ["/TH", "/TD"] for ligne in enfants(identite))


def test_tout_ce_qui_est_dessine_appartient_a_une_balise_ou_au_decor(pdf: pikepdf.Pdf) -> None:
    for feuille in pdf.pages:
        profondeur, rangs = 0, []
        for operandes, operateur in pikepdf.parse_content_stream(feuille):
            ordre = str(operateur)
            if ordre in {"BDC", "BMC"}:
                profondeur += 1
                rangs += [int(operandes[1].MCID)] if ordre == "BDC" and "/MCID" in operandes[1] else []
            elif ordre == "EMC":
                profondeur -= 1
            elif ordre in {"Do", "S", "f", "b", "Tj"}:
                assert profondeur == 1
            assert profondeur in {0, 1}
        assert rangs == list(range(len(rangs)))
        parents = pdf.Root.StructTreeRoot.ParentTree.Nums
        table = {int(parents[i]): parents[i + 1] for i in range(0, len(parents), 2)}
        assert len(table[int(feuille.StructParents)]) == len(rangs)


def test_le_pied_du_recapitulatif_est_dit_comme_tel(pdf: pikepdf.Pdf) -> None:
    """PDF/UA-1, 7.8: a running footer is a pagination artifact, not mere decoration."""
    decors = [
        (str(operandes[1].Type), str(operandes[1].Subtype))
        for operandes, operateur in pikepdf.parse_content_stream(pdf.pages[-1])
        if str(operateur) == "BDC" and operandes[0] == "/Artifact"
    ]
    assert decors == [("/Pagination", "/Footer")]


def test_l_arbre_des_balises_se_remonte_et_chaque_note_a_son_identifiant(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    parents = pdf.Root.StructTreeRoot.ParentTree.Nums
    table = {int(parents[i]): parents[i + 1] for i in range(0, len(parents), 2)}
    for noeud in balises(racine(pdf)):
        for feuille, rang in contenus(noeud):
            assert table[int(feuille.StructParents)][rang].objgen == noeud.objgen
        assert all(enfant.P.objgen == noeud.objgen for enfant in enfants(noeud))
        if noeud.S == "/Figure":
            assert str(noeud.Alt)
            assert len(noeud.A.BBox) == 4
    notes = [b for b in balises(racine(pdf)) if b.S == "/Note"]
    noms = pdf.Root.StructTreeRoot.IDTree.Names
    assert [str(noms[i]) for i in range(0, len(noms), 2)] == sorted(str(note.ID) for note in notes)
    assert len({str(note.ID) for note in notes}) == len(notes) == PAGES * 5


def test_chaque_police_est_embarquee_et_ses_largeurs_sont_celles_de_son_dessin(pdf: pikepdf.Pdf) -> None:
    polices = [
        o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/CIDFontType2"
    ]
    assert len(polices) == 2
    for police in polices:
        assert re.fullmatch(r"/[A-P]{6}\+DejaVuSansCondensed(-Bold)?", str(police.BaseFont))
        fichier = police.FontDescriptor.FontFile2.read_bytes()
        assert len(fichier) == int(police.FontDescriptor.FontFile2.Length1)
        embarquee = TTFont(io.BytesIO(fichier), checkChecksums=2)
        largeurs = [int(largeur) for largeur in police.W[1]]
        reelles = [embarquee["hmtx"][nom][0] * 1000 / 2048 for nom in embarquee.getGlyphOrder()][
            : len(largeurs)
        ]
        assert max(abs(a - b) for a, b in zip(largeurs, reelles, strict=True)) <= 0.5


def test_les_couleurs_ont_un_sens_et_rien_n_est_interdit_par_pdf_a(pdf: pikepdf.Pdf) -> None:
    intention = pdf.Root.OutputIntents[0]
    profil = intention.DestOutputProfile.read_bytes()
    assert (str(intention.S), profil[36:40], profil[16:20]) == ("/GTS_PDFA1", b"acsp", b"RGB ")
    assert int(intention.DestOutputProfile.N) == 3
    assert not pdf.is_encrypted
    textes = b"".join(o.unparse() for o in pdf.objects if not isinstance(o, pikepdf.Stream))
    for interdit in (
        b"/JavaScript",
        b"/Launch",
        b"/EmbeddedFile",
        b"/OpenAction",
        b"/AA",
        b"/LZWDecode",
        b"DeviceCMYK",
    ):
        assert interdit not in textes


def test_une_page_sans_annotation_n_a_pas_de_note(tmp_path: Path) -> None:
    chemin = tmp_path / "copie.pdf"
    nue = replace(copie([page(octets_de(feuille_ecrite(1, 413, 585)))]), exports=Exports())
    fabriquer(nue, chemin)
    with pikepdf.open(chemin) as lu:
        assert not [b for b in balises(racine(lu)) if b.S == "/Note"]
        assert "/IDTree" not in lu.Root.StructTreeRoot
        assert len(enfants(enfants(racine(lu))[0])) == 1
