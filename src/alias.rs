//! `pacto alias`: other ways of writing the entries of the catalogues.

use captura::alias::{entry, written};
use domain::TipoAlias;
use persistence::Registro;

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
    let registro = Registro::open(&sitio.almacenes.resolve()?.registro).await?;
    let marco = registro.marco(instancia).await?;
    let (Some(de), Some(escrito)) = (de.map(TipoAlias::from), escrito) else {
        for ((de, escrito), clave) in &marco.alias {
            print(&format!("{}: {escrito} = {clave}", name(*de)));
        }
        print(&format!("{} alias.", marco.alias.len()));
        return Ok(());
    };
    if quitar {
        let escrito = captura::fold(&escrito);
        if !marco.alias.contains_key(&(de, escrito.clone())) {
            return Err(Fallo::configuracion("no hay ese alias"));
        }
        registro
            .set_alias(instancia, de, &escrito, None, &autoria())
            .await?;
        print("Se olvidó ese alias.");
        return Ok(());
    }
    let entrada =
        entrada.ok_or_else(|| Fallo::configuracion("falta ENTRADA: qué es en el catálogo"))?;
    let (clave, nombre) = entry(de, &entrada, &marco)?;
    let escrito = written(de, &escrito, &marco)?;
    registro
        .set_alias(instancia, de, &escrito, Some(&clave), &autoria())
        .await?;
    print(&format!("Desde ahora, en las hojas, eso es «{nombre}»."));
    Ok(())
}
