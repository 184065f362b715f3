//! `pacto alias`: other ways of writing the entries of the catalogues.

use domain::TipoAlias;
use oficina::alias::{self, Escrita};

use crate::argumentos::{AliasOrden, De};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

impl From<De> for TipoAlias {
    fn from(de: De) -> Self {
        match de {
            De::Servicio => Self::Servicio,
            De::Agencia => Self::Agencia,
            De::Violencia => Self::TipoViolencia,
            De::Modalidad => Self::Modalidad,
            De::Unidad => Self::Unidad,
            De::Visita => Self::Visita,
            De::Sexo => Self::Sexo,
            De::Escolaridad => Self::Escolaridad,
            De::Actividad => Self::TipoActividad,
            De::Publico => Self::Publico,
            De::Tema => Self::Tema,
            De::Efemeride => Self::Efemeride,
        }
    }
}

fn name(de: TipoAlias) -> &'static str {
    match de {
        TipoAlias::Servicio => "servicio",
        TipoAlias::Agencia => "agencia",
        TipoAlias::TipoViolencia => "violencia",
        TipoAlias::Modalidad => "modalidad",
        TipoAlias::Unidad => "unidad",
        TipoAlias::Visita => "visita",
        TipoAlias::Sexo => "sexo",
        TipoAlias::Escolaridad => "escolaridad",
        TipoAlias::TipoActividad => "actividad",
        TipoAlias::Publico => "publico",
        TipoAlias::Tema => "tema",
        TipoAlias::Efemeride => "efemeride",
    }
}

/// What another meaning does to sheets that were taken in.
const SIN_FOLIO: &str = "Un renglón sin folio se reconoce por lo que dice: con otro significado, las hojas sin folio que ya se importaron no se reconocerían, y sus atenciones contarían dos veces si se importan de nuevo.";

/// Without a text the aliases are shown; with one and no entry it is forgotten.
pub(crate) async fn run(orden: AliasOrden) -> Result<(), Fallo> {
    let AliasOrden {
        de,
        escrito,
        entrada,
        quitar,
        cambiar,
        sitio,
    } = orden;
    let instancia = &sitio.instancia;
    let lugares = sitio.almacenes.resolve()?;
    let (Some(de), Some(escrito)) = (de.map(TipoAlias::from), escrito) else {
        let todos = alias::all(&lugares, instancia).await?;
        for Escrita { de, escrito, clave } in &todos {
            print(&format!("{}: {escrito} = {clave}", name(*de)));
        }
        print(&format!("{} alias.", todos.len()));
        return Ok(());
    };
    if quitar {
        if !alias::forget(&lugares, instancia, de, &escrito, &autoria()).await? {
            return Err(Fallo::configuracion("no hay ese alias"));
        }
        print(&format!("Se olvidó ese alias. {SIN_FOLIO}"));
        return Ok(());
    }
    let entrada =
        entrada.ok_or_else(|| Fallo::configuracion("falta ENTRADA: qué es en el catálogo"))?;
    let como = (escrito.as_str(), entrada.as_str(), cambiar);
    let nombre = alias::set(&lugares, instancia, de, como, &autoria()).await?;
    let Some(nombre) = nombre else {
        return Err(Fallo::configuracion(format!(
            "eso ya tiene otro significado; no cambió nada. {SIN_FOLIO} Si aun así es lo que quiere, repita con --cambiar"
        )));
    };
    print(&format!("Desde ahora, en las hojas, eso es «{nombre}»."));
    Ok(())
}
