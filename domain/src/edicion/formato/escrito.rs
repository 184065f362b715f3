//! How a version of the format writes the values of today, and reads them back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::format_description;

use crate::cubo::Coordenadas;
use crate::proteccion::Umbral;
use crate::{Clave, Error, Lugar, Periodo, Rango};

/// A written form of `T`. Reading checks what `T` demands.
pub(super) trait Escrito<T>: Sized {
    fn write(valor: &T) -> Self;

    fn read(self) -> Result<T, Error>;
}

/// What is written as it is.
macro_rules! igual {
    ($($tipo:ty),*) => {$(
        impl Escrito<$tipo> for $tipo {
            fn write(valor: &$tipo) -> Self {
                valor.clone()
            }

            fn read(self) -> Result<$tipo, Error> {
                Ok(self)
            }
        }
    )*};
}

igual!(bool, u16, u32, u64, i32, String);

/// A cell is written as the positions of its members, in the order that the dimensions had in version 2.
impl Escrito<Coordenadas> for [u16; 10] {
    fn write(celda: &Coordenadas) -> Self {
        (*celda).into()
    }

    fn read(self) -> Result<Coordenadas, Error> {
        Ok(self.into())
    }
}

/// What is written as its text.
macro_rules! texto {
    ($($tipo:ty),*) => {$(
        impl Escrito<$tipo> for String {
            fn write(valor: &$tipo) -> Self {
                valor.to_string()
            }

            fn read(self) -> Result<$tipo, Error> {
                self.parse()
            }
        }
    )*};
}

texto!(Clave, Lugar, Periodo);

impl Escrito<Umbral> for u64 {
    fn write(valor: &Umbral) -> Self {
        valor.valor()
    }

    fn read(self) -> Result<Umbral, Error> {
        Umbral::try_from(self)
    }
}

/// A day: `2017-12-31`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Fecha(String);

impl Escrito<Date> for Fecha {
    fn write(dia: &Date) -> Self {
        let mes = u8::from(dia.month());
        Self(format!("{:04}-{mes:02}-{:02}", dia.year(), dia.day()))
    }

    fn read(self) -> Result<Date, Error> {
        let formato = format_description!("[year]-[month]-[day]");
        Date::parse(&self.0, formato).map_err(|_| Error::PeriodoInvalido(self.0))
    }
}

impl Escrito<Rango> for (Fecha, Fecha) {
    fn write(rango: &Rango) -> Self {
        (Fecha::write(&rango.desde()), Fecha::write(&rango.hasta()))
    }

    fn read(self) -> Result<Rango, Error> {
        Rango::new(self.0.read()?, self.1.read()?)
    }
}

impl<E: Escrito<V>, V> Escrito<Option<V>> for Option<E> {
    fn write(valor: &Option<V>) -> Self {
        valor.as_ref().map(E::write)
    }

    fn read(self) -> Result<Option<V>, Error> {
        self.map(E::read).transpose()
    }
}

impl<E: Escrito<V>, V> Escrito<Vec<V>> for Vec<E> {
    fn write(valores: &Vec<V>) -> Self {
        valores.iter().map(E::write).collect()
    }

    fn read(self) -> Result<Vec<V>, Error> {
        self.into_iter().map(E::read).collect()
    }
}

impl<E: Escrito<V> + Ord, V: Ord> Escrito<BTreeSet<V>> for BTreeSet<E> {
    fn write(valores: &BTreeSet<V>) -> Self {
        valores.iter().map(E::write).collect()
    }

    fn read(self) -> Result<BTreeSet<V>, Error> {
        self.into_iter().map(E::read).collect()
    }
}

impl<C: Escrito<D> + Ord, E: Escrito<V>, D: Ord, V> Escrito<BTreeMap<D, V>> for BTreeMap<C, E> {
    fn write(valores: &BTreeMap<D, V>) -> Self {
        let de = valores.iter();
        de.map(|(clave, valor)| (C::write(clave), E::write(valor)))
            .collect()
    }

    fn read(self) -> Result<BTreeMap<D, V>, Error> {
        let de = self.into_iter();
        de.map(|(clave, valor)| Ok((clave.read()?, valor.read()?)))
            .collect()
    }
}

impl<E: Escrito<V>, F: Escrito<W>, V, W> Escrito<(V, W)> for (E, F) {
    fn write((uno, otro): &(V, W)) -> Self {
        (E::write(uno), F::write(otro))
    }

    fn read(self) -> Result<(V, W), Error> {
        Ok((self.0.read()?, self.1.read()?))
    }
}

impl<E, F, G, V, W, X> Escrito<(V, W, X)> for (E, F, G)
where
    E: Escrito<V>,
    F: Escrito<W>,
    G: Escrito<X>,
{
    fn write((uno, otro, tercero): &(V, W, X)) -> Self {
        (E::write(uno), F::write(otro), G::write(tercero))
    }

    fn read(self) -> Result<(V, W, X), Error> {
        Ok((self.0.read()?, self.1.read()?, self.2.read()?))
    }
}

/// Records: their fields in the order in which they are written. A field that a type of today gains makes this fail to
/// compile, until it is said what the version writes of it. Whatever else is in the text is refused, unless another rule is
/// given.
macro_rules! registros {
    (@ $regla:meta; $($nombre:ident: $tipo:ty {
        $($(#[$atributo:meta])* $campo:ident: $escrito:ty),* $(,)?
    })*) => {$(
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        #[$regla]
        pub(in crate::edicion::formato) struct $nombre {
            $($(#[$atributo])* $campo: $escrito),*
        }

        impl Escrito<$tipo> for $nombre {
            fn write(valor: &$tipo) -> Self {
                Self { $($campo: Escrito::write(&valor.$campo)),* }
            }

            fn read(self) -> Result<$tipo, crate::Error> {
                type Hoy = $tipo;
                Ok(Hoy { $($campo: self.$campo.read()?),* })
            }
        }
    )*};
    ($($todo:tt)*) => { registros! { @ serde(deny_unknown_fields); $($todo)* } };
}

/// Closed lists: the word for each.
macro_rules! palabras {
    ($($nombre:ident: $tipo:ty { $($variante:ident = $palabra:literal),* $(,)? })*) => {$(
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        pub(in crate::edicion::formato) enum $nombre {
            $(#[serde(rename = $palabra)] $variante),*
        }

        impl Escrito<$tipo> for $nombre {
            fn write(valor: &$tipo) -> Self {
                type Hoy = $tipo;
                match valor { $(Hoy::$variante => Self::$variante),* }
            }

            fn read(self) -> Result<$tipo, crate::Error> {
                type Hoy = $tipo;
                Ok(match self { $(Self::$variante => Hoy::$variante),* })
            }
        }
    )*};
}

/// Choices: the word for each, and what some have with it.
macro_rules! elecciones {
    ($($nombre:ident: $tipo:ty {
        { $($sola:ident = $palabra:literal),* $(,)? }
        { $($con:ident($escrito:ty) = $de_esta:literal),* $(,)? }
    })*) => {$(
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub(in crate::edicion::formato) enum $nombre {
            $(#[serde(rename = $palabra)] $sola,)*
            $(#[serde(rename = $de_esta)] $con($escrito),)*
        }

        impl Escrito<$tipo> for $nombre {
            fn write(valor: &$tipo) -> Self {
                type Hoy = $tipo;
                match valor {
                    $(Hoy::$sola => Self::$sola,)*
                    $(Hoy::$con(valor) => Self::$con(Escrito::write(valor)),)*
                }
            }

            fn read(self) -> Result<$tipo, crate::Error> {
                type Hoy = $tipo;
                Ok(match self {
                    $(Self::$sola => Hoy::$sola,)*
                    $(Self::$con(valor) => Hoy::$con(valor.read()?),)*
                })
            }
        }
    )*};
}

pub(super) use {elecciones, palabras, registros};
