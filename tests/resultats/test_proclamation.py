"""« Établir les résultats » (RES-06, DEL-12, DEL-14)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cyclades.models import Candidature, Note
from deliberation.actions import publier
from deliberation.models import Dossier
from deliberation.models.dossier import Issue
from deliberation.reglement import reglement_de
from resultats.actions.proclamation import proclamer
from resultats.editions.contenu import total_des_points
from resultats.models import ResultatProclame
from santorin.journal.models import Entree
from santorin.referentiel.models import Examen, Session, Specialite
from santorin.traitements.compte_rendu import CompteRendu
from tests.deliberation.decor import Scene
from tests.fabriques import un_examen, un_gestionnaire, une_academie, une_session
from tests.fabriques.resultats import des_candidatures

pytestmark = pytest.mark.django_db
NIVEAUX = {"3": 25, "2": 20, "1": 10}


@pytest.fixture
def cfg():
    examen, _ = Examen.objects.get_or_create(
        code="CFG", defaults={"libelle": "Certificat de formation générale"}
    )
    for code in ("SCO", "IND"):
        Specialite.objects.get_or_create(examen=examen, code=code, defaults={"libelle": code})
    return examen


def des_cfg(nombre, cfg, *, oral=45, composantes="33322211", **champs):
    """Candidates of the CFG with their levels and their oral: 155 points and 45 unless told otherwise."""
    regle = reglement_de("CFG", "2027-06", "SCO")
    epreuves = [(e.code, e.libelle) for e in regle.epreuves]
    candidatures = des_candidatures(nombre, examen="CFG", specialite="SCO", epreuves=epreuves, **champs)
    par = un_gestionnaire()
    bareme = dict(zip([e.code for e in regle.epreuves], [*composantes, None], strict=True))
    for candidature in candidatures:
        for inscription in candidature.inscriptions.select_related("epreuve"):
            niveau = bareme[inscription.epreuve.code]
            valeur = oral if niveau is None else NIVEAUX[niveau]
            if valeur is not None:
                Note.objects.create(
                    inscription=inscription, epreuve=inscription.epreuve, valeur=Decimal(valeur),
                    origine="SAISIE", motif="relevé du centre", modifiee_le=timezone.now(), modifiee_par=par,
                )  # fmt: skip
    return candidatures


def etablir(examen=None, session=None, *, academie=None, par=None):
    compte_rendu = CompteRendu(par=par)
    bilan = proclamer(
        examen or un_examen(), session or une_session(), academie or une_academie(),
        par=par, le=timezone.now(), compte_rendu=compte_rendu,
    )  # fmt: skip
    return bilan, [texte.replace("\xa0", " ") for _, texte in compte_rendu.lignes]


@pytest.mark.exigence("RES-06", "DEL-12")
@pytest.mark.parametrize(("oral", "libelle", "total"), [(45, "Admis", "200"), (44, "Refusé", "199")])
def test_un_cfg_est_proclame_d_apres_son_reglement(cfg, oral, libelle, total):
    [candidature] = des_cfg(1, cfg, oral=oral)
    bilan, lignes = etablir(cfg)
    resultat = candidature.resultats.get()
    assert (resultat.numero, resultat.libelle) == (1, libelle)
    assert total in resultat.affichage
    assert resultat.reglement.startswith("CFG-SCO")
    oral_lu = next(e for e in resultat.epreuves if e["code"] == "ORAL")
    assert (oral_lu["note"], oral_lu["sur"], oral_lu["points"]) == (str(oral), "160", str(oral))
    assert resultat.fiche[-1]["titre"] == "Décision proposée au jury"
    assert (bilan.nouveaux, bilan.inchanges) == (1, 0)
    assert "Toutes les candidatures ont leur résultat." in lignes


@pytest.mark.exigence("RES-06")
def test_rien_ne_change_deux_fois_et_une_note_changee_fait_une_version(cfg):
    [candidature] = des_cfg(1, cfg)
    etablir(cfg)
    bilan, _ = etablir(cfg)
    assert (bilan.nouveaux, bilan.inchanges) == (0, 1)
    Note.objects.filter(inscription__candidature=candidature, epreuve__code="ORAL").update(valeur=30)
    etablir(cfg)
    versions = list(candidature.resultats.order_by("numero").values_list("numero", "libelle"))
    assert versions == [(1, "Admis"), (2, "Refusé")]
    assert ResultatProclame.objects.derniers().get(candidature=candidature).numero == 2


@pytest.mark.exigence("RES-06", "DEL-01")
def test_une_note_manquante_laisse_sans_resultat_et_le_compte_rendu_nomme(cfg):
    [candidature] = des_cfg(1, cfg, oral=None)
    bilan, lignes = etablir(cfg)
    assert not candidature.resultats.exists()
    assert f"{candidature.identifiant} GUYLESTE Fazia : il manque une note (Épreuve orale)" in lignes
    assert bilan.nouveaux == 0


@pytest.mark.exigence("RES-06")
def test_une_candidature_annulee_n_a_pas_de_resultat(cfg):
    [candidature] = des_cfg(1, cfg)
    Candidature.objects.filter(pk=candidature.pk).update(etat="annule")
    etablir(cfg)
    assert not candidature.resultats.exists()


@pytest.mark.exigence("RES-06")
def test_un_examen_a_second_groupe_ne_se_passe_pas_de_jury():
    Specialite.objects.get_or_create(examen=un_examen(), code="31202", defaults={"libelle": "Commerce"})
    [candidature] = des_candidatures(1, specialite="31202")
    _, lignes = etablir()
    assert not candidature.resultats.exists()
    assert f"{candidature.identifiant} GUYLESTE Fazia : la candidature n’est rattachée à aucun jury" in lignes


@pytest.mark.exigence("RES-06")
def test_une_specialite_sans_reglement_est_dite(cfg):
    [candidature] = des_cfg(1, cfg)
    autre = Specialite.objects.create(examen=cfg, code="ZZZ", libelle="Inconnue")
    Candidature.objects.filter(pk=candidature.pk).update(specialite=autre)
    _, lignes = etablir(cfg)
    assert any("aucun règlement" in ligne for ligne in lignes)


@pytest.mark.exigence("RES-06", "SEC-01")
def test_l_acte_est_au_journal(cfg):
    des_cfg(2, cfg)
    par = un_gestionnaire()
    etablir(cfg, par=par)
    entree = Entree.objects.get(acte="resultats.proclamer")
    assert (entree.auteur, entree.apres["nouvelles_versions"]) == (par.username, 2)
    assert entree.fil.nom == "resultats:CFG-2027-06-A14"


@pytest.mark.exigence("RES-06")
def test_un_resultat_proclame_ne_se_modifie_pas(cfg):
    [candidature] = des_cfg(1, cfg)
    etablir(cfg)
    for acte in (
        lambda: candidature.resultats.update(libelle="Admis"),
        lambda: candidature.resultats.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="ne se modifie pas"), transaction.atomic():
            acte()


@pytest.mark.exigence("RES-06")
def test_la_lecture_ne_coute_pas_plus_de_requetes_pour_trois_que_pour_une(cfg):
    des_cfg(1, cfg)
    with CaptureQueriesContext(
        connection,
    ) as une:
        etablir(cfg)
    des_cfg(2, cfg)
    with CaptureQueriesContext(connection) as trois:
        etablir(cfg)
    assert len(trois) == len(une)


@pytest.fixture
def scene(db):
    return Scene()


def proclamer_la_scene(scene):
    return etablir(un_examen(), Session.objects.get(code="2021-06"), academie=scene.academie, par=scene.dec)


@pytest.mark.exigence("RES-06", "RES-08")
def test_avant_la_publication_du_groupe_rien_n_est_proclame(scene):
    scene.terminer()
    bilan, lignes = proclamer_la_scene(scene)
    assert bilan.nouveaux == 0
    assert not ResultatProclame.objects.exists()
    assert any("le groupe de décision n’est pas publié" in ligne for ligne in lignes)


@pytest.mark.exigence("RES-06", "DEL-12")
def test_apres_la_publication_chacun_a_le_resultat_de_son_jury(scene):
    scene.terminer()
    publier(scene.groupe, par=scene.dec, le=timezone.now())
    bilan, _ = proclamer_la_scene(scene)
    dossiers = Dossier.objects.select_related("jury", "candidature")
    assert bilan.nouveaux == dossiers.count() == 66
    for dossier in dossiers:
        resultat = dossier.candidature.resultats.get()
        if dossier.issue_premier == Issue.AUTORISE:
            attendu = "ADMIS" if dossier.decision == "admis" else "AJOURNE"
            assert any(e["groupe"] == "Second groupe" for e in resultat.epreuves)
        else:
            attendu = dossier.issue_premier
            points, sur = (Decimal(n.replace(",", ".")) for n in total_des_points(resultat).split(" sur "))
            assert abs(points / sur * 20 - Decimal(resultat.affichage.replace(",", "."))) < Decimal("0.01")
        assert resultat.decision == attendu
        assert (resultat.jury, resultat.groupe_decision) == (dossier.jury.numero, "11")
        assert resultat.jury_le == timezone.localdate()


@pytest.mark.exigence("RES-06", "DEL-12")
def test_une_issue_qui_n_est_plus_celle_du_verrouillage_n_est_pas_proclamee(scene):
    scene.terminer()
    publier(scene.groupe, par=scene.dec, le=timezone.now())
    dossier = Dossier.objects.filter(issue_premier=Issue.ADMIS).first()
    Note.objects.filter(inscription__candidature=dossier.candidature).update(valeur=1)
    _, lignes = proclamer_la_scene(scene)
    assert not dossier.candidature.resultats.exists()
    assert any("n’est plus celle qui a été verrouillée" in ligne for ligne in lignes)


@pytest.mark.exigence("RES-06", "DEL-14")
def test_le_resultat_du_controle_est_celui_que_le_jury_a_fige(scene):
    scene.terminer()
    publier(scene.groupe, par=scene.dec, le=timezone.now())
    dossier = Dossier.objects.filter(issue_premier=Issue.AUTORISE).first()
    Note.objects.filter(inscription__candidature=dossier.candidature).update(valeur=20)
    proclamer_la_scene(scene)
    resultat = dossier.candidature.resultats.get()
    assert resultat.affichage == dossier.resultats.latest("numero").moyenne
    assert resultat.fiche == dossier.resultats.latest("numero").fiche
    assert "20" not in {e["note"] for e in resultat.epreuves if e["groupe"] != "Second groupe"}
