//! Interval protection: publish as much as leaves the reader, for every primary sum, values at least so
//! far apart.
//!
//! Everything is withheld at first. Sums are published one by one, the largest first; each is tried on the
//! polytope of the tables that a reader cannot exclude, and stays published if every primary sum keeps its
//! width there. Tables found on the way are witnesses for all sums at once, so that few have to be looked for.
//! Small tables are then improved by withholding a few sums again and publishing others. Last,
//! whole tables are found that prove the width of each primary sum; a sum whose publication leaves one
//! unproven is withheld again.

mod circuitos;
mod demandas;
mod enteros;
mod fijas;
mod inversa;
mod mejora;
mod numeros;
mod pivotes;
mod simplex;
mod subida;
mod testigos;
mod voraz;

use std::cmp::Reverse;

use super::eliminacion;
use super::modelo::{Delatadas, Destino, Modelo, SumaId};
use crate::tabla::{IdVec, id};
pub(crate) use enteros::Garantia;
pub(crate) use fijas::fixed;
use numeros::float;
use simplex::Simplex;
use voraz::Motor;

id! {
    /// A target: a primary sum that must keep its width.
    pub(super) BlancoId
}

/// The sums that must keep their width.
type Blancos = IdVec<BlancoId, SumaId>;

/// The targets of a table.
fn targets(modelo: &Modelo) -> Blancos {
    modelo.with(Destino::Primaria).into()
}

/// All targets: what must be published contradicts the table, and nothing can be told of one.
fn all(blancos: &Blancos) -> Delatadas {
    Delatadas(blancos.iter().copied().collect())
}

/// Floating-point work of a second, or about so much.
const SEGUNDO: u64 = 1_500_000_000;
/// Work after which no more sums are published: the result is safe at any moment.
const TRABAJO: u64 = 200 * SEGUNDO;
/// Work after which a pattern that is not proven is cut by half, with half the work for the rest.
const PRUEBA: u64 = 800 * SEGUNDO;

/// Unknowns that may move in a large table, and more if more are above their least value.
const MOVILES: usize = 1_200;

/// The sums to publish, with their proof; or the targets that what must be published leaves unprotected.
pub(crate) fn protect(
    modelo: &Modelo,
    avance: &mut dyn FnMut(usize, usize),
) -> Result<Patron, Delatadas> {
    let blancos = targets(modelo);
    let lineas = modelo.lines_of();
    let mut motor = Motor::new(modelo, &blancos, &lineas).ok_or_else(|| all(&blancos))?;
    motor.narrow();
    motor.honrar = modelo.ancho == 1;
    let orden = by_magnitude(modelo);
    let total = orden.len();
    let mut primera = motor.clone().prune();
    let ceros = orden.partition_point(|s| modelo.sumas[*s].valor > 0);
    let (conteos, ceros) = orden.split_at(ceros);
    let mut publicadas = primera.greedy(conteos, TRABAJO, &mut |hechas| avance(hechas, total));
    // A zero tells the reader little, and takes as long as a count.
    let gastado = primera.trabajo();
    let hasta = gastado + (gastado / 5).max(SEGUNDO / 2);
    let antes = conteos.len();
    publicadas.extend(primera.greedy(ceros, hasta, &mut |hechas| avance(antes + hechas, total)));
    let (publicadas, nombre) = mejora::improve(&motor, &primera, publicadas, &orden);
    let publicadas = eliminacion::discreet(modelo, publicadas)?;
    enteros::certify(modelo, &blancos, &lineas, publicadas, nombre)
}

/// Publishes more than a pattern that determines nothing, while every target can still move; and proves it.
pub(crate) fn extend(
    modelo: &Modelo,
    patron: &[SumaId],
    orden: &'static str,
) -> Result<Patron, Delatadas> {
    let blancos = targets(modelo);
    let lineas = modelo.lines_of();
    let mut motor = Motor::new(modelo, &blancos, &lineas)
        .ok_or_else(|| all(&blancos))?
        .prune();
    motor.honrar = true;
    let mut publicadas = motor.settle(patron);
    let mut resto = by_magnitude(modelo);
    resto.retain(|s| !patron.contains(s));
    publicadas.extend(motor.greedy(&resto, motor.trabajo() + SEGUNDO / 2, &mut |_| ()));
    enteros::certify(modelo, &blancos, &lineas, publicadas, orden)
}

/// Sums to publish besides those that must be, and why that is safe.
pub(crate) struct Patron {
    pub(crate) publicadas: Vec<SumaId>,
    /// None where it rests on equations alone.
    pub(crate) prueba: Option<Garantia>,
    /// How it was found.
    pub(crate) orden: &'static str,
}

/// Stops protecting sums of earlier editions that are narrow before anything is published now.
///
/// Either they exceed t for certain, or the earlier editions gave them away, which nothing published now can mend. The
/// error names sums of this table in the same case, and those that what must be published makes narrow.
pub(crate) fn release(modelo: &mut Modelo) -> Result<(), Delatadas> {
    let mut antes = modelo.clone();
    for suma in antes
        .sumas
        .iter_mut()
        .filter(|suma| suma.destino == Destino::Forzada)
    {
        suma.destino = Destino::Retenida;
    }
    for s in narrow(&antes)? {
        if !modelo.sumas[s].celdas.is_empty() {
            return Err(Delatadas(vec![s]));
        }
        modelo.sumas[s].destino = Destino::Retenida;
    }
    let estrechas = narrow(modelo)?;
    if estrechas.is_empty() {
        Ok(())
    } else {
        Err(Delatadas(estrechas))
    }
}

/// Freezes unknowns of a large table at their least value until [`MOVILES`] can move, those in most sums first.
///
/// Fewer tables are looked at, all of them possible: what is safe among them is safe. Nothing is frozen where that
/// alone would make a target narrow.
pub(crate) fn still(modelo: &mut Modelo) -> Result<(), Delatadas> {
    let sobran = modelo.tabla.len().saturating_sub(MOVILES);
    if sobran == 0 {
        return Ok(());
    }
    let mut sumas = vec![0usize; modelo.tabla.len()];
    let filas = modelo.sumas.iter().flat_map(|suma| &suma.filas);
    filas.for_each(|i| sumas[*i] += 1);
    let minima = |i: &usize| modelo.tabla[*i] == modelo.minimo[*i];
    let mut quietas: Vec<usize> = (0..modelo.tabla.len()).filter(minima).collect();
    quietas.sort_by_key(|i| (Reverse(sumas[*i]), *i));
    quietas.truncate(sobran);
    modelo.quietas = quietas;
    if !narrow(modelo)?.is_empty() {
        modelo.quietas.clear();
    }
    Ok(())
}

/// The targets that what must be published leaves narrow.
fn narrow(modelo: &Modelo) -> Result<Vec<SumaId>, Delatadas> {
    let blancos = targets(modelo);
    let lineas = modelo.lines_of();
    let mut motor = Motor::new(modelo, &blancos, &lineas).ok_or_else(|| all(&blancos))?;
    Ok(motor.narrow())
}

/// Candidates by falling magnitude, the coarsest of each first, zeros last.
fn by_magnitude(modelo: &Modelo) -> Vec<SumaId> {
    let mut orden = modelo.with(Destino::Candidata);
    orden.sort_by_key(|s| {
        let suma = &modelo.sumas[*s];
        // What is worth more comes first, if anything is.
        let valia = suma.peso.checked_div(suma.celdas.len());
        let magnitud = (suma.valor + 1).ilog2();
        (Reverse(valia), Reverse(magnitud), suma.nivel, *s)
    });
    orden
}

/// Splits the total of each leaf among editions, in whole numbers that are consistent with the sums that
/// are known of each; withheld ones are at least 1 where zeros are published. `None` where there is no such split.
pub(crate) fn split(
    totales: &[i64],
    bloques: usize,
    conocidas: &[(Vec<usize>, Option<i64>)],
    ceros_publicados: bool,
) -> Option<Vec<i64>> {
    let filas = totales.len();
    let mut simplex = Simplex::new(vec![0.0; filas * bloques]);
    for (fila, total) in totales.iter().enumerate() {
        let partes: Vec<usize> = (0..bloques).map(|bloque| bloque * filas + fila).collect();
        if !simplex.equal(&partes, float(*total)) {
            return None;
        }
    }
    for (sumandos, valor) in conocidas {
        let posible = match valor {
            Some(valor) => simplex.equal(sumandos, float(*valor)),
            None => !ceros_publicados || simplex.at_least(sumandos, 1.0),
        };
        if !posible {
            return None;
        }
    }
    enteros::dive(simplex)
}
