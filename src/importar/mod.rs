//! `pacto importar`: a sheet into the register, whole or not at all.

mod atenciones;
mod institucional;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use captura::defecto::Defecto;
use captura::lectura::Fuente;
use captura::mapa::Mapa;
use captura::reporte;

use crate::archivos;
use crate::argumentos::ImportarOrden;
use crate::fallo::Fallo;
use crate::uso::print;

/// Errors that are said; the report has them all.
const DICHOS: usize = 20;

pub(crate) async fn run(peticion: &ImportarOrden) -> Result<(), Fallo> {
    if let Some(reporte) = &peticion.reporte {
        let es_xlsx = reporte
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
        if !es_xlsx || archivos::same(reporte, &peticion.archivo) {
            return Err(Fallo::configuracion(
                "el reporte debe ser otro archivo, y terminar en .xlsx",
            ));
        }
        archivos::must_be_new(reporte)?;
    }
    let mapa = peticion.mapa.as_deref().map(read_map).transpose()?;
    match peticion.tipo.0 {
        None => atenciones::run(peticion, mapa.as_ref()).await,
        Some(clase) => institucional::run(peticion, clase, mapa.as_ref()).await,
    }
}

fn read_map(ruta: &Path) -> Result<Mapa, Fallo> {
    let nombre = ruta.display();
    let texto = fs::read_to_string(ruta)
        .map_err(|_| Fallo::configuracion(format!("no se pudo leer el mapa {nombre}")))?;
    Ok(Mapa::read(&texto)?)
}

/// Says what is wrong, writes the report, and how many errors there are.
fn tell(
    peticion: &ImportarOrden,
    fuente: &Fuente,
    malos: &BTreeMap<u32, Vec<Defecto>>,
) -> Result<usize, Fallo> {
    if let Some(otras) = fuente.unread_sheets() {
        print(&format!(
            "Se leyó la hoja «{}». El libro tiene otras que no se leen: {otras}.",
            fuente.hoja()
        ));
    }
    if fuente.ajenas() > 0 {
        print(&format!(
            "{} columnas de la hoja no se leen.",
            fuente.ajenas()
        ));
    }
    let lugar = if fuente.hoja().is_empty() {
        String::new()
    } else {
        format!("hoja {}, ", fuente.hoja())
    };
    let todos = malos
        .iter()
        .flat_map(|(n, d)| d.iter().map(move |d| (n, d)));
    for (numero, defecto) in todos.take(DICHOS) {
        let dicho = reporte::tell(fuente.forma(), defecto);
        let separa = if defecto.columna.is_some() { "," } else { ":" };
        print(&format!("{lugar}renglón {numero}{separa} {dicho}"));
    }
    let errores: usize = malos.values().map(Vec::len).sum();
    if errores > DICHOS {
        print(&format!(
            "Errores que no se dicen aquí: {}; --reporte los marca todos en la hoja. Por causa:",
            errores - DICHOS
        ));
        for (causa, veces) in causes(fuente, malos) {
            print(&format!("{veces:>8}  {causa}"));
        }
    }
    if let Some(ruta) = peticion.reporte.as_ref().filter(|_| !malos.is_empty()) {
        reporte::write(fuente, malos, ruta)?;
        print(&format!(
            "Se escribió el reporte de errores en {}.",
            ruta.display()
        ));
    }
    Ok(errores)
}

/// A sheet with errors, of which nothing goes in.
fn refuse(errores: usize, malos: usize, renglones: u64) -> Fallo {
    Fallo::configuracion(format!(
        "errores: {errores}, en {malos} de {renglones} renglones; no cambió nada. Corríjalos, o importe los demás con --aceptar-validas"
    ))
}

/// Causes and their frequency, the most frequent first.
fn causes(fuente: &Fuente, malos: &BTreeMap<u32, Vec<Defecto>>) -> Vec<(String, usize)> {
    let mut causas: BTreeMap<String, usize> = BTreeMap::new();
    for defecto in malos.values().flatten() {
        let causa = reporte::cause(fuente.forma(), defecto);
        *causas.entry(causa).or_default() += 1;
    }
    let mut causas: Vec<_> = causas.into_iter().collect();
    causas.sort_by_key(|(_, veces)| std::cmp::Reverse(*veces));
    causas.truncate(DICHOS);
    causas
}
