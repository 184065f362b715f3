//! `pacto importar`: a sheet into the register, whole or not at all.

mod atenciones;
mod institucional;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use captura::defecto::Defecto;
use captura::fold;
use captura::lectura::Fuente;
use captura::mapa::Mapa;
use captura::reporte::{self, Listas};
use oficina::importar::Archivo;

use crate::archivos;
use crate::argumentos::ImportarOrden;
use crate::fallo::Fallo;
use crate::uso::{count, print};

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
    let archivo = |hoja| Archivo {
        ruta: &peticion.archivo,
        hoja,
        mapa: mapa.as_ref(),
    };
    match peticion.hoja.as_slice() {
        [] => take(peticion, Vuelta::Unica, archivo(None)).await,
        [una] => take(peticion, Vuelta::Unica, archivo(Some(una.as_str()))).await,
        varias => several(peticion, varias, archivo).await,
    }
}

/// For the how many-th time a sheet is read, where several of a workbook are taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vuelta {
    /// It is the only one that is.
    Unica,
    /// It is seen whether it holds, and nothing is said if it does.
    Ensayo,
    /// All of them hold.
    Segunda,
}

async fn take(peticion: &ImportarOrden, vuelta: Vuelta, archivo: Archivo<'_>) -> Result<(), Fallo> {
    match peticion.tipo.0 {
        None => atenciones::run(peticion, vuelta, archivo).await,
        Some(clase) => institucional::run(peticion, vuelta, clase, archivo).await,
    }
}

/// Several sheets of a workbook, one after the other: none of them, if one has errors.
async fn several<'a>(
    peticion: &'a ImportarOrden,
    nombres: &'a [String],
    archivo: impl Fn(Option<&'a str>) -> Archivo<'a>,
) -> Result<(), Fallo> {
    let mut suyas: Vec<&str> = vec![];
    for nombre in nombres {
        if suyas.iter().all(|otra| fold(otra) != fold(nombre)) {
            suyas.push(nombre);
        }
    }
    let vueltas = match (suyas.as_slice(), peticion.simular) {
        ([_], _) => &[Vuelta::Unica][..],
        (_, true) => &[Vuelta::Segunda],
        (_, false) => &[Vuelta::Ensayo, Vuelta::Segunda],
    };
    for vuelta in vueltas {
        for hoja in &suyas {
            if *vuelta == Vuelta::Segunda {
                print(&format!("Hoja «{hoja}»:"));
            }
            take(peticion, *vuelta, archivo(Some(hoja))).await?;
        }
    }
    Ok(())
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
    vuelta: Vuelta,
    (fuente, listas): (&Fuente, &Listas),
    malos: &BTreeMap<u32, Vec<Defecto>>,
) -> Result<usize, Fallo> {
    if vuelta == Vuelta::Ensayo && malos.is_empty() {
        return Ok(0);
    }
    let otras = fuente.unread_sheets().filter(|_| vuelta == Vuelta::Unica);
    if let Some(otras) = otras {
        print(&format!(
            "Se leyó la hoja «{}». El libro tiene otras que no se leen: {otras}.",
            fuente.hoja()
        ));
    }
    let ajenas: Vec<String> = fuente.ajenas().iter().map(|a| format!("«{a}»")).collect();
    match ajenas.as_slice() {
        [] => {}
        [una] => print(&format!("Hay una columna de la hoja que no se lee: {una}.")),
        varias => print(&format!(
            "Hay {} columnas de la hoja que no se leen: {}.",
            varias.len(),
            varias.join(", ")
        )),
    }
    let lugar = if fuente.hoja().is_empty() {
        String::new()
    } else {
        format!("hoja {}, ", fuente.hoja())
    };
    let mut lineas = lines(fuente, malos);
    for linea in lineas.by_ref().take(DICHOS) {
        print(&format!("{lugar}{linea}"));
    }
    let mas = lineas.count();
    let errores: usize = malos.values().map(Vec::len).sum();
    if mas > 0 {
        print(&format!(
            "Hay {mas} más, que --reporte marca en la hoja. Las causas más frecuentes de todos:"
        ));
        for (causa, veces) in reporte::causes(fuente.forma(), malos) {
            print(&format!("{veces:>8}  {causa}"));
        }
    }
    if let Some(ruta) = peticion.reporte.as_ref().filter(|_| !malos.is_empty()) {
        reporte::write(fuente, malos, listas, ruta)?;
        print(&format!(
            "Se escribió el reporte de errores en {}.",
            ruta.display()
        ));
    }
    Ok(errores)
}

/// Every defect with its place, in the order of the sheet; one that rows in a row have is told once.
fn lines(fuente: &Fuente, malos: &BTreeMap<u32, Vec<Defecto>>) -> impl Iterator<Item = String> {
    let mut grupos: Vec<(u32, u32, &Vec<Defecto>)> = vec![];
    for (numero, defectos) in malos {
        let del_renglon = |d: &Vec<Defecto>| d.iter().all(|defecto| defecto.columna.is_none());
        match grupos.last_mut() {
            Some((_, hasta, suyos))
                if *suyos == defectos && del_renglon(defectos) && *hasta + 2 >= *numero =>
            {
                *hasta = *numero;
            }
            _ => grupos.push((*numero, *numero, defectos)),
        }
    }
    let forma = fuente.forma();
    grupos
        .into_iter()
        .flat_map(move |(desde, hasta, defectos)| {
            let lugar = if desde == hasta {
                format!("renglón {desde}")
            } else {
                format!("renglones {desde} a {hasta}")
            };
            defectos.iter().map(move |defecto| {
                let separa = if defecto.columna.is_some() { "," } else { ":" };
                format!("{lugar}{separa} {}", reporte::tell(forma, defecto))
            })
        })
}

/// A sheet with errors, of which nothing goes in.
fn refuse(errores: usize, malos: usize, renglones: u64) -> Fallo {
    Fallo::configuracion(format!(
        "errores: {errores}, en {malos} de {}; no cambió nada. Corríjalos, o importe los demás con --aceptar-validas",
        count(renglones, "renglón", "renglones")
    ))
}
