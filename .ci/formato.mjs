// Whether editions are what the published schema of their format says, as another implementation of JSON Schema sees it:
// the signed one that is kept with the tests, and the one that a server of the demonstration serves.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

const [raiz, url] = process.argv.slice(2);
const ajv = new Ajv({ strict: true, strictTuples: false, allErrors: true });
formats(ajv);
const valid = ajv.compile(JSON.parse(readFileSync(`${raiz}/docs/edicion-3.schema.json`, "utf8")));

const question = '{ instancia(clave: "20067") { edicion(anio: 2017) { hash } } }';
const answer = await fetch(`${url}`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ query: question }),
});
const { hash } = (await answer.json()).data.instancia.edicion;
const served = await fetch(new URL(`/ediciones/${hash}`, url));
const editions = {
  kept: gunzipSync(readFileSync(`${raiz}/tests/fixtures/formato-3/edicion.json.gz`)),
  served: gunzipSync(Buffer.from(await served.arrayBuffer())),
};
for (const [which, bytes] of Object.entries(editions)) {
  const content = JSON.parse(bytes);
  if (!valid(content)) {
    throw new Error(`${which}: ${JSON.stringify(valid.errors.slice(0, 5), null, 1)}`);
  }
  // What the schema does not name is no part of the format.
  if (valid({ ...content, otra: 1 })) {
    throw new Error(`${which}: the schema takes anything`);
  }
}
console.log("editions: valid against docs/edicion-3.schema.json");
