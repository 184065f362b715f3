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
mod tests;
