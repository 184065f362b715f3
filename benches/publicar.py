#!/usr/bin/env python3
"""How publishing grows with the register: python3 benches/publicar.py target/release/pacto CARPETA

CARPETA holds the data of `pacto demo`. Its register is copied with 1, 10 and 100 times its attentions.
"""
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

pacto, origen = sys.argv[1:3]


def grow(base, veces):
    def copy(tabla, cambios):
        ultimo = base.execute(f"SELECT max(id) FROM {tabla}").fetchone()[0]
        columnas = [fila[1] for fila in base.execute(f"PRAGMA table_info({tabla})")]
        return lambda i: base.execute(
            f"INSERT INTO {tabla} SELECT {', '.join(cambios(i).get(c, c) for c in columnas)} FROM {tabla} WHERE id <= {ultimo}"
        )

    personas = base.execute("SELECT max(id) FROM persona").fetchone()[0]
    atenciones = base.execute("SELECT max(id) FROM atencion").fetchone()[0]
    mas_personas = copy("persona", lambda i: {"id": f"id + {i * personas}", "seudonimo": "randomblob(32)"})
    mas_atenciones = copy(
        "atencion", lambda i: {"id": f"id + {i * atenciones}", "persona_id": f"persona_id + {i * personas}"}
    )
    for i in range(1, veces):
        mas_personas(i)
        mas_atenciones(i)
    base.commit()
    return atenciones * veces


for veces in (1, 10, 100):
    with tempfile.TemporaryDirectory() as carpeta:
        shutil.copytree(origen, carpeta, dirs_exist_ok=True)
        base = sqlite3.connect(f"{carpeta}/privado/registro.sqlite")
        filas = grow(base, veces)
        inicio = time.perf_counter()
        base.execute(
            "SELECT servicio, count(*), count(DISTINCT persona_id) FROM atencion "
            "WHERE instancia_id = '20067' AND fecha BETWEEN '2017-01-01' AND '2017-11-30' GROUP BY servicio"
        ).fetchall()
        desnuda = time.perf_counter() - inicio
        base.close()
        inicio = time.perf_counter()
        orden = [pacto, "publicar", "--instancia", "20067", "--corte", "2017-11-30", "--datos", carpeta]
        subprocess.run(orden, check=True, stdout=subprocess.DEVNULL)
        total = time.perf_counter() - inicio
        memoria = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"{filas:8} atenciones   publicar {total:6.2f} s   un GROUP BY {desnuda:5.2f} s   {memoria} MiB")
