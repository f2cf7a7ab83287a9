"""DEL-06: the figures of the livrets, given by the centre, before the eyes of the jury."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deliberation.models import LigneDeLivret
from santorin.journal.models import Entree
from tests.deliberation.decor import Scene
from tests.fabriques import un_chef, un_coordinateur

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("DEL-06")]
ENTETE = "candidat;inscription;discipline;moyenne;moyenne de la classe;appréciation\n"


def adresse(scene):
    return reverse("deliberation:livrets", args=[scene.jury().pk])


def fichier(scene, *lignes, codage="utf-8-sig"):
    candidature = scene.fazia().candidature
    texte = ENTETE + "".join(f"{candidature.numero};{candidature.inscription};{ligne}\n" for ligne in lignes)
    return {"livrets": SimpleUploadedFile("livrets.csv", texte.encode(codage))}


@pytest.mark.parametrize("codage", ["utf-8-sig", "cp1252"])
def test_les_livrets_importes_sont_sous_les_yeux_du_jury(client_de, codage):
    scene = Scene()
    client = client_de(scene.chef)
    recu = fichier(scene, "Français;11,5;10.25;Élève sérieuse", "Économie-gestion;;9;", codage=codage)
    assert client.post(adresse(scene), recu).status_code == 302
    page = client.get(reverse("deliberation:dossier", args=[scene.fazia().pk])).content.decode()
    for mot in ("Livret scolaire", "Français", "11,5", "10,25", "Élève sérieuse", "Économie-gestion"):
        assert mot in page
    assert Entree.objects.get(acte="jury.importer-livrets").apres == {"candidats": 1, "lignes": 2}


def test_un_nouveau_fichier_remplace_l_ancien_du_meme_candidat(client_de):
    scene = Scene()
    client = client_de(scene.chef)
    client.post(adresse(scene), fichier(scene, "Français;11;10;", "Anglais;9;10;"))
    client.post(adresse(scene), fichier(scene, "Français;12;10;"))
    assert [(ligne.discipline, ligne.moyenne) for ligne in LigneDeLivret.objects.all()] == [("Français", 12)]


@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        ("Français;21;10;", "n’est pas une moyenne sur 20"),
        ("Français;onze;10;", "n’est pas une moyenne sur 20"),
        (";11;10;", "La discipline manque"),
        ("Français;11;10", "6 colonnes sont attendues"),
        (f"Français;11;10;{'x' * 501}", "dépasse 500 caractères"),
    ],
)
def test_une_mauvaise_ligne_est_dite_avec_son_numero_et_rien_n_est_importe(client_de, ligne, raison):
    scene = Scene()
    page = client_de(scene.chef).post(adresse(scene), fichier(scene, "Anglais;9;10;", ligne)).content.decode()
    assert "Ligne 3" in page
    assert raison in page
    assert not LigneDeLivret.objects.exists()


def test_un_candidat_d_un_autre_jury_est_refuse(client_de):
    scene = Scene()
    autre = scene.jury("25510").dossiers.select_related("candidature").first().candidature
    contenu = f"{ENTETE}{autre.numero};{autre.inscription};Français;11;10;\n".encode()
    recu = {"livrets": SimpleUploadedFile("livrets.csv", contenu)}
    assert (
        "n’est pas un candidat de ce jury"
        in client_de(scene.chef).post(adresse(scene), recu).content.decode()
    )


def test_un_jury_clos_ne_recoit_plus_de_livret(client_de):
    scene = Scene()
    scene.clore_tout()
    refus = client_de(scene.chef).post(adresse(scene), fichier(scene, "Français;11;10;"))
    assert (refus.status_code, LigneDeLivret.objects.exists()) == (409, False)


def test_sans_le_droit_ou_hors_du_centre_pas_de_livrets(client_de):
    scene = Scene()
    assert client_de(un_chef()).get(adresse(scene)).status_code == 404
    assert client_de(un_coordinateur(academie=scene.academie)).get(adresse(scene)).status_code == 403


def test_le_livret_coute_une_requete_quel_que_soit_son_nombre_de_lignes(client_de):
    scene = Scene()
    client = client_de(scene.chef)
    page = reverse("deliberation:dossier", args=[scene.fazia().pk])
    nombres = []
    for disciplines in (1, 3):
        client.post(
            adresse(scene), fichier(scene, *[f"Discipline {rang};11;10;" for rang in range(disciplines)])
        )
        client.get(page)
        with CaptureQueriesContext(connection) as requetes:
            client.get(page)
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
