#!/usr/bin/env python3
"""Kills each order at any moment, many times, and looks whether anything is lost, doubled or cannot be done again.

    python3 benches/golpes.py PROGRAMA [--postgres CARPETA_DE_BINARIOS] [--veces 100] [--ordenes importar,publicar,…] [--de ANTERIOR]

In a folder of its own, or in a cluster of its own. Each time the order runs in a store where it has something to do, is killed (SIGKILL)
at a moment spread over as long as it takes, and is given again: it must end well then, and what was there before must still be there, once.
At the end the store is verified, backed up, restored and served. With --de, a store that an earlier program made is killed while this one
brings its tables up to date. The end is an error that says which order, which moment and what was found.
"""
import argparse
import contextlib
import http.client
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

from ediciones import Cluster
from importar import write

CLAVE = "20067"
FILAS = 300


# What is said of an order that was done already when it was killed.
YA = ("ahí ya hay algo", "ya está retirada", "no está retirada", "ya se cambió hoy")


class Fallo(SystemExit):
    pass


class Casa:
    """Stores, and the orders that are given to them."""

    def __init__(self, programa, raiz, cluster):
        self.programa, self.raiz, self.cluster = programa, pathlib.Path(raiz), cluster
        self.entorno = {k: v for k, v in os.environ.items() if not k.startswith("PACTO_")} | {"PACTO_INSTANCIA": CLAVE}
        if cluster:
            self.entorno |= {
                "PACTO_REGISTRO_URL": cluster.url("pacto_registro"),
                "PACTO_PUBLICACIONES_URL": cluster.url("pacto_publicaciones"),
                "PACTO_CLAVES": f"{raiz}/claves",
            }
        else:
            self.entorno["PACTO_DATOS"] = f"{raiz}/datos"

    def env(self, orden):
        if orden[0] == "servir":
            return {k: v for k, v in self.entorno.items() if k not in ("PACTO_REGISTRO_URL", "PACTO_CLAVES", "PACTO_INSTANCIA")}
        return self.entorno

    def start(self, *orden, **mas):
        return subprocess.Popen([self.programa, *map(str, orden)], env=self.env(orden) | mas, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ask(self, *orden, **mas):
        proceso = self.start(*orden, **mas)
        dicho, error = proceso.communicate(timeout=120)
        return proceso.returncode, dicho, error

    def run(self, *orden, **mas):
        estado, dicho, error = self.ask(*orden, **mas)
        if estado:
            raise Fallo(f"{' '.join(map(str, orden))}: {estado}: {error.strip()}")
        return dicho

    def kill(self, despues, *orden, **mas):
        """Whether it was killed before it ended."""
        proceso = self.start(*orden, **mas)
        time.sleep(despues)
        proceso.send_signal(signal.SIGKILL)
        proceso.communicate()
        return proceso.returncode == -signal.SIGKILL

    def rows(self):
        """The folios of the register, from what is exported."""
        salida = self.raiz / "exportado.csv"
        salida.unlink(missing_ok=True)
        self.run("exportar", "-o", salida)
        folios = [linea.split(",")[0] for linea in salida.read_text().splitlines()[1:]]
        if len(folios) != len(set(folios)):
            raise Fallo(f"{len(folios) - len(set(folios))} rows are there twice")
        return set(folios)

    def editions(self):
        estado, dicho, error = self.ask("verificar")
        if estado:
            raise Fallo(f"verificar: {estado}: {dicho}{error}")
        return dicho


def publication(corte):
    return ["publicar", "--si", "--sin-atenciones", "--corte", corte]


def days():
    """Cut-offs that each have something new to say."""
    for mes in range(4, 13):
        for dia in range(1, 29):
            yield f"2017-{mes:02d}-{dia:02d}"


class Importar:
    def __init__(self, casa):
        self.casa, self.hechas = casa, casa.rows()

    def prepare(self, n):
        self.hoja = self.casa.raiz / f"hoja{n}.csv"
        write(self.hoja, FILAS, f"K{n}X".upper())
        # Of this year everything is closed by others: what comes is of another.
        self.hoja.write_text(self.hoja.read_text().replace("/2017,", "/2019,"))
        self.suyas = {f"K{n}X-{i}".upper() for i in range(FILAS)}
        return ["importar", self.hoja]

    def check(self, otra_vez):
        hay = self.casa.rows()
        if hay not in (self.hechas, self.hechas | self.suyas) or (otra_vez and hay == self.hechas):
            raise Fallo(f"{len(hay)} rows after {len(self.hechas)} and {len(self.suyas)} more; lost {len(self.hechas - hay)}")
        if otra_vez:
            self.hechas = hay
            self.hoja.unlink()


class Publicar:
    def __init__(self, casa):
        self.casa, self.dias, self.antes = casa, days(), casa.editions()

    def prepare(self, _n):
        self.corte = next(self.dias)
        return publication(self.corte)

    def check(self, otra_vez):
        ahora = self.casa.editions()
        cuantas = [texto.count("\nEdición ") for texto in ("\n" + self.antes, "\n" + ahora)]
        if cuantas[1] not in (cuantas[0], cuantas[0] + 1) or (otra_vez and self.corte not in ahora):
            raise Fallo(f"{cuantas[0]} editions became {cuantas[1]}: {ahora}")
        if otra_vez:
            self.antes = ahora


class Retirar:
    """Withdraws the last edition; the next time it undoes it."""

    def __init__(self, casa):
        self.casa, self.retirada = casa, False
        casa.run(*publication("2017-12-31"))
        dicho = casa.editions()
        self.numero = max(int(n) for n in re.findall(r"(?m)^Edición (\d+)", dicho))

    def prepare(self, _n):
        self.retirada = not self.retirada
        return ["retirar", "--si", self.numero, *(["--motivo", "prueba"] if self.retirada else ["--deshacer"])]

    def check(self, otra_vez):
        dicho = self.casa.editions()
        if otra_vez and ("retirada" in dicho) != self.retirada:
            raise Fallo(f"withdrawn should be {self.retirada}: {dicho}")


class Respaldar:
    def __init__(self, casa):
        self.casa = casa

    def prepare(self, n):
        self.copia = self.casa.raiz / f"copia{n}"
        return ["respaldar", "-o", self.copia]

    def check(self, otra_vez):
        if otra_vez or self.copia.exists():
            # What is there under its name is whole.
            with tempfile.TemporaryDirectory(dir=self.casa.raiz) as otra:
                sola = {k: v for k, v in self.casa.entorno.items() if not k.endswith("_URL")}
                orden = [self.casa.programa, "restaurar", self.copia, "--datos", f"{otra}/d"]
                hecho = subprocess.run(orden, env=sola | {"PACTO_DATOS": "", "PACTO_CLAVES": f"{otra}/c"}, capture_output=True, text=True)
            if hecho.returncode:
                raise Fallo(f"a backup cannot be restored: {hecho.stderr}")
        if otra_vez:
            shutil.rmtree(self.copia)


class Restaurar:
    """Into an empty folder, whatever the stores are."""

    def __init__(self, casa):
        self.casa, self.copia = casa, casa.raiz / "de-donde"
        if not self.copia.exists():
            casa.run("respaldar", "-o", self.copia)
        self.editions = casa.editions()

    def prepare(self, n):
        self.fin = self.casa.raiz / f"restaurado{n}"
        self.otro = {"PACTO_REGISTRO_URL": "", "PACTO_PUBLICACIONES_URL": "", "PACTO_CLAVES": "", "PACTO_DATOS": str(self.fin)}
        return ["restaurar", self.copia]

    def check(self, otra_vez):
        if otra_vez:
            dicho = self.casa.run("verificar", **self.otro)
            if dicho.count("\n") < self.editions.count("\n"):
                raise Fallo(f"restored: {dicho}")
            shutil.rmtree(self.fin)


class Claves:
    """Changes the signing key, which is done once a day: of keys of its own each time."""

    def __init__(self, casa):
        self.casa, self.de = casa, casa.raiz / ("claves" if casa.cluster else "datos/claves")

    def prepare(self, n):
        self.fin = self.casa.raiz / f"claves{n}"
        shutil.copytree(self.de, self.fin)
        self.otro = {"PACTO_CLAVES": str(self.fin)}
        return ["claves", "--cambiar-firma", "--si"]

    def check(self, otra_vez):
        self.casa.run("verificar", **self.otro)
        if otra_vez:
            firmas = (self.fin / "firmas.pub").read_text()
            if len(re.findall(r"RWR|RWQ|RWT|RWS", firmas)) < 1 or any(p.name.startswith(".") for p in self.fin.iterdir()):
                raise Fallo(f"keys after a change: {sorted(p.name for p in self.fin.iterdir())}")
            shutil.rmtree(self.fin)


class Iniciar:
    """Stores that are not there yet."""

    def __init__(self, casa):
        self.casa = casa

    def prepare(self, n):
        self.fin = self.casa.raiz / f"nuevo{n}"
        self.otro = {"PACTO_REGISTRO_URL": "", "PACTO_PUBLICACIONES_URL": "", "PACTO_CLAVES": "", "PACTO_DATOS": str(self.fin)}
        return ["iniciar"]

    def check(self, otra_vez):
        if otra_vez:
            self.casa.run(*publication("2017-12-31"), **self.otro)
            self.casa.run("verificar", **self.otro)
            shutil.rmtree(self.fin)


class Migrar:
    """A store of an earlier program is brought up to date."""

    def __init__(self, casa, anterior):
        self.casa, self.viejo = casa, casa.raiz / "viejo"
        self.antes = Casa(anterior, casa.raiz / "anterior", None)
        (casa.raiz / "anterior").mkdir()
        begin(self.antes)

    def prepare(self, n):
        self.fin = self.casa.raiz / f"migrado{n}"
        shutil.copytree(self.casa.raiz / "anterior/datos", self.fin)
        self.otro = {"PACTO_REGISTRO_URL": "", "PACTO_PUBLICACIONES_URL": "", "PACTO_CLAVES": "", "PACTO_DATOS": str(self.fin)}
        return ["revisar"]

    def check(self, otra_vez):
        if otra_vez:
            self.casa.run("verificar", **self.otro)
            self.casa.run(*publication("2017-05-31"), **self.otro)
            shutil.rmtree(self.fin)


CLASES = {
    "importar": Importar,
    "publicar": Publicar,
    "retirar": Retirar,
    "respaldar": Respaldar,
    "restaurar": Restaurar,
    "claves": Claves,
    "iniciar": Iniciar,
}


def begin(casa):
    casa.run("iniciar")
    hoja = casa.raiz / "primera.csv"
    write(hoja, FILAS, "A")
    casa.run("importar", hoja)
    casa.run(*publication("2017-03-31"))


def storm(casa, nombre, clase, veces):
    muertas, vida = 0, None
    for n in range(veces + 1):
        orden = clase.prepare(f"-{nombre}-{n}")
        mas = getattr(clase, "otro", {})
        donde = f"{nombre}, not killed"
        try:
            if n:
                momento = (n * 619 % 1000) / 1000 * vida * 1.1
                donde = f"{nombre}, {momento * 1000:.1f} ms of {vida * 1000:.0f}"
                muertas += casa.kill(momento, *orden, **mas)
                clase.check(False)
            antes = time.monotonic()
            estado, dicho, error = casa.ask(*orden, **mas)
            vida = vida or time.monotonic() - antes
            hecha_ya = n and any(palabras in error for palabras in YA)
            if estado and not hecha_ya:
                raise Fallo(f"given again: {estado}: {error.strip()}")
            clase.check(True)
        except Fallo as fallo:
            raise Fallo(f"{donde}: {fallo}") from None
    print(f"{nombre}: {veces} times, {muertas} killed before the end (of {vida * 1000:.0f} ms): nothing lost", flush=True)


def serve(casa):
    servidor = casa.start("servir", "--direccion", "127.0.0.1:0")
    try:
        linea = next(linea for linea in servidor.stdout if "http://" in linea)
        puerto = int(re.search(r"http://[^:]+:(\d+)", linea)[1])
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", puerto, timeout=10)) as conexion:
            conexion.request("GET", "/salud/listo")
            respuesta = conexion.getresponse()
            if respuesta.status != 200:
                raise Fallo(f"servir: {respuesta.status} {respuesta.read()}")
    finally:
        servidor.terminate()
        servidor.communicate()


def main():
    opciones = argparse.ArgumentParser()
    opciones.add_argument("programa")
    opciones.add_argument("--postgres")
    opciones.add_argument("--veces", type=int, default=100)
    opciones.add_argument("--ordenes", default=",".join(CLASES))
    opciones.add_argument("--de")
    opciones = opciones.parse_args()
    programa = os.path.realpath(opciones.programa)
    with tempfile.TemporaryDirectory(prefix="pacto-golpes-") as raiz:
        os.chmod(raiz, 0o755)
        cluster = None
        if opciones.postgres:
            os.mkdir(f"{raiz}/pg")
            cluster = Cluster(opciones.postgres, f"{raiz}/pg")
        try:
            casa = Casa(programa, raiz, cluster)
            begin(casa)
            for nombre in opciones.ordenes.split(","):
                storm(casa, nombre, CLASES[nombre](casa), opciones.veces)
            if opciones.de:
                storm(casa, "migrar", Migrar(casa, os.path.realpath(opciones.de)), opciones.veces)
            casa.editions()
            serve(casa)
            restos = [str(p.relative_to(raiz)) for p in pathlib.Path(raiz).rglob(".*") if "pg/" not in str(p)]
            print(f"verified and served; left behind: {restos or 'nothing'}")
        finally:
            if cluster:
                cluster.stop()


if __name__ == "__main__":
    main()
