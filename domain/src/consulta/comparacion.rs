//! How two figures of the same measure compare: which one is the base, whether they can be compared, and by how much
//! they differ. Said here once, for whatever shows it.

use super::{FallaConsulta, Filtro, Indice};
use crate::cubo::Eje;
use crate::{Celda, Edicion, Ediciones, Error, Medida, Periodo};

/// With a base smaller than this a percentage says more about chance than about change.
pub const BASE_MINIMA: u64 = 30;

/// What a figure is to be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Con {
    /// The same figure of the period before.
    Anterior,
    /// The same figure of another period.
    Periodo(Periodo),
    /// The same figure in another edition, by number.
    Edicion(u32),
    /// The same figure of the same period of another year.
    Anio(i32),
}

/// Whether two figures can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparable {
    /// Both are published.
    Si,
    /// One of them is protected.
    Protegida,
    /// One of them was not registered or is not published.
    NoDisponible,
    /// Nothing is published to compare it with. That is no zero.
    SinBase,
}

/// A figure that is to be compared, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparada {
    medida: Medida,
    actual: Celda,
    periodo: String,
    base: Periodo,
    con: Con,
    /// What it is about, but for the period.
    filtros: Vec<Filtro>,
}

/// A published count next to another one of the same measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparacion {
    /// The one asked about.
    pub actual: Celda,
    /// Its period.
    pub periodo: String,
    /// The period that it is compared with.
    pub periodo_base: Periodo,
    /// The one it is compared with, and the number of its edition; none if nothing is published to compare it with.
    pub base: Option<(Celda, u32)>,
}

/// Why a comparison cannot be made.
#[derive(Debug, Clone, PartialEq)]
pub enum FallaComparacion {
    /// The figure has no answer.
    Consulta(FallaConsulta),
    /// It is of several periods.
    VariosPeriodos,
    /// Its period is none.
    Periodo(Error),
    /// It is to be compared with a longer or a shorter period.
    OtraDuracion,
}

impl Periodo {
    /// The same period of another year.
    fn of_year(self, anio: i32) -> Self {
        match self {
            Self::Anio(_) => Self::Anio(anio),
            Self::Trimestre(_, trimestre) => Self::Trimestre(anio, trimestre),
            Self::Mes(_, mes) => Self::Mes(anio, mes),
        }
    }
}

fn of_time(filtro: &Filtro) -> bool {
    filtro.nivel.eje() == Some(Eje::Tiempo)
}

impl Comparada {
    /// The figure of a measure, and what it is to be compared with.
    ///
    /// # Errors
    /// Those of [`FallaComparacion`].
    pub fn new(
        indice: &Indice,
        medida: Medida,
        filtros: Vec<Filtro>,
        con: Con,
    ) -> Result<Self, FallaComparacion> {
        let actual = indice.cifra(medida, &filtros);
        let actual = actual.map_err(FallaComparacion::Consulta)?;
        let (tiempo, filtros): (Vec<Filtro>, Vec<Filtro>) = filtros.into_iter().partition(of_time);
        let periodo = match tiempo.first().map(|filtro| filtro.codigos.as_slice()) {
            Some([codigo]) => codigo.clone(),
            Some(_) => return Err(FallaComparacion::VariosPeriodos),
            None => indice.miembro(Eje::Tiempo, 0).codigo.clone(),
        };
        let propio: Periodo = periodo.parse().map_err(FallaComparacion::Periodo)?;
        if matches!(con, Con::Periodo(otro) if otro.nivel() != propio.nivel()) {
            return Err(FallaComparacion::OtraDuracion);
        }
        Ok(Self {
            medida,
            actual,
            periodo,
            base: match con {
                Con::Anterior => propio.anterior(),
                Con::Periodo(otro) => otro,
                Con::Edicion(_) => propio,
                Con::Anio(anio) => propio.of_year(anio),
            },
            con,
            filtros,
        })
    }

    /// The edition that has the base: the one that was named, or the one that holds of the year of its period.
    pub fn edicion<'a>(&self, todas: &'a Ediciones) -> Option<&'a Edicion> {
        match self.con {
            Con::Edicion(numero) => todas.con_numero(numero),
            Con::Anterior | Con::Periodo(_) | Con::Anio(_) => {
                todas.vigente(self.base.desde().year())
            }
        }
    }

    /// The comparison, with what the edition of the base has of it. What it does not have is not there to be compared with.
    pub fn with(self, base: Option<(&Indice, u32)>) -> Comparacion {
        let mut filtros = self.filtros;
        filtros.push(Filtro {
            nivel: self.base.nivel(),
            codigos: vec![self.base.to_string()],
        });
        let base = base.and_then(|(indice, numero)| {
            let celda = indice.cifra(self.medida, &filtros).ok()?;
            Some((celda, numero))
        });
        Comparacion {
            actual: self.actual,
            periodo: self.periodo,
            periodo_base: self.base,
            base,
        }
    }
}

impl Comparacion {
    fn base(&self) -> Option<Celda> {
        self.base.map(|(celda, _)| celda)
    }

    /// Whether both can be compared.
    pub fn estado(&self) -> Comparable {
        match (self.actual, self.base()) {
            (_, None) => Comparable::SinBase,
            (Celda::Publicada(_), Some(Celda::Publicada(_))) => Comparable::Si,
            (Celda::Protegida, _) | (_, Some(Celda::Protegida)) => Comparable::Protegida,
            _ => Comparable::NoDisponible,
        }
    }

    /// How much more, if both are published.
    pub fn diferencia(&self) -> Option<i64> {
        let (actual, base) = (self.actual.valor()?, self.base()?.valor()?);
        i64::try_from(i128::from(actual) - i128::from(base)).ok()
    }

    /// How much more in tenths of a percent of the base, rounded to the nearest, if both are published and the
    /// base is at least [`BASE_MINIMA`].
    pub fn por_mil(&self) -> Option<i64> {
        let base = self.base()?.valor().filter(|base| *base >= BASE_MINIMA)?;
        let base = i128::from(base);
        let milesimas = i128::from(self.diferencia()?) * 1000;
        let redondeo = if milesimas < 0 { -base / 2 } else { base / 2 };
        i64::try_from((milesimas + redondeo) / base).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparacion(actual: Celda, base: Option<Celda>) -> (Comparable, Option<i64>, Option<i64>) {
        let comparacion = Comparacion {
            actual,
            periodo: "2017".to_owned(),
            periodo_base: Periodo::Anio(2016),
            base: base.map(|base| (base, 1)),
        };
        (
            comparacion.estado(),
            comparacion.diferencia(),
            comparacion.por_mil(),
        )
    }

    #[test]
    fn a_change_is_told_only_between_published_counts() {
        let publicada = Celda::Publicada;
        let protegida = (Comparable::Protegida, None, None);
        for (actual, base, esperada) in [
            (
                publicada(45),
                Some(publicada(30)),
                (Comparable::Si, Some(15), Some(500)),
            ),
            (
                publicada(20),
                Some(publicada(30)),
                (Comparable::Si, Some(-10), Some(-333)),
            ),
            (
                publicada(45),
                Some(publicada(29)),
                (Comparable::Si, Some(16), None),
            ),
            (publicada(45), Some(Celda::Protegida), protegida),
            (Celda::Protegida, Some(publicada(45)), protegida),
            (publicada(45), None, (Comparable::SinBase, None, None)),
            (
                publicada(45),
                Some(Celda::NoDisponible),
                (Comparable::NoDisponible, None, None),
            ),
        ] {
            assert_eq!(comparacion(actual, base), esperada);
        }
    }
}
