"""Every other kind of data is destroyed at its term and not before, and a hold keeps it (SEC-03)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cyclades.models import Eleve
from deliberation.models import AccesSecours, LigneDeLivret
from resultats.models import ClePublique, Coupon, PagePrete, Rattachement, ResultatProclame
from santorin.comptes.models import Jeton, Utilisateur
from santorin.conservation.actions import choisir_duree, poser_gel
from santorin.conservation.durees import Duree, Unite
from santorin.conservation.lectures.apercu import apercu
from santorin.conservation.models import DureeChoisie, Gel
from santorin.conservation.nature import natures
from santorin.conservation.regles import nature_de
from santorin.copies.models import Avis
from santorin.correction.models import Remarque
from santorin.journal.models import Entree
from santorin.numerisation.models import Liasse, PageLue
from santorin.preparation.models import ImportCandidats
from santorin.refus import DejaFait, Refus
from santorin.traitements.actions import relancer
from santorin.traitements.models import PIECE, Document, Ligne
from tests.conservation.conftest import PLUS_TARD, purge_a
from tests.deliberation.decor import Scene as Deliberation
from tests.fabriques import (
    un_administrateur,
    un_correcteur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_lot,
    un_traitement,
    une_academie,
    une_application,
    une_epreuve,
)
from tests.fabriques.espace import un_admis

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-03")]
DEPART = timezone.make_aware(timezone.datetime(2027, 3, 10, 14, 30))


def un_document(*, tache="essai.tache", type_mime="application/zip", fin=DEPART, **champs):
    traitement = un_traitement(tache=tache, libelle="ZIP des copies – U22", etat="reussi", fin=fin)
    document = Document(traitement=traitement, nom="piece.bin", type=type_mime, taille=4, **champs)
    document.fichier.save("piece.bin", ContentFile(b"noms"), save=False)
    document.save()
    return document


def documents(tache, type_mime="application/zip"):
    return lambda: [un_document(tache=tache, type_mime=type_mime)]


def des_lignes():
    traitement = un_traitement(etat="reussi", fin=DEPART)
    return [Ligne.objects.create(traitement=traitement, le=DEPART, texte="GUYLESTE Fazia : barème")]


def un_envoi_inacheve():
    liasse = Liasse.objects.create(
        epreuve=une_epreuve(), nom="pile.pdf", taille=9, empreinte="a" * 64, deposee_le=DEPART,
        deposee_par=un_gestionnaire(),
    )  # fmt: skip
    fichier = Path(settings.MEDIA_ROOT) / "liasses" / str(liasse.cle)
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_bytes(b"morceau")
    return [liasse]


def des_traces():
    commun = {
        "user_agent": "x",
        "ip_address": "10.1.2.3",
        "username": "lavande",
        "http_accept": "",
        "path_info": "/",
    }
    lignes = [AccessLog.objects.create(**commun), AccessFailureLog.objects.create(**commun)]
    lignes.append(AccessAttempt.objects.create(**commun, get_data="", post_data="", failures_since_start=2))
    for ligne in lignes:
        type(ligne).objects.filter(pk=ligne.pk).update(attempt_time=DEPART)
    return lignes


def une_session():
    return [Session.objects.create(session_key="s" * 32, session_data="x", expire_date=DEPART)]


def un_acte_d_administration():
    acte = LogEntry.objects.create(
        user=un_administrateur(), content_type=ContentType.objects.get_for_model(Utilisateur), object_id="1",
        object_repr="LAVANDE", action_flag=CHANGE,
    )  # fmt: skip
    LogEntry.objects.filter(pk=acte.pk).update(action_time=DEPART)
    return [acte]


def un_eleve():
    return [
        Eleve.objects.create(
            uai="0350059Z", ine="123456789AB", nom="GUYLESTE", prenoms="Fazia", date_naissance=date(2009, 1, 1),
            source="BEE", importe_le=DEPART,
        )
    ]  # fmt: skip


def un_avis():
    return [
        Avis.objects.create(
            destinataire=un_gestionnaire(), lot=un_lot(une_epreuve()), texte="rouvert", le=DEPART
        )
    ]


def un_coupon():
    resultat, _ = un_admis()
    return [
        Coupon.objects.create(
            candidature=resultat.candidature, numero=resultat.candidature.numero, empreinte="e" * 64,
            emis_le=DEPART - timedelta(days=30), expire_le=DEPART,
        )
    ]  # fmt: skip


def une_page_prete():
    resultat, _ = un_admis()
    return [
        PagePrete.objects.create(
            candidature=resultat.candidature, resultat=resultat, numero=1, fraude_presumee=False, contenu=b"x",
            empreinte="e" * 64, faite_le=DEPART,
        )
    ]  # fmt: skip


def une_cle_publique():
    resultat, _ = un_admis(etabli_le=DEPART)
    return [ClePublique.objects.create(empreinte="c" * 64, candidature=resultat.candidature)]


def un_acces_de_secours():
    scene = Deliberation()
    return [
        AccesSecours.objects.create(
            jury=scene.jury(), identifiant="secours-1", mot_de_passe="x", cree_le=DEPART
        )
    ]


# Kind of data: what makes one due thing; the table that loses it.
CAS = {
    "exports": documents("santorin.conservation.tasks.exporter"),
    "depots": documents("essai.tache", PIECE),
    "documents": documents("essai.tache"),
    "proces_verbaux": documents("santorin.conservation.tasks.purger"),
    "planches_de_coupons": documents("resultats.tasks.imprimer_les_coupons"),
    "plans_de_secours": documents("deliberation.tasks.generer_plan_de_secours"),
    "comptes_rendus": des_lignes,
    "envois_inacheves": un_envoi_inacheve,
    "connexions": lambda: des_traces()[:1],
    "refus": lambda: des_traces()[1:2],
    "essais": lambda: des_traces()[2:],
    "sessions": une_session,
    "administration": un_acte_d_administration,
    "eleves": un_eleve,
    "avis": un_avis,
    "coupons": un_coupon,
    "pages_de_resultats": une_page_prete,
    "resultats_publics": une_cle_publique,
    "acces_secours": un_acces_de_secours,
}
# Proved by a test of their own, here or in test_purge_copies.
AUTREMENT = {
    "copies", "corrections", "liasses", "imports", "comptes_agents", "comptes_candidats", "livrets",
}  # fmt: skip


def premier_instant(duree):
    """The first instant at which a period that began at DEPART is over."""
    if duree.unite == Unite.JOURS:
        return DEPART + timedelta(days=duree.nombre)
    local = timezone.localtime(DEPART).replace(tzinfo=None)
    annees, mois = divmod(local.month - 1 + duree.nombre, 12)
    return timezone.make_aware(local.replace(year=local.year + annees, month=mois + 1))


def test_chaque_purge_a_son_essai():
    assert {n.cle for n in natures() if n.purge is not None} == set(CAS) | AUTREMENT


@pytest.mark.parametrize("cle", sorted(CAS))
def test_chaque_nature_est_detruite_au_terme_et_pas_avant(cle):
    (due,) = CAS[cle]()
    au_terme = premier_instant(nature_de(cle).duree)
    lignes = type(due).objects.filter(pk=due.pk)
    for instant, attendu in ((au_terme - timedelta(microseconds=1), 1), (au_terme, 0)):
        (vu,) = apercu(le=instant, natures_voulues=[cle])
        assert vu.a_detruire == 1 - attendu
        assert lignes.count() == 1
        purge_a(instant, cle)
        assert lignes.count() == attendu


def test_une_nature_n_en_detruit_pas_une_autre():
    gardes = [un_document(tache=t) for t in ("santorin.conservation.tasks.purger", "essai.tache")]
    export = un_document(tache="santorin.conservation.tasks.exporter")
    piece = un_document(type_mime=PIECE)
    purge_a(DEPART + PLUS_TARD, "exports")
    assert not Document.objects.filter(pk=export.pk).exists()
    purge_a(DEPART + PLUS_TARD, "documents")
    restants = set(Document.objects.values_list("pk", flat=True))
    assert restants == {gardes[0].pk, piece.pk}


def test_le_fichier_part_avec_le_document_et_le_traitement_le_dit():
    document = un_document()
    purge_a(DEPART + PLUS_TARD, "documents")
    assert not default_storage.exists(document.fichier.name)
    assert (
        document.traitement.lignes.get().texte == "Fichiers détruits à l’issue de leur durée de conservation."
    )


def test_un_fichier_que_deux_traitements_partagent_reste_au_second():
    premier = un_document(type_mime=PIECE)
    premier.traitement.etat = "echoue"
    premier.traitement.save()
    suite = relancer(premier.traitement, par=un_administrateur(), le=timezone.now())
    purge_a(DEPART + PLUS_TARD, "depots")
    assert not Document.objects.filter(pk=premier.pk).exists()
    assert default_storage.exists(suite.documents.get().fichier.name)


def test_l_envoi_inacheve_perd_son_fichier():
    (liasse,) = un_envoi_inacheve()
    purge_a(DEPART + PLUS_TARD, "envois_inacheves")
    assert not (Path(settings.MEDIA_ROOT) / "liasses" / str(liasse.cle)).exists()


def test_un_import_garde_ses_comptes_et_perd_les_lignes_refusees():
    depot = ImportCandidats.objects.create(
        epreuve=une_epreuve(), fichier="c.csv", depose_le=DEPART, depose_par=un_gestionnaire(),
        bilan={"crees": 3, "anomalies": [{"valeur": "GUYLESTE"}]},
    )  # fmt: skip
    terme = premier_instant(nature_de("imports").duree)
    for instant, attendues in ((terme - timedelta(seconds=1), 1), (terme, 0)):
        purge_a(instant, "imports")
        depot.refresh_from_db()
        assert (depot.bilan["crees"], len(depot.bilan["anomalies"])) == (3, attendues)


def test_les_restes_de_numerisation_partent_avec_la_derniere_copie(scene):
    liasse = Liasse.objects.create(
        epreuve=scene.epreuve, nom="pile.pdf", taille=9, empreinte="b" * 64, etat="controle", deposee_le=DEPART,
        deposee_par=scene.gestionnaire,
    )  # fmt: skip
    PageLue.objects.create(
        liasse=liasse, rang=1, nom="1", sha256="f" * 64, type_mime="image/jpeg", anomalie="non_lue"
    )
    le = scene.publiee_le + PLUS_TARD
    purge_a(le, "liasses")
    assert PageLue.objects.count() == 1
    purge_a(le, "copies", "liasses")
    assert PageLue.objects.count() == 0


def vieillir(*utilisateurs):
    for utilisateur in utilisateurs:
        Utilisateur.objects.filter(pk=utilisateur.pk).update(date_joined=DEPART, last_login=DEPART)


def test_le_compte_d_un_agent_inactif_est_ferme_et_les_autres_non():
    agent = un_correcteur_connecte(un_correcteur(), email="a@exemple.org")
    Remarque.objects.create(utilisateur=agent, texte="Bien vu")
    Jeton.creer(agent.habilitations.get(), libelle="j", le=DEPART)
    epargnes = [un_administrateur(), une_application()[0]]
    vieillir(agent, *epargnes)
    terme = premier_instant(Duree(36))
    purge_a(terme - timedelta(seconds=1), "comptes_agents")
    agent.refresh_from_db()
    assert agent.is_active
    purge_a(terme, "comptes_agents")
    agent.refresh_from_db()
    assert (agent.is_active, agent.has_usable_password(), agent.email) == (False, False, "")
    assert agent.last_name == "LAVANDE"
    assert (agent.habilitations.count(), Remarque.objects.count()) == (0, 0)
    assert all(Utilisateur.objects.get(pk=e.pk).is_active for e in epargnes)


def test_le_compte_d_un_candidat_perd_son_nom_et_le_resultat_reste():
    resultat, compte = un_admis()
    vieillir(compte)
    terme = premier_instant(Duree(24))
    purge_a(terme - timedelta(seconds=1), "comptes_candidats")
    assert Rattachement.objects.exists()
    gel = poser_gel_du(resultat.candidature.numero)
    purge_a(terme, "comptes_candidats")
    assert Rattachement.objects.exists()
    Gel.objects.filter(pk=gel.pk).delete()
    purge_a(terme, "comptes_candidats")
    compte.refresh_from_db()
    assert (compte.username, compte.last_name, compte.is_active) == (f"compte-ferme-{compte.pk}", "", False)
    assert not Rattachement.objects.exists()
    assert ResultatProclame.objects.filter(pk=resultat.pk).exists()


def poser_gel_du(numero):
    return Gel.objects.create(
        numero=numero, categorie="recours", motif="TA", pose_le=DEPART, pose_par=un_administrateur()
    )


def test_les_livrets_partent_un_an_apres_la_publication_du_groupe_sauf_gel():
    scene = Deliberation()
    dossier = scene.fazia()
    LigneDeLivret.objects.all().delete()
    LigneDeLivret.objects.create(dossier=dossier, ordre=1, discipline="Français", appreciation="Sérieuse")
    scene.groupe.publie_le, scene.groupe.publie_par = DEPART, scene.dec
    scene.groupe.save()
    terme = premier_instant(Duree(12))
    purge_a(terme - timedelta(seconds=1), "livrets")
    gel = poser_gel_du(dossier.candidature.numero)
    (vu,) = apercu(le=terme, natures_voulues=["livrets"])
    assert (vu.a_detruire, vu.retenus) == (0, 1)
    purge_a(terme, "livrets")
    assert LigneDeLivret.objects.count() == 1
    Gel.objects.filter(pk=gel.pk).delete()
    purge_a(terme, "livrets")
    assert LigneDeLivret.objects.count() == 0


def test_une_duree_se_regle_entre_ses_bornes_avec_un_motif_et_vaut_aussitot():
    administrateur, nature = un_administrateur(), nature_de("documents")
    for duree, motif in ((Duree(13), "m"), (Duree(1), " ")):
        with pytest.raises(Refus):
            choisir_duree(nature, duree, motif=motif, par=administrateur, le=DEPART)
    with pytest.raises(Refus, match="fixée par les textes"):
        choisir_duree(nature_de("sessions"), Duree(2), motif="m", par=administrateur, le=DEPART)
    assert not DureeChoisie.objects.exists()
    choisir_duree(nature, Duree(1), motif="place disque", par=administrateur, le=DEPART)
    document = un_document()
    purge_a(premier_instant(Duree(1)), "documents")
    assert not Document.objects.filter(pk=document.pk).exists()
    entree = Entree.objects.get(acte="conservation.choisir_duree")
    assert (entree.avant, entree.apres, entree.motif) == ("3\u00a0mois", "1\u00a0mois", "place disque")


def test_un_gel_se_pose_une_fois_dans_son_perimetre_et_avec_un_motif(scene):
    numero = scene.compositions[0].candidat.numero
    commun = {"numero": numero, "epreuve": None, "categorie": "fraude", "le": DEPART}
    voisin = un_gestionnaire(une_academie(code="A15"))
    for par, motif, dit in ((scene.gestionnaire, " ", "motif"), (voisin, "m", "périmètre")):
        with pytest.raises(Refus, match=dit):
            poser_gel(**commun, par=par, motif=motif)
    poser_gel(**commun, par=scene.gestionnaire, motif="commission")
    with pytest.raises(DejaFait):
        poser_gel(**commun, par=scene.gestionnaire, motif="encore")
