"""What a copy's PDF holds: every page, every byte of the scans, every word, and nothing the paramétrage keeps out."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from santorin.editions.copie import (
    TOUS_LES_EXPORTS,
    CopieAEditer,
    Exports,
    NoteQuestion,
    depuis_json,
    ecrire,
    empreinte,
    empreinte_inscrite,
)
from tests.editions.echantillons import (
    RESUME,
    annotations_d_un_correcteur,
    copie,
    feuille_ecrite,
    octets_de,
    page,
)
from tests.editions.moteurs import fabriquer, scan_de, texte_de


def scans(nombre: int = 3) -> list[bytes]:
    return [octets_de(feuille_ecrite(rang, 413, 585)) for rang in range(nombre)]


def copie_annotee(**changements: object) -> CopieAEditer:
    pages = [page(o, annotations=annotations_d_un_correcteur(rang)) for rang, o in enumerate(scans())]
    return replace(copie(pages), **changements)  # type: ignore[arg-type]


def octets_du_pdf(a_editer: CopieAEditer) -> bytes:
    sortie = io.BytesIO()
    ecrire(a_editer, sortie)
    return sortie.getvalue()


def texte_sans_pieds(texte: str) -> str:
    return normal(re.sub(r"Copie de GUYLESTE .{0,90}? – session 2026 Page \d+ sur \d+", "", texte))


def normal(texte: str) -> str:
    return " ".join(texte.split())


@pytest.mark.exigence("EDI-03")
def test_le_pdf_porte_chaque_page_numerisee_puis_le_recapitulatif(tmp_path: Path) -> None:
    pdf = tmp_path / "copie.pdf"
    bilan = fabriquer(copie_annotee(), pdf)
    assert (bilan.pages, bilan.pages_scannees, bilan.octets) == (4, 3, pdf.stat().st_size)
    with pikepdf.open(pdf) as lu:
        assert len(lu.pages) == 4
        assert ["/XObject" in p.Resources for p in lu.pages] == [True, True, True, False]


@pytest.mark.exigence("EDI-03")
def test_les_scans_sont_dans_le_pdf_octet_pour_octet(tmp_path: Path) -> None:
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie_annotee(), pdf)
    with pikepdf.open(pdf) as lu:
        extraits = [scan_de(p).read_raw_bytes() for p in list(lu.pages)[:3]]
    assert extraits == scans()


@pytest.mark.exigence("EDI-03")
def test_chaque_commentaire_se_lit_comme_du_texte(tmp_path: Path) -> None:
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie_annotee(), pdf)
    for rang in range(3):
        texte = texte_de(pdf, page=rang + 1)
        ecrites = [f for f in annotations_d_un_correcteur(rang) if "texte" in f]
        assert len(ecrites) == 4
        for forme in ecrites:
            assert normal(str(forme["texte"])) in texte
            assert str(forme.get("valeur", "")) in texte
        assert "Vu" in texte.split()


@pytest.mark.exigence("EDI-03", "PAR-02", "PAR-03")
def test_avec_tous_les_exports_le_recapitulatif_dit_tout(tmp_path: Path) -> None:
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie_annotee(exports=TOUS_LES_EXPORTS), pdf)
    texte = texte_de(pdf, page=4)
    candidat = RESUME.candidat
    assert candidat is not None
    attendus = [
        RESUME.epreuve,
        RESUME.code_epreuve,
        RESUME.examen,
        "session 2026",
        "14,5 / 20",
        "3 pages numérisées",
    ]
    attendus += [candidat.nom, candidat.prenoms, candidat.numero, candidat.division, candidat.etablissement]
    attendus += [mot for q in RESUME.detail for mot in (q.numero, q.libelle, q.note, q.points)]
    attendus += RESUME.appreciation.splitlines()
    for attendu in attendus:
        assert normal(attendu) in texte


@pytest.mark.exigence("EDI-03", "PAR-02")
@pytest.mark.parametrize("annotations", [True, False])
@pytest.mark.parametrize("detail", [True, False])
@pytest.mark.parametrize("appreciation", [True, False])
def test_chaque_export_du_parametrage_commande_sa_partie_et_elle_seule(
    tmp_path: Path, *, annotations: bool, detail: bool, appreciation: bool
) -> None:
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie_annotee(exports=Exports(annotations, detail, appreciation)), pdf)
    with pikepdf.open(pdf) as lu:
        traces = [len(p.Contents.read_bytes()) > 300 for p in list(lu.pages)[:3]]
    assert traces == [annotations] * 3
    texte = texte_de(pdf)
    assert ("l’œuvre n’est pas située" in texte) is annotations
    assert ("Essai philosophique" in texte) is detail
    assert ("Détail des notes" in texte) is detail
    assert ("nourri de lectures" in texte) is appreciation
    assert ("Appréciation" in texte) is appreciation
    assert "GUYLESTE" in texte
    assert "14,5 / 20" in texte


@pytest.mark.exigence("PAR-02")
def test_les_exports_par_defaut_sont_ceux_du_parametrage() -> None:
    assert Exports() == Exports(annotations=False, detail_notes=True, appreciation=True)


@pytest.mark.exigence("EDI-03")
def test_ce_qui_n_est_pas_exporte_n_est_nulle_part_dans_le_fichier() -> None:
    muette = Exports(annotations=False, detail_notes=False, appreciation=False)
    with pikepdf.open(io.BytesIO(octets_du_pdf(copie_annotee(exports=muette)))) as lu:
        flux = b"".join(
            o.read_bytes() for o in lu.objects if isinstance(o, pikepdf.Stream) and "/Width" not in o
        )
        objets = "".join(
            o.unparse().decode("latin-1") for o in lu.objects if not isinstance(o, pikepdf.Stream)
        )
    assert b"appr" not in flux.lower()
    assert "/Note" not in objets
    assert "/H2" not in objets


@pytest.mark.exigence("EDI-03")
def test_une_longue_appreciation_et_cent_questions_prennent_plusieurs_pages_sans_rien_perdre(
    tmp_path: Path,
) -> None:
    detail = tuple(
        NoteQuestion(
            f"{rang}.b", f"Question numéro {rang} " + "au long intitulé " * (rang % 9), f"{rang},25", "200"
        )
        for rang in range(1, 101)
    )
    appreciation = "\n".join(
        f"Phrase {rang} : " + " ".join(f"m{rang}.{mot}" for mot in range(80)) + f" fin {rang}."
        for rang in range(40)
    )
    pdf = tmp_path / "copie.pdf"
    bilan = fabriquer(
        copie_annotee(recapitulatif=replace(RESUME, detail=detail, appreciation=appreciation)), pdf
    )
    assert bilan.pages > 7
    texte = texte_de(pdf)
    assert all(f"{rang},25" in texte and f"Question numéro {rang} " in texte for rang in range(1, 101))
    assert all(normal(ligne) in texte_sans_pieds(texte) for ligne in appreciation.splitlines())
    assert f"Page {bilan.pages} sur {bilan.pages}" in texte


def test_un_recapitulatif_sans_candidat_ni_note_reste_lisible(tmp_path: Path) -> None:
    pdf = tmp_path / "copie.pdf"
    anonyme = replace(RESUME, candidat=None, note="", sur="", detail=(), appreciation="")
    fabriquer(copie_annotee(recapitulatif=anonyme), pdf)
    texte = texte_de(pdf, page=4)
    assert "GUYLESTE" not in texte_de(pdf)
    assert "Note" not in texte
    assert RESUME.epreuve in texte


@pytest.mark.parametrize("note", ["AB", "Non noté"])
def test_une_note_qui_n_est_pas_un_nombre_s_affiche_telle_quelle(tmp_path: Path, note: str) -> None:
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie_annotee(recapitulatif=replace(RESUME, note=note, sur="")), pdf)
    assert f"Note {note}" in texte_de(pdf, page=4)


def test_un_bareme_anonyme_n_a_pas_de_colonne_d_intitules(tmp_path: Path) -> None:
    pdf = tmp_path / "copie.pdf"
    detail = tuple(replace(question, libelle="") for question in RESUME.detail)
    fabriquer(copie_annotee(recapitulatif=replace(RESUME, detail=detail)), pdf)
    texte = texte_de(pdf, page=4)
    assert "Intitulé" not in texte
    assert "non traitée" in texte


def test_les_memes_donnees_donnent_les_memes_octets() -> None:
    assert octets_du_pdf(copie_annotee()) == octets_du_pdf(copie_annotee())


def test_la_date_donnee_est_la_seule_du_document() -> None:
    sans = octets_du_pdf(copie_annotee())
    assert b"Date" not in sans.split(b"<x:xmpmeta")[1]
    le = datetime(2026, 7, 3, 8, 30, tzinfo=UTC)
    avec = octets_du_pdf(copie_annotee(date=le))
    assert b"<xmp:CreateDate>2026-07-03T08:30:00Z</xmp:CreateDate>" in avec
    with pikepdf.open(io.BytesIO(avec)) as lu:
        assert str(lu.docinfo["/CreationDate"]) == "D:20260703083000Z"


def test_l_empreinte_est_inscrite_dans_le_pdf_et_se_calcule_sans_ouvrir_les_pages() -> None:
    def interdit() -> io.BytesIO:
        raise AssertionError("une page a été ouverte")

    a_editer = copie_annotee()
    fermee = replace(a_editer, pages=tuple(replace(p, source=interdit) for p in a_editer.pages))
    pdf = io.BytesIO(octets_du_pdf(a_editer))
    assert empreinte_inscrite(pdf) == empreinte(fermee)
    assert empreinte_inscrite(io.BytesIO(b"%PDF-1.4 d'un autre")) is None


def test_l_empreinte_change_avec_tout_ce_qui_se_voit_et_avec_rien_d_autre() -> None:
    base = copie_annotee()
    premiere, *autres = base.pages
    annotation = premiere.annotations[0]
    visibles = [
        replace(base, pages=(replace(premiere, sha256="0" * 64), *autres)),
        replace(base, pages=(replace(premiere, rotation=180), *autres)),
        replace(base, pages=(replace(premiere, annotations=(annotation,)), *autres)),
        replace(base, pages=tuple(reversed(base.pages))),
        replace(base, recapitulatif=replace(RESUME, note="14")),
        replace(base, recapitulatif=replace(RESUME, appreciation="Bien.")),
        replace(base, exports=Exports(annotations=False)),
        replace(base, date=datetime(2026, 7, 3, tzinfo=UTC)),
    ]
    assert len({empreinte(c) for c in (base, *visibles)}) == len(visibles) + 1
    coche = {"genre": "coche", "x": 0.5, "y": 0.5, "taille": 0.03, "couleur": "vert"}
    marquees = [
        replace(base, pages=(replace(premiere, annotations=(depuis_json(coche | {"genre": genre}),)),))
        for genre in ("coche", "croix", "vu")
    ]
    assert len({empreinte(c) for c in marquees}) == 3
    muette = replace(base, exports=Exports(annotations=False, detail_notes=False, appreciation=False))
    sans_rien = replace(muette, pages=tuple(replace(p, annotations=()) for p in base.pages))
    assert empreinte(muette) == empreinte(
        replace(sans_rien, recapitulatif=replace(RESUME, detail=(), appreciation=""))
    )
    assert octets_du_pdf(muette) == octets_du_pdf(sans_rien)


def test_deux_pages_identiques_restent_deux_pages(tmp_path: Path) -> None:
    seule = scans(1)[0]
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie([page(seule), page(seule)]), pdf)
    with pikepdf.open(pdf) as lu:
        assert [scan_de(p).read_raw_bytes() for p in list(lu.pages)[:2]] == [seule, seule]


def test_le_poids_ajoute_aux_scans_reste_sous_deux_pour_cent(tmp_path: Path) -> None:
    octets = [octets_de(feuille_ecrite(rang, 1240, 1754), quality=78) for rang in range(4)]
    pages = [page(o, annotations=annotations_d_un_correcteur(rang)) for rang, o in enumerate(octets)]
    bilan = fabriquer(copie(pages), tmp_path / "copie.pdf")
    assert bilan.octets <= 1.02 * sum(map(len, octets))
