#!/usr/bin/env python3
"""What a page costs: CPU of the server for one that is made, and for one that is kept, beside an axum server that returns the same
bytes from memory.

    cargo build --release --example bytes --bin pacto
    python3 benches/paginas.py [--pacto PROGRAMA] [--bytes PROGRAMA] [--veces N] [--rondas N]

Cold is a page under an address that nobody has asked for yet: an edition is named by twelve digits of its hash or more. The
servers take turns, and what is printed is the median of the rounds.
"""
import argparse
import http.client
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

RAIZ = pathlib.Path(__file__).parent.parent
PAGINAS = [
    "/", "/explorar?medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO&version=", "/explorar?medida=SERVICIOS&filas=MES&version=",
    "/informe/2017", "/consejo", "/agencias/donaji", "/datos", "/region", "/metodologia", "/accesibilidad",
]


def cpu(pid):
    """Nanoseconds that the threads of a process have run."""
    hilos = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((hilo / "schedstat").read_text().split()[0]) for hilo in hilos)


class Cliente:
    def __init__(self, puerto):
        self.conexion = http.client.HTTPConnection("127.0.0.1", puerto)

    def get(self, camino):
        self.conexion.request("GET", camino, headers={"Accept": "text/html"})
        respuesta = self.conexion.getresponse()
        cuerpo = respuesta.read()
        assert respuesta.status == 200, (camino, respuesta.status)
        return cuerpo


def start(orden, listo, **opciones):
    proceso = subprocess.Popen(orden, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **opciones)
    if listo:
        for linea in proceso.stdout:
            hallado = re.search(listo, linea)
            if hallado:
                return proceso, int(hallado[1])
        raise SystemExit("no arrancó: " + " ".join(orden))
    time.sleep(0.5)
    return proceso, int(orden[-1])


def cost(pid, veces, pedir):
    antes = cpu(pid)
    for i in range(veces):
        pedir(i)
    return (cpu(pid) - antes) / veces / 1000


def main():
    opciones = argparse.ArgumentParser()
    opciones.add_argument("--pacto", default=RAIZ / "target/release/pacto")
    opciones.add_argument("--bytes", default=RAIZ / "target/release/examples/bytes")
    opciones.add_argument("--veces", type=int, default=2000)
    opciones.add_argument("--rondas", type=int, default=5)
    opciones = opciones.parse_args()
    with tempfile.TemporaryDirectory() as carpeta:
        entorno = {**os.environ, "PACTO_DATOS": carpeta + "/datos", "PACTO_PETICIONES": "0"}
        pacto, puerto = start([str(opciones.pacto), "demo", "--direccion", "127.0.0.1:0"], r"Páginas en http://127.0.0.1:(\d+)", env=entorno)
        cliente = Cliente(puerto)
        hash_suyo = re.search(rb"/ediciones/([0-9a-f]{64})/", cliente.get("/"))[1].decode()
        print("| page | bytes | cold | kept | axum, the same bytes | ratio |\n|---|--:|--:|--:|--:|--:|")
        for numero, pagina in enumerate(PAGINAS):
            direccion = pagina if pagina.endswith("=") else pagina + "?version="
            cliente.get(direccion + hash_suyo)
            fria = cost(pacto.pid, 52, lambda i: cliente.get(direccion + hash_suyo[: 12 + i]))
            cuerpo = cliente.get(direccion + hash_suyo)
            archivo = pathlib.Path(carpeta) / "pagina"
            archivo.write_bytes(cuerpo)
            # The other server serves under one path, whatever it is of.
            suyos, otro_puerto = start([str(opciones.bytes), str(archivo), str(19200 + numero)], None)
            otro = Cliente(otro_puerto)
            calientes, iguales = [], []
            for _ in range(opciones.rondas):
                calientes.append(cost(pacto.pid, opciones.veces, lambda i: cliente.get(direccion + hash_suyo)))
                iguales.append(cost(suyos.pid, opciones.veces, lambda i: otro.get("/graphql")))
            suyos.kill()
            caliente, igual = statistics.median(calientes), statistics.median(iguales)
            razon = statistics.median(a / b for a, b in zip(calientes, iguales))
            nombre = pagina.split("&version")[0]
            print(f"| `{nombre}` | {len(cuerpo):,} | {fria:,.0f} µs | {caliente:.1f} µs | {igual:.1f} µs | {razon:.2f} |", flush=True)
        pacto.kill()


main()
