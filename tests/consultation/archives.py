"""ZIPs asked for and made in this process, and what they hold."""

import io
import zipfile

from santorin.consultation.actions import demander_zip, faire_zip
from santorin.consultation.tasks import preparer_zip
from santorin.traitements.execution import executer
from santorin.traitements.models import Traitement


def faire(par, epreuves=(), *, mot_de_passe=""):
    """Ask for a ZIP and let the job run in this process, on the real tables and storage."""
    traitement = demander_zip(preparer_zip, list(epreuves), mot_de_passe=mot_de_passe, par=par)
    executer(traitement.pk, faire_zip)
    return Traitement.objects.get(pk=traitement.pk)


def octets(traitement):
    with traitement.documents.get().fichier.open("rb") as fichier:
        return fichier.read()


def archive(traitement):
    return zipfile.ZipFile(io.BytesIO(octets(traitement)))


def copies(traitement):
    return sorted(nom for nom in archive(traitement).namelist() if nom.endswith(".pdf"))
