//! Counts of attentions, as GROUP BY in the database: the program sees as many rows as there are
//! services, however many attentions there are.

use std::collections::BTreeMap;

use domain::{Clave, Concepto, Conteo, Cubo, Medida, Nivel, Rango, Sexo, Vigencia};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
};

use super::captura::{AREAS, GRUPOS, SERVICIOS};
use crate::Error;
use crate::entidad::{atencion, entrada, persona};

#[derive(Debug, Default, Clone, FromQueryResult)]
struct Fila {
    codigo: Option<String>,
    servicios: i64,
    personas: i64,
    mujeres: i64,
    identificadas: i64,
}

/// Yearly counts of persons, women and services, by area, group and service.
pub(super) async fn count(
    db: &impl ConnectionTrait,
    clave: &Clave,
    rango: Rango,
) -> Result<Cubo, Error> {
    let mut conteos = Vec::new();
    for (nivel, conceptos) in levels(db, clave, rango).await? {
        let filas = query(db, clave, rango, nivel).await?;
        let filas: BTreeMap<_, _> = filas
            .into_iter()
            .filter_map(|f| Some((f.codigo.clone()?, f)))
            .collect();
        for concepto in conceptos {
            let fila = filas.get(&concepto.codigo).cloned().unwrap_or_default();
            conteos.extend(counts(&concepto, &fila)?);
        }
    }
    Ok(Cubo(conteos))
}

fn counts(concepto: &Concepto, fila: &Fila) -> Result<[Conteo; 3], Error> {
    let natural = |n: i64| u64::try_from(n).map_err(|_| Error::Ilegible("conteo"));
    let (servicios, personas, mujeres) = (
        natural(fila.servicios)?,
        natural(fila.personas)?,
        natural(fila.mujeres)?,
    );
    // All the anonymous attentions of a cell together are one contributor.
    let anonima = u64::from(fila.servicios > fila.identificadas);
    let conteo = |medida, valor, personas| Conteo {
        medida,
        concepto: concepto.clone(),
        valor: Some(valor),
        personas: Some(personas),
    };
    Ok([
        conteo(Medida::PersonasAtendidas, personas, personas),
        conteo(Medida::MujeresAtendidas, mujeres, mujeres),
        conteo(Medida::Servicios, servicios, personas + anonima),
    ])
}

/// The members of each level, zeros included: every entry valid at some time of the period.
async fn levels(
    db: &impl ConnectionTrait,
    clave: &Clave,
    rango: Rango,
) -> Result<Vec<(Nivel, Vec<Concepto>)>, Error> {
    let entradas = entrada::Entity::find()
        .filter(entrada::Column::InstanciaId.eq(clave.as_str()))
        .order_by_asc(entrada::Column::Orden)
        .all(db)
        .await?;
    let vigente = |e: &&entrada::Model| {
        Vigencia {
            desde: e.desde,
            hasta: e.hasta,
        }
        .toca(rango)
    };
    let members =
        |catalogo: &str, nivel: Nivel, padre: &dyn Fn(&entrada::Model) -> (Nivel, String)| {
            entradas
                .iter()
                .filter(|e| e.catalogo == catalogo)
                .filter(vigente)
                .map(|e| Concepto {
                    nivel,
                    codigo: e.clave.clone(),
                    nombre: e.nombre.clone(),
                    padre: Some(padre(e)),
                })
                .collect::<Vec<_>>()
        };
    let area_del_grupo = |grupo: &entrada::Model| {
        let servicio = entradas
            .iter()
            .find(|e| e.catalogo == SERVICIOS && e.grupo.as_ref() == Some(&grupo.clave));
        (
            Nivel::Area,
            servicio.and_then(|e| e.area.clone()).unwrap_or_default(),
        )
    };
    let grupo_o_area = |servicio: &entrada::Model| match &servicio.grupo {
        Some(grupo) => (Nivel::Grupo, grupo.clone()),
        None => (Nivel::Area, servicio.area.clone().unwrap_or_default()),
    };
    Ok(vec![
        (Nivel::Total, vec![Concepto::total()]),
        (
            Nivel::Area,
            members(AREAS, Nivel::Area, &|_| Concepto::total().id()),
        ),
        (Nivel::Grupo, members(GRUPOS, Nivel::Grupo, &area_del_grupo)),
        (
            Nivel::Servicio,
            members(SERVICIOS, Nivel::Servicio, &grupo_o_area),
        ),
    ])
}

fn persona_of_atencion() -> RelationDef {
    atencion::Entity::belongs_to(persona::Entity)
        .from((atencion::Column::InstanciaId, atencion::Column::PersonaId))
        .to((persona::Column::InstanciaId, persona::Column::Id))
        .into()
}

fn servicio_of_atencion() -> RelationDef {
    atencion::Entity::belongs_to(entrada::Entity)
        .from((atencion::Column::InstanciaId, atencion::Column::Servicio))
        .to((entrada::Column::InstanciaId, entrada::Column::Clave))
        .into()
}

async fn query(
    db: &impl ConnectionTrait,
    clave: &Clave,
    rango: Rango,
    nivel: Nivel,
) -> Result<Vec<Fila>, Error> {
    let persona_id = || Expr::col((atencion::Entity, atencion::Column::PersonaId));
    let es_mujer =
        Expr::col((persona::Entity, persona::Column::Sexo)).eq(<&str>::from(Sexo::Mujer));
    let mujer = CaseStatement::new().case(es_mujer, persona_id());
    let consulta = atencion::Entity::find()
        .select_only()
        .column_as(
            Expr::col((atencion::Entity, atencion::Column::Id)).count(),
            "servicios",
        )
        .column_as(persona_id().count_distinct(), "personas")
        .column_as(Expr::expr(mujer).count_distinct(), "mujeres")
        .column_as(persona_id().count(), "identificadas")
        .join(JoinType::LeftJoin, persona_of_atencion())
        .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
        .filter(atencion::Column::Fecha.between(rango.desde(), rango.hasta()));
    let consulta = match nivel {
        Nivel::Servicio => consulta
            .column_as(atencion::Column::Servicio, "codigo")
            .group_by(atencion::Column::Servicio),
        Nivel::Area | Nivel::Grupo => {
            let columna = if nivel == Nivel::Area {
                entrada::Column::Area
            } else {
                entrada::Column::Grupo
            };
            consulta
                .join(JoinType::InnerJoin, servicio_of_atencion())
                .filter(entrada::Column::Catalogo.eq(SERVICIOS))
                .column_as(columna, "codigo")
                .group_by(columna)
        }
        Nivel::Total | Nivel::TipoActividad | Nivel::Publico => {
            consulta.column_as(Expr::val(Concepto::total().codigo), "codigo")
        }
    };
    Ok(consulta.into_model::<Fila>().all(db).await?)
}
