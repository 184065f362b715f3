//! The answer of the explorer: the table, where it is from, and how to take it away.

use std::fmt::Write as _;

use domain::Celda;
use domain::consulta::{Indice, Pregunta, Tabla};
use domain::cubo::Nivel;

use super::{source, table_query};
use crate::archivos::evergreen;
use crate::consulta::Consulta;
use crate::direccion::Archivo;
use crate::formato::{fecha_corta, numero};
use crate::lectura::Lectura;
use crate::palabras;
use crate::vista::Cuadro;

/// Cells that a page shows at most; more are taken as a file.
const CELDAS: usize = 1500;

/// The answer.
pub(crate) struct Resultado {
    pub(crate) titulo: String,
    pub(crate) poblacion: String,
    pub(crate) no_suman: Option<String>,
    pub(crate) sello: Vec<(&'static str, String)>,
    pub(crate) xlsx: String,
    pub(crate) csv: String,
    pub(crate) json: String,
    /// None where cells are sums, which it has no way to say.
    pub(crate) sdmx: Option<String>,
    pub(crate) cuadro: Option<Cuadro>,
    pub(crate) celdas: usize,
    pub(crate) fuente: String,
    pub(crate) enlace: String,
    /// The address of its CSV that goes on being that of the edition that holds.
    pub(crate) siempre: String,
    pub(crate) cita: String,
    pub(crate) consulta: String,
    pub(crate) variables: String,
    pub(crate) curl: String,
}

/// «Personas atendidas, por lugar y servicio, 1.er trimestre de 2017».
pub(crate) fn title(indice: &Indice, pregunta: &Pregunta, anio: i32) -> String {
    let niveles: Vec<Nivel> = pregunta
        .filas
        .iter()
        .chain(&pregunta.columnas)
        .copied()
        .collect();
    let mut texto = format!(
        "{}, {}",
        palabras::medida(pregunta.medida),
        palabras::por_varios(&niveles)
    );
    let mut con_periodo = false;
    for filtro in &pregunta.filtros {
        let Some(eje) = filtro.nivel.eje() else {
            continue;
        };
        let ejes = indice.cubo().ejes();
        let nombre = |codigo: &String| {
            Some(
                ejes.miembro(eje, ejes.find(eje, filtro.nivel, codigo)?)
                    .nombre
                    .clone(),
            )
        };
        let nombres: Vec<String> = filtro.codigos.iter().filter_map(nombre).collect();
        let _ = write!(texto, ", {}", nombres.join(" y "));
        con_periodo |= eje == domain::cubo::Eje::Tiempo;
    }
    if !con_periodo {
        let _ = write!(texto, ", {anio}");
    }
    texto
}

/// The table in a few numbers: its unit, its cells by state, its edition.
fn seal(lectura: &Lectura<'_>, tabla: &Tabla) -> Vec<(&'static str, String)> {
    let edicion = &lectura.edicion;
    let celdas = tabla.celdas.len();
    let count = |es: fn(&Celda) -> bool| tabla.celdas.iter().filter(|celda| es(celda)).count();
    let cuantas = |n: usize| numero(u64::try_from(n).unwrap_or(u64::MAX));
    let (unidad, _) = palabras::unidad(tabla.medida.unidad());
    let mut sello = vec![
        ("Unidad", unidad.to_owned()),
        ("Celdas", cuantas(celdas)),
        (
            "Publicadas",
            cuantas(count(|celda| celda.valor().is_some())),
        ),
        (
            "Protegidas",
            cuantas(count(|celda| *celda == Celda::Protegida)),
        ),
    ];
    let faltan = count(|celda| *celda == Celda::NoDisponible);
    if faltan > 0 {
        sello.push(("No disponibles", cuantas(faltan)));
    }
    sello.push((
        "Edición",
        format!("{}, corte {}", edicion.numero, fecha_corta(edicion.corte)),
    ));
    sello
}

/// Shows an answer.
pub(crate) fn show(
    lectura: &Lectura<'_>,
    consulta: &Consulta,
    pregunta: &Pregunta,
    tabla: &Tabla,
) -> Resultado {
    let edicion = &lectura.edicion;
    let celdas = tabla.celdas.len();
    let titulo = lectura.indice.as_ref().map_or_else(String::new, |indice| {
        title(indice, pregunta, lectura.anio())
    });
    let cuadro = lectura
        .indice
        .as_ref()
        .filter(|_| celdas <= CELDAS)
        .map(|indice| {
            let mut cuadro = Cuadro::new("tab", indice, tabla, consulta.ver, &lectura.casa.ajustes);
            cuadro.titulo.clone_from(&titulo);
            cuadro.callado = true;
            cuadro.nota = note(&cuadro);
            let mut filtrados = pregunta.filtros.iter();
            cuadro.de_violencia |= filtrados.any(|f| f.nivel == Nivel::TipoViolencia);
            cuadro
        });
    let variables = format!(
        "{{ \"clave\": \"{}\", \"edicion\": {} }}",
        edicion.instancia, edicion.numero
    );
    let graphql = table_query(pregunta);
    Resultado {
        poblacion: format!("{}.", tabla.medida.poblacion()),
        no_suman: palabras::no_suman(tabla),
        sello: seal(lectura, tabla),
        xlsx: lectura.archivo(pregunta, "xlsx"),
        csv: lectura.archivo(pregunta, "csv"),
        json: lectura.archivo(pregunta, "json"),
        sdmx: (!sala::plana::adds_up(pregunta)).then(|| lectura.archivo(pregunta, "sdmx.csv")),
        cuadro,
        celdas,
        fuente: source(lectura),
        enlace: permalink(lectura, consulta),
        siempre: format!(
            "{}{}",
            lectura.sitio.base,
            evergreen(lectura, Archivo::TablaCsv, Some(pregunta))
        ),
        cita: format!(
            "{}, «{titulo}», edición {}, sha256 {}.{}",
            lectura.casa.instancia.nombre,
            edicion.numero,
            &edicion.hash[..12],
            if edicion.sintetica {
                " Datos sintéticos de demostración."
            } else {
                ""
            },
        ),
        curl: curl(lectura, &graphql, &variables),
        consulta: graphql,
        variables,
        titulo,
    }
}

/// What bars and tones say, and that wholes have none, where there are any.
fn note(cuadro: &Cuadro) -> String {
    use crate::consulta::Ver;
    let conjunto = cuadro.con_conjunto();
    let dicho = match cuadro.ver {
        Ver::Barras if cuadro.renglones().count() < 2 => "",
        Ver::Barras if cuadro.de_una() && conjunto => "El renglón del conjunto no lleva barra.",
        Ver::Barras if cuadro.de_una() => "",
        Ver::Barras if conjunto => {
            "Las barras se comparan dentro de cada columna; el renglón del conjunto no lleva."
        }
        Ver::Barras => "Las barras se comparan dentro de cada columna.",
        Ver::Calor => return format!("{}; los conjuntos no llevan tono.", palabras::TONOS),
        Ver::Numeros => "",
    };
    dicho.to_owned()
}

/// The address that will always say the same.
fn permalink(lectura: &Lectura<'_>, consulta: &Consulta) -> String {
    let fija = Consulta {
        anio: None,
        imprimir: false,
        version: Some(lectura.edicion.hash[..12].to_owned()),
        ..consulta.clone()
    };
    format!(
        "{}{}?{}",
        lectura.sitio.base,
        lectura.at("/explorar"),
        fija.canonical()
    )
}

fn curl(lectura: &Lectura<'_>, graphql: &str, variables: &str) -> String {
    let una_linea = graphql.split_whitespace().collect::<Vec<_>>().join(" ");
    // A text of JSON without apostrophes stands between apostrophes as it is.
    let consulta = serde_json::Value::from(una_linea)
        .to_string()
        .replace('\'', "\\u0027");
    format!(
        "curl -s {}/graphql -H 'Content-Type: application/json' \\\n  -d '{{\"query\":{consulta},\"variables\":{}}}'",
        lectura.sitio.base,
        variables.split_whitespace().collect::<String>()
    )
}
