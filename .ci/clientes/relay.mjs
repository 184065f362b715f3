// Relay: its compiler takes the schema, and its runtime joins pages, forward and back from one in the middle.
// Arguments: the address of the server, the schema.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [url, esquema] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery } = require("relay-runtime");

const LISTAS = { ediciones: "id numero", novedades: "id clase", directorio: "id clave" };
const carpeta = mkdtempSync(join(tmpdir(), "relay-"));
mkdirSync(join(carpeta, "src"));
const documentos = Object.entries(LISTAS).map(
  ([lista, campos]) => `
export const ${lista} = graphql\`
  query Lista_${lista}_Query($first: Int, $after: String, $last: Int, $before: String) {
    ${lista}(first: $first, after: $after, last: $last, before: $before) @connection(key: "Lista_${lista}") {
      edges { node { ${campos} } }
    }
  }
\`;
export const parte_${lista} = graphql\`
  fragment Lista_${lista}_parte on Query
  @argumentDefinitions(first: { type: "Int" }, after: { type: "String" }, last: { type: "Int" }, before: { type: "String" })
  @refetchable(queryName: "Lista_${lista}_Sigue") {
    ${lista}(first: $first, after: $after, last: $last, before: $before) @connection(key: "Parte_${lista}") {
      edges { node { ${campos} } }
    }
  }
\`;`,
);
writeFileSync(
  join(carpeta, "src/Lista.js"),
  `import { graphql } from "relay-runtime";
${documentos.join("\n")}
// What has an id can be asked for again by it.
export const cosa = graphql\`fragment Lista_cosa on Acuerdo @refetchable(queryName: "Lista_cosa_Query") { clave texto }\`;
`,
);
writeFileSync(join(carpeta, "package.json"), JSON.stringify({ type: "module" }));
writeFileSync(
  join(carpeta, "relay.config.json"),
  JSON.stringify({ src: "./src", schema: esquema, language: "javascript", eagerEsModules: true }),
);
execFileSync(require("relay-compiler"), [], { cwd: carpeta, stdio: "pipe" });

const red = async (pedido, variables) => {
  const respuesta = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify({ query: pedido.text, variables }),
  });
  return respuesta.json();
};
for (const lista of Object.keys(LISTAS)) {
  const { default: pedido } = await import(join(carpeta, `src/__generated__/Lista_${lista}_Query.graphql.js`));
  const walk = async (primera, atras) => {
    const entorno = new Environment({ network: Network.create(red), store: new Store(new RecordSource()) });
    const ask = async (variables) => {
      await fetchQuery(entorno, pedido, variables).toPromise();
      const { data } = entorno.lookup(createOperationDescriptor(pedido, variables).fragment);
      return data[lista];
    };
    let hay = await ask(primera);
    while (atras && hay.pageInfo.hasPreviousPage) hay = await ask({ last: 1, before: hay.pageInfo.startCursor });
    while (hay.pageInfo.hasNextPage) hay = await ask({ first: 1, after: hay.pageInfo.endCursor });
    return hay.edges;
  };
  const todos = await walk({ first: 1 }, false);
  assert.ok(todos.length >= 1 && new Set(todos.map((lado) => lado.node.id)).size === todos.length);
  const nodos = (lados) => lados.map((lado) => lado.node);
  assert.deepEqual(nodos(await walk({ last: 1 }, true)), nodos(todos), lista);
  if (todos.length > 2) {
    const medio = { first: 1, after: todos[0].cursor };
    assert.deepEqual(nodos(await walk(medio, true)), nodos(todos), lista);
  }
  console.log(`Relay: ${todos.length} ${lista}, adelante, atrás y desde en medio`);
}
rmSync(carpeta, { recursive: true });
