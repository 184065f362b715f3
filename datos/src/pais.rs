//! The municipalities of Mexico by their keys, as INEGI's catalogue has them. Source: catálogo único de claves geoestadísticas, 2024.

use std::collections::BTreeMap;

use domain::Clave;
use serde::Deserialize;

use crate::{Error, incluidos};

/// All but those of Valles Centrales, which have a file of their own.
const DEMAS: &str = include_str!("../municipios-mexico.csv");
/// Municipalities that a state may have made since.
const NUEVOS: u16 = 5;

/// The names of all municipalities, by key.
///
/// # Errors
/// [`Error::Incluidos`].
pub fn nombres() -> Result<BTreeMap<Clave, String>, Error> {
    #[derive(Deserialize)]
    struct Renglon {
        cvegeo: Clave,
        municipio: String,
    }
    let valles = incluidos::municipios()?.into_iter();
    let mut todos: BTreeMap<Clave, String> = valles.map(|m| (m.clave, m.nombre)).collect();
    for renglon in csv::Reader::from_reader(DEMAS.as_bytes()).deserialize() {
        let Renglon { cvegeo, municipio } =
            renglon.map_err(|error| Error::Incluidos(format!("municipios de México: {error}")))?;
        todos.insert(cvegeo, municipio);
    }
    Ok(todos)
}

/// The district of a municipality that has the same name as another one of its state.
pub fn telling_district(clave: &Clave) -> Option<&'static str> {
    match clave.as_str() {
        "20208" => Some("Juxtlahuaca"),
        "20209" | "20319" => Some("Miahuatlán"),
        "20318" => Some("Juquila"),
        _ => None,
    }
}

/// The state of a municipality, by its key: the first two digits are of its state.
pub fn entidad(clave: &Clave) -> Option<&'static str> {
    const ENTIDADES: [&str; 32] = [
        "Aguascalientes",
        "Baja California",
        "Baja California Sur",
        "Campeche",
        "Coahuila de Zaragoza",
        "Colima",
        "Chiapas",
        "Chihuahua",
        "Ciudad de México",
        "Durango",
        "Guanajuato",
        "Guerrero",
        "Hidalgo",
        "Jalisco",
        "México",
        "Michoacán de Ocampo",
        "Morelos",
        "Nayarit",
        "Nuevo León",
        "Oaxaca",
        "Puebla",
        "Querétaro",
        "Quintana Roo",
        "San Luis Potosí",
        "Sinaloa",
        "Sonora",
        "Tabasco",
        "Tamaulipas",
        "Tlaxcala",
        "Veracruz de Ignacio de la Llave",
        "Yucatán",
        "Zacatecas",
    ];
    let numero: usize = clave.as_str().get(..2)?.parse().ok()?;
    ENTIDADES.get(numero.checked_sub(1)?).copied()
}

/// The last number of a municipality that is known in the state of a key, if the key is of none and beyond it by more than could
/// have been made since.
///
/// # Errors
/// [`Error::Incluidos`].
pub fn out_of_range(clave: &Clave) -> Result<Option<u16>, Error> {
    let todos = nombres()?;
    let numero = |clave: &Clave| clave.as_str().get(2..)?.parse::<u16>().ok();
    let estado = clave.as_str().get(..2);
    let del_estado = todos.keys().filter(|otra| otra.as_str().get(..2) == estado);
    let ultimo = del_estado.filter_map(numero).max();
    let fuera = |ultimo: &u16| numero(clave).is_none_or(|n| n == 0 || n > ultimo + NUEVOS);
    Ok(ultimo.filter(fuera))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_municipality_is_of_a_state_and_known_by_its_key() {
        let todos = nombres().unwrap();
        assert_eq!(todos.len(), 2478);
        let de_oaxaca = |clave: &&Clave| entidad(clave) == Some("Oaxaca");
        assert_eq!(todos.keys().filter(de_oaxaca).count(), 570);
        let named = |clave: &str| todos[&clave.parse().unwrap()].as_str();
        assert_eq!(named("11009"), "Comonfort");
        assert_eq!(named("20067"), "Oaxaca de Juárez");
        for clave in todos.keys() {
            assert!(entidad(clave).is_some(), "{clave}");
            assert_eq!(out_of_range(clave).unwrap(), None, "{clave}");
        }
    }

    #[test]
    fn a_key_far_beyond_the_last_of_its_state_is_of_none() {
        for (clave, ultimo) in [
            ("20575", None),
            ("20576", Some(570)),
            ("20000", Some(570)),
            ("33001", None),
        ] {
            assert_eq!(
                out_of_range(&clave.parse().unwrap()).unwrap(),
                ultimo,
                "{clave}"
            );
        }
    }
}
