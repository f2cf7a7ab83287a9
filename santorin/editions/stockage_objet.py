"""Files in an object store that speaks S3, when the settings name one (SEC-02)."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage
from storages.utils import clean_name


class StockageObjet(S3Storage):  # type: ignore[misc]
    """django-storages' S3 (which publishes no types), whose failures are those of any storage: OSError."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        try:
            return super()._open(name, mode)
        except (BotoCoreError, ClientError) as erreur:
            raise OSError(f"{name} : {erreur}") from erreur

    def _save(self, name: str, content: Any) -> str:
        try:
            return str(super()._save(name, content))
        except (BotoCoreError, ClientError) as erreur:
            raise OSError(f"{name} : {erreur}") from erreur

    def lire_tranche(self, nom: str, debut: int, longueur: int) -> bytes:
        """Some bytes of a file, the others staying where they are. Raises `OSError`."""
        objet = self.bucket.Object(self._normalize_name(clean_name(nom)))
        try:
            recu = objet.get(Range=f"bytes={debut}-{debut + longueur - 1}")
            return bytes(recu["Body"].read())
        except (BotoCoreError, ClientError) as erreur:
            raise OSError(f"{nom} : {erreur}") from erreur

    def adresse_signee(self, nom: str, *, type_mime: str, disposition: str, duree: int) -> str:
        """Where this file can be read for `duree` seconds by whoever holds the address."""
        parametres = {"ResponseContentType": type_mime, "ResponseContentDisposition": disposition}
        return str(self.url(nom, parameters=parametres, expire=duree))
