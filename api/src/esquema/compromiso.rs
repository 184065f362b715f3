//! Agreements, projects, units and pacts.

use async_graphql::{Context, ID, Object};

use super::actividad::Actividad;
use super::actividad::EntradaPropia;
use super::dato::{Dato, Origen};
use super::enumeraciones::{Region, Tema};
use super::escalares::Fecha;
use super::territorio::{En, Periodo, wraps};
use super::varios::Varios;
use crate::Error;

/// Convenio.
pub(crate) struct Convenio(pub(crate) En<domain::Convenio>);
/// Proyecto.
pub(crate) struct Proyecto(pub(crate) En<domain::Proyecto>);
/// Unidad.
pub(crate) struct Unidad(pub(crate) En<domain::Unidad>);
/// Pacto.
pub(crate) struct PactoRegional(pub(crate) En<domain::PactoRegional>);
wraps!(Convenio, Proyecto, Unidad, PactoRegional);

/// Convenio de colaboración.
#[Object]
impl Convenio {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Clave dentro de la instancia.
    async fn clave(&self) -> &str {
        &self.0.dato.clave
    }

    /// Partes que lo firman.
    async fn partes(&self) -> Dato<Varios<String>> {
        Dato::of(&self.0.dato.partes, |partes| partes.clone().into())
    }

    /// Objeto.
    async fn objeto(&self) -> Dato<String> {
        Dato::of(&self.0.dato.objeto, Clone::clone)
    }

    /// Día de la firma.
    async fn fecha(&self) -> Dato<Fecha> {
        Dato::of(&self.0.dato.fecha, |fecha| Fecha(*fecha))
    }

    /// Periodo en el que se informa.
    async fn periodo(&self) -> Periodo {
        self.0.dato.periodo.into()
    }

    /// De dónde viene el registro.
    async fn origen(&self) -> Origen {
        (&self.0.dato.origen).into()
    }
}

/// Proyecto de la instancia.
#[Object]
impl Proyecto {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Clave dentro de la instancia.
    async fn clave(&self) -> &str {
        &self.0.dato.clave
    }

    /// Nombre.
    async fn nombre(&self) -> &str {
        &self.0.dato.nombre
    }

    /// Tema.
    async fn tema(&self) -> Tema {
        self.0.dato.tema.into()
    }

    /// Cuál, si es uno de los que la instancia dio de alta.
    async fn tema_propio(&self) -> Option<EntradaPropia> {
        self.0.dato.tema_propio.as_ref().map(Into::into)
    }

    /// Día.
    async fn fecha(&self) -> Dato<Fecha> {
        Dato::of(&self.0.dato.fecha, |fecha| Fecha(*fecha))
    }

    /// Periodo en el que se informa.
    async fn periodo(&self) -> Periodo {
        self.0.dato.periodo.into()
    }

    /// De dónde viene el registro.
    async fn origen(&self) -> Origen {
        (&self.0.dato.origen).into()
    }
}

/// Unidad de atención creada por la instancia.
#[Object]
impl Unidad {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Clave dentro de la instancia.
    async fn clave(&self) -> &str {
        &self.0.dato.clave
    }

    /// Nombre completo.
    async fn nombre(&self) -> &str {
        &self.0.dato.nombre
    }

    /// Nombre con el que se conoce.
    async fn nombre_corto(&self) -> &str {
        &self.0.dato.nombre_corto
    }

    /// Día de creación.
    async fn fecha(&self) -> Dato<Fecha> {
        Dato::of(&self.0.dato.fecha, |fecha| Fecha(*fecha))
    }

    /// Periodo en el que se informa de su creación.
    async fn periodo(&self) -> Periodo {
        self.0.dato.periodo.into()
    }

    /// De dónde viene el registro.
    async fn origen(&self) -> Origen {
        (&self.0.dato.origen).into()
    }
}

/// Pacto entre instancias de una región.
#[Object]
impl PactoRegional {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Clave dentro de la instancia.
    async fn clave(&self) -> &str {
        &self.0.dato.clave
    }

    /// Nombre.
    async fn nombre(&self) -> &str {
        &self.0.dato.nombre
    }

    /// Región de las signatarias.
    async fn region(&self) -> Region {
        self.0.dato.region.into()
    }

    /// Actividad en la que se suscribió.
    async fn suscrito_en(&self, ctx: &Context<'_>) -> Result<Dato<Actividad>, Error> {
        Ok(match self.0.dato.suscrito_en.valor() {
            Some(clave) => Actividad::load(ctx, &self.0.edicion, clave).await?.into(),
            None => None.into(),
        })
    }

    /// Día de la firma.
    async fn fecha(&self) -> Dato<Fecha> {
        Dato::of(&self.0.dato.fecha, |fecha| Fecha(*fecha))
    }

    /// Periodo en el que se informa.
    async fn periodo(&self) -> Periodo {
        self.0.dato.periodo.into()
    }

    /// Con cuántas instancias se suscribió.
    async fn numero_signatarias(&self) -> Dato<u64> {
        Dato::of(&self.0.dato.numero_signatarias, |numero| u64::from(*numero))
    }

    /// Claves de las instancias signatarias.
    async fn signatarias(&self) -> Dato<Varios<String>> {
        Dato::of(&self.0.dato.signatarias, |claves| {
            claves.iter().map(ToString::to_string).collect()
        })
    }

    /// De dónde viene el registro.
    async fn origen(&self) -> Origen {
        (&self.0.dato.origen).into()
    }
}
