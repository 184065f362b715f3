//! Complementary suppression in a tree of sums: parent = Σ children.
//!
//! Zeros are published, so a reader knows that a protected cell is at least 1. Under a published
//! node, the protected cells that remain after subtracting what is published sum to a known
//! residual R. With n of them each lies in [1, R − n + 1]: the interval is R − n wide. The residual
//! itself is a count of at least as many persons as its largest cell.

use std::collections::BTreeMap;

use crate::{Conteo, Medida, Nivel, proteccion::Umbral};

struct Arbol<'a> {
    conteos: &'a [Conteo],
    hijos: Vec<Vec<usize>>,
}

/// Protects as many further cells of an additive measure as it takes for every protected one to keep
/// an interval at least t wide, and for no residual to be a count of fewer than t persons.
pub(super) fn complement(
    conteos: &[Conteo],
    medida: Medida,
    umbral: Umbral,
    protegidas: &mut [bool],
) {
    let arbol = Arbol::new(conteos, medida);
    while let Some(celda) = arbol.next_complement(umbral, protegidas) {
        protegidas[celda] = true;
    }
}

impl<'a> Arbol<'a> {
    fn new(conteos: &'a [Conteo], medida: Medida) -> Self {
        let de_la_medida = || {
            conteos
                .iter()
                .enumerate()
                .filter(|(_, c)| c.medida == medida)
        };
        let indice: BTreeMap<(Nivel, &str), usize> = de_la_medida()
            .map(|(i, c)| ((c.concepto.nivel, c.concepto.codigo.as_str()), i))
            .collect();
        let mut hijos = vec![Vec::new(); conteos.len()];
        for (i, conteo) in de_la_medida() {
            if let Some((nivel, codigo)) = &conteo.concepto.padre
                && let Some(padre) = indice.get(&(*nivel, codigo.as_str()))
            {
                hijos[*padre].push(i);
            }
        }
        Self { conteos, hijos }
    }

    fn valor(&self, i: usize) -> u64 {
        self.conteos[i].valor.unwrap_or(0)
    }

    fn personas(&self, i: usize) -> u64 {
        self.conteos[i].personas.unwrap_or(0)
    }

    /// The cell to protect next, or `None` when all is safe.
    fn next_complement(&self, umbral: Umbral, protegidas: &[bool]) -> Option<usize> {
        (0..self.conteos.len())
            .filter(|i| !self.hijos[*i].is_empty())
            .find_map(|nodo| {
                let (terminales, abiertas) = self.residual(nodo, protegidas);
                if protegidas[nodo] {
                    // A protected parent whose children are all published is their sum.
                    return if terminales.is_empty() {
                        self.cheapest(&abiertas, umbral)
                    } else {
                        None
                    };
                }
                if terminales.is_empty() || self.safe(&terminales, umbral) {
                    return None;
                }
                Some(self.cheapest(&abiertas, umbral).unwrap_or(nodo))
            })
    }

    /// Under `nodo`: the protected cells that its residual is the sum of, and the published non-zero
    /// cells beside them.
    fn residual(&self, nodo: usize, protegidas: &[bool]) -> (Vec<usize>, Vec<usize>) {
        let (mut terminales, mut abiertas) = (Vec::new(), Vec::new());
        let mut pendientes = self.hijos[nodo].clone();
        while let Some(hijo) = pendientes.pop() {
            if !protegidas[hijo] {
                if self.valor(hijo) > 0 {
                    abiertas.push(hijo);
                }
            } else if self.hijos[hijo].is_empty() {
                terminales.push(hijo);
            } else {
                pendientes.extend(&self.hijos[hijo]);
            }
        }
        (terminales, abiertas)
    }

    fn safe(&self, terminales: &[usize], umbral: Umbral) -> bool {
        let residuo: u64 = terminales.iter().map(|i| self.valor(*i)).sum();
        let celdas = u64::try_from(terminales.len()).unwrap_or(u64::MAX);
        celdas > 1
            && residuo >= celdas.saturating_add(umbral.valor())
            && terminales
                .iter()
                .any(|i| self.personas(*i) >= umbral.valor())
    }

    /// The smallest cell with enough persons, or else the largest there is; ties by code.
    fn cheapest(&self, abiertas: &[usize], umbral: Umbral) -> Option<usize> {
        let key = |i: &usize| (self.valor(*i), self.conteos[*i].concepto.id());
        let bastantes = abiertas
            .iter()
            .filter(|i| self.personas(**i) >= umbral.valor());
        bastantes
            .min_by_key(|i| key(i))
            .or_else(|| abiertas.iter().max_by_key(|i| key(i)))
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Celda, Concepto, Cubo, proteccion::protect};
    use proptest::prelude::*;

    /// Two areas with their services; persons = services, so a value says how many persons.
    fn tree(areas: &[Vec<u64>]) -> Vec<Conteo> {
        let conteo = |nivel, codigo: String, padre, valor| Conteo {
            medida: Medida::Servicios,
            concepto: Concepto {
                nivel,
                nombre: codigo.clone(),
                codigo,
                padre,
            },
            valor: Some(valor),
            personas: Some(valor),
        };
        let total: u64 = areas.iter().flatten().sum();
        let mut conteos = vec![conteo(Nivel::Total, "total".into(), None, total)];
        for (a, servicios) in areas.iter().enumerate() {
            let raiz = Some((Nivel::Total, "total".to_owned()));
            conteos.push(conteo(
                Nivel::Area,
                format!("a{a}"),
                raiz,
                servicios.iter().sum(),
            ));
            for (s, valor) in servicios.iter().enumerate() {
                let area = Some((Nivel::Area, format!("a{a}")));
                conteos.push(conteo(Nivel::Servicio, format!("a{a}s{s}"), area, *valor));
            }
        }
        conteos
    }

    /// Every way to fill the protected services, given what is published, by brute force: for each
    /// service the values that it takes.
    fn feasible(areas: &[Vec<u64>], celda: impl Fn(Nivel, &str) -> Celda) -> Vec<Vec<u64>> {
        let mut tomados: Vec<Vec<u64>> = Vec::new();
        let planos: Vec<(usize, Celda)> = areas
            .iter()
            .enumerate()
            .flat_map(|(a, ss)| (0..ss.len()).map(move |s| (a, format!("a{a}s{s}"))))
            .map(|(a, codigo)| (a, celda(Nivel::Servicio, &codigo)))
            .collect();
        tomados.resize(planos.len(), vec![]);
        let areas_celdas: Vec<Celda> = (0..areas.len())
            .map(|a| celda(Nivel::Area, &format!("a{a}")))
            .collect();
        let total = celda(Nivel::Total, "total");
        let limite = 24;
        let mut valores = vec![0; planos.len()];
        #[expect(clippy::too_many_arguments, reason = "one recursive step of a test")]
        fn step(
            i: usize,
            planos: &[(usize, Celda)],
            valores: &mut Vec<u64>,
            areas: &[Celda],
            total: Celda,
            limite: u64,
            tomados: &mut [Vec<u64>],
        ) {
            if i == planos.len() {
                let mut sumas = vec![0; areas.len()];
                planos
                    .iter()
                    .zip(valores.iter())
                    .for_each(|((a, _), v)| sumas[*a] += v);
                let casa = |celda: Celda, suma: u64| match celda {
                    Celda::Publicada(valor) => valor == suma,
                    _ => suma >= 1,
                };
                if casa(total, sumas.iter().sum())
                    && areas.iter().zip(&sumas).all(|(c, s)| casa(*c, *s))
                {
                    tomados
                        .iter_mut()
                        .zip(valores.iter())
                        .for_each(|(t, v)| t.push(*v));
                }
                return;
            }
            match planos[i].1 {
                Celda::Publicada(valor) => {
                    valores[i] = valor;
                    step(i + 1, planos, valores, areas, total, limite, tomados);
                }
                _ => {
                    for valor in 1..=limite {
                        valores[i] = valor;
                        step(i + 1, planos, valores, areas, total, limite, tomados);
                    }
                }
            }
        }
        step(
            0,
            &planos,
            &mut valores,
            &areas_celdas,
            total,
            limite,
            &mut tomados,
        );
        tomados
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_small_count_can_be_narrowed_down(areas in prop::collection::vec(prop::collection::vec(0u64..9, 1..3), 1..3)) {
            let conteos = tree(&areas);
            let protegido = protect(Cubo(conteos.clone()), Umbral::MINIMO);
            let celda = |nivel, codigo: &str| protegido.celda(Medida::Servicios, nivel, codigo).unwrap();
            let tomados = feasible(&areas, celda);
            for (valor, tomados) in areas.iter().flatten().zip(&tomados) {
                prop_assert!(tomados.contains(valor));
                if (1..5).contains(valor) {
                    let ancho = tomados.iter().max().unwrap() - tomados.iter().min().unwrap();
                    prop_assert!(ancho >= 5, "{valor} lies within {ancho} in {areas:?}");
                }
            }
        }
    }

    #[test]
    fn a_lone_protected_service_gets_company() {
        let conteos = tree(&[vec![3, 40, 50]]);
        let protegido = protect(Cubo(conteos), Umbral::MINIMO);
        let de = |codigo| {
            protegido
                .celda(Medida::Servicios, Nivel::Servicio, codigo)
                .unwrap()
        };
        assert_eq!(
            [de("a0s0"), de("a0s1"), de("a0s2")],
            [Celda::Protegida, Celda::Protegida, Celda::Publicada(50)]
        );
        assert_eq!(
            protegido.celda(Medida::Servicios, Nivel::Total, "total"),
            Some(Celda::Publicada(93))
        );
    }
}
