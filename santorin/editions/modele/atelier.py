"""Documents from templates: by a model of their shape when there is one, by a layout of their own otherwise."""

import io
from collections.abc import Hashable, Mapping
from typing import Any, Final

from santorin.editions.copie.objets import Ecrivain
from santorin.editions.modele.assemblage import Assemblage, Exemplaire, Souche, conclure, empreinte_de
from santorin.editions.modele.contexte import decrire
from santorin.editions.modele.mise_en_page import Presse, ecrire
from santorin.editions.modele.modele import Modele, PasUnModele, composer
from santorin.editions.modele.planche import Planche, PlancheIllisible, lire

MODELES_AU_PLUS: Final = 128  # about 1 MiB each


class Atelier:
    """Keeps the models of one run: the first document of a shape is laid out, the next ones are written."""

    def __init__(self) -> None:
        self._presse = Presse()
        self._modeles: dict[Hashable, Modele | None] = {}
        self._souches: dict[int, tuple[Planche, Souche, bytes]] = {}
        self.mis_en_page = 0

    def exemplaire(self, gabarit: str, contexte: Mapping[str, Any]) -> Exemplaire:
        """The template with this context, whose fields are `Champ` or `Modules` and the rest plain data."""
        description = decrire(contexte)
        cle = (gabarit, description.forme)
        if cle not in self._modeles:
            _oublier(self._modeles)
            self._modeles[cle] = self._composer(gabarit, contexte)
        modele = self._modeles[cle]
        return (modele and modele.remplir(description.variables)) or self.mettre_en_page(gabarit, contexte)

    def mettre_en_page(self, gabarit: str, contexte: Mapping[str, Any]) -> Exemplaire:
        """The template laid out with this context, whatever it holds: always right, a tenth of a second."""
        self.mis_en_page += 1
        planche = lire(ecrire(self._presse.mettre_en_page(gabarit, contexte)))
        return Exemplaire(planche, planche.contenus_ecrits(), planche.titre)

    def document(self, exemplaire: Exemplaire) -> bytes:
        """A PDF of that copy alone. The same copy gives the same bytes."""
        planche = exemplaire.planche
        if id(planche) not in self._souches:
            _oublier(self._souches)
            self._souches[id(planche)] = (planche, *_souche(planche))
        _, souche, debut = self._souches[id(planche)]
        tampon = io.BytesIO()
        tampon.write(debut)
        ecrivain = Ecrivain(tampon, souche.debut)
        for numero, octets in zip(souche.contenus, exemplaire.contenus, strict=True):
            ecrivain.flux_deja_comprime(numero, octets)
        empreinte = empreinte_de(exemplaire.titre, exemplaire.contenus)
        conclure(ecrivain, souche.reserves, exemplaire.titre, planche.auteur, empreinte)
        return tampon.getvalue()

    def _composer(self, gabarit: str, contexte: Mapping[str, Any]) -> Modele | None:
        try:
            return composer(self._presse, gabarit, contexte)
        except (PasUnModele, PlancheIllisible):
            return None


def _oublier(gardes: dict[Any, Any]) -> None:
    """Make room by forgetting the oldest."""
    if len(gardes) == MODELES_AU_PLUS:
        del gardes[next(iter(gardes))]


def _souche(planche: Planche) -> tuple[Souche, bytes]:
    tampon = io.BytesIO()
    assemblage = Assemblage(Ecrivain(tampon), ensemble=False)
    contenus = assemblage.placer(planche)
    assemblage.relier()
    return assemblage.figer(contenus), tampon.getvalue()
