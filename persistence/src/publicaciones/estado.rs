//! The row that says in which state what is published is.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use crate::Error;
use crate::almacen::missing_table;
use crate::entidad::publicado::UNICO;
use crate::entidad::{edicion, novedad, publicado};

/// The state of a store as its row says; none in one that nobody has written into since it is of this version.
pub(super) async fn state(db: &impl ConnectionTrait) -> Result<Option<publicado::Model>, Error> {
    match publicado::Entity::find_by_id(UNICO).one(db).await {
        Err(error) if missing_table(&error) => Ok(None),
        fila => Ok(Some(
            fila?.ok_or(Error::Ilegible("estado de lo publicado"))?,
        )),
    }
}

/// The last position of a store, of what is in it.
pub(super) async fn last(db: &impl ConnectionTrait) -> Result<i64, Error> {
    let ediciones: Option<Option<i64>> = edicion::Entity::find()
        .select_only()
        .column_as(edicion::Column::Orden.max(), "ultimo")
        .into_tuple()
        .one(db)
        .await?;
    let novedades: Result<Option<Option<i64>>, _> = novedad::Entity::find()
        .select_only()
        .column_as(novedad::Column::Orden.max(), "ultimo")
        .into_tuple()
        .one(db)
        .await;
    let novedades = match novedades {
        Err(error) if missing_table(&error) => None,
        novedades => novedades?.flatten(),
    };
    Ok(std::cmp::max(ediciones.flatten(), novedades).unwrap_or(0))
}

/// Writes the state of a store from what is in it.
pub(crate) async fn settle(db: &impl ConnectionTrait) -> Result<(), Error> {
    let orden = last(db).await?;
    let ultima = novedad::Entity::find()
        .filter(novedad::Column::Orden.eq(orden))
        .one(db)
        .await?;
    let fila = publicado::ActiveModel {
        id: Set(UNICO),
        orden: Set(orden),
        huella: Set(ultima.map(|fila| fila.huella).unwrap_or_default()),
    };
    let otra = OnConflict::column(publicado::Column::Id)
        .update_columns([publicado::Column::Orden, publicado::Column::Huella])
        .to_owned();
    publicado::Entity::insert(fila)
        .on_conflict(otra)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Raises the state of a store: the next position, for whoever writes what is there. Who raises it has the row until it is
/// committed, so that what happens is committed in the order of its positions.
pub(super) async fn raise(db: &impl ConnectionTrait, huella: &str) -> Result<i64, Error> {
    use publicado::Column;
    publicado::Entity::update_many()
        .col_expr(Column::Orden, Expr::col(Column::Orden).add(1))
        .col_expr(Column::Huella, Expr::value(huella))
        .filter(Column::Id.eq(UNICO))
        .exec(db)
        .await?;
    let fila = state(db).await?;
    Ok(fila.ok_or(Error::Ilegible("estado de lo publicado"))?.orden)
}
