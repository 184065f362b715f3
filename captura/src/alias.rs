//! Aliases: the entry that one is to be of, and its text.

use domain::{Catalogo, Entrada, Marco, TipoAlias};

use crate::Error;
use crate::atenciones::says_curp;
use crate::defecto::few;
use crate::institucional::propias::alias_entries;
use crate::palabras::{ESCOLARIDAD, LUGAR, Lista, SEXO, VIOLENCIA, VISITA};
use crate::rotura::Rotura;
use crate::texto::{fold, nearest, suggest};

/// The entries that an alias can be of: keys and names.
fn entries(de: TipoAlias, marco: &Marco) -> Vec<(String, String)> {
    fn all<T: AsRef<Entrada>>(catalogo: &Catalogo<T>) -> Vec<(String, String)> {
        let entradas = catalogo.entradas().iter().map(AsRef::as_ref);
        entradas
            .map(|e| (e.clave.clone(), e.nombre.clone()))
            .collect()
    }
    /// A word of a closed list is known by itself.
    fn words<T>(lista: &Lista<T>) -> Vec<(String, String)> {
        lista.names().map(|n| (fold(n), n.to_owned())).collect()
    }
    if let Some(abierta) = alias_entries(de, marco) {
        return abierta;
    }
    match de {
        TipoAlias::Servicio => all(&marco.catalogos.servicios),
        TipoAlias::TipoViolencia => {
            let mut tipos = all(&marco.catalogos.tipos_violencia);
            tipos.extend(words(&VIOLENCIA));
            tipos
        }
        TipoAlias::Modalidad => all(&marco.catalogos.modalidades),
        TipoAlias::Agencia => {
            let agencias = marco.agencias.iter();
            let agencias = agencias.map(|a| (a.clave.clone(), a.nombre.clone()));
            // An office calls the seat of its municipality by its name.
            agencias.chain(words(&LUGAR)).collect()
        }
        TipoAlias::Unidad => {
            let unidades = marco.unidades.iter();
            unidades
                .map(|u| (u.clave.clone(), u.nombre_corto.clone()))
                .collect()
        }
        TipoAlias::Visita => words(&VISITA),
        TipoAlias::Sexo => words(&SEXO),
        _ => words(&ESCOLARIDAD),
    }
}

/// The key and the name of the entry that a text names.
///
/// # Errors
/// When none has that name, with the ones that were probably meant.
pub fn entry(de: TipoAlias, texto: &str, marco: &Marco) -> Result<(String, String), Error> {
    let todas = entries(de, marco);
    if several(de) && texto.contains([';', '|', ',']) {
        return Err(Error::new(
            "un alias es de una sola entrada, y ahí hay varias: en la hoja, sepárelas con punto y coma; si la hoja no se puede cambiar, un mapa (--mapa) dice qué significa cada valor",
        ));
    }
    let buscado = fold(texto);
    if several(de) && joined(&buscado, &todas) {
        return Err(Error::new(format!(
            "«{texto}» son dos entradas, y un alias es de una: en la hoja, sepárelas con punto y coma; si la hoja no se puede cambiar, un mapa (--mapa) dice qué significa cada valor"
        )));
    }
    let suya = todas
        .iter()
        .find(|(clave, nombre)| fold(clave) == buscado || fold(nombre) == buscado);
    suya.cloned().ok_or_else(|| {
        let cerca = nearest(texto, todas.iter().map(|(_, nombre)| nombre.as_str()));
        let mut espera = suggest("se espera una entrada del catálogo", cerca.as_deref());
        let hay = few(todas.iter().map(|(_, nombre)| nombre.as_str()));
        if let Some(hay) = hay.filter(|_| cerca.is_none()) {
            espera = format!("{espera}; hay {hay}");
        }
        Error::new(format!("«{texto}» no está en el catálogo: {espera}"))
    })
}

/// Whether cells have several entries of a kind.
fn several(de: TipoAlias) -> bool {
    matches!(
        de,
        TipoAlias::TipoViolencia | TipoAlias::Modalidad | TipoAlias::Tema
    )
}

/// Whether a text is the names of two entries, joined by a word: «fisica y psicologica», or one of them shortened.
fn joined(buscado: &str, todas: &[(String, String)]) -> bool {
    let es = |parte: &str| {
        let es = |nombre: &String| fold(nombre) == parte;
        todas.iter().any(|(clave, nombre)| es(clave) || es(nombre))
    };
    let begins = |parte: &str| {
        let begins = |nombre: &String| fold(nombre).starts_with(parte);
        parte.len() > 2 && todas.iter().any(|(_, nombre)| begins(nombre))
    };
    [" y ", " e ", " mas ", " con "].iter().any(|une| {
        let partes = buscado.split_once(une);
        partes.is_some_and(|(una, otra)| es(una) && begins(otra) || begins(una) && es(otra))
    })
}

/// Whether a text is a word of the closed list that a column has, alone or beside its catalogue.
fn reserved(de: TipoAlias, escrito: &str) -> bool {
    match de {
        TipoAlias::Agencia => LUGAR.read(escrito).is_some(),
        TipoAlias::TipoViolencia => VIOLENCIA.read(escrito).is_some(),
        TipoAlias::Visita => VISITA.read(escrito).is_some(),
        TipoAlias::Sexo => SEXO.read(escrito).is_some(),
        TipoAlias::Escolaridad => ESCOLARIDAD.read(escrito).is_some(),
        _ => false,
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
    if says_curp(texto) {
        return Err(Error::new(
            "el alias tiene una CURP o un RFC, y se guarda como se escribe",
        ));
    }
    if Rotura::of(texto.trim()).is_some() {
        return Err(Error::new(
            "eso es un error de la hoja de cálculo, y no cómo se llama algo: corríjalo en la hoja",
        ));
    }
    if known(de, &escrito, marco) {
        return Err(Error::new("eso ya se entiende: no hace falta alias"));
    }
    if several(de) && texto.contains([';', '|', ',']) {
        return Err(Error::new(
            "el alias no puede tener comas, puntos y coma ni barras: separan una entrada de otra",
        ));
    }
    if several(de) && joined(&escrito, &entries(de, marco)) {
        return Err(Error::new(
            "eso son dos entradas, y un alias es de una: en la hoja, sepárelas con punto y coma; si la hoja no se puede cambiar, un mapa (--mapa) dice qué significa cada valor",
        ));
    }
    match entry(de, texto, marco) {
        Ok((_, nombre)) => Err(Error::new(format!(
            "así ya se llama «{nombre}»: no hace falta alias"
        ))),
        Err(_) => Ok(escrito),
    }
}
