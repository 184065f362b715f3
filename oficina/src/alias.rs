//! Aliases: other ways of writing the entries of the catalogues.

use async_recursion::async_recursion as boxed;
use captura::alias::{entry, written};
use captura::fold;
use domain::{Clave, TipoAlias};
use persistence::Autoria;

use crate::{Error, Lugares};

/// An alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escrita {
    /// What it is of.
    pub de: TipoAlias,
    /// How it is written in the sheets.
    pub escrito: String,
    /// The key of the entry that it stands for.
    pub clave: String,
}

/// The aliases of an instancia.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn all(lugares: &Lugares, instancia: &Clave) -> Result<Vec<Escrita>, Error> {
    let marco = lugares.to_read().await?.marco(instancia).await?;
    let todos = marco.alias.into_iter();
    let todos = todos.map(|((de, escrito), clave)| Escrita { de, escrito, clave });
    Ok(todos.collect())
}

/// Has a text stand for an entry from now on: its name. Nothing if it stands for another and that is not to be changed: rows
/// without a folio that were taken in would not be known any more.
///
/// # Errors
/// [`Error::Captura`] when there is no such entry or the text is one's own already, and those of the register.
#[boxed]
pub async fn set(
    lugares: &Lugares,
    instancia: &Clave,
    de: TipoAlias,
    (escrito, entrada, cambiar): (&str, &str, bool),
    autoria: &Autoria,
) -> Result<Option<String>, Error> {
    let registro = lugares.registro().await?;
    let marco = registro.marco(instancia).await?;
    let (clave, nombre) = entry(de, entrada, &marco)?;
    let escrito = written(de, escrito, &marco)?;
    let antes = marco.alias.get(&(de, escrito.clone()));
    if antes.is_some_and(|antes| *antes != clave) && !cambiar {
        return Ok(None);
    }
    registro
        .set_alias(instancia, de, &escrito, Some(&clave), autoria)
        .await?;
    Ok(Some(nombre))
}

/// Forgets an alias: whether there was one.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn forget(
    lugares: &Lugares,
    instancia: &Clave,
    de: TipoAlias,
    escrito: &str,
    autoria: &Autoria,
) -> Result<bool, Error> {
    let registro = lugares.registro().await?;
    let suyo = (de, fold(escrito));
    if !registro.marco(instancia).await?.alias.contains_key(&suyo) {
        return Ok(false);
    }
    registro
        .set_alias(instancia, de, &suyo.1, None, autoria)
        .await?;
    Ok(true)
}
