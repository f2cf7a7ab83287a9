"""Filing the pages that were read into the copies of their candidates (NUM-01, NUM-02)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import Depot, deposer_pages
from santorin.copies.fichiers import ImageDePage
from santorin.copies.models import Composition, Copie, Epreuve, Page
from santorin.copies.regles.pages import lots_verrouilles
from santorin.numerisation.codes import Lecture
from santorin.numerisation.decoupe import Morceau
from santorin.numerisation.etats import Anomalie, Sort
from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.classement import Situation, anomalie_de

Place = tuple[int, int]
"""A copy's primary key and a page's number."""
FICHE_RECONNUE = "Fiche d’identité reconnue à son code : elle n’entre dans aucune copie."


@dataclass(frozen=True, slots=True)
class PageALire:
    """A page out of the file: its stored image (None: `obstacle` says why) and what its code says."""

    morceau: Morceau
    image: ImageDePage | None
    lecture: Lecture
    obstacle: str


@dataclass(slots=True)
class _Contexte:
    """What the filing of one batch needs to know, read in a constant number of queries.

    `d_ici`: places filled by this very liasse, where a second page is a duplicate even in a re-scan. `voisines`: the
    other épreuves that the codes name.
    """

    compositions: Mapping[str, Composition]
    copies: Mapping[int, Copie]
    courantes: dict[Place, str]
    verrouillees: Mapping[int, int]
    connues: Mapping[str, PageLue]
    d_ici: set[Place]
    voisines: Collection[int]
    depots: list[Depot] = field(default_factory=list)


@transaction.atomic
def classer(liasse: Liasse, lot: Sequence[PageALire], *, par: Utilisateur, le: datetime) -> list[PageLue]:
    """NUM-01: file these pages; each is filed, known already, or in anomaly, and nothing is forgotten.

    TRA-02: a page that another run filed, while this one was thought dead, is left as it is.
    """
    Liasse.objects.select_for_update(of=("self",)).get(pk=liasse.pk)
    rangs = liasse.pages_lues.filter(rang__in=[page.morceau.rang for page in lot]).values_list(
        "rang", flat=True
    )
    faites = set(rangs)
    lot = [page for page in lot if page.morceau.rang not in faites]
    contexte = _contexte(liasse, lot)
    lues = [_juger(liasse, page, contexte) for page in lot]
    deposer_pages(contexte.depots, fil=f"epreuve:{liasse.epreuve_id}", par=par, le=le)
    courantes = {
        (page.copie_id, page.numero): page
        for page in Page.objects.filter(copie__in=contexte.copies.values(), remplacee_le=None)
    }
    for lue in lues:
        if lue.copie_id and lue.numero and lue.sort in (Sort.CLASSEE, Sort.DEJA):
            lue.page = courantes.get((lue.copie_id, lue.numero))
    return PageLue.objects.bulk_create(lues)


def _contexte(liasse: Liasse, lot: Sequence[PageALire]) -> _Contexte:
    codes = [page.lecture.code for page in lot if page.lecture.code]
    compositions = {
        composition.anonymat: composition
        for composition in Composition.objects.select_for_update(of=("self",))
        .filter(epreuve=liasse.epreuve_id, anonymat__in={code.anonymat for code in codes})
        .order_by("pk")
    }
    Copie.objects.bulk_create(
        [Copie(composition=composition) for composition in compositions.values()], ignore_conflicts=True
    )
    copies = {
        copie.composition_id: copie for copie in Copie.objects.filter(composition__in=compositions.values())
    }
    pages = Page.objects.filter(copie__in=copies.values(), remplacee_le=None)
    sommes = {page.image.sha256 for page in lot if page.image}
    connues = PageLue.objects.filter(
        liasse__epreuve=liasse.epreuve_id, sha256__in=sommes, sort__in=(Sort.CLASSEE, Sort.ECARTEE)
    )
    return _Contexte(
        compositions=compositions,
        copies=copies,
        courantes={(page.copie_id, page.numero): page.sha256 for page in pages},
        verrouillees=lots_verrouilles([copie.pk for copie in copies.values()]),
        connues={lue.sha256: lue for lue in connues},
        d_ici={
            (lue.copie_id or 0, lue.numero or 0)
            for lue in liasse.pages_lues.filter(copie__in=copies.values())
        },
        voisines=frozenset(
            Epreuve.objects.order_by()
            .filter(pk__in={code.epreuve for code in codes} - {liasse.epreuve_id})
            .values_list("pk", flat=True)
        ),
    )


def _juger(liasse: Liasse, page: PageALire, contexte: _Contexte) -> PageLue:
    lue = _lue(liasse, page)
    if page.image is None:
        lue.anomalie = Anomalie.SANS_IMAGE
        return lue
    code = page.lecture.code
    composition = contexte.compositions.get(code.anonymat) if code else None
    if code and composition and code.epreuve == liasse.epreuve_id:
        lue.copie, lue.numero, lue.total = contexte.copies[composition.pk], code.page, code.total
    elif code:
        lue.anonymat_lu, lue.numero, lue.total = code.anonymat, code.page, code.total
        lue.epreuve_lue_id = code.epreuve if code.epreuve in contexte.voisines else None
    place = (lue.copie_id or 0, lue.numero or 0)
    situation = Situation(
        epreuve=liasse.epreuve_id,
        lecture=page.lecture,
        composition=composition,
        courante=contexte.courantes.get(place),
        verrouillee=place[0] in contexte.verrouillees,
        remplace=liasse.remplace and place not in contexte.d_ici,
    )
    anomalie = anomalie_de(situation, page.image.sha256)
    if anomalie is not None:
        _signaler(lue, anomalie, contexte)
    elif lue.copie is not None:
        _ranger(lue, lue.copie, page.image, contexte)
    return lue


def _lue(liasse: Liasse, page: PageALire) -> PageLue:
    image, lecture = page.image, page.lecture
    lue = PageLue(
        liasse=liasse,
        rang=page.morceau.rang,
        nom=page.morceau.nom,
        refaite=bool(page.morceau.refait),
        inclinaison=lecture.inclinaison,
        encre=lecture.encre,
        motif=page.obstacle[:500],
    )
    if image is not None:
        lue.sha256, lue.type_mime, lue.taille = image.sha256, image.type_mime, image.taille
        lue.largeur, lue.hauteur = image.largeur, image.hauteur
        demandee = image.rotation if page.morceau.rotation is None else page.morceau.rotation
        lue.rotation = lecture.rotation if lecture.codes else demandee
    return lue


def _ranger(lue: PageLue, copie: Copie, image: ImageDePage, contexte: _Contexte) -> None:
    place = (copie.pk, lue.numero or 0)
    if contexte.courantes.get(place) == image.sha256:
        lue.sort = Sort.DEJA
        return
    lue.sort = Sort.CLASSEE
    contexte.courantes[place] = image.sha256
    contexte.d_ici.add(place)
    contexte.depots.append(Depot(copie, place[1], replace(image, rotation=lue.rotation)))


def _signaler(lue: PageLue, anomalie: Anomalie, contexte: _Contexte) -> None:
    """Put the page in anomaly; a cover is set aside at once, and bytes settled before stay settled."""
    lue.anomalie = anomalie
    connue = contexte.connues.get(lue.sha256)
    if anomalie == Anomalie.IDENTITE:
        lue.sort, lue.motif, lue.copie, lue.numero = Sort.ECARTEE, FICHE_RECONNUE, None, None
    elif connue is not None and anomalie != Anomalie.DOUBLON:
        lue.sort, lue.copie, lue.numero, lue.page = Sort.DEJA, connue.copie, connue.numero, connue.page
