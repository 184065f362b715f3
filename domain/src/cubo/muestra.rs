//! Which persons of a register are kept one by one: all of a small register, and so many of a large one, however
//! large it is. Patterns go by once; those that are not kept are handed back, to be counted together.
//!
//! Of each row the patterns with the lowest digests are kept, so that of a row with few patterns all are, and so
//! are some of each leaf: those tell how few persons have had any set of leaves. Which are the lowest depends on what
//! the patterns are and not on the order in which they come.

use std::collections::HashMap;

use super::cuentas::Patron;

/// Patterns of whom somebody may change, at most. Registers with fewer are kept whole.
pub(super) const CAMBIAN: usize = 4_000;
/// Patterns that are kept of each row while they come, and of all rows where there are many rows.
const DE_FILA: usize = 40;
const DE_FILAS: usize = 60_000;

/// A pattern, and in how many lists it is.
struct Guardado {
    patron: Patron,
    huella: u128,
    filas: u32,
    hojas: u32,
}

/// The patterns of a row or a leaf with the lowest digests, ascending, by position among all.
#[derive(Clone)]
struct MasBajas {
    suyos: Vec<u32>,
    /// The highest digest, once the list is full.
    tope: u128,
}

impl MasBajas {
    const VACIA: Self = Self {
        suyos: vec![],
        tope: u128::MAX,
    };
}

/// What is kept of a register.
#[derive(Default)]
pub(super) struct Elegidos {
    /// Those who may change.
    pub(super) cambian: Vec<Patron>,
    /// Those who are only counted.
    pub(super) fijos: Vec<Patron>,
    /// Those who are counted together with all the others.
    pub(super) resto: Vec<Patron>,
}

/// Patterns while they come.
#[derive(Default)]
pub(super) struct Muestra {
    cambian: usize,
    de_fila: usize,
    de_hoja: usize,
    todos: Vec<Option<Guardado>>,
    libres: Vec<u32>,
    /// By digest. If two patterns ever had the same one, they would be taken for one, and the register would be found
    /// not to give its own counts.
    numeros: HashMap<u128, u32>,
    filas: Vec<MasBajas>,
    hojas: Vec<MasBajas>,
    /// Whether there have been more than may change.
    muchos: bool,
}

impl Muestra {
    /// Nobody yet, of so many rows. Of each leaf it keeps as many as the threshold: whoever has fewer knows them all.
    pub(super) fn new(cambian: usize, umbral: usize, filas: usize) -> Self {
        Self {
            cambian,
            de_fila: (DE_FILAS / filas.max(1)).clamp(1, DE_FILA),
            de_hoja: umbral,
            todos: vec![],
            libres: vec![],
            numeros: HashMap::new(),
            filas: vec![MasBajas::VACIA; filas],
            hojas: vec![],
            muchos: false,
        }
    }

    /// Somebody comes, who is in these rows and leaves, each once. Returns those who are not kept any more.
    pub(super) fn put(
        &mut self,
        huella: u128,
        patron: Patron,
        filas: impl Iterator<Item = usize>,
        hojas: impl Iterator<Item = usize>,
    ) -> Vec<Patron> {
        if let Some(numero) = self.numeros.get(&huella) {
            if let Some(Some(ya)) = self.todos.get_mut(at(*numero)) {
                ya.patron.cuantas += patron.cuantas;
            }
            return vec![];
        }
        let nuevo = self.add(huella, patron);
        let mut dudosos = vec![nuevo];
        for fila in filas {
            if huella < self.filas[fila].tope {
                self.enter(nuevo, fila, false, &mut dudosos);
            }
        }
        for hoja in hojas {
            if self.hojas.len() <= hoja {
                self.hojas.resize(hoja + 1, MasBajas::VACIA);
            }
            if huella < self.hojas[hoja].tope {
                self.enter(nuevo, hoja, true, &mut dudosos);
            }
        }
        if !self.muchos && self.numeros.len() > self.cambian {
            self.muchos = true;
            dudosos = (0u32..).take(self.todos.len()).collect();
        }
        if self.muchos {
            dudosos.into_iter().filter_map(|n| self.drop(n)).collect()
        } else {
            vec![]
        }
    }

    fn add(&mut self, huella: u128, patron: Patron) -> u32 {
        let guardado = Some(Guardado {
            patron,
            huella,
            filas: 0,
            hojas: 0,
        });
        let numero = if let Some(libre) = self.libres.pop() {
            self.todos[at(libre)] = guardado;
            libre
        } else {
            self.todos.push(guardado);
            u32::try_from(self.todos.len() - 1).expect("far fewer than 32 bits are kept")
        };
        self.numeros.insert(huella, numero);
        numero
    }

    /// Puts a pattern into a list, of which the last one falls out if it is full.
    fn enter(&mut self, nuevo: u32, lista: usize, de_hoja: bool, caidos: &mut Vec<u32>) {
        let todos = &mut self.todos;
        let digest = |todos: &[Option<Guardado>], n: u32| todos[at(n)].as_ref().map(|g| g.huella);
        let (lista, caben) = if de_hoja {
            (&mut self.hojas[lista], self.de_hoja)
        } else {
            (&mut self.filas[lista], self.de_fila)
        };
        let suya = digest(todos, nuevo);
        let aqui = (lista.suyos).partition_point(|otro| digest(todos, *otro) < suya);
        lista.suyos.insert(aqui, nuevo);
        let caido = (lista.suyos.len() > caben).then(|| lista.suyos.pop());
        if lista.suyos.len() == caben {
            let ultima = lista.suyos.last().and_then(|n| digest(todos, *n));
            lista.tope = ultima.unwrap_or_default();
        }
        let mut count = |numero: u32, mas: bool| {
            if let Some(guardado) = &mut todos[at(numero)] {
                let cuenta = if de_hoja {
                    &mut guardado.hojas
                } else {
                    &mut guardado.filas
                };
                *cuenta = if mas { *cuenta + 1 } else { *cuenta - 1 };
            }
        };
        count(nuevo, true);
        if let Some(caido) = caido.flatten() {
            count(caido, false);
            caidos.push(caido);
        }
    }

    /// Takes out a pattern that is in no list.
    fn drop(&mut self, numero: u32) -> Option<Patron> {
        let suelto = self.todos[at(numero)].take_if(|g| g.filas == 0 && g.hojas == 0)?;
        self.numeros.remove(&suelto.huella);
        self.libres.push(numero);
        Some(suelto.patron)
    }

    /// What is kept, now that all have come. If they are too many, first those of the smallest rows; then one of each
    /// row, two of each, and so on; then those of leaves.
    pub(super) fn finish(mut self) -> Elegidos {
        let mut lugares = vec![(2, 0); self.todos.len()];
        for MasBajas { suyos, .. } in &self.filas {
            let entera = suyos.len() < self.de_fila;
            for (i, numero) in suyos.iter().enumerate() {
                let suyo = if entera { (0, suyos.len()) } else { (1, i) };
                let lugar = &mut lugares[at(*numero)];
                *lugar = suyo.min(*lugar);
            }
        }
        let con = lugares.into_iter().zip(self.todos.drain(..));
        let con = con.filter_map(|(lugar, guardado)| Some((lugar, guardado?)));
        let mut todos: Vec<_> = con.collect();
        todos.sort_unstable_by_key(|(lugar, guardado)| (*lugar, guardado.huella));
        let mut elegidos = Elegidos::default();
        for (i, (_, guardado)) in todos.into_iter().enumerate() {
            let lista = if i < self.cambian {
                &mut elegidos.cambian
            } else if guardado.hojas > 0 {
                &mut elegidos.fijos
            } else {
                &mut elegidos.resto
            };
            lista.push(guardado.patron);
        }
        elegidos
    }
}

/// A position that came from one.
fn at(i: u32) -> usize {
    usize::try_from(i).expect("a position of 32 bits fits in a word")
}
