#!/usr/bin/env python3
"""A proxy that keeps answers, set up by despliegue/nginx.conf, in front of the demonstration.

    python3 benches/proxy.py target/release/pacto [nginx]

How much of what is asked the proxy answers, with the headers of one client and with those of twelve; how long it says the old
after an edition is published and after it is withdrawn; what it says while the server is away. It takes four minutes, because
answers are kept for one. It fails if a client gets an error, or if what must be seen in time is not.
"""

import collections
import http.client
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

RAIZ = Path(__file__).resolve().parent.parent
ACCEPT = ["*/*", "application/json", "application/graphql-response+json, application/json;q=0.9"]
CODINGS = ["gzip, deflate, br, zstd", "gzip, deflate", "identity", "br;q=1.0, gzip;q=0.8, *;q=0.1"]


def free():
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return enchufe.getsockname()[1]


class Lugar:
    """The server and the proxy, in a folder."""

    def __init__(self, pacto, nginx, carpeta):
        self.pacto, self.nginx, self.carpeta = pacto, nginx, Path(carpeta)
        self.puertos = free(), free()
        self.entorno = {
            **os.environ,
            "PACTO_DATOS": str(self.carpeta / "datos"),
            "PACTO_PETICIONES": "0",
            "PACTO_PROXIES": "127.0.0.0/8",
        }

    def run(self, *orden):
        return subprocess.run([self.pacto, *orden], env=self.entorno, check=True, capture_output=True, text=True).stdout

    def serve(self, orden):
        direccion = f"127.0.0.1:{self.puertos[0]}"
        self.servidor = subprocess.Popen(
            [self.pacto, orden, "--direccion", direccion], env=self.entorno, stdout=subprocess.DEVNULL
        )
        # It listens before it serves.
        for _ in range(600):
            try:
                if self.get("/salud/listo", directo=True)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.3)
        raise SystemExit("the server did not start")

    def proxy(self):
        conf = (RAIZ / "despliegue" / "nginx.conf").read_text()
        conf = conf.replace("127.0.0.1:8080", f"127.0.0.1:{self.puertos[0]}")
        conf = conf.replace("127.0.0.1:8000", f"127.0.0.1:{self.puertos[1]}")
        conf = conf.replace("/var/cache/nginx/pacto", str(self.carpeta / "copias"))
        temporales = "".join(
            f"    {que}_temp_path {self.carpeta}/{que};\n" for que in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        quien = "user root;\n" if os.getuid() == 0 else ""
        archivo = self.carpeta / "nginx.conf"
        archivo.write_text(
            f"{quien}worker_processes 1;\npid {self.carpeta}/pid;\nerror_log {self.carpeta}/errores;\ndaemon off;\n"
            f"events {{}}\nhttp {{\n    access_log off;\n{temporales}{conf}}}\n"
        )
        self.proceso = subprocess.Popen([self.nginx, "-c", str(archivo), "-p", str(self.carpeta), "-e", str(self.carpeta / "errores")])
        time.sleep(1)

    def get(self, ruta, accept="*/*", coding="identity", directo=False):
        conexion = http.client.HTTPConnection("127.0.0.1", self.puertos[0 if directo else 1], timeout=30)
        conexion.request("GET", ruta, headers={"Accept": accept, "Accept-Encoding": coding})
        respuesta = conexion.getresponse()
        cuerpo = respuesta.read()
        conexion.close()
        return respuesta.status, respuesta.headers.get("X-Cache", "-"), cuerpo

    def end(self):
        for proceso in ("servidor", "proceso"):
            if hasattr(self, proceso):
                getattr(self, proceso).send_signal(signal.SIGTERM)
                getattr(self, proceso).wait()


def question(n):
    consulta = f'{{ instancia(clave: "20067") {{ q{n}: edicion(anio: 2017) {{ numero corte }} }} }}'
    return "/graphql?query=" + urllib.parse.quote(consulta)


def ratio(lugar, que, preguntas, cabeceras, veces):
    """Asks many times; tells how much of it the proxy answered."""
    cuenta = collections.Counter()
    vueltas = zip(range(veces), itertools.cycle(range(preguntas)), itertools.cycle(cabeceras))
    for _, n, (accept, coding) in vueltas:
        estado, de, _ = lugar.get(question(n), accept, coding)
        assert estado == 200, estado
        cuenta[de] += 1
    print(f"{que}: {100 * cuenta['HIT'] / veces:.1f} % of {veces} ({dict(cuenta)})", flush=True)


def until(lugar, ruta, hecho, que, tope):
    """Asks each half second until what is answered is as it must be."""
    antes = time.monotonic()
    while time.monotonic() - antes < tope:
        estado, de, cuerpo = lugar.get(ruta)
        if hecho(estado, cuerpo):
            print(f"{que}: after {time.monotonic() - antes:.1f} s", flush=True)
            return
        time.sleep(0.5)
    raise SystemExit(f"{que}: not within {tope} s: {estado} {de}")


def main():
    pacto = os.path.abspath(sys.argv[1])
    nginx = sys.argv[2] if len(sys.argv) > 2 else "nginx"
    with tempfile.TemporaryDirectory(prefix="pacto-proxy-") as carpeta:
        lugar = Lugar(pacto, nginx, carpeta)
        try:
            lugar.serve("demo")
            lugar.proxy()
            doce = list(itertools.product(ACCEPT, CODINGS))
            ratio(lugar, "one client, 20 questions", 20, [doce[0]], 4000)
            # 41 and 12 have no divisor in common: each question comes with each set of headers.
            ratio(lugar, "twelve clients, 41 questions", 41, doce, 4000)

            vigente = "/graphql?query=" + urllib.parse.quote("{ ediciones(first: 9) { edges { node { numero estado } } } }")
            assert b'"errors"' not in lugar.get(vigente)[2]
            lugar.run("publicar", "--si", "--instancia", "20067", "--corte", "2017-09-30", "--sin-atenciones")
            hay = lambda estado, cuerpo: b'"numero":2' in cuerpo
            until(lugar, vigente, hay, "published: seen", 95)
            hash_ = re.search(r"[0-9a-f]{64}", lugar.run("verificar")).group()
            archivo = f"/ediciones/{hash_}"
            print("its file:", lugar.get(archivo)[:2], lugar.get(archivo)[:2])
            lugar.run("retirar", "1", "--si", "--motivo", "Prueba", "--instancia", "20067")
            until(lugar, vigente, lambda e, c: b"RETIRADA" in c, "withdrawn: seen", 95)
            print("its file: at the server", lugar.get(archivo, directo=True)[0], "at the proxy", lugar.get(archivo)[:2])

            lugar.get(question(0))
            lugar.servidor.kill()
            lugar.servidor.wait()
            cuenta = collections.Counter()
            fin = time.monotonic() + 75
            while time.monotonic() < fin:
                estado, de, _ = lugar.get(question(0))
                cuenta[f"{estado} {de}"] += 1
                time.sleep(0.25)
            print("server away, 75 s:", dict(cuenta), flush=True)
            assert all(clase.startswith("200 ") for clase in cuenta), "an error was passed on"
            lugar.serve("servir")
            nueva = lambda estado, cuerpo: estado == 200
            until(lugar, question(99), nueva, "server back: a new question", 15)
        finally:
            lugar.end()


main()
