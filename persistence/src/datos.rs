//! The data bundled with the program: see `datos/LEEME.md`.

use domain::{Actividad, Convenio};
use domain::{
    Agencia, Catalogo, Catalogos, Clave, ContenidoConsejo, Entrada, Informe, Instancia,
    Institucional, Municipio, PactoRegional, Proyecto, Region, Servicio, Titular, Unidad,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Error;

const MUNICIPIOS: &str = include_str!("../../datos/municipios.csv");
const CATALOGOS: &str = include_str!("../../datos/catalogos.toml");
const INFORME_2017: &str = include_str!("../../datos/informe-2017.toml");
/// What is known of an instancia beyond its municipality.
const INSTANCIAS: &[(&str, &str)] = &[("20067", include_str!("../../datos/instancias/20067.toml"))];

fn parse<T: DeserializeOwned>(nombre: &str, texto: &str) -> Result<T, Error> {
    toml::from_str(texto).map_err(|error| Error::DatosIncluidos(format!("{nombre}: {error}")))
}

/// The municipalities of Valles Centrales, in the order of their codes.
///
/// # Errors
/// [`Error::DatosIncluidos`].
pub fn municipios() -> Result<Vec<Municipio>, Error> {
    #[derive(Deserialize)]
    struct Fila {
        cvegeo: Clave,
        municipio: String,
        distrito: String,
    }
    csv::Reader::from_reader(MUNICIPIOS.as_bytes())
        .deserialize()
        .map(|fila| {
            let fila: Fila =
                fila.map_err(|error| Error::DatosIncluidos(format!("municipios: {error}")))?;
            Ok(Municipio {
                clave: fila.cvegeo,
                nombre: fila.municipio,
                distrito: fila.distrito,
                region: Region::VallesCentrales,
            })
        })
        .collect()
}

/// The catalogues an instancia starts with.
///
/// # Errors
/// [`Error::DatosIncluidos`], [`Error::Dominio`].
pub fn catalogos() -> Result<Catalogos, Error> {
    #[derive(Deserialize)]
    struct Archivo {
        areas: Vec<Entrada>,
        grupos: Vec<Entrada>,
        servicios: Vec<Servicio>,
        tipos_violencia: Vec<Entrada>,
        modalidades: Vec<Entrada>,
        tipos_consejo: Vec<Entrada>,
    }
    let archivo: Archivo = parse("catálogos", CATALOGOS)?;
    let catalogos = Catalogos {
        areas: Catalogo::new("áreas", archivo.areas)?,
        grupos: Catalogo::new("grupos de servicios", archivo.grupos)?,
        servicios: Catalogo::new("servicios", archivo.servicios)?,
        tipos_violencia: Catalogo::new("tipos de violencia", archivo.tipos_violencia)?,
        modalidades: Catalogo::new("modalidades", archivo.modalidades)?,
        tipos_consejo: Catalogo::new("tipos de consejo", archivo.tipos_consejo)?,
    };
    catalogos.check()?;
    Ok(catalogos)
}

/// A new instancia of one of the municipalities, with its agencias where they are known.
///
/// # Errors
/// [`domain::Error::EntradaDesconocida`] when the code is not one of Valles Centrales.
pub fn instancia(clave: &Clave, nombre: Option<String>) -> Result<Institucional, Error> {
    #[derive(Deserialize)]
    struct Archivo {
        nombre: String,
        siglas: Option<String>,
        agencias: Vec<Agencia>,
    }
    let municipio = municipios()?
        .into_iter()
        .find(|municipio| &municipio.clave == clave)
        .ok_or_else(|| domain::Error::EntradaDesconocida {
            catalogo: "municipios de los Valles Centrales",
            clave: clave.to_string(),
        })?;
    let conocida = INSTANCIAS.iter().find(|(otra, _)| *otra == clave.as_str());
    let archivo = match conocida {
        Some((_, texto)) => parse("instancia", texto)?,
        None => Archivo {
            nombre: format!("Instancia Municipal de la Mujer de {}", municipio.nombre),
            siglas: None,
            agencias: vec![],
        },
    };
    Ok(Institucional {
        instancia: Instancia {
            nombre: nombre.unwrap_or(archivo.nombre),
            siglas: archivo.siglas,
            municipio,
            titulares: vec![],
        },
        agencias: archivo.agencias,
        consejos: vec![],
        convenios: vec![],
        proyectos: vec![],
        unidades: vec![],
        pactos: vec![],
        actividades: vec![],
        informes: vec![],
    })
}

/// Oaxaca de Juárez with what its press note says of 2017.
///
/// # Errors
/// [`Error::DatosIncluidos`], [`Error::Dominio`].
pub fn informe_2017() -> Result<Institucional, Error> {
    #[derive(Deserialize)]
    struct Archivo {
        titulares: Vec<Titular>,
        consejos: Vec<ContenidoConsejo>,
        convenios: Vec<Convenio>,
        proyectos: Vec<Proyecto>,
        unidades: Vec<Unidad>,
        pactos: Vec<PactoRegional>,
        actividades: Vec<Actividad>,
        informes: Vec<Informe>,
    }
    let archivo: Archivo = parse("informe 2017", INFORME_2017)?;
    let mut institucional = instancia(&"20067".parse()?, None)?;
    institucional.instancia.titulares = archivo.titulares;
    let institucional = Institucional {
        consejos: archivo.consejos,
        convenios: archivo.convenios,
        proyectos: archivo.proyectos,
        unidades: archivo.unidades,
        pactos: archivo.pactos,
        actividades: archivo.actividades,
        informes: archivo.informes,
        ..institucional
    };
    institucional.check()?;
    Ok(institucional)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn there_are_121_municipalities_in_seven_districts() {
        let mut por_distrito = BTreeMap::new();
        for municipio in municipios().unwrap() {
            *por_distrito.entry(municipio.distrito).or_insert(0) += 1;
        }
        let esperado = [
            ("Centro", 21),
            ("Ejutla", 13),
            ("Etla", 23),
            ("Ocotlán", 20),
            ("Tlacolula", 25),
            ("Zaachila", 6),
            ("Zimatlán", 13),
        ];
        assert_eq!(
            por_distrito,
            esperado
                .map(|(distrito, n)| (distrito.to_owned(), n))
                .into()
        );
    }

    #[test]
    fn the_bundled_data_keep_their_rules() {
        catalogos().unwrap();
        assert_eq!(informe_2017().unwrap().agencias.len(), 13);
        for municipio in municipios().unwrap() {
            instancia(&municipio.clave, None).unwrap().check().unwrap();
        }
    }

    #[test]
    fn an_unknown_municipality_is_refused() {
        assert!(matches!(
            instancia(&"09015".parse().unwrap(), None),
            Err(Error::Dominio(domain::Error::EntradaDesconocida { .. }))
        ));
    }
}
