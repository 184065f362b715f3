// graphql-ws and graphql-sse: both hear of the same edition, once, and go on from a cursor; both also ask what is no subscription.
// Arguments: the address of the API, the program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import WebSocket from "ws";

const [url, pacto] = process.argv.slice(2);
const ws = createWs({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0 });
const sse = createSse({ url, retryAttempts: 0 });
const clientes = { "graphql-ws": ws, "graphql-sse": sse };

const first = async (cliente, query, variables) => {
  for await (const resultado of cliente.iterate({ query, variables })) return resultado;
};
for (const [nombre, cliente] of Object.entries(clientes)) {
  const { data } = await first(cliente, "{ novedades(first: null, last: 1) { nodes { clase } pageInfo { hasPreviousPage } } }");
  assert.ok(data.novedades.nodes.length === 1, nombre);
}
const EDICION = "subscription { edicionPublicada { numero corte } }";
const esperan = Promise.all(Object.values(clientes).map((cliente) => first(cliente, EDICION)));
await new Promise((listo) => setTimeout(listo, 2000));
execFileSync(pacto, ["publicar", "--si", "--sin-atenciones", "--instancia", "20067", "--corte", "2018-01-31"]);
const [uno, otro] = await esperan;
assert.deepEqual(uno, otro);
assert.equal(uno.data.edicionPublicada.numero, 2);
// What was missed is told first, from where one was.
const { data } = await first(ws, "{ novedades(first: 1) { pageInfo { endCursor } } }");
const after = data.novedades.pageInfo.endCursor;
for (const [nombre, cliente] of Object.entries(clientes)) {
  const sigue = "subscription ($after: String) { novedades(after: $after) { clase edicion { numero } } }";
  const { data } = await first(cliente, sigue, { after });
  assert.deepEqual(data.novedades, { clase: "EDICION", edicion: { numero: 2 } }, nombre);
  // One client throws errors, the other one tells them.
  const mala = await first(cliente, sigue, { after: "x" }).then((dicho) => dicho.errors, (errores) => errores);
  assert.equal(mala[0].extensions.code, "CURSOR_INVALIDO", nombre);
}
console.log(`${Object.keys(clientes).join(" y ")}: oyen la edición 2`);
sse.dispose();
await ws.dispose();
process.exit(0);
