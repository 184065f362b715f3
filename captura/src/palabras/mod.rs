//! Words of the closed lists, such as those of a visit, of a sex, of a session. Each list is one table. Sheets are read,
//! exports are written, and templates offer and explain their lists by it, so that each of them understands the others.

mod atenciones;
mod institucional;
#[cfg(test)]
mod tests;

pub(crate) use atenciones::{
    ESCOLARIDAD, LUGAR, MARCA, NACIMIENTO, SEXO, SI_NO, VIOLENCIA, VISITA,
};
pub(crate) use institucional::{
    ASUNTO, COMPARADA, ClaseAsunto, EFEMERIDE, ESTADO_ACUERDO, ESTADO_SESION, PUBLICO, QUORUM,
    Referente, TEMA, TIPO_ACTIVIDAD, TIPO_AGENCIA, TIPO_SESION, UNIDAD,
};

use crate::texto::{fold, is_doubtful, reads_as};

/// A word of a closed list.
struct Palabra<T> {
    /// The word, as it is written.
    nombre: &'static str,
    /// Other spellings that are read, as [`fold`] leaves them; an empty one is an empty cell.
    otras: &'static [&'static str],
    /// The value that it stands for.
    valor: T,
}

/// A closed list: its words, in the order in which templates offer them.
pub(crate) struct Lista<T: 'static> {
    palabras: &'static [Palabra<T>],
}

impl<T> Lista<T> {
    /// The value that a text stands for.
    pub(crate) fn read(&self, texto: &str) -> Option<T>
    where
        T: Clone,
    {
        // Who writes «Mujer?» does not know.
        if is_doubtful(texto) {
            return None;
        }
        let buscado = fold(texto);
        // A tick is not an empty cell.
        if buscado.is_empty() && !texto.trim().is_empty() {
            return None;
        }
        let palabra = self.palabras.iter().find(|palabra| {
            reads_as(palabra.nombre, &buscado) || palabra.otras.contains(&buscado.as_str())
        });
        palabra.map(|palabra| palabra.valor.clone())
    }

    /// The word of a value, if the list has one.
    pub(crate) fn write(&self, valor: &T) -> Option<&'static str>
    where
        T: PartialEq,
    {
        let palabra = self.palabras.iter().find(|p| p.valor == *valor);
        palabra.map(|palabra| palabra.nombre)
    }

    /// The word that a text stands for.
    pub(crate) fn named(&self, texto: &str) -> Option<&'static str> {
        let buscado = fold(texto);
        let palabra = self.palabras.iter().find(|palabra| {
            reads_as(palabra.nombre, &buscado) || palabra.otras.contains(&buscado.as_str())
        });
        palabra.map(|palabra| palabra.nombre)
    }

    /// The words.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.palabras.iter().map(|palabra| palabra.nombre)
    }

    /// The words, as a list of a workbook offers them.
    pub(crate) fn options(&self) -> Vec<String> {
        self.names().map(str::to_owned).collect()
    }

    /// The words between quotes, as a sentence has them: «Una», «Otra» o «Tercera».
    pub(crate) fn either(&self) -> String {
        either(self.names())
    }
}

/// Words between quotes, as a sentence has them.
pub(crate) fn either<'a>(nombres: impl Iterator<Item = &'a str>) -> String {
    let citadas: Vec<String> = nombres.map(|nombre| format!("«{nombre}»")).collect();
    match citadas.split_last() {
        Some((ultima, primeras)) if !primeras.is_empty() => {
            format!("{} o {ultima}", primeras.join(", "))
        }
        _ => citadas.concat(),
    }
}

const fn palabra<T>(nombre: &'static str, valor: T, otras: &'static [&'static str]) -> Palabra<T> {
    Palabra {
        nombre,
        otras,
        valor,
    }
}
