//! All kinds of persons that a register can have, as far as its cells can tell them.

use std::collections::BTreeSet;

use super::cajas::{Caja, EDAD, EJES, Ejes, Medida, SEXO, VIOLENCIA};
use super::lectura::Lectura;

/// An attention: a leaf of each dimension, and its types of violence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atencion {
    hojas: Caja,
    tipos: Vec<usize>,
}

/// Something that a register has so many times: a person of a sex and an age with her attentions, or one attention more,
/// hers or of somebody who is anonymous.
#[derive(Debug, Clone)]
pub(super) struct Columna {
    clase: Option<[usize; 2]>,
    atenciones: Vec<Atencion>,
}

impl Columna {
    /// What one of these adds to a cell.
    pub(super) fn adds(&self, ejes: &Ejes, medida: Medida, caja: &Caja) -> i32 {
        let suyas = self.atenciones.iter().filter(|a| a.within(ejes, caja));
        let clase = self.clase.unwrap_or([0, 0]);
        let es = [SEXO, EDAD]
            .iter()
            .zip(clase)
            .all(|(&eje, m)| ejes.chain(eje, m).contains(&caja[eje]));
        match (medida, es) {
            (_, false) => 0,
            (Medida::Personas, true) => i32::from(self.clase.is_some() && suyas.count() > 0),
            (Medida::Servicios, true) => i32::try_from(suyas.count()).unwrap(),
        }
    }
}

impl Atencion {
    fn within(&self, ejes: &Ejes, caja: &Caja) -> bool {
        let en = |eje: usize, m: usize| ejes.chain(eje, m).contains(&caja[eje]);
        (0..VIOLENCIA).all(|eje| en(eje, self.hojas[eje]))
            && self.tipos.iter().any(|&tipo| en(VIOLENCIA, tipo))
    }
}

/// Every column that no published zero excludes; nothing if they are more than so many.
pub(super) fn columns(lectura: &Lectura, tope: usize) -> Option<Vec<Columna>> {
    let ejes = &lectura.ejes;
    let hojas: Vec<Vec<usize>> = (0..EJES).map(|eje| leaves(lectura, eje)).collect();
    let cabe = |columna: &Columna| {
        (lectura.celdas.iter())
            .all(|((m, caja), e)| *e != Some(0) || columna.adds(ejes, *m, caja) == 0)
    };
    let mut sueltas = Vec::new();
    for caja in product(&hojas[..VIOLENCIA], tope)? {
        let atencion = |tipos: Vec<usize>| Atencion { hojas: caja, tipos };
        let mas = Columna {
            clase: None,
            atenciones: vec![atencion(vec![0])],
        };
        if cabe(&mas) {
            let tipos = sets(ejes, &hojas[VIOLENCIA]);
            sueltas.push((mas, tipos.into_iter().map(atencion).collect::<Vec<_>>()));
        }
    }
    let clases = (hojas[SEXO].iter()).flat_map(|&s| hojas[EDAD].iter().map(move |&e| [s, e]));
    let mut columnas: Vec<Columna> = Vec::new();
    let personas: Vec<Caja> = (lectura.celdas.keys())
        .filter(|(m, _)| *m == Medida::Personas)
        .map(|(_, caja)| *caja)
        .collect();
    for clase in clases {
        let posibles: Vec<Columna> = (sueltas.iter())
            .flat_map(|(_, todas)| todas)
            .map(|a| Columna {
                clase: Some(clase),
                atenciones: vec![a.clone()],
            })
            .filter(cabe)
            .collect();
        let toca = |c: &Columna| -> Vec<bool> {
            (personas.iter())
                .map(|caja| c.adds(ejes, Medida::Personas, caja) > 0)
                .collect()
        };
        let tocadas: Vec<Vec<bool>> = posibles.iter().map(toca).collect();
        let mut busca = Busca {
            tocadas: &tocadas,
            conjuntos: Vec::new(),
            tope: tope.checked_sub(columnas.len())?,
        };
        busca.grow(&mut Vec::new())?;
        columnas.extend(busca.conjuntos.iter().map(|conjunto| {
            Columna {
                clase: Some(clase),
                atenciones: (conjunto.iter())
                    .map(|&i| posibles[i].atenciones[0].clone())
                    .collect(),
            }
        }));
    }
    columnas.extend(sueltas.into_iter().map(|(mas, _)| mas));
    Some(columnas)
}

/// The members of a dimension that an attention can have, as far as cells tell them.
fn leaves(lectura: &Lectura, eje: usize) -> Vec<usize> {
    let miembros = &lectura.ejes.0[eje];
    let dichos: BTreeSet<usize> = (lectura.celdas.keys())
        .flat_map(|(_, caja)| lectura.ejes.chain(eje, caja[eje]))
        .collect();
    let hoja = |m: &usize| {
        let hijos = &miembros[*m].hijos;
        hijos.is_empty() || !hijos.iter().all(|h| dichos.contains(h))
    };
    dichos.iter().copied().filter(hoja).collect()
}

/// The sets of types that an attention can have.
fn sets(ejes: &Ejes, hojas: &[usize]) -> Vec<Vec<usize>> {
    let real = |&&tipo: &&usize| ejes.0[VIOLENCIA][tipo].padre.is_some_and(|p| p != 0);
    let mut conjuntos: Vec<Vec<usize>> = vec![Vec::new()];
    for &tipo in hojas.iter().filter(real) {
        let con: Vec<Vec<usize>> = (conjuntos.iter())
            .map(|c| [&c[..], &[tipo]].concat())
            .collect();
        conjuntos.extend(con);
    }
    conjuntos.remove(0);
    conjuntos.extend(hojas.iter().filter(|t| !real(t)).map(|&t| vec![t]));
    conjuntos
}

/// All boxes with one of these members in each dimension.
fn product(hojas: &[Vec<usize>], tope: usize) -> Option<Vec<Caja>> {
    let mut cajas = vec![[0; EJES]];
    for (eje, miembros) in hojas.iter().enumerate() {
        if cajas.len() * miembros.len() > tope {
            return None;
        }
        cajas = (cajas.iter())
            .flat_map(|c| miembros.iter().map(move |&m| super::cajas::with(c, eje, m)))
            .collect();
    }
    Some(cajas)
}

/// Sets of attentions none of which could be left out without the person leaving a cell: what else she has is one more.
struct Busca<'a> {
    tocadas: &'a [Vec<bool>],
    conjuntos: Vec<Vec<usize>>,
    tope: usize,
}

impl Busca<'_> {
    fn grow(&mut self, conjunto: &mut Vec<usize>) -> Option<()> {
        let desde = conjunto.last().map_or(0, |u| u + 1);
        for i in desde..self.tocadas.len() {
            conjunto.push(i);
            if self.needed(conjunto) {
                if self.conjuntos.len() == self.tope {
                    return None;
                }
                self.conjuntos.push(conjunto.clone());
                self.grow(conjunto)?;
            }
            conjunto.pop();
        }
        Some(())
    }

    /// Whether each is the only one in some cell.
    fn needed(&self, conjunto: &[usize]) -> bool {
        let veces: Vec<usize> = (0..self.tocadas[conjunto[0]].len())
            .map(|c| conjunto.iter().filter(|&&i| self.tocadas[i][c]).count())
            .collect();
        (conjunto.iter()).all(|&i| {
            (self.tocadas[i].iter().zip(&veces)).any(|(&toca, &veces)| toca && veces == 1)
        })
    }
}
