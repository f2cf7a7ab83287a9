"""The document's three juries, and the shortest way to bring them to a state."""

from datetime import date

from django.utils import timezone

from deliberation.actions import clore, decider, enregistrer_presences, franchir, saisir_controle
from deliberation.actions.controle import SaisieControle
from deliberation.etats import OUVRIR, TERMINER
from deliberation.lectures.salle import salle
from deliberation.models import Decidee, Jury, Role, Seance
from deliberation.reglement import Issue
from demonstration.cadre import SPECIALITES
from demonstration.jurys import faire_jurys
from santorin.referentiel.models import Specialite
from santorin.referentiel.valeur import Valeur
from tests.fabriques import (
    un_chef,
    un_etablissement,
    un_examen,
    un_gestionnaire,
    un_utilisateur,
    une_academie,
)
from tests.harnais.memoire import rejouer

DU, AU = date(2021, 7, 7), date(2021, 7, 8)


def des_jurys_clos(scene, nombre):
    """That many more juries of the centre in 211, whose first meeting decided about nobody."""
    modele, le = scene.jury("31210"), timezone.now()
    jurys = Jury.objects.bulk_create(
        Jury(
            groupe=scene.groupe, numero=f"4{rang:04}", specialite=modele.specialite, centre=scene.centre,
            etat="211", clos_le=le, clos_par=scene.president,
        )
        for rang in range(nombre)
    )  # fmt: skip
    Seance.objects.bulk_create(
        Seance(
            jury=jury, rang=1, nature="initiale", ouverte_le=le, ouverte_par=scene.chef, close_le=le,
            close_par=scene.president,
        )
        for jury in jurys
    )  # fmt: skip
    return jurys


class Scene:
    """Centre, people and juries 25510, 31202, 31210 in state 200."""

    def __init__(self):
        vars(self).update(rejouer("deliberation", self._faire))

    def _faire(self):
        self.academie = une_academie(nom="Rennes")
        self.centre = un_etablissement(academie=self.academie, uai="0350059Z")
        examen = un_examen()
        for code, libelle in SPECIALITES:
            Specialite.objects.get_or_create(examen=examen, code=code, defaults={"libelle": libelle})
        self.dec = un_gestionnaire(self.academie)
        self.chef = un_chef(self.centre)
        self.president = un_utilisateur("jury", first_name="Ludivine", last_name="ROSE BONBON")
        comptes = {"gestionnaire.rennes": self.dec, "chef.brequigny": self.chef, "jury": self.president}
        self.groupe = faire_jurys([self.centre], comptes, le=timezone.now())
        return vars(self)

    def jury(self, numero="31202"):
        return Jury.objects.complets().get(groupe=self.groupe, numero=numero)

    @property
    def jurys(self):
        return list(Jury.objects.complets().filter(groupe=self.groupe).order_by("numero"))

    def fazia(self):
        return self.jury().dossiers.select_related("candidature").get(candidature__nom="GUYLESTE")

    def completer(self, a=11, b=12):
        """GUYLESTE Fazia's two missing marks."""
        saisies = [SaisieControle(self.fazia().pk, p, "", Valeur(nombre=v)) for p, v in (("a", a), ("b", b))]
        saisir_controle(self.jury(), saisies, par=self.chef, le=timezone.now())

    def ouvrir(self):
        """All the juries in 210."""
        self.completer()
        franchir(self.jurys, OUVRIR, du=DU, au=AU, par=self.chef, le=timezone.now())

    def membre(self, numero="31202", role=Role.PRESIDENT):
        return self.jury(numero).membres.en_fonction().get(role=role)

    def sieger(self, jury):
        """Everybody is there."""
        presences = dict.fromkeys(jury.membres.en_fonction().values_list("pk", flat=True), True)
        enregistrer_presences(jury, presences, par=self.president, le=timezone.now())

    def tout_decider(self, jury):
        """The calculated decision for everybody who has none."""
        auteur = jury.membres.en_fonction().get(role=Role.PRESIDENT)
        for lu in salle(jury).lignes:
            if lu.dossier.decision:
                continue
            admis = lu.decision.issue is Issue.ADMIS
            decider(
                lu.dossier,
                decision=Decidee.ADMIS if admis else Decidee.NON_ADMIS,
                motif="",
                livret_examine=True,
                auteur=auteur,
                vue=lu.dossier.version,
                par=self.president,
                le=timezone.now(),
            )

    def clore_tout(self):
        """All the juries in 211."""
        self.ouvrir()
        self.clore_le_reste()

    def clore_le_reste(self):
        """All the juries of state 210 in 211."""
        for jury in self.jurys:
            if jury.etat != "210":
                continue
            self.sieger(jury)
            self.tout_decider(jury)
            clore(jury, par=self.president, le=timezone.now())

    def terminer(self):
        """All the juries in 214."""
        self.clore_tout()
        self.finir()

    def finir(self):
        """All the juries of state 211 in 214."""
        franchir(self.jurys, TERMINER, par=self.chef, le=timezone.now())


def une_seance():
    """A scene where jury 31202 sits, everybody there."""
    scene = Scene()
    scene.ouvrir()
    scene.sieger(scene.jury())
    return scene
