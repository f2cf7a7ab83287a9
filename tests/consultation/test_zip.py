"""The ZIP: made by a job, whole or saying what it lacks, in any case never half-made (TEL-02, EDI-04)."""

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest
import pyzipper
from django.core.files.storage import default_storage
from django.utils import timezone

from santorin.comptes.models import Habilitation, Utilisateur
from santorin.consultation.actions import demander_zip, faire_zip, pdf_de
from santorin.consultation.lectures.copie import base_du_nom
from santorin.consultation.tasks import preparer_zip
from santorin.copies.actions import presumer_fraude
from santorin.copies.models import Composition, Note
from santorin.journal.models import Entree
from santorin.refus import DejaFait, Refus
from santorin.traitements.execution import executer
from santorin.traitements.models import EtatTraitement, Traitement
from tests.consultation.archives import archive, copies, faire, octets
from tests.consultation.conftest import disque_plein
from tests.fabriques import un_etablissement, un_gestionnaire, une_academie
from tests.fabriques.copies import fichier_de_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("TEL-02")]


def fichiers_de(traitement):
    dossier = Path(default_storage.path(f"documents/{traitement.uuid}"))
    return sorted(dossier.iterdir()) if dossier.exists() else []


@pytest.mark.exigence("HAR-10")
def test_un_dossier_par_division_et_des_noms_qui_se_lisent(classe):
    traitement = faire(classe.chef)
    assert traitement.etat == EtatTraitement.REUSSI
    code = classe.epreuve.code
    un, deux, trois = (composition.candidat.numero for composition in classe.compositions)
    assert copies(traitement) == [
        f"Sans-division/LE-GOFF_Maëlys-Ŀ_{trois}_{code}.pdf",
        f"TCOM1/GUYLESTE_Fazia_{un}_{code}.pdf",
        f"TCOM2/LAVANDE_Alexandre_{deux}_{code}.pdf",
    ]
    assert archive(traitement).testzip() is None


def test_chaque_fichier_est_le_pdf_de_la_copie_range_sans_compression(classe):
    traitement = faire(classe.chef)
    recue = archive(traitement)
    for nom, composition in zip(copies(traitement)[1:], classe.compositions[:2], strict=True):
        pdf = pdf_de(Composition.objects.get(pk=composition.pk), le=timezone.now())
        with default_storage.open(pdf.nom) as fichier:
            assert recue.read(nom) == fichier.read()
        assert recue.getinfo(nom).compress_type == zipfile.ZIP_STORED
    document = traitement.documents.get()
    assert document.taille == len(octets(traitement))
    assert document.nom == f"COPIES_{classe.etablissement.uai}.zip"


def test_les_noms_les_plus_longs_tiennent_dans_tous_les_systemes():
    base = base_du_nom("É" * 80, "Maëlys-Œ " * 13, "01234567890", "HLP-GT-1")
    assert len(f"{base}.pdf".encode()) <= 255
    assert base.endswith("_01234567890_HLP-GT-1")


def test_le_manifeste_nomme_chaque_fichier_et_son_empreinte(classe):
    recue = archive(faire(classe.chef))
    lignes = list(csv.reader(io.StringIO(recue.read("MANIFESTE.csv").decode("utf-8-sig")), delimiter=";"))
    assert lignes[0] == ["Fichier", "Numéro candidat", "Octets", "SHA-256"]
    assert sorted(ligne[0] for ligne in lignes[1:]) == sorted(
        n for n in recue.namelist() if n.endswith(".pdf")
    )


def test_seul_ce_qui_a_change_est_refait(classe):
    faire(classe.chef)
    avant = {c.pk: c.copie.pdf.nom for c in Composition.objects.select_related("copie__pdf")}
    candidat = classe.compositions[0].candidat
    candidat.prenoms = "Fazia Maëlys"
    candidat.save()
    faire(classe.chef)
    apres = {c.pk: c.copie.pdf.nom for c in Composition.objects.select_related("copie__pdf")}
    assert [cle for cle in avant if avant[cle] != apres[cle]] == [classe.compositions[0].pk]


@pytest.mark.parametrize("panne", ["absente", "abîmée"])
def test_une_page_perdue_est_nommee_le_reste_est_fait_et_rien_ne_pretend_etre_complet(classe, panne):
    perdue = classe.compositions[1]
    fichier = fichier_de_page(perdue.copie.pages.get().sha256)
    entier = fichier.read_bytes()
    try:
        if panne == "absente":
            fichier.unlink()
        else:
            fichier.write_bytes(entier[:200])
        traitement = faire(classe.chef)
    finally:
        fichier.write_bytes(entier)
    assert traitement.etat == EtatTraitement.INCOMPLET
    lignes = " ".join(traitement.lignes.values_list("texte", flat=True))
    assert f"LAVANDE Alexandre ({perdue.candidat.numero})" in lignes
    assert "Ce ZIP n’est pas complet" in lignes
    assert len(copies(traitement)) == 2
    manquantes = archive(traitement).read("COPIES_MANQUANTES.csv").decode()
    assert perdue.candidat.numero in manquantes
    assert "Page 1 illisible" in manquantes


@pytest.mark.parametrize("panne", ["coupé", "changé", "absent"])
def test_un_pdf_garde_abime_est_refait(classe, panne):
    faire(classe.chef)
    pdf = Composition.objects.get(pk=classe.compositions[0].pk).copie.pdf
    fichier = Path(default_storage.path(pdf.nom))
    match panne:
        case "coupé":
            fichier.write_bytes(b"%PDF-1.7 abime")
        case "changé":
            fichier.write_bytes(b"x" * pdf.taille)
            plus_tard = pdf.fait_le.timestamp() + 3600
            os.utime(fichier, (plus_tard, plus_tard))
        case _:
            fichier.unlink()
    traitement = faire(classe.chef)
    assert traitement.etat == EtatTraitement.REUSSI
    assert len(copies(traitement)) == 3
    assert archive(traitement).testzip() is None


def test_un_pdf_dont_la_date_a_change_sans_lui_n_est_pas_refait(classe):
    faire(classe.chef)
    pdf = Composition.objects.get(pk=classe.compositions[0].pk).copie.pdf
    plus_tard = pdf.fait_le.timestamp() + 3600
    os.utime(default_storage.path(pdf.nom), (plus_tard, plus_tard))
    assert faire(classe.chef).etat == EtatTraitement.REUSSI
    assert Composition.objects.get(pk=classe.compositions[0].pk).copie.pdf.nom == pdf.nom


def test_un_disque_plein_se_dit_et_rien_ne_reste(classe):
    for composition in classe.compositions:
        pdf_de(Composition.objects.get(pk=composition.pk), le=timezone.now())
    with disque_plein(50_000):
        traitement = faire(classe.chef)
    assert traitement.etat == EtatTraitement.REFUSE
    assert "plus assez de place" in traitement.message
    assert not traitement.documents.exists()
    assert fichiers_de(traitement) == []
    assert traitement.peut_relancer


def test_les_restes_d_une_tentative_coupee_sont_jetes(classe):
    traitement = demander_zip(preparer_zip, [], par=classe.chef)
    default_storage.save(f"documents/{traitement.uuid}/reste", io.BytesIO(b"PK a moitie"))
    executer(traitement.pk, faire_zip)
    assert [fichier.name for fichier in fichiers_de(traitement)] == [
        Path(Traitement.objects.get(pk=traitement.pk).documents.get().fichier.name).name
    ]


@pytest.mark.exigence("TEL-03", "HAR-11")
def test_un_presume_fraudeur_n_est_dans_aucun_zip_meme_fait_avant(classe, client_de):
    traitement = faire(classe.chef)
    document = traitement.documents.get()
    client = client_de(classe.chef)
    assert b"".join(client.get(document.url).streaming_content) == octets(traitement)
    presumer_fraude(classe.compositions[0], motif="téléphone", par=classe.gestionnaire, le=timezone.now())
    refusee = client.get(document.url)
    assert refusee.status_code == 409
    assert "Ce ZIP contient 1\u00a0copie qui ne vous est plus accessible" in refusee.content.decode()
    nouveau = faire(classe.chef)
    assert len(copies(nouveau)) == 2
    assert "GUYLESTE" not in " ".join(archive(nouveau).namelist())


@pytest.mark.exigence("EDI-04")
def test_le_gestionnaire_n_a_de_zip_que_pour_un_concours(scene, classe, client_de):
    with pytest.raises(Refus, match="que pour les concours"):
        demander_zip(preparer_zip, [classe.epreuve.pk], par=classe.gestionnaire)
    with pytest.raises(Refus, match="Aucune copie"):
        demander_zip(preparer_zip, [], par=classe.gestionnaire)
    page = client_de(classe.gestionnaire).get(f"/copies/epreuves/{classe.epreuve.pk}/").content.decode()
    assert "Préparer le ZIP" not in page
    assert "le ZIP des copies n’existe que pour les concours" in page
    assert (
        client_de(classe.gestionnaire).post(f"/copies/epreuves/{classe.epreuve.pk}/zip/").status_code == 409
    )
    concours = scene("concours", academie=classe.epreuve.academie)
    deux_ecoles = [
        concours.une_copie_corrigee(etablissement=un_etablissement(academie=concours.epreuve.academie))
        for _ in range(2)
    ]
    concours.transmettre(*deux_ecoles)
    page = client_de(concours.gestionnaire).get(f"/copies/epreuves/{concours.epreuve.pk}/").content.decode()
    assert "Préparer le ZIP" in page
    traitement = faire(concours.gestionnaire)
    dossiers = {nom.split("/")[0] for nom in copies(traitement)}
    assert dossiers == {composition.candidat.etablissement.uai for composition in deux_ecoles}


def test_plusieurs_epreuves_dans_un_zip_et_seulement_celles_demandees(scene, classe):
    autre = scene(etablissement=classe.etablissement)
    seconde = autre.une_copie_corrigee(nom="GUYLESTE", prenoms="Fazia", division="TCOM1")
    autre.transmettre(seconde)
    assert len(copies(faire(classe.chef))) == 4
    assert len(copies(faire(classe.chef, [autre.epreuve.pk]))) == 1


def test_le_mot_de_passe_chiffre_le_zip_et_ne_reste_nulle_part(classe):
    secret = "lavande sapin œ 2027"
    traitement = faire(classe.chef, mot_de_passe=secret)
    assert traitement.etat == EtatTraitement.REUSSI
    chiffree = pyzipper.AESZipFile(io.BytesIO(octets(traitement)))
    nom = next(nom for nom in chiffree.namelist() if "LAVANDE" in nom)
    with pytest.raises(RuntimeError):
        chiffree.read(nom)
    assert chiffree.read(nom, pwd=secret.encode()).startswith(b"%PDF-")
    traces = [str(traitement.parametres), *traitement.lignes.values_list("texte", flat=True)]
    traces += [f"{entree.apres} {entree.objet}" for entree in Entree.objects.all()]
    assert not any(secret in trace for trace in traces)


def test_un_mot_de_passe_perdu_refuse_le_zip_plutot_que_de_le_faire_en_clair(classe):
    traitement = demander_zip(preparer_zip, [], mot_de_passe="lavande sapin", par=classe.chef)
    traitement.parametres["mot_de_passe"] = "inconnu:00"
    traitement.save()
    executer(traitement.pk, faire_zip)
    traitement.refresh_from_db()
    assert (traitement.etat, traitement.documents.count()) == (EtatTraitement.REFUSE, 0)


def test_un_zip_a_la_fois_par_personne(classe):
    demander_zip(preparer_zip, [], par=classe.chef)
    with pytest.raises(DejaFait):
        demander_zip(preparer_zip, [], par=classe.chef)


def test_un_droit_perdu_entre_la_demande_et_le_travail_arrete_le_travail(classe):
    traitement = demander_zip(preparer_zip, [], par=classe.chef)
    classe.chef.habilitations.all().delete()
    executer(traitement.pk, faire_zip)
    traitement.refresh_from_db()
    assert (traitement.etat, traitement.documents.count()) == (EtatTraitement.REFUSE, 0)


def test_un_jeton_limite_a_une_academie_ne_prend_pas_les_copies_d_une_autre(scene):
    ici, ailleurs = scene("concours"), scene("concours", academie=une_academie(code="A10"))
    for decor in (ici, ailleurs):
        composition = decor.une_copie_corrigee()
        decor.transmettre(composition)
    personne = un_gestionnaire(ici.epreuve.academie)
    Habilitation.objects.create(
        utilisateur=personne, profil="gestionnaire", academie=ailleurs.epreuve.academie
    )
    assert len(copies(faire(Utilisateur.objects.get(pk=personne.pk)))) == 2
    par_jeton = Utilisateur.objects.get(pk=personne.pk)
    par_jeton.habilitations_actives = (personne.habilitations.get(academie=ici.epreuve.academie),)
    assert len(copies(faire(par_jeton))) == 1


@pytest.mark.exigence("TEL-04")
def test_une_copie_recorrigee_pendant_le_zip_y_est_dans_un_etat_entier(classe):
    faire(classe.chef)
    classe.rouvrir()
    traitement = faire(classe.chef)
    assert traitement.etat == EtatTraitement.REUSSI
    assert len(copies(traitement)) == 3
    lignes = " ".join(traitement.lignes.values_list("texte", flat=True))
    assert lignes.count("en recorrection, le PDF est celui de la dernière transmission") == 3


@pytest.mark.exigence("TEL-04")
def test_un_pdf_d_avant_la_derniere_transmission_n_est_pas_mis_dans_le_zip(classe):
    faire(classe.chef)
    # Transmitted again at another mark, then given back before anybody took the new PDF.
    depassee = classe.compositions[0]
    Note.objects.filter(composition=depassee).update(valeur="11", version=2, version_acquittee=2)
    classe.rouvrir()
    traitement = faire(classe.chef)
    assert traitement.etat == EtatTraitement.INCOMPLET
    assert len(copies(traitement)) == 2
    (manquante,) = archive(traitement).read("COPIES_MANQUANTES.csv").decode("utf-8-sig").splitlines()[1:]
    assert depassee.candidat.numero in manquante
    assert "après la prochaine transmission" in manquante
