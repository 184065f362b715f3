//! How the tables of both stores lie on the nodes of a cluster of Citus: what is of an instancia on one node, all of it
//! together; what every question needs, on all of them; the log, which is one chain, on the one that coordinates.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::Error;
use crate::almacen::{Destino, Uso, is_citus, migrate_postgres, open_postgres};
use crate::migracion::{Migracion, publicaciones, registro};

/// Where the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sitio {
    /// Those of an instancia on one node.
    PorInstancia,
    /// All of them on every node.
    EnTodos,
    /// All of them on the node that coordinates.
    EnUno,
}

use Sitio::{EnTodos, EnUno, PorInstancia};

/// A table and where its rows are.
type Tabla = (&'static str, Sitio);

/// The tables of the register; those that others refer to come first. The log only grows, by a trigger, which tables on several nodes do
/// not have.
pub const REGISTRO: [Tabla; 15] = [
    ("seaql_migrations", EnTodos),
    ("ajuste", EnTodos),
    ("documento", PorInstancia),
    ("entrada", PorInstancia),
    ("alias", PorInstancia),
    ("identidad", PorInstancia),
    ("persona", PorInstancia),
    ("enlace", PorInstancia),
    ("atencion", PorInstancia),
    ("atencion_violencia", PorInstancia),
    ("historia", PorInstancia),
    ("cancelado", PorInstancia),
    ("congelado", PorInstancia),
    ("reapertura", PorInstancia),
    ("bitacora", EnUno),
];

/// The tables of what is published. What editions say is on one node each; which there are, on all.
pub const PUBLICACIONES: [Tabla; 10] = [
    ("seaql_migrations", EnTodos),
    ("ajuste", EnTodos),
    ("instancia", EnTodos),
    ("edicion", EnTodos),
    ("novedad", EnTodos),
    ("clave", EnTodos),
    ("publicado", EnTodos),
    ("pieza", PorInstancia),
    ("archivo", PorInstancia),
    ("pliego", PorInstancia),
];

/// The statement that lays a table out, if there is one.
pub fn statement((tabla, sitio): Tabla) -> Option<String> {
    match sitio {
        // A text is put beside the texts that are equal to it.
        PorInstancia => Some(format!(
            "SELECT create_distributed_table('{tabla}', 'instancia_id')"
        )),
        EnTodos => Some(format!("SELECT create_reference_table('{tabla}')")),
        EnUno => None,
    }
}

/// Makes the tables of both stores where there are none, and lays them over the nodes; how many were laid out now. What they have
/// goes with them, and nobody may write meanwhile.
///
/// # Errors
/// [`Error::SinCitus`], [`Error::SinConexion`], [`Error::Base`].
pub async fn lay_out(registro: &Destino, publicaciones: &Destino) -> Result<u64, Error> {
    let registro = open(registro).await?;
    let publicaciones = open(publicaciones).await?;
    let hechas = lay_out_store(&registro, registro::MIGRACIONES, &REGISTRO).await?;
    let otras = lay_out_store(&publicaciones, publicaciones::MIGRACIONES, &PUBLICACIONES).await?;
    Ok(hechas + otras)
}

async fn open(destino: &Destino) -> Result<DatabaseConnection, Error> {
    let Destino::Postgres(opciones) = destino else {
        return Err(Error::SinCitus);
    };
    let db = open_postgres(opciones, Uso::Registro).await?;
    if is_citus(&db).await? {
        Ok(db)
    } else {
        Err(Error::SinCitus)
    }
}

async fn lay_out_store(
    db: &DatabaseConnection,
    migraciones: &'static [Migracion],
    tablas: &[Tabla],
) -> Result<u64, Error> {
    migrate_postgres(db, migraciones).await?;
    let backend = db.get_database_backend();
    let hechas = "SELECT logicalrelid::regclass::text FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't'";
    let hechas = db
        .query_all_raw(Statement::from_string(backend, hechas))
        .await?;
    let hechas: Result<Vec<String>, _> = hechas.iter().map(|f| f.try_get_by_index(0)).collect();
    let hechas = hechas?;
    let faltan = tablas
        .iter()
        .filter(|(tabla, _)| !hechas.iter().any(|h| h == tabla));
    let faltan: Vec<(&str, String)> = faltan
        .filter_map(|tabla| Some((tabla.0, statement(*tabla)?)))
        .collect();
    for (_, orden) in &faltan {
        db.execute_unprepared(orden).await?;
    }
    // What was there stays on the disk of the node that coordinates, where nobody looks for it any more.
    // Nothing of a table that was laid out when this was cut short, either.
    for (tabla, _) in tablas.iter().filter(|tabla| statement(**tabla).is_some()) {
        let orden = format!("SELECT truncate_local_data_after_distributing_table('{tabla}')");
        db.execute_unprepared(&orden).await?;
    }
    Ok(u64::try_from(faltan.len()).unwrap_or(u64::MAX))
}
