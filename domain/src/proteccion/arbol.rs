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

    /// Every way to fill the protected services given what is published, by brute force.
    struct Enumeracion {
        /// Cell of each area, and of the whole.
        areas: Vec<Celda>,
        total: Celda,
        /// Area and cell of each service.
        servicios: Vec<(usize, Celda)>,
        /// Values that each service takes in some consistent way.
        tomados: Vec<Vec<u64>>,
    }

    /// More than any protected service can hold in the trees below.
    const LIMITE: u64 = 24;

    impl Enumeracion {
        fn new(areas: &[Vec<u64>], celda: impl Fn(Nivel, &str) -> Celda) -> Self {
            let services = |a: usize, n: usize| (0..n).map(move |s| (a, format!("a{a}s{s}")));
            let servicios: Vec<_> = areas
                .iter()
                .enumerate()
                .flat_map(|(a, valores)| services(a, valores.len()))
                .map(|(a, codigo)| (a, celda(Nivel::Servicio, &codigo)))
                .collect();
            Self {
                areas: (0..areas.len())
                    .map(|a| celda(Nivel::Area, &format!("a{a}")))
                    .collect(),
                total: celda(Nivel::Total, "total"),
                tomados: vec![Vec::new(); servicios.len()],
                servicios,
            }
        }

        fn run(mut self) -> Vec<Vec<u64>> {
            self.step(&mut Vec::new());
            self.tomados
        }

        fn step(&mut self, valores: &mut Vec<u64>) {
            let Some((_, celda)) = self.servicios.get(valores.len()) else {
                if self.consistent(valores) {
                    self.tomados
                        .iter_mut()
                        .zip(valores)
                        .for_each(|(tomados, v)| tomados.push(*v));
                }
                return;
            };
            let posibles = celda.valor().map_or(1..=LIMITE, |valor| valor..=valor);
            for valor in posibles {
                valores.push(valor);
                self.step(valores);
                valores.pop();
            }
        }

        fn consistent(&self, valores: &[u64]) -> bool {
            let mut sumas = vec![0; self.areas.len()];
            self.servicios
                .iter()
                .zip(valores)
                .for_each(|((area, _), valor)| sumas[*area] += valor);
            let fits =
                |celda: &Celda, suma: u64| celda.valor().map_or(suma >= 1, |valor| valor == suma);
            fits(&self.total, sumas.iter().sum())
                && self
                    .areas
                    .iter()
                    .zip(sumas)
                    .all(|(celda, suma)| fits(celda, suma))
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_small_count_can_be_narrowed_down(areas in prop::collection::vec(prop::collection::vec(0u64..9, 1..3), 1..3)) {
            let conteos = tree(&areas);
            let protegido = protect(Cubo(conteos.clone()), Umbral::MINIMO);
            let celda = |nivel, codigo: &str| protegido.celda(Medida::Servicios, nivel, codigo).unwrap();
            let tomados = Enumeracion::new(&areas, celda).run();
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
