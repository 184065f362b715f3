//! Institutional records, read whole.

use domain::formato::GUARDADO;
use domain::{Clave, Consejo, ContenidoConsejo, Institucional};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Registro;
use crate::Error;
use crate::almacen::{Documento, begin_snapshot};
use crate::entidad::documento;

impl Registro {
    /// What the register has of an instancia besides attentions.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Ilegible`], [`Error::Base`].
    pub async fn institucional(&self, clave: &Clave) -> Result<Institucional, Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        load_institucional(&tx, clave).await
    }
}

/// What the register has of an instancia besides attentions.
pub(super) async fn load_institucional(
    db: &impl ConnectionTrait,
    clave: &Clave,
) -> Result<Institucional, Error> {
    let filas = documento::Entity::find()
        .filter(documento::Column::InstanciaId.eq(clave.as_str()))
        .all(db)
        .await?;
    let mut consejos: Vec<ContenidoConsejo> = documents::<Consejo>(&filas, "")?
        .into_iter()
        .map(|consejo| {
            Ok(ContenidoConsejo {
                integrantes: documents(&filas, &consejo.clave)?,
                sesiones: documents(&filas, &consejo.clave)?,
                calendarios: documents(&filas, &consejo.clave)?,
                consejo,
            })
        })
        .collect::<Result<_, Error>>()?;
    consejos.sort_by(|a, b| a.consejo.clave.cmp(&b.consejo.clave));
    Ok(Institucional {
        instancia: documents(&filas, "")?
            .pop()
            .ok_or(Error::Ilegible("instancia"))?,
        agencias: documents(&filas, "")?,
        consejos,
        convenios: documents(&filas, "")?,
        proyectos: documents(&filas, "")?,
        unidades: documents(&filas, "")?,
        pactos: documents(&filas, "")?,
        actividades: documents(&filas, "")?,
        informes: documents(&filas, "")?,
    })
}

fn documents<T: Documento>(filas: &[documento::Model], padre: &str) -> Result<Vec<T>, Error> {
    let propias = filas
        .iter()
        .filter(|fila| fila.tipo == T::TIPO && fila.padre == padre);
    propias
        .map(|fila| Ok(T::read(GUARDADO, &fila.contenido)?))
        .collect()
}
