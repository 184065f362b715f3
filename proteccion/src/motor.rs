//! The engine: from a table to what is published of it, with its proof.

use std::collections::{BTreeMap, BTreeSet};

use super::documento::Entrada;
use super::entrega::{Resultado, result};
use super::gauss::Minimas;
use super::intervalo::{self, Patron};
use super::modelo::{Delatadas, Destino, Modelo, SumaId};
use super::planteamiento::{model, system};
use super::rechazo::{Rechazo, names, refusal};
use super::residuos::Vigia;
use super::{ediciones, eliminacion, primaria};
use crate::tabla::{Ceros, IdVec, Sistema};

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avance {
    /// Cells looked at.
    pub hechas: usize,
    /// Cells to look at.
    pub total: usize,
}

/// Tables with more unknowns and more sums than this are protected, at width 1, by elimination alone.
const ACOTABLE: usize = 1_200;
/// With more unknowns than this, width 1 is not proven.
const CERTIFICABLE: usize = 200;
/// Patterns that are looked for before what leaves residuals is withheld.
const VUELTAS: usize = 20;

/// Protects a table.
///
/// At width 1 no primary cell is exactly known, and no sum of withheld cells along a line is one of 1..t−1
/// persons; that is proven with whole tables where the table is small. At larger widths the feasible interval
/// of every primary cell is so wide, and two whole tables prove it. Deterministic: the same table gives the same result.
pub fn proteger(entrada: &Entrada, avance: &mut dyn FnMut(Avance)) -> Result<Resultado, Rechazo> {
    let previas = ediciones::flatten(entrada);
    let cajas = ediciones::boxes(entrada, &previas)?;
    let planas: Vec<_> = cajas
        .iter()
        .flatten()
        .map(|previa| previa.caja.clone())
        .collect();
    let tentativo = system(entrada, entrada.ceros, &planas)?;
    let ceros = primaria::zeros(entrada, &tentativo);
    ediciones::check(entrada, &previas, ceros)?;
    let sistema = if ceros == entrada.ceros {
        tentativo
    } else {
        system(entrada, ceros, &planas)?
    };
    let primarias = primaria::primary(entrada, &sistema);
    refuse_forced(entrada, &sistema, &primarias)?;
    let mut modelo = model(entrada, &sistema, &primarias);
    modelo.ceros = ceros;
    if ceros == Ceros::Desconocidos && modelo.ancho > 1 {
        // Withheld cells may be zero: only a width of t keeps their sum from being one of 1..t−1 (theorem T2).
        modelo.ancho = modelo.ancho.max(modelo.umbral);
    }
    ediciones::join(&mut modelo, entrada, &sistema, &cajas)?;
    modelo.bound();
    debug_assert!(
        modelo.consistent(),
        "the search starts from a table that a reader cannot exclude"
    );
    refuse_exposed(entrada, &modelo, &primarias)?;
    let patron = guarded(entrada, &sistema, &mut modelo, avance)?;
    Ok(result(entrada, &sistema, &modelo, &primarias, &patron))
}

/// Refuses to publish what must be published, if it has the leaves of a primary cell.
fn refuse_forced(
    entrada: &Entrada,
    sistema: &Sistema,
    primarias: &BTreeSet<usize>,
) -> Result<(), Rechazo> {
    let delicadas: Vec<usize> = (entrada.forzadas.iter().copied())
        .filter(|celda| {
            sistema.de_celda[*celda].is_some_and(|columna| {
                let iguales = &sistema.columnas[columna].celdas;
                iguales.iter().any(|celda| primarias.contains(celda))
            })
        })
        .collect();
    if delicadas.is_empty() {
        Ok(())
    } else {
        Err(Rechazo::Forzadas(names(entrada, delicadas)))
    }
}

/// Refuses a table of which earlier editions have published a primary cell.
fn refuse_exposed(
    entrada: &Entrada,
    modelo: &Modelo,
    primarias: &BTreeSet<usize>,
) -> Result<(), Rechazo> {
    let expuestas: Vec<usize> = (modelo.sumas.iter())
        .filter(|suma| {
            suma.destino == Destino::Conocida
                && suma.celdas.iter().any(|celda| primarias.contains(celda))
        })
        .filter_map(|suma| suma.celdas.first())
        .copied()
        .collect();
    if expuestas.is_empty() {
        Ok(())
    } else {
        Err(Rechazo::Ediciones(names(entrada, expuestas)))
    }
}

/// A pattern that leaves no residual of 1..t−1 persons. Those that one leaves are protected in the next: each is
/// left once at most, so that this ends. After [`VUELTAS`], what leaves them stays withheld as well.
fn guarded(
    entrada: &Entrada,
    sistema: &Sistema,
    modelo: &mut Modelo,
    avance: &mut dyn FnMut(Avance),
) -> Result<Patron, Rechazo> {
    let vigia = Vigia::new(entrada, sistema, modelo);
    let mut numero: BTreeMap<Vec<usize>, SumaId> = BTreeMap::new();
    let mut celdas: BTreeMap<SumaId, Vec<usize>> = BTreeMap::new();
    for vuelta in 1.. {
        modelo.quietas.clear();
        let (patron, sabidas) =
            pattern(modelo, avance).map_err(|sumas| refusal(entrada, modelo, &celdas, &sumas))?;
        let residuos = vigia.as_ref().map_or(vec![], |vigia| {
            let known = || eliminacion::known(modelo, &patron.publicadas);
            vigia.residuals(modelo, &sabidas.unwrap_or_else(known))
        });
        if residuos.is_empty() {
            return Ok(patron);
        }
        let repetidas = residuos.iter().filter_map(|r| numero.get(&r.filas));
        let repetidas = Delatadas(repetidas.copied().collect());
        if !repetidas.0.is_empty() {
            // Protected, and known all the same: by what must be published, or was.
            return Err(refusal(entrada, modelo, &celdas, &repetidas));
        }
        for residuo in residuos {
            let culpables = residuo.celdas(modelo);
            if vuelta > VUELTAS {
                residuo.withhold(modelo);
            }
            let s = modelo.sumas.push(residuo.suma(sistema, modelo));
            celdas.insert(s, culpables);
            numero.insert(residuo.filas, s);
        }
    }
    unreachable!("residuals run out")
}

/// A pattern, and what is known once it is published, where that is at hand; or the sums that what must be published
/// gives away.
fn pattern(
    modelo: &mut Modelo,
    avance: &mut dyn FnMut(Avance),
) -> Result<(Patron, Option<IdVec<SumaId, bool>>), Delatadas> {
    let publicada = modelo.published(&[]);
    let residuos: Vec<SumaId> = modelo
        .lineas
        .ids()
        .filter(|l| modelo.leaves_few(*l, |dato| publicada[dato.publicar]))
        .flat_map(|l| &modelo.lineas[l].hijos)
        .map(|hijo| hijo.publicar)
        .filter(|s| !publicada[*s])
        .collect();
    if !residuos.is_empty() {
        return Err(Delatadas(residuos));
    }
    let acotable = modelo.tabla.len().min(modelo.sumas.len()) <= ACOTABLE;
    if modelo.ancho > 1 || acotable {
        intervalo::release(modelo)?;
    }
    let mut avance = |hechas, total| avance(Avance { hechas, total });
    if modelo.ancho > 1 {
        intervalo::still(modelo)?;
        return Ok((intervalo::protect(modelo, &mut avance)?, None));
    }
    let minimas = if acotable {
        Minimas::Sumadas
    } else {
        Minimas::Todas
    };
    let mut prueba = eliminacion::best(modelo, minimas)?;
    let mut publicadas = prueba.finish()?;
    while acotable && prueba.keep(intervalo::fixed(modelo, &publicadas)?)? {
        publicadas = prueba.finish()?;
    }
    let orden = prueba.nombre;
    if modelo.tabla.len() > CERTIFICABLE {
        let sabidas = prueba.known();
        let patron = Patron {
            publicadas,
            prueba: None,
            orden,
        };
        return Ok((patron, Some(sabidas)));
    }
    let una = intervalo::extend(modelo, &publicadas, orden)?;
    let otra = intervalo::protect(modelo, &mut avance)?;
    let peso =
        |patron: &Patron| -> usize { patron.publicadas.iter().map(|s| modelo.peso(*s)).sum() };
    let mejor = if peso(&otra) > peso(&una) { otra } else { una };
    Ok((mejor, None))
}
