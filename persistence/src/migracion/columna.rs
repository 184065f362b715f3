//! Columns, as tables of both stores have them: text, numbers, bytes and days; `_null` where there may be nothing.

use sea_orm::sea_query::ColumnDef;

pub(super) fn text(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).text().not_null().take()
}

pub(super) fn text_null(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).text().null().take()
}

pub(super) fn integer(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).integer().not_null().take()
}

pub(super) fn integer_null(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).integer().null().take()
}

pub(super) fn big_integer(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).big_integer().not_null().take()
}

pub(super) fn big_integer_null(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).big_integer().null().take()
}

pub(super) fn boolean(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).boolean().not_null().take()
}

pub(super) fn binary(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).binary().not_null().take()
}

pub(super) fn binary_null(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).binary().null().take()
}

pub(super) fn date(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).date().not_null().take()
}

pub(super) fn date_null(nombre: &'static str) -> ColumnDef {
    ColumnDef::new(nombre).date().null().take()
}

pub(super) fn timestamp_with_time_zone(nombre: &'static str) -> ColumnDef {
    let mut columna = ColumnDef::new(nombre);
    columna.timestamp_with_time_zone().not_null().take()
}
