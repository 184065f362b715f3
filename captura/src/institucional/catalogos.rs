//! What an office gives: its areas, groups of services and services.

use domain::{Entrada, Marco, Servicio};

use super::Context;
use super::instancia::{DESDE, HASTA, validity};
use crate::celda::Fila;
use crate::defecto::few;
use crate::forma::{Ficha, Forma, ficha};
use crate::texto::fold;

pub(super) static AREAS: Forma = Forma {
    tipo: "areas",
    hoja: "Áreas",
    fichas: &DE_AREAS,
    fechas: &[3, 4],
    varios: &[],
};

pub(super) static GRUPOS: Forma = Forma {
    tipo: "grupos",
    hoja: "Grupos",
    fichas: &DE_GRUPOS,
    fechas: &[3, 4],
    varios: &[],
};

pub(super) static SERVICIOS: Forma = Forma {
    tipo: "servicios",
    hoja: "Servicios",
    fichas: &DE_SERVICIOS,
    fechas: &[3, 4],
    varios: &[],
};

pub(super) const FUNDAMENTO: Ficha = ficha(
    "Fundamento",
    false,
    "",
    "Ley o reglamento y artículo en que descansa, si lo hay.",
)
.part("fundamento");

static DE_AREAS: [Ficha; 5] = [
    ficha(
        "Clave",
        true,
        "refugio",
        "Clave única del área, sin acentos: no cambia nunca.",
    ),
    ficha("Nombre", true, "Refugio", "Cómo se llama."),
    FUNDAMENTO,
    DESDE.part("desde"),
    HASTA.part("hasta"),
];

static DE_GRUPOS: [Ficha; 5] = [
    ficha(
        "Clave",
        true,
        "legal",
        "Clave única del grupo, sin acentos: no cambia nunca.",
    ),
    ficha(
        "Nombre",
        true,
        "Asesoría y acompañamiento",
        "Cómo se llama: los servicios de un grupo se informan también como una sola cifra.",
    ),
    FUNDAMENTO,
    DESDE.part("desde"),
    HASTA.part("hasta"),
];

static DE_SERVICIOS: [Ficha; 7] = [
    ficha(
        "Clave",
        true,
        "bolsa-de-trabajo",
        "Clave única del servicio, sin acentos: no cambia nunca.",
    ),
    ficha(
        "Nombre",
        true,
        "Bolsa de trabajo",
        "Cómo se llama: así se escribe en la hoja de atenciones.",
    ),
    FUNDAMENTO,
    DESDE.part("desde"),
    HASTA.part("hasta"),
    ficha(
        "Área",
        true,
        "Atención",
        "Clave o nombre del área que lo da.",
    ),
    ficha(
        "Grupo",
        false,
        "",
        "Clave o nombre del grupo con el que se informa junto, si está en uno.",
    )
    .part("grupo"),
];

pub(super) fn entrada(fila: &mut Fila, _: &Context) -> Option<Entrada> {
    let clave = fila.key(0);
    let nombre = fila.text(1);
    Some(Entrada {
        clave: clave?,
        nombre: nombre?,
        fundamento: fila.maybe(2).valor().cloned(),
        vigencia: validity(fila, 3)?,
    })
}

pub(super) fn servicio(fila: &mut Fila, contexto: &Context) -> Option<Servicio> {
    let catalogos = &contexto.marco.catalogos;
    let entrada = entrada(fila, contexto);
    let area = named(
        fila,
        5,
        catalogos.areas.entradas(),
        "un área de la instancia; una propia se importa antes, con su hoja (--tipo áreas)",
    );
    let grupo = if fila.texto(6usize).is_empty() {
        Some(None)
    } else {
        named(
            fila,
            6,
            catalogos.grupos.entradas(),
            "un grupo de servicios; uno propio se importa antes, con su hoja (--tipo grupos)",
        )
        .map(Some)
    };
    Some(Servicio {
        entrada: entrada?,
        area: area?,
        grupo: grupo?,
    })
}

/// The key of the entry that a cell names.
fn named(fila: &mut Fila, columna: usize, entradas: &[Entrada], espera: &str) -> Option<String> {
    let escrito = fila.texto(columna);
    let es = |entrada: &&Entrada| {
        fold(&entrada.clave) == fold(&escrito) || fold(&entrada.nombre) == fold(&escrito)
    };
    entradas
        .iter()
        .find(es)
        .map(|suya| suya.clave.clone())
        .or_else(|| {
            let nombres = entradas.iter().map(|entrada| entrada.nombre.as_str());
            // What is to be written there is not in the sheet's own lists if it is no template.
            match few(nombres.clone()).filter(|_| escrito.is_empty()) {
                Some(hay) => fila.wrong(columna, &format!("{espera}: {hay}")),
                None => fila.wrong_name(columna, espera, nombres),
            }
        })
}

pub(super) fn lists(marco: &Marco) -> Vec<(usize, Vec<String>)> {
    let names = |entradas: &[Entrada]| entradas.iter().map(|e| e.nombre.clone()).collect();
    vec![
        (5, names(marco.catalogos.areas.entradas())),
        (6, names(marco.catalogos.grupos.entradas())),
    ]
}
