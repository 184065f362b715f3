//! Reports, figures and totals.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use persistence::EdicionId;

use super::actividad::EntradaPropia;
use super::consejo::Sesion;
use super::dato::{Celda, Dato, Origen};
use super::enumeraciones::{Medida, Nivel, Tema, UnidadMedida};
use super::territorio::{En, Periodo, wraps};
use super::varios::Varios;
use crate::Error;

/// Informe.
pub(crate) struct Informe(pub(crate) En<domain::Informe>);
wraps!(Informe);

/// Informe de actividades de un periodo.
#[Object]
impl Informe {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Clave dentro de la instancia.
    async fn clave(&self) -> &str {
        &self.0.dato.clave
    }

    /// Título.
    async fn titulo(&self) -> &str {
        &self.0.dato.titulo
    }

    /// Periodo que abarca.
    async fn periodo(&self) -> Periodo {
        self.0.dato.periodo.into()
    }

    /// Sesión de consejo en la que se presentó.
    async fn presentado_en(&self, ctx: &Context<'_>) -> Result<Dato<Sesion>, Error> {
        Ok(match self.0.dato.presentado_en.valor() {
            Some((consejo, sesion)) => {
                En::<domain::Sesion>::one(ctx, &self.0.edicion, consejo, sesion)
                    .await?
                    .into()
            }
            None => None.into(),
        })
    }

    /// Quién lo presentó.
    async fn presentado_por(&self) -> Dato<String> {
        Dato::of(&self.0.dato.presentado_por, Clone::clone)
    }

    /// Fuente de sus cifras.
    async fn fuente(&self) -> &str {
        &self.0.dato.fuente
    }

    /// Lo que la fuente dice del periodo en conjunto.
    async fn resumen(&self) -> &str {
        &self.0.dato.resumen
    }

    /// Cifras, en el orden de la fuente.
    async fn cifras(&self, ctx: &Context<'_>) -> Result<Varios<Cifra>, Error> {
        Cifra::list(ctx, &self.0.edicion).await
    }

    /// De dónde viene el registro.
    async fn origen(&self) -> Origen {
        (&self.0.dato.origen).into()
    }
}

/// De dónde viene una cifra y cómo se leyó.
#[derive(SimpleObject)]
pub(crate) struct Procedencia {
    /// Texto de la fuente, letra por letra.
    literal: String,
    /// Cómo se leyó.
    lectura: String,
    /// Otros valores que el texto admite.
    alternativas: Varios<u64>,
}

/// Cifra de un informe, tal como la instancia la dio.
#[derive(SimpleObject)]
pub(crate) struct Cifra {
    /// Identificador opaco.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// Clave dentro del informe.
    clave: String,
    /// Qué es.
    nombre: String,
    /// Valor declarado.
    valor: u64,
    /// Unidad.
    unidad: UnidadMedida,
    /// A quién o qué cuenta.
    poblacion: String,
    /// Si sus partes suman la cifra.
    sumable: bool,
    /// Temas que la fuente nombra.
    temas: Varios<Tema>,
    /// Los temas que la instancia dio de alta.
    temas_propios: Varios<EntradaPropia>,
    /// De dónde viene y cómo se leyó.
    procedencia: Procedencia,
    /// Lo que la edición publica de lo mismo; nulo si no publica nada comparable.
    calculada: Option<Celda>,
    /// Valor declarado menos valor calculado; nulo si este no se publica.
    diferencia: Option<i64>,
}

impl Cifra {
    pub(crate) async fn list(
        ctx: &Context<'_>,
        edicion: &Arc<EdicionId>,
    ) -> Result<Varios<Self>, Error> {
        En::<domain::CifraPublicada>::list(ctx, edicion, "").await
    }
}

impl From<En<domain::CifraPublicada>> for Cifra {
    fn from(en: En<domain::CifraPublicada>) -> Self {
        let id = en.id();
        let publicada = en.dato;
        let (calculada, diferencia) = (publicada.calculada, publicada.diferencia());
        let cifra = publicada.cifra;
        Self {
            id,
            clave: cifra.clave,
            nombre: cifra.nombre,
            valor: cifra.valor,
            unidad: cifra.unidad.into(),
            poblacion: cifra.poblacion,
            sumable: cifra.sumable,
            temas: cifra.temas.into_iter().map(Into::into).collect(),
            temas_propios: cifra.temas_propios.iter().map(Into::into).collect(),
            procedencia: Procedencia {
                literal: cifra.procedencia.literal,
                lectura: cifra.procedencia.lectura,
                alternativas: cifra.procedencia.alternativas.into(),
            },
            calculada: calculada.map(Into::into),
            diferencia,
        }
    }
}

/// Total del año de la edición, hasta su corte.
#[derive(SimpleObject)]
pub(crate) struct Total {
    /// Qué se cuenta.
    medida: Medida,
    /// Unidad.
    unidad: UnidadMedida,
    /// A quién o qué cuenta.
    poblacion: &'static str,
    /// Si las partes de un desglose suman el conjunto.
    sumable: bool,
    /// Nivel del desglose.
    nivel: Nivel,
    /// Código dentro del nivel.
    codigo: String,
    /// Nombre.
    nombre: String,
    /// Valor y estado.
    celda: Celda,
}

impl From<&domain::Total> for Total {
    fn from(total: &domain::Total) -> Self {
        Self {
            medida: total.medida.into(),
            unidad: total.medida.unidad().into(),
            poblacion: total.medida.poblacion(),
            sumable: total.medida.sumable(),
            nivel: total.concepto.nivel.into(),
            codigo: total.concepto.codigo.clone(),
            nombre: total.concepto.nombre.clone(),
            celda: total.celda.into(),
        }
    }
}
