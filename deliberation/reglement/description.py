"""The rules as readable lines: what the administration owes on request (DEL-12, DEL-13).

CRPA, art. L311-3-1 and L312-1-3: the rules of an algorithm that helps to decide are published. Whatever changes
a decision is in these lines, so that their fingerprint changes with it.
"""

import hashlib
from collections.abc import Iterator
from fractions import Fraction

from deliberation.reglement.arrondi import Arrondi
from deliberation.reglement.fiche import decimal, typographie
from deliberation.reglement.mentions import Mention
from deliberation.reglement.modele import (
    Comptage,
    EffetCode,
    EpreuveReglement,
    Reglement,
    SecondGroupe,
    Sources,
)


def decrire(reglement: Reglement) -> tuple[str, ...]:
    """The whole règlement in French, one rule a line; lines of the same subject follow each other."""
    return tuple(typographie(ligne) for ligne in _lignes(reglement))


def empreinte(reglement: Reglement) -> str:
    """Twelve hexadecimal digits of the description, to tell that a rule changed under the same version."""
    return hashlib.sha256("\n".join(decrire(reglement)).encode()).hexdigest()[:12]


def _lignes(reglement: Reglement) -> Iterator[str]:
    yield f"{reglement.libelle} ({reglement.examen})"
    yield f"Spécialité : {reglement.specialite} {reglement.libelle_specialite}"
    yield f"Sessions : {reglement.periode}"
    yield f"Version : {reglement.version}"
    yield from (_epreuve(epreuve) for epreuve in reglement.epreuves)
    yield from (_effet(effet) for effet in reglement.effets)
    yield from _comparaisons(reglement)
    if reglement.second_groupe:
        yield from _second_groupe(reglement, reglement.second_groupe)
    yield from _suites(reglement)
    yield from _sources(reglement.sources)
    yield from (f"Réserve : {reserve}" for reserve in reglement.reserves)


def _avec_doute(ligne: str, incertain: str) -> str:
    return f"{ligne} [à confirmer : {incertain}]" if incertain else ligne


def _epreuve(epreuve: EpreuveReglement) -> str:
    details = [f"coefficient {decimal(epreuve.coefficient)}", f"sur {decimal(epreuve.bareme)}"]
    details += [] if epreuve.obligatoire else ["comptée si le candidat y est inscrit"]
    details += [] if epreuve.comptage is Comptage.COEFFICIENT else [epreuve.comptage.value]
    details += [texte for vrai, texte in _particularites(epreuve) if vrai]
    groupe = f"{epreuve.groupe}, " if epreuve.groupe else ""
    ligne = f"Épreuve {epreuve.code} : {groupe}{epreuve.libelle} ({', '.join(details)})"
    return _avec_doute(ligne, epreuve.incertain)


def _particularites(epreuve: EpreuveReglement) -> tuple[tuple[bool, str], ...]:
    admises = ", ".join(decimal(valeur) for valeur in epreuve.valeurs_admises)
    return (
        (bool(admises), f"valeurs admises {admises}"),
        (epreuve.professionnelle, "épreuve professionnelle"),
        (epreuve.pratique, "pratique professionnelle"),
        (epreuve.ect is not None, f"peut être repassée au second groupe, partie {epreuve.ect}"),
        (not epreuve.absence_bloque, "une absence n'y empêche pas le diplôme"),
        (epreuve.dispense_garde_mention, "une dispense y laisse la mention"),
        (
            epreuve.eliminatoire_sous is not None,
            f"éliminatoire en dessous de {_ou_rien(epreuve.eliminatoire_sous)}",
        ),
        (epreuve.pas is not None, f"notée par {_ou_rien(epreuve.pas)} point"),
        (epreuve.arrondi is not None, f"arrondie {_arrondi(epreuve.arrondi)}"),
    )


def _ou_rien(valeur: Fraction | None) -> str:
    return "" if valeur is None else decimal(valeur)


def _effet(effet: EffetCode) -> str:
    consequences = [
        texte
        for vrai, texte in (
            (effet.compte_zero, "compte pour zéro"),
            (effet.hors_moyenne, "sort de la moyenne"),
            (effet.bloque_diplome, "empêche le diplôme à une épreuve obligatoire"),
        )
        if vrai
    ]
    ligne = f"Code {effet.code} ({effet.libelle}) : {', '.join(consequences) or 'sort de la moyenne'}"
    return _avec_doute(
        f"{ligne} ; affiché « {effet.affichage or effet.code} » ; {effet.source}", effet.incertain
    )


def _arrondi(arrondi: Arrondi | None) -> str:
    return (
        "exactement, sans arrondi"
        if arrondi is None
        else f"au pas de {decimal(arrondi.pas)}, {arrondi.sens.value}"
    )


def _comparaisons(reglement: Reglement) -> Iterator[str]:
    politique = reglement.politique
    yield f"Admission : {reglement.base.value} d'au moins {decimal(reglement.admission)} ; sinon « {reglement.ajourne} »"
    yield _avec_doute(f"Notes : comptées {_arrondi(politique.note)}", politique.incertain)
    yield f"Moyennes : comparées {_arrondi(politique.moyenne)}"
    yield f"Mentions : comparées {_arrondi(politique.mention or politique.moyenne)}"
    yield f"Affichage : deux décimales, {_arrondi(politique.affichage)}"
    yield f"Positions : {', '.join(sorted(position.value for position in reglement.positions))}"
    if reglement.benefice_minimum is not None:
        yield f"Bénéfice : un bénéfice inférieur à {decimal(reglement.benefice_minimum)} est signalé au jury"
    if regle := reglement.meilleures_notes:
        ligne = f"Meilleures notes : de {', '.join(regle.epreuves)}, les {regle.retenues} plus hautes ; leur moyenne"
        yield _avec_doute(f"{ligne} pondérée remplace les autres ; {regle.source}", regle.incertain)


def _second_groupe(reglement: Reglement, second: SecondGroupe) -> Iterator[str]:
    ligne = f"Second groupe : {second.libelle}, à partir de {decimal(second.minimum)} de moyenne"
    yield _avec_doute(
        f"{ligne} (« {second.autorise} », liste « {second.epreuve} ») ; {second.source}", second.incertain
    )
    if condition := second.condition:
        ligne = f"Condition d'accès : {decimal(condition.minimum)} aux {condition.assiette.value} ; {condition.source}"
        ligne += " ; ouverte à qui en est entièrement dispensé" if condition.dispense_totale_ouvre else ""
        yield _avec_doute(ligne, condition.incertain)
    for partie in second.parties:
        choix = ", ".join(epreuve.libelle for epreuve in reglement.choix(partie.code))
        nombre = f"de {partie.minimum} à {partie.maximum} au choix, poids {decimal(partie.poids)}"
        yield f"Partie {partie.code} : {partie.libelle} ({nombre}) : {choix}"
    yield f"Calcul du second groupe : {second.regime.value}"
    effet = "empêche" if second.absence_bloque else "n'empêche pas"
    yield f"Absence au second groupe : {effet} le diplôme"


def _suites(reglement: Reglement) -> Iterator[str]:
    if reglement.mentions:
        yield from (_mention(mention) for mention in reglement.mentions.table)
        exclues = sorted(position.value.lower() for position in reglement.mentions.exclue_par)
        avec = f", ni avec {' ou '.join(exclues)}" if exclues else ""
        yield f"Pas de mention après le second groupe{avec} ; {reglement.mentions.source}"
    else:
        yield "Pas de mention"
    if certificat := reglement.certificat:
        yield f"Ajourné avec au moins {decimal(certificat.minimum)} : {certificat.libelle} ; {certificat.source}"
    if reglement.remplacement:
        yield "Absence justifiée sans diplôme : session de remplacement"


def _mention(mention: Mention) -> str:
    depuis = f", depuis {mention.depuis}" if mention.depuis else ""
    jusqu_a = f", jusqu'à {mention.jusqu_a}" if mention.jusqu_a else ""
    return f"Mention {mention.libelle} : à partir de {decimal(mention.minimum)}{depuis}{jusqu_a}"


def _sources(sources: Sources) -> Iterator[str]:
    yield f"Source des notes : {sources.notes}"
    yield f"Source de la moyenne : {sources.moyenne}"
    yield f"Source de l'admission : {sources.admission}"
    yield f"Source des absences : {sources.absence}"
