#!/usr/bin/env python3
"""A soak in which things break: the base is stopped and started, hangs, and its disk fills up, while it is asked and written into.

    python3 benches/averias.py PROGRAMA [--postgres CARPETA_DE_BINARIOS] [--minutos 10] [--instancias 1000] [--disco 2000]

As root: the stores are on a disk of --disco MiB in memory (tmpfs), which can be filled. One instancia has attentions and publishes an edition
every few seconds; the others, of one edition each, are copies of it under invented keys. Another one imports sheets. What fails is done again until
it is done. Ends with status 1 and says why if anything that was acknowledged is lost or there twice, if an answer is another error than the
503 of an outage, if the server is not back within half a minute, if a subscriber misses an edition, or if the memory passes that of the unit.
"""
import argparse
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time

from ediciones import COPIAS, Cluster, copies
from importar import write
from remojo import HOST, PUERTO, TABLERO, VARIABLES, Remojo, good, post

SUYA, OTRA = "20067", "20350"
# Seconds that the base is away, and that it may take to be back.
FUERA, VUELTA = 15, 30
# Of one sheet.
FILAS = 30
# What the unit allows (despliegue/pacto.service).
MEMORIA = 1024


class Tormenta(Remojo):
    def __init__(self, segundos):
        super().__init__(segundos)
        # Until when answers may say that the base is away.
        self.fuera = 0

    def is_out(self):
        return time.monotonic() < self.fuera

    def during(self, pregunta):
        """The same questions; while something is broken, the answer may be that the base does not answer."""
        def otra():
            *que, bien = pregunta()
            sale = self.is_out()

            def tambien(estado, texto):
                if bien(estado, texto):
                    return True
                no_hay = estado == 503 or b"SIN_BASE" in texto
                self.count("503 of an outage" if no_hay else "bad")
                return no_hay and (sale or self.is_out())

            return *que, tambien
        return otra

    def hear(self, nombre):
        oidas, ultima = self.oidas.setdefault(nombre, []), None
        while self.goes_on():
            cabeceras = {"Accept": "text/event-stream", **({"Last-Event-ID": ultima} if ultima else {})}
            conexion = http.client.HTTPConnection(HOST, PUERTO, timeout=30)
            with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(conexion):
                conexion.request("GET", "/graphql/consultas/novedades", headers=cabeceras)
                respuesta, hasta, numero = conexion.getresponse(), time.monotonic() + random.uniform(20, 60), None
                while respuesta.status == 200 and self.goes_on() and time.monotonic() < hasta:
                    linea = respuesta.readline()
                    if not linea:
                        break
                    linea = linea.decode().strip()
                    datos = json.loads(linea[6:]).get("data") if linea.startswith("data: {") else None
                    if datos:
                        numero = datos["edicionPublicada"]["numero"]
                    elif linea.startswith("id:") and numero is not None:
                        oidas.append(numero)
                        ultima, numero = linea[3:].strip(), None
            time.sleep(0.5)


class Carpeta:
    """Stores of files."""

    averias = ("the disk is full",)

    def __init__(self, disco):
        self.disco, self.datos = disco, f"{disco}/datos"
        self.operador = {"PACTO_DATOS": self.datos, "PACTO_CLAVES": f"{self.datos}/claves"}
        self.publico = {"PACTO_DATOS": self.datos}

    def grow(self, cuantas):
        publico = pathlib.Path(self.datos) / "publico"
        with contextlib.closing(sqlite3.connect(publico / "publicaciones.sqlite")) as bd:
            for tabla in ("instancia", "edicion", "novedad"):
                bd.execute(copies(tabla, COPIAS[tabla], cuantas, 1, "CAST(30000 + i AS TEXT)"))
            bd.execute("UPDATE publicado SET orden = (SELECT MAX(orden) FROM novedad)")
            bd.commit()
        suyo = (publico / f"ediciones/{SUYA}.sqlite").read_bytes()
        for i in range(cuantas):
            ruta = publico / f"ediciones/{30000 + i}.sqlite"
            ruta.write_bytes(suyo)
            with contextlib.closing(sqlite3.connect(ruta)) as bd:
                bd.execute("PRAGMA synchronous = OFF")
                bd.execute(f"UPDATE pieza SET instancia_id = '{30000 + i}', clave = replace(clave, '{SUYA}', '{30000 + i}')")
                bd.execute(f"UPDATE archivo SET instancia_id = '{30000 + i}'")
                bd.commit()
        subprocess.run(["chmod", "-R", "a+rX", publico], check=True)

    def count(self, que):
        with contextlib.closing(sqlite3.connect(f"{self.datos}/privado/registro.sqlite")) as bd:
            return bd.execute(que).fetchone()[0]

    def stop(self):
        pass


class Base(Cluster):
    """PostgreSQL, all of it on that disk."""

    averias = ("the base is stopped", "the base hangs", "the disk is full", "the base is stopped")

    def __init__(self, binarios, disco):
        super().__init__(binarios, disco)
        self.claves = tempfile.mkdtemp()
        self.operador = {
            "PACTO_REGISTRO_URL": self.url("pacto_registro"), "PACTO_PUBLICACIONES_URL": self.url("pacto_publicaciones"), "PACTO_CLAVES": self.claves,
        }
        self.publico = {"PACTO_PUBLICACIONES_URL": self.url("pacto_publicaciones").replace("pacto_operador", "pacto_publico")}

    def grow(self, cuantas):
        guion = "".join(copies(tabla, columnas, cuantas, 1, "CAST(30000 + i AS text)") + ";\n" for tabla, columnas in COPIAS.items())
        self.psql("pacto_publicaciones", guion + "UPDATE publicado SET orden = (SELECT MAX(orden) FROM novedad); ANALYZE;\n")

    def count(self, que):
        orden = [f"{self.binarios}/psql", "-XAt", "-h", self.carpeta, "-U", "postgres", "-c", que, "pacto_registro"]
        return int(subprocess.run(orden, check=True, capture_output=True, text=True).stdout)

    def start(self):
        orden = ("pg_ctl", "-D", f"{self.carpeta}/datos", "-l", f"{self.carpeta}/log", "-o", f"-k {self.carpeta} -c listen_addresses=", "-w", "start")
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", f"{self.carpeta}/datos", "status")
            return
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run(*orden)

    def halt(self):
        self.run("pg_ctl", "-D", f"{self.carpeta}/datos", "-m", "immediate", "stop")

    def signal(self, cual):
        principal = int((pathlib.Path(self.carpeta) / "datos/postmaster.pid").read_text().split()[0])
        hijos = subprocess.run(["pgrep", "-P", str(principal)], capture_output=True, text=True).stdout.split()
        for pid in (principal, *map(int, hijos)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, cual)


def fill(disco):
    """All that is left of a disk; the file that takes it."""
    ruta = pathlib.Path(disco) / "relleno"
    with contextlib.suppress(OSError), open(ruta, "wb", buffering=0) as relleno:
        while relleno.write(bytes(1 << 20)):
            pass
    return ruta


def break_down(averia, almacen, disco, tormenta):
    """Breaks something for a while, and waits until the server is ready again."""
    tormenta.fuera = time.monotonic() + FUERA + VUELTA
    if averia == "the base is stopped":
        almacen.halt()
        time.sleep(FUERA)
    elif averia == "the base hangs":
        almacen.signal(signal.SIGSTOP)
        time.sleep(FUERA)
        almacen.signal(signal.SIGCONT)
    else:
        relleno = fill(disco)
        time.sleep(FUERA)
        relleno.unlink()
    vuelve = time.monotonic()
    while time.monotonic() < vuelve + VUELTA:
        if isinstance(almacen, Base) and averia != "the base hangs":
            almacen.start()
        conexion = http.client.HTTPConnection(HOST, PUERTO, timeout=30)
        conexion.request("GET", "/salud/listo")
        if conexion.getresponse().status == 200:
            print(f"{averia}: ready {time.monotonic() - vuelve:.1f} s after it was mended", flush=True)
            tormenta.fuera = time.monotonic() + 2
            return
        time.sleep(0.2)
    tormenta.fail(f"{averia}: it is not back")


class Oficina:
    """What is written: a sheet and an edition at a time, again until it is done."""

    def __init__(self, programa, almacen, tormenta, carpeta):
        self.programa, self.almacen, self.tormenta, self.carpeta = programa, almacen, tormenta, carpeta
        self.hojas, self.ediciones, self.intentos = 0, 1, 0

    def run(self, *orden):
        entorno = {**os.environ, **self.almacen.operador}
        return subprocess.run([self.programa, *orden], env=entorno, capture_output=True, text=True, timeout=300)

    def must(self, *orden):
        hecho = self.run(*orden)
        if hecho.returncode:
            raise SystemExit(f"{orden}: {hecho.stderr}")
        return hecho.stdout

    def insist(self, *orden):
        while True:
            roto = self.tormenta.is_out()
            hecho = self.run(*orden)
            if hecho.returncode == 0:
                return
            self.intentos += 1
            if not (roto or self.tormenta.is_out()):
                self.tormenta.fail(f"{orden}: {hecho.stderr}")
                return
            time.sleep(1)

    def begin(self, instancias):
        for clave in (SUYA, OTRA):
            self.must("iniciar", "--si", "--instancia", clave)
        hoja = f"{self.carpeta}/primera.csv"
        write(hoja, 3000, "P", ["Cabecera municipal"])
        self.must("importar", hoja, "--instancia", SUYA)
        self.must("publicar", "--si", "--sin-atenciones", "--corte", "2017-12-31", "--instancia", SUYA)
        self.almacen.grow(instancias)

    def work(self):
        meses = ((anio, mes) for anio in range(2018, 2026) for mes in range(1, 13))
        while self.tormenta.goes_on() and time.monotonic() < self.tormenta.fin - 8:
            anio, mes = next(meses, (0, 0))
            hoja = f"{self.carpeta}/hoja.csv"
            write(hoja, FILAS, f"H{self.hojas}", ["Cabecera municipal"])
            self.insist("importar", hoja, "--instancia", OTRA)
            self.hojas += 1
            if anio:
                dia = [31, 29 if anio % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][mes - 1]
                self.insist("publicar", "--si", "--sin-atenciones", "--corte", f"{anio}-{mes:02}-{dia}", "--instancia", SUYA)
                self.ediciones += 1
            time.sleep(4)

    def check(self):
        filas = self.almacen.count(f"SELECT COUNT(*) FROM atencion WHERE instancia_id = '{OTRA}'")
        if filas != FILAS * self.hojas:
            self.tormenta.fail(f"{filas} attentions of {FILAS * self.hojas}")
        verificadas = self.must("verificar", "--instancia", SUYA)
        if "MAL" in verificadas:
            self.tormenta.fail(verificadas)
        self.must("bitacora")


def ask_all(tormenta, instancias):
    def cold():
        clave = str(30000 + random.randrange(instancias))
        return *post(f"{TABLERO}#{random.random()}", {**VARIABLES, "clave": clave}), good

    def hot():
        return *post(TABLERO, VARIABLES), good

    def last():
        return *post("{ ediciones(last: 5) { nodes { hash } } }#%s" % random.random()), good

    tareas = [("hot", hot)] * 3 + [("cold", cold)] * 3 + [("lists", last)]
    hilos = [threading.Thread(target=tormenta.ask, args=(nombre, tormenta.during(pregunta)), daemon=True) for nombre, pregunta in tareas]
    hilos += [threading.Thread(target=tormenta.hear, args=(f"subscriber {i}",), daemon=True) for i in range(10)]
    for hilo in hilos:
        hilo.start()
    return hilos


def soak(opciones, disco, carpeta):
    segundos = opciones.minutos * 60
    tormenta = Tormenta(segundos)
    almacen = Base(opciones.postgres, disco) if opciones.postgres else Carpeta(disco)
    oficina = Oficina(opciones.programa, almacen, tormenta, carpeta)
    oficina.begin(opciones.instancias)
    orden = [opciones.programa, "servir", "--direccion", f"{HOST}:{PUERTO}", "--peticiones", "0"]
    registro = open(f"{carpeta}/servidor.log", "w")
    servidor = subprocess.Popen(orden, env={**os.environ, **almacen.publico}, stdout=registro, stderr=registro)
    time.sleep(2)
    tormenta.fin = time.monotonic() + segundos
    hilos = ask_all(tormenta, opciones.instancias)
    trabajo = threading.Thread(target=oficina.work)
    trabajo.start()
    for averia in almacen.averias:
        time.sleep(segundos / (len(almacen.averias) + 1) - FUERA)
        break_down(averia, almacen, disco, tormenta)
    for hilo in (trabajo, *hilos):
        hilo.join(300)
    estado = pathlib.Path(f"/proc/{servidor.pid}/status").read_text()
    memoria = int(re.search(r"VmHWM:\s+(\d+)", estado)[1]) // 1024
    servidor.terminate()
    if servidor.wait(20):
        tormenta.fail(f"the server ended with {servidor.returncode}")
    oficina.check()
    almacen.stop()
    for nombre, oidas in tormenta.oidas.items():
        if oidas != list(range(oidas[0], oficina.ediciones + 1)) if oidas else oficina.ediciones > 1:
            tormenta.fail(f"{nombre} heard {oidas} of {oficina.ediciones}")
    if memoria > MEMORIA:
        tormenta.fail("the memory passes that of the unit")
    print(f"{oficina.ediciones} editions, {oficina.hojas} sheets, {oficina.intentos} attempts that failed; {tormenta.cuentas}; at most {memoria} MiB")
    for fallo in tormenta.fallos[:10]:
        print(fallo)
    return 1 if tormenta.fallos else 0


def main():
    opciones = argparse.ArgumentParser()
    opciones.add_argument("programa")
    opciones.add_argument("--postgres")
    opciones.add_argument("--minutos", type=float, default=10)
    opciones.add_argument("--instancias", type=int, default=1000)
    opciones.add_argument("--disco", type=int, default=2000)
    opciones = opciones.parse_args()
    with tempfile.TemporaryDirectory(prefix="pacto-averias-") as carpeta:
        os.chmod(carpeta, 0o755)
        disco = f"{carpeta}/disco"
        os.mkdir(disco)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={opciones.disco}m,mode=755", "tmpfs", disco], check=True)
        try:
            estado = soak(opciones, disco, carpeta)
        finally:
            subprocess.run(["umount", "-l", disco], check=True)
    raise SystemExit(estado)


if __name__ == "__main__":
    main()
