"""The components that surround something, and the few that must compute before they are drawn.

Everything else in templates/composants/ is a plain include.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

register = template.Library()


@register.filter
def sens(ordre: str, champ: str) -> str:
    """What `aria-sort` says of the column `champ` when the list follows `ordre` (« nom » or « -nom »)."""
    return {champ: "ascending", f"-{champ}": "descending"}.get(ordre, "none")


@register.filter
def ordre_apres_clic(ordre: str, champ: str) -> str:
    """The order that a click on the column asks for: ascending first, then the other way round."""
    return f"-{champ}" if ordre == champ else champ


@register.simple_block_tag
def tableau(
    content: str, legende: str, *, legende_cachee: bool = False, dense: bool = False, serre: bool = False
) -> SafeString:
    """A table: its caption, and a frame that scrolls by itself on a narrow screen. Holds thead and tbody.

    `serre`: few columns, the last of which must be seen on a telephone; texts wrap there.
    """
    contexte = {
        "contenu": content,
        "legende": legende,
        "legende_cachee": legende_cachee,
        "dense": dense,
        "serre": serre,
        "identifiant": f"tableau-{slugify(legende)}",
    }
    return render_to_string("composants/tableau.html", contexte)


@register.simple_block_tag
def alerte(content: str, ton: str, *, titre: str = "", role: str = "") -> SafeString:
    """A framed message; `ton` is info, succes, attention or erreur."""
    contexte = {"texte": content, "ton": ton, "titre": titre, "role": role}
    return render_to_string("composants/alerte.html", contexte)


@register.simple_block_tag
def depliant(content: str, titre: str, *, ouvert: bool = False) -> SafeString:
    """What is read only if wanted; opens without JavaScript."""
    contexte = {"contenu": content, "titre": titre, "ouvert": ouvert}
    return render_to_string("composants/depliant.html", contexte)


CLASSES = {
    "select": "fr-select",
    "nullbooleanselect": "fr-select",
    "selectmultiple": "fr-select",
    "file": "fr-upload",
    "clearablefile": "fr-upload",
    "checkbox": "",
    "radioselect": "",
    "checkboxselectmultiple": "",
}


@register.inclusion_tag("composants/champ.html")
def champ(lie: BoundField, *, libelle_cache: bool = False) -> dict[str, Any]:
    """One field of a form, whatever its widget: label, hint, control, errors linked to the control."""
    genre = lie.widget_type
    attributs: dict[str, str | bool] = {"class": CLASSES.get(genre, "fr-input")}
    return {
        "champ": lie,
        "genre": "fichier" if genre == "clearablefile" else genre,
        "controle": lie.as_widget(attrs=attributs),
        "requis": lie.field.required,
        "libelle_cache": libelle_cache,
    }


@register.simple_block_tag(takes_context=True)
def formulaire(
    context: template.RequestContext,
    content: str,
    form: BaseForm,
    *,
    bouton: str,
    action: str = "",
    annuler: str = "",
    confirmer: str = "",
) -> SafeString:
    """A form sent by POST: error summary, every field, then what the block holds, then its button."""
    contexte = {
        "form": form,
        "contenu": content,
        "bouton": bouton,
        "action": action,
        "annuler": annuler,
        "confirmer": confirmer,
        "obligatoires": any(lie.field.required for lie in form.visible_fields()),
    }
    return render_to_string("composants/formulaire.html", contexte, request=context.get("request"))


@register.inclusion_tag("composants/champs_caches.html", takes_context=True)
def parametres_gardes(context: template.RequestContext, *omis: str) -> dict[str, Sequence[tuple[str, str]]]:
    """The address's parameters as hidden fields, without those named, nor the page being read."""
    request: HttpRequest = context["request"]
    ecartes = {*omis, "apres", "avant"}
    return {
        "parametres": [
            (nom, valeur) for nom, valeurs in request.GET.lists() if nom not in ecartes for valeur in valeurs
        ]
    }
