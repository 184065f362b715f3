// The clients that people use, over WebSocket and Server-Sent Events: both hear of the same edition.
import { execFileSync } from "node:child_process";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import WebSocket from "ws";

const [url, pacto] = process.argv.slice(2);
const query = "subscription { edicionPublicada { numero corte } }";
const sse = createSse({ url, retryAttempts: 0 });
const ws = createWs({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0 });

const primero = async (cliente) => {
  for await (const resultado of cliente.iterate({ query })) return JSON.stringify(resultado);
};
const pregunta = await ws.iterate({ query: "{ instancias { clave } }" }).next();
const esperan = Promise.all([primero(sse), primero(ws)]);
await new Promise((listo) => setTimeout(listo, 2000));
execFileSync(pacto, ["publicar", "--si", "--sin-atenciones", "--instancia", "20067", "--corte", "2018-01-31"]);
const [uno, otro] = await esperan;
console.log(uno);
sse.dispose();
await ws.dispose();
const bien = uno === otro && uno.includes('"numero":2') && pregunta.value.data.instancias[0].clave === "20067";
process.exit(bien ? 0 : 1);
