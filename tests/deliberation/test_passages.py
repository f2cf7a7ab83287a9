"""DEL-05, DEL-10, DEL-11: every pair of states, concurrent clicks, consequences of each passage."""

from itertools import product
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from deliberation.actions import clore, franchir, publier, rectifier
from deliberation.etats import CLORE, CLOS, OUVRIR, OUVRIR_CONTROLE, PASSAGES, TERMINER, VERROUILLER, EtatJury
from deliberation.models import Dossier, GroupeDecision, Issue, Jury, Resultat, Seance
from santorin.journal.models import Entree
from santorin.refus import DejaFait, Refus
from tests.deliberation.decor import AU, DU, Scene

pytestmark = pytest.mark.django_db


def mettre(scene, etat):
    """The juries in a state, without the acts that lead to it."""
    clos = {"clos_le": timezone.now(), "clos_par": scene.president} if etat in CLOS else {}
    Jury.objects.filter(groupe=scene.groupe).update(etat=etat, **clos)


def essayer(scene, verbe):
    if verbe == CLORE:
        return clore(scene.jury("31210"), par=scene.president, le=timezone.now())
    return franchir(scene.jurys, verbe, du=DU, au=AU, par=scene.chef, le=timezone.now())


@pytest.mark.exigence("DEL-11")
def test_le_tableau_des_passages_est_celui_du_document():
    arcs = {(de, p.passage.vers, verbe) for verbe, p in PASSAGES.items() for de in p.passage.de}
    assert arcs == {
        ("140", "198", "verrouiller"),
        ("198", "200", "ouvrir-controle"),
        ("200", "210", "ouvrir-deliberation"),
        ("210", "211", "clore"),
        ("211", "214", "terminer"),
    }
    assert [f"{etat} {etat.label}" for etat in EtatJury] == [
        "140 1er groupe terminé en centre",
        "198 1er groupe verrouillé en académie",
        "200 Recueil des notes de l'épreuve de contrôle",
        "210 Délibération de l'épreuve de contrôle",
        "211 Editions après la délibération de l'épreuve de contrôle",
        "214 Epreuve de contrôle terminée en centre",
    ]


@pytest.mark.exigence("DEL-05", "DEL-10", "DEL-11", "SEC-01")
@pytest.mark.parametrize(("etat", "verbe"), list(product(EtatJury.values, PASSAGES)))
def test_depuis_chaque_etat_seul_son_passage_se_fait(etat, verbe):
    scene = Scene()
    mettre(scene, etat)
    if etat == "210":
        for jury in scene.jurys:
            Seance.objects.create(
                jury=jury, rang=1, nature="initiale", ouverte_le=timezone.now(), ouverte_par=scene.chef
            )
        scene.sieger(scene.jury("31210"))
    avant = Entree.objects.count()
    if etat not in PASSAGES[verbe].passage.de:
        with pytest.raises(Refus):
            essayer(scene, verbe)
        assert set(Jury.objects.values_list("etat", flat=True)) == {etat}
        assert Entree.objects.count() == avant
        return
    essayer(scene, verbe)
    franchis = [scene.jury("31210")] if verbe == CLORE else scene.jurys
    for jury in franchis:
        assert jury.etat == PASSAGES[verbe].passage.vers
        entree = Entree.objects.filter(fil_id=jury.fil).latest("pk")
        assert (entree.acte, entree.avant["etat"], entree.apres["etat"]) == (f"jury.{verbe}", etat, jury.etat)
        assert entree.par_id == (scene.president if verbe == CLORE else scene.chef).pk


@pytest.mark.exigence("DEL-05")
def test_la_deliberation_ne_s_ouvre_que_si_la_dec_a_ouvert_l_epreuve_de_controle():
    scene = Scene()
    GroupeDecision.objects.update(controle_ouvert_le=None, controle_ouvert_par=None)
    with pytest.raises(Refus, match="La DEC n'a pas encore ouvert l'épreuve de contrôle"):
        essayer(scene, OUVRIR)


@pytest.mark.exigence("DEL-05", "DEL-11")
def test_un_jury_hors_etat_reste_ou_il_est_quand_les_autres_passent():
    scene = Scene()
    Jury.objects.filter(numero="25510").update(etat="198")
    assert [jury.numero for jury in essayer(scene, OUVRIR)] == ["31202", "31210"]
    assert scene.jury("25510").etat == "198"
    with pytest.raises(DejaFait):
        franchir([scene.jury("31202")], OUVRIR, par=scene.chef, le=timezone.now())


@pytest.mark.exigence("DEL-10")
def test_terminer_demande_la_periode_de_deliberation():
    scene = Scene()
    mettre(scene, "211")
    with pytest.raises(Refus, match="Donnez la période"):
        franchir(scene.jurys, TERMINER, par=scene.chef, le=timezone.now())
    franchir(scene.jurys, TERMINER, du=DU, au=AU, par=scene.chef, le=timezone.now())
    assert {(j.periode_du, j.periode_au) for j in scene.jurys} == {(DU, AU)}


@pytest.mark.exigence("DEL-12")
def test_verrouiller_le_premier_groupe_fige_ses_resultats_et_refuse_une_note_manquante():
    scene = Scene()
    issues = Dossier.objects.filter(jury__numero="31202").values_list("issue_premier", flat=True)
    assert sorted(issues) == sorted([Issue.AUTORISE] * 6 + [Issue.ADMIS] * 18 + [Issue.AJOURNE] * 4)
    mettre(scene, "140")
    with connection.cursor() as curseur:
        curseur.execute(
            "DELETE FROM cyclades_note WHERE inscription_id = (SELECT min(inscription_id) FROM cyclades_note)"
        )
    with pytest.raises(Refus, match="il manque des notes du 1er groupe"):
        franchir(scene.jurys, VERROUILLER, par=scene.dec, le=timezone.now())


@pytest.mark.exigence("DEL-10")
def test_la_dec_publie_quand_tous_les_jurys_ont_termine_et_une_seule_fois():
    scene = Scene()
    scene.clore_tout()
    franchir([scene.jury("31202")], TERMINER, par=scene.chef, le=timezone.now())
    with pytest.raises(Refus, match="jurys n’ont pas encore terminé"):
        publier(scene.groupe, par=scene.dec, le=timezone.now())
    franchir(scene.jurys, TERMINER, par=scene.chef, le=timezone.now())
    publier(scene.groupe, par=scene.dec, le=timezone.now())
    with pytest.raises(Refus, match="publiés depuis"):
        publier(scene.groupe, par=scene.dec, le=timezone.now())
    assert Resultat.objects.count() == Dossier.objects.au_controle().count() == 10


def en_parallele(nombre, travail):
    """Run `travail(rang)` in that many threads at once; what each raised, or None."""
    depart, rendus = Barrier(nombre), [None] * nombre

    def courir(rang):
        depart.wait()
        try:
            travail(rang)
        except Refus as refus:
            rendus[rang] = refus
        finally:
            connection.close()

    fils = [Thread(target=courir, args=(rang,)) for rang in range(nombre)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    return rendus


@pytest.mark.exigence("DEL-11")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verbe", PASSAGES)
def test_de_deux_clics_simultanes_un_seul_fait_le_passage(verbe):
    scene = Scene()
    {
        VERROUILLER: lambda: mettre(scene, "140"),
        OUVRIR_CONTROLE: lambda: mettre(scene, "198"),
        OUVRIR: lambda: None,
        CLORE: lambda: (scene.ouvrir(), scene.sieger(scene.jury("31210"))),
        TERMINER: scene.clore_tout,
    }[verbe]()
    avant = Entree.objects.filter(acte=f"jury.{verbe}").count()
    refus = en_parallele(3, lambda _: essayer(scene, verbe))
    assert len([r for r in refus if r is None]) == 1
    passes = 1 if verbe == CLORE else 3
    assert Entree.objects.filter(acte=f"jury.{verbe}").count() == avant + passes


@pytest.mark.exigence("DEL-10", "DEL-14", "DEL-11")
@pytest.mark.django_db(transaction=True)
def test_de_deux_clics_simultanes_une_seule_publication_et_une_seule_reunion():
    scene = Scene()
    scene.terminer()
    refus = en_parallele(3, lambda _: publier(scene.groupe, par=scene.dec, le=timezone.now()))
    assert (
        len([r for r in refus if r is None])
        == Entree.objects.filter(acte="deliberation.publier").count()
        == 1
    )
    jury = scene.jury()
    refus = en_parallele(
        3, lambda _: rectifier(jury, motif="Note inversée", par=scene.dec, le=timezone.now())
    )
    assert len([r for r in refus if r is None]) == 1
    assert (
        jury.seances.filter(close_le=None).count()
        == Entree.objects.filter(acte="jury.rectifier").count()
        == 1
    )
