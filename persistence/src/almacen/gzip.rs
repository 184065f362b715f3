//! Compression of what is kept whole: without a date, so that the same bytes give the same file.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::Error;

/// What is kept is text of some hundred kilobytes: more than this is a bomb.
const TOPE: u64 = 256 * 1024 * 1024;

pub(crate) fn compress(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut compresor = GzEncoder::new(Vec::new(), Compression::best());
    compresor
        .write_all(bytes)
        .and_then(|()| compresor.finish())
        .map_err(Error::archivo("comprimir los datos"))
}

/// Nothing if it was not compressed so.
pub(crate) fn inflate(comprimidos: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut lector = GzDecoder::new(comprimidos).take(TOPE);
    lector.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back() {
        let bytes = "Mexicápam ".repeat(1000).into_bytes();
        let comprimidos = compress(&bytes).unwrap();
        assert!(comprimidos.len() < 200);
        assert_eq!(inflate(&comprimidos), Some(bytes));
        assert_eq!(inflate(b"no"), None);
    }
}
