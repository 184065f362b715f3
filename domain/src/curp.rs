//! The CURP: what it says of a person, and whether it can be one.
//!
//! Source: Instructivo normativo para la asignación de la CURP (DOF, 18 October 2021): 18 characters; positions 5–10
//! the date of birth, 11 the sex, 12–13 the state, 17 digit for births before 2000 and letter since, 18 check digit.

use std::fmt;
use std::str::FromStr;

use time::{Date, Month};

use crate::{Error, Sexo};

/// A CURP that holds together. It lives in memory only: never stored, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Curp {
    texto: String,
    nacimiento: Date,
    sexo: Sexo,
}

/// In the order of their values; Ñ is between N and O.
const ALFABETO: &str = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";

const ENTIDADES: [&str; 33] = [
    "AS", "BC", "BS", "CC", "CL", "CM", "CS", "CH", "DF", "DG", "GT", "GR", "HG", "JC", "MC", "MN",
    "MS", "NT", "NL", "OC", "PL", "QT", "QR", "SP", "SL", "SR", "TC", "TS", "TL", "VZ", "YN", "ZS",
    "NE",
];

impl Curp {
    /// Its 18 characters, in capitals.
    pub fn as_str(&self) -> &str {
        &self.texto
    }

    /// Date of birth.
    pub fn nacimiento(&self) -> Date {
        self.nacimiento
    }

    /// Sex.
    pub fn sexo(&self) -> Sexo {
        self.sexo
    }
}

impl fmt::Debug for Curp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Curp(…)")
    }
}

impl FromStr for Curp {
    type Err = Error;

    fn from_str(texto: &str) -> Result<Self, Error> {
        let wrong = |motivo| Error::CurpInvalida(motivo);
        let texto = texto.trim().to_uppercase();
        let letras: Vec<char> = texto.chars().collect();
        if letras.len() != 18 {
            return Err(wrong("se esperan 18 caracteres"));
        }
        let (numeros, letra) = (
            |c: &char| c.is_ascii_digit(),
            |c: &char| c.is_ascii_uppercase() || *c == 'Ñ',
        );
        let forma = letras[..4].iter().all(letra)
            && letras[4..10].iter().all(numeros)
            && letras[10..16].iter().all(letra)
            && (numeros(&letras[16]) || letra(&letras[16]))
            && numeros(&letras[17]);
        if !forma {
            return Err(wrong(
                "se esperan cuatro letras, seis números, seis letras, una letra o número y un número",
            ));
        }
        let sexo = match letras[10] {
            'H' => Sexo::Hombre,
            'M' => Sexo::Mujer,
            'X' => Sexo::X,
            _ => return Err(wrong("el carácter 11 es el sexo: H, M o X")),
        };
        let entidad: String = letras[11..13].iter().collect();
        if !ENTIDADES.contains(&entidad.as_str()) {
            return Err(wrong(
                "los caracteres 12 y 13 no son una entidad federativa",
            ));
        }
        let number = |desde: usize| -> i32 {
            let digitos = letras[desde..desde + 2]
                .iter()
                .filter_map(|c| c.to_digit(10));
            digitos.fold(0, |n, d| n * 10 + i32::try_from(d).unwrap_or(0))
        };
        let siglo = if numeros(&letras[16]) { 1900 } else { 2000 };
        let mes = u8::try_from(number(6))
            .ok()
            .and_then(|m| Month::try_from(m).ok());
        let dia = u8::try_from(number(8)).ok();
        let nacimiento = mes
            .zip(dia)
            .and_then(|(mes, dia)| Date::from_calendar_date(siglo + number(4), mes, dia).ok())
            .ok_or(wrong("los caracteres 5 a 10 no son una fecha"))?;
        if letras[17].to_digit(10) != check_digit(&letras[..17]) {
            return Err(wrong("el dígito verificador no corresponde"));
        }
        Ok(Self {
            texto,
            nacimiento,
            sexo,
        })
    }
}

/// Weights 18 down to 2, modulo 10, subtracted from 10.
fn check_digit(letras: &[char]) -> Option<u32> {
    let mut suma = 0u32;
    for (peso, letra) in (2..=18).rev().zip(letras) {
        let valor = ALFABETO.chars().position(|c| c == *letra)?;
        suma += peso * u32::try_from(valor).ok()?;
    }
    Some((10 - suma % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    /// An invented one, with its check digit.
    fn invented(raiz: &str) -> String {
        let letras: Vec<char> = raiz.chars().collect();
        format!("{raiz}{}", check_digit(&letras).unwrap())
    }

    #[test]
    fn it_says_sex_and_date_of_birth() {
        let curp: Curp = invented("ZEZZ850412MOCZZZ0")
            .to_lowercase()
            .parse()
            .unwrap();
        assert_eq!(
            (curp.sexo(), curp.nacimiento()),
            (Sexo::Mujer, date!(1985 - 04 - 12))
        );
        let nina: Curp = invented("ZEZZ120229MOCZZZA").parse().unwrap();
        assert_eq!(nina.nacimiento(), date!(2012 - 02 - 29));
        assert!(invented("ZEZZ110229MOCZZZA").parse::<Curp>().is_err());
    }

    #[test]
    fn the_check_digit_of_a_published_specimen_holds() {
        assert!("HEGG560427MVZRRL04".parse::<Curp>().is_ok());
        assert!("HEGG560427MVZRRL05".parse::<Curp>().is_err());
    }

    #[test]
    fn what_cannot_be_one_is_refused_without_being_repeated() {
        for mala in [
            "",
            "ZEZZ850412",
            "ZEZZ851312MOCZZZ00",
            "ZEZZ850412QOCZZZ00",
            "ZEZZ850412MQQZZZ00",
            "ZE1Z850412MOCZZZ00",
        ] {
            let error = mala.parse::<Curp>().unwrap_err().to_string();
            assert!(mala.is_empty() || !error.contains(mala), "{error}");
        }
        assert_eq!(
            format!("{:?}", "HEGG560427MVZRRL04".parse::<Curp>().unwrap()),
            "Curp(…)"
        );
    }

    proptest! {
        #[test]
        fn one_wrong_digit_of_the_date_shows(posicion in 4usize..10, otro in 0u32..10) {
            let buena = "HEGG560427MVZRRL04";
            let mut letras: Vec<char> = buena.chars().collect();
            let digito = char::from_digit(otro, 10).unwrap();
            prop_assume!(letras[posicion] != digito);
            letras[posicion] = digito;
            let mala: String = letras.into_iter().collect();
            // Weights that share a factor with 10 let some pass: those are still dates.
            if let Ok(curp) = mala.parse::<Curp>() {
                prop_assert_ne!(curp.nacimiento(), date!(1956 - 04 - 27));
            }
        }
    }
}
