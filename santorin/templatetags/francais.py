"""Figures, sizes, durations and plurals as they are written in French."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone

from santorin.referentiel.valeur import au_centieme

register = template.Library()

FINE = "\u202f"  # the narrow space that never breaks: between thousands
INSECABLE = "\u00a0"  # the space that never breaks: before a unit
ABSENCE = "–"
MOINS = "\u2212"
OCTETS_PAR_KO = 1024

Chiffre = int | float | Decimal


@register.filter
def nombre(valeur: Chiffre | None, decimales: int | None = None) -> str:
    """1234567.5 → « 1 234 567,5 »; with `decimales`, that many of them. Nothing known → « – »."""
    if valeur is None:
        return ABSENCE
    exact = Decimal(str(valeur))
    texte = f"{exact:,.{decimales}f}" if decimales is not None else f"{exact.normalize():,f}"
    return texte.replace(",", FINE).replace(".", ",")


@register.filter
def signe(valeur: Chiffre) -> str:
    """A difference with its sign: « +1,25 », « −0,50 », « 0,00 »."""
    exact = au_centieme(Decimal(str(valeur)))
    devant = MOINS if exact < 0 else "+" if exact else ""
    return devant + nombre(abs(exact), 2)


@register.filter
def note(valeur: object) -> str:
    """A mark as people read it: « 12,5 », or its code (« AB », « DI »). None yet → « – »."""
    if valeur is None or valeur == "":
        return ABSENCE
    if isinstance(valeur, (int, float, Decimal)):
        return nombre(au_centieme(Decimal(str(valeur))))
    return str(valeur)


@register.filter
def pourcentage(valeur: Chiffre | None, decimales: int = 0) -> str:
    """62.4 → « 62 % »."""
    return ABSENCE if valeur is None else f"{nombre(valeur, decimales)}{FINE}%"


@register.filter
def euros(montant: Chiffre | None) -> str:
    """200 → « 200,00 € »."""
    return ABSENCE if montant is None else f"{nombre(montant, 2)}{INSECABLE}€"


@register.filter
def taille(octets: int | None) -> str:
    """Bytes in words: 133120 → « 130 Ko »; a decimal below 10, from the megabyte on."""
    if octets is None:
        return ABSENCE
    if octets < OCTETS_PAR_KO:
        return pluriel(octets, "octet")
    quantite, unite = Decimal(octets) / OCTETS_PAR_KO, "Ko"
    for suivante in ("Mo", "Go", "To"):
        if round(quantite) < OCTETS_PAR_KO:
            break
        quantite, unite = quantite / OCTETS_PAR_KO, suivante
    arrondi = round(quantite, 1) if unite != "Ko" and round(quantite, 1) < 10 else round(quantite)  # noqa: PLR2004
    return f"{nombre(arrondi)}{INSECABLE}{unite}"


@register.filter
def duree(valeur: timedelta | Chiffre | None) -> str:
    """A duration (or seconds) in words, its two largest units: « 6 secondes », « 1 heure 5 minutes »."""
    if valeur is None:
        return ABSENCE
    secondes = round(valeur.total_seconds() if isinstance(valeur, timedelta) else valeur)
    if secondes < 1:
        return f"moins d’une{INSECABLE}seconde"
    parts: list[tuple[int, str]] = []
    for unite, en_secondes in (("jour", 86400), ("heure", 3600), ("minute", 60), ("seconde", 1)):
        quantite, secondes = divmod(secondes, en_secondes)
        parts.append((quantite, unite))
    premiere = next(rang for rang, (quantite, _) in enumerate(parts) if quantite)
    gardees = [part for part in parts[premiere : premiere + 2] if part[0]]
    return " ".join(f"{quantite}{INSECABLE}{pluriel_seul(quantite, unite)}" for quantite, unite in gardees)


@register.filter
def pluriel_seul(quantite: Chiffre, mot: str) -> str:
    """The noun alone, agreed: singular below 2. « mot » takes an s; « travail,travaux » gives both forms."""
    singulier, _, au_pluriel = mot.partition(",")
    return singulier if -2 < quantite < 2 else au_pluriel or f"{singulier}s"  # noqa: PLR2004


@register.filter
def pluriel(quantite: Chiffre, mot: str) -> str:
    """The figure and its noun: « 1 234 copies », « 0 copie », « 2 lots verrouillés »."""
    return f"{nombre(quantite)}{INSECABLE}{pluriel_seul(quantite, mot)}"


@register.filter
def horodatage(moment: datetime | None) -> str:
    """« 17/06/2021 09:59:27 », in local time."""
    return ABSENCE if moment is None else timezone.localtime(moment).strftime("%d/%m/%Y %H:%M:%S")


@register.filter
def jour(valeur: date | None) -> str:
    """« 17/06/2021 », in local time when it is a moment."""
    if valeur is None:
        return ABSENCE
    local = timezone.localtime(valeur) if isinstance(valeur, datetime) else valeur
    return local.strftime("%d/%m/%Y")


TYPES_DE_FICHIER = {
    "application/pdf": "PDF",
    "application/zip": "ZIP",
    "application/json": "JSON",
    "application/xml": "XML",
    "text/csv": "CSV",
    "text/plain": "Texte",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
}


@register.filter
def type_fichier(type_mime: str) -> str:
    """« application/zip » → « ZIP »; an unknown type is shown by its last word, in capitals."""
    nu = type_mime.partition(";")[0].strip()
    return TYPES_DE_FICHIER.get(nu, nu.rpartition("/")[2].upper())
