//! Councils: who sits on them, when they met, what they agreed.

use std::collections::BTreeSet;

use domain::{
    Acuerdo, Ajustes, Asistencia, AsuntoPunto, Consejo, Dato, Integrante, Mandato, Origen,
    Presencia, Punto, ReglaQuorum, Sesion,
};
use persistence::{Enmienda, Marco};

use super::{Lector, list, set};
use crate::celda::Fila;
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::{ESTADO_ACUERDO, ESTADO_SESION, QUORUM, TIPO_SESION};
use crate::texto::{fold, nearest};

const DE_CONSEJO: Ficha = ficha(
    "Consejo",
    false,
    "",
    "Clave o nombre del consejo; puede omitirse si la instancia tiene uno solo.",
);

pub(super) static CONSEJOS: Forma = Forma {
    tipo: "consejos",
    hoja: "Consejos",
    fichas: &DE_CONSEJOS,
    fechas: &[],
    varios: &[],
};

static DE_CONSEJOS: [Ficha; 5] = [
    ficha(
        "Clave",
        true,
        "consultivo",
        "Clave única del consejo, sin acentos.",
    ),
    ficha(
        "Tipo",
        true,
        "Consejo Consultivo",
        "Uno del catálogo de tipos de consejo.",
    ),
    ficha(
        "Nombre",
        true,
        "Consejo Consultivo del Instituto",
        "Nombre oficial.",
    ),
    ficha(
        "Integrantes",
        false,
        "7",
        "Cuántas personas lo integran, si consta.",
    ),
    ficha(
        "Quórum",
        false,
        "Mitad más uno",
        "{} o cuántas deben estar, si consta.",
    )
    .of(|| QUORUM.either()),
];

pub(super) static INTEGRANTES: Forma = Forma {
    tipo: "consejo",
    hoja: "Consejo",
    fichas: &DE_INTEGRANTES,
    fechas: &[7],
    varios: &[],
};

static DE_INTEGRANTES: [Ficha; 9] = [
    DE_CONSEJO,
    ficha(
        "Clave",
        true,
        "vocal-1",
        "Clave única de quien lo integra, sin acentos.",
    ),
    ficha(
        "Nombre",
        true,
        "",
        "Nombre completo: es un cargo público y se publica.",
    ),
    ficha(
        "Carácter",
        false,
        "Vocal",
        "Con qué carácter lo integra, si consta.",
    ),
    ficha(
        "Asiento",
        false,
        "Sociedad civil",
        "A quién representa, si consta.",
    ),
    ficha(
        "Desde",
        false,
        "2017",
        "Periodo en que empieza su encargo: 2017, 2017-T1 o 2017-03.",
    ),
    ficha("Hasta", false, "2018", "Periodo en que termina."),
    ficha(
        "Toma de protesta",
        false,
        "15/03/2017",
        "Día en que rindió protesta, si consta.",
    ),
    ficha(
        "Sesión de la protesta",
        false,
        "2017-1",
        "Clave de la sesión en que la rindió.",
    ),
];

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
    ficha("Número", false, "1", "Número de la sesión, si consta."),
    ficha(
        "Fecha",
        false,
        "15/03/2017",
        "Día de la sesión, si consta; puede estar por venir.",
    ),
    ficha("Lugar", false, "Palacio municipal", "Dónde, si consta."),
    ficha("Estado", true, "Celebrada", "{}.").of(|| ESTADO_SESION.either()),
    ficha(
        "Orden del día",
        false,
        "Lista de asistencia; Informe",
        "Puntos, separados por punto y coma.",
    ),
    ficha(
        "Presentes",
        false,
        "vocal-1; vocal-2",
        "Claves de quienes asistieron. Si ni presentes, ni ausentes ni justificadas se escriben, no consta la asistencia.",
    ),
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
    ),
    ficha("En contra", false, "0", "Votos en contra."),
    ficha("Abstenciones", false, "0", "Abstenciones."),
    ficha(
        "Responsable",
        false,
        "Dirección",
        "A quién le toca cumplirlo, si consta.",
    ),
    ficha("Plazo", false, "31/12/2017", "Hasta cuándo, si consta."),
    ficha("Estado", true, "Aprobado", "{}.").of(|| ESTADO_ACUERDO.either()),
];

/// Columns by what they say of a member.
pub(super) const PARTES_DE_INTEGRANTE: [(usize, &str); 6] = [
    (3, "caracter"),
    (4, "asiento"),
    (5, "mandato"),
    (6, "mandato"),
    (7, "toma_de_protesta"),
    (8, "protesta_en"),
];

/// Columns by what they say of a session.
pub(super) const PARTES_DE_SESION: [(usize, &str); 5] = [
    (3, "numero"),
    (4, "fecha"),
    (5, "lugar"),
    (7, "orden_del_dia"),
    (8, "asistencia"),
];

pub(super) fn councils(marco: &Marco) -> Vec<(usize, Vec<String>)> {
    let nombres = marco.consejos.iter().map(|(_, nombre)| nombre.clone());
    vec![(0, nombres.collect())]
}

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

pub(super) fn council_lists(marco: &Marco) -> Vec<(usize, Vec<String>)> {
    let tipos = marco.catalogos.tipos_consejo.entradas().iter();
    vec![(1, tipos.map(|tipo| tipo.nombre.clone()).collect())]
}

pub(super) fn council(fila: &mut Fila, lector: &Lector) -> Option<Consejo> {
    let clave = fila.key(0);
    let escrito = fila.texto(1usize);
    let tipos = lector.marco.catalogos.tipos_consejo.entradas();
    let suyo = tipos
        .iter()
        .find(|tipo| fold(&tipo.clave) == fold(&escrito) || fold(&tipo.nombre) == fold(&escrito));
    let tipo = suyo.map(|tipo| tipo.clave.clone()).or_else(|| {
        let cerca = nearest(&escrito, tipos.iter().map(|tipo| tipo.nombre.as_str()));
        fila.wrong_near(1usize, "un tipo de consejo del catálogo", cerca)
    });
    let nombre = fila.text(2);
    let integrantes = fila.number(3);
    let quorum = match QUORUM.read(&fila.texto(4usize)) {
        Some(regla) => Dato::Consta(regla),
        None => fila.number(4).map(ReglaQuorum::Numero),
    };
    Some(Consejo {
        clave: clave?,
        tipo: tipo?,
        nombre: nombre?,
        ajustes: Ajustes {
            integrantes,
            quorum,
        },
    })
}

/// The key of the council that a row is of.
fn council_of(fila: &mut Fila, lector: &Lector) -> Option<String> {
    let escrito = fila.texto(0usize);
    let consejos = &lector.marco.consejos;
    if let ([(clave, _)], true) = (consejos.as_slice(), escrito.is_empty()) {
        return Some(clave.clone());
    }
    let suyo = consejos
        .iter()
        .find(|(clave, nombre)| fold(clave) == fold(&escrito) || fold(nombre) == fold(&escrito));
    if let Some((clave, _)) = suyo {
        return Some(clave.clone());
    }
    let cerca = nearest(&escrito, consejos.iter().map(|(_, nombre)| nombre.as_str()));
    fila.wrong_near(0usize, "un consejo de la instancia", cerca)
}

pub(super) fn member(fila: &mut Fila, lector: &Lector) -> Option<Enmienda> {
    let consejo = council_of(fila, lector);
    let clave = fila.key(1);
    let nombre = fila.text(2);
    let mandato = Mandato {
        desde: fila.term(5),
        hasta: fila.term(6),
    };
    let toma_de_protesta = fila.past(7, lector.hoy);
    let integrante = Integrante {
        clave: clave?,
        nombre: nombre?,
        caracter: fila.maybe(3),
        asiento: fila.maybe(4),
        mandato,
        toma_de_protesta,
        protesta_en: fila.maybe(8),
        origen: Origen::Registro,
    };
    Some(Enmienda::Integrante(consejo?, integrante))
}

pub(super) fn session(fila: &mut Fila, lector: &Lector) -> Option<Enmienda> {
    let consejo = council_of(fila, lector);
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
        (8, Presencia::Presente),
        (9, Presencia::Ausente),
        (10, Presencia::Justificada),
    ];
    let de = |(columna, presencia): (usize, Presencia)| {
        let claves: BTreeSet<String> = set(&fila.texto(columna));
        claves.into_iter().map(move |integrante| Asistencia {
            integrante,
            presencia,
        })
    };
    let todas: Vec<Asistencia> = columnas.into_iter().flat_map(de).collect();
    Some(todas).filter(|todas| !todas.is_empty()).into()
}

pub(super) fn resolution(fila: &mut Fila, lector: &Lector) -> Option<Enmienda> {
    let consejo = council_of(fila, lector);
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
