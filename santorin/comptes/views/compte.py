"""One's own account, and the matrix of rights."""

from django.http import HttpResponse
from django.shortcuts import render

from santorin.comptes.droits import MATRICE, Droit, Profil
from santorin.comptes.garde import Requete, connecte
from santorin.comptes.regles import a_un_appareil


@connecte
def mon_compte(request: Requete) -> HttpResponse:
    """What the person may do, and where."""
    return render(request, "comptes/mon_compte.html", {"second_facteur": a_un_appareil(request.user)})


@connecte
def qui_peut_quoi(request: Requete) -> HttpResponse:
    """The matrix profil × droit, from the same data as the guard."""
    lignes = [(droit.label, [droit in MATRICE[profil] for profil in Profil]) for droit in Droit]
    return render(
        request, "comptes/qui_peut_quoi.html", {"profils": [p.label for p in Profil], "lignes": lignes}
    )
