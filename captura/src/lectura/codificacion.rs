//! Encodings of text files: what Excel, old programs and other systems save.

use std::borrow::Cow;
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
/// What Spanish is written with beyond ASCII.
const PROPIAS: &str = "áéíóúüñÁÉÍÓÚÜÑ¿¡ºª";

impl Codificacion {
    /// The encoding of a file, from all of its bytes: marks first; UTF-8 if it is; else, of those with a byte a letter, the
    /// one in which it has most letters of Spanish.
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
        let altos = letras.altos;
        let posibles = [
            Self::De8Bits(WINDOWS_1252),
            Self::Dos,
            Self::De8Bits(MACINTOSH),
        ];
        // Of equals the first: it is what Excel saves in Mexico.
        let puntos = |c: &Self| std::cmp::Reverse(c.spanish(&altos));
        Ok(posibles
            .into_iter()
            .min_by_key(puntos)
            .unwrap_or(Self::Utf8))
    }

    /// How many letters of Spanish a file has, of which these are the bytes beyond ASCII.
    fn spanish(self, altos: &[u64; 128]) -> u64 {
        let bytes = (128u8..=255).zip(altos);
        bytes
            .filter(|(byte, _)| self.decode(&[*byte]).chars().all(|c| PROPIAS.contains(c)))
            .map(|(_, veces)| veces)
            .sum()
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

/// The bytes beyond ASCII that stand between two letters, and how often: a space of fixed width, a dash or a curly quote of
/// Windows-1252 is a letter of Spanish in other encodings, but not in the middle of a word.
struct Letters {
    altos: [u64; 128],
    antes: [u8; 2],
}

impl Default for Letters {
    fn default() -> Self {
        Self {
            altos: [0; 128],
            antes: [0; 2],
        }
    }
}

impl Letters {
    fn feed(&mut self, byte: u8) {
        let letra = |byte: u8| byte.is_ascii_alphabetic();
        let [primera, media] = self.antes;
        if let Some(cual) = media
            .checked_sub(128)
            .filter(|_| letra(primera) && letra(byte))
        {
            self.altos[usize::from(cual)] += 1;
        }
        self.antes = [media, byte];
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
