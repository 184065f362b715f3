//! The private store: persons, attentions, catalogues and institutional records.

pub use alias::{Alias, TipoAlias};
pub(crate) use bitacora::write as write_note;
pub use bitacora::{Asiento, Autoria, Bitacora, Nota};
pub use cancelacion::Cancelado;
pub use cierre::{MesPendiente, Pendientes};
pub use importacion::{Choque, Importacion, Importado, Marco, Renglon};
pub use institucional::{Enmienda, Enmiendas};
pub use lectura::Dicho;
pub use revision::{Repetida, Revision};

mod alias;
mod bitacora;
mod cancelacion;
mod captura;
mod cierre;
mod conteo;
mod gente;
mod importacion;
mod institucional;
mod lectura;
mod revision;

use std::collections::HashMap;

pub(crate) use captura::insert_all;
use domain::cubo::{Recuento, Rejillas};
use domain::formato::{GUARDADO, Pieza};
use domain::proteccion::{Avance, CierreActos, Congelado, Demostracion};
use domain::{
    Atencion, Catalogos, Clave, Consejo, Contenido, ContenidoConsejo, Institucional, Materia,
    Persona, Plan,
};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    AccessMode, ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, EntityTrait, IsolationLevel, PaginatorTrait, QueryFilter, QuerySelect,
    Set, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use time::Date;

use crate::candado::Candado;
use crate::conexion::{Destino, Uso, create_folder, open_postgres, open_sqlite, set_mode};
use crate::documento::Documento;
use crate::entidad::{ajuste, atencion, documento, historia};
use crate::migracion::registro::Migrador;
use crate::publicaciones::hash;
use crate::{Error, Publicaciones};

/// Whether a store holds real people's data or invented ones. The two never share a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naturaleza {
    /// Real.
    Real,
    /// Invented by the generator of the demonstration.
    Sintetica,
}

impl Naturaleza {
    pub(crate) fn clave(self) -> &'static str {
        match self {
            Self::Real => "REAL",
            Self::Sintetica => "SINTETICA",
        }
    }

    fn mezcla(self, nueva: Self) -> Error {
        Error::Mezcla {
            hay: self.nombre(),
            nuevos: nueva.nombre(),
        }
    }

    fn nombre(self) -> &'static str {
        match self {
            Self::Real => "reales",
            Self::Sintetica => "sintéticos",
        }
    }
}

/// What comes into the register at once.
#[derive(Debug, Clone)]
pub struct Carga {
    /// Institutional records.
    pub institucional: Institucional,
    /// Catalogues.
    pub catalogos: Catalogos,
    /// Persons attended.
    pub personas: Vec<Persona>,
    /// Attentions, of those persons or anonymous.
    pub atenciones: Vec<Atencion>,
}

impl Carga {
    /// Checks what the records say of each other; each attention on its own is checked already.
    fn check(&self) -> Result<(), domain::Error> {
        self.institucional.check()?;
        self.catalogos.check()?;
        for consejo in &self.institucional.consejos {
            self.catalogos
                .tipos_consejo
                .entrada(&consejo.consejo.tipo)?;
        }
        let personas: HashMap<_, _> = self.personas.iter().map(|p| (p.seudonimo, p)).collect();
        for atencion in self.atenciones.iter().map(Atencion::datos) {
            if let Some(persona) = atencion.persona.and_then(|quien| personas.get(&quien)) {
                persona.check(atencion.fecha)?;
            }
            if let Some(unidad) = &atencion.unidad
                && !self
                    .institucional
                    .unidades
                    .iter()
                    .any(|u| &u.clave == unidad)
            {
                return Err(domain::Error::EntradaDesconocida {
                    catalogo: "unidades",
                    clave: unidad.clone(),
                });
            }
        }
        Ok(())
    }
}

/// What starting an instancia did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Iniciacion {
    /// It is there now.
    Nueva,
    /// It was there already; nothing changed.
    YaEstaba,
}

/// The private store.
pub struct Registro {
    db: DatabaseConnection,
}

impl Registro {
    /// Opens the register, creating it where there is none.
    ///
    /// # Errors
    /// [`Error::SinConexion`], [`Error::Archivo`], [`Error::Base`].
    pub async fn create(destino: &Destino) -> Result<Self, Error> {
        match destino {
            Destino::Archivo(ruta) => {
                let carpeta = create_folder(ruta, true)?;
                let _candado = Candado::acquire(&carpeta)?;
                let db = open_sqlite(ruta, Uso::Registro).await?;
                set_mode(ruta, 0o600)?;
                Migrador::up(&db, None).await?;
                Ok(Self { db })
            }
            Destino::Postgres(opciones) => {
                let db = open_postgres(opciones, Uso::Registro).await?;
                migrate_postgres::<Migrador>(&db).await?;
                Ok(Self { db })
            }
        }
    }

    /// Opens a register that must be there.
    ///
    /// # Errors
    /// [`Error::SinRegistro`], and those of [`Registro::create`].
    pub async fn open(destino: &Destino) -> Result<Self, Error> {
        match destino {
            Destino::Archivo(ruta) if !ruta.exists() => Err(Error::SinRegistro),
            _ => Self::create(destino).await,
        }
    }

    /// Starts an instancia with all that comes with it, whole or not at all, unless the register or
    /// what is published beside it holds data of the other nature.
    ///
    /// # Errors
    /// [`Error::Mezcla`], [`Error::Dominio`], [`Error::Base`].
    pub async fn start(
        &self,
        carga: &Carga,
        naturaleza: Naturaleza,
        publicaciones: &Destino,
        autoria: &Autoria,
    ) -> Result<Iniciacion, Error> {
        if let Some(hay) = Publicaciones::naturaleza(publicaciones)
            .await?
            .filter(|hay| *hay != naturaleza)
        {
            return Err(hay.mezcla(naturaleza));
        }
        carga.check()?;
        let clave = carga.institucional.instancia.clave();
        let tx = begin_write(&self.db).await?;
        claim(&tx, naturaleza).await?;
        if self.has(&tx, clave).await? {
            return Ok(Iniciacion::YaEstaba);
        }
        captura::insert(&tx, carga).await?;
        let nota = Nota {
            orden: "iniciar",
            detalle: format!("atenciones {}", carga.atenciones.len()),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        tx.commit().await?;
        Ok(Iniciacion::Nueva)
    }

    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    async fn has(&self, db: &impl ConnectionTrait, clave: &Clave) -> Result<bool, Error> {
        let instancia = (
            clave.to_string(),
            domain::Instancia::TIPO.to_owned(),
            String::new(),
            clave.to_string(),
        );
        Ok(documento::Entity::find_by_id(instancia)
            .one(db)
            .await?
            .is_some())
    }

    /// The publication plan of an instancia: its own, or the one that comes with the program.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Ilegible`], [`Error::Base`].
    pub async fn plan(&self, clave: &Clave) -> Result<Plan, Error> {
        self.must_have(&self.db, clave).await?;
        load_plan(&self.db, clave).await
    }

    /// Gives an instancia a plan of its own.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn set_plan(
        &self,
        clave: &Clave,
        plan: &Plan,
        autoria: &Autoria,
    ) -> Result<(), Error> {
        let tx = begin_write(&self.db).await?;
        self.must_have(&tx, clave).await?;
        let fila = documento::ActiveModel {
            instancia_id: Set(clave.to_string()),
            tipo: Set(PLAN.to_owned()),
            padre: Set(String::new()),
            clave: Set(String::new()),
            contenido: Set(plan.written(GUARDADO)?),
        };
        documento::Entity::insert(fila)
            .on_conflict(
                OnConflict::columns([
                    documento::Column::InstanciaId,
                    documento::Column::Tipo,
                    documento::Column::Padre,
                    documento::Column::Clave,
                ])
                .update_column(documento::Column::Contenido)
                .to_owned(),
            )
            .exec_without_returning(&tx)
            .await?;
        let nota = Nota {
            orden: "plan",
            detalle: format!(
                "umbral {}, cruces {}",
                plan.umbral.valor(),
                plan.cruces.len()
            ),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        Ok(tx.commit().await?)
    }

    async fn must_have(&self, db: &impl ConnectionTrait, clave: &Clave) -> Result<(), Error> {
        if self.has(db, clave).await? {
            Ok(())
        } else {
            Err(Error::InstanciaDesconocida(clave.to_string()))
        }
    }

    /// Registers attentions and the persons among them who are new, all or none. What happened in a month that
    /// an edition has closed counts in the first month that is open.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn register(
        &self,
        clave: &Clave,
        personas: &[Persona],
        atenciones: &[Atencion],
    ) -> Result<(), Error> {
        let tx = begin_write(&self.db).await?;
        self.must_have(&tx, clave).await?;
        captura::insert_atenciones(&tx, clave, personas, atenciones).await?;
        Ok(tx.commit().await?)
    }

    /// What the edition of a cut-off says, counted and gathered from one snapshot with this plan.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Dominio`], [`Error::Insegura`], [`Error::Ilegible`],
    /// [`Error::Base`].
    pub async fn prepare(
        &self,
        clave: &Clave,
        corte: Date,
        plan: &Plan,
        avance: &mut (dyn FnMut(Avance) + Send),
    ) -> Result<Preparada, Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        let sintetica = naturaleza(&tx).await? == Some(Naturaleza::Sintetica);
        let institucional = load_institucional(&tx, clave).await?;
        let catalogos = captura::catalogos(&tx, clave).await?;
        let previa = cierre::latest(&tx, clave, corte.year()).await?;
        let actos = cierre::actos(&tx, clave).await?;
        let sello = Sello::of(&tx, clave, corte, previa.as_ref(), &actos).await?;
        let (agencias, unidades) = (&institucional.agencias, &institucional.unidades);
        let rejillas = Rejillas::new(plan, corte, &catalogos, agencias, unidades);
        let cerradas = previa
            .as_ref()
            .map(|previa| previa.cells(&rejillas.anual, corte));
        let cerradas = cerradas.unwrap_or_default();
        let recuento = Recuento::after(&rejillas.anual, plan.umbral.valor(), &cerradas);
        let cubo = conteo::count(&tx, clave, &rejillas, recuento).await?;
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
        let (contenido, congelado, demostracion) = Contenido::new(materia, avance)?;
        Ok(Preparada {
            contenido,
            demostracion,
            congelado,
            sello,
        })
    }

    /// What waits to be published.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn pending(&self, clave: &Clave) -> Result<Pendientes, Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        cierre::pending(&tx, clave).await
    }

    /// Closes the periods of an edition before it is printed: what it counted of them is kept, and does not
    /// change any more. Closing twice the same changes nothing.
    ///
    /// # Errors
    /// [`Error::Cambio`] when something was registered or published since it was prepared, [`Error::Base`].
    pub async fn close(
        &self,
        clave: &Clave,
        preparada: &Preparada,
        autoria: &Autoria,
    ) -> Result<(), Error> {
        let tx = begin_write(&self.db).await?;
        let corte = preparada.contenido.corte;
        let previa = cierre::latest(&tx, clave, corte.year()).await?;
        let actos = cierre::actos(&tx, clave).await?;
        let sello = Sello::of(&tx, clave, corte, previa.as_ref(), &actos).await?;
        if sello != preparada.sello {
            return Err(Error::Cambio);
        }
        if let Some(congelado) = &preparada.congelado {
            cierre::store(&tx, clave, congelado).await?;
        }
        let nota = Nota {
            orden: "publicar",
            detalle: format!("corte {corte}, contenido {}", hash(&preparada.contenido)?),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        Ok(tx.commit().await?)
    }
}

/// An edition that is ready to be printed.
pub struct Preparada {
    /// What it says.
    pub contenido: Contenido,
    /// What is proven of its counts; for the operator, and never published.
    pub demostracion: Demostracion,
    /// What later editions must know; private.
    congelado: Option<Congelado>,
    sello: Sello,
}

/// The state of the register that an edition was prepared from, as far as its counts go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sello {
    atenciones: i64,
    ultima: Option<i64>,
    /// What has been put right, ever.
    rectificadas: u64,
    cierre: Option<Date>,
    /// Acts that editions have counted, and years that take no more.
    actos: (usize, usize),
}

impl Sello {
    async fn of(
        db: &impl ConnectionTrait,
        clave: &Clave,
        corte: Date,
        previa: Option<&Congelado>,
        actos: &CierreActos,
    ) -> Result<Self, Error> {
        let hasta = corte.year() * 100 + i32::from(u8::from(corte.month()));
        let filas = atencion::Entity::find()
            .select_only()
            .column_as(atencion::Column::Id.count(), "atenciones")
            .column_as(atencion::Column::Id.max(), "ultima")
            .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
            .filter(atencion::Column::Mes.between(corte.year() * 100, hasta))
            .into_tuple::<(i64, Option<i64>)>()
            .one(db)
            .await?;
        let (atenciones, ultima) = filas.unwrap_or_default();
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
        })
    }
}

const PLAN: &str = "PLAN";

async fn load_plan(db: &impl ConnectionTrait, clave: &Clave) -> Result<Plan, Error> {
    let propio = (
        clave.to_string(),
        PLAN.to_owned(),
        String::new(),
        String::new(),
    );
    match documento::Entity::find_by_id(propio).one(db).await? {
        Some(fila) => Ok(Plan::read(GUARDADO, &fila.contenido)?),
        None => crate::plan::bundled(),
    }
}

/// Begins a transaction that will write, waiting for its turn: what it finds missing, nobody else is
/// about to insert, and numbers follow one another.
pub(crate) async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, Error> {
    let opciones = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let tx = db.begin_with_options(opciones).await?;
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(20067)")
            .await?;
    }
    Ok(tx)
}

/// Begins a transaction that sees one state of the store, whatever others write meanwhile.
pub(crate) async fn begin_snapshot(db: &DatabaseConnection) -> Result<DatabaseTransaction, Error> {
    let opciones = match db.get_database_backend() {
        DatabaseBackend::Postgres => TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..Default::default()
        },
        // A read transaction of SQLite is a snapshot.
        _ => TransactionOptions::default(),
    };
    Ok(db.begin_with_options(opciones).await?)
}

/// Migrations of two processes at once would trip over each other.
pub(crate) async fn migrate_postgres<M: MigratorTrait>(
    db: &DatabaseConnection,
) -> Result<(), Error> {
    // Any number will do, as long as it is the same in every Pacto.
    db.execute_unprepared("SELECT pg_advisory_lock(20067)")
        .await?;
    let resultado = M::up(db, None).await;
    db.execute_unprepared("SELECT pg_advisory_unlock(20067)")
        .await?;
    Ok(resultado?)
}

const AJUSTE_NATURALEZA: &str = "naturaleza";

/// The nature of the data of a store, if it has any.
pub(crate) async fn naturaleza(db: &impl ConnectionTrait) -> Result<Option<Naturaleza>, Error> {
    let ajuste = ajuste::Entity::find_by_id(AJUSTE_NATURALEZA)
        .one(db)
        .await?;
    match ajuste.as_ref().map(|ajuste| ajuste.valor.as_str()) {
        None => Ok(None),
        Some("REAL") => Ok(Some(Naturaleza::Real)),
        Some("SINTETICA") => Ok(Some(Naturaleza::Sintetica)),
        Some(_) => Err(Error::Ilegible("ajustes")),
    }
}

/// Marks the store as one of real or of synthetic data, unless it is marked as the other.
pub(crate) async fn claim(db: &impl ConnectionTrait, nueva: Naturaleza) -> Result<(), Error> {
    match naturaleza(db).await? {
        Some(hay) if hay == nueva => Ok(()),
        Some(hay) => Err(hay.mezcla(nueva)),
        None => {
            let ajuste = ajuste::ActiveModel {
                clave: sea_orm::Set(AJUSTE_NATURALEZA.to_owned()),
                valor: sea_orm::Set(nueva.clave().to_owned()),
            };
            ajuste::Entity::insert(ajuste)
                .exec_without_returning(db)
                .await?;
            Ok(())
        }
    }
}

async fn load_institucional(
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
