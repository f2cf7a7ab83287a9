"""The screens of the import of candidates, with a real worker."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from santorin.editions.tableaux.texte import TAILLE_MAXIMALE
from santorin.preparation.bilans import Bilan
from santorin.preparation.models import ImportCandidats
from santorin.preparation.tasks import importer
from santorin.traitements.models import EtatTraitement, Traitement
from tests.fabriques import un_chef, un_gestionnaire, un_traitement, une_academie
from tests.preparation.conftest import un_fichier, une_ligne

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PRE-01")]
DELAI = 60


def _deposer(client, epreuve, contenu, nom="candidats.csv"):
    fichier = SimpleUploadedFile(nom, contenu, content_type="text/csv")
    return client.post(f"/preparation/epreuves/{epreuve.pk}/imports/", {"fichier": fichier})


def _attendre(traitement):
    limite = time.monotonic() + DELAI
    while time.monotonic() < limite:
        traitement.refresh_from_db()
        if not traitement.est_actif:
            return traitement
        time.sleep(0.05)
    raise AssertionError(f"traitement {traitement.etat} après {DELAI} s")


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("TRA-01")
def test_de_bout_en_bout_avec_un_ouvrier(serveur_celery, client_de, gestionnaire, epreuve, etablissement):
    client = client_de(gestionnaire)
    contenu = un_fichier(une_ligne(), une_ligne(numero="x"), codage="cp1252")
    adresse = _deposer(client, epreuve, contenu)["Location"]
    depot = ImportCandidats.objects.get()
    assert adresse == f"/preparation/imports/{depot.pk}/"
    assert _attendre(depot.controle).etat == EtatTraitement.INCOMPLET
    page = client.get(adresse)
    assert page.context["suivi"].bilan.refuses == 1
    texte = page.content.decode()
    assert "Le fichier a des lignes refusées" in texte
    assert "11 chiffres" in texte
    (rapport,) = page.context["suivi"].rapports
    telecharge = b"".join(client.get(rapport.url).streaming_content).decode("utf-8-sig")
    assert "3;;;refusé;numero_candidat;x;" in telecharge
    assert client.post(f"{adresse}importer/").status_code == 409
    assert client.post(f"{adresse}importer/", {"valides_seulement": "oui"}).status_code == 302
    depot.refresh_from_db()
    assert _attendre(depot.application).etat == EtatTraitement.INCOMPLET
    page = client.get(adresse)
    assert "Les candidats sont importés" in page.content.decode()
    assert [document.nom for document in page.context["suivi"].rapports] == [
        "Contrôle des candidats.csv",
        "Import des candidats.csv",
    ]
    assert list(epreuve.compositions.values_list("candidat__nom", flat=True)) == ["GUYLESTE"]
    assert client.post(f"{adresse}importer/", {"valides_seulement": "oui"}).status_code == 409
    # Killed once all was written, before it was said: taken up again, it tells what it did, not a second pass.
    rapport, fait = (
        depot.application.documents.get(nom="Import des candidats.csv"),
        page.context["suivi"].bilan,
    )
    Traitement.objects.filter(pk=depot.application_id).update(etat=EtatTraitement.DEMANDE, fin=None)
    importer.delay(traitement_id=depot.application_id)
    assert _attendre(depot.application).etat == EtatTraitement.INCOMPLET
    dernieres = list(depot.application.lignes.order_by("-pk").values_list("texte", flat=True)[:2])
    assert dernieres[1].startswith(
        "Tout était déjà importé quand le traitement s’est interrompu\xa0: 1\xa0candidat nouveau"
    )
    assert client.get(adresse).context["suivi"].bilan == fait
    assert depot.application.documents.get(nom="Import des candidats.csv") == rapport
    orphelin = un_traitement(
        demande_par=gestionnaire, etat=EtatTraitement.DEMANDE, parametres={"import_id": 0}
    )
    importer.delay(traitement_id=orphelin.pk)
    assert _attendre(orphelin).message == "L’épreuve de ce fichier a été supprimée."


def _un_depot(epreuve, par, *, bilan=None, etat=EtatTraitement.REUSSI, message=""):
    fini = {} if etat == EtatTraitement.DEMANDE else {"fin": timezone.now()}
    controle = un_traitement(demande_par=par, etat=etat, message=message, academie=epreuve.academie, **fini)
    return ImportCandidats.objects.create(
        epreuve=epreuve,
        fichier="candidats.csv",
        depose_le=timezone.now(),
        depose_par=par,
        controle=controle,
        bilan=bilan and bilan.en_json(),
    )


@pytest.mark.parametrize(
    ("cas", "ecran"),
    [
        ((EtatTraitement.DEMANDE, None, ""), ("Contrôle en cours", [])),
        ((EtatTraitement.ANNULE, None, ""), ("Le contrôle n’a pas abouti", [])),
        ((EtatTraitement.ECHOUE, None, "Une erreur imprévue"), ("Une erreur imprévue", [])),
        ((EtatTraitement.REUSSI, Bilan(crees=3), ""), ("Toutes les lignes sont valides", ["importer"])),
        (
            (EtatTraitement.INCOMPLET, Bilan(crees=3, refuses=1), ""),
            ("lignes refusées", ["importer-valides"]),
        ),
        ((EtatTraitement.INCOMPLET, Bilan(refuses=1), ""), ("lignes refusées", [])),
        ((EtatTraitement.INCOMPLET, Bilan(refuses=1, illisible=True), ""), ("ne peut pas être lu", [])),
    ],
)
def test_l_ecran_dit_ou_en_est_le_fichier_et_ce_qui_est_possible(
    client_de, gestionnaire, epreuve, cas, ecran
):
    (etat, bilan, message), (dit, boutons) = cas, ecran
    depot = _un_depot(epreuve, gestionnaire, etat=etat, bilan=bilan, message=message)
    for adresse in (f"/preparation/imports/{depot.pk}/", f"/preparation/imports/{depot.pk}/suivi/"):
        texte = client_de(gestionnaire).get(adresse).content.decode()
        assert dit in texte
        assert [nom for nom in ("importer", "importer-valides") if f'id="{nom}"' in texte] == boutons
        assert ('hx-trigger="every 2s"' in texte) == (etat == EtatTraitement.DEMANDE)


@pytest.mark.parametrize(
    ("bilan", "valides", "raison"),
    [
        (None, "", "Le contrôle de ce fichier n’est pas terminé."),
        (Bilan(refuses=1, illisible=True), "oui", "ne peut pas être lu en entier"),
        (Bilan(refuses=1), "oui", "Aucune ligne de ce fichier n’est valide."),
        (Bilan(crees=2, refuses=1), "", "1\u00a0ligne refusée"),
    ],
)
def test_un_import_impossible_est_refuse_avec_sa_raison(client_de, epreuve, bilan, valides, raison):
    gestionnaire = un_gestionnaire(epreuve.academie)
    depot = _un_depot(epreuve, gestionnaire, bilan=bilan)
    reponse = client_de(gestionnaire).post(
        f"/preparation/imports/{depot.pk}/importer/", {"valides_seulement": valides}
    )
    assert reponse.status_code == 409
    assert raison in reponse.content.decode()
    depot.refresh_from_db()
    assert depot.application is None


@pytest.mark.exigence("TRA-02")
def test_un_second_fichier_attend_la_fin_du_premier(client_de, gestionnaire, epreuve, etablissement):
    client = client_de(gestionnaire)
    assert _deposer(client, epreuve, un_fichier(une_ligne())).status_code == 302
    refus = _deposer(client, epreuve, un_fichier(une_ligne()))
    assert refus.status_code == 409
    assert "déjà en cours" in refus.content.decode()
    assert ImportCandidats.objects.count() == 1
    assert "candidats.csv" in client.get(f"/preparation/epreuves/{epreuve.pk}/imports/").content.decode()


def test_un_fichier_manquant_ou_trop_lourd_est_refuse_tout_de_suite(client_de, gestionnaire, epreuve):
    client = client_de(gestionnaire)
    page = client.post(f"/preparation/epreuves/{epreuve.pk}/imports/", {})
    assert "obligatoire" in page.content.decode()
    page = _deposer(client, epreuve, b"x" * (TAILLE_MAXIMALE + 1))
    assert "dépasse 20\u00a0Mo" in page.content.decode()
    assert not ImportCandidats.objects.exists()


def test_le_modele_se_telecharge_et_s_importe_tel_quel(client_de, gestionnaire, controler):
    reponse = client_de(gestionnaire).get("/preparation/imports/modele/")
    assert reponse["Content-Disposition"] == 'attachment; filename="modele_candidats.csv"'
    bilan, _ = controler(reponse.content)
    assert (bilan.crees, bilan.refuses, bilan.ignorees) == (1, 0, [])


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize(("methode", "suite"), [("get", ""), ("get", "suivi/"), ("post", "importer/")])
def test_hors_du_profil_403_et_hors_du_perimetre_404(client_de, gestionnaire, epreuve, methode, suite):
    depot = _un_depot(epreuve, gestionnaire, bilan=Bilan(crees=1))
    adresse = f"/preparation/imports/{depot.pk}/{suite}"
    assert getattr(client_de(un_chef()), methode)(adresse).status_code == 403
    voisin = un_gestionnaire(une_academie(code="A25"))
    assert getattr(client_de(voisin), methode)(adresse).status_code == 404
    collegue = un_gestionnaire(epreuve.academie)
    assert getattr(client_de(collegue), methode)(adresse).status_code in (200, 302)
