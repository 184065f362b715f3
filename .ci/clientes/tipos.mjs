// graphql-codegen as it is set at its strictest: every scalar has a type, none is «any», and what a panel does with answers passes
// `tsc --strict`; then the panel is run. Arguments: the address of the server, the schema.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const [url, esquema] = process.argv.slice(2);
const carpeta = "tipos";
rmSync(carpeta, { recursive: true, force: true });
mkdirSync(carpeta);
const panel = `import { graphql } from "./gql/index.js";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

const PANEL = graphql(\`
  query Panel($clave: String!, $anio: Int, $desde: String) {
    instancia(clave: $clave) {
      id nombre anios
      edicion(anio: $anio) {
        corte publicada estado
        mujeres: cifra(medida: MUJERES_ATENDIDAS) { celda { valor estado } }
        tabla(medida: SERVICIOS, filas: [AGENCIA]) { filas { total miembros { nombre } } valores protegidas porcentajes(de: COLUMNA) }
      }
      serie(medida: MUJERES_ATENDIDAS, nivel: TRIMESTRE, desde: $desde) {
        puntos { periodo celda { valor } edicion { numero } }
        quiebres { causas despues { numero } }
      }
    }
  }
\`);
const NOVEDADES = graphql(\`
  query Novedades($last: Int, $before: String) {
    novedades(last: $last, before: $before) {
      edges { cursor node { id clase instante edicion { numero retiro { motivo } } clave { clave aval } } }
      pageInfo { hasPreviousPage startCursor }
    }
  }
\`);
const AVISOS = graphql(\`subscription Avisos($after: String) { novedades(after: $after) { cursor clase } }\`);

async function ask<R, V>(documento: TypedDocumentNode<R, V>, variables: V): Promise<R> {
  const respuesta = await fetch("${url}/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: print(documento), variables }),
  });
  const { data, errors }: { data: R; errors?: { message: string }[] } = await respuesta.json();
  if (errors) throw new Error(errors.map((error) => error.message).join());
  return data;
}

const { instancia } = await ask(PANEL, { clave: "20067", anio: 2017, desde: "2017-T1" });
if (!instancia?.edicion?.tabla) throw new Error("no hay tabla");
// What the schema says that is not null is used without asking; what may be null is asked about.
const { corte, mujeres, tabla } = instancia.edicion;
const partes: string[] = tabla.filas.map((fila, i) => {
  const valor: number | null = tabla.valores[i] ?? null;
  const nombre: string = fila.miembros.map((miembro) => miembro.nombre).join();
  return nombre + ": " + (valor ?? (tabla.protegidas.includes(i) ? "protegida" : "no disponible"));
});
const puntos: number = instancia.serie?.puntos.filter((punto) => punto.celda.valor !== null).length ?? 0;
const { novedades } = await ask(NOVEDADES, { last: 1, before: null });
const clase: "CLAVE" | "EDICION" | "REPOSICION" | "RETIRO" | undefined = novedades?.edges[0]?.node.clase;
console.log(JSON.stringify({ corte: corte.slice(0, 4), mujeres: mujeres?.celda.valor, partes: partes.length, puntos, clase, avisos: AVISOS.kind }));
`;
writeFileSync(`${carpeta}/panel.ts`, panel);
writeFileSync(
  `${carpeta}/codegen.json`,
  JSON.stringify({
    schema: esquema,
    documents: [`${carpeta}/panel.ts`],
    generates: {
      [`${carpeta}/gql/`]: {
        preset: "client",
        presetConfig: { fragmentMasking: false },
        config: {
          strictScalars: true,
          scalars: { Fecha: "string", Instante: "string" },
          defaultScalarType: "unknown",
          enumsAsTypes: true,
          useTypeImports: true,
          avoidOptionals: { field: true, inputValue: false },
        },
      },
    },
    importExtension: ".js",
  }),
);
writeFileSync(
  `${carpeta}/tsconfig.json`,
  JSON.stringify({
    compilerOptions: {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      target: "es2022",
      module: "nodenext",
      moduleResolution: "nodenext",
      skipLibCheck: true,
      outDir: "hecho",
      types: ["node"],
    },
    include: ["*.ts", "gql/*.ts"],
  }),
);
writeFileSync(`${carpeta}/package.json`, JSON.stringify({ type: "module" }));
const run = (programa, argumentos) => execFileSync(`node_modules/.bin/${programa}`, argumentos, { stdio: ["ignore", "pipe", "inherit"] });
run("graphql-codegen", ["--silent", "--config", `${carpeta}/codegen.json`]);
const tipos = readFileSync(`${carpeta}/gql/graphql.ts`, "utf8");
assert.doesNotMatch(tipos, /:\s*any\b|<any>/, "some scalar has no type");
run("tsc", ["--strict", "-p", carpeta]);
const dicho = JSON.parse(execFileSync("node", [`${carpeta}/hecho/panel.js`], { encoding: "utf8" }));
assert.ok(dicho.mujeres > 0 && dicho.partes > 1 && dicho.puntos > 0 && dicho.clase, JSON.stringify(dicho));
console.log(`graphql-codegen: ${JSON.stringify(dicho)}`);
