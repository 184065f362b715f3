//! Words as people type them: without regard to capitals, accents and spaces, and with slips.

use std::borrow::Cow;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::palabras::either;

/// A text without capitals, accents, punctuation and superfluous spaces.
pub fn fold(texto: &str) -> String {
    let mut doblado = String::with_capacity(texto.len());
    letters(texto, |c| {
        doblado.push(c);
        true
    });
    doblado
}

/// Whether whoever wrote a text doubts it. [`fold`] leaves no marks, and what is not certain is not to be taken.
pub(crate) fn is_doubtful(texto: &str) -> bool {
    texto.contains(['?', '¿'])
}

/// Shows a folded text letter by letter, as long as it is wanted; whether all of it was. It copies nothing, and takes plain letters
/// as they are, because each row asks it of each word of its lists.
fn letters(texto: &str, mut ver: impl FnMut(char) -> bool) -> bool {
    let (mut hay, mut hueco) = (false, false);
    let mut put = |c: char| {
        if !c.is_alphanumeric() {
            hueco = hay;
            return true;
        }
        hay = true;
        (!std::mem::take(&mut hueco) || ver(' ')) && ver(c)
    };
    texto.chars().all(|c| {
        if c.is_ascii() {
            return put(c.to_ascii_lowercase());
        }
        let mut sigue = true;
        decompose_canonical(c, |parte| {
            if !is_combining_mark(parte) {
                sigue = sigue && parte.to_lowercase().all(&mut put);
            }
        });
        sigue
    })
}

/// A text without the characters that nobody sees: joiners and spaces without width, marks of direction and of order, soft
/// hyphens. They come along when text is copied from a page or a chat.
pub(crate) fn visible(texto: &str) -> Cow<'_, str> {
    if texto.chars().any(is_invisible) {
        Cow::Owned(texto.chars().filter(|c| !is_invisible(*c)).collect())
    } else {
        Cow::Borrowed(texto)
    }
}

/// Whether a character is of those of Unicode's category Cf (format) that text in Spanish has no use for, or a control.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        | '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}

/// Whether [`fold`] makes that text of a name.
pub(crate) fn reads_as(nombre: &str, buscado: &str) -> bool {
    let mut faltan = buscado.chars();
    letters(nombre, |c| faltan.next() == Some(c)) && faltan.next().is_none()
}

/// A message, with the candidates that were probably meant, as [`nearest`] gives them.
pub fn suggest(espera: &str, cerca: Option<&str>) -> String {
    cerca.map_or_else(
        || espera.to_owned(),
        |cerca| format!("{espera}; ¿quiso decir {cerca}?"),
    )
}

/// How much less like a text than the nearest a candidate can be, and still be what was meant: «jurídico» may be of two services.
const CASI: f64 = 0.15;

/// The candidates that were probably meant, in a sentence: the nearest, and those that are nearly as near, up to three.
pub fn nearest<'a>(texto: &str, candidatos: impl Iterator<Item = &'a str>) -> Option<String> {
    let buscado = fold(texto);
    if buscado.len() < 3 {
        return None;
    }
    let candidatos: Vec<&str> = candidatos.collect();
    let mut cercanos: Vec<(f64, &str)> = candidatos
        .iter()
        .map(|candidato| (likeness(candidato, &buscado), *candidato))
        .filter(|(parecido, _)| *parecido >= 0.7)
        .collect();
    if cercanos.is_empty() {
        return sharing(&buscado, &candidatos);
    }
    cercanos.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mejor = cercanos.first()?.0;
    let cercanos = cercanos
        .iter()
        .filter(|(parecido, _)| mejor - parecido < CASI);
    Some(either(cercanos.take(3).map(|(_, candidato)| *candidato)))
}

/// Words that say nothing of what is named.
const VACIAS: [&str; 12] = [
    "con", "del", "las", "los", "otra", "otro", "para", "por", "san", "santa", "santo", "una",
];
/// Candidates beyond which nothing is probable.
const MUCHAS: usize = 3;

/// The candidates that share most words with a text, in a sentence, if they are few: «asesoría legal» is a kind of «Asesoría jurídica».
fn sharing(buscado: &str, candidatos: &[&str]) -> Option<String> {
    let dichas: Vec<&str> = buscado
        .split(' ')
        .filter(|palabra| palabra.len() >= 3 && !VACIAS.contains(palabra))
        .collect();
    let has = |nombre: &str| {
        let nombre = fold(nombre);
        let same = |dicha: &&&str| {
            let mut suyas = nombre.split(' ');
            suyas.any(|suya| strsim::normalized_damerau_levenshtein(suya, dicha) >= 0.85)
        };
        dichas.iter().filter(same).count()
    };
    let comparten: Vec<(usize, &str)> = candidatos
        .iter()
        .map(|nombre| (has(nombre), *nombre))
        .collect();
    let mas = comparten.iter().map(|(cuantas, _)| *cuantas).max()?;
    let suyos = || {
        let suyos = comparten.iter().filter(|(cuantas, _)| *cuantas == mas);
        suyos.map(|(_, nombre)| *nombre)
    };
    (mas > 0 && suyos().count() <= MUCHAS).then(|| either(suyos()))
}

/// Likeness of a name and a text, from nothing to one. Part of a longer name is as good as a slip in a whole one.
fn likeness(nombre: &str, buscado: &str) -> f64 {
    let nombre = fold(nombre);
    let palabras = nombre.split(' ').chain([nombre.as_str()]);
    let parecidos = palabras.map(|p| strsim::normalized_damerau_levenshtein(p, buscado));
    let contenido = if nombre.contains(buscado) { 0.9 } else { 0.0 };
    parecidos.fold(contenido, f64::max)
}

#[cfg(test)]
mod tests;
