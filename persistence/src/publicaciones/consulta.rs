//! Questions to the public store.

use async_recursion::async_recursion as boxed;
use std::collections::{BTreeMap, HashMap};

use domain::proteccion::Umbral;
use domain::{Actividad, Edicion, Ediciones, FORMATO, Instancia, Region, Retiro};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use time::{Date, OffsetDateTime};

use super::sello::nothing_yet;
use super::{EdicionId, Publicaciones, Tramo};
use crate::Error;
use crate::almacen::{Destino, Documento, Naturaleza, naturaleza};
use crate::entidad::{archivo, edicion, instancia, pieza};

/// What an act names of what the office added to a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListaPropia {
    /// Its kind.
    Tipo,
    /// One of its themes.
    Tema,
    /// The public of some participants.
    Publico,
    /// The day that it commemorates.
    Efemeride,
}

impl ListaPropia {
    /// The acts that name the entry with that key. It is looked for in what they say, as editions write it: quotes that are no
    /// text's own stand nowhere else. Editions of before have no column for it.
    fn named(self, clave: &str) -> Condition {
        let mencion = format!("{{{:?}:{},", "clave", serde_json::Value::from(clave));
        let of = |campo: &str| format!("{campo:?}:{mencion}");
        match self {
            Self::Tipo => Condition::any().add(says(&of("tipo_propio"))),
            Self::Publico => Condition::any().add(says(&of("publico_propio"))),
            Self::Efemeride => Condition::any().add(says(&of("efemeride_propia"))),
            // The only list of mentions.
            Self::Tema => Condition::any()
                .add(says(&format!("[{mencion}")))
                .add(says(&format!(",{mencion}"))),
        }
    }
}

/// Whether a piece says that, to the letter: with `LIKE`, capitals would be the same on SQLite and not on PostgreSQL.
fn says(texto: &str) -> Expr {
    let contenido = || Expr::col(pieza::Column::Contenido);
    let sin = Func::cust("replace").args([contenido(), Expr::val(texto), Expr::val("")]);
    Expr::from(sin).ne(contenido())
}

/// Which activities.
#[derive(Debug, Clone, Default)]
pub struct FiltroActividades {
    /// Of this kind.
    pub clase: Option<&'static str>,
    /// With this theme.
    pub etiqueta: Option<&'static str>,
    /// In this agencia.
    pub agencia: Option<String>,
    /// That name these entries of the office's own, by their keys: all of them.
    pub propias: Vec<(ListaPropia, String)>,
    /// Not before this day; undated ones are left out.
    pub desde: Option<Date>,
    /// Not after this day; undated ones are left out.
    pub hasta: Option<Date>,
}

/// A page of activities of an edition, by date, undated ones last.
#[derive(Debug, Clone)]
pub struct ConsultaActividades {
    /// Edition.
    pub edicion: EdicionId,
    /// Which ones.
    pub filtro: FiltroActividades,
    /// How many at most.
    pub limite: u64,
    /// After this position.
    pub despues: Option<Vec<u8>>,
    /// Before this position.
    pub antes: Option<Vec<u8>>,
    /// Whether they are the last ones.
    pub ultimas: bool,
}

/// A page of documents.
#[derive(Debug, Clone)]
pub struct Pagina<T> {
    /// Documents with their positions.
    pub filas: Vec<(Vec<u8>, T)>,
    /// Whether there are more, on the side where the page ends.
    pub hay_mas: bool,
    /// How many there are in all.
    pub total: u64,
}

pub(super) fn edicion_from(fila: edicion::Model) -> Result<Edicion, Error> {
    let ilegible = || Error::Ilegible("edición");
    Ok(Edicion {
        instancia: fila.instancia_id.parse()?,
        numero: u32::try_from(fila.numero).map_err(|_| ilegible())?,
        corte: fila.corte,
        instante: OffsetDateTime::from_unix_timestamp(fila.instante).map_err(|_| ilegible())?,
        hash: fila.hash,
        sintetica: fila.sintetica,
        umbral: Umbral::try_from(u64::try_from(fila.umbral).map_err(|_| ilegible())?)?,
        formato: u32::try_from(fila.formato).map_err(|_| ilegible())?,
        retiro: match fila.retirada {
            None => None,
            Some(motivo) => Some(Retiro {
                motivo,
                instante: OffsetDateTime::from_unix_timestamp(fila.retirada_en.unwrap_or(0))
                    .map_err(|_| ilegible())?,
            }),
        },
        orden: u64::try_from(fila.orden).map_err(|_| ilegible())?,
    })
}

/// The file of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archivo {
    /// Canonical bytes, compressed with gzip.
    pub contenido: Vec<u8>,
    /// Signature of them, in the format of minisign.
    pub firma: String,
    /// The public key that it is by.
    pub clave_publica: String,
}

impl From<archivo::Model> for Archivo {
    fn from(fila: archivo::Model) -> Self {
        Self {
            contenido: fila.contenido,
            firma: fila.firma,
            clave_publica: fila.clave_publica,
        }
    }
}

/// A piece of an edition that is served.
fn read<T: Documento>(contenido: &str) -> Result<T, Error> {
    Ok(T::read(FORMATO, contenido)?)
}

fn id_of(fila: &pieza::Model) -> Result<EdicionId, Error> {
    let numero = u32::try_from(fila.numero).map_err(|_| Error::Ilegible("edición"))?;
    Ok(EdicionId {
        instancia: fila.instancia_id.clone(),
        numero,
    })
}

pub(super) fn numero(id: &EdicionId) -> Result<i32, Error> {
    i32::try_from(id.numero).map_err(|_| Error::Ilegible("edición"))
}

impl Publicaciones {
    /// Whether the store answers and has the tables of this version.
    ///
    /// # Errors
    /// [`Error::SinPublicaciones`] when it has none, and those of the store.
    #[boxed]
    pub async fn check(&self) -> Result<(), Error> {
        self.check_in(&self.db().await?).await
    }

    /// The same, asked by that connection.
    pub(super) async fn check_in(&self, db: &impl ConnectionTrait) -> Result<(), Error> {
        let una = instancia::Entity::find().limit(1).all(db).await;
        una.map_err(nothing_yet)?;
        self.must_be_known(db).await
    }

    /// Whether the data behind what is published are real or synthetic; nothing where there are none.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn naturaleza(destino: &Destino) -> Result<Option<Naturaleza>, Error> {
        match Self::open(destino).await {
            Ok(publicaciones) => naturaleza(&publicaciones.db().await?).await,
            Err(Error::SinPublicaciones) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The instancias with published editions, by key.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn instancias(&self, region: Option<Region>) -> Result<Vec<Instancia>, Error> {
        let mut consulta = instancia::Entity::find().order_by_asc(instancia::Column::InstanciaId);
        if let Some(region) = region {
            consulta = consulta.filter(instancia::Column::Region.eq(<&str>::from(region)));
        }
        let filas = consulta.all(&self.db().await?).await?;
        filas.iter().map(|fila| read(&fila.contenido)).collect()
    }

    /// The instancias with those keys.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn instancias_by_clave(
        &self,
        claves: &[String],
    ) -> Result<HashMap<String, Instancia>, Error> {
        let consulta =
            instancia::Entity::find().filter(instancia::Column::InstanciaId.is_in(claves));
        let filas = consulta.all(&self.db().await?).await?;
        filas
            .into_iter()
            .map(|fila| Ok((fila.instancia_id, read(&fila.contenido)?)))
            .collect()
    }

    /// All editions that are served of each of those instancias, by number.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn ediciones(&self, claves: &[String]) -> Result<HashMap<String, Ediciones>, Error> {
        let filas = edicion::Entity::find()
            .filter(edicion::Column::InstanciaId.is_in(claves))
            .filter(edicion::Column::Formato.eq(FORMATO))
            .order_by_asc(edicion::Column::Numero)
            .all(&self.db().await?)
            .await?;
        let mut ediciones: HashMap<String, Vec<Edicion>> = HashMap::new();
        for fila in filas {
            ediciones
                .entry(fila.instancia_id.clone())
                .or_default()
                .push(edicion_from(fila)?);
        }
        Ok(ediciones
            .into_iter()
            .map(|(clave, suyas)| (clave, suyas.into()))
            .collect())
    }

    /// Editions that are served of all instancias, in the order of their publication.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn ediciones_in(&self, tramo: Tramo) -> Result<Vec<Edicion>, Error> {
        let filas = self.edition_rows(tramo, None).await?;
        filas.into_iter().map(edicion_from).collect()
    }

    /// The rows of editions that are served, in the order of their publication.
    pub(super) async fn edition_rows(
        &self,
        tramo: Tramo,
        instancia: Option<&str>,
    ) -> Result<Vec<edicion::Model>, Error> {
        use edicion::Column;
        let numero = |orden: u64| i64::try_from(orden).unwrap_or(i64::MAX);
        let mut consulta = edicion::Entity::find()
            .filter(Column::Formato.eq(FORMATO))
            .limit(tramo.limite);
        if let Some(instancia) = instancia {
            consulta = consulta.filter(Column::InstanciaId.eq(instancia));
        }
        if let Some(despues) = tramo.despues {
            consulta = consulta.filter(Column::Orden.gt(numero(despues)));
        }
        if let Some(antes) = tramo.antes {
            consulta = consulta.filter(Column::Orden.lt(numero(antes)));
        }
        let consulta = if tramo.ultimas {
            consulta.order_by_desc(Column::Orden)
        } else {
            consulta.order_by_asc(Column::Orden)
        };
        let mut filas = consulta.all(&self.db().await?).await?;
        filas.sort_by_key(|fila| fila.orden);
        Ok(filas)
    }

    /// The edition with the hash of what it says; of several that say the same, the one that [`Ediciones::con_hash`]
    /// chooses.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn edicion_by_hash(&self, hash: &str) -> Result<Option<Edicion>, Error> {
        let iguales = edicion::Entity::find()
            .filter(edicion::Column::Hash.eq(hash))
            .all(&self.db().await?)
            .await?;
        let iguales: Vec<Edicion> = iguales
            .into_iter()
            .map(edicion_from)
            .collect::<Result<_, _>>()?;
        Ok(Ediciones::from(iguales).con_hash(hash).cloned())
    }

    /// The signed file of an edition; none for those published before files were.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn archivo(&self, id: &EdicionId) -> Result<Option<Archivo>, Error> {
        let clave = (id.instancia.clone(), numero(id)?);
        let db = self.db_with(id).await?;
        let fila = archivo::Entity::find_by_id(clave).one(&db).await?;
        Ok(fila.map(Archivo::from))
    }

    /// The signature of an edition, and the public key that it is by; none for those published before files were.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn firma(&self, id: &EdicionId) -> Result<Option<(String, String)>, Error> {
        let firma = archivo::Entity::find_by_id((id.instancia.clone(), numero(id)?))
            .select_only()
            .columns([archivo::Column::Firma, archivo::Column::ClavePublica])
            .into_tuple()
            .one(&self.db_with(id).await?)
            .await?;
        Ok(firma)
    }

    /// All documents of one kind (and subkind, if one is named) in each of those editions, in order, by
    /// the key of their parent; one statement, whatever the editions, for each file that they are in.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn documents<T: Documento>(
        &self,
        ediciones: &[EdicionId],
        clase: Option<&str>,
    ) -> Result<HashMap<EdicionId, HashMap<String, Vec<T>>>, Error> {
        let filas = self.pieces(T::TIPO, ediciones.to_vec(), clase).await?;
        let mut documentos: HashMap<EdicionId, HashMap<String, Vec<T>>> = HashMap::new();
        for fila in filas {
            let de_la_edicion = documentos.entry(id_of(&fila)?).or_default();
            let suyos = de_la_edicion.entry(fila.padre).or_default();
            suyos.push(read(&fila.contenido)?);
        }
        Ok(documentos)
    }

    /// The pieces of one kind of those editions, in order. Of no kind of document, so that it is compiled here and once.
    #[boxed]
    pub(super) async fn pieces(
        &self,
        tipo: &'static str,
        ediciones: Vec<EdicionId>,
        clase: Option<&str>,
    ) -> Result<Vec<pieza::Model>, Error> {
        let mut piezas = vec![];
        for (db, ediciones) in self.by_store(ediciones).await? {
            let mut condicion = Condition::any();
            for id in &ediciones {
                condicion = condicion.add(of_edition(id)?);
            }
            let condicion = Condition::all()
                .add(pieza::Column::Tipo.eq(tipo))
                .add_option(clase.map(|clase| pieza::Column::Clase.eq(clase)))
                .add(condicion);
            let suyas = pieza::Entity::find()
                .filter(condicion)
                .order_by_asc(pieza::Column::Orden)
                .all(&db);
            piezas.extend(suyas.await?);
        }
        Ok(piezas)
    }

    /// The activities with those keys, one statement for each file that they are in.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn actividades_by_clave(
        &self,
        claves: &[(EdicionId, String)],
    ) -> Result<HashMap<(EdicionId, String), Actividad>, Error> {
        let mut por_edicion: BTreeMap<EdicionId, Vec<&str>> = BTreeMap::new();
        for (id, clave) in claves {
            por_edicion.entry(id.clone()).or_default().push(clave);
        }
        let mut actividades = HashMap::new();
        let ediciones = por_edicion.keys().cloned().collect();
        for (db, ediciones) in self.by_store(ediciones).await? {
            let mut condicion = Condition::any();
            for id in &ediciones {
                let claves = por_edicion.get(id).into_iter().flatten().copied();
                let suyas = of_edition(id)?.add(pieza::Column::Clave.is_in(claves));
                condicion = condicion.add(suyas);
            }
            let filas = pieza::Entity::find()
                .filter(pieza::Column::Tipo.eq(Actividad::TIPO))
                .filter(condicion)
                .all(&db)
                .await?;
            for fila in filas {
                let acto = read(&fila.contenido)?;
                actividades.insert((id_of(&fila)?, fila.clave), acto);
            }
        }
        Ok(actividades)
    }

    /// A page of the activities of an edition.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn actividades(
        &self,
        consulta: &ConsultaActividades,
    ) -> Result<Pagina<Actividad>, Error> {
        let filtro = &consulta.filtro;
        let propias = filtro.propias.iter();
        let propias = propias.fold(Condition::all(), |todas, (de, clave)| {
            todas.add(de.named(clave))
        });
        let condicion = of_edition(&consulta.edicion)?
            .add(pieza::Column::Tipo.eq(Actividad::TIPO))
            .add_option(filtro.clase.map(|clase| pieza::Column::Clase.eq(clase)))
            .add_option(
                filtro
                    .etiqueta
                    .map(|e| pieza::Column::Etiquetas.contains(format!("|{e}|"))),
            )
            .add_option(
                filtro
                    .agencia
                    .as_ref()
                    .map(|agencia| pieza::Column::Padre.eq(agencia)),
            )
            .add(propias)
            .add_option(filtro.desde.map(|desde| pieza::Column::Fecha.gte(desde)))
            .add_option(filtro.hasta.map(|hasta| pieza::Column::Fecha.lte(hasta)));
        let db = self.db_with(&consulta.edicion).await?;
        let todas = pieza::Entity::find().filter(condicion);
        let total = todas.clone().count(&db).await?;
        let mut pagina = todas.limit(consulta.limite + 1);
        pagina = if consulta.ultimas {
            pagina.order_by_desc(pieza::Column::Orden)
        } else {
            pagina.order_by_asc(pieza::Column::Orden)
        };
        if let Some(despues) = &consulta.despues {
            pagina = pagina.filter(pieza::Column::Orden.gt(despues.clone()));
        }
        if let Some(antes) = &consulta.antes {
            pagina = pagina.filter(pieza::Column::Orden.lt(antes.clone()));
        }
        let mut filas = pagina
            .all(&db)
            .await?
            .into_iter()
            .map(|fila| Ok((fila.orden, read(&fila.contenido)?)))
            .collect::<Result<Vec<_>, Error>>()?;
        let limite = usize::try_from(consulta.limite).unwrap_or(usize::MAX);
        let hay_mas = filas.len() > limite;
        filas.truncate(limite);
        if consulta.ultimas {
            filas.reverse();
        }
        Ok(Pagina {
            filas,
            hay_mas,
            total,
        })
    }
}

pub(super) fn of_edition(id: &EdicionId) -> Result<Condition, Error> {
    Ok(Condition::all()
        .add(pieza::Column::InstanciaId.eq(id.instancia.as_str()))
        .add(pieza::Column::Numero.eq(numero(id)?)))
}
