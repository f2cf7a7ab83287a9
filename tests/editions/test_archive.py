"""Stored archives: read by others, whole after a damaged file, beyond 4 GiB and 65,535 files (TEL-02)."""

import hashlib
import shutil
import subprocess
import zipfile
import zlib
from datetime import datetime
from functools import partial

import pytest

from santorin.editions.archive import Archive, Entree, Piece, PieceAbimee, archiver, ouvrir_archive
from santorin.editions.format_zip import Fiche, entete, fin, ligne_du_repertoire

pytestmark = pytest.mark.exigence("TEL-02")
LE = datetime(2027, 6, 16, 18, 30, 12)  # noqa: DTZ001
PDF = bytes(range(256)) * 2000


def piece(dossier, nom, octets, *, sure=True, annonces=None):
    """A stored file, known as `annonces` (itself when not given)."""
    connus = octets if annonces is None else annonces
    (dossier / nom).write_bytes(octets)
    ouvrir = partial((dossier / nom).open, "rb")
    ecrit_avant = (dossier / nom).stat().st_mtime if sure else None
    return Piece(ouvrir, len(connus), zlib.crc32(connus), hashlib.sha256(connus).hexdigest(), ecrit_avant)


@pytest.fixture
def sortie(tmp_path):
    """The archive's file."""
    with (tmp_path / "copies.zip").open("w+b") as fichier:
        yield fichier


@pytest.mark.parametrize("sure", [True, False])
def test_une_archive_se_lit_partout_et_rend_ses_octets(tmp_path, sortie, sure):
    archive = Archive(sortie)
    archive.ajouter("TCOM1/GUYLESTE_Maëlys-œ.pdf", piece(tmp_path, "a", PDF, sure=sure), LE)
    archive.ajouter("MANIFESTE.csv", b"Fichier\r\n", LE)
    archive.terminer()
    with zipfile.ZipFile(sortie) as lue:
        assert lue.testzip() is None
        assert lue.read("TCOM1/GUYLESTE_Maëlys-œ.pdf") == PDF
        assert lue.getinfo("MANIFESTE.csv").date_time == (2027, 6, 16, 18, 30, 12)
        assert lue.getinfo("MANIFESTE.csv").external_attr >> 16 == 0o100644
    if unzip := shutil.which("unzip"):
        subprocess.run([unzip, "-tq", sortie.name], check=True, capture_output=True)


def test_le_fichier_garde_sur_et_le_fichier_relu_donnent_la_meme_archive(tmp_path):
    ecrites = []
    for sure in (True, False):
        with (tmp_path / f"{sure}.zip").open("w+b") as sortie:
            archive = Archive(sortie)
            archive.ajouter("a.pdf", piece(tmp_path, "a", PDF, sure=sure), LE)
            ecrites.append((archive.terminer(), (tmp_path / f"{sure}.zip").read_bytes()))
    assert ecrites[0] == ecrites[1]


@pytest.mark.parametrize(
    ("panne", "sure"),
    [
        *((panne, sure) for panne in ("absent", "coupé", "allongé") for sure in (True, False)),
        ("autre", False),
    ],
)
def test_un_fichier_abime_ne_laisse_rien_dans_l_archive(tmp_path, sortie, panne, sure):
    octets = {"coupé": PDF[:-1], "allongé": PDF + b"x", "autre": b"x" + PDF[1:]}.get(panne, PDF)
    mauvaise = piece(tmp_path, "mauvais", octets, sure=sure, annonces=PDF)
    if panne == "absent":
        (tmp_path / "mauvais").unlink()
    archive = Archive(sortie)
    archive.ajouter("bon.pdf", piece(tmp_path, "bon", PDF), LE)
    avant = (tmp_path / "copies.zip").stat().st_size
    with pytest.raises(PieceAbimee):
        archive.ajouter("mauvais.pdf", mauvaise, LE)
    assert (tmp_path / "copies.zip").stat().st_size == avant
    archive.ajouter("suite.pdf", piece(tmp_path, "suite", PDF), LE)
    archive.terminer()
    with zipfile.ZipFile(sortie) as lue:
        assert (lue.namelist(), lue.testzip()) == (["bon.pdf", "suite.pdf"], None)


def test_l_empreinte_change_avec_un_octet_d_un_fichier(tmp_path):
    empreintes = set()
    for octets in (PDF, b"x" + PDF[1:]):
        with (tmp_path / "x.zip").open("w+b") as sortie:
            archive = Archive(sortie)
            archive.ajouter("a.pdf", piece(tmp_path, "a", octets), LE)
            empreintes.add(archive.terminer().valeur)
    assert len(empreintes) == 2


def test_au_dela_de_quatre_gibioctets_chaque_fichier_se_retrouve(tmp_path):
    loin, chemin = 5 << 30, tmp_path / "grande.zip"
    fiches = [
        Fiche(nom, len(PDF), zlib.crc32(PDF), LE, place) for nom, place in (("a.pdf", 0), ("b.pdf", loin))
    ]
    with chemin.open("w+b") as sortie:
        for fiche in fiches:
            sortie.seek(fiche.position)
            sortie.write(entete(fiche) + PDF)
        repertoire = b"".join(map(ligne_du_repertoire, fiches))
        debut = sortie.tell()
        sortie.write(repertoire + fin(len(fiches), len(repertoire), debut))
    with zipfile.ZipFile(chemin) as lue:
        assert [lue.read(nom) == PDF for nom in lue.namelist()] == [True, True]
    assert chemin.stat().st_blocks * 512 < 50 << 20


def test_plus_de_65_535_fichiers_sont_tous_la(tmp_path):
    nombre = 65_536
    with (tmp_path / "nombreuse.zip").open("wb") as sortie:
        sortie.writelines(archiver(Entree(f"{rang}.txt", b"x", LE) for rang in range(nombre)))
    with zipfile.ZipFile(tmp_path / "nombreuse.zip") as lue:
        assert len(lue.namelist()) == nombre
        assert lue.read(f"{nombre - 1}.txt") == b"x"


def test_un_fichier_de_quatre_gibioctets_est_refuse_plutot_que_mal_ecrit():
    with pytest.raises(ValueError, match="4 Gio"):
        entete(Fiche("énorme.pdf", 1 << 32, 0, LE))


def test_une_archive_chiffree_refuse_aussi_le_fichier_abime(tmp_path, sortie):
    archive = ouvrir_archive(sortie, "lavande sapin")
    with pytest.raises(PieceAbimee):
        archive.ajouter("mauvais.pdf", piece(tmp_path, "mauvais", PDF[:-1], annonces=PDF), LE)
    archive.ajouter("bon.pdf", piece(tmp_path, "bon", PDF), LE)
    empreinte = archive.terminer()
    assert empreinte.des_octets
    assert empreinte.valeur == hashlib.sha256((tmp_path / "copies.zip").read_bytes()).hexdigest()
