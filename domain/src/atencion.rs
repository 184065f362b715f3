//! One service given to one person on one day.

use std::collections::BTreeSet;

use strum::{EnumIter, EnumString, IntoStaticStr};
use time::Date;

use crate::{Agencia, Catalogos, Error, Lugar, Seudonimo};

/// First time for this service, or follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Visita {
    /// First time.
    PrimeraVez,
    /// Follow-up.
    Seguimiento,
}

/// What the record says of violence. «Ninguna», «no especificado» and «no preguntado» are three
/// different things, so that every attention counts in at least one member.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Violencia {
    /// One or more types, by key.
    Tipos(BTreeSet<String>),
    /// There was none.
    Ninguna,
    /// Asked, not said.
    NoEspecificado,
    /// Not asked.
    NoPreguntado,
}

/// An attention as captured, before any rule has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtencionCapturada {
    /// Day.
    pub fecha: Date,
    /// Key of the service.
    pub servicio: String,
    /// Where the person comes from.
    pub lugar: Lugar,
    /// First time or follow-up.
    pub visita: Visita,
    /// Types of violence.
    pub violencia: Violencia,
    /// Modalities of violence, by key; may be empty.
    pub modalidades: BTreeSet<String>,
    /// Key of the unit that attended, such as «Mujer Segura», if one did.
    pub unidad: Option<String>,
    /// Whom, unless the attention was anonymous: then it counts as a service, never as a person.
    pub persona: Option<Seudonimo>,
}

/// An attention whose rules have been checked against the catalogues in force on its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atencion(AtencionCapturada);

impl Atencion {
    /// Checks a captured attention.
    ///
    /// # Errors
    /// [`Error::EntradaDesconocida`], [`Error::FueraDeVigencia`] (a 2017 record cannot carry a type
    /// of violence of 2024), [`Error::ViolenciaVacia`].
    pub fn new(
        captura: AtencionCapturada,
        catalogos: &Catalogos,
        agencias: &[Agencia],
    ) -> Result<Self, Error> {
        let fecha = captura.fecha;
        catalogos.servicios.vigente(&captura.servicio, fecha)?;
        if let Violencia::Tipos(tipos) = &captura.violencia {
            if tipos.is_empty() {
                return Err(Error::ViolenciaVacia);
            }
            for tipo in tipos {
                catalogos.tipos_violencia.vigente(tipo, fecha)?;
            }
        }
        for modalidad in &captura.modalidades {
            catalogos.modalidades.vigente(modalidad, fecha)?;
        }
        if let Lugar::Agencia(clave) = &captura.lugar {
            let agencia = agencias
                .iter()
                .find(|agencia| &agencia.clave == clave)
                .ok_or_else(|| Error::EntradaDesconocida {
                    catalogo: "agencias",
                    clave: clave.clone(),
                })?;
            if !agencia.vigencia.vigente(fecha) {
                let vigencia = agencia.vigencia.to_string();
                return Err(Error::FueraDeVigencia {
                    clave: clave.clone(),
                    fecha,
                    vigencia,
                });
            }
        }
        Ok(Self(captura))
    }

    /// The same attention with what it does not say as it was known: the unit that attended, the settings of the violence.
    #[must_use]
    pub fn filled(&self, unidad: Option<&String>, modalidades: Option<&BTreeSet<String>>) -> Self {
        let mut llena = self.0.clone();
        if llena.unidad.is_none() {
            llena.unidad = unidad.cloned();
        }
        if llena.modalidades.is_empty()
            && let Some(modalidades) = modalidades
        {
            llena.modalidades.clone_from(modalidades);
        }
        Self(llena)
    }

    /// What is known of an attention, which was checked when it came in, of the person whom this one is of.
    #[must_use]
    pub fn as_known(&self, captura: AtencionCapturada) -> Self {
        Self(AtencionCapturada {
            persona: self.0.persona,
            ..captura
        })
    }

    /// What was captured.
    pub fn datos(&self) -> &AtencionCapturada {
        &self.0
    }
}

#[cfg(test)]
mod tests;
