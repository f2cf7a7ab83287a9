"""What santorin tells of a person who asks for its data (SEC-03).

Nobody else is in it: neither who marked a copy, nor the candidates of a marker, nor a presumption of fraud.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from axes.models import AccessFailureLog, AccessLog
from django.db.models import Count, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from santorin.comptes.models import Habilitation, Jeton, Utilisateur
from santorin.conservation.personne import Personne, Qualite, Rubrique
from santorin.copies.etats import EtatLot
from santorin.copies.models import Avis, Candidat, Composition, Correcteur, Lot, SignalementCandidat
from santorin.correction.models import Remarque
from santorin.editions.tableur import Cellule
from santorin.journal.models import Entree
from santorin.traitements.models import Traitement
from santorin.transmission.models import ServiceFaitEnvoye

SOURCE: Final = "Santorin"
COMPTES: Final = "Comptes"
IDENTITE: Final = (
    "Numéro",
    "Inscription",
    "Nom",
    "Nom d’usage",
    "Prénoms",
    "Date de naissance",
    "INE",
    "Établissement",
    "Division",
    "Liste rouge",
)


def compte(personne: Personne, le: datetime) -> Iterator[Rubrique]:
    """SEC-03: the accounts of the person, how they were used, what they asked; objects of acts are others' data."""
    comptes = Utilisateur.objects.filter(pk__in=personne.utilisateurs).order_by("pk")
    noms = [compte.username for compte in comptes]
    yield Rubrique(
        "comptes",
        "Comptes",
        COMPTES,
        (
            "Nom d’utilisateur",
            "Nom",
            "Prénoms",
            "Adresse électronique",
            "Créé le",
            "Dernière connexion",
            "Ouvert",
        ),
        [
            (c.username, c.last_name, c.first_name, c.email, c.date_joined, c.last_login, c.is_active)
            for c in comptes
        ],
    )
    siennes = Habilitation.objects.filter(utilisateur__in=comptes).select_related("academie", "etablissement")
    yield Rubrique(
        "habilitations",
        "Profils et périmètres",
        COMPTES,
        ("Profil", "Périmètre"),
        [(h.get_profil_display(), h.perimetre) for h in siennes.order_by("pk")],
    )
    yield from _securite(noms)
    yield from _usage(personne)


def _usage(personne: Personne) -> Iterator[Rubrique]:
    comptes = personne.utilisateurs
    actes = Entree.objects.filter(par__in=comptes).order_by("le")
    yield Rubrique(
        "actes",
        "Actes inscrits au journal",
        COMPTES,
        ("Date", "Acte", "Provenance"),
        list(actes.values_list("le", "acte", "provenance")),
    )
    demandes = Traitement.objects.filter(demande_par__in=comptes).order_by("demande_le")
    yield Rubrique(
        "traitements",
        "Traitements demandés",
        COMPTES,
        ("Demandé le", "Traitement", "État"),
        [(t.demande_le, t.libelle, t.get_etat_display()) for t in demandes],
    )


def _securite(noms: list[str]) -> Iterator[Rubrique]:
    jetons = Jeton.objects.filter(habilitation__utilisateur__username__in=noms).order_by("cree_le")
    yield Rubrique(
        "jetons",
        "Jetons d’accès",
        COMPTES,
        ("Libellé", "Créé le", "Expire le", "Révoqué le"),
        list(jetons.values_list("libelle", "cree_le", "expire_le", "revoque_le")),
    )
    facteurs = TOTPDevice.objects.filter(user__username__in=noms).order_by("pk")
    yield Rubrique(
        "second_facteur",
        "Second facteur",
        COMPTES,
        ("Nom", "Installé le", "Dernière utilisation"),
        list(facteurs.values_list("name", "created_at", "last_used_at")),
    )
    connexions = AccessLog.objects.filter(username__in=noms).order_by("attempt_time")
    yield Rubrique(
        "connexions",
        "Connexions",
        COMPTES,
        ("Date", "Adresse réseau", "Navigateur", "Déconnexion"),
        list(connexions.values_list("attempt_time", "ip_address", "user_agent", "logout_time")),
    )
    refus = AccessFailureLog.objects.filter(username__in=noms).order_by("attempt_time")
    yield Rubrique(
        "connexions_refusees",
        "Connexions refusées",
        COMPTES,
        ("Date", "Adresse réseau", "Navigateur"),
        list(refus.values_list("attempt_time", "ip_address", "user_agent")),
    )


def candidat(personne: Personne, le: datetime) -> Iterator[Rubrique]:
    """SEC-03: the person's registrations in Santorin, what it sat, what it reported."""
    if personne.qualite != Qualite.CANDIDAT:
        return
    siens = Candidat.objects.filter(numero=personne.cle, date_naissance=personne.naissance)
    yield Rubrique("candidat", "Identité de candidat", SOURCE, IDENTITE, _identites(siens))
    passees = Composition.objects.filter(candidat__in=siens).select_related(
        "epreuve__session", "epreuve__examen"
    )
    yield Rubrique(
        "epreuves",
        "Épreuves",
        SOURCE,
        ("Session", "Épreuve", "Date", "Émargement"),
        [
            (str(c.epreuve.session), str(c.epreuve), c.epreuve.date, c.get_emargement_display())
            for c in passees.order_by("epreuve__date", "pk")
        ],
    )
    yield _signalements(passees)


def _identites(siens: QuerySet[Candidat]) -> list[tuple[Cellule, ...]]:
    return [
        (
            c.numero,
            c.inscription,
            c.nom,
            c.nom_usage,
            c.prenoms,
            c.date_naissance,
            c.ine,
            str(c.etablissement),
            c.division,
            c.liste_rouge,
        )
        for c in siens.select_related("etablissement").order_by("inscription")
    ]


def _signalements(passees: QuerySet[Composition]) -> Rubrique:
    signales = SignalementCandidat.objects.filter(composition__in=passees).select_related(
        "composition__epreuve"
    )
    return Rubrique(
        "signalements",
        "Signalements de numérisation",
        SOURCE,
        ("Signalé le", "Épreuve", "Page", "Défaut", "Précision", "Réponse"),
        [
            (s.signale_le, str(s.composition.epreuve), s.page, s.get_defaut_display(), s.precision, s.reponse)
            for s in signales.order_by("signale_le")
        ],
    )


def correcteur(personne: Personne, le: datetime) -> Iterator[Rubrique]:
    """SEC-03: who the marker is, its lots, what it is paid for, its own remarks; no copy, no candidate."""
    if personne.qualite != Qualite.CORRECTEUR:
        return
    siens = Correcteur.objects.filter(numero=personne.cle)
    yield Rubrique(
        "correcteur",
        "Identité de correcteur",
        SOURCE,
        ("Numéro", "Nom", "Prénoms", "Établissement", "Divisions"),
        [
            (c.numero, c.nom, c.prenoms, str(c.etablissement or ""), ", ".join(map(str, c.divisions or ())))
            for c in siens.select_related("etablissement")
        ],
    )
    lots = Lot.objects.filter(correcteur__in=siens).annotate(copies=Count("corrections"))
    yield Rubrique(
        "lots",
        "Lots confiés",
        SOURCE,
        ("Épreuve", "Lot", "État", "Copies"),
        [
            (f"{examen} {code} – {libelle}", numero, EtatLot(etat).label, copies)
            for examen, code, libelle, numero, etat, copies in lots.order_by("pk").values_list(
                "epreuve__examen__code", "epreuve__code", "epreuve__libelle", "numero", "etat", "copies"
            )
        ],
    )
    envoyes = ServiceFaitEnvoye.objects.filter(correcteur__in=siens).select_related("epreuve__examen")
    yield Rubrique(
        "services_faits_envoyes",
        "Services faits envoyés à Imag’In",
        SOURCE,
        ("Épreuve", "Copies", "Du", "Au"),
        [(str(s.epreuve), s.nombre_de_copies, s.du, s.au) for s in envoyes.order_by("pk")],
    )
    yield from _ecrits(personne)


def _ecrits(personne: Personne) -> Iterator[Rubrique]:
    remarques = Remarque.objects.filter(utilisateur__in=personne.utilisateurs).order_by("pk")
    yield Rubrique(
        "remarques",
        "Remarques personnelles",
        SOURCE,
        ("Texte", "Points"),
        list(remarques.values_list("texte", "valeur")),
    )
    avis = Avis.objects.filter(destinataire__in=personne.utilisateurs).order_by("le")
    yield Rubrique("avis", "Avis reçus", SOURCE, ("Date", "Texte"), list(avis.values_list("le", "texte")))
