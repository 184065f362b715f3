//! A table of an edition as CSV, at an address that can be cited: one row for each cell, with its value, its state,
//! its unit and the edition it is of.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::consulta::{Filtro, Indice, Pregunta, Tabla};
use domain::cubo::Eje;
use domain::{Edicion, Estado as EstadoCelda, Medida, Nivel};
use servidor::limits::UNCOUNTED;
use servidor::{Origin, Quota, Turns, counted};

use super::archivos::is_hash;
use super::rechazo::refuse;
use super::shared::{Comun, Shared};
use crate::Error;
use crate::cargadores::served;

/// Licence of what is published, unless the instancia says otherwise.
const LICENCIA: &str = "CC-BY-4.0";

pub(super) async fn get(
    State(shared): Comun,
    Extension(origin): Extension<Origin>,
    Path(hash): Path<String>,
    parametros: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Response {
    let Ok(Query(parametros)) = parametros else {
        return refuse(Error::peticion_invalida());
    };
    let _turn = Turns::take(&shared.resources.turns, origin.client).await;
    match table(&shared, origin.client, &hash, &parametros).await {
        Ok(respuesta) => respuesta,
        Err(error) => refuse(error),
    }
}

async fn table(
    shared: &Shared,
    cliente: IpAddr,
    hash: &str,
    parametros: &[(String, String)],
) -> Result<Response, Error> {
    let pregunta = question(parametros)?;
    if !is_hash(hash) {
        return Err(Error::archivo_desconocido());
    }
    let hallada = shared.sala.publicaciones().edicion_by_hash(hash).await?;
    let edicion = hallada.ok_or_else(Error::archivo_desconocido)?;
    served(&edicion)?;
    let indice = shared.sala.indice(&edicion).await?;
    let indice: Arc<Indice> = indice.ok_or_else(Error::edicion_sin_cubo)?;
    let tabla = indice.tabla(&pregunta)?;
    let texto = Bytes::from(write(&indice, &edicion, &tabla));
    let cuenta = if texto.len() > UNCOUNTED {
        let cuenta = Quota::take(&shared.resources.answers, cliente, texto.len());
        Some(Arc::new(cuenta.ok_or_else(Error::ocupado)?))
    } else {
        None
    };
    let mut respuesta = counted(texto, cuenta).into_response();
    let cabeceras = respuesta.headers_mut();
    cabeceras.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    // The edition does not change, but it may be withdrawn.
    cabeceras.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=3600"),
    );
    Ok(respuesta)
}

/// `medida=SERVICIOS&filas=AGENCIA&columnas=SERVICIO&filtro=TRIMESTRE:2017-T1`.
fn question(parametros: &[(String, String)]) -> Result<Pregunta, Error> {
    let levels = |texto: &str| -> Result<Vec<Nivel>, Error> {
        let niveles = texto.split(',').filter(|nivel| !nivel.is_empty());
        niveles
            .map(|nivel| {
                let motivo = "Los niveles son los del esquema, separados por comas: AGENCIA,SEXO.";
                nivel.parse().map_err(|_| Error::parametro(motivo))
            })
            .collect()
    };
    let mut medida: Option<Medida> = None;
    let mut pregunta = Pregunta {
        medida: Medida::Servicios,
        filas: vec![],
        columnas: vec![],
        filtros: vec![],
    };
    for (nombre, valor) in parametros {
        match nombre.as_str() {
            "medida" => {
                let motivo = "La medida es una de las del esquema, como SERVICIOS.";
                medida = Some(valor.parse().map_err(|_| Error::parametro(motivo))?);
            }
            "filas" => pregunta.filas = levels(valor)?,
            "columnas" => pregunta.columnas = levels(valor)?,
            "filtro" => {
                let motivo = "Un filtro se escribe NIVEL:código,código, como TRIMESTRE:2017-T1.";
                let (nivel, codigos) = valor
                    .split_once(':')
                    .ok_or_else(|| Error::parametro(motivo))?;
                pregunta.filtros.push(Filtro {
                    nivel: nivel.parse().map_err(|_| Error::parametro(motivo))?,
                    codigos: codigos.split(',').map(str::to_owned).collect(),
                });
            }
            _ => {
                return Err(Error::parametro(
                    "Los parámetros son «medida», «filas», «columnas» y «filtro».",
                ));
            }
        }
    }
    pregunta.medida = medida.ok_or_else(|| Error::parametro("Falta «medida», como SERVICIOS."))?;
    Ok(pregunta)
}

fn write(indice: &Indice, edicion: &Edicion, tabla: &Tabla) -> String {
    let primera = [tabla.filas.first(), tabla.columnas.first()];
    let ejes: Vec<Eje> = primera
        .into_iter()
        .flatten()
        .flat_map(|cabecera| &cabecera.miembros)
        .map(|(eje, _)| *eje)
        .collect();
    let mut nombres = vec!["medida".to_owned(), "unidad".to_owned()];
    for eje in &ejes {
        let eje = <&str>::from(eje).to_lowercase();
        nombres.extend(["nivel", "codigo", "nombre"].map(|campo| format!("{eje}_{campo}")));
    }
    let finales = [
        "valor",
        "estado",
        "edicion",
        "corte",
        "hash",
        "sintetica",
        "licencia",
    ];
    nombres.extend(finales.map(str::to_owned));
    let mut texto = row(&nombres);
    let columnas = tabla.columnas.len();
    for (i, celda) in tabla.celdas.iter().enumerate() {
        let (fila, columna) = (&tabla.filas[i / columnas], &tabla.columnas[i % columnas]);
        let unidad: &str = tabla.medida.unidad().into();
        let mut campos = vec![tabla.medida.clave().to_owned(), unidad.to_owned()];
        for (eje, miembro) in fila.miembros.iter().chain(&columna.miembros) {
            let miembro = indice.miembro(*eje, *miembro);
            campos.push(miembro.nivel.clave().to_owned());
            campos.extend([miembro.codigo.clone(), miembro.nombre.clone()]);
        }
        let estado: &str = EstadoCelda::into(celda.estado());
        campos.extend([
            celda
                .valor()
                .map(|valor| valor.to_string())
                .unwrap_or_default(),
            estado.to_owned(),
            format!("{}/{}", edicion.instancia, edicion.numero),
            edicion.corte.to_string(),
            edicion.hash.clone(),
            edicion.sintetica.to_string(),
            LICENCIA.to_owned(),
        ]);
        texto += &row(&campos);
    }
    texto
}

fn row(campos: &[String]) -> String {
    let campos: Vec<String> = campos.iter().map(|campo| quote(campo)).collect();
    campos.join(",") + "\n"
}

/// A field of CSV (RFC 4180). What a spreadsheet would take for a formula is made text.
fn quote(campo: &str) -> String {
    let campo = if campo.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{campo}")
    } else {
        campo.to_owned()
    };
    if campo.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", campo.replace('"', "\"\""))
    } else {
        campo
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_are_no_formulas() {
        assert_eq!(quote("Candiani"), "Candiani");
        assert_eq!(quote("Montoya, \"la\""), "\"Montoya, \"\"la\"\"\"");
        assert_eq!(quote("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
    }

    #[test]
    fn addresses_are_read() {
        let parametros = |texto: &[(&str, &str)]| -> Vec<(String, String)> {
            texto
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect()
        };
        let pregunta = question(&parametros(&[
            ("medida", "SERVICIOS"),
            ("filas", "AREA,SERVICIO"),
            ("filtro", "TRIMESTRE:2017-T1,2017-T2"),
        ]))
        .unwrap();
        assert_eq!(pregunta.filas, [Nivel::Area, Nivel::Servicio]);
        assert_eq!(pregunta.filtros[0].codigos, ["2017-T1", "2017-T2"]);
        for mala in [
            &[("filas", "AREA")][..],
            &[("medida", "X")],
            &[("medida", "SERVICIOS"), ("otra", "1")],
        ] {
            assert!(question(&parametros(mala)).is_err());
        }
    }
}
