//! What the institute does besides attending: acts, agreements, councils. Sheets of it come in whole or not at all,
//! and each record is known by its key.

use domain::{Actividad, Acuerdo, Clave, Consejo, Convenio, Integrante, Proyecto, Sesion, Unidad};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::bitacora::{self, Autoria, Nota};
use super::{Naturaleza, Registro, begin_write, claim, load_institucional};
use crate::Error;
use crate::documento::Documento;
use crate::entidad::documento;

/// A record that is new, or takes the place of the one with its key.
#[derive(Debug, Clone, PartialEq)]
pub enum Enmienda {
    /// A group act.
    Actividad(Actividad),
    /// An agreement with others.
    Convenio(Convenio),
    /// A project.
    Proyecto(Proyecto),
    /// A unit.
    Unidad(Unidad),
    /// A council.
    Consejo(Consejo),
    /// A member of the council with that key.
    Integrante(String, Integrante),
    /// A session of the council with that key. What it agreed stays.
    Sesion(String, Sesion),
    /// What a session agreed: keys of the council and of the session.
    Acuerdo(String, String, Acuerdo),
}

/// What a sheet of records did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Enmiendas {
    /// Records that were not there.
    pub nuevos: u64,
    /// Records that were there and said the same.
    pub iguales: u64,
    /// Records that were there and said something else.
    pub cambiados: u64,
}

impl Registro {
    /// Puts records in, all or none; none if it is only to be seen what would be done. `archivo`: SHA-256 of the sheet.
    ///
    /// # Errors
    /// [`Error::Dominio`] when what the register would say breaks a rule, [`Error::Mezcla`],
    /// [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn amend(
        &self,
        clave: &Clave,
        enmiendas: &[Enmienda],
        archivo: Option<String>,
        simular: bool,
        autoria: &Autoria,
    ) -> Result<Enmiendas, Error> {
        let tx = begin_write(&self.db).await?;
        self.must_have(&tx, clave).await?;
        claim(&tx, Naturaleza::Real).await?;
        let mut hecho = Enmiendas::default();
        for enmienda in enmiendas {
            put(&tx, clave, enmienda, &mut hecho).await?;
        }
        load_institucional(&tx, clave).await?.check()?;
        if simular {
            tx.rollback().await?;
            return Ok(hecho);
        }
        let Enmiendas {
            nuevos,
            iguales,
            cambiados,
        } = hecho;
        let nota = Nota {
            orden: "importar",
            detalle: format!(
                "registros institucionales: nuevos {nuevos}, ya estaban {iguales}, cambian {cambiados}"
            ),
            archivo,
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        tx.commit().await?;
        Ok(hecho)
    }
}

async fn put(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    enmienda: &Enmienda,
    hecho: &mut Enmiendas,
) -> Result<(), Error> {
    match enmienda {
        Enmienda::Actividad(actividad) => store(tx, clave, "", actividad, hecho).await,
        Enmienda::Convenio(convenio) => store(tx, clave, "", convenio, hecho).await,
        Enmienda::Proyecto(proyecto) => store(tx, clave, "", proyecto, hecho).await,
        Enmienda::Unidad(unidad) => store(tx, clave, "", unidad, hecho).await,
        Enmienda::Consejo(consejo) => store(tx, clave, "", consejo, hecho).await,
        Enmienda::Integrante(consejo, integrante) => {
            must_have_council(tx, clave, consejo).await?;
            store(tx, clave, consejo, integrante, hecho).await
        }
        Enmienda::Sesion(consejo, sesion) => {
            must_have_council(tx, clave, consejo).await?;
            let mut sesion = sesion.clone();
            if let Some(antes) = load::<Sesion>(tx, clave, consejo, &sesion.clave).await? {
                sesion.acuerdos = antes.acuerdos;
                for punto in &mut sesion.orden_del_dia {
                    let mismo = |p: &&domain::Punto| p.descripcion == punto.descripcion;
                    if let Some(mismo) = antes.orden_del_dia.iter().find(mismo) {
                        punto.asunto = mismo.asunto.clone();
                    }
                }
            }
            store(tx, clave, consejo, &sesion, hecho).await
        }
        Enmienda::Acuerdo(consejo, sesion, acuerdo) => {
            let Some(mut suya) = load::<Sesion>(tx, clave, consejo, sesion).await? else {
                let (desde, hacia) = (acuerdo.clave.clone(), sesion.clone());
                return Err(domain::Error::ReferenciaRota { desde, hacia }.into());
            };
            match suya.acuerdos.iter_mut().find(|a| a.clave == acuerdo.clave) {
                Some(antes) if antes == acuerdo => {
                    hecho.iguales += 1;
                    return Ok(());
                }
                Some(antes) => {
                    hecho.cambiados += 1;
                    *antes = acuerdo.clone();
                }
                None => {
                    hecho.nuevos += 1;
                    suya.acuerdos.push(acuerdo.clone());
                }
            }
            store(tx, clave, consejo, &suya, &mut Enmiendas::default()).await
        }
    }
}

async fn must_have_council(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    consejo: &str,
) -> Result<(), Error> {
    match load::<Consejo>(tx, clave, "", consejo).await? {
        Some(_) => Ok(()),
        None => Err(domain::Error::EntradaDesconocida {
            catalogo: "consejos",
            clave: consejo.to_owned(),
        }
        .into()),
    }
}

async fn load<T: Documento>(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    padre: &str,
    propia: &str,
) -> Result<Option<T>, Error> {
    let fila = documento::Entity::find()
        .filter(documento::Column::InstanciaId.eq(clave.as_str()))
        .filter(documento::Column::Tipo.eq(T::TIPO))
        .filter(documento::Column::Padre.eq(padre))
        .filter(documento::Column::Clave.eq(propia))
        .one(tx)
        .await?;
    let documento = fila.map(|fila| serde_json::from_str(&fila.contenido));
    Ok(documento.transpose()?)
}

async fn store<T: Documento + PartialEq>(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    padre: &str,
    nuevo: &T,
    hecho: &mut Enmiendas,
) -> Result<(), Error> {
    match load::<T>(tx, clave, padre, &nuevo.clave()).await? {
        Some(antes) if antes == *nuevo => {
            hecho.iguales += 1;
            return Ok(());
        }
        Some(_) => hecho.cambiados += 1,
        None => hecho.nuevos += 1,
    }
    let fila = documento::ActiveModel {
        instancia_id: Set(clave.to_string()),
        tipo: Set(T::TIPO.to_owned()),
        padre: Set(padre.to_owned()),
        clave: Set(nuevo.clave()),
        contenido: Set(serde_json::to_string(nuevo)?),
    };
    let mismo = OnConflict::columns([
        documento::Column::InstanciaId,
        documento::Column::Tipo,
        documento::Column::Padre,
        documento::Column::Clave,
    ])
    .update_column(documento::Column::Contenido)
    .to_owned();
    documento::Entity::insert(fila)
        .on_conflict(mismo)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
