//! Entries of the catalogues of an instancia, as a sheet brings them. An entry does not go: it ceases to be valid.

use domain::{Clave, DiaConmemorado, Entrada, Propia, Publico, Servicio, TipoActividad, Vigencia};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect, Set,
};

use super::cierre;
use super::filas::{
    AREAS, EFEMERIDES, GRUPOS, PUBLICOS, SERVICIOS, TEMAS, TIPOS_ACTIVIDAD, TIPOS_CONSEJO,
    entrada_row,
};
use crate::Error;
use crate::entidad::{atencion, entrada};

/// An entry of one of the catalogues that an office decides.
#[derive(Clone, Copy)]
pub(super) enum Suya<'a> {
    Area(&'a Entrada),
    Grupo(&'a Entrada),
    Servicio(&'a Servicio),
    TipoActividad(&'a Propia<TipoActividad>),
    Publico(&'a Propia<Publico>),
    Tema(&'a Entrada),
    Efemeride(&'a Propia<Option<DiaConmemorado>>),
    TipoConsejo(&'a Entrada),
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cambio {
    Nuevo,
    Igual,
    /// As it was, and as it is.
    Cambiado(Box<(entrada::Model, entrada::Model)>),
}

impl Suya<'_> {
    fn catalogo(self) -> &'static str {
        match self {
            Self::Area(_) => AREAS,
            Self::Grupo(_) => GRUPOS,
            Self::Servicio(_) => SERVICIOS,
            Self::TipoActividad(_) => TIPOS_ACTIVIDAD,
            Self::Publico(_) => PUBLICOS,
            Self::Tema(_) => TEMAS,
            Self::Efemeride(_) => EFEMERIDES,
            Self::TipoConsejo(_) => TIPOS_CONSEJO,
        }
    }

    fn entrada(&self) -> &Entrada {
        match self {
            Self::Area(entrada)
            | Self::Grupo(entrada)
            | Self::Tema(entrada)
            | Self::TipoConsejo(entrada) => entrada,
            Self::Servicio(servicio) => &servicio.entrada,
            Self::TipoActividad(propia) => &propia.entrada,
            Self::Publico(propia) => &propia.entrada,
            Self::Efemeride(propia) => &propia.entrada,
        }
    }

    /// What it is counted as, or the day on which it falls.
    fn como(self) -> Option<String> {
        match self {
            Self::TipoActividad(propia) => Some(<&str>::from(propia.como).to_owned()),
            Self::Publico(propia) => Some(<&str>::from(propia.como).to_owned()),
            Self::Efemeride(propia) => propia.como.map(|dia| dia.to_string()),
            _ => None,
        }
    }

    fn servicio(&self) -> Option<&Servicio> {
        match self {
            Self::Servicio(servicio) => Some(servicio),
            _ => None,
        }
    }
}

/// What editions counted goes on having existed in the months that they closed.
pub(super) async fn must_have_been(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    suya: &str,
    [antes, ahora]: [Vigencia; 2],
) -> Result<(), Error> {
    let cierres = cierre::closings(tx, clave).await?;
    cierres.unmade(antes, ahora).map_or(Ok(()), |mes| {
        let (clave, mes) = (suya.to_owned(), mes.nombre());
        Err(domain::Error::YaExistia { clave, mes }.into())
    })
}

/// Puts an entry in, or in the place of the one with its key. `calladas`: parts that nothing is said of, which stay.
pub(super) async fn put(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    suya: Suya<'_>,
    calladas: &[&str],
) -> Result<Cambio, Error> {
    let id = (
        clave.to_string(),
        suya.catalogo().to_owned(),
        suya.entrada().clave.clone(),
    );
    let antes = entrada::Entity::find_by_id(id).one(tx).await?;
    let orden = match &antes {
        Some(fila) => fila.orden,
        None => last(tx, clave, suya.catalogo()).await? + 1,
    };
    let mut nueva = entrada_row(
        clave.as_str(),
        suya.catalogo(),
        orden,
        suya.entrada(),
        suya.servicio(),
    );
    nueva.como = suya.como();
    let Some(antes) = antes else {
        nueva.into_active_model().insert(tx).await?;
        return Ok(Cambio::Nuevo);
    };
    keep(&antes, &mut nueva, calladas);
    if antes == nueva {
        return Ok(Cambio::Igual);
    }
    let [era, vigencia] = [&antes, &nueva].map(|fila| Vigencia {
        desde: fila.desde,
        hasta: fila.hasta,
    });
    if matches!(suya, Suya::Area(_) | Suya::Grupo(_) | Suya::Servicio(_)) {
        must_have_been(tx, clave, &nueva.clave, [era, vigencia]).await?;
    }
    if let Some(suyas) = given_of(tx, clave, suya).await? {
        covers(tx, clave, suyas, &nueva.nombre, vigencia).await?;
    }
    // Whether acts name it is looked at once all is in.
    if (&antes.area, &antes.grupo) != (&nueva.area, &nueva.grupo)
        && given(tx, clave, &antes).await?
    {
        return Err(domain::Error::ServicioContado(antes.clave).into());
    }
    let cambio = Cambio::Cambiado(Box::new((antes.clone(), nueva.clone())));
    let entrada::Model {
        nombre,
        fundamento,
        desde,
        hasta,
        area,
        grupo,
        como,
        ..
    } = nueva;
    let mut fila = antes.into_active_model();
    fila.nombre = Set(nombre);
    fila.fundamento = Set(fundamento);
    fila.desde = Set(desde);
    fila.hasta = Set(hasta);
    fila.area = Set(area);
    fila.grupo = Set(grupo);
    fila.como = Set(como);
    fila.update(tx).await?;
    Ok(cambio)
}

/// The attentions that an entry is counted with, if it is one of services.
async fn given_of(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    suya: Suya<'_>,
) -> Result<Option<SimpleExpr>, Error> {
    let propia = suya.entrada().clave.as_str();
    let de = match suya {
        Suya::Servicio(_) => return Ok(Some(atencion::Column::Servicio.eq(propia))),
        Suya::Area(_) => entrada::Column::Area.eq(propia),
        Suya::Grupo(_) => entrada::Column::Grupo.eq(propia),
        _ => return Ok(None),
    };
    let servicios: Vec<String> = entrada::Entity::find()
        .select_only()
        .column(entrada::Column::Clave)
        .filter(entrada::Column::InstanciaId.eq(clave.as_str()))
        .filter(entrada::Column::Catalogo.eq(SERVICIOS))
        .filter(de)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(Some(atencion::Column::Servicio.is_in(servicios)))
}

/// What is not said stays.
fn keep(antes: &entrada::Model, nueva: &mut entrada::Model, calladas: &[&str]) {
    for parte in calladas {
        match *parte {
            "fundamento" => nueva.fundamento.clone_from(&antes.fundamento),
            "desde" => nueva.desde = antes.desde,
            "hasta" => nueva.hasta = antes.hasta,
            "grupo" => nueva.grupo.clone_from(&antes.grupo),
            "como" => nueva.como.clone_from(&antes.como),
            _ => {}
        }
    }
}

/// Refuses a validity that leaves out the day of an attention: no edition could count it.
pub(super) async fn covers(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    suyas: SimpleExpr,
    nombre: &str,
    vigencia: Vigencia,
) -> Result<(), Error> {
    let Vigencia { desde, hasta } = vigencia;
    let fuera = [
        desde.map(|desde| atencion::Column::Fecha.lt(desde)),
        hasta.map(|hasta| atencion::Column::Fecha.gt(hasta)),
    ];
    for fuera in fuera.into_iter().flatten() {
        let una = atencion::Entity::find()
            .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
            .filter(suyas.clone())
            .filter(fuera)
            .one(tx)
            .await?;
        if let Some(una) = una {
            return Err(domain::Error::VigenciaUsada(nombre.to_owned(), una.fecha).into());
        }
    }
    Ok(())
}

/// The position of the last entry of a catalogue.
async fn last(tx: &impl ConnectionTrait, clave: &Clave, catalogo: &str) -> Result<i32, Error> {
    let ultimo: Option<Option<i32>> = entrada::Entity::find()
        .select_only()
        .column_as(entrada::Column::Orden.max(), "orden")
        .filter(entrada::Column::InstanciaId.eq(clave.as_str()))
        .filter(entrada::Column::Catalogo.eq(catalogo))
        .into_tuple()
        .one(tx)
        .await?;
    Ok(ultimo.flatten().unwrap_or(0))
}

/// Whether anybody has been given a service: what editions have counted by area stays so.
async fn given(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    servicio: &entrada::Model,
) -> Result<bool, Error> {
    let dadas = atencion::Entity::find()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion::Column::Servicio.eq(servicio.clave.as_str()))
        .limit(1)
        .count(tx)
        .await?;
    Ok(dadas > 0)
}
