//! All kinds of persons that a register can have, as far as its cells can tell them.

use std::collections::BTreeSet;

use super::cajas::{Caja, EDAD, EJES, Ejes, Medida, SEXO, VIOLENCIA, with};
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

impl Columna {
    /// Whether no published zero excludes it.
    fn fits(&self, lectura: &Lectura) -> bool {
        (lectura.celdas.iter()).all(|((medida, caja), estado)| {
            *estado != Some(0) || self.adds(&lectura.ejes, *medida, caja) == 0
        })
    }
}

impl Atencion {
    fn within(&self, ejes: &Ejes, caja: &Caja) -> bool {
        let en = |eje: usize, m: usize| ejes.chain(eje, m).contains(&caja[eje]);
        (0..VIOLENCIA).all(|eje| en(eje, self.hojas[eje]))
            && self.tipos.iter().any(|&tipo| en(VIOLENCIA, tipo))
    }
}

/// Attentions that are looked at, at most: persons are sets of them.
const ATENCIONES: usize = 150;

/// Every column that no published zero excludes; nothing if they are more than so many.
pub(super) fn columns(lectura: &Lectura, tope: usize) -> Option<Vec<Columna>> {
    let hojas: Vec<Vec<usize>> = (0..EJES).map(|eje| leaves(lectura, eje)).collect();
    let tipos = sets(&lectura.ejes, &hojas[VIOLENCIA]);
    let (mut mas, mut atenciones) = (Vec::new(), Vec::new());
    for hojas in product(&hojas[..VIOLENCIA], 10 * ATENCIONES)? {
        let columna = Columna {
            clase: None,
            atenciones: vec![Atencion {
                hojas,
                tipos: vec![0],
            }],
        };
        if columna.fits(lectura) {
            mas.push(columna);
            atenciones.extend(tipos.iter().map(|tipos| Atencion {
                hojas,
                tipos: tipos.clone(),
            }));
        }
        if atenciones.len() > 4 * ATENCIONES {
            return None;
        }
    }
    let mut columnas = Vec::new();
    for &sexo in &hojas[SEXO] {
        for &edad in &hojas[EDAD] {
            let quedan = tope.checked_sub(columnas.len())?;
            columnas.extend(persons(lectura, [sexo, edad], &atenciones, quedan)?);
        }
    }
    columnas.extend(mas);
    Some(columnas)
}

/// The persons of a sex and an age.
fn persons(
    lectura: &Lectura,
    clase: [usize; 2],
    atenciones: &[Atencion],
    tope: usize,
) -> Option<Vec<Columna>> {
    let con = |atenciones: Vec<Atencion>| Columna {
        clase: Some(clase),
        atenciones,
    };
    let posibles: Vec<Columna> = (atenciones.iter())
        .map(|a| con(vec![a.clone()]))
        .filter(|columna| columna.fits(lectura))
        .collect();
    if posibles.len() > ATENCIONES {
        return None;
    }
    let dichas = (lectura.celdas.keys()).filter(|(medida, _)| *medida == Medida::Personas);
    let mut personas: Vec<Caja> = dichas.map(|(_, caja)| *caja).collect();
    // Whoever is not a woman is told apart by the cells that women are.
    if let Some([mujer, otras]) = lectura.ejes.sexes() {
        let de_mujeres = personas.iter().filter(|caja| caja[SEXO] == mujer);
        let suyas: Vec<Caja> = de_mujeres.map(|caja| with(caja, SEXO, otras)).collect();
        personas.extend(suyas);
        personas.sort_unstable();
    }
    let toca = |columna: &Columna| -> Vec<bool> {
        (personas.iter())
            .map(|caja| columna.adds(&lectura.ejes, Medida::Personas, caja) > 0)
            .collect()
    };
    let tocadas: Vec<Vec<bool>> = posibles.iter().map(toca).collect();
    let mut busca = Busca {
        tocadas: &tocadas,
        lineas: lines(lectura, &personas),
        repetidas: repeats(lectura, &posibles),
        conjuntos: Vec::new(),
        tope,
    };
    busca.grow(&mut Vec::new())?;
    let junta = |conjunto: &Vec<usize>| {
        let suyas = conjunto.iter().map(|&i| posibles[i].atenciones[0].clone());
        con(suyas.collect())
    };
    Some(busca.conjuntos.iter().map(junta).collect())
}

/// The members of a dimension that an attention can have, as far as cells tell them.
fn leaves(lectura: &Lectura, eje: usize) -> Vec<usize> {
    let miembros = &lectura.ejes.0[eje];
    let mut dichos: BTreeSet<usize> = (lectura.celdas.keys())
        .flat_map(|(_, caja)| lectura.ejes.chain(eje, caja[eje]))
        .collect();
    // Where women are told, so are those who are not.
    let sexos = lectura.ejes.sexes().filter(|_| eje == SEXO);
    dichos.extend(sexos.filter(|s| dichos.contains(&s[0])).map(|s| s[1]));
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
            .flat_map(|c| miembros.iter().map(move |&m| with(c, eje, m)))
            .collect();
    }
    Some(cajas)
}

/// Sets of attentions none of which could be left out without the person leaving a cell: what else she has is one more.
struct Busca<'a> {
    tocadas: &'a [Vec<bool>],
    lineas: Vec<Linea>,
    repetidas: Vec<(Vec<bool>, i32)>,
    conjuntos: Vec<Vec<usize>>,
    tope: usize,
}

impl Busca<'_> {
    fn grow(&mut self, conjunto: &mut Vec<usize>) -> Option<()> {
        let desde = conjunto.last().map_or(0, |u| u + 1);
        for i in desde..self.tocadas.len() {
            conjunto.push(i);
            if self.needed(conjunto) && self.allowed(conjunto) {
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

    /// Whether one person may have them all: alone she is in no more parts, and has no more services, than there are
    /// beyond the first of everybody.
    fn allowed(&self, conjunto: &[usize]) -> bool {
        let hay = |c: usize| i32::from(conjunto.iter().any(|&i| self.tocadas[i][c]));
        let comparte = |linea: &Linea| {
            linea.partes.iter().map(|&p| hay(p)).sum::<i32>() - hay(linea.todo) <= linea.sobran
        };
        let repite = |(dentro, sobran): &(Vec<bool>, i32)| {
            let suyas = conjunto.iter().filter(|&&i| dentro[i]).count();
            i32::try_from(suyas).unwrap() - 1 <= *sobran
        };
        self.lineas.iter().all(comparte) && self.repetidas.iter().all(repite)
    }
}

/// A published cell with its published parts, and how much more they sum.
struct Linea {
    todo: usize,
    partes: Vec<usize>,
    sobran: i32,
}

fn lines(lectura: &Lectura, personas: &[Caja]) -> Vec<Linea> {
    let valor = |caja: &Caja| *lectura.celdas.get(&(Medida::Personas, *caja))?;
    let lugar = |caja: &Caja| personas.binary_search(caja).ok();
    let linea = |(todo, caja): (usize, &Caja), eje: usize| {
        let partes = lectura.ejes.parts(caja, eje).into_iter();
        let partes: Vec<Caja> = (partes)
            .flat_map(|parte| {
                if lectura.ejes.invented(eje, parte[eje]) {
                    lectura.ejes.parts(&parte, eje)
                } else {
                    vec![parte]
                }
            })
            .collect();
        let suma: i32 = partes.iter().map(valor).sum::<Option<i32>>()?;
        Some(Linea {
            todo,
            sobran: suma - valor(caja)?,
            partes: partes.iter().map(lugar).collect::<Option<_>>()?,
        })
    };
    (personas.iter().enumerate())
        .flat_map(|p| (0..SEXO).filter_map(move |eje| linea(p, eje)))
        .filter(|linea| !linea.partes.is_empty())
        .collect()
}

/// Which attentions are in each cell of which services and persons are published, and how many services are more than
/// persons.
fn repeats(lectura: &Lectura, posibles: &[Columna]) -> Vec<(Vec<bool>, i32)> {
    let repite = |((medida, caja), servicios): (&(Medida, Caja), &Option<i32>)| {
        let personas = (*lectura.celdas.get(&(Medida::Personas, *caja))?)?;
        let sobran = (*servicios)? - personas;
        let dentro = |columna: &Columna| columna.adds(&lectura.ejes, Medida::Servicios, caja) > 0;
        (*medida == Medida::Servicios).then(|| (posibles.iter().map(dentro).collect(), sobran))
    };
    lectura.celdas.iter().filter_map(repite).collect()
}
