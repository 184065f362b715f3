//! What is withheld so that a number is hidden: what stands in the way of a register, and what bounds give away.

use super::Prueba;

/// Remedies that are tried for one number.
const REMEDIOS: usize = 3;
/// Published cells that are tried one by one to see whether without them bounds leave a number open.
const PROBADAS: usize = 40;

impl Prueba<'_> {
    /// Withholds what stands in the way of registers that hide a number, until there are, for so many points each time.
    /// Whether there are.
    pub(super) fn settle(&mut self, forma: usize, hasta: u64) -> bool {
        for _ in 0..REMEDIOS {
            if self.registros.pursue(forma, false) {
                return true;
            }
            let Some(remedio) = self.registros.remedy(forma, &self.costo) else {
                return false;
            };
            let Some(precio) = remedio.precio else {
                if hasta == u64::MAX {
                    self.obligadas.push((forma, remedio.filas));
                }
                return false;
            };
            if precio > hasta || !(remedio.whole() || hasta == u64::MAX) {
                return false;
            }
            self.presupuesto = self.presupuesto.saturating_sub(precio);
            self.withhold(&remedio.filas);
            self.registros.apply(remedio);
        }
        self.registros.pursue(forma, false)
    }

    /// Whether bounds alone give a number away.
    pub(super) fn given_away(&mut self, forma: usize) -> bool {
        let forma = self.registros.forma(forma);
        let ancho = i64::try_from(self.trabajo.plan.ancho).unwrap_or(i64::MAX);
        self.lector.tighten().is_err()
            || forma.given_away(self.lector.interval(&forma.terminos), ancho)
    }

    /// Withholds what gives a number away that no register hides, as long as bounds do.
    pub(super) fn close(&mut self, forma: usize) {
        while !self.registros.pursue(forma, false) && self.given_away(forma) {
            let celdas = self.registros.forma(forma).terminos.iter();
            let celdas: Vec<usize> = celdas.map(|(fila, _)| *fila).collect();
            let culpables = self.lector.because(&celdas);
            let pagables = culpables.iter();
            let pagables = pagables.filter_map(|fila| Some((self.costo[*fila]?, *fila)));
            let mut pagables: Vec<(u64, usize)> = pagables.collect();
            pagables.sort_unstable();
            // Whatever alone leaves it open; else, the cheapest that bounds it.
            let sola = pagables.iter().take(PROBADAS).find(|(_, fila)| {
                let antes = self.lector.put_away(*fila);
                let abierta = !self.given_away(forma);
                self.lector.put_back(*fila, antes);
                abierta
            });
            let Some((_, fila)) = sola.or(pagables.first()).copied() else {
                self.obligadas.push((forma, culpables));
                return;
            };
            self.withhold(&[fila]);
        }
    }

    /// Withholds what stands in the way of registers that hide the numbers that are left, whatever it costs.
    pub(super) fn settle_rest(&mut self) {
        for forma in self.registros.open() {
            self.registros.renew();
            self.settle(forma, u64::MAX);
        }
    }
}
