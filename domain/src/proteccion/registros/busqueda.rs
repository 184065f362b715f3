//! How registers are looked for that hide a number: those that were found are joined, and programs are asked for others;
//! and what stands in their way.

use super::camino::{self, Caminos};
use super::canje::Familia;
use super::columnas::Paso;
use super::contrarios::Contrarios;
use super::forma::Exige;
use super::obra::Insumos;
use super::programa::{Movimiento, Precio, Programa};
use super::{Registros, Remedio};

/// Registers that are joined for one number.
const JUNTOS: usize = 6;
/// Times that a number is gone on with, each otherwise; where few persons are, once in vain.
pub(super) const VUELTAS: u64 = 3;

impl Registros<'_> {
    /// Looks for registers that hide each number.
    pub(crate) fn search(&mut self) {
        for forma in 0..self.formas.len() {
            if !self.proven(forma) {
                self.pursue(forma, false);
            }
        }
    }

    /// Looks for registers that hide a number, with little work or more. Whether there are.
    pub(crate) fn pursue(&mut self, forma: usize, breve: bool) -> bool {
        if self.proven(forma) || !self.sought(forma) {
            return self.proven(forma);
        }
        // Steps are not for what is worth little work.
        if !breve && (self.walk(forma) || self.exchange(forma)) {
            return true;
        }
        for (signo, cuanto) in self.goals(forma) {
            if (!self.gasto.high() && self.join(forma, signo))
                || self.ask(forma, signo, cuanto, breve)
            {
                return true;
            }
        }
        // As far down as it goes, and the rest up.
        let lejos = self.reach(forma, -1).min(self.ancho - 1);
        if self.formas[forma].exige != Exige::Alguien {
            // What does not go down by one does not go down by more.
            let baja = self.goes_down(forma, 1)
                && (1..=lejos)
                    .rev()
                    .any(|cuanto| self.goes_down(forma, cuanto));
            if baja && !self.proven(forma) {
                let sube = self.goals(forma).into_iter().find(|(signo, _)| *signo > 0);
                if let Some((signo, cuanto)) = sube {
                    self.ask(forma, signo, cuanto, true);
                }
            }
        }
        self.proven(forma)
    }

    /// Goes on from what was counted, one movement after another, as far as a number goes, in each direction; and again,
    /// otherwise, as often as that takes it further. Whether that hides it.
    fn walk(&mut self, forma: usize) -> bool {
        let suyas = self.alike(forma);
        if self.gasto.walked_enough() || !self.andadas.insert(suyas) {
            return false;
        }
        if self.indice.is_none() {
            self.indice = Some(Contrarios::new(&self.filas, &self.columnas));
        }
        let en_vano = u64::from(camino::few(&self.padron));
        for semilla in 0..VUELTAS {
            let antes = self.vistos[forma];
            for signo in self.signs(forma) {
                if self.reach(forma, *signo) > 0 {
                    self.go(forma, *signo, semilla, None);
                }
                if self.proven(forma) {
                    return true;
                }
            }
            if self.vistos[forma] == antes && semilla >= en_vano {
                return false;
            }
        }
        false
    }

    /// The directions in which a number may go, that which is likelier to hide it first.
    pub(super) fn signs(&self, forma: usize) -> &'static [i64] {
        match self.formas[forma].exige {
            Exige::Alguien => &[1],
            Exige::Nadie | Exige::Quizas => &[-1, 1],
            Exige::Ancho => &[1, -1],
        }
    }

    /// One movement after another, in a direction; in a family of changes, or in all that are quiet. How many.
    pub(super) fn go(
        &mut self,
        forma: usize,
        signo: i64,
        semilla: u64,
        familia: Option<Familia>,
    ) -> i64 {
        let mut hechos: Vec<u32> = vec![];
        let mut lejos = 0;
        loop {
            let canje = familia.and_then(|familia| self.canjes.get(familia));
            let (columnas, indice, haz) = match (canje, &self.indice) {
                (Some(canje), _) => (&canje.columnas, &canje.indice, camino::HAZ_DE_CANJE),
                (None, Some(indice)) if familia.is_none() => {
                    (&self.columnas, indice, camino::beam(&self.padron))
                }
                (None, _) => return lejos,
            };
            let materia = Insumos {
                columnas,
                ..self.materia()
            };
            let mut caminos = Caminos::new(materia, indice, &self.formas[forma], signo, haz);
            let hallado = caminos.further(&hechos, semilla);
            self.gasto.walk(caminos.pesados);
            let Some(hallado) = hallado else {
                return lejos;
            };
            if !self.see(hallado.pasos) {
                return lejos;
            }
            lejos += 1;
            if self.proven(forma) {
                return lejos;
            }
            hechos = hallado.cambios;
        }
    }

    /// What a number is a sum of, if rows that every change moves alike are one.
    pub(super) fn alike(&self, forma: usize) -> Vec<(usize, i64)> {
        let terminos = self.formas[forma].terminos.iter();
        let mut suyas: Vec<(usize, i64)> = terminos
            .map(|(fila, n)| (self.iguales[*fila], *n))
            .collect();
        suyas.sort_unstable();
        suyas
    }

    pub(super) fn materia(&self) -> Insumos<'_> {
        Insumos {
            filas: &self.filas,
            padron: &self.padron,
            columnas: &self.columnas,
        }
    }

    /// Whether a register is known in which a number is so much less, or is found with little work.
    fn goes_down(&mut self, forma: usize, cuanto: i64) -> bool {
        let down = |esto: &Self| esto.truth(forma) - esto.vistos[forma].bajo >= cuanto;
        down(self) || self.ask(forma, -1, cuanto, true) || down(self)
    }

    pub(super) fn truth(&self, forma: usize) -> i64 {
        self.formas[forma].value(|fila| self.filas.todas[fila].verdad)
    }

    /// Directions in which a number could go, and how far it would have to.
    pub(super) fn goals(&self, forma: usize) -> Vec<(i64, i64)> {
        let (verdad, visto) = (self.truth(forma), self.vistos[forma]);
        let sube = (1, visto.bajo + self.ancho - verdad);
        let baja = (-1, verdad - (visto.alto - self.ancho));
        match self.formas[forma].exige {
            Exige::Ancho => vec![sube, baja],
            Exige::Nadie | Exige::Quizas => vec![(-1, verdad), sube],
            Exige::Alguien => vec![(1, 1)],
        }
    }

    /// Looks for a register in which a number is so much more, or less. Whether that hides it.
    fn ask(&mut self, forma: usize, signo: i64, cuanto: i64, breve: bool) -> bool {
        let pregunta = Movimiento::new(&self.formas[forma], signo, cuanto, breve);
        if cuanto <= 0 || self.reach(forma, signo) < cuanto {
            return false;
        }
        // The same persons may be in several rows: what was asked of one need not be asked of the others.
        let suyas = self.alike(forma);
        if !self.preguntadas.insert((suyas, signo, cuanto, breve)) {
            return false;
        }
        if let Some(pasos) = self.programa().solve(pregunta) {
            self.see(pasos);
        }
        self.proven(forma)
    }

    fn programa(&self) -> Programa<'_> {
        Programa {
            gasto: &self.gasto,
            materia: self.materia(),
            eleccion: &self.eleccion,
        }
    }

    /// How far a number can go at all, given what is known of each of its rows.
    pub(super) fn reach(&self, forma: usize, signo: i64) -> i64 {
        let terminos = self.formas[forma].terminos.iter();
        let suyo = |(fila, n): &(usize, i64)| {
            let fila = &self.filas.todas[*fila];
            match fila.oculta {
                None => 0,
                Some(_) if n * signo > 0 => i64::MAX,
                Some(minimo) => (fila.verdad - minimo) * n.abs(),
            }
        };
        terminos.map(suyo).fold(0, i64::saturating_add)
    }

    /// Published cells without which a register would hide a number, as cheap as can be; nothing if none is found.
    /// `costo`: by row, what withholding it costs; nothing if it must not be. `hasta`: what one costs at most.
    pub(crate) fn remedy(
        &mut self,
        forma: usize,
        costo: &[Option<u64>],
        hasta: u64,
    ) -> Option<Remedio> {
        let precio = Precio { costo, hasta };
        // Exchanges first, which are few and soon asked.
        let mut mejor = self.remedy_by_exchange(forma, precio);
        for (signo, cuanto) in self.within_reach(forma) {
            if mejor.as_ref().is_some_and(Remedio::cheap) {
                break;
            }
            let pregunta = Movimiento::new(&self.formas[forma], signo, cuanto, false);
            let respuesta = self.programa().remedy(pregunta, precio);
            let remedio = respuesta.map(|respuesta| Remedio::new(respuesta, costo));
            let dear = |remedio: &Remedio| (remedio.precio, remedio.filas.len());
            mejor = mejor.into_iter().chain(remedio).min_by_key(dear);
        }
        mejor
    }

    /// Directions in which a number may go as far as it would have to: however much is withheld beside it, it goes no further
    /// than its own cells let it.
    pub(super) fn within_reach(&self, forma: usize) -> Vec<(i64, i64)> {
        let mut metas = self.goals(forma);
        metas.retain(|(signo, cuanto)| self.reach(forma, *signo) >= *cuanto);
        metas
    }

    /// Joins registers that were found, of other persons each, as long as a number moves on. Whether that hides it.
    pub(super) fn join(&mut self, forma: usize, signo: i64) -> bool {
        let suyos = self.fondo.moving(&self.filas, &self.formas[forma], signo);
        let suyos: Vec<Vec<Paso>> = suyos.iter().take(JUNTOS).map(|p| p.to_vec()).collect();
        let mut juntos: Vec<Paso> = vec![];
        for pasos in suyos {
            let antes = juntos.len();
            juntos.extend(&pasos);
            if antes == 0 {
                continue;
            }
            let caben = self.see(juntos.clone());
            if self.proven(forma) {
                return true;
            }
            if !caben {
                juntos.truncate(antes);
            }
        }
        false
    }
}
