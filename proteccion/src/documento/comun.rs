//! The parts that documents have in common.

use std::collections::BTreeSet;

use super::nodo::{Campos, Nodo, quote};
use super::{Protegida, Vinculo};
use crate::tabla::{Ceros, Dimension, TablaInvalida};

/// No leaf counts more than this, and no threshold or width is larger.
pub(super) const CUENTA: u64 = 1_000_000_000_000;

/// No table counts more than this, so that sums of a few thousand cells fit in an `i64`.
pub(super) const TOTAL: u64 = 1_000_000_000_000_000;

/// More dimensions than this are refused. Only those of a single code could be as many.
const DIMENSIONES: usize = 64;

pub(super) const CEROS: [(&str, Ceros); 2] = [
    ("published", Ceros::Publicados),
    ("unknown", Ceros::Desconocidos),
];

pub(super) const VINCULOS: [(&str, Vinculo); 3] = [
    ("frozen", Vinculo::Congelado),
    ("additions", Vinculo::Adiciones),
    ("none", Vinculo::Ninguno),
];

/// A width: a feasible interval of width 0 would be the value itself.
pub(super) fn width(nodo: &Nodo) -> Result<u64, TablaInvalida> {
    match nodo.natural(CUENTA)? {
        0 => Err(nodo.error("debe ser al menos 1")),
        ancho => Ok(ancho),
    }
}

pub(super) fn codes(nodo: &Nodo) -> Result<Vec<String>, TablaInvalida> {
    nodo.items()?.map(|codigo| codigo.label()).collect()
}

/// Nodes and their parts: `[[parent, [child, ...]], ...]`.
pub(super) fn relations(nodo: &Nodo) -> Result<Vec<(String, Vec<String>)>, TablaInvalida> {
    let relation = |nodo: Nodo| {
        let (padre, hijos) = nodo.pair()?;
        Ok((padre.label()?, codes(&hijos)?))
    };
    nodo.items()?.map(relation).collect()
}

/// The dimensions, each read by a function.
pub(super) fn dimensions(
    nodo: &Nodo,
    read: impl Fn(&Nodo) -> Result<Dimension, TablaInvalida>,
) -> Result<Vec<Dimension>, TablaInvalida> {
    let elementos = nodo.items()?;
    if elementos.len() == 0 {
        return Err(nodo.error("no hay ninguna dimensión"));
    }
    if elementos.len() > DIMENSIONES {
        return Err(nodo.error(format!("hay más de {DIMENSIONES} dimensiones")));
    }
    let mut nombres = BTreeSet::new();
    let mut dimensiones = Vec::new();
    for elemento in elementos {
        let dimension = read(&elemento)?;
        if !nombres.insert(dimension.nombre().to_owned()) {
            let nombre = quote(dimension.nombre());
            return Err(elemento.error(format!("el nombre {nombre} se repite")));
        }
        dimensiones.push(dimension);
    }
    Ok(dimensiones)
}

/// A code of a dimension.
pub(super) fn code(nodo: &Nodo, dimension: &Dimension) -> Result<usize, TablaInvalida> {
    let codigo = nodo.text()?;
    dimension.find(codigo).ok_or_else(|| {
        let (codigo, nombre) = (quote(codigo), quote(dimension.nombre()));
        nodo.error(format!(
            "el código {codigo} no existe en la dimensión {nombre}"
        ))
    })
}

/// A code of each dimension, in their order.
pub(super) fn coords(nodo: &Nodo, dimensiones: &[Dimension]) -> Result<Vec<usize>, TablaInvalida> {
    let codigos = nodo.items()?;
    if codigos.len() != dimensiones.len() {
        let (deben, son) = (dimensiones.len(), codigos.len());
        return Err(nodo.error(format!(
            "debe tener un código por dimensión ({deben}) y tiene {son}"
        )));
    }
    codigos
        .zip(dimensiones)
        .map(|(codigo, dimension)| code(&codigo, dimension))
        .collect()
}

/// Refuses a list in which some coordinates come twice.
pub(super) fn all_distinct(
    nodo: &Nodo,
    coordenadas: &[&[usize]],
    que: &str,
) -> Result<(), TablaInvalida> {
    let mut orden: Vec<usize> = (0..coordenadas.len()).collect();
    orden.sort_by_key(|i| (coordenadas[*i], *i));
    let iguales = |par: &&[usize]| coordenadas[par[0]] == coordenadas[par[1]];
    let Some(par) = orden.windows(2).filter(iguales).min_by_key(|par| par[1]) else {
        return Ok(());
    };
    let motivo = format!("{que} ya está en {}[{}]", nodo.path(), par[0]);
    Err(nodo
        .items()?
        .nth(par[1])
        .map_or_else(|| nodo.error(&*motivo), |nodo| nodo.error(&*motivo)))
}

/// The parts of a row that has one for each dimension, and a count.
pub(super) fn row<'a>(
    fila: &'a Nodo<'a>,
    dimensiones: &[Dimension],
) -> Result<(impl Iterator<Item = Nodo<'a>> + use<'a>, Nodo<'a>), TablaInvalida> {
    let mut elementos = fila.items()?;
    let (deben, son) = (dimensiones.len() + 1, elementos.len());
    let cuenta = elementos.next_back().filter(|_| son == deben);
    cuenta.map(|cuenta| (elementos, cuenta)).ok_or_else(|| {
        fila.error(format!(
            "debe tener {deben} elementos (una hoja por dimensión y la cuenta) y tiene {son}"
        ))
    })
}

/// Refuses counts that add up to too much.
pub(super) fn total(
    nodo: &Nodo,
    mut cuentas: impl Iterator<Item = u64>,
) -> Result<(), TablaInvalida> {
    let suma = cuentas.try_fold(0u64, u64::checked_add);
    if suma.is_some_and(|suma| suma <= TOTAL) {
        Ok(())
    } else {
        Err(nodo.error(format!("las cuentas suman más de {TOTAL}")))
    }
}

/// The earlier editions, and how the table follows from them.
pub(super) fn editions(campos: &Campos) -> Result<(Vec<Protegida>, Vinculo), TablaInvalida> {
    let ediciones = match campos.optional("editions") {
        Some(nodo) => nodo
            .items()?
            .map(|edicion| Protegida::read(&edicion))
            .collect::<Result<_, _>>()?,
        None => vec![],
    };
    if !ediciones.is_empty() {
        let vinculo = campos.required("edition_link")?.word(&VINCULOS)?;
        return Ok((ediciones, vinculo));
    }
    match campos.optional("edition_link") {
        Some(nodo) if nodo.word(&VINCULOS)? != Vinculo::Ninguno => {
            Err(nodo.error("no hay ediciones anteriores: sólo puede ser «none»"))
        }
        _ => Ok((ediciones, Vinculo::Ninguno)),
    }
}
