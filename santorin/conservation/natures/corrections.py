"""What markers, candidates and coordinateurs wrote about copies that no longer exist (SEC-03)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from santorin.conservation.durees import Duree
from santorin.conservation.models import gele
from santorin.conservation.nature import PAQUET, Compte, Nature, Paquet, empreinte_des_lignes
from santorin.conservation.natures.copies import BORNES
from santorin.conservation.natures.epreuves import GEL, epreuves, intitule
from santorin.copies.models import (
    Annotation,
    Concertation,
    Correction,
    Epreuve,
    Intervention,
    NoteQuestion,
    PartieChoisie,
    Signalement,
    SignalementCandidat,
)
from santorin.correction.models import Poste

MOTIF_DETRUIT: Final = "Motif détruit à l’issue de sa durée de conservation"
_GELE: Final = gele(numero="copie__composition__candidat__numero", epreuve="copie__composition__epreuve")


def _pleines() -> QuerySet[Correction]:
    """Of destroyed copies, the markings of which something is left but the mark."""
    sienne = {"correction": OuterRef("pk")}
    reste = (
        ~Q(appreciation="")
        | Exists(NoteQuestion.objects.filter(**sienne))
        | Exists(Annotation.objects.filter(**sienne))
        | Exists(Signalement.objects.filter(**sienne))
        | Exists(Intervention.objects.filter(**sienne).exclude(motif=MOTIF_DETRUIT))
        | Exists(PartieChoisie.objects.filter(**sienne))
        | Exists(Poste.objects.filter(**sienne))
        | Exists(SignalementCandidat.objects.filter(composition=OuterRef("copie__composition")))
        | Exists(Concertation.objects.filter(copie=OuterRef("copie")).exclude(motif=""))
    )
    return Correction.objects.filter(reste, copie__detruite_le__isnull=False)


@dataclass(frozen=True, slots=True)
class PurgeDesCorrections:
    """Markings of destroyed copies, épreuve by épreuve; the mark itself is another kind of data."""

    def apercu(self, seuil: datetime) -> Iterator[Compte]:
        """By épreuve, and what a hold keeps back."""
        for epreuve in self.groupes(seuil):
            pleines = _pleines().filter(copie__composition__epreuve=epreuve)
            gelees = pleines.filter(_GELE).count()
            yield Compte(intitule(epreuve), pleines.count() - gelees, {GEL: gelees} if gelees else {})

    def groupes(self, seuil: datetime) -> QuerySet[Epreuve]:
        """The épreuves due."""
        pleines = _pleines().filter(copie__composition__epreuve=OuterRef("pk"))
        return epreuves().filter(Exists(pleines), publiee_le__lte=seuil)

    def detruire(self, groupe: Epreuve, seuil: datetime, *, le: datetime) -> Paquet | None:
        """The next markings."""
        dues = _pleines().filter(~_GELE, copie__composition__epreuve=groupe).order_by("pk")
        corrections = list(dues.select_for_update(of=("self",))[:PAQUET])
        if not corrections:
            return None
        _vider(corrections)
        return Paquet(intitule(groupe), len(corrections), empreinte_des_lignes(corrections))


def _vider(corrections: Sequence[Correction]) -> None:
    cles = [correction.pk for correction in corrections]
    copies = {correction.copie_id for correction in corrections}
    for modele in (NoteQuestion, PartieChoisie, Annotation, Signalement, Poste):
        modele.objects.filter(correction__in=cles).delete()
    SignalementCandidat.objects.filter(composition__copie__in=copies).delete()
    Intervention.objects.filter(correction__in=cles).update(motif=MOTIF_DETRUIT, etat_avant={})
    Concertation.objects.filter(copie__in=copies).update(motif="")
    Correction.objects.filter(pk__in=cles).update(appreciation="")


NATURE: Final = Nature(
    cle="corrections",
    libelle="Corrections",
    contenu="Points par question, appréciations, motifs d’harmonisation, signalements. La note n’en fait pas partie.",
    depart="Publication des résultats de l’épreuve, une fois la copie détruite",
    base="Information du candidat sur sa copie, et réponse à ses demandes, tant qu’il peut la consulter.",
    duree=Duree(12),
    bornes=BORNES,
    modeles=(
        "santorin.NoteQuestion",
        "santorin.PartieChoisie",
        "santorin.Annotation",
        "santorin.Signalement",
        "santorin.SignalementCandidat",
        "santorin.Intervention",
        "santorin.Concertation",
        "santorin.Poste",
        "santorin.Correction",
    ),
    purge=PurgeDesCorrections(),
)
