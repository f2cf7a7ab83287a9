"""Addresses of the tests of the components: the gallery, and pages that only a test needs."""

from datetime import date, timedelta
from types import SimpleNamespace

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

from santorin.accueil.processus import Tuile

ENVOIS: list[str] = []
RECU = """<!doctype html><html lang="fr"><head><title>Reçu</title><link rel="icon" href="data:,"></head>
<body><main><h1>Reçu</h1></main></body></html>"""


class FormulaireDEssai(forms.Form):
    titre = forms.CharField(label="Titre édition", help_text="Imprimé en haut de chaque page.")
    debut = forms.DateField(
        label="Début de la période", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    jury = forms.ChoiceField(label="Jury", choices=[("25510", "25510"), ("31202", "31202")], required=False)
    edition = forms.ChoiceField(
        label="Paramètres d’édition",
        choices=[("une", "Une édition contenant tous les documents"), ("zip", "Une édition par document")],
        widget=forms.RadioSelect,
    )
    listes = forms.MultipleChoiceField(
        label="Listes",
        choices=[("admis", "Liste d’affichage des admis"), ("non", "Liste des non admis")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    fichier = forms.FileField(label="Fichier des candidats", help_text="CSV, 10 Mo au plus.", required=False)
    remarque = forms.CharField(label="Remarque", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    tous = forms.BooleanField(label="Sélectionner tous les jurys", required=False)
    cle = forms.CharField(widget=forms.HiddenInput, initial="k1", required=False)


class Filtre(forms.Form):
    departement = forms.ChoiceField(label="Département", choices=[("35", "Ille-et-Vilaine")], required=False)
    note_min = forms.DecimalField(label="Note minimale", required=False)
    note_max = forms.DecimalField(label="Note maximale", required=False)


def contexte():
    """The gallery's sample values."""
    return {
        "onglets": [
            {"libelle": "Vue synthétique", "url": "?vue=synthetique", "actif": True},
            {"libelle": "Vue détaillée", "url": "?vue=detaillee", "actif": False},
        ],
        "indicateurs": [
            ("Candidats", "12\u202f345"),
            ("Correcteurs", "87"),
            ("Note moyenne calculée", "11,42"),
            ("État de la clôture", "Réalisée, partielle"),
        ],
        "definitions": [("Session", "2027"), ("Centre", "P BREQUIGNY – RENNES CEDEX 2 (0350059Z)")],
        "tuiles": [
            Tuile(
                titre="Clôture",
                url="/",
                description="Envoyer les notes et les services faits",
                etat="Réalisée, partielle",
                indicateurs=(("Candidats", "12\u202f345"), ("Notes transmises", "8\u202f000")),
            ),
            Tuile(
                titre="Téléchargement",
                url="/",
                description="Télécharger les copies de l’établissement",
                obstacle="L’harmonisation de cette épreuve n’est pas encore validée.",
            ),
            Tuile(titre="Préparation", url="/", description="Importer les candidats"),
        ],
        "ordre": "-note",
        "candidats": [
            SimpleNamespace(nom="GUYLESTE Fazia", numero="01950022359 - 002", note=12.5, etat="Transmise"),
            SimpleNamespace(nom="LAVANDE Alexandre", numero="01950022360 - 001", note="AB", etat="Absent"),
            SimpleNamespace(nom="SAPIN Maëlle", numero="01950022361 - 001", note=None, etat="En correction"),
        ],
        "documents": [
            SimpleNamespace(
                nom="CYCLADES_DELIB_0350059Z_BCP_2021-06_GRD_11",
                taille=133120,
                type="application/zip",
                url="/essai/",
            )
        ],
        "reste": timedelta(seconds=8),
        "consequences": ["Plus aucune clôture ne sera possible.", "Les établissements verront les notes."],
    }


def galerie(request):
    form = FormulaireDEssai(request.POST or None, initial={"debut": date(2021, 6, 17)})
    filtre = Filtre(request.GET or None)
    form.is_valid()
    return render(request, "composants/galerie.html", {**contexte(), "form": form, "filtre": filtre})


def essai(request):
    ENVOIS.append(request.method)
    return HttpResponse(RECU)


galerie.login_required = essai.login_required = False
urlpatterns = [path("galerie/", galerie), path("essai/", essai), path("", include("santorin.urls"))]
