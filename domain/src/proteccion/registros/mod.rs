//! Registers that give everything that an edition publishes, and differ in what it does not: what proves that nobody
//! can know it.
//!
//! What a reader sees is a function of a register: persons with sex, age and attentions. A number is safe if there are
//! two registers that give every published cell, and at least 1 in the withheld ones, and differ in it by the width:
//! whatever anybody deduces from what is published and from anything that is true of registers holds in both. No list
//! of inequalities is needed, and none can be incomplete.
//!
//! The search changes few persons of the register that was counted ([`columnas`], [`busqueda`], [`estado`]); it may
//! fail, and not lie, because each register that it finds is counted again by [`recuento`].

mod busqueda;
mod camino;
mod columnas;
mod conocidos;
mod estado;
mod filas;
mod forma;
mod padron;
mod recuento;
mod remedio;
mod secretos;
mod sumador;
#[cfg(test)]
mod tests;
mod vecinas;

use busqueda::Buscador;
use camino::Camino;
use columnas::Columnas;
use conocidos::Conocidos;
use estado::Estado;
pub(crate) use filas::{Fila, Filas};
use forma::Visto;
pub(crate) use forma::{Exige, Forma};
pub(crate) use padron::{Alguien, Padron};
use recuento::Persona;
pub(crate) use secretos::{Secreto, secrets};

/// What is proven of an edition, and by which registers.
pub(crate) struct Registros<'a> {
    pub(crate) filas: Filas<'a>,
    padron: Padron,
    columnas: Columnas,
    formas: Vec<Forma>,
    vistos: Vec<Visto>,
    /// By row: the numbers that it is part of.
    de_fila: Vec<Vec<usize>>,
    ancho: i64,
    conocidos: Conocidos,
}

/// What is published, seen and known at some moment.
pub(crate) struct Punto {
    filas: Vec<Fila>,
    vistos: Vec<Visto>,
    conocidos: (usize, usize),
}

/// Look-ups that all numbers may take together, and one of them at least and at most.
const TRABAJO: usize = 12_000_000;
const TRABAJO_DE_UNO: (usize, usize) = (15_000, 200_000);
/// Look-ups for each movement that a number may try.
const POR_INTENTO: usize = 50;

impl<'a> Registros<'a> {
    /// Nothing if the register does not give what the edition says.
    pub(crate) fn new(
        filas: Filas<'a>,
        mut padron: Padron,
        formas: Vec<Forma>,
        ancho: u64,
    ) -> Option<Self> {
        if !whole(&filas, &padron) {
            return None;
        }
        let columnas = Columnas::new(&filas, &mut padron);
        let mut de_fila = vec![vec![]; filas.todas.len()];
        for (f, forma) in formas.iter().enumerate() {
            for (fila, _) in &forma.terminos {
                de_fila[*fila].push(f);
            }
        }
        let verdad = |forma: &Forma| forma.value(|fila| filas.todas[fila].verdad);
        let vistos = formas.iter().map(verdad);
        let vistos = vistos.map(|n| Visto { bajo: n, alto: n }).collect();
        let conocidos = Conocidos::new(&filas, &columnas);
        Some(Self {
            conocidos,
            vistos,
            formas,
            de_fila,
            filas,
            padron,
            columnas,
            ancho: i64::try_from(ancho).unwrap_or(i64::MAX),
        })
    }

    pub(crate) fn proven(&self, forma: usize) -> bool {
        self.formas[forma].proven(self.vistos[forma], self.ancho)
    }

    /// The numbers that no registers hide.
    pub(crate) fn open(&self) -> Vec<usize> {
        let todas = 0..self.formas.len();
        todas.filter(|forma| !self.proven(*forma)).collect()
    }

    /// Looks for registers that hide each number.
    pub(crate) fn search(&mut self) {
        for forma in 0..self.formas.len() {
            if !self.proven(forma) {
                self.pursue(forma);
            }
        }
    }

    /// Looks for registers that hide a number. Whether there are.
    pub(crate) fn pursue(&mut self, forma: usize) -> bool {
        let signos: &[i64] = match self.formas[forma].exige {
            Exige::Ancho => &[1, -1],
            Exige::Nadie => &[-1, 1],
            Exige::Alguien => &[1],
        };
        for signo in signos {
            if self.proven(forma) {
                break;
            }
            self.push(forma, *signo);
        }
        self.proven(forma)
    }

    /// Moves a number in one direction as far as it must go.
    fn push(&mut self, f: usize, signo: i64) {
        let forma = &self.formas[f];
        let visto = self.vistos[f];
        let ancho = self.ancho;
        let (menos, mas) = TRABAJO_DE_UNO;
        let trabajo = (TRABAJO / self.formas.len()).clamp(menos, mas);
        let enough = |valor: i64| {
            let nuevo = Visto {
                bajo: visto.bajo.min(valor),
                alto: visto.alto.max(valor),
            };
            forma.proven(nuevo, ancho)
        };
        let mut camino = Camino {
            filas: &self.filas,
            padron: &self.padron,
            columnas: &self.columnas,
            conocidos: &self.conocidos,
            estado: Estado::new(&self.filas),
            nuevos: vec![],
            intentos: trabajo / POR_INTENTO,
        };
        let mut done = false;
        for conocido in self.conocidos.moving(forma, signo) {
            while !done && camino.go(forma, signo, &conocido.columnas) {
                done = enough(camino.value(forma));
            }
            if done {
                break;
            }
        }
        if !done {
            let mut buscador = Buscador::new(&self.filas, &self.columnas);
            buscador.search(forma, signo, trabajo, &mut |movimiento| {
                let mut bien = false;
                while !bien && camino.go(forma, signo, movimiento) {
                    bien = enough(camino.value(forma));
                }
                bien || camino.intentos == 0
            });
        }
        let Camino { estado, nuevos, .. } = camino;
        self.see(&estado);
        for nuevo in nuevos {
            self.conocidos.learn(&self.columnas, nuevo);
        }
    }

    /// Sets of published cells that stand in the way of a register that hides a number, the cheapest first, and what
    /// withholding each set costs. `costo`: by row, what withholding it costs; nothing if it must not be.
    pub(crate) fn remedies(&self, forma: usize, costo: &[Option<u64>]) -> Vec<(u64, Vec<usize>)> {
        let signos: &[i64] = match self.formas[forma].exige {
            Exige::Ancho => &[1, -1],
            Exige::Nadie => &[-1],
            Exige::Alguien => &[1],
        };
        let mut buscador = Buscador::new(&self.filas, &self.columnas);
        let mut todos = vec![];
        for signo in signos {
            for (precio, filas) in buscador.remedies(&self.formas[forma], *signo, costo) {
                todos.push((precio, filas.into_iter().map(filas::at).collect()));
            }
        }
        todos.sort_unstable();
        todos.dedup();
        todos
    }

    /// Where it is, to come back to it.
    pub(crate) fn save(&self) -> Punto {
        Punto {
            filas: self.filas.todas.clone(),
            vistos: self.vistos.clone(),
            conocidos: self.conocidos.mark(),
        }
    }

    /// Publishes again what was withheld since, and forgets what was found since.
    pub(crate) fn restore(&mut self, punto: Punto) {
        self.filas.todas = punto.filas;
        self.vistos = punto.vistos;
        self.conocidos.cut(punto.conocidos);
        self.columnas.rehash(&self.filas);
    }

    /// Withholds some cells that are published.
    pub(crate) fn withhold(&mut self, filas: &[usize]) {
        filas.iter().for_each(|fila| self.filas.withhold(*fila));
        self.columnas.rehash(&self.filas);
        self.conocidos.refresh(&self.columnas);
    }

    /// The number itself.
    pub(crate) fn forma(&self, forma: usize) -> &Forma {
        &self.formas[forma]
    }

    /// Every number sees what a register holds of it, if that register, counted again, says what is published.
    fn see(&mut self, estado: &Estado) {
        if estado.pasos.is_empty() {
            return;
        }
        let Some(cuentas) = self.recount(estado) else {
            return;
        };
        let mut tocadas: Vec<usize> = cuentas
            .iter()
            .flat_map(|(fila, _)| &self.de_fila[*fila])
            .copied()
            .collect();
        tocadas.sort_unstable();
        tocadas.dedup();
        let cuenta = |fila: usize| {
            let i = cuentas.binary_search_by_key(&fila, |(f, _)| *f);
            i.map_or(self.filas.todas[fila].verdad, |i| cuentas[i].1)
        };
        for f in tocadas {
            let valor = self.formas[f].value(cuenta);
            let visto = &mut self.vistos[f];
            visto.bajo = visto.bajo.min(valor);
            visto.alto = visto.alto.max(valor);
        }
    }

    /// The counts of a register that differ from the truth, counted from its persons; nothing if it contradicts what is
    /// published.
    fn recount(&self, estado: &Estado) -> Option<Vec<(usize, i64)>> {
        let ejes = self.filas.ejes;
        let pasos = estado.changed(&self.padron);
        let full = |quien: &Alguien| self.padron.full(quien);
        let pasos: Vec<(Option<Persona>, Option<Persona>)> = pasos
            .iter()
            .map(|(de, a)| (de.map(full), a.as_ref().map(full)))
            .collect();
        let mut cuentas = Vec::new();
        for (i, fila) in self.filas.todas.iter().enumerate() {
            let how_many = |quien: &Option<Persona>| {
                quien
                    .as_ref()
                    .map_or(0, |q| recuento::counts(ejes, q, fila))
            };
            let cambio: i64 = pasos.iter().map(|(de, a)| how_many(a) - how_many(de)).sum();
            if cambio != 0 {
                if !recuento::fits(fila, fila.verdad + cambio) {
                    return None;
                }
                cuentas.push((i, fila.verdad + cambio));
            }
        }
        Some(cuentas)
    }
}

/// Whether the register that was counted gives what the edition says.
fn whole(filas: &Filas, padron: &Padron) -> bool {
    let mut cuentas = vec![0; filas.todas.len()];
    for (quien, cuantas) in &padron.quienes {
        let persona = padron.full(quien);
        for (cuenta, fila) in cuentas.iter_mut().zip(&filas.todas) {
            *cuenta += i64::from(*cuantas) * recuento::counts(filas.ejes, &persona, fila);
        }
    }
    let bien = |(fila, cuenta): (&Fila, &i64)| fila.verdad == *cuenta;
    filas.todas.iter().zip(&cuentas).all(bien)
}
