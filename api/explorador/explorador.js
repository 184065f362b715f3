// El explorador: pregunta, muestra, y lee el esquema. Nada sale de este servidor.
const $ = (id) => document.getElementById(id);
const crear = (etiqueta, texto, clase) => {
  const elemento = document.createElement(etiqueta);
  if (texto !== undefined) elemento.textContent = texto;
  if (clase) elemento.className = clase;
  return elemento;
};

const INICIO = `# Una pregunta para empezar; hay más en «Ejemplo».
{
  instancias {
    clave
    nombre
    ediciones { numero corte estado hash }
  }
}
`;
let detener = null;

function decir(texto, mal) {
  $("estado").textContent = texto;
  $("estado").classList.toggle("mal", Boolean(mal));
}

function peticion() {
  const texto = $("variables").value.trim();
  return { query: $("documento").value, variables: texto ? JSON.parse(texto) : {} };
}

async function preguntar() {
  detener?.abort();
  let pregunta;
  try {
    pregunta = peticion();
  } catch {
    decir("Las variables no son JSON.", true);
    return;
  }
  detener = new AbortController();
  $("respuesta").textContent = "";
  $("tablas").replaceChildren();
  decir("Preguntando…");
  const sigue = /^\s*subscription\b/m.test(pregunta.query.replace(/#.*/g, ""));
  const empieza = performance.now();
  try {
    const respuesta = await fetch("/graphql", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: sigue ? "text/event-stream" : "application/graphql-response+json",
      },
      body: JSON.stringify(pregunta),
      signal: detener.signal,
    });
    if (sigue && respuesta.ok) await escuchar(respuesta);
    else mostrar(respuesta, await respuesta.text(), performance.now() - empieza);
  } catch (error) {
    if (error.name !== "AbortError") decir("No se pudo preguntar: el servidor no responde.", true);
  } finally {
    $("detener").hidden = true;
  }
}

function mostrar(respuesta, texto, tardo) {
  let datos;
  try {
    datos = JSON.parse(texto);
  } catch {
    decir(`El servidor contestó ${respuesta.status}, y no es JSON.`, true);
    return;
  }
  const errores = datos.errors?.length ?? 0;
  const cuanto = `${tardo.toFixed(0)} ms, ${texto.length.toLocaleString("es-MX")} caracteres`;
  decir(errores ? `${datos.errors[0].message} (${cuanto})` : `Contestada: ${cuanto}.`, errores);
  $("respuesta").textContent = JSON.stringify(datos, null, 2);
  tablas(datos.data, "");
}

// Server-Sent Events sobre fetch, que sí puede enviar la consulta en el cuerpo.
async function escuchar(respuesta) {
  $("detener").hidden = false;
  decir("Suscrita: lo que ocurra aparecerá aquí.");
  const lector = respuesta.body.pipeThrough(new TextDecoderStream()).getReader();
  let resto = "";
  for (;;) {
    const { value, done } = await lector.read();
    if (done) break;
    const bloques = (resto + value).split("\n\n");
    resto = bloques.pop();
    for (const bloque of bloques) {
      const dato = /^data: ?(.+)$/m.exec(bloque);
      if (/^event: ?next$/m.test(bloque) && dato) {
        $("respuesta").textContent += JSON.stringify(JSON.parse(dato[1]), null, 2) + "\n";
      }
    }
  }
  decir("La suscripción terminó.");
}

// Toda tabla compacta de la respuesta, como tabla.
function tablas(valor, nombre) {
  if (Array.isArray(valor)) valor.forEach((elemento) => tablas(elemento, nombre));
  else if (valor && typeof valor === "object") {
    if (valor.valores && valor.filas?.[0]?.miembros) $("tablas").append(tabla(valor, nombre));
    Object.entries(valor).forEach(([clave, dentro]) => tablas(dentro, clave));
  }
}

function tabla({ filas, columnas, valores, estados, protegidas }, nombre) {
  const titulo = ({ miembros }) => miembros.map((m) => m.nombre ?? m.codigo ?? "").join(" · ") || "Cuenta";
  const anchas = columnas ?? [{ miembros: [] }];
  const protegida = (i) => estados?.[i] === "PROTEGIDA" || protegidas?.includes(i);
  const hecha = crear("table");
  hecha.append(crear("caption", nombre));
  const cabeza = hecha.createTHead().insertRow();
  cabeza.append(crear("th", ""));
  anchas.forEach((columna) => cabeza.append(crear("th", titulo(columna))));
  const cuerpo = hecha.createTBody();
  filas.forEach((fila, i) => {
    const renglon = cuerpo.insertRow();
    renglon.append(crear("th", titulo(fila)));
    anchas.forEach((_, j) => {
      const donde = i * anchas.length + j;
      const valor = valores[donde];
      renglon.append(crear("td", valor?.toLocaleString("es-MX") ?? (protegida(donde) ? "prot." : "n. d.")));
    });
  });
  const marco = crear("div", undefined, "deslizable");
  marco.append(hecha);
  return marco;
}

const ESQUEMA = `{ __schema { queryType { name } subscriptionType { name } types {
  kind name description
  fields(includeDeprecated: true) { name description isDeprecated deprecationReason type { ...T } args { name description defaultValue type { ...T } } }
  inputFields { name description defaultValue type { ...T } }
  enumValues(includeDeprecated: true) { name description }
} } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;
const tipos = new Map();
const camino = [];

const escrito = (t) =>
  t.kind === "NON_NULL" ? `${escrito(t.ofType)}!` : t.kind === "LIST" ? `[${escrito(t.ofType)}]` : t.name;
const dentro = (t) => (t.ofType ? dentro(t.ofType) : t.name);

function boton(texto, nombre) {
  const hecho = crear("button", texto, "tipo");
  hecho.type = "button";
  hecho.addEventListener("click", () => ver(nombre));
  return hecho;
}

function miembro(nombre, que) {
  const linea = crear("li");
  linea.append(crear("code", nombre));
  if (que.args?.length) {
    linea.append("(");
    que.args.forEach((argumento, i) => {
      if (i) linea.append(", ");
      linea.append(crear("code", `${argumento.name}: `), boton(escrito(argumento.type), dentro(argumento.type)));
    });
    linea.append(")");
  }
  if (que.type) linea.append(": ", boton(escrito(que.type), dentro(que.type)));
  const dicho = [que.description, ...(que.args ?? []).map((a) => `${a.name}: ${a.description ?? ""}`)];
  if (que.isDeprecated) dicho.push(`Obsoleto: ${que.deprecationReason ?? ""}`);
  dicho.filter(Boolean).forEach((texto) => linea.append(crear("p", texto, "descripcion")));
  return linea;
}

function ver(nombre) {
  const tipo = tipos.get(nombre);
  if (!tipo) return;
  const visto = camino.indexOf(nombre);
  if (visto >= 0) camino.length = visto;
  camino.push(nombre);
  $("camino").replaceChildren(...camino.map((otro) => boton(otro, otro)));
  const lista = crear("ul");
  (tipo.fields ?? tipo.inputFields ?? tipo.enumValues ?? []).forEach((que) => lista.append(miembro(que.name, que)));
  $("tipo").replaceChildren(crear("h3", tipo.name), crear("p", tipo.description ?? "", "descripcion"), lista);
}

function buscar() {
  const texto = $("buscar").value.trim().toLowerCase();
  if (!texto) {
    ver("Query");
    return;
  }
  const lista = crear("ul");
  for (const tipo of tipos.values()) {
    if (tipo.name.startsWith("__")) continue;
    const campos = (tipo.fields ?? []).filter((campo) => campo.name.toLowerCase().includes(texto));
    if (!campos.length && !tipo.name.toLowerCase().includes(texto)) continue;
    const linea = crear("li");
    linea.append(boton(tipo.name, tipo.name));
    if (campos.length) linea.append(": ", crear("code", campos.map((campo) => campo.name).join(", ")));
    lista.append(linea);
  }
  $("tipo").replaceChildren(lista.children.length ? lista : crear("p", "No hay nada con ese nombre.", "descripcion"));
}

async function leerEsquema() {
  const respuesta = await fetch(`/graphql?query=${encodeURIComponent(ESQUEMA)}`);
  const { data } = await respuesta.json();
  data.__schema.types.forEach((tipo) => tipos.set(tipo.name, tipo));
  ver(data.__schema.queryType.name);
}

async function leerEjemplos() {
  const { consultas } = await (await fetch("/graphql/consultas")).json();
  const ultima = "{ ediciones(first: 100) { nodes { periodo { desde } instancia { clave } } } }";
  const { data } = await (await fetch(`/graphql?query=${encodeURIComponent(ultima)}`)).json();
  const edicion = data?.ediciones?.nodes?.find(({ instancia }) => instancia);
  const variables = { clave: edicion?.instancia.clave, anio: Number(edicion?.periodo.desde.slice(0, 4)) };
  const opciones = [crear("option", "Para empezar"), ...consultas.map(({ nombre }) => crear("option", nombre))];
  $("ejemplo").replaceChildren(...opciones);
  $("ejemplo").addEventListener("change", () => {
    const elegida = consultas[$("ejemplo").selectedIndex - 1];
    $("documento").value = elegida?.documento ?? INICIO;
    const suyas = Object.entries(variables).filter(([nombre]) => elegida?.documento.includes(`$${nombre}:`));
    $("variables").value = suyas.length ? JSON.stringify(Object.fromEntries(suyas), null, 2) : "";
  });
}

function leerEnlace() {
  const dicho = new URLSearchParams(location.hash.slice(1));
  $("documento").value = dicho.get("query") ?? INICIO;
  $("variables").value = dicho.get("variables") ?? "";
}

$("preguntar").addEventListener("click", preguntar);
$("detener").addEventListener("click", () => {
  detener?.abort();
  decir("Suscripción detenida.");
});
$("enlace").addEventListener("click", async () => {
  const dicho = new URLSearchParams({ query: $("documento").value, variables: $("variables").value });
  location.hash = dicho.toString();
  try {
    await navigator.clipboard.writeText(location.href);
    decir("Enlace copiado.");
  } catch {
    decir("El enlace está en la barra de direcciones.");
  }
});
document.addEventListener("keydown", (tecla) => {
  if (tecla.key === "Enter" && (tecla.ctrlKey || tecla.metaKey)) {
    tecla.preventDefault();
    preguntar();
  }
});
$("buscar").addEventListener("input", buscar);
window.addEventListener("hashchange", leerEnlace);
leerEnlace();
leerEjemplos().catch(() => decir("No se pudieron leer los ejemplos.", true));
leerEsquema().catch(() => decir("No se pudo leer el esquema.", true));
