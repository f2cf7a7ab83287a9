"""What it takes to read one public result (RES-08)."""

from django import forms

from santorin.referentiel.models import Departement, Examen

NOM = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})


class RecherchePubliqueForm(forms.Form):
    """A person, exactly; nothing can be left out."""

    nom = forms.CharField(label="Nom de famille", max_length=80, widget=NOM)
    prenom = forms.CharField(
        label="Prénom", max_length=120, help_text="Le premier prénom de l’état civil.", widget=NOM
    )
    departement = forms.ModelChoiceField(
        Departement.objects.all(), label="Département de l’établissement", to_field_name="code"
    )
    examen = forms.ModelChoiceField(Examen.objects.all(), label="Examen", to_field_name="code")
