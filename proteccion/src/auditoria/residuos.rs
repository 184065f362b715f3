//! Residuals: the rest that known cells leave of another known one that they lie in, whatever levels and dimensions lie between: pairs,
//! and parts along one dimension.

use std::collections::BTreeSet;

use super::contexto::Contexto;
use super::hallazgo::{Clase, Hallazgo};
use super::modelo::{CasillaId, ConjuntoId};
use crate::tabla::Dimension;

/// Steps among overlapping parts of one cell.
const PASOS: usize = 2_000;

/// A count that a reader knows, and is not zero.
#[derive(Clone, Copy)]
struct Sabida {
    casilla: CasillaId,
    conjunto: ConjuntoId,
    /// Persons, for those who have the truth; at most so many for others.
    personas: i64,
}

/// The search, and what it has found.
pub(super) struct Residuos<'a> {
    contexto: &'a Contexto<'a>,
    /// Differences that are not looked at again, as leaves.
    vistos: BTreeSet<Vec<usize>>,
    pub(super) casos: usize,
    pub(super) hallazgos: Vec<Hallazgo>,
}

impl<'a> Residuos<'a> {
    pub(super) fn new(contexto: &'a Contexto<'a>) -> Self {
        Self {
            contexto,
            vistos: BTreeSet::new(),
            casos: 0,
            hallazgos: vec![],
        }
    }

    /// Notes that the rest which the known parts of a cell leave is told already.
    pub(super) fn seen(&mut self, casilla: CasillaId, partes: &[CasillaId]) {
        let sabidas = partes
            .iter()
            .copied()
            .filter(|parte| self.contexto.fixed(*parte).is_some());
        let sabidas: Vec<CasillaId> = sabidas.collect();
        self.vistos.insert(self.leaves(casilla, &sabidas));
    }

    /// The leaves of a cell that lie in none of some others.
    fn leaves(&self, casilla: CasillaId, menos: &[CasillaId]) -> Vec<usize> {
        let hojas = |casilla: &CasillaId| {
            let conjunto = self.contexto.modelo.casillas[*casilla].conjunto;
            conjunto.map_or(&[][..], |c| &self.contexto.modelo.conjuntos[c].hojas)
        };
        let fuera: BTreeSet<usize> = menos.iter().flat_map(hojas).copied().collect();
        let quedan = hojas(&casilla).iter().filter(|hoja| !fuera.contains(hoja));
        quedan.copied().collect()
    }

    /// Looks at all of them, in the editions that count what the last one does.
    pub(super) fn look(&mut self) {
        self.pairs();
        let eslabones = &self.contexto.modelo.cadena.eslabones;
        for (edicion, eslabon) in eslabones.iter().enumerate() {
            if eslabon.bloque == self.contexto.modelo.cadena.bloques() {
                for d in 0..eslabon.documento.dimensiones.len() {
                    self.along(edicion, d);
                }
            }
        }
    }

    fn known(&self, casilla: CasillaId) -> Option<Sabida> {
        let valor = self.contexto.fixed(casilla).filter(|valor| *valor > 0)?;
        let verdad = self.contexto.truth(casilla);
        Some(Sabida {
            casilla,
            conjunto: self.contexto.modelo.casillas[casilla].conjunto?,
            personas: verdad.map_or(valor, |cuenta| cuenta.personas.numero()),
        })
    }

    /// A cell inside another, which has few persons more.
    fn pairs(&mut self) {
        let modelo = &self.contexto.modelo;
        let mut vistos = BTreeSet::new();
        let cuenta = |casilla: &CasillaId| {
            let edicion = modelo.casillas[*casilla].edicion;
            modelo.cadena.eslabones[edicion].bloque == modelo.cadena.bloques()
        };
        let sabidas: Vec<Sabida> = (modelo.casillas.ids())
            .filter(cuenta)
            .filter_map(|casilla| self.known(casilla))
            .filter(|sabida| vistos.insert(sabida.conjunto))
            .collect();
        let hojas = |sabida: &Sabida| &modelo.conjuntos[sabida.conjunto].hojas;
        let mut sobre: Vec<Vec<Sabida>> = vec![vec![]; modelo.hojas];
        for sabida in &sabidas {
            hojas(sabida)
                .iter()
                .for_each(|hoja| sobre[*hoja].push(*sabida));
        }
        for parte in sabidas {
            let menos_vista = hojas(&parte).iter().min_by_key(|hoja| sobre[**hoja].len());
            let Some(hoja) = menos_vista else { continue };
            for todo in &sobre[*hoja] {
                let umbral = self.contexto.required(todo.casilla).0;
                if todo.personas - parte.personas < umbral
                    && hojas(&parte).len() < hojas(todo).len()
                    && hojas(&parte)
                        .iter()
                        .all(|h| hojas(todo).binary_search(h).is_ok())
                {
                    self.judge(*todo, &[parte]);
                }
            }
        }
    }

    /// Parts of each cell along a dimension.
    fn along(&mut self, edicion: usize, d: usize) {
        let modelo = &self.contexto.modelo;
        let eslabon = &modelo.cadena.eslabones[edicion];
        let dentro = inside(&eslabon.documento.dimensiones[d]);
        for (celda, (codigos, _)) in eslabon.documento.celdas.iter().enumerate() {
            let Some(todo) = self.known(modelo.casilla(edicion, celda)) else {
                continue;
            };
            let mut partes: Vec<Sabida> = Vec::new();
            let mut codigos = codigos.clone();
            for codigo in &dentro[codigos[d]] {
                codigos[d] = *codigo;
                let parte = eslabon.find(&codigos);
                let parte = parte.and_then(|parte| self.known(modelo.casilla(edicion, parte)));
                let nueva = |parte: &Sabida| {
                    let mut otras = std::iter::once(&todo).chain(&partes);
                    otras.all(|otra| otra.conjunto != parte.conjunto)
                };
                partes.extend(parte.filter(nueva));
            }
            partes.sort_by_key(|parte| {
                let hojas = modelo.conjuntos[parte.conjunto].hojas.len();
                (std::cmp::Reverse(hojas), parte.casilla)
            });
            self.take(todo, partes);
        }
    }

    /// Takes the largest part that is left, again and again, as far as it shares nothing with those taken. Where it
    /// stands in the way of another that does not lie in it, what comes of leaving it is looked at later.
    fn take(&mut self, todo: Sabida, partes: Vec<Sabida>) {
        let umbral = self.contexto.required(todo.casilla).0;
        let mut pendientes = vec![(partes, Vec::new())];
        for _ in 0..PASOS {
            let Some((mut partes, mut tomadas)) = pendientes.pop() else {
                return;
            };
            let reach = |tomadas: &[Sabida], partes: &[Sabida]| {
                let juntas = tomadas.iter().chain(partes).map(|parte| parte.personas);
                todo.personas - juntas.sum::<i64>() < umbral
            };
            while !partes.is_empty() && reach(&tomadas, &partes) {
                let parte = partes.remove(0);
                let mut caben = Vec::new();
                let mut estorba = false;
                for otra in &partes {
                    let hojas = self.contexto.modelo.conjuntos[otra.conjunto].hojas.len();
                    match self.shared(parte, *otra) {
                        0 => caben.push(*otra),
                        comunes => estorba |= comunes < hojas,
                    }
                }
                if estorba {
                    pendientes.push((partes, tomadas.clone()));
                }
                tomadas.push(parte);
                partes = caben;
            }
            if partes.is_empty() && tomadas.len() > 1 {
                self.judge(todo, &tomadas);
            }
        }
    }

    /// How many leaves two cells share.
    fn shared(&self, una: Sabida, otra: Sabida) -> usize {
        let conjuntos = &self.contexto.modelo.conjuntos;
        let (una, otra) = (
            &conjuntos[una.conjunto].hojas,
            &conjuntos[otra.conjunto].hojas,
        );
        otra.iter()
            .filter(|hoja| una.binary_search(hoja).is_ok())
            .count()
    }

    /// Whether parts leave few persons of a cell. What is a cell itself is judged as a count.
    fn judge(&mut self, todo: Sabida, partes: &[Sabida]) {
        let menos: Vec<CasillaId> = partes.iter().map(|parte| parte.casilla).collect();
        let hojas = self.leaves(todo.casilla, &menos);
        let contexto = self.contexto;
        let mut conjuntos = contexto.modelo.conjuntos.iter();
        let celda = conjuntos.any(|conjunto| conjunto.hojas == hojas);
        if hojas.is_empty() || celda || !self.vistos.insert(hojas) {
            return;
        }
        self.casos += 1;
        let valor = |casilla: &CasillaId| contexto.fixed(*casilla).expect("it is known");
        let resto = valor(&todo.casilla) - menos.iter().map(valor).sum::<i64>();
        let personas = contexto.persons(&[todo.casilla], &menos).unwrap_or(resto);
        if !(1..contexto.required(todo.casilla).0).contains(&personas) {
            return;
        }
        let motivo = format!("es lo que queda sin {}", self.list(&menos));
        let intervalo = Some((resto, Some(resto)));
        let clase = Clase::SumaImplicita;
        self.hallazgos
            .push(contexto.finding(clase, &[todo.casilla], intervalo, &motivo));
    }

    fn list(&self, casillas: &[CasillaId]) -> String {
        const NOMBRADAS: usize = 4;
        let nombres = casillas.iter().take(NOMBRADAS).map(|casilla| {
            let nombres = self.contexto.modelo.nombres(*casilla);
            format!("({})", nombres.join(", "))
        });
        let nombres: Vec<String> = nombres.collect();
        match casillas.len() - nombres.len() {
            0 => nombres.join(", "),
            mas => format!("{} y {mas} más", nombres.join(", ")),
        }
    }
}

/// By code of a dimension, the codes that have some of its leaves and no others.
fn inside(dimension: &Dimension) -> Vec<Vec<usize>> {
    let todos = 0..dimension.codigos();
    let parts = |codigo: usize| -> Vec<usize> {
        let hojas = dimension.alcance(codigo);
        let dentro = |otro: &usize| {
            let suyas = dimension.alcance(*otro);
            suyas.len() < hojas.len() && suyas.iter().all(|hoja| hojas.binary_search(hoja).is_ok())
        };
        todos.clone().filter(dentro).collect()
    };
    todos.clone().map(parts).collect()
}
