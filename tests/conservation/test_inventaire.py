"""No table is forgotten: each is in the table of retention, or declared without personal data (SEC-03)."""

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from santorin.comptes.models import Utilisateur
from santorin.conservation.nature import declarations, natures
from tests.fabriques import un_administrateur

pytestmark = pytest.mark.exigence("SEC-03")
# Columns that say something of a person, wherever they are.
PARLANTES = (
    "nom", "prenom", "ine", "naissance", "email", "username", "first_name", "last_name", "appreciation",
    "motif", "ip_address", "candidat", "utilisateur", "user", "numero_candidat", "par",
)  # fmt: skip


def toutes():
    return {modele._meta.label: modele for modele in apps.get_models(include_auto_created=True)}


def tenues():
    return {label for nature in natures() for label in nature.modeles}


def declarees():
    return {label for d in declarations().values() for label in d.sans_donnees}


def oubliees(modeles):
    return sorted(set(modeles) - tenues() - declarees())


def test_chaque_table_a_sa_duree_ou_est_declaree_sans_donnees():
    assert oubliees(toutes()) == []


def test_une_table_nouvelle_serait_vue():
    assert oubliees([*toutes(), "santorin.Nouvelle"]) == ["santorin.Nouvelle"]


def test_rien_n_est_declare_qui_n_existe_pas_ni_deux_fois():
    assert (tenues() | declarees()) - set(toutes()) == set()
    assert tenues() & declarees() == set()
    cles = [nature.cle for nature in natures()]
    assert len(cles) == len(set(cles))


def parlantes(modele):
    """The columns that name somebody, or point to somebody's account."""
    for champ in modele._meta.local_fields:
        pointe = isinstance(champ, models.ForeignKey) and champ.related_model is Utilisateur
        if pointe or any(champ.name == mot or champ.name.startswith(f"{mot}_") for mot in PARLANTES):
            yield champ.name


# A place or a thing has a name too.
NOMS_DE_CHOSES = {
    "santorin.Academie", "santorin.Departement", "santorin.Etablissement", "santorin.Parametrage", "auth.Group", "auth.Permission",
}  # fmt: skip


def test_une_table_declaree_sans_donnees_n_a_pas_de_colonne_qui_nomme_quelqu_un():
    trouvees = {
        label: colonnes
        for label in declarees() - NOMS_DE_CHOSES
        if (colonnes := list(parlantes(toutes()[label])))
    }
    assert trouvees == {}
    assert list(parlantes(toutes()["santorin.Candidat"])) != []


def test_chaque_nature_dit_ce_qu_elle_devient():
    for nature in natures():
        assert nature.purge is not None or "purge n’y touche pas" in nature.sort
        if nature.bornes:
            assert nature.bornes[0].avant_ou_egal(nature.duree)
            assert nature.duree.avant_ou_egal(nature.bornes[1])


@pytest.mark.django_db
def test_la_table_montre_chaque_nature(client_de):
    page = client_de(un_administrateur()).get(reverse("conservation:table")).content.decode()
    assert all(nature.libelle.replace("'", "&#x27;") in page for nature in natures())
