//! Catalogues whose entries are valid for a time and rest on a law.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use time::Date;

use crate::{Error, Propios, Vigencia};

/// An entry of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Entrada {
    /// Stable key.
    pub clave: String,
    /// Name shown to people.
    pub nombre: String,
    /// Law and article it rests on, where there is one.
    #[serde(default)]
    pub fundamento: Option<String>,
    /// When it is valid.
    #[serde(default)]
    pub vigencia: Vigencia,
}

/// A service that the instancia gives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Servicio {
    /// Key, name, legal basis, validity.
    #[serde(flatten)]
    pub entrada: Entrada,
    /// Key of its area.
    pub area: String,
    /// Key of the group of services that are reported as one figure, if it is in one.
    #[serde(default)]
    pub grupo: Option<String>,
}

impl AsRef<Entrada> for Entrada {
    fn as_ref(&self) -> &Entrada {
        self
    }
}

impl AsRef<Entrada> for Servicio {
    fn as_ref(&self) -> &Entrada {
        &self.entrada
    }
}

/// Entries with distinct keys, in the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogo<T> {
    nombre: &'static str,
    entradas: Vec<T>,
}

impl<T: AsRef<Entrada>> Catalogo<T> {
    /// A catalogue with a Spanish plural `nombre` for messages.
    ///
    /// # Errors
    /// [`Error::EntradaRepetida`] when two entries share a key.
    pub fn new(nombre: &'static str, entradas: Vec<T>) -> Result<Self, Error> {
        let mut claves = BTreeSet::new();
        for entrada in &entradas {
            let clave = &entrada.as_ref().clave;
            if !claves.insert(clave) {
                return Err(Error::EntradaRepetida {
                    catalogo: nombre,
                    clave: clave.clone(),
                });
            }
        }
        Ok(Self { nombre, entradas })
    }

    /// A catalogue without entries, as [`Catalogo::new`] makes them.
    pub(crate) const fn empty(nombre: &'static str) -> Self {
        Self {
            nombre,
            entradas: vec![],
        }
    }

    /// The entries, in order.
    pub fn entradas(&self) -> &[T] {
        &self.entradas
    }

    /// The entry with that key, whatever its validity.
    ///
    /// # Errors
    /// [`Error::EntradaDesconocida`].
    pub fn entrada(&self, clave: &str) -> Result<&T, Error> {
        self.entradas
            .iter()
            .find(|entrada| entrada.as_ref().clave == clave)
            .ok_or_else(|| Error::EntradaDesconocida {
                catalogo: self.nombre,
                clave: clave.to_owned(),
            })
    }

    /// The entry with that key, if it is valid on that day.
    ///
    /// # Errors
    /// [`Error::EntradaDesconocida`], [`Error::FueraDeVigencia`].
    pub fn vigente(&self, clave: &str, fecha: Date) -> Result<&T, Error> {
        let entrada = self.entrada(clave)?;
        let vigencia = entrada.as_ref().vigencia;
        if vigencia.vigente(fecha) {
            Ok(entrada)
        } else {
            Err(Error::FueraDeVigencia {
                clave: clave.to_owned(),
                fecha,
                vigencia: vigencia.to_string(),
            })
        }
    }
}

/// The catalogues of an instancia.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogos {
    /// Areas of service.
    pub areas: Catalogo<Entrada>,
    /// Groups of services reported as one figure.
    pub grupos: Catalogo<Entrada>,
    /// Services.
    pub servicios: Catalogo<Servicio>,
    /// Types of violence.
    pub tipos_violencia: Catalogo<Entrada>,
    /// Modalities (settings) of violence.
    pub modalidades: Catalogo<Entrada>,
    /// Kinds of council.
    pub tipos_consejo: Catalogo<Entrada>,
    /// What the office added to other lists.
    pub propios: Propios,
}

impl Catalogos {
    /// Checks that every service is in an area and a group that exist, and every group in one area.
    ///
    /// # Errors
    /// [`Error::EntradaDesconocida`].
    pub fn check(&self) -> Result<(), Error> {
        let mut areas = BTreeMap::new();
        for servicio in self.servicios.entradas() {
            self.areas.entrada(&servicio.area)?;
            if let Some(grupo) = &servicio.grupo {
                self.grupos.entrada(grupo)?;
                if *areas.entry(grupo).or_insert(&servicio.area) != &servicio.area {
                    return Err(Error::EntradaRepetida {
                        catalogo: "grupos, en dos áreas",
                        clave: grupo.clone(),
                    });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use time::macros::date;

    fn entrada(clave: &str, desde: Option<Date>) -> Entrada {
        Entrada {
            clave: clave.into(),
            nombre: clave.into(),
            fundamento: None,
            vigencia: Vigencia { desde, hasta: None },
        }
    }

    /// Small catalogues for the tests of other rooms.
    pub(crate) fn catalogos() -> Catalogos {
        let servicio = |clave: &str, grupo: Option<&str>| Servicio {
            entrada: entrada(clave, None),
            area: "atencion".into(),
            grupo: grupo.map(Into::into),
        };
        Catalogos {
            areas: Catalogo::new("áreas", vec![entrada("atencion", None)]).unwrap(),
            grupos: Catalogo::new("grupos de servicios", vec![entrada("juridico", None)]).unwrap(),
            servicios: Catalogo::new(
                "servicios",
                vec![
                    servicio("asesoria_juridica", Some("juridico")),
                    servicio("apoyo_psicologico", None),
                ],
            )
            .unwrap(),
            tipos_violencia: Catalogo::new(
                "tipos de violencia",
                vec![
                    entrada("fisica", None),
                    entrada("vicaria", Some(date!(2024 - 01 - 18))),
                ],
            )
            .unwrap(),
            modalidades: Catalogo::new(
                "modalidades",
                vec![entrada("digital", Some(date!(2021 - 06 - 02)))],
            )
            .unwrap(),
            tipos_consejo: Catalogo::new(
                "tipos de consejo",
                vec![
                    entrada("consultivo", None),
                    entrada("pase", Some(date!(2018 - 08 - 30))),
                ],
            )
            .unwrap(),
            propios: Propios::default(),
        }
    }

    #[test]
    fn an_entry_is_known_by_one_key() {
        let repetido = Catalogo::new("áreas", vec![entrada("a", None), entrada("a", None)]);
        assert_eq!(
            repetido,
            Err(Error::EntradaRepetida {
                catalogo: "áreas",
                clave: "a".into()
            })
        );
    }

    #[test]
    fn an_entry_holds_from_its_first_day() {
        let catalogos = catalogos();
        let en = |fecha| catalogos.tipos_violencia.vigente("vicaria", fecha);
        assert!(matches!(
            en(date!(2017 - 05 - 01)),
            Err(Error::FueraDeVigencia { .. })
        ));
        assert!(en(date!(2024 - 01 - 18)).is_ok());
        assert!(matches!(
            catalogos
                .tipos_violencia
                .vigente("otra", date!(2024 - 01 - 18)),
            Err(Error::EntradaDesconocida { .. })
        ));
    }

    #[test]
    fn a_service_needs_an_area_that_exists() {
        let mut catalogos = catalogos();
        assert_eq!(catalogos.check(), Ok(()));
        let huerfano = Servicio {
            entrada: entrada("x", None),
            area: "otra".into(),
            grupo: None,
        };
        catalogos.servicios = Catalogo::new("servicios", vec![huerfano]).unwrap();
        assert!(matches!(
            catalogos.check(),
            Err(Error::EntradaDesconocida {
                catalogo: "áreas",
                ..
            })
        ));
    }
}
