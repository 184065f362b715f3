//! Identifiers: what tells one attention, one person or one record from another. A wrong one is worse than none: two women
//! would be one, or one would be two.

use domain::month_name;
use time::Month;
use unicode_normalization::UnicodeNormalization;

use crate::celda::{Celda, Numero, Visto};
use crate::texto::fold;

/// What Excel makes of «12-25».
const DE_FECHA: &str = "la hoja de cálculo lo tomó por una fecha: dé a la columna formato de texto y escríbalo otra vez";
const DE_HORA: &str = "la hoja de cálculo lo tomó por una hora: dé a la columna formato de texto y escríbalo otra vez";
const SIN_CIFRAS: &str = "es un número que perdió cifras: vuelva al original, dé a la columna formato de texto y escríbalo otra vez";
const CON_DECIMALES: &str =
    "es un número con decimales o con comas: dé a la columna formato de texto y escríbalo otra vez";
pub(crate) const CON_FORMATO: &str = "es un número cuyo formato muestra otra cosa: dé a la columna formato de texto y escriba lo que se ve";
const DE_OTRO_ALFABETO: &str =
    "tiene letras o cifras de otro alfabeto, que parecen las nuestras: escríbalo otra vez";
const VARIOS: &str = "tiene más de uno: una atención es de una persona y lleva un número";
const PARECEN_DOS: &str = "parece tener dos, y una atención es de una persona: deje el suyo; si es uno solo, escríbalo con guion en lugar de diagonal o espacio";
const CON_SIGNOS: &str =
    "tiene signos que no son de un número: letras, cifras, guiones, diagonales y puntos";
const UN_SI: &str = "dice sí o no, y no es un número";

/// The identifier in a cell, as it is compared: none, if the cell is empty.
///
/// # Errors
/// Why what the cell holds cannot be one.
pub(crate) fn read(celda: &Celda) -> Result<Option<String>, &'static str> {
    match celda {
        Celda::Vacia => Ok(None),
        Celda::Texto(texto) => written(texto).map(Some),
        Celda::Numero(numero) => number(numero).map(Some),
        Celda::Fecha(_) => Err(DE_FECHA),
        Celda::Hora(_) => Err(DE_HORA),
        Celda::Logica(_) => Err(UN_SI),
        // Broken cells are refused before.
        Celda::Rota(..) => Err("no tiene un valor"),
    }
}

/// The number of the file of somebody in a cell. Two women in one would be a third one.
///
/// # Errors
/// Why what the cell holds cannot be one.
pub(crate) fn file(celda: &Celda) -> Result<Option<String>, &'static str> {
    let numero = read(celda)?;
    if numero.as_deref().is_some_and(has_two) {
        return Err(PARECEN_DOS);
    }
    Ok(numero)
}

/// An identifier that was written as text: composed letters, one kind of dash, single spaces and none around dashes.
fn written(texto: &str) -> Result<String, &'static str> {
    let texto: String = texto.nfc().map(plain).collect();
    let texto = texto.trim().trim_matches(['\'', '"']);
    if texto.contains(['\n', '\r']) {
        return Err(VARIOS);
    }
    let trozos: Vec<&str> = texto.split_whitespace().collect();
    let texto = trozos.join(" ").replace(" -", "-").replace("- ", "-");
    let texto = texto.replace(" /", "/").replace("/ ", "/");
    if is_several(&texto) {
        return Err(VARIOS);
    }
    if let Some(regla) = texto.chars().find_map(foreign) {
        return Err(regla);
    }
    if is_hour(&texto) {
        return Err(DE_HORA);
    }
    if is_date(&texto) {
        return Err(DE_FECHA);
    }
    if is_cut(&texto) {
        return Err(SIN_CIFRAS);
    }
    if is_decimal(&texto) {
        return Err(CON_DECIMALES);
    }
    Ok(texto)
}

/// Why a character is of no identifier.
fn foreign(c: char) -> Option<&'static str> {
    let ajena = c.is_alphabetic() && !is_latin(c) || c.is_numeric() && !c.is_ascii_digit();
    if ajena {
        return Some(DE_OTRO_ALFABETO);
    }
    let de_uno = c.is_alphanumeric() || " -/._#()°+&',:\\".contains(c);
    (!de_uno).then_some(CON_SIGNOS)
}

/// Whether a text names two: «E-12; E-13», «E-12 y E-13».
fn is_several(texto: &str) -> bool {
    let cifras = |parte: &str| parte.bytes().any(|b| b.is_ascii_digit());
    let varios = [";", "|", " y ", " e ", " o ", " & ", " + ", ", "];
    let varios = varios.iter().any(|separa| {
        texto
            .split_once(separa)
            .is_some_and(|(uno, otro)| cifras(uno) && cifras(otro))
    });
    varios || has_alike(texto)
}

/// Whether a bar parts numbers that begin with the same letters, none of which is a year: «E-12/E-13».
fn has_alike(texto: &str) -> bool {
    let parts = |parte: &str| -> Option<(String, String)> {
        let parte = parte.trim().to_uppercase();
        let letras: String = parte.chars().take_while(|c| c.is_alphabetic()).collect();
        let cifras: String = parte.chars().filter(char::is_ascii_digit).collect();
        let son = !letras.is_empty() && !cifras.is_empty() && !is_year(&cifras);
        son.then_some((letras, cifras))
    };
    let Some(todas) = texto.split('/').map(parts).collect::<Option<Vec<_>>>() else {
        return false;
    };
    todas.len() > 1 && todas.windows(2).all(|dos| dos[0].0 == dos[1].0)
}

/// Whether a text is the numbers of two files: «784/785», «E-784 E-785», «12/2025 13/2025». A number with its year, or with that of
/// an office, is one.
fn has_two(texto: &str) -> bool {
    let con_diagonal = |palabra: &&str| {
        let partes = palabra.split_once('/');
        partes.is_some_and(|(a, b)| {
            a.ends_with(|c: char| c.is_ascii_digit()) && b.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    if texto.split(' ').filter(con_diagonal).count() > 1 {
        return true;
    }
    // What they are called, and their digits; a word without any is of the next one.
    let (mut partes, mut palabra): (Vec<(String, String)>, String) = (vec![], String::new());
    for trozo in texto.to_lowercase().split(['/', ' ']) {
        palabra += trozo;
        let Some(primera) = palabra.find(|c: char| c.is_ascii_digit()) else {
            continue;
        };
        let (letras, cifras) = palabra.split_at(primera);
        if !is_digits(cifras) {
            return false;
        }
        let letras = letras.chars().filter(|c| c.is_alphabetic()).collect();
        partes.push((letras, cifras.to_owned()));
        palabra.clear();
    }
    if !palabra.is_empty() || partes.iter().any(|(_, cifras)| is_year(cifras)) {
        return false;
    }
    match &partes[..] {
        [(una, primero), (otra, ultimo)] if otra.is_empty() => {
            let sola = una.len() < 2 || una == "no" || ROTULOS.contains(&una.as_str());
            let follows = || {
                let primero: Option<u64> = primero.parse().ok();
                primero.and_then(|n| n.checked_add(1)) == ultimo.parse().ok()
            };
            sola && texto.contains('/')
                && primero.len() > 2
                && (primero.len() == ultimo.len() || follows())
        }
        [(una, _), otras @ ..] => {
            !una.is_empty() && !otras.is_empty() && otras.iter().all(|(otra, _)| otra == una)
        }
        [] => false,
    }
}

/// An hour: «12:30».
fn is_hour(texto: &str) -> bool {
    let mut partes = texto.split(':');
    let hora = partes.next().is_some_and(|h| h.len() <= 2 && is_digits(h));
    hora && partes
        .next()
        .is_some_and(|m| m.get(..2).is_some_and(is_digits))
}

/// An identifier in a cell of numbers: as it is seen.
fn number(numero: &Numero) -> Result<String, &'static str> {
    /// A number cell holds so many digits for certain (IEEE 754, binary64).
    const CIERTAS: f64 = 1e15;
    if numero.valor < 0.0 {
        return Err("es un número negativo, y no dice de quién es");
    }
    if numero.valor >= CIERTAS {
        return Err(SIN_CIFRAS);
    }
    if numero.valor.fract() != 0.0 {
        return Err(CON_DECIMALES);
    }
    match &numero.visto {
        Visto::Igual => Ok(numero.valor.to_string()),
        Visto::Otro(texto) => written(texto),
        Visto::Dinero | Visto::Porcentaje | Visto::Incierto => Err(CON_FORMATO),
    }
}

/// The character that people mean by one that looks the same.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff0d}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{b4}' | '`' => '\'',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2024}' | '\u{b7}' => '.',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => '"',
        'º' => '°',
        // Letters of double width, of keyboards of the East.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        otro => otro,
    }
}

/// Whether a letter is of the Latin alphabet, with or without marks.
fn is_latin(c: char) -> bool {
    c.nfd()
        .next()
        .is_some_and(|base| base.is_ascii_alphabetic())
        || matches!(c, 'ª' | 'º' | '\u{df}'..='\u{24f}')
}

/// A whole date, as Excel writes one that it made of a number: «03/03/2017», «2017-03-03», «3-mar-17», «mar-17».
fn is_date(texto: &str) -> bool {
    // As Spanish and English shorten them.
    const MESES: [&str; 16] = [
        "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "sept", "oct", "nov", "dic",
        "jan", "apr", "dec",
    ];
    let enteros = (1..=12u8)
        .filter_map(|mes| Month::try_from(mes).ok())
        .map(month_name);
    let enteros: Vec<&str> = enteros.collect();
    let partes = texto.split(['-', '/', ' ', '.']);
    // «3 de marzo de 2017», «3 de marzo del 2017».
    let partes: Vec<&str> = partes
        .filter(|parte| !matches!(parte.to_lowercase().as_str(), "de" | "del"))
        .collect();
    let mes = |parte: &str| {
        let parte = parte.trim_end_matches('.').to_lowercase();
        MESES.contains(&parte.as_str()) || enteros.contains(&parte.as_str())
    };
    let cifras = |parte: &str, desde: usize, hasta: usize| {
        (desde..=hasta).contains(&parte.len()) && is_digits(parte)
    };
    match partes[..] {
        // «mar-17» is March; «ABR-0012» and «JUN/15» are whatever an office calls so.
        [a, b] => {
            texto.contains('-') && (mes(a) && cifras(b, 2, 2) || cifras(a, 1, 2) && mes(b))
                || mes(a) && is_year(b)
                || b.len() > 4 && mes(b) && cifras(a, 1, 2)
        }
        [a, b, c] => {
            let dia_y_mes = |a, b| cifras(a, 1, 2) && (cifras(b, 1, 2) || mes(b));
            dia_y_mes(a, b)
                && (cifras(c, 4, 4) || cifras(c, 2, 2) && (mes(b) || texto.contains('/')))
                || cifras(a, 4, 4) && dia_y_mes(c, b)
        }
        _ => {
            partes.iter().any(|parte| mes(parte)) && partes.iter().any(|parte| cifras(parte, 4, 4))
        }
    }
}

/// A number of which only the first digits are left: «5.02123E+11», or sixteen digits and more that end in the zeros of a
/// number cell.
fn is_cut(texto: &str) -> bool {
    let texto = texto.replace(' ', "");
    let texto = texto.trim_start_matches(['+', '-']);
    if texto.len() > 15 && is_digits(texto) {
        return texto.bytes().skip(15).all(|b| b == b'0');
    }
    let Some((mantisa, exponente)) = texto.split_once(['e', 'E']) else {
        return false;
    };
    let con_signo = exponente.strip_prefix('+');
    let partida = mantisa.split_once(['.', ',']);
    let es_numero = partida.map_or(is_digits(mantisa), |(a, b)| {
        is_digits(a) && (b.is_empty() || is_digits(b))
    });
    es_numero
        && match con_signo {
            Some(cifras) => is_digits(cifras),
            None if partida.is_some() => is_digits(exponente.trim_start_matches('-')),
            // «5E11» is a number to whoever wrote the file.
            None => mantisa.len() == 1 && exponente.len() == 2 && is_digits(exponente),
        }
}

/// A whole number to which a program gave decimals or commas: «12.0», «1,234».
fn is_decimal(texto: &str) -> bool {
    if let Some((entero, decimales)) = texto.split_once(['.', ',']) {
        let ceros = !decimales.is_empty() && decimales.bytes().all(|b| b == b'0');
        if is_digits(entero) && ceros {
            return true;
        }
    }
    // «1,234.00»: the commas are of thousands.
    let texto = match texto.rsplit_once('.') {
        Some((entero, decimales)) if entero.contains(',') && is_digits(decimales) => entero,
        _ => texto,
    };
    ['.', ',', '\'', ' '].iter().any(|separa| {
        let mut grupos = texto.split(*separa);
        let primero = grupos.next().is_some_and(|g| g.len() <= 3 && is_digits(g));
        let mut otros = grupos.peekable();
        let varios = otros.peek().is_some();
        // «1.234» and «12 345» may be numbers of an office; «1.234.567» and «1 234 567» are not.
        let cuantos = texto.split(*separa).count();
        primero
            && varios
            && (!['.', ' '].contains(separa) || cuantos > 2)
            && otros.all(|g| g.len() == 3 && is_digits(g))
    })
}

fn is_digits(texto: &str) -> bool {
    !texto.is_empty() && texto.bytes().all(|b| b.is_ascii_digit())
}

/// What people write where there is none, as [`fold`] leaves it.
const NINGUNO: [&str; 32] = [
    "s n",
    "sn",
    "n a",
    "na",
    "s d",
    "sd",
    "n d",
    "nd",
    "s e",
    "se",
    "s c",
    "n c",
    "nc",
    "x",
    "no",
    "si",
    "nulo",
    "null",
    "nan",
    "none",
    "pendiente",
    "en tramite",
    "desconocido",
    "desconocida",
    "se desconoce",
    "anonima",
    "anonimo",
    "verdadero",
    "falso",
    "true",
    "false",
    "vacio",
];
/// Whether a text is one of those that stand for nothing: «S/N», «0», «-».
pub(crate) fn is_nothing(texto: &str) -> bool {
    let doblado = fold(texto);
    doblado.chars().all(|c| c == '0' || c == ' ') || NINGUNO.contains(&doblado.as_str())
}

/// Four digits of a year of ours.
fn is_year(texto: &str) -> bool {
    texto.len() == 4 && is_digits(texto) && (texto.starts_with("19") || texto.starts_with("20"))
}

/// Words that say that what follows is a number.
const ROTULOS: [&str; 7] = [
    "exp",
    "expte",
    "expediente",
    "num",
    "numero",
    "nro",
    "folio",
];

/// Whether a text says that there is none: who has no number is nobody else's double. A number has some digit that is not
/// zero, besides its year; whatever has none is a word for nothing, or a name.
pub(crate) fn is_placeholder(texto: &str) -> bool {
    let doblado = fold(texto);
    let todas: Vec<&str> = doblado.split(' ').collect();
    // «EXP S/N-2024» is one more that has none.
    let rotulos = todas.iter().take_while(|p| ROTULOS.contains(p)).count();
    let palabras = &todas[rotulos.min(todas.len() - 1)..];
    let sin = match palabras {
        ["s", "n", ..] => true,
        ["sn", que, ..] => rotulos == 0 || is_year(que),
        // «N/A-1»: the same, counted.
        [a, b, _] if is_nothing(&format!("{a} {b}")) && texto.contains('/') => true,
        [
            "pend" | "pendiente" | "pdte" | "ninguno" | "ninguna" | "falta" | "faltan"
            // Of whom another row, or another paper, says it.
            | "idem" | "igual" | "mismo" | "misma",
            ..,
        ]
        // What another column asks.
        | ["1a" | "1ra" | "primera", "vez"] => true,
        // «No trae 2025», and not «No. 2025» nor «No. Exp. 2025».
        ["no", que, resto @ ..] if que.len() > 1 && !is_digits(que) && !ROTULOS.contains(que) => {
            resto.iter().all(|p| is_year(p) || !p.bytes().any(|b| b.is_ascii_digit()))
        }
        ["sin", que, ..] => !is_digits(que),
        // «S.E. 2017»: of that year, and none.
        [.., ultima] if is_year(ultima) && palabras.len() > 1 => {
            let primeras = palabras[..palabras.len() - 1].join(" ");
            !["no", "x"].contains(&primeras.as_str()) && is_nothing(&primeras)
        }
        _ => false,
    };
    let numero = palabras.join(" ");
    let mut numeros = numero
        .split(|c: char| !c.is_ascii_digit())
        .filter(|n| !n.is_empty());
    let cero = |numero: &str| numero.bytes().all(|b| b == b'0');
    let nada = match (numeros.next(), numeros.next(), numeros.next()) {
        (None, ..) => true,
        // With letters it may be the first of an office that counts from zero.
        _ if numero.chars().any(char::is_alphabetic) => false,
        (Some(uno), None, _) => cero(uno),
        (Some(uno), Some(otro), None) => {
            // «00/24»: none of that year.
            cero(uno) && (cero(otro) || is_year(otro) || otro.len() == 2 && texto.contains('/'))
        }
        _ => false,
    };
    let ver = texto
        .split_once(' ')
        .is_some_and(|(una, _)| ["ver", "vease"].contains(&fold(una).as_str()));
    sin || nada || ver || is_nothing(texto)
}

/// What is left of an identifier without what people add, leave out and exchange: zeros before a number, what parts are joined by,
/// and words that say that it is a number. Two with the same are likely one.
pub fn gist(texto: &str) -> String {
    const PALABRAS: [&str; 10] = [
        "exp",
        "expte",
        "expediente",
        "no",
        "n",
        "num",
        "numero",
        "nro",
        "fol",
        "folio",
    ];
    let doblado = fold(texto);
    let mut partes: Vec<&str> = Vec::new();
    for palabra in doblado.split(' ').filter(|palabra| !palabra.is_empty()) {
        let mut resto = palabra;
        while let Some(primera) = resto.chars().next() {
            let cifra = primera.is_ascii_digit();
            let hasta = resto.find(|c: char| c.is_ascii_digit() != cifra);
            let (parte, sigue) = resto.split_at(hasta.unwrap_or(resto.len()));
            partes.push(if cifra {
                parte.trim_start_matches('0')
            } else {
                parte
            });
            resto = sigue;
        }
    }
    let sobran = partes.iter().take_while(|parte| PALABRAS.contains(parte));
    let sobran = sobran.count();
    let suyas = &partes[sobran..];
    match suyas {
        // A bar that is not written before the year.
        [todo] if todo.len() > 4 && is_digits(todo) && is_year(&todo[todo.len() - 4..]) => {
            let (numero, anio) = todo.split_at(todo.len() - 4);
            format!("{numero}/{anio}")
        }
        // A year of two digits.
        [antes @ .., anio] if !antes.is_empty() && anio.len() == 2 && is_digits(anio) => {
            format!("{}/20{anio}", antes.join("/"))
        }
        _ => suyas.join("/"),
    }
}

#[cfg(test)]
mod tests;
