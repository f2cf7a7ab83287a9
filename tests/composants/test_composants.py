import re
from datetime import timedelta

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from santorin.accueil.processus import Tuile


def dessiner(gabarit, adresse="/", **contexte):
    """The template's text, drawn for a request at `adresse`."""
    request = RequestFactory().get(adresse)
    request.user = AnonymousUser()
    source = "{% load composants francais %}" + gabarit
    return re.sub(r"[ \n]+", " ", engines["django"].from_string(source).render(contexte, request)).strip()


class Essai(forms.Form):
    titre = forms.CharField(label="Titre édition", help_text="En haut de page.")
    jurys = forms.MultipleChoiceField(
        label="Jurys", choices=[("1", "25510")], widget=forms.CheckboxSelectMultiple
    )


@pytest.mark.parametrize(
    ("ordre", "sens", "lien"),
    [
        ("nom", "ascending", "?q=a&amp;ordre=-nom"),
        ("-nom", "descending", "?q=a&amp;ordre=nom"),
        ("note", "none", "?q=a&amp;ordre=nom"),
    ],
)
def test_une_colonne_se_trie_dans_les_deux_sens_sans_perdre_les_filtres(ordre, sens, lien):
    colonne = dessiner(
        '{% include "composants/tri.html" with champ="nom" libelle="Nom" %}',
        "/?q=a&apres=curseur",
        ordre=ordre,
    )
    assert f'aria-sort="{sens}"' in colonne
    assert re.findall(r'href="([^"]*)"', colonne) == [lien]


def test_la_pagination_garde_la_recherche_et_tait_la_page_qui_n_existe_pas():
    pages = dessiner(
        '{% include "composants/pagination.html" %}', "/?q=a&avant=x", precedent=None, suivant="51|9"
    )
    assert re.findall(r'href="([^"]*)"', pages) == ["?q=a&amp;apres=51%7C9"]
    assert "Première page" in pages


def test_une_tuile_fermee_dit_pourquoi_et_n_est_pas_un_lien():
    fermee = Tuile(titre="Clôture", url="/cloture/", obstacle="Aucun lot n’est verrouillé.")
    texte = dessiner('{% include "composants/tuile.html" %}', tuile=fermee)
    assert "Aucun lot n’est verrouillé." in texte
    assert "href" not in texte


def test_une_tuile_ouverte_est_un_lien_avec_ses_chiffres():
    ouverte = Tuile(titre="Clôture", url="/cloture/", indicateurs=(("Candidats", "12"),))
    texte = dessiner('{% include "composants/tuile.html" %}', tuile=ouverte)
    assert '<a href="/cloture/">Clôture</a>' in texte
    assert "<dt>Candidats</dt><dd>12</dd>" in texte


def test_un_champ_faux_est_relie_a_son_erreur_et_a_son_indication():
    champ = dessiner("{% champ form.titre %}", form=Essai({"titre": ""}))
    (decrit_par,) = re.findall(r'<input[^>]*aria-describedby="([^"]*)"', champ)
    assert sorted(decrit_par.split()) == sorted(re.findall(r'<div[^>]*id="([^"]*)"', champ))
    assert 'aria-invalid="true"' in champ
    assert "Ce champ est obligatoire." in champ


def test_des_cases_forment_un_groupe_avec_sa_legende():
    groupe = dessiner("{% champ form.jurys %}", form=Essai())
    assert re.search(r"<fieldset.*<legend[^>]*>Jurys", groupe)
    assert re.search(r'<input type="checkbox"[^>]*id="id_jurys_0"[^>]*><label[^>]*for="id_jurys_0"', groupe)


def test_un_formulaire_faux_resume_ses_erreurs_avec_un_lien_vers_chaque_champ():
    formulaire = dessiner(
        '{% formulaire form bouton="Visualiser" annuler="/" %}<p>suite</p>{% endformulaire %}',
        form=Essai({"titre": "", "jurys": ["1"]}),
    )
    assert re.findall(r'href="(#[^"]*)"', formulaire) == ["#id_titre"]
    assert "csrfmiddlewaretoken" in formulaire
    assert "<p>suite</p>" in formulaire


def test_un_formulaire_neuf_n_annonce_aucune_erreur():
    formulaire = dessiner('{% formulaire form bouton="Visualiser" %}{% endformulaire %}', form=Essai())
    assert "fr-alert" not in formulaire
    assert "Annuler" not in formulaire


def test_un_formulaire_a_fichier_est_envoye_comme_tel():
    class AFichier(forms.Form):
        fichier = forms.FileField(label="Fichier")

    assert 'enctype="multipart/form-data"' in dessiner(
        '{% formulaire form bouton="Importer" %}{% endformulaire %}', form=AFichier()
    )


def test_un_bouton_empeche_est_gris_et_relie_a_sa_raison():
    bouton = dessiner(
        '{% include "composants/bouton_action.html" with url="/x/" libelle="Clôturer" identifiant="c" %}',
        obstacle="Aucun lot n’est verrouillé.",
    )
    assert re.search(r'<button[^>]*disabled[^>]*aria-describedby="c-obstacle"', bouton)
    assert 'id="c-obstacle">Aucun lot n’est verrouillé.' in bouton


def test_un_bouton_libre_n_est_pas_gris():
    bouton = dessiner(
        '{% include "composants/bouton_action.html" with url="/x/" libelle="Clôturer" %}', obstacle=None
    )
    assert "disabled" not in bouton
    assert "csrfmiddlewaretoken" in bouton


def test_un_tableau_a_sa_legende_et_defile_au_clavier():
    tableau = dessiner(
        '{% tableau "Lots" %}<tbody><tr><td>{{ nom }}</td></tr></tbody>{% endtableau %}', nom="<b>"
    )
    assert '<caption id="tableau-lots">Lots</caption>' in tableau
    assert 'role="region" tabindex="0" aria-labelledby="tableau-lots"' in tableau
    assert "<td>&lt;b&gt;</td>" in tableau


def test_une_barre_de_progression_dit_le_fait_le_total_et_le_reste():
    barre = dessiner(
        '{% include "composants/progression.html" with identifiant="a" libelle="Envoi" fait=1500 total=3000 '
        "pourcentage=50 debit=12.4 reste=120 %}"
    )
    assert 'max="3000" value="1500" aria-valuenow="1500"' in barre
    assert "1\u202f500 sur 3\u202f000" in barre
    assert "12 par seconde" in barre
    assert "reste environ 2\u00a0minutes" in barre


def test_une_barre_sans_total_ne_pretend_rien():
    barre = dessiner(
        '{% include "composants/progression.html" with identifiant="a" libelle="Envoi" fait=0 total=0 '
        "pourcentage=0 debit=None reste=None %}"
    )
    assert re.search(r'<progress[^>]*aria-labelledby="a-libelle"></progress>', barre)


def test_la_recherche_garde_les_filtres_et_revient_a_la_premiere_page():
    recherche = dessiner(
        '{% include "composants/recherche.html" with libelle="Rechercher" valeur=valeur %}',
        "/?q=lav&departement=35&departement=56&apres=x",
        valeur='"lav',
    )
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', recherche) == [
        ("departement", "35"),
        ("departement", "56"),
    ]
    assert 'value="&quot;lav"' in recherche


@pytest.mark.parametrize(
    ("actifs", "mots"), [(0, "Filtrer<"), (1, "1 filtre actif"), (3, "3 filtres actifs")]
)
def test_les_filtres_disent_combien_sont_actifs(actifs, mots):
    filtres = dessiner('{% include "composants/filtres.html" %}', form=Essai(), actifs=actifs)
    assert mots in filtres
    assert ("Tout effacer" in filtres) is bool(actifs)


def test_un_message_d_erreur_est_une_alerte_et_les_autres_un_etat():
    messages = [Message(constants.ERROR, "non"), Message(constants.SUCCESS, "oui")]
    texte = render_to_string("composants/messages.html", {"messages": messages})
    assert re.findall(r'fr-alert--(error|success) .*role="(\w+)"', texte) == [
        ("error", "alert"),
        ("success", "status"),
    ]


def test_la_page_d_erreur_du_serveur_se_dessine_sans_rien():
    page = render_to_string("500.html")
    assert "Le serveur a rencontré une erreur" in page
    assert "neutre.css" in page


@pytest.mark.parametrize("code", ["403", "403_csrf", "404", "409", "413", "429"])
def test_une_page_d_erreur_dit_ce_qui_s_est_passe_et_ramene_a_l_accueil(code):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = render_to_string(f"{code}.html", {"message": "Les notes sont déjà publiées."}, request)
    assert ("Les notes sont déjà publiées." in page) is (code in {"409", "413", "429"})
    assert "Aller à l’accueil" in page


def test_une_connexion_suspendue_dit_combien_attendre():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = render_to_string("comptes/bloque.html", {"cooloff_timedelta": timedelta(minutes=15)}, request)
    assert "Attendez 15\u00a0minutes" in page
