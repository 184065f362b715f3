//! Secondary suppression by elimination: several orders, implied sums, the cheapest result.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::gauss::{self, Problema};
use super::modelo::{Destino, Linea, Modelo};

/// Orders of candidates that are tried; the shuffled ones with as many seeds.
const REVUELTAS: u64 = 12;
/// Entries above which a table is too large to try shuffled orders, and above which it is for more than one.
const MEDIANA: usize = 40_000;
const GRANDE: usize = 200_000;

/// A pattern that determines no primary sum linearly, and how it was found.
pub(super) struct Patron {
    pub(super) publicadas: Vec<usize>,
    pub(super) orden: &'static str,
}

/// Publishes as much as determines no primary sum, and leaves no 1..t−1 persons
/// between a published sum and its published parts. The error names primary sums that what must be
/// published determines.
pub(super) fn eliminate(modelo: &Modelo) -> Result<Patron, Vec<usize>> {
    let filas = Filas::new(modelo);
    let entradas: usize = modelo.sumas.iter().map(|s| s.filas.len()).sum();
    let mut mejor: Option<(usize, Patron)> = None;
    let mut ordenes = orders(modelo, if entradas > MEDIANA { 0 } else { REVUELTAS });
    if entradas > GRANDE {
        ordenes.truncate(1);
    }
    for (orden, nombre) in ordenes {
        let publicadas = run(modelo, &filas, &orden)?;
        let peso = publicadas.iter().map(|s| modelo.peso(*s)).sum();
        if mejor.as_ref().is_none_or(|(otro, _)| peso > *otro) {
            mejor = Some((
                peso,
                Patron {
                    publicadas,
                    orden: nombre,
                },
            ));
        }
    }
    Ok(mejor.map_or(
        Patron {
            publicadas: vec![],
            orden: "ninguno",
        },
        |(_, patron)| patron,
    ))
}

fn orders(modelo: &Modelo, revueltas: u64) -> Vec<(Vec<usize>, &'static str)> {
    let todas = modelo.with(Destino::Candidata);
    let sorted = |nombre, clave: &dyn Fn(usize) -> (i64, i64, u64)| {
        let mut orden = todas.clone();
        orden.sort_by_key(|s| (modelo.sumas[*s].valor == 0, clave(*s), *s));
        (orden, nombre)
    };
    let valor = |s: usize| modelo.sumas[s].valor;
    let nivel = |s: usize| i64::try_from(modelo.sumas[s].nivel).unwrap_or(i64::MAX);
    let cubo = |s: usize| i64::from((valor(s) + 1).ilog2());
    let mut ordenes = vec![sorted("por nivel y coordenadas", &|s| (nivel(s), 0, 0))];
    ordenes.push(sorted("por frecuencia", &|s| (-valor(s), 0, 0)));
    ordenes.push(sorted("por magnitud y coordenadas", &|s| (-cubo(s), 0, 0)));
    for semilla in 0..revueltas {
        ordenes.push(sorted("por nivel, revuelto", &|s| {
            (nivel(s), 0, shuffle(s, semilla))
        }));
        ordenes.push(sorted("por magnitud, revuelto", &|s| {
            (-cubo(s), nivel(s), shuffle(s, semilla))
        }));
    }
    ordenes
}

/// Always the same bits for a sum and a seed (splitmix64).
fn shuffle(suma: usize, semilla: u64) -> u64 {
    let mut z = u64::try_from(suma)
        .unwrap_or_default()
        .wrapping_add(semilla << 32)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Unknowns renumbered with the singletons last.
struct Filas {
    numero: Vec<usize>,
    comunes: usize,
}

impl Filas {
    fn new(modelo: &Modelo) -> Self {
        // Where zeros are published, a sum of as many ones as it has parts tells all of them.
        let sola = |fila: usize| modelo.sola[fila] && modelo.minimo[fila] == modelo.tabla[fila];
        let mut orden: Vec<usize> = (0..modelo.tabla.len()).collect();
        orden.sort_by_key(|fila| (sola(*fila), Reverse(modelo.tabla[*fila]), *fila));
        let comunes = orden.iter().filter(|fila| !sola(**fila)).count();
        let mut numero = vec![0; orden.len()];
        orden
            .into_iter()
            .enumerate()
            .for_each(|(i, fila)| numero[fila] = i);
        Self { numero, comunes }
    }

    fn of(&self, filas: &[usize]) -> Vec<usize> {
        let mut columna: Vec<usize> = filas.iter().map(|fila| self.numero[*fila]).collect();
        columna.sort_unstable();
        columna
    }
}

fn run(modelo: &Modelo, filas: &Filas, orden: &[usize]) -> Result<Vec<usize>, Vec<usize>> {
    let columna = |s: &usize| filas.of(&modelo.sumas[*s].filas);
    let conocidas: Vec<Vec<usize>> = modelo.conocidas().iter().map(columna).collect();
    let candidatas: Vec<Vec<usize>> = orden.iter().map(columna).collect();
    let primarias = modelo.with(Destino::Primaria);
    let mut extra: Vec<Vec<usize>> = primarias.iter().map(columna).collect();
    let mut uniones: BTreeSet<Vec<usize>> = BTreeSet::new();
    loop {
        let salida = gauss::eliminate(&Problema {
            filas: modelo.tabla.len(),
            comunes: filas.comunes,
            forzadas: &conocidas.iter().map(|c| &c[..]).collect::<Vec<_>>(),
            candidatas: &candidatas.iter().map(|c| &c[..]).collect::<Vec<_>>(),
            primarias: &extra.iter().map(|c| &c[..]).collect::<Vec<_>>(),
        });
        let inseguras: Vec<usize> = salida
            .inseguras
            .into_iter()
            .filter_map(|i| primarias.get(i).copied())
            .filter(|s| !modelo.sumas[*s].celdas.is_empty())
            .collect();
        if !inseguras.is_empty() {
            return Err(inseguras);
        }
        let publicadas: Vec<usize> = orden
            .iter()
            .zip(&salida.publicadas)
            .filter(|(_, publicada)| **publicada)
            .map(|(s, _)| *s)
            .collect();
        let nuevas = implied(modelo, &publicadas);
        let antes = uniones.len();
        uniones.extend(nuevas);
        if uniones.len() == antes {
            return Ok(publicadas);
        }
        extra.truncate(primarias.len());
        extra.extend(uniones.iter().map(|union| filas.of(union)));
    }
}

/// The unions of withheld parts that a published sum and its published parts leave with 1..t−1 persons.
fn implied(modelo: &Modelo, publicadas: &[usize]) -> Vec<Vec<usize>> {
    let mut publicada = vec![false; modelo.sumas.len()];
    for s in publicadas.iter().copied().chain(modelo.conocidas()) {
        publicada[s] = true;
    }
    (0..modelo.lineas.len())
        .filter(|l| {
            modelo
                .residuo(*l, &publicada)
                .is_some_and(|personas| modelo.pocas(personas))
        })
        .map(|l| {
            let Linea { padre, hijos } = &modelo.lineas[l];
            let mut union = modelo.sumas[padre.sabido].filas.clone();
            for hijo in hijos.iter().filter(|hijo| publicada[hijo.publicar]) {
                let parte = &modelo.sumas[hijo.sabido].filas;
                union.retain(|fila| parte.binary_search(fila).is_err());
            }
            union
        })
        .collect()
}
