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

    /// The tree of the catalogue in small: a whole with two areas, the first with a group of two services
    /// and a service of its own. Each node names its parent; those without children are services.
    const ARBOL: [(Nivel, &str, Option<usize>); 8] = [
        (Nivel::Total, "total", None),
        (Nivel::Area, "a", Some(0)),
        (Nivel::Area, "b", Some(0)),
        (Nivel::Grupo, "g", Some(1)),
        (Nivel::Servicio, "g1", Some(3)),
        (Nivel::Servicio, "g2", Some(3)),
        (Nivel::Servicio, "a1", Some(1)),
        (Nivel::Servicio, "b1", Some(2)),
    ];
    const SERVICIOS: [usize; 4] = [4, 5, 6, 7];

    /// The sums of all nodes, given those of the services.
    fn sums(servicios: [u64; 4]) -> [u64; 8] {
        let mut sumas = [0; 8];
        for (nodo, valor) in SERVICIOS.into_iter().zip(servicios) {
            let mut cual = Some(nodo);
            while let Some(i) = cual {
                sumas[i] += valor;
                cual = ARBOL[i].2;
            }
        }
        sumas
    }

    /// The cells published, for services given to so many persons each; no two services share a person.
    fn cells(servicios: [u64; 4], personas: [u64; 4]) -> [Celda; 8] {
        let conteo =
            |((nivel, codigo, padre), (valor, personas)): ((_, &str, Option<usize>), _)| Conteo {
                medida: Medida::Servicios,
                concepto: Concepto {
                    nivel,
                    nombre: codigo.into(),
                    codigo: codigo.into(),
                    padre: padre.map(|p| (ARBOL[p].0, ARBOL[p].1.to_owned())),
                },
                valor: Some(valor),
                personas: Some(personas),
            };
        let valores = sums(servicios).into_iter().zip(sums(personas));
        let cubo = Cubo(ARBOL.into_iter().zip(valores).map(conteo).collect());
        let protegido = protect(cubo, &mut [], Umbral::MINIMO);
        ARBOL.map(|(nivel, codigo, _)| protegido.celda(Medida::Servicios, nivel, codigo).unwrap())
    }

    /// More than any service below holds, and enough to be t away from it. Trying more values could only
    /// widen what is found.
    const LIMITE: u64 = 14;

    /// The least and the most that each node holds in all the ways to fill the protected services that are consistent
    /// with what is published, by brute force.
    fn feasible(celdas: [Celda; 8]) -> [(u64, u64); 8] {
        let posibles =
            SERVICIOS.map(|i| celdas[i].valor().map_or(1..=LIMITE, |valor| valor..=valor));
        let fits =
            |celda: &Celda, suma: &u64| celda.valor().map_or(*suma >= 1, |valor| valor == *suma);
        let mut tomados = [(u64::MAX, 0); 8];
        let [g1, g2, a1, b1] = posibles;
        for g1 in g1 {
            for g2 in g2.clone() {
                for a1 in a1.clone() {
                    for b1 in b1.clone() {
                        let sumas = sums([g1, g2, a1, b1]);
                        if celdas
                            .iter()
                            .zip(&sumas)
                            .all(|(celda, suma)| fits(celda, suma))
                        {
                            tomados
                                .iter_mut()
                                .zip(sumas)
                                .for_each(|(t, suma)| *t = (t.0.min(suma), t.1.max(suma)));
                        }
                    }
                }
            }
        }
        tomados
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn no_small_count_can_be_narrowed_down(
            servicios in prop::array::uniform4((0u64..9, 1u64..=3)),
        ) {
            // Some services are given several times to the same persons.
            let personas = servicios.map(|(valor, veces)| valor.div_ceil(veces));
            let servicios = servicios.map(|(valor, _)| valor);
            let celdas = cells(servicios, personas);
            let (valores, personas) = (sums(servicios), sums(personas));
            let tomados = feasible(celdas);
            for i in 0..8 {
                let (menor, mayor) = tomados[i];
                prop_assert!((menor..=mayor).contains(&valores[i]));
                if (1..5).contains(&personas[i]) {
                    let ancho = mayor - menor;
                    prop_assert!(ancho >= 5, "{} lies within {ancho} in {servicios:?}: {celdas:?}", ARBOL[i].1);
                }
            }
        }
    }

    #[test]
    fn a_lone_protected_service_gets_company() {
        let celdas = cells([3, 40, 50, 60], [3, 40, 50, 60]);
        assert_eq!(
            celdas[4..],
            [
                Celda::Protegida,
                Celda::Protegida,
                Celda::Publicada(50),
                Celda::Publicada(60)
            ]
        );
        assert_eq!(celdas[..4], [153, 93, 60, 43].map(Celda::Publicada));
    }

    #[test]
    fn few_persons_are_few_however_often_they_came() {
        // 40 services to 2 persons, in an area with nobody else to hide them.
        let celdas = cells([0, 0, 40, 60], [0, 0, 2, 60]);
        assert_eq!(celdas[6], Celda::Protegida);
        assert_eq!(celdas[1], Celda::Protegida);
        assert_eq!(celdas[2], Celda::Protegida);
    }
}
