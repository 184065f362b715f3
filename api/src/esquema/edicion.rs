//! Editions: everything published hangs from one.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use domain::proteccion::ResumenProteccion;
use persistence::EdicionId;

use super::POR_LISTA;
use super::actividad::FiltroActividades;
use super::clave::ClaveFirma;
use super::compromiso::{Convenio, PactoRegional, Proyecto, Unidad};
use super::conexion::{ActividadConnection, POR_PAGINA, Pide, page};
use super::consejo::Consejo;
use super::cubo::{self, CifraCubo, Comparacion, ConInput, Cruce, FiltroInput, Proteccion, Serie};
use super::enumeraciones::{EstadoEdicion, Medida, Nivel};
use super::escalares::{Fecha, Instante};
use super::id::{Ruta, cursor_of};
use super::informe::{Cifra, Informe, Total};
use super::instancia::Instancia;
use super::tabla::{Tabla, table};
use super::territorio::{Agencia, En, Periodo};
use super::varios::{Varios, page_cost};
use crate::Error;
use crate::cargadores::Cargadores;

/// Todo lo que una instancia publica de un año en una fecha de corte. Es inmutable: una corrección es
/// otra edición.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Edicion {
    #[graphql(skip)]
    clave: Arc<EdicionId>,
    #[graphql(skip)]
    sustituida_por: Option<Box<domain::Edicion>>,
    /// Si es la vigente de su año, si otra la sustituye o si se retiró.
    estado: EstadoEdicion,
    /// Por qué y cuándo se retiró; nulo si no se retiró.
    retiro: Option<Retiro>,
    /// Número dentro de la instancia, desde 1.
    numero: u32,
    /// Posición entre las ediciones de todas las instancias, para pedir las que siguen con «after».
    cursor: String,
    /// Fecha de corte: abarca lo ocurrido hasta ese día.
    corte: Fecha,
    /// Periodo que abarcan los totales: del 1 de enero a la fecha de corte.
    periodo: Periodo,
    /// Cuándo se publicó.
    publicada: Instante,
    /// SHA-256 del contenido, en hexadecimal: dos ediciones que dicen lo mismo tienen el mismo.
    hash: String,
    /// Si el registro del que sale fue inventado para la demostración. Sus totales no hablan de nadie.
    sintetica: bool,
    /// Aviso que debe acompañar a los datos, si lo hay.
    aviso: Option<&'static str>,
    /// Umbral de protección: no se publica ningún conteo de 1 a umbral−1 personas, salvo de actos públicos
    /// (conmemoraciones, ferias y capacitaciones del servicio público).
    umbral: u64,
}

/// Retiro de una edición.
#[derive(SimpleObject)]
pub(crate) struct Retiro {
    /// Motivo.
    motivo: String,
    /// Cuándo.
    instante: Instante,
}

/// Firma del archivo de una edición: Ed25519, en el formato de minisign.
#[derive(SimpleObject)]
pub(crate) struct Firma {
    /// Dirección del archivo en este servidor: el contenido canónico, comprimido con gzip.
    archivo: String,
    /// Firma de ese archivo.
    #[graphql(
        name = "firma",
        deprecation = "Use «texto», que es lo mismo y no se llama como su tipo."
    )]
    mismo_texto: String,
    /// Firma de ese archivo.
    texto: String,
    /// Clave pública con la que se comprueba.
    clave_publica: String,
    /// La misma clave, con sus fechas y lo que la anterior dice de ella.
    clave: Option<ClaveFirma>,
}

const AVISO: &str = "Datos sintéticos de demostración: ninguna de las personas contadas existe.";

impl Edicion {
    /// Wraps an edition; `todas` are those of its instancia.
    pub(crate) fn new(edicion: &domain::Edicion, todas: &domain::Ediciones) -> Self {
        Self {
            clave: Arc::new(edicion.into()),
            estado: todas.estado(edicion).into(),
            retiro: edicion.retiro.as_ref().map(|retiro| Retiro {
                motivo: retiro.motivo.clone(),
                instante: Instante(retiro.instante),
            }),
            sustituida_por: todas.sustituta(edicion).cloned().map(Box::new),
            numero: edicion.numero,
            cursor: cursor_of(edicion),
            corte: Fecha(edicion.corte),
            periodo: domain::Rango::anio_al_corte(edicion.corte).into(),
            publicada: Instante(edicion.instante),
            hash: edicion.hash.clone(),
            sintetica: edicion.sintetica,
            aviso: edicion.sintetica.then_some(AVISO),
            umbral: edicion.umbral.valor(),
        }
    }

    pub(crate) async fn load(ctx: &Context<'_>, id: &EdicionId) -> Result<Option<Self>, Error> {
        let cargadores = Cargadores::of(ctx);
        let todas = cargadores.ediciones(&id.instancia).await?;
        let propia = todas.con_numero(id.numero);
        if propia.is_none() {
            let buscada = |edicion: &domain::Edicion| edicion.numero == id.numero;
            cargadores.must_be_current(&id.instancia, buscada).await?;
        }
        Ok(propia.map(|edicion| Self::new(edicion, &todas)))
    }

    /// The council of a kind.
    pub(crate) async fn council(
        &self,
        ctx: &Context<'_>,
        tipo: &str,
    ) -> Result<Option<Consejo>, Error> {
        let consejos: Vec<Consejo> = En::<domain::Consejo>::list(ctx, &self.clave, "").await?;
        Ok(consejos
            .into_iter()
            .find(|consejo| consejo.0.dato.tipo == tipo))
    }

    pub(crate) fn key(&self) -> &Arc<EdicionId> {
        &self.clave
    }
}

#[ComplexObject]
impl Edicion {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        Ruta::Edicion(EdicionId::clone(&self.clave)).encode()
    }

    /// La instancia, como era al publicarse la edición; como es ahora, si la edición está retirada.
    async fn instancia(&self, ctx: &Context<'_>) -> Result<Option<Instancia>, Error> {
        if self.retiro.is_some() {
            let actual = Cargadores::of(ctx).instancia(&self.clave.instancia).await?;
            return Ok(actual.map(Instancia::now));
        }
        Instancia::at(ctx, &self.clave).await
    }

    /// Archivo firmado de la edición, para quien quiera guardarla y comprobarla; nulo en las retiradas.
    async fn firma(&self, ctx: &Context<'_>) -> Result<Option<Firma>, Error> {
        if self.retiro.is_some() {
            return Ok(None);
        }
        let firma = Cargadores::of(ctx).firma(&self.clave).await?;
        let Some(firma) = firma else { return Ok(None) };
        let (texto, clave_publica) = (*firma).clone();
        let claves = Cargadores::of(ctx).claves(&self.clave.instancia).await?;
        Ok(Some(Firma {
            archivo: format!("/ediciones/{}", self.hash),
            mismo_texto: texto.clone(),
            texto,
            clave: ClaveFirma::find(&self.clave.instancia, &claves, &clave_publica),
            clave_publica,
        }))
    }

    /// La edición vigente del mismo año, que la sustituye; nula si es ella.
    async fn sustituida_por(&self, ctx: &Context<'_>) -> Result<Option<Edicion>, Error> {
        match &self.sustituida_por {
            None => Ok(None),
            Some(otra) => {
                let id = EdicionId {
                    instancia: self.clave.instancia.clone(),
                    numero: otra.numero,
                };
                Self::load(ctx, &id).await
            }
        }
    }

    /// Informe del año; nulo si su periodo no había terminado en la fecha de corte.
    async fn informe(&self, ctx: &Context<'_>) -> Result<Option<Informe>, Error> {
        let mut informes: Vec<Informe> = En::<domain::Informe>::list(ctx, &self.clave, "").await?;
        Ok(informes.pop())
    }

    /// Cifras del informe, como se declararon, junto a lo que la edición publica de lo mismo.
    async fn cifras(&self, ctx: &Context<'_>) -> Result<Option<Varios<Cifra>>, Error> {
        Cifra::list(ctx, &self.clave).await.map(Some)
    }

    /// Totales del año de una medida: sus desgloses y, si sus partes forman uno, el conjunto. Quienes
    /// asisten a capacitaciones y talleres se cuentan aparte, como personas capacitadas.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn totales(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Qué se cuenta.")] medida: Medida,
    ) -> Result<Option<Varios<Total>>, Error> {
        let indice = cubo::index(ctx, &self.clave).await?;
        let totales = indice.cubo().totales(medida.into());
        Ok(Some(totales.iter().map(Into::into).collect()))
    }

    /// Lo que se puede pedir de esta edición: nada más se publica.
    #[graphql(complexity = "8 * POR_LISTA * child_complexity")]
    async fn cruces(&self, ctx: &Context<'_>) -> Result<Option<Varios<Cruce>>, Error> {
        let indice = cubo::index(ctx, &self.clave).await?;
        Ok(Some(cubo::crosses(&self.clave, &indice)))
    }

    /// Tabla de una medida por los niveles que se piden. Cada dimensión lleva su conjunto y, si se piden varios de sus
    /// niveles, todos ellos. Lo que no se publica junto da un error que dice qué es lo más cercano.
    #[graphql(
        complexity = "cubo::cost(filas.iter().chain(columnas.iter().flatten()), filtros.as_ref(), child_complexity)"
    )]
    async fn tabla(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Qué se cuenta.")] medida: Medida,
        #[graphql(desc = "Niveles de las filas.")] filas: Vec<Nivel>,
        #[graphql(desc = "Niveles de las columnas; ninguno, si no se indica.")] columnas: Option<
            Vec<Nivel>,
        >,
        #[graphql(
            desc = "De qué se pregunta. En una dimensión de la tabla elige miembros; en otra, fija uno o suma varios."
        )]
        filtros: Option<Vec<FiltroInput>>,
    ) -> Result<Option<Tabla>, Error> {
        let pregunta = cubo::question(ctx, medida, filas, columnas, filtros)?;
        let indice = cubo::index(ctx, &self.clave).await?;
        table(indice, &pregunta).map(Some)
    }

    /// Cuentas de una medida por mes, trimestre o año.
    #[graphql(complexity = "cubo::cost([&nivel], filtros.as_ref(), child_complexity)")]
    async fn serie(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Qué se cuenta.")] medida: Medida,
        #[graphql(desc = "MES, TRIMESTRE o ANIO.")] nivel: Nivel,
        #[graphql(desc = "De qué se pregunta.")] filtros: Option<Vec<FiltroInput>>,
    ) -> Result<Option<Serie>, Error> {
        let filtros = cubo::filters(ctx, filtros)?;
        let indice = cubo::index(ctx, &self.clave).await?;
        cubo::series(&indice, medida.into(), nivel.into(), &filtros).map(Some)
    }

    /// Una sola cuenta: la del año o, con un filtro de tiempo, la de otro periodo.
    async fn cifra(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Qué se cuenta.")] medida: Medida,
        #[graphql(desc = "De qué se pregunta.")] filtros: Option<Vec<FiltroInput>>,
    ) -> Result<Option<CifraCubo>, Error> {
        let filtros = cubo::filters(ctx, filtros)?;
        let indice = cubo::index(ctx, &self.clave).await?;
        cubo::figure(&indice, medida.into(), &filtros).map(Some)
    }

    /// Una cuenta frente a la del periodo anterior, la de otro o la de otra edición.
    async fn comparacion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Qué se cuenta.")] medida: Medida,
        #[graphql(desc = "De qué se pregunta.")] filtros: Option<Vec<FiltroInput>>,
        #[graphql(desc = "Con qué se compara; con el periodo anterior, si no se indica.")]
        con: Option<ConInput>,
    ) -> Result<Option<Comparacion>, Error> {
        let filtros = cubo::filters(ctx, filtros)?;
        let indice = cubo::index(ctx, &self.clave).await?;
        cubo::compare(ctx, &self.clave, &indice, medida.into(), filtros, con)
            .await
            .map(Some)
    }

    /// Cómo se protegieron sus cuentas. Todo lo que dice se calcula de lo que la edición publica.
    async fn proteccion(&self, ctx: &Context<'_>) -> Result<Option<Proteccion>, Error> {
        let resumen = Cargadores::of(ctx)
            .one::<ResumenProteccion>(&self.clave, "", "")
            .await?;
        Ok(resumen.as_ref().map(Into::into))
    }

    /// Agencias vigentes en la fecha de corte.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn agencias(&self, ctx: &Context<'_>) -> Result<Option<Varios<Agencia>>, Error> {
        En::<domain::Agencia>::list(ctx, &self.clave, "")
            .await
            .map(Some)
    }

    /// Consejos de la instancia.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn consejos(&self, ctx: &Context<'_>) -> Result<Option<Varios<Consejo>>, Error> {
        En::<domain::Consejo>::list(ctx, &self.clave, "")
            .await
            .map(Some)
    }

    /// El consejo de un tipo; nulo si no consta que lo haya.
    async fn consejo(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Clave del tipo de consejo, como «consultivo» o «pase».",
            default = "consultivo"
        )]
        tipo: String,
    ) -> Result<Option<Consejo>, Error> {
        self.council(ctx, &tipo).await
    }

    /// Convenios firmados en el año.
    async fn convenios(&self, ctx: &Context<'_>) -> Result<Option<Varios<Convenio>>, Error> {
        En::<domain::Convenio>::list(ctx, &self.clave, "")
            .await
            .map(Some)
    }

    /// Proyectos del año.
    async fn proyectos(&self, ctx: &Context<'_>) -> Result<Option<Varios<Proyecto>>, Error> {
        En::<domain::Proyecto>::list(ctx, &self.clave, "")
            .await
            .map(Some)
    }

    /// Unidades de atención creadas hasta la fecha de corte.
    async fn unidades(&self, ctx: &Context<'_>) -> Result<Option<Varios<Unidad>>, Error> {
        En::<domain::Unidad>::list(ctx, &self.clave, "")
            .await
            .map(Some)
    }

    /// El primer pacto regional del año; nulo si no hay ninguno.
    async fn pacto(&self, ctx: &Context<'_>) -> Result<Option<PactoRegional>, Error> {
        let pactos: Vec<PactoRegional> =
            En::<domain::PactoRegional>::list(ctx, &self.clave, "").await?;
        Ok(pactos.into_iter().next())
    }

    /// Pactos regionales del año.
    async fn pactos(&self, ctx: &Context<'_>) -> Result<Option<Varios<PactoRegional>>, Error> {
        En::<domain::PactoRegional>::list(ctx, &self.clave, "")
            .await
            .map(Some)
    }

    /// Actividades del año, por fecha; las que no tienen fecha van al final. Las de un año que ya se había publicado entero
    /// cuando se registraron están en el siguiente, con su fecha.
    #[graphql(complexity = "page_cost(last.or(first), 1, child_complexity)")]
    async fn actividades(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Qué actividades; todas, si no se indica.")] filtro: Option<
            FiltroActividades,
        >,
        #[graphql(desc = "Cuántas, de 0 a 100.", default_with = "Some(POR_PAGINA)")] first: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la última actividad de la página anterior.")] after: Option<
            String,
        >,
        #[graphql(desc = "Cuántas del final, de 0 a 100: con él, «first» no cuenta.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Cursor de la primera actividad de la página siguiente.")] before: Option<
            String,
        >,
    ) -> Result<Option<ActividadConnection>, Error> {
        let pide = Pide {
            first,
            after,
            last,
            before,
        };
        let filtro = filtro.unwrap_or_default();
        page(ctx, &self.clave, filtro, &pide).await.map(Some)
    }
}
