//! Agreements, projects, units and pacts.

use domain::{Clave, Convenio, Dato, Marco, Mencion, PactoRegional, Proyecto, Tema, Unidad};
use std::collections::BTreeSet;
use time::Date;

use super::celdas::FUENTE;
use super::propias::{Nombrada, themes};
use super::{Context, list};
use crate::celda::Fila;
use crate::forma::{Ficha, Forma, ficha};

pub(super) static CONVENIOS: Forma = Forma {
    tipo: "convenios",
    hoja: "Convenios",
    fichas: &DE_CONVENIOS,
    fechas: &[3],
    varios: &[1],
};

static DE_CONVENIOS: [Ficha; 6] = [
    ficha(
        "Clave",
        true,
        "convenio-2017-01",
        "Clave única del convenio, sin acentos.",
    ),
    ficha(
        "Partes",
        false,
        "Secretaría de las Mujeres; Universidad",
        "Con quiénes se firmó, separadas por punto y coma, si consta. Instituciones, no personas.",
    )
    .part("partes"),
    ficha(
        "Objeto",
        false,
        "Atención psicológica",
        "Para qué, si consta.",
    )
    .part("objeto"),
    ficha("Fecha", false, "15/03/2017", "Día de la firma, si consta.")
        .part("fecha")
        .when("Si no hay periodo"),
    ficha(
        "Periodo",
        false,
        "2017",
        "Año, trimestre (2017-T1) o mes (2017-03); si no se escribe, el año de la fecha.",
    )
    .when("Si no hay fecha"),
    FUENTE,
];

pub(super) fn agreement(fila: &mut Fila, contexto: &Context) -> Option<Convenio> {
    let clave = fila.key(0);
    let partes = fila.maybe(1).map(|texto| list(&texto));
    let objeto = fila.maybe(2);
    let fecha = fila.past(3, contexto.hoy);
    let periodo = fila.period(4, fecha, contexto.hoy);
    Some(Convenio {
        clave: clave?,
        partes,
        objeto,
        fecha,
        periodo: periodo?,
        origen: fila.source(5),
    })
}

pub(super) static PROYECTOS: Forma = Forma {
    tipo: "proyectos",
    hoja: "Proyectos",
    fichas: &DE_PROYECTOS,
    fechas: &[3],
    varios: &[],
};

static DE_PROYECTOS: [Ficha; 6] = [
    ficha(
        "Clave",
        true,
        "proyecto-2017-01",
        "Clave única del proyecto, sin acentos.",
    ),
    ficha("Nombre", true, "Mujeres y economía local", "Cómo se llama."),
    ficha(
        "Tema",
        true,
        "Empoderamiento",
        "Uno de la lista, o de los de la instancia.",
    ),
    ficha(
        "Fecha",
        false,
        "15/03/2017",
        "Día en que empezó, si consta.",
    )
    .part("fecha")
    .when("Si no hay periodo"),
    ficha(
        "Periodo",
        false,
        "2017",
        "Año, trimestre (2017-T1) o mes (2017-03); si no se escribe, el año de la fecha.",
    )
    .when("Si no hay fecha"),
    FUENTE,
];

pub(super) fn project(fila: &mut Fila, contexto: &Context) -> Option<Proyecto> {
    let clave = fila.key(0);
    let nombre = fila.text(1);
    let fecha = fila.past(3, contexto.hoy);
    let tema = match themes(contexto.marco).one(fila, 2, fecha.valor().copied()) {
        Some(Nombrada::Palabra(tema)) => Some((tema, None)),
        Some(Nombrada::Propia(suyo)) => Some((Tema::Otro, Some(Mencion::from(suyo)))),
        None => None,
    };
    let periodo = fila.period(4, fecha, contexto.hoy);
    let (tema, tema_propio) = tema?;
    Some(Proyecto {
        clave: clave?,
        nombre: nombre?,
        tema,
        tema_propio,
        fecha,
        periodo: periodo?,
        origen: fila.source(5),
    })
}

pub(super) fn lists(marco: &Marco, hoy: Date) -> Vec<(usize, Vec<String>)> {
    vec![(2, themes(marco).options(Some(hoy)))]
}

pub(super) static UNIDADES: Forma = Forma {
    tipo: "unidades",
    hoja: "Unidades",
    fichas: &DE_UNIDADES,
    fechas: &[3],
    varios: &[],
};

static DE_UNIDADES: [Ficha; 6] = [
    ficha(
        "Clave",
        true,
        "mujer-segura",
        "Clave única de la unidad, sin acentos.",
    ),
    ficha(
        "Nombre",
        true,
        "Unidad de atención inmediata",
        "Nombre oficial.",
    ),
    ficha(
        "Nombre corto",
        true,
        "Mujer Segura",
        "Cómo se le conoce: así se escribe en la hoja de atenciones.",
    ),
    ficha(
        "Fecha",
        false,
        "15/03/2017",
        "Día en que se creó, si consta.",
    )
    .part("fecha")
    .when("Si no hay periodo"),
    ficha(
        "Periodo",
        false,
        "2017",
        "Año, trimestre (2017-T1) o mes (2017-03); si no se escribe, el año de la fecha.",
    )
    .when("Si no hay fecha"),
    FUENTE,
];

pub(super) fn unit(fila: &mut Fila, contexto: &Context) -> Option<Unidad> {
    let clave = fila.key(0);
    let nombre = fila.text(1);
    let nombre_corto = fila.text(2);
    let fecha = fila.past(3, contexto.hoy);
    let periodo = fila.period(4, fecha, contexto.hoy);
    Some(Unidad {
        clave: clave?,
        nombre: nombre?,
        nombre_corto: nombre_corto?,
        fecha,
        periodo: periodo?,
        origen: fila.source(5),
    })
}

pub(super) static PACTOS: Forma = Forma {
    tipo: "pactos",
    hoja: "Pactos",
    fichas: &DE_PACTOS,
    fechas: &[2],
    varios: &[6],
};

/// The column of who signed a pact.
pub(super) const SIGNATARIAS: usize = 6;

static DE_PACTOS: [Ficha; 8] = [
    ficha(
        "Clave",
        true,
        "pacto-2017",
        "Clave única del pacto, sin acentos.",
    ),
    ficha(
        "Nombre",
        true,
        "Pacto por los derechos de las mujeres",
        "Cómo se llama.",
    ),
    ficha("Fecha", false, "15/03/2017", "Día de la firma, si consta.")
        .part("fecha")
        .when("Si no hay periodo"),
    ficha(
        "Periodo",
        false,
        "2017",
        "Año, trimestre (2017-T1) o mes (2017-03); si no se escribe, el año de la fecha.",
    )
    .when("Si no hay fecha"),
    ficha(
        "Acto",
        false,
        "",
        "Clave de la actividad en que se firmó, si consta.",
    )
    .part("suscrito_en"),
    ficha(
        "Número de signatarias",
        false,
        "2",
        "Cuántas instancias lo firmaron con ésta, si consta.",
    )
    .part("numero_signatarias"),
    ficha(
        "Signatarias",
        false,
        "20385; 20553",
        "Claves del INEGI de sus municipios, sin la de ésta, separadas por punto y coma, si constan.",
    )
    .part("signatarias"),
    FUENTE,
];

/// Whether the first two digits of a key are those of a state (INEGI, Marco Geoestadístico).
fn is_of_a_state(clave: &Clave) -> bool {
    let estado = clave.as_str().get(..2).and_then(|dos| dos.parse().ok());
    estado.is_some_and(|estado: u8| (1..=32).contains(&estado))
}

pub(super) fn pact(fila: &mut Fila, contexto: &Context) -> Option<PactoRegional> {
    let clave = fila.key(0);
    let nombre = fila.text(1);
    let fecha = fila.past(2, contexto.hoy);
    let periodo = fila.period(3, fecha, contexto.hoy);
    let signatarias = match list(&fila.texto(SIGNATARIAS)) {
        ninguna if ninguna.is_empty() => Dato::NoConsta,
        varias => {
            let claves = varias.iter().map(|clave| clave.parse::<Clave>().ok());
            match claves.collect::<Option<Vec<Clave>>>() {
                Some(claves) if claves.iter().collect::<BTreeSet<_>>().len() < claves.len() => {
                    return fila.say(SIGNATARIAS, "nombra dos veces el mismo municipio");
                }
                Some(claves) if !claves.iter().all(is_of_a_state) => {
                    return fila.say(
                        SIGNATARIAS,
                        "alguna no es la clave de un municipio de México",
                    );
                }
                Some(claves) => Dato::Consta(claves),
                None => {
                    return fila.wrong(SIGNATARIAS, "la clave de cada municipio, de cinco dígitos");
                }
            }
        }
    };
    let pacto = PactoRegional {
        clave: clave?,
        nombre: nombre?,
        region: contexto.marco.region,
        suscrito_en: fila.maybe(4),
        fecha,
        periodo: periodo?,
        numero_signatarias: fila.number(5),
        signatarias,
        origen: fila.source(7),
    };
    match pacto.check() {
        Ok(()) => Some(pacto),
        Err(_) => fila.say(5usize, "no coincide con cuántas se nombran"),
    }
}
