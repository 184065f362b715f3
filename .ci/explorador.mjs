// The explorer in a browser: it asks, shows a table, reads the schema and listens, under its own policy and without
// asking anybody else.
import puppeteer from "puppeteer-core";

const [url, navegador, foto] = process.argv.slice(2);
const sitio = new URL(url).origin;
const chromium = await puppeteer.launch({ executablePath: navegador, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const pagina = await chromium.newPage();
await pagina.setViewport({ width: 1400, height: 1000 });
const quejas = [];
pagina.on("console", (mensaje) => mensaje.type() === "error" && quejas.push(mensaje.text()));
pagina.on("pageerror", (error) => quejas.push(String(error)));
pagina.on("request", (pedido) => pedido.url().startsWith(sitio) || quejas.push(pedido.url()));

const espera = (que, ...datos) => pagina.waitForFunction(que, { timeout: 40000 }, ...datos);
const hayTexto = (donde, texto) =>
  espera((d, t) => Boolean(document.querySelector(d)?.textContent.includes(t)), donde, texto);
await pagina.goto(`${sitio}/explorador`);
await hayTexto("#tipo", "instancia");
await espera(() => document.querySelectorAll("#ejemplo option").length > 3);
await pagina.click("#preguntar");
await hayTexto("#respuesta", "20067");
await pagina.evaluate(() => {
  const ejemplo = document.querySelector("#ejemplo");
  ejemplo.value = "explorador";
  ejemplo.dispatchEvent(new Event("change"));
});
await pagina.click("#preguntar");
await hayTexto("#tablas caption", "tabla");
await pagina.type("#buscar", "comparacion");
await hayTexto("#tipo", "Edicion");
if (foto) await pagina.screenshot({ path: foto });
await pagina.evaluate(() => {
  const ejemplo = document.querySelector("#ejemplo");
  ejemplo.value = "novedades";
  ejemplo.dispatchEvent(new Event("change"));
});
await pagina.click("#preguntar");
await hayTexto("#estado", "Suscrita");
await pagina.click("#detener");
await hayTexto("#estado", "detenida");
await pagina.evaluate(() => { document.querySelector("#documento").value = "{ noHay }"; });
await pagina.click("#preguntar");
await hayTexto("#estado.mal", "noHay");
// The answer to that question is a 400, of which browsers complain by themselves.
const mias = quejas.filter((queja) => !queja.includes("status of 400"));
if (mias.length) console.error(mias);
await chromium.close();
console.log(`explorador: ${mias.length} quejas`);
process.exit(mias.length ? 1 : 0);
