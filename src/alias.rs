//! `pacto alias`: other ways of writing the entries of the catalogues.

use captura::fold;
use oficina::alias::{self, Escrita};

use crate::argumentos::{AliasOrden, alias_name};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::pregunta::insisted;
use crate::uso::print;

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
        si,
        sitio,
    } = orden;
    let instancia = &sitio.instancia;
    let lugares = sitio.almacenes.resolve()?;
    let (Some(de), Some(escrito)) = (de, escrito) else {
        let todos = alias::all(&lugares, instancia).await?;
        for Escrita { de, escrito, clave } in &todos {
            print(&format!("{}: {escrito} = {clave}", alias_name(*de)));
        }
        print(&format!("{} alias.", todos.len()));
        return Ok(());
    };
    if quitar {
        let todos = alias::all(&lugares, instancia).await?;
        let suyo = |otra: &&Escrita| otra.de == de && otra.escrito == fold(&escrito);
        let Some(Escrita { clave, .. }) = todos.iter().find(suyo) else {
            return Err(Fallo::configuracion("no hay ese alias"));
        };
        let dicho = format!("«{escrito}» dejaría de entenderse como «{clave}». {SIN_FOLIO}");
        if insisted(si, &dicho, "¿Olvidar ese alias?")? {
            alias::forget(&lugares, instancia, de, &escrito, &autoria()).await?;
            print("Se olvidó ese alias.");
        }
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
