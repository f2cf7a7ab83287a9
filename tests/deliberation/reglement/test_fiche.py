"""The fiche de calcul: complete, agreeing with the decision, and enough to calculate again."""

import re
from fractions import Fraction

import pytest

from deliberation.reglement import Cle, Issue, NoteEpreuve, Position, decider
from tests.deliberation.reglement.dossiers import (
    AVANT,
    BGT,
    CFG,
    COVID,
    DEPUIS,
    EXEMPLE,
    notes_de,
    partout,
    premier,
    recalculer,
    second,
)

pytestmark = pytest.mark.exigence("DEL-13")
ORAUX = (("a", "U11", 12), ("b", "U51", 10))
JUSTIFIEE = NoteEpreuve("U34", 0, absence_justifiee=True)
REPORTE = NoteEpreuve("PHILO", position=Position.REPORTE)
CAS = {
    "admis au premier groupe": (DEPUIS, premier(partout(DEPUIS, 16, UF1=13, UCO=7, U41="DI"))),
    "admis au second groupe": (DEPUIS, second(notes_de(EXEMPLE), *ORAUX, points_jury_controle=2)),
    "moyenne du contrôle": (AVANT, second(notes_de(EXEMPLE), ("a", None, 9), ("b", None, 12), points_jury=1)),
    "meilleures notes": (COVID, premier(partout(COVID, 11, U51=14, U35=12, U52=8))),
    "autorisé": (DEPUIS, premier(notes_de(EXEMPLE))),
    "ajourné": (DEPUIS, premier(partout(DEPUIS, "8.5", U34=JUSTIFIEE, U51=12))),
    "absence": (DEPUIS, premier(partout(DEPUIS, 15, U34="AB"))),
    "attente": (DEPUIS, premier(partout(DEPUIS, 15, U34=NoteEpreuve("U34")))),
    "attente au second groupe": (AVANT, second(notes_de(EXEMPLE), ("a", None, 12))),
    "sans décision finale": (BGT, premier(partout(BGT, 15, PHILO=REPORTE))),
    "rien à compter": (DEPUIS, premier(partout(DEPUIS, "DI"))),
    "cfg": (CFG, premier(partout(CFG, 25, ORAL=80))),
}
A_RECALCULER = {Cle.MOYENNE, Cle.MOYENNE_CONTROLE, Cle.PROFESSIONNELLE, Cle.MEILLEURES_NOTES}


@pytest.fixture(params=CAS, ids=str)
def cas(request):
    return CAS[request.param]


def test_la_derniere_etape_dit_la_meme_moyenne_et_la_meme_decision(cas):
    decision = decider(*cas)
    derniere = decision.fiche[-1]
    assert derniere.cle is Cle.DECISION
    assert decision.libelle in derniere.resultat
    assert decision.affichage in derniere.resultat
    assert derniere.valeur == (decision.points if decision.coefficients is None else decision.moyenne)


def test_chaque_resultat_se_recalcule_avec_les_seules_entrees_de_la_fiche(cas):
    decision = decider(*cas)
    calculees = [etape for etape in decision.fiche if etape.cle in A_RECALCULER and etape.valeur is not None]
    for etape in calculees:
        assert recalculer(etape) == etape.valeur
    if decision.issue is not Issue.EN_ATTENTE:
        finale = [etape for etape in calculees if etape.cle in {Cle.MOYENNE, Cle.MOYENNE_CONTROLE}][-1]
        assert finale.valeur == decision.fiche[-1].valeur


def test_chaque_etape_nomme_sa_source_et_la_version_du_reglement(cas):
    reglement, _ = cas
    decision = decider(*cas)
    assert decision.version == reglement.version
    for etape in decision.fiche:
        assert etape.version == reglement.version
        assert etape.titre
        assert etape.source
        assert etape.resultat


def test_la_fiche_est_ecrite_avec_la_typographie_francaise(cas):
    for etape in decider(*cas).fiche:
        textes = [etape.titre, etape.texte, etape.resultat]
        textes += [mot for entree in etape.entrees for mot in (entree.libelle, entree.texte)]
        for texte in textes:
            assert not re.search(r" [:;?!»]|« ", texte), texte


def test_la_fiche_nomme_chaque_epreuve_du_reglement_et_chaque_code():
    decision = decider(
        DEPUIS,
        premier(partout(DEPUIS, 15, U34="AB", U41="DI", U51=NoteEpreuve("U51", 12, Position.BENEFICE))),
    )
    notes = {entree.libelle: entree.texte for entree in decision.fiche[0].entrees}
    assert list(notes) == [epreuve.libelle for epreuve in DEPUIS.epreuves if epreuve.obligatoire]
    assert notes["Économie-gestion"] == "AB (absent), compté 0 × 1 = 0 point"
    assert notes["Langue vivante A"] == "DI (dispensé), hors de la moyenne"
    assert notes["Français"] == "12, note conservée (bénéfice) × 2,5 = 30 points"


def test_les_etapes_d_un_candidat_du_second_groupe_se_suivent_dans_l_ordre():
    assert [etape.cle for etape in decider(*CAS["admis au second groupe"]).fiche] == [
        Cle.NOTES,
        Cle.MOYENNE,
        Cle.ADMISSION,
        Cle.PROFESSIONNELLE,
        Cle.ACCES,
        Cle.CONTROLE,
        Cle.MOYENNE_CONTROLE,
        Cle.ADMISSION,
        Cle.MENTION,
        Cle.DECISION,
    ]


def test_l_etape_du_controle_dit_quelle_note_est_gardee():
    decision = decider(DEPUIS, second(notes_de(EXEMPLE), ("a", "U11", 12), ("b", "U51", 5)))
    controle = next(etape for etape in decision.fiche if etape.cle is Cle.CONTROLE)
    assert [(entree.libelle, entree.texte, entree.valeur) for entree in controle.entrees] == [
        ("Mathématiques", "premier groupe 6, oral 12\u00a0: oral gardé", Fraction(12)),
        ("Français", "premier groupe 7, oral 5\u00a0: première note gardée", Fraction(7)),
    ]
    assert controle.resultat == "Mathématiques 12, Français 7"


def test_la_moyenne_s_ecrit_avec_son_calcul():
    moyenne = next(
        etape for etape in decider(DEPUIS, premier(notes_de(EXEMPLE))).fiche if etape.cle is Cle.MOYENNE
    )
    assert (moyenne.texte, moyenne.resultat) == ("266 ÷ 28 = 9,5", "9,50 sur 20")


def test_la_decision_dit_la_session_la_mention_et_le_certificat():
    admis = decider(DEPUIS, premier(partout(DEPUIS, 15)))
    assert admis.fiche[-1].resultat == "Moyenne\u00a0: 15,00\u202f; Admis, mention Bien"
    assert admis.fiche[-1].texte.endswith("Session 2023-06, règlement BCP-25510-2022.1.")
    ajourne = decider(DEPUIS, premier(partout(DEPUIS, 9)))
    assert ajourne.fiche[-1].resultat.endswith(
        "Ajourné, certificat de fin d'études professionnelles secondaires"
    )
