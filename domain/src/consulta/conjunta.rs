//! Answers of several editions side by side: years of an instancia, or instancias of a year. What an edition does not publish is
//! not there; nothing is put in its place.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::filtros::known_somewhere;
use super::{Argumento, Cabecera, FallaConsulta, Filtro, Indice, Pregunta, Tabla};
use crate::cubo::{Eje, Nivel};
use crate::proteccion::Umbral;
use crate::{Celda, Medida, Periodo};

/// A header of a table of several editions: the one that is taken from, and what it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CabeceraConjunta {
    /// Position of the edition.
    pub parte: usize,
    /// The header there.
    pub cabecera: Cabecera,
}

/// Tables of several editions with the same rows and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conjunta {
    /// Rows.
    pub filas: Vec<CabeceraConjunta>,
    /// Columns.
    pub columnas: Vec<CabeceraConjunta>,
    /// Cells of each edition, row by row.
    pub partes: Vec<Vec<Celda>>,
}

/// A period of a series over several editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PuntoConjunto {
    /// Position of the edition.
    pub parte: usize,
    /// Position of the period in its dimension.
    pub periodo: u16,
    /// Its cell.
    pub celda: Celda,
}

/// Why figures before and after do not say quite the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Causa {
    /// The plan publishes other cross-tabulations.
    Plan,
    /// Catalogues have other entries.
    Catalogo,
    /// Small counts are others.
    Umbral,
}

/// Where something changed between an edition and the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiebre {
    /// Position of the edition after which it changed; the next one is the other.
    pub antes: usize,
    /// What changed.
    pub causas: Vec<Causa>,
    /// Members that the next one has and this one has not.
    pub nuevos: Vec<(Eje, u16)>,
    /// Members that this one has and the next one has not.
    pub ausentes: Vec<(Eje, u16)>,
}

/// Whether a question has no answer in one edition and may have in another: one of its filters may have no parts here. If it is
/// none, no edition has an answer.
fn is_of_edition(falla: &FallaConsulta) -> bool {
    matches!(
        falla,
        FallaConsulta::FueraDePlan { .. }
            | FallaConsulta::PeriodoAbierto { .. }
            | FallaConsulta::Pregunta {
                donde: Argumento::Filtro(_),
                ..
            }
    )
}

/// Answers by edition, and why the last that has none has not.
type Respuestas<T> = (Vec<Option<T>>, Option<FallaConsulta>);

/// The answers of those that have one; the failure of the last if none has.
fn answers<T>(
    partes: &[&Indice],
    ask: impl Fn(&Indice) -> Result<T, FallaConsulta>,
) -> Result<Respuestas<T>, FallaConsulta> {
    let (mut todas, mut ultima) = (vec![], None);
    for indice in partes {
        match ask(indice) {
            Ok(hecha) => todas.push(Some(hecha)),
            Err(falla) if is_of_edition(&falla) => {
                todas.push(None);
                ultima = Some(falla);
            }
            Err(falla) => return Err(falla),
        }
    }
    match ultima {
        Some(falla) if todas.iter().all(Option::is_none) => Err(falla),
        _ => Ok((todas, ultima)),
    }
}

/// What a header is in any edition.
type NombreDeCabecera = Vec<(Eje, Nivel, String)>;

/// Names it. `por_anio`: a filter names years, so that the whole of time is that year and not another one in each edition.
fn name(indice: &Indice, cabecera: &Cabecera, por_anio: bool) -> NombreDeCabecera {
    let miembros = cabecera.miembros.iter();
    miembros
        .map(|(eje, posicion)| {
            let miembro = indice.miembro(*eje, *posicion);
            if *posicion == 0 && !(por_anio && *eje == Eje::Tiempo) {
                return (*eje, Nivel::Total, String::new());
            }
            (*eje, miembro.nivel, miembro.codigo.clone())
        })
        .collect()
}

/// The headers of all, each once: those of the latest first, or in order if they are periods.
fn join(
    partes: &[&Indice],
    (tablas, por_anio): (&[Option<Tabla>], bool),
    of: impl Fn(&Tabla) -> &[Cabecera],
) -> Vec<(NombreDeCabecera, CabeceraConjunta)> {
    let mut todas: Vec<(NombreDeCabecera, CabeceraConjunta)> = vec![];
    let mut orden: Vec<usize> = (0..partes.len()).rev().collect();
    let of_time = |tabla: &Tabla| {
        let primera = of(tabla).first();
        primera.is_some_and(|una| una.miembros.iter().any(|(eje, _)| *eje == Eje::Tiempo))
    };
    if tablas.iter().flatten().any(of_time) {
        orden.reverse();
    }
    let mut vistas = BTreeSet::new();
    for parte in orden {
        for cabecera in tablas[parte].iter().flat_map(&of) {
            let nombre = name(partes[parte], cabecera, por_anio);
            if vistas.insert(nombre.clone()) {
                let cabecera = cabecera.clone();
                todas.push((nombre, CabeceraConjunta { parte, cabecera }));
            }
        }
    }
    todas
}

impl Conjunta {
    /// The same table of several editions. What one of them does not publish, or a member that it does not know, is not
    /// available there.
    ///
    /// # Errors
    /// Those of [`Indice::tabla`], if no edition has an answer, none knows a code or the question is none.
    pub fn new(partes: &[&Indice], pregunta: &Pregunta) -> Result<Self, FallaConsulta> {
        known_somewhere(partes, &pregunta.filtros)?;
        let (tablas, falla) = answers(partes, |indice| indice.tabla_parcial(pregunta))?;
        let por_anio = (pregunta.filtros.iter()).any(|filtro| filtro.nivel == Nivel::Anio);
        let filas = join(partes, (&tablas, por_anio), |tabla| &tabla.filas);
        let columnas = join(partes, (&tablas, por_anio), |tabla| &tabla.columnas);
        // Those that answer know nothing of what is asked: the others say why there is no table.
        if let Some(falla) = falla.filter(|_| filas.is_empty() || columnas.is_empty()) {
            return Err(falla);
        }
        let cells = |(indice, tabla): (&&Indice, &Option<Tabla>)| {
            let Some(tabla) = tabla else {
                return vec![Celda::NoDisponible; filas.len() * columnas.len()];
            };
            let places = |cabeceras: &[Cabecera]| -> BTreeMap<NombreDeCabecera, usize> {
                let nombres = cabeceras.iter().map(|una| name(indice, una, por_anio));
                nombres.zip(0..).collect()
            };
            let (propias_filas, propias_columnas) = (places(&tabla.filas), places(&tabla.columnas));
            let celda = |fila: &NombreDeCabecera, columna: &NombreDeCabecera| {
                let fila = propias_filas.get(fila)?;
                let columna = propias_columnas.get(columna)?;
                Some(tabla.celdas[fila * tabla.columnas.len() + columna])
            };
            let mut celdas = Vec::with_capacity(filas.len() * columnas.len());
            for (fila, _) in &filas {
                for (columna, _) in &columnas {
                    celdas.push(celda(fila, columna).unwrap_or(Celda::NoDisponible));
                }
            }
            celdas
        };
        let celdas = partes.iter().zip(&tablas).map(cells).collect();
        let only = |todas: Vec<(NombreDeCabecera, CabeceraConjunta)>| {
            todas.into_iter().map(|(_, una)| una)
        };
        Ok(Self {
            partes: celdas,
            filas: only(filas).collect(),
            columnas: only(columnas).collect(),
        })
    }
}

/// A series over several editions, each of another year, in order; between two periods, if they are named. Periods of a year
/// whose edition does not publish it are not available; those that a filter leaves out are not told.
///
/// # Errors
/// Those of [`Indice::serie`], if no edition has an answer or the question is none.
pub fn serie_conjunta(
    partes: &[&Indice],
    (medida, nivel, filtros): (Medida, Nivel, &[Filtro]),
    (desde, hasta): (Option<Periodo>, Option<Periodo>),
) -> Result<Vec<PuntoConjunto>, FallaConsulta> {
    known_somewhere(partes, filtros)?;
    let (series, _) = answers(partes, |indice| {
        indice.serie_parcial(medida, nivel, filtros)
    })?;
    let mut puntos = vec![];
    for (parte, (indice, serie)) in partes.iter().zip(series).enumerate() {
        let serie = match serie {
            Some(serie) => serie,
            None => (indice.closed(nivel, filtros)?.into_iter())
                .map(|periodo| (periodo, Celda::NoDisponible))
                .collect(),
        };
        for (periodo, celda) in serie {
            let propio: Option<Periodo> = indice.miembro(Eje::Tiempo, periodo).codigo.parse().ok();
            let dentro = propio.is_some_and(|propio| {
                desde.is_none_or(|desde| propio.desde() >= desde.desde())
                    && hasta.is_none_or(|hasta| propio.hasta() <= hasta.hasta())
            });
            if dentro {
                puntos.push(PuntoConjunto {
                    parte,
                    periodo,
                    celda,
                });
            }
        }
    }
    Ok(puntos)
}

/// Where something changed between an edition and the next: plan, threshold, or the entries of catalogues, of the dimensions
/// that a question is about.
pub fn quiebres(partes: &[(&Indice, Umbral)], niveles: &[Nivel]) -> Vec<Quiebre> {
    let ejes: BTreeSet<Eje> = niveles.iter().filter_map(|nivel| nivel.eje()).collect();
    let ejes: Vec<Eje> = Eje::iter()
        .filter(|eje| ejes.contains(eje) && *eje != Eje::Tiempo)
        .collect();
    let par = |(antes, par): (usize, &[(&Indice, Umbral)])| {
        let [(uno, umbral), (otro, otro_umbral)] = par else {
            return None;
        };
        let (nuevos, ausentes) = (only_in(otro, uno, &ejes), only_in(uno, otro, &ejes));
        let mut causas = vec![];
        if plan(uno) != plan(otro) {
            causas.push(Causa::Plan);
        }
        if !(nuevos.is_empty() && ausentes.is_empty()) {
            causas.push(Causa::Catalogo);
        }
        if umbral != otro_umbral {
            causas.push(Causa::Umbral);
        }
        (!causas.is_empty()).then_some(Quiebre {
            antes,
            causas,
            nuevos,
            ausentes,
        })
    };
    partes.windows(2).enumerate().filter_map(par).collect()
}

/// What a plan publishes, whatever its cross-tabulations are called.
fn plan(indice: &Indice) -> BTreeSet<(Vec<Nivel>, Vec<Medida>)> {
    let cruces = indice.cubo().cruces().iter();
    cruces
        .map(|cruce| {
            let mut niveles = cruce.niveles.clone();
            niveles.sort_unstable();
            (niveles, cruce.medidas.iter().copied().collect())
        })
        .collect()
}

fn only_in(uno: &Indice, otro: &Indice, ejes: &[Eje]) -> Vec<(Eje, u16)> {
    let mut solos = vec![];
    for eje in ejes {
        for (posicion, miembro) in (0u16..).zip(uno.cubo().ejes().miembros(*eje)) {
            let hay = otro
                .cubo()
                .ejes()
                .find(*eje, miembro.nivel, &miembro.codigo);
            if posicion > 0 && hay.is_none() {
                solos.push((*eje, posicion));
            }
        }
    }
    solos
}

impl Indice {
    /// The periods of a level that have ended, by their position; those that a filter names, if there is one.
    fn closed(&self, nivel: Nivel, filtros: &[Filtro]) -> Result<Vec<u16>, FallaConsulta> {
        let filtrados = self.filtered(filtros)?;
        let de_tiempo = filtrados.iter().find(|f| f.eje == Eje::Tiempo);
        // What is filtered may have no parts of that level.
        let elegidos = de_tiempo.map(|elegidos| {
            let dentro = self.within(Eje::Tiempo, &[nivel], elegidos);
            dentro.unwrap_or_default()
        });
        let periodos = (0u16..).zip(self.cubo().ejes().miembros(Eje::Tiempo));
        Ok(periodos
            .filter(|(i, periodo)| periodo.nivel == nivel && (*i > 0 || self.anio_cerrado()))
            .map(|(i, _)| i)
            .filter(|i| {
                elegidos
                    .as_ref()
                    .is_none_or(|elegidos| elegidos.contains(i))
            })
            .collect())
    }
}
