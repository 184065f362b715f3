"""The files that anybody takes, read and judged by programs of others: JSON-stat, SDMX-CSV, CSVW, Frictionless, DCAT-AP, openpyxl, odfpy, pandas.

python archivos.py URL TABLES PROTECTED [SHAPES.ttl ...]: how many tables and protected cells there are at least; shapes of DCAT-AP,
where they are to be had.
"""
import io
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
from frictionless import Package, system
from jsonstat_validator import validate_jsonstat
from pyjstat import pyjstat
from pysdmx.io import read_sdmx

sitio = re.match(r"https?://[^/]+", sys.argv[1]).group(0)
minimo_tablas, minimo_protegidas = int(sys.argv[2]), int(sys.argv[3])
formas = sys.argv[4:]


def get(camino):
    with urllib.request.urlopen(sitio + camino) as respuesta:
        return respuesta.read()


def asked(camino):
    """The same table by the API: values, and states."""
    pares = [par.split("=", 1) for par in camino.split("?", 1)[1].split("&")]
    de = {nombre: valor for nombre, valor in pares}
    consulta = "{ instancia(clave: \"%s\") { edicion { tabla(medida: %s, filas: [%s], columnas: [%s]) { valores estados } } } }" % (
        instancia, de["medida"], de.get("filas", ""), de.get("columnas", ""))
    cuerpo = json.dumps({"query": consulta}).encode()
    peticion = urllib.request.Request(sitio + "/graphql", cuerpo, {"Content-Type": "application/json"})
    tabla = json.load(urllib.request.urlopen(peticion))["data"]["instancia"]["edicion"]["tabla"]
    return list(zip(tabla["valores"], tabla["estados"]))


instancia = re.search(r"urn:pacto:(\d{5})<", get("/novedades.xml").decode()).group(1)
datos = get("/datos").decode().replace("&#38;", "&").replace("&amp;", "&")
tablas = sorted(set(re.findall(r'href="(/ediciones/[0-9a-f]{64})/tabla\.json\?([^"]+)"', datos)))
assert len(tablas) >= minimo_tablas, tablas
protegidas = 0
for edicion, pregunta in tablas:
    esperada = asked(f"?{pregunta}")
    valores = [valor for valor, _ in esperada]
    protegidas += sum(estado == "PROTEGIDA" for _, estado in esperada)
    json_stat = get(f"{edicion}/tabla.json?{pregunta}")
    assert validate_jsonstat(json.loads(json_stat)) is True
    marco = pyjstat.Dataset.read(json_stat.decode()).write("dataframe")
    assert [None if pd.isna(v) else int(v) for v in marco["value"]] == valores, pregunta
    csv = pd.read_csv(io.BytesIO(get(f"{edicion}/tabla.csv?{pregunta}")), dtype={"valor": "Int64"})
    assert [None if pd.isna(v) else int(v) for v in csv["valor"]] == valores, pregunta
    assert list(csv["estado"]) == [estado for _, estado in esperada], pregunta
    sdmx = read_sdmx(get(f"{edicion}/tabla.sdmx.csv?{pregunta}").decode(), validate=False).data[0].data
    assert [None if pd.isna(v) or v == "NaN" else int(v) for v in sdmx["OBS_VALUE"]] == valores, pregunta
    marcas = {"PUBLICADA": ("A", "F"), "PROTEGIDA": ("Q", "C"), "NO_DISPONIBLE": ("O", "F")}
    assert list(zip(sdmx["OBS_STATUS"], sdmx["CONF_STATUS"])) == [marcas[estado] for _, estado in esperada], pregunta
    libro = openpyxl.load_workbook(io.BytesIO(get(f"{edicion}/tabla.xlsx?{pregunta}")))
    hoja = [[celda.value for celda in fila] for fila in libro["Datos"].iter_rows()]
    valor, estado = hoja[0].index("valor"), hoja[0].index("estado")
    assert [(fila[valor], fila[estado]) for fila in hoja[1:]] == esperada, pregunta
assert protegidas >= minimo_protegidas, protegidas
# Some readers ask for parts of a file, at its address.
for nombre in ("tabla.csv", "tabla.sdmx.csv"):
    leida = pl.read_csv(f"{sitio}{tablas[0][0]}/{nombre}?{tablas[0][1]}", infer_schema=False)
    assert leida.height == len(asked(f"?{tablas[0][1]}")), nombre

edicion = tablas[0][0]
with tempfile.TemporaryDirectory() as carpeta:
    carpeta = Path(carpeta)
    zipfile.ZipFile(io.BytesIO(get(f"{edicion}/tablas.zip"))).extractall(carpeta)
    with system.use_context(trusted=True):
        juicio = Package(str(carpeta / "datapackage.json")).validate()
    assert juicio.valid, juicio.flatten(["name", "type", "message"])[:5]
    metadatos = sorted(carpeta.glob("*-metadata.json"))
    for archivo in metadatos:
        subprocess.run(["csvwvalidate", str(archivo)], check=True, stdout=subprocess.DEVNULL)
    # So is a table at its own address, from which a reader finds what it is.
    subprocess.run(["csvwvalidate", f"{sitio}{edicion}/tabla.csv?{tablas[0][1]}"], check=True, stdout=subprocess.DEVNULL)
    renglones = sum(len(pd.read_csv(carpeta / archivo.name.replace("-metadata.json", ""), dtype=str)) for archivo in metadatos)
    catalogo = carpeta / "catalogo.jsonld"
    catalogo.write_bytes(get("/catalogo.jsonld"))
    for forma in formas:
        subprocess.run(["pyshacl", "-s", forma, "-df", "json-ld", str(catalogo)], check=True, stdout=subprocess.DEVNULL)
excel = pd.read_excel(io.BytesIO(get(f"{edicion}/edicion.xlsx")), sheet_name=None, dtype=object)
abierto = pd.read_excel(io.BytesIO(get(f"{edicion}/edicion.ods")), sheet_name=None, dtype=object, engine="odf")
assert list(excel) == list(abierto), list(abierto)
assert len(excel["Datos"]) == renglones >= 5 * len(tablas), renglones
for hoja, suya in excel.items():
    pd.testing.assert_frame_equal(suya, abierto[hoja], check_dtype=False)
print(f"archivos: {len(tablas)} tablas, {len(metadatos)} CSV, {len(formas)} formas de DCAT-AP; todo vale")
