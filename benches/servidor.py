#!/usr/bin/env python3
"""Pacto under load beside an axum server that returns the same bytes from memory, in the same run, with wrk.

    cargo build --release --example bytes --bin pacto
    python3 benches/servidor.py [--segundos N] [--rondas N] [--perfil release] [--datos CARPETA]

For each answer and number of connections: requests per second, latencies, CPU per request, memory; and the ratio of the
CPU per request. The servers take turns, so that what slows the machine slows both: what is printed is the round of the
median ratio, and the quartiles of the ratio. «hot» is one question; «cold» is a question that is never the same twice.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

RAIZ = pathlib.Path(__file__).parent.parent
TICK = os.sysconf("SC_CLK_TCK")
VARIABLES = {"clave": "20067", "anio": 2017}

POST = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local cuerpo = %s
local fria, n = %s, 0
done = function(_, latencias) io.write(string.format("P999 %%d\\n", latencias:percentile(99.9))) end
request = function()
  if not fria then return wrk.format(nil, nil, nil, cuerpo) end
  n = n + 1
  return wrk.format(nil, nil, nil, (cuerpo:gsub("FRIA", "f" .. math.random(1, 1000000000))))
end
"""


def start(orden, espera, entorno=None):
    proceso = subprocess.Popen(orden, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(entorno or {})})
    for _ in range(200):
        try:
            urllib.request.urlopen(espera, timeout=1)
            return proceso
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"no responde: {espera}")


def cpu(proceso):
    campos = pathlib.Path(f"/proc/{proceso.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(campos[11]) + int(campos[12])) / TICK


def rss(proceso):
    texto = pathlib.Path(f"/proc/{proceso.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", texto)[1]) / 1024


def load(proceso, url, guion, conexiones, segundos):
    antes = cpu(proceso)
    orden = ["wrk", "-t2", f"-c{conexiones}", f"-d{segundos}s", "--latency", "-s", guion, url]
    dicho = subprocess.run(orden, capture_output=True, text=True, check=True).stdout
    total = int(re.search(r"(\d+) requests in", dicho)[1])
    p999 = int(re.search(r"P999 (\d+)", dicho)[1]) / 1000
    malas = re.search(r"Non-2xx or 3xx responses: (\d+)", dicho)
    return {
        "req/s": float(re.search(r"Requests/sec:\s+([\d.]+)", dicho)[1]),
        "p50": re.search(r"\n\s+50%\s+(\S+)", dicho)[1],
        "p99": re.search(r"\n\s+99%\s+(\S+)", dicho)[1],
        "p99.9": f"{p999:.2f}ms",
        "cpu": (cpu(proceso) - antes) / total * 1e6,
        "rss": rss(proceso),
        "malas": int(malas[1]) if malas else 0,
    }


def main():
    opciones = argparse.ArgumentParser()
    opciones.add_argument("--segundos", type=int, default=2)
    opciones.add_argument("--rondas", type=int, default=9)
    opciones.add_argument("--perfil", default="release")
    opciones.add_argument("--datos", help="data folder with an edition; the demonstration if there is none")
    opciones = opciones.parse_args()
    carpeta = pathlib.Path(tempfile.mkdtemp())
    programas = RAIZ / "target" / opciones.perfil
    entorno = {"PACTO_DATOS": opciones.datos or str(carpeta / "datos"), "PACTO_PETICIONES": "0", "PACTO_CONEXIONES": "4096"}
    orden = "servir" if opciones.datos else "demo"
    pacto = start([str(programas / "pacto"), orden, "--direccion", "127.0.0.1:18080"], "http://127.0.0.1:18080/salud/vivo", entorno)
    consultas = {
        "small": "{ instancias { clave } }",
        "large": (RAIZ / "datos/consultas/tablero.graphql").read_text(),
    }
    print("| answer | bytes | connections | server | req/s | p50 | p99 | p99.9 | CPU per request | memory | CPU ratio |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for nombre, documento in consultas.items():
        cuerpo = {"query": documento, "variables": VARIABLES if nombre == "large" else {}}
        peticion = urllib.request.Request("http://127.0.0.1:18080/graphql", json.dumps(cuerpo).encode(), {"Content-Type": "application/json"})
        bytes_ = urllib.request.urlopen(peticion).read()
        (carpeta / "bytes").write_bytes(bytes_)
        estatico = start([str(programas / "examples/bytes"), str(carpeta / "bytes"), "18081"], "http://127.0.0.1:18081/graphql")
        (carpeta / "hot.lua").write_text(POST % (json.dumps(json.dumps(cuerpo)), "false"))
        fria = dict(cuerpo, query=cuerpo["query"].replace("{", "{ FRIA: __typename", 1))
        (carpeta / "cold.lua").write_text(POST % (json.dumps(json.dumps(fria)), "true"))
        for conexiones in (16, 64, 512):
            def measure(proceso, puerto, guion):
                return load(proceso, f"http://127.0.0.1:{puerto}/graphql", carpeta / guion, conexiones, opciones.segundos)

            rondas = [(measure(estatico, 18081, "hot.lua"), measure(pacto, 18080, "hot.lua")) for _ in range(opciones.rondas)]
            rondas.sort(key=lambda ronda: ronda[1]["cpu"] / ronda[0]["cpu"])
            razones = [hot["cpu"] / base["cpu"] for base, hot in rondas]
            baja, media, alta = (len(rondas) * i // 4 for i in (1, 2, 3))
            razon = f"{razones[media]:.2f} ({razones[baja]:.2f} – {razones[alta]:.2f})"
            filas = [("axum, bytes", rondas[media][0], "1"), ("Pacto, hot", rondas[media][1], razon)]
            if conexiones == 16:
                filas.append(("Pacto, cold", measure(pacto, 18080, "cold.lua"), ""))
            for servidor, medida, razon in filas:
                assert medida["malas"] == 0, medida
                print(f"| {nombre} | {len(bytes_)} | {conexiones} | {servidor} | {medida['req/s']:.0f} | {medida['p50']} | {medida['p99']} | {medida['p99.9']} | {medida['cpu']:.1f} µs | {medida['rss']:.0f} MiB | {razon} |", flush=True)
        estatico.kill()
    pacto.kill()


if __name__ == "__main__":
    main()
