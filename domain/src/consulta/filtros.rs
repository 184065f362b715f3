//! What a question is about: the members that its filters name, and the codes that an edition does not know.

use std::collections::BTreeSet;

use super::{Argumento, FallaConsulta, Indice};
use crate::Periodo;
use crate::cubo::{Eje, Nivel};

/// Members that a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filtro {
    /// Level.
    pub nivel: Nivel,
    /// Codes within the level.
    pub codigos: Vec<String>,
}

/// The members of a dimension that a question is about.
pub(super) struct Filtrados {
    /// Of the filter in the question.
    pub(super) posicion: usize,
    pub(super) eje: Eje,
    pub(super) miembros: Vec<u16>,
    /// Positions of the codes that this edition does not know.
    faltan: Vec<usize>,
    /// Different codes that were asked for.
    pedidos: usize,
}

impl Filtrados {
    /// Whether this edition has all that was asked for.
    pub(super) fn is_whole(&self) -> bool {
        self.faltan.is_empty()
    }

    /// Whether it is about several members, which are added where the dimension is not in the table.
    pub(super) fn is_of_several(&self) -> bool {
        self.pedidos > 1
    }
}

/// Codes that an error names at most.
const VALIDOS: usize = 6;

/// Refuses a code that none of some editions knows. What one of them does not know is not available there.
///
/// # Errors
/// That it is none, with some of all of them; or that its period is open.
pub(super) fn known_somewhere(partes: &[&Indice], filtros: &[Filtro]) -> Result<(), FallaConsulta> {
    if partes.is_empty() {
        return Ok(());
    }
    for (i, Filtro { nivel, codigos }) in filtros.iter().enumerate() {
        let Some(eje) = nivel.eje() else { continue };
        let known = |codigo: &String| {
            let mut partes = partes.iter();
            partes.any(|una| una.cubo().ejes().find(eje, *nivel, codigo).is_some())
        };
        let Some(j) = codigos.iter().position(|codigo| !known(codigo)) else {
            continue;
        };
        let abierto = |una: &&Indice| una.open_part(*nivel, &codigos[j]);
        return Err(match partes.iter().find_map(abierto) {
            Some(abierto) => abierto,
            None => FallaConsulta::CodigoDesconocido {
                donde: Argumento::Codigo(i, j),
                nivel: *nivel,
                codigo: codigos[j].chars().take(40).collect(),
                validos: some_codes(partes, eje, *nivel),
            },
        });
    }
    Ok(())
}

/// Codes of a level, some of each edition in turn.
fn some_codes(partes: &[&Indice], eje: Eje, nivel: Nivel) -> Vec<String> {
    let codes = |una: &&Indice| -> Vec<String> {
        let miembros = una.cubo().ejes().miembros(eje).iter();
        let suyos = miembros.filter(|miembro| miembro.nivel == nivel);
        suyos.map(|m| m.codigo.clone()).take(VALIDOS).collect()
    };
    let todos: Vec<Vec<String>> = partes.iter().map(codes).collect();
    let mut validos: Vec<String> = vec![];
    for codigo in (0..VALIDOS).flat_map(|k| todos.iter().filter_map(move |suyos| suyos.get(k))) {
        if validos.len() < VALIDOS && !validos.contains(codigo) {
            validos.push(codigo.clone());
        }
    }
    validos
}

impl Indice {
    /// The members that the filters name, by dimension.
    pub(super) fn filtered(&self, filtros: &[Filtro]) -> Result<Vec<Filtrados>, FallaConsulta> {
        let mut todos: Vec<Filtrados> = Vec::new();
        for (i, Filtro { nivel, codigos }) in filtros.iter().enumerate() {
            let refuse = |motivo| Err(FallaConsulta::question(Argumento::Filtro(i), motivo));
            let Some(eje) = nivel.eje() else {
                return refuse("TOTAL no se filtra: es lo que hay sin filtro".to_owned());
            };
            if codigos.is_empty() {
                return refuse(format!("el filtro de {} no tiene códigos", nivel.clave()));
            }
            if todos.iter().any(|elegidos| elegidos.eje == eje) {
                return refuse(format!("«{}» se filtra dos veces", eje.nombre()));
            }
            let (mut miembros, mut faltan) = (BTreeSet::new(), vec![]);
            for (j, codigo) in codigos.iter().enumerate() {
                match self.cubo().ejes().find(eje, *nivel, codigo) {
                    Some(miembro) => _ = miembros.insert(miembro),
                    None => faltan.push(j),
                }
            }
            let ausentes: BTreeSet<&String> = faltan.iter().map(|j| &codigos[*j]).collect();
            todos.push(Filtrados {
                posicion: i,
                eje,
                pedidos: miembros.len() + ausentes.len(),
                miembros: miembros.into_iter().collect(),
                faltan,
            });
        }
        Ok(todos)
    }

    /// Refuses codes that this edition does not know.
    pub(super) fn check_codes(
        &self,
        filtros: &[Filtro],
        filtrados: &[Filtrados],
    ) -> Result<(), FallaConsulta> {
        if filtrados.iter().all(Filtrados::is_whole) {
            return Ok(());
        }
        known_somewhere(&[self], filtros)
    }

    /// The part of the year that a code names, if it has not ended: it is the edition's, which does not have it yet.
    fn open_part(&self, nivel: Nivel, codigo: &str) -> Option<FallaConsulta> {
        let anio = self.anio();
        let periodo: Periodo = codigo.parse().ok()?;
        let suyo = match periodo {
            Periodo::Anio(_) => return None,
            Periodo::Trimestre(..) => Nivel::Trimestre,
            Periodo::Mes(..) => Nivel::Mes,
        };
        let es = suyo == nivel && codigo.split('-').next() == Some(&anio);
        (es && !self.anio_cerrado()).then(|| FallaConsulta::PeriodoAbierto {
            pedido: Some(periodo),
            anio,
            cerrados: vec![],
        })
    }

    /// The members at the levels asked for that a filter names, or that are parts of one it names; the ones it names where all
    /// levels asked for are coarser.
    pub(super) fn within(
        &self,
        eje: Eje,
        niveles: &[Nivel],
        elegidos: &Filtrados,
    ) -> Result<Vec<u16>, FallaConsulta> {
        let ejes = self.cubo().ejes();
        if elegidos.miembros.is_empty() {
            return Ok(vec![]);
        }
        let de_filtro = elegidos
            .miembros
            .iter()
            .map(|m| ejes.miembro(eje, *m).nivel);
        let fino = niveles.iter().filter(|n| n.eje() == Some(eje)).max();
        if de_filtro.max().as_ref() >= fino {
            return Ok(elegidos.miembros.clone());
        }
        let todos = (0u16..).zip(ejes.miembros(eje));
        let partes = todos.filter(|(_, miembro)| niveles.contains(&miembro.nivel));
        let dentro: Vec<u16> = partes
            .map(|(i, _)| i)
            .filter(|i| {
                ejes.arriba(eje, *i)
                    .any(|arriba| elegidos.miembros.contains(&arriba))
            })
            .collect();
        if dentro.is_empty() {
            let motivo = format!(
                "lo que se filtra de «{}» no tiene partes de los niveles que se piden",
                eje.nombre()
            );
            return Err(FallaConsulta::question(
                Argumento::Filtro(elegidos.posicion),
                motivo,
            ));
        }
        Ok(dentro)
    }
}
