//! Which entry an alias is to be of.

use domain::{Catalogo, Entrada};
use persistence::{Aliado, Marco};

use crate::Error;
use crate::catalogo::suggest;
use crate::texto::{fold, nearest};

/// What an alias can be of: keys and names.
fn entries(de: Aliado, marco: &Marco) -> Vec<(&str, &str)> {
    fn all<T: AsRef<Entrada>>(catalogo: &Catalogo<T>) -> Vec<(&str, &str)> {
        let entradas = catalogo.entradas().iter().map(AsRef::as_ref);
        entradas
            .map(|e| (e.clave.as_str(), e.nombre.as_str()))
            .collect()
    }
    match de {
        Aliado::Servicio => all(&marco.catalogos.servicios),
        Aliado::TipoViolencia => all(&marco.catalogos.tipos_violencia),
        Aliado::Modalidad => all(&marco.catalogos.modalidades),
        Aliado::Agencia => {
            let agencias = marco.agencias.iter();
            agencias
                .map(|a| (a.clave.as_str(), a.nombre.as_str()))
                .collect()
        }
        Aliado::Unidad => {
            let unidades = marco.unidades.iter();
            unidades
                .map(|u| (u.clave.as_str(), u.nombre_corto.as_str()))
                .collect()
        }
    }
}

/// The key and the name of the entry that a text names.
///
/// # Errors
/// When none has that name, with the one that was probably meant.
pub fn entry(de: Aliado, texto: &str, marco: &Marco) -> Result<(String, String), Error> {
    let todas = entries(de, marco);
    let buscado = fold(texto);
    let suya = todas
        .iter()
        .find(|(clave, nombre)| fold(clave) == buscado || fold(nombre) == buscado);
    let par = suya.map(|(clave, nombre)| ((*clave).to_owned(), (*nombre).to_owned()));
    par.ok_or_else(|| {
        let cerca = nearest(texto, todas.iter().map(|(_, nombre)| *nombre));
        let espera = suggest("se espera una entrada del catálogo", cerca);
        Error::new(format!("«{texto}» no está en el catálogo: {espera}"))
    })
}

/// The text of a new alias, as it is looked for.
///
/// # Errors
/// When it already names an entry, or says nothing.
pub fn written(de: Aliado, texto: &str, marco: &Marco) -> Result<String, Error> {
    let escrito = fold(texto);
    if escrito.is_empty() || escrito.len() > 200 {
        return Err(Error::new(
            "el alias debe tener letras o números, hasta 200",
        ));
    }
    match entry(de, texto, marco) {
        Ok((_, nombre)) => Err(Error::new(format!(
            "así ya se llama «{nombre}»: no hace falta alias"
        ))),
        Err(_) => Ok(escrito),
    }
}
