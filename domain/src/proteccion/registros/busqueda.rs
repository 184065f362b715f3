//! Looks for movements: few changes that together leave everything published as it is and move a number.
//!
//! Each published row has a fixed random weight, so that a set of changes leaves all of them alone if, and but for
//! collisions only if, its weighted sum is zero: the last change of a movement is looked up, not searched. Whatever is
//! found is added up row by row before it counts.

use super::columnas::Columnas;
use super::filas::{Fila, Filas, at, row};
use super::forma::Forma;

/// Changes that are tried against a row, at most.
const CONTRA: usize = 1_500;
/// Unfinished movements that are followed further, by how many changes they still may take.
const SIGUEN: [usize; 3] = [3, 6, 16];
/// Beginnings that are followed far.
const INICIOS: usize = 40;

/// What a set of changes does to published rows.
pub(super) struct Saldo {
    cuentas: Vec<i32>,
    movidas: Vec<u32>,
}

impl Saldo {
    pub(super) fn new(filas: usize) -> Self {
        Self {
            cuentas: vec![0; filas],
            movidas: vec![],
        }
    }

    pub(super) fn add(&mut self, filas: &[Fila], entradas: &[(u32, i32)], signo: i32) {
        for (fila, cuanto) in entradas {
            if filas[at(*fila)].oculta.is_none() {
                if self.cuentas[at(*fila)] == 0 {
                    self.movidas.push(*fila);
                }
                self.cuentas[at(*fila)] += signo * cuanto;
            }
        }
        if self.movidas.len() > 256 {
            let cuentas = &self.cuentas;
            self.movidas.retain(|fila| cuentas[at(*fila)] != 0);
            self.movidas.sort_unstable();
            self.movidas.dedup();
        }
    }

    pub(super) fn off_by(&self, fila: usize) -> i32 {
        self.cuentas[fila]
    }

    /// The rows that are not as published, ascending, and by how much.
    pub(super) fn off(&self) -> Vec<(u32, i32)> {
        let mut filas: Vec<u32> = self.movidas.clone();
        filas.sort_unstable();
        filas.dedup();
        let con = filas.into_iter().map(|fila| (fila, self.cuentas[at(fila)]));
        con.filter(|(_, cuanto)| *cuanto != 0).collect()
    }

    /// How much more (or less) would be off with some change.
    fn worse(&self, filas: &[Fila], entradas: &[(u32, i32)]) -> i32 {
        let suma = entradas.iter().map(|(fila, cuanto)| {
            let antes = self.cuentas[at(*fila)];
            if filas[at(*fila)].oculta.is_none() {
                (antes + cuanto).abs() - antes.abs()
            } else {
                0
            }
        });
        suma.sum()
    }
}

pub(super) struct Buscador<'a> {
    pub(super) filas: &'a Filas<'a>,
    pub(super) columnas: &'a Columnas,
    pub(super) saldo: Saldo,
    trabajo: usize,
}

/// What becomes of a movement: whether that is enough.
type Prueba<'a> = dyn FnMut(&[u32]) -> bool + 'a;

impl<'a> Buscador<'a> {
    pub(super) fn new(filas: &'a Filas<'a>, columnas: &'a Columnas) -> Self {
        Self {
            filas,
            columnas,
            saldo: Saldo::new(filas.todas.len()),
            trabajo: 0,
        }
    }

    /// What a column does to a number.
    pub(super) fn effect(&self, forma: &Forma, columna: u32) -> i64 {
        let termino =
            |(fila, n): &(usize, i64)| n * i64::from(self.columnas.moves(columna, row(*fila)));
        forma.terminos.iter().map(termino).sum()
    }

    /// The columns that move a number in a direction, those that disturb least first.
    pub(super) fn starts(&self, forma: &Forma, signo: i64) -> Vec<u32> {
        let suyas = forma.terminos.iter();
        let mut todas: Vec<u32> = suyas
            .flat_map(|(fila, _)| self.columnas.de_fila[*fila].iter().flatten().copied())
            .collect();
        todas.sort_unstable();
        todas.dedup();
        todas.retain(|columna| self.effect(forma, *columna) * signo > 0);
        let disturbs = |columna: &u32| -> i32 {
            let suyas = self.columnas.of(*columna).iter();
            suyas
                .filter(|(fila, _)| self.filas.todas[at(*fila)].oculta.is_none())
                .map(|(_, cuanto)| cuanto.abs())
                .sum()
        };
        todas.sort_by_cached_key(|columna| (disturbs(columna), *columna));
        todas
    }

    /// Looks for movements that move a number in a direction until one is enough, or so many look-ups are made.
    pub(super) fn search(
        &mut self,
        forma: &Forma,
        signo: i64,
        trabajo: usize,
        prueba: &mut Prueba,
    ) -> bool {
        self.trabajo = trabajo;
        let inicios = self.starts(forma, signo);
        for i in &inicios {
            let suma = self.columnas.publica[at(*i)];
            if (suma == 0 && prueba(&[*i])) || self.close(forma, signo, &[*i], suma, prueba) {
                return true;
            }
        }
        for hondura in [0, SIGUEN.len()] {
            let hasta = if hondura == 0 { inicios.len() } else { INICIOS };
            for i in inicios.iter().take(hasta) {
                if self.trabajo == 0 {
                    return false;
                }
                self.saldo.add(&self.filas.todas, self.columnas.of(*i), 1);
                let bien = self.deepen(forma, signo, &mut vec![*i], hondura, prueba);
                self.saldo.add(&self.filas.todas, self.columnas.of(*i), -1);
                if bien {
                    return true;
                }
            }
        }
        false
    }

    /// Looks up the last change of a movement.
    fn close(
        &mut self,
        forma: &Forma,
        signo: i64,
        hasta: &[u32],
        suma: u64,
        prueba: &mut Prueba,
    ) -> bool {
        self.trabajo = self.trabajo.saturating_sub(1);
        let ultimas = self.columnas.doing(suma.wrapping_neg());
        if ultimas.is_empty() {
            return false;
        }
        let antes: i64 = hasta.iter().map(|c| self.effect(forma, *c)).sum();
        for (_, ultima) in ultimas.iter().take(CONTRA) {
            if (antes + self.effect(forma, *ultima)) * signo > 0 {
                let mut movimiento = hasta.to_vec();
                movimiento.push(*ultima);
                if prueba(&movimiento) {
                    return true;
                }
            }
        }
        false
    }

    /// The columns that move the row that fewest can put right, the right way.
    fn against(&self, fuera: &[(u32, i32)]) -> &'a [u32] {
        let contrarias = |(fila, cuanto): &(u32, i32)| self.righting(*fila, *cuanto);
        let todas = fuera.iter().map(contrarias);
        todas.min_by_key(|columnas| columnas.len()).unwrap_or(&[])
    }

    /// The columns that move a row against what is off.
    pub(super) fn righting(&self, fila: u32, cuanto: i32) -> &'a [u32] {
        &self.columnas.de_fila[at(fila)][usize::from(cuanto < 0)]
    }

    fn deepen(
        &mut self,
        forma: &Forma,
        signo: i64,
        hasta: &mut Vec<u32>,
        hondura: usize,
        prueba: &mut Prueba,
    ) -> bool {
        let fuera = self.saldo.off();
        let contrarias = self.against(&fuera);
        let salto = contrarias.len().div_ceil(CONTRA).max(1);
        let contrarias = || contrarias.iter().step_by(salto);
        let suma = |c: &u32| self.columnas.publica[at(*c)];
        let llevan = hasta.iter().map(suma).fold(0, u64::wrapping_add);
        for contraria in contrarias() {
            if self.trabajo == 0 {
                return false;
            }
            let junta = llevan.wrapping_add(self.columnas.publica[at(*contraria)]);
            hasta.push(*contraria);
            let bien = self.close(forma, signo, hasta, junta, prueba);
            hasta.pop();
            if bien {
                return true;
            }
        }
        if hondura == 0 {
            return false;
        }
        let filas = &self.filas.todas;
        let mut mejores: Vec<(i32, u32)> = contrarias()
            .map(|c| (self.saldo.worse(filas, self.columnas.of(*c)), *c))
            .collect();
        mejores.sort_unstable();
        self.trabajo = self.trabajo.saturating_sub(3 * mejores.len());
        for (_, contraria) in mejores.into_iter().take(SIGUEN[hondura - 1]) {
            self.saldo.add(filas, self.columnas.of(contraria), 1);
            hasta.push(contraria);
            let bien = self.deepen(forma, signo, hasta, hondura - 1, prueba);
            hasta.pop();
            self.saldo.add(filas, self.columnas.of(contraria), -1);
            if bien {
                return true;
            }
        }
        false
    }
}
