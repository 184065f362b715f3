#!/usr/bin/env python3
"""Runs every command of docs/operacion.md on a fresh Debian, line by line, as root:

    debootstrap --variant=minbase --include=postgresql,gpg,gpg-agent,curl,systemd,minisign bookworm ROOT
    despliegue/probar.py ROOT PACTO [ENTREGA]

ROOT is changed: it is to be thrown away afterwards. PACTO is the program; ENTREGA, a folder that despliegue/entrega made, without
which the commands of who receives it are told as not run. In a root that is not the one of the machine systemd starts nothing: what
units would start is started with their user and their variables, and the units themselves are judged by `systemd-analyze`.
"""

import fcntl
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

REPOSITORIO = Path(__file__).resolve().parent.parent
ENTORNO = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root",
    # Without the systemd of the machine its commands write files and start nothing.
    "SYSTEMD_OFFLINE": "1",
}


class Raiz:
    """A Debian in a folder."""

    def __init__(self, carpeta):
        self.carpeta = Path(carpeta).resolve()
        self.servidor = None

    def run(self, orden, bien=True):
        """A command of the shell, in the repository, and what it wrote."""
        chroot = ["chroot", str(self.carpeta), "bash", "-ec", f"cd /pacto\n{orden}"]
        hecho = subprocess.run(chroot, env=ENTORNO, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if bien and hecho.returncode != 0:
            raise SystemExit(f"FAILED ({hecho.returncode}): {orden}\n{hecho.stdout}")
        return hecho.stdout

    def serve(self):
        """What pacto.service would start."""
        orden = 'while read -r l; do case $l in ""|"#"*) ;; *) export "$l";; esac; done </etc/pacto/publico.env; exec setpriv --reuid=pacto-publico --regid=pacto-publico --clear-groups /usr/local/bin/pacto servir'
        chroot = ["chroot", str(self.carpeta), "bash", "-c", orden]
        self.servidor = subprocess.Popen(chroot, env=ENTORNO, stdout=subprocess.DEVNULL)
        time.sleep(1)


def commands():
    """The commands of the page, in order, with those that go on in the next line put together."""
    pagina = (REPOSITORIO / "docs" / "operacion.md").read_text()
    for bloque in re.findall(r"```sh\n(.*?)```", pagina, re.S):
        for linea in bloque.replace("\\\n", " ").splitlines():
            if linea.strip():
                yield linea.strip()


def prepare(raiz, pacto, entrega):
    """What is there before the first command: the code, the program, what the office and the operator have."""
    copia = raiz.carpeta / "pacto"
    shutil.rmtree(copia, ignore_errors=True)
    for que in ("despliegue", "datos", "docs"):
        shutil.copytree(REPOSITORIO / que, copia / que)
    (copia / "target" / "dist").mkdir(parents=True)
    shutil.copy(pacto, copia / "target" / "dist" / "pacto")
    (raiz.carpeta / "root" / "pacto.frase").write_text("una frase larga de prueba\n")
    if entrega:
        for archivo in Path(entrega).iterdir():
            shutil.copy(archivo, copia)
    raiz.run("mount -t proc proc /proc")
    raiz.run("pg_ctlcluster 15 main start")


def sheet(raiz):
    """The sheet that the office hands over: that of the template, which has no rows yet."""
    raiz.run("pacto-operar plantilla atenciones -o /srv/pacto/atenciones.xlsx --instancia 20067")
    raiz.run("cp /srv/pacto/atenciones.xlsx . && install -D -m 600 -o pacto-operador atenciones.xlsx /srv/pacto/hojas/atenciones.xlsx")


def backup(raiz):
    """What pacto-respaldo.service does, of which the page names the folder."""
    carpeta = "/var/backups/pacto/2026-11-25-033012"
    raiz.run(f"pacto-operar respaldar -o {carpeta}")
    return re.findall(r"[0-9a-f]{64}", raiz.run("pacto-operar bitacora"))[-1]


def alone():
    """Runs this again with processes, mounts and network of its own: nothing of it stays, nor is in anybody's way."""
    if "PACTO_PROBAR_SOLO" not in os.environ:
        orden = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", sys.executable, *sys.argv]
        os.execvpe(orden[0], orden, {**os.environ, "PACTO_PROBAR_SOLO": "1"})
    # The network of a new room is down, its own loop too.
    with socket.socket() as enchufe:
        fcntl.ioctl(enchufe, 0x8914, struct.pack("16sh14x", b"lo", 0x49))


def main():
    alone()
    raiz, entrega = Raiz(sys.argv[1]), sys.argv[3] if len(sys.argv) > 3 else None
    prepare(raiz, sys.argv[2], entrega)
    hechas, no, resumen = 0, [], ""
    for orden in commands():
        programa = orden.split()[0]
        if programa == "cargo" or programa == "despliegue/entrega":
            no.append(f"{orden}  (it makes what is tried here)")
            continue
        if programa in ("minisign", "sha256sum") and not entrega:
            no.append(f"{orden}  (no release was given)")
            continue
        if programa == "psql":
            orden = f"runuser -u postgres -- {orden}"
        elif orden.startswith("pacto-operar importar"):
            sheet(raiz)
        elif programa == "systemctl":
            orden = orden.replace(" --now", "")
        elif programa == "curl":
            raiz.serve()
        elif programa == "tar" and not resumen:
            resumen = backup(raiz)
        print(f"$ {orden}")
        salida = raiz.run(orden.replace("HASH", resumen) if programa == "pacto" else orden, bien=not orden.startswith("pacto-operar importar"))
        print("".join(f"  {linea}\n" for linea in salida.splitlines()), end="", flush=True)
        hechas += 1
    print(raiz.run("systemd-analyze verify /etc/systemd/system/pacto*.service /etc/systemd/system/pacto*.timer 2>&1 | grep pacto || true"))
    for unidad in ("pacto.service", "pacto-respaldo.service"):
        print(raiz.run(f"systemd-analyze security --offline=true /etc/systemd/system/{unidad} 2>&1 | tail -n 1", bien=False).strip())
    print(f"{hechas} commands ran. Not run: {len(no)}")
    for orden in no:
        print(f"  {orden}")


main()
