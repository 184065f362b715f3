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

/// Without a text the aliases are shown; with one and no entry it is forgotten.
pub(crate) async fn run(orden: AliasOrden) -> Result<(), Fallo> {
    let AliasOrden {
        de,
        escrito,
        entrada,
        quitar,
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
        print("Se olvidó ese alias.");
        return Ok(());
    }
    let entrada =
        entrada.ok_or_else(|| Fallo::configuracion("falta ENTRADA: qué es en el catálogo"))?;
    let nombre = alias::set(&lugares, instancia, de, (&escrito, &entrada), &autoria()).await?;
    print(&format!("Desde ahora, en las hojas, eso es «{nombre}»."));
    Ok(())
}
