#!/usr/bin/env python3
"""Latency of a served edition, one connection: python3 benches/latencia.py IP PUERTO

Serve it first: target/release/pacto demo --direccion 127.0.0.1:8097
"""
import json
import pathlib
import socket
import sys
import time

VARIABLES = {"clave": "20067", "anio": 2017}
CONSULTAS = pathlib.Path(__file__).parent.parent / "datos/consultas"


def read_answer(conexion):
    datos = b""
    while b"\r\n\r\n" not in datos:
        datos += conexion.recv(65536)
    cabeceras, _, cuerpo = datos.partition(b"\r\n\r\n")
    largo = next(c for c in cabeceras.lower().split(b"\r\n") if c.startswith(b"content-length"))
    while len(cuerpo) < int(largo.split(b":")[1]):
        cuerpo += conexion.recv(65536)
    return cuerpo


def measure(direccion, consulta, veces=1000):
    cuerpo = json.dumps({"query": consulta, "variables": VARIABLES}).encode()
    peticion = (
        b"POST /graphql HTTP/1.1\r\nHost: pacto\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(cuerpo) + cuerpo
    )
    tiempos = []
    with socket.create_connection(direccion) as conexion:
        conexion.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(veces):
            inicio = time.perf_counter()
            conexion.sendall(peticion)
            respuesta = read_answer(conexion)
            tiempos.append(1000 * (time.perf_counter() - inicio))
    tiempos.sort()
    return tiempos[veces // 2], tiempos[veces * 99 // 100], len(respuesta)


direccion = (sys.argv[1], int(sys.argv[2]))
consultas = {"nada (__typename)": "{ __typename }"}
consultas.update({ruta.stem: ruta.read_text() for ruta in sorted(CONSULTAS.glob("*.graphql")) if "subscription" not in ruta.read_text()})
for nombre, consulta in consultas.items():
    mediana, p99, bytes_ = measure(direccion, consulta)
    print(f"{nombre:20} p50 {mediana:6.2f} ms   p99 {p99:6.2f} ms   {bytes_} bytes")
