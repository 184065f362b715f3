//! Width 1: secondary suppression by elimination. Several orders, implied sums, the cheapest result; larger widths are of
//! `intervalo`, and `motor` says which of them decides.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::gauss::{self, Dispersa, Minimas, Problema};
use super::modelo::{Dato, Delatadas, Destino, Linea, LineaId, Modelo, SumaId};
use super::solitarias;
use crate::tabla::{Id, IdVec};

/// Shuffles of each kind of order that are tried, and the entries of all columns above which they are not, and
/// above which only one order is.
const REVUELTAS: u64 = 12;
const MEDIANA: usize = 5_000;
const GRANDE: usize = 200_000;

/// The order of candidates that publishes most, where no sum that is published leaves 1..t−1 persons with
/// its published parts, and nobody who is alone in a small cell can work another out. The error names primary
/// sums that what must be published determines.
pub(super) fn best(modelo: &Modelo, minimas: Minimas) -> Result<Recorrido<'_>, Delatadas> {
    let ordenes = orders(modelo, &modelo.with(Destino::Candidata), 0);
    choose(modelo, ordenes, minimas)
}

/// The part of a safe pattern with which nobody who is alone in a small cell can work another out.
pub(super) fn discreet(modelo: &Modelo, patron: Vec<SumaId>) -> Result<Vec<SumaId>, Delatadas> {
    let mut ordenes = orders(modelo, &patron, 5);
    ordenes.push((patron.clone(), ""));
    let abiertas: BTreeSet<SumaId> = choose(modelo, ordenes, Minimas::Libres)?
        .pasada
        .publicadas
        .into_iter()
        .collect();
    Ok(patron
        .into_iter()
        .filter(|s| abiertas.contains(s))
        .collect())
}

type Orden = (Vec<SumaId>, &'static str);

/// The order of these that publishes most.
fn choose(
    modelo: &Modelo,
    ordenes: Vec<Orden>,
    minimas: Minimas,
) -> Result<Recorrido<'_>, Delatadas> {
    let mut mejor: Option<(usize, Recorrido)> = None;
    for (orden, nombre) in ordenes {
        let mut prueba = Recorrido::new(modelo, orden, nombre, minimas)?;
        let peso = prueba.finish()?.into_iter().map(|s| modelo.peso(s)).sum();
        if mejor.as_ref().is_none_or(|(otro, _)| peso > *otro) {
            mejor = Some((peso, prueba));
        }
    }
    let (_, prueba) = mejor.expect("there is always an order");
    Ok(prueba)
}

/// Orders of publication. Elimination publishes what comes first, so that the order decides how much is lost: coarse cells
/// and large counts tell most, and drawn orders find what no rule does.
fn orders(modelo: &Modelo, candidatas: &[SumaId], minimo: u64) -> Vec<Orden> {
    let entradas: usize = modelo.sumas.iter().map(|s| s.filas.len()).sum();
    let revueltas = if entradas > MEDIANA {
        minimo
    } else {
        REVUELTAS
    };
    let sorted = |nombre, clave: &dyn Fn(SumaId) -> (i64, i64, u64)| {
        let mut orden = candidatas.to_vec();
        orden.sort_by_key(|s| (modelo.sumas[*s].valor == 0, clave(*s), *s));
        (orden, nombre)
    };
    let valor = |s: SumaId| modelo.sumas[s].valor;
    let nivel = |s: SumaId| i64::try_from(modelo.sumas[s].nivel).expect("dimensions are few");
    let cubo = |s: SumaId| i64::from((valor(s) + 1).ilog2());
    let mut ordenes = vec![sorted("por nivel y coordenadas", &|s| (nivel(s), 0, 0))];
    ordenes.push(sorted("por frecuencia", &|s| (-valor(s), 0, 0)));
    ordenes.push(sorted("por magnitud y coordenadas", &|s| (-cubo(s), 0, 0)));
    for semilla in 0..revueltas {
        ordenes.push(sorted("por nivel, revuelto", &|s| {
            (nivel(s), 0, gauss::random(s.index(), semilla))
        }));
        ordenes.push(sorted("por magnitud, revuelto", &|s| {
            (-cubo(s), nivel(s), gauss::random(s.index(), semilla))
        }));
    }
    if entradas > GRANDE {
        ordenes.truncate(1);
    }
    ordenes
}

/// Unknowns renumbered with those at their least value last: a column of the elimination that begins with one of these has
/// nothing else.
struct Filas {
    numero: Vec<usize>,
    comunes: usize,
}

impl Filas {
    fn new(modelo: &Modelo) -> Self {
        let minima = |fila: usize| modelo.minimo[fila] == modelo.tabla[fila];
        let mut orden: Vec<usize> = (0..modelo.tabla.len()).collect();
        orden.sort_by_key(|fila| (minima(*fila), Reverse(modelo.tabla[*fila]), *fila));
        let comunes = orden.iter().filter(|fila| !minima(**fila)).count();
        let mut numero = vec![0; orden.len()];
        orden
            .into_iter()
            .enumerate()
            .for_each(|(i, fila)| numero[fila] = i);
        Self { numero, comunes }
    }

    /// A sum in the new numbers, ascending.
    fn of(&self, filas: &[usize]) -> Vec<usize> {
        let mut columna: Vec<usize> = filas.iter().map(|fila| self.numero[*fila]).collect();
        columna.sort_unstable();
        columna
    }

    /// A combination in the new numbers, ascending.
    fn combination(&self, columna: &[(usize, i64)]) -> Dispersa<i64> {
        let mut columna: Dispersa<i64> = columna
            .iter()
            .map(|(fila, x)| (self.numero[*fila], *x))
            .collect();
        columna.sort_unstable();
        columna
    }
}

/// One order of publication, and what must not be determined in it.
pub(super) struct Recorrido<'a> {
    modelo: &'a Modelo,
    pub(super) nombre: &'static str,
    filas: Filas,
    lineas: IdVec<SumaId, Vec<LineaId>>,
    orden: Vec<SumaId>,
    /// The place of each sum in the order, if it has one; and whether it is published anyway.
    puesto: IdVec<SumaId, Option<usize>>,
    fija: IdVec<SumaId, bool>,
    conocidas: Vec<Vec<usize>>,
    candidatas: Vec<Vec<usize>>,
    primarias: Vec<SumaId>,
    secretas: Vec<Dispersa<i64>>,
    minimas: Minimas,
    pasada: Pasada,
}

/// The sums that one order publishes, and two changes of the unknowns that keep it.
#[derive(Default)]
struct Pasada {
    publicadas: Vec<SumaId>,
    nucleo: Vec<[u64; 2]>,
}

impl<'a> Recorrido<'a> {
    fn new(
        modelo: &'a Modelo,
        orden: Vec<SumaId>,
        nombre: &'static str,
        minimas: Minimas,
    ) -> Result<Self, Delatadas> {
        let filas = Filas::new(modelo);
        let columna = |s: &SumaId| filas.of(&modelo.sumas[*s].filas);
        let primarias = modelo.with(Destino::Primaria);
        let suma = |s: &SumaId| columna(s).into_iter().map(|fila| (fila, 1)).collect();
        let mut puesto = IdVec::filled(modelo.sumas.len(), None);
        for (i, s) in orden.iter().enumerate() {
            puesto[*s] = Some(i);
        }
        let fija = modelo.published(&[]);
        let mut prueba = Self {
            nombre,
            lineas: modelo.lines_of(),
            puesto,
            fija,
            conocidas: modelo.conocidas().iter().map(columna).collect(),
            candidatas: orden.iter().map(columna).collect(),
            secretas: primarias.iter().map(suma).collect(),
            orden,
            primarias,
            minimas,
            pasada: Pasada::default(),
            modelo,
            filas,
        };
        prueba.run()?;
        Ok(prueba)
    }

    /// Adds combinations of unknowns that must not be determined; whether there was a new one.
    pub(super) fn keep(
        &mut self,
        combinaciones: impl IntoIterator<Item = Dispersa<i64>>,
    ) -> Result<bool, Delatadas> {
        let nueva = self.add(combinaciones);
        if nueva {
            self.run()?;
        }
        Ok(nueva)
    }

    fn add(&mut self, combinaciones: impl IntoIterator<Item = Dispersa<i64>>) -> bool {
        let antes = self.secretas.len();
        for combinacion in combinaciones {
            let combinacion = self.filas.combination(&combinacion);
            if !self.secretas.contains(&combinacion) {
                self.secretas.push(combinacion);
            }
        }
        self.secretas.len() > antes
    }

    /// The sums that are known in the last pass: those that are published, and what follows from them.
    pub(super) fn known(&self) -> IdVec<SumaId, bool> {
        still(self.modelo, &self.pasada.nucleo)
    }

    /// The sums that are published where nobody who is alone in a small cell can work another out. Combinations that somebody could
    /// are made secret and the order is gone through again; there are finitely many, so that this ends.
    pub(super) fn finish(&mut self) -> Result<Vec<SumaId>, Delatadas> {
        loop {
            let Pasada { publicadas, nucleo } = &self.pasada;
            let delatadas = solitarias::betrayed(self.modelo, publicadas, nucleo)?;
            if !self.keep(delatadas)? {
                return Ok(self.pasada.publicadas.clone());
            }
        }
    }

    /// Goes through the order until no line leaves 1..t−1 persons: what one leaves is secret the next time.
    fn run(&mut self) -> Result<(), Delatadas> {
        loop {
            self.pasada = self.pass()?;
            let uniones = implied(self.modelo, &self.pasada);
            let unos = |union: Vec<usize>| union.into_iter().map(|fila| (fila, 1)).collect();
            if !self.add(uniones.into_iter().map(unos)) {
                return Ok(());
            }
        }
    }

    /// Goes through the order once.
    fn pass(&self) -> Result<Pasada, Delatadas> {
        let admite = |i: usize, publicadas: &[bool]| {
            // A line must not leave few persons between what is published so far, this one, and what is anyway.
            let abierta = |dato: &Dato| match self.puesto[dato.publicar] {
                Some(j) => j == i || publicadas.get(j) == Some(&true),
                None => self.fija[dato.publicar],
            };
            let lineas = &self.lineas[self.orden[i]];
            !lineas.iter().any(|l| self.modelo.leaves_few(*l, abierta))
        };
        let salida = gauss::eliminate(&Problema {
            admite: &admite,
            filas: self.modelo.tabla.len(),
            comunes: self.filas.comunes,
            minimas: self.minimas,
            forzadas: &self.conocidas,
            candidatas: &self.candidatas,
            primarias: &self.secretas,
        });
        let inseguras: Vec<SumaId> = salida
            .inseguras
            .into_iter()
            // Secrets beyond the primary sums came from passes, and are no reason to refuse.
            .filter_map(|i| self.primarias.get(i).copied())
            .filter(|s| !self.modelo.sumas[*s].celdas.is_empty())
            .collect();
        if !inseguras.is_empty() {
            return Err(Delatadas(inseguras));
        }
        let publicadas = self
            .orden
            .iter()
            .zip(&salida.publicadas)
            .filter(|(_, publicada)| **publicada)
            .map(|(s, _)| *s)
            .collect();
        let numero = &self.filas.numero;
        let nucleo = numero.iter().map(|fila| salida.nucleo[*fila]).collect();
        Ok(Pasada { publicadas, nucleo })
    }
}

/// The sums that are known once some are published: those, and what follows from them.
pub(super) fn known(modelo: &Modelo, publicadas: &[SumaId]) -> IdVec<SumaId, bool> {
    let filas = Filas::new(modelo);
    let todas = publicadas.iter().copied().chain(modelo.conocidas());
    let columnas: Vec<Vec<usize>> = todas.map(|s| filas.of(&modelo.sumas[s].filas)).collect();
    let salida = gauss::eliminate(&Problema {
        admite: &|_, _| false,
        filas: modelo.tabla.len(),
        comunes: filas.comunes,
        minimas: Minimas::Libres,
        forzadas: &columnas,
        candidatas: &[],
        primarias: &[],
    });
    let nucleo: Vec<[u64; 2]> = (filas.numero.iter())
        .map(|fila| salida.nucleo[*fila])
        .collect();
    still(modelo, &nucleo)
}

/// The sums that are the same in all tables that agree with what is published: those that neither of two changes drawn at
/// random moves.
fn still(modelo: &Modelo, nucleo: &[[u64; 2]]) -> IdVec<SumaId, bool> {
    (modelo.sumas.iter())
        .map(|suma| solitarias::change(&suma.filas, nucleo) == [0, 0])
        .collect()
}

/// The unions of withheld parts that a known sum and its known parts leave with 1..t−1 persons. Known is what is
/// published, and what follows from it: what does not move when nothing published does.
fn implied(modelo: &Modelo, pasada: &Pasada) -> Vec<Vec<usize>> {
    let publicada = modelo.published(&pasada.publicadas);
    let quieta = still(modelo, &pasada.nucleo);
    let sabido = |dato: &Dato| publicada[dato.publicar] || quieta[dato.sabido];
    modelo
        .lineas
        .ids()
        .filter(|l| modelo.leaves_few(*l, sabido))
        .map(|l| {
            let Linea { padre, hijos } = &modelo.lineas[l];
            let mut union = modelo.sumas[padre.sabido].filas.clone();
            for hijo in hijos.iter().filter(|hijo| sabido(hijo)) {
                let parte = &modelo.sumas[hijo.sabido].filas;
                union.retain(|fila| parte.binary_search(fila).is_err());
            }
            union
        })
        .collect()
}
