//! What the instancia signed or created. Sources often say no more than that it happened.

use time::Date;

use crate::{Clave, Dato, Error, Mencion, Origen, ParteActividad, Periodo, Region, Tema};

/// An agreement of collaboration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convenio {
    /// Key within the instancia.
    pub clave: String,
    /// Parties.
    pub partes: Dato<Vec<String>>,
    /// Object.
    pub objeto: Dato<String>,
    /// Day of signature.
    pub fecha: Dato<Date>,
    /// Period in which it is reported.
    pub periodo: Periodo,
    /// Where the record comes from.
    pub origen: Origen,
}

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proyecto {
    /// Key within the instancia.
    pub clave: String,
    /// Name.
    pub nombre: String,
    /// Theme.
    pub tema: Tema,
    /// Which one, if it is one of the office's own.
    pub tema_propio: Option<Mencion>,
    /// Day.
    pub fecha: Dato<Date>,
    /// Period in which it is reported.
    pub periodo: Periodo,
    /// Where the record comes from.
    pub origen: Origen,
}

/// A unit that the instancia created to attend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unidad {
    /// Key within the instancia; attentions refer to it.
    pub clave: String,
    /// Full name.
    pub nombre: String,
    /// Name it is known by.
    pub nombre_corto: String,
    /// Day of creation.
    pub fecha: Dato<Date>,
    /// Period in which its creation is reported.
    pub periodo: Periodo,
    /// Where the record comes from.
    pub origen: Origen,
}

/// A pact between the instancias of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PactoRegional {
    /// Key within the instancia.
    pub clave: String,
    /// Name.
    pub nombre: String,
    /// Region of the signatories.
    pub region: Region,
    /// Key of the activity in which it was signed.
    pub suscrito_en: Dato<String>,
    /// Day of signature.
    pub fecha: Dato<Date>,
    /// Period in which it is reported.
    pub periodo: Periodo,
    /// How many bodies signed it with this one.
    pub numero_signatarias: Dato<u32>,
    /// Which ones.
    pub signatarias: Dato<Vec<Clave>>,
    /// Where the record comes from.
    pub origen: Origen,
}

impl PactoRegional {
    /// Checks that the number and the names agree where both are known.
    ///
    /// # Errors
    /// [`Error::ActividadInvalida`].
    pub fn check(&self) -> Result<(), Error> {
        if let (Dato::Consta(numero), Dato::Consta(lista)) =
            (&self.numero_signatarias, &self.signatarias)
            && usize::try_from(*numero).ok() != Some(lista.len())
        {
            let motivo = "el número de signatarias no coincide con su lista";
            return Err(Error::ActividadInvalida {
                clave: self.clave.clone(),
                parte: ParteActividad::Entera,
                motivo,
            });
        }
        Ok(())
    }
}

/// An act with a day, or at least the period in which it is reported.
macro_rules! a_mas_tardar {
    ($($tipo:ty),*) => {$(
        impl $tipo {
            /// The first day on which it can have happened.
            pub fn a_mas_temprano(&self) -> Date {
                self.fecha.valor().copied().unwrap_or_else(|| self.periodo.desde())
            }

            /// The last day on which it can have happened.
            pub fn a_mas_tardar(&self) -> Date {
                self.fecha.valor().copied().unwrap_or_else(|| self.periodo.hasta())
            }
        }
    )*};
}
a_mas_tardar!(Convenio, Proyecto, Unidad, PactoRegional);

#[cfg(test)]
mod tests;
