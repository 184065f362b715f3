//! Bounds of every unknown set to each other until nothing moves, and suppositions that end in a contradiction.

use std::collections::VecDeque;

use super::cajas::{Caja, Medida, VIOLENCIA, with};
use super::lectura::Lectura;
use super::sistema::{Fila, Sistema};

/// Where each unknown appears.
#[derive(Debug)]
pub(super) struct Cotas {
    donde: Vec<Vec<usize>>,
}

/// No register has these bounds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Imposible;

impl Cotas {
    pub(super) fn new(sistema: &Sistema) -> Self {
        let mut donde = vec![Vec::new(); sistema.incognitas.len()];
        for (f, fila) in sistema.filas.iter().enumerate() {
            for (v, _) in &fila.forma {
                donde[*v].push(f);
            }
        }
        Self { donde }
    }

    /// All that follows from all rows.
    pub(super) fn propagate(&self, sistema: &mut Sistema) -> Result<(), Imposible> {
        let todas = 0..sistema.filas.len();
        self.follow(
            &sistema.filas,
            &mut sistema.bajas,
            &mut sistema.altas,
            todas.collect(),
        )
    }

    /// What follows from these rows, and from those of what moves.
    fn follow(
        &self,
        filas: &[Fila],
        bajas: &mut [i32],
        altas: &mut [i32],
        mut cola: VecDeque<usize>,
    ) -> Result<(), Imposible> {
        let mut espera = vec![false; filas.len()];
        for &f in &cola {
            espera[f] = true;
        }
        // Bounds are whole numbers and only close in; enough turns for any, and an end for all.
        let mut quedan = 400 * filas.len();
        while let Some(f) = cola.pop_front() {
            espera[f] = false;
            quedan -= 1;
            if quedan == 0 {
                break;
            }
            for v in tighten(&filas[f], bajas, altas) {
                if bajas[v] > altas[v] {
                    return Err(Imposible);
                }
                for &otra in &self.donde[v] {
                    if !espera[otra] {
                        espera[otra] = true;
                        cola.push_back(otra);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether the unknown can be between these, as far as propagation sees.
    pub(super) fn can_be(&self, sistema: &Sistema, v: usize, [baja, alta]: [i32; 2]) -> bool {
        let (mut bajas, mut altas) = (sistema.bajas.clone(), sistema.altas.clone());
        bajas[v] = bajas[v].max(baja);
        altas[v] = altas[v].min(alta);
        let cola = self.donde[v].iter().copied().collect();
        bajas[v] <= altas[v]
            && self
                .follow(&sistema.filas, &mut bajas, &mut altas, cola)
                .is_ok()
    }

    /// Shaves the ends of the bounds of an unknown while they end in a contradiction; whether anything moved.
    pub(super) fn shave(&self, sistema: &mut Sistema, v: usize) -> bool {
        let antes = [sistema.bajas[v], sistema.altas[v]];
        while sistema.bajas[v] < sistema.altas[v] {
            let [baja, alta] = [sistema.bajas[v], sistema.altas[v]];
            if !self.can_be(sistema, v, [baja, baja]) {
                sistema.bajas[v] += 1;
            } else if !self.can_be(sistema, v, [alta, alta]) {
                sistema.altas[v] -= 1;
            } else {
                break;
            }
        }
        antes != [sistema.bajas[v], sistema.altas[v]]
    }

    /// What an edition says of how many withheld cells are not zero: in a breakdown by violence where only one can be,
    /// it has everybody.
    pub(super) fn count(&self, sistema: &mut Sistema, lectura: &Lectura) -> Result<(), Imposible> {
        for cuenta in &lectura.cuentas {
            let ocultas: Vec<usize> = (cuenta.ocultas.iter())
                .filter_map(|(medida, caja)| sistema.at(*medida, caja))
                .collect();
            let seguras = ocultas.iter().filter(|v| sistema.bajas[**v] > 0).count();
            let dudosas: Vec<usize> = (ocultas.iter().copied())
                .filter(|v| sistema.bajas[*v] == 0 && sistema.altas[*v] > 0)
                .collect();
            let no_cero = cuenta.no_cero.saturating_sub(seguras);
            if no_cero == dudosas.len() {
                dudosas.iter().for_each(|&v| sistema.bajas[v] = 1);
            }
            let mut grupos: Vec<_> = (dudosas.iter())
                .map(|v| with(&sistema.incognitas[*v].1, VIOLENCIA, 0))
                .collect();
            grupos.sort_unstable();
            grupos.dedup();
            grupos.retain(|g| needs_one(sistema, g));
            if no_cero == grupos.len() {
                self.one_each(sistema, &dudosas)?;
            }
        }
        self.propagate(sistema)
    }

    /// Each of these is zero or has everybody of its breakdown.
    fn one_each(&self, sistema: &mut Sistema, dudosas: &[usize]) -> Result<(), Imposible> {
        for &v in dudosas {
            let grupo = with(&sistema.incognitas[v].1, VIOLENCIA, 0);
            let Some(g) = sistema.at(Medida::Personas, &grupo) else {
                continue;
            };
            let todas = [sistema.bajas[g], sistema.altas[g]];
            if sistema.bajas[v] > 0 {
                sistema.bajas[v] = sistema.bajas[v].max(todas[0]);
            } else if !self.can_be(sistema, v, todas) {
                sistema.altas[v] = 0;
            }
        }
        self.propagate(sistema)
    }
}

/// Whether somebody is in the box and none of the types that she may have is known not to be zero.
fn needs_one(sistema: &Sistema, grupo: &Caja) -> bool {
    let hay =
        |caja: &Caja| (sistema.at(Medida::Personas, caja)).is_some_and(|v| sistema.bajas[v] > 0);
    let declarado = |tipo: &usize| *tipo != 0 && !sistema.ejes.invented(VIOLENCIA, *tipo);
    let mut tipos = (0..sistema.ejes.0[VIOLENCIA].len()).filter(declarado);
    hay(grupo) && !tipos.any(|tipo| hay(&with(grupo, VIOLENCIA, tipo)))
}

/// Tightens the bounds of the unknowns of a row; which moved.
fn tighten(fila: &Fila, bajas: &mut [i32], altas: &mut [i32]) -> Vec<usize> {
    let tope: i32 = (fila.forma.iter())
        .map(|&(v, c)| c * if c > 0 { altas[v] } else { bajas[v] })
        .sum();
    let mut movidas = Vec::new();
    for &(v, c) in &fila.forma {
        let resto = tope - c * if c > 0 { altas[v] } else { bajas[v] };
        let falta = fila.minimo - resto;
        if c > 0 {
            let baja = div_ceil(falta, c);
            if baja > bajas[v] {
                bajas[v] = baja;
                movidas.push(v);
            }
        } else {
            let alta = (-falta).div_euclid(-c);
            if alta < altas[v] {
                altas[v] = alta;
                movidas.push(v);
            }
        }
    }
    movidas
}

fn div_ceil(a: i32, b: i32) -> i32 {
    -(-a).div_euclid(b)
}
