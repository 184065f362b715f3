//! Sessions of councils, and what they agreed.

use domain::{Acuerdo, Asistencia, AsuntoPunto, Dato, Origen, Presencia, Punto, Sesion};

use super::consejo::{DE_CONSEJO, council_of, councils};
use super::{Context, Enmienda, Marco, list, set};
use crate::celda::Fila;
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::{ESTADO_ACUERDO, ESTADO_SESION, TIPO_SESION};

pub(super) static SESIONES: Forma = Forma {
    tipo: "sesiones",
    hoja: "Sesiones",
    fichas: &DE_SESIONES,
    fechas: &[4],
    varios: &[7, 8, 9, 10],
};

static DE_SESIONES: [Ficha; 11] = [
    DE_CONSEJO,
    ficha(
        "Clave",
        true,
        "2017-1",
        "Clave única de la sesión, sin acentos.",
    ),
    ficha("Tipo", true, "Ordinaria", "{}.").of(|| TIPO_SESION.either()),
    ficha("Número", false, "1", "Número de la sesión, si consta.").part("numero"),
    ficha(
        "Fecha",
        false,
        "15/03/2017",
        "Día de la sesión, si consta; puede estar por venir.",
    ).part("fecha"),
    ficha("Lugar", false, "Palacio municipal", "Dónde, si consta.").part("lugar"),
    ficha("Estado", true, "Celebrada", "{}.").of(|| ESTADO_SESION.either()),
    ficha(
        "Orden del día",
        false,
        "Lista de asistencia; Informe",
        "Puntos, separados por punto y coma.",
    ).part("orden_del_dia"),
    ficha(
        "Presentes",
        false,
        "vocal-1; vocal-2",
        "Claves de quienes asistieron, de la hoja de tipo consejo, que se importa antes. Si ni presentes, ni ausentes ni justificadas se escriben, no consta la asistencia.",
    ).part("asistencia"),
    ficha("Ausentes", false, "", "Claves de quienes faltaron."),
    ficha(
        "Justificadas",
        false,
        "",
        "Claves de quienes faltaron con justificación.",
    ),
];

pub(super) static ACUERDOS: Forma = Forma {
    tipo: "acuerdos",
    hoja: "Acuerdos",
    fichas: &DE_ACUERDOS,
    fechas: &[8],
    varios: &[],
};

static DE_ACUERDOS: [Ficha; 10] = [
    DE_CONSEJO,
    ficha("Sesión", true, "2017-1", "Clave de la sesión."),
    ficha(
        "Clave",
        true,
        "A-1",
        "Clave del acuerdo en su sesión, sin acentos.",
    ),
    ficha(
        "Texto",
        true,
        "Se aprueba el calendario de sesiones.",
        "Qué se acordó.",
    ),
    ficha(
        "A favor",
        false,
        "7",
        "Votos a favor, si consta la votación.",
    )
    .part("votacion"),
    ficha("En contra", false, "0", "Votos en contra."),
    ficha("Abstenciones", false, "0", "Abstenciones."),
    ficha(
        "Responsable",
        false,
        "Dirección",
        "A quién le toca cumplirlo, si consta.",
    )
    .part("responsable"),
    ficha("Plazo", false, "31/12/2017", "Hasta cuándo, si consta.").part("plazo"),
    ficha("Estado", true, "Aprobado", "{}.").of(|| ESTADO_ACUERDO.either()),
];

pub(super) fn session_lists(marco: &Marco) -> Vec<(usize, Vec<String>)> {
    let mut listas = councils(marco);
    listas.extend([(2, TIPO_SESION.options()), (6, ESTADO_SESION.options())]);
    listas
}

pub(super) fn resolution_lists(marco: &Marco) -> Vec<(usize, Vec<String>)> {
    let mut listas = councils(marco);
    listas.push((9, ESTADO_ACUERDO.options()));
    listas
}

pub(super) fn session(fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
    let consejo = council_of(fila, contexto);
    let clave = fila.key(1);
    let tipo = fila.one(2, &TIPO_SESION);
    let numero = fila.number(3);
    let fecha = fila.day(4);
    let estado = fila.one(6, &ESTADO_SESION);
    let puntos = list(&fila.texto(7usize)).into_iter();
    let sesion = Sesion {
        clave: clave?,
        tipo: tipo?,
        numero,
        fecha,
        lugar: fila.maybe(5),
        estado: estado?,
        asistencia: attendance(fila),
        orden_del_dia: puntos
            .map(|descripcion| Punto {
                asunto: AsuntoPunto::Otro,
                descripcion,
            })
            .collect(),
        acuerdos: vec![],
        origen: Origen::Registro,
    };
    match sesion.check() {
        Ok(()) => Some(Enmienda::Sesion(consejo?, sesion)),
        Err(error) => fila.say(1usize, error.to_string()),
    }
}

fn attendance(fila: &Fila) -> Dato<Vec<Asistencia>> {
    let columnas = [
        (8usize, Presencia::Presente),
        (9, Presencia::Ausente),
        (10, Presencia::Justificada),
    ];
    let mut todas = vec![];
    for (columna, presencia) in columnas {
        let claves = set(&fila.texto(columna)).into_iter();
        todas.extend(claves.map(|integrante| Asistencia {
            integrante,
            presencia,
        }));
    }
    Some(todas).filter(|todas| !todas.is_empty()).into()
}

pub(super) fn resolution(fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
    let consejo = council_of(fila, contexto);
    let sesion = fila.key(1);
    let clave = fila.key(2);
    let texto = fila.text(3);
    let votos = [4, 5, 6].map(|columna| fila.number(columna));
    let votacion = match votos {
        [Dato::NoConsta, Dato::NoConsta, Dato::NoConsta] => Dato::NoConsta,
        [a_favor, en_contra, abstenciones] => {
            let cuantos = |votos: Dato<u32>| votos.valor().copied().unwrap_or(0);
            Dato::Consta((cuantos(a_favor), cuantos(en_contra), cuantos(abstenciones)))
        }
    };
    let plazo = fila.day(8);
    let estado = fila.one(9, &ESTADO_ACUERDO);
    let acuerdo = Acuerdo {
        clave: clave?,
        texto: texto?,
        votacion,
        responsable: fila.maybe(7),
        plazo,
        estado: estado?,
    };
    Some(Enmienda::Acuerdo(consejo?, sesion?, acuerdo))
}
