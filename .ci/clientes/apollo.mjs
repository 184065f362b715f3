// Apollo, with the merge that it ships for Relay: pages forward and back, and a field that fails beside what does not.
// Argument: the address of the server.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { ApolloClient, InMemoryCache, HttpLink, gql } = require("@apollo/client/core");
const { relayStylePagination } = require("@apollo/client/utilities");
const direccion = `${process.argv[2]}/graphql`;

const client = () =>
  new ApolloClient({
    link: new HttpLink({ uri: direccion, fetch }),
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { ediciones: relayStylePagination(), novedades: relayStylePagination() } } },
    }),
  });
const pagina = (lista) => gql`query Pagina($first: Int, $after: String, $last: Int, $before: String) {
  ${lista}(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id __typename } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

for (const lista of ["ediciones", "novedades"]) {
  // Forward from the first, and back from the last: the same, in the same order.
  const walk = async (primera, mas, sigue) => {
    const consulta = client().watchQuery({ query: pagina(lista), variables: primera });
    let { data } = await new Promise((next, error) => consulta.subscribe({ next, error }));
    while (sigue(data[lista].pageInfo)) {
      await consulta.fetchMore({ variables: mas(data[lista].pageInfo) });
      data = consulta.getCurrentResult().data;
    }
    return data[lista].edges.map((lado) => lado.node.id);
  };
  const adelante = await walk(
    { first: 2 },
    (p) => ({ first: 2, after: p.endCursor }),
    (p) => p.hasNextPage,
  );
  const atras = await walk(
    { first: null, last: 2 },
    (p) => ({ first: null, last: 2, before: p.startCursor }),
    (p) => p.hasPreviousPage,
  );
  assert.ok(adelante.length > 3 && new Set(adelante).size === adelante.length, `${lista}: ${adelante}`);
  assert.deepEqual(atras, adelante, lista);
  console.log(`Apollo: ${adelante.length} ${lista}, adelante y atrás`);
}
const mala = gql`query { instancia(clave: "20067") { id nombre edicion(anio: 1999) { id numero } } }`;
const parcial = await client().query({ query: mala, errorPolicy: "all" });
assert.ok(parcial.data.instancia.nombre && parcial.data.instancia.edicion === null && parcial.errors.length === 1);
