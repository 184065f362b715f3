//! Undoing a closing: its months are open again, as if no edition had counted them.
//!
//! What was ever published stays known: whoever has read two editions of the same period learns what came in between. A
//! closing is therefore undone only if it counted nobody that earlier ones had not counted; what is counted anew then
//! differs from it by all that there is, which is protected.

use std::collections::BTreeMap;

use domain::proteccion::Congelado;
use domain::{Cierres, Clave, Edicion, Periodo};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use time::Date;

use super::Registro;
use super::bitacora::{self, Autoria, Nota};
use super::cierre::{closings, read};
use crate::Error;
use crate::almacen::{begin_snapshot, begin_write, natural};
use crate::entidad::{atencion, congelado, reapertura};

/// A closing that can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UltimoCierre {
    /// Its cut-off.
    pub corte: Date,
    /// The cut-off of the closing before it, in the same year.
    pub anterior: Option<Date>,
    /// The months that it closed.
    pub meses: Vec<Periodo>,
}

impl Registro {
    /// The latest closing of the year of a cut-off, if that is its cut-off and it can be undone.
    ///
    /// # Errors
    /// [`Error::SinCierre`], [`Error::CierreContado`], [`Error::InstanciaDesconocida`], [`Error::Ilegible`],
    /// [`Error::Base`].
    pub async fn closing(&self, clave: &Clave, corte: Date) -> Result<UltimoCierre, Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        Ok(last(&tx, clave, corte).await?.0)
    }

    /// Whether what an edition counted was opened again after it was published.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn was_reopened(&self, edicion: &Edicion) -> Result<bool, Error> {
        let anio = Periodo::Anio(edicion.corte.year());
        let despues = reapertura::Entity::find()
            .filter(reapertura::Column::InstanciaId.eq(edicion.instancia.as_str()))
            .filter(reapertura::Column::Corte.between(edicion.corte, anio.hasta()))
            .filter(
                Condition::any()
                    .add(reapertura::Column::Anterior.is_null())
                    .add(reapertura::Column::Anterior.lt(edicion.corte)),
            )
            .filter(reapertura::Column::Cuando.gte(edicion.instante.unix_timestamp()))
            .count(&self.db)
            .await?;
        Ok(despues > 0)
    }

    /// Undoes the latest closing of a year. What it counted is kept apart; attentions that came meanwhile and count in a
    /// later month that is still open count in their own again, or in the first that is open after it: how many do.
    ///
    /// # Errors
    /// Those of [`Registro::closing`], and [`Error::Turno`].
    pub async fn reopen(
        &self,
        clave: &Clave,
        corte: Date,
        motivo: &str,
        autoria: &Autoria,
    ) -> Result<u64, Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        self.must_have(&tx, clave).await?;
        let (cierre, contenido) = last(&tx, clave, corte).await?;
        let hechas = reapertura::Entity::find()
            .filter(reapertura::Column::InstanciaId.eq(clave.as_str()))
            .count(&tx)
            .await?;
        let numero = i64::try_from(hechas).map_err(|_| Error::Ilegible("reaperturas"))? + 1;
        let fila = reapertura::ActiveModel {
            instancia_id: Set(clave.to_string()),
            numero: Set(numero),
            corte: Set(corte),
            anterior: Set(cierre.anterior),
            contenido: Set(contenido),
            motivo: Set(motivo.to_owned()),
            cuando: Set(autoria.cuando.unix_timestamp()),
        };
        fila.insert(&tx).await?;
        let suyo = (clave.to_string(), corte.year(), corte);
        congelado::Entity::delete_by_id(suyo).exec(&tx).await?;
        let vuelven = count_anew(&tx, clave, &cierre).await?;
        let nota = Nota {
            orden: "reabrir",
            detalle: format!("corte {corte}, atenciones que vuelven a contar {vuelven}: {motivo}"),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        tx.commit().await?;
        Ok(vuelven)
    }
}

/// The latest closing of a year, and what it keeps.
async fn last(
    tx: &DatabaseTransaction,
    clave: &Clave,
    corte: Date,
) -> Result<(UltimoCierre, Vec<u8>), Error> {
    let filas = congelado::Entity::find()
        .filter(congelado::Column::InstanciaId.eq(clave.as_str()))
        .filter(congelado::Column::Anio.eq(corte.year()))
        // What is kept under the first of January is of an edition that counted nothing, and closed nothing.
        .filter(congelado::Column::Corte.ne(Periodo::Anio(corte.year()).desde()))
        .order_by_desc(congelado::Column::Corte)
        .limit(2)
        .all(tx)
        .await?;
    let suyo = filas.first().filter(|fila| fila.corte == corte);
    let suyo = suyo.ok_or(Error::SinCierre(
        corte,
        filas.first().map(|fila| fila.corte),
    ))?;
    let previo = filas.get(1);
    let dicho = read(&suyo.contenido)?;
    let antes: Option<Congelado> = previo.map(|fila| read(&fila.contenido)).transpose()?;
    if !dicho.adds_nothing(antes.as_ref()) {
        return Err(Error::CierreContado(corte));
    }
    let anterior = previo.map(|fila| fila.corte);
    let antes: Cierres = anterior
        .map(|fecha| (fecha.year(), fecha))
        .into_iter()
        .collect();
    let cierre = UltimoCierre {
        corte,
        anterior,
        meses: antes.would_close(corte),
    };
    Ok((cierre, suyo.contenido.clone()))
}

/// Attentions that no edition counts any more count where they do now: in their own month, or in the first that is open after it.
async fn count_anew(
    tx: &DatabaseTransaction,
    clave: &Clave,
    cierre: &UltimoCierre,
) -> Result<u64, Error> {
    let cierres = closings(tx, clave).await?;
    let Some(primero) = cierre.meses.first() else {
        return Ok(0);
    };
    let donde: Vec<(Date, i32)> = atencion::Entity::find()
        .select_only()
        .columns([atencion::Column::Fecha, atencion::Column::Mes])
        .distinct()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion::Column::Mes.gte(cierres.month(primero.desde())))
        .into_tuple()
        .all(tx)
        .await?;
    let mut cambian: BTreeMap<(i32, i32), Vec<Date>> = BTreeMap::new();
    for (fecha, mes) in donde {
        let ahora = cierres.month(fecha);
        // What an edition has counted in a later month stays counted there.
        if mes != ahora && !cierres.is_closed(mes) {
            cambian.entry((mes, ahora)).or_default().push(fecha);
        }
    }
    let mut vuelven = 0;
    for ((mes, ahora), fechas) in cambian {
        let hecho = atencion::Entity::update_many()
            .col_expr(atencion::Column::Mes, Expr::value(ahora))
            .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
            .filter(atencion::Column::Fecha.is_in(fechas))
            .filter(atencion::Column::Mes.eq(mes))
            .exec(tx)
            .await?;
        let cuantas = i64::try_from(hecho.rows_affected).map_err(|_| Error::Ilegible("meses"))?;
        vuelven += natural(cuantas)?;
    }
    Ok(vuelven)
}
