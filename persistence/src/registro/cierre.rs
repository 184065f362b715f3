//! Periods that an edition has closed, and what it counted of them.

use std::collections::BTreeMap;

use domain::cubo::Eje;
use domain::formato::{GUARDADO, Pieza};
use domain::proteccion::{ActosCerrados, CierreActos, Congelado};
use domain::{Cierres, Clave, Participantes};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Set, Statement,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use time::Date;

use super::Registro;
use super::institucion::load_institucional;
use crate::Error;
use crate::almacen::{begin_write, compress, inflate, natural};
use crate::entidad::congelado;

/// Up to when each year is closed.
pub(super) async fn closings(db: &impl ConnectionTrait, clave: &Clave) -> Result<Cierres, Error> {
    let filas: Vec<(i32, Date)> = congelado::Entity::find()
        .select_only()
        .columns([congelado::Column::Anio, congelado::Column::Corte])
        .filter(congelado::Column::InstanciaId.eq(clave.as_str()))
        .order_by_asc(congelado::Column::Corte)
        .into_tuple()
        .all(db)
        .await?;
    Ok(filas.into_iter().collect())
}

/// What the latest edition of a year counted.
pub(super) async fn latest(
    db: &impl ConnectionTrait,
    clave: &Clave,
    anio: i32,
) -> Result<Option<Congelado>, Error> {
    let fila = congelado::Entity::find()
        .filter(congelado::Column::InstanciaId.eq(clave.as_str()))
        .filter(congelado::Column::Anio.eq(anio))
        .order_by_desc(congelado::Column::Corte)
        .one(db)
        .await?;
    let Some(fila) = fila else { return Ok(None) };
    Ok(Some(read(&fila.contenido)?))
}

/// What an edition counted, as it is kept.
pub(super) fn read(contenido: &[u8]) -> Result<Congelado, Error> {
    let texto = inflate(contenido).ok_or(Error::Ilegible("conteos congelados"))?;
    Ok(Congelado::read(GUARDADO, as_text(&texto)?)?)
}

/// Whether anything that an edition counted is divided by a member of a dimension.
pub(super) async fn counts_by(
    db: &impl ConnectionTrait,
    clave: &Clave,
    eje: Eje,
    codigo: &str,
) -> Result<bool, Error> {
    let filas = congelado::Entity::find()
        .filter(congelado::Column::InstanciaId.eq(clave.as_str()))
        .all(db)
        .await?;
    for fila in filas {
        let ejes = read(&fila.contenido)?.ejes;
        if ejes
            .miembros(eje)
            .iter()
            .any(|miembro| miembro.codigo == codigo)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Of what an edition counted, the acts, where it kept them: the rest is not read.
#[derive(Deserialize)]
struct SoloActos<'a> {
    #[serde(borrow)]
    actos: Option<&'a RawValue>,
}

fn as_text(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|_| Error::Ilegible("conteos congelados"))
}

/// The acts that editions have counted, by year.
pub(super) async fn actos(db: &impl ConnectionTrait, clave: &Clave) -> Result<CierreActos, Error> {
    let filas = congelado::Entity::find()
        .filter(congelado::Column::InstanciaId.eq(clave.as_str()))
        .order_by_asc(congelado::Column::Corte)
        .all(db)
        .await?;
    // The latest of each year has all of them.
    let ultimas: BTreeMap<i32, Vec<u8>> = filas
        .into_iter()
        .map(|fila| (fila.anio, fila.contenido))
        .collect();
    let mut anios = BTreeMap::new();
    for (anio, contenido) in ultimas {
        let texto = inflate(&contenido).ok_or(Error::Ilegible("conteos congelados"))?;
        let SoloActos { actos } = serde_json::from_slice(&texto)?;
        let actos = actos.map(|actos| ActosCerrados::read(GUARDADO, actos.get()));
        anios.insert(anio, actos.transpose()?.unwrap_or_default());
    }
    Ok(CierreActos::new(anios))
}

impl Registro {
    /// Closes the acts of years that editions of an older format have published: acts were not kept then. What those
    /// withheld of an act is what the register says.
    ///
    /// # Errors
    /// [`Error::Ilegible`], [`Error::Base`].
    pub async fn adopt(
        &self,
        clave: &Clave,
        publicados: BTreeMap<i32, ActosCerrados>,
    ) -> Result<(), Error> {
        if publicados.is_empty() {
            return Ok(());
        }
        let tx = begin_write(&self.db, Some(clave)).await?;
        let registrados = load_institucional(&tx, clave).await?.actividades;
        for (anio, mut actos) in publicados {
            let Some(congelado) = latest(&tx, clave, anio).await? else {
                continue;
            };
            if congelado.actos != ActosCerrados::default() {
                continue;
            }
            let ocultos = actos.lista.iter_mut();
            for acto in ocultos.filter(|a| a.participantes == Participantes::Protegidos) {
                if let Some(hoy) = registrados.iter().find(|hoy| hoy.clave == acto.clave) {
                    acto.participantes = hoy.participantes.clone();
                }
            }
            let congelado = Congelado { actos, ..congelado };
            store(&tx, clave, &congelado).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Keeps what an edition counted; the caller commits.
pub(super) async fn store(
    db: &impl ConnectionTrait,
    clave: &Clave,
    congelado: &Congelado,
) -> Result<(), Error> {
    let fila = congelado::ActiveModel {
        instancia_id: Set(clave.to_string()),
        anio: Set(congelado.corte.year()),
        corte: Set(congelado.corte),
        contenido: Set(compress(congelado.written(GUARDADO)?.as_bytes())?),
    };
    // Another plan may count more of the same periods: what it adds to stays in it.
    congelado::Entity::insert(fila)
        .on_conflict(
            OnConflict::columns([
                congelado::Column::InstanciaId,
                congelado::Column::Anio,
                congelado::Column::Corte,
            ])
            .update_column(congelado::Column::Contenido)
            .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// A month that no edition has closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MesPendiente {
    /// Month: 2017-07.
    pub mes: String,
    /// Attentions that count in it.
    pub atenciones: u64,
    /// Those that happened in a month that was closed when they came.
    pub extemporaneas: u64,
}

/// What waits to be published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pendientes {
    /// Up to when each year is closed.
    pub cierres: Vec<(i32, Date)>,
    /// Months with attentions that no edition has counted.
    pub meses: Vec<MesPendiente>,
    /// Closed months of which the register has lost attentions since, and how many.
    pub bajas: Vec<(String, u64)>,
}

#[derive(FromQueryResult)]
struct CuentasDelMes {
    mes: i32,
    atenciones: i64,
    extemporaneas: i64,
}

pub(super) async fn pending(tx: &DatabaseTransaction, clave: &Clave) -> Result<Pendientes, Error> {
    let cierres = closings(tx, clave).await?;
    let propio = "CAST(substr(CAST(fecha AS text), 1, 4) AS integer) * 100 \
                  + CAST(substr(CAST(fecha AS text), 6, 2) AS integer)";
    // By day first, of which there are few, in the order of an index: each day is read as a date once.
    let consulta = Statement::from_sql_and_values(
        tx.get_database_backend(),
        format!(
            "SELECT mes, CAST(SUM(dia.n) AS bigint) AS atenciones, \
             CAST(COALESCE(SUM(CASE WHEN mes <> {propio} THEN dia.n END), 0) AS bigint) AS extemporaneas \
             FROM (SELECT mes, fecha, COUNT(*) AS n FROM atencion WHERE instancia_id = $1 AND mes > 0 GROUP BY mes, fecha) dia \
             GROUP BY mes ORDER BY mes"
        ),
        [clave.as_str().into()],
    );
    let filas = CuentasDelMes::find_by_statement(consulta).all(tx).await?;
    let mut pendientes = Pendientes {
        cierres: cierres.cut_offs().collect(),
        ..Pendientes::default()
    };
    let mut de_hoy: BTreeMap<String, u64> = BTreeMap::new();
    for fila in filas {
        let texto = format!("{:04}-{:02}", fila.mes / 100, fila.mes % 100);
        let atenciones = natural(fila.atenciones)?;
        // A month that is closed counts elsewhere what comes now.
        if cierres.is_closed(fila.mes) {
            de_hoy.insert(texto, atenciones);
        } else {
            pendientes.meses.push(MesPendiente {
                mes: texto,
                atenciones,
                extemporaneas: natural(fila.extemporaneas)?,
            });
        }
    }
    for (anio, _) in cierres.cut_offs() {
        let Some(congelado) = latest(tx, clave, anio).await? else {
            continue;
        };
        let mut contadas: BTreeMap<String, u64> = BTreeMap::new();
        for (celda, hoja) in &congelado.hojas {
            let mes = congelado.ejes.periodo(celda).codigo.clone();
            *contadas.entry(mes).or_default() += hoja.servicios;
        }
        for (mes, cuenta) in contadas {
            let faltan = cuenta.saturating_sub(de_hoy.get(&mes).copied().unwrap_or(0));
            if faltan > 0 {
                pendientes.bajas.push((mes, faltan));
            }
        }
    }
    Ok(pendientes)
}
