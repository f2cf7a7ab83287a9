"""The engine, with receivers kept in memory: what leaves, what is answered, what stays."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from santorin.copies.actions import emarger
from santorin.copies.etats import Emargement
from santorin.copies.models import Epreuve, Nature
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Niveau
from santorin.transmission.actions import rapprocher_a_la_demande
from santorin.transmission.destinataires.en_memoire import Panne
from santorin.transmission.etats import Acte, EtatCloture
from santorin.transmission.lectures import bilan_de
from santorin.transmission.models import NoteEnvoyee, Transmission
from santorin.transmission.regles import Portee
from tests.fabriques import un_etablissement
from tests.transmission.scene import detenue, envoyees, note_de, numeros, une_scene

pytestmark = pytest.mark.django_db


def niveaux(compte_rendu, niveau):
    return [texte for n, texte in compte_rendu.lignes if n == niveau]


@pytest.mark.exigence("CLO-04")
def test_une_cloture_envoie_les_notes_et_les_services_faits(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5", "7")
    transmission, compte_rendu = scene.cloturer()
    premier, second = scene.compositions(lot)
    assert envoyees(transmission) == {
        numeros(premier): ("12.50", "nouvelle"),
        numeros(second): ("7.00", "nouvelle"),
    }
    assert [detenue(cyclades, scene, c) for c in (premier, second)] == ["12.50", "7.00"]
    (service,) = imagin.services_faits.values()
    assert (service.intervenant, service.nombre_de_copies) == (lot.correcteur.numero, 2)
    assert (compte_rendu.fait, compte_rendu.total) == (3, 3)
    assert transmission.terminee_le is not None


@pytest.mark.exigence("CLO-04")
def test_le_compte_rendu_donne_les_references_de_l_envoi_et_de_la_reponse(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5")
    transmission, compte_rendu = scene.cloturer()
    (envoi,) = transmission.envois.filter(destinataire="notes")
    (ligne,) = [texte for _, texte in compte_rendu.lignes if str(envoi.uuid) in texte]
    assert str(envoi.reponse) in ligne


@pytest.mark.exigence("CLO-02")
def test_sans_lot_verrouille_la_cloture_est_refusee(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5", verrouille=False)
    scene.absent()
    with pytest.raises(Refus, match=r"Aucun lot de cette épreuve n’est verrouillé\."):
        scene.cloturer()
    assert not Transmission.objects.exists()
    assert not cyclades.recus


@pytest.mark.exigence("CLO-08", "HAR-07")
def test_une_cloture_partielle_n_envoie_que_les_lots_verrouilles_sans_les_absents(cyclades, imagin):
    scene = une_scene()
    verrouille = scene.lot("12.5")
    scene.lot("8", verrouille=False)
    scene.absent()
    scene.non_emarge()
    transmission, _ = scene.cloturer()
    (seule,) = scene.compositions(verrouille)
    assert envoyees(transmission) == {numeros(seule): ("12.50", "nouvelle")}
    assert not transmission.totale
    assert bilan_de(scene.portee).etat == EtatCloture.PARTIELLE


@pytest.mark.exigence("CLO-09", "HAR-07")
def test_les_absences_partent_quand_plus_personne_ne_manque(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5")
    attendu = scene.lot("8", verrouille=False)
    absent = scene.absent()
    scene.cloturer()
    assert detenue(cyclades, scene, absent) is None
    scene.verrouiller(attendu)
    transmission, _ = scene.cloturer()
    (corrige,) = scene.compositions(attendu)
    assert envoyees(transmission) == {
        numeros(corrige): ("8.00", "nouvelle"),
        numeros(absent): ("AB", "nouvelle"),
    }
    assert transmission.totale
    assert bilan_de(scene.portee).etat == EtatCloture.TOTALE


@pytest.mark.exigence("HAR-07")
def test_un_candidat_non_emarge_empeche_les_absences_de_partir(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5")
    absent, inconnu = scene.absent(), scene.non_emarge()
    scene.cloturer()
    assert detenue(cyclades, scene, absent) is None
    emarger([inconnu], Emargement.ABSENT, par=scene.gestionnaire, le=timezone.now())
    scene.cloturer()
    assert [detenue(cyclades, scene, c) for c in (absent, inconnu)] == ["AB", "AB"]


@pytest.mark.exigence("CLO-11")
def test_entre_deux_clotures_seules_les_nouvelles_notes_partent(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5", "7")
    scene.cloturer()
    suite = scene.lot("15")
    seconde, _ = scene.cloturer()
    (nouvelle,) = scene.compositions(suite)
    assert envoyees(seconde) == {numeros(nouvelle): ("15.00", "nouvelle")}
    troisieme, _ = scene.cloturer()
    assert not troisieme.envois.exists()


@pytest.mark.exigence("CLO-11", "HAR-12", "COR-04")
def test_une_note_recorrigee_repart_avec_sa_nouvelle_valeur(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5", "7")
    scene.cloturer()
    scene.recorriger(lot, "13", "7")
    transmission, _ = scene.cloturer()
    changee, _ = scene.compositions(lot)
    assert envoyees(transmission) == {numeros(changee): ("13.00", "modifiee")}
    assert detenue(cyclades, scene, changee) == "13.00"


@pytest.mark.exigence("CLO-08", "COR-04")
def test_un_lot_deverrouille_apres_l_envoi_ne_reprend_rien_et_rend_la_cloture_partielle(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5")
    scene.lot("9")
    scene.cloturer()
    assert bilan_de(scene.portee).etat == EtatCloture.TOTALE
    scene.deverrouiller(lot)
    assert bilan_de(scene.portee).etat == EtatCloture.PARTIELLE
    transmission, _ = scene.cloturer()
    assert envoyees(transmission) == {}
    assert detenue(cyclades, scene, scene.compositions(lot)[0]) == "12.50"


@pytest.mark.exigence("CLO-10", "CLO-11")
def test_une_note_changee_a_la_main_dans_cyclades_est_reecrasee(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5", "7")
    scene.cloturer()
    changee, _ = scene.compositions(lot)
    cyclades.saisir(scene.cle, numeros(changee), valeur=Decimal(18))
    transmission, _ = scene.cloturer()
    assert envoyees(transmission) == {numeros(changee): ("12.50", "cyclades")}
    assert detenue(cyclades, scene, changee) == "12.50"
    assert note_de(changee).version == note_de(changee).version_acquittee == 2
    apres, _ = scene.cloturer()
    assert envoyees(apres) == {}


@pytest.mark.exigence("CLO-10")
def test_une_note_saisie_avant_la_premiere_cloture_est_ecrasee(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5")
    (candidat,) = scene.compositions(lot)
    cyclades.saisir(scene.cle, numeros(candidat), valeur=Decimal(18))
    scene.cloturer()
    assert detenue(cyclades, scene, candidat) == "12.50"


@pytest.mark.exigence("HAR-08")
@pytest.mark.parametrize("nature", [Nature.PONCTUELLE, Nature.HARMONISEE])
def test_une_di_saisie_et_un_zero_saisi_contre_ab_sont_conserves(cyclades, imagin, nature):
    scene = une_scene(nature=nature)
    lot = scene.lot("12.5", "11")
    dispense, zero_puis_note = scene.compositions(lot)
    absent, autre_absent = scene.absent(), scene.absent()
    cyclades.saisir(scene.cle, numeros(dispense), code="DI")
    cyclades.saisir(scene.cle, numeros(zero_puis_note), valeur=Decimal(0))
    cyclades.saisir(scene.cle, numeros(absent), valeur=Decimal(0))
    cyclades.saisir(scene.cle, numeros(autre_absent), valeur=Decimal(5))
    acte = Acte.HARMONISATION if nature == Nature.HARMONISEE else Acte.CLOTURE
    _, compte_rendu = scene.cloturer(acte=acte)
    tenues = [detenue(cyclades, scene, c) for c in (dispense, zero_puis_note, absent, autre_absent)]
    assert tenues == ["DI", "11.00", "0", "AB"]
    assert NoteEnvoyee.objects.filter(statut="conservee").count() == 2
    assert bilan_de(scene.portee).etat == EtatCloture.TOTALE
    assert niveaux(compte_rendu, Niveau.ERREUR) == []
    suivante, _ = scene.cloturer(acte=acte)
    assert envoyees(suivante) == {}


@pytest.mark.exigence("HAR-08", "CLO-10")
def test_le_parametrage_d_une_cloture_ponctuelle_peut_lever_les_exceptions(cyclades, imagin):
    scene = une_scene(parametrage={"protege_saisies": False})
    lot = scene.lot("12.5")
    (dispense,) = scene.compositions(lot)
    cyclades.saisir(scene.cle, numeros(dispense), code="DI")
    scene.cloturer()
    assert detenue(cyclades, scene, dispense) == "12.50"


@pytest.mark.exigence("HAR-08")
def test_le_parametrage_ne_leve_rien_pour_une_harmonisation(cyclades, imagin):
    scene = une_scene(nature=Nature.HARMONISEE, parametrage={"protege_saisies": False})
    lot = scene.lot("12.5")
    (dispense,) = scene.compositions(lot)
    cyclades.saisir(scene.cle, numeros(dispense), code="DI")
    scene.cloturer(acte=Acte.HARMONISATION)
    assert detenue(cyclades, scene, dispense) == "DI"


@pytest.mark.exigence("HAR-11")
def test_la_note_d_un_presume_fraudeur_part_comme_les_autres(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5")
    (fraudeur,) = scene.compositions(lot)
    fraudeur.fraude_presumee, fraudeur.fraude_motif = True, "Téléphone"
    fraudeur.save()
    scene.cloturer()
    assert detenue(cyclades, scene, fraudeur) == "12.50"


@pytest.mark.exigence("CLO-12")
def test_une_epreuve_harmonisee_ne_se_cloture_pas_ici(cyclades, imagin):
    scene = une_scene(nature=Nature.HARMONISEE)
    scene.lot("12.5")
    with pytest.raises(Refus, match="harmonisée"):
        scene.cloturer()
    transmission, _ = scene.cloturer(acte=Acte.HARMONISATION)
    assert transmission.envois.filter(destinataire="notes").count() == 1


@pytest.mark.exigence("CLO-12")
def test_une_epreuve_ponctuelle_ne_se_valide_pas_par_l_harmonisation(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5")
    with pytest.raises(Refus, match="n’est pas harmonisée"):
        scene.cloturer(acte=Acte.HARMONISATION)


@pytest.mark.exigence("CLO-07")
def test_apres_la_publication_la_cloture_est_refusee_et_la_date_retenue(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5")
    scene.cloturer()
    scene.lot("9")
    le = timezone.now()
    cyclades.publier(scene.cle, le)
    envois = len(cyclades.recus)
    with pytest.raises(Refus, match=r"ont été publiées dans Cyclades le \d\d/\d\d/\d{4}"):
        scene.cloturer()
    assert Epreuve.objects.get(pk=scene.epreuve.pk).publiee_le == le
    assert len(cyclades.recus) == envois
    assert not Transmission.objects.filter(terminee_le=None).exists()


@pytest.mark.exigence("CLO-07", "CLO-06")
def test_une_publication_pendant_la_cloture_garde_ce_qui_est_passe_et_dit_le_reste(
    cyclades, imagin, settings
):
    settings.ENVOI_TAILLE = settings.ENVOI_SIMULTANES = 1
    scene = une_scene()
    scene.lot("12.5", "7", "9")
    publier_au_deuxieme(cyclades, scene)
    transmission, compte_rendu = scene.cloturer()
    assert transmission.envois.filter(destinataire="notes", acquitte_le__isnull=False).count() == 1
    erreurs = niveaux(compte_rendu, Niveau.ERREUR)
    assert any("publiées" in texte for texte in erreurs)
    assert any("2\xa0notes sans accusé" in texte for texte in erreurs)
    assert transmission.terminee_le is not None
    assert Epreuve.objects.get(pk=scene.epreuve.pk).publiee_le is not None


def publier_au_deuxieme(cyclades, scene):
    """Cyclades publishes between the first batch and the second."""
    envoyer = cyclades.envoyer

    def publier_puis_envoyer(envoi):
        reponse = envoyer(envoi)
        cyclades.publier(scene.cle, timezone.now())
        return reponse

    cyclades.envoyer = publier_puis_envoyer


@pytest.mark.exigence("CLO-06")
def test_une_note_rejetee_ne_fait_pas_couler_les_autres_et_dit_pourquoi(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5", "7")
    connu, inconnu = scene.compositions(lot)
    cyclades.inscrire(scene.cle, [numeros(connu)])
    _, compte_rendu = scene.cloturer()
    assert [detenue(cyclades, scene, c) for c in (connu, inconnu)] == ["12.50", None]
    erreurs = niveaux(compte_rendu, Niveau.ERREUR)
    assert any(numeros(inconnu)[0] in e and "inconnu de Cyclades" in e for e in erreurs)
    assert not any(numeros(connu)[0] in e for e in erreurs)
    assert (note_de(connu).version_acquittee, note_de(inconnu).version_acquittee) == (1, 0)
    assert bilan_de(scene.portee).etat == EtatCloture.PARTIELLE


@pytest.mark.exigence("CLO-06", "CLO-11")
def test_une_note_rejetee_repart_a_la_cloture_suivante(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5")
    (candidat,) = scene.compositions(lot)
    cyclades.inscrire(scene.cle, [("01000000000", "001")])
    scene.cloturer()
    cyclades.inscrire(scene.cle, [numeros(candidat)])
    transmission, _ = scene.cloturer()
    assert envoyees(transmission) == {numeros(candidat): ("12.50", "renvoi")}
    assert detenue(cyclades, scene, candidat) == "12.50"


@pytest.mark.exigence("CLO-06", "CLO-14", "SEC-01")
def test_le_compte_rendu_d_un_etablissement_ne_nomme_que_les_siens(cyclades, imagin):
    scene, ici = une_scene(), un_etablissement()
    sien, autre = scene.lot("10", etablissement=ici), scene.lot("11")
    (mien,), (etranger,) = scene.compositions(sien), scene.compositions(autre)
    scene.cloturer()
    for composition in (mien, etranger):
        cyclades.saisir(scene.cle, numeros(composition), valeur=Decimal(1))
    scene.recorriger(autre, "12")
    nouveau = scene.lot("9")
    imagin.inconnus = frozenset({nouveau.correcteur.numero})
    compte_rendu = Documente(par=scene.gestionnaire)
    scene.cloturer(portee=Portee(scene.portee.epreuve, ici), compte_rendu=compte_rendu)
    dit = "\n".join([texte for _, texte in compte_rendu.lignes] + compte_rendu.documents)
    assert "l’académie en a le détail" in dit
    for tu in (etranger.candidat.numero, nouveau.correcteur.numero, nouveau.correcteur.nom):
        assert tu not in dit
    rapproche = Documente(par=scene.gestionnaire)
    rapprocher_a_la_demande(scene.portee, par=scene.gestionnaire, compte_rendu=rapproche)
    assert etranger.candidat.numero in "\n".join(rapproche.documents)


class Documente(CompteRendu):
    """Keeps the documents too."""

    def __init__(self, **champs):
        super().__init__(**champs)
        self.documents = []

    def joindre(self, nom, type_mime, contenu):
        self.documents.append(contenu.read().decode())
        super().joindre(nom, type_mime, contenu)


@pytest.mark.exigence("CLO-06", "CLO-10")
def test_le_compte_rendu_compte_les_saisies_remplacees_et_joint_celles_qui_ne_le_sont_pas(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5", "7")
    change, dispense = scene.compositions(lot)
    cyclades.saisir(scene.cle, numeros(change), valeur=Decimal(18))
    cyclades.saisir(scene.cle, numeros(dispense), code="DI")
    compte_rendu = Documente(par=scene.gestionnaire)
    scene.cloturer(compte_rendu=compte_rendu)
    textes = [texte for _, texte in compte_rendu.lignes]
    assert "1\xa0note saisie à la main dans Cyclades est remplacée par celle de Santorin." in textes
    non_reprises, ecarts = compte_rendu.documents
    assert dispense.candidat.numero in non_reprises
    assert change.candidat.numero not in non_reprises
    assert "conservée" in ecarts


@pytest.mark.exigence("CLO-06")
def test_un_acces_refuse_dit_quoi_faire(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5")
    cyclades.ligne.panne = Panne.ACCES
    with pytest.raises(Refus, match=r"Cyclades refuse l’accès.*administrateur"):
        scene.cloturer()


@pytest.mark.exigence("CLO-06")
def test_un_envoi_illisible_ne_fait_pas_couler_les_autres(cyclades, imagin, settings):
    settings.ENVOI_TAILLE = settings.ENVOI_SIMULTANES = 1
    scene = une_scene()
    scene.lot("12.5", "7", "9")
    cyclades.ligne.pannes.extend([Panne.AUCUNE, Panne.AUCUNE, Panne.MAL_FORME])
    transmission, compte_rendu = scene.cloturer()
    envois = transmission.envois.filter(destinataire="notes").order_by("rang")
    assert [envoi.acquitte_le is not None for envoi in envois] == [True, False, True]
    assert any("Envoi 2 sur 3" in texte for texte in niveaux(compte_rendu, Niveau.ERREUR))
    apres, _ = scene.cloturer()
    assert [raison for _, raison in envoyees(apres).values()] == ["renvoi"]


@pytest.mark.exigence("SEC-01")
def test_le_journal_a_une_entree_par_cloture_avec_les_nombres(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5", "7")
    cyclades.inscrire(scene.cle, [numeros(scene.compositions(lot)[0])])
    transmission, _ = scene.cloturer()
    (entree,) = Entree.objects.filter(acte="transmission.cloture")
    assert entree.apres == {
        "transmission": str(transmission.uuid),
        "etablissement": None,
        "totale": True,
        "notes": {"enregistree": 1, "rejetee": 1},
        "services_faits": {"enregistre": 1},
    }
    assert entree.par == scene.gestionnaire


@pytest.mark.exigence("CLO-11")
def test_une_note_changee_dans_cyclades_pendant_la_cloture_n_est_pas_oubliee(cyclades, imagin, settings):
    """Between the sending of a mark and the comparison, a hand changes it: the next closing sends it again."""
    settings.ENVOI_TAILLE = settings.ENVOI_SIMULTANES = 1
    scene = une_scene()
    lot = scene.lot("12.5", "7")
    premier, _ = scene.compositions(lot)
    envoyer = cyclades.envoyer

    def envoyer_puis_changer(envoi):
        reponse = envoyer(envoi)
        cyclades.saisir(scene.cle, numeros(premier), valeur=Decimal(1))
        return reponse

    cyclades.envoyer = envoyer_puis_changer
    scene.cloturer()
    cyclades.envoyer = envoyer
    transmission, _ = scene.cloturer()
    assert envoyees(transmission) == {numeros(premier): ("12.50", "cyclades")}


@pytest.mark.exigence("CLO-15")
def test_une_base_restauree_rattrape_la_version_que_cyclades_connait(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5")
    (candidat,) = scene.compositions(lot)
    tenue = cyclades.epreuve(scene.cle).notes
    cyclades.saisir(scene.cle, numeros(candidat), valeur=Decimal(3))
    ancienne, le = tenue[numeros(candidat)]
    tenue[numeros(candidat)] = (type(ancienne)(Decimal(3), None, "SANTORIN", 7), le - timedelta(days=1))
    scene.cloturer()
    assert detenue(cyclades, scene, candidat) == "12.50"
    assert note_de(candidat).version_acquittee == 8
