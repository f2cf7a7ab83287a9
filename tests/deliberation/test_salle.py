"""DEL-06, DEL-13, DEL-14: the room: marks, points, decisions, presences, closing, rectification."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from cyclades.models import Inscription, Note
from deliberation import regles
from deliberation.actions import (
    clore,
    decider,
    donner_points,
    enregistrer_presences,
    modifier_note,
    nommer,
    publier,
    rectifier,
)
from deliberation.demandes import demander_pv_de_rectification
from deliberation.editions import pv_de_tenue
from deliberation.lectures.apres_cloture import avertissements
from deliberation.lectures.editions import proces_verbal
from deliberation.lectures.salle import salle
from deliberation.models import Decidee, Dossier, Modification, Resultat
from santorin.journal.models import Entree
from santorin.referentiel.valeur import Valeur
from santorin.refus import DejaFait, Refus
from tests.deliberation.decor import Scene, une_seance
from tests.deliberation.test_api import entetes
from tests.deliberation.test_passages import en_parallele
from tests.fabriques.cyclades import une_saisie

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return une_seance()


QUATORZE = Valeur(nombre=Decimal(14))


def modifier(scene, valeur=QUATORZE, *, cle="U51", motif="Livret favorable", auteur=None, vue=None):
    fazia = scene.fazia()
    return modifier_note(
        fazia, cle=cle, valeur=valeur, motif=motif, auteur=auteur or scene.membre(),
        vue=fazia.version if vue is None else vue, par=scene.president, le=timezone.now(),
    )  # fmt: skip


def trancher(scene, decision, *, motif="", livret=True, auteur=None, vue=None):
    fazia = scene.fazia()
    decider(
        fazia, decision=decision, motif=motif, livret_examine=livret, auteur=auteur or scene.membre(),
        vue=fazia.version if vue is None else vue, par=scene.president, le=timezone.now(),
    )  # fmt: skip


def lu(scene):
    return next(lu for lu in salle(scene.jury()).lignes if lu.dossier.candidature.nom == "GUYLESTE")


@pytest.mark.exigence("DEL-06", "SEC-01")
def test_une_note_modifiee_garde_l_avant_l_auteur_le_motif_et_celle_de_cyclades(scene):
    avant = lu(scene)
    tenue = {note.cle: note.valeur for note in avant.notes}["U51"]
    # Not so high that the first group alone would admit.
    modification = modifier(scene, Valeur(nombre=Decimal("9.5")))
    apres = lu(scene)
    [note] = [note for note in apres.notes if note.cle == "U51"]
    assert (note.valeur, note.avant, note.provenance) == (
        Valeur(nombre=Decimal("9.50")), str(tenue), "Modifiée en délibération",
    )  # fmt: skip
    assert apres.decision.moyenne > avant.decision.moyenne
    assert (modification.auteur, modification.par, modification.avant) == (
        scene.membre(),
        scene.president,
        str(tenue),
    )
    note_tenue = Note.objects.get(inscription__candidature=scene.fazia().candidature, epreuve__code="U51")
    assert note_tenue.donnee == tenue
    entree = Entree.objects.filter(acte="jury.modifier-note").get()
    assert (entree.motif, entree.apres["note"], entree.apres["auteur"]) == (
        "Livret favorable",
        "9,5",
        "Ludivine ROSE BONBON",
    )


@pytest.mark.exigence("DEL-06")
@pytest.mark.parametrize(
    ("champs", "raison"),
    [
        ({"motif": " "}, "pourquoi"),
        ({"valeur": Valeur(nombre=Decimal(21))}, "hors du barème"),
        ({"valeur": Valeur(code="ZZ")}, "n'existe pas"),
        ({"cle": "U99"}, "n'a pas cette épreuve"),
    ],
)
def test_une_modification_qui_ne_tient_pas_est_refusee(scene, champs, raison):
    with pytest.raises(Refus, match=raison):
        modifier(scene, **champs)
    assert not Modification.objects.exists()


@pytest.mark.exigence("DEL-06")
def test_seul_un_president_ou_vice_president_present_modifie_une_note(scene):
    simple = scene.jury().membres.filter(role="membre").first()
    with pytest.raises(Refus, match="Seul le président"):
        modifier(scene, auteur=simple)
    with pytest.raises(Refus, match="Seul le président"):
        modifier(scene, auteur=scene.membre("25510"))
    vice = scene.membre(role="vice_president")
    enregistrer_presences(scene.jury(), {vice.pk: False}, par=scene.president, le=timezone.now())
    with pytest.raises(Refus, match="n'est pas enregistré présent"):
        modifier(scene, auteur=vice)


@pytest.mark.exigence("DEL-06")
def test_une_decision_prise_sur_une_autre_note_est_a_reprendre(scene):
    trancher(scene, Decidee.ADMIS)
    assert scene.fazia().decision == "admis"
    modifier(scene)
    assert scene.fazia().decision == ""


def saisir_dans_cyclades(scene, valeur, *, code="U51", provisoire=False):
    inscription = Inscription.objects.select_related("candidature", "epreuve").get(
        candidature=scene.fazia().candidature, epreuve__code=code
    )
    une_saisie(inscription, valeur, par=scene.dec, provisoire=provisoire)


@pytest.mark.exigence("DEL-06")
def test_une_note_arrivee_apres_la_decision_la_remet_devant_le_jury(scene, client_de):
    jury = scene.jury()
    scene.tout_decider(jury)
    assert salle(jury).obstacle is None
    saisir_dans_cyclades(scene, "19")
    with pytest.raises(Refus, match="note ou une inscription qui a changé depuis"):
        clore(jury, par=scene.president, le=timezone.now())
    page = client_de(scene.president).get(jury.get_absolute_url()).content.decode()
    assert "À reprendre" in page
    trancher(scene, Decidee.ADMIS, motif="Note arrivée ce matin")
    clore(jury, par=scene.president, le=timezone.now())


CHANGEE = "1 décision a été prise sur une note ou une inscription qui a changé depuis la clôture du jury"


def ce_qui_se_dit(scene, client_de):
    """What the centre, its vues, the room, the dossier and the API say of jury 31202 to the chef de centre."""
    client, cle = client_de(scene.chef), [scene.groupe.pk, scene.centre.uai]
    vues = reverse("deliberation:vues", args=[*cle, "terminer"])
    ecrans = (
        reverse("deliberation:centre", args=cle), vues, f"{vues}?vue=detaillee", scene.jury().get_absolute_url(),
    )  # fmt: skip
    pages = [client.get(ecran).content.decode().replace("\xa0", " ") for ecran in ecrans]
    lus = client.get(reverse("deliberation:api_jurys"), headers=entetes(scene.chef)).json()
    [lu] = [jury for jury in lus if jury["numero"] == "31202"]
    return [CHANGEE in page for page in pages], lu["avertissement"].replace("\xa0", " "), pages[-1]


@pytest.mark.exigence("DEL-06", "DEL-14", "API-01")
def test_une_note_changee_apres_la_cloture_se_dit_partout_sans_rien_changer(scene, client_de):
    jury = scene.jury()
    scene.tout_decider(jury)
    clore(jury, par=scene.president, le=timezone.now())
    assert ce_qui_se_dit(scene, client_de)[:2] == ([False] * 4, "")
    saisir_dans_cyclades(scene, "19")
    partout, api, salle_dite = ce_qui_se_dit(scene, client_de)
    assert (partout, api.startswith(CHANGEE)) == ([True] * 4, True)
    assert "la DEC peut réunir de nouveau le jury" in api
    assert "Une note ou une inscription a changé depuis</span>" in salle_dite
    # Who sat is still read once the jury is closed.
    assert ("Présent</td>" in salle_dite, "Non enregistrée" in salle_dite) == (True, False)
    assert "À reprendre" not in salle_dite
    adresse = reverse("deliberation:dossier", args=[scene.fazia().pk])
    assert "depuis la clôture du jury" in client_de(scene.president).get(adresse).content.decode()
    assert scene.fazia().decision == "admis"


def dispenser(scene, position="dispense"):
    """Nothing of the mark held changes, but how it counts does."""
    Inscription.objects.filter(candidature=scene.fazia().candidature, epreuve__code="U51").update(
        position=position
    )


@pytest.mark.exigence("DEL-06")
def test_une_dispense_a_note_egale_remet_la_decision_devant_le_jury(scene):
    jury = scene.jury()
    scene.tout_decider(jury)
    dispenser(scene)
    with pytest.raises(Refus, match="une inscription qui a changé depuis"):
        clore(jury, par=scene.president, le=timezone.now())
    dispenser(scene, "inscrit")
    clore(jury, par=scene.president, le=timezone.now())


@pytest.mark.exigence("DEL-14")
def test_une_dispense_apres_la_cloture_se_dit_partout(scene, client_de):
    scene.tout_decider(scene.jury())
    clore(scene.jury(), par=scene.president, le=timezone.now())
    # Decided long ago: the registration is what is recent.
    Inscription.objects.update(position_le=timezone.now() - timedelta(days=9))
    assert ce_qui_se_dit(scene, client_de)[:2] == ([False] * 4, "")
    Note.objects.update(modifiee_le=timezone.now() - timedelta(days=9))
    dispenser(scene)
    assert ce_qui_se_dit(scene, client_de)[0] == [True] * 4


@pytest.mark.exigence("DEL-06")
def test_une_decision_d_avant_les_positions_n_alarme_personne(scene):
    scene.tout_decider(scene.jury())
    avant = lu(scene)
    marques = [[note.cle, str(note.valeur or "")] for note in avant.toutes]
    digeste = hashlib.sha256(json.dumps([marques, f"{avant.points:.2f}"]).encode()).hexdigest()
    Dossier.objects.filter(pk=scene.fazia().pk).update(empreinte_decision=digeste)
    assert not lu(scene).a_reprendre
    saisir_dans_cyclades(scene, "19")
    assert lu(scene).a_reprendre


@pytest.mark.exigence("DEL-10", "DEL-14")
def test_un_jury_termine_en_centre_est_averti_et_se_tait_pendant_qu_il_rectifie(scene, client_de):
    scene.clore_le_reste()
    scene.finir()
    saisir_dans_cyclades(scene, "19")
    partout, api, _ = ce_qui_se_dit(scene, client_de)
    assert (partout, scene.jury().etat) == ([True] * 4, "214")
    assert api
    publier(scene.groupe, par=scene.dec, le=timezone.now())
    rectifier(scene.jury(), motif="Note tardive", par=scene.dec, le=timezone.now())
    partout, api, salle_dite = ce_qui_se_dit(scene, client_de)
    assert (partout, api) == ([False] * 4, "")
    assert "À reprendre : une note ou une inscription a changé depuis" in salle_dite
    scene.sieger(scene.jury())
    trancher(scene, Decidee.ADMIS, motif="Note tardive")
    clore(scene.jury(), par=scene.president, le=timezone.now())
    assert ce_qui_se_dit(scene, client_de)[:2] == ([False] * 4, "")


@pytest.mark.exigence("DEL-14")
def test_les_avertissements_ne_coutent_pas_selon_les_jurys(scene, django_assert_num_queries):
    scene.clore_le_reste()
    saisir_dans_cyclades(scene, "19")
    cle = scene.jury().pk
    for jurys in ([scene.jury()], scene.jurys):
        with django_assert_num_queries(4):
            assert list(avertissements(jurys)) == [cle]


@pytest.mark.exigence("DEL-06", "DEL-13")
def test_ce_que_la_cloture_a_verifie_est_ce_qu_elle_fige(scene, monkeypatch):
    jury = scene.jury()
    scene.tout_decider(jury)
    verifier = regles.obstacle_clore_par

    def une_note_arrive(*champs, **autres):
        saisir_dans_cyclades(scene, "19")
        return verifier(*champs, **autres)

    # Between what is read to be checked and what is frozen, Santorin sends a mark.
    monkeypatch.setattr(regles, "obstacle_clore_par", une_note_arrive)
    clore(jury, par=scene.president, le=timezone.now())
    figees = {note["cle"]: note["note"] for note in Resultat.objects.get(dossier=scene.fazia()).notes}
    assert figees["U51"] != "19"
    assert list(avertissements([scene.jury()])) == [jury.pk]


@pytest.mark.exigence("DEL-06", "DEL-02")
def test_le_jury_ne_decide_sur_une_note_provisoire_qu_apres_l_avoir_arretee(scene, client_de):
    jury = scene.jury()
    scene.tout_decider(jury)
    saisir_dans_cyclades(scene, "12", provisoire=True)
    [note] = [note for note in lu(scene).notes if note.cle == "U51"]
    assert (note.provenance, note.provisoire) == ("Provisoire", True)
    with pytest.raises(Refus, match="Note provisoire"):
        trancher(scene, Decidee.ADMIS)
    with pytest.raises(Refus, match="changé depuis"):
        clore(jury, par=scene.president, le=timezone.now())
    adresse = reverse("deliberation:dossier", args=[scene.fazia().pk])
    assert "arrêtez-la par" in client_de(scene.president).get(adresse).content.decode()
    modifier(scene, Valeur(nombre=Decimal(12)), motif="Arrêtée d'après le livret")
    assert lu(scene).provisoires == ()
    trancher(scene, Decidee.ADMIS, motif="Avis du jury")
    clore(jury, par=scene.president, le=timezone.now())
    figees = Resultat.objects.get(dossier=scene.fazia()).notes
    assert {n["cle"]: n["provenance"] for n in figees}["U51"] == "Modifiée en délibération"


@pytest.mark.exigence("DEL-06")
def test_la_provenance_dit_le_benefice_et_le_calcul(scene):
    fazia = Inscription.objects.filter(candidature=scene.fazia().candidature)
    for code, position, origine in (("U51", "benefice", "BENEFICE"), ("U52", "inscrit", "CALCULEE")):
        motif = "" if origine == "CALCULEE" else "session 2020"
        fazia.filter(epreuve__code=code).update(position=position)
        Note.objects.filter(inscription__in=fazia.filter(epreuve__code=code)).update(
            origine=origine, motif=motif
        )
    provenances = {note.cle: note.provenance for note in lu(scene).notes}
    assert (provenances["U51"], provenances["U52"]) == ("Bénéfice", "Calculée")


@pytest.mark.exigence("DEL-06")
def test_personne_n_est_present_tant_que_ce_n_est_pas_dit(client_de):
    scene = Scene()
    scene.ouvrir()
    jury = scene.jury()
    client = client_de(scene.president)
    absent, *autres = jury.membres.values_list("pk", flat=True)
    assert client.get(jury.get_absolute_url()).content.decode().count("À indiquer") == len(autres) + 1
    adresse = reverse("deliberation:presences", args=[jury.pk])
    client.post(adresse, {f"membre-{cle}": "" for cle in autres})
    assert {present for _, present in salle(jury).membres} == {None}
    client.post(adresse, {f"membre-{absent}": "absent"})
    assert sorted(str(present) for _, present in salle(jury).membres) == ["False"] + ["None"] * len(autres)
    client.post(adresse, {f"membre-{absent}": "absent", "tous": "oui"})
    assert sorted(present for _, present in salle(jury).membres) == [False] + [True] * len(autres)


@pytest.mark.exigence("DEL-06", "DEL-11")
def test_un_ecran_perime_est_refuse(scene):
    modifier(scene)
    with pytest.raises(DejaFait):
        modifier(scene, Valeur(nombre=Decimal(15)), vue=0)
    with pytest.raises(DejaFait):
        trancher(scene, Decidee.ADMIS, vue=0)


@pytest.mark.exigence("DEL-06")
def test_les_points_du_jury_entrent_dans_le_calcul(scene):
    avant = lu(scene).decision.moyenne
    fazia = scene.fazia()
    donner_points(
        fazia, points=Decimal(1), motif="Assiduité", auteur=scene.membre(), vue=0, par=scene.president,
        le=timezone.now(),
    )  # fmt: skip
    assert lu(scene).decision.moyenne > avant
    assert Modification.objects.get().libelle == "Points du jury"


@pytest.mark.exigence("DEL-06", "DEL-12")
def test_une_decision_contraire_au_calcul_demande_son_motif_et_un_refus_le_livret(scene):
    admis = lu(scene).decision.issue.name == "ADMIS"
    contraire = Decidee.NON_ADMIS if admis else Decidee.ADMIS
    with pytest.raises(Refus, match="dites pourquoi le jury décide autrement"):
        trancher(scene, contraire)
    with pytest.raises(Refus, match="livret scolaire"):
        trancher(scene, Decidee.NON_ADMIS, motif="Avis du jury", livret=False)
    trancher(scene, contraire, motif="Avis unanime du jury")
    assert scene.fazia().decision_motif == "Avis unanime du jury"


@pytest.mark.exigence("DEL-06")
def test_on_ne_decide_pas_d_un_candidat_a_qui_il_manque_une_note(scene):
    scene.fazia().notes_controle.filter(partie="a").delete()
    with pytest.raises(Refus, match="Il manque une note"):
        trancher(scene, Decidee.ADMIS)


@pytest.mark.exigence("DEL-06")
def test_la_cloture_est_refusee_tant_que_quelque_chose_manque(scene):
    jury = scene.jury()
    with pytest.raises(Refus, match="pas encore de décision"):
        clore(jury, par=scene.president, le=timezone.now())
    scene.tout_decider(jury)
    nommer(
        jury, nom="SAPIN", prenoms="Zoé", qualite="", role="membre", professionnel=False, par=scene.chef,
        le=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Refus, match="ni présent ni absent"):
        clore(jury, par=scene.president, le=timezone.now())
    dirigeants = {membre.pk: False for membre in jury.membres.all() if membre.dirige}
    autres = {membre.pk: True for membre in jury.membres.all() if not membre.dirige}
    enregistrer_presences(jury, dirigeants | autres, par=scene.president, le=timezone.now())
    with pytest.raises(Refus, match="Ni le président ni le vice-président"):
        clore(jury, par=scene.president, le=timezone.now())
    scene.sieger(jury)
    with pytest.raises(Refus, match="clos par son président"):
        clore(jury, par=scene.chef, le=timezone.now())
    clore(jury, par=scene.president, le=timezone.now())
    assert (scene.jury().etat, scene.jury().clos_par) == ("211", scene.president)
    with pytest.raises(Refus, match="ne délibère pas"):
        modifier(scene)


@pytest.mark.exigence("DEL-06", "DEL-13")
def test_la_cloture_fige_chaque_resultat_avec_sa_fiche_de_calcul(scene):
    scene.clore_le_reste()
    resultat = Resultat.objects.get(dossier=scene.fazia())
    assert (resultat.numero, resultat.decision) == (1, scene.fazia().decision)
    assert resultat.reglement.startswith("BCP-31202-2021.1")
    assert any(etape["titre"] == "Note de l'épreuve de contrôle" for etape in resultat.fiche)
    assert any(note["provenance"] == "Transmise par Santorin" for note in resultat.notes)
    with pytest.raises(DatabaseError, match="ne se modifie pas"), transaction.atomic():
        Resultat.objects.filter(pk=resultat.pk).update(decision="admis")
    with pytest.raises(DatabaseError, match="ne se modifie pas"), transaction.atomic():
        Resultat.objects.all()._raw_delete("default")


@pytest.mark.exigence("DEL-14")
def test_une_erreur_materielle_se_corrige_par_le_jury_reuni_de_nouveau():
    scene = Scene()
    scene.clore_tout()
    with pytest.raises(Refus, match="pas publiés"):
        rectifier(scene.jury(), motif="Note inversée", par=scene.dec, le=timezone.now())
    scene.finir()
    publier(scene.groupe, par=scene.dec, le=timezone.now())
    with pytest.raises(Refus, match="erreur matérielle"):
        rectifier(scene.jury(), motif=" ", par=scene.dec, le=timezone.now())
    with pytest.raises(Refus, match="n’a pas été réuni"):
        demander_pv_de_rectification(scene.jury(), par=scene.chef)
    seance = rectifier(scene.jury(), motif="Note inversée", par=scene.dec, le=timezone.now())
    assert (seance.rang, scene.jury().etat) == (2, "214")
    with pytest.raises(Refus, match="n’est pas close"):
        demander_pv_de_rectification(scene.jury(), par=scene.chef)
    with pytest.raises(Refus, match="déjà ouverte"):
        rectifier(scene.jury(), motif="Encore", par=scene.dec, le=timezone.now())
    # Months later somebody else may have to sit.
    nommer(
        scene.jury(), nom="SAPIN", prenoms="Zoé", qualite="", role="membre", professionnel=False, par=scene.dec,
        le=timezone.now(),
    )  # fmt: skip
    scene.sieger(scene.jury())
    modifier(scene, Valeur(nombre=Decimal(18)), cle="ECT:a", motif="Note inversée avec un autre candidat")
    with pytest.raises(Refus, match="pas encore de décision"):
        clore(scene.jury(), par=scene.president, le=timezone.now())
    trancher(scene, Decidee.ADMIS)
    clore(scene.jury(), par=scene.president, le=timezone.now())
    versions = Resultat.objects.filter(dossier=scene.fazia()).values_list("numero", "seance__rang")
    assert list(versions) == [(1, 1), (2, 2)]
    pv = proces_verbal(scene.jury(), rectification=True)
    [premier, _] = Resultat.objects.filter(dossier=scene.fazia()).order_by("numero")
    lignes = dict(pv_de_tenue(pv, le=timezone.now()))["PV des admis"][0].contexte["lignes"]
    # What the correction takes the place of is on the PV: nobody has to look for the first one.
    avant = f"{premier.get_decision_display().lower()}, moyenne {premier.moyenne} (version 1)"
    assert [str(ligne["avant"]) for ligne in lignes] == [f"Auparavant\xa0: {avant}"]
    composees = [len(proces_verbal(scene.jury(), rectification=suite).presences) for suite in (False, True)]
    assert composees == [6, 7]
    with pytest.raises(Refus, match="ne change plus"):
        nommer(
            scene.jury(), nom="KAKI", prenoms="Paul", qualite="", role="membre", professionnel=False,
            par=scene.dec, le=timezone.now(),
        )  # fmt: skip
    autres = Resultat.objects.filter(dossier__jury__numero="31202").exclude(dossier=scene.fazia())
    assert set(autres.values_list("numero", flat=True)) == {1}


@pytest.mark.exigence("DEL-06", "DEL-11")
@pytest.mark.django_db(transaction=True)
def test_de_deux_modifications_simultanees_une_seule_est_enregistree():
    scene = Scene()
    scene.ouvrir()
    scene.sieger(scene.jury())
    refus = en_parallele(2, lambda rang: modifier(scene, Valeur(nombre=Decimal(12 + rang)), vue=0))
    assert len([r for r in refus if r is None]) == 1
    assert Modification.objects.count() == scene.fazia().version == 1
