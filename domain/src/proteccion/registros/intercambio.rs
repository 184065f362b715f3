//! How registers are looked for by exchanges: what few had in a place, or with a service, others have. Steps first, then programs;
//! and what stands in their way, which is little, since they disturb few rows.

use super::busqueda::VUELTAS;
use super::camino;
use super::canje::{self, Canje, Familia};
use super::obra::Insumos;
use super::programa::{Movimiento, Precio, Programa};
use super::{Registros, Remedio};

/// How much further than is known programs are asked to go, one after the other, and how many fail at most.
const ADELANTE: [i64; 4] = [1, 2, 3, 5];
const EN_VANO: u32 = 2;
/// Families that remedies are looked for in.
const CON_REMEDIO: usize = 3;

impl Registros<'_> {
    /// Exchanges what few had in a place with others, one family of changes after the other. Whether that hides a number.
    pub(super) fn exchange(&mut self, forma: usize) -> bool {
        // Where few persons are, all that they can change is there already.
        if camino::few(&self.padron) || !self.canjeadas.insert(self.alike(forma)) {
            return false;
        }
        let familias = canje::families(&self.filas, &self.formas[forma]);
        familias
            .into_iter()
            .any(|familia| self.exchange_in(forma, familia))
    }

    /// The same in one family: movements step by step, then programs of all its changes for one more each time.
    fn exchange_in(&mut self, forma: usize, familia: Familia) -> bool {
        self.canjes.make(&self.filas, &mut self.padron, familia);
        for signo in self.signs(forma) {
            if self.reach(forma, *signo) <= 0 {
                continue;
            }
            let mut lejos = 0;
            for semilla in 0..VUELTAS {
                if !self.proven(forma) {
                    lejos = lejos.max(self.go(forma, *signo, semilla, Some(familia)));
                }
            }
            lejos = lejos.max(self.exchange_further(forma, *signo, familia));
            // What other families do goes with it.
            if self.proven(forma) || (lejos > 0 && self.join(forma, *signo)) {
                return true;
            }
        }
        false
    }

    /// Programs of all the changes of a family, each for a little further than is known. How far the last one went that
    /// answered.
    fn exchange_further(&mut self, forma: usize, signo: i64, familia: Familia) -> i64 {
        let (mut lejos, mut en_vano) = (0, 0);
        for mas in ADELANTE {
            let suyo = self
                .goals(forma)
                .into_iter()
                .find(|(otro, _)| *otro == signo);
            let falta = suyo.map_or(0, |(_, cuanto)| cuanto);
            let cuanto = falta.min(self.gone(forma, signo) + mas);
            if self.proven(forma) || en_vano == EN_VANO {
                break;
            }
            if cuanto > 0 && self.exchange_so_far(forma, signo, cuanto, familia) {
                lejos = cuanto;
            } else {
                en_vano += 1;
            }
        }
        lejos
    }

    /// How far registers are known to move a number in a direction.
    fn gone(&self, forma: usize, signo: i64) -> i64 {
        let (verdad, visto) = (self.truth(forma), self.vistos[forma]);
        if signo > 0 {
            visto.alto - verdad
        } else {
            verdad - visto.bajo
        }
    }

    /// Whether a program of all the changes of a family moves a number so far.
    fn exchange_so_far(&mut self, forma: usize, signo: i64, lejos: i64, familia: Familia) -> bool {
        let Some(canje) = self.canjes.get(familia) else {
            return false;
        };
        if lejos > self.ancho || self.reach(forma, signo) < lejos {
            return false;
        }
        let pregunta = Movimiento::new(&self.formas[forma], signo, lejos, false);
        let programa = self.of_family(canje);
        let pasos = programa.exchange(pregunta, familia.vertices());
        pasos.is_some_and(|pasos| self.see(pasos))
    }

    /// Published cells without which exchanges would hide a number: the first ones that are found.
    pub(super) fn remedy_by_exchange(&mut self, forma: usize, precio: Precio) -> Option<Remedio> {
        if camino::few(&self.padron) {
            return None;
        }
        let familias = canje::families(&self.filas, &self.formas[forma]);
        familias.into_iter().take(CON_REMEDIO).find_map(|familia| {
            self.canjes.make(&self.filas, &mut self.padron, familia);
            let programa = self.of_family(self.canjes.get(familia)?);
            let metas = self.within_reach(forma).into_iter();
            let mut hallados = metas.filter_map(|(signo, cuanto)| {
                let pregunta = Movimiento::new(&self.formas[forma], signo, cuanto, false);
                programa.exchange_without(pregunta, precio)
            });
            let hallado = hallados.next()?;
            Some(Remedio::new(hallado, precio.costo))
        })
    }

    fn of_family<'a>(&'a self, canje: &'a Canje) -> Programa<'a> {
        Programa {
            gasto: &self.gasto,
            materia: Insumos {
                columnas: &canje.columnas,
                ..self.materia()
            },
            eleccion: &canje.eleccion,
        }
    }
}
