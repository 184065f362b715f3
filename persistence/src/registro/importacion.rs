//! Rows of a sheet into the register, all or none: each is new, known, or puts right what it said before.

use std::collections::{BTreeMap, BTreeSet};

use claves::{Identidad, hex};
use domain::{Choque, Clave, Dicho, Importado, Marco, Renglon, Seudonimo};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect, Set,
};

use super::Registro;
use super::alias;
use super::bitacora::{self, Autoria, Nota};
use super::cierre::Cierres;
use super::filas::{atencion_row, catalogos, violencia_rows};
use super::gente::Gente;
use super::institucion::load_institucional;
use super::lectura::{complete, modalities};
use crate::Error;
use crate::almacen::{Naturaleza, begin_snapshot, begin_write, claim, insert_all};
use crate::entidad::{ajuste, atencion, atencion_violencia, cancelado, historia, persona};

/// An import under way. What it has done is undone unless it is finished.
pub struct Importacion {
    tx: DatabaseTransaction,
    instancia: Clave,
    cierres: Cierres,
    autoria: Autoria,
    persona: i64,
    atencion: i64,
    historia: i64,
    lotes: u32,
    /// Whether anybody has ever been taken out.
    hay_cancelados: bool,
    /// Whether something is put right by hand; and of whom what is known is to be replaced.
    corrige: bool,
    de: Option<Seudonimo>,
    hecho: Importado,
}

impl Registro {
    /// What rows of an instancia are read against.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Ilegible`], [`Error::Base`].
    pub async fn marco(&self, clave: &Clave) -> Result<Marco, Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        let institucional = load_institucional(&tx, clave).await?;
        Ok(Marco {
            catalogos: catalogos(&tx, clave).await?,
            agencias: institucional.agencias,
            unidades: institucional.unidades,
            consejos: institucional
                .consejos
                .into_iter()
                .map(|consejo| (consejo.consejo.clave, consejo.consejo.nombre))
                .collect(),
            alias: alias::load(&tx, clave).await?,
        })
    }

    /// Begins an import of real people's attentions.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Mezcla`], [`Error::OtraIdentidad`], [`Error::Base`].
    pub async fn import(
        &self,
        clave: &Clave,
        identidad: &Identidad,
        autoria: Autoria,
    ) -> Result<Importacion, Error> {
        let tx = begin_write(&self.db).await?;
        self.must_have(&tx, clave).await?;
        claim(&tx, Naturaleza::Real).await?;
        same_key(&tx, clave, identidad).await?;
        macro_rules! last {
            ($tabla:ident, $columna:ident) => {
                $tabla::Entity::find()
                    .select_only()
                    .column_as($tabla::Column::$columna.max(), "ultimo")
                    .filter($tabla::Column::InstanciaId.eq(clave.as_str()))
                    .into_tuple::<Option<i64>>()
                    .one(&tx)
                    .await?
                    .flatten()
                    .unwrap_or(0)
            };
        }
        Ok(Importacion {
            instancia: clave.clone(),
            cierres: Cierres::load(&tx, clave).await?,
            autoria,
            persona: last!(persona, Id),
            atencion: last!(atencion, Id),
            historia: last!(historia, Numero),
            lotes: 0,
            hay_cancelados: cancelado::Entity::find().one(&tx).await?.is_some(),
            corrige: false,
            de: None,
            hecho: Importado::default(),
            tx,
        })
    }
}

/// The first import of an instancia leaves a mark of its key; with another one the same person would be two.
pub(super) async fn same_key(
    tx: &DatabaseTransaction,
    clave: &Clave,
    identidad: &Identidad,
) -> Result<(), Error> {
    if check_key(tx, clave, identidad).await? {
        return Ok(());
    }
    let (nombre, valor) = mark(clave, identidad);
    let nuevo = ajuste::ActiveModel {
        clave: Set(nombre),
        valor: Set(valor),
    };
    ajuste::Entity::insert(nuevo)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Whether the register has a mark of this key; an error if it has one of another.
pub(super) async fn check_key(
    db: &impl ConnectionTrait,
    clave: &Clave,
    identidad: &Identidad,
) -> Result<bool, Error> {
    let (nombre, valor) = mark(clave, identidad);
    match ajuste::Entity::find_by_id(nombre).one(db).await? {
        Some(ajuste) if ajuste.valor == valor => Ok(true),
        Some(_) => Err(Error::OtraIdentidad),
        None => Ok(false),
    }
}

/// The mark of a key: its name among the settings, and what it says.
fn mark(clave: &Clave, identidad: &Identidad) -> (String, String) {
    let valor = hex(&identidad.digest(clave, &["marca de la clave"]));
    (format!("identidad:{clave}"), valor)
}

impl Importacion {
    /// From now on something is put right: what is said of that person takes the place of what was known of her, even if it
    /// is something else.
    #[must_use]
    pub fn correcting(mut self, de: Option<Seudonimo>) -> Self {
        self.corrige = true;
        self.de = de;
        self
    }

    /// The attention of a folio, as it is now.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::Base`].
    pub async fn by_folio(&self, identidad: &Identidad, folio: &str) -> Result<Dicho, Error> {
        let renglon = identidad.of_folio(&self.instancia, folio);
        let fila = atencion::Entity::find()
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::Renglon.eq(renglon.to_vec()))
            .one(&self.tx)
            .await?
            .ok_or(Error::FolioDesconocido)?;
        let dichos = complete(&self.tx, &self.instancia, vec![fila]).await?;
        dichos.into_iter().next().ok_or(Error::FolioDesconocido)
    }

    /// Adds rows, some thousand at a time. Those that contradict the register are told by their position and left
    /// out: whoever finds some should not finish.
    ///
    /// # Errors
    /// [`Error::Ilegible`], [`Error::Base`].
    pub async fn add(&mut self, renglones: &[Renglon]) -> Result<Vec<(usize, Choque)>, Error> {
        let conocidas = self.known(renglones).await?;
        let canceladas = self.cancelled(renglones).await?;
        let instancia = self.instancia.to_string();
        let mut gente = Gente::load(&self.tx, &instancia, renglones).await?;
        // What those said that say something else now.
        let distintas = renglones.iter().filter_map(|renglon| {
            let antes = conocidas.get(renglon.clave.as_slice())?;
            (antes.huella.as_deref() != Some(&renglon.huella)).then_some(antes.id)
        });
        let modalidades = modalities(&self.tx, &self.instancia, distintas.collect()).await?;
        let mut choques = Vec::new();
        let (mut filas, mut violencias, mut historias) = (vec![], vec![], vec![]);
        let (mut borradas, mut relevadas, mut dejadas) = (vec![], vec![], vec![]);
        for (posicion, renglon) in renglones.iter().enumerate() {
            let suyas = [renglon.clave.as_slice(), renglon.huella.as_slice()];
            if suyas.iter().any(|suya| canceladas.contains(*suya)) {
                self.hecho.cancelados += 1;
                continue;
            }
            let persona = renglon.persona.as_ref();
            let corrige = self.de.is_some() && persona.map(|p| p.seudonimo) == self.de;
            let quien_era = persona
                .filter(|_| corrige)
                .and_then(|persona| gente.get(&persona.seudonimo).cloned());
            let siguiente = self.persona + 1;
            let antes = conocidas.get(renglon.clave.as_slice());
            let igual = antes.is_some_and(|a| a.huella.as_deref() == Some(&renglon.huella));
            if igual && !corrige {
                self.hecho.iguales += 1;
                continue;
            }
            let met = persona.map(|persona| gente.meet(&instancia, siguiente, persona, corrige));
            let quien = match met.transpose() {
                Ok(quien) => quien,
                Err(choque) => {
                    choques.push((posicion, choque));
                    continue;
                }
            };
            let misma = || persona.and_then(|p| gente.get(&p.seudonimo)) == quien_era.as_ref();
            if igual && misma() {
                self.hecho.iguales += 1;
                continue;
            }
            if quien == Some(siguiente) {
                self.persona = siguiente;
                self.hecho.personas += 1;
            }
            let datos = renglon.atencion.datos();
            let mes = self.cierres.month(datos.fecha);
            let (id, mes) = if let Some(antes) = antes {
                self.hecho.rectificados += 1;
                let cerrada = antes.mes == 0 || self.cierres.is_closed(antes.mes);
                self.hecho.de_cerrados += u64::from(cerrada);
                let queda = cerrada && antes.mes != 0;
                let id = if queda {
                    // What an edition counted goes on counting; what is said now does not.
                    relevadas.push(antes.id);
                    self.atencion += 1;
                    self.atencion
                } else {
                    borradas.push(antes.id);
                    antes.id
                };
                if antes.persona_id != quien {
                    dejadas.extend(antes.persona_id);
                }
                let suyas = modalidades.get(&antes.id);
                historias.push(self.past(id, antes, suyas, quien_era.as_ref())?);
                (id, if cerrada { 0 } else { mes })
            } else {
                self.hecho.nuevos += 1;
                self.hecho.anonimos += u64::from(quien.is_none());
                let propio = datos.fecha.year() * 100 + i32::from(u8::from(datos.fecha.month()));
                self.hecho.extemporaneos += u64::from(mes != propio);
                self.atencion += 1;
                (self.atencion, mes)
            };
            let mut fila = atencion_row(&instancia, id, &renglon.atencion, quien, mes);
            fila.folio = Set(renglon.folio.clone());
            fila.renglon = Set(Some(renglon.clave.to_vec()));
            fila.huella = Set(Some(renglon.huella.to_vec()));
            filas.push(fila);
            violencias.extend(violencia_rows(&instancia, id, &renglon.atencion));
        }
        gente.store(&self.tx, &self.cierres).await?;
        self.clear(&relevadas, &borradas).await?;
        insert_all(&self.tx, historias).await?;
        insert_all(&self.tx, filas).await?;
        insert_all(&self.tx, violencias).await?;
        self.drop_nobody(&dejadas).await?;
        self.lotes += 1;
        if self.tx.get_database_backend() == DatabaseBackend::Postgres
            && self.lotes.is_power_of_two()
        {
            // What a transaction inserts is not in the statistics: without this it looks for each person, and checks
            // each reference, as in a table that is still empty.
            let tablas = "ANALYZE persona, atencion, atencion_violencia";
            self.tx.execute_unprepared(tablas).await?;
        }
        Ok(choques)
    }

    /// What has been done so far.
    pub fn so_far(&self) -> Importado {
        self.hecho
    }

    /// Makes what was added stay. `archivo`: SHA-256 of the sheet, in hexadecimal, if it came in one.
    ///
    /// # Errors
    /// [`Error::Base`]: then nothing stays.
    pub async fn finish(self, archivo: Option<String>) -> Result<Importado, Error> {
        let Importado {
            nuevos,
            iguales,
            rectificados,
            ..
        } = self.hecho;
        let nota = Nota {
            orden: if self.corrige {
                "rectificar"
            } else {
                "importar"
            },
            detalle: format!("nuevos {nuevos}, ya estaban {iguales}, rectifican {rectificados}"),
            archivo,
        };
        bitacora::write(&self.tx, Some(&self.instancia), &self.autoria, nota).await?;
        self.tx.commit().await?;
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

    async fn known(
        &self,
        renglones: &[Renglon],
    ) -> Result<BTreeMap<Vec<u8>, atencion::Model>, Error> {
        let claves = renglones.iter().map(|r| r.clave.to_vec());
        let filas = atencion::Entity::find()
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::Renglon.is_in(claves))
            .all(&self.tx)
            .await?;
        let fila = |fila: atencion::Model| Some((fila.renglon.clone()?, fila));
        Ok(filas.into_iter().filter_map(fila).collect())
    }

    async fn cancelled(&self, renglones: &[Renglon]) -> Result<BTreeSet<Vec<u8>>, Error> {
        if !self.hay_cancelados {
            return Ok(BTreeSet::new());
        }
        let claves = renglones
            .iter()
            .flat_map(|r| [r.clave.to_vec(), r.huella.to_vec()]);
        let filas = cancelado::Entity::find()
            .filter(cancelado::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(cancelado::Column::Renglon.is_in(claves))
            .all(&self.tx)
            .await?;
        Ok(filas.into_iter().map(|fila| fila.renglon).collect())
    }

    /// What was counted stays without a row to be known by; what was not counted goes.
    async fn clear(&self, relevadas: &[i64], borradas: &[i64]) -> Result<(), Error> {
        let instancia = self.instancia.as_str();
        if !relevadas.is_empty() {
            let nada = sea_orm::sea_query::Expr::value(Option::<Vec<u8>>::None);
            atencion::Entity::update_many()
                .col_expr(atencion::Column::Renglon, nada.clone())
                .col_expr(atencion::Column::Huella, nada)
                .col_expr(
                    atencion::Column::Folio,
                    sea_orm::sea_query::Expr::value(Option::<String>::None),
                )
                .filter(atencion::Column::InstanciaId.eq(instancia))
                .filter(atencion::Column::Id.is_in(relevadas.iter().copied()))
                .exec(&self.tx)
                .await?;
        }
        if !borradas.is_empty() {
            atencion_violencia::Entity::delete_many()
                .filter(atencion_violencia::Column::InstanciaId.eq(instancia))
                .filter(atencion_violencia::Column::AtencionId.is_in(borradas.iter().copied()))
                .exec(&self.tx)
                .await?;
            atencion::Entity::delete_many()
                .filter(atencion::Column::InstanciaId.eq(instancia))
                .filter(atencion::Column::Id.is_in(borradas.iter().copied()))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Whoever has no attention any more was a slip: nothing of her stays.
    async fn drop_nobody(&self, dejadas: &[i64]) -> Result<(), Error> {
        if dejadas.is_empty() {
            return Ok(());
        }
        let quedan: Vec<Option<i64>> = atencion::Entity::find()
            .select_only()
            .column(atencion::Column::PersonaId)
            .distinct()
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::PersonaId.is_in(dejadas.iter().copied()))
            .into_tuple()
            .all(&self.tx)
            .await?;
        let nadie = dejadas.iter().filter(|id| !quedan.contains(&Some(**id)));
        persona::Entity::delete_many()
            .filter(persona::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(persona::Column::Id.is_in(nadie.copied()))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    fn past(
        &mut self,
        id: i64,
        antes: &atencion::Model,
        modalidades: Option<&BTreeSet<String>>,
        quien: Option<&persona::Model>,
    ) -> Result<historia::ActiveModel, Error> {
        self.historia += 1;
        let mut anterior = serde_json::json!({
            "atencion": antes.id, "fecha": antes.fecha, "mes": antes.mes, "servicio": antes.servicio,
            "lugar": antes.lugar, "visita": antes.visita, "violencia": antes.violencia,
            "tipos": antes.tipos, "unidad": antes.unidad, "persona": antes.persona_id,
            "modalidades": modalidades,
        });
        if let Some(quien) = quien {
            anterior["de_la_persona"] = serde_json::json!({
                "sexo": quien.sexo, "anio_nacimiento": quien.anio_nacimiento, "indigena": quien.indigena,
                "lengua_indigena": quien.lengua_indigena, "afromexicana": quien.afromexicana,
                "discapacidad": quien.discapacidad, "escolaridad": quien.escolaridad,
            });
        }
        Ok(historia::ActiveModel {
            instancia_id: Set(self.instancia.to_string()),
            numero: Set(self.historia),
            atencion_id: Set(id),
            cuando: Set(self.autoria.cuando),
            anterior: Set(serde_json::to_string(&anterior)?),
            persona_id: Set(antes.persona_id),
            huella: Set(antes.huella.clone()),
        })
    }
}
