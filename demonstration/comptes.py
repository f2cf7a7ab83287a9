"""One account per profil. Their password is public: they exist on a demonstration only."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from santorin.comptes.droits import Profil
from santorin.comptes.models import Habilitation, Jeton, Utilisateur
from santorin.referentiel.models import Academie, Etablissement

MOT_DE_PASSE = "lavande-et-sapin-2027"
ECHANGES = "echanges"


@dataclass(frozen=True, slots=True)
class Compte:
    """An account to make; `academie` and `etablissement` by their place in the frame."""

    identifiant: str
    profil: Profil
    prenom: str
    nom: str
    academie: str = ""
    etablissement: int | None = None


COMPTES = (
    Compte("administrateur", Profil.ADMINISTRATEUR, "Ambre", "VERT SAPIN"),
    Compte("gestionnaire.rennes", Profil.GESTIONNAIRE, "Carine", "ARGENT", academie="A14"),
    Compte("gestionnaire.nantes", Profil.GESTIONNAIRE, "Alexis", "BRUN", academie="A17"),
    Compte("gestionnaire.versailles", Profil.GESTIONNAIRE, "Solène", "PERVENCHE", academie="A25"),
    Compte("coordinateur.rennes", Profil.COORDINATEUR, "Chloé", "IVOIRE", academie="A14"),
    Compte("chef.brequigny", Profil.CHEF_ETABLISSEMENT, "Arthur", "ROUGE", etablissement=0),
    Compte("chef.fougeres", Profil.CHEF_ETABLISSEMENT, "Julien", "CARMIN", etablissement=1),
    Compte("chef.buc", Profil.CHEF_ETABLISSEMENT, "Anaïs", "GARANCE", etablissement=10),
    Compte("correcteur", Profil.CORRECTEUR, "Thomas", "ANTHRACITE"),
    Compte("jury", Profil.JURY, "Ludivine", "ROSE BONBON"),
    Compte("candidat", Profil.CANDIDAT, "Fazia", "GUYLESTE"),
    Compte("candidat.buc", Profil.CANDIDAT, "Alexandre", "LAVANDE"),
)


def faire_comptes(etablissements: list[Etablissement], *, le: datetime) -> dict[str, Utilisateur]:
    """Make the accounts, and the application that exchanges with Cyclades and Imag'In; by their names."""
    mot_de_passe = make_password(MOT_DE_PASSE)
    academies = {academie.code: academie for academie in Academie.objects.all()}
    faits = {}
    for compte in COMPTES:
        administre = compte.profil == Profil.ADMINISTRATEUR
        faits[compte.identifiant] = utilisateur = Utilisateur.objects.create(
            username=compte.identifiant,
            first_name=compte.prenom,
            last_name=compte.nom,
            password=mot_de_passe,
            is_staff=administre,
            is_superuser=administre,
        )
        Habilitation.objects.create(
            utilisateur=utilisateur,
            profil=compte.profil,
            academie=academies.get(compte.academie),
            etablissement=None if compte.etablissement is None else etablissements[compte.etablissement],
        )
    _faire_application(le=le)
    return faits


def _faire_application(*, le: datetime) -> None:
    """The partner application, with the tokens that the settings send."""
    application = Utilisateur.objects.create(
        username=ECHANGES, last_name="Santorin", password=make_password(None)
    )
    habilitation = Habilitation.objects.create(utilisateur=application, profil=Profil.APPLICATION)
    # The two receivers may be given one and the same token.
    jetons = {settings.CYCLADES_JETON: "Cyclades", settings.IMAGIN_JETON: "Imag'In"}
    for secret, libelle in jetons.items():
        if secret:
            Jeton.creer(habilitation, libelle=libelle, le=le, secret=secret)
