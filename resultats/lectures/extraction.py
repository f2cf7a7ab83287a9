"""« Extraire des notes »: criteria, and the rows they leave (RES-02).

One list of criteria is shown on the screen and applied to the rows: nothing is told that is not done.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import DecimalField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast, Replace

from cyclades.models import EtatCandidature, Position
from deliberation.models.dossier import sans_accent
from resultats.lectures.perimetres import Perimetre
from resultats.models import DecisionProclamee, ResultatProclame
from santorin.editions.tableur import Cellule, Etiquette

OUI, NON, TOUS = "oui", "non", "tous"
POSITIONS = (Position.INSCRIT.label, Position.BENEFICE.label)
PAR_LECTURE = 1000

Epreuve = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Critere:
    """A criterion: its words, the candidatures it keeps, and the épreuves it keeps of each."""

    libelle: str
    valeur: str
    filtre: Q = field(default_factory=Q)
    retient: Callable[[Epreuve], bool] | None = None


@dataclass(frozen=True, slots=True)
class Demande:
    """What the chef d'établissement asks for, over the fixed criteria; empty: no limit."""

    groupe: str = ""
    identite: bool = True
    identification: bool = False
    ine: bool = False
    naissance: bool = False
    liste_rouge: str = NON
    specialites: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    epreuves: tuple[str, ...] = ()
    moyenne_min: Decimal | None = None
    moyenne_max: Decimal | None = None

    def parametres(self) -> dict[str, Any]:
        """What a job keeps of it."""
        return {nom: str(v) if isinstance(v, Decimal) else v for nom, v in asdict(self).items()}

    @classmethod
    def depuis(cls, parametres: Mapping[str, Any]) -> "Demande":
        """The request that a job kept."""
        lues: dict[str, Any] = {nom: tuple(v) if isinstance(v, list) else v for nom, v in parametres.items()}
        for borne in ("moyenne_min", "moyenne_max"):
            lues[borne] = None if lues[borne] is None else Decimal(lues[borne])
        return cls(**lues)


SANS_MENTION = "(sans mention)"
SANS_GROUPE = "-"


def criteres_fixes(perimetre: Perimetre) -> list[Critere]:
    """RES-02: those that nobody changes."""
    return [
        Critere("L’état", "Inscrit", Q(candidature__etat=EtatCandidature.INSCRIT)),
        Critere("Le mode de notation", "Saisie et calculée", retient=lambda epreuve: bool(epreuve["note"])),
        Critere(
            "L’établissement d’inscription",
            str(perimetre.etablissement),
            Q(candidature__uai=perimetre.etablissement.uai),
        ),
        Critere(
            "La position épreuve",
            "Inscrit & Bénéfice",
            retient=lambda epreuve: epreuve["position"] in POSITIONS,
        ),
        Critere("La présomption de fraude", "Non", Q(candidature__fraude_presumee=False)),
    ]


def criteres_choisis(demande: Demande) -> list[Critere]:
    """RES-02: liste rouge, which may be changed, and those of the tree."""
    rouge = {NON: Q(candidature__liste_rouge=False), OUI: Q(candidature__liste_rouge=True)}
    libelles = {NON: "Non", OUI: "Oui", TOUS: "Oui ou non"}
    criteres = [
        Critere(
            "La présence sur liste rouge",
            libelles[demande.liste_rouge],
            rouge.get(demande.liste_rouge, Q()),
        )
    ]
    if demande.groupe:
        numero = "" if demande.groupe == SANS_GROUPE else demande.groupe
        criteres.append(Critere("Le groupe de décision", numero or "Aucun", Q(groupe_decision=numero)))
    criteres += _parmi("La spécialité", "candidature__specialite__code", demande.specialites)
    criteres += _parmi("La division", "candidature__division", demande.divisions)
    criteres += _parmi("La décision", "decision", demande.decisions, DecisionProclamee)
    mentions = ["" if mention == SANS_MENTION else mention for mention in demande.mentions]
    if mentions:
        criteres.append(Critere("La mention", ", ".join(demande.mentions), Q(mention__in=mentions)))
    return [*criteres, *_de_la_moyenne(demande), *_de_l_epreuve(demande)]


def _parmi(libelle: str, champ: str, valeurs: Sequence[str], noms: Any = None) -> Iterator[Critere]:
    if valeurs:
        dites = [noms(valeur).label if noms else valeur for valeur in valeurs]
        yield Critere(libelle, ", ".join(dites), Q(**{f"{champ}__in": valeurs}))


def _de_la_moyenne(demande: Demande) -> Iterator[Critere]:
    if demande.moyenne_min is not None:
        yield Critere(
            "La moyenne ou le total", f"≥ {demande.moyenne_min}", Q(mesure__gte=demande.moyenne_min)
        )
    if demande.moyenne_max is not None:
        yield Critere(
            "La moyenne ou le total", f"≤ {demande.moyenne_max}", Q(mesure__lte=demande.moyenne_max)
        )


def _de_l_epreuve(demande: Demande) -> Iterator[Critere]:
    if demande.epreuves:
        une = Q()
        for code in demande.epreuves:
            une |= Q(epreuves__contains=[{"code": code}])
        yield Critere("L’épreuve", ", ".join(demande.epreuves), une)


@dataclass(frozen=True, slots=True)
class Extraction:
    """The rows of a request: how many, which columns, one line each; memory does not grow with them."""

    perimetre: Perimetre
    demande: Demande

    @property
    def criteres(self) -> list[Critere]:
        """All that is applied, in the order of the screen."""
        return [*criteres_fixes(self.perimetre), *criteres_choisis(self.demande)]

    def resultats(self) -> QuerySet[ResultatProclame]:
        """The last results that the criteria leave."""
        cadre = self.perimetre.cadre
        choisis = _mesures(ResultatProclame.objects.derniers()).filter(
            candidature__session=cadre.session,
            candidature__examen=cadre.examen,
            candidature__academie=cadre.academie,
        )
        for critere in self.criteres:
            choisis = choisis.filter(critere.filtre)
        return choisis

    def nombre(self) -> int:
        """How many candidates it holds."""
        return self.resultats().count()

    def colonnes(self) -> list[tuple[str, str]]:
        """The épreuves (code, libellé) of these results, in the order of their règlements; one query."""
        cles, parametres = self.resultats().order_by().values("pk").query.sql_with_params()
        with connection.cursor() as curseur:
            curseur.execute(COLONNES.format(cles=cles), [*parametres, list(POSITIONS)])
            return [(code, libelle) for code, libelle, _ in curseur.fetchall()]

    def page(self, apres: int, taille: int) -> tuple[list[dict[str, Any]], int | None]:
        """RES-02, API-01: at most `taille` results after the key `apres`, and the key that goes on, if any."""
        lus = list(
            self.resultats()
            .filter(pk__gt=apres)
            .select_related("candidature__specialite")
            .defer("fiche")
            .order_by("pk")[: taille + 1]
        )
        retenus = self._retenus()
        return (
            [_fiche(self.demande, resultat, _gardees(resultat, retenus)) for resultat in lus[:taille]],
            lus[taille - 1].pk if len(lus) > taille else None,
        )

    def _retenus(self) -> list[Callable[[Epreuve], bool]]:
        return [critere.retient for critere in self.criteres if critere.retient]

    def lignes(self) -> Iterator[Sequence[Cellule]]:
        """RES-02: the header, then one line per candidate with one column per épreuve."""
        colonnes = self.colonnes()
        yield _entete(self.demande, colonnes)
        retenus = self._retenus()
        ordonnes = (
            self.resultats()
            .select_related("candidature__specialite")
            .defer("fiche")
            .order_by(
                sans_accent("candidature__nom"), sans_accent("candidature__prenoms"), F("candidature__numero")
            )
        )
        for resultat in ordonnes.iterator(PAR_LECTURE):
            yield _ligne(self.demande, resultat, _gardees(resultat, retenus), colonnes)


# One column per épreuve: those that have a mark at a position kept.
COLONNES = """
SELECT e.epreuve ->> 'code', e.epreuve ->> 'libelle', min(e.rang)
FROM resultats_resultatproclame r, jsonb_array_elements(r.epreuves) WITH ORDINALITY AS e (epreuve, rang)
WHERE r.id IN ({cles}) AND e.epreuve ->> 'note' <> '' AND e.epreuve ->> 'position' = ANY(%s)
GROUP BY 1, 2 ORDER BY 3, 1, 2
"""


def _mesures(resultats: QuerySet[ResultatProclame]) -> QuerySet[ResultatProclame]:
    """With `mesure`: the number that begins « 10,50 » or « 200 points »."""
    debut = Func(F("affichage"), Value("^[0-9]+(?:,[0-9]+)?"), function="SUBSTRING")
    nombre = Cast(Replace(debut, Value(","), Value(".")), DecimalField(max_digits=10, decimal_places=4))
    return resultats.annotate(mesure=nombre)


def _entete(demande: Demande, colonnes: Sequence[tuple[str, str]]) -> list[Cellule]:
    return [
        *(("Nom de famille", "Prénoms") if demande.identite else ()),
        *(("Candidature", "Version") if demande.identification else ()),
        *(("INE",) if demande.ine else ()),
        *(("Date de naissance",) if demande.naissance else ()),
        *("Division", "Spécialité", "Groupe de décision"),
        *(f"{code} {libelle}" for code, libelle in colonnes),
        *("Épreuves en bénéfice", "Décision", "Moyenne ou total", "Mention"),
    ]


def _ligne(
    demande: Demande,
    resultat: ResultatProclame,
    epreuves: Sequence[Epreuve],
    colonnes: Sequence[tuple[str, str]],
) -> list[Cellule]:
    qui = resultat.candidature
    notes = {(epreuve["code"], epreuve["libelle"]): valeur_de(epreuve["note"]) for epreuve in epreuves}
    benefices = (epreuve["code"] for epreuve in epreuves if epreuve["position"] == Position.BENEFICE.label)
    return [
        *((qui.nom, qui.prenoms) if demande.identite else ()),
        # As the transcripts name it: alone, the number would lose its first zero in a spreadsheet.
        *((f"{qui.numero} - {qui.inscription}", qui.version) if demande.identification else ()),
        *((Etiquette(qui.ine),) if demande.ine else ()),
        *((qui.date_naissance,) if demande.naissance else ()),
        Etiquette(qui.division),
        qui.specialite.libelle if qui.specialite else "",
        Etiquette(resultat.groupe_decision),
        *(notes.get(colonne) for colonne in colonnes),
        ", ".join(benefices),
        resultat.libelle,
        valeur_de(resultat.affichage),
        resultat.mention,
    ]


def _gardees(resultat: ResultatProclame, retenus: Sequence[Callable[[Epreuve], bool]]) -> list[Epreuve]:
    return [epreuve for epreuve in resultat.epreuves if all(retient(epreuve) for retient in retenus)]


def _fiche(demande: Demande, resultat: ResultatProclame, epreuves: Sequence[Epreuve]) -> dict[str, Any]:
    qui = resultat.candidature
    return {
        **({"nom": qui.nom, "prenoms": qui.prenoms} if demande.identite else {}),
        **(
            {"candidat": qui.numero, "inscription": qui.inscription, "version": qui.version}
            if demande.identification
            else {}
        ),
        **({"ine": qui.ine} if demande.ine else {}),
        **({"date_naissance": qui.date_naissance} if demande.naissance else {}),
        "division": qui.division,
        "specialite": qui.specialite.code if qui.specialite else "",
        "groupe_de_decision": resultat.groupe_decision,
        "epreuves": [
            {champ: epreuve[champ] for champ in ("code", "libelle", "note", "position")}
            for epreuve in epreuves
        ],
        "decision": resultat.decision,
        "libelle": resultat.libelle,
        "moyenne_ou_total": resultat.affichage,
        "mention": resultat.mention,
    }


def valeur_de(texte: str) -> Cellule:
    """« 12,5 » and « 200 points » as figures, so that a spreadsheet computes with them; a code as it is."""
    nu = texte.removesuffix("points").removesuffix("point").strip().replace(",", ".")
    return Decimal(nu) if nu.replace(".", "", 1).isdecimal() and nu.isascii() else texte


def champs_de(demande: Demande) -> list[str]:
    """What personal data it holds, in words, for the journal (SEC-01)."""
    noms = {
        "identite": "nom et prénom",
        "identification": "identification",
        "ine": "INE",
        "naissance": "date de naissance",
    }
    return [nom for champ, nom in noms.items() if getattr(demande, champ)]


@dataclass(frozen=True, slots=True)
class Arbre:
    """What the tree of criteria offers in a perimeter: (value, words)."""

    groupes: list[tuple[str, str]]
    specialites: list[tuple[str, str]]
    divisions: list[tuple[str, str]]
    decisions: list[tuple[str, str]]
    mentions: list[tuple[str, str]]
    epreuves: list[tuple[str, str]]


def arbre(perimetre: Perimetre) -> Arbre:
    """RES-02: the further criteria and their values; constant queries."""
    tout = Extraction(perimetre, Demande(liste_rouge=TOUS))
    lignes = list(
        tout.resultats()
        .order_by()
        .values_list(
            "groupe_decision",
            "candidature__specialite__code",
            "candidature__specialite__libelle",
            "candidature__division",
            "decision",
            "mention",
        )
        .distinct()
    )
    return Arbre(
        groupes=[
            (numero or SANS_GROUPE, numero or "Aucun") for numero in sorted({ligne[0] for ligne in lignes})
        ],
        specialites=sorted({(ligne[1], f"{ligne[1]} {ligne[2]}") for ligne in lignes if ligne[1]}),
        divisions=[(division, division) for division in sorted({ligne[3] for ligne in lignes} - {""})],
        decisions=[
            (d.value, d.label) for d in DecisionProclamee if d.value in {ligne[4] for ligne in lignes}
        ],
        mentions=[
            (mention or SANS_MENTION, mention or SANS_MENTION)
            for mention in sorted({ligne[5] for ligne in lignes})
        ],
        epreuves=[(code, f"{code} {libelle}") for code, libelle in tout.colonnes()],
    )
