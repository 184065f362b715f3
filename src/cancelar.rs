//! `pacto cancelar`: takes a person out of the register.

use oficina::cancelar::cancel;
use persistence::Cancelado;

use crate::argumentos::Sitio;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(sitio: &Sitio, folio: &str) -> Result<(), Fallo> {
    let clave = &sitio.instancia;
    let lugares = sitio.almacenes.resolve()?;
    let Cancelado {
        borradas,
        disociadas,
        persona,
    } = cancel(&lugares, clave, folio, &autoria()).await?;
    print(if persona {
        "Se canceló la persona de esa atención, con todas las suyas."
    } else {
        "Se canceló esa atención, que era anónima."
    });
    print(&format!(
        "Atenciones borradas: {borradas}. De meses ya publicados, que siguen contadas sin que se sepa de quién: {disociadas}. Volver a importar sus renglones no las registra."
    ));
    Ok(())
}
