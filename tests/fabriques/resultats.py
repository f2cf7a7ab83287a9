"""What is proclaimed, and the services that open onto it."""

from datetime import timedelta

from django.utils import timezone

from cyclades.actions import inscrire
from cyclades.models import Candidature
from resultats.models import DecisionProclamee, NatureService, ResultatProclame, Service
from tests.fabriques.comptes import un_gestionnaire
from tests.fabriques.cyclades import une_ligne
from tests.fabriques.referentiel import un_examen, une_academie, une_session

EPREUVES = (("E51", "Économie-gestion", "12", "2"), ("E52", "Français", "9,5", "3"))


def des_candidatures(nombre=1, *, etablissement=None, epreuves=EPREUVES, **champs):
    """That many candidatures of one school, registered for these épreuves; in the order of their numbers."""
    if etablissement:
        champs.setdefault("academie", etablissement.academie)
        champs |= {"uai": etablissement.uai, "etablissement": etablissement.nom, "ville": etablissement.ville}
    premieres = [une_ligne(epreuves[0][0], epreuve_libelle=epreuves[0][1], **champs) for _ in range(nombre)]
    autres = [
        une_ligne(code, epreuve_libelle=libelle, **champs | {"numero": premiere.numero})
        for premiere in premieres
        for code, libelle, *_ in epreuves[1:]
    ]
    inscrire([*premieres, *autres], par=None, le=timezone.now())
    numeros = [ligne.numero for ligne in premieres]
    return list(
        Candidature.objects.filter(numero__in=numeros)
        .select_related("session", "examen", "academie", "specialite")
        .order_by("numero")
    )


def un_resultat(candidature, decision=DecisionProclamee.ADMIS, *, numero=None, epreuves=EPREUVES, **champs):
    """A version of a candidature's result, as `proclamer` would have written it."""
    champs.setdefault("libelle", DecisionProclamee(decision).label)
    champs.setdefault("affichage", "10,50")
    champs.setdefault("mention", "")
    champs.setdefault("reglement", "BCP-31202-2022.1")
    champs.setdefault("etabli_le", timezone.now())
    if numero is None:
        numero = candidature.resultats.count() + 1
    return ResultatProclame.objects.create(
        candidature=candidature,
        numero=numero,
        decision=decision,
        epreuves=[_epreuve(*epreuve) for epreuve in epreuves],
        fiche=[FICHE],
        empreinte=f"{numero:064x}",
        **champs,
    )


def des_resultats(nombre=3, decision=DecisionProclamee.ADMIS, *, etablissement=None, **champs):
    """That many candidatures with one proclaimed result each; the results, in the order of their numbers.

    What describes the result (libelle, affichage, mention, certificat, groupe_decision, jury) goes there, the rest
    to the candidature (nom, division, liste_rouge, fraude_presumee, accord_publication, centre…).
    """
    du_resultat = {cle: champs.pop(cle) for cle in DU_RESULTAT if cle in champs}
    candidatures = des_candidatures(nombre, etablissement=etablissement, **champs)
    return [un_resultat(candidature, decision, **du_resultat) for candidature in candidatures]


def un_service(nature=NatureService.ETABLISSEMENTS, *, academie=None, examen=None, session=None, **champs):
    """A service open for an hour already and for a day more."""
    le = timezone.now()
    academie = academie or une_academie()
    champs.setdefault("ouvre_le", le - timedelta(hours=1))
    champs.setdefault("ferme_le", le + timedelta(days=1))
    champs.setdefault("defini_le", le)
    if "defini_par" not in champs:
        champs["defini_par"] = un_gestionnaire(academie)
    return Service.objects.create(
        nature=nature,
        examen=examen or un_examen(),
        session=session or une_session(),
        academie=academie,
        **champs,
    )


DU_RESULTAT = (
    "libelle", "affichage", "mention", "certificat", "groupe_decision", "jury", "jury_le", "reglement", "etabli_le",
)  # fmt: skip

FICHE = {
    "titre": "Décision proposée au jury",
    "texte": "Moyenne : 10,50.",
    "resultat": "Moyenne : 10,50 ; Admis",
    "source": "Code de l'éducation, art. D. 337-79",
    "version": "BCP-31202-2022.1",
    "entrees": [],
}


def _epreuve(code, libelle, note, coefficient):
    return {
        "code": code,
        "libelle": libelle,
        "groupe": "",
        "note": note,
        "coefficient": coefficient,
        "points": "",
        "position": "Inscrit",
        "provenance": "Transmise par Santorin",
    }
