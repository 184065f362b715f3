//! Lists of the sheet of attentions.

use domain::{Escolaridad, Lugar, Rasgo, Sexo, Violencia, Visita};

use super::{Lista, Palabra, palabra};

const NO_ESPECIFICADO: &str = "No especificado";
const NO_PREGUNTADO: &str = "No preguntado";

/// The word of what was asked and not said.
const fn no_especificado<T>(valor: T) -> Palabra<T> {
    palabra(NO_ESPECIFICADO, valor, &["no especificada"])
}

/// The word of what was not asked; an empty cell says it too.
const fn no_preguntado<T>(valor: T) -> Palabra<T> {
    palabra(NO_PREGUNTADO, valor, &["no preguntada", ""])
}

/// First time or follow-up.
pub(crate) static VISITA: Lista<Visita> = Lista {
    palabras: &[
        palabra("Primera vez", Visita::PrimeraVez, &["primera"]),
        palabra("Seguimiento", Visita::Seguimiento, &["subsecuente"]),
    ],
};

/// Places that are no agencia.
pub(crate) static LUGAR: Lista<Lugar> = Lista {
    palabras: &[
        palabra("Cabecera municipal", Lugar::Cabecera, &["cabecera"]),
        palabra("Otro municipio", Lugar::OtroMunicipio, &[]),
        palabra(
            "No especificada",
            Lugar::NoEspecificada,
            &["no especificado"],
        ),
    ],
};

/// Why an attention has no type of violence.
pub(crate) static VIOLENCIA: Lista<Violencia> = Lista {
    palabras: &[
        palabra("Ninguna", Violencia::Ninguna, &["ninguno"]),
        no_especificado(Violencia::NoEspecificado),
        no_preguntado(Violencia::NoPreguntado),
    ],
};

/// Sex.
pub(crate) static SEXO: Lista<Sexo> = Lista {
    palabras: &[
        palabra("Mujer", Sexo::Mujer, &["femenino"]),
        palabra("Hombre", Sexo::Hombre, &["masculino"]),
        palabra("X", Sexo::X, &["no binario"]),
        palabra(NO_ESPECIFICADO, Sexo::NoEspecificado, &[]),
    ],
};

/// Why there is no year of birth.
pub(crate) static NACIMIENTO: Lista<Rasgo<i32>> = Lista {
    palabras: &[
        palabra(NO_ESPECIFICADO, Rasgo::NoEspecificado, &[]),
        palabra(NO_PREGUNTADO, Rasgo::NoPreguntado, &[""]),
    ],
};

/// A trait that she has or has not.
pub(crate) static SI_NO: Lista<Rasgo<bool>> = Lista {
    palabras: &[
        palabra("Sí", Rasgo::Dato(true), &["s"]),
        palabra("No", Rasgo::Dato(false), &["n"]),
        no_especificado(Rasgo::NoEspecificado),
        no_preguntado(Rasgo::NoPreguntado),
    ],
};

/// A mark in a sheet of others.
pub(crate) static MARCA: Lista<bool> = Lista {
    palabras: &[
        palabra("Sí", true, &["s", "1", "x", "true", "verdadero"]),
        palabra("No", false, &["n", "0", "false", "falso", ""]),
    ],
};

/// Schooling.
pub(crate) static ESCOLARIDAD: Lista<Rasgo<Escolaridad>> = Lista {
    palabras: &[
        palabra("Ninguna", Rasgo::Dato(Escolaridad::Ninguna), &[]),
        palabra("Básica", Rasgo::Dato(Escolaridad::Basica), &[]),
        palabra(
            "Media superior",
            Rasgo::Dato(Escolaridad::MediaSuperior),
            &[],
        ),
        palabra("Superior", Rasgo::Dato(Escolaridad::Superior), &[]),
        no_especificado(Rasgo::NoEspecificado),
        no_preguntado(Rasgo::NoPreguntado),
    ],
};
