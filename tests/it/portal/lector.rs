//! Reading pages as a program would: what was answered, its tables cell by cell, its marks.

use serde_json::Value;

use crate::casa::Servidor;

/// An answer.
pub(super) struct Respuesta {
    pub(super) estado: u16,
    pub(super) cabeceras: ureq::http::HeaderMap,
    pub(super) cuerpo: Vec<u8>,
}

impl Respuesta {
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.cuerpo).unwrap()
    }

    pub(super) fn header(&self, nombre: &str) -> &str {
        let valor = self.cabeceras.get(nombre);
        valor.map_or("", |valor| valor.to_str().unwrap())
    }
}

/// What a browser is answered, which follows nothing.
pub(super) fn get(servidor: &Servidor, camino: &str) -> Respuesta {
    get_with(servidor, camino, &[])
}

pub(super) fn get_with(servidor: &Servidor, camino: &str, cabeceras: &[(&str, &str)]) -> Respuesta {
    let agente: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into();
    let mut peticion = agente
        .get(servidor.url(camino))
        .header("Accept", "text/html");
    for (nombre, valor) in cabeceras {
        peticion = peticion.header(*nombre, *valor);
    }
    let mut respuesta = peticion.call().unwrap();
    Respuesta {
        estado: respuesta.status().as_u16(),
        cabeceras: respuesta.headers().clone(),
        cuerpo: respuesta.body_mut().read_to_vec().unwrap(),
    }
}

/// A page that there is.
pub(super) fn page(servidor: &Servidor, camino: &str) -> String {
    let respuesta = get(servidor, camino);
    assert_eq!(respuesta.estado, 200, "{camino}");
    respuesta.text().to_owned()
}

/// The pieces of a text between two marks.
pub(super) fn between<'a>(texto: &'a str, desde: &str, hasta: &str) -> Vec<&'a str> {
    let partes = texto.split(desde).skip(1);
    partes
        .map(|parte| parte.split(hasta).next().unwrap_or_default())
        .collect()
}

/// A text without its tags.
pub(super) fn plain(html: &str) -> String {
    let mut texto = String::new();
    let mut dentro = false;
    for letra in html.chars() {
        match letra {
            '<' => dentro = true,
            '>' => dentro = false,
            _ if !dentro => texto.push(letra),
            _ => {}
        }
    }
    texto
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .replace('\u{ad}', "")
        .trim()
        .to_owned()
}

/// The tables of a page, but for examples of what no edition says.
pub(super) fn tables(html: &str) -> Vec<&str> {
    let partes = between(html, "<table", "</table>");
    partes
        .into_iter()
        .filter(|tabla| !tabla.starts_with(" class=\"muestra\""))
        .collect()
}

/// The cells of a table, row by row: the whole element of each.
pub(super) fn cells(tabla: &str) -> Vec<Vec<&str>> {
    let cuerpo = tabla
        .split_once("</thead>")
        .map_or(tabla, |(_, cuerpo)| cuerpo);
    let filas = between(cuerpo, "<tr", "</tr>").into_iter();
    filas
        .map(|fila| between(fila, "<td", "</td>"))
        .filter(|fila| !fila.is_empty())
        .collect()
}

/// Addresses of a page that begin so.
pub(super) fn links(html: &str, desde: &str) -> Vec<String> {
    let todos = between(html, "href=\"", "\"").into_iter();
    todos
        .filter(|enlace| enlace.starts_with(desde))
        .map(|enlace| {
            enlace
                .replace("&#38;", "&")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
        })
        .collect()
}

/// What the API says of the question of an address: values, and which of them are protected.
pub(super) fn asked(servidor: &Servidor, direccion: &str) -> Vec<String> {
    let (_, pregunta) = direccion.split_once('?').unwrap();
    let parametro = |nombre: &str| -> Vec<&str> {
        let pares = pregunta.split('&').filter_map(|par| par.split_once('='));
        pares
            .filter(|(otro, _)| *otro == nombre)
            .map(|(_, valor)| valor)
            .collect()
    };
    let lista = |nombre| parametro(nombre).first().copied().unwrap_or_default();
    let filtros: Vec<String> = parametro("filtro")
        .iter()
        .map(|filtro| {
            let (nivel, codigos) = filtro.split_once(':').unwrap();
            let codigos: Vec<&str> = codigos.split(',').collect();
            format!("{{ nivel: {nivel}, codigos: {codigos:?} }}")
        })
        .collect();
    let consulta = format!(
        "{{ instancia(clave: \"20067\") {{ edicion {{ tabla(medida: {}, filas: [{}], columnas: [{}], filtros: [{}]) {{ valores estados }} }} }} }}",
        lista("medida"),
        lista("filas"),
        lista("columnas"),
        filtros.join(",")
    );
    let datos = servidor.data(&consulta);
    let tabla = &datos["instancia"]["edicion"]["tabla"];
    let valores = tabla["valores"].as_array().unwrap().iter();
    let estados = tabla["estados"].as_array().unwrap().iter();
    valores
        .zip(estados)
        .map(|(valor, estado)| told(valor, estado))
        .collect()
}

/// A cell as a page says it.
fn told(valor: &Value, estado: &Value) -> String {
    match (valor.as_u64(), estado.as_str().unwrap()) {
        (Some(n), "PUBLICADA") => thousands(n),
        (None, "PROTEGIDA") => "protegida".to_owned(),
        (None, "NO_DISPONIBLE") => "no disponible".to_owned(),
        otra => panic!("{otra:?}"),
    }
}

/// 3,771.
pub(super) fn thousands(n: u64) -> String {
    let cifras: Vec<char> = n.to_string().chars().rev().collect();
    let grupos: Vec<String> = cifras
        .chunks(3)
        .map(|grupo| grupo.iter().collect())
        .collect();
    grupos.join(",").chars().rev().collect()
}
