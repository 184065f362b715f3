//! The mosaic: places about where they are, each with its tone, its number and its name.

use askama::Template;
use domain::Celda;

use super::{Casilla, Tonos, breakable};
use crate::ajustes::Ajustes;

struct Losa {
    fila: u8,
    columna: u8,
    centro: bool,
    casilla: Casilla,
    nombre: String,
    enlace: String,
}

/// Tiles, one for each place that the settings give a position.
#[derive(Template)]
#[template(path = "mosaico.html")]
pub(crate) struct Mosaico {
    titulo: String,
    unidad: &'static str,
    rotulo: &'static str,
    /// What its places are called: «agencia».
    parte: &'static str,
    losas: Vec<Losa>,
    leyenda: Vec<(u8, String)>,
    protegidas: bool,
}

/// A place of a mosaic: code, name, cell, address of its page.
pub(crate) type LugarDelMosaico<'a> = (&'a str, &'a str, Celda, String);

impl Mosaico {
    /// A mosaic of some places; none if the settings give no position to any of them.
    pub(crate) fn new(
        titulo: String,
        (unidad, rotulo, parte): (&'static str, &'static str, &'static str),
        lugares: &[LugarDelMosaico<'_>],
        ajustes: &Ajustes,
    ) -> Option<Self> {
        // The seat of the municipality is no agencia: it stands for itself, without tone.
        let es_agencia = |codigo: &str| codigo.starts_with("agencia:");
        let con_sitio = |codigo: &str| ajustes.mosaico.contains_key(codigo);
        let de_agencias = lugares
            .iter()
            .filter(|(codigo, ..)| es_agencia(codigo) && con_sitio(codigo));
        let mayor = de_agencias
            .filter_map(|(_, _, celda, _)| celda.valor())
            .max()?;
        let tonos = Tonos::slow(mayor);
        let losa = |(codigo, nombre, celda, enlace): &LugarDelMosaico<'_>| {
            let [fila, columna] = *ajustes.mosaico.get(*codigo)?;
            let mut casilla = Casilla::new(*celda);
            if let (true, Some(valor)) = (es_agencia(codigo), celda.valor()) {
                casilla.tono = tonos.of(valor);
            }
            Some(Losa {
                fila,
                columna,
                centro: !es_agencia(codigo),
                casilla,
                nombre: ajustes
                    .cortos
                    .get(*codigo)
                    .map_or((*nombre).to_owned(), |corto| breakable(corto)),
                enlace: enlace.clone(),
            })
        };
        let losas: Vec<Losa> = lugares.iter().filter_map(losa).collect();
        Some(Self {
            titulo,
            unidad,
            rotulo,
            parte,
            leyenda: tonos.legend(),
            protegidas: losas.iter().any(|losa| losa.casilla.protegida()),
            losas,
        })
    }
}
