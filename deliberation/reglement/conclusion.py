"""What goes with a decision: mention, certificate, session de remplacement (DEL-12)."""

from dataclasses import dataclass

from deliberation.reglement.bilan import Bilan
from deliberation.reglement.decision import Issue
from deliberation.reglement.dossier import Position
from deliberation.reglement.fiche import Cle, Entree, Etape, centiemes, decimal
from deliberation.reglement.mentions import Mentions
from deliberation.reglement.modele import Reglement
from deliberation.reglement.notes import NoteRetenue, Statut
from deliberation.reglement.totaux import retenue


@dataclass(frozen=True, slots=True)
class Suites:
    """The three, and their steps."""

    mention: str | None
    certificat: str | None
    remplacement: bool
    etapes: tuple[Etape, ...]


def accompagner(reglement: Reglement, bilan: Bilan, premier: Bilan, *, au_second: bool) -> Suites:
    """What the decision brings with it."""
    mention = _etape_mention(reglement, bilan, au_second=au_second)
    certificat = _etape_certificat(reglement, bilan.issue, premier)
    remplacement = _etape_remplacement(reglement, bilan)
    return Suites(
        mention.resultat if mention and mention.valeur is not None else None,
        certificat.resultat if certificat else None,
        remplacement is not None,
        tuple(etape for etape in (mention, certificat, remplacement) if etape),
    )


def _etape_mention(reglement: Reglement, bilan: Bilan, *, au_second: bool) -> Etape | None:
    """The mention of a candidate admis; its `valeur` is None when there is none."""
    mentions, moyenne = reglement.mentions, bilan.total.valeur if bilan.total else None
    if bilan.issue is not Issue.ADMIS or mentions is None or moyenne is None:
        return None
    if au_second:
        return _sans_mention(mentions, "Un candidat admis à l'issue du second groupe n'a pas de mention.")
    if any(_exclut_la_mention(mentions, note) for note in bilan.notes):
        return _sans_mention(
            mentions, "Un candidat qui garde un bénéfice ou une dispense n'a pas de mention."
        )
    arrondi = reglement.politique.mention or reglement.politique.moyenne
    valeur = arrondi.appliquer(moyenne) if arrondi else moyenne
    entrees = (Entree("Moyenne", centiemes(valeur, reglement.politique.affichage), valeur),)
    obtenue = mentions.obtenue(valeur, reglement.annee)
    if obtenue is None:
        return _sans_mention(mentions, f"Moyenne {decimal(valeur)} : aucune mention n'est atteinte.", entrees)
    texte = f"Moyenne {decimal(valeur)} ≥ {decimal(obtenue.minimum)}."
    return Etape(Cle.MENTION, "Mention", texte, obtenue.libelle, mentions.source, entrees, valeur)


def _sans_mention(mentions: Mentions, texte: str, entrees: tuple[Entree, ...] = ()) -> Etape:
    return Etape(Cle.MENTION, "Mention", texte, "sans mention", mentions.source, entrees)


def _exclut_la_mention(mentions: Mentions, note: NoteRetenue) -> bool:
    """A code that dispenses counts as the position: DI is typed by hand for the same thing."""
    if note.statut is Statut.HORS_MOYENNE:
        return Position.DISPENSE in mentions.exclue_par and not note.epreuve.dispense_garde_mention
    return note.position in mentions.exclue_par


def _etape_certificat(reglement: Reglement, issue: Issue, premier: Bilan) -> Etape | None:
    certificat, total = reglement.certificat, premier.total
    if certificat is None or issue is not Issue.AJOURNE or total is None or total.valeur is None:
        return None
    moyenne = retenue(reglement, total.valeur)
    if moyenne < certificat.minimum:
        return None
    texte = f"Candidat ajourné, moyenne du premier groupe {decimal(moyenne)} ≥ {decimal(certificat.minimum)}."
    return Etape(Cle.CERTIFICAT, "Certificat", texte, certificat.libelle, certificat.source)


def _etape_remplacement(reglement: Reglement, bilan: Bilan) -> Etape | None:
    justifiees = [note for note in bilan.notes if note.absence_justifiee]
    sans_diplome = bilan.issue in {Issue.AJOURNE, Issue.AUTORISE}
    if not (reglement.remplacement and justifiees and sans_diplome):
        return None
    return Etape(
        Cle.REMPLACEMENT,
        "Session de remplacement",
        "Absence justifiée, comptée 0 : sans le diplôme, le candidat peut présenter la session de remplacement.",
        ", ".join(note.epreuve.libelle for note in justifiees),
        reglement.sources.absence,
    )
