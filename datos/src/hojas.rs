//! What comes with the program of an instancia: sheets, as any office fills them, read by the code that reads everybody's.

use std::io::Write;

use captura::institucional::{Clase, Context};
use captura::lectura::Fuente;
use domain::proteccion::Umbral;
use domain::{Alias, ContenidoConsejo, Enmienda, Institucional, Marco};
use tempfile::Builder;
use time::macros::date;

use crate::Error;
use crate::incluidos::catalogos;

/// A sheet: of what, and its text.
pub(crate) type Hoja = (Clase, &'static str);

macro_rules! hojas {
    ($carpeta:literal: $($clase:ident = $nombre:literal),* $(,)?) => {
        &[$((
            Clase::$clase,
            include_str!(concat!("../", $carpeta, "/", $nombre, ".csv")),
        )),*]
    };
}

/// What the press note of 2017 says, in the order in which sheets are taken in: what others name comes first.
pub(crate) const INFORME_2017: &[Hoja] = hojas!("informe-2017":
    Titulares = "titulares",
    Convenios = "convenios",
    Proyectos = "proyectos",
    Unidades = "unidades",
    Actividades = "actividades",
    Pactos = "pactos",
    Consejos = "consejos",
    Sesiones = "sesiones",
    Consejo = "consejo",
    Acuerdos = "acuerdos",
    Calendario = "calendario",
    Informes = "informes",
    Cifras = "cifras",
);

const DE_20067: &[Hoja] =
    hojas!("instancias/20067": Instancia = "instancia", Agencias = "agencias");

/// What is known of an instancia beyond its municipality.
pub(crate) fn known(clave: &str) -> &'static [Hoja] {
    match clave {
        "20067" => DE_20067,
        _ => &[],
    }
}

/// Adds what sheets say.
pub(crate) fn add(institucional: &mut Institucional, hojas: &[Hoja]) -> Result<(), Error> {
    for (clase, hoja) in hojas {
        for enmienda in read(*clase, hoja, institucional)? {
            put(institucional, enmienda).ok_or_else(|| broken(*clase))?;
        }
    }
    Ok(())
}

/// The records of a bundled sheet; none may be wrong.
fn read(clase: Clase, hoja: &str, institucional: &Institucional) -> Result<Vec<Enmienda>, Error> {
    let mut archivo = Builder::new()
        .suffix(".csv")
        .tempfile()
        .map_err(|_| Error::Temporal)?;
    let escrito = archivo.write_all(hoja.as_bytes());
    escrito.map_err(|_| Error::Temporal)?;
    let consejos = institucional.consejos.iter();
    let consejos = consejos.map(|c| (c.consejo.clave.clone(), c.consejo.nombre.clone()));
    let marco = Marco {
        catalogos: catalogos()?,
        region: institucional.instancia.municipio.region,
        municipio: institucional.instancia.municipio.nombre.clone(),
        agencias: institucional.agencias.clone(),
        unidades: institucional.unidades.clone(),
        consejos: consejos.collect(),
        alias: Alias::new(),
    };
    let contexto = Context {
        marco: &marco,
        hoy: date!(2018 - 12 - 31),
        umbral: Umbral::MINIMO,
        pocas: false,
    };
    let fuente = Fuente::open(archivo.path(), clase.forma(), None, None);
    let leido =
        fuente.and_then(|fuente| captura::institucional::read(clase, &fuente, &contexto, &[]));
    match leido {
        Ok(leido) if leido.malos.is_empty() => Ok(leido.enmiendas),
        _ => Err(broken(clase)),
    }
}

/// Adds a record; nothing if what it belongs to is not there, or comes with the program in no sheet.
fn put(todo: &mut Institucional, enmienda: Enmienda) -> Option<()> {
    match enmienda {
        Enmienda::Nombre { nombre, siglas } => {
            todo.instancia.nombre = nombre;
            todo.instancia.siglas = siglas;
        }
        Enmienda::Titular(titular) => todo.instancia.titulares.push(titular),
        Enmienda::Agencia(agencia) => todo.agencias.push(agencia),
        Enmienda::Actividad(actividad) => todo.actividades.push(actividad),
        Enmienda::Convenio(convenio) => todo.convenios.push(convenio),
        Enmienda::Proyecto(proyecto) => todo.proyectos.push(proyecto),
        Enmienda::Unidad(unidad) => todo.unidades.push(unidad),
        Enmienda::Pacto(pacto) => todo.pactos.push(pacto),
        Enmienda::Consejo(consejo) => todo.consejos.push(ContenidoConsejo {
            consejo,
            integrantes: vec![],
            sesiones: vec![],
            calendarios: vec![],
        }),
        Enmienda::Integrante(de, quien) => council(todo, &de)?.integrantes.push(quien),
        Enmienda::Sesion(de, sesion) => council(todo, &de)?.sesiones.push(sesion),
        Enmienda::Calendario(de, calendario) => council(todo, &de)?.calendarios.push(calendario),
        Enmienda::Acuerdo(de, sesion, acuerdo) => {
            let mut sesiones = council(todo, &de)?.sesiones.iter_mut();
            let suya = sesiones.find(|suya| suya.clave == sesion)?;
            suya.acuerdos.push(acuerdo);
        }
        Enmienda::Informe(informe) => todo.informes.push(informe),
        Enmienda::Cifra(de, cifra) => {
            let mut informes = todo.informes.iter_mut();
            let suyo = informes.find(|informe| informe.clave == de)?;
            suyo.cifras.push(cifra);
        }
        // Catalogues are those of the program.
        Enmienda::Area(_)
        | Enmienda::Grupo(_)
        | Enmienda::Servicio(_)
        | Enmienda::TipoActividad(_)
        | Enmienda::Publico(_)
        | Enmienda::Tema(_)
        | Enmienda::Efemeride(_)
        | Enmienda::TipoConsejo(_) => return None,
    }
    Some(())
}

fn council<'a>(todo: &'a mut Institucional, clave: &str) -> Option<&'a mut ContenidoConsejo> {
    let mut consejos = todo.consejos.iter_mut();
    consejos.find(|consejo| consejo.consejo.clave == clave)
}

fn broken(clase: Clase) -> Error {
    Error::Incluidos(format!("{}: no se lee", clase.forma().tipo))
}
