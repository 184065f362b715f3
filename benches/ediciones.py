#!/usr/bin/env python3
"""What publishing costs beside what is published, and how fast it is served then.

    python3 benches/ediciones.py PROGRAMA [--ediciones 100 1000 100000] [--postgres CARPETA_DE_BINARIOS] [--de NUMERO]

PROGRAMA is the binary. An instancia without attentions publishes its year in a folder of its own, and its edition is copied
under invented keys, --de of each instancia (40), until there are so many. Then, three times: a new edition of that instancia,
the same again; and its withdrawal. Told are the medians of the time and of what was written to the disk. Before that, `tablero` is asked with wrk, always the same question.
With --postgres it is done in a cluster of its own, on a socket.
"""
import argparse
import contextlib
import json
import os
import pathlib
import pwd
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

RAIZ = pathlib.Path(__file__).resolve().parent.parent
COPIAS = {
    "instancia": "k, region, replace(contenido, '20067', k)",
    "edicion": "k, n, corte, instante, hash, sintetica, umbral, formato, retirada, retirada_en, 1000 + o",
    "novedad": "k, 1000 + o, tipo, n, clave, instante, huella",
    "pieza": "k, n, tipo, padre, replace(clave, '20067', k), orden, clase, fecha, etiquetas, contenido",
    "archivo": "k, n, contenido, firma, clave_publica",
}


def copies(tabla, columnas, ediciones, por, texto):
    """INSERT of so many editions, `por` of each invented instancia."""
    claves = f"(WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < {ediciones - 1}) SELECT {texto} AS k, i % {por} + 1 AS n, i AS o FROM c)"
    una = "AND c.n = 1" if tabla == "instancia" else ""
    return f"INSERT INTO {tabla} SELECT {columnas} FROM {tabla} t CROSS JOIN {claves} c WHERE t.instancia_id = '20067' {una}"


def grow_sqlite(carpeta, ediciones, por):
    with contextlib.closing(sqlite3.connect(carpeta / "publico/publicaciones.sqlite")) as bd:
        tablas = {fila[0] for fila in bd.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        # Where each instancia has a file of its own, those of others are not touched.
        aparte = (carpeta / "publico/ediciones").exists()
        for tabla, columnas in COPIAS.items():
            if tabla in tablas and not (aparte and tabla in ("pieza", "archivo")):
                bd.execute(copies(tabla, columnas, ediciones, por, f"CAST(30000 + i / {por} AS TEXT)"))
        if "publicado" in tablas:
            bd.execute("UPDATE publicado SET orden = (SELECT MAX(orden) FROM novedad)")
        bd.commit()


def written():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_oublock * 512


def timed(orden, entorno):
    antes, bytes_antes = time.perf_counter(), written()
    subprocess.run(orden, env=entorno, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - antes, written() - bytes_antes


def publish(programa, entorno):
    de = ["--instancia", "20067"]
    hechos = {"new": [], "the same": [], "withdrawn": []}
    for mes, dia in ((3, 31), (6, 30), (9, 30)):
        orden = [programa, "publicar", "--si", "--sin-atenciones", "--corte", f"2017-{mes:02d}-{dia}", *de]
        hechos["new"].append(timed(orden, entorno))
        hechos["the same"].append(timed(orden, entorno))
    for numero in ("2", "3", "4"):
        hechos["withdrawn"].append(timed([programa, "retirar", "--si", numero, "--motivo", "prueba", *de], entorno))
    return " | ".join(
        f"{statistics.median(t for t, _ in veces):.2f} s, {statistics.median(b for _, b in veces) / 1e6:.1f} MB" for veces in hechos.values()
    )


def begin(programa, entorno):
    """An instancia without attentions, and its edition of the year: what is written then is 30 KB."""
    de = ["--instancia", "20067"]
    for orden in (["iniciar"], ["publicar", "--si", "--sin-atenciones", "--corte", "2017-12-31"]):
        subprocess.run([programa, *orden, *de], env=entorno, check=True, stdout=subprocess.DEVNULL)


def serve(programa, entorno):
    """Requests a second of one question, always the same."""
    cuerpo = {"query": (RAIZ / "datos/consultas/tablero.graphql").read_text(), "variables": {"clave": "20067", "anio": 2017}}
    servidor = subprocess.Popen([programa, "servir", "--direccion", "127.0.0.1:0", "--peticiones", "0"], env=entorno, stdout=subprocess.PIPE, text=True)
    linea = next(linea for linea in servidor.stdout if linea.startswith("Sirviendo"))
    url = re.search(r"http://\S+/graphql", linea)[0]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as guion:
        guion.write(f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [==[{json.dumps(cuerpo)}]==]\n')
        guion.flush()
        dicho = subprocess.run(["wrk", "-t1", "-c16", "-d6s", "-s", guion.name, url], capture_output=True, text=True, check=True).stdout
    servidor.terminate()
    servidor.wait()
    mal = re.search(r"Non-2xx.*", dicho)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", dicho)[1]) if not mal else mal[0]


class Cluster:
    """PostgreSQL on a socket, with both databases as datos/postgresql.sql makes them."""

    def __init__(self, binarios, carpeta):
        self.binarios, self.carpeta = binarios, carpeta
        self.usuario = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        if self.usuario:
            os.chown(carpeta, self.usuario.pw_uid, self.usuario.pw_gid)
        self.run("initdb", "-A", "trust", "-E", "UTF8", "-U", "postgres", "--no-sync", "-D", f"{carpeta}/datos")
        self.run("pg_ctl", "-D", f"{carpeta}/datos", "-l", f"{carpeta}/log", "-o", f"-k {carpeta} -c listen_addresses=", "-w", "start")
        guion = (RAIZ / "datos/postgresql.sql").read_text()
        self.psql("postgres", guion, "-v", "clave_operador=a", "-v", "clave_publico=b")

    def run(self, programa, *argumentos):
        quien = {"user": self.usuario.pw_uid, "group": self.usuario.pw_gid, "extra_groups": []} if self.usuario else {}
        subprocess.run([f"{self.binarios}/{programa}", *argumentos], check=True, stdout=subprocess.DEVNULL, cwd="/", **quien)

    def psql(self, base, guion, *argumentos):
        subprocess.run(
            [f"{self.binarios}/psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-h", self.carpeta, "-U", "postgres", *argumentos, base],
            input=guion, text=True, check=True, stdout=subprocess.DEVNULL,
        )

    def url(self, base):
        return f"postgres://pacto_operador:x@localhost/{base}?host={self.carpeta}"

    def grow(self, ediciones, por):
        guion = "".join(
            copies(tabla, columnas, ediciones, por, f"CAST(30000 + i / {por} AS text)") + ";\n"
            for tabla, columnas in COPIAS.items() if tabla not in ("pieza", "archivo")
        )
        guion += "DO $$ BEGIN UPDATE publicado SET orden = (SELECT MAX(orden) FROM novedad); EXCEPTION WHEN undefined_table THEN END $$; ANALYZE;\n"
        self.psql("pacto_publicaciones", guion)

    def stop(self):
        self.run("pg_ctl", "-D", f"{self.carpeta}/datos", "-m", "immediate", "stop")


def main():
    opciones = argparse.ArgumentParser()
    opciones.add_argument("programa")
    opciones.add_argument("--ediciones", type=int, nargs="+", default=[1, 100, 1000, 100_000])
    opciones.add_argument("--de", type=int, default=40)
    opciones.add_argument("--postgres")
    opciones = opciones.parse_args()
    print("| store | editions | new | the same again | withdrawn | hot, a second |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="pacto-ediciones-") as raiz:
        raiz = pathlib.Path(raiz)
        raiz.chmod(0o755)
        modelo = raiz / "modelo"
        begin(opciones.programa, {**os.environ, "PACTO_DATOS": str(modelo)})
        for ediciones in opciones.ediciones if not opciones.postgres else []:
            carpeta = raiz / "copia"
            shutil.copytree(modelo, carpeta)
            grow_sqlite(carpeta, ediciones, opciones.de)
            entorno = {**os.environ, "PACTO_DATOS": str(carpeta)}
            veloz, hecho = serve(opciones.programa, entorno), publish(opciones.programa, entorno)
            print(f"| SQLite | {ediciones} | {hecho} | {veloz} |", flush=True)
            shutil.rmtree(carpeta)
        for ediciones in opciones.ediciones if opciones.postgres else []:
            carpeta = raiz / "pg"
            carpeta.mkdir()
            cluster = Cluster(opciones.postgres, str(carpeta))
            entorno = {
                **os.environ,
                "PACTO_REGISTRO_URL": cluster.url("pacto_registro"),
                "PACTO_PUBLICACIONES_URL": cluster.url("pacto_publicaciones"),
                "PACTO_CLAVES": f"{raiz}/claves",
            }
            begin(opciones.programa, entorno)
            cluster.grow(ediciones, opciones.de)
            publico = {nombre: valor for nombre, valor in entorno.items() if nombre != "PACTO_REGISTRO_URL"}
            veloz, hecho = serve(opciones.programa, publico), publish(opciones.programa, entorno)
            print(f"| PostgreSQL | {ediciones} | {hecho} | {veloz} |", flush=True)
            cluster.stop()
            shutil.rmtree(carpeta)


if __name__ == "__main__":
    main()
