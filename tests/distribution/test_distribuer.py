"""Applying a draw, taking copies back, giving lots to others."""

import threading
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from santorin.copies import cles
from santorin.copies.actions import noter
from santorin.copies.etats import EtatLot
from santorin.copies.models import Avis, Composition, Correcteur, Correction, Lot
from santorin.correction.regles.copies import lots_de
from santorin.distribution import actions
from santorin.distribution.lectures.lots import copies_d_eleves, lots
from santorin.distribution.lectures.proposition import apercu, situation
from santorin.distribution.models import Distribution
from santorin.distribution.regles.lots import non_commencees
from santorin.journal.models import Entree
from santorin.refus import Refus
from tests.fabriques import (
    un_correcteur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_lot,
    un_sujet,
    une_composition,
    une_copie,
    une_correction,
    une_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def distribuer(epreuve, sujet, acte):
    """`distribuer(taille=5, graine=1)`: the distribution, as its preview showed it."""

    def distribuer(taille=5, graine=1):
        vu = apercu(epreuve, sujet, taille=taille, graine=graine)
        return actions.distribuer(sujet, taille=taille, graine=graine, empreinte=vu.plan.empreinte, **acte)

    return distribuer


def chez(correcteur):
    return Correction.objects.filter(lot__correcteur=correcteur)


@pytest.mark.exigence("DIS-01")
def test_les_copies_sont_distribuees_et_personne_ne_recoit_ses_eleves(
    distribuer, copies, correcteurs, lycees
):
    distribution = distribuer()
    assert Correction.objects.count() == 12
    assert sorted(chez(c).count() for c in correcteurs) == [4, 4, 4]
    for correcteur, lycee in zip(correcteurs, lycees, strict=False):
        assert not chez(correcteur).filter(copie__composition__candidat__etablissement=lycee).exists()
    assert set(Lot.objects.values_list("etat", flat=True)) == {EtatLot.DISTRIBUE}
    assert (distribution.graine, distribution.copies, distribution.premier) == (1, 12, 1)
    assert Entree.objects.get(acte="epreuve.distribuer").apres["graine"] == 1


@pytest.mark.exigence("DIS-01")
@pytest.mark.usefixtures("copies", "correcteurs")
def test_une_situation_changee_depuis_l_apercu_est_refusee(epreuve, sujet, acte, lycees):
    vu = apercu(epreuve, sujet, taille=5, graine=1)
    une_page(une_copie(une_composition(epreuve, etablissement=lycees[0])))
    with pytest.raises(Refus, match="a changé depuis"):
        actions.distribuer(sujet, taille=5, graine=1, empreinte=vu.plan.empreinte, **acte)
    assert not Lot.objects.exists()


@pytest.mark.exigence("DIS-01")
def test_deux_distributions_de_suite_ne_donnent_pas_deux_fois_une_copie(distribuer, copies, correcteurs):
    distribuer()
    with pytest.raises(Refus, match="Aucune copie"):
        distribuer()
    assert Distribution.objects.count() == 1


@pytest.mark.exigence("DIS-01")
def test_les_copies_arrivees_ensuite_vont_a_qui_en_a_le_moins(
    epreuve, distribuer, copies, correcteurs, lycees
):
    distribuer()
    nouveau = un_correcteur(epreuve)
    for _ in range(3):
        une_page(une_copie(une_composition(epreuve, etablissement=lycees[0])))
    distribution = distribuer(graine=2)
    assert (chez(nouveau).count(), distribution.premier) == (3, 4)


@pytest.mark.exigence("DIS-01", "NUM-03")
def test_un_absent_une_copie_sans_page_ne_sont_pas_distribues(epreuve, distribuer, copies, correcteurs):
    absente = une_page(une_copie(une_composition(epreuve, emargement="absent"))).copie
    vide = une_copie(une_composition(epreuve))
    assert situation(epreuve).en_attente == 1
    distribuer()
    assert not Correction.objects.filter(copie__in=[absente, vide]).exists()


@pytest.mark.exigence("DIS-01", "COR-05", "PAR-02")
def test_le_type_double_donne_deux_lots_a_deux_correcteurs(epreuve, distribuer, copies, correcteurs):
    epreuve.parametrage.type_lots = "double"
    epreuve.parametrage.save()
    un_correcteur(epreuve)
    distribuer()
    for copie in copies:
        corrections = list(copie.corrections.select_related("lot"))
        assert {c.rang for c in corrections} == {1, 2} == {c.lot.rang for c in corrections}
        assert len({c.lot.correcteur_id for c in corrections}) == 2


@pytest.mark.exigence("DIS-01")
def test_un_sujet_sans_bareme_ou_une_epreuve_sans_correcteur_se_refusent(epreuve, sujet, copies, acte):
    with pytest.raises(Refus, match="Aucun correcteur"):
        actions.distribuer(sujet, taille=5, graine=1, empreinte="", **acte)
    un_correcteur(epreuve)
    vide = un_sujet(epreuve, points=())
    with pytest.raises(Refus, match="n’a pas de barème"):
        actions.distribuer(vide, taille=5, graine=1, empreinte="", **acte)
    with pytest.raises(Refus, match="de 1 à 200"):
        actions.distribuer(sujet, taille=0, graine=1, empreinte="", **acte)


def _noter_une(lot, acte):
    correction = lot.corrections.first()
    noter(correction, points_par_question={lot.sujet.questions.first().pk: Decimal(1)}, **acte)
    return correction


@pytest.mark.exigence("DIS-01")
def test_retirer_reprend_les_copies_non_commencees_et_garde_les_autres(
    distribuer, copies, correcteurs, acte, epreuve
):
    connecte = un_correcteur_connecte(correcteurs[0])
    distribuer()
    lot = Lot.objects.get(correcteur=correcteurs[0])
    commencee = _noter_une(lot, acte)
    with pytest.raises(Refus, match="motif"):
        actions.retirer(lot, motif="", **acte)
    assert actions.retirer(lot, motif="Correcteur souffrant", **acte) == 3
    assert [correction.pk for correction in lot.corrections.all()] == [commencee.pk]
    assert Avis.objects.get().destinataire == connecte
    assert len(situation(epreuve).copies) == 3
    with pytest.raises(Refus, match="commencées"):
        actions.retirer(lot, motif="Encore", **acte)


@pytest.mark.exigence("DIS-01")
def test_un_lot_entierement_retire_disparait_et_son_correcteur_l_apprend(
    distribuer, copies, correcteurs, acte, epreuve
):
    connecte = un_correcteur_connecte(correcteurs[0])
    distribuer()
    lot = Lot.objects.get(correcteur=correcteurs[0])
    actions.retirer(lot, motif="Erreur", **acte)
    assert not Lot.objects.filter(pk=lot.pk).exists()
    assert len(situation(epreuve).copies) == 4
    (avis,) = Avis.objects.filter(destinataire=connecte)
    texte = f"{lot} – {epreuve}\u00a0: 4\u00a0copies non commencées vous ont été retirées."
    assert (avis.lot, avis.texte) == (None, texte)


@pytest.mark.exigence("DIS-01")
def test_les_copies_des_autres_sujets_n_attendent_rien(epreuve, copies, correcteurs):
    un, deux = epreuve.sujets.first() or un_sujet(epreuve), un_sujet(epreuve, code="S9")
    Composition.objects.filter(copie__in=copies[:5]).update(sujet=un)
    Composition.objects.filter(copie__in=copies[5:11]).update(sujet=deux)
    lue = situation(epreuve, un)
    assert (len(lue.copies), lue.autres, lue.sans_sujet, lue.en_attente) == (5, 6, 1, 0)
    assert situation(epreuve).autres == 0


@pytest.mark.exigence("DIS-01", "COR-05")
def test_l_apercu_dit_quels_correcteurs_pourraient_recevoir_leurs_eleves(epreuve, sujet, copies, correcteurs):
    vu = apercu(epreuve, sujet, taille=5, graine=1)
    assert [part.correcteur for part in vu.parts if part.correcteur.eleves_inconnus] == [correcteurs[2]]
    assert vu.eleves_inconnus
    Correcteur.objects.filter(pk=correcteurs[2].pk).update(divisions=["TCOM9"])
    assert not apercu(epreuve, sujet, taille=5, graine=1).eleves_inconnus


@pytest.mark.exigence("DIS-01")
def test_l_apercu_dit_quels_correcteurs_n_ont_pas_de_compte(epreuve, sujet, copies, correcteurs):
    Correcteur.objects.exclude(pk=correcteurs[1].pk).update(utilisateur=None)
    un_correcteur_connecte(correcteurs[1])
    vu = apercu(epreuve, sujet, taille=5, graine=1)
    assert {part.correcteur for part in vu.parts if not part.correcteur.sans_compte} == {correcteurs[1]}
    assert vu.sans_compte
    for correcteur in correcteurs:
        if correcteur != correcteurs[1]:
            un_correcteur_connecte(correcteur)
    assert not apercu(epreuve, sujet, taille=5, graine=1).sans_compte


@pytest.mark.exigence("DIS-01")
def test_une_appreciation_seule_commence_une_copie(distribuer, copies, correcteurs, epreuve):
    distribuer()
    Correction.objects.filter(pk=Correction.objects.first().pk).update(appreciation="Bien.")
    assert sum(lot.commencees for lot in lots(epreuve)) == 1
    assert sum(non_commencees(lot).count() for lot in lots(epreuve)) == 11


@pytest.mark.exigence("DIS-01")
def test_reaffecter_garde_le_travail_fait_et_le_dit_avant(distribuer, copies, correcteurs, acte, epreuve):
    distribuer()
    lot = Lot.objects.get(correcteur=correcteurs[0])
    correction = _noter_une(lot, acte)
    remplacant = un_correcteur(epreuve, nom="OLIVIER", divisions=["TCOM9"])
    anciens = un_correcteur_connecte(correcteurs[0])
    un_correcteur_connecte(remplacant)
    with pytest.raises(Refus, match="sera conservé"):
        actions.reaffecter(lot, remplacant, motif="Grève", **acte)
    actions.reaffecter(lot, remplacant, motif="Grève", confirme=True, **acte)
    lot.refresh_from_db()
    assert (lot.correcteur, correction.notes.count()) == (remplacant, 1)
    assert dict(Avis.objects.values_list("destinataire", "texte")) == {
        anciens.pk: f"Le lot {lot.numero} a été confié à un autre correcteur\u00a0: le travail enregistré est conservé.",
        remplacant.utilisateur.pk: f"Le lot {lot.numero} vous est confié\u00a0: 1\u00a0copie y est déjà commencée, à relire.",
    }


@pytest.mark.exigence("DIS-01")
@pytest.mark.usefixtures("copies")
def test_reaffecter_a_qui_ne_verrait_pas_le_lot_ou_connaitrait_ses_eleves_se_confirme(
    distribuer, correcteurs, acte, epreuve
):
    distribuer()
    lot = Lot.objects.get(correcteur=correcteurs[0])
    ferme = un_correcteur(epreuve, divisions=["TCOM9"])
    un_correcteur_connecte(ferme)
    ferme.utilisateur.is_active = False
    ferme.utilisateur.save()
    ailleurs = un_correcteur(epreuve)
    un_correcteur_connecte(ailleurs)
    for qui, raison in ((ferme, "n’a pas de compte ouvert"), (ailleurs, "Rien ne dit où enseigne")):
        with pytest.raises(Refus, match=f"{raison}.*Cochez la confirmation"):
            actions.reaffecter(lot, qui, motif="Grève", **acte)
    actions.reaffecter(lot, ferme, motif="Grève", confirme=True, **acte)
    lot.refresh_from_db()
    assert lot.correcteur == ferme


@pytest.mark.exigence("DIS-01")
@pytest.mark.usefixtures("copies")
def test_les_copies_de_ses_eleves_se_voient_quand_on_apprend_ou_enseigne_un_correcteur(
    distribuer, correcteurs, epreuve, lycees
):
    distribuer()
    assert copies_d_eleves(epreuve) == []
    lot = Lot.objects.get(correcteur=correcteurs[2])
    siennes = chez(correcteurs[2])
    du_lycee = siennes.filter(copie__composition__candidat__etablissement=lycees[0]).count()
    Correcteur.objects.filter(pk=correcteurs[2].pk).update(etablissement=lycees[0])
    assert copies_d_eleves(epreuve) == [(lot, du_lycee)]
    Correcteur.objects.filter(pk=correcteurs[2].pk).update(etablissement=None, divisions=["TCOM1"])
    assert copies_d_eleves(epreuve) == [(lot, siennes.count())]


@pytest.mark.exigence("COR-02")
def test_deux_copies_d_un_lot_n_ont_jamais_le_meme_nom(monkeypatch):
    tirees = iter([UUID(int=3 << 112), UUID(int=(3 << 112) + 1), UUID(int=4 << 112), UUID(int=5 << 112)])
    monkeypatch.setattr(cles, "uuid4", lambda: next(tirees))
    assert [cle.hex[:4] for cle in cles.cles_distinctes(2, deja=[UUID(int=4 << 112)])] == ["0003", "0005"]


@pytest.mark.exigence("DIS-01")
@pytest.mark.django_db(transaction=True)
def test_deux_gestionnaires_distribuent_a_la_fois_une_seule_distribution_se_fait(
    epreuve, sujet, copies, correcteurs
):
    vu, issues = apercu(epreuve, sujet, taille=5, graine=1), []

    def distribuer():
        acte = {"par": un_gestionnaire(epreuve.academie), "le": timezone.now()}
        depart.wait()
        try:
            actions.distribuer(sujet, taille=5, graine=1, empreinte=vu.plan.empreinte, **acte)
            issues.append("fait")
        except Refus as refus:
            issues.append(refus.message)
        finally:
            connection.close()

    depart = threading.Barrier(2)
    fils = [threading.Thread(target=distribuer) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["Aucune copie n’est à distribuer.", "fait"]
    assert Correction.objects.count() == len(copies)
    assert Distribution.objects.count() == 1


@pytest.mark.exigence("DIS-01")
@pytest.mark.usefixtures("copies")
def test_reaffecter_refuse_ses_eleves_le_meme_correcteur_et_un_lot_verrouille(distribuer, correcteurs, acte):
    distribuer()
    lot = Lot.objects.get(correcteur=correcteurs[0])  # the pupils of the second lycée
    with pytest.raises(Refus, match="d’élèves de"):
        actions.reaffecter(lot, correcteurs[1], motif="x", **acte)
    with pytest.raises(Refus, match="déjà confié"):
        actions.reaffecter(lot, correcteurs[0], motif="x", **acte)
    with pytest.raises(Refus, match="n’est pas appelé"):
        actions.reaffecter(lot, un_correcteur(), motif="x", **acte)
    Lot.objects.filter(pk=lot.pk).update(
        etat="verrouille", verrouille_le=acte["le"], verrouille_par=acte["par"]
    )
    with pytest.raises(Refus, match="verrouillé"):
        actions.reaffecter(lot, correcteurs[2], motif="x", **acte)


@pytest.mark.exigence("DIS-01")
@pytest.mark.usefixtures("correcteurs")
def test_une_distribution_ne_prend_que_les_copies_de_son_sujet(epreuve, sujet, copies, acte):
    autre = un_sujet(epreuve)
    for copie in copies[:4]:
        copie.composition.sujet = autre
        copie.composition.save()
    for copie in copies[4:10]:
        copie.composition.sujet = sujet
        copie.composition.save()
    assert (len(situation(epreuve).copies), situation(epreuve).sans_sujet) == (10, 2)
    vu = apercu(epreuve, sujet, taille=5, graine=1)
    actions.distribuer(sujet, taille=5, graine=1, empreinte=vu.plan.empreinte, **acte)
    prises = set(Correction.objects.values_list("copie", flat=True))
    assert prises == {copie.pk for copie in copies[4:10]}
    assert set(Lot.objects.values_list("sujet", flat=True)) == {sujet.pk}
    assert {c.pk for c in situation(epreuve, autre).copies} == {copie.pk for copie in copies[:4]}


@pytest.mark.exigence("DIS-01")
@pytest.mark.usefixtures("correcteurs")
def test_un_seul_sujet_est_celui_de_tous(epreuve, sujet, copies):
    assert len(situation(epreuve, sujet).copies) == len(copies)
    assert situation(epreuve).sans_sujet == 0


@pytest.mark.exigence("DIS-01")
def test_les_copies_d_un_lot_que_personne_n_a_se_confient_avec_lui(
    distribuer, copies, correcteurs, acte, epreuve
):
    seul = un_lot(epreuve, etat=EtatLot.CONSTITUE, numero=1)
    une_correction(copies[0], seul)
    assert len(situation(epreuve).copies) == 11
    assert distribuer().premier == 2
    un_correcteur_connecte(correcteurs[2])
    actions.reaffecter(seul, correcteurs[2], motif="Oublié", confirme=True, **acte)
    seul.refresh_from_db()
    assert (seul.etat, seul.correcteur) == (EtatLot.DISTRIBUE, correcteurs[2])
    assert seul in lots_de(correcteurs[2].utilisateur)
