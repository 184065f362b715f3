#!/usr/bin/env python3
"""How publishing grows with the register, next to the bare GROUP BYs.

    python3 benches/publicar.py target/release/pacto CARPETA [VECES...] [--desigual] [--dejar=CARPETA]
    python3 benches/publicar.py target/release/pacto URL_REGISTRO URL_PUBLICACIONES [VECES...]

CARPETA holds the data of `pacto demo`; the two addresses are of PostgreSQL databases made by datos/postgresql.sql,
in which `pacto demo` has been run with PACTO_CLAVES set. The register is copied 1, 10 and 100 times; what was closed
and published is forgotten before each publication. Copies are other people, who came in other months: hardly two of
them have the same pattern of attentions. With --desigual the attentions
in two of the places are not copied, so that those have small counts however large the register is. With --dejar the
folders stay, to be served (benches/servidor.py --datos).
"""
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

BARE = [
    "SELECT mes, lugar, servicio, visita, unidad, count(*), count(persona_id) FROM atencion "
    "WHERE instancia_id = '20067' AND mes BETWEEN 201701 AND 201712 GROUP BY 1, 2, 3, 4, 5",
    "SELECT mes, servicio, count(DISTINCT persona_id) FROM atencion "
    "WHERE instancia_id = '20067' AND mes BETWEEN 201701 AND 201712 GROUP BY 1, 2",
]
FORGET = ["DELETE FROM congelado"]


def grow(tabla, columnas, cambios, veces, donde="1 = 1"):
    """Copies of the first rows of a table under other numbers."""
    lista = ", ".join(cambios.get(c, c) for c in columnas)
    return (
        f"INSERT INTO {tabla} ({', '.join(columnas)}) SELECT {lista} FROM {tabla} r, "
        f"(WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {veces - 1}) SELECT k FROM n) c "
        f"WHERE {donde}"
    )


def statements(personas, atenciones, columnas, veces, azar):
    if veces == 1:
        return []
    aqui = "r.lugar NOT IN ('agencia:dolores', 'agencia:san_luis_beltran')" if desigual else "1 = 1"
    suyas = f"r.id IN (SELECT r.persona_id FROM atencion r WHERE {aqui})"
    return [
        grow("persona", columnas["persona"], {"id": f"r.id + c.k * {personas}", "seudonimo": azar}, veces, suyas),
        grow(
            "atencion",
            columnas["atencion"],
            {
                "id": f"r.id + c.k * {atenciones}",
                "persona_id": f"r.persona_id + c.k * {personas}",
                "mes": "201701 + (r.mes - 201701 + r.id * 7 + (r.id % 97) * (c.k % 89) + c.k * 13) % 12",
            },
            veces,
            aqui,
        ),
    ]


class Sqlite:
    def __init__(self, origen):
        self.origen = origen

    def run(self, veces):
        with tempfile.TemporaryDirectory() as carpeta:
            shutil.copytree(self.origen, carpeta, dirs_exist_ok=True)
            shutil.rmtree(f"{carpeta}/publico")
            base = sqlite3.connect(f"{carpeta}/privado/registro.sqlite")
            columnas = {t: [f[1] for f in base.execute(f"PRAGMA table_info({t})")] for t in ("persona", "atencion")}
            personas, atenciones = (base.execute(f"SELECT max(id) FROM {t}").fetchone()[0] for t in columnas)
            for sql in statements(personas, atenciones, columnas, veces, "randomblob(32)") + FORGET:
                base.execute(sql)
            base.commit()
            cuantas = base.execute("SELECT count(*) FROM atencion").fetchone()[0]
            inicio = time.perf_counter()
            for sql in BARE:
                base.execute(sql).fetchall()
            desnudas = time.perf_counter() - inicio
            base.close()
            hecho = publish(["--datos", carpeta], {})
            if dejar:
                shutil.copytree(carpeta, f"{dejar}/{veces}")
            return cuantas, desnudas, hecho


class Postgres:
    """Through psql: no driver is needed."""

    def __init__(self, registro, publicaciones):
        self.registro, self.publicaciones = registro, publicaciones

    def psql(self, base, sql):
        orden = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", base, "-c", sql]
        return subprocess.run(orden, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def run(self, veces):
        sql = lambda texto: self.psql(self.registro, texto)
        columnas = {
            t: sql(f"SELECT column_name FROM information_schema.columns WHERE table_name = '{t}'").split("\n")
            for t in ("persona", "atencion")
        }
        personas, atenciones = 3833, 7508
        sql(f"DELETE FROM atencion WHERE id > {atenciones}; DELETE FROM persona WHERE id > {personas}")
        azar = "sha256(convert_to(r.id::text || '/' || c.k::text, 'UTF8'))"
        for texto in statements(personas, atenciones, columnas, veces, azar) + FORGET + ["VACUUM ANALYZE persona", "VACUUM ANALYZE atencion"]:
            sql(texto)
        self.psql(self.publicaciones, "DELETE FROM archivo; DELETE FROM pieza; DELETE FROM edicion")
        inicio = time.perf_counter()
        for texto in BARE:
            sql(texto)
        desnudas = time.perf_counter() - inicio
        entorno = {"PACTO_REGISTRO_URL": self.registro, "PACTO_PUBLICACIONES_URL": self.publicaciones}
        cuantas = int(sql("SELECT count(*) FROM atencion"))
        return cuantas, desnudas, publish([], entorno)


def publish(opciones, entorno):
    inicio = time.perf_counter()
    orden = [pacto, "publicar", "--si", "--sin-atenciones", "--instancia", "20067", "--corte", "2017-12-31", *opciones]
    proceso = subprocess.Popen(orden, stdout=subprocess.DEVNULL, env={**os.environ, **entorno})
    _, estado, uso = os.wait4(proceso.pid, 0)
    if estado:
        sys.exit("pacto failed")
    return time.perf_counter() - inicio, uso.ru_utime + uso.ru_stime, uso.ru_maxrss // 1024


pacto, *donde = sys.argv[1:]
dejar = next((a.removeprefix("--dejar=") for a in donde if a.startswith("--dejar=")), None)
desigual = "--desigual" in donde
donde = [a for a in donde if not a.startswith("--")]
numeros = [int(a) for a in donde if a.isdigit()] or [1, 10, 100]
lugares = [a for a in donde if not a.isdigit()]
base = Sqlite(*lugares) if len(lugares) == 1 else Postgres(*lugares)
for veces in numeros:
    filas, desnudas, (total, cpu, memoria) = base.run(veces)
    print(
        f"{filas:9} atenciones   publicar {total:6.2f} s ({cpu:5.2f} s de CPU, {memoria} MiB)   "
        f"los GROUP BY solos {desnudas:5.2f} s",
        flush=True,
    )
