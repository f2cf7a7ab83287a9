"""Every address is guarded: it asks a right, or is on the short public list below (SEC-02)."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from santorin.comptes.droits import Droit

# Open to anybody, each for its reason.
PUBLIQUES = {
    "comptes:connexion",
    "comptes:deconnexion",
    "connexion_administration",
    # The provider's answer opens the session; nothing is there without a provider in the settings.
    "comptes:federation",
    "comptes:federation_retour",
    "accueil:vivant",
    "accueil:aide",
    "accueil:aide_ecran",
    "accueil:accessibilite",
    "accueil:mentions",
    "api:schema",
    # The emergency portal has its own door: a jury's slip, and only while the académie opened it (DEL-04).
    "deliberation:secours",
    "deliberation:secours_jury",
    "deliberation:secours_dossier",
    "deliberation:secours_sortie",
    # Anybody checks a document: nothing of it is shown, and guessing is throttled (RES-07).
    "resultats_public:authenticite",
    "resultats_public:authenticite_fichier",
    # A candidate has no account yet: a slip opens it, throttled (RES-09).
    "resultats_candidat:activer",
    # Results of those who agreed, by exact name, throttled (RES-08).
    "resultats_public:resultats",
    # The same two by a program, under the same throttles (API-01).
    "api_resultats:authenticite",
    "api_resultats:publics",
}
# Guarded by themselves: the admin by `is_staff`, the password form by the middleware.
GARDEES_AUTREMENT = ("admin:", "comptes:mot_de_passe")


def adresses(motifs=None, espace=""):
    for motif in motifs or get_resolver().url_patterns:
        if isinstance(motif, URLResolver):
            suite = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from adresses(motif.url_patterns, suite)
        elif isinstance(motif, URLPattern):
            yield f"{espace}{motif.name}", motif.callback


def est_gardee(nom, vue):
    if nom.startswith(GARDEES_AUTREMENT):
        return True
    droits = getattr(vue, "droits", None)
    classe = getattr(vue, "cls", None)
    if classe is not None:
        permissions = vue.initkwargs.get("permission_classes", classe.permission_classes)
        return bool(permissions) and bool(classe.authentication_classes)
    return bool(droits) and all(isinstance(droit, Droit) for droit in droits)


@pytest.mark.exigence("SEC-02")
def test_chaque_adresse_demande_un_droit_ou_est_sur_la_liste_publique():
    sans_garde = {nom for nom, vue in adresses() if not est_gardee(nom, vue)}
    assert sans_garde == PUBLIQUES


@pytest.mark.exigence("SEC-02")
@pytest.mark.django_db
def test_un_visiteur_est_renvoye_a_la_connexion(client):
    reponse = client.get("/")
    assert (reponse.status_code, reponse["Location"]) == (302, "/connexion/?next=/")
