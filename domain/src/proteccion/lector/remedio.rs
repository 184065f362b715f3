//! Which published cells stand in the way of a number: those that a program leaves off, as cheaply as it can.

use microlp::{ComparisonOp, OptimizationDirection};

use super::estado::SIN_LIMITE;
use super::sondeo::{Plano, float};
use super::{Lector, least};

/// Where a number would have to be: at least so much, or at most.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Meta {
    AlMenos(i64),
    AlMas(i64),
}

/// What is more than nothing, in the solver's arithmetic.
const ALGO: f64 = 1e-6;

impl Lector {
    /// Published cells without which a number could be one of these, at the least price that is found; nothing if it could
    /// not whatever is withheld. `precio`: by cell, what withholding it costs; nothing if it must not be.
    pub(crate) fn remedy(
        &self,
        terminos: &[(usize, i64)],
        metas: &[Meta],
        precio: impl Fn(usize) -> Option<u64>,
    ) -> Option<Vec<usize>> {
        let remedios = metas.iter();
        let remedios = remedios.filter_map(|meta| self.without(terminos, *meta, &precio));
        let caro = |celdas: &Vec<usize>| {
            celdas
                .iter()
                .filter_map(|celda| precio(*celda))
                .sum::<u64>()
        };
        remedios.min_by_key(caro)
    }

    fn without(
        &self,
        terminos: &[(usize, i64)],
        meta: Meta,
        precio: &impl Fn(usize) -> Option<u64>,
    ) -> Option<Vec<usize>> {
        let mut plano = Plano::new(OptimizationDirection::Minimize, self.propias.len());
        let mut sueltas = vec![];
        for (numero, cota) in self.propias.iter().copied().enumerate() {
            let celda = self.sistema.celdas.get(numero);
            if cota.0 < cota.1 {
                plano.free(numero, cota, 0.0);
            } else if let (Some(celda), Some(precio)) = (celda, precio(numero)) {
                let precio = i64::try_from(precio).map_or(SIN_LIMITE, |precio| precio + 1);
                let partes = plano.loose(numero, cota.0, least(celda), float(precio));
                sueltas.push((numero, partes));
            } else {
                plano.fix(numero, cota.0);
            }
        }
        for d in self.sistema.all().filter(|d| self.sistema.spoken(*d)) {
            plano.bind(self.sistema.terms(d), ComparisonOp::Le, 0);
        }
        match meta {
            Meta::AlMenos(cuanto) => plano.bind(terminos, ComparisonOp::Ge, cuanto),
            Meta::AlMas(cuanto) => plano.bind(terminos, ComparisonOp::Le, cuanto),
        }
        let solucion = plano.problema.solve().ok()?.into_solution().ok()?;
        let left_off = |(_, partes): &(usize, [microlp::Variable; 2])| {
            partes.iter().any(|parte| solucion.var_value(*parte) > ALGO)
        };
        let celdas = sueltas.into_iter().filter(left_off);
        Some(celdas.map(|(celda, _)| celda).collect())
    }
}
