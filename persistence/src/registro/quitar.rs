//! Taking out a record that should not have come in: a figure, an act, a session. Nothing that is left may name it.

mod de_folio;

pub(super) use de_folio::SIN_FOLIO;

use domain::cubo::Eje;
use domain::{
    Agencia, AsuntoPunto, Calendario, Clave, Dato, Informe, Instancia, Lugar, Periodo, Punto,
    Sesion, TipoAlias, Unidad,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;

use super::Registro;
use super::bitacora::{self, Autoria, Nota};
use super::cierre;
use super::enmiendas::{check, load, write};
use super::institucion::load_institucional;
use crate::Error;
use crate::almacen::{Documento, begin_write};
use crate::entidad::{alias, atencion, documento};

/// A record that can be taken out, by its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quitable {
    /// One that is kept by itself: its kind ([`Documento::TIPO`]), the key of what it is of, and its own.
    Documento {
        /// Kind.
        tipo: &'static str,
        /// Key of its council; nothing, if it is of none.
        padre: String,
        /// Key.
        clave: String,
    },
    /// Who has headed the instancia, by the period in which she begins.
    Titular(Dato<Periodo>),
    /// What a session agreed.
    Acuerdo {
        /// Key of the council.
        consejo: String,
        /// Key of the session.
        sesion: String,
        /// Key.
        clave: String,
    },
    /// A figure of a report.
    Cifra {
        /// Key of the report.
        informe: String,
        /// Key.
        clave: String,
    },
}

/// What is taken out, as whoever asked knows it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quitado {
    /// Its name, its title or what it says.
    pub nombre: String,
    /// How many agreements or figures go with it.
    pub consigo: usize,
}

impl Registro {
    /// Takes a record out; if it is only to be seen what would go, nothing. `tipo`: what its sheet is called.
    ///
    /// # Errors
    /// [`Error::SinEse`], [`Error::ConSuyos`], [`Error::Dominio`] when something names it, [`Error::InstanciaDesconocida`],
    /// [`Error::Base`].
    pub async fn remove(
        &self,
        clave: &Clave,
        tipo: &str,
        cual: &Quitable,
        simular: bool,
        autoria: &Autoria,
    ) -> Result<Quitado, Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        self.must_have(&tx, clave).await?;
        let quitado = take(&tx, clave, cual).await?;
        check(&tx, clave).await?;
        if simular {
            tx.rollback().await?;
            return Ok(quitado);
        }
        let nota = Nota {
            orden: "quitar",
            detalle: format!("{tipo}: 1"),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        tx.commit().await?;
        Ok(quitado)
    }
}

async fn take(tx: &DatabaseTransaction, clave: &Clave, cual: &Quitable) -> Result<Quitado, Error> {
    match cual {
        Quitable::Documento {
            tipo,
            padre,
            clave: suya,
        } => take_document(tx, clave, (tipo, padre, suya)).await,
        Quitable::Titular(desde) => {
            let propia = clave.to_string();
            let instancia = load::<Instancia>(tx, clave, "", &propia).await?;
            let mut instancia = instancia.ok_or(Error::Ilegible("instancia"))?;
            let lista = &mut instancia.titulares;
            let titular = out_of(lista, |titular| titular.mandato.desde == *desde)?;
            write(tx, clave, "", &instancia).await?;
            Ok(alone(titular.nombre))
        }
        Quitable::Acuerdo {
            consejo,
            sesion,
            clave: suya,
        } => {
            let suya_de = load::<Sesion>(tx, clave, consejo, sesion).await?;
            let mut sesion = suya_de.ok_or(Error::SinEse)?;
            let acuerdo = out_of(&mut sesion.acuerdos, |acuerdo| acuerdo.clave == *suya)?;
            write(tx, clave, consejo, &sesion).await?;
            Ok(alone(acuerdo.texto))
        }
        Quitable::Cifra {
            informe,
            clave: suya,
        } => {
            let entero = load::<Informe>(tx, clave, "", informe).await?;
            let mut informe = entero.ok_or(Error::SinEse)?;
            let cifra = out_of(&mut informe.cifras, |cifra| cifra.clave == *suya)?;
            write(tx, clave, "", &informe).await?;
            Ok(alone(format!("{}: {}", cifra.nombre, cifra.valor)))
        }
    }
}

fn alone(nombre: String) -> Quitado {
    Quitado { nombre, consigo: 0 }
}

/// Takes the only one that is meant out of a list.
fn out_of<T>(lista: &mut Vec<T>, es: impl Fn(&T) -> bool) -> Result<T, Error> {
    let posicion = lista.iter().position(es).ok_or(Error::SinEse)?;
    Ok(lista.remove(posicion))
}

async fn take_document(
    tx: &DatabaseTransaction,
    clave: &Clave,
    (tipo, padre, suya): (&str, &str, &str),
) -> Result<Quitado, Error> {
    use documento::Column;
    let suyos = documento::Entity::find().filter(Column::InstanciaId.eq(clave.as_str()));
    let fila = suyos
        .clone()
        .filter(Column::Tipo.eq(tipo))
        .filter(Column::Padre.eq(padre))
        .filter(Column::Clave.eq(suya))
        .one(tx)
        .await?;
    let fila = fila.ok_or(Error::SinEse)?;
    let de_el = suyos.filter(Column::Padre.eq(suya)).count(tx).await?;
    if tipo == domain::Consejo::TIPO && de_el > 0 {
        return Err(Error::ConSuyos);
    }
    match tipo {
        Calendario::TIPO => approved_by_none(tx, clave, (padre, suya)).await?,
        Agencia::TIPO | Unidad::TIPO => given_to_none(tx, clave, (tipo, suya)).await?,
        _ => {}
    }
    let contenido: Value =
        serde_json::from_str(&fila.contenido).map_err(|_| Error::Ilegible("registro"))?;
    documento::Entity::delete_many()
        .filter(Column::InstanciaId.eq(clave.as_str()))
        .filter(Column::Tipo.eq(tipo))
        .filter(Column::Padre.eq(padre))
        .filter(Column::Clave.eq(suya))
        .exec(tx)
        .await?;
    let nombres = ["nombre", "titulo", "clave"];
    let nombre = nombres.iter().find_map(|campo| contenido[*campo].as_str());
    let listas = ["acuerdos", "cifras"];
    let consigo = listas.iter().find_map(|lista| contenido[*lista].as_array());
    Ok(Quitado {
        nombre: nombre.unwrap_or(suya).to_owned(),
        consigo: consigo.map_or(0, Vec::len),
    })
}

/// An agencia or a unit that no attention names; other ways of writing it go with it.
async fn given_to_none(
    tx: &DatabaseTransaction,
    clave: &Clave,
    (tipo, suya): (&str, &str),
) -> Result<(), Error> {
    let (suyas, de, (eje, codigo)) = if tipo == Agencia::TIPO {
        let lugar = Lugar::Agencia(suya.to_owned()).to_string();
        let suyas = atencion::Column::Lugar.eq(lugar.as_str());
        (suyas, TipoAlias::Agencia, (Eje::Lugar, lugar))
    } else {
        let suyas = atencion::Column::Unidad.eq(suya);
        (suyas, TipoAlias::Unidad, (Eje::Unidad, suya.to_owned()))
    };
    let atenciones = atencion::Entity::find()
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(suyas)
        .count(tx)
        .await?;
    if atenciones > 0 {
        return Err(Error::ConAtenciones(atenciones));
    }
    // What editions counted by it is looked for by its key, whether they say it or not.
    if cierre::counts_by(tx, clave, eje, &codigo).await? {
        return Err(Error::YaContada);
    }
    alias::Entity::delete_many()
        .filter(alias::Column::InstanciaId.eq(clave.as_str()))
        .filter(alias::Column::Catalogo.eq(<&str>::from(de)))
        .filter(alias::Column::Clave.eq(suya))
        .exec(tx)
        .await?;
    Ok(())
}

/// A calendar that some point of an agenda is about stays: the session would name what is not there.
async fn approved_by_none(
    tx: &DatabaseTransaction,
    clave: &Clave,
    (consejo, anio): (&str, &str),
) -> Result<(), Error> {
    let todo = load_institucional(tx, clave).await?;
    let suyo = todo.consejos.iter().filter(|c| c.consejo.clave == consejo);
    let names =
        |punto: &Punto| matches!(punto.asunto, AsuntoPunto::Calendario(n) if n.to_string() == anio);
    let mut sesiones = suyo.flat_map(|consejo| &consejo.sesiones);
    match sesiones.find(|sesion| sesion.orden_del_dia.iter().any(names)) {
        None => Ok(()),
        Some(sesion) => Err(domain::Error::ReferenciaRota {
            desde: sesion.clave.clone(),
            hacia: anio.to_owned(),
        }
        .into()),
    }
}
