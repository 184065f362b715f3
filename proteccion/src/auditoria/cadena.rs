//! The editions of a table in one frame: the leaves of the last one.

use std::collections::BTreeMap;

use super::super::documento::{Protegida, Vinculo};

/// A link of the chain.
pub(super) struct Eslabon<'a> {
    pub(super) documento: &'a Protegida,
    /// How many times leaves were added to before: its counts include that many additions.
    pub(super) bloque: usize,
    /// For each dimension of the last edition, its own: none if it does not have it.
    dimension: Vec<Option<usize>>,
    /// For each of its dimensions and codes, the leaves of the last edition under it.
    alcance: Vec<Vec<Vec<usize>>>,
    /// Cells by key, ascending.
    indice: Vec<(u128, usize)>,
}

impl<'a> Eslabon<'a> {
    fn new(documento: &'a Protegida, ultima: &Protegida, bloque: usize) -> Result<Self, String> {
        let mut dimension = vec![None; ultima.dimensiones.len()];
        let mut alcance = Vec::new();
        for (i, propia) in documento.dimensiones.iter().enumerate() {
            let nombre = propia.nombre();
            let d = ultima.dimensiones.iter().position(|d| d.nombre() == nombre);
            let Some(d) = d.filter(|d| dimension[*d].is_none()) else {
                return Err(format!(
                    "la dimensión «{nombre}» no está en la última edición"
                ));
            };
            dimension[d] = Some(i);
            let actual = &ultima.dimensiones[d];
            let mut hojas = Vec::new();
            for hoja in propia.hojas() {
                let texto = propia.codigo(*hoja);
                let codigo = actual.find(texto);
                hojas.push(codigo.map(|codigo| actual.alcance(codigo)).ok_or_else(|| {
                    format!("«{texto}» de «{nombre}» no está en la última edición")
                })?);
            }
            let cover = |codigo| {
                let mut bajo: Vec<usize> = propia
                    .alcance(codigo)
                    .iter()
                    .flat_map(|p| hojas[*p])
                    .copied()
                    .collect();
                bajo.sort_unstable();
                bajo
            };
            alcance.push((0..propia.codigos()).map(cover).collect());
        }
        let mut eslabon = Self {
            documento,
            bloque,
            dimension,
            alcance,
            indice: vec![],
        };
        for (celda, (codigos, _)) in documento.celdas.iter().enumerate() {
            let valida = codigos.len() == documento.dimensiones.len()
                && documento
                    .dimensiones
                    .iter()
                    .zip(codigos)
                    .all(|(d, c)| *c < d.codigos());
            let clave = eslabon.key(codigos).filter(|_| valida);
            let clave = clave.ok_or_else(|| format!("la celda {celda} no tiene coordenadas"))?;
            eslabon.indice.push((clave, celda));
        }
        eslabon.indice.sort_unstable();
        match eslabon.indice.windows(2).find(|par| par[0].0 == par[1].0) {
            Some(par) => Err(format!("la celda {} se repite", par[1].1)),
            None => Ok(eslabon),
        }
    }

    fn key(&self, codigos: &[usize]) -> Option<u128> {
        self.documento
            .dimensiones
            .iter()
            .zip(codigos)
            .try_fold(0u128, |clave, (d, codigo)| {
                let base = u128::try_from(d.codigos()).ok()?;
                clave
                    .checked_mul(base)?
                    .checked_add(u128::try_from(*codigo).ok()?)
            })
    }

    /// The cell with these codes.
    pub(super) fn find(&self, codigos: &[usize]) -> Option<usize> {
        let clave = self.key(codigos)?;
        let lugar = self
            .indice
            .binary_search_by_key(&clave, |(clave, _)| *clave)
            .ok()?;
        Some(self.indice[lugar].1)
    }

    /// The cell with these codes, by text.
    pub(super) fn named(&self, nombres: &[String]) -> Option<usize> {
        let dimensiones = &self.documento.dimensiones;
        if nombres.len() != dimensiones.len() {
            return None;
        }
        let codigos: Option<Vec<usize>> = dimensiones
            .iter()
            .zip(nombres)
            .map(|(d, nombre)| d.find(nombre))
            .collect();
        self.find(&codigos?)
    }

    /// The texts of the codes of a cell.
    pub(super) fn nombres(&self, celda: usize) -> Vec<String> {
        let (codigos, _) = &self.documento.celdas[celda];
        let dimensiones = self.documento.dimensiones.iter();
        dimensiones
            .zip(codigos)
            .map(|(d, codigo)| d.codigo(*codigo).to_owned())
            .collect()
    }

    /// Every relation among declared cells along one dimension: dimension, cell and parts; and whether some part
    /// is not declared.
    pub(super) fn lines(&self) -> Vec<(usize, usize, Vec<usize>, bool)> {
        let mut lineas = Vec::new();
        for (celda, (codigos, _)) in self.documento.celdas.iter().enumerate() {
            let mut codigos = codigos.clone();
            for (d, dimension) in self.documento.dimensiones.iter().enumerate() {
                let codigo = codigos[d];
                for relacion in dimension.relaciones().iter().filter(|r| r.padre == codigo) {
                    let mut part = |hijo: &usize| {
                        codigos[d] = *hijo;
                        self.find(&codigos)
                    };
                    let partes: Vec<usize> = relacion.hijos.iter().filter_map(&mut part).collect();
                    let trunca = partes.len() < relacion.hijos.len();
                    if !partes.is_empty() {
                        lineas.push((d, celda, partes, trunca));
                    }
                }
                codigos[d] = codigo;
            }
        }
        lineas
    }

    /// For each dimension and leaf of the last edition, the codes that contain it among those that some
    /// cell uses.
    fn codes(&self, hojas: &[usize]) -> Vec<Vec<Vec<usize>>> {
        let mut codigos: Vec<Vec<Vec<usize>>> = hojas.iter().map(|n| vec![vec![]; *n]).collect();
        for (d, propia) in self.dimension.iter().enumerate() {
            let Some(propia) = *propia else { continue };
            let mut usados = vec![false; self.alcance[propia].len()];
            self.documento
                .celdas
                .iter()
                .for_each(|(celda, _)| usados[celda[propia]] = true);
            for (codigo, bajo) in self.alcance[propia]
                .iter()
                .enumerate()
                .filter(|(c, _)| usados[*c])
            {
                for hoja in bajo {
                    codigos[d][*hoja].push(codigo);
                }
            }
        }
        codigos
    }
}

/// All editions, oldest first, and the leaves that they cannot tell apart merged in each dimension.
pub(super) struct Cadena<'a> {
    pub(super) eslabones: Vec<Eslabon<'a>>,
    /// By dimension, the class of each leaf.
    pub(super) clase: Vec<Vec<usize>>,
    /// By dimension, how many classes there are.
    pub(super) clases: Vec<usize>,
    /// By edition, dimension and class: the codes of the edition that contain it.
    codigos: Vec<Vec<Vec<Vec<usize>>>>,
}

impl<'a> Cadena<'a> {
    /// Errors say in Spanish what does not fit.
    pub(super) fn new(publicada: &'a Protegida) -> Result<Self, String> {
        let mut documentos = Vec::new();
        history(publicada, &mut documentos);
        let suma = publicada.vinculo == Vinculo::Adiciones && !documentos.is_empty();
        documentos.push((publicada, suma));
        let mut eslabones: Vec<Eslabon> = Vec::new();
        for (i, (documento, suma)) in documentos.iter().enumerate() {
            let bloque = eslabones
                .last()
                .map_or(0, |e| e.bloque + usize::from(*suma));
            let eslabon = Eslabon::new(documento, publicada, bloque);
            eslabones.push(eslabon.map_err(|motivo| format!("edición {}: {motivo}", i + 1))?);
        }
        let hojas: Vec<usize> = publicada
            .dimensiones
            .iter()
            .map(|d| d.hojas().len())
            .collect();
        let de_hoja: Vec<_> = eslabones.iter().map(|e| e.codes(&hojas)).collect();
        let mut cadena = Self {
            eslabones,
            clase: vec![],
            clases: vec![],
            codigos: vec![],
        };
        cadena.codigos = vec![vec![]; cadena.eslabones.len()];
        for (d, hojas) in hojas.into_iter().enumerate() {
            let mut firmas: BTreeMap<Vec<&Vec<usize>>, usize> = BTreeMap::new();
            let mut clase = Vec::with_capacity(hojas);
            for hoja in 0..hojas {
                let siguiente = firmas.len();
                let firma: Vec<&Vec<usize>> =
                    de_hoja.iter().map(|codigos| &codigos[d][hoja]).collect();
                let nueva = *firmas.entry(firma).or_insert(siguiente);
                clase.push(nueva);
                if nueva == siguiente {
                    for (k, codigos) in de_hoja.iter().enumerate() {
                        if nueva == 0 {
                            cadena.codigos[k].push(vec![]);
                        }
                        cadena.codigos[k][d].push(codigos[d][hoja].clone());
                    }
                }
            }
            cadena.clase.push(clase);
            cadena.clases.push(firmas.len());
        }
        Ok(cadena)
    }

    /// Number of times that leaves were added to.
    pub(super) fn bloques(&self) -> usize {
        self.eslabones.last().map_or(0, |e| e.bloque)
    }

    /// Calls with each cell of an edition that contains a joint leaf, given by its classes.
    pub(super) fn cells(&self, edicion: usize, clases: &[usize], found: &mut impl FnMut(usize)) {
        let eslabon = &self.eslabones[edicion];
        let mut listas: Vec<&[usize]> = vec![&[]; eslabon.documento.dimensiones.len()];
        for (d, propia) in eslabon.dimension.iter().enumerate() {
            if let Some(propia) = propia {
                listas[*propia] = &self.codigos[edicion][d][clases[d]];
            }
        }
        let mut codigos = Vec::with_capacity(listas.len());
        product(&listas, &mut codigos, &mut |codigos| {
            if let Some(celda) = eslabon.find(codigos) {
                found(celda);
            }
        });
    }
}

fn product(listas: &[&[usize]], codigos: &mut Vec<usize>, found: &mut impl FnMut(&[usize])) {
    let Some(lista) = listas.get(codigos.len()) else {
        return found(codigos);
    };
    for codigo in *lista {
        codigos.push(*codigo);
        product(listas, codigos, found);
        codigos.pop();
    }
}

/// The editions before a document, oldest first, each once, and whether each adds to the one before.
fn history<'a>(documento: &'a Protegida, lista: &mut Vec<(&'a Protegida, bool)>) {
    if documento.vinculo == Vinculo::Ninguno {
        return;
    }
    for anterior in &documento.ediciones {
        history(anterior, lista);
        // An edition that does not say how it follows from those before follows as the last does.
        let dice = anterior.vinculo != Vinculo::Ninguno && !anterior.ediciones.is_empty();
        let vinculo = if dice {
            anterior.vinculo
        } else {
            documento.vinculo
        };
        let igual = |otra: &Protegida| {
            otra.medida == anterior.medida
                && otra.dimensiones == anterior.dimensiones
                && otra.celdas == anterior.celdas
                && otra.ceros == anterior.ceros
        };
        if !lista.iter().any(|(otra, _)| igual(otra)) {
            lista.push((anterior, vinculo == Vinculo::Adiciones && !lista.is_empty()));
        }
    }
}
