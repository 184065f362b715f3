// urql, with a normalized cache that knows the schema: pages forward and back. Argument: the address of the server.
import assert from "node:assert/strict";
import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { getIntrospectionQuery } from "graphql";

const url = `${process.argv[2]}/graphql`;
const introspeccion = await fetch(url, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ query: getIntrospectionQuery() }),
});
const schema = (await introspeccion.json()).data;
// What has no id is a value, and lies in what it is of.
const valores = schema.__schema.types.filter(
  (tipo) => tipo.kind === "OBJECT" && !tipo.name.startsWith("__") && !tipo.fields.some((campo) => campo.name === "id"),
);
const client = () =>
  new Client({
    url,
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        schema,
        keys: Object.fromEntries(valores.map((tipo) => [tipo.name, () => null])),
        resolvers: { Query: { ediciones: relayPagination(), novedades: relayPagination() } },
      }),
      fetchExchange,
    ],
  });
const PAGINA = (lista) => `query Pagina($first: Int, $after: String, $last: Int, $before: String) {
  ${lista}(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id __typename } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
// The cache says aloud what it does not understand.
const quejas = [];
console.warn = console.error = (queja) => quejas.push(queja);

for (const lista of ["ediciones", "novedades"]) {
  const walk = async (primera, sigue) => {
    const cliente = client();
    let variables = primera;
    for (;;) {
      const { data, error } = await cliente.query(PAGINA(lista), variables).toPromise();
      assert.equal(error, undefined, `${error}`);
      variables = sigue(data[lista].pageInfo);
      if (!variables) return data[lista].edges.map((lado) => lado.node.id);
    }
  };
  const adelante = await walk({ first: 2 }, (p) => p.hasNextPage && { first: 2, after: p.endCursor });
  const atras = await walk(
    { first: null, last: 2 },
    (p) => p.hasPreviousPage && { first: null, last: 2, before: p.startCursor },
  );
  assert.ok(adelante.length > 3 && new Set(adelante).size === adelante.length, `${lista}: ${adelante}`);
  assert.deepEqual(atras, adelante, lista);
  console.log(`urql: ${adelante.length} ${lista}, adelante y atrás`);
}
// Things with an id are one, wherever they are met; what an edition said of its instancia is not what it is now.
const cliente = client();
const { data } = await cliente
  .query(
    `{ instancia(clave: "20067") { id nombre edicion(anio: 2017) { id instancia { id nombre } cifras { id clave }
       consejo { id sesiones { id acuerdos { id clave } } } cruces { id clave } firma { clave { id clave } } } } }`,
    {},
  )
  .toPromise();
const { instancia } = data;
assert.notEqual(instancia.id, instancia.edicion.instancia.id);
for (const cosas of [instancia.edicion.cifras, instancia.edicion.consejo.sesiones.flatMap((s) => s.acuerdos), instancia.edicion.cruces])
  assert.ok(cosas.length > 0 && new Set(cosas.map((cosa) => cosa.id)).size === cosas.length);
assert.deepEqual(quejas, []);
