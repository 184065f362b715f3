//! `pacto importar`: a sheet into the register, whole or not at all.

mod atenciones;
mod institucional;
mod mayoria;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use captura::atenciones::columnas::FORMA as ATENCIONES;
use captura::defecto::Defecto;
use captura::dias::Orden;
use captura::fold;
use captura::forma::Forma;
use captura::institucional::Clase;
use captura::lectura::{Fuente, TODAS};
use captura::mapa::Mapa;
use captura::reporte::{self, Listas};
use oficina::importar::{Archivo, Parecidos};

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
    }
    let mapa = peticion.mapa.as_deref().map(read_map).transpose()?;
    let archivo = |hoja| Archivo {
        ruta: &peticion.archivo,
        hoja,
        mapa: mapa.as_ref(),
        dudas: &[],
    };
    let hojas = sheets(peticion, mapa.as_ref())?;
    let mut suyas: Vec<&str> = vec![];
    for nombre in &hojas {
        if suyas.iter().all(|otra| fold(otra) != fold(nombre)) {
            suyas.push(nombre);
        }
    }
    match suyas[..] {
        [] => take(peticion, archivo(None), &[], &mut Arc::default()).await,
        [una] => take(peticion, archivo(Some(una)), &suyas, &mut Arc::default()).await,
        _ => several(peticion, &suyas, archivo).await,
    }
}

/// The layout of the kind that is asked for.
fn form(peticion: &ImportarOrden) -> &'static Forma {
    peticion.tipo.0.map_or(&ATENCIONES, Clase::forma)
}

/// The sheets that are asked for; where all are, their names.
fn sheets(peticion: &ImportarOrden, mapa: Option<&Mapa>) -> Result<Vec<String>, Fallo> {
    if !matches!(&peticion.hoja[..], [una] if fold(una) == TODAS) {
        return Ok(peticion.hoja.clone());
    }
    Ok(Fuente::all_sheets(&peticion.archivo, form(peticion), mapa)?)
}

/// Takes a sheet in. `pedidas`: those that were asked for; `vistos`: the numbers of those before it.
async fn take(
    peticion: &ImportarOrden,
    archivo: Archivo<'_>,
    pedidas: &[&str],
    vistos: &mut Arc<Parecidos>,
) -> Result<(), Fallo> {
    match peticion.tipo.0 {
        None => atenciones::run(peticion, archivo, pedidas, vistos).await,
        Some(clase) => institucional::run(peticion, clase, archivo, pedidas).await,
    }
}

/// Several sheets of a workbook, one after the other, each whole or not at all: what one says the next ones know. The first that
/// has errors is the last, unless it is only looked at them.
async fn several<'a>(
    peticion: &'a ImportarOrden,
    suyas: &[&'a str],
    archivo: impl Fn(Option<&'a str>) -> Archivo<'a>,
) -> Result<(), Fallo> {
    let (mut malas, mut vistos) = (vec![], Arc::default());
    // How days are written in one sheet tells of the others, before the first one goes in.
    let ordenes = suyas.iter();
    let ordenes: Vec<Vec<Orden>> = ordenes
        .map(|hoja| archivo(Some(hoja)).days(form(peticion)))
        .collect();
    let dudas = Orden::doubts_by_column(&ordenes);
    for ((i, hoja), dudas) in suyas.iter().enumerate().zip(&dudas) {
        print(&format!("Hoja «{hoja}»:"));
        let suyo = Archivo {
            dudas,
            ..archivo(Some(hoja))
        };
        let hecha = take(peticion, suyo, suyas, &mut vistos).await;
        if let (true, Err(Fallo::Configuracion(mensaje))) = (peticion.simular, &hecha) {
            print(&format!("{mensaje}."));
            malas.push(*hoja);
            continue;
        }
        if hecha.is_err() && i > 0 && !peticion.simular {
            print(&format!(
                "Ya entraron: {}. De «{hoja}» y de las que siguen no entró nada. Cuando esté corregida, repita la orden: lo que ya entró no cuenta dos veces.",
                suyas[..i].join(", ")
            ));
        }
        hecha?;
    }
    if malas.is_empty() {
        return Ok(());
    }
    Err(Fallo::configuracion(format!(
        "tienen errores {} de {} hojas: {}; no cambió nada",
        malas.len(),
        suyas.len(),
        malas.join(", ")
    )))
}

fn read_map(ruta: &Path) -> Result<Mapa, Fallo> {
    let nombre = ruta.display();
    let texto = fs::read_to_string(ruta)
        .map_err(|_| Fallo::configuracion(format!("no se pudo leer el mapa {nombre}")))?;
    Ok(Mapa::read(&texto)?)
}

/// Says what is wrong, writes the report, and how many errors there are.
fn tell(
    (peticion, pedidas): (&ImportarOrden, &[&str]),
    (fuente, listas): (&Fuente, &Listas),
    malos: &BTreeMap<u32, Vec<Defecto>>,
) -> Result<usize, Fallo> {
    tell_unread(fuente, pedidas);
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
    match fuente.hidden()? {
        0 => {}
        1 => print(
            "Aviso: 1 renglón de la hoja está oculto, por un filtro o a mano, y también se lee.",
        ),
        n => print(&format!(
            "Aviso: {n} renglones de la hoja están ocultos, por un filtro o a mano, y también se leen."
        )),
    }
    tell_of_map(fuente, malos);
    let lugar = if fuente.hoja().is_empty() {
        String::new()
    } else {
        format!("hoja {}, ", fuente.hoja())
    };
    let mut lineas = lines(fuente, malos);
    for (linea, _) in lineas.by_ref().take(DICHOS) {
        print(&format!("{lugar}{linea}"));
    }
    let mas: usize = lineas.map(|(_, errores)| errores).sum();
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
        let ruta = if pedidas.len() > 1 {
            of_sheet(ruta, fuente.hoja())
        } else {
            ruta.clone()
        };
        archivos::must_be_new(&ruta).map_err(|fallo| {
            Fallo::configuracion(format!(
                "errores: {errores}; no cambió nada. No se escribió el reporte: {}",
                fallo.tell()
            ))
        })?;
        reporte::write(fuente, malos, listas, &ruta)?;
        print(&format!(
            "Se escribió el reporte de errores en {}.",
            ruta.display()
        ));
    }
    Ok(errores)
}

/// Says what a map says wrong in all rows: no cell of the sheet puts it right.
fn tell_of_map(fuente: &Fuente, malos: &BTreeMap<u32, Vec<Defecto>>) {
    let todos = malos.values().flatten();
    let columnas: BTreeSet<usize> = todos.filter_map(|defecto| defecto.columna).collect();
    for columna in columnas {
        if let Some(texto) = fuente.constant(columna) {
            print(&format!(
                "La columna «{}» la dice el mapa, en [constantes]: «{texto}». Si ahí está mal, corrija el mapa y no la hoja.",
                fuente.forma().fichas[columna].titulo
            ));
        }
    }
}

/// Says which sheets of the book are not read; of several, with the last of them.
fn tell_unread(fuente: &Fuente, pedidas: &[&str]) {
    let Some(otras) = fuente.unread_sheets(pedidas) else {
        return;
    };
    let hoja = fuente.hoja();
    match pedidas {
        [] | [_] => print(&format!(
            "Se leyó la hoja «{hoja}». El libro tiene otras que no se leen: {otras}."
        )),
        [.., ultima] if fold(ultima) == fold(hoja) => {
            print(&format!(
                "El libro tiene otras hojas que no se leen: {otras}."
            ));
        }
        _ => {}
    }
}

/// The report of one of several sheets: `errores-Enero.xlsx`.
fn of_sheet(ruta: &Path, hoja: &str) -> PathBuf {
    let nombre = ruta.file_stem().unwrap_or_default().to_string_lossy();
    let letra = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let hoja: String = hoja.chars().map(letra).collect();
    ruta.with_file_name(format!("{nombre}-{hoja}.xlsx"))
}

/// Every defect with its place, in the order of the sheet, and of how many rows it is: one that rows in a row have is told once.
fn lines(
    fuente: &Fuente,
    malos: &BTreeMap<u32, Vec<Defecto>>,
) -> impl Iterator<Item = (String, usize)> {
    let mut grupos: Vec<(u32, u32, &Vec<Defecto>, usize)> = vec![];
    for (numero, defectos) in malos {
        let del_renglon = |d: &Vec<Defecto>| d.iter().all(|defecto| defecto.columna.is_none());
        match grupos.last_mut() {
            Some((_, hasta, suyos, cuantos))
                if *suyos == defectos && del_renglon(defectos) && *hasta + 1 == *numero =>
            {
                *hasta = *numero;
                *cuantos += 1;
            }
            _ => grupos.push((*numero, *numero, defectos, 1)),
        }
    }
    let forma = fuente.forma();
    grupos
        .into_iter()
        .flat_map(move |(desde, hasta, defectos, cuantos)| {
            let lugar = if desde == hasta {
                format!("renglón {desde}")
            } else {
                format!("renglones {desde} a {hasta}")
            };
            defectos.iter().map(move |defecto| {
                let separa = if defecto.columna.is_some() { "," } else { ":" };
                let linea = format!("{lugar}{separa} {}", reporte::tell(forma, defecto));
                (linea, cuantos)
            })
        })
}

/// A sheet with errors, of which nothing goes in.
fn refuse(errores: usize, malos: usize, renglones: u64) -> Fallo {
    let otros = u64::try_from(malos).is_ok_and(|malos| malos < renglones);
    let o_los_demas = if otros {
        ", o importe los demás con --aceptar-validas"
    } else {
        ""
    };
    Fallo::configuracion(format!(
        "errores: {errores}, en {malos} de {}; no cambió nada. Corríjalos{o_los_demas}",
        count(renglones, "renglón", "renglones")
    ))
}
