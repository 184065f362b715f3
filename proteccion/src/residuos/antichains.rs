//! Disjoint parts of a whole along one dimension, on whatever levels they stand.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Residuo, Vigia};
use crate::modelo::{Modelo, SumaId};
use crate::tabla::{Dimension, IdVec};

/// Steps of the search for disjoint parts of one whole where groups overlap.
const PASOS: usize = 5_000;

/// How the codes of a dimension lie in one another.
pub(super) struct Codigos {
    /// By code, those inside it, the largest first.
    debajo: Vec<Vec<usize>>,
    /// By code, whether it shares leaves with one that is neither inside it nor around it.
    cruza: Vec<bool>,
}

impl Codigos {
    pub(super) fn new(dimension: &Dimension) -> Self {
        let codigos = dimension.codigos();
        let mut de_hoja: Vec<Vec<usize>> = vec![vec![]; dimension.hojas().len()];
        for codigo in 0..codigos {
            for hoja in dimension.alcance(codigo) {
                de_hoja[*hoja].push(codigo);
            }
        }
        let inside = |uno: usize, otro: usize| {
            let hojas = dimension.alcance(otro);
            (dimension.alcance(uno).iter()).all(|hoja| hojas.binary_search(hoja).is_ok())
        };
        let mut debajo = vec![vec![]; codigos];
        let mut juntos = BTreeSet::new();
        for codigo in 0..codigos {
            let Some(primera) = dimension.alcance(codigo).first() else {
                continue;
            };
            for otro in de_hoja[*primera]
                .iter()
                .copied()
                .filter(|otro| inside(codigo, *otro))
            {
                juntos.extend([(codigo, otro), (otro, codigo)]);
                if dimension.alcance(codigo).len() < dimension.alcance(otro).len() {
                    debajo[otro].push(codigo);
                }
            }
        }
        for codigos in &mut debajo {
            codigos.sort_by_key(|codigo| (Reverse(dimension.alcance(*codigo).len()), *codigo));
        }
        let aparte = |codigo: usize| {
            let hojas = dimension.alcance(codigo).iter();
            let mut vecinos = hojas.flat_map(|hoja| &de_hoja[*hoja]);
            vecinos.any(|otro| !juntos.contains(&(codigo, *otro)))
        };
        Self {
            debajo,
            cruza: (0..codigos).map(aparte).collect(),
        }
    }
}

/// Known sums in a cell along one dimension.
struct Sabidas {
    sumas: Vec<SumaId>,
    /// Whether no two of them overlap.
    disjuntas: bool,
}

impl Vigia<'_> {
    /// For each known cell and dimension, what known parts leave of it.
    pub(super) fn antichains(&self, modelo: &Modelo, sabida: &IdVec<SumaId, bool>) -> Vec<Residuo> {
        let mut residuos = Vec::new();
        let sabida = |s: SumaId| sabida[s] && modelo.sumas[s].valor > 0;
        for (columna, todo) in self.sistema.columnas.iter().zip(modelo.sumas.ids()) {
            if !sabida(todo) {
                continue;
            }
            for celda in &columna.celdas {
                let mut coordenadas = self.entrada.reticula.coordenadas(*celda);
                for d in 0..coordenadas.len() {
                    let partes = self.parts(&mut coordenadas, d, &|s| s != todo && sabida(s));
                    residuos.extend(self.left(modelo, todo, &partes));
                }
            }
        }
        residuos
    }

    /// The known sums inside a cell along one dimension, the largest first. Those inside another that overlaps none
    /// are left out: what they leave of the cell is more, or is looked at in that one.
    fn parts(
        &self,
        coordenadas: &mut [usize],
        d: usize,
        sabida: &dyn Fn(SumaId) -> bool,
    ) -> Sabidas {
        let Codigos { debajo, cruza } = &self.codigos[d];
        let codigo = coordenadas[d];
        let mut tapados: BTreeSet<usize> = BTreeSet::new();
        let mut partes = Sabidas {
            sumas: vec![],
            disjuntas: true,
        };
        for dentro in &debajo[codigo] {
            if tapados.contains(dentro) {
                continue;
            }
            coordenadas[d] = *dentro;
            let parte = self.entrada.reticula.find(coordenadas);
            let parte = parte.and_then(|celda| SumaId::of_cell(self.sistema, celda));
            if let Some(s) = parte.filter(|s| sabida(*s)) {
                if cruza[*dentro] {
                    partes.disjuntas = false;
                } else {
                    tapados.extend(&debajo[*dentro]);
                }
                if !partes.sumas.contains(&s) {
                    partes.sumas.push(s);
                }
            }
        }
        coordenadas[d] = codigo;
        partes
    }

    /// The rests that disjoint parts among some leave of a whole, where these are of few persons.
    fn left(&self, modelo: &Modelo, todo: SumaId, partes: &Sabidas) -> Vec<Residuo> {
        let Sabidas { sumas, disjuntas } = partes;
        let numero = |s: &SumaId| modelo.sumas[*s].personas.numero();
        if sumas.len() < 2 || sumas.iter().map(numero).sum::<i64>() <= numero(&todo) - self.umbral {
            return vec![];
        }
        if *disjuntas {
            let residuo = self.residual(modelo, todo, sumas.clone());
            return residuo.into_iter().collect();
        }
        let mut de_fila: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, parte) in sumas.iter().enumerate() {
            for fila in self.counted(&modelo.sumas[*parte].filas) {
                de_fila.entry(*fila).or_default().push(i);
            }
        }
        let mut busqueda = Eleccion::new(self, sumas.len(), &modelo.sumas[todo].filas, &de_fila);
        busqueda.search(0);
        let of = |elegidas: &Vec<usize>| elegidas.iter().map(|i| sumas[*i]).collect();
        (busqueda.halladas.iter())
            .filter_map(|elegidas| self.residual(modelo, todo, of(elegidas)))
            .collect()
    }
}

/// Unknowns that lie in the same parts.
struct Grupo {
    partes: Vec<usize>,
    filas: Vec<usize>,
}

/// The search for disjoint parts that leave few persons, where parts overlap.
struct Eleccion<'a> {
    vigia: &'a Vigia<'a>,
    grupos: Vec<Grupo>,
    /// By part, those that share unknowns with it.
    choca: Vec<BTreeSet<usize>>,
    elegidas: Vec<usize>,
    /// Groups that no part takes.
    resto: Vec<usize>,
    halladas: Vec<Vec<usize>>,
    pasos: usize,
}

impl<'a> Eleccion<'a> {
    fn new(
        vigia: &'a Vigia<'a>,
        partes: usize,
        todo: &[usize],
        de_fila: &BTreeMap<usize, Vec<usize>>,
    ) -> Self {
        let mut choca = vec![BTreeSet::new(); partes];
        for juntas in de_fila.values().filter(|juntas| juntas.len() > 1) {
            juntas.iter().for_each(|i| choca[*i].extend(juntas));
        }
        let mut grupos: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
        for fila in vigia.counted(todo) {
            let partes = de_fila.get(fila).map_or(&[][..], Vec::as_slice);
            if vigia.sistema.filas[*fila].valor > 0 {
                grupos.entry(partes).or_default().push(*fila);
            }
        }
        let grupos = grupos.into_iter().map(|(partes, filas)| Grupo {
            partes: partes.to_vec(),
            filas,
        });
        Self {
            vigia,
            grupos: grupos.collect(),
            choca,
            elegidas: vec![],
            resto: vec![],
            halladas: vec![],
            pasos: PASOS,
        }
    }

    /// Each group, from some on, goes to a part that still fits, or is left; no further where too many persons are. Parts
    /// that overlap in so many ways that the steps run out are left to the auditor, which looks at them in another order.
    fn search(&mut self, desde: usize) {
        if self.pasos == 0 {
            return;
        }
        self.pasos -= 1;
        let libre = |grupo: &Grupo| !grupo.partes.iter().any(|i| self.elegidas.contains(i));
        let Some(g) = (desde..self.grupos.len()).find(|g| libre(&self.grupos[*g])) else {
            self.halladas.push(self.elegidas.clone());
            return;
        };
        for i in self.grupos[g].partes.clone() {
            let deja = |otro: &usize| self.grupos[*otro].partes.contains(&i);
            if self
                .elegidas
                .iter()
                .any(|otra| self.choca[i].contains(otra))
                || self.resto.iter().any(deja)
            {
                continue;
            }
            self.elegidas.push(i);
            self.search(g + 1);
            self.elegidas.pop();
        }
        self.resto.push(g);
        let filas = self.resto.iter().flat_map(|g| &self.grupos[*g].filas);
        if self.vigia.up_to_few(filas.copied()) < self.vigia.umbral {
            self.search(g + 1);
        }
        self.resto.pop();
    }
}
