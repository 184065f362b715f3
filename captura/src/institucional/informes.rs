//! Reports and their figures, as the institute stated them.

use domain::{
    Cifra, Contraparte, Dato, Enmienda, Informe, Marco, Medida, Nivel, Procedencia, Rango,
};
use time::Date;

use super::celdas::FUENTE;
use super::propias::{several_themes, themes};
use super::{Context, list};
use crate::celda::Fila;
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::{COMPARADA, MARCA, PUBLICO, Referente, TIPO_ACTIVIDAD, UNIDAD};
use crate::texto::fold;

pub(super) static INFORMES: Forma = Forma {
    tipo: "informes",
    hoja: "Informes",
    fichas: &DE_INFORMES,
    fechas: &[2, 3],
    varios: &[],
};

static DE_INFORMES: [Ficha; 10] = [
    ficha(
        "Clave",
        true,
        "informe-2017",
        "Clave única del informe, sin acentos.",
    ),
    ficha(
        "Título",
        true,
        "Informe de actividades 2017",
        "Cómo se llama.",
    ),
    ficha("Desde", true, "01/01/2017", "Primer día del que informa."),
    ficha(
        "Hasta",
        true,
        "31/12/2017",
        "Último día del que informa; uno por año.",
    ),
    ficha(
        "Consejo",
        false,
        "",
        "Clave del consejo al que se presentó, si consta.",
    )
    .part("presentado_en")
    .when("Si hay sesión"),
    ficha(
        "Sesión",
        false,
        "",
        "Clave de la sesión en que se presentó.",
    )
    .part("presentado_en")
    .when("Si hay consejo"),
    ficha("Presentó", false, "", "Quién lo presentó, si consta.").part("presentado_por"),
    ficha(
        "Fuente",
        true,
        "Informe anual, páginas 3 a 12",
        "De dónde salen sus cifras.",
    ),
    ficha(
        "Resumen",
        false,
        "Metas del primer año",
        "Qué dice del periodo en conjunto.",
    )
    .part("resumen"),
    FUENTE,
];

pub(super) fn informe(fila: &mut Fila, contexto: &Context) -> Option<Informe> {
    let clave = fila.key(0);
    let titulo = fila.text(1);
    // What a report tells of has begun.
    let (desde, hasta) = (fila.past(2, contexto.hoy), fila.day(3));
    for (columna, dia) in [(2usize, desde), (3, hasta)] {
        if dia == Dato::NoConsta {
            fila.wrong::<()>(columna, "una fecha, como 31/12/2017");
        }
    }
    let periodo = match (desde, hasta) {
        (Dato::Consta(desde), Dato::Consta(hasta)) => match Rango::new(desde, hasta) {
            Ok(periodo) => Some(periodo),
            Err(error) => fila.say(3usize, error.to_string()),
        },
        _ => None,
    };
    let presentado_en = match (fila.maybe(4), fila.maybe(5)) {
        (Dato::Consta(consejo), Dato::Consta(sesion)) => Dato::Consta((consejo, sesion)),
        (Dato::NoConsta, Dato::NoConsta) => Dato::NoConsta,
        _ => {
            fila.say::<()>(5usize, "el consejo y la sesión van juntos, o ninguno");
            Dato::NoConsta
        }
    };
    let fuente = fila.text(7);
    Some(Informe {
        clave: clave?,
        titulo: titulo?,
        periodo: periodo?,
        presentado_en,
        presentado_por: fila.maybe(6),
        fuente: fuente?,
        resumen: fila.maybe(8).valor().cloned().unwrap_or_default(),
        cifras: vec![],
        origen: fila.source(9),
    })
}

pub(super) static CIFRAS: Forma = Forma {
    tipo: "cifras",
    hoja: "Cifras",
    fichas: &DE_CIFRAS,
    fechas: &[],
    varios: &[7, 10],
};

static DE_CIFRAS: [Ficha; 13] = [
    ficha(
        "Informe",
        true,
        "informe-2017",
        "Clave del informe que la dice.",
    ),
    ficha(
        "Clave",
        true,
        "mujeres-atendidas",
        "Clave única de la cifra en su informe, sin acentos.",
    ),
    ficha("Nombre", true, "Mujeres atendidas", "Qué es, en palabras."),
    ficha("Valor", true, "3771", "Número entero, como se lee."),
    ficha(
        "Unidad",
        false,
        "Persona",
        "{}; si no se escribe, la de lo que se compara.",
    )
    .of(|| UNIDAD.either())
    .when("Si no se compara con nada"),
    ficha("Población", true, "Mujeres", "A quiénes o qué cuenta."),
    ficha(
        "Se suma",
        false,
        "No",
        "Si sus partes suman el total: {}; si no se escribe, no.",
    )
    .part("sumable")
    .of(|| MARCA.either()),
    ficha(
        "Temas",
        false,
        "Igualdad",
        "Uno o varios, separados por punto y coma.",
    )
    .part("temas"),
    ficha(
        "Texto",
        true,
        "3771 mujeres recibieron servicios",
        "Lo que dice el informe, letra por letra.",
    ),
    ficha("Lectura", false, "3771, como está escrito", "Cómo se leyó.").part("lectura"),
    ficha(
        "Alternativas",
        false,
        "",
        "Otros valores que el texto admite, separados por punto y coma.",
    )
    .part("alternativas"),
    ficha(
        "Se compara con",
        false,
        "Mujeres atendidas",
        "La cuenta publicada que está al lado, si hay una: {}.",
    )
    .part("contraparte")
    .of(|| COMPARADA.either())
    .when("Si se dice de qué"),
    ficha(
        "De qué",
        false,
        "",
        "De un servicio, grupo, área, tipo de actividad o público; si no se escribe, de todo el año.",
    ),
];

const VALOR: usize = 3;
const UNA_UNIDAD: usize = 4;
const SUMABLE: usize = 6;
const COMPARADA_CON: usize = 11;
const DE_QUE: usize = 12;

pub(super) fn cifra(fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
    let informe = fila.key(0);
    let clave = fila.key(1);
    let nombre = fila.text(2);
    let valor = whole(fila, VALOR);
    let poblacion = fila.text(5);
    let sumable = if fila.texto(SUMABLE).is_empty() {
        Some(false)
    } else {
        fila.one(SUMABLE, &MARCA)
    };
    let temas = several_themes(fila, 7, contexto.marco, None);
    let literal = fila.literal(8);
    let lectura = fila.maybe(9);
    let alternativas: Vec<Option<u64>> = list(&fila.texto(10usize))
        .iter()
        .map(|texto| texto.parse().ok())
        .collect();
    let alternativas: Option<Vec<u64>> = alternativas.into_iter().collect();
    let alternativas =
        alternativas.or_else(|| fila.wrong(10usize, "números enteros, separados por punto y coma"));
    let comparada = !fila.texto(COMPARADA_CON).is_empty();
    let contraparte = comparada
        .then(|| counterpart(fila, contexto.marco))
        .flatten();
    if !comparada && !fila.texto(DE_QUE).is_empty() {
        let regla = "dice de qué, y no con qué cuenta se compara: escríbala en su columna";
        fila.say::<()>(DE_QUE, regla);
    }
    let unidad = match (&contraparte, fila.texto(UNA_UNIDAD).is_empty()) {
        (Some(otra), true) => Some(otra.unidad()),
        // What it is compared with is wrong, and says so.
        (None, true) if comparada => None,
        _ => fila.one(UNA_UNIDAD, &UNIDAD),
    };
    let (temas, temas_propios) = temas?;
    let cifra = Cifra {
        clave: clave?,
        nombre: nombre?,
        valor: valor?,
        unidad: unidad?,
        poblacion: poblacion?,
        sumable: sumable?,
        temas,
        temas_propios,
        procedencia: Procedencia {
            literal: literal?,
            lectura: lectura.valor().cloned().unwrap_or_default(),
            alternativas: alternativas?,
        },
        contraparte,
    };
    if cifra.few(contexto.umbral) {
        fila.few(
            VALOR,
            contexto.pocas,
            "Si no debe saberse, quite el renglón",
        );
    }
    match cifra.check() {
        Ok(()) => Some(Enmienda::Cifra(informe?, cifra)),
        Err(_) => fila.say(
            UNA_UNIDAD,
            "no es la unidad de la cuenta con que se compara",
        ),
    }
}

fn whole(fila: &mut Fila, columna: usize) -> Option<u64> {
    let valor = fila.celda(columna).count();
    valor
        .and_then(|texto| texto.parse().ok())
        .or_else(|| fila.wrong(columna, "un número entero, sin comas ni espacios"))
}

/// What a figure is compared with. Nothing if it cannot be told from the cells.
fn counterpart(fila: &mut Fila, marco: &Marco) -> Option<Contraparte> {
    let medida = match fila.one(COMPARADA_CON, &COMPARADA)? {
        Referente::Lista(contraparte) => {
            if !fila.texto(DE_QUE).is_empty() {
                let regla = "de lo que se lista se cuenta todo: deje vacía la celda";
                fila.say::<()>(DE_QUE, regla);
            }
            return Some(contraparte);
        }
        Referente::Medida(medida) => medida,
    };
    let (nivel, codigo) = member(fila, marco, medida)?;
    Some(Contraparte::Total {
        medida,
        nivel,
        codigo,
    })
}

/// Of what a count is, by its name or its key.
fn member(fila: &mut Fila, marco: &Marco, medida: Medida) -> Option<(Nivel, String)> {
    let escrito = fila.texto(DE_QUE);
    if escrito.is_empty() {
        return Some((Nivel::Total, "total".to_owned()));
    }
    if !matches!(
        medida,
        Medida::PersonasAtendidas | Medida::MujeresAtendidas | Medida::Servicios
    ) {
        let tipo = TIPO_ACTIVIDAD.read(&escrito);
        let publico = PUBLICO.read(&escrito);
        let tipo = tipo.map(|tipo| (Nivel::TipoActividad, <&str>::from(tipo).to_owned()));
        let publico = publico.map(|publico| (Nivel::Publico, <&str>::from(publico).to_owned()));
        return tipo
            .or(publico)
            .or_else(|| fila.wrong(DE_QUE, "un tipo de actividad o un público"));
    }
    let catalogos = &marco.catalogos;
    let servicios = catalogos.servicios.entradas().iter().map(|s| &s.entrada);
    let todas = servicios
        .map(|entrada| (Nivel::Servicio, entrada))
        .chain(
            catalogos
                .grupos
                .entradas()
                .iter()
                .map(|g| (Nivel::Grupo, g)),
        )
        .chain(catalogos.areas.entradas().iter().map(|a| (Nivel::Area, a)));
    let todas: Vec<_> = todas.collect();
    let buscado = fold(&escrito);
    let suya = todas
        .iter()
        .find(|(_, entrada)| fold(&entrada.clave) == buscado || fold(&entrada.nombre) == buscado);
    let suya = suya.map(|(nivel, entrada)| (*nivel, entrada.clave.clone()));
    suya.or_else(|| {
        let nombres = todas.iter().map(|(_, entrada)| entrada.nombre.as_str());
        fila.wrong_name(
            DE_QUE,
            "un servicio, un grupo o un área de la instancia",
            nombres,
        )
    })
}

pub(super) fn lists(marco: &Marco, hoy: Date) -> Vec<(usize, Vec<String>)> {
    vec![
        (7, themes(marco).options(Some(hoy))),
        (UNA_UNIDAD, UNIDAD.options()),
        (SUMABLE, MARCA.options()),
        (COMPARADA_CON, COMPARADA.options()),
    ]
}
