//! The instancia itself: its agencias, and who has headed it.

use domain::{Agencia, Dato, Enmienda, Mandato, TipoAgencia, Titular, Vigencia};
use time::Date;

use super::{Context, Leido, key, list};
use crate::catalogo::is_end;
use crate::celda::Fila;
use crate::defecto::{Defecto, Motivo};
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::TIPO_AGENCIA;
use crate::texto::fold;

pub(super) static AGENCIAS: Forma = Forma {
    tipo: "agencias",
    hoja: "Agencias",
    fichas: &DE_AGENCIAS,
    fechas: &[5, 6],
    varios: &[2],
};

pub(super) static INSTANCIA: Forma = Forma {
    tipo: "instancia",
    hoja: "Instancia",
    fichas: &DE_LA_INSTANCIA,
    fechas: &[],
    varios: &[],
};

static DE_LA_INSTANCIA: [Ficha; 2] = [
    ficha(
        "Nombre",
        true,
        "Instituto Municipal de la Mujer",
        "Cómo se llama la instancia, oficialmente. Un solo renglón.",
    ),
    ficha("Siglas", false, "IMM", "Sus siglas, si las usa.").part("siglas"),
];

pub(super) fn called(fila: &mut Fila, _: &Context) -> Option<Enmienda> {
    let nombre = fila.text(0);
    Some(Enmienda::Nombre {
        nombre: nombre?,
        siglas: fila.maybe(1).valor().cloned(),
    })
}

/// The columns of the days between which something is valid.
pub(super) const DESDE: Ficha = ficha(
    "Existe desde",
    false,
    "",
    "Primer día, si importa: lo anterior a él no la usa.",
)
.or(&["desde", "vigente desde"]);
pub(super) const HASTA: Ficha = ficha(
    "Existe hasta",
    false,
    "",
    "Último día, si dejó de existir. No se borra: lo que ya se registró la conserva.",
)
.or(&["hasta", "vigente hasta"]);

static DE_AGENCIAS: [Ficha; 7] = [
    ficha(
        "Clave",
        true,
        "san-juan",
        "Clave única de la agencia, sin acentos: no cambia nunca.",
    ),
    ficha(
        "Nombre",
        true,
        "San Juan Bautista La Raya",
        "Nombre: así se escribe en la hoja de atenciones.",
    ),
    ficha(
        "Otros nombres",
        false,
        "La Raya; San Juan",
        "Otras maneras de escribirlo, separadas por punto y coma.",
    )
    .part("alias"),
    ficha("Tipo", false, "Agencia municipal", "{}, si consta.")
        .part("tipo")
        .of(|| TIPO_AGENCIA.either()),
    ficha("Fuente", false, "", "De dónde se sabe el tipo, si consta.").part("fuente_tipo"),
    DESDE.part("vigencia.desde"),
    HASTA.part("vigencia.hasta"),
];

pub(super) fn agencia(fila: &mut Fila, contexto: &Context) -> Option<Agencia> {
    let clave = fila.key(0);
    let nombre = fila.text(1);
    let alias = list(&fila.seen(2usize).unwrap_or_default());
    let municipio = fold(&contexto.marco.municipio);
    let como = (alias.iter().map(|alias| (2usize, alias))).chain(nombre.iter().map(|n| (1, n)));
    for (columna, nombre) in como.filter(|(_, nombre)| is_end(&fold(nombre), &municipio)) {
        fila.warn(
            columna,
            format!(
                "se llama como el municipio: donde una hoja diga «{nombre}» en «Procedencia» se entenderá este lugar, y no el municipio entero ni su cabecera"
            ),
        );
    }
    let tipo: Option<TipoAgencia> = if fila.texto(3usize).is_empty() {
        None
    } else {
        fila.one(3, &TIPO_AGENCIA)
    };
    Some(Agencia {
        clave: clave?,
        nombre: nombre?,
        alias,
        tipo: tipo.into(),
        fuente_tipo: fila.maybe(4),
        vigencia: validity(fila, 5)?,
    })
}

pub(super) fn lists() -> Vec<(usize, Vec<String>)> {
    vec![(3, TIPO_AGENCIA.options())]
}

/// Warns of heads of the instancia whose terms overlap by more than the period in which one takes over from the other.
pub(super) fn check_terms(leido: &mut Leido) {
    let titulares: Vec<&Titular> = leido
        .enmiendas
        .iter()
        .filter_map(|enmienda| match enmienda {
            Enmienda::Titular(titular) => Some(titular),
            _ => None,
        })
        .collect();
    let mut avisos = vec![];
    for titular in &titulares {
        let Dato::Consta(desde) = titular.mandato.desde else {
            continue;
        };
        let antes = titulares.iter().find(|otro| {
            let (Dato::Consta(suyo), Dato::Consta(hasta)) =
                (otro.mandato.desde, otro.mandato.hasta)
            else {
                return false;
            };
            suyo.desde() < desde.desde() && desde.desde() < hasta.desde()
        });
        if let Some(antes) = antes {
            let regla = format!(
                "empieza antes de que termine el encargo de «{}»: se publicarán los dos",
                antes.nombre
            );
            avisos.push((key(&Enmienda::Titular((*titular).clone())), regla));
        }
    }
    for (clave, regla) in avisos {
        if let Some(numero) = leido.numeros.get(&clave) {
            let suyos = leido.avisos.entry(*numero).or_default();
            suyos.push(Defecto::new(2usize, Motivo::Regla(regla)));
        }
    }
}

/// The days between which something is valid, in a column and the next one.
pub(super) fn validity(fila: &mut Fila, columna: usize) -> Option<Vigencia> {
    let day = |fila: &mut Fila, columna| -> Option<Date> { fila.day(columna).valor().copied() };
    let vigencia = Vigencia {
        desde: day(fila, columna),
        hasta: day(fila, columna + 1),
    };
    match (vigencia.desde, vigencia.hasta) {
        (Some(desde), Some(hasta)) if hasta < desde => {
            fila.say(columna + 1, "termina antes de empezar")
        }
        _ => Some(vigencia),
    }
}

pub(super) static TITULARES: Forma = Forma {
    tipo: "titulares",
    hoja: "Titulares",
    fichas: &DE_TITULARES,
    fechas: &[],
    varios: &[],
};

static DE_TITULARES: [Ficha; 4] = [
    ficha(
        "Nombre",
        true,
        "",
        "Nombre completo: es un cargo público y se publica.",
    ),
    ficha("Cargo", true, "Directora", "Cómo se llama el cargo."),
    ficha(
        "Desde",
        false,
        "2017",
        "Periodo en que empieza su encargo, si consta: 2017, 2017-T1 o 2017-03.",
    ),
    ficha(
        "Hasta",
        false,
        "2018",
        "Periodo en que termina, si terminó.",
    )
    .part("hasta"),
];

pub(super) fn titular(fila: &mut Fila, _: &Context) -> Option<Titular> {
    let nombre = fila.text(0);
    let cargo = fila.text(1);
    let mandato = Mandato {
        desde: fila.term(2),
        hasta: fila.term(3),
    };
    if mandato.is_reversed() {
        return fila.say(3usize, "termina antes de empezar");
    }
    Some(Titular {
        nombre: nombre?,
        cargo: cargo?,
        mandato,
    })
}
