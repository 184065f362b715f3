//! A table to protect, and its document.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::dimensiones::{Dimension, RAIZ};

/// The codes of a dimension in a cross-tabulation.
pub enum Codigos {
    Todos,
    Lista(Vec<String>),
}

/// The declared cells.
pub enum Cruces {
    Completo,
    Declarados(Vec<Vec<(&'static str, Codigos)>>),
}

/// A table.
pub struct Tabla {
    nombre: String,
    dimensiones: Vec<Dimension>,
    cruces: Cruces,
    /// Count and persons of each leaf.
    hojas: BTreeMap<Vec<usize>, (u64, u64)>,
    /// Document of the earlier edition, which this one adds to.
    pub anterior: Option<String>,
    pub umbral: u64,
    pub ancho: Option<u64>,
    pub ceros: Option<&'static str>,
}

impl Tabla {
    pub fn new(nombre: String, dimensiones: Vec<Dimension>, cruces: Cruces) -> Self {
        Self {
            nombre,
            dimensiones,
            cruces,
            hojas: BTreeMap::new(),
            anterior: None,
            umbral: 5,
            ancho: None,
            ceros: None,
        }
    }

    pub fn add(&mut self, hoja: Vec<usize>, cuenta: u64, personas: u64) {
        let suma = self.hojas.entry(hoja).or_default();
        suma.0 += cuenta;
        suma.1 += personas;
    }

    /// The document. No code needs escaping.
    pub fn to_json(&self) -> String {
        let mut campos = vec![
            ("name", quoted(&self.nombre)),
            (
                "source",
                quoted("generated; invented figures, no real data"),
            ),
            ("threshold", self.umbral.to_string()),
        ];
        campos.extend(self.ancho.map(|ancho| ("width", ancho.to_string())));
        campos.extend(self.ceros.map(|ceros| ("zeros", quoted(ceros))));
        campos.push(("dimensions", lines(self.dimensiones.iter().map(dimension))));
        campos.push(("crosstabs", self.crosstabs()));
        campos.push((
            "inner",
            lines(self.hojas.iter().map(|(hoja, (cuenta, _))| {
                let numeros = hoja
                    .iter()
                    .map(ToString::to_string)
                    .chain([cuenta.to_string()]);
                list(numeros)
            })),
        ));
        if self
            .hojas
            .values()
            .any(|(cuenta, personas)| cuenta != personas)
        {
            let personas = self
                .hojas
                .values()
                .map(|(_, personas)| personas.to_string());
            campos.push(("contributors", list(personas)));
        }
        if let Some(anterior) = &self.anterior {
            campos.push(("editions", list([anterior.trim().to_owned()])));
            campos.push(("edition_link", quoted("additions")));
        }
        let mut texto = String::new();
        for (i, (clave, valor)) in campos.iter().enumerate() {
            let antes = if i == 0 { "{" } else { ",\n " };
            // Writing to a string can't fail.
            let _ = write!(texto, "{antes}\"{clave}\": {valor}");
        }
        texto + "}\n"
    }

    fn crosstabs(&self) -> String {
        let Cruces::Declarados(cruces) = &self.cruces else {
            return quoted("full");
        };
        lines(cruces.iter().map(|cruce| {
            let campos = cruce.iter().map(|(nombre, codigos)| {
                let codigos = match codigos {
                    Codigos::Todos => quoted("all"),
                    Codigos::Lista(codigos) => list(codigos.iter().map(|codigo| quoted(codigo))),
                };
                format!("{}: {codigos}", quoted(nombre))
            });
            format!("{{{}}}", campos.collect::<Vec<_>>().join(", "))
        }))
    }
}

fn dimension(dimension: &Dimension) -> String {
    let codes = |codigos: &[String]| list(codigos.iter().map(|codigo| quoted(codigo)));
    let relaciones = dimension.relaciones.iter();
    let relaciones =
        relaciones.map(|(padre, hijos)| format!("[{}, {}]", quoted(padre), codes(hijos)));
    format!(
        "{{\"name\": {}, \"root\": {}, \"relations\": {}, \"leaves\": {}}}",
        quoted(dimension.nombre),
        quoted(RAIZ),
        list(relaciones),
        codes(&dimension.hojas)
    )
}

fn quoted(texto: &str) -> String {
    format!("\"{texto}\"")
}

fn list(elementos: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", elementos.into_iter().collect::<Vec<_>>().join(", "))
}

fn lines(elementos: impl IntoIterator<Item = String>) -> String {
    format!(
        "[\n  {}\n ]",
        elementos.into_iter().collect::<Vec<_>>().join(",\n  ")
    )
}
