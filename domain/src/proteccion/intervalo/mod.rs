//! Interval protection: publish as much as leaves the reader, for every primary sum, values at least so
//! far apart.
//!
//! Everything is withheld at first. Sums are published one by one, the largest first; each is tried on the
//! polytope of the tables that a reader cannot exclude, and stays published if every primary sum keeps its
//! width there. Tables found on the way are witnesses for all sums at once, so that few have to be looked for.
//! Small tables are then improved by withholding a few sums again and publishing others. Last,
//! whole tables are found that prove the width of each primary sum; a sum whose publication leaves one
//! unproven is withheld again.

mod demandas;
mod enteros;
mod inversa;
mod mejora;
mod numeros;
mod simplex;
mod testigos;
mod voraz;

use super::modelo::{Destino, Modelo};
pub(crate) use enteros::Prueba;
use numeros::float;
use simplex::Simplex;
use voraz::Motor;

/// Floating-point work of a second, or about so much.
const SEGUNDO: u64 = 1_500_000_000;
/// Work after which no more sums are published: the result is safe at any moment.
const TRABAJO: u64 = 200 * SEGUNDO;

/// With more unknowns than this, width 1 is not proven.
const CERTIFICABLE: usize = 200;

/// What is published, with its proof; or the targets that what must be published leaves unprotected.
pub(crate) fn protect(
    modelo: &mut Modelo,
    avance: &mut dyn FnMut(usize, usize),
) -> Result<Patron, Vec<usize>> {
    release(modelo)?;
    let blancos = modelo.with(Destino::Primaria);
    let lineas = lines_of(modelo);
    let mut motor = Motor::new(modelo, &blancos, &lineas).ok_or(&blancos[..])?;
    motor.narrow();
    let orden = by_count(modelo);
    let total = orden.len();
    let mut primera = motor.clone().prune();
    let publicadas = primera.greedy(&orden, TRABAJO, &mut |hechas| avance(hechas, total));
    let (publicadas, nombre) = mejora::improve(&motor, &primera, publicadas, &orden);
    enteros::certify(modelo, &blancos, &lineas, publicadas).map(|(publicadas, prueba)| Patron {
        publicadas,
        prueba,
        orden: nombre,
    })
}

/// Publishes more than a pattern that determines nothing linearly, while every target can still move; proves it
/// where the table is small.
pub(crate) fn extend(
    modelo: &mut Modelo,
    publicadas: Vec<usize>,
) -> Result<(Vec<usize>, Option<Prueba>), Vec<usize>> {
    release(modelo)?;
    let blancos = modelo.with(Destino::Primaria);
    let lineas = lines_of(modelo);
    let mut motor = Motor::new(modelo, &blancos, &lineas)
        .ok_or(&blancos[..])?
        .prune();
    motor.honrar = true;
    let todas = publicadas;
    let mut publicadas = motor.settle(&todas);
    let resto: Vec<usize> = by_count(modelo)
        .into_iter()
        .filter(|s| !todas.contains(s))
        .collect();
    publicadas.extend(motor.greedy(&resto, motor.trabajo() + SEGUNDO / 2, &mut |_| ()));
    if modelo.tabla.len() > CERTIFICABLE {
        return Ok((publicadas, None));
    }
    enteros::certify(modelo, &blancos, &lineas, publicadas)
        .map(|(publicadas, prueba)| (publicadas, Some(prueba)))
}

/// Sums to publish besides those that must be, and why that is safe.
pub(crate) struct Patron {
    pub(crate) publicadas: Vec<usize>,
    pub(crate) prueba: Prueba,
    /// How it was found.
    pub(crate) orden: &'static str,
}

/// Gives up the width of sums of earlier editions that what must be published leaves narrow: either they are
/// larger than t for certain, or the earlier editions gave them away, which nothing published now can mend. The
/// error names sums of this table in the same case.
fn release(modelo: &mut Modelo) -> Result<(), Vec<usize>> {
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
            return Err(vec![s]);
        }
        modelo.sumas[s].destino = Destino::Retenida;
    }
    let estrechas = narrow(modelo)?;
    if estrechas.is_empty() {
        Ok(())
    } else {
        Err(estrechas)
    }
}

/// The targets that what must be published leaves narrow.
fn narrow(modelo: &Modelo) -> Result<Vec<usize>, Vec<usize>> {
    let blancos = modelo.with(Destino::Primaria);
    let lineas = lines_of(modelo);
    let mut motor = Motor::new(modelo, &blancos, &lineas).ok_or(&blancos[..])?;
    Ok(motor.narrow())
}

/// The lines that each sum is in.
fn lines_of(modelo: &Modelo) -> Vec<Vec<usize>> {
    let mut lineas = vec![vec![]; modelo.sumas.len()];
    for (l, linea) in modelo.lineas.iter().enumerate() {
        lineas[linea.padre.publicar].push(l);
        linea
            .hijos
            .iter()
            .for_each(|hijo| lineas[hijo.publicar].push(l));
    }
    lineas
}

/// Candidates by falling count, zeros last.
fn by_count(modelo: &Modelo) -> Vec<usize> {
    let mut orden = modelo.with(Destino::Candidata);
    orden.sort_by_key(|s| (std::cmp::Reverse(modelo.sumas[*s].valor), *s));
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
        match valor {
            Some(valor) if !simplex.equal(sumandos, float(*valor)) => return None,
            None if ceros_publicados => {
                simplex.at_least(sumandos, 1.0)?;
            }
            _ => {}
        }
    }
    enteros::dive(simplex)
}
