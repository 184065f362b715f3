//! `pacto municipios`: the keys of the municipalities, by name.

use oficina::iniciar::municipalities;

use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) fn run(nombre: Option<&str>) -> Result<(), Fallo> {
    let encontrados = municipalities(nombre.unwrap_or_default())?;
    if encontrados.is_empty() {
        return Err(Fallo::configuracion(
            "ningún municipio de los Valles Centrales se llama así: pruebe con una parte de su nombre, o sin nombre para verlos todos. Los demás del país se inician por su clave, que está en el catálogo único de claves geoestadísticas del INEGI (inegi.org.mx/app/ageeml), con «pacto iniciar --municipio»",
        ));
    }
    for municipio in encontrados {
        print(&format!(
            "{}  {} ({})",
            municipio.clave, municipio.nombre, municipio.distrito
        ));
    }
    Ok(())
}
