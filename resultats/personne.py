"""What the results tell of a person who asks for its data: results, transcripts, copies once open (SEC-03, RES-08)."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from io import BytesIO

from django.db.models import QuerySet

from cyclades.models import Candidature
from resultats.fichiers import lire
from resultats.models import Coupon, Rattachement, Releve, ResultatProclame
from resultats.regles.acces import ouvertes
from santorin.conservation.personne import Fichier, Personne, Qualite, Rubrique
from santorin.consultation.actions.pdf import pdf_de, piece_de, range_de
from santorin.consultation.lectures.copie import nom_du_pdf
from santorin.consultation.lectures.edition import RELATIONS
from santorin.consultation.regles import ouverte_aux_candidats, transmises
from santorin.copies.models import Composition
from santorin.copies.models.candidat import CompositionQuerySet
from santorin.editions.archive import Piece
from santorin.editions.stockage import racine

SOURCE = "Résultats"


def candidat(personne: Personne, le: datetime) -> Iterator[Rubrique]:
    """SEC-03: what the candidate's own space shows at `le`, and its account; nothing before the opening (RES-08)."""
    if personne.qualite != Qualite.CANDIDAT:
        return
    siennes = Candidature.objects.filter(numero=personne.cle, date_naissance=personne.naissance)
    visibles = ouvertes(siennes.filter(fraude_presumee=False), le)
    yield _resultats(visibles)
    yield _releves(visibles, le)
    yield _copies(personne, siennes)
    coupons = Coupon.objects.filter(candidature__in=siennes).order_by("emis_le")
    yield Rubrique(
        "coupons",
        "Coupons de connexion",
        SOURCE,
        ("Émis le", "Expire le", "Utilisé le", "Révoqué le"),
        list(coupons.values_list("emis_le", "expire_le", "utilise_le", "revoque_le")),
    )
    comptes = Rattachement.objects.filter(numero=personne.cle, date_naissance=personne.naissance)
    yield Rubrique(
        "espace_candidat",
        "Espace candidat",
        SOURCE,
        ("Numéro", "Date de naissance", "Ouvert le"),
        list(comptes.values_list("numero", "date_naissance", "rattache_le")),
    )


def _resultats(visibles: "QuerySet[Candidature]") -> Rubrique:
    resultats = ResultatProclame.objects.derniers().filter(candidature__in=visibles.values("pk"))
    return Rubrique(
        "resultats",
        "Résultats proclamés",
        SOURCE,
        ("Examen", "Session", "Version", "Résultat", "Moyenne ou total", "Mention", "Établi le", "Épreuves"),
        [
            (
                str(r.candidature.examen),
                str(r.candidature.session),
                r.numero,
                r.libelle,
                r.affichage,
                r.mention,
                r.etabli_le,
                " ; ".join(f"{epreuve['libelle']} : {epreuve['note']}" for epreuve in r.epreuves),
            )
            for r in resultats.select_related("candidature__examen", "candidature__session").order_by("pk")
        ],
    )


def _releves(visibles: "QuerySet[Candidature]", le: datetime) -> Rubrique:
    releves = Releve.objects.disponibles(le).filter(candidature__in=visibles.values("pk"))
    lignes = list(releves.select_related("candidature__examen", "candidature__session").order_by("pk"))
    return Rubrique(
        "releves",
        "Relevés de notes",
        SOURCE,
        ("Examen", "Session", "Version", "Code de vérification", "SHA-256"),
        [(str(r.candidature.examen), str(r.candidature.session), r.numero, r.code, r.sha256) for r in lignes],
        [Fichier(f"releves/releve_{r.code}.pdf", partial(_piece_du_releve, r)) for r in lignes],
    )


def _copies(personne: Personne, siennes: "QuerySet[Candidature]") -> Rubrique:
    """RES-09, HAR-11: published copies only; a presumption anywhere in a registration withholds all of it, and says nothing."""
    reservees = set(siennes.filter(fraude_presumee=True).values_list("inscription", flat=True))
    passees = Composition.objects.filter(
        candidat__numero=personne.cle, candidat__date_naissance=personne.naissance
    )
    reservees |= set(passees.filter(fraude_presumee=True).values_list("candidat__inscription", flat=True))
    copies = list(_remises(personne, reservees).select_related(*RELATIONS, "copie__pdf").order_by("pk"))
    return Rubrique(
        "copies",
        "Copies",
        SOURCE,
        ("Épreuve", "Session", "Détruite le"),
        [(str(c.epreuve), str(c.epreuve.session), c.copie.detruite_le) for c in copies],
        [
            Fichier(f"copies/{nom_du_pdf(c)}", partial(_piece_de_la_copie, c))
            for c in copies
            if c.copie.detruite_le is None
        ],
    )


def _remises(personne: Personne, reservees: set[str]) -> CompositionQuerySet:
    return (
        transmises()
        .filter(
            ouverte_aux_candidats(),
            candidat__numero=personne.cle,
            candidat__date_naissance=personne.naissance,
            epreuve__publiee_le__isnull=False,
        )
        .exclude(candidat__inscription__in=reservees)
    )


def _piece_de_la_copie(composition: Composition, le: datetime) -> Piece:
    return piece_de(range_de(pdf_de(composition, le=le)), racine=racine())


def _piece_du_releve(releve: Releve, le: datetime) -> Piece:
    octets = lire(releve)
    return Piece(partial(BytesIO, octets), len(octets), zlib.crc32(octets), releve.sha256)
