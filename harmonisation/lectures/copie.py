"""One copy for the coordinateur: both versions, its mark, what was done to it, and nobody's name (HAR-03, HAR-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from harmonisation.models import CopieHarmonisable, LigneDeRegle
from santorin.copies.models import Ajustement, Correction, Intervention
from santorin.copies.regles.corrections import APPRECIATION_AU_PLUS
from santorin.copies.regles.harmonisations import obstacle_edition, obstacle_intervention
from santorin.correction.echanges import CopieEditee
from santorin.correction.lectures.comparaison import Comparaison, comparaison
from santorin.correction.lectures.copies import pages_editees, parties_editees, questions_editees
from santorin.editions.visionneuse import Visionneuse


@dataclass(frozen=True, slots=True)
class CopieLue:
    """What the screen of a copy shows; `ajustement` is what rules add to its mark now."""

    ligne: CopieHarmonisable
    comparaison: Comparaison
    ajustement: Decimal
    ecartees: Sequence[Intervention]
    regles: Sequence[LigneDeRegle]
    obstacle: str | None

    @property
    def note_du_correcteur(self) -> Decimal:
        """The mark that its marker gave, whatever was done to it since."""
        note = self.comparaison.note_du_correcteur
        return self.ligne.note - self.ajustement if note is None else note

    @property
    def visionneuse(self) -> Visionneuse:
        """The pages as they are marked now."""
        return Visionneuse(self.ligne.nom, tuple(page.apres for page in self.comparaison.pages))


def copie_lue(ligne: CopieHarmonisable) -> CopieLue:
    """HAR-05: one copy of the list, in a constant number of queries."""
    correction = correction_de(ligne)
    ajustement = Ajustement.objects.filter(copie=ligne.copie_id).first()
    regles = LigneDeRegle.objects.filter(copie=ligne.copie_id).select_related("regle").order_by("pk")
    return CopieLue(
        ligne=ligne,
        comparaison=comparaison(correction, route="harmonisation:page"),
        ajustement=ajustement.valeur if ajustement and ajustement.ecarte_le is None else Decimal(0),
        ecartees=list(correction.interventions.faites().exclude(ecartee_le=None)),
        regles=list(regles),
        obstacle=obstacle_edition(correction.lot),
    )


def correction_de(ligne: CopieHarmonisable) -> Correction:
    """The marking of a copy of the list, with what the editor reads."""
    corrections = Correction.objects.select_related(
        "copie", "lot__sujet", "lot__epreuve__parametrage", "lot__epreuve__examen"
    )
    return corrections.get(cle=ligne.cle)


def copie_a_modifier(intervention: Intervention, *, route: str) -> CopieEditee:
    """HAR-05: what the editor receives for an intervention, the same closed list as for the marker (COR-02).

    The copy is alone: another one asks for another reason. `route` names the address of a page.
    """
    correction, lot = intervention.correction, intervention.correction.lot
    derniere = Intervention.objects.filter(correction=correction).select_related("par").latest("pk")
    parametrage = lot.epreuve.parametrage
    return CopieEditee(
        cle=intervention.cle,
        nom=correction.nom_anonyme,
        rang=1,
        sur=1,
        lot=lot.cle,
        lot_numero=lot.numero,
        epreuve=str(lot.epreuve),
        echelle=parametrage.affichage_note,
        appreciation=correction.appreciation,
        appreciation_obligatoire=parametrage.appreciation,
        appreciation_au_plus=APPRECIATION_AU_PLUS,
        version=correction.version,
        complete=True,
        obstacle=obstacle_edition(lot) or obstacle_intervention(intervention, derniere) or "",
        signalement="",
        precedente=intervention.cle,
        suivante=intervention.cle,
        a_faire=None,
        restantes=0,
        pages=pages_editees(correction, route),
        questions=questions_editees(correction, lot, anonyme=parametrage.bareme_anonyme),
        parties=parties_editees(correction, lot, anonyme=parametrage.bareme_anonyme),
    )
