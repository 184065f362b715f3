//! What stands in the way of a proof: the published cells that the cheapest unfinished movement disturbs.

use super::busqueda::Buscador;
use super::filas::at;
use super::forma::Forma;

/// Unfinished movements that are followed at a time.
const ANCHURA: usize = 48;
/// Changes that a movement may have.
const HONDURA: usize = 5;
/// What disturbing costs that must stay as it is.
const NUNCA: u64 = 1 << 32;

/// Changes that are tried against a row, at most.
const CONTRA: usize = 600;

/// Unfinished: what it costs, and its changes.
type Intento = (u64, Vec<u32>);

impl Buscador<'_> {
    /// Sets of published rows without which some changes would move a number, the cheapest first; none if only what must
    /// stay published stands in the way. `costo`: by row, what withholding it costs; nothing if it must not be.
    pub(super) fn remedies(
        &mut self,
        forma: &Forma,
        signo: i64,
        costo: &[Option<u64>],
    ) -> Vec<(u64, Vec<u32>)> {
        let mut frente: Vec<Intento> = Vec::new();
        for inicio in self.starts(forma, signo) {
            frente.push((self.price(0, inicio, costo), vec![inicio]));
        }
        keep(&mut frente);
        // What disturbs nothing has been tried.
        let payable = |(precio, _): &&Intento| (1..NUNCA).contains(precio);
        let mut mejores: Vec<Intento> = frente.iter().filter(payable).cloned().collect();
        for _ in 1..HONDURA {
            frente = self.next(forma, signo, &frente, costo);
            if frente.is_empty() {
                break;
            }
            mejores.extend(frente.iter().filter(payable).cloned());
            keep(&mut mejores);
        }
        let rows = |(precio, columnas): Intento| {
            self.load(&columnas, 1);
            let fuera = self.saldo.off();
            self.load(&columnas, -1);
            (precio, fuera.into_iter().map(|(fila, _)| fila).collect())
        };
        mejores.into_iter().map(rows).collect()
    }

    /// The same with one change more, against the row that costs most.
    fn next(
        &mut self,
        forma: &Forma,
        signo: i64,
        frente: &[Intento],
        costo: &[Option<u64>],
    ) -> Vec<Intento> {
        let mut siguientes: Vec<Intento> = Vec::new();
        for (precio, columnas) in frente.iter().filter(|(precio, _)| *precio > 0) {
            self.load(columnas, 1);
            // What must stay first.
            let fuera = self.saldo.off();
            let price = |(fila, _): &(u32, i32)| costo[at(*fila)].unwrap_or(NUNCA);
            if let Some((fila, cuanto)) = fuera.iter().max_by_key(|f| (price(f), f.0)) {
                let mueve: i64 = columnas.iter().map(|c| self.effect(forma, *c)).sum();
                let contrarias = self.righting(*fila, *cuanto);
                let salto = contrarias.len().div_ceil(CONTRA).max(1);
                for contraria in contrarias.iter().step_by(salto) {
                    let precio = self.price(*precio, *contraria, costo);
                    let tope = siguientes.get(ANCHURA - 1).map_or(u64::MAX, |(p, _)| *p);
                    if precio < tope && (mueve + self.effect(forma, *contraria)) * signo > 0 {
                        let mut otra = columnas.clone();
                        otra.push(*contraria);
                        siguientes.push((precio, otra));
                    }
                }
                keep(&mut siguientes);
            }
            self.load(columnas, -1);
        }
        siguientes
    }

    fn load(&mut self, columnas: &[u32], signo: i32) {
        for columna in columnas {
            self.saldo
                .add(&self.filas.todas, self.columnas.of(*columna), signo);
        }
    }

    /// What it costs to leave published rows off, with one change more than those that cost so much.
    fn price(&self, antes: u64, columna: u32, costo: &[Option<u64>]) -> u64 {
        let mut precio = antes;
        for (fila, cuanto) in self.columnas.of(columna) {
            let fila = at(*fila);
            if self.filas.todas[fila].oculta.is_some() {
                continue;
            }
            let suyo = costo[fila].unwrap_or(NUNCA);
            match (self.saldo.off_by(fila), self.saldo.off_by(fila) + cuanto) {
                (0, _) => precio += suyo,
                (_, 0) => precio -= suyo,
                _ => {}
            }
        }
        precio
    }
}

fn keep(frente: &mut Vec<Intento>) {
    frente.sort_unstable();
    frente.dedup();
    frente.truncate(ANCHURA);
}
