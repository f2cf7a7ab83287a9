"""People and what they may do."""

from django.utils import timezone

from santorin.comptes.models import Habilitation, Jeton, Utilisateur
from tests.fabriques.referentiel import un_etablissement, une_academie
from tests.fabriques.suite import suivant

MOT_DE_PASSE = "lavande-sapin-2027"


def un_utilisateur(profil=None, *, academie=None, etablissement=None, **champs):
    """An account; with an habilitation when a profil is given."""
    champs.setdefault("username", f"{profil or 'personne'}{suivant()}")
    champs.setdefault("first_name", "Alexandre")
    champs.setdefault("last_name", "LAVANDE")
    utilisateur = Utilisateur.objects.create_user(password=MOT_DE_PASSE, **champs)
    if profil:
        Habilitation.objects.create(
            utilisateur=utilisateur, profil=profil, academie=academie, etablissement=etablissement
        )
    return utilisateur


def un_administrateur(**champs):
    """An administrator."""
    return un_utilisateur("administrateur", is_staff=True, is_superuser=True, **champs)


def un_gestionnaire(academie=None, **champs):
    """A gestionnaire of one académie."""
    return un_utilisateur("gestionnaire", academie=academie or une_academie(), **champs)


def un_coordinateur(*epreuves, academie=None, **champs):
    """A coordinateur of these épreuves."""
    academie = academie or (epreuves[0].academie if epreuves else une_academie())
    utilisateur = un_utilisateur("coordinateur", academie=academie, **champs)
    for epreuve in epreuves:
        epreuve.coordinateurs.add(utilisateur)
    return utilisateur


def un_chef(etablissement=None, **champs):
    """The head of one school."""
    return un_utilisateur("chef_etablissement", etablissement=etablissement or un_etablissement(), **champs)


def un_correcteur_connecte(correcteur, **champs):
    """The account of a marker."""
    utilisateur = un_utilisateur("correcteur", **champs)
    correcteur.utilisateur = utilisateur
    correcteur.save(update_fields=["utilisateur"])
    return utilisateur


def une_application(academie=None, *, secret=None):
    """A partner application and its token's secret."""
    utilisateur = un_utilisateur("application", academie=academie)
    habilitation = utilisateur.habilitations.get()
    _, secret = Jeton.creer(habilitation, libelle="échanges", le=timezone.now(), secret=secret)
    return utilisateur, secret


def jeton_de(utilisateur):
    """The header of a token of this person's only habilitation."""
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="essai", le=timezone.now())
    return {"Authorization": f"Bearer {secret}"}
