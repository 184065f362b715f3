//! Group acts: a row for each public that took part, with the same key.

use domain::{
    Actividad, Dato, Efemeride, Origen, Participacion, Participantes, Publico, Sexo, Tema,
    TipoActividad,
};
use persistence::{Enmienda, Marco};
use time::Date;

use super::{Lector, ficha, list, names};
use crate::catalogo::lugar;
use crate::celda::Fila;
use crate::forma::{Ficha, Forma};

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

/// Columns by what they say of an act.
pub(super) const PARTES: [(usize, &str); 5] = [
    (EFEMERIDE, "efemeride"),
    (TEMAS, "temas"),
    (FECHA, "fecha"),
    (LUGAR, "lugar"),
    (PARTICIPANTES, "participantes"),
];

pub(super) static FORMA: Forma = Forma {
    tipo: "actividades",
    hoja: "Actividades",
    fichas: &FICHAS,
    fechas: &[FECHA],
    varios: &[TEMAS],
};

static FICHAS: [Ficha; 11] = [
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
        "«Capacitación», «Taller», «Conmemoración», «Feria de servicios» o «Encuentro».",
    ),
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
        "«Día Naranja», si el acto la conmemora: cae el 25 de cada mes.",
    ),
    ficha(
        "Temas",
        false,
        "Derechos humanos; Igualdad",
        "Uno o varios, separados por punto y coma.",
    ),
    ficha(
        "Fecha",
        false,
        "15/03/2017",
        "Día del acto, si consta: dd/mm/aaaa o aaaa-mm-dd.",
    ),
    ficha(
        "Periodo",
        false,
        "2017",
        "Año, trimestre (2017-T1) o mes (2017-03) al que pertenece; si no se escribe, el año de la fecha.",
    ),
    ficha(
        "Lugar",
        false,
        "Candiani",
        "Agencia, «Cabecera municipal», «Otro municipio» o «No especificada», si consta. Una feria se lleva a una agencia.",
    ),
    ficha(
        "Público",
        false,
        "Mujeres",
        "Quiénes participaron: «Mujeres», «Ciudadanas y ciudadanos», «Servidoras y servidores públicos», «Público en general» o «Representantes de instancias».",
    ),
    ficha(
        "Sexo",
        false,
        "Mujer",
        "Sexo de esos participantes, si consta: «Mujer», «Hombre», «X» o «No especificado».",
    ),
    ficha(
        "Participantes",
        false,
        "32",
        "Cuántos de ese público. Sin público ni número, no consta cuántos participaron.",
    ),
];

const TIPOS: [(&str, TipoActividad); 5] = [
    ("Capacitación", TipoActividad::Capacitacion),
    ("Taller", TipoActividad::Taller),
    ("Conmemoración", TipoActividad::Conmemoracion),
    ("Feria de servicios", TipoActividad::Feria),
    ("Encuentro", TipoActividad::Encuentro),
];

pub(super) const DE_TEMAS: [(&str, Tema); 7] = [
    ("Derechos humanos", Tema::DerechosHumanos),
    ("Igualdad", Tema::Igualdad),
    ("Perspectiva de género", Tema::PerspectivaDeGenero),
    ("Empoderamiento", Tema::Empoderamiento),
    ("Artística", Tema::Artistica),
    ("Cultural", Tema::Cultural),
    ("Deportiva", Tema::Deportiva),
];

const PUBLICOS: [(&str, Publico); 5] = [
    (
        "Servidoras y servidores públicos",
        Publico::ServidorasYServidoresPublicos,
    ),
    ("Ciudadanas y ciudadanos", Publico::Ciudadania),
    ("Mujeres", Publico::Mujeres),
    ("Público en general", Publico::General),
    ("Representantes de instancias", Publico::Representantes),
];

const SEXOS: [(&str, Sexo); 4] = [
    ("Mujer", Sexo::Mujer),
    ("Hombre", Sexo::Hombre),
    ("X", Sexo::X),
    ("No especificado", Sexo::NoEspecificado),
];

pub(super) fn lists(marco: &Marco, hoy: Date) -> Vec<(usize, Vec<String>)> {
    vec![
        (TIPO, names(&TIPOS)),
        (EFEMERIDE, vec!["Día Naranja".to_owned()]),
        (LUGAR, crate::plantilla::places(marco, hoy)),
        (PUBLICO, names(&PUBLICOS)),
        (SEXO, names(&SEXOS)),
    ]
}

pub(super) fn read(fila: &mut Fila, lector: &Lector) -> Option<Actividad> {
    let clave = fila.key(CLAVE);
    let tipo = fila.one(TIPO, &TIPOS);
    let nombre = fila.text(NOMBRE);
    let efemeride = if fila.texto(EFEMERIDE).is_empty() {
        None
    } else {
        fila.one(EFEMERIDE, &[("Día Naranja", Efemeride::DiaNaranja)])
    };
    let temas = list(&fila.texto(TEMAS));
    let temas = temas.iter().filter_map(|tema| {
        let fila_de_uno = [tema.as_str().into()];
        let mut uno = Fila::new(&fila_de_uno);
        let tema = uno.one(0, &DE_TEMAS);
        if let Some(defecto) = uno.defectos.pop() {
            fila.note::<()>(TEMAS, defecto.motivo);
        }
        tema
    });
    let temas = temas.collect();
    let fecha = fila.past(FECHA, lector.hoy);
    let periodo = fila.period(PERIODO, fecha);
    let donde = if fila.texto(LUGAR).is_empty() {
        Dato::NoConsta
    } else {
        let dia = fecha.valor().copied().unwrap_or(lector.hoy);
        lugar(fila, LUGAR, lector.marco, dia).into()
    };
    let participantes = participants(fila);
    let actividad = Actividad {
        clave: clave?,
        tipo: tipo?,
        nombre: nombre?,
        efemeride,
        temas,
        fecha,
        periodo: periodo?,
        lugar: donde,
        participantes,
        origen: Origen::Registro,
    };
    match actividad.check() {
        Ok(()) => Some(actividad),
        Err(error) => fila.say(CLAVE, error.to_string()),
    }
}

fn participants(fila: &mut Fila) -> Participantes {
    if fila.texto(PUBLICO).is_empty() && fila.texto(PARTICIPANTES).is_empty() {
        return Participantes::NoConsta;
    }
    let publico = fila.one(PUBLICO, &PUBLICOS);
    let sexo = if fila.texto(SEXO).is_empty() {
        Dato::NoConsta
    } else {
        fila.one(SEXO, &SEXOS).into()
    };
    let numero = match fila.number(PARTICIPANTES) {
        Dato::Consta(numero) if numero > 0 => Some(numero),
        _ => fila.wrong(PARTICIPANTES, "cuántos participaron, uno o más"),
    };
    let (Some(publico), Some(numero)) = (publico, numero) else {
        return Participantes::NoConsta;
    };
    Participantes::Consta(vec![Participacion {
        publico,
        sexo,
        numero,
    }])
}

/// Whether both rows are of the same act: then the publics of the second are added to those of the first.
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
    suyos.extend(mas);
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
