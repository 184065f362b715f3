//! The data: files, tables, editions, how to verify them, how programs use them.

use askama::Template;
use domain::consulta::Pregunta;
use domain::{Celda, Edicion, EstadoEdicion, Medida};
use persistence::EdicionId;
use serde_json::json;

use super::{Marco, ok};
use crate::ajustes::Anuncio;
use crate::archivos::{evergreen, weights};
use crate::cambios;
use crate::direccion::{Archivo, Donde};
use crate::fallo::Fallo;
use crate::formato::{fecha_corta, fecha_larga, hora, numero, peso};
use crate::lectura::Lectura;
use crate::palabras;
use crate::respuesta::Hecha;

struct FilaDeTabla {
    nombre: String,
    celdas: String,
    /// Where it is in each form, and what that is called: the row says of which table.
    enlaces: [(String, &'static str); 4],
}

/// What will be published, or was to be.
struct Anunciada {
    fecha: String,
    que: String,
    cambio: String,
}

struct Version {
    numero: u32,
    corte: String,
    publicada: String,
    estado: &'static str,
    marca: &'static str,
    cambio: String,
    hash: String,
    enlace: Option<String>,
}

#[derive(Template)]
#[template(path = "datos.html")]
struct PaginaDatos {
    marco: Marco,
    edicion: u32,
    periodo: String,
    hash: String,
    corte: String,
    publicada: String,
    estado: &'static str,
    marca: &'static str,
    cobertura: String,
    umbral: u64,
    tablas: Vec<FilaDeTabla>,
    ediciones: Vec<Version>,
    base: String,
    /// Sizes of the workbook, of the open one, and of all tables in one file, if they can be made.
    hechos: Option<[String; 3]>,
    /// Address and size of the printed report, if there is one.
    pdf: Option<(String, String)>,
    archivo: Option<(String, String)>,
    clave_publica: Option<String>,
    firmado: String,
    /// The address of a table that goes on being that of the last edition, and of the same in this one.
    ejemplo: Option<(String, String)>,
    anuncios: Vec<Anunciada>,
    instancia: String,
    anio: i32,
    /// What the example asks of the edition, within a text of JSON.
    cifra: String,
    abierta: bool,
    /// Whether there is an editor of questions of the API.
    editor: bool,
}

/// The page.
pub(super) async fn page(
    lectura: &Lectura<'_>,
    direccion: &str,
    abierta: bool,
) -> Result<Hecha, Fallo> {
    let edicion = &lectura.edicion;
    let estado = lectura.casa.ediciones.estado(edicion);
    let archivo = lectura
        .sitio
        .sala
        .publicaciones()
        .archivo(&EdicionId::from(edicion))
        .await?;
    let declaradas = crate::archivos::tables(lectura);
    let tablas: Vec<FilaDeTabla> = declaradas.iter().map(|tabla| row(lectura, tabla)).collect();
    let ediciones = lectura.casa.ediciones.all().iter().rev();
    let cambian = cambios::of_figures(lectura).await?;
    let ediciones = ediciones
        .map(|otra| version(lectura, otra, cambian.get(&otra.numero)))
        .collect();
    let ejemplo = declaradas.first().map(|tabla| example(lectura, tabla));
    ok(&PaginaDatos {
        marco: frame(lectura, direccion),
        edicion: edicion.numero,
        periodo: period(lectura),
        hash: edicion.hash.clone(),
        corte: fecha_larga(edicion.corte),
        publicada: format!(
            "{}, {} horas",
            fecha_corta(lectura.casa.dia(edicion.instante)),
            hora(lectura.casa.instancia.clave().hora(edicion.instante))
        ),
        estado: palabras::estado_edicion(estado),
        marca: palabras::marca_edicion(estado),
        cobertura: format!(
            "{}, {}",
            lectura.casa.instancia.municipio.nombre,
            lectura.anio()
        ),
        umbral: edicion.umbral.valor(),
        tablas,
        ediciones,
        base: lectura.sitio.base.to_owned(),
        hechos: made(lectura, estado).await?,
        pdf: lectura.printed().await?,
        archivo: archivo
            .as_ref()
            .map(|archivo| (peso(archivo.contenido.len()), peso(archivo.firma.len()))),
        clave_publica: archivo.map(|archivo| archivo.clave_publica),
        firmado: format!(
            "edición {} de {}, corte {}",
            edicion.numero, edicion.instancia, edicion.corte
        ),
        ejemplo,
        anuncios: lectura
            .casa
            .ajustes
            .announced(lectura.hoy())
            .into_iter()
            .map(announced)
            .collect(),
        instancia: edicion.instancia.to_string(),
        anio: lectura.anio(),
        cifra: figure(lectura),
        abierta,
        editor: !lectura.sitio.casas.solo_consultas,
    })
}

/// What the files that are made of an edition weigh, of the one that holds: they are made to be weighed, once.
async fn made(lectura: &Lectura<'_>, estado: EstadoEdicion) -> Result<Option<[String; 3]>, Fallo> {
    if estado != EstadoEdicion::Vigente {
        return Ok(None);
    }
    let pesos = weights(lectura.sitio, &lectura.casa, &lectura.edicion).await?;
    Ok(pesos.map(|p| [&p.xlsx, &p.ods, &p.zip].map(|(bytes, _)| peso(*bytes))))
}

/// A figure that the edition answers, of its year or of the last quarter that has ended; nothing if it has none.
fn figure(lectura: &Lectura<'_>) -> String {
    let medidas = [
        Medida::MujeresAtendidas,
        Medida::PersonasAtendidas,
        Medida::Servicios,
    ];
    let asked = |medida: Medida| {
        let filtros = lectura.tiempo()?;
        let celda = lectura.indice.as_ref()?.cifra(medida, &filtros).ok()?;
        (celda != Celda::NoDisponible).then(|| {
            super::explorar::figure(&Pregunta {
                medida,
                filas: vec![],
                columnas: vec![],
                filtros,
            })
        })
    };
    let cifra = medidas.into_iter().find_map(asked);
    cifra.unwrap_or_default().replace('"', "\\\"")
}

/// What is around the page.
fn frame(lectura: &Lectura<'_>, direccion: &str) -> Marco {
    let edicion = &lectura.edicion;
    let titulo = "Datos abiertos, firmados y con su versión";
    let descripcion = format!(
        "Archivos de la edición {} {}: Excel, CSV, JSON-stat, firma y API.",
        edicion.numero,
        palabras::de(&lectura.casa.instancia.nombre)
    );
    let mut marco = Marco::about(lectura, titulo, &Donde::Datos, direccion)
        .described(&descripcion)
        .with_script();
    marco.conjunto = Some(schema_org(lectura));
    marco
}

/// The addresses of a table: that of the edition that holds, and that of this one.
fn example(lectura: &Lectura<'_>, tabla: &crate::archivos::Declarada) -> (String, String) {
    let base = lectura.sitio.base;
    let siempre = evergreen(lectura, Archivo::TablaCsv, Some(&tabla.pregunta));
    let fija = lectura.archivo(&tabla.pregunta, "csv");
    (format!("{base}{siempre}"), format!("{base}{fija}"))
}

fn announced(anuncio: &Anuncio) -> Anunciada {
    let dia = fecha_larga(anuncio.fecha);
    Anunciada {
        fecha: match &anuncio.hora {
            Some(hora) => format!("{dia}, {hora} horas"),
            None => dia,
        },
        que: anuncio.que.clone(),
        cambio: anuncio.cambio.clone().unwrap_or_default(),
    }
}

/// What time the edition is of.
fn period(lectura: &Lectura<'_>) -> String {
    let cerrado = lectura
        .indice
        .as_ref()
        .is_some_and(|indice| indice.anio_cerrado());
    if cerrado {
        format!("todo el año {}", lectura.anio())
    } else {
        let corte = fecha_corta(lectura.edicion.corte);
        format!("{} hasta el {corte}", lectura.anio())
    }
}

fn row(lectura: &Lectura<'_>, tabla: &crate::archivos::Declarada) -> FilaDeTabla {
    let pregunta = &tabla.pregunta;
    FilaDeTabla {
        nombre: tabla.titulo.clone(),
        celdas: numero(u64::try_from(tabla.tabla.celdas.len()).unwrap_or(u64::MAX)),
        enlaces: [
            (lectura.archivo(pregunta, "xlsx"), "Excel"),
            (lectura.archivo(pregunta, "csv"), "CSV"),
            (lectura.archivo(pregunta, "json"), "JSON"),
            (lectura.explorar(pregunta), "ver"),
        ],
    }
}

fn version(lectura: &Lectura<'_>, edicion: &Edicion, cifras: Option<&String>) -> Version {
    let ediciones = &lectura.casa.ediciones;
    let estado = ediciones.estado(edicion);
    let primera = ediciones
        .all()
        .iter()
        .find(|otra| otra.corte.year() == edicion.corte.year());
    Version {
        numero: edicion.numero,
        corte: fecha_corta(edicion.corte),
        publicada: fecha_corta(lectura.casa.dia(edicion.instante)),
        estado: palabras::estado_edicion(estado),
        marca: palabras::marca_edicion(estado),
        cambio: match palabras::motivo(edicion) {
            Some(motivo) => format!("Motivo: «{motivo}»"),
            None if primera.is_some_and(|otra| otra.numero == edicion.numero) => {
                format!("Primera de {}", edicion.corte.year())
            }
            None => {
                cambios::with_figures(format!("Corte al {}", fecha_corta(edicion.corte)), cifras)
            }
        },
        hash: edicion.hash[..12].to_owned(),
        enlace: (estado != EstadoEdicion::Retirada && edicion.numero != lectura.edicion.numero)
            .then(|| lectura.at(&format!("/datos?version={}", &edicion.hash[..12]))),
    }
}

/// What the page is about, for search engines: a Dataset of schema.org.
pub(super) fn schema_org(lectura: &Lectura<'_>) -> String {
    let (edicion, casa, base) = (&lectura.edicion, &lectura.casa, lectura.sitio.base);
    let anio = lectura.anio();
    let file = |nombre: &str, tipo: &str| {
        json!({
            "@type": "DataDownload",
            "encodingFormat": tipo,
            "contentUrl": format!("{base}/ediciones/{}{nombre}", edicion.hash),
        })
    };
    let datos = json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": format!("Cifras de {anio}: {}", casa.instancia.nombre),
        "description": format!(
            "{}: personas atendidas, servicios, actividades y Consejo en {anio}, con corte al {}. Toda cifra publicada es exacta; \
             las que permitirían reconocer a alguien están protegidas.{}",
            casa.instancia.nombre,
            fecha_larga(edicion.corte),
            if edicion.sintetica { " Datos sintéticos de demostración." } else { "" },
        ),
        "identifier": edicion.hash,
        "version": edicion.numero,
        "datePublished": casa.dia(edicion.instante).to_string(),
        "license": casa.ajustes.licencia.direccion,
        "isAccessibleForFree": true,
        "inLanguage": "es-MX",
        "creator": { "@type": "Organization", "name": casa.instancia.nombre },
        "temporalCoverage": format!("{anio}-01-01/{}", edicion.corte),
        "spatialCoverage": { "@type": "Place", "name": casa.instancia.municipio.nombre, "identifier": edicion.instancia.as_str() },
        "distribution": [
            file("/edicion.xlsx", crate::respuesta::tipo::XLSX),
            file("/edicion.ods", crate::respuesta::tipo::ODS),
            file("/tablas.zip", crate::respuesta::tipo::ZIP),
            file("", "application/gzip"),
        ],
    });
    // It stands within a script: nothing in it may end that.
    datos.to_string().replace('<', "\\u003c")
}
