//! Editions of formats that are not served any more: which they are, and what they said of group acts.

use async_recursion::async_recursion as boxed;
use std::collections::BTreeMap;

use domain::formato::Pieza;
use domain::proteccion::ActosCerrados;
use domain::{Actividad, Clave, Edicion, FORMATO, Periodo};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::consulta::edicion_from;
use super::{EdicionId, Publicaciones};
use crate::Error;
use crate::almacen::Documento;
use crate::entidad::edicion;

impl Publicaciones {
    /// Whether an instancia has an edition, of whatever format, or any has.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn has_editions(&self, clave: Option<&Clave>) -> Result<bool, Error> {
        let mut suyas = edicion::Entity::find();
        if let Some(clave) = clave {
            suyas = suyas.filter(edicion::Column::InstanciaId.eq(clave.as_str()));
        }
        let una: Option<u32> = suyas
            .select_only()
            .column(edicion::Column::Numero)
            .limit(1)
            .into_tuple()
            .one(&self.db().await?)
            .await?;
        Ok(una.is_some())
    }

    /// The editions that are not served because they are of another format, by instancia and number; of one
    /// instancia, if it is named.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn de_otro_formato(&self, instancia: Option<&str>) -> Result<Vec<Edicion>, Error> {
        let mut consulta = edicion::Entity::find()
            .filter(edicion::Column::Formato.ne(FORMATO))
            .order_by_asc(edicion::Column::InstanciaId)
            .order_by_asc(edicion::Column::Numero);
        if let Some(instancia) = instancia {
            consulta = consulta.filter(edicion::Column::InstanciaId.eq(instancia));
        }
        let filas = consulta.all(&self.db().await?).await?;
        filas.into_iter().map(edicion_from).collect()
    }

    /// The acts that those of an instancia list, by year, as the last one that lists each says.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn actos_de_otro_formato(
        &self,
        instancia: &Clave,
    ) -> Result<BTreeMap<i32, ActosCerrados>, Error> {
        let mut otras = self.de_otro_formato(Some(instancia.as_str())).await?;
        otras.sort_by_key(|otra| (otra.corte, otra.numero));
        let mut anios: BTreeMap<i32, (BTreeMap<String, Actividad>, bool)> = BTreeMap::new();
        for otra in otras {
            let id = EdicionId {
                instancia: otra.instancia.to_string(),
                numero: otra.numero,
            };
            let (actos, completos) = anios.entry(otra.corte.year()).or_default();
            for pieza in self.pieces(Actividad::TIPO, vec![id], None).await? {
                let acto = Actividad::read(otra.formato, &pieza.contenido)?;
                actos.insert(acto.clave.clone(), acto);
            }
            *completos |= Periodo::Anio(otra.corte.year()).hasta() <= otra.corte;
        }
        let cerrados = |(actos, completos): (BTreeMap<String, Actividad>, bool)| ActosCerrados {
            lista: actos.into_values().collect(),
            completos,
        };
        let anios = anios.into_iter();
        Ok(anios.map(|(anio, actos)| (anio, cerrados(actos))).collect())
    }
}
