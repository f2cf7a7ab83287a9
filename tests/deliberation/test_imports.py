"""DEL-06: the screen and the API that make up juries: told line by line before, whole or not at all, in one's académie."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import constituer_jurys, controler_jurys
from deliberation.lectures.constitution import avec_composition, composes
from deliberation.models import Dossier, GroupeDecision, ImportJurys, Jury, Membre
from santorin.journal.models import Entree
from santorin.referentiel.models import Academie
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import executer
from santorin.traitements.models import Traitement
from tests.deliberation.test_api import entetes
from tests.deliberation.test_constitution import CANDIDATS, MEMBRES, cle, fazia, placer, une_ligne
from tests.fabriques import un_chef, un_gestionnaire, un_utilisateur, une_academie

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("DEL-06")]
__all__ = ["cle"]


@pytest.fixture
def dec(cle):
    return un_gestionnaire(Academie.objects.get(code=cle.split(";")[2]))


def un_csv(entete, *lignes, codage="utf-8"):
    return SimpleUploadedFile("jurys 2027.csv", "\r\n".join([entete, *lignes]).encode(codage))


def un_membre(cle, nom="ROSE BONBON", role="présidente", compte="", jury="31202"):
    return f"{cle};{jury};{nom};Ludivine;{role};NON;{compte}"


def deposer(client, academie, **fichiers):
    return client.post(reverse("deliberation:constituer"), {"academie": academie.pk, **fichiers})


def travail(depot, par, faire):
    """What the worker does."""
    rendu = CompteRendu(par=par, parametres={"import_id": depot.pk})
    faire(rendu)
    depot.refresh_from_db()
    return [texte for _, texte in rendu.lignes]


def le_depot():
    return ImportJurys.objects.select_related("controle").latest("pk")


def test_l_ecran_dit_ce_qui_sera_fait_n_ecrit_rien_puis_constitue_tout(cle, dec, client_de):
    client, academie = client_de(dec), dec.habilitations.get().academie
    fazia()
    compte = un_utilisateur("jury")
    reponse = deposer(
        client,
        academie,
        candidats=un_csv(CANDIDATS, une_ligne(cle)),
        membres=un_csv(MEMBRES, un_membre(cle, compte=compte.username), codage="cp1252"),
    )
    depot = le_depot()
    page = reverse("deliberation:constitution", args=[depot.pk])
    assert reponse["Location"] == page
    appliquer = reverse("deliberation:appliquer_jurys", args=[depot.pk])
    assert client.post(appliquer).status_code == 409
    travail(depot, dec, controler_jurys)
    assert (depot.bilan["crees"], depot.bilan["places"], depot.bilan["nommes"], depot.bilan["refuses"]) == (
        1,
        1,
        1,
        0,
    )
    assert depot.bilan["jurys"][0]["cree"] is True
    for table in (Jury, GroupeDecision, Membre, Dossier):
        assert not table.objects.exists()
    assert not Entree.objects.filter(acte__startswith="jury.").exists()
    Traitement.objects.filter(pk=depot.controle_id).update(etat="reussi", fin=timezone.now())
    lue = client.get(page).content.decode()
    assert ("Toutes les lignes sont valides" in lue, "Rien n’est encore fait" in lue) == (True, True)
    assert client.post(appliquer).status_code == 302
    depot.refresh_from_db()
    travail(depot, dec, constituer_jurys)
    assert (Jury.objects.get().numero, Membre.objects.get().utilisateur) == ("31202", compte)
    assert Dossier.objects.count() == 1
    Traitement.objects.update(etat="reussi", fin=timezone.now())
    assert client.post(appliquer).status_code == 409
    assert "Les jurys sont constitués" in client.get(page).content.decode()
    # The same files again change nothing, and say so.
    deposer(client, academie, candidats=un_csv(CANDIDATS, une_ligne(cle)))
    encore = le_depot()
    travail(encore, dec, controler_jurys)
    Traitement.objects.update(etat="reussi", fin=timezone.now())
    lue = client.get(reverse("deliberation:constitution", args=[encore.pk])).content.decode()
    assert ("tout y est déjà fait" in lue, encore.bilan["inchanges"]) == (True, 1)


class Ouvrier(CompteRendu):
    """A worker that dies when it has something to say, once it wrote."""

    mort = True

    def joindre_flux(self, nom, type_mime, morceaux):
        self.rapport = b"".join(morceaux).decode("utf-8-sig")

    def noter(self, texte, niveau="info"):
        if self.mort:
            raise SystemExit
        super().noter(texte, niveau)


@pytest.mark.exigence("TRA-02")
def test_un_traitement_tue_apres_avoir_ecrit_dit_a_sa_reprise_ce_qui_a_ete_fait(cle, dec, client_de):
    fazia()
    academie = dec.habilitations.get().academie
    deposer(client_de(dec), academie, candidats=un_csv(CANDIDATS, une_ligne(cle)))
    depot = le_depot()
    travail(depot, dec, controler_jurys)
    Traitement.objects.update(etat="reussi", fin=timezone.now())
    client_de(dec).post(reverse("deliberation:appliquer_jurys", args=[depot.pk]))
    rendu = Ouvrier(par=dec, parametres={"import_id": depot.pk})
    with pytest.raises(SystemExit):
        constituer_jurys(rendu)
    assert "placé" in rendu.rapport
    depot.refresh_from_db()
    fait = depot.bilan
    assert (fait["crees"], fait["places"], fait["inchanges"], Dossier.objects.count()) == (1, 1, 0, 1)
    [dite] = travail(depot, dec, constituer_jurys)
    assert dite == (
        "Tout était déjà fait quand le traitement s’est interrompu\xa0: "
        "1\xa0jury, 1\xa0candidat placé, 0\xa0membre nommé, 0\xa0ligne sans effet."
    )
    assert depot.bilan == fait


def test_chaque_ligne_refusee_est_dite_avec_sa_raison_et_rien_n_est_fait(cle, dec, client_de):
    fazia()
    voisine = une_academie(code="A15")
    deposer(
        client_de(dec),
        dec.habilitations.get().academie,
        candidats=un_csv(
            CANDIDATS,
            une_ligne(cle),
            une_ligne(cle, jury="312"),
            une_ligne(cle, jury="31203"),
            une_ligne(cle, numero="01950022360"),
            une_ligne(cle).replace(f";{cle.split(';')[2]};", f";{voisine.code};"),
        ),
        membres=un_csv(
            MEMBRES,
            un_membre(cle),
            un_membre(cle, nom="KAKI"),
            un_membre(cle, nom="SAPIN", role="membre", compte="x"),
        ),
    )
    depot = le_depot()
    dites = travail(depot, dec, controler_jurys)
    attendues = (
        "Fichier des candidats, ligne 3, colonne jury\xa0: « 312 » n’est pas un numéro de 5 chiffres.",
        "Fichier des candidats, ligne 4\xa0: 01950022359 - 002 est déjà devant un autre jury à la ligne 2.",
        "Fichier des candidats, ligne 5\xa0: 01950022360 - 002 n’est pas inscrit dans Cyclades.",
        "Fichier des candidats, ligne 6\xa0: L’académie A15 n’est pas celle pour laquelle vous constituez des jurys.",
        "Fichier des membres, ligne 3\xa0: Ce jury a déjà un président",
        "Fichier des membres, ligne 4\xa0: Le compte «\xa0x\xa0» n’existe pas.",
    )
    for attendue in attendues:
        assert any(dite.startswith(attendue) for dite in dites), (attendue, dites)
    assert depot.bilan["refuses"] == 6
    assert not Jury.objects.exists()
    with pytest.raises(Refus, match="Rien n’est fait à moitié"):
        travail(depot, dec, constituer_jurys)


def test_un_fichier_qui_n_est_pas_un_tableau_se_dit(cle, dec, client_de):
    client, academie = client_de(dec), dec.habilitations.get().academie
    assert "les deux" in deposer(client, academie).content.decode()
    for octets, dit in (
        (b"PK\x03\x04rien", "classeur de tableur"),
        (b"", "vide"),
        (b"a;b\n1;2\n", "Colonnes absentes"),
    ):
        Traitement.objects.update(etat="reussi", fin=timezone.now())
        deposer(client, academie, membres=SimpleUploadedFile("m.csv", octets))
        with pytest.raises(Refus, match=f"Fichier des membres.*{dit}"):
            travail(le_depot(), dec, controler_jurys)


def test_l_ecran_est_a_la_dec_de_l_academie(cle, dec, client_de):
    academie = dec.habilitations.get().academie
    deposer(client_de(dec), academie, membres=un_csv(MEMBRES, un_membre(cle)))
    adresses = [
        reverse("deliberation:constituer"), reverse("deliberation:jurys"),
        reverse("deliberation:modele_de_jurys", args=["membres"]),
        *(reverse(f"deliberation:{nom}", args=[le_depot().pk]) for nom in ("constitution", "constitution_suivi")),
    ]  # fmt: skip
    voisin = un_gestionnaire(une_academie(code="A15"))
    assert [client_de(dec).get(a).status_code for a in adresses] == [200] * 5
    assert [client_de(un_chef()).get(a).status_code for a in adresses] == [403] * 5
    assert [client_de(voisin).get(a).status_code for a in adresses] == [200, 200, 200, 404, 404]
    # The académie of somebody else is not even offered.
    assert deposer(client_de(voisin), academie, membres=un_csv(MEMBRES, "x")).status_code == 200
    assert ImportJurys.objects.count() == 1
    assert (
        client_de(voisin).post(reverse("deliberation:appliquer_jurys", args=[le_depot().pk])).status_code
        == 404
    )
    modele = client_de(dec).get(reverse("deliberation:modele_de_jurys", args=["autre"]))
    assert modele.status_code == 404
    tuiles = client_de(dec).get(reverse("accueil:tableau_de_bord")).content.decode()
    assert "Constituer les jurys" in tuiles


def test_la_liste_des_jurys_dit_leur_composition_sans_compter_plus_de_requetes(
    cle, dec, client_de, django_assert_num_queries
):
    for rang in range(3):
        fazia(f"0195002235{rang}")
        placer(une_ligne(cle, jury=f"3120{rang}", numero=f"0195002235{rang}"))
    Membre.objects.create(jury=Jury.objects.get(numero="31201"), nom="KAKI", prenoms="Paul", role="president")
    for nombre in (1, 3):
        with django_assert_num_queries(2):
            lus = composes(list(avec_composition(Jury.objects.order_by("numero"))[:nombre]))
    assert [(str(lu.president or ""), lu.membres, lu.candidats) for lu in lus] == [
        ("", 0, 1), ("Paul KAKI", 1, 1), ("", 0, 1),
    ]  # fmt: skip
    page = client_de(dec).get(reverse("deliberation:jurys"), {"q": "31201"}).content.decode()
    assert ("Paul KAKI" in page, "31202" in page) == (True, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("API-01", "TRA-01")
def test_l_interface_depose_lit_les_refus_puis_constitue(cle, dec, client):
    fazia()
    academie, jeton = dec.habilitations.get().academie, entetes(dec)
    url = reverse("deliberation:api_deposer_jurys")

    def poster(headers, **champs):
        return client.post(url, {"academie": academie.code, **champs}, headers=headers)

    assert poster(entetes(un_chef()), membres=un_csv(MEMBRES, "x")).status_code == 403
    voisin = entetes(un_gestionnaire(une_academie(code="A15")))
    assert poster(voisin, membres=un_csv(MEMBRES, "x")).status_code == 404
    assert poster(jeton).status_code == 409
    depose = poster(jeton, candidats=un_csv(CANDIDATS, une_ligne(cle, centre="0350901P")))
    assert (depose.status_code, depose.json()["bilan"]) == (202, None)
    depot = le_depot()
    executer(depot.controle_id, controler_jurys)
    un = reverse("deliberation:api_import_de_jurys", args=[depot.pk])
    lu = client.get(un, headers=jeton).json()
    assert lu["bilan"]["refuses"] == 1
    assert lu["refus"] == [
        "Fichier des candidats, ligne 2\xa0: Le référentiel ne connaît pas l’établissement 0350901P."
    ]
    assert client.get(un, headers=voisin).status_code == 404
    application = reverse("deliberation:api_constituer_jurys", args=[depot.pk])
    assert client.post(application, headers=jeton).status_code == 409
    assert depot.controle.documents.filter(type="text/csv").count() == 1
    poster(jeton, candidats=un_csv(CANDIDATS, une_ligne(cle)))
    bon = le_depot()
    executer(bon.controle_id, controler_jurys)
    application = reverse("deliberation:api_constituer_jurys", args=[bon.pk])
    assert client.post(application, headers=jeton).status_code == 202
    bon.refresh_from_db()
    executer(bon.application_id, constituer_jurys)
    assert Jury.objects.get().dossiers.count() == 1
