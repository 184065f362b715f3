// The panel of docs/api.md, copied as it is into a file and opened in a browser, shows the figures of the demonstration.
// Arguments: the page, the address of the API, the browser.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [guia, url, executablePath] = process.argv.slice(2);
const panel = readFileSync(guia, "utf8").split("```html\n")[1].split("```")[0];
assert.ok(panel.includes("http://127.0.0.1:8080/graphql"));
writeFileSync("tablero.html", panel.replace("http://127.0.0.1:8080/graphql", url));
const navegador = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
const pagina = await navegador.newPage();
const quejas = [];
pagina.on("pageerror", (error) => quejas.push(error.message));
pagina.on("console", (dicho) => dicho.type() === "error" && quejas.push(dicho.text()));
await pagina.goto(pathToFileURL(resolve("tablero.html")).href);
await pagina.waitForSelector("#tabla tr", { timeout: 20_000 });
const texto = await pagina.evaluate(() => document.body.innerText);
const filas = await pagina.$$eval("table", (tablas) => tablas.map((tabla) => tabla.rows.length));
await navegador.close();
assert.deepEqual(quejas, []);
for (const dicho of ["Instituto", "Edición 1, al 2017-12-31", "Mujeres atendidas", "7,508", "Total"])
  assert.ok(texto.includes(dicho), `${dicho}\n${texto}`);
assert.ok(filas[0] >= 4 && filas[1] > 10, `${filas}`);
console.log(`docs/api.md: el tablero enseña ${filas.join(" y ")} renglones`);
