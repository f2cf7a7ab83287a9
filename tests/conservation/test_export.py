"""A person's data go to the person, and nobody else's with them (SEC-03)."""

import io
import json
import tempfile
import zipfile
from datetime import date

import pytest
from axes.models import AccessLog
from django.utils import timezone

from imagin.models import Intervenant
from resultats.models import NatureService
from santorin.comptes.models import Utilisateur
from santorin.conservation.actions import exporter
from santorin.conservation.demandes import demander_export
from santorin.conservation.personne import Qualite
from santorin.copies.actions import rattacher_candidats
from santorin.copies.models import Composition
from santorin.correction.models import Remarque
from santorin.editions.empreinte import Empreinte
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import executer
from santorin.traitements.models import Document
from tests.conservation.conftest import publier
from tests.consultation.conftest import Scene
from tests.fabriques import (
    un_administrateur,
    un_candidat,
    un_correcteur_connecte,
    un_gestionnaire,
    un_lot,
    un_utilisateur,
    une_academie,
)
from tests.fabriques.espace import un_compte_de_candidat
from tests.fabriques.resultats import des_resultats, un_service

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-03")]
SIEN = "Un travail sérieux, nourri de lectures."


class Ramasse(CompteRendu):
    """Keeps the bytes of the document."""

    octets = b""

    def joindre_ecrit(self, nom, type_mime, ecrire):
        with tempfile.TemporaryFile() as fichier:
            assert isinstance(ecrire(fichier), Empreinte)
            fichier.seek(0)
            self.octets = fichier.read()


def export_de(qualite, objet, par=None):
    """The ZIP's files by name, as the job makes them."""
    ramasse = Ramasse(par=par or un_administrateur(), parametres={"qualite": qualite, "cle": objet.pk})
    exporter(ramasse, le=timezone.now())
    with zipfile.ZipFile(io.BytesIO(ramasse.octets)) as archive:
        assert archive.testzip() is None
        return {nom: archive.read(nom) for nom in archive.namelist()}


def texte_de(fichiers):
    """All that can be read but PDFs."""
    return "".join(o.decode("utf-8-sig") for nom, o in fichiers.items() if not nom.endswith(".pdf"))


@pytest.fixture
def dossier():
    """A candidate known in Santorin, Cyclades and the results, marked by SAPIN, beside VOISINE Zoé; all published."""
    decor = Scene()
    un_resultat = des_resultats(
        1, etablissement=decor.etablissement, mention="Mention rare", numero="01950022359"
    )[0]
    decor.candidature = un_resultat.candidature
    decor.composition = decor.une_copie_corrigee(
        numero=decor.candidature.numero, ine="070000001AB", date_naissance=decor.candidature.date_naissance
    )
    decor.voisine = decor.une_copie_corrigee(nom="VOISINE", prenoms="Zoé")
    decor.compte = un_compte_de_candidat(decor.candidature)
    decor.transmettre(decor.composition, decor.voisine)
    publier(decor.epreuve)
    rattacher_candidats(decor.candidature.numero, decor.candidature.date_naissance, utilisateur=decor.compte)
    AccessLog.objects.create(
        user_agent="Firefox",
        ip_address="10.9.8.7",
        username=decor.compte.username,
        http_accept="",
        path_info="/",
    )
    return decor


def ouvrir(decor):
    candidature = decor.candidature
    un_service(
        NatureService.CANDIDATS,
        academie=candidature.academie,
        examen=candidature.examen,
        session=candidature.session,
    )


def test_un_candidat_recoit_tout_ce_qui_est_a_lui_et_rien_d_un_autre(dossier):
    ouvrir(dossier)
    fichiers = export_de("candidat", dossier.composition.candidat)
    texte = texte_de(fichiers)
    for attendu in ("GUYLESTE", "Fazia", "01950022359", "070000001AB", "Mention rare", "10.9.8.7", "Présent"):
        assert attendu in texte, attendu
    for secret in ("VOISINE", "Zoé", "SAPIN", "Ambre", dossier.gestionnaire.username):
        assert secret not in texte, secret
    (copie,) = [nom for nom in fichiers if nom.startswith("copies/")]
    assert copie.endswith(".pdf")
    assert fichiers[copie].startswith(b"%PDF")
    contenu = json.loads(fichiers["donnees.json"])
    assert contenu["candidat"]["lignes"][0]["Nom"] == "GUYLESTE"
    assert {f"csv/{cle}.csv" for cle in contenu} <= set(fichiers)


def test_avant_l_ouverture_ni_resultat_ni_copie(dossier):
    fichiers = export_de("candidat", dossier.composition.candidat)
    assert "Mention rare" not in texte_de(fichiers)
    assert not [nom for nom in fichiers if nom.endswith(".pdf")]
    assert "GUYLESTE" in texte_de(fichiers)


@pytest.mark.parametrize("ou", ["santorin", "cyclades"])
def test_une_presomption_de_fraude_retient_et_ne_se_dit_pas(dossier, ou):
    ouvrir(dossier)
    if ou == "santorin":
        Composition.objects.filter(pk=dossier.composition.pk).update(
            fraude_presumee=True, fraude_motif="TELEPHONE"
        )
    else:
        dossier.candidature.fraude_inscrite = True
        dossier.candidature.save()
    fichiers = export_de("candidat", dossier.composition.candidat)
    texte = texte_de(fichiers)
    assert not [nom for nom in fichiers if nom.startswith("copies/")]
    assert "fraud" not in texte.lower()
    assert "TELEPHONE" not in texte
    assert ou == "santorin" or "Mention rare" not in texte


def test_un_homonyme_de_numero_ne_recoit_rien_de_l_autre(dossier):
    ouvrir(dossier)
    autre = un_candidat(
        numero="01950022359", inscription="003", nom="AUTRE", date_naissance=date(2001, 5, 5),
        etablissement=dossier.etablissement,
    )  # fmt: skip
    texte = texte_de(export_de("candidat", autre))
    assert "AUTRE" in texte
    assert "GUYLESTE" not in texte
    assert "Mention rare" not in texte


def test_un_correcteur_recoit_ses_lots_et_aucune_copie_ni_candidat(dossier):
    correcteur = dossier.lot.correcteur
    compte = un_correcteur_connecte(correcteur, email="ambre@exemple.org")
    Remarque.objects.create(utilisateur=compte, texte="Bien vu, bravo")
    Intervenant.objects.create(numero=correcteur.numero, nom="SAPIN Ambre")
    un_lot(dossier.epreuve)
    fichiers = export_de("correcteur", correcteur)
    texte = texte_de(fichiers)
    for attendu in ("SAPIN", correcteur.numero, "ambre@exemple.org", "Bien vu, bravo", "Imag’In"):
        assert attendu in texte, attendu
    for secret in ("GUYLESTE", "VOISINE", "01950022359", SIEN):
        assert secret not in texte, secret
    assert len(json.loads(fichiers["donnees.json"])["lots"]["lignes"]) == 1
    assert not [nom for nom in fichiers if nom.endswith(".pdf")]


def test_un_compte_recoit_ses_actes_sans_leur_objet(dossier):
    texte = texte_de(export_de("compte", dossier.gestionnaire))
    assert dossier.gestionnaire.username in texte
    assert "lot.verrouiller" in texte
    for secret in ("GUYLESTE", "VOISINE", "pbkdf2", dossier.gestionnaire.password):
        assert secret not in texte, secret


def test_le_gestionnaire_exporte_dans_son_perimetre_seulement(dossier):
    voisin = un_gestionnaire(une_academie(code="A15"))
    cibles = ("candidat", dossier.composition.candidat), ("correcteur", dossier.lot.correcteur)
    for qualite, objet in (*cibles, ("compte", dossier.chef)):
        assert texte_de(export_de(qualite, objet, dossier.gestionnaire))
        with pytest.raises(Refus, match="périmètre"):
            demander_export(Qualite(qualite), objet.pk, par=voisin)
        with pytest.raises(Refus, match="périmètre"):
            export_de(qualite, objet, voisin)
    with pytest.raises(Refus, match="périmètre"):
        demander_export(Qualite.COMPTE, un_administrateur().pk, par=dossier.gestionnaire)


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("SEC-02")
def test_seul_qui_l_a_demande_telecharge_tant_qu_il_en_a_le_droit(dossier, client_de):
    collegue = un_gestionnaire(dossier.epreuve.academie)
    traitement = demander_export(Qualite.CANDIDAT, dossier.composition.candidat.pk, par=dossier.gestionnaire)
    executer(traitement.pk, lambda compte_rendu: exporter(compte_rendu, le=timezone.now()))
    document = Document.objects.get(traitement=traitement)
    assert "GUYLESTE" not in traitement.libelle + json.dumps(traitement.parametres)
    recu = client_de(dossier.gestionnaire).get(document.url)
    assert b"".join(recu.streaming_content).startswith(b"PK")
    recu.close()
    assert client_de(collegue).get(document.url).status_code == 404
    assert client_de(un_utilisateur("correcteur")).get(document.url).status_code == 404
    Utilisateur.objects.get(pk=dossier.gestionnaire.pk).habilitations.all().delete()
    perdu = client_de(Utilisateur.objects.get(pk=dossier.gestionnaire.pk)).get(document.url)
    assert perdu.status_code == 409
