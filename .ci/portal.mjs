// The pages in a browser: every one at two widths, light and dark, with and without script. Nothing of others, no complaint of its
// policy, no fault that axe finds, nothing wider than a screen of 320, every mark with a size, every stop of the tabulator with a ring.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const [url, navegador, fotos] = process.argv.slice(2);
const sitio = new URL(url).origin;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGINAS = [
  "/", "/explorar", "/explorar?medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO",
  "/explorar?medida=SERVICIOS&filas=AGENCIA&columnas=SERVICIO&ver=calor", "/explorar?medida=SERVICIOS&filas=MES",
  "/explorar?medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=MES", "/informe/2017", "/consejo", "/datos", "/region",
  "/metodologia", "/accesibilidad", "/agencias/donaji", "/instancias", "/nada",
];
const chromium = await puppeteer.launch({ executablePath: navegador, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const quejas = [];
const oir = (pagina, donde) => {
  const queja = (texto) => quejas.push(`${donde()}: ${texto}`);
  pagina.on("console", (m) => m.type() === "error" && !/status of 4\d\d/.test(m.text()) && queja(m.text()));
  pagina.on("pageerror", (error) => queja(String(error)));
  pagina.on("request", (pedido) => pedido.url().startsWith(sitio) || pedido.url().startsWith("data:") || queja(`pide ${pedido.url()}`));
};

// What is wrong with a page as it is shown.
const mirar = () => {
  const faltas = [];
  if (document.querySelectorAll("h1").length !== 1) faltas.push("no tiene un solo título");
  for (const rect of document.querySelectorAll("svg rect")) {
    const caja = rect.getBoundingClientRect();
    const visible = rect.checkVisibility();
    const cero = rect.getAttribute("width") === "0%" || rect.getAttribute("height") === "0.00%";
    if (visible && !cero && (caja.width === 0 || caja.height === 0)) faltas.push(`una marca sin tamaño: ${rect.outerHTML}`);
  }
  for (const prot of document.querySelectorAll(".prot:not(i)")) {
    if (!prot.checkVisibility()) continue;
    const caja = prot.getBoundingClientRect();
    if (caja.width < 20 || caja.height < 10) faltas.push(`una celda protegida sin tamaño: ${prot.outerHTML}`);
    if (prot.querySelector("svg, rect")) faltas.push(`una celda protegida con barra: ${prot.outerHTML}`);
  }
  return faltas;
};

const pagina = await chromium.newPage();
let aqui = "";
oir(pagina, () => aqui);
let miradas = 0;
for (const guion of [true, false]) {
  await pagina.setJavaScriptEnabled(guion);
  for (const tono of ["light", "dark"]) {
    await pagina.emulateMediaFeatures([{ name: "prefers-color-scheme", value: tono }]);
    for (const ancho of [1280, 360]) {
      await pagina.setViewport({ width: ancho, height: 900 });
      for (const camino of PAGINAS) {
        aqui = `${camino} ${ancho} ${tono}${guion ? "" : " sin guiones"}`;
        await pagina.goto(sitio + camino, { waitUntil: "load" });
        for (const falta of await pagina.evaluate(mirar)) quejas.push(`${aqui}: ${falta}`);
        if (fotos && guion) {
          const nombre = camino.replace(/\W+/g, "_").slice(0, 60);
          await pagina.screenshot({ path: `${fotos}/${nombre}-${ancho}-${tono}.png`, fullPage: true });
        }
        if (guion) {
          await pagina.evaluate(axe);
          for (const abiertos of [false, true]) {
            const halladas = await pagina.evaluate((abrir) => {
              if (abrir) document.querySelectorAll("details").forEach((d) => { d.open = true; });
              return window.axe.run(document, { resultTypes: ["violations"] });
            }, abiertos);
            for (const { id, nodes } of halladas.violations) quejas.push(`${aqui}: axe ${id}: ${nodes.map((n) => n.html).slice(0, 3)}`);
          }
        }
        miradas += 1;
      }
    }
  }
}

// Screens of 640 and 320, which are one of 1280 at 200 and at 400 %.
await pagina.setJavaScriptEnabled(true);
for (const ancho of [640, 320]) {
  await pagina.setViewport({ width: ancho, height: 700 });
  for (const camino of PAGINAS) {
    aqui = `${camino} ${ancho}`;
    await pagina.goto(sitio + camino, { waitUntil: "load" });
    const sobra = await pagina.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (sobra > 0) quejas.push(`${aqui}: se mueve de lado ${sobra} px`);
  }
}

// Every stop of the tabulator shows a ring, and none is left out of the screen.
await pagina.setViewport({ width: 1280, height: 900 });
for (const camino of ["/", "/explorar?medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO", "/informe/2017"]) {
  aqui = `${camino} tabulador`;
  await pagina.goto(sitio + camino, { waitUntil: "load" });
  let paradas = 0;
  for (; paradas < 150; paradas += 1) {
    await pagina.keyboard.press("Tab");
    const parada = await pagina.evaluate(() => {
      const quien = document.activeElement;
      if (!quien || quien === document.body) return null;
      const caja = quien.getBoundingClientRect();
      return { anillo: getComputedStyle(quien).outlineStyle, ancho: caja.width, html: quien.outerHTML.slice(0, 120) };
    });
    if (!parada) break;
    if (parada.anillo === "none" || parada.ancho === 0) quejas.push(`${aqui}: sin anillo: ${parada.html}`);
  }
  if (paradas < 20) quejas.push(`${aqui}: sólo ${paradas} paradas`);
}

// Copying says that it copied.
aqui = "copiar";
await chromium.defaultBrowserContext().overridePermissions(sitio, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
await pagina.goto(`${sitio}/explorar?medida=SERVICIOS&filas=MES`, { waitUntil: "load" });
await pagina.bringToFront();
await pagina.click("button[data-copiar=enlace]");
await pagina.waitForFunction(() => document.querySelector("#dicho").textContent.includes("Copiado"), { timeout: 5000 }).catch(() => quejas.push("no se copió"));
await chromium.close();
const distintas = [...new Set(quejas)];
if (distintas.length) console.error(distintas.slice(0, 40).join("\n"));
console.log(`portal: ${miradas} páginas miradas, ${distintas.length} quejas`);
process.exit(distintas.length ? 1 : 0);
