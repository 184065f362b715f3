//! A dimension: leaves, and nodes that are sets of them.

use std::collections::BTreeMap;

use super::TablaInvalida;

/// A node and one way to split it. A node may be split in several ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relacion {
    /// The node.
    pub padre: usize,
    /// Its parts: disjoint, and together the node.
    pub hijos: Vec<usize>,
}

/// A dimension with its hierarchies. Codes are numbered in the order in which they are first named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    nombre: String,
    codigos: Vec<String>,
    indice: BTreeMap<String, usize>,
    raiz: usize,
    relaciones: Vec<Relacion>,
    hojas: Vec<usize>,
    alcance: Vec<Vec<usize>>,
}

/// Nodes with more leaves than this, all together, are refused: memory must be bounded.
const PIEZAS: usize = 4_000_000;

impl Dimension {
    /// From the names of the root, of the nodes with their parts, and of the leaves.
    ///
    /// Errors name the relation at fault: a code that does not exist, a cycle, parts that overlap or do
    /// not cover their node, a root that does not cover the leaves.
    pub fn new(
        nombre: &str,
        raiz: &str,
        relaciones: &[(String, Vec<String>)],
        hojas: &[String],
    ) -> Result<Self, TablaInvalida> {
        let mut dimension = Self {
            nombre: nombre.to_owned(),
            codigos: vec![],
            indice: BTreeMap::new(),
            raiz: 0,
            relaciones: vec![],
            hojas: vec![],
            alcance: vec![],
        };
        dimension.raiz = dimension.code(raiz);
        for (padre, hijos) in relaciones {
            let padre = dimension.code(padre);
            let hijos = hijos.iter().map(|hijo| dimension.code(hijo)).collect();
            dimension.relaciones.push(Relacion { padre, hijos });
        }
        dimension.hojas = hojas.iter().map(|hoja| dimension.code(hoja)).collect();
        dimension.cover()?;
        Ok(dimension)
    }

    /// From the names of the root and of the nodes with their parts: what is never split is a leaf.
    pub fn from_jerarquia(
        nombre: &str,
        raiz: &str,
        relaciones: &[(String, Vec<String>)],
    ) -> Result<Self, TablaInvalida> {
        let padres: std::collections::BTreeSet<&String> =
            relaciones.iter().map(|(p, _)| p).collect();
        let mut vistas = std::collections::BTreeSet::new();
        let mut hojas: Vec<String> = relaciones
            .iter()
            .flat_map(|(_, hijos)| hijos)
            .filter(|hijo| !padres.contains(hijo) && vistas.insert(*hijo))
            .cloned()
            .collect();
        if hojas.is_empty() {
            hojas.push(raiz.to_owned());
        }
        Self::new(nombre, raiz, relaciones, &hojas)
    }

    /// The same, as a reader of the published hierarchy numbers its leaves: in the order of their codes.
    ///
    /// Codes keep their numbers: the root covers every leaf, so that all of them are first named by the
    /// root or by a relation. It is what [`Self::from_jerarquia`] gives for the same relations.
    #[must_use]
    pub fn published(&self) -> Self {
        let mut hojas = self.hojas.clone();
        hojas.sort_unstable();
        let mut posicion = vec![0; self.codigos.len()];
        for (nueva, hoja) in hojas.iter().enumerate() {
            posicion[*hoja] = nueva;
        }
        let mut alcance = self.alcance.clone();
        for alcance in &mut alcance {
            for hoja in alcance.iter_mut() {
                *hoja = posicion[self.hojas[*hoja]];
            }
            alcance.sort_unstable();
        }
        Self {
            hojas,
            alcance,
            ..self.clone()
        }
    }

    fn code(&mut self, codigo: &str) -> usize {
        if let Some(indice) = self.indice.get(codigo) {
            return *indice;
        }
        let indice = self.codigos.len();
        self.codigos.push(codigo.to_owned());
        self.indice.insert(codigo.to_owned(), indice);
        indice
    }

    /// Finds the leaves under each code.
    fn cover(&mut self) -> Result<(), TablaInvalida> {
        let mut alcance = self.singletons()?;
        // How many relations of each code are not settled, and which relations each code is a part of.
        let mut faltan = vec![0; self.codigos.len()];
        let mut dentro_de: Vec<Vec<usize>> = vec![vec![]; self.codigos.len()];
        for (i, relacion) in self.relaciones.iter().enumerate() {
            if alcance[relacion.padre].is_some() {
                return Err(self.wrong(i, "es una hoja: no puede tener partes"));
            }
            if relacion.hijos.is_empty() {
                return Err(self.wrong(i, "no tiene partes"));
            }
            faltan[relacion.padre] += 1;
            relacion
                .hijos
                .iter()
                .for_each(|hijo| dentro_de[*hijo].push(i));
        }
        self.all_defined(&alcance, &faltan)?;
        // A relation is settled once its parts are, and a code once its relations are: what is left in the
        // end is, or hangs from, a cycle.
        let mut esperan: Vec<usize> = self.relaciones.iter().map(|r| r.hijos.len()).collect();
        let mut resueltos: Vec<usize> = self.hojas.clone();
        let mut piezas = 0;
        while let Some(codigo) = resueltos.pop() {
            for i in &dentro_de[codigo] {
                esperan[*i] -= 1;
                if esperan[*i] > 0 {
                    continue;
                }
                let padre = self.relaciones[*i].padre;
                self.settle(*i, &mut alcance, &mut piezas)?;
                faltan[padre] -= 1;
                if faltan[padre] == 0 {
                    resueltos.push(padre);
                }
            }
        }
        if let Some(primera) = esperan.iter().position(|partes| *partes > 0) {
            return Err(self.cycle(primera, &esperan));
        }
        let de_la_raiz = alcance[self.raiz].as_ref().map_or(0, Vec::len);
        if de_la_raiz != self.hojas.len() {
            let motivo = format!("«{}» no cubre todas las hojas", self.codigos[self.raiz]);
            return Err(TablaInvalida::new("root", motivo));
        }
        self.alcance = alcance
            .into_iter()
            .map(|hojas| hojas.expect("a code that is no leaf was settled"))
            .collect();
        Ok(())
    }

    /// The leaves under each leaf: itself.
    fn singletons(&self) -> Result<Vec<Option<Vec<usize>>>, TablaInvalida> {
        let mut alcance = vec![None; self.codigos.len()];
        for (posicion, hoja) in self.hojas.iter().enumerate() {
            if alcance[*hoja].replace(vec![posicion]).is_some() {
                let motivo = format!("la hoja «{}» se repite", self.codigos[*hoja]);
                return Err(TablaInvalida::new(format!("leaves[{posicion}]"), motivo));
            }
        }
        if self.hojas.is_empty() {
            return Err(TablaInvalida::new("leaves", "no hay ninguna hoja"));
        }
        Ok(alcance)
    }

    /// Refuses parts that are neither leaves nor nodes.
    fn all_defined(
        &self,
        alcance: &[Option<Vec<usize>>],
        faltan: &[usize],
    ) -> Result<(), TablaInvalida> {
        for (i, relacion) in self.relaciones.iter().enumerate() {
            if let Some(hijo) = relacion
                .hijos
                .iter()
                .find(|h| alcance[**h].is_none() && faltan[**h] == 0)
            {
                let motivo = format!("el código «{}» no existe", self.codigos[*hijo]);
                return Err(TablaInvalida::new(format!("relations[{i}]"), motivo));
            }
        }
        Ok(())
    }

    /// Joins the leaves of the parts of a relation, all known.
    fn settle(
        &self,
        i: usize,
        alcance: &mut [Option<Vec<usize>>],
        piezas: &mut usize,
    ) -> Result<(), TablaInvalida> {
        let relacion = &self.relaciones[i];
        let partes = || {
            relacion
                .hijos
                .iter()
                .map(|hijo| alcance[*hijo].as_ref().expect("its parts are settled"))
        };
        // Before anything is copied: a part that is named many times is copied as many.
        *piezas += partes().map(Vec::len).sum::<usize>();
        if *piezas > PIEZAS {
            return Err(self.wrong(
                i,
                &format!("y los nodos anteriores suman más de {PIEZAS} hojas"),
            ));
        }
        let mut union: Vec<usize> = partes().flatten().copied().collect();
        union.sort_unstable();
        if union.windows(2).any(|par| par[0] == par[1]) {
            return Err(self.wrong(i, "tiene partes que se traslapan"));
        }
        match &alcance[relacion.padre] {
            Some(previo) if *previo != union => {
                Err(self.wrong(i, "no queda cubierto como en otra relación"))
            }
            Some(_) | None => {
                alcance[relacion.padre] = Some(union);
                Ok(())
            }
        }
    }

    fn wrong(&self, i: usize, motivo: &str) -> TablaInvalida {
        let padre = &self.codigos[self.relaciones[i].padre];
        TablaInvalida::new(format!("relations[{i}]"), format!("«{padre}» {motivo}"))
    }

    /// Names a relation that is part of a cycle, going down from one that may only hang from it.
    fn cycle(&self, primera: usize, esperan: &[usize]) -> TablaInvalida {
        // A code that is not settled has a relation that is not, and that has a part that is not.
        let mut pendiente = vec![None; self.codigos.len()];
        for (i, relacion) in self.relaciones.iter().enumerate().rev() {
            if esperan[i] > 0 {
                pendiente[relacion.padre] = Some(i);
            }
        }
        let mut visitadas = vec![false; self.relaciones.len()];
        let mut actual = primera;
        while !visitadas[actual] {
            visitadas[actual] = true;
            let siguiente = self.relaciones[actual]
                .hijos
                .iter()
                .find_map(|hijo| pendiente[*hijo]);
            actual = siguiente.unwrap_or(actual);
        }
        self.wrong(actual, "es parte de sí mismo")
    }

    /// Its name.
    pub fn nombre(&self) -> &str {
        &self.nombre
    }

    /// How many codes it has: leaves and nodes.
    pub fn codigos(&self) -> usize {
        self.codigos.len()
    }

    /// The text of a code.
    pub fn codigo(&self, codigo: usize) -> &str {
        &self.codigos[codigo]
    }

    /// The number of a code.
    pub fn find(&self, codigo: &str) -> Option<usize> {
        self.indice.get(codigo).copied()
    }

    /// The code of the whole.
    pub fn raiz(&self) -> usize {
        self.raiz
    }

    /// The nodes and their parts.
    pub fn relaciones(&self) -> &[Relacion] {
        &self.relaciones
    }

    /// The codes of the leaves, by position.
    pub fn hojas(&self) -> &[usize] {
        &self.hojas
    }

    /// Whether a code is a leaf, and not a node with a single one.
    pub fn is_hoja(&self, codigo: usize) -> bool {
        matches!(self.alcance[codigo][..], [posicion] if self.hojas[posicion] == codigo)
    }

    /// The positions of the leaves under a code, ascending.
    pub fn alcance(&self, codigo: usize) -> &[usize] {
        &self.alcance[codigo]
    }
}
