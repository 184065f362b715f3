//! Years side by side: what each edition that holds counts of its whole year. Nothing is added over years.

use domain::{Celda, Medida};

use crate::fallo::Fallo;
use crate::lectura::Lectura;
use crate::palabras;
use crate::vista::Casilla;

/// Years at most, the last ones.
const CUANTOS: usize = 6;
/// What is set side by side, in this order, where any of the years publishes it.
const MEDIDAS: [Medida; 5] = [
    Medida::MujeresAtendidas,
    Medida::PersonasAtendidas,
    Medida::Servicios,
    Medida::Actividades,
    Medida::Participaciones,
];

/// Years side by side.
pub(super) struct Anios {
    pub(super) titulo: String,
    /// Each year, and the address of its page; that of the page itself has none.
    pub(super) columnas: Vec<(i32, Option<String>)>,
    /// What is counted, where the explorer has it, and the cells.
    pub(super) filas: Vec<(String, Option<String>, Vec<Casilla>)>,
    /// Why some are not there.
    pub(super) faltan: Option<String>,
}

/// The years that have ended, the first one first; none if there are not two.
pub(super) async fn side_by_side(lectura: &Lectura<'_>) -> Result<Option<Anios>, Fallo> {
    let mut columnas = vec![];
    for anio in lectura.casa.years() {
        let edicion = if anio == lectura.anio() {
            Some(&lectura.edicion)
        } else {
            lectura.casa.ediciones.vigente(anio)
        };
        let Some(edicion) = edicion.filter(|edicion| edicion.served().is_ok()) else {
            continue;
        };
        let indice = lectura.sitio.sala.indice(edicion).await?;
        columnas.extend(indice.filter(|i| i.anio_cerrado()).map(|i| (anio, i)));
        if columnas.len() == CUANTOS {
            break;
        }
    }
    columnas.reverse();
    let (Some((primero, _)), Some((ultimo, _)), true) =
        (columnas.first(), columnas.last(), columnas.len() > 1)
    else {
        return Ok(None);
    };
    let row = |medida: &Medida| {
        let celdas = columnas
            .iter()
            .map(|(_, indice)| indice.cifra(*medida, &[]).ok());
        let celdas: Vec<Option<Celda>> = celdas.collect();
        // What no year gives is no row.
        let alguna = celdas
            .iter()
            .flatten()
            .any(|celda| *celda != Celda::NoDisponible);
        let casilla = |celda: Option<Celda>| Casilla::new(celda.unwrap_or(Celda::NoDisponible));
        let casillas = celdas.into_iter().map(casilla).collect();
        let enlace = lectura.table(*medida, &[], &[]);
        let enlace = enlace.map(|(pregunta, _)| lectura.explorar(&pregunta));
        alguna.then(|| (palabras::medida(*medida).to_owned(), enlace, casillas))
    };
    let filas: Vec<(String, Option<String>, Vec<Casilla>)> =
        MEDIDAS.iter().filter_map(row).collect();
    let alguna = filas.iter().flat_map(|fila| &fila.2).any(Casilla::falta);
    Ok(Some(Anios {
        faltan: palabras::faltan(Medida::Servicios, false, alguna),
        titulo: format!("De {primero} a {ultimo}, año por año"),
        columnas: columnas
            .iter()
            .map(|(anio, _)| {
                let otro = *anio != lectura.anio();
                (*anio, otro.then(|| lectura.at(&format!("/?anio={anio}"))))
            })
            .collect(),
        filas,
    }))
}
