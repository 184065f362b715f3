//! Rows of the private store from the types of the domain.

use std::collections::BTreeMap;
use std::str::FromStr;

use domain::formato::GUARDADO;
use domain::{
    Atencion, Carga, Catalogo, Catalogos, Cierres, Clave, Entrada, Institucional, Persona, Propia,
    Propios, Rasgo, Rasgos, Servicio, Seudonimo, Vigencia, Violencia,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set,
};

use crate::Error;
use crate::almacen::{Documento, insert_all};
use crate::entidad::{atencion, atencion_violencia, documento, entrada, persona};

/// Inserts all of an instancia that is not there yet, in which nothing is closed; the caller commits.
pub(super) async fn insert(db: &impl ConnectionTrait, carga: &Carga) -> Result<(), Error> {
    let instancia = carga.institucional.instancia.clave().as_str();
    insert_all(db, documentos(instancia, &carga.institucional)?).await?;
    insert_all(db, entradas(instancia, &carga.catalogos)).await?;
    let ids: BTreeMap<Seudonimo, i64> =
        (carga.personas.iter().map(|p| p.seudonimo).zip(1..)).collect();
    let personas = (carga.personas.iter().zip(1..))
        .map(|(persona, id)| persona_row(instancia, id, persona).into_active_model());
    insert_all(db, personas.collect()).await?;
    let (mut filas, mut modalidades) = (Vec::new(), Vec::new());
    for (atencion, id) in carga.atenciones.iter().zip(1..) {
        let datos = atencion.datos();
        let quien = datos.persona.as_ref().map(|quien| {
            let id = ids.get(quien).copied();
            id.ok_or(Error::Ilegible("persona de una atención"))
        });
        let mes = Cierres::default().month(datos.fecha);
        filas.push(atencion_row(
            instancia,
            id,
            atencion,
            quien.transpose()?,
            mes,
        ));
        modalidades.extend(modalidad_rows(instancia, id, atencion));
    }
    insert_all(db, filas).await?;
    insert_all(db, modalidades).await
}

fn documentos(instancia: &str, todo: &Institucional) -> Result<Vec<documento::ActiveModel>, Error> {
    let mut filas = Filas {
        instancia,
        filas: Vec::new(),
    };
    filas.push("", std::slice::from_ref(&todo.instancia))?;
    filas.push("", &todo.agencias)?;
    filas.push("", &todo.convenios)?;
    filas.push("", &todo.proyectos)?;
    filas.push("", &todo.unidades)?;
    filas.push("", &todo.pactos)?;
    filas.push("", &todo.actividades)?;
    filas.push("", &todo.informes)?;
    for consejo in &todo.consejos {
        let padre = &consejo.consejo.clave;
        filas.push("", std::slice::from_ref(&consejo.consejo))?;
        filas.push(padre, &consejo.integrantes)?;
        filas.push(padre, &consejo.sesiones)?;
        filas.push(padre, &consejo.calendarios)?;
    }
    Ok(filas.filas)
}

struct Filas<'a> {
    instancia: &'a str,
    filas: Vec<documento::ActiveModel>,
}

impl Filas<'_> {
    fn push<T: Documento>(&mut self, padre: &str, documentos: &[T]) -> Result<(), Error> {
        for documento in documentos {
            self.filas.push(documento::ActiveModel {
                instancia_id: Set(self.instancia.to_owned()),
                tipo: Set(T::TIPO.to_owned()),
                padre: Set(padre.to_owned()),
                clave: Set(documento.clave()),
                contenido: Set(documento.written(GUARDADO)?),
            });
        }
        Ok(())
    }
}

/// Catalogues as the register names them.
pub(super) const SERVICIOS: &str = "SERVICIO";
pub(super) const AREAS: &str = "AREA";
pub(super) const GRUPOS: &str = "GRUPO";
const TIPOS_VIOLENCIA: &str = "TIPO_VIOLENCIA";
pub(super) const MODALIDADES: &str = "MODALIDAD";
pub(super) const TIPOS_CONSEJO: &str = "TIPO_CONSEJO";
pub(super) const TIPOS_ACTIVIDAD: &str = "TIPO_ACTIVIDAD";
pub(super) const PUBLICOS: &str = "PUBLICO";
pub(super) const TEMAS: &str = "TEMA";
pub(super) const EFEMERIDES: &str = "EFEMERIDE";

/// An entry of a catalogue, at its place; of a service, with its area and its group.
pub(super) fn entrada_row(
    instancia: &str,
    catalogo: &str,
    orden: i32,
    e: &Entrada,
    servicio: Option<&Servicio>,
) -> entrada::Model {
    entrada::Model {
        instancia_id: instancia.to_owned(),
        catalogo: catalogo.to_owned(),
        clave: e.clave.clone(),
        orden,
        nombre: e.nombre.clone(),
        fundamento: e.fundamento.clone(),
        desde: e.vigencia.desde,
        hasta: e.vigencia.hasta,
        area: servicio.map(|s| s.area.clone()),
        grupo: servicio.and_then(|s| s.grupo.clone()),
        como: None,
    }
}

fn entradas(instancia: &str, catalogos: &Catalogos) -> Vec<entrada::ActiveModel> {
    let fila = |catalogo: &str, orden: i32, e: &Entrada, servicio: Option<&Servicio>| {
        entrada_row(instancia, catalogo, orden, e, servicio).into_active_model()
    };
    let simple = |nombre: &'static str, catalogo: &Catalogo<Entrada>| -> Vec<_> {
        (1..)
            .zip(catalogo.entradas())
            .map(|(orden, e)| fila(nombre, orden, e, None))
            .collect()
    };
    let servicios = (1..)
        .zip(catalogos.servicios.entradas())
        .map(|(orden, s)| fila(SERVICIOS, orden, &s.entrada, Some(s)));
    [
        simple(AREAS, &catalogos.areas),
        simple(GRUPOS, &catalogos.grupos),
        simple(TIPOS_VIOLENCIA, &catalogos.tipos_violencia),
        simple(MODALIDADES, &catalogos.modalidades),
        simple(TIPOS_CONSEJO, &catalogos.tipos_consejo),
    ]
    .into_iter()
    .flatten()
    .chain(servicios)
    .collect()
}

/// The catalogues of an instancia, as they are in the register.
pub(super) async fn catalogos(
    db: &impl ConnectionTrait,
    clave: &Clave,
) -> Result<Catalogos, Error> {
    let filas = entrada::Entity::find()
        .filter(entrada::Column::InstanciaId.eq(clave.as_str()))
        .order_by_asc(entrada::Column::Orden)
        .all(db)
        .await?;
    let del = |catalogo: &'static str| filas.iter().filter(move |fila| fila.catalogo == catalogo);
    let simple = |catalogo: &'static str, nombre: &'static str| {
        Catalogo::new(nombre, del(catalogo).map(entry).collect())
    };
    let servicio = |fila: &entrada::Model| Servicio {
        entrada: entry(fila),
        area: fila.area.clone().unwrap_or_default(),
        grupo: fila.grupo.clone(),
    };
    Ok(Catalogos {
        areas: simple(AREAS, "áreas")?,
        grupos: simple(GRUPOS, "grupos de servicios")?,
        servicios: Catalogo::new("servicios", del(SERVICIOS).map(servicio).collect())?,
        tipos_violencia: simple(TIPOS_VIOLENCIA, "tipos de violencia")?,
        modalidades: simple(MODALIDADES, "modalidades")?,
        tipos_consejo: simple(TIPOS_CONSEJO, "tipos de consejo")?,
        propios: Propios {
            tipos_actividad: own(del(TIPOS_ACTIVIDAD), "tipos de actividad", counted)?,
            publicos: own(del(PUBLICOS), "públicos", counted)?,
            temas: simple(TEMAS, "temas")?,
            efemerides: own(del(EFEMERIDES), "efemérides", |como| {
                como.map(|dia| dia.parse().ok())
                    .map_or(Some(None), |dia| dia.map(Some))
            })?,
        },
    })
}

/// Of a text of the register, what an entry is counted as.
fn counted<T: FromStr>(como: Option<&str>) -> Option<T> {
    como?.parse().ok()
}

/// A catalogue of entries that the office added to a list of the program.
fn own<'a, T>(
    filas: impl Iterator<Item = &'a entrada::Model>,
    nombre: &'static str,
    como: impl Fn(Option<&str>) -> Option<T>,
) -> Result<Catalogo<Propia<T>>, Error> {
    let propia = |fila: &entrada::Model| {
        Ok(Propia {
            entrada: entry(fila),
            como: como(fila.como.as_deref()).ok_or(Error::Ilegible("entrada"))?,
        })
    };
    let propias = filas.map(propia).collect::<Result<_, Error>>()?;
    Ok(Catalogo::new(nombre, propias)?)
}

fn entry(fila: &entrada::Model) -> Entrada {
    Entrada {
        clave: fila.clave.clone(),
        nombre: fila.nombre.clone(),
        fundamento: fila.fundamento.clone(),
        vigencia: Vigencia {
            desde: fila.desde,
            hasta: fila.hasta,
        },
    }
}

pub(super) const NO_ESPECIFICADO: &str = "NO_ESPECIFICADO";
pub(super) const NO_PREGUNTADO: &str = "NO_PREGUNTADO";

fn rasgo<T: Copy>(rasgo: Rasgo<T>, texto: impl FnOnce(T) -> &'static str) -> String {
    match rasgo {
        Rasgo::Dato(valor) => texto(valor),
        Rasgo::NoEspecificado => NO_ESPECIFICADO,
        Rasgo::NoPreguntado => NO_PREGUNTADO,
    }
    .to_owned()
}

pub(super) fn persona_row(instancia: &str, id: i64, persona: &Persona) -> persona::Model {
    let si_no = |valor: Rasgo<bool>| rasgo(valor, |si| if si { "SI" } else { "NO" });
    let Rasgos {
        indigena,
        lengua_indigena,
        afromexicana,
        discapacidad,
        escolaridad,
    } = persona.rasgos;
    let nacimiento = persona.anio_nacimiento;
    persona::Model {
        instancia_id: instancia.to_owned(),
        id,
        seudonimo: persona.seudonimo.0.to_vec(),
        sexo: <&str>::from(persona.sexo).to_owned(),
        anio_nacimiento: nacimiento.valor().copied(),
        silencio_nacimiento: nacimiento
            .valor()
            .is_none()
            .then(|| rasgo(nacimiento, |_| "")),
        indigena: si_no(indigena),
        lengua_indigena: si_no(lengua_indigena),
        afromexicana: si_no(afromexicana),
        discapacidad: si_no(discapacidad),
        escolaridad: rasgo(escolaridad, Into::into),
        con_curp: false,
        contado_anio: None,
        contado_sexo: None,
        contado_nacimiento: None,
        contado_silencio: None,
        misma: None,
    }
}

/// The row of an attention that counts in a month, or in none (0).
pub(super) fn atencion_row(
    instancia: &str,
    id: i64,
    atencion: &Atencion,
    persona_id: Option<i64>,
    mes: i32,
) -> atencion::ActiveModel {
    let datos = atencion.datos();
    let violencia = match &datos.violencia {
        Violencia::Tipos(_) => "TIPOS",
        Violencia::Ninguna => "NINGUNA",
        Violencia::NoEspecificado => NO_ESPECIFICADO,
        Violencia::NoPreguntado => NO_PREGUNTADO,
    };
    atencion::ActiveModel {
        instancia_id: Set(instancia.to_owned()),
        id: Set(id),
        fecha: Set(datos.fecha),
        servicio: Set(datos.servicio.clone()),
        lugar: Set(datos.lugar.to_string()),
        visita: Set(<&str>::from(datos.visita).to_owned()),
        violencia: Set(violencia.to_owned()),
        unidad: Set(datos.unidad.clone()),
        persona_id: Set(persona_id),
        mes: Set(mes),
        tipos: Set(match &datos.violencia {
            Violencia::Tipos(tipos) => Some(Vec::from_iter(tipos.clone()).join("+")),
            _ => None,
        }),
        folio: Set(None),
        renglon: Set(None),
        huella: Set(None),
    }
}

/// The modalities of an attention; its types of violence are in its own row.
pub(super) fn modalidad_rows(
    instancia: &str,
    id: i64,
    atencion: &Atencion,
) -> impl Iterator<Item = atencion_violencia::ActiveModel> {
    let modalidades = atencion.datos().modalidades.iter();
    modalidades.map(move |clave| atencion_violencia::ActiveModel {
        instancia_id: Set(instancia.to_owned()),
        atencion_id: Set(id),
        catalogo: Set(MODALIDADES.to_owned()),
        clave: Set(clave.clone()),
    })
}
