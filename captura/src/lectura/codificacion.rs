//! Encodings of text files: what Excel, old programs and other systems save.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read};

use encoding_rs::{Encoding, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codificacion {
    Utf8,
    /// UTF-16, of which all bytes are read as UTF-8 before they are taken apart.
    Utf16(&'static Encoding),
    /// An encoding of one byte a letter.
    De8Bits(&'static Encoding),
    /// Code page 850, which «CSV (MS-DOS)» is in.
    Dos,
}

/// The upper half of code page 850.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
/// The letters that Spanish is written with beyond ASCII.
const PROPIAS: &str = "áéíóúüñÁÉÍÓÚÜÑ";

impl Codificacion {
    /// The encoding of a file, from all of its bytes: marks first; UTF-8 if it is; else, of those with a byte a letter, the
    /// one in which most of its letters and marks stand where Spanish has them.
    pub(super) fn of(archivo: File) -> io::Result<Self> {
        let mut lector = BufReader::with_capacity(1 << 16, archivo);
        let mut inicio = vec![];
        Read::by_ref(&mut lector)
            .take(4096)
            .read_to_end(&mut inicio)?;
        if let Some(codificacion) = utf16(&inicio) {
            return Ok(Self::Utf16(codificacion));
        }
        let mut letras = Letters::default();
        let mut sigue = Utf8Watch::default();
        let mut bloque = inicio;
        while !bloque.is_empty() {
            bloque.iter().for_each(|byte| letras.feed(*byte));
            sigue.feed(&bloque);
            bloque.clear();
            Read::by_ref(&mut lector)
                .take(1 << 16)
                .read_to_end(&mut bloque)?;
        }
        if sigue.is_utf8() {
            return Ok(Self::Utf8);
        }
        letras.end();
        Ok(Self::one_byte(&letras))
    }

    /// Of the encodings of one byte a letter, the one of a file.
    fn one_byte(letras: &Letters) -> Self {
        let posibles = [
            Self::De8Bits(WINDOWS_1252),
            Self::Dos,
            Self::De8Bits(MACINTOSH),
        ];
        // Of equals the first: it is what Excel saves in Mexico.
        let puntos = |c: &Self| std::cmp::Reverse(c.spanish(letras));
        posibles
            .into_iter()
            .min_by_key(puntos)
            .unwrap_or(Self::Utf8)
    }

    /// How much a file is Spanish: its letters and marks beyond ASCII that stand where Spanish has them, less those that do not.
    fn spanish(self, letras: &Letters) -> i64 {
        let vistas = letras.vistas.iter();
        let puntos = vistas.map(|((antes, byte, despues), veces)| {
            let letra = self.decode(&[*byte]).chars().next();
            letra.map_or(0, |c| fits(*antes, c, *despues)) * veces
        });
        puntos.sum()
    }

    /// The text of a field.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 | Self::Utf16(_) => String::from_utf8_lossy(bytes),
            Self::De8Bits(codificacion) => codificacion.decode_without_bom_handling(bytes).0,
            Self::Dos => Cow::Owned(bytes.iter().map(|byte| dos(*byte)).collect()),
        }
    }

    /// The bytes of a file as those are in which lines, separators and quotes are looked for.
    pub(super) fn reader<R: Read + 'static>(self, archivo: R) -> Box<dyn Read> {
        match self {
            Self::Utf16(codificacion) => Box::new(
                encoding_rs_io::DecodeReaderBytesBuilder::new()
                    .encoding(Some(codificacion))
                    .build(archivo),
            ),
            _ => Box::new(archivo),
        }
    }
}

fn dos(byte: u8) -> char {
    let alto = byte.checked_sub(128).map(usize::from);
    alto.map_or(char::from(byte), |alto| {
        CP850
            .chars()
            .nth(alto)
            .unwrap_or(char::REPLACEMENT_CHARACTER)
    })
}

/// UTF-16, with its mark or without: then every second byte of a text of Latin letters is a zero.
fn utf16(inicio: &[u8]) -> Option<&'static Encoding> {
    match inicio {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let ceros = |resto: usize| {
        let suyos = inicio.iter().skip(resto).step_by(2);
        let cuantos = suyos.clone().count();
        cuantos > 0 && suyos.filter(|b| **b == 0).count() * 2 > cuantos
    };
    match (ceros(0), ceros(1)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// What stands beside a byte beyond ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
enum Vecina {
    Minuscula,
    Mayuscula,
    Cifra,
    /// Another byte beyond ASCII, which may be anything.
    Alta,
    /// A space, a mark, an end.
    #[default]
    Hueco,
}

impl Vecina {
    fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Minuscula,
            b'A'..=b'Z' => Self::Mayuscula,
            b'0'..=b'9' => Self::Cifra,
            128.. => Self::Alta,
            _ => Self::Hueco,
        }
    }

    /// Whether it may be of the word.
    fn is_letter(self) -> bool {
        matches!(self, Self::Minuscula | Self::Mayuscula | Self::Alta)
    }

    /// Whether a word may begin or end at it.
    fn is_gap(self) -> bool {
        matches!(self, Self::Hueco | Self::Alta)
    }
}

/// Whether Spanish has a letter or a mark between such neighbours: one if it does, less than nothing if it does not. A space of
/// fixed width, a dash or a curly quote of Windows-1252 is a letter of Spanish in other encodings, and the other way round: it is
/// where they stand that tells them apart.
fn fits(antes: Vecina, c: char, despues: Vecina) -> i64 {
    let dentro = antes.is_letter() && despues.is_letter();
    let bien = match c {
        c if PROPIAS.contains(c) => return fits_letter(antes, c.is_uppercase(), despues),
        '¡' | '¿' | '“' | '‘' | '«' => antes.is_gap() && despues != Vecina::Hueco,
        '”' | '»' | '…' => antes != Vecina::Hueco && despues.is_gap(),
        // An apostrophe, and a dash between words: a letter is likelier.
        '’' | '–' | '—' | '\u{a0}' if dentro => return 0,
        '’' => despues.is_gap(),
        '–' | '—' | '•' => antes.is_letter() == despues.is_letter(),
        '\u{a0}' => true,
        // «N.º 5», «2.ª».
        'º' | 'ª' | '°' if antes == Vecina::Hueco => return 0,
        'º' | 'ª' | '°' => !despues.is_letter() && antes != Vecina::Minuscula,
        // No text in Spanish has boxes.
        '\u{2500}'..='\u{259f}' | '¬' => false,
        c if c.is_alphabetic() || c.is_control() => false,
        // Signs of other trades belong to no word.
        _ if antes.is_letter() || despues.is_letter() => false,
        _ => return 0,
    };
    if bien { 1 } else { -1 }
}

/// Whether a letter is of a word with such neighbours: capitals go with capitals, or begin one.
fn fits_letter(antes: Vecina, mayuscula: bool, despues: Vecina) -> i64 {
    let suelta = !antes.is_letter() && !despues.is_letter();
    let con_cifra = antes == Vecina::Cifra || despues == Vecina::Cifra;
    let ajena = if mayuscula {
        antes == Vecina::Minuscula || antes == Vecina::Mayuscula && despues == Vecina::Minuscula
    } else {
        despues == Vecina::Mayuscula
    };
    match (ajena || con_cifra, suelta) {
        (true, _) => -1,
        // «siete ó más».
        (false, true) => 0,
        (false, false) => 1,
    }
}

/// The bytes beyond ASCII between their neighbours, and how often each is there.
#[derive(Default)]
struct Letters {
    vistas: HashMap<(Vecina, u8, Vecina), i64>,
    antes: Vecina,
    alta: Option<u8>,
}

impl Letters {
    fn feed(&mut self, byte: u8) {
        let vecina = Vecina::of(byte);
        if let Some(alta) = self.alta.take() {
            *self.vistas.entry((self.antes, alta, vecina)).or_default() += 1;
            self.antes = Vecina::Alta;
        }
        if byte.is_ascii() {
            self.antes = vecina;
        } else {
            self.alta = Some(byte);
        }
    }

    /// The end of the file ends its last word.
    fn end(&mut self) {
        self.feed(b'\n');
    }
}

/// Whether all that was seen is UTF-8, block after block; a byte that is none among many letters that are is a damaged letter.
#[derive(Default)]
struct Utf8Watch {
    resto: Vec<u8>,
    buenas: u64,
    malas: u64,
}

impl Utf8Watch {
    fn feed(&mut self, bloque: &[u8]) {
        self.resto.extend_from_slice(bloque);
        let mut desde = 0;
        loop {
            let (hasta, mala) = match std::str::from_utf8(&self.resto[desde..]) {
                Ok(_) => (self.resto.len(), None),
                Err(error) => (desde + error.valid_up_to(), error.error_len()),
            };
            let multiples = self.resto[desde..hasta].iter().filter(|b| **b >= 0xc0);
            self.buenas += u64::try_from(multiples.count()).unwrap_or(u64::MAX);
            desde = hasta;
            let Some(mala) = mala else {
                break;
            };
            self.malas += 1;
            desde += mala;
        }
        // The end of the block may have cut a letter.
        self.resto.drain(..desde);
    }

    fn is_utf8(&self) -> bool {
        let malas = self.malas + u64::from(!self.resto.is_empty());
        malas == 0 || self.buenas > malas
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> String {
        let mut letras = Letters::default();
        bytes.iter().for_each(|byte| letras.feed(*byte));
        letras.end();
        Codificacion::one_byte(&letras).decode(bytes).into_owned()
    }

    #[test]
    fn a_few_accents_tell_the_encoding() {
        for (bytes, texto) in [
            (
                &b"Nombre;Jos\x82 Uc;Mar\xa1a Pech"[..],
                "Nombre;José Uc;María Pech",
            ),
            (b"Caf\x82 y bordado", "Café y bordado"),
            (b"D\xa1a Naranja", "Día Naranja"),
            (b"Caf\x8e", "Café"),
            (b"\xe7REA", "ÁREA"),
            (b"dice \xd2x\xd3", "dice “x”"),
            (b"1\xa7 grado", "1º grado"),
            // Windows-1252, with what is a letter elsewhere.
            (b"\x91Casa\x92, \x93otra\x94", "‘Casa’, “otra”"),
            (b"2017\x962018 \x97 lunes", "2017–2018 — lunes"),
            (b"Trabajo \xa0 social\xa0", "Trabajo \u{a0} social\u{a0}"),
            (b"O\x92Hor\xe1n", "O’Horán"),
            (b"\xa1Alto! \xbfQui\xe9n?", "¡Alto! ¿Quién?"),
            (
                b"\xc1ngel, JOS\xc9, M\xe9xico, s\xed",
                "Ángel, JOSÉ, México, sí",
            ),
            (b"N\xba 5, 3\xb0, \xabx\xbb, etc\x85", "Nº 5, 3°, «x», etc…"),
            (
                b"N.\xba 1 de todas\nSesiones 2.\xaa y 3.\xaa\n(N.\xba 12)",
                "N.º 1 de todas\nSesiones 2.ª y 3.ª\n(N.º 12)",
            ),
            (b"m\xb2, 20\x80, Word\xae", "m², 20€, Word®"),
        ] {
            assert_eq!(found(bytes), texto);
        }
    }
}
