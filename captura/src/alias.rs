//! Aliases: the entry that one is to be of, and its text.

use domain::{Catalogo, Entrada, Marco, TipoAlias};

use crate::Error;
use crate::palabras::{LUGAR, VIOLENCIA};
use crate::texto::{fold, nearest, suggest};

/// The entries that an alias can be of: keys and names.
fn entries(de: TipoAlias, marco: &Marco) -> Vec<(&str, &str)> {
    fn all<T: AsRef<Entrada>>(catalogo: &Catalogo<T>) -> Vec<(&str, &str)> {
        let entradas = catalogo.entradas().iter().map(AsRef::as_ref);
        entradas
            .map(|e| (e.clave.as_str(), e.nombre.as_str()))
            .collect()
    }
    match de {
        TipoAlias::Servicio => all(&marco.catalogos.servicios),
        TipoAlias::TipoViolencia => all(&marco.catalogos.tipos_violencia),
        TipoAlias::Modalidad => all(&marco.catalogos.modalidades),
        TipoAlias::Agencia => {
            let agencias = marco.agencias.iter();
            agencias
                .map(|a| (a.clave.as_str(), a.nombre.as_str()))
                .collect()
        }
        TipoAlias::Unidad => {
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
pub fn entry(de: TipoAlias, texto: &str, marco: &Marco) -> Result<(String, String), Error> {
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

/// Whether a text is a word of the closed list that a column has beside its catalogue.
fn reserved(de: TipoAlias, escrito: &str) -> bool {
    match de {
        TipoAlias::Agencia => LUGAR.read(escrito).is_some(),
        TipoAlias::TipoViolencia => VIOLENCIA.read(escrito).is_some(),
        TipoAlias::Servicio | TipoAlias::Modalidad | TipoAlias::Unidad => false,
    }
}

/// Whether a text is understood already, so that it needs no alias.
fn known(de: TipoAlias, escrito: &str, marco: &Marco) -> bool {
    let otros: Vec<&String> = match de {
        TipoAlias::Agencia => marco.agencias.iter().flat_map(|a| &a.alias).collect(),
        TipoAlias::Unidad => marco.unidades.iter().map(|u| &u.nombre).collect(),
        _ => vec![],
    };
    reserved(de, escrito) || otros.into_iter().any(|otro| fold(otro) == escrito)
}

/// The text of a new alias, as it is looked for.
///
/// # Errors
/// When it already names an entry, or says nothing.
pub fn written(de: TipoAlias, texto: &str, marco: &Marco) -> Result<String, Error> {
    let escrito = fold(texto);
    if escrito.is_empty() || escrito.len() > 200 {
        return Err(Error::new(
            "el alias debe tener letras o números, hasta 200",
        ));
    }
    if known(de, &escrito, marco) {
        return Err(Error::new("eso ya se entiende: no hace falta alias"));
    }
    if matches!(de, TipoAlias::TipoViolencia | TipoAlias::Modalidad)
        && texto.contains([';', '|', ','])
    {
        return Err(Error::new(
            "el alias no puede tener comas, puntos y coma ni barras: separan una entrada de otra",
        ));
    }
    match entry(de, texto, marco) {
        Ok((_, nombre)) => Err(Error::new(format!(
            "así ya se llama «{nombre}»: no hace falta alias"
        ))),
        Err(_) => Ok(escrito),
    }
}
