#!/usr/bin/env python3
"""Imports of several instancias at once beside the same one after the other, on PostgreSQL: what CPU they take.

    python3 benches/simultaneas.py PROGRAMA CARPETA_DE_BINARIOS [--instancias 10] [--filas 20000] [--rondas 3]

In a cluster of its own, on a socket; each round has databases of its own, and the two ways take turns. Told are the CPU of `pacto` and
of all processes of PostgreSQL, and the time that passed. It ends with an error if the medians differ by more than 1.5 times.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

from ediciones import RAIZ, Cluster
from importar import write

PULSOS = os.sysconf("SC_CLK_TCK")


class Bases(Cluster):
    def cpu(self):
        """Of the server and of all processes that it has had: those that ended, and those that go on."""
        principal = (pathlib.Path(self.carpeta) / "datos/postmaster.pid").read_text().split()[0]
        total = 0
        for estado in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, resto = estado.read_text().split(" (", 1)
            except OSError:
                continue
            campos = resto.rsplit(") ", 1)[1].split()
            if pid == principal:
                total += sum(int(n) for n in campos[11:15])
            elif campos[1] == principal:
                total += sum(int(n) for n in campos[11:13])
        return total / PULSOS

    def renew(self):
        for base in ("pacto_registro", "pacto_publicaciones"):
            self.psql("postgres", f"DROP DATABASE {base}")
        self.psql("postgres", (RAIZ / "datos/postgresql.sql").read_text(), "-v", "clave_operador=a", "-v", "clave_publico=b")


def run(cluster, programa, entorno, claves, hoja, a_la_vez):
    cluster.renew()
    for clave in claves:
        subprocess.run([programa, "iniciar", "--si", "--instancia", clave], env=entorno, check=True, stdout=subprocess.DEVNULL)
    # What is done once for a table, whoever comes first, is not of either way.
    orden = [programa, "importar", hoja, "--instancia"]
    antes, propia, empieza = cluster.cpu(), os.times(), time.monotonic()
    if a_la_vez:
        todas = [subprocess.Popen([*orden, clave], env=entorno, stdout=subprocess.DEVNULL) for clave in claves]
        assert not any(una.wait() for una in todas)
    else:
        for clave in claves:
            subprocess.run([*orden, clave], env=entorno, check=True, stdout=subprocess.DEVNULL)
    paso, fin = time.monotonic() - empieza, os.times()
    de_pacto = fin.children_user + fin.children_system - propia.children_user - propia.children_system
    return cluster.cpu() - antes, de_pacto, paso


def main():
    opciones = argparse.ArgumentParser()
    opciones.add_argument("programa")
    opciones.add_argument("binarios")
    opciones.add_argument("--instancias", type=int, default=10)
    opciones.add_argument("--filas", type=int, default=20_000)
    opciones.add_argument("--rondas", type=int, default=3)
    opciones = opciones.parse_args()
    with tempfile.TemporaryDirectory(prefix="pacto-simultaneas-") as raiz:
        os.chmod(raiz, 0o755)
        os.mkdir(f"{raiz}/pg")
        cluster = Bases(opciones.binarios, f"{raiz}/pg")
        try:
            hoja = f"{raiz}/hoja.csv"
            write(hoja, opciones.filas, "S", ["Cabecera municipal"])
            entorno = {
                **os.environ,
                "PACTO_REGISTRO_URL": cluster.url("pacto_registro"),
                "PACTO_PUBLICACIONES_URL": cluster.url("pacto_publicaciones"),
                "PACTO_CLAVES": f"{raiz}/claves",
            }
            lista = subprocess.run([opciones.programa, "municipios"], env=entorno, check=True, capture_output=True, text=True).stdout
            claves = [linea.split()[0] for linea in lista.splitlines()][: opciones.instancias]
            medidas = {False: [], True: []}
            print("| ronda | | PostgreSQL, CPU | pacto, CPU | tiempo |\n|---|---|--:|--:|--:|")
            for ronda in range(opciones.rondas):
                for a_la_vez, suyas in medidas.items():
                    medida = run(cluster, opciones.programa, entorno, claves, hoja, a_la_vez)
                    suyas.append(medida[0] + medida[1])
                    como = "a la vez" if a_la_vez else "una tras otra"
                    print(f"| {ronda + 1} | {como} | {medida[0]:.1f} s | {medida[1]:.1f} s | {medida[2]:.1f} s |", flush=True)
            razon = statistics.median(medidas[True]) / statistics.median(medidas[False])
            print(f"CPU at once / one after the other: {razon:.2f}")
            raise SystemExit(1 if razon > 1.5 else 0)
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
