#!/usr/bin/env python3
"""How long `pacto importar` takes, next to a bare \\copy.

    python3 benches/importar.py target/release/pacto CARPETA [FILAS...]
    python3 benches/importar.py target/release/pacto URL_REGISTRO URL_PUBLICACIONES [FILAS...]

CARPETA must not exist; the two databases must be empty, PACTO_CLAVES set, and psql at hand.
"""
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

SERVICIOS = ["Asesoría jurídica", "Apoyo psicológico", "Trabajo social", "Orientación"]
LUGARES = ["Candiani", "Cabecera municipal", "Donaji", "No especificada", "Otro municipio"]
VIOLENCIAS = ["Psicológica; Física", "ninguna", "No preguntado", "Económica"]


def write(ruta, filas, serie, lugares=LUGARES, meses=12):
    """Three rows of 2017 for each person, who comes from one place."""
    with open(ruta, "w") as hoja:
        hoja.write("Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo,Año de nacimiento\n")
        for i in range(filas):
            quien = i // 3
            hoja.write(
                f"{serie}-{i},{i % 28 + 1:02d}/{i % meses + 1:02d}/2017,{SERVICIOS[i % 4]},{lugares[quien % len(lugares)]},"
                f"Primera vez,{VIOLENCIAS[i // 2 % 4]},{serie}{quien},Mujer,{1960 + quien % 40}\n"
            )


def run(orden):
    inicio = time.time()
    subprocess.run(orden, check=True, stdout=subprocess.DEVNULL)
    return time.time() - inicio


def main():
    pacto, resto = sys.argv[1], sys.argv[2:]
    postgres = resto[0].startswith("postgres")
    lugares = resto[: 2 if postgres else 1]
    filas = [int(n) for n in resto[len(lugares) :]] or [100_000]
    if postgres:
        os.environ["PACTO_REGISTRO_URL"], os.environ["PACTO_PUBLICACIONES_URL"] = lugares
    else:
        os.environ["PACTO_DATOS"] = lugares[0]
    run([pacto, "iniciar", "--instancia", "20067"])
    with tempfile.TemporaryDirectory() as carpeta:
        for n in filas:
            hoja = os.path.join(carpeta, "hoja.csv")
            write(hoja, n, f"S{n}")
            orden = [pacto, "importar", hoja, "--instancia", "20067"]
            primera, segunda = run(orden), run(orden)
            memoria = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"{n} filas: {primera:.1f} s, otra vez {segunda:.1f} s, {memoria:.0f} MiB")
            if postgres and shutil.which("psql"):
                tabla = f"CREATE TABLE copia{n} (a text PRIMARY KEY, b text, c text, d text, e text, f text, g text, h text, i int)"
                subprocess.run(["psql", lugares[0], "-qc", tabla], check=True)
                print(f"  copy: {run(['psql', lugares[0], '-qc', chr(92) + f'copy copia{n} FROM {hoja} CSV HEADER']):.2f} s")


if __name__ == "__main__":
    main()
