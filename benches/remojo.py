#!/usr/bin/env python3
"""A soak: Pacto under mixed load while editions are published, for some minutes. No error, no growth of memory.

    cargo build --release --bin pacto
    python3 benches/remojo.py [--minutos 10] [--programa target/release/pacto]

At once: hot and cold questions, named ones with ETag, CSV, questions over the limits, connections that say nothing, and
subscribers over Server-Sent Events that must hear of every edition, once and in order. An edition is published every few
seconds. Ends with status 1 and says why if something goes wrong.
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import re
import socket
import statistics
import subprocess
import tempfile
import threading
import time

RAIZ = pathlib.Path(__file__).parent.parent
TABLERO = (RAIZ / "datos/consultas/tablero.graphql").read_text()
VARIABLES = {"clave": "20067", "anio": 2017}
BOMBAS = ["{a" * 2000 + "}" * 2000, "{ a(b: " + "[" * 3000, "{ " + "noHay " * 3000 + "}"]
HOST, PUERTO = "127.0.0.1", 18070
# Between two editions, and after what part of the time the memory has found its size.
CADA, REPOSO = 6, 0.4


class Remojo:
    def __init__(self, segundos):
        self.fin = time.monotonic() + segundos
        self.fallos, self.cuentas, self.candado = [], {}, threading.Lock()
        self.oidas = {}

    def goes_on(self):
        return time.monotonic() < self.fin and not self.fallos

    def fail(self, que):
        with self.candado:
            self.fallos.append(que)

    def count(self, que):
        with self.candado:
            self.cuentas[que] = self.cuentas.get(que, 0) + 1

    def ask(self, nombre, pregunta):
        """Asks for as long as it goes on, on one connection; `pregunta` says what, and what answers are right."""
        conexion = http.client.HTTPConnection(HOST, PUERTO, timeout=30)
        while self.goes_on():
            metodo, ruta, cuerpo, cabeceras, bien = pregunta()
            try:
                conexion.request(metodo, ruta, cuerpo, cabeceras)
                respuesta = conexion.getresponse()
                texto = respuesta.read()
            except (OSError, http.client.HTTPException) as error:
                self.fail(f"{nombre}: {error!r}")
                return
            if not bien(respuesta.status, texto):
                self.fail(f"{nombre}: {respuesta.status} {texto[:300]!r}")
                return
            self.count(nombre)
            time.sleep(0.002)

    def hear(self, nombre):
        """A subscriber: connects again every now and then, where it was."""
        oidas, ultima = self.oidas.setdefault(nombre, []), None
        while self.goes_on():
            cabeceras = {"Accept": "text/event-stream"}
            if ultima:
                cabeceras["Last-Event-ID"] = ultima
            conexion = http.client.HTTPConnection(HOST, PUERTO, timeout=30)
            try:
                conexion.request("GET", "/graphql/consultas/novedades", headers=cabeceras)
                respuesta = conexion.getresponse()
                hasta, numero = time.monotonic() + random.uniform(10, 40), None
                while self.goes_on() and (time.monotonic() < hasta or not oidas):
                    linea = respuesta.readline().decode().strip()
                    if linea.startswith("data: {"):
                        numero = json.loads(linea[6:])["data"]["edicionPublicada"]["numero"]
                    elif linea.startswith("id:") and numero is not None:
                        oidas.append(numero)
                        ultima = linea[3:].strip()
            except (OSError, http.client.HTTPException) as error:
                self.fail(f"{nombre}: {error!r}")
            conexion.close()

    def keep_silent(self):
        while self.goes_on():
            conexion = socket.create_connection((HOST, PUERTO))
            conexion.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Ty")
            conexion.settimeout(15)
            try:
                while conexion.recv(1000):
                    pass
                self.count("silent, sent away")
            except TimeoutError:
                self.fail("whoever says nothing is not sent away")
            except OSError:
                pass
            conexion.close()


def post(documento, variables=None):
    cuerpo = json.dumps({"query": documento, "variables": variables or {}})
    return "POST", "/graphql", cuerpo, {"Content-Type": "application/json"}


def good(estado, texto):
    return estado == 200 and b'"errors"' not in texto


def main():
    opciones = argparse.ArgumentParser()
    opciones.add_argument("--minutos", type=float, default=10)
    opciones.add_argument("--programa", default=str(RAIZ / "target/release/pacto"))
    opciones = opciones.parse_args()
    segundos = opciones.minutos * 60
    carpeta = tempfile.mkdtemp()
    entorno = {**os.environ, "PACTO_DATOS": carpeta, "PACTO_PETICIONES": "0", "PACTO_INSTANCIA": "20067"}
    demo = subprocess.Popen([opciones.programa, "demo", "--direccion", "127.0.0.1:0"], env=entorno, stdout=subprocess.PIPE, text=True)
    next(linea for linea in demo.stdout if linea.startswith("Sirviendo"))
    demo.kill()
    servidor = subprocess.Popen([opciones.programa, "servir", "--direccion", f"{HOST}:{PUERTO}"], env=entorno, stdout=subprocess.DEVNULL)
    time.sleep(1)

    def rss():
        texto = pathlib.Path(f"/proc/{servidor.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", texto)[1]) / 1024

    remojo = Remojo(segundos)
    hash_ = [""]

    def by_name():
        ruta = "/graphql/consultas/tablero?variables=%7B%22clave%22%3A%2220067%22%2C%22anio%22%3A2017%7D"
        cabeceras = {"If-None-Match": "*"} if random.random() < 0.5 else {"Accept-Encoding": "br"}
        return "GET", ruta, None, cabeceras, lambda e, t: e in (200, 304)

    def csv():
        if not hash_[0]:
            consulta = '{ instancia(clave: "20067") { edicion(numero: 1) { hash } } }'
            conexion = http.client.HTTPConnection(HOST, PUERTO)
            conexion.request(*post(consulta))
            hash_[0] = json.load(conexion.getresponse())["data"]["instancia"]["edicion"]["hash"]
        return "GET", f"/ediciones/{hash_[0]}/tabla.csv?medida=SERVICIOS&filas=AGENCIA&columnas=SERVICIO", None, {}, lambda e, t: e == 200

    def bomb():
        return *post(random.choice(BOMBAS)), lambda e, t: b"LIMITE_EXCEDIDO" in t and len(t) < 65536

    def cold():
        return *post(f"{TABLERO}#{random.random()}", VARIABLES), good

    tareas = [
        *[("hot", lambda: (*post(TABLERO, VARIABLES), good))] * 4,
        *[("cold", cold)] * 4,
        ("by name", by_name),
        ("CSV", csv),
        ("over the limits", bomb),
    ]
    hilos = [threading.Thread(target=remojo.ask, args=tarea) for tarea in tareas]
    hilos += [threading.Thread(target=remojo.hear, args=(f"subscriber {i}",)) for i in range(20)]
    hilos += [threading.Thread(target=remojo.keep_silent) for _ in range(10)]
    for hilo in hilos:
        hilo.daemon = True
        hilo.start()
    empieza, memoria, publicadas = time.monotonic(), [], 0
    # Ends of months: each is another edition.
    meses = [(anio, mes) for anio in range(2018, 2026) for mes in range(1, 13)]
    while remojo.goes_on():
        memoria.append((time.monotonic() - empieza, rss()))
        # The last ones must have been heard of when it ends.
        if meses and time.monotonic() < remojo.fin - 5:
            anio, mes = meses.pop(0)
            dia = [31, 29 if anio % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][mes - 1]
            orden = [opciones.programa, "publicar", "--si", "--sin-atenciones", "--corte", f"{anio}-{mes:02}-{dia}"]
            hecho = subprocess.run(orden, env=entorno, capture_output=True, text=True)
            if hecho.returncode:
                remojo.fail(f"publicar {anio}-{mes}: {hecho.stderr}")
            publicadas += 1
        time.sleep(max(CADA, segundos / 90))
    for hilo in hilos:
        hilo.join(60)
    if servidor.poll() is not None:
        remojo.fail("the server ended")
    servidor.terminate()
    if servidor.wait(20):
        remojo.fail(f"the server ended with {servidor.returncode}")
    for nombre, oidas in remojo.oidas.items():
        if oidas != list(range(2, len(oidas) + 2)) or len(oidas) != publicadas:
            remojo.fail(f"{nombre} heard {oidas} of {publicadas}")
    reposada = [mib for cuando, mib in memoria if cuando > segundos * REPOSO]
    antes, despues = (statistics.median(parte) for parte in (reposada[: len(reposada) // 2], reposada[len(reposada) // 2 :]))
    print(f"{publicadas} editions; answers: {remojo.cuentas}; memory: {antes:.0f} MiB, then {despues:.0f} MiB")
    if despues > antes * 1.1 + 8:
        remojo.fail("memory grows")
    for fallo in remojo.fallos[:10]:
        print(fallo)
    raise SystemExit(1 if remojo.fallos else 0)


if __name__ == "__main__":
    main()
