#!/usr/bin/env python3
"""Two builds of Pacto side by side: what the second one costs, of what the first one does.

    python3 benches/dos.py PACTO_DE_ANTES PACTO_DE_AHORA [--rondas N] [--filas N]

In each round the two take turns, so that what slows the machine slows both. Printed are CPU seconds (of questions, microseconds of the
server for each) of the median round, and the median and the quartiles of the ratios. Questions are asked on one connection by a client that does
nothing else; «cold» is a question that is never the same twice.
"""
import argparse
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time

from importar import write
from servidor import RAIZ, VARIABLES, cpu

PREGUNTAS = {"small": ("{ instancias { clave } }", {}), "large": ((RAIZ / "datos/consultas/tablero.graphql").read_text(), VARIABLES)}


def spent(pacto, datos, *orden):
    """CPU seconds of a command."""
    entorno = {**os.environ, "PACTO_DATOS": str(datos), "PACTO_PETICIONES": "0"}
    proceso = subprocess.Popen([pacto, *orden], stdout=subprocess.DEVNULL, env=entorno)
    _, estado, uso = os.wait4(proceso.pid, 0)
    assert estado == 0, orden
    return uso.ru_utime + uso.ru_stime


def importing(pacto, hoja):
    with tempfile.TemporaryDirectory() as datos:
        spent(pacto, datos, "iniciar", "--instancia", "20067")
        return spent(pacto, datos, "importar", str(hoja), "--instancia", "20067")


class Servidor:
    """The demonstration, made and served."""

    def __init__(self, pacto, puerto):
        self.carpeta, self.puerto = tempfile.TemporaryDirectory(), puerto
        entorno = {**os.environ, "PACTO_DATOS": self.carpeta.name, "PACTO_PETICIONES": "0"}
        direccion = f"127.0.0.1:{puerto}"
        self.proceso = subprocess.Popen([pacto, "demo", "--direccion", direccion], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=entorno)
        while True:
            time.sleep(0.2)
            try:
                self.connect()
                break
            except OSError:
                assert self.proceso.poll() is None, "no arranca"
        self.vez = 0
        # It listens before it has made what it serves.
        self.ask(*PREGUNTAS["small"], False)
        self.demo = cpu(self.proceso)

    def connect(self):
        self.conexion = socket.create_connection(("127.0.0.1", self.puerto))
        self.conexion.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def threads(self):
        """Nanoseconds of CPU of each thread: those that made the demonstration end soon."""
        tareas = pathlib.Path(f"/proc/{self.proceso.pid}/task").glob("*/schedstat")
        return {tarea.parent.name: int(tarea.read_text().split()[0]) for tarea in tareas}

    def ask(self, documento, variables, fria):
        if fria:
            self.vez += 1
            documento = documento.replace("{", f"{{ f{self.vez}: __typename", 1)
        cuerpo = json.dumps({"query": documento, "variables": variables}).encode()
        cabeza = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(cuerpo)}\r\n\r\n"
        self.conexion.sendall(cabeza.encode() + cuerpo)
        dicho = b""
        while b"\r\n\r\n" not in dicho:
            leido = self.conexion.recv(1 << 16)
            assert leido, "the server closed the connection"
            dicho += leido
        cabeza, resto = dicho.split(b"\r\n\r\n", 1)
        assert cabeza.startswith(b"HTTP/1.1 200"), cabeza
        largo = next(int(linea.split(b":")[1]) for linea in cabeza.lower().split(b"\r\n") if linea.startswith(b"content-length"))
        while len(resto) < largo:
            resto += self.conexion.recv(1 << 16)

    def each(self, pregunta, fria, veces):
        """Microseconds of CPU for a question."""
        # What nobody asks anything for a while, the server closes.
        self.connect()
        antes = self.threads()
        for _ in range(veces):
            self.ask(*pregunta, fria)
        return sum(ahora - antes.get(hilo, 0) for hilo, ahora in self.threads().items()) / veces / 1e3

    def close(self):
        self.proceso.kill()
        self.proceso.wait()
        self.carpeta.cleanup()


def tell(nombre, rondas):
    rondas.sort(key=lambda ronda: ronda[1] / ronda[0])
    antes, ahora = rondas[len(rondas) // 2]
    baja, media, alta = (rondas[len(rondas) * i // 4] for i in (1, 2, 3))
    razon = " – ".join(f"{b / a:.2f}" for a, b in (baja, alta))
    print(f"| {nombre} | {antes:.4g} | {ahora:.4g} | {media[1] / media[0]:.2f} ({razon}) |", flush=True)


def main():
    opciones = argparse.ArgumentParser()
    opciones.add_argument("programas", nargs=2)
    opciones.add_argument("--rondas", type=int, default=9)
    opciones.add_argument("--filas", type=int, default=50_000)
    opciones = opciones.parse_args()
    print("| | before | now | ratio |\n|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as carpeta:
        hoja, libro, datos = (pathlib.Path(carpeta) / nombre for nombre in ("hoja.csv", "libro.xlsx", "datos"))
        write(hoja, opciones.filas, "S")
        primero = opciones.programas[0]
        spent(primero, datos, "iniciar", "--instancia", "20067")
        spent(primero, datos, "importar", str(hoja), "--instancia", "20067")
        spent(primero, datos, "exportar", "-o", str(libro), "--instancia", "20067")
        for nombre, ruta in (("import, CSV, s", hoja), ("import, workbook, s", libro)):
            tell(nombre, [[importing(pacto, ruta) for pacto in opciones.programas] for _ in range(3)])
    servidores = [Servidor(pacto, 18090 + i) for i, pacto in enumerate(opciones.programas)]
    tell("demonstration, made and published, s", [[servidor.demo for servidor in servidores]])
    for nombre, pregunta in PREGUNTAS.items():
        for como, fria, veces in (("hot", False, 3000), ("cold", True, 300)):
            rondas = [[servidor.each(pregunta, fria, veces) for servidor in servidores] for _ in range(opciones.rondas)]
            tell(f"{nombre}, {como}, µs", rondas)
    for servidor in servidores:
        servidor.close()


if __name__ == "__main__":
    main()
