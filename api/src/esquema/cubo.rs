//! The counts of an edition: series, figures, and what can be asked.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, OneofObject, SimpleObject};
use domain::consulta::{self, Comparable, Comparada, Con, Indice};
use domain::cubo::CrucePublicado;
use domain::proteccion::{ResumenProteccion, Utilidad};
use persistence::EdicionId;

use super::POR_CELDAS;
use super::dato::Celda;
use super::enumeraciones::{Dimension, Medida, Nivel, UnidadMedida};
use super::id::Ruta;
use super::tabla::Miembro;
use super::varios::Varios;
use crate::Error;
use crate::cargadores::Cargadores;

/// Letters of a code that count as one value.
const LETRAS: usize = 64;
/// Values that the counts of an edition count for: they are read and decoded, if they are not at hand.
const POR_CUBO: usize = 50;
/// What a table costs at most, so that sums of costs are numbers.
const MUCHO: usize = 1_000_000;

/// De qué se pregunta: los miembros de un nivel.
#[derive(InputObject)]
pub(crate) struct FiltroInput {
    /// Nivel.
    nivel: Nivel,
    /// Códigos dentro del nivel. Si son varios y la dimensión no está en la tabla, se suman; las medidas que no se
    /// suman no lo admiten.
    codigos: Vec<String>,
}

/// The filters of a question. Their codes count: they are of the element that asks, and a list may ask with the same thousands
/// of times.
pub(crate) fn filters(
    ctx: &Context<'_>,
    filtros: Option<Vec<FiltroInput>>,
) -> Result<Vec<consulta::Filtro>, Error> {
    let filtros = filtros.unwrap_or_default();
    let codigos = filtros.iter().flat_map(|filtro| &filtro.codigos);
    let cuestan = codigos.map(|codigo| 1 + codigo.len() / LETRAS).sum();
    Cargadores::of(ctx).presupuesto.take(cuestan)?;
    let filtro = |filtro: FiltroInput| consulta::Filtro {
        nivel: filtro.nivel.into(),
        codigos: filtro.codigos,
    };
    Ok(filtros.into_iter().map(filtro).collect())
}

/// A question for a table.
pub(crate) fn question(
    ctx: &Context<'_>,
    medida: Medida,
    filas: Vec<Nivel>,
    columnas: Option<Vec<Nivel>>,
    filtros: Option<Vec<FiltroInput>>,
) -> Result<consulta::Pregunta, Error> {
    let niveles = |niveles: Vec<Nivel>| niveles.into_iter().map(Into::into).collect();
    Ok(consulta::Pregunta {
        medida: medida.into(),
        filas: niveles(filas),
        columnas: niveles(columnas.unwrap_or_default()),
        filtros: filters(ctx, filtros)?,
    })
}

/// What a table of these levels costs, with fields of that cost.
pub(crate) fn cost<'a>(
    niveles: impl IntoIterator<Item = &'a Nivel>,
    filtros: Option<&Vec<FiltroInput>>,
    campos: usize,
) -> usize {
    let niveles = niveles.into_iter().map(|nivel| (*nivel).into());
    let filtros = filtros.into_iter().flatten();
    let filtros = filtros.map(|filtro| (filtro.nivel.into(), filtro.codigos.len()));
    let celdas = consulta::tamano(niveles, filtros);
    let costo = celdas.div_ceil(POR_CELDAS).saturating_mul(campos);
    costo.min(MUCHO)
}

/// Con qué se compara una cifra.
#[derive(OneofObject)]
pub(crate) enum ConInput {
    /// Con la misma cifra en otra edición de la instancia, por su número.
    Edicion(i32),
    /// Con otro periodo: 2016, 2017-T1, 2017-05.
    Periodo(String),
    /// Con el mismo periodo de otro año: de 2017-T1, con 2016 es 2016-T1.
    Anio(i32),
}

/// La cuenta de un periodo.
#[derive(SimpleObject)]
pub(crate) struct PuntoSerie {
    /// Periodo: 2017, 2017-T3, 2017-06.
    periodo: String,
    /// Nombre del periodo.
    nombre: String,
    /// Valor y estado.
    celda: Celda,
}

/// Cuentas de una medida por periodo, en orden. Sólo hay periodos que ya terminaron.
#[derive(SimpleObject)]
pub(crate) struct Serie {
    /// Qué se cuenta.
    medida: Medida,
    /// Unidad.
    unidad: UnidadMedida,
    /// A quién o qué cuenta.
    poblacion: &'static str,
    /// Si los periodos suman el periodo que los contiene: las personas distintas no, porque vuelven.
    sumable: bool,
    /// Cuentas.
    puntos: Varios<PuntoSerie>,
}

/// Una cuenta, con lo que hace falta para citarla.
#[derive(SimpleObject)]
pub(crate) struct CifraCubo {
    /// Qué se cuenta.
    medida: Medida,
    /// Unidad.
    unidad: UnidadMedida,
    /// A quién o qué cuenta.
    poblacion: &'static str,
    /// Valor y estado.
    celda: Celda,
}

/// Si dos cuentas se pueden comparar.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EstadoComparacion {
    /// Las dos están publicadas.
    Comparable,
    /// Alguna está protegida.
    Protegida,
    /// Alguna no se registró o no se publica.
    NoDisponible,
    /// No hay publicado un periodo anterior con el que comparar. No es cero.
    SinPeriodoAnterior,
}

impl From<Comparable> for EstadoComparacion {
    fn from(estado: Comparable) -> Self {
        match estado {
            Comparable::Si => Self::Comparable,
            Comparable::Protegida => Self::Protegida,
            Comparable::NoDisponible => Self::NoDisponible,
            Comparable::SinBase => Self::SinPeriodoAnterior,
        }
    }
}

/// Una cuenta frente a otra de la misma medida.
#[derive(SimpleObject)]
pub(crate) struct Comparacion {
    /// Qué se cuenta.
    medida: Medida,
    /// Unidad.
    unidad: UnidadMedida,
    /// La cuenta.
    actual: Celda,
    /// Periodo de la cuenta.
    periodo: String,
    /// Aquella con la que se compara; nula si no la hay.
    base: Option<Celda>,
    /// Periodo de aquella con la que se compara.
    periodo_base: Option<String>,
    /// Edición de la que sale.
    edicion_base: Option<u32>,
    /// Si se pueden comparar.
    estado: EstadoComparacion,
    /// Cuánto más; nulo si no se pueden comparar.
    diferencia: Option<i64>,
    /// Cuánto más, en tanto por ciento de la base, con un decimal; nulo si no se pueden comparar o si la base es menor
    /// de 30.
    porcentaje: Option<f64>,
}

/// Una dimensión de un cruce.
#[derive(SimpleObject)]
pub(crate) struct DimensionCruce {
    /// Dimensión.
    dimension: Dimension,
    /// Nombre.
    nombre: &'static str,
    /// Niveles que se pueden pedir, del más grueso al más fino.
    niveles: Varios<Nivel>,
    /// Miembros de esos niveles.
    miembros: Varios<Miembro>,
}

/// Lo que se puede pedir de una edición: medidas que se cruzan por dimensiones.
#[derive(SimpleObject)]
pub(crate) struct Cruce {
    /// Identificador opaco.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// Clave estable.
    clave: String,
    /// Nombre.
    nombre: String,
    /// Qué se cuenta.
    medidas: Varios<Medida>,
    /// Dimensiones que se pueden pedir juntas.
    dimensiones: Varios<DimensionCruce>,
}

/// Cuánto se publica de lo que no se publica como cero. De una celda protegida no se dice nada más: puede ser cero.
#[derive(SimpleObject)]
pub(crate) struct CeldasPublicadas {
    /// Dimensiones, además del tiempo, que no están en su conjunto; nulo si son todas las celdas.
    dimensiones: Option<usize>,
    /// Medida; nula si son todas.
    medida: Option<Medida>,
    /// Celdas que no son cero y se publican.
    publicadas: u64,
    /// Celdas que no se publican como cero: las que se publican y no son cero, y todas las protegidas.
    no_cero: u64,
    /// Celdas que se protegen.
    protegidas: u64,
    /// Parte que se publica, de 0 a 1.
    proporcion: f64,
}

/// Prueba de la auditoría que pasa la edición.
#[derive(SimpleObject)]
pub(crate) struct PruebaAuditoria {
    /// Qué busca.
    nombre: String,
    /// Siempre 0: cuántos casos hay depende de lo que la edición oculta.
    #[graphql(
        deprecation = "Siempre es 0: cuántos casos miró cada prueba dependía de lo que la edición oculta."
    )]
    casos: u64,
}

/// Total del año que el plan manda publicar y que la edición protege.
#[derive(SimpleObject)]
pub(crate) struct ObligadoProtegido {
    /// Qué se cuenta.
    medida: Medida,
    /// Nivel.
    nivel: Nivel,
    /// Código dentro del nivel; «total» para el conjunto.
    codigo: String,
    /// Por qué no se publica: el mismo texto para todos.
    motivo: String,
}

/// Cómo se protegieron las cuentas de una edición.
#[derive(SimpleObject)]
pub(crate) struct Proteccion {
    /// No se publica, ni se puede calcular, ninguna cuenta de 1 a umbral−1 personas.
    umbral: u64,
    /// Anchura mínima del intervalo en que puede estar toda cuenta protegida por ser pequeña.
    ancho: u64,
    /// Celdas de personas y servicios.
    celdas: u64,
    /// Cuánto se publica de todas.
    total: CeldasPublicadas,
    /// Cuánto se publica de cada medida.
    por_medida: Varios<CeldasPublicadas>,
    /// Cuánto se publica según cuántas dimensiones se cruzan.
    por_nivel: Varios<CeldasPublicadas>,
    /// Pruebas que pasa: las mismas en toda edición, porque la que falla alguna no se publica.
    pruebas: Varios<PruebaAuditoria>,
    /// Totales del año que el plan manda publicar y que esta edición protege.
    obligados_protegidos: Varios<ObligadoProtegido>,
}

fn share(
    uso: Utilidad,
    dimensiones: Option<usize>,
    medida: Option<domain::Medida>,
) -> CeldasPublicadas {
    // Counts of cells are small numbers.
    let real = |n: u64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    CeldasPublicadas {
        dimensiones,
        medida: medida.map(Into::into),
        publicadas: uso.publicadas,
        no_cero: uso.no_cero,
        protegidas: uso.no_cero - uso.publicadas,
        proporcion: if uso.no_cero == 0 {
            1.0
        } else {
            (real(uso.publicadas) / real(uso.no_cero) * 1e4).round() / 1e4
        },
    }
}

impl From<&ResumenProteccion> for Proteccion {
    fn from(resumen: &ResumenProteccion) -> Self {
        let prueba = |prueba: &domain::proteccion::PruebaPublicada| PruebaAuditoria {
            nombre: prueba.nombre.clone(),
            casos: 0,
        };
        let obligado = |total: &domain::proteccion::ObligadoProtegido| ObligadoProtegido {
            medida: total.medida.into(),
            nivel: total.nivel.into(),
            codigo: total.codigo.clone(),
            motivo: total.motivo.clone(),
        };
        let protegidos = &resumen.obligados_protegidos;
        Self {
            umbral: resumen.umbral.valor(),
            ancho: resumen.ancho,
            celdas: resumen.celdas,
            total: share(resumen.total, None, None),
            por_medida: (resumen.por_medida.iter())
                .map(|(medida, uso)| share(*uso, None, Some(*medida)))
                .collect(),
            por_nivel: (resumen.por_nivel.iter().enumerate())
                .map(|(n, uso)| share(*uso, Some(n), None))
                .collect(),
            pruebas: resumen.pruebas.iter().map(prueba).collect(),
            obligados_protegidos: protegidos.iter().map(obligado).collect(),
        }
    }
}

pub(crate) fn series(
    indice: &Indice,
    medida: domain::Medida,
    nivel: domain::Nivel,
    filtros: &[consulta::Filtro],
) -> Result<Serie, Error> {
    let puntos = indice.serie(medida, nivel, filtros)?;
    let punto = |(miembro, celda): (u16, domain::Celda)| {
        let periodo = indice.miembro(domain::cubo::Eje::Tiempo, miembro);
        PuntoSerie {
            periodo: periodo.codigo.clone(),
            nombre: periodo.nombre.clone(),
            celda: celda.into(),
        }
    };
    Ok(Serie {
        medida: medida.into(),
        unidad: medida.unidad().into(),
        poblacion: medida.poblacion(),
        sumable: medida.sumable(),
        puntos: puntos.into_iter().map(punto).collect(),
    })
}

pub(crate) fn figure(
    indice: &Indice,
    medida: domain::Medida,
    filtros: &[consulta::Filtro],
) -> Result<CifraCubo, Error> {
    Ok(CifraCubo {
        medida: medida.into(),
        unidad: medida.unidad().into(),
        poblacion: medida.poblacion(),
        celda: indice.cifra(medida, filtros)?.into(),
    })
}

/// What can be asked of an edition.
pub(crate) fn crosses(edicion: &EdicionId, indice: &Arc<Indice>) -> Varios<Cruce> {
    let cruce = |cruce: &CrucePublicado| {
        let dimensiones = indice.dimensiones(cruce);
        let posible = dimensiones.iter().all(|d| !d.niveles.is_empty());
        posible.then(|| Cruce {
            id: Ruta::documento(CRUCE, edicion, "", &cruce.clave),
            clave: cruce.clave.clone(),
            nombre: cruce.nombre.clone(),
            medidas: cruce
                .medidas
                .iter()
                .map(|medida| (*medida).into())
                .collect(),
            dimensiones: dimensiones
                .into_iter()
                .map(|dimension| DimensionCruce {
                    dimension: dimension.eje.into(),
                    nombre: dimension.eje.nombre(),
                    niveles: dimension.niveles.into_iter().map(Into::into).collect(),
                    miembros: (dimension.miembros.into_iter())
                        .map(|miembro| Miembro::new(indice, dimension.eje, miembro))
                        .collect(),
                })
                .collect(),
        })
    };
    indice.cubo().cruces().iter().filter_map(cruce).collect()
}

/// What the ids of cross-tabulations begin with.
pub(crate) const CRUCE: &str = "CRUCE";

/// The cross-tabulation of an edition with that key.
pub(crate) async fn cross(
    ctx: &Context<'_>,
    edicion: &EdicionId,
    clave: &str,
) -> Result<Option<Cruce>, Error> {
    let indice = index(ctx, edicion).await?;
    let todos = crosses(edicion, &indice);
    Ok(todos.into_iter().find(|cruce| cruce.clave == clave))
}

impl ConInput {
    fn read(self) -> Result<Con, Error> {
        match self {
            Self::Edicion(numero) => {
                let conocido = u32::try_from(numero);
                conocido
                    .map(Con::Edicion)
                    .map_err(|_| Error::edicion_desconocida(numero).at("con.edicion"))
            }
            Self::Anio(anio) if domain::ANIOS.contains(&anio) => Ok(Con::Anio(anio)),
            Self::Anio(_) => Err(Error::anio_invalido().at("con.anio")),
            Self::Periodo(texto) => {
                let periodo = texto.parse();
                periodo
                    .map(Con::Periodo)
                    .map_err(|error| Error::periodo(&error).at("con.periodo"))
            }
        }
    }
}

/// Compares a figure with another edition or period, or with the period before it.
pub(crate) async fn compare(
    ctx: &Context<'_>,
    edicion: &EdicionId,
    indice: &Indice,
    medida: domain::Medida,
    filtros: Vec<consulta::Filtro>,
    con: Option<ConInput>,
) -> Result<Comparacion, Error> {
    let con = con.map_or(Ok(Con::Anterior), ConInput::read)?;
    let comparada = Comparada::new(indice, medida, filtros, con)?;
    let cargadores = Cargadores::of(ctx);
    let todas = cargadores.ediciones(&edicion.instancia).await?;
    let elegida = comparada.edicion(&todas);
    if let (Con::Edicion(numero), None) = (con, elegida) {
        let buscada = |e: &domain::Edicion| e.numero == numero;
        cargadores
            .must_be_current(&edicion.instancia, buscada)
            .await?;
        return Err(Error::edicion_desconocida(numero).at("con.edicion"));
    }
    let base = match elegida {
        Some(elegida) => cargadores.indice(&elegida.into()).await?,
        None => None,
    };
    let base = base.as_deref().zip(elegida.map(|elegida| elegida.numero));
    let cuentas = comparada.with(base);
    Ok(Comparacion {
        medida: medida.into(),
        unidad: medida.unidad().into(),
        actual: cuentas.actual.into(),
        estado: cuentas.estado().into(),
        diferencia: cuentas.diferencia(),
        porcentaje: cuentas
            .por_mil()
            .and_then(|milesimas| i32::try_from(milesimas).ok())
            .map(|milesimas| f64::from(milesimas) / 10.0),
        base: cuentas.base.map(|(celda, _)| celda.into()),
        periodo_base: Some(cuentas.periodo_base.to_string()),
        edicion_base: cuentas.base.map(|(_, numero)| numero),
        periodo: cuentas.periodo,
    })
}

/// The counts of an edition.
pub(crate) async fn index(ctx: &Context<'_>, edicion: &EdicionId) -> Result<Arc<Indice>, Error> {
    let cargadores = Cargadores::of(ctx);
    cargadores.presupuesto.take(POR_CUBO)?;
    let indice = cargadores.indice(edicion).await?;
    indice.ok_or_else(Error::edicion_sin_cubo)
}
