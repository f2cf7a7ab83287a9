"""What Cyclades accepts, from Santorin and by hand (CYC-02, CLO-07).

The overwrite law itself, on one mark, is `santorin.transmission.destinataires.loi`: it is part of the contract, and
every receiver applies it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cyclades.models import Candidature, Composante, Epreuve, Note, Origine, Position
from santorin.referentiel.accords import compter
from santorin.referentiel.models import EffetCode
from santorin.referentiel.valeur import ABSENT, Valeur
from santorin.refus import Refus
from santorin.transmission.destinataires import MotifNote, StatutNote
from santorin.transmission.destinataires import Origine as OrigineEchangee
from santorin.transmission.destinataires.loi import Bareme, Decision

T = TypeVar("T")

# The contract knows two origins: Santorin's, and whatever was put in place on Cyclades' side.
ORIGINE_ECHANGEE = {
    origine.value: OrigineEchangee.SANTORIN if origine is Origine.SANTORIN else OrigineEchangee.SAISIE
    for origine in Origine
}

# What people type for a number: no sign, no exponent.
CHIFFRES = frozenset("0123456789.")


def presumees_dans_cyclades() -> Q:
    """HAR-11: of a sitting in Santorin: its candidate's registration is under a presumption of fraud here."""
    inscrites = Candidature.objects.filter(
        numero=OuterRef("candidat__numero"),
        inscription=OuterRef("candidat__inscription"),
        fraude_presumee=True,
    )
    return Q(Exists(inscrites))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mark that arrives would go: what Cyclades knows of its candidate.

    `academie` is None for a candidate unknown, or outside the sender's perimeter; `inscription` is None for one
    who is not registered for the épreuve.
    """

    academie: int | None
    inscription: int | None
    position: str | None


INCONNU = Decision(
    StatutNote.REJETEE,
    MotifNote.CANDIDAT_INCONNU,
    "Ce candidat est inconnu de Cyclades, ou relève d’une autre académie.",
)
NON_INSCRIT = Decision(
    StatutNote.REJETEE,
    MotifNote.EPREUVE_NON_INSCRITE,
    "Ce candidat n’est pas inscrit à cette épreuve dans Cyclades.",
)
NE_PASSE_PAS: dict[str, str] = {
    Position.BENEFICE: "Ce candidat garde le bénéfice d’une note antérieure à cette épreuve.",
    Position.DISPENSE: "Ce candidat est dispensé de cette épreuve.",
}


def rejet(place: Place) -> Decision | None:
    """CYC-01: why a mark has nowhere to go, or None."""
    if place.academie is None:
        return INCONNU
    if place.inscription is None or place.position is None:
        return NON_INSCRIT
    if phrase := NE_PASSE_PAS.get(place.position):
        return Decision(StatutNote.REJETEE, MotifNote.EPREUVE_NON_INSCRITE, phrase)
    return None


def rejet_calculee(composantes: Sequence[str]) -> Decision:
    """CYC-02: nobody sends the mark of a calculated épreuve."""
    message = obstacle_calculee(composantes) or ""
    return Decision(StatutNote.REJETEE, MotifNote.EPREUVE_NON_INSCRITE, message)


def codes_de(epreuve: Epreuve) -> list[EffetCode]:
    """CYC-02: the codes of the examination and session, with their effects; what may be entered by hand."""
    return list(
        EffetCode.objects.filter(examen=epreuve.examen_id, session=epreuve.session_id).order_by("code")
    )


def bareme_recu(epreuve: Epreuve) -> Bareme:
    """What Santorin may send: the scale, the codes of the examination, and AB, which an absence always is."""
    return Bareme(epreuve.note_sur, epreuve.pas, {ABSENT, *(effet.code for effet in codes_de(epreuve))})


def bareme_saisi(epreuve: Epreuve, codes: Collection[str]) -> Bareme:
    """CYC-02: what may be entered by hand: the scale, and the codes of the examination and session."""
    return Bareme(epreuve.note_sur, epreuve.pas, frozenset(codes))


def lire_valeur(texte: str) -> Valeur:
    """What somebody typed, « 12,5 » or « ab », as a mark. Raises `Refus` when it is neither number nor code."""
    nu = texte.strip().upper().replace(",", ".")
    if nu.isascii() and nu.isalpha() and len(nu) <= 3:  # noqa: PLR2004
        return Valeur(code=nu)
    try:
        if nu and CHIFFRES.issuperset(nu):
            return Valeur(nombre=Decimal(nu))
    except InvalidOperation:
        pass
    raise Refus("Saisissez un nombre (par exemple 12,5) ou un code (par exemple AB).")


def obstacle_publiee(publiee_le: datetime | None) -> str | None:
    """CLO-07: nothing changes any more after the publication."""
    if publiee_le is None:
        return None
    le = timezone.localtime(publiee_le)
    return f"Les notes de cette épreuve sont publiées dans Cyclades depuis le {le:%d/%m/%Y à %H:%M}."


def obstacle_saisie(
    publiee_le: datetime | None, position: str, composantes: Sequence[str] = ()
) -> str | None:
    """CYC-02: why no mark may be entered by hand for a candidate, or None.

    The mark of a bénéfice is carried over by hand; a calculated one follows its `composantes` (their codes).
    """
    if position == Position.DISPENSE:
        return obstacle_publiee(publiee_le) or NE_PASSE_PAS[position]
    return obstacle_publiee(publiee_le) or obstacle_calculee(composantes)


def obstacle_calculee(composantes: Sequence[str]) -> str | None:
    """CYC-02: why nothing but the calculation gives this épreuve's marks, or None when it has no composantes."""
    if not composantes:
        return None
    return f"La note de cette épreuve est calculée par Cyclades, à partir de {_enumerer(composantes)}."


def obstacle_calcul(calculee: Epreuve, composantes: Sequence[Epreuve], notees: Collection[int]) -> str | None:
    """CYC-02: why an épreuve may not be calculated from these ones, or None; `notees`: those that hold marks.

    One level only, within one examination and session, and before the first mark: nothing is calculated afterwards
    in another way than it was.
    """
    if any(autre.pk == calculee.pk for autre in composantes):
        return "Une épreuve n’est pas calculée à partir d’elle-même."
    for autre in composantes:
        if (autre.session_id, autre.examen_id) != (calculee.session_id, calculee.examen_id):
            return f"{autre.code} n’est pas une épreuve du même examen et de la même session."
        if autre.composantes.exists():
            return f"{autre.code} est elle-même calculée."
    if composantes and Composante.objects.filter(epreuve=calculee).exists():
        return f"{calculee.code} entre elle-même dans un calcul."
    if fautives := sorted(e.code for e in (calculee, *composantes) if e.pk in notees):
        return f"Des notes sont déjà détenues\xa0: {_enumerer(fautives)}. Le calcul se définit avant la première."
    return None


def obstacle_valeur_saisie(valeur: Valeur, position: str, *, provisoire: bool) -> str | None:
    """CYC-02: why this value cannot be a provisional mark, or a bénéfice's: a code is a decision, not a mark."""
    if position == Position.BENEFICE and provisoire:
        return "La note d’un bénéfice n’est pas provisoire."
    if valeur.code is None:
        return None
    if provisoire:
        return f"Une note provisoire est un nombre, pas le code {valeur.code}."
    if position == Position.BENEFICE:
        return f"La note d’un bénéfice est un nombre, pas le code {valeur.code}."
    return None


def obstacle_benefice(en_place: Note | None, note: Decimal | None) -> str | None:
    """PRE-04: why a file's bénéfice may not be written over the mark in place, or None: a person must look."""
    if en_place is None or en_place.origine == Origine.PROVISOIRE:
        return None
    if en_place.origine == Origine.BENEFICE and en_place.valeur == note:
        return None
    origine = Origine(en_place.origine).label.lower()
    return f"la note {en_place} ({origine}) est déjà en place\xa0: corrigez-la dans Cyclades, ou retirez-la du fichier."


def origine_saisie(position: str, *, provisoire: bool) -> Origine:
    """CYC-02: the origin of a mark entered by hand."""
    if position == Position.BENEFICE:
        return Origine.BENEFICE
    return Origine.PROVISOIRE if provisoire else Origine.SAISIE


def obstacle_publication(
    publiee_le: datetime | None, *, notes: int, provisoires: int = 0, a_publier: Sequence[str] = ()
) -> str | None:
    """CYC-02: why an académie may not publish an épreuve, or None. Missing marks do not prevent it: they are said.

    A provisional mark does: it would become final without anybody having decided so. `a_publier`: the composantes
    of a calculated épreuve that are not published yet, and could still change its marks.
    """
    if publiee_le is not None:
        return obstacle_publiee(publiee_le)
    if a_publier:
        return f"Publiez d’abord les notes dont celles-ci sont calculées\xa0: {_enumerer(a_publier)}."
    if provisoires:
        restent = compter(provisoires, "note est encore provisoire,notes sont encore provisoires")
        return f"{restent}\xa0: remplacez-les, ou saisissez-les comme définitives."
    return None if notes else "Cyclades ne détient encore aucune note de cette épreuve."


def consequences_de_la_publication(academie: str) -> list[str]:
    """CLO-07: what a publication closes, in words."""
    return [
        f"Les notes de cette épreuve deviennent définitives pour l’académie de {academie}.",
        "Aucune note ne pourra plus être saisie à la main.",
        "Santorin ne pourra plus clôturer cette épreuve ni envoyer de note corrigée.",
        "La publication ne peut pas être annulée.",
    ]


def vagues(candidats: Sequence[T]) -> list[list[int]]:
    """The ranks of a batch, split so that nobody is twice in one part: the second mark of somebody comes after."""
    vues: dict[T, int] = {}
    parts: list[list[int]] = []
    for rang, candidat in enumerate(candidats):
        vague = vues.get(candidat, 0)
        vues[candidat] = vague + 1
        if vague == len(parts):
            parts.append([])
        parts[vague].append(rang)
    return parts


def _enumerer(codes: Sequence[str]) -> str:
    """« U51, U52 et U53 »."""
    return " et ".join((", ".join(codes[:-1]), codes[-1])) if len(codes) > 1 else codes[0]
