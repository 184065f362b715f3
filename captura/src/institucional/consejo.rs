//! Councils, and who sits on them.

use domain::{Ajustes, Consejo, Dato, Enmienda, Integrante, Mandato, Marco, ReglaQuorum};

use super::Context;
use super::celdas::FUENTE;
use crate::celda::Fila;
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::QUORUM;
use crate::texto::fold;

/// The column of the council that a row is of.
pub(super) const DE_CONSEJO: Ficha = ficha(
    "Consejo",
    false,
    "",
    "Clave o nombre del consejo; puede omitirse si la instancia tiene uno solo.",
)
.when("Si hay varios");

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
    )
    .part("ajustes.integrantes"),
    ficha(
        "Quórum",
        false,
        "Mitad más uno",
        "{} o cuántas deben estar, si consta.",
    )
    .part("ajustes.quorum")
    .of(|| QUORUM.either()),
];

pub(super) static INTEGRANTES: Forma = Forma {
    tipo: "consejo",
    hoja: "Consejo",
    fichas: &DE_INTEGRANTES,
    fechas: &[7],
    varios: &[],
};

static DE_INTEGRANTES: [Ficha; 10] = [
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
    )
    .part("caracter"),
    ficha(
        "Asiento",
        false,
        "Sociedad civil",
        "A quién representa, si consta.",
    )
    .part("asiento"),
    ficha(
        "Desde",
        false,
        "2017",
        "Periodo en que empieza su encargo: 2017, 2017-T1 o 2017-03.",
    )
    .part("mandato.desde"),
    ficha("Hasta", false, "2018", "Periodo en que termina.").part("mandato.hasta"),
    ficha(
        "Toma de protesta",
        false,
        "15/03/2017",
        "Día en que rindió protesta, si consta.",
    )
    .part("toma_de_protesta"),
    ficha(
        "Sesión de la protesta",
        false,
        "2017-1",
        "Clave de la sesión en que la rindió. Las dos hojas se nombran una a otra: importe ésta primero con la columna vacía, después las sesiones, y otra vez ésta.",
    )
    .part("protesta_en"),
    FUENTE,
];

pub(super) fn councils(marco: &Marco) -> Vec<(usize, Vec<String>)> {
    let nombres = marco.consejos.iter().map(|(_, nombre)| nombre.clone());
    vec![(0, nombres.collect())]
}

pub(super) fn council_lists(marco: &Marco) -> Vec<(usize, Vec<String>)> {
    let tipos = marco.catalogos.tipos_consejo.entradas().iter();
    vec![(1, tipos.map(|tipo| tipo.nombre.clone()).collect())]
}

pub(super) fn council(fila: &mut Fila, contexto: &Context) -> Option<Consejo> {
    let clave = fila.key(0);
    let escrito = fila.texto(1usize);
    let tipos = contexto.marco.catalogos.tipos_consejo.entradas();
    let suyo = tipos
        .iter()
        .find(|tipo| fold(&tipo.clave) == fold(&escrito) || fold(&tipo.nombre) == fold(&escrito));
    let tipo = suyo.map(|tipo| tipo.clave.clone()).or_else(|| {
        let nombres = tipos.iter().map(|tipo| tipo.nombre.as_str());
        fila.wrong_name(1, "un tipo de consejo del catálogo", nombres)
    });
    let nombre = fila.text(2);
    let integrantes = fila.number(3);
    let quorum = match QUORUM.read(&fila.texto(4usize)) {
        Some(regla) => Dato::Consta(regla),
        None => fila.number(4).map(ReglaQuorum::Numero),
    };
    if quorum == Dato::Consta(ReglaQuorum::Numero(0)) || integrantes == Dato::Consta(0) {
        let columna = if integrantes == Dato::Consta(0) {
            3usize
        } else {
            4
        };
        fila.say::<()>(columna, "no puede ser cero; si no consta, déjela vacía");
    }
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
pub(super) fn council_of(fila: &mut Fila, contexto: &Context) -> Option<String> {
    let escrito = fila.texto(0usize);
    let consejos = &contexto.marco.consejos;
    if let ([(clave, _)], true) = (consejos.as_slice(), escrito.is_empty()) {
        return Some(clave.clone());
    }
    let suyo = consejos
        .iter()
        .find(|(clave, nombre)| fold(clave) == fold(&escrito) || fold(nombre) == fold(&escrito));
    if let Some((clave, _)) = suyo {
        return Some(clave.clone());
    }
    if consejos.is_empty() {
        let regla = "la instancia no tiene todavía ningún consejo: importe antes los suyos, con la hoja de tipo consejos";
        return fila.say(0usize, regla);
    }
    let nombres = consejos.iter().map(|(_, nombre)| nombre.as_str());
    fila.wrong_name(0, "un consejo de la instancia", nombres)
}

pub(super) fn member(fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
    let consejo = council_of(fila, contexto);
    let clave = fila.key(1);
    let nombre = fila.text(2);
    let mandato = Mandato {
        desde: fila.term(5),
        hasta: fila.term(6),
    };
    if mandato.is_reversed() {
        fila.say::<()>(6usize, "termina antes de empezar");
    }
    let toma_de_protesta = fila.past(7, contexto.hoy);
    let integrante = Integrante {
        clave: clave?,
        nombre: nombre?,
        caracter: fila.maybe(3),
        asiento: fila.maybe(4),
        mandato,
        toma_de_protesta,
        protesta_en: fila.maybe(8),
        origen: fila.source(9),
    };
    Some(Enmienda::Integrante(consejo?, integrante))
}
