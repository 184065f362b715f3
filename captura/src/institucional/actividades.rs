//! Group acts: a row for each public that took part, with the same key.

use domain::proteccion::{PocosParticipantes, few_participants};
use domain::{
    Actividad, Dato, Efemeride, Enmienda, Marco, Mencion, ParteActividad, Participacion,
    Participantes,
};
use time::Date;

use super::Context;
use super::celdas::FUENTE;
use super::propias::{Nombrada, audiences, days, kinds, several_themes, themes};
use crate::catalogo::{lugar, places};
use crate::celda::Fila;
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::{self, TIPO_ACTIVIDAD};

const CLAVE: usize = 0;
const TIPO: usize = 1;
const NOMBRE: usize = 2;
const EFEMERIDE: usize = 3;
const TEMAS: usize = 4;
const FECHA: usize = 5;
const PERIODO: usize = 6;
const LUGAR: usize = 7;
const PUBLICO: usize = 8;
const SEXO: usize = 9;
const PARTICIPANTES: usize = 10;
const DE_FUENTE: usize = 11;

pub(super) static FORMA: Forma = Forma {
    tipo: "actividades",
    hoja: "Actividades",
    fichas: &FICHAS,
    fechas: &[FECHA],
    varios: &[TEMAS],
};

static FICHAS: [Ficha; 12] = [
    ficha(
        "Clave",
        true,
        "taller-2017-03",
        "Clave única del acto, sin acentos. Si participaron varios públicos, una fila por cada uno con la misma clave.",
    ),
    ficha(
        "Tipo",
        true,
        "Taller",
        "{}; o uno de los tipos de la instancia.",
    )
    .of(|| TIPO_ACTIVIDAD.either()),
    ficha(
        "Nombre",
        true,
        "Taller de derechos humanos de las mujeres",
        "Cómo se anunció.",
    ),
    ficha(
        "Efeméride",
        false,
        "",
        "{}, que cae el 25 de cada mes, o una de las de la instancia, si el acto la conmemora.",
    )
    .part("efemeride")
    .of(|| palabras::EFEMERIDE.either()),
    ficha(
        "Temas",
        false,
        "Derechos humanos; Igualdad",
        "Uno o varios, de los del programa o de los de la instancia, separados por punto y coma.",
    )
    .part("temas"),
    ficha(
        "Fecha",
        false,
        "15/03/2017",
        "Día del acto, si consta: dd/mm/aaaa o aaaa-mm-dd.",
    )
    .part("fecha")
    .when("Si no hay periodo"),
    ficha(
        "Periodo",
        false,
        "2017",
        "Año, trimestre (2017-T1) o mes (2017-03) al que pertenece; si no se escribe, el año de la fecha.",
    )
    .when("Si no hay fecha"),
    ficha(
        "Lugar",
        false,
        "Candiani",
        "Agencia, {}, si consta. Una feria se lleva a una agencia.",
    )
    .part("lugar")
    .of(|| palabras::LUGAR.either()),
    ficha(
        "Público",
        false,
        "Mujeres",
        "Quiénes participaron: «Mujeres», «Ciudadanas y ciudadanos», «Servidoras y servidores públicos», «Público en general», «Representantes de instancias» o uno de los de la instancia.",
    ),
    ficha(
        "Sexo",
        false,
        "Mujer",
        "Sexo de esos participantes, si consta: {}.",
    )
    .of(|| palabras::SEXO.either()),
    ficha(
        "Participantes",
        false,
        "32",
        "Cuántos de ese público. Sin público ni número, no consta cuántos participaron.",
    )
    .part("participantes"),
    FUENTE,
];

pub(super) fn lists(marco: &Marco, hoy: Date) -> Vec<(usize, Vec<String>)> {
    vec![
        (TIPO, kinds(marco).options(Some(hoy))),
        (EFEMERIDE, days(marco).options(Some(hoy))),
        (TEMAS, themes(marco).options(Some(hoy))),
        (LUGAR, places(marco, hoy)),
        (PUBLICO, audiences(marco).options(Some(hoy))),
        (SEXO, palabras::SEXO.options()),
    ]
}

pub(super) fn read(fila: &mut Fila, contexto: &Context) -> Option<Actividad> {
    let marco = contexto.marco;
    let clave = fila.key(CLAVE);
    let fecha = fila.past(FECHA, contexto.hoy);
    let dia = fecha.valor().copied();
    let tipo = match kinds(marco).one(fila, TIPO, dia) {
        Some(Nombrada::Palabra(tipo)) => Some((tipo, None)),
        Some(Nombrada::Propia(suyo)) => Some((suyo.como, Some(Mencion::from(&suyo.entrada)))),
        None => None,
    };
    let nombre = fila.text(NOMBRE);
    let (efemeride, efemeride_propia) = commemorated(fila, contexto, dia);
    let temas = several_themes(fila, TEMAS, marco, dia);
    let periodo = fila.period(PERIODO, fecha, contexto.hoy);
    let donde = if fila.texto(LUGAR).is_empty() {
        Dato::NoConsta
    } else {
        lugar(fila, LUGAR, marco, dia.unwrap_or(contexto.hoy)).into()
    };
    let participantes = participants(fila, contexto, dia);
    let (tipo, tipo_propio) = tipo?;
    let (temas, temas_propios) = temas?;
    let actividad = Actividad {
        clave: clave?,
        tipo,
        tipo_propio,
        nombre: nombre?,
        efemeride,
        efemeride_propia,
        temas,
        temas_propios,
        fecha,
        periodo: periodo?,
        lugar: donde,
        participantes,
        origen: fila.source(DE_FUENTE),
    };
    match actividad.check() {
        Ok(()) => {
            look_at_few(fila, contexto, &actividad);
            Some(actividad)
        }
        Err(error) => {
            let columna = column_of(&error);
            let regla = match error {
                domain::Error::ActividadInvalida { motivo, .. } => motivo.to_owned(),
                otra => otra.to_string(),
            };
            fila.say(columna, regla)
        }
    }
}

/// The column of the rule that an act breaks.
fn column_of(regla: &domain::Error) -> usize {
    match regla {
        domain::Error::FueraDeEfemeride { .. } | domain::Error::FechaFueraDePeriodo { .. } => FECHA,
        domain::Error::ActividadInvalida { parte, .. } => match parte {
            ParteActividad::Entera => CLAVE,
            ParteActividad::Efemeride => EFEMERIDE,
            ParteActividad::Lugar => LUGAR,
            ParteActividad::Publico => PUBLICO,
        },
        _ => CLAVE,
    }
}

/// Says what becomes of few participants.
fn look_at_few(fila: &mut Fila, contexto: &Context, actividad: &Actividad) {
    match few_participants(actividad, contexto.umbral) {
        Some(PocosParticipantes::SePublican) => fila.few(
            PARTICIPANTES,
            contexto.pocas,
            "Deje vacíos «Público» y «Participantes», y la edición dirá que no consta cuántas fueron",
        ),
        Some(PocosParticipantes::SeProtegen) => fila.warn(
            PARTICIPANTES,
            "son muy pocas personas: la edición las protege, y con ellas a las de los demás actos que se suman con éste",
        ),
        None => {}
    }
}

/// The day that the act commemorates, if the row says one.
fn commemorated(
    fila: &mut Fila,
    contexto: &Context,
    dia: Option<Date>,
) -> (Option<Efemeride>, Option<Mencion>) {
    if fila.texto(EFEMERIDE).is_empty() {
        return (None, None);
    }
    match days(contexto.marco).one(fila, EFEMERIDE, dia) {
        Some(Nombrada::Palabra(efemeride)) => (Some(efemeride), None),
        Some(Nombrada::Propia(suya)) => {
            if let (Some(cae), Some(dia)) = (suya.como, dia)
                && !cae.cae(dia)
            {
                let regla = format!("«{}» se conmemora el día {cae}", suya.entrada.nombre);
                fila.say::<()>(FECHA, regla);
            }
            (Some(Efemeride::Otra), Some(Mencion::from(&suya.entrada)))
        }
        None => (None, None),
    }
}

fn participants(fila: &mut Fila, contexto: &Context, dia: Option<Date>) -> Participantes {
    if fila.texto(PUBLICO).is_empty() && fila.texto(PARTICIPANTES).is_empty() {
        if !fila.texto(SEXO).is_empty() {
            let regla = "dice el sexo, y no de qué público ni de cuántas personas";
            fila.say::<()>(SEXO, regla);
        }
        return Participantes::NoConsta;
    }
    let publico = match audiences(contexto.marco).one(fila, PUBLICO, dia) {
        Some(Nombrada::Palabra(publico)) => Some((publico, None)),
        Some(Nombrada::Propia(suyo)) => Some((suyo.como, Some(Mencion::from(&suyo.entrada)))),
        None => None,
    };
    let sexo = if fila.texto(SEXO).is_empty() {
        Dato::NoConsta
    } else {
        fila.one(SEXO, &palabras::SEXO).into()
    };
    let numero = match fila.number(PARTICIPANTES) {
        Dato::Consta(numero) if numero > 0 => Some(numero),
        _ => fila.wrong(PARTICIPANTES, "cuántos participaron, uno o más"),
    };
    let (Some((publico, publico_propio)), Some(numero)) = (publico, numero) else {
        return Participantes::NoConsta;
    };
    Participantes::Consta(vec![Participacion {
        publico,
        publico_propio,
        sexo,
        numero,
    }])
}

/// Adds the publics of a second row to the act of a first one, if both are of the same act.
pub(super) fn join(primera: &mut Enmienda, otra: &Enmienda) -> bool {
    let (Enmienda::Actividad(primera), Enmienda::Actividad(otra)) = (primera, otra) else {
        return false;
    };
    let mut junta = primera.clone();
    let (Participantes::Consta(suyos), Participantes::Consta(mas)) =
        (&mut junta.participantes, &otra.participantes)
    else {
        return false;
    };
    // «32, 20 of them women» and «32, and 20 women» are written alike.
    let dudosa = mas.iter().any(|nueva| {
        let mismo = |otra: &&Participacion| {
            (otra.publico, &otra.publico_propio) == (nueva.publico, &nueva.publico_propio)
        };
        let mut iguales = suyos.iter().filter(mismo);
        iguales.any(|otra| (otra.sexo == Dato::NoConsta) != (nueva.sexo == Dato::NoConsta))
    });
    if dudosa {
        return false;
    }
    suyos.extend(mas.iter().cloned());
    let misma = Actividad {
        participantes: junta.participantes.clone(),
        ..otra.clone()
    };
    if misma != junta || junta.check().is_err() {
        return false;
    }
    *primera = junta;
    true
}
