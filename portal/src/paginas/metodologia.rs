//! Methodology: can somebody be recognised?

use askama::Template;
use domain::proteccion::{ResumenProteccion, Utilidad};

use super::{Marco, ok};
use crate::direccion::Donde;
use crate::fallo::Fallo;
use crate::formato::{ancho, numero, porcentaje};
use crate::lectura::Lectura;
use crate::respuesta::Hecha;

/// A table of the worked example, which counts nobody.
struct Ejemplo {
    titulo: &'static str,
    filas: [(&'static str, [&'static str; 4], bool); 4],
}

/// 80 women who do not exist, in three agencias that do not either. An empty cell is protected; «!» marks one that is small or is
/// looked at.
const SABIDA: Ejemplo = Ejemplo {
    titulo: "80 mujeres, por agencia y servicio: lo que se sabe",
    filas: [
        ("Norte", ["14", "!1", "12", "27"], false),
        ("Centro", ["20", "10", "!3", "33"], false),
        ("Sur", ["0", "!2", "18", "20"], false),
        ("Total", ["34", "13", "33", "80"], true),
    ],
};
const PUBLICADA: Ejemplo = Ejemplo {
    titulo: "80 mujeres, por agencia y servicio: lo que se publica",
    filas: [
        ("Norte", ["14", "", "", "27"], false),
        ("Centro", ["20", "", "", "33"], false),
        ("Sur", ["0", "", "", "20"], false),
        ("Total", ["34", "13", "33", "80"], true),
    ],
};
const UNA: Ejemplo = Ejemplo {
    titulo: "Tabla A: Norte, Jurídico vale 1",
    filas: [
        ("Norte", ["14", "!1", "12", "27"], false),
        ("Centro", ["20", "6", "!7", "33"], false),
        ("Sur", ["0", "!6", "14", "20"], false),
        ("Total", ["34", "13", "33", "80"], true),
    ],
};
const OTRA: Ejemplo = Ejemplo {
    titulo: "Tabla B: Norte, Jurídico vale 11",
    filas: [
        ("Norte", ["14", "!11", "2", "27"], false),
        ("Centro", ["20", "1", "!12", "33"], false),
        ("Sur", ["0", "!1", "19", "20"], false),
        ("Total", ["34", "13", "33", "80"], true),
    ],
};

struct Parte {
    nombre: &'static str,
    publicadas: String,
    no_cero: String,
    ancho: String,
    porcentaje: String,
    conjunto: bool,
}

#[derive(Template)]
#[template(path = "metodologia.html")]
struct PaginaMetodologia {
    marco: Marco,
    umbral: u64,
    amplitud: Option<u64>,
    sabida: Ejemplo,
    publicada: Ejemplo,
    una: Ejemplo,
    otra: Ejemplo,
    cruces: Vec<String>,
    partes: Vec<Parte>,
    pruebas: Vec<String>,
    edicion: u32,
    hash: String,
    /// The name under which the signed edition is kept.
    archivo: String,
    correo: Option<String>,
}

/// The page.
pub(super) async fn page(lectura: &Lectura<'_>, direccion: &str) -> Result<Hecha, Fallo> {
    let resumen: Option<ResumenProteccion> = lectura.list().await?.pop();
    let titulo = "Ninguna cifra permite reconocer a nadie";
    let descripcion =
        "Qué se promete, qué quiere decir «protegida», cuánto se publica y cómo comprobarlo."
            .to_owned();
    let partes = lectura.partes().await?;
    let cruces = lectura
        .indice
        .iter()
        .flat_map(|indice| indice.cubo().cruces());
    ok(&PaginaMetodologia {
        marco: Marco::about(lectura, titulo, &Donde::Metodologia, direccion)
            .described(&descripcion),
        umbral: lectura.edicion.umbral.valor(),
        amplitud: resumen.as_ref().map(|resumen| resumen.ancho),
        sabida: SABIDA,
        publicada: PUBLICADA,
        una: UNA,
        otra: OTRA,
        cruces: cruces.map(|cruce| partes.rename(&cruce.nombre)).collect(),
        partes: resumen.iter().flat_map(parts).collect(),
        pruebas: resumen
            .iter()
            .flat_map(|resumen| &resumen.pruebas)
            .map(|prueba| prueba.nombre.clone())
            .collect(),
        edicion: lectura.edicion.numero,
        hash: lectura.edicion.hash.clone(),
        archivo: format!(
            "{}-{}.json.gz",
            lectura.edicion.instancia, lectura.edicion.numero
        ),
        correo: lectura.casa.ajustes.correo.clone(),
    })
}

/// How much is published of all, and by how many dimensions are crossed.
fn parts(resumen: &ResumenProteccion) -> Vec<Parte> {
    const NOMBRES: [&str; 4] = [
        "Sin cruzar",
        "Una dimensión",
        "Dos dimensiones",
        "Tres dimensiones",
    ];
    let part = |nombre, utilidad: &Utilidad, conjunto| Parte {
        nombre,
        publicadas: numero(utilidad.publicadas),
        no_cero: numero(utilidad.no_cero),
        ancho: ancho(utilidad.publicadas, utilidad.no_cero),
        porcentaje: porcentaje(utilidad.publicadas, utilidad.no_cero),
        conjunto,
    };
    let niveles = NOMBRES
        .into_iter()
        .zip(&resumen.por_nivel)
        .filter(|(_, utilidad)| utilidad.no_cero > 0);
    let niveles = niveles.map(|(nombre, utilidad)| part(nombre, utilidad, false));
    let todas = part("Todas", &resumen.total, true);
    let todas = std::iter::once(todas).filter(|_| resumen.total.no_cero > 0);
    todas.chain(niveles).collect()
}
