//! What an edition is made of, and closing what it counted.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::cubo::{Recuento, Rejillas};
use domain::proteccion::{CierreActos, Congelado};
use domain::{Clave, Contenido, Materia, Plan};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use time::Date;

use super::bitacora::{self, Autoria, Nota};
use super::institucion::load_institucional;
use super::{Registro, cierre, conteo, filas, plan};
use crate::Error;
use crate::almacen::{Naturaleza, begin_snapshot, begin_write, hash, naturaleza};
use crate::entidad::{atencion, documento, historia};

/// What counts are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Para {
    /// An edition.
    Publicar,
    /// Whoever directs the office, and nobody else.
    Saber,
}

impl Registro {
    /// What the edition of a cut-off is made of, counted and gathered from one snapshot with this plan.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Dominio`], [`Error::Ilegible`], [`Error::Base`].
    pub async fn materia(
        &self,
        clave: &Clave,
        corte: Date,
        plan: &Plan,
        para: Para,
    ) -> Result<(Materia, EstadoRegistro), Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        let sintetica = naturaleza(&tx).await? == Some(Naturaleza::Sintetica);
        let mut institucional = load_institucional(&tx, clave).await?;
        let catalogos = filas::catalogos(&tx, clave).await?;
        catalogos.propios.name(&mut institucional)?;
        let previa = cierre::latest(&tx, clave, corte.year()).await?;
        let actos = cierre::actos(&tx, clave).await?;
        let estado = EstadoRegistro::of(&tx, clave, corte, previa.as_ref(), &actos).await?;
        let (agencias, unidades) = (&institucional.agencias, &institucional.unidades);
        let plan = match (&previa, para) {
            // Who is counted does not change within a year of which editions counted women alone.
            (Some(previa), Para::Publicar) => previa.followed_by(plan),
            _ => plan.clone(),
        };
        let rejillas = Rejillas::new(&plan, corte, &catalogos, agencias, unidades);
        let cerradas = previa
            .as_ref()
            .map(|previa| previa.cells(&rejillas.anual, corte));
        let cerradas = cerradas.unwrap_or_default();
        let recuento = Recuento::after(&rejillas.anual, plan.umbral.valor(), &cerradas);
        let de_este_anio = estado.is_most();
        let cubo = conteo::count(&tx, clave, &rejillas, recuento, de_este_anio).await?;
        tx.commit().await?;
        let materia = Materia {
            institucional,
            plan,
            rejillas,
            cubo,
            previa,
            actos,
            corte,
            sintetica,
        };
        Ok((materia, estado))
    }

    /// Closes the periods of an edition, prepared from a state of the register, before it is printed: what it counted of them is kept, and does not
    /// change any more. The plan that it was made with becomes the instancia's own. Closing twice the same changes nothing.
    ///
    /// # Errors
    /// [`Error::Cambio`] when something was registered or published since it was prepared, [`Error::Base`].
    pub async fn close(
        &self,
        clave: &Clave,
        contenido: &Contenido,
        congelado: Option<&Congelado>,
        (plan, de): (&Plan, &EstadoRegistro),
        autoria: &Autoria,
    ) -> Result<(), Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        let corte = contenido.corte;
        let previa = cierre::latest(&tx, clave, corte.year()).await?;
        let actos = cierre::actos(&tx, clave).await?;
        let estado = EstadoRegistro::of(&tx, clave, corte, previa.as_ref(), &actos).await?;
        if estado != *de {
            return Err(Error::Cambio);
        }
        if let Some(congelado) = congelado {
            cierre::store(&tx, clave, congelado).await?;
        }
        plan::keep(&tx, clave, plan).await?;
        let detalle = bitacora::of_edition(corte, &hash(contenido)?);
        // What was published is noted once, however often it is asked for.
        if !bitacora::is_latest_published(&tx, clave, &detalle).await? {
            let nota = Nota {
                orden: bitacora::PUBLICAR,
                detalle,
                ..Nota::default()
            };
            bitacora::write(&tx, Some(clave), autoria, nota).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// The state of the register that an edition was prepared from, as far as its counts go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EstadoRegistro {
    /// Attentions of the year, up to the month of the cut-off.
    atenciones: i64,
    /// The last one of them.
    ultima: Option<i64>,
    /// What has been put right, ever.
    rectificadas: u64,
    cierre: Option<Date>,
    /// Acts that editions have counted, and years that take no more.
    actos: (usize, usize),
    /// A digest of its institutional records: an edition says none that was taken out since.
    registros: u64,
}

impl EstadoRegistro {
    /// Whether the attentions of the year are a good part of all that the instancia had registered by then.
    fn is_most(&self) -> bool {
        self.ultima
            .is_some_and(|ultima| self.atenciones >= ultima / 4)
    }

    async fn of(
        db: &impl ConnectionTrait,
        clave: &Clave,
        corte: Date,
        previa: Option<&Congelado>,
        actos: &CierreActos,
    ) -> Result<Self, Error> {
        let hasta = corte.year() * 100 + i32::from(u8::from(corte.month()));
        let suyas =
            atencion::Entity::find().filter(atencion::Column::InstanciaId.eq(clave.as_str()));
        let del_anio: Option<(i64, Option<i64>)> = suyas
            .select_only()
            .column_as(Expr::cust("COUNT(*)"), "atenciones")
            .column_as(atencion::Column::Id.max(), "ultima")
            .filter(atencion::Column::Mes.between(corte.year() * 100, hasta))
            .into_tuple()
            .one(db)
            .await?;
        let (atenciones, ultima) = del_anio.unwrap_or_default();
        let rectificadas = historia::Entity::find()
            .filter(historia::Column::InstanciaId.eq(clave.as_str()))
            .count(db)
            .await?;
        Ok(Self {
            atenciones,
            ultima,
            rectificadas,
            cierre: previa.map(|previa| previa.corte),
            actos: actos.size(),
            registros: digest_of_records(db, clave).await?,
        })
    }
}

/// A digest of the institutional records of an instancia, which means something to this process alone.
async fn digest_of_records(db: &impl ConnectionTrait, clave: &Clave) -> Result<u64, Error> {
    let filas = documento::Entity::find()
        .filter(documento::Column::InstanciaId.eq(clave.as_str()))
        .order_by_asc(documento::Column::Tipo)
        .order_by_asc(documento::Column::Padre)
        .order_by_asc(documento::Column::Clave)
        .all(db)
        .await?;
    let mut suma = DefaultHasher::new();
    for fila in filas {
        (fila.tipo, fila.padre, fila.clave, fila.contenido).hash(&mut suma);
    }
    Ok(suma.finish())
}
