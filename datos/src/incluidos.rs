//! The data that lie beside this code: see `datos/LEEME.md`.

use domain::{
    Catalogo, Catalogos, Clave, Entrada, Instancia, Institucional, Municipio, Propios, Region,
    Servicio,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{Error, hojas};

const MUNICIPIOS: &str = include_str!("../municipios.csv");
const CATALOGOS: &str = include_str!("../catalogos.toml");
fn parse<T: DeserializeOwned>(nombre: &str, texto: &str) -> Result<T, Error> {
    toml::from_str(texto).map_err(|error| Error::Incluidos(format!("{nombre}: {error}")))
}

/// The municipalities of Valles Centrales, in the order of their codes.
///
/// # Errors
/// [`Error::Incluidos`].
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
                fila.map_err(|error| Error::Incluidos(format!("municipios: {error}")))?;
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
/// [`Error::Incluidos`], [`Error::Dominio`].
pub fn catalogos() -> Result<Catalogos, Error> {
    #[derive(Deserialize)]
    struct CatalogosEscritos {
        areas: Vec<Entrada>,
        grupos: Vec<Entrada>,
        servicios: Vec<Servicio>,
        tipos_violencia: Vec<Entrada>,
        modalidades: Vec<Entrada>,
        tipos_consejo: Vec<Entrada>,
    }
    let archivo: CatalogosEscritos = parse("catálogos", CATALOGOS)?;
    let catalogos = Catalogos {
        areas: Catalogo::new("áreas", archivo.areas)?,
        grupos: Catalogo::new("grupos de servicios", archivo.grupos)?,
        servicios: Catalogo::new("servicios", archivo.servicios)?,
        tipos_violencia: Catalogo::new("tipos de violencia", archivo.tipos_violencia)?,
        modalidades: Catalogo::new("modalidades", archivo.modalidades)?,
        tipos_consejo: Catalogo::new("tipos de consejo", archivo.tipos_consejo)?,
        propios: Propios::default(),
    };
    catalogos.check()?;
    Ok(catalogos)
}

/// A new instancia of one of the municipalities, with its agencias where they are known.
///
/// # Errors
/// [`domain::Error::EntradaDesconocida`] when the code is not one of Valles Centrales.
pub fn instancia(clave: &Clave, nombre: Option<String>) -> Result<Institucional, Error> {
    let municipio = municipios()?
        .into_iter()
        .find(|municipio| &municipio.clave == clave)
        .ok_or_else(|| domain::Error::EntradaDesconocida {
            catalogo: "municipios de los Valles Centrales",
            clave: clave.to_string(),
        })?;
    of(municipio, nombre)
}

/// What the instancia of a municipality is called, unless it says otherwise.
pub fn usual_name(municipio: &Municipio) -> String {
    format!("Instancia Municipal de la Mujer de {}", municipio.nombre)
}

/// A new instancia of a municipality, with its agencias where they are known.
///
/// # Errors
/// [`Error::Incluidos`], [`Error::Temporal`].
pub fn of(municipio: Municipio, nombre: Option<String>) -> Result<Institucional, Error> {
    let suyas = hojas::known(municipio.clave.as_str());
    let mut nueva = Institucional {
        instancia: Instancia {
            nombre: usual_name(&municipio),
            siglas: None,
            municipio,
            titulares: vec![],
        },
        agencias: vec![],
        consejos: vec![],
        convenios: vec![],
        proyectos: vec![],
        unidades: vec![],
        pactos: vec![],
        actividades: vec![],
        informes: vec![],
    };
    hojas::add(&mut nueva, suyas)?;
    if let Some(nombre) = nombre {
        nueva.instancia.nombre = nombre;
    }
    Ok(nueva)
}

/// Oaxaca de Juárez with what its press note says of 2017.
///
/// # Errors
/// [`Error::Incluidos`], [`Error::Dominio`].
pub fn informe_2017() -> Result<Institucional, Error> {
    let mut institucional = instancia(&"20067".parse()?, None)?;
    hojas::add(&mut institucional, hojas::INFORME_2017)?;
    institucional.check()?;
    Ok(institucional)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::cubo::{Recuento, Rejillas};
    use domain::{Contenido, Draft, Materia};
    use std::collections::BTreeMap;
    use time::Date;
    use time::macros::date;

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

    /// The content of some records at a cut-off, without attentions.
    fn content_of(institucional: Institucional, corte: Date) -> Contenido {
        let plan = crate::plan::bundled().unwrap();
        let Institucional {
            agencias, unidades, ..
        } = &institucional;
        let rejillas = Rejillas::new(&plan, corte, &catalogos().unwrap(), agencias, unidades);
        let materia = Materia {
            cubo: Recuento::new(&rejillas.anual, 5).finish(),
            institucional,
            plan: plan.clone(),
            rejillas: rejillas.clone(),
            previa: None,
            actos: domain::proteccion::CierreActos::default(),
            corte,
            sintetica: false,
        };
        Draft::new(materia, &mut |_| ()).unwrap().contenido
    }

    /// The content of the note's records at a cut-off.
    fn content(corte: Date) -> Contenido {
        content_of(informe_2017().unwrap(), corte)
    }

    #[test]
    fn an_edition_has_what_had_happened_by_its_cut_off() {
        let lista = |c: &Contenido| {
            let i = &c.institucional;
            let sesiones = i.consejos[0].sesiones.len();
            (
                i.convenios.len(),
                i.actividades.len(),
                i.unidades.len(),
                sesiones,
                c.informe.is_some(),
                c.cifras.len(),
            )
        };
        assert_eq!(
            lista(&content(date!(2017 - 12 - 31))),
            (4, 14, 1, 1, true, 12)
        );
        // Undated acts count at the end of 2017, and the session was held for the report.
        assert_eq!(
            lista(&content(date!(2017 - 12 - 30))),
            (0, 0, 0, 0, false, 0)
        );
        // A unit stays; the acts and the report are those of another year.
        assert_eq!(
            lista(&content(date!(2018 - 12 - 31))),
            (0, 0, 1, 1, false, 0)
        );
    }

    #[test]
    fn records_are_unique_and_refer_to_what_is_there() {
        let broken = |rompe: &dyn Fn(&mut Institucional)| {
            let mut institucional = informe_2017().unwrap();
            rompe(&mut institucional);
            institucional.check().unwrap_err()
        };
        let repetida = broken(&|i| i.convenios[1].clave = i.convenios[0].clave.clone());
        assert!(matches!(
            repetida,
            domain::Error::ClaveRepetida {
                lista: "convenios",
                ..
            }
        ));
        let sin_agencia = broken(&|i| i.agencias.clear());
        assert!(matches!(sin_agencia, domain::Error::ReferenciaRota { .. }));
        let sin_sesion = broken(&|i| i.consejos[0].sesiones.clear());
        assert!(matches!(sin_sesion, domain::Error::ReferenciaRota { .. }));
        let sin_informe = broken(&|i| i.informes.clear());
        assert!(matches!(sin_informe, domain::Error::ReferenciaRota { .. }));
        let otra_unidad =
            broken(&|i| i.informes[0].cifras[0].unidad = domain::UnidadMedida::Actividad);
        assert!(matches!(otra_unidad, domain::Error::MedidasDistintas(..)));
    }

    #[test]
    fn the_order_of_the_records_does_not_show() {
        let mut al_reves = informe_2017().unwrap();
        al_reves.actividades.reverse();
        al_reves.agencias.reverse();
        al_reves.convenios.reverse();
        let corte = date!(2017 - 12 - 31);
        assert_eq!(content_of(al_reves, corte), content(corte));
    }
}
