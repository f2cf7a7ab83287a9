"""What the public page says of a document (RES-07): that it is authentic, never whose marks it holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from resultats.models import Releve
from resultats.regles import releves as regles


@dataclass(frozen=True, slots=True)
class Attestation:
    """An authentic transcript. `remplace`: a newer version was handed out; `retire`: it was taken back since."""

    examen: str
    session: str
    academie: str
    version: int
    edite_le: datetime
    initiales: str
    remplace: bool
    retire: bool

    @classmethod
    def de(cls, releve: Releve, *, remplace: bool) -> Self:
        """What may be said of that transcript: neither name, nor number, nor mark."""
        generation, candidature = releve.generation, releve.candidature
        return cls(
            examen=str(generation.examen),
            session=str(generation.session),
            academie=str(generation.academie),
            version=releve.numero,
            edite_le=generation.genere_le,
            initiales=f"{candidature.prenoms[:1]}. {candidature.nom[:1]}.",
            remplace=remplace,
            retire=generation.retiree_le is not None,
        )


def attestation_du_code(code: str, le: datetime) -> Attestation | None:
    """RES-07, RES-08: what is known of a code at `le`; unknown and unpublished are one: the same single query."""
    return _attestation(le, code=code)


def attestation_du_fichier(sha256: str, le: datetime) -> Attestation | None:
    """RES-07, RES-08: the same, of a file by its SHA-256."""
    return _attestation(le, sha256=sha256)


def _attestation(le: datetime, **cle: str) -> Attestation | None:
    releve = (
        Releve.objects.delivres(le)
        .filter(**cle)
        .select_related("generation__examen", "generation__session", "generation__academie", "candidature")
        .first()
    )
    if releve is None:
        return None
    return Attestation.de(releve, remplace=Releve.objects.filter(regles.remplace(le), pk=releve.pk).exists())
