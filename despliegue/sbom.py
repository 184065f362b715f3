#!/usr/bin/env python3
"""What the program is made of, as CycloneDX 1.5 in JSON, on standard output: sbom.py TARGET [FEATURES].

From `cargo metadata`, for one platform, without what only tests and builds need; sums are those of Cargo.lock. Nothing in it
changes from one run to the next, so that the same code gives the same file.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

RAIZ = Path(__file__).resolve().parent.parent


def metadata(plataforma, partes):
    orden = ["cargo", "metadata", "--format-version", "1", "--locked", "--features", partes, "--filter-platform", plataforma]
    return json.loads(subprocess.run(orden, cwd=RAIZ, check=True, stdout=subprocess.PIPE).stdout)


def linked(datos):
    """The packages that end up in the program, by their ids, with those that each depends on."""
    nodos = {nodo["id"]: nodo for nodo in datos["resolve"]["nodes"]}
    por_nombre = {p["name"]: p["id"] for p in datos["packages"] if p["source"] is None}
    faltan, hay = [por_nombre["pacto"]], {}
    while faltan:
        paquete = faltan.pop()
        if paquete in hay:
            continue
        # A dependency without a kind is one of the program; the others are "dev" and "build".
        suyas = [d["pkg"] for d in nodos[paquete]["deps"] if any(k["kind"] is None for k in d["dep_kinds"])]
        hay[paquete] = sorted(suyas)
        faltan += suyas
    return hay


def sums():
    """SHA-256 of each published package."""
    candado = tomllib.loads((RAIZ / "Cargo.lock").read_text())
    return {(p["name"], p["version"]): p["checksum"] for p in candado["package"] if "checksum" in p}


def component(paquete, suma):
    clase = "application" if paquete["name"] == "pacto" else "library"
    purl = f"pkg:cargo/{paquete['name']}@{paquete['version']}"
    hecho = {"type": clase, "bom-ref": purl, "name": paquete["name"], "version": paquete["version"], "purl": purl}
    if paquete.get("license"):
        hecho["licenses"] = [{"expression": paquete["license"].replace("/", " OR ")}]
    if suma:
        hecho["hashes"] = [{"alg": "SHA-256", "content": suma}]
    return hecho


def main():
    plataforma, partes = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "pdf"
    datos, suma = metadata(plataforma, partes), sums()
    paquetes = {p["id"]: p for p in datos["packages"]}
    hay = linked(datos)
    de = {i: component(paquetes[i], suma.get((paquetes[i]["name"], paquetes[i]["version"]))) for i in hay}
    programa = next(c for c in de.values() if c["name"] == "pacto")
    partes = sorted((c for c in de.values() if c is not programa), key=lambda c: c["bom-ref"])
    dependencias = [
        {"ref": de[i]["bom-ref"], "dependsOn": [de[d]["bom-ref"] for d in suyas]} for i, suyas in hay.items()
    ]
    json.dump(
        {
            "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "metadata": {
                "component": programa,
                "properties": [{"name": "pacto:plataforma", "value": plataforma}],
            },
            "components": partes,
            "dependencies": sorted(dependencias, key=lambda d: d["ref"]),
        },
        sys.stdout,
        ensure_ascii=False,
        indent=1,
    )
    print()


main()
