//! `pacto rectificar`: puts right what one attention says, or what is known of its person.

use captura::atenciones::columnas::{Columna, FORMA};
use captura::atenciones::{Lector, Vistas, prefix};
use captura::celda::{Celda, Celdas};
use captura::exportacion::cells;
use captura::reporte::tell;
use claves::Identidad;
use domain::{Clave, Dicho};
use persistence::Registro;

use crate::argumentos::Almacenes;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(
    almacenes: &Almacenes,
    clave: &Clave,
    folio: &str,
    cambios: &[(String, String)],
) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let identidad = Identidad::load(&lugares.claves)?.ok_or(persistence::Error::SinIdentidad)?;
    let registro = Registro::open(&lugares.registro).await?;
    let marco = registro.marco(clave).await?;
    let autoria = autoria();
    let hoy = autoria.cuando.date();
    // What it says now is read where it is changed: nobody changes it in between.
    let rectificacion = registro.import(clave, &identidad, autoria).await?;
    let folio = folio.trim().to_uppercase();
    let dicho = rectificacion.by_folio(&identidad, &folio).await?;
    let como_esta = cells(&dicho, &marco, &prefix(&identidad, clave));
    let (celdas, otra) = change(como_esta, &dicho, cambios)?;
    let suya = dicho
        .persona
        .map(|(numero, persona)| (numero, persona.seudonimo));
    let lector = Lector {
        instancia: clave,
        marco: &marco,
        identidad: &identidad,
        hoy,
        conocida: suya,
    };
    let leido = lector.read(&celdas, &mut Vistas::default());
    let renglon = leido.map_err(|defectos| {
        let dichos: Vec<String> = defectos.iter().map(|d| tell(&FORMA, d)).collect();
        Fallo::configuracion(format!("{}; no cambió nada", dichos.join("; ")))
    })?;
    // Of somebody else what is known is not replaced by what was said of the first.
    let de = suya.filter(|_| !otra).map(|(_, seudonimo)| seudonimo);
    let mut rectificacion = rectificacion.correcting(de);
    if let Some((_, choque)) = rectificacion.add(&[renglon]).await?.first() {
        return Err(Fallo::configuracion(format!("{choque}; no cambió nada")));
    }
    if rectificacion.so_far().rectificados == 0 {
        rectificacion.forget().await?;
        print("El registro ya decía eso: no cambió nada.");
        return Ok(());
    }
    let hecho = rectificacion.finish(None).await?;
    print("Se rectificó la atención; lo que decía antes queda en la historia del registro.");
    if hecho.de_cerrados > 0 {
        print("Es de un mes ya publicado: lo publicado no cambia.");
    }
    print(
        "Corrija también su hoja: si vuelve a importarla como estaba, el registro volverá a decir lo de antes o la rechazará.",
    );
    Ok(())
}

/// The cells with the changes in them, and whether they are of somebody else now.
fn change(
    mut celdas: Celdas,
    dicho: &Dicho,
    cambios: &[(String, String)],
) -> Result<(Celdas, bool), Fallo> {
    let mut columnas = Vec::new();
    for (titulo, valor) in cambios {
        let columna = FORMA.find(titulo).ok_or_else(|| {
            Fallo::configuracion(
                "la plantilla no tiene una de esas columnas: vea «pacto plantilla»",
            )
        })?;
        if columna == usize::from(Columna::Folio) {
            return Err(Fallo::configuracion(
                "el folio no se cambia: por él se reconoce la atención",
            ));
        }
        columnas.push((columna, Celda::from(valor.as_str())));
    }
    let es = |columna: Columna| columnas.iter().any(|(c, _)| *c == usize::from(columna));
    let otra = es(Columna::Curp) || es(Columna::Expediente);
    let de_la_persona = usize::from(Columna::Curp)..Columna::TODAS;
    if otra {
        celdas[de_la_persona].fill(Celda::Vacia);
    } else if dicho.persona.is_none() && columnas.iter().any(|(c, _)| de_la_persona.contains(c)) {
        return Err(Fallo::configuracion(
            "la atención es anónima: diga primero de quién es, con su CURP o su expediente",
        ));
    }
    for (columna, celda) in columnas {
        celdas[columna] = celda;
    }
    Ok((celdas, otra))
}
