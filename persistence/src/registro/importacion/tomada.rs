//! What the log says of a sheet of attentions that was taken in: written and read here alone.

use std::fmt::{self, Display};
use std::str::FromStr;

use domain::{Clave, Importado};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::{A_MANO, Importacion, grande};
use crate::Error;
use crate::entidad::bitacora;
use crate::registro::Registro;
use crate::registro::bitacora::{Nota, write};
use crate::registro::quitar::SIN_FOLIO;

/// The order of the log that takes sheets in.
const ORDEN: &str = "importar";

/// The sheet that rows come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeHoja {
    /// SHA-256 of its file, in hexadecimal.
    pub archivo: String,
    /// Which one it is of a book that has several to read, from 1.
    pub posicion: Option<usize>,
}

/// How many rows of a sheet the register has, by what became of them, and which one of its book it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tomada {
    nuevos: u64,
    iguales: u64,
    rectificados: u64,
    posicion: Option<usize>,
}

impl Tomada {
    fn new(hecho: &Importado, hoja: Option<&DeHoja>) -> Self {
        Self {
            nuevos: hecho.nuevos,
            iguales: hecho.iguales,
            rectificados: hecho.rectificados,
            posicion: hoja.and_then(|hoja| hoja.posicion),
        }
    }
}

impl Display for Tomada {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            nuevos,
            iguales,
            rectificados,
            posicion,
        } = self;
        write!(
            f,
            "nuevos {nuevos}, ya estaban {iguales}, rectifican {rectificados}"
        )?;
        posicion.map_or(Ok(()), |posicion| write!(f, ", hoja {posicion}"))
    }
}

impl FromStr for Tomada {
    type Err = ();

    fn from_str(texto: &str) -> Result<Self, ()> {
        let partes = || {
            let (nuevos, resto) = texto.strip_prefix("nuevos ")?.split_once(", ya estaban ")?;
            let (iguales, resto) = resto.split_once(", rectifican ")?;
            let (rectificados, posicion) = match resto.split_once(", hoja ") {
                Some((rectificados, posicion)) => (rectificados, Some(posicion.parse().ok()?)),
                None => (resto, None),
            };
            Some(Self {
                nuevos: nuevos.parse().ok()?,
                iguales: iguales.parse().ok()?,
                rectificados: rectificados.parse().ok()?,
                posicion,
            })
        };
        partes().ok_or(())
    }
}

impl Registro {
    /// How many rows a sheet gave the register the last time that it was taken in, as the log has it; 0 if it never was. Attentions
    /// without a folio that were taken out since may have been of it, and come in again.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn taken(&self, clave: &Clave, hoja: &DeHoja) -> Result<u64, Error> {
        let asientos = bitacora::Entity::find()
            .filter(bitacora::Column::InstanciaId.eq(clave.as_str()))
            .filter(bitacora::Column::Orden.eq(ORDEN))
            .filter(bitacora::Column::Archivo.eq(&hoja.archivo))
            .order_by_desc(bitacora::Column::Numero)
            .all(&self.db)
            .await?;
        // Sheets of other records are noted in other words.
        let leida = |asiento: &bitacora::Model| {
            let tomada = asiento.detalle.parse::<Tomada>().ok()?;
            (tomada.posicion == hoja.posicion).then_some((asiento.numero, tomada))
        };
        let Some((numero, tomada)) = asientos.iter().find_map(leida) else {
            return Ok(0);
        };
        // They may have been of another sheet that brought some since.
        let siguientes = bitacora::Entity::find()
            .filter(bitacora::Column::InstanciaId.eq(clave.as_str()))
            .filter(bitacora::Column::Numero.gt(numero))
            .filter(bitacora::Column::Orden.eq(ORDEN))
            .filter(bitacora::Column::Archivo.ne(&hoja.archivo))
            .all(&self.db)
            .await?;
        let tomadas = tomada.nuevos + tomada.iguales + tomada.rectificados;
        let trae = |asiento: &bitacora::Model| {
            let otra = asiento.detalle.parse::<Tomada>();
            otra.is_ok_and(|otra| otra.nuevos > 0)
        };
        if siguientes.iter().any(trae) {
            return Ok(tomadas);
        }
        let quitadas = bitacora::Entity::find()
            .filter(bitacora::Column::InstanciaId.eq(clave.as_str()))
            .filter(bitacora::Column::Numero.gt(numero))
            .filter(bitacora::Column::Detalle.eq(SIN_FOLIO))
            .count(&self.db)
            .await?;
        Ok(tomadas.saturating_sub(quitadas))
    }
}

impl Importacion {
    /// Makes what was added stay. `hoja`: the sheet that it came in, if it did.
    ///
    /// # Errors
    /// [`Error::Base`]: then nothing stays.
    pub async fn finish(self, hoja: Option<DeHoja>) -> Result<Importado, Error> {
        let nota = Nota {
            orden: if self.corrige { A_MANO } else { ORDEN },
            detalle: Tomada::new(&self.hecho, hoja.as_ref()).to_string(),
            archivo: hoja.map(|hoja| hoja.archivo),
        };
        write(&self.tx, Some(&self.instancia), &self.autoria, nota).await?;
        self.tx.commit().await?;
        grande::tidy(&self.db, self.hecho.nuevos + self.hecho.rectificados).await?;
        Ok(self.hecho)
    }

    /// What would stay, and makes nothing stay.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn forget(self) -> Result<Importado, Error> {
        self.tx.rollback().await?;
        Ok(self.hecho)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_read_back() {
        let tomada = Tomada {
            nuevos: 240,
            iguales: 3,
            rectificados: 1,
            posicion: None,
        };
        let texto = tomada.to_string();
        assert_eq!(texto, "nuevos 240, ya estaban 3, rectifican 1");
        assert_eq!(texto.parse(), Ok(tomada));
        let segunda = Tomada {
            posicion: Some(2),
            ..tomada
        };
        assert_eq!(segunda.to_string().parse(), Ok(segunda));
        assert_eq!("sesiones: nuevos 2".parse::<Tomada>(), Err(()));
    }
}
