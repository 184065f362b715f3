//! `pacto iniciar`: an empty real instancia with its catalogues.

use domain::{Clave, Instancia};
use oficina::iniciar::{self, Ajeno, Iniciacion};

use crate::almacenes::{Lugares, identity_or_new, key_or_new};
use crate::argumentos::{IniciarOrden, Sitio};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::pregunta::insisted;
use crate::uso::{count, print};

/// How the name of an instancia is put right.
const BY_SHEET: &str = "se corrige con su hoja: «pacto plantilla instancia -o instancia.xlsx», y «pacto importar instancia.xlsx --tipo instancia»";

pub(crate) async fn run(sitio: &Sitio, nueva: IniciarOrden) -> Result<(), Fallo> {
    let clave = &sitio.instancia;
    let lugares = sitio.almacenes.resolve()?;
    let naturaleza = nueva.naturaleza();
    let ajeno = Ajeno {
        nombre: nueva.municipio,
        region: nueva.region,
        distrito: nueva.distrito,
    };
    if nueva.corregir && nueva.nombre.is_some() {
        return Err(Fallo::configuracion(format!(
            "--corregir es para el municipio; el nombre de la instancia {BY_SHEET}"
        )));
    }
    if nueva.corregir {
        return correct(&lugares, clave, &ajeno, nueva.si).await;
    }
    let con_nombre = nueva.nombre.is_some();
    let dice_algo = con_nombre || ajeno.says_something();
    let carga = match iniciar::empty(clave, nueva.nombre, &ajeno) {
        // What is not said again of its municipality is in the register.
        Err(_) if !dice_algo && iniciar::started(&lugares, clave).await.is_ok() => {
            print(&already(clave));
            return Ok(());
        }
        otra => otra?,
    };
    if let Some(duda) = iniciar::doubt(clave, &ajeno)?
        && !insisted(nueva.si, &duda, "¿Iniciarla con ese nombre?")?
    {
        return Ok(());
    }
    iniciar::make_register(&lugares).await?;
    let otras = iniciar::others(&lugares, clave).await?;
    if !otras.is_empty() {
        let duda = format!(
            "aquí ya se lleva el registro de {}, y {clave} sería otra instancia, que después no se quita. Si lo que está mal es el nombre del municipio, se corrige con --corregir; para un registro aparte, otra carpeta, con --datos.",
            otras.join(", ")
        );
        if !insisted(nueva.si, &duda, "¿Iniciar otra?")? {
            return Ok(());
        }
    }
    let instancia = &carga.institucional.instancia;
    let agencias = carga.institucional.agencias.len();
    identity_or_new(&lugares).await?;
    key_or_new(&lugares)?;
    match iniciar::start(&lugares, &carga, naturaleza, &autoria()).await? {
        Iniciacion::Nueva => tell(&lugares, instancia, agencias),
        Iniciacion::YaEstaba => {
            print(&already(clave));
            let esta = iniciar::started(&lugares, clave).await?;
            if con_nombre && esta.nombre != instancia.nombre {
                print(&format!(
                    "Se llama «{}», y no «{}»: el nombre {BY_SHEET}.",
                    esta.nombre, instancia.nombre
                ));
            }
            if esta.municipio != instancia.municipio {
                print(&format!(
                    "Su municipio está registrado como {}, y sería {}: si está mal, repita la orden con --corregir.",
                    place(&esta),
                    place(instancia)
                ));
            }
        }
    }
    Ok(())
}

fn already(clave: &Clave) -> String {
    format!("La instancia {clave} ya estaba iniciada; no se cambió nada.")
}

fn tell(lugares: &Lugares, instancia: &Instancia, agencias: usize) {
    let clave = instancia.clave();
    let dichas = match agencias {
        0 => "ninguna agencia todavía".to_owned(),
        n => count(u64::try_from(n).unwrap_or(u64::MAX), "agencia", "agencias"),
    };
    print(&format!(
        "Se creó la instancia {clave}, {}, del municipio de {}, con sus catálogos y {dichas}, en {}.",
        instancia.nombre,
        place(instancia),
        lugares.descripcion
    ));
    if agencias == 0 {
        print(&format!(
            "Siga con sus agencias, y con las áreas y los servicios que le falten, antes que con las atenciones: pacto plantilla agencias -o agencias.xlsx --instancia {clave}"
        ));
    }
}

/// Puts right what the municipality of an instancia is called.
async fn correct(lugares: &Lugares, clave: &Clave, ajeno: &Ajeno, si: bool) -> Result<(), Fallo> {
    let antes = iniciar::started(lugares, clave).await?;
    let ahora = iniciar::corrected(&antes, ajeno)?;
    if ahora == antes {
        print(&format!(
            "El municipio de {clave} ya está registrado como {}; no cambió nada.",
            place(&antes)
        ));
        return Ok(());
    }
    let duda = iniciar::doubt(clave, ajeno)?;
    let duda = duda.map_or_else(String::new, |duda| format!(" Aviso: {duda}"));
    let nombre = if ahora.nombre == antes.nombre {
        String::new()
    } else {
        format!(" La instancia se llamaría «{}».", ahora.nombre)
    };
    let dicho = format!(
        "el municipio de {clave} está registrado como {}, y pasaría a ser {}.{nombre} Lo publicado no cambia; la próxima edición dirá lo corregido.{duda}",
        place(&antes),
        place(&ahora),
    );
    if insisted(si, &dicho, "¿Corregirlo?")? {
        iniciar::correct(lugares, &ahora, &autoria()).await?;
        print(&format!(
            "El municipio de {clave} es ahora {}.",
            place(&ahora)
        ));
    }
    Ok(())
}

/// A municipality by its name, and where it is.
fn place(instancia: &Instancia) -> String {
    let municipio = &instancia.municipio;
    format!("{} ({})", municipio.nombre, municipio.distrito)
}
