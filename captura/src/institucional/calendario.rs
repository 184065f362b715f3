//! The yearly calendar of a council, a row for each session that it foresees.

use domain::{Calendario, Dato, Enmienda, Origen, SesionProgramada, TipoSesion};

use super::Context;
use super::consejo::{DE_CONSEJO, council_of};
use crate::celda::Fila;
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::TIPO_SESION;

pub(super) static CALENDARIO: Forma = Forma {
    tipo: "calendario",
    hoja: "Calendario",
    fichas: &DE_CALENDARIO,
    fechas: &[1],
    varios: &[],
};

static DE_CALENDARIO: [Ficha; 4] = [
    DE_CONSEJO,
    ficha(
        "Fecha",
        true,
        "15/03/2017",
        "Día previsto de la sesión. La hoja dice todas las del año: una que no esté deja de estar prevista.",
    ),
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
];

pub(super) fn session(fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
    let consejo = council_of(fila, contexto);
    let Dato::Consta(fecha) = fila.day(1) else {
        return fila.wrong(1usize, "una fecha, como 15/03/2017");
    };
    let tipo = if fila.texto(2usize).is_empty() {
        Some(TipoSesion::Ordinaria)
    } else {
        fila.one(2, &TIPO_SESION)
    };
    let calendario = Calendario {
        anio: fecha.year(),
        nota: None,
        aprobado_en: fila.maybe(3),
        sesiones: Dato::Consta(vec![SesionProgramada { fecha, tipo: tipo? }]),
        origen: Origen::Registro,
    };
    Some(Enmienda::Calendario(consejo?, calendario))
}

/// Joins another session of the same calendar to those that were read. Whether it is one.
pub(super) fn join(antes: &mut Enmienda, otra: &Enmienda) -> bool {
    let (Enmienda::Calendario(_, antes), Enmienda::Calendario(_, otra)) = (antes, otra) else {
        return false;
    };
    let (Dato::Consta(sesiones), Dato::Consta(mas)) = (&mut antes.sesiones, &otra.sesiones) else {
        return false;
    };
    if antes.aprobado_en != otra.aprobado_en
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
    listas.push((2, TIPO_SESION.options()));
    listas
}
