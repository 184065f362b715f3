//! Distinct persons do not add up, but two published counts of them still give a third: those of the
//! whole that a part leaves out, those that two parts share, and persons minus women. Each of these is
//! a count of persons, and must not be one of 1..t−1.

use std::collections::BTreeMap;

use crate::{Conteo, Medida, Nivel, proteccion::Umbral};

type Id = (Nivel, String);

struct Personas<'a> {
    conteos: &'a [Conteo],
    umbral: Umbral,
    indice: BTreeMap<(Medida, Id), usize>,
}

/// Protects the parts whose publication would give a small count away. The whole stays: a part can be
/// done without. Hiding one only takes away from what can be subtracted, so that one pass is enough.
pub(super) fn hide(conteos: &[Conteo], umbral: Umbral, protegidas: &mut [bool]) {
    let indice = conteos
        .iter()
        .enumerate()
        .map(|(i, c)| ((c.medida, c.concepto.id()), i))
        .collect();
    let personas = Personas {
        conteos,
        umbral,
        indice,
    };
    for (i, conteo) in conteos.iter().enumerate() {
        let difference = match conteo.medida {
            Medida::PersonasAtendidas => personas
                .men(i, protegidas)
                .is_some_and(|n| umbral.primary(n)),
            _ => false,
        };
        protegidas[i] |= difference;
    }
    for medida in [Medida::MujeresAtendidas, Medida::PersonasAtendidas] {
        for i in (0..conteos.len()).filter(|i| conteos[*i].medida == medida) {
            if personas.betrays(i, protegidas) {
                protegidas[i] = true;
            }
        }
    }
}

impl Personas<'_> {
    /// The value of a cell, if it is published.
    fn open(&self, i: usize, protegidas: &[bool]) -> Option<u64> {
        self.conteos[i].valor.filter(|_| !protegidas[i])
    }

    /// Persons minus women of a member, if both are published.
    fn men(&self, i: usize, protegidas: &[bool]) -> Option<u64> {
        let id = self.conteos[i].concepto.id();
        let of = |medida| {
            self.indice
                .get(&(medida, id.clone()))
                .and_then(|i| self.open(*i, protegidas))
        };
        Some(of(Medida::PersonasAtendidas)?.saturating_sub(of(Medida::MujeresAtendidas)?))
    }

    /// The member that this one is part of, in the same measure.
    fn parent(&self, i: usize) -> Option<usize> {
        let padre = self.conteos[i].concepto.padre.clone()?;
        self.indice.get(&(self.conteos[i].medida, padre)).copied()
    }

    /// Whether publishing this part gives a small count away.
    fn betrays(&self, i: usize, protegidas: &[bool]) -> bool {
        let women_or_all = |i| self.open(i, protegidas);
        let men = |i| self.men(i, protegidas);
        let measures: [&dyn Fn(usize) -> Option<u64>; 2] = [&women_or_all, &men];
        let y_hombres = usize::from(self.conteos[i].medida == Medida::PersonasAtendidas);
        measures[..=y_hombres]
            .iter()
            .any(|count| self.leaves_few(i, count) || self.shares_few(i, count))
    }

    /// Whether a whole that contains this part has 1..t−1 persons outside it.
    fn leaves_few(&self, i: usize, count: &dyn Fn(usize) -> Option<u64>) -> bool {
        let Some(parte) = count(i) else { return false };
        let mut todo = self.parent(i);
        while let Some(cual) = todo {
            if count(cual).is_some_and(|todo| self.umbral.primary(todo.saturating_sub(parte))) {
                return true;
            }
            todo = self.parent(cual);
        }
        false
    }

    /// Whether this part and the only other one of its whole share 1..t−1 persons.
    fn shares_few(&self, i: usize, count: &dyn Fn(usize) -> Option<u64>) -> bool {
        let Some(padre) = self.parent(i) else {
            return false;
        };
        let hermanas: Vec<usize> = (0..self.conteos.len())
            .filter(|otra| {
                self.conteos[*otra].medida == self.conteos[i].medida
                    && self.parent(*otra) == Some(padre)
            })
            .filter(|otra| self.conteos[*otra].valor != Some(0))
            .collect();
        let [una, otra] = hermanas[..] else {
            return false;
        };
        match (count(una), count(otra), count(padre)) {
            (Some(una), Some(otra), Some(todo)) => {
                self.umbral.primary((una + otra).saturating_sub(todo))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Celda, Concepto, Cubo, CuboProtegido, proteccion::protect};
    use proptest::prelude::*;

    /// Members of the tree below: area `a` with services `x` and `y`, area `b` with service `z`.
    const ARBOL: [(Nivel, &str, &[usize], Option<usize>); 6] = [
        (Nivel::Total, "total", &[0, 1, 2], None),
        (Nivel::Area, "a", &[0, 1], Some(0)),
        (Nivel::Area, "b", &[2], Some(0)),
        (Nivel::Servicio, "x", &[0], Some(1)),
        (Nivel::Servicio, "y", &[1], Some(1)),
        (Nivel::Servicio, "z", &[2], Some(2)),
    ];

    /// A population: how many women and men there are with each set of services (1..7 as bits).
    fn count(poblacion: &[(u64, u64); 7], servicios: &[usize]) -> (u64, u64) {
        let con_alguno = |conjunto: usize| servicios.iter().any(|s| (conjunto + 1) & (1 << s) != 0);
        (0..7).filter(|c| con_alguno(*c)).fold((0, 0), |suma, c| {
            (suma.0 + poblacion[c].0, suma.1 + poblacion[c].1)
        })
    }

    fn protected(poblacion: &[(u64, u64); 7]) -> CuboProtegido {
        let mut conteos = Vec::new();
        for (nivel, codigo, servicios, padre) in ARBOL {
            let padre = padre.map(|p| (ARBOL[p].0, ARBOL[p].1.to_owned()));
            let concepto = Concepto {
                nivel,
                codigo: codigo.into(),
                nombre: codigo.into(),
                padre,
            };
            let (mujeres, hombres) = count(poblacion, servicios);
            for (medida, n) in [
                (Medida::MujeresAtendidas, mujeres),
                (Medida::PersonasAtendidas, mujeres + hombres),
            ] {
                conteos.push(Conteo {
                    medida,
                    concepto: concepto.clone(),
                    valor: Some(n),
                    personas: Some(n),
                });
            }
        }
        protect(Cubo(conteos), &mut [], Umbral::MINIMO)
    }

    #[test]
    fn who_is_left_out_is_not_betrayed() {
        // 97 women in b only, 3 in x only: total − b would be 3.
        let mut poblacion = [(0, 0); 7];
        poblacion[3] = (97, 0);
        poblacion[0] = (3, 0);
        let protegido = protected(&poblacion);
        let de = |nivel, codigo| {
            protegido
                .celda(Medida::MujeresAtendidas, nivel, codigo)
                .unwrap()
        };
        assert_eq!(de(Nivel::Total, "total"), Celda::Publicada(100));
        assert_eq!(de(Nivel::Area, "b"), Celda::Protegida);
        assert_eq!(de(Nivel::Servicio, "z"), Celda::Protegida);
    }

    proptest! {
        #[test]
        fn no_subtraction_gives_a_small_count(
            poblacion in prop::array::uniform7((prop_oneof![0u64..7, 20u64..30], prop_oneof![0u64..2, 0u64..7]))
        ) {
            let protegido = protected(&poblacion);
            let of = |medida, i: usize| protegido.celda(medida, ARBOL[i].0, ARBOL[i].1).unwrap().valor();
            let mujeres = |i| of(Medida::MujeresAtendidas, i);
            let personas = |i| of(Medida::PersonasAtendidas, i);
            let hombres = |i| Some(personas(i)? - mujeres(i)?);
            let counts: [&dyn Fn(usize) -> Option<u64>; 3] = [&mujeres, &personas, &hombres];
            for count in counts {
                let mut derivadas: Vec<Option<u64>> = (0..6).map(count).collect();
                for (todo, parte) in [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 3), (1, 4), (2, 5)] {
                    derivadas.push(count(todo).zip(count(parte)).map(|(todo, parte)| todo - parte));
                }
                for (todo, una, otra) in [(0, 1, 2), (1, 3, 4)] {
                    derivadas.push((|| Some(count(una)? + count(otra)? - count(todo)?))());
                }
                prop_assert!(derivadas.iter().flatten().all(|n| !(1..5).contains(n)), "{derivadas:?}");
            }
        }
    }
}
