//! The statistics of PostgreSQL, where there are none.

use domain::Clave;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction, Statement};

use crate::Error;
use crate::almacen::is_citus;

/// Rows that the statistics of a table know of, from which on it is not taken to be empty: how it is searched does not change
/// any more.
const BASTANTES: f32 = 10_000.0;

/// Whether tables have to be analyzed while an import fills them.
///
/// What a transaction inserts is in no statistics: each person is looked for, and each reference checked, as in a table that
/// is still empty, by reading all of it. A table that was analyzed when it had some rows is not taken to be empty whatever
/// comes into it, so that only the first large imports of a store need it. It is of all instancias: of a large register it takes
/// longer than most imports.
#[derive(Default)]
pub(super) struct Estadistica {
    lotes: u32,
    bastan: bool,
}

impl Estadistica {
    /// Before rows are added, unless they are the first: what was added before them is looked at, after 1, 2, 4, … batches.
    pub(super) async fn prepare(
        &mut self,
        tx: &DatabaseTransaction,
        instancia: &Clave,
    ) -> Result<(), Error> {
        let hechos = self.lotes;
        self.lotes += 1;
        if self.bastan
            || !hechos.is_power_of_two()
            || tx.get_database_backend() != DatabaseBackend::Postgres
        {
            return Ok(());
        }
        self.bastan = known(tx, instancia).await? >= BASTANTES;
        if !self.bastan {
            let tablas = "ANALYZE persona, atencion, atencion_violencia";
            tx.execute_unprepared(tablas).await?;
        }
        Ok(())
    }
}

/// Rows that the statistics know of, of the table that they know least of; none if it was never analyzed. Of a table that lies on several
/// nodes, those of the part that the instancia is in.
async fn known(tx: &DatabaseTransaction, instancia: &Clave) -> Result<f32, Error> {
    let orden = if is_laid_out(tx).await? {
        format!(
            "SELECT MIN(result::float4) FROM run_command_on_shards('atencion', \
             $$SELECT reltuples FROM pg_class WHERE oid = '%s'::regclass$$) \
             WHERE shardid = get_shard_id_for_distribution_column('atencion', '{instancia}')"
        )
    } else {
        "SELECT MIN(reltuples) FROM pg_class WHERE oid IN ('persona'::regclass, 'atencion'::regclass)"
            .to_owned()
    };
    let fila = tx
        .query_one_raw(Statement::from_string(tx.get_database_backend(), orden))
        .await?;
    let filas = fila.map(|fila| fila.try_get_by_index::<Option<f32>>(0));
    Ok(filas.transpose()?.flatten().unwrap_or(-1.0))
}

/// Whether the attentions lie on several nodes: the extension may be there before they do.
async fn is_laid_out(tx: &DatabaseTransaction) -> Result<bool, Error> {
    if !is_citus(tx).await? {
        return Ok(false);
    }
    let orden = "SELECT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = 'atencion'::regclass AND partmethod = 'h')";
    let fila = tx
        .query_one_raw(Statement::from_string(tx.get_database_backend(), orden))
        .await?;
    let hay = fila.map(|fila| fila.try_get_by_index::<bool>(0));
    Ok(hay.transpose()?.unwrap_or(false))
}
