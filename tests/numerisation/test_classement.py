"""Filing scanned pages: each in its copy, or in an anomaly; never in another's copy, never forgotten."""

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from PIL import Image

from santorin.copies.fichiers import ouvrir
from santorin.copies.models import Copie, Page
from santorin.journal.models import Entree
from santorin.numerisation import actions
from santorin.numerisation.actions import lecture
from santorin.numerisation.etats import Anomalie, EtatLiasse, Sort
from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.copies import (
    blanches_declarees,
    blanches_proposees,
    copies_a_corriger,
    pages_manquantes,
)
from santorin.numerisation.regles.liasses import echantillon
from santorin.refus import Refus
from tests.fabriques import un_lot, une_composition, une_correction, une_epreuve
from tests.numerisation.conftest import DPI, pages_de
from tests.numerisation.scans import (
    degrader,
    des_feuilles,
    imprimer,
    jpeg,
    pdf_de_jpegs,
    png,
    rasteriser,
    zip_d_images,
)

pytestmark = pytest.mark.django_db


def un_pdf(*images):
    return pdf_de_jpegs(
        [image if isinstance(image, bytes) else jpeg(image, DPI) for image in images], dpi=DPI
    )


def toutes(feuilles):
    return [page for pages in feuilles.values() for page in pages.values()]


def anomalies(liasse):
    return dict(liasse.pages_lues.en_anomalie().order_by().values_list("anomalie").annotate(Count("pk")))


@pytest.mark.exigence("NUM-01")
def test_les_pages_vont_dans_les_copies_de_leurs_candidats_sans_changer_un_octet(
    deposer, feuilles, compositions
):
    octets = {(c, n): jpeg(image, DPI) for c, pages in feuilles.items() for n, image in pages.items()}
    liasse, _ = deposer(un_pdf(*octets.values()))
    assert (liasse.etat, liasse.pages, anomalies(liasse)) == (EtatLiasse.CONTROLE, 6, {})
    for (composition, numero), attendus in octets.items():
        page = Page.objects.get(copie__composition=composition, numero=numero, remplacee_le=None)
        with ouvrir(page.sha256) as fichier:
            assert fichier.read() == attendus


@pytest.mark.exigence("NUM-01")
def test_des_pages_de_travers_bruitees_melangees_et_a_l_envers_se_classent_toutes(deposer, feuilles):
    degradees = [
        degrader(page, angle=(-5, 4, 8)[rang % 3], bruit=0.01, demi_tour=(0, 180, 90)[rang % 3], graine=rang)
        for rang, page in enumerate(toutes(feuilles))
    ]
    liasse, compte_rendu = deposer(un_pdf(*degradees[::-1]))
    assert anomalies(liasse) == {}
    assert {(p.copie.composition_id, p.numero): p.rotation for p in Page.objects.select_related("copie")} == {
        (composition.pk, numero): (0, 180, 90)[(rang * 2 + numero - 1) % 3]
        for rang, (composition, pages) in enumerate(feuilles.items())
        for numero in pages
    }
    assert any("remises à l’endroit" in texte for _, texte in compte_rendu.lignes)


@pytest.mark.exigence("NUM-01")
def test_le_meme_fichier_deux_fois_ne_change_rien(deposer, feuilles):
    pdf = un_pdf(*toutes(feuilles))
    premiere, _ = deposer(pdf)
    entrees = Entree.objects.count()
    seconde, _ = deposer(pdf, nom="autre nom.pdf")
    assert (seconde, Entree.objects.count()) == (premiere, entrees)
    assert (Page.objects.count(), PageLue.objects.count()) == (6, 6)


@pytest.mark.exigence("NUM-01")
def test_les_memes_pages_dans_un_autre_fichier_ne_changent_rien(deposer, feuilles):
    octets = [jpeg(page, DPI) for page in toutes(feuilles)]
    deposer(un_pdf(*octets))
    liasse, compte_rendu = deposer(
        zip_d_images({f"{rang}.jpg": o for rang, o in enumerate(octets)}), nom="a.zip"
    )
    assert set(liasse.pages_lues.values_list("sort", flat=True)) == {Sort.DEJA}
    assert (Page.objects.count(), anomalies(liasse)) == (6, {})
    assert any("déjà reçues" in texte for _, texte in compte_rendu.lignes)


@pytest.mark.exigence("NUM-01")
def test_chaque_page_qui_ne_se_classe_pas_est_une_anomalie_et_aucune_n_est_oubliee(
    deposer, epreuve, feuilles, compositions
):
    absent = une_composition(epreuve, emargement="absent")
    verrouille = une_composition(epreuve)
    autre = une_epreuve(code="E52")
    etranger = une_composition(autre)
    lot = un_lot(epreuve, etat="verrouille")
    une_correction(Copie.objects.create(composition=verrouille), lot)
    bonne = feuilles[compositions[0]][1]
    cachee = bonne.copy()
    cachee.paste(255, (0, 0, cachee.width, cachee.height // 5))
    cachee.paste(255, (0, cachee.height * 4 // 5, cachee.width, cachee.height))
    pdf = imprimer(des_feuilles(pages=2, epreuve=epreuve.pk, anonymats=[compositions[1].anonymat]))
    pages = [
        bonne,
        degrader(bonne, angle=1),  # the same page, scanned again
        cachee,  # both codes hidden
        Image.new("L", bonne.size, 250),  # the back of a sheet
        pages_de(epreuve, absent)[1],
        pages_de(epreuve, verrouille)[1],
        pages_de(autre, etranger)[1],
        rasteriser(imprimer(des_feuilles(pages=2, epreuve=epreuve.pk, anonymats=["0123456789ABCDEF"])), DPI)[
            0
        ],
        rasteriser(pdf, DPI, couvertures=True)[0],
    ]
    liasse, compte_rendu = deposer(un_pdf(*pages))
    assert list(liasse.pages_lues.values_list("anomalie", "sort")) == [
        ("", Sort.CLASSEE),
        (Anomalie.DOUBLON, ""),
        (Anomalie.NON_LUE, ""),
        (Anomalie.BLANCHE, ""),
        (Anomalie.ABSENT, ""),
        (Anomalie.VERROUILLEE, ""),
        (Anomalie.ETRANGERE, ""),
        (Anomalie.INCONNUE, ""),
        (Anomalie.IDENTITE, Sort.ECARTEE),
    ]
    assert Page.objects.count() == 1
    assert any("Page en double" in texte for _, texte in compte_rendu.lignes)


@pytest.mark.exigence("NUM-01", "NUM-02", "SEC-01")
def test_une_liasse_envoyee_dans_la_mauvaise_epreuve_suit_toute_dans_la_bonne(
    deposer, epreuve, feuilles, compositions, acte
):
    bonne = une_epreuve(code="E52")
    present, absent = une_composition(bonne), une_composition(bonne, emargement="absent")
    une, deux = pages_de(bonne, present).values()
    cachee = degrader(deux, angle=2)
    cachee.paste(255, (0, 0, cachee.width, cachee.height // 5))
    cachee.paste(255, (0, cachee.height * 4 // 5, cachee.width, cachee.height))
    pdf = imprimer(des_feuilles(pages=1, epreuve=bonne.pk, anonymats=[present.anonymat]))
    envers = degrader(une, demi_tour=180)
    pages = [rasteriser(pdf, DPI, couvertures=True)[0], envers, deux, cachee, pages_de(bonne, absent)[1]]
    liasse, _ = deposer(un_pdf(*pages))
    assert anomalies(liasse) == {Anomalie.ETRANGERE: 4, Anomalie.NON_LUE: 1}
    suite = actions.faire_suivre(liasse, vers=bonne, **acte)
    assert (suite.epreuve, suite.etat, suite.pages) == (bonne, EtatLiasse.CONTROLE, 5)
    assert list(suite.pages_lues.values_list("anomalie", "sort")) == [
        (Anomalie.IDENTITE, Sort.ECARTEE),
        ("", Sort.CLASSEE),
        ("", Sort.CLASSEE),
        (Anomalie.NON_LUE, ""),
        (Anomalie.ABSENT, ""),
    ]
    posees = Page.objects.filter(copie__composition=present, remplacee_le=None).order_by("numero")
    assert [page.rotation for page in posees] == [180, 0]
    assert list(posees.values_list("sha256")) == list(
        liasse.pages_lues.filter(rang__in=(2, 3)).values_list("sha256")
    )
    assert suite.pages_lues.filter(echantillon=True).count() == 1  # 20 % of 2, rounded up
    assert anomalies(liasse) == {}
    motif = f"Envoyée dans l’épreuve «\u00a0{bonne}\u00a0», liasse «\u00a0scan.pdf\u00a0»."
    assert set(liasse.pages_lues.values_list("sort", "motif")) == {(Sort.ECARTEE, motif)}
    fils = Entree.objects.filter(acte="liasse.faire_suivre").values_list("fil", flat=True)
    assert set(fils) == {f"epreuve:{epreuve.pk}", f"epreuve:{bonne.pk}"}
    with pytest.raises(Refus, match="n’attend"):
        actions.faire_suivre(liasse, vers=bonne, **acte)


@pytest.mark.exigence("NUM-01")
def test_d_une_liasse_melee_ne_suivent_que_les_pages_qui_nomment_l_autre_epreuve(
    deposer, epreuve, feuilles, compositions, acte
):
    bonne, vide = une_epreuve(code="E52"), une_epreuve(code="E53")
    etrangere = pages_de(bonne, une_composition(bonne))[1]
    blanche = Image.new("L", etrangere.size, 250)
    sans_candidat = imprimer(des_feuilles(pages=1, epreuve=vide.pk, anonymats=["0123456789ABCDEF"]))
    liasse, _ = deposer(
        un_pdf(feuilles[compositions[0]][1], etrangere, blanche, rasteriser(sans_candidat, DPI)[0])
    )
    with pytest.raises(Refus, match="aucun candidat"):
        actions.faire_suivre(liasse, vers=vide, **acte)
    Liasse.objects.filter(pk=liasse.pk).update(etat=EtatLiasse.LECTURE)
    with pytest.raises(Refus, match="attendez la fin de sa lecture"):
        actions.faire_suivre(liasse, vers=bonne, **acte)
    Liasse.objects.filter(pk=liasse.pk).update(etat=EtatLiasse.CONTROLE)
    assert actions.faire_suivre(liasse, vers=bonne, **acte).pages == 1
    assert anomalies(liasse) == {Anomalie.BLANCHE: 1, Anomalie.ETRANGERE: 1}
    assert Page.objects.filter(copie__composition__epreuve=bonne).count() == 1


@pytest.mark.exigence("NUM-01")
def test_une_image_abimee_est_une_anomalie_et_les_autres_pages_se_classent(deposer, feuilles, compositions):
    bons = feuilles[compositions[0]]
    entier = jpeg(bons[1], DPI)
    liasse, compte_rendu = deposer(
        zip_d_images({"1.jpg": entier[: len(entier) // 2], "2.jpg": jpeg(bons[2], DPI), "3.jpg": b"bonjour"}),
        nom="a.zip",
    )
    assert list(liasse.pages_lues.values_list("anomalie", flat=True)) == ["sans_image", "", "sans_image"]
    assert [t for n, t in compte_rendu.lignes if n == "erreur"] == [
        "1.jpg\u00a0: Image refusée\u00a0: JPEG tronqué : la fin de l’image manque.",
        "3.jpg\u00a0: Ce n’est pas une image JPEG ou PNG.",
    ]


@pytest.mark.exigence("NUM-01", "TRA-02")
def test_une_lecture_coupee_reprend_ou_elle_en_etait(deposer, feuilles, acte, monkeypatch, epreuve):
    class Coupure(Exception):
        pass

    class Coupant(lecture.CompteRendu):
        def avancer(self, fait, total=None):
            raise Coupure

    monkeypatch.setattr(lecture, "PAGES_PAR_LOT", 2)
    monkeypatch.setattr("tests.numerisation.conftest.CompteRendu", Coupant)
    with pytest.raises(Coupure):
        deposer(un_pdf(*toutes(feuilles)))
    liasse = Liasse.objects.get()
    assert (liasse.etat, liasse.pages_lues.count(), Page.objects.count()) == (EtatLiasse.LECTURE, 2, 2)
    actions.lire_liasse(liasse, compte_rendu=lecture.CompteRendu(par=None), **acte)
    assert list(liasse.pages_lues.values_list("rang", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert (liasse.etat, Page.objects.count()) == (EtatLiasse.CONTROLE, 6)


@pytest.mark.exigence("NUM-01", "TRA-02")
def test_deux_lectures_a_la_fois_n_en_font_qu_une(deposer, feuilles, acte, monkeypatch):
    """A busy worker, silent too long, is thought dead: another reads the same liasse, and the first goes on."""

    class Doublee(lecture.CompteRendu):
        def avancer(self, fait, total=None):
            autre = Liasse.objects.select_related("epreuve").get()
            actions.lire_liasse(autre, compte_rendu=lecture.CompteRendu(par=None), **acte)

    monkeypatch.setattr(lecture, "PAGES_PAR_LOT", 2)
    monkeypatch.setattr("tests.numerisation.conftest.CompteRendu", Doublee)
    liasse, _ = deposer(un_pdf(*toutes(feuilles)))
    assert list(liasse.pages_lues.values_list("rang", "sort")) == [(n, Sort.CLASSEE) for n in range(1, 7)]
    assert (liasse.etat, Page.objects.count()) == (EtatLiasse.CONTROLE, 6)
    assert liasse.pages_lues.filter(echantillon=True).count() == 2


@pytest.mark.exigence("NUM-02")
def test_une_nouvelle_numerisation_remplace_et_garde_l_ancienne(deposer, feuilles, compositions, acte):
    ancienne = feuilles[compositions[0]][1]
    deposer(un_pdf(*toutes(feuilles)))
    nouvelle = degrader(ancienne, angle=2)
    liasse, _ = deposer(un_pdf(nouvelle, degrader(ancienne, angle=3)), remplace=True)
    assert list(liasse.pages_lues.values_list("anomalie", flat=True)) == ["", Anomalie.DOUBLON]
    pages = Page.objects.filter(copie__composition=compositions[0], numero=1).order_by("pk")
    assert [page.remplacee_le is None for page in pages] == [False, True]


@pytest.mark.exigence("NUM-01", "SEC-01")
def test_affecter_a_la_main_classe_la_page_et_le_journal_le_dit(deposer, feuilles, compositions, acte):
    cachee = feuilles[compositions[0]][1].copy()
    cachee.paste(255, (0, 0, cachee.width, cachee.height // 5))
    cachee.paste(255, (0, cachee.height * 4 // 5, cachee.width, cachee.height))
    liasse, _ = deposer(un_pdf(cachee))
    page = liasse.pages_lues.get()
    with pytest.raises(Refus, match="Aucun candidat"):
        actions.affecter(page, anonymat="ZZZ", numero=1, **acte)
    actions.affecter(page, anonymat=compositions[0].anonymat.lower(), numero=2, rotation=180, **acte)
    posee = Page.objects.get()
    assert (posee.copie.composition, posee.numero, posee.rotation) == (compositions[0], 2, 180)
    assert Entree.objects.filter(acte="page.affecter").count() == 1
    with pytest.raises(Refus, match="déjà traitée"):
        actions.affecter(page, anonymat=compositions[0].anonymat, numero=1, **acte)


@pytest.mark.exigence("NUM-01")
def test_ecarter_demande_un_motif_et_les_blanches_s_ecartent_ensemble(deposer, feuilles, compositions, acte):
    taille = feuilles[compositions[0]][1].size
    liasse, _ = deposer(un_pdf(*(Image.new("L", taille, gris) for gris in (250, 251, 252))))
    premiere = liasse.pages_lues.first()
    with pytest.raises(Refus, match="motif"):
        actions.ecarter(premiere, motif=" ", **acte)
    actions.ecarter(premiere, motif="Verso", **acte)
    assert actions.ecarter_les_blanches(liasse, **acte) == 2
    assert not liasse.pages_lues.en_anomalie().exists()
    with pytest.raises(Refus, match="Aucune page blanche"):
        actions.ecarter_les_blanches(liasse, **acte)


@pytest.mark.exigence("NUM-01")
def test_une_page_manquante_se_voit_et_s_admet_avec_un_motif(deposer, epreuve, feuilles, compositions, acte):
    deposer(un_pdf(feuilles[compositions[0]][1], *feuilles[compositions[1]].values()))
    (manque,) = pages_manquantes(epreuve)
    assert (manque.copie.composition, manque.numero, manque.total) == (compositions[0], 2, 2)
    with pytest.raises(Refus, match="motif"):
        actions.admettre_page_non_rendue(manque.copie, numero=2, motif="", **acte)
    with pytest.raises(Refus, match="est numérisée"):
        actions.admettre_page_non_rendue(manque.copie, numero=1, motif="x", **acte)
    actions.admettre_page_non_rendue(manque.copie, numero=2, motif="Feuille non rendue (PV)", **acte)
    assert pages_manquantes(epreuve) == []


@pytest.mark.exigence("NUM-02", "PAR-02")
def test_une_liasse_ne_s_accepte_qu_une_fois_son_echantillon_vu(deposer, epreuve, feuilles, acte):
    liasse, _ = deposer(un_pdf(*toutes(feuilles)))
    a_voir = list(liasse.pages_lues.a_voir())
    assert len(a_voir) == 2  # 20 % of 6, rounded up
    with pytest.raises(Refus, match="Il reste 2"):
        actions.accepter(liasse, **acte)
    assert not copies_a_corriger(epreuve).exists()
    actions.juger(a_voir[0], conforme=True, **acte)
    actions.juger(a_voir[1], conforme=False, **acte)
    with pytest.raises(Refus, match="n’est pas conforme"):
        actions.accepter(liasse, **acte)
    actions.juger(a_voir[1], conforme=True, **acte)
    actions.accepter(liasse, **acte)
    assert (liasse.etat, copies_a_corriger(epreuve).count()) == (EtatLiasse.ACCEPTEE, 3)


@pytest.mark.exigence("NUM-02")
def test_le_tirage_de_l_echantillon_se_refait_a_l_identique():
    pages = list(range(1000))
    assert echantillon(pages, 20, 7) == echantillon(pages[::-1], 20, 7)
    assert echantillon(pages, 20, 7) != echantillon(pages, 20, 8)
    assert [len(echantillon(pages, niveau, 7)) for niveau in (0, 1, 100)] == [0, 10, 1000]


@pytest.mark.exigence("NUM-02")
def test_une_liasse_refusee_peut_etre_renvoyee_et_la_seconde_acceptee(deposer, epreuve, feuilles, acte):
    pdf = un_pdf(*toutes(feuilles))
    liasse, _ = deposer(pdf)
    with pytest.raises(Refus, match="motif"):
        actions.refuser(liasse, motif="", **acte)
    actions.refuser(liasse, motif="Floue", **acte)
    assert not copies_a_corriger(epreuve).exists()
    seconde, _ = deposer(pdf)
    assert seconde != liasse
    for page in seconde.pages_lues.a_voir():
        actions.juger(page, conforme=True, **acte)
    actions.accepter(seconde, **acte)
    assert copies_a_corriger(epreuve).count() == 3


@pytest.mark.exigence("NUM-03")
def test_une_copie_blanche_est_proposee_puis_confirmee_par_une_personne(deposer, epreuve, feuilles, acte):
    vide = une_composition(epreuve)
    deposer(un_pdf(*toutes(feuilles), *pages_de(epreuve, vide, lignes=0).values()))
    (proposee,) = blanches_proposees(epreuve)
    assert [page.image is not None for page in proposee.pages_a_regarder] == [True, True]
    assert (proposee.composition, proposee.blanche) == (vide, False)
    actions.declarer_blanche(proposee, **acte)
    assert not blanches_proposees(epreuve).exists()
    with pytest.raises(Refus, match="déjà"):
        actions.declarer_blanche(proposee, **acte)


@pytest.mark.exigence("NUM-03", "NUM-02")
def test_une_copie_declaree_blanche_a_tort_cesse_de_l_etre_et_une_nouvelle_page_la_fait_revoir(
    deposer, epreuve, feuilles, compositions, acte
):
    deposer(un_pdf(*toutes(feuilles)))
    copie = compositions[0].copie
    with pytest.raises(Refus, match="n’est pas déclarée blanche"):
        actions.lever_blanche(copie, **acte)
    actions.declarer_blanche(copie, **acte)
    assert [c.pk for c in blanches_declarees(epreuve)] == [copie.pk]
    actions.lever_blanche(copie, **acte)
    assert not blanches_declarees(epreuve).exists()
    actions.declarer_blanche(copie, **acte)
    deposer(un_pdf(degrader(feuilles[compositions[0]][1], angle=2)), remplace=True)
    copie.refresh_from_db()
    assert not copie.blanche
    entree = Entree.objects.filter(acte="page.deposer").order_by("pk").last()
    assert entree.apres["blanches_levees"] == [copie.pk]


@pytest.mark.exigence("NUM-01")
def test_classer_coute_le_meme_nombre_de_requetes_quel_que_soit_le_lot(deposer, feuilles):
    une, *autres = toutes(feuilles)
    couts = []
    for pages in ([une], autres):
        pdf = un_pdf(*pages)
        with CaptureQueriesContext(connection) as requetes:
            deposer(pdf)
        couts.append(len(requetes))
    assert couts[0] == couts[1]


@pytest.mark.exigence("NUM-01")
def test_un_scan_bitonal_se_classe_aussi(deposer, feuilles, compositions):
    page = degrader(feuilles[compositions[0]][1], noir_et_blanc=True)
    liasse, _ = deposer(zip_d_images({"1.png": png(page)}), nom="a.zip")
    assert liasse.pages_lues.get().sort == Sort.CLASSEE
