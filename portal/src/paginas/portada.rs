//! The front page: how was the year?

use std::fmt::Write as _;

use askama::Template;
use domain::{CifraPublicada, Consejo, Contraparte, Instancia, Medida, Nivel, Sesion};

use self::anios::Anios;
use self::cifras::Titular;
use self::secciones::{Agencias, Calor, Meses, Servicios, Violencia};
use super::{Marco, ok};
use crate::direccion::Donde;
use crate::fallo::Fallo;
use crate::formato::{fecha_corta, fecha_larga, instante, numero};
use crate::lectura::Lectura;
use crate::respuesta::Hecha;
use crate::vista::fit;

mod anios;
mod cifras;
mod secciones;

struct Reparto {
    titulo: String,
    publicadas: String,
    no_cero: String,
    nota: String,
    ancho: String,
}

struct Reunion {
    titulo: String,
    nota: String,
    ultima: Option<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "portada.html")]
struct PaginaPortada {
    marco: Marco,
    titulo: String,
    entrada: String,
    periodo: String,
    edicion: u32,
    estado: &'static str,
    publicada: String,
    publicada_en: String,
    hash: String,
    reparto: Option<Reparto>,
    cifras: Vec<Titular>,
    cifras_titulo: String,
    cifras_nota: String,
    informe: Option<(String, usize)>,
    servicios: Option<Servicios>,
    meses: Option<Meses>,
    agencias: Option<Agencias>,
    calor: Option<Calor>,
    violencia: Option<Violencia>,
    anios: Vec<(String, String)>,
    lado: Option<Anios>,
    /// What will be published next, and when.
    proxima: Option<String>,
    reunion: Reunion,
    /// Who heads the instancia.
    dirige: Option<Dirige>,
    tablas: usize,
    /// Address and size of the printed report, if there is one.
    pdf: Option<(String, String)>,
    abierta: bool,
}

/// The page.
pub(super) async fn page(
    lectura: &Lectura<'_>,
    direccion: &str,
    abierta: bool,
) -> Result<Hecha, Fallo> {
    let declaradas: Vec<CifraPublicada> = lectura.list().await?;
    let edicion = &lectura.edicion;
    let declarada = declared(&declaradas);
    let titulo = title(lectura, declarada);
    let cifras = cifras::headlines(lectura, &declaradas).await?;
    let hay_informe = !lectura.list::<domain::Informe>().await?.is_empty();
    let partes = lectura.partes().await?;
    let descripcion = format!(
        "Cifras de {} {}: atención, servicios, {} y Consejo, con datos abiertos y protegidos.",
        lectura.anio(),
        crate::palabras::de(&lectura.casa.instancia.nombre),
        partes.varias
    );
    let mut marco =
        Marco::about(lectura, &titulo, &Donde::Portada, direccion).described(&descripcion);
    marco.conjunto = Some(super::datos::schema_org(lectura));
    ok(&PaginaPortada {
        marco,
        entrada: entrance(lectura, declarada.is_some()),
        titulo,
        periodo: period(lectura),
        edicion: edicion.numero,
        estado: crate::palabras::estado_edicion(lectura.casa.ediciones.estado(edicion)),
        publicada: fecha_corta(lectura.casa.dia(edicion.instante)),
        publicada_en: instante(edicion.instante),
        hash: edicion.hash.clone(),
        reparto: share(lectura).await?,
        cifras_titulo: cifras::title(lectura, &cifras),
        cifras_nota: years_note(lectura, &cifras),
        cifras,
        informe: hay_informe.then(|| {
            (
                lectura.href(&format!("/informe/{}", lectura.anio())),
                declaradas.len(),
            )
        }),
        servicios: secciones::services(lectura),
        meses: secciones::months(lectura),
        agencias: secciones::places(lectura, partes),
        calor: secciones::heat(lectura),
        violencia: secciones::violence(lectura),
        anios: years(lectura),
        lado: anios::side_by_side(lectura).await?,
        proxima: next_release(lectura),
        reunion: meeting(lectura).await?,
        dirige: head(lectura).await?,
        tablas: crate::archivos::tables(lectura).len(),
        pdf: lectura.printed().await?,
        abierta,
    })
}

/// How many women were attended in the year, as the report declares, if it does.
fn declared(declaradas: &[CifraPublicada]) -> Option<u64> {
    let es = |cifra: &&CifraPublicada| {
        matches!(
            &cifra.cifra.contraparte,
            Some(Contraparte::Total {
                medida: Medida::MujeresAtendidas,
                nivel: Nivel::Total,
                ..
            })
        )
    };
    declaradas.iter().find(es).map(|cifra| cifra.cifra.valor)
}

/// The finding of the year: how many women were attended, as declared, or as counted.
fn title(lectura: &Lectura<'_>, declarada: Option<u64>) -> String {
    let anio = lectura.anio();
    let contada = || {
        let indice = lectura.indice.as_ref()?;
        indice.cifra(Medida::MujeresAtendidas, &[]).ok()?.valor()
    };
    // That nothing is registered is no finding.
    let cuantas = declarada.or_else(contada).filter(|n| *n > 0);
    let Some(n) = cuantas.map(numero) else {
        return format!("Las cifras de {anio}");
    };
    // Where the register counts another number, it is said whose this one is.
    let es_otra = declarada.is_some_and(|n| contada().is_some_and(|contada| contada != n));
    let antes = if es_otra {
        "El informe dice que en"
    } else {
        "En"
    };
    let dicho = format!("{antes} {anio} se atendió a {n} mujeres");
    let con_sujeto = |sujeto| format!("{antes} {anio} {sujeto} atendió a {n} mujeres");
    let con_sujeto = lectura.casa.sujeto().map(con_sujeto);
    fit(con_sujeto).unwrap_or(dicho)
}

fn entrance(lectura: &Lectura<'_>, declarada: bool) -> String {
    if declarada {
        "Lo dijo en su informe. Aquí están esa cifra, las demás y todo lo que se puede contar de ellas sin que nadie pueda ser reconocida.".to_owned()
    } else {
        format!(
            "Lo que consta al {}: todo lo que se puede contar sin que nadie pueda ser reconocida.",
            fecha_larga(lectura.edicion.corte)
        )
    }
}

/// «enero a diciembre de 2017».
fn period(lectura: &Lectura<'_>) -> String {
    let corte = lectura.edicion.corte;
    if lectura
        .indice
        .as_ref()
        .is_some_and(|indice| indice.anio_cerrado())
    {
        format!("enero a diciembre de {}", corte.year())
    } else {
        format!("enero de {} al {}", corte.year(), fecha_larga(corte))
    }
}

fn years_note(lectura: &Lectura<'_>, cifras: &[Titular]) -> String {
    let primero = lectura.casa.years().last() == Some(&lectura.anio());
    // A quarter has others before it in its own year.
    let primero = primero && !cifras.iter().any(|titular| titular.comparada);
    let mut nota = "Cada una cuenta otra cosa: una misma mujer puede estar en varias.".to_owned();
    if primero {
        let _ = write!(
            nota,
            " Sin periodo anterior publicado: {} es el primer año, así que todavía no hay con qué comparar.",
            lectura.anio()
        );
    }
    nota
}

/// The other years that have an edition.
fn years(lectura: &Lectura<'_>) -> Vec<(String, String)> {
    let otros = lectura
        .casa
        .years()
        .into_iter()
        .filter(|anio| *anio != lectura.anio());
    otros
        .map(|anio| (anio.to_string(), lectura.at(&format!("/?anio={anio}"))))
        .collect()
}

/// «Cifras de 2026: 29 de enero de 2027», if it is announced.
fn next_release(lectura: &Lectura<'_>) -> Option<String> {
    let anunciadas = lectura.casa.ajustes.announced(lectura.hoy());
    let proxima = anunciadas.first()?;
    Some(format!("{}: {}", proxima.que, fecha_larga(proxima.fecha)))
}

async fn share(lectura: &Lectura<'_>) -> Result<Option<Reparto>, Fallo> {
    let resumen = lectura
        .list::<domain::proteccion::ResumenProteccion>()
        .await?
        .pop();
    let Some(total) = resumen
        .map(|resumen| resumen.total)
        .filter(|total| total.no_cero > 0)
    else {
        return Ok(None);
    };
    let decimos = (total.publicadas * 10 + total.no_cero / 2) / total.no_cero;
    let casi_todas = total.publicadas * 20 > total.no_cero * 19;
    Ok(Some(Reparto {
        titulo: if total.publicadas == total.no_cero {
            "Se publican todas las celdas".to_owned()
        } else if casi_todas {
            "Se publican casi todas las celdas".to_owned()
        } else {
            format!("Se publican unas {} de cada 10 celdas", decimos.min(9))
        },
        publicadas: numero(total.publicadas),
        no_cero: numero(total.no_cero),
        nota: share_note(total.publicadas, total.no_cero),
        ancho: crate::formato::ancho(total.publicadas, total.no_cero),
    }))
}

/// How many of the cells that are not zero are published, and why the others are not.
fn share_note(publicadas: u64, no_cero: u64) -> String {
    let dicho = format!(
        "De las {} que no dicen cero, {} se {}",
        numero(no_cero),
        numero(publicadas),
        if publicadas == 1 {
            "publica"
        } else {
            "publican"
        }
    );
    match no_cero - publicadas {
        0 => format!("{dicho}."),
        1 => format!("{dicho} y 1 está protegida: es pequeña, o permitiría calcular una pequeña."),
        n => format!(
            "{dicho} y {} están protegidas: son pequeñas, o permitirían calcular una pequeña.",
            numero(n)
        ),
    }
}

/// Who heads the instancia at the cut-off, and as what.
struct Dirige {
    nombre: String,
    cargo: String,
    /// On which day.
    corte: String,
}

/// The last of those who head it of whom nothing says that she did not at the cut-off.
async fn head(lectura: &Lectura<'_>) -> Result<Option<Dirige>, Fallo> {
    let suya: Option<Instancia> = lectura.list().await?.pop();
    let corte = lectura.edicion.corte;
    let titulares = suya.into_iter().flat_map(|suya| suya.titulares);
    let mut pueden = titulares.filter(|titular| titular.mandato.may_cover(corte));
    Ok(pueden.next_back().map(|titular| Dirige {
        nombre: titular.nombre,
        cargo: titular.cargo,
        corte: fecha_larga(corte),
    }))
}

/// The council in two lines: when it meets next, and what it did last.
async fn meeting(lectura: &Lectura<'_>) -> Result<Reunion, Fallo> {
    let consejos: Vec<Consejo> = lectura.list().await?;
    let nombre = consejos.first().map_or("Consejo", |consejo| {
        crate::declarado::short(&consejo.nombre)
    });
    let todas = super::consejo::sessions(lectura, &consejos).await?;
    let proxima = super::consejo::next_session(lectura, &consejos).await?;
    let calendarios = super::consejo::calendars(lectura, &consejos).await?;
    let ultima = super::consejo::last(&todas, lectura.hoy());
    let say = |sesion: &Sesion| {
        let fecha = sesion.fecha.valor();
        let fecha = fecha.map_or("la fecha no consta".to_owned(), |fecha| fecha_corta(*fecha));
        let donde = match sesion.lugar.valor() {
            Some(lugar) => format!("{lugar}; {fecha}"),
            None => fecha,
        };
        let enlace = lectura.href(&format!("/consejo#{}", sesion.clave));
        (
            enlace,
            format!("Última sesión: {}", super::consejo::subject(sesion)),
            donde,
        )
    };
    Ok(Reunion {
        titulo: match proxima {
            Some(fecha) => format!("Próxima sesión: {}", fecha_larga(fecha)),
            None => "Próxima sesión: la fecha no consta".to_owned(),
        },
        nota: match proxima {
            Some(_) => format!("{nombre}. El calendario se puede agregar a un teléfono."),
            None if !calendarios.is_empty() => {
                "El calendario publicado no prevé ninguna de hoy en adelante.".to_owned()
            }
            None => "La fecha aparecerá aquí en cuanto una edición la publique.".to_owned(),
        },
        ultima: ultima.map(say),
    })
}
