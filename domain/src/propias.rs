//! What an office adds to the lists that the program comes with: kinds of act, publics, themes, days that are commemorated.
//! An entry of its own is counted as one of the program's, or as another: old figures and questions go on meaning the same.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use time::{Date, Month};

use crate::ParteActividad;
use crate::{
    Actividad, Catalogo, Catalogos, Efemeride, Entrada, Error, Institucional, Participantes,
    Publico, Tema, TipoActividad,
};

/// An entry of an office, as a record names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mencion {
    /// Its key in the catalogue.
    pub clave: String,
    /// Its name.
    pub nombre: String,
}

impl From<&Entrada> for Mencion {
    fn from(entrada: &Entrada) -> Self {
        Self {
            clave: entrada.clave.clone(),
            nombre: entrada.nombre.clone(),
        }
    }
}

/// An entry that an office added to a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Propia<T> {
    /// Key, name, legal basis, validity.
    pub entrada: Entrada,
    /// What it is counted as, or the day on which it falls.
    pub como: T,
}

impl<T> AsRef<Entrada> for Propia<T> {
    fn as_ref(&self) -> &Entrada {
        &self.entrada
    }
}

/// A day of each year, or of each month: `25/11`, `25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiaConmemorado {
    dia: u8,
    mes: Option<Month>,
}

impl DiaConmemorado {
    /// That day of a month of each year, if there can be one.
    pub fn of_year(dia: u8, mes: Month) -> Option<Self> {
        // The year is a leap year.
        (1..=mes.length(2024)).contains(&dia).then_some(Self {
            dia,
            mes: Some(mes),
        })
    }

    /// Whether it is that day.
    pub fn cae(self, fecha: Date) -> bool {
        fecha.day() == self.dia && self.mes.is_none_or(|mes| fecha.month() == mes)
    }
}

impl fmt::Display for DiaConmemorado {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mes {
            Some(mes) => write!(f, "{:02}/{:02}", self.dia, u8::from(mes)),
            None => write!(f, "{:02}", self.dia),
        }
    }
}

impl FromStr for DiaConmemorado {
    type Err = Error;

    fn from_str(texto: &str) -> Result<Self, Error> {
        let bad = || Error::DiaInvalido;
        match texto.split_once('/') {
            None => {
                let dia = texto.parse().map_err(|_| bad())?;
                let suyo = Self { dia, mes: None };
                (1..=28).contains(&dia).then_some(suyo).ok_or_else(bad)
            }
            Some((dia, mes)) => {
                let mes: u8 = mes.parse().map_err(|_| bad())?;
                let mes = Month::try_from(mes).map_err(|_| bad())?;
                let dia = dia.parse().map_err(|_| bad())?;
                Self::of_year(dia, mes).ok_or_else(bad)
            }
        }
    }
}

/// The entries that an office added to the lists that the program comes with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Propios {
    /// Kinds of act.
    pub tipos_actividad: Catalogo<Propia<TipoActividad>>,
    /// Publics.
    pub publicos: Catalogo<Propia<Publico>>,
    /// Themes.
    pub temas: Catalogo<Entrada>,
    /// Days that are commemorated.
    pub efemerides: Catalogo<Propia<Option<DiaConmemorado>>>,
}

impl Default for Propios {
    fn default() -> Self {
        Self {
            tipos_actividad: Catalogo::empty("tipos de actividad"),
            publicos: Catalogo::empty("públicos"),
            temas: Catalogo::empty("temas"),
            efemerides: Catalogo::empty("efemérides"),
        }
    }
}

/// A mention in a record, to be checked or renamed: of which catalogue, and as what it counts.
enum MencionDe<'a> {
    Tipo(&'a mut Mencion, TipoActividad),
    Publico(&'a mut Mencion, Publico),
    Tema(&'a mut Mencion),
    Efemeride(&'a mut Mencion),
}

impl Propios {
    /// Gives what records name its name of today, and checks that it is there, is valid on their day, and counts as it did.
    ///
    /// # Errors
    /// [`Error::EntradaDesconocida`], [`Error::FueraDeVigencia`], [`Error::FueraDeEfemeride`], [`Error::PropiaContada`].
    pub fn name(&self, todo: &mut Institucional) -> Result<(), Error> {
        for acto in &mut todo.actividades {
            let dia = acto.fecha.valor().copied();
            self.check_day(acto, dia)?;
            for uso in uses(acto) {
                self.resolve(uso, dia)?;
            }
        }
        for proyecto in &mut todo.proyectos {
            let dia = proyecto.fecha.valor().copied();
            if let Some(mencion) = &mut proyecto.tema_propio {
                self.resolve(MencionDe::Tema(mencion), dia)?;
            }
        }
        let cifras = todo.informes.iter_mut().flat_map(|i| &mut i.cifras);
        for mencion in cifras.flat_map(|cifra| &mut cifra.temas_propios) {
            self.resolve(MencionDe::Tema(mencion), None)?;
        }
        Ok(())
    }

    fn check_day(&self, acto: &Actividad, dia: Option<Date>) -> Result<(), Error> {
        let (Some(mencion), Some(fecha)) = (&acto.efemeride_propia, dia) else {
            return Ok(());
        };
        match self.efemerides.entrada(&mencion.clave)?.como {
            Some(cae) if !cae.cae(fecha) => Err(Error::FueraDeEfemeride {
                efemeride: mencion.nombre.clone(),
                cuando: cae.to_string(),
                fecha,
            }),
            _ => Ok(()),
        }
    }

    fn resolve(&self, uso: MencionDe<'_>, dia: Option<Date>) -> Result<(), Error> {
        fn find<'a, T: AsRef<Entrada>>(
            catalogo: &'a Catalogo<T>,
            clave: &str,
            dia: Option<Date>,
        ) -> Result<&'a T, Error> {
            match dia {
                Some(dia) => catalogo.vigente(clave, dia),
                None => catalogo.entrada(clave),
            }
        }
        let counted = |igual: bool, mencion: &Mencion| {
            igual
                .then_some(())
                .ok_or_else(|| Error::PropiaContada(mencion.clave.clone()))
        };
        let (mencion, entrada) = match uso {
            MencionDe::Tipo(mencion, tipo) => {
                let suya = find(&self.tipos_actividad, &mencion.clave, dia)?;
                counted(suya.como == tipo, mencion)?;
                (mencion, &suya.entrada)
            }
            MencionDe::Publico(mencion, publico) => {
                let suya = find(&self.publicos, &mencion.clave, dia)?;
                counted(suya.como == publico, mencion)?;
                (mencion, &suya.entrada)
            }
            MencionDe::Tema(mencion) => {
                let suya = find(&self.temas, &mencion.clave, dia)?;
                (mencion, suya)
            }
            MencionDe::Efemeride(mencion) => {
                let suya = find(&self.efemerides, &mencion.clave, dia)?;
                (mencion, &suya.entrada)
            }
        };
        mencion.nombre.clone_from(&entrada.nombre);
        Ok(())
    }
}

fn uses(acto: &mut Actividad) -> Vec<MencionDe<'_>> {
    let tipo = acto.tipo;
    let mut usos: Vec<MencionDe<'_>> = acto.temas_propios.iter_mut().map(MencionDe::Tema).collect();
    usos.extend(
        acto.tipo_propio
            .iter_mut()
            .map(|m| MencionDe::Tipo(m, tipo)),
    );
    usos.extend(acto.efemeride_propia.iter_mut().map(MencionDe::Efemeride));
    if let Participantes::Consta(partes) = &mut acto.participantes {
        for parte in partes {
            let publico = parte.publico;
            let propio = parte.publico_propio.iter_mut();
            usos.extend(propio.map(|m| MencionDe::Publico(m, publico)));
        }
    }
    usos
}

impl Catalogos {
    /// Whether acts of a kind are counted: «another one» only where an office has a kind of its own that is none.
    pub fn counts_acts(&self, tipo: TipoActividad) -> bool {
        let propios = self.propios.tipos_actividad.entradas();
        tipo != TipoActividad::Otro || propios.iter().any(|propia| propia.como == tipo)
    }

    /// Whether people of a public are counted, likewise.
    pub fn counts_public(&self, publico: Publico) -> bool {
        let propios = self.propios.publicos.entradas();
        publico != Publico::Otro || propios.iter().any(|propia| propia.como == publico)
    }
}

impl Actividad {
    /// Why what it names of the office's own does not hold together with what it is counted as, if so.
    pub(crate) fn mismatch(&self) -> Option<(ParteActividad, &'static str)> {
        let otro = Efemeride::Otra;
        if self.tipo == TipoActividad::Otro && self.tipo_propio.is_none() {
            return Some((
                ParteActividad::Entera,
                "otro tipo de actividad tiene que ser uno de la instancia",
            ));
        }
        if (self.efemeride == Some(otro)) != self.efemeride_propia.is_some() {
            return Some((
                ParteActividad::Efemeride,
                "otra efeméride tiene que ser una de la instancia",
            ));
        }
        if self.temas.contains(&Tema::Otro) == self.temas_propios.is_empty() {
            return Some((
                ParteActividad::Entera,
                "otro tema tiene que ser uno de la instancia",
            ));
        }
        let partes = self.participantes.lista().unwrap_or_default();
        let huerfano =
            |p: &crate::Participacion| p.publico == Publico::Otro && p.publico_propio.is_none();
        if partes.iter().any(huerfano) {
            return Some((
                ParteActividad::Publico,
                "otro público tiene que ser uno de la instancia",
            ));
        }
        let mut temas = BTreeSet::new();
        let repetido = !self.temas_propios.iter().all(|t| temas.insert(&t.clave));
        repetido.then_some((ParteActividad::Entera, "el mismo tema se anotó dos veces"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_day_is_of_each_year_or_of_each_month() {
        let cae = |texto: &str, dia| texto.parse::<DiaConmemorado>().map(|suyo| suyo.cae(dia));
        assert_eq!(cae("25/11", date!(2025 - 11 - 25)), Ok(true));
        assert_eq!(cae("25/11", date!(2025 - 10 - 25)), Ok(false));
        assert_eq!(cae("25", date!(2025 - 10 - 25)), Ok(true));
        assert_eq!(cae("29/2", date!(2024 - 02 - 29)), Ok(true));
        for malo in ["", "0", "31", "30/2", "8/13", "8-3", "8 de marzo"] {
            assert_eq!(
                malo.parse::<DiaConmemorado>(),
                Err(Error::DiaInvalido),
                "{malo}"
            );
        }
        let ida_y_vuelta: DiaConmemorado = "8/3".parse().unwrap();
        assert_eq!(ida_y_vuelta.to_string().parse(), Ok(ida_y_vuelta));
    }
}
