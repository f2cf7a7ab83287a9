"""PRE-04: pupils from SIECLE BEE and from the CSV hors BEE: read safely, told line by line, written once."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cyclades import processus
from cyclades.importation.actions import importer_eleves
from cyclades.importation.bee import lire_bee
from cyclades.importation.hors_bee import lire_hors_bee
from cyclades.importation.lecture import EleveLu, Faute, FichierIllisible
from cyclades.models import Eleve
from santorin.comptes.droits import Droit
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Traitement
from tests.fabriques import un_chef, un_etablissement, un_gestionnaire

pytestmark = pytest.mark.exigence("PRE-04")
UAI = "0350059Z"
BEE = """<?xml version="1.0" encoding="ISO-8859-15"?>
{dtd}<BEE_ELEVES VERSION="{version}"><PARAMETRES><UAJ>{uai}</UAJ></PARAMETRES><DONNEES><ELEVES>{eleves}</ELEVES>
<STRUCTURES>{structures}</STRUCTURES></DONNEES></BEE_ELEVES>"""
STRUCTURE = """<STRUCTURES_ELEVE ELEVE_ID="1"><STRUCTURE><CODE_STRUCTURE>G1</CODE_STRUCTURE><TYPE_STRUCTURE>G
</TYPE_STRUCTURE></STRUCTURE><STRUCTURE><CODE_STRUCTURE>TCOM1</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE>
</STRUCTURE></STRUCTURES_ELEVE>"""
ENTETE = "civilite;nom_famille;prenoms;ine;date_naissance;etablissement;division_classe;serie"


def un_eleve(identifiant=1, ine="071234567AB", nom="ŒILLET", naissance="31/12/2009", sortie=""):
    return (
        f'<ELEVE ELEVE_ID="{identifiant}"><INE_RNIE>{ine}</INE_RNIE><NOM_DE_FAMILLE>{nom}</NOM_DE_FAMILLE>'
        f"<PRENOM>Chloé</PRENOM><PRENOM2>Zoé</PRENOM2><DATE_NAISS>{naissance}</DATE_NAISS>"
        f"<CODE_MEF>2473120231</CODE_MEF><DATE_SORTIE>{sortie}</DATE_SORTIE></ELEVE>"
    )


def bee(*eleves, zippe=False, uai=UAI, version="2.1", dtd=""):
    xml = BEE.format(eleves="".join(eleves), structures=STRUCTURE, uai=uai, version=version, dtd=dtd).encode(
        "iso-8859-15"
    )
    if not zippe:
        return io.BytesIO(xml)
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ElevesSansAdresses.xml", xml)
    return tampon


class Rendu(CompteRendu):
    def __init__(self, contenu, source, **parametres):
        super().__init__(par=None, parametres={"uai": UAI, "source": source} | parametres)
        self.contenu = contenu

    def piece(self, nom):
        return ContentFile(self.contenu, name=nom)


@pytest.mark.parametrize("zippe", [False, True])
def test_le_bee_donne_les_eleves_presents_avec_leur_division_et_leurs_accents(zippe):
    fichier = bee(un_eleve(), un_eleve(2, ine="081234567CD", sortie="01/02/2027"), zippe=zippe)
    assert list(lire_bee(fichier, UAI)) == [
        EleveLu(
            "071234567AB", "ŒILLET", "Chloé Zoé", date(2009, 12, 31), division="TCOM1", formation="2473120231"
        )
    ]


BOMBE = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "fichier",
    [
        lambda: bee(un_eleve(), uai="0350901X"),
        lambda: bee(un_eleve(), version="3.0"),
        lambda: bee(un_eleve(), dtd=BOMBE),
        lambda: bee(un_eleve(), dtd='<!DOCTYPE b SYSTEM "file:///etc/passwd">'),
        lambda: io.BytesIO(b"<AUTRE/>"),
        lambda: io.BytesIO(bee(un_eleve()).getvalue()[:200]),
        lambda: io.BytesIO(b"PK\x03\x04abime"),
    ],
)
@pytest.mark.exigence("SEC-02")
def test_un_fichier_d_un_autre_etablissement_abime_ou_hostile_est_refuse(fichier):
    with pytest.raises(FichierIllisible):
        list(lire_bee(fichier(), UAI))


@pytest.mark.parametrize("codage", ["utf-8-sig", "cp1252"])
def test_le_csv_hors_bee_est_lu_dans_ses_deux_codages_et_dit_chaque_ligne_fautive(codage):
    lignes = [
        f"F;œillet;Chloé;071234567AB;31/12/2009;{UAI};TCOM1;BCP",
        f"F;LAVANDE;;99;2009-12-31;{UAI};TCOM1;BCP",
        "M;SAPIN;Paul;081234567CD;01/02/2009;0350901X;TCOM1;BCP",
    ]
    lus = list(lire_hors_bee(io.BytesIO("\n".join([ENTETE, *lignes]).encode(codage)), UAI))
    assert lus[0].nom == "œillet"
    assert isinstance(lus[1], Faute)
    assert len(lus[1].raisons) == 3
    assert "Ligne 4" in str(lus[2])
    with pytest.raises(FichierIllisible, match="date_naissance"):
        list(lire_hors_bee(io.BytesIO(b"nom_famille;prenoms;ine;etablissement\n"), UAI))


@pytest.mark.django_db
def test_rien_n_est_importe_si_une_ligne_est_fautive_sauf_demande_contraire():
    contenu = bee(un_eleve(), un_eleve(2, ine="MAUVAIS"), un_eleve(3)).getvalue()
    rendu = Rendu(contenu, "BEE")
    with pytest.raises(Refus, match="Rien n'a été importé"):
        importer_eleves(rendu)
    assert [niveau for niveau, _ in rendu.lignes].count("erreur") == 2
    assert not Eleve.objects.exists()
    importer_eleves(Rendu(contenu, "BEE", valides_seulement=True))
    assert [str(eleve) for eleve in Eleve.objects.all()] == ["ŒILLET Chloé Zoé"]


@pytest.mark.django_db
def test_importer_deux_fois_met_a_jour_sans_doubler():
    importer_eleves(Rendu(bee(un_eleve()).getvalue(), "BEE"))
    importer_eleves(Rendu(bee(un_eleve(nom="LAVANDE"), zippe=True).getvalue(), "BEE"))
    assert [(e.nom, e.ine) for e in Eleve.objects.all()] == [("LAVANDE", "071234567AB")]
    assert Entree.objects.filter(acte="cyclades.importer-eleves").count() == 2


@pytest.mark.django_db
def test_l_ecran_demande_le_traitement_et_n_est_qu_a_son_chef(client_de):
    etablissement = un_etablissement(uai=UAI)
    client, url = client_de(un_chef(etablissement)), reverse("cyclades:importer_eleves", args=[UAI])
    assert client.get(reverse("cyclades:eleves"))["Location"] == url
    fichier = SimpleUploadedFile("eleves.xml", bee(un_eleve()).getvalue())
    reponse = client.post(url, {"source": "BEE", "fichier": fichier})
    assert reponse["Location"] == Traitement.objects.get().get_absolute_url()
    binaire = SimpleUploadedFile("eleves.xml", b"\x00\x01\x02")
    assert "ni un XML" in client.post(url, {"source": "BEE", "fichier": binaire}).content.decode()
    assert client_de(un_chef()).get(url).status_code == 404
    assert client_de(un_gestionnaire()).get(url).status_code == 403


def des_eleves(nombre):
    Eleve.objects.bulk_create(
        Eleve(
            uai=UAI,
            ine=f"{rang:09}AA",
            nom=f"GUYLESTE{rang:03}",
            prenoms="Fazia",
            date_naissance=date(2009, 1, 1),
            source="BEE",
            importe_le=timezone.now(),
        )
        for rang in range(nombre)
    )


@pytest.mark.django_db
def test_la_liste_des_eleves_se_parcourt_par_pages_dans_les_deux_sens(client_de):
    des_eleves(120)
    client, url = (
        client_de(un_chef(un_etablissement(uai=UAI))),
        reverse("cyclades:importer_eleves", args=[UAI]),
    )
    vus, page = [], client.get(url)
    while True:
        vus += [eleve.nom for eleve in page.context["eleves"]]
        if page.context["suivant"] is None:
            break
        page = client.get(url, {"apres": page.context["suivant"]})
    assert vus == [f"GUYLESTE{rang:03}" for rang in range(120)]
    retour = client.get(url, {"avant": page.context["precedent"]})
    assert [eleve.nom for eleve in retour.context["eleves"]] == vus[50:100]
    assert client.get(url, {"apres": "faux"}).context["eleves"][0].nom == vus[0]


@pytest.mark.django_db
@pytest.mark.exigence("ACC-01")
def test_la_tuile_du_tableau_de_bord_mene_a_l_import_en_une_requete(client_de, django_assert_num_queries):
    des_eleves(3)
    chef = un_chef(un_etablissement(uai=UAI))
    assert chef.a_le_droit(Droit.IMPORTER_ELEVES)
    with django_assert_num_queries(1):
        [groupe] = processus.eleves(chef)
    [tuile] = groupe.tuiles
    assert (tuile.url, tuile.obstacle, tuile.indicateurs) == (
        reverse("cyclades:eleves"),
        None,
        (("Élèves importés", "3"),),
    )
    assert processus.eleves(un_gestionnaire()) == ()
    assert "Importer mes élèves" in client_de(chef).get(reverse("accueil:tableau_de_bord")).content.decode()
