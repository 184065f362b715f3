#!/usr/bin/env python3
"""The server under attack at its default limits: what memory each attack takes, what is given back, what a bystander waits.

    cargo build --release --bin pacto
    python3 benches/ataques.py [--programa target/release/pacto] [--direcciones 8] [--segundos 15] [ATAQUE...]

The store is that of the demonstration, copied as the editions of many instancias. Each attack has a server of its own and
comes from several addresses of this machine; a bystander at another address asks a small question, never the same twice, ten
times a second. Memory is the most that the server had, and what it has a minute later. Ends with status 1 if it is too much.
"""
import argparse
import asyncio
import base64
import contextlib
import json
import multiprocessing
import os
import pathlib
import random
import re
import sqlite3
import statistics
import subprocess
import tempfile
import time

RAIZ = pathlib.Path(__file__).parent.parent
SOCIAS = (RAIZ / "datos/consultas/socias.graphql").read_text()
HOST, PUERTO, TESTIGO = "127.0.0.1", 18071, "127.0.0.200"
# MiB at most under attack, and a minute later; milliseconds of the bystander.
MAXIMO, DESPUES, P95 = 300, 100, 50
WEBSOCKET = (
    b"GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)


def multiply(archivo, cuantas):
    """As many instancias with the edition of the first, each with another hash."""
    with contextlib.closing(sqlite3.connect(archivo)) as bd:
        # What an instancia has no file for, the index may say.
        bd.execute("ATTACH ? AS suyas", (f"{pathlib.Path(archivo).parent}/ediciones/20067.sqlite",))
        for i in range(1, cuantas):
            clave = f"{30000 + i}"
            bd.execute("INSERT INTO instancia SELECT ?1, region, replace(contenido, '20067', ?1) FROM instancia WHERE instancia_id = '20067'", (clave,))
            bd.execute(
                "INSERT INTO edicion SELECT ?1, numero, corte, instante, lower(hex(randomblob(32))), sintetica, umbral, formato, retirada, retirada_en, orden + ?2"
                " FROM edicion WHERE instancia_id = '20067'", (clave, i))
            bd.execute("INSERT INTO pieza SELECT ?1, numero, tipo, padre, replace(clave, '20067', ?1), orden, clase, fecha, etiquetas, contenido FROM suyas.pieza WHERE instancia_id = '20067'", (clave,))
            bd.execute("INSERT INTO archivo SELECT ?1, numero, contenido, firma, clave_publica FROM suyas.archivo WHERE instancia_id = '20067'", (clave,))
        bd.commit()


def post(cuerpo, mas=b"", largo=None):
    cuerpo = cuerpo if isinstance(cuerpo, bytes) else json.dumps(cuerpo).encode()
    largo = len(cuerpo) if largo is None else largo
    return b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + mas + b"Content-Length: %d\r\n\r\n" % largo + cuerpo


def frame(texto, entera=True):
    """A masked frame of WebSocket; only its beginning if it is not to be whole."""
    datos = texto.encode()
    cabeza = b"\x81" + (bytes([0x80 | len(datos)]) if len(datos) < 126 else b"\xfe" + len(datos).to_bytes(2) if len(datos) < 65536 else b"\xff" + len(datos).to_bytes(8))
    return cabeza + bytes(4) + (datos if entera else datos[:-1])


class Ataque:
    def __init__(self, direcciones, segundos):
        self.direcciones = [f"127.0.0.{i + 2}" for i in range(direcciones)]
        self.fin = time.monotonic() + segundos
        self.codigos = {}

    def goes_on(self):
        return time.monotonic() < self.fin

    async def hold(self, quien, bytes_, lee=True):
        """Sends this on a connection and keeps it as long as the server lets it, again and again."""
        while self.goes_on():
            try:
                lector, escritor = await asyncio.open_connection(HOST, PUERTO, local_addr=(quien, 0), limit=4096)
            except OSError:
                await asyncio.sleep(0.5)
                continue
            try:
                escritor.write(bytes_() if callable(bytes_) else bytes_)
                if lee:
                    # Only a little is ever taken.
                    primera = await asyncio.wait_for(lector.readline(), max(0.1, self.fin - time.monotonic()))
                    codigo = primera[9:12].decode(errors="replace") or "closed"
                    self.codigos[codigo] = self.codigos.get(codigo, 0) + 1
                    if codigo in ("200", "101"):
                        await asyncio.sleep(max(0, self.fin - time.monotonic()))
                else:
                    await asyncio.sleep(max(0, self.fin - time.monotonic()))
            except (OSError, asyncio.TimeoutError, ValueError):
                self.codigos["broken"] = self.codigos.get("broken", 0) + 1
            finally:
                escritor.close()
            await asyncio.sleep(0.2)

    async def ask(self, quien, pregunta, pausa=0.02):
        """Asks again and again on one connection, and reads the answers."""
        while self.goes_on():
            try:
                lector, escritor = await asyncio.open_connection(HOST, PUERTO, local_addr=(quien, 0))
                while self.goes_on():
                    escritor.write(pregunta())
                    cabeza = await asyncio.wait_for(lector.readuntil(b"\r\n\r\n"), 30)
                    largo = re.search(rb"content-length: (\d+)", cabeza, re.IGNORECASE)
                    cuerpo = await asyncio.wait_for(lector.readexactly(int(largo[1]) if largo else 0), 30)
                    codigo = cabeza[9:12].decode()
                    mal = re.search(rb'"code":"(\w+)"', cuerpo)
                    codigo += f" {mal[1].decode()}" if mal else ""
                    self.codigos[codigo] = self.codigos.get(codigo, 0) + 1
                    await asyncio.sleep(pausa)
            except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
                self.codigos["broken"] = self.codigos.get("broken", 0) + 1
                await asyncio.sleep(0.2)

    def each(self, veces, tarea):
        return [tarea(quien) for quien in self.direcciones for _ in range(veces)]

    # The attacks. Of two addresses, each may have half of the connections; so that no attack has more than 1,024.

    def cabezas(self):
        cabeza = b"POST /graphql HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: %s\r\n" % (i, b"a" * 8000) for i in range(50))
        return self.each(1024 // len(self.direcciones), lambda q: self.hold(q, cabeza))

    def cuerpos(self):
        cuerpo = post(b"a" * 250_000, largo=250_001)
        return self.each(1024 // len(self.direcciones), lambda q: self.hold(q, cuerpo))

    def socias(self):
        """Twenty questions that differ, of one client, again and again."""
        pregunta = lambda: post({"query": f"{SOCIAS}#{random.random()}"})
        return [self.ask(self.direcciones[0], pregunta) for _ in range(20)]

    def listas(self):
        """The same with the widest lists, of all."""
        todo = "agencias { nombre ferias { nombre } } convenios { objeto { valor } } cruces { dimensiones { miembros { codigo } } }"
        pregunta = lambda: post({"query": "{ instancias { ediciones { %s } } } #%f" % (todo, random.random())})
        return self.each(20, lambda q: self.ask(q, pregunta))

    def paquetes(self):
        """Large answers that differ, packed in the dearest way."""
        def pregunta():
            return post({"query": "{ instancias { clave nombre siglas municipio { nombre } id } } #%f" % random.random()}, b"Accept-Encoding: zstd\r\n")
        return self.each(30, lambda q: self.ask(q, pregunta))

    def lectores(self):
        """Large answers that differ and are not taken."""
        def pregunta():
            return post({"query": "{ instancias { clave nombre siglas municipio { nombre } id } } #%f" % random.random()})
        return self.each(1024 // len(self.direcciones), lambda q: self.hold(q, pregunta))

    def hilos(self):
        """Messages of WebSocket that never end."""
        inicio = WEBSOCKET + frame('{"type":"connection_init"}') + frame(" " * 250_000, entera=False)
        return self.each(128, lambda q: self.hold(q, inicio))

    def operaciones(self):
        """All the subscriptions that a conversation may have, each of a long document."""
        def inicio():
            dice = WEBSOCKET + frame('{"type":"connection_init"}')
            for i in range(20):
                campos = "numero " * 480
                documento = "subscription { edicionPublicada { %s } } #%f" % (campos, random.random())
                dice += frame(json.dumps({"id": str(i), "type": "subscribe", "payload": {"query": documento}}))
            return dice
        return self.each(64, lambda q: self.hold(q, inicio))

    def documentos(self):
        """Documents that differ, as wide as they may be, with a variable so that they are kept."""
        def pregunta():
            documento = "query ($a: Int) { instancias(first: $a) { %s } } #%f" % ("clave " * 480, random.random())
            return post({"query": documento, "variables": {"a": 1}})
        return self.each(20, lambda q: self.ask(q, pregunta))

    def textos(self):
        """Long texts, where they are copied and where what was looked for is remembered."""
        def pregunta():
            clave = f"{random.random()}" + "a" * 150_000
            ruta = base64.urlsafe_b64encode(f"AGENCIA\n20067\n1\n\n{clave}".encode()).decode().rstrip("=")
            return post({"query": "query ($i: ID!) { node(id: $i) { id } }", "variables": {"i": ruta}})
        return self.each(20, lambda q: self.ask(q, pregunta))

    def juntas(self):
        """Tables of instancias side by side, each time of others."""
        campos = "filas { miembros { nombre } } columnas { miembros { nombre } } partes { edicion { numero } valores protegidas }"
        def pregunta():
            claves = json.dumps([f"{30000 + i}" for i in random.sample(range(1, 2400), 14)])
            return post({"query": "{ tabla(instancias: %s, anio: 2017, medida: SERVICIOS, filas: [AGENCIA], columnas: [SERVICIO]) { %s } }" % (claves, campos)})
        return self.each(20, lambda q: self.ask(q, pregunta))

    def series(self):
        """Series over the years of many instancias in one question, each time of others."""
        def pregunta():
            de = (f'a{i}: instancia(clave: "{30000 + i}") {{ serie(medida: SERVICIOS, nivel: MES) {{ puntos {{ periodo celda {{ valor }} }} quiebres {{ causas }} }} }}'
                  for i in random.sample(range(1, 2400), 30))
            return post({"query": "{ %s }" % " ".join(de)})
        return self.each(20, lambda q: self.ask(q, pregunta))

    def estados(self):
        """The editions in some state, of which all are looked at, as often as one question may."""
        def pregunta():
            todas = " ".join(f"a{i}: ediciones(last: 1, estado: VIGENTE) {{ nodes {{ numero }} }}" for i in range(60))
            return post({"query": "{ %s } #%f" % (todas, random.random())})
        return self.each(20, lambda q: self.ask(q, pregunta))


def watch(fin, sale):
    """The bystander: the times it waits, in milliseconds."""
    async def ask():
        tiempos, mal, primero = [], 0, time.monotonic()
        while time.monotonic() < fin.value or time.monotonic() - primero < 2:
            empieza = time.monotonic()
            try:
                lector, escritor = await asyncio.open_connection(HOST, PUERTO, local_addr=(TESTIGO, 0))
                escritor.write(post({"query": '{ instancia(clave: "20067") { nombre edicion { numero hash } } } #%f' % random.random()}, b"Connection: close\r\n"))
                mal += b'"numero"' not in await asyncio.wait_for(lector.read(-1), 30)
                escritor.close()
            except (OSError, asyncio.TimeoutError):
                mal += 1
            tiempos.append((time.monotonic() - empieza) * 1000)
            await asyncio.sleep(0.1)
        sale.put((tiempos, mal))
    asyncio.run(ask())


def rss(proceso):
    texto = pathlib.Path(f"/proc/{proceso.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", texto)[1]) / 1024


async def attack(ataque, nombre, servidor):
    tareas = [asyncio.create_task(tarea) for tarea in getattr(ataque, nombre)()]
    maximo = 0
    while ataque.goes_on():
        maximo = max(maximo, rss(servidor))
        await asyncio.sleep(0.05)
    for tarea in tareas:
        tarea.cancel()
    await asyncio.gather(*tareas, return_exceptions=True)
    return maximo


def main():
    ataques = ["cabezas", "cuerpos", "socias", "listas", "paquetes", "lectores", "hilos", "operaciones", "documentos", "textos",
               "juntas", "series", "estados"]
    opciones = argparse.ArgumentParser()
    opciones.add_argument("ataques", nargs="*", default=ataques)
    opciones.add_argument("--programa", default=str(RAIZ / "target/release/pacto"))
    opciones.add_argument("--instancias", type=int, default=2471)
    opciones.add_argument("--direcciones", type=int, default=2)
    opciones.add_argument("--segundos", type=float, default=15)
    opciones.add_argument("--reposo", type=float, default=60)
    opciones = opciones.parse_args()
    with tempfile.TemporaryDirectory() as carpeta:
        entorno = {**os.environ, "PACTO_DATOS": carpeta}
        demo = subprocess.Popen([opciones.programa, "demo", "--direccion", "127.0.0.1:0"], env=entorno, stdout=subprocess.PIPE, text=True)
        next(linea for linea in demo.stdout if linea.startswith("Sirviendo"))
        demo.kill()
        demo.wait()
        multiply(f"{carpeta}/publico/publicaciones.sqlite", opciones.instancias)
        print("| attack | memory | a minute later | bystander p50 | p95 | max | answers |\n|---|---|---|---|---|---|---|")
        bien = all([run(opciones, nombre, entorno) for nombre in opciones.ataques])
    raise SystemExit(0 if bien else 1)


def run(opciones, nombre, entorno):
    servidor = subprocess.Popen([opciones.programa, "servir", "--direccion", f"{HOST}:{PUERTO}"], env=entorno, stdout=subprocess.PIPE, text=True)
    next(linea for linea in servidor.stdout if linea.startswith("Sirviendo"))
    ataque = Ataque(opciones.direcciones, opciones.segundos)
    fin, sale = multiprocessing.Value("d", ataque.fin), multiprocessing.Queue()
    testigo = multiprocessing.Process(target=watch, args=(fin, sale))
    testigo.start()
    maximo = asyncio.run(attack(ataque, nombre, servidor))
    tiempos, mal = sale.get(timeout=60)
    testigo.join()
    hasta = time.monotonic() + opciones.reposo
    while time.monotonic() < hasta and servidor.poll() is None:
        time.sleep(1)
    despues = rss(servidor) if servidor.poll() is None else float("inf")
    servidor.terminate()
    servidor.wait()
    p95 = statistics.quantiles(tiempos, n=20)[-1]
    print(
        f"| {nombre} | {maximo:.0f} MiB | {despues:.0f} MiB | {statistics.median(tiempos):.0f} ms | {p95:.0f} ms | {max(tiempos):.0f} ms |"
        f" {', '.join(f'{n} {codigo}' for codigo, n in sorted(ataque.codigos.items()))}{f'; bystander {mal} wrong' if mal else ''} |",
        flush=True,
    )
    return maximo < MAXIMO and despues < DESPUES and p95 < P95 and not mal


if __name__ == "__main__":
    main()
