//! The work that looking for registers may take, so that it ends: counted, and not timed, so that it is the same everywhere.

use std::cell::Cell;

use super::columnas::Columnas;

/// What may be spent before programs are few and small: in any register, and for each column that it has. After as much
/// again there are no more programs, but for numbers one by one.
const HOLGADO: u64 = 60_000_000;
const POR_COLUMNA: u64 = 500;
/// What may be spent on one number in the end, and on all of them.
const DE_UNO: u64 = 10_000_000;
const DE_TODOS: u64 = 60_000_000;

/// Changes that are weighed in all to go on step by step.
const PESADOS: u64 = 150_000_000;
/// Those of them that there are at least where more may be spent.
const PESADOS_MAS: u64 = 5_000_000;

/// What has been spent on programs, in pivots times columns, and what may be.
pub(super) struct Gasto {
    hasta_hoy: Cell<u64>,
    holgado: u64,
    tope: u64,
    /// What is left for numbers one by one.
    reserva: u64,
    /// Changes that have been weighed.
    pesados: Cell<u64>,
}

impl Gasto {
    pub(super) fn new(columnas: &Columnas) -> Self {
        let columnas = wide(columnas.origenes.len());
        let holgado = HOLGADO.saturating_add(POR_COLUMNA.saturating_mul(columnas));
        Self {
            hasta_hoy: Cell::new(0),
            holgado,
            tope: holgado.saturating_mul(2),
            reserva: DE_TODOS,
            pesados: Cell::new(0),
        }
    }

    /// Whether little may be spent.
    pub(super) fn high(&self) -> bool {
        self.hasta_hoy.get() > self.holgado
    }

    /// Whether nothing may be spent.
    pub(super) fn over(&self) -> bool {
        self.hasta_hoy.get() > self.tope
    }

    /// Whether no more changes are weighed.
    pub(super) fn walked_enough(&self) -> bool {
        self.pesados.get() > PESADOS
    }

    pub(super) fn walk(&self, pesados: u64) {
        let hasta_hoy = self.pesados.get();
        self.pesados.set(hasta_hoy.saturating_add(pesados));
    }

    /// A little may be spent from now on, as long as there is any in reserve.
    pub(super) fn renew(&mut self) {
        let hasta_hoy = self.hasta_hoy.get();
        self.reserva += self.tope.saturating_sub(hasta_hoy).min(DE_UNO);
        let suyo = self.reserva.min(DE_UNO);
        self.reserva -= suyo;
        self.tope = hasta_hoy + suyo;
        self.holgado = self.tope;
    }

    /// So much may be spent from now on, whatever is in reserve.
    pub(super) fn grant(&mut self, cuanto: u64) {
        self.tope = self.hasta_hoy.get().saturating_add(cuanto);
        self.holgado = self.tope;
        let pesados = self.pesados.get().min(PESADOS - PESADOS_MAS);
        self.pesados.set(pesados);
    }

    pub(super) fn add(&self, pivotes: u64, columnas: usize) {
        let suyo = pivotes.saturating_mul(wide(columnas));
        self.hasta_hoy
            .set(self.hasta_hoy.get().saturating_add(suyo));
    }
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).expect("a length fits in 64 bits")
}
