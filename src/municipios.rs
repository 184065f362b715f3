//! `pacto municipios`: the keys of the municipalities, by name.

use oficina::iniciar::{like, municipalities};

use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) fn run(palabras: &[String]) -> Result<(), Fallo> {
    let nombre = palabras.join(" ");
    let encontrados = municipalities(&nombre)?;
    if encontrados.is_empty() {
        let cerca = like(&nombre)?;
        let cerca = cerca.map_or_else(
            || ".".to_owned(),
            |cerca| format!(": ¿quiso decir {cerca}?"),
        );
        return Err(Fallo::configuracion(format!(
            "ningún municipio de México se llama así{cerca} Pruebe con una parte de su nombre; si es nuevo, su clave está en el catálogo único de claves geoestadísticas del INEGI (inegi.org.mx/app/ageeml), y se inicia con «pacto iniciar --municipio»"
        )));
    }
    for municipio in encontrados {
        print(&format!(
            "{}  {} ({})",
            municipio.clave, municipio.nombre, municipio.donde
        ));
    }
    Ok(())
}
