//! What can be asked for again by its id.

use std::sync::Arc;

use async_graphql::{Context, ID, Interface};
use persistence::Documento;

use super::actividad::Actividad;
use super::clave::ClaveFirma;
use super::compromiso::{Convenio, PactoRegional, Proyecto, Unidad};
use super::consejo::{Acuerdo, Calendario, Consejo, Integrante, Sesion};
use super::cubo::{CRUCE, Cruce, cross};
use super::edicion::Edicion;
use super::id::Ruta;
use super::informe::{Cifra, Informe};
use super::instancia::Instancia;
use super::novedad::Novedad;
use super::territorio::{Agencia, En};
use crate::Error;
use crate::cargadores::Cargadores;

/// Lo que tiene un identificador con el que volver a pedirlo.
#[derive(Interface)]
#[graphql(
    name = "Node",
    field(name = "id", ty = "ID", desc = "Identificador opaco.")
)]
pub(crate) enum Nodo {
    Instancia(Instancia),
    Edicion(Edicion),
    Agencia(Agencia),
    Actividad(Actividad),
    Convenio(Convenio),
    Proyecto(Proyecto),
    Unidad(Unidad),
    PactoRegional(PactoRegional),
    Consejo(Consejo),
    Integrante(Integrante),
    Sesion(Sesion),
    Calendario(Calendario),
    Informe(Informe),
    Cifra(Cifra),
    Acuerdo(Acuerdo),
    Cruce(Cruce),
    ClaveFirma(ClaveFirma),
    Novedad(Novedad),
}

impl Nodo {
    /// The node with that id, if it is still there.
    pub(crate) async fn load(ctx: &Context<'_>, id: &ID) -> Result<Option<Self>, Error> {
        let (tipo, edicion, padre, clave) = match Ruta::decode(id)? {
            Ruta::Instancia(clave) => {
                let instancia = Cargadores::of(ctx).instancia(&clave).await?;
                return Ok(instancia.map(|instancia| Self::Instancia(Instancia::now(instancia))));
            }
            Ruta::InstanciaDe(id) => {
                return Ok(Instancia::at(ctx, &id).await?.map(Self::Instancia));
            }
            Ruta::Edicion(id) => return Ok(Edicion::load(ctx, &id).await?.map(Self::Edicion)),
            Ruta::Acuerdo(edicion, consejo, sesion, clave) => {
                let cual = [&*consejo, &sesion, &clave];
                let acuerdo = Acuerdo::load(ctx, &Arc::new(edicion), cual).await?;
                return Ok(acuerdo.map(Self::Acuerdo));
            }
            Ruta::Clave(instancia, clave) => {
                let todas = Cargadores::of(ctx).claves(&instancia).await?;
                return Ok(ClaveFirma::find(&instancia, &todas, &clave).map(Self::ClaveFirma));
            }
            Ruta::Novedad(cursor) => {
                return Ok(Novedad::at(ctx, &cursor).await?.map(Self::Novedad));
            }
            Ruta::Documento(tipo, edicion, padre, clave) => (tipo, Arc::new(edicion), padre, clave),
        };
        macro_rules! by_kind {
            ($($objeto:ident),*) => {
                match tipo.as_str() {
                    domain::Actividad::TIPO => {
                        Ok(Actividad::load(ctx, &edicion, &clave).await?.map(Self::Actividad))
                    }
                    domain::CifraPublicada::TIPO => {
                        let cifra = En::<domain::CifraPublicada>::one::<Cifra>(ctx, &edicion, &padre, &clave);
                        Ok(cifra.await?.map(Self::Cifra))
                    }
                    CRUCE => Ok(cross(ctx, &edicion, &clave).await?.map(Self::Cruce)),
                    $(domain::$objeto::TIPO => {
                        Ok(En::<domain::$objeto>::one::<$objeto>(ctx, &edicion, &padre, &clave).await?.map(Self::$objeto))
                    })*
                    _ => Err(Error::id_invalido()),
                }
            };
        }
        by_kind!(
            Agencia,
            Convenio,
            Proyecto,
            Unidad,
            PactoRegional,
            Consejo,
            Integrante,
            Sesion,
            Calendario,
            Informe
        )
    }
}
