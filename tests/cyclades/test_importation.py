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
from cyclades.importation import bee as lecture_bee
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

    def joindre_flux(self, nom, type_mime, morceaux):
        self.rapport = b"".join(morceaux).decode("utf-8-sig")


@pytest.mark.parametrize("zippe", [False, True])
def test_le_bee_donne_les_eleves_presents_avec_leur_division_et_leurs_accents(zippe):
    fichier = bee(un_eleve(), un_eleve(2, ine="081234567CD", sortie="01/02/2027"), zippe=zippe)
    assert list(lire_bee(fichier, UAI)) == [
        EleveLu(
            "071234567AB", "ŒILLET", "Chloé Zoé", date(2009, 12, 31), division="TCOM1", formation="2473120231"
        )
    ]


BOMBE = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;&a;">]>'


def archive(*noms, contenu=b"<BEE_ELEVES/>"):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as ouverte:
        for nom in noms:
            ouverte.writestr(nom, contenu)
    return tampon


def sans_fin(morceau, nombre):
    """A valid export that goes on with `morceau`, whatever it is."""
    xml = bee(morceau * nombre).getvalue()
    return archive("ElevesSansAdresses.xml", contenu=xml)


def mentir(fichier, signature, decalage):
    """The archive with the size of its member understated in one of its two headers."""
    octets = bytearray(fichier.getvalue())
    debut = octets.index(signature) + decalage
    octets[debut : debut + 4] = (10).to_bytes(4, "little")
    return io.BytesIO(octets)


def chiffre():
    fichier = bee(un_eleve(), zippe=True)
    octets = bytearray(fichier.getvalue())
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    return io.BytesIO(octets)


@pytest.mark.parametrize(
    ("fichier", "dit"),
    [
        (lambda: bee(un_eleve(), uai="0350901X"), "celui de l'établissement 0350901X"),
        (lambda: bee(un_eleve(), version="3.0"), "n’est pas un export BEE"),
        (lambda: io.BytesIO(b"<AUTRE/>"), "n’est pas un export BEE"),
        (lambda: io.BytesIO(f"{ENTETE}\n".encode()), "Fichier hors BEE"),
        (lambda: io.BytesIO(b"<AUTRE><UAJ>0350059Z</UAJ></AUTRE>"), "n’est pas un export BEE"),
        (lambda: io.BytesIO(b'<?xml version="1.0" encoding="shift_jis"?><BEE_ELEVES/>'), "pas un export BEE"),
        (lambda: io.BytesIO(b'<?xml version="1.0" encoding="klingon"?><BEE_ELEVES/>'), "pas un export BEE"),
        (lambda: bee(un_eleve(), dtd=BOMBE), "type de document ou des entités"),
        (lambda: bee(un_eleve(), dtd='<!DOCTYPE b SYSTEM "file:///etc/passwd">'), "type de document"),
        (lambda: bee(un_eleve(), dtd='<!DOCTYPE b [<!ENTITY x SYSTEM "http://exemple.org/">]>'), "entités"),
        (lambda: io.BytesIO(bee(un_eleve()).getvalue()[:200]), "abîmé"),
        (lambda: io.BytesIO(bee(un_eleve()).getvalue().replace(b"ISO-8859-15", b"UTF-8")), "codage"),
        (lambda: io.BytesIO(b"PK\x03\x04abime"), "ZIP est abîmé"),
        (lambda: io.BytesIO(bee(un_eleve(), zippe=True).getvalue()[:-40]), "ZIP est abîmé"),
        (lambda: archive("lisez-moi.txt"), "aucun fichier XML"),
        (lambda: archive("un.xml", "deux.xml"), "2 fichiers XML"),
        (chiffre, "mot de passe"),
        (lambda: mentir(bee(un_eleve(), zippe=True), b"PK\x01\x02", 24), "ZIP est abîmé"),
    ],
)
@pytest.mark.exigence("SEC-02")
def test_un_fichier_d_un_autre_etablissement_abime_ou_hostile_est_refuse_et_dit_pourquoi(fichier, dit):
    with pytest.raises(FichierIllisible, match=dit):
        list(lire_bee(fichier(), UAI))


@pytest.mark.parametrize(("borne", "au_plus"), [("OCTETS_AU_PLUS", 50_000), ("ELEMENTS_AU_PLUS", 1000)])
@pytest.mark.exigence("SEC-02")
def test_une_bombe_est_refusee_avant_d_eclater(monkeypatch, borne, au_plus):
    monkeypatch.setattr(lecture_bee, borne, au_plus)
    for bombe in (sans_fin("<X/>", 30_000), sans_fin("<X>", 30_000)):
        with pytest.raises(FichierIllisible, match="plus gros"):
            list(lire_bee(bombe, UAI))


@pytest.mark.exigence("SEC-02")
def test_l_entete_local_ne_decide_de_rien_et_ce_qu_un_mac_ajoute_ne_compte_pas():
    menteur = mentir(bee(un_eleve(), zippe=True), b"PK\x03\x04", 22)
    assert len(list(lire_bee(menteur, UAI))) == 1
    du_mac = archive("eleves.xml", "__MACOSX/._eleves.xml", contenu=bee(un_eleve()).getvalue())
    assert len(list(lire_bee(du_mac, UAI))) == 1


@pytest.mark.django_db
@pytest.mark.exigence("SEC-02")
def test_un_fichier_abime_en_son_milieu_ne_laisse_aucun_eleve():
    entier = bee(*(un_eleve(rang, ine=f"{rang:09}AB") for rang in range(1, 40))).getvalue()
    with pytest.raises(FichierIllisible, match="abîmé"):
        importer_eleves(Rendu(entier[: len(entier) * 2 // 3], "BEE", valides_seulement=True))
    assert not Eleve.objects.exists()


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


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (bee(un_eleve()).getvalue(), "Base élèves"),
        (f"{ENTETE}\nF;\x81;Chloé".encode("latin-1"), "caractère inconnu"),
        (f"{ENTETE}\nF;ROSE;Ch\0;071234567AB".encode(), "caractère illisible"),
        (f"{ENTETE}\n".encode(), "aucune ligne"),
        (ENTETE.replace(";", ",").encode(), "point-virgule"),
    ],
)
def test_un_fichier_hors_bee_qui_n_en_est_pas_un_se_dit(contenu, dit):
    with pytest.raises(FichierIllisible, match=dit):
        list(lire_hors_bee(io.BytesIO(contenu), UAI))


def test_le_csv_passe_ses_lignes_vides_et_compte_celles_du_fichier():
    lignes = (";;;;;;;", "", f'F;ROSE;Chloé;="071234567AB";31/12/2009;{UAI.lower()};TCOM1;BCP', 'F;"ROSE;Zoé')
    eleve, faute = lire_hors_bee(io.BytesIO("\r\n".join([ENTETE, *lignes]).encode()), UAI)
    assert (eleve.ine, eleve.ou) == ("071234567AB", "Ligne 4 (ROSE Chloé)")
    assert str(faute).startswith("Ligne 5\xa0: guillemet non fermé")


@pytest.mark.django_db
def test_deux_lignes_d_un_meme_ine_la_premiere_est_gardee_et_l_autre_est_dite_avec_son_nom():
    contenu = bee(un_eleve(), un_eleve(2, nom="LAVANDE")).getvalue()
    rendu = Rendu(contenu, "BEE", valides_seulement=True)
    importer_eleves(rendu)
    assert [eleve.nom for eleve in Eleve.objects.all()] == ["ŒILLET"]
    assert rendu.lignes[0] == (
        "erreur",
        "Élève 2 (LAVANDE Chloé Zoé)\xa0: l’INE 071234567AB est déjà plus haut dans le fichier",
    )


@pytest.mark.django_db
def test_toutes_les_lignes_fautives_sont_dans_un_rapport_et_les_premieres_a_l_ecran(monkeypatch):
    monkeypatch.setattr("cyclades.importation.actions.FAUTES_DITES", 1)
    contenu = bee(
        un_eleve(1, naissance="31/12/0209"), un_eleve(2, naissance="01/01/2199"), un_eleve(3, ine="", nom="")
    ).getvalue()
    rendu = Rendu(contenu, "BEE")
    with pytest.raises(Refus, match="3\xa0lignes fautives"):
        importer_eleves(rendu)
    assert [texte for niveau, texte in rendu.lignes if niveau == "erreur"] == [
        "Élève 1 (ŒILLET Chloé Zoé)\xa0: la date de naissance est avant 1900",
        "Et 2\xa0autres lignes fautives\xa0: lisez «\xa0Lignes refusées.csv\xa0», qui les dit toutes.",
    ]
    assert rendu.rapport.splitlines() == [
        "où;raison",
        "Élève 1 (ŒILLET Chloé Zoé);la date de naissance est avant 1900",
        "Élève 2 (ŒILLET Chloé Zoé);la date de naissance est dans le futur",
        "Élève 3 (Chloé Zoé);le nom de famille manque",
        "Élève 3 (Chloé Zoé);l’INE manque",
    ]


@pytest.mark.django_db
def test_un_eleve_d_un_import_precedent_absent_du_fichier_reste_et_se_dit():
    importer_eleves(Rendu(bee(un_eleve(), un_eleve(2, ine="081234567CD")).getvalue(), "BEE"))
    csv = f"{ENTETE}\nF;ROSE;Zoé;091234567EF;31/12/2009;{UAI};TCOM1;BCP"
    a_part, sans_lui = Rendu(csv.encode(), "HORS_BEE"), Rendu(bee(un_eleve()).getvalue(), "BEE")
    importer_eleves(a_part)
    importer_eleves(sans_lui)
    assert Eleve.objects.count() == 3
    assert not [texte for niveau, texte in a_part.lignes if niveau == "alerte"]
    assert sans_lui.lignes[-1] == (
        "alerte",
        "1\xa0élève d’un import précédent n’est pas dans ce fichier\xa0: il reste dans la liste.",
    )


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
