//! The last look at numbers that no register hides: whether all that is published, taken together, gives them away.

use super::Supresion;
use crate::proteccion::lector::{Meta, Sondeo};
use crate::proteccion::registros::{Exige, Forma};

/// What is given up, in points, for a cell that must be published, when it is asked which ones give something away.
const OBLIGADA: u64 = 100_000;

impl Supresion<'_> {
    /// Withholds what gives numbers away together, which no bound does by itself, until nothing does.
    pub(super) fn close_together(&mut self) {
        self.sin_ver.clear();
        let mut pendientes = self.registros.open();
        // Programs are not asked of what nobody declares: they would be several times as large.
        pendientes.retain(|forma| self.registros.sought(*forma));
        while !pendientes.is_empty() {
            let dichas = self.given_away_together(&pendientes);
            pendientes.clear();
            for (forma, cota) in dichas {
                if self.loosen(forma, cota) {
                    pendientes.push(forma);
                } else {
                    self.dadas.insert(forma);
                }
            }
            let antes = self.secretos.len();
            if !pendientes.is_empty() && self.list_again() {
                pendientes.extend(antes..self.secretos.len());
            }
            pendientes.retain(|forma| !self.registros.proven(*forma));
        }
    }

    /// The numbers of some that programs give away, and what they are then between.
    fn given_away_together(&mut self, formas: &[usize]) -> Vec<(usize, (i64, i64))> {
        if self.lector.tighten().is_err() {
            self.sin_ver.extend(formas);
            return vec![];
        }
        let ancho = self.width();
        let formas: Vec<(usize, &Forma)> = formas
            .iter()
            .map(|forma| (*forma, self.registros.forma(*forma)))
            .collect();
        let numeros: Vec<&[(usize, i64)]> = formas
            .iter()
            .map(|(_, forma)| &forma.terminos[..])
            .collect();
        let mut sondeo = self.lector.sondeo();
        sondeo.mix(&numeros);
        let mut dichas = vec![];
        for (i, forma) in formas {
            match known(&mut sondeo, forma, ancho) {
                Sabido::Entre(cota) if forma.given_away(cota, ancho) => dichas.push((i, cota)),
                Sabido::Entre(_) | Sabido::Abierto => {}
                Sabido::Nada => {
                    self.sin_ver.insert(i);
                }
            }
        }
        dichas
    }

    pub(super) fn width(&self) -> i64 {
        let ancho = i64::try_from(self.trabajo.plan.ancho);
        ancho.expect("a plan bounds its width")
    }

    /// Withholds published cells so that a number is open that is known to be between some. Whether any are.
    fn loosen(&mut self, forma: usize, (bajo, alto): (i64, i64)) -> bool {
        let Forma { terminos, exige } = self.registros.forma(forma).clone();
        let ancho = self.width();
        let metas = match exige {
            Exige::Ancho => vec![Meta::AlMenos(bajo + ancho), Meta::AlMas(alto - ancho)],
            Exige::Nadie | Exige::Quizas => vec![Meta::AlMas(0), Meta::AlMenos(bajo + ancho)],
            Exige::Alguien => vec![Meta::AlMenos(1)],
        };
        let (trabajo, costo, filas) = (self.trabajo, &self.costo, &self.registros.filas);
        let precio = |fila: usize| {
            let obligada = trabajo.obliges(&filas.todas[fila]);
            costo[fila].or(obligada.then_some(OBLIGADA))
        };
        let Some(celdas) = self.lector.remedy(&terminos, &metas, precio) else {
            return false;
        };
        if celdas.iter().any(|fila| self.costo[*fila].is_none()) {
            self.obligadas.push((forma, celdas));
            return false;
        }
        !self.withhold(&celdas).is_empty()
    }
}

/// What programs say of a number.
enum Sabido {
    /// Points show that it is open.
    Abierto,
    /// What it is between.
    Entre((i64, i64)),
    /// Nothing: they were not asked, or did not answer.
    Nada,
}

fn known(sondeo: &mut Sondeo, forma: &Forma, ancho: i64) -> Sabido {
    let terminos = &forma.terminos[..];
    let open = |cota: (i64, i64)| cota.0 <= cota.1 && !forma.given_away(cota, ancho);
    if sondeo.seen(terminos).is_some_and(open) {
        return Sabido::Abierto;
    }
    let bajo = sondeo.furthest(terminos, false);
    if sondeo.seen(terminos).is_some_and(open) {
        return Sabido::Abierto;
    }
    match bajo.zip(sondeo.furthest(terminos, true)) {
        Some(cota) => Sabido::Entre(cota),
        None => Sabido::Nada,
    }
}
