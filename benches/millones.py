#!/usr/bin/env python3
"""A register of millions of rows: what importing it takes of time, memory and disk, and publishing it after that.

    python3 benches/millones.py PROGRAMA [--filas 10000000] [--postgres CARPETA_DE_BINARIOS] [--en CARPETA]

In a folder of its own within --en (the one for temporary files), or in a cluster of its own there. Of the disk it tells what the sheet
has, the most that the stores had while it was imported, and what they have at the end; of publishing, with the plan that comes with the
program, also whether it meets its aims (60 s and 200 MB for ten million rows).
"""
import argparse
import os
import pathlib
import subprocess
import tempfile
import threading
import time

from importar import write
from simultaneas import Bases

MB = 1e6


def size(carpeta):
    """Bytes of the disk, and how many of them are of the journals of stores: written twice, and bounded or not."""
    total = diarios = 0
    for raiz, _, archivos in os.walk(carpeta):
        for archivo in archivos:
            try:
                bytes = os.lstat(f"{raiz}/{archivo}").st_blocks * 512
            except OSError:
                continue
            total += bytes
            if raiz.endswith("/pg_wal") or archivo.endswith(("-wal", "-journal")):
                diarios += bytes
    return total, diarios


def run(orden, entorno, carpeta, cluster):
    """Time, CPU of `pacto` and of PostgreSQL, memory of `pacto`, and the most that a folder and the journals in it had meanwhile."""
    mayor, acaba = [size(carpeta)], threading.Event()

    def look():
        while not acaba.wait(0.5):
            mayor[0] = tuple(map(max, mayor[0], size(carpeta)))

    mira = threading.Thread(target=look)
    mira.start()
    base, inicio = cluster.cpu() if cluster else 0, time.monotonic()
    proceso = subprocess.Popen(orden, env=entorno, stdout=subprocess.DEVNULL)
    _, estado, uso = os.wait4(proceso.pid, 0)
    tiempo, base = time.monotonic() - inicio, (cluster.cpu() if cluster else 0) - base
    acaba.set()
    mira.join()
    if estado:
        raise SystemExit(f"{orden}: {estado}")
    return tiempo, uso.ru_utime + uso.ru_stime, base, uso.ru_maxrss * 1024 / MB, tuple(map(max, mayor[0], size(carpeta)))


def main():
    opciones = argparse.ArgumentParser()
    opciones.add_argument("programa")
    opciones.add_argument("--filas", type=int, default=10_000_000)
    opciones.add_argument("--postgres")
    opciones.add_argument("--en")
    opciones = opciones.parse_args()
    with tempfile.TemporaryDirectory(prefix="pacto-millones-", dir=opciones.en) as raiz:
        os.chmod(raiz, 0o755)
        datos, cluster = f"{raiz}/datos", None
        os.mkdir(datos)
        entorno = {**os.environ, "PACTO_DATOS": datos, "PACTO_INSTANCIA": "20067"}
        if opciones.postgres:
            cluster = Bases(opciones.postgres, datos)
            del entorno["PACTO_DATOS"]
            entorno |= {
                "PACTO_REGISTRO_URL": cluster.url("pacto_registro"),
                "PACTO_PUBLICACIONES_URL": cluster.url("pacto_publicaciones"),
                "PACTO_CLAVES": f"{raiz}/claves",
            }
        try:
            subprocess.run([opciones.programa, "iniciar"], env=entorno, check=True, stdout=subprocess.DEVNULL)
            hoja = pathlib.Path(raiz) / "hoja.csv"
            write(hoja, opciones.filas, "S")
            print(f"{opciones.filas} rows, {hoja.stat().st_size / MB:.0f} MB; load {os.getloadavg()[0]:.0f}")
            for nombre, orden in (
                ("imported", ["importar", str(hoja)]),
                ("published", ["publicar", "--si", "--sin-atenciones", "--corte", "2017-12-31"]),
            ):
                tiempo, cpu, base, memoria, (mayor, diario) = run([opciones.programa, *orden], entorno, datos, cluster)
                queda, sobra = size(datos)
                print(
                    f"{nombre}: {tiempo:.1f} s, CPU {cpu:.1f} s of pacto and {base:.1f} s of PostgreSQL, {memoria:.0f} MB; "
                    f"disk at most {mayor / MB:.0f} MB, {diario / MB:.0f} of journals, then {queda / MB:.0f}, {sobra / MB:.0f} of them: "
                    f"at most {mayor / (queda - sobra):.2f} times what the stores are",
                    flush=True,
                )
        finally:
            if cluster:
                cluster.stop()


if __name__ == "__main__":
    main()
