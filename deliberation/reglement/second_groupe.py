"""The second group: what its oral marks change (DEL-12).

Up to 2021 (bac pro) the épreuve de contrôle is averaged with the first group's mean. Since 2022, and for the
bac général et technologique, the better of the two marks of each épreuve taken again is kept with its
coefficient. The texts do not say where the jury's points of this group go: they add to the points of its own
calculation, so that one point given is one point on the mark of the épreuve de contrôle.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deliberation.reglement.bilan import Bilan
from deliberation.reglement.decision import Issue, NoteManquante
from deliberation.reglement.dossier import Dossier, DossierInvalide, NoteControle, exact
from deliberation.reglement.fiche import Cle, Entree, Etape, decimal
from deliberation.reglement.modele import EffetCode, Partie, Regime, Reglement, SecondGroupe
from deliberation.reglement.notes import ZERO, NoteRetenue
from deliberation.reglement.premier_groupe import etape_admission, etape_attente
from deliberation.reglement.totaux import (
    entrees_des_notes,
    entrees_du_jury,
    etape_total,
    retenue,
    totaliser,
)

UN = Fraction(1)


@dataclass(frozen=True, slots=True)
class _Oral:
    """A mark of the second group that counts; `nombre` is None when its code leaves it out."""

    partie: Partie
    epreuve: str | None
    texte: str
    nombre: Fraction | None
    bloque: bool


@dataclass(frozen=True, slots=True)
class _Apport:
    """What the oral marks make of the first group: its marks, the inputs of the new mean, the step."""

    notes: tuple[NoteRetenue, ...]
    entrees: tuple[Entree, ...]
    etape: Etape


def calculer(reglement: Reglement, second: SecondGroupe, dossier: Dossier, premier: Bilan) -> Bilan:
    """The second group of a candidate whom the first one authorises to sit it.

    Raises `DossierInvalide` for an épreuve taken again from which the candidate is dispensed.
    """
    if absentes := _manquantes(reglement, second, dossier, premier):
        etapes = (etape_attente(absentes),)
        return Bilan(Issue.EN_ATTENTE, premier.notes, manquantes=absentes, etapes=etapes)
    oraux = [_oral(reglement, second, note) for note in dossier.controle]
    jury = entrees_du_jury(exact(dossier.points_jury_controle), "second groupe")
    if second.regime is Regime.MOYENNE:
        apport = _moyenner(reglement, second, premier, oraux)
    else:
        apport = _substituer(reglement, second, dossier, premier, oraux)
    return _conclure(reglement, second, apport, jury, bloque=any(oral.bloque for oral in oraux))


def _manquantes(
    reglement: Reglement, second: SecondGroupe, dossier: Dossier, premier: Bilan
) -> tuple[NoteManquante, ...]:
    return tuple(
        manquante
        for partie in second.parties
        for manquante in _manquantes_de_la_partie(
            reglement,
            second,
            [note for note in dossier.controle if note.partie == partie.code],
            partie,
            _attendues(reglement, second, partie, premier),
        )
    )


def _attendues(reglement: Reglement, second: SecondGroupe, partie: Partie, premier: Bilan) -> int:
    """How many marks: no more than the épreuves from which the candidate is not dispensed."""
    if second.regime is Regime.MOYENNE:
        return partie.minimum
    dispensees = {note.epreuve.code for note in premier.notes if note.est_dispensee}
    possibles = [epreuve for epreuve in reglement.choix(partie.code) if epreuve.code not in dispensees]
    return min(partie.minimum, len(possibles))


def _manquantes_de_la_partie(
    reglement: Reglement, second: SecondGroupe, notes: Sequence[NoteControle], partie: Partie, attendues: int
) -> Iterator[NoteManquante]:
    substitution = second.regime is Regime.SUBSTITUTION
    for note in notes:
        if note.code is not None and reglement.effet(note.code) is not None:
            continue
        choisie = reglement.epreuve(note.epreuve) if note.epreuve and substitution else None
        if substitution and choisie is None:
            yield NoteManquante(partie.code, f"{second.epreuve} : {partie.libelle} (choix non saisi)")
        elif note.nombre is None:
            libelle = choisie.libelle if choisie else partie.libelle
            yield NoteManquante(note.epreuve or partie.code, f"{second.epreuve} : {libelle}")
    for _ in range(attendues - len(notes)):
        yield NoteManquante(partie.code, f"{second.epreuve} : {partie.libelle}")


def _oral(reglement: Reglement, second: SecondGroupe, note: NoteControle) -> _Oral:
    partie = next(partie for partie in second.parties if partie.code == note.partie)
    if note.nombre is not None:
        arrondi = reglement.politique.note
        nombre = arrondi.appliquer(note.nombre) if arrondi else note.nombre
        return _Oral(partie, note.epreuve, decimal(nombre), nombre, bloque=False)
    effet = reglement.effet(note.code or "") or EffetCode("", "")
    texte = f"{effet.affichage or effet.code} ({effet.libelle})"
    nombre_du_code = ZERO if effet.compte_zero else None
    bloque = effet.bloque_diplome and second.absence_bloque
    return _Oral(partie, note.epreuve, texte, nombre_du_code, bloque)


def _moyenner(reglement: Reglement, second: SecondGroupe, premier: Bilan, oraux: Sequence[_Oral]) -> _Apport:
    parties = tuple(
        Entree(
            oral.partie.libelle,
            f"{oral.texte} × {decimal(oral.partie.poids)}",
            oral.nombre,
            oral.partie.poids,
        )
        for oral in sorted(oraux, key=lambda oral: oral.partie.code)
        if oral.nombre is not None
    )
    note = totaliser(reglement, parties).valeur
    moyenne = premier.total.valeur if premier.total else None
    entrees = tuple(
        Entree(libelle, f"{decimal(valeur)} × 1", valeur, UN)
        for libelle, valeur in (
            ("Moyenne du premier groupe", None if moyenne is None else retenue(reglement, moyenne)),
            (f"Note de l'{second.libelle}", note),
        )
        if valeur is not None
    )
    resultat = "aucune note" if note is None else f"{decimal(note)} sur 20"
    texte = "Moyenne des parties, qui comptera autant que la moyenne du premier groupe."
    etape = Etape(Cle.CONTROLE, f"Note de l'{second.libelle}", texte, resultat, second.source, parties, note)
    return _Apport(premier.notes, entrees, etape)


def _substituer(
    reglement: Reglement, second: SecondGroupe, dossier: Dossier, premier: Bilan, oraux: Sequence[_Oral]
) -> _Apport:
    par_epreuve = {oral.epreuve: oral for oral in oraux}
    repassees = [note for note in premier.notes if note.epreuve.code in par_epreuve]
    for note in repassees:
        if note.est_dispensee:
            raise DossierInvalide(f"{note.epreuve.libelle} : dispense et note de contrôle en même temps.")
    notes = tuple(_la_meilleure(note, par_epreuve.get(note.epreuve.code)) for note in premier.notes)
    gardees = {note.epreuve.code: note.nombre for note in notes}
    etape = Etape(
        Cle.CONTROLE,
        f"Notes de l'{second.libelle}",
        "La meilleure des deux notes est gardée, avec le coefficient de l'épreuve.",
        ", ".join(f"{note.epreuve.libelle} {decimal(gardees[note.epreuve.code])}" for note in repassees)
        or "aucune épreuve repassée",
        second.source,
        tuple(
            Entree(note.epreuve.libelle, _comparaison(note, par_epreuve[note.epreuve.code]),
                   gardees[note.epreuve.code], note.epreuve.coefficient)
            for note in repassees
        ),
    )  # fmt: skip
    jury = entrees_du_jury(exact(dossier.points_jury), "premier groupe")
    return _Apport(notes, (*entrees_des_notes(reglement, notes), *jury), etape)


def _la_meilleure(note: NoteRetenue, oral: _Oral | None) -> NoteRetenue:
    if oral is None or oral.nombre is None:
        return note
    return note.substituer(max(note.nombre, oral.nombre))


def _comparaison(note: NoteRetenue, oral: _Oral) -> str:
    gardee = "oral gardé" if oral.nombre is not None and oral.nombre > note.nombre else "première note gardée"
    return f"premier groupe {decimal(note.nombre)}, oral {oral.texte} : {gardee}"


def _conclure(
    reglement: Reglement, second: SecondGroupe, apport: _Apport, jury: tuple[Entree, ...], *, bloque: bool
) -> Bilan:
    entrees = (*apport.entrees, *jury)
    total = totaliser(reglement, entrees)
    titre = f"Moyenne après l'{second.libelle}"
    moyenne = etape_total(
        reglement, total, entrees, cle=Cle.MOYENNE_CONTROLE, titre=titre, source=second.source
    )
    valeur = ZERO if total.valeur is None else retenue(reglement, total.valeur)
    admission = etape_admission(reglement, total, valeur)
    etapes = (apport.etape, moyenne, admission)
    if bloque:
        texte = f"Une absence à l'{second.libelle} interdit la délivrance du diplôme."
        absence = Etape(Cle.ABSENCE, "Délivrance du diplôme", texte, second.libelle, second.source)
        return Bilan(Issue.NON_DELIVRABLE, apport.notes, total, etapes=(*etapes, absence))
    issue = Issue.ADMIS if valeur >= reglement.admission else Issue.AJOURNE
    return Bilan(issue, apport.notes, total, etapes=etapes)
