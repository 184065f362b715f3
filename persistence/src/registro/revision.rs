//! What is in the register, for whoever fills it: how much of what, what is missing, what may be there twice.

use std::collections::BTreeMap;

use domain::{Agencia, Clave};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseTransaction, EntityTrait,
    FromQueryResult, QueryFilter, Statement,
};

use super::institucion::load_institucional;
use super::{Registro, filas};
use crate::Error;
use crate::almacen::{Naturaleza, begin_snapshot, natural, naturaleza};
use crate::entidad::entrada;

/// What is in the register of one year, or of all.
#[derive(Debug, Clone, Default)]
pub struct Revision {
    /// Attentions by month of their day (`AAAA-MM`) and key of the service.
    pub servicios: BTreeMap<String, BTreeMap<String, u64>>,
    /// Names of the services, by key.
    pub nombres: BTreeMap<String, String>,
    /// Agencias valid in those months of which nobody comes.
    pub agencias_sin: Vec<String>,
    /// Silences: of what, how many, of how many.
    pub silencios: Vec<(&'static str, u64, u64)>,
    /// The same service to the same person on the same day more than once.
    pub repetidas: Vec<Repetida>,
    /// Attentions that editions go on counting as they were before they were put right or taken out.
    pub como_antes: u64,
    /// Equal attentions of nobody known, beyond the first of each kind.
    pub anonimas_iguales: u64,
}

/// Attentions that may be one.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Repetida {
    /// Day, ISO.
    pub fecha: String,
    /// Key of the service.
    pub servicio: String,
    /// How many.
    pub veces: i64,
    /// Their folios, those that have one.
    pub folios: Option<String>,
}

#[derive(FromQueryResult)]
struct ServicioDelMes {
    mes: String,
    servicio: String,
    n: i64,
}

#[derive(FromQueryResult)]
struct DelLugar {
    lugar: String,
    n: i64,
}

#[derive(FromQueryResult)]
struct Numero {
    n: i64,
}

/// Whatever is not known, in the words of the sheet, and how it is told in the rows.
const DE_ATENCIONES: [(&str, &str); 4] = [
    (
        "Procedencia: no especificada",
        "a.lugar = 'no_especificada'",
    ),
    (
        "Tipos de violencia: no especificado",
        "a.violencia = 'NO_ESPECIFICADO'",
    ),
    (
        "Tipos de violencia: no preguntado",
        "a.violencia = 'NO_PREGUNTADO'",
    ),
    ("Sin CURP ni expediente (anónimas)", "a.persona_id IS NULL"),
];
const DE_PERSONAS: [(&str, &str); 7] = [
    ("Sexo: no especificado", "p.sexo = 'NO_ESPECIFICADO'"),
    ("Año de nacimiento: no consta", "p.anio_nacimiento IS NULL"),
    ("Indígena: no consta", "p.indigena NOT IN ('SI', 'NO')"),
    (
        "Lengua indígena: no consta",
        "p.lengua_indigena NOT IN ('SI', 'NO')",
    ),
    (
        "Afromexicana: no consta",
        "p.afromexicana NOT IN ('SI', 'NO')",
    ),
    (
        "Discapacidad: no consta",
        "p.discapacidad NOT IN ('SI', 'NO')",
    ),
    (
        "Escolaridad: no consta",
        "p.escolaridad IN ('NO_ESPECIFICADO', 'NO_PREGUNTADO')",
    ),
];

struct Lente<'a> {
    tx: &'a DatabaseTransaction,
    clave: &'a Clave,
    /// What is said now, of those years.
    donde: String,
}

impl Lente<'_> {
    /// Attentions of the same person, day and service, more than one.
    async fn repeated(&self) -> Result<Vec<Repetida>, Error> {
        let folios = match self.tx.get_database_backend() {
            DatabaseBackend::Postgres => "string_agg(a.folio, ', ' ORDER BY a.folio)",
            _ => "group_concat(a.folio, ', ' ORDER BY a.folio)",
        };
        self.ask(&format!(
                "SELECT CAST(a.fecha AS text) AS fecha, a.servicio, COUNT(*) AS veces, {folios} AS folios \
                 FROM atencion a WHERE {{donde}} AND a.persona_id IS NOT NULL \
                 GROUP BY a.persona_id, a.fecha, a.servicio HAVING COUNT(*) > 1 ORDER BY 1, 2, 4"
            ))
            .await
    }

    async fn ask<T: FromQueryResult>(&self, consulta: &str) -> Result<Vec<T>, Error> {
        let consulta = Statement::from_sql_and_values(
            self.tx.get_database_backend(),
            consulta.replace("{donde}", &self.donde),
            [self.clave.as_str().into()],
        );
        Ok(T::find_by_statement(consulta).all(self.tx).await?)
    }

    async fn count(&self, consulta: &str) -> Result<u64, Error> {
        let filas: Vec<Numero> = self.ask(consulta).await?;
        filas.first().map_or(Ok(0), |fila| natural(fila.n))
    }

    /// How many rows each condition holds of, all told in one pass.
    async fn silences(
        &self,
        condiciones: &[(&'static str, &'static str)],
        de: &str,
    ) -> Result<Vec<(&'static str, u64, u64)>, Error> {
        let sumas = condiciones
            .iter()
            .map(|(_, condicion)| format!("COUNT(CASE WHEN {condicion} THEN 1 END)"));
        let sumas: Vec<String> = sumas.collect();
        let consulta = Statement::from_sql_and_values(
            self.tx.get_database_backend(),
            format!("SELECT COUNT(*), {} FROM {de}", sumas.join(", "))
                .replace("{donde}", &self.donde),
            [self.clave.as_str().into()],
        );
        let Some(fila) = self.tx.query_one_raw(consulta).await? else {
            return Ok(vec![]);
        };
        let total = natural(fila.try_get_by_index(0)?)?;
        let silencio = |(i, (que, _)): (usize, &(&'static str, &str))| {
            Ok((*que, natural(fila.try_get_by_index(i)?)?, total))
        };
        (1..).zip(condiciones).map(silencio).collect()
    }
}

impl Registro {
    /// Looks at what is in the register of a year, or of all.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Ilegible`], [`Error::Base`].
    pub async fn review(&self, clave: &Clave, anio: Option<i32>) -> Result<Revision, Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        let de_anio = anio.map(|anio| {
            format!("a.instancia_id = $1 AND substr(CAST(a.fecha AS text), 1, 4) = '{anio:04}'")
        });
        let de_anio = de_anio.unwrap_or_else(|| "a.instancia_id = $1".to_owned());
        let de_hojas = naturaleza(&tx).await? == Some(Naturaleza::Real);
        let dicho_ahora = if de_hojas {
            " AND a.renglon IS NOT NULL"
        } else {
            ""
        };
        let lente = Lente {
            tx: &tx,
            clave,
            donde: format!("{de_anio}{dicho_ahora}"),
        };
        let mut revision = Revision::default();
        if de_hojas {
            let de_antes = format!(
                "SELECT COUNT(*) AS n FROM atencion a WHERE {de_anio} AND a.renglon IS NULL AND a.mes <> 0"
            );
            revision.como_antes = lente.count(&de_antes).await?;
        }
        let del_mes: Vec<ServicioDelMes> = lente
            .ask(
                "SELECT substr(CAST(a.fecha AS text), 1, 7) AS mes, a.servicio, COUNT(*) AS n \
                 FROM atencion a WHERE {donde} GROUP BY 1, 2",
            )
            .await?;
        for fila in del_mes {
            let mes = revision.servicios.entry(fila.mes).or_default();
            mes.insert(fila.servicio, natural(fila.n)?);
        }
        let nombres = entrada::Entity::find()
            .filter(entrada::Column::InstanciaId.eq(clave.as_str()))
            .filter(entrada::Column::Catalogo.eq(filas::SERVICIOS))
            .all(&tx)
            .await?;
        revision.nombres = nombres.into_iter().map(|e| (e.clave, e.nombre)).collect();
        let lugares: Vec<DelLugar> = lente
            .ask("SELECT a.lugar, COUNT(*) AS n FROM atencion a WHERE {donde} GROUP BY 1")
            .await?;
        let vienen = |agencia: &&Agencia| {
            let suyo = format!("agencia:{}", agencia.clave);
            !lugares.iter().any(|l| l.lugar == suyo && l.n > 0)
        };
        let agencias = load_institucional(&tx, clave).await?.agencias;
        let sin = agencias.iter().filter(vienen);
        revision.agencias_sin = sin.map(|agencia| agencia.nombre.clone()).collect();
        let silencios = lente.silences(&DE_ATENCIONES, "atencion a WHERE {donde}");
        revision.silencios = silencios.await?;
        let de_personas = "persona p WHERE p.instancia_id = $1 \
             AND p.id IN (SELECT a.persona_id FROM atencion a WHERE {donde})";
        let silencios = lente.silences(&DE_PERSONAS, de_personas).await?;
        revision.silencios.extend(silencios);
        revision.repetidas = lente.repeated().await?;
        revision.anonimas_iguales = lente
            .count(
                "SELECT CAST(COALESCE(SUM(g.n - 1), 0) AS bigint) AS n FROM (SELECT COUNT(*) AS n FROM atencion a \
                 WHERE {donde} AND a.persona_id IS NULL \
                 GROUP BY a.fecha, a.servicio, a.lugar, a.visita, a.violencia, a.tipos) g",
            )
            .await?;
        Ok(revision)
    }
}
