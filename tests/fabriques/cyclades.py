"""What Cyclades knows and holds."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from cyclades.actions import LigneInscription, inscrire, saisir
from cyclades.models import Inscription, Note
from santorin.referentiel.models import EffetCode
from santorin.referentiel.valeur import Valeur
from santorin.transmission.destinataires import CleEpreuve, EnvoiNotes, NoteEmise
from tests.fabriques.referentiel import un_examen, une_academie, une_session
from tests.fabriques.suite import suivant

CODES = {
    "AB": {"libelle": "Absent", "bloque_diplome": True, "affichage": "ABS"},
    "DI": {"libelle": "Dispensé", "hors_moyenne": True, "affichage": "DIS"},
}


def des_codes(examen=None, session=None):
    """AB and DI, with their effects, for one examination and session."""
    for code, effet in CODES.items():
        EffetCode.objects.get_or_create(
            examen=examen or un_examen(), session=session or une_session(), code=code, defaults=effet
        )


def une_ligne(epreuve="E51", *, academie=None, **champs):
    """GUYLESTE Fazia, registered for an épreuve of the baccalauréat professionnel."""
    academie = academie or une_academie()
    champs.setdefault("session", une_session().code)
    champs.setdefault("examen", un_examen().code)
    champs.setdefault("epreuve_libelle", "Économie-gestion")
    champs.setdefault("numero", f"01{suivant():09}")
    champs.setdefault("inscription", "002")
    champs.setdefault("nom", "GUYLESTE")
    champs.setdefault("prenoms", "Fazia")
    champs.setdefault("date_naissance", date(2009, 1, 1))
    champs.setdefault("uai", "0350059Z")
    champs.setdefault("etablissement", "P BREQUIGNY")
    champs.setdefault("ville", "RENNES CEDEX 2")
    champs.setdefault("division", "TCOM1")
    return LigneInscription(epreuve=epreuve, academie=academie.code, **champs)


def des_inscrits(nombre=1, epreuve="E51", **champs):
    """That many candidates registered for an épreuve; their registrations, in order."""
    lignes = [une_ligne(epreuve, **champs) for _ in range(nombre)]
    inscrire(lignes, par=None, le=timezone.now())
    numeros = [ligne.numero for ligne in lignes]
    return list(
        Inscription.objects.filter(candidature__numero__in=numeros, epreuve__code=epreuve)
        .select_related("candidature__session", "epreuve__session", "epreuve__examen", "academie")
        .order_by("candidature__numero")
    )


def un_inscrit(epreuve="E51", **champs):
    """One candidate registered for an épreuve."""
    return des_inscrits(1, epreuve, **champs)[0]


def une_note_emise(inscription, valeur=None, *, code=None, version=1):
    """A mark that Santorin sends for a registered candidate."""
    return NoteEmise(
        candidat=inscription.candidature.numero,
        inscription=inscription.candidature.inscription,
        valeur=None if valeur is None else Decimal(valeur),
        code=code,
        version=version,
    )


def un_envoi(*notes, epreuve="E51", academie="A14", protege=True, **champs):
    """A batch of marks."""
    champs.setdefault("envoi", uuid4())
    champs.setdefault("transmission", uuid4())
    champs.setdefault("emise_le", timezone.now())
    cle = CleEpreuve(une_session().code, un_examen().code, epreuve, academie)
    return EnvoiNotes(epreuve=cle, notes=list(notes), protege=protege, **champs)


def une_saisie(
    inscription, valeur=None, *, code=None, par, motif="rectification demandée par le centre", **champs
):
    """A mark entered by hand."""
    note = Note.objects.filter(pk=inscription.pk).first()
    saisir(
        inscription,
        valeur=Valeur(None if valeur is None else Decimal(valeur), code),
        motif=motif,
        vue=note.modifiee_le if note else None,
        par=par,
        le=timezone.now(),
        **champs,
    )


def inscrire_compositions(*compositions):
    """Register on Cyclades' side the candidates who sit an épreuve of Santorin, as reality does beforehand."""
    inscrire([_ligne_de(composition) for composition in compositions], par=None, le=timezone.now())


def _ligne_de(composition):
    epreuve, candidat = composition.epreuve, composition.candidat
    return LigneInscription(
        session=epreuve.session.code,
        examen=epreuve.examen.code,
        epreuve=epreuve.code,
        epreuve_libelle=epreuve.libelle,
        note_sur=Decimal(epreuve.note_sur),
        numero=candidat.numero,
        inscription=candidat.inscription,
        nom=candidat.nom,
        nom_usage=candidat.nom_usage,
        prenoms=candidat.prenoms,
        date_naissance=candidat.date_naissance,
        ine=candidat.ine,
        academie=epreuve.academie.code,
        uai=candidat.etablissement.uai,
        etablissement=candidat.etablissement.nom,
        ville=candidat.etablissement.ville,
        division=candidat.division,
        specialite=candidat.specialite.code if candidat.specialite else "",
        liste_rouge=candidat.liste_rouge,
        fraude_presumee=composition.fraude_presumee,
    )
