//! Damaged documents: an error or a value, and never a panic.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{CERTIFICADO, Certificado, ENTRADA, Entrada, PROTEGIDA, Protegida};

/// What a document could be damaged with: what is legal elsewhere, and what is nowhere.
const PIEZAS: &[&str] = &[
    "",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "true",
    "-0",
    "-1",
    "0",
    "1.0",
    "1e400",
    "1e18",
    "1000000000000",
    "18446744073709551616",
    "\"full\"",
    "\"all\"",
    "\"total\"",
    "\"zona\"",
    "\"b\"",
    "[]",
    "{}",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\u{feff}",
    "\\",
];

#[derive(Debug, Clone)]
enum Golpe {
    Bit(usize, u32),
    Corte(usize),
    Borrado(usize, usize),
    Trueque(usize, usize),
    Pieza(usize, usize),
}

fn golpe() -> impl Strategy<Value = Golpe> {
    let lugar = || 0..10_000usize;
    prop_oneof![
        1 => (lugar(), 0..8u32).prop_map(|(lugar, bit)| Golpe::Bit(lugar, bit)),
        1 => lugar().prop_map(Golpe::Corte),
        1 => (lugar(), 0..40usize).prop_map(|(lugar, largo)| Golpe::Borrado(lugar, largo)),
        1 => (lugar(), lugar()).prop_map(|(uno, otro)| Golpe::Trueque(uno, otro)),
        3 => (lugar(), 0..PIEZAS.len()).prop_map(|(lugar, pieza)| Golpe::Pieza(lugar, pieza)),
    ]
}

/// Texts, numbers and signs, one by one.
fn tokens(bytes: &[u8]) -> Vec<Vec<u8>> {
    let signo = |byte: u8| b"{}[],:\" \n".contains(&byte);
    bytes
        .chunk_by(|uno, otro| !signo(*uno) && !signo(*otro))
        .map(<[u8]>::to_vec)
        .collect()
}

fn damage(bytes: &mut Vec<u8>, golpe: &Golpe) {
    let largo = bytes.len().max(1);
    let mut partes = tokens(bytes);
    let cuantas = partes.len().max(1);
    match *golpe {
        Golpe::Bit(lugar, bit) => {
            if let Some(byte) = bytes.get_mut(lugar % largo) {
                *byte ^= 1 << bit;
            }
        }
        Golpe::Corte(lugar) => bytes.truncate(lugar % largo),
        Golpe::Borrado(lugar, tramo) => {
            let desde = (lugar % largo).min(bytes.len());
            bytes.drain(desde..(desde + tramo).min(bytes.len()));
        }
        Golpe::Trueque(uno, otro) if !partes.is_empty() => {
            partes.swap(uno % cuantas, otro % cuantas);
            *bytes = partes.concat();
        }
        Golpe::Pieza(lugar, pieza) => {
            if let Some(parte) = partes.get_mut(lugar % cuantas) {
                *parte = PIEZAS[pieza].as_bytes().to_vec();
            }
            *bytes = partes.concat();
        }
        Golpe::Trueque(..) => (),
    }
}

/// A bounded run, unless a longer one is asked for.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(4000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn damaged_documents_are_answered(
        cual in 0..3usize,
        golpes in proptest::collection::vec(golpe(), 1..4),
    ) {
        let mut bytes = [ENTRADA, PROTEGIDA, CERTIFICADO][cual].as_bytes().to_vec();
        for golpe in &golpes {
            damage(&mut bytes, golpe);
        }
        let inicio = Instant::now();
        let _ = Entrada::from_json(&bytes);
        let dimensiones = Protegida::from_json(PROTEGIDA.as_bytes()).unwrap().dimensiones;
        if let Ok(certificado) = Certificado::from_json(&bytes, &dimensiones) {
            let texto = certificado.to_json(&dimensiones);
            prop_assert_eq!(Certificado::from_json(texto.as_bytes(), &dimensiones), Ok(certificado));
        }
        if let Ok(protegida) = Protegida::from_json(&bytes) {
            prop_assert_eq!(Protegida::from_json(protegida.to_json().as_bytes()), Ok(protegida));
        }
        prop_assert!(inicio.elapsed() < Duration::from_secs(1));
    }
}
