//! The scanner: what can be said of a document without parsing it. The parser of the library recurses until the stack is used
//! up, so that brackets are counted before.

use super::limites::documento::POR_PALABRA;

/// Counts of one pass over the bytes of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Vista {
    pub(super) anidamiento: usize,
    pub(super) palabras: usize,
    /// Of the longest word.
    pub(super) letras: usize,
    /// Letters of all texts.
    pub(super) textos: usize,
    pub(super) directivas: usize,
}

/// Weight of a document once it is read, in bytes, about: each word is a field at most.
pub(super) fn weight(documento: &str) -> usize {
    2 * documento.len() + POR_PALABRA * scan(documento).palabras
}

/// Counts brackets, words, texts and directives, in one pass.
pub(super) fn scan(documento: &str) -> Vista {
    let mut vista = Vista::default();
    let mut nivel = 0usize;
    let (mut en_palabra, mut letras) = (false, 0);
    let mut resto = documento.as_bytes();
    while let Some((byte, siguiente)) = resto.split_first() {
        resto = match byte {
            b'#' => after_comment(siguiente),
            b'"' => after_string(siguiente),
            _ => siguiente,
        };
        if *byte == b'"' {
            // Without the quotes, as it is written.
            let comillas = if siguiente.starts_with(b"\"\"") { 5 } else { 1 };
            vista.textos += (siguiente.len() - resto.len()).saturating_sub(comillas);
        }
        let de_palabra = byte.is_ascii_alphanumeric() || b"_.-+".contains(byte);
        match byte {
            b'{' | b'[' | b'(' => {
                nivel += 1;
                vista.anidamiento = vista.anidamiento.max(nivel);
            }
            b'}' | b']' | b')' => nivel = nivel.saturating_sub(1),
            b'@' => vista.directivas += 1,
            _ => {}
        }
        let hueco = byte.is_ascii_whitespace() || b",#".contains(byte);
        if !(hueco || de_palabra && en_palabra) {
            vista.palabras += 1;
        }
        letras = if de_palabra { letras + 1 } else { 0 };
        vista.letras = vista.letras.max(letras);
        en_palabra = de_palabra;
    }
    vista
}

/// Where a field of an input object is that is in it before (GraphQL, §5.6.3), and its name: the parser keeps the last one and
/// says nothing. `documento`: one that can be read.
pub(super) fn repeated_field(documento: &str) -> Option<(usize, &str)> {
    // Within parentheses, braces are input objects: the names of their fields; nothing of other brackets.
    let mut abiertos: Vec<Option<Vec<&str>>> = vec![];
    let mut parentesis = 0usize;
    let mut palabra = (0, "");
    let mut lugar = 0;
    while let Some(byte) = documento.as_bytes().get(lugar) {
        let siguiente = &documento.as_bytes()[lugar + 1..];
        let resto = match byte {
            b'#' => after_comment(siguiente),
            b'"' => after_string(siguiente),
            _ => siguiente,
        };
        match byte {
            b'(' => parentesis += 1,
            b')' => parentesis = parentesis.saturating_sub(1),
            b'{' if parentesis > 0 => abiertos.push(Some(vec![])),
            b'{' | b'[' => abiertos.push(None),
            b'}' | b']' => _ = abiertos.pop(),
            b':' => {
                if let Some(Some(campos)) = abiertos.last_mut() {
                    if campos.contains(&palabra.1) {
                        return Some(palabra);
                    }
                    campos.push(palabra.1);
                }
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let de_nombre = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
                let largo = 1 + siguiente.iter().take_while(|b| de_nombre(b)).count();
                palabra = (lugar, &documento[lugar..lugar + largo]);
                lugar += largo;
                continue;
            }
            _ => {}
        }
        lugar = documento.len() - resto.len();
    }
    None
}

fn after_comment(bytes: &[u8]) -> &[u8] {
    let fin = bytes.iter().position(|b| matches!(b, b'\n' | b'\r'));
    fin.map_or(&[], |fin| &bytes[fin..])
}

/// The bytes after a string whose first quote is already read; strings that do not end, end the text.
fn after_string(mut bytes: &[u8]) -> &[u8] {
    let bloque = bytes.starts_with(b"\"\"");
    if bloque {
        bytes = &bytes[2..];
    }
    let fin: &[u8] = if bloque { b"\"\"\"" } else { b"\"" };
    loop {
        match bytes {
            [] => return bytes,
            [b'\\', b'"', b'"', b'"', resto @ ..] if bloque => bytes = resto,
            [b'\\', _, resto @ ..] if !bloque => bytes = resto,
            // A line end ends a broken string: what follows counts.
            [b'\n' | b'\r', ..] if !bloque => return bytes,
            _ => match bytes.strip_prefix(fin) {
                Some(resto) => return resto,
                None => bytes = &bytes[1..],
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_an_input_object_are_in_it_once() {
        let visto = |texto| repeated_field(texto).map(|(_, nombre)| nombre);
        assert_eq!(visto("{ a(b: {c: 1, d: {c: 2}}) }"), None);
        assert_eq!(
            visto("{ a(b: {c: 1}, d: [{c: 1}, {c: 2}]) { b: a b: a } }"),
            None
        );
        assert_eq!(visto("{ a(b: {c: \"c: 1\", d: 1 # c:\n}) }"), None);
        assert_eq!(visto("{ a(b: {c: [{d: 1}], c : 1}) }"), Some("c"));
        assert_eq!(visto("query($v: I = {d: 1, c: 2, d: 3}) { a }"), Some("d"));
        assert_eq!(visto("{ á(b: {c: 1 é"), None);
    }

    #[test]
    fn one_pass_sees_brackets_words_and_directives() {
        let niveles = |texto: &str| scan(texto).anidamiento;
        assert_eq!(niveles("{ a { b(c: [1]) } d }"), 4);
        assert_eq!(niveles("}}}{"), 1);
        assert_eq!(niveles(&"{".repeat(5000)), 5000);
        // Brackets in comments and strings close nothing and open nothing.
        assert_eq!(niveles(&"[#]\n".repeat(500)), 500);
        assert_eq!(niveles(&r#"[ "]" "#.repeat(500)), 500);
        assert_eq!(niveles(&r#"[ """]""" "#.repeat(500)), 500);
        assert_eq!(niveles(r#"{ a(b: "{{{\"{{", c: """{{\"""{{""") }"#), 2);
        assert_eq!(niveles("\"{\n[[["), 3);
        // A spread is one word; nothing of the comment is.
        let todo = scan("query A($x: Int) { b @skip(if: $x) ...F } # c d e");
        assert_eq!((todo.palabras, todo.directivas), (20, 1));
    }
}
