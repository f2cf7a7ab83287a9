"""Scanned pages, PDFs and annotations of copies; what the scans left beside (SEC-03, NUM-01)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from santorin.conservation.archives import taux_de, tirage
from santorin.conservation.durees import Duree
from santorin.conservation.models import CopieArchivee
from santorin.conservation.nature import PAQUET, Compte, Nature, Paquet, empreinte_de, empreinte_des_lignes
from santorin.conservation.natures.epreuves import ARCHIVES, NON_PUBLIEE, conservees, epreuves, intitule
from santorin.consultation.models import PdfDeCopie
from santorin.consultation.vignettes import noms_de_vignettes
from santorin.copies.fichiers import nom_de_stockage
from santorin.copies.models import Annotation, Copie, Epreuve, Lot, Page
from santorin.numerisation.models import PageLue, PageNonRendue


@dataclass(frozen=True, slots=True)
class PurgeDesCopies:
    """Copies of épreuves published long enough ago, épreuve by épreuve."""

    def apercu(self, seuil: datetime) -> Iterator[Compte]:
        """The copies due and those kept back, and those whose épreuve was never published."""
        for epreuve in self.groupes(seuil):
            comptes = dict(
                self._copies(epreuve).order_by().values_list("raison").annotate(nombre=Count("pk"))
            )
            libres = comptes.pop("", 0)
            if tirees := self._a_tirer(epreuve).count():
                comptes[ARCHIVES] = comptes.get(ARCHIVES, 0) + tirees
            yield Compte(intitule(epreuve), libres - tirees, comptes)
        jamais = Copie.objects.filter(detruite_le=None, composition__epreuve__publiee_le=None).count()
        if jamais:
            yield Compte("Épreuves non publiées", 0, {NON_PUBLIEE: jamais})

    def groupes(self, seuil: datetime) -> QuerySet[Epreuve]:
        """The épreuves due of which a copy is left."""
        reste = Copie.objects.filter(composition__epreuve=OuterRef("pk"), detruite_le=None)
        return epreuves().filter(Exists(reste), publiee_le__lte=seuil)

    def detruire(self, groupe: Epreuve, seuil: datetime, *, le: datetime) -> Paquet | None:
        """Set the archives' sample apart, then destroy the next copies."""
        tirees = list(self._a_tirer(groupe).values_list("pk", flat=True)[:PAQUET])
        CopieArchivee.objects.bulk_create(
            CopieArchivee(copie_id=cle, pour_mille=taux_de(groupe.session), tiree_le=le) for cle in tirees
        )
        libres = self._copies(groupe).filter(raison="").order_by("pk")
        choisies = list(libres.exclude(pk__in=self._a_tirer(groupe).values("pk"))[:PAQUET])
        if not choisies:
            return Paquet(intitule(groupe), 0, "") if tirees else None
        # Whoever unlocks a lot holds its row: what it decided is read again once the rows are ours.
        cles = [copie.pk for copie in choisies]
        list(Lot.objects.filter(corrections__copie__in=cles).select_for_update(of=("self",)).order_by("pk"))
        copies = list(libres.filter(pk__in=cles).select_for_update(of=("self",)))
        return _detruire(copies, intitule(groupe), le) if copies else Paquet(intitule(groupe), 0, "")

    def _copies(self, epreuve: Epreuve) -> QuerySet[Any]:
        return conservees().filter(composition__epreuve=epreuve)

    def _a_tirer(self, epreuve: Epreuve) -> QuerySet[Any]:
        """Those that the sample takes and that were not drawn yet."""
        libres = self._copies(epreuve).filter(raison="", archive=None)
        tirees: QuerySet[Any] = libres.alias(tirage=tirage(epreuve.session))
        return tirees.filter(tirage__lt=taux_de(epreuve.session))


def _detruire(copies: Sequence[Copie], groupe: str, le: datetime) -> Paquet:
    cles = [copie.pk for copie in copies]
    pages = list(Page.objects.filter(copie__in=cles).order_by("pk"))
    pdfs = list(PdfDeCopie.objects.filter(copie__in=cles).order_by("pk"))
    lues = PageLue.objects.filter(Q(copie__in=cles) | Q(page__copie__in=cles))
    images = {(page.sha256, page.type_mime) for page in pages}
    images |= set(lues.exclude(sha256="").values_list("sha256", "type_mime"))
    lues.delete()
    Annotation.objects.filter(page__copie__in=cles).delete()
    PageNonRendue.objects.filter(copie__in=cles).delete()
    PdfDeCopie.objects.filter(copie__in=cles).delete()
    Page.objects.filter(copie__in=cles).delete()
    Copie.objects.filter(pk__in=cles).update(detruite_le=le)
    lots = Lot.objects.filter(corrections__copie__in=cles, copies_detruites_le=None)
    Lot.objects.filter(pk__in=lots.values("pk")).update(copies_detruites_le=le)
    fichiers = [pdf.nom for pdf in pdfs]
    fichiers += [nom_de_stockage(*image) for image in sorted(images)]
    fichiers += [nom for sha256, _ in sorted(images) for nom in noms_de_vignettes(sha256)]
    return Paquet(
        groupe,
        len(copies),
        empreinte_de([empreinte_des_lignes(copies), *(p.sha256 for p in pages), *(p.sha256 for p in pdfs)]),
        octets=sum(page.taille for page in pages) + sum(pdf.taille for pdf in pdfs),
        fichiers=fichiers,
    )


@dataclass(frozen=True, slots=True)
class PurgeDesLiasses:
    """Pages of scans that belong to no copy left: once every copy of the épreuve is destroyed."""

    def apercu(self, seuil: datetime) -> Iterator[Compte]:
        """By épreuve."""
        for epreuve in self.groupes(seuil):
            yield Compte(intitule(epreuve), PageLue.objects.filter(liasse__epreuve=epreuve).count())

    def groupes(self, seuil: datetime) -> QuerySet[Epreuve]:
        """The épreuves due without a copy left."""
        reste = Copie.objects.filter(composition__epreuve=OuterRef("pk"), detruite_le=None)
        lues = PageLue.objects.filter(liasse__epreuve=OuterRef("pk"))
        return epreuves().filter(~Exists(reste), Exists(lues), publiee_le__lte=seuil)

    def detruire(self, groupe: Epreuve, seuil: datetime, *, le: datetime) -> Paquet | None:
        """The next pages."""
        lues = list(
            PageLue.objects.filter(liasse__epreuve=groupe).select_for_update().order_by("pk")[:PAQUET]
        )
        if not lues:
            return None
        PageLue.objects.filter(pk__in=[lue.pk for lue in lues]).delete()
        images = sorted({(lue.sha256, lue.type_mime) for lue in lues if lue.sha256})
        return Paquet(
            intitule(groupe),
            len(lues),
            empreinte_des_lignes(lues),
            octets=sum(lue.taille for lue in lues),
            fichiers=[nom_de_stockage(*image) for image in images],
        )


_PUBLICATION: Final = "Publication des résultats de l’épreuve"
_BASE: Final = (
    "Consultation de sa copie par le candidat pendant un an, puis destruction, avec un échantillon d’archives "
    "pour les années en 0 et en 5 (instruction du 22 février 2005)."
)
BORNES: Final = (Duree(12), Duree(36))

NATURE: Final = Nature(
    cle="copies",
    libelle="Copies numérisées",
    contenu="Pages numérisées, vignettes, PDF des copies, annotations posées sur les pages.",
    depart=_PUBLICATION,
    base=_BASE,
    duree=Duree(12),
    bornes=BORNES,
    modeles=(
        "santorin.Page",
        "santorin.PdfDeCopie",
        "santorin.Annotation",
        "santorin.PageNonRendue",
        "santorin.PageLue",
        "santorin.CopieArchivee",
    ),
    purge=PurgeDesCopies(),
)
LIASSES: Final = Nature(
    cle="liasses",
    libelle="Restes de numérisation",
    contenu="Pages numérisées qui n’ont été classées dans aucune copie, et ce qui y a été lu.",
    depart="Publication des résultats, une fois détruites toutes les copies de l’épreuve",
    base=_BASE,
    duree=Duree(12),
    bornes=BORNES,
    modeles=("santorin.PageLue",),
    purge=PurgeDesLiasses(),
)
