//! The yearly calendar of a council, a row for each session that it foresees.

use domain::{ANIOS, Calendario, Dato, Enmienda, SesionProgramada, TipoSesion};

use super::Context;
use super::celdas::FUENTE;
use super::consejo::{DE_CONSEJO, council_of};
use crate::celda::Fila;
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::TIPO_SESION;
use time::{Date, Duration};

pub(super) static CALENDARIO: Forma = Forma {
    tipo: "calendario",
    hoja: "Calendario",
    fichas: &DE_CALENDARIO,
    fechas: &[1],
    varios: &[],
};

static DE_CALENDARIO: [Ficha; 7] = [
    DE_CONSEJO,
    ficha(
        "Fecha",
        false,
        "15/03/2017",
        "Día previsto de la sesión. La hoja dice todas las del año: una que no esté deja de estar prevista. Si no consta ninguna, el año va en su columna.",
    )
    .part("sesiones")
    .when("Si no hay año"),
    ficha(
        "Tipo",
        false,
        "Ordinaria",
        "{}; si no se escribe, ordinaria.",
    )
    .of(|| TIPO_SESION.either()),
    ficha(
        "Sesión en que se aprobó",
        false,
        "",
        "Clave de la sesión que aprobó el calendario, si consta.",
    )
    .part("aprobado_en"),
    ficha(
        "Año",
        false,
        "2017",
        "Del calendario. Sólo hace falta si no consta ninguna de sus fechas: un renglón, con la fecha vacía.",
    )
    .when("Si no hay fecha"),
    ficha(
        "Nota",
        false,
        "",
        "Cómo se sabe el año, si la fuente no lo dice con todas sus letras.",
    )
    .part("nota"),
    FUENTE,
];

/// No council agrees on sessions so far ahead: the year is a slip.
const LEJOS: Duration = Duration::days(2 * 366);

const FECHA: usize = 1;
const TIPO: usize = 2;
const ANIO: usize = 4;

pub(super) fn session(fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
    let consejo = council_of(fila, contexto);
    let fecha = fila.day(FECHA).valor().copied();
    if fecha.is_some_and(|fecha| fecha - contexto.hoy > LEJOS) {
        return fila.say(FECHA, "es de dentro de más de dos años: revise el año");
    }
    if fecha.is_none() && !fila.texto(FECHA).is_empty() {
        return None;
    }
    if fecha.is_none() && !fila.texto(TIPO).is_empty() {
        return fila.wrong(
            FECHA,
            "una fecha, como 15/03/2017 (día/mes/año): se dijo de qué tipo es la sesión",
        );
    }
    let anio = year(fila, fecha);
    let tipo = if fila.texto(TIPO).is_empty() {
        Some(TipoSesion::Ordinaria)
    } else {
        fila.one(TIPO, &TIPO_SESION)
    };
    let calendario = Calendario {
        anio: anio?,
        nota: fila.maybe(5).valor().cloned(),
        aprobado_en: fila.maybe(3),
        sesiones: match (fecha, tipo?) {
            (Some(fecha), tipo) => Dato::Consta(vec![SesionProgramada { fecha, tipo }]),
            (None, _) => Dato::NoConsta,
        },
        origen: fila.source(6),
    };
    Some(Enmienda::Calendario(consejo?, calendario))
}

/// The year of a calendar: that of a day of it, or the one that is written.
fn year(fila: &mut Fila, fecha: Option<Date>) -> Option<i32> {
    let escrito = match (fila.number(ANIO), fecha) {
        (Dato::NoConsta, _) if !fila.texto(ANIO).is_empty() => return None,
        (Dato::Consta(anio), _) => i32::try_from(anio).ok().filter(|a| ANIOS.contains(a)),
        (Dato::NoConsta, Some(fecha)) => return Some(fecha.year()),
        (Dato::NoConsta, None) => {
            return fila.wrong(
                FECHA,
                "una fecha, como 15/03/2017 (día/mes/año); o el año, en «Año»",
            );
        }
    };
    match (escrito, fecha) {
        (None, _) => fila.wrong(ANIO, "un año de cuatro cifras"),
        (Some(anio), Some(fecha)) if anio != fecha.year() => {
            fila.say(ANIO, "no es el año de la fecha")
        }
        (Some(anio), _) => Some(anio),
    }
}

/// Joins another session of the same calendar to those that were read. Whether it is one.
pub(super) fn join(antes: &mut Enmienda, otra: &Enmienda) -> bool {
    let (Enmienda::Calendario(_, antes), Enmienda::Calendario(_, otra)) = (antes, otra) else {
        return false;
    };
    let (Dato::Consta(sesiones), Dato::Consta(mas)) = (&mut antes.sesiones, &otra.sesiones) else {
        return false;
    };
    if (&antes.aprobado_en, &antes.nota, &antes.origen)
        != (&otra.aprobado_en, &otra.nota, &otra.origen)
        || mas
            .iter()
            .any(|nueva| sesiones.iter().any(|s| s.fecha == nueva.fecha))
    {
        return false;
    }
    sesiones.extend(mas);
    sesiones.sort_by_key(|sesion| sesion.fecha);
    true
}

pub(super) fn lists(marco: &domain::Marco) -> Vec<(usize, Vec<String>)> {
    let mut listas = super::consejo::councils(marco);
    listas.push((TIPO, TIPO_SESION.options()));
    listas
}
