#!/usr/bin/env python3
"""Pacto on a cluster of Citus, on this machine: one node that coordinates and two that work.

    python3 benches/citus.py construir FUENTE CARPETA      # once: Citus for the PostgreSQL of Debian, in CARPETA
    python3 benches/citus.py PROGRAMA CARPETA [--instancias 20] [--filas 2000]

FUENTE is the source of Citus 13.2 (tag v13.2.2 of github.com/citusdata/citus, the last line for PostgreSQL 15), unpacked. `construir`
takes the packages of PostgreSQL 15 and of what it is built with by `apt-get download`, unpacks them in CARPETA, installs nothing and
needs a C compiler. Then PROGRAMA, a binary of Pacto, does its whole story on the cluster: it lays the tables out, begins the
instancias, imports, publishes, serves from each node, withdraws, backs up while others import, restores into a folder, and compares
the hashes of all editions with those that the same sheets give in a folder. It ends with an error if anything differs.
"""
import argparse
import concurrent.futures
import glob
import os
import pathlib
import pwd
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from importar import write

RAIZ = pathlib.Path(__file__).resolve().parent.parent
PAQUETES = [
    "postgresql-15", "postgresql-client-15", "postgresql-server-dev-15", "libpq-dev", "libpq5", "libkrb5-dev", "krb5-multidev", "comerr-dev",
    "liblz4-dev", "liblz4-1", "libzstd-dev", "libzstd1",
]
PUERTO = 5510
NODOS = range(3)
BASES = ("pacto_registro", "pacto_publicaciones")
CORTES = ("2017-06-30", "2017-12-31")


def build(fuente, carpeta):
    raiz, deb = carpeta / "root", carpeta / "deb"
    deb.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", *PAQUETES], cwd=deb, check=True)
    for paquete in glob.glob(f"{deb}/*.deb"):
        subprocess.run(["dpkg", "-x", paquete, raiz], check=True)
    # The headers of Debian export a function of the same name.
    compat = fuente / "src/include/pg_version_compat.h"
    compat.write_text(compat.read_text().replace("\nhave_createdb_privilege(void)", "\nhave_createdb_privilege_citus(void)"))
    opciones = [
        f"PG_CONFIG={raiz}/usr/lib/postgresql/15/bin/pg_config", "--without-libcurl",
        f"CPPFLAGS=-I{raiz}/usr/include -I{raiz}/usr/include/mit-krb5", f"LDFLAGS=-L{raiz}/usr/lib/x86_64-linux-gnu",
    ]
    for orden in (["./configure", *opciones], ["make", "-j2", "with_llvm=no"], ["make", "install", "with_llvm=no"]):
        subprocess.run(orden, cwd=fuente, check=True, stdout=subprocess.DEVNULL)


class Cluster:
    def __init__(self, raiz, carpeta):
        self.binarios, self.carpeta = f"{raiz}/usr/lib/postgresql/15/bin", carpeta
        self.entorno = {**os.environ, "LD_LIBRARY_PATH": f"{raiz}/usr/lib/x86_64-linux-gnu"}
        self.usuario = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        if self.usuario:
            os.chown(carpeta, self.usuario.pw_uid, self.usuario.pw_gid)
        for nodo in NODOS:
            datos = f"{carpeta}/{nodo}"
            self.run("initdb", "-A", "trust", "-E", "UTF8", "-U", "postgres", "--no-sync", "-D", datos)
            with open(f"{datos}/postgresql.conf", "a") as ajustes:
                ajustes.write(
                    f"shared_preload_libraries = 'citus'\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{carpeta}'\nport = {PUERTO + nodo}\n"
                    "max_connections = 200\nmax_prepared_transactions = 200\nmax_worker_processes = 32\nfsync = off\n"
                    "citus.enable_statistics_collection = off\ncitus.node_conninfo = 'sslmode=disable'\n"
                )
            self.run("pg_ctl", "-D", datos, "-l", f"{carpeta}/{nodo}.log", "-w", "start")
            # Roles and who may connect are of each node.
            self.psql(nodo, "postgres", (RAIZ / "datos/postgresql.sql").read_text(), "-v", "clave_operador=a", "-v", "clave_publico=b")
            for base in BASES:
                self.psql(nodo, base, "CREATE EXTENSION citus")
        for base in BASES:
            nodos = "".join(f"SELECT citus_add_node('127.0.0.1', {PUERTO + nodo});" for nodo in NODOS[1:])
            self.psql(0, base, f"SELECT citus_set_coordinator_host('127.0.0.1', {PUERTO}); {nodos}")

    def run(self, programa, *argumentos):
        quien = {"user": self.usuario.pw_uid, "group": self.usuario.pw_gid, "extra_groups": []} if self.usuario else {}
        subprocess.run([f"{self.binarios}/{programa}", *argumentos], check=True, stdout=subprocess.DEVNULL, cwd="/", env=self.entorno, **quien)

    def psql(self, nodo, base, guion, *argumentos):
        orden = [f"{self.binarios}/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(PUERTO + nodo), "-U", "postgres"]
        return subprocess.run([*orden, *argumentos, base], input=guion, text=True, check=True, capture_output=True, env=self.entorno).stdout

    def stop(self):
        for nodo in NODOS:
            self.run("pg_ctl", "-D", f"{self.carpeta}/{nodo}", "-m", "immediate", "stop")


def url(nodo, base, papel="pacto_operador"):
    return f"postgres://{papel}:a@127.0.0.1:{PUERTO + nodo}/{base}?sslmode=disable"


def sheet(ruta, filas, serie):
    """Rows of the first half of the year to begin with, and of all of it later."""
    write(ruta, filas, serie, ["Cabecera municipal"], 6 if serie == "A" else 12)


class Pacto:
    def __init__(self, programa, entorno):
        self.programa, self.entorno = programa, {**{k: v for k, v in os.environ.items() if not k.startswith("PACTO_")}, **entorno}

    def run(self, *argumentos):
        hecho = subprocess.run([self.programa, *argumentos], env=self.entorno, text=True, capture_output=True)
        if hecho.returncode:
            raise SystemExit(f"pacto {argumentos}: {hecho.stderr}")
        return hecho.stdout

    def publish(self, clave, corte):
        dicho = self.run("publicar", "--si", "--sin-atenciones", "--corte", corte, "--instancia", clave)
        return re.search(r"contenido ([0-9a-f]{64})", dicho)[1]


def served(programa, nodo, hashes):
    """How many of those editions a server on that node gives."""
    publico = {"PACTO_PUBLICACIONES_URL": url(nodo, BASES[1], "pacto_publico"), "PACTO_PETICIONES": "0"}
    servidor = subprocess.Popen([programa, "servir", "--direccion", "127.0.0.1:0"], env={**os.environ, **publico}, stdout=subprocess.PIPE, text=True)
    base = re.search(r"http://[\d.:]+", next(linea for linea in servidor.stdout if linea.startswith("Sirviendo")))[0]
    hay = 0
    for una in hashes:
        try:
            hay += urllib.request.urlopen(f"{base}/ediciones/{una}").status == 200
        except urllib.error.HTTPError as error:
            assert error.code == 410, error
    servidor.terminate()
    servidor.wait()
    return hay


def log_and_rows(respaldo):
    """Attentions of each instancia in a backup, and those that its log knows of."""
    bd = sqlite3.connect(f"{respaldo}/registro.sqlite")
    filas = dict(bd.execute("SELECT instancia_id, COUNT(*) FROM atencion GROUP BY 1"))
    dichas = {}
    for instancia, detalle in bd.execute("SELECT instancia_id, detalle FROM bitacora WHERE orden = 'importar'"):
        dichas[instancia] = dichas.get(instancia, 0) + int(re.search(r"nuevos (\d+)", detalle)[1])
    bd.close()
    return filas, {instancia: n for instancia, n in dichas.items() if n}


def story(opciones, carpeta):
    inicio = time.monotonic()

    def tell(que):
        print(f"{time.monotonic() - inicio:7.1f} s  {que}", flush=True)

    cluster = Cluster(opciones.carpeta / "root", f"{carpeta}/nodos")
    try:
        bases = {"PACTO_REGISTRO_URL": url(0, BASES[0]), "PACTO_PUBLICACIONES_URL": url(0, BASES[1]), "PACTO_CLAVES": f"{carpeta}/claves"}
        citus = Pacto(opciones.programa, bases)
        carpetas = Pacto(opciones.programa, {"PACTO_DATOS": f"{carpeta}/datos", "PACTO_CLAVES": f"{carpeta}/claves"})
        tell(citus.run("distribuir").strip())
        claves = [linea.split()[0] for linea in citus.run("municipios").splitlines()][: opciones.instancias]
        hojas = {serie: f"{carpeta}/{serie}.csv" for serie in "AB"}
        for serie, hoja in hojas.items():
            sheet(hoja, opciones.filas, serie)

        def both(hacer):
            for pacto in (citus, carpetas):
                antes = time.monotonic()
                with concurrent.futures.ThreadPoolExecutor(4) as varios:
                    hecho = list(varios.map(lambda clave: hacer(pacto, clave), claves))
                yield hecho, time.monotonic() - antes

        list(both(lambda pacto, clave: pacto.run("iniciar", "--si", "--instancia", clave)))
        tell(f"{len(claves)} instancias, four at a time")
        todas = []
        for serie, corte in zip("AB", CORTES):
            (_, en_citus), (_, en_carpeta) = both(lambda pacto, clave: pacto.run("importar", hojas[serie], "--instancia", clave))
            tell(f"imported {opciones.filas} rows into each: Citus {en_citus:.1f} s, a folder {en_carpeta:.1f} s")
            (suyos, en_citus), (otros, en_carpeta) = both(lambda pacto, clave: pacto.publish(clave, corte))
            assert suyos == otros, "the hashes differ"
            todas += suyos
            tell(f"published {corte}, the same {len(set(suyos))} hashes: Citus {en_citus:.1f} s, a folder {en_carpeta:.1f} s")
        for nodo in NODOS:
            assert served(opciones.programa, nodo, todas) == len(todas)
        citus.run("retirar", "--si", "1", "--motivo", "prueba", "--instancia", claves[0])
        for nodo in NODOS:
            assert served(opciones.programa, nodo, todas) == len(todas) - 1
        tell(f"served by all nodes: {len(todas)} editions, and one less when it was withdrawn")
        respaldos = 0
        with concurrent.futures.ThreadPoolExecutor(4) as varios:
            nuevas = []
            for n, clave in enumerate(claves):
                hoja = f"{carpeta}/C{n}.csv"
                sheet(hoja, 300, f"C{n}")
                nuevas.append(varios.submit(citus.run, "importar", hoja, "--instancia", clave))
            while any(not nueva.done() for nueva in nuevas) or respaldos == 0:
                respaldo = f"{carpeta}/respaldo{respaldos}"
                citus.run("respaldar", "-o", respaldo)
                filas, dichas = log_and_rows(respaldo)
                assert filas == dichas, f"backup {respaldos} contradicts itself: {filas} {dichas}"
                respaldos += 1
        tell(f"{respaldos} backups while {len(claves)} imports went on: none contradicts itself")
        respaldo = f"{carpeta}/ultimo"
        citus.run("respaldar", "-o", respaldo)
        otra = Pacto(opciones.programa, {"PACTO_DATOS": f"{carpeta}/otra", "PACTO_CLAVES": f"{carpeta}/claves"})
        otra.run("restaurar", respaldo)
        assert "MAL" not in otra.run("verificar")
        tell("restored into a folder and verified")
    finally:
        cluster.stop()


def main():
    if sys.argv[1:2] == ["construir"]:
        return build(pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3]).resolve())
    opciones = argparse.ArgumentParser()
    opciones.add_argument("programa")
    opciones.add_argument("carpeta", type=lambda ruta: pathlib.Path(ruta).resolve())
    opciones.add_argument("--instancias", type=int, default=20)
    opciones.add_argument("--filas", type=int, default=2000)
    opciones = opciones.parse_args()
    opciones.programa = str(pathlib.Path(opciones.programa).resolve())
    with tempfile.TemporaryDirectory(prefix="pacto-citus-") as carpeta:
        os.chmod(carpeta, 0o755)
        os.mkdir(f"{carpeta}/nodos")
        story(opciones, carpeta)


main()
