//! The way from the register that was counted to one that hides a number, movement by movement.

use super::columnas::Columnas;
use super::conocidos::Conocidos;
use super::estado::{Estado, Outcome};
use super::filas::{Filas, row};
use super::forma::Forma;
use super::padron::Padron;

/// Movements that are tried to make up for what another one takes away, by how many more may follow.
const ARREGLOS: [usize; 3] = [3, 5, 10];
/// Movements that are looked at for that.
const MIRADOS: usize = 60;

pub(super) struct Camino<'a> {
    pub(super) filas: &'a Filas<'a>,
    pub(super) padron: &'a Padron,
    pub(super) columnas: &'a Columnas,
    pub(super) conocidos: &'a Conocidos,
    pub(super) estado: Estado,
    /// Movements that were made and are not known yet.
    pub(super) nuevos: Vec<Vec<u32>>,
    /// How many may still be tried.
    pub(super) intentos: usize,
}

impl Camino<'_> {
    /// What a number is by now.
    pub(super) fn value(&self, forma: &Forma) -> i64 {
        forma.value(|fila| self.estado.count(self.filas, fila))
    }

    /// Makes a movement, with others that make up for what it takes from where nobody may be missing. Whether it was
    /// made.
    pub(super) fn go(&mut self, forma: &Forma, signo: i64, movimiento: &[u32]) -> bool {
        self.attempt(forma, signo, &mut movimiento.to_vec(), ARREGLOS.len())
    }

    fn attempt(&mut self, forma: &Forma, signo: i64, todo: &mut Vec<u32>, arreglos: usize) -> bool {
        if self.intentos == 0 {
            return false;
        }
        self.intentos -= 1;
        let hecho = self
            .estado
            .apply(self.filas, self.padron, self.columnas, todo);
        let falta = match hecho {
            Outcome::Hecho => {
                if self.nuevos.last() != Some(todo) {
                    self.nuevos.push(todo.clone());
                }
                return true;
            }
            Outcome::Falta(fila) if arreglos > 0 => fila,
            Outcome::Falta(_) | Outcome::Nadie => return false,
        };
        let conocidos = self.conocidos;
        let effect = |columna: &u32| -> i64 {
            forma.value(|fila| i64::from(self.columnas.moves(*columna, row(fila))))
        };
        let mueve: i64 = todo.iter().map(effect).sum();
        let sirven = conocidos
            .raising(falta)
            .take(MIRADOS)
            .filter(|arreglo| (mueve + arreglo.moves(forma)) * signo > 0)
            .take(ARREGLOS[arreglos - 1]);
        for arreglo in sirven {
            let antes = todo.len();
            todo.extend(&arreglo.columnas);
            if self.attempt(forma, signo, todo, arreglos - 1) {
                return true;
            }
            todo.truncate(antes);
        }
        false
    }
}
