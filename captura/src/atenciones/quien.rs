//! Who was attended, and what she said of herself.

use domain::{Curp, Escolaridad, Persona, Rasgo, Rasgos, Sexo};
use time::Date;

use super::columnas::Columna;
use super::{Lector, prefix};
use crate::celda::Fila;
use crate::texto::fold;

impl Lector<'_> {
    pub(super) fn persona(&self, fila: &mut Fila, fecha: Date) -> Option<Persona> {
        let (curp, expediente) = (fila.texto(Columna::Curp), fila.texto(Columna::Expediente));
        let sexo = sexo(fila);
        let nacimiento = nacimiento(fila);
        let rasgos = rasgos(fila);
        let (seudonimo, sexo, anio_nacimiento) = if !curp.is_empty() {
            let curp: Curp = match curp.parse() {
                Ok(curp) => curp,
                Err(error) => return fila.say(Columna::Curp, error.to_string()),
            };
            if sexo.is_some_and(|sexo| sexo != Sexo::NoEspecificado && sexo != curp.sexo()) {
                return fila.say(Columna::Sexo, "no es el de la CURP");
            }
            let anio = curp.nacimiento().year();
            if nacimiento.valor().is_some_and(|dicho| *dicho != anio) {
                return fila.say(Columna::AnioNacimiento, "no es el de la CURP");
            }
            if curp.nacimiento() > fecha {
                return fila.say(
                    Columna::Curp,
                    "la fecha de nacimiento es posterior a la atención",
                );
            }
            let seudonimo = self.identidad.of_curp(self.instancia, &curp);
            (seudonimo, curp.sexo(), Rasgo::Dato(anio))
        } else if !expediente.is_empty() {
            let texto = expediente
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_uppercase();
            if texto.chars().count() > 40 {
                return fila.wrong(
                    Columna::Expediente,
                    "un número de expediente de hasta 40 caracteres",
                );
            }
            let Some(sexo) = sexo else {
                let espera = "«Mujer», «Hombre», «X» o «No especificado», porque no hay CURP";
                return fila.wrong(Columna::Sexo, espera);
            };
            let seudonimo = match (self.local(&texto), self.conocida) {
                (None, _) => self.identidad.of_expediente(self.instancia, &texto),
                (Some(numero), Some((suyo, quien))) if numero == suyo => quien,
                _ => {
                    let mensaje = "es de una exportación de este mismo registro: las personas ya están en él con otra identidad";
                    return fila.say(Columna::Expediente, mensaje);
                }
            };
            (seudonimo, sexo, nacimiento)
        } else {
            return None;
        };
        let persona = Persona {
            seudonimo,
            sexo,
            anio_nacimiento,
            rasgos,
        };
        match persona.check(fecha) {
            Ok(()) => Some(persona),
            Err(error) => fila.say(Columna::AnioNacimiento, error.to_string()),
        }
    }

    /// The number of this register that it is, if it is one.
    fn local(&self, expediente: &str) -> Option<i64> {
        let prefijo = prefix(self.identidad, self.instancia).to_uppercase();
        expediente.strip_prefix(&prefijo)?.parse().ok()
    }
}

fn sexo(fila: &mut Fila) -> Option<Sexo> {
    match fold(&fila.texto(Columna::Sexo)).as_str() {
        "" => None,
        "mujer" | "femenino" => Some(Sexo::Mujer),
        "hombre" | "masculino" => Some(Sexo::Hombre),
        "x" | "no binario" => Some(Sexo::X),
        "no especificado" => Some(Sexo::NoEspecificado),
        _ => fila.wrong(Columna::Sexo, "«Mujer», «Hombre», «X» o «No especificado»"),
    }
}

fn nacimiento(fila: &mut Fila) -> Rasgo<i32> {
    let texto = fila.texto(Columna::AnioNacimiento);
    match fold(&texto).as_str() {
        "" | "no preguntado" => Rasgo::NoPreguntado,
        "no especificado" => Rasgo::NoEspecificado,
        cifras if cifras.len() == 4 && cifras.bytes().all(|b| b.is_ascii_digit()) => {
            cifras.parse().map_or(Rasgo::NoPreguntado, Rasgo::Dato)
        }
        _ => {
            let espera = "un año de cuatro cifras, «No especificado» o «No preguntado»";
            fila.wrong::<()>(Columna::AnioNacimiento, espera);
            Rasgo::NoPreguntado
        }
    }
}

fn rasgos(fila: &mut Fila) -> Rasgos {
    let mut si_no = |columna| match fold(&fila.texto(columna)).as_str() {
        "" | "no preguntado" | "no preguntada" => Rasgo::NoPreguntado,
        "no especificado" | "no especificada" => Rasgo::NoEspecificado,
        "si" | "s" => Rasgo::Dato(true),
        "no" | "n" => Rasgo::Dato(false),
        _ => {
            fila.wrong::<()>(columna, "«Sí», «No», «No especificado» o «No preguntado»");
            Rasgo::NoPreguntado
        }
    };
    let (indigena, lengua_indigena) = (si_no(Columna::Indigena), si_no(Columna::LenguaIndigena));
    let (afromexicana, discapacidad) = (si_no(Columna::Afromexicana), si_no(Columna::Discapacidad));
    let escolaridad = match fold(&fila.texto(Columna::Escolaridad)).as_str() {
        "" | "no preguntado" | "no preguntada" => Rasgo::NoPreguntado,
        "no especificado" | "no especificada" => Rasgo::NoEspecificado,
        "ninguna" => Rasgo::Dato(Escolaridad::Ninguna),
        "basica" => Rasgo::Dato(Escolaridad::Basica),
        "media superior" => Rasgo::Dato(Escolaridad::MediaSuperior),
        "superior" => Rasgo::Dato(Escolaridad::Superior),
        _ => {
            let espera = "«Ninguna», «Básica», «Media superior», «Superior», «No especificado» o «No preguntado»";
            fila.wrong::<()>(Columna::Escolaridad, espera);
            Rasgo::NoPreguntado
        }
    };
    Rasgos {
        indigena,
        lengua_indigena,
        afromexicana,
        discapacidad,
        escolaridad,
    }
}
