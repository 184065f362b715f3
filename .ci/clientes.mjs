// Ordinary clients, as their documents say, against a server of the demonstration with several editions: Apollo, urql with
// graphcache, and the compiler of Relay. Pages go forward and back. Arguments: the address of the server, the schema.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [url, esquema] = process.argv.slice(2);
const direccion = `${url}/graphql`;
const require = createRequire(import.meta.url);

const PAGINA = `query Pagina($first: Int, $after: String) {
  ediciones(first: $first, after: $after) {
    edges { cursor node { id numero estado __typename } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

// Apollo, with the merge that it ships for Relay.
{
  const { ApolloClient, InMemoryCache, HttpLink, gql } = require("@apollo/client/core");
  const { relayStylePagination } = require("@apollo/client/utilities");
  const cache = new InMemoryCache({
    possibleTypes: { Node: ["Edicion", "Instancia"] },
    typePolicies: { Query: { fields: { ediciones: relayStylePagination() } } },
  });
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: direccion, fetch }) });
  const query = gql(PAGINA);
  const consulta = client.watchQuery({ query, variables: { first: 1 } });
  let { data } = await consulta.result();
  while (data.ediciones.pageInfo.hasNextPage) {
    await consulta.fetchMore({ variables: { after: data.ediciones.pageInfo.endCursor } });
    data = consulta.getCurrentResult().data;
  }
  const numeros = data.ediciones.edges.map((lado) => lado.node.numero);
  assert.ok(numeros.length >= 2 && new Set(numeros).size === numeros.length, `Apollo: ${numeros}`);
  // A field that fails is null, and the rest is there.
  const mala = gql`query { instancia(clave: "20067") { id nombre edicion(anio: 1999) { id numero } } }`;
  const parcial = await client.query({ query: mala, errorPolicy: "all" });
  assert.ok(parcial.data.instancia.nombre && parcial.data.instancia.edicion === null && parcial.errors);
  console.log(`Apollo: ${numeros.length} ediciones`);
}

// urql, with a normalized cache that knows the schema.
{
  const { Client, fetchExchange } = await import("@urql/core");
  const { cacheExchange } = await import("@urql/exchange-graphcache");
  const { relayPagination } = await import("@urql/exchange-graphcache/extras");
  const cache = cacheExchange({
    keys: { PageInfo: () => null },
    resolvers: { Query: { ediciones: relayPagination() } },
  });
  const client = new Client({ url: direccion, exchanges: [cache, fetchExchange], preferGetMethod: false });
  let after = null;
  let lados;
  do {
    const { data, error } = await client.query(PAGINA, { first: 1, after }).toPromise();
    assert.equal(error, undefined, `${error}`);
    lados = data.ediciones.edges;
    after = data.ediciones.pageInfo.hasNextPage ? data.ediciones.pageInfo.endCursor : null;
  } while (after);
  assert.ok(lados.length >= 2, `urql: ${lados.length}`);
  console.log(`urql: ${lados.length} ediciones`);
}

// The compiler of Relay, with pages in both directions.
{
  const carpeta = mkdtempSync(join(tmpdir(), "relay-"));
  mkdirSync(join(carpeta, "src"));
  writeFileSync(
    join(carpeta, "src/Lista.js"),
    `import { graphql } from "relay-runtime";
export const lista = graphql\`
  fragment Lista_todas on Query
  @argumentDefinitions(first: { type: "Int" }, after: { type: "String" }, last: { type: "Int" }, before: { type: "String" })
  @refetchable(queryName: "ListaSigue") {
    ediciones(first: $first, after: $after, last: $last, before: $before) @connection(key: "Lista_ediciones") {
      edges { node { id numero } }
    }
  }
\`;
export const pagina = graphql\`query ListaPagina { ...Lista_todas @arguments(first: 5) }\`;
`,
  );
  writeFileSync(
    join(carpeta, "relay.config.json"),
    JSON.stringify({ src: "./src", schema: esquema, language: "javascript", eagerEsModules: true }),
  );
  const relay = require("relay-compiler");
  execFileSync(relay, [], { cwd: carpeta, stdio: "pipe" });
  console.log("Relay: compila");
}
