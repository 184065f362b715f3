//! The person attended, and her answers about herself.

use domain::{Curp, Marco, Persona, Rasgo, Rasgos, Seudonimo, Sexo, TipoAlias};
use time::Date;

use super::columnas::Columna;
use super::{Lector, has_birth, prefix};
use crate::Error;
use crate::celda::{Celda, Fila};
use crate::defecto::{Defecto, Motivo};
use crate::identificador::{self, is_placeholder};
use crate::palabras::{ESCOLARIDAD, Lista, NACIMIENTO, SEXO, SI_NO};

/// Who she is: her pseudonym, her sex and the year that she was born in.
type Identificada = (Seudonimo, Sexo, Rasgo<i32>);

impl Lector<'_> {
    /// The person of a row, what else she is known by, if it says both, and whether nothing says her sex.
    pub(super) fn persona(
        &self,
        fila: &mut Fila,
        fecha: Date,
    ) -> Option<(Persona, Option<Seudonimo>, bool)> {
        let curp = fila.texto(Columna::Curp);
        let malos = fila.defectos.len();
        let expediente = fila.file(Columna::Expediente);
        // «S/N» beside a CURP says that there is no file.
        let expediente =
            expediente.filter(|e| curp.is_empty() || !is_placeholder(&e.to_uppercase()));
        let roto = fila.defectos.len() > malos;
        let callado = fila.texto(Columna::Sexo).is_empty();
        let sexo = sexo(fila, self.marco);
        let nacimiento = nacimiento(fila);
        let rasgos = rasgos(fila, self.marco);
        if roto {
            return None;
        }
        let suyo = match &expediente {
            Some(expediente) => Some(self.file(fila, expediente)?),
            None => None,
        };
        let (seudonimo, sexo, anio_nacimiento) = match suyo {
            _ if !curp.is_empty() => self.of_curp(fila, &curp, fecha, sexo, nacimiento)?,
            // Of whom the register knows, it knows her sex.
            Some(suyo) if callado => (suyo, Sexo::NoEspecificado, nacimiento),
            Some(suyo) => (suyo, sexo?, nacimiento),
            None => return None,
        };
        let otro = suyo.filter(|suyo| *suyo != seudonimo);
        let persona = Persona {
            seudonimo,
            sexo,
            anio_nacimiento,
            rasgos,
        };
        match persona.check(fecha) {
            Ok(()) => Some((persona, otro, callado && curp.is_empty())),
            Err(error) => fila.say(Columna::AnioNacimiento, error.to_string()),
        }
    }

    /// Who a CURP says that she is, if nothing else in the row says another thing.
    fn of_curp(
        &self,
        fila: &mut Fila,
        curp: &str,
        fecha: Date,
        sexo: Option<Sexo>,
        nacimiento: Rasgo<i32>,
    ) -> Option<Identificada> {
        if curp.to_uppercase().starts_with(GENERICA) {
            return fila.say(Columna::Curp, "es la genérica para personas extranjeras, que no dice quién es: use su expediente, o deje vacía la celda y cuenta como anónima");
        }
        if is_placeholder(curp) {
            return fila.say(
                Columna::Curp,
                "no es una CURP: si no la hay, deje vacía la celda",
            );
        }
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
        Some((seudonimo, curp.sexo(), Rasgo::Dato(anio)))
    }

    /// Who a file number stands for.
    fn file(&self, fila: &mut Fila, expediente: &str) -> Option<Seudonimo> {
        let texto = expediente.to_uppercase();
        if super::has_curp(&texto) {
            return fila.say(
                Columna::Expediente,
                "tiene una CURP: va en su columna, o la misma persona sería dos",
            );
        }
        if has_birth(&texto) {
            return fila.say(
                Columna::Expediente,
                "tiene el principio de un RFC o de una CURP, que no es un expediente y dice de quién es",
            );
        }
        if is_placeholder(&texto) {
            return fila.say(Columna::Expediente, "no es un expediente, y quienes lo tengan serían la misma persona: deje vacía la celda, y cuenta como anónima");
        }
        if texto.chars().count() > 40 {
            return fila.wrong(
                Columna::Expediente,
                "un número de expediente de hasta 40 caracteres",
            );
        }
        match (self.local(&texto), self.conocida) {
            (None, _) => Some(self.identidad.of_expediente(self.instancia, &texto)),
            (Some(numero), Some((suyo, quien))) if numero == suyo => Some(quien),
            _ => fila.note(Columna::Expediente, Motivo::Exportada),
        }
    }

    /// The number of this register that it is, if it is one.
    fn local(&self, expediente: &str) -> Option<i64> {
        let prefijo = prefix(self.identidad, self.instancia).to_uppercase();
        expediente.strip_prefix(&prefijo)?.parse().ok()
    }
}

/// What is wrong with a row that says no sex of somebody whom nobody knows yet.
pub fn without_sex() -> Defecto {
    let espera = format!("{}, porque no hay CURP", SEXO.either());
    Defecto::new(Columna::Sexo, Motivo::Vacia { espera })
}

/// What all generic CURPs for foreigners begin with.
const GENERICA: &str = "XEXX010101";

/// A file number, however it is spaced and written.
///
/// # Errors
/// A text that cannot be one.
pub fn file_number(texto: &str) -> Result<String, Error> {
    let numero = identificador::read(&Celda::from(texto)).map_err(Error::new)?;
    Ok(numero.unwrap_or_default().to_uppercase())
}

fn sexo(fila: &mut Fila, marco: &Marco) -> Option<Sexo> {
    if fila.texto(Columna::Sexo).is_empty() {
        return None;
    }
    fila.word_of(Columna::Sexo, &SEXO, TipoAlias::Sexo, marco)
}

fn nacimiento(fila: &mut Fila) -> Rasgo<i32> {
    let texto = fila.texto(Columna::AnioNacimiento);
    if let Some(silencio) = NACIMIENTO.read(&texto) {
        return silencio;
    }
    if texto.len() == 4 && texto.bytes().all(|b| b.is_ascii_digit()) {
        return texto.parse().map_or(Rasgo::NoPreguntado, Rasgo::Dato);
    }
    let espera = format!("un año de cuatro cifras, {}", NACIMIENTO.either());
    fila.wrong::<()>(Columna::AnioNacimiento, &espera);
    Rasgo::NoPreguntado
}

fn rasgos(fila: &mut Fila, marco: &Marco) -> Rasgos {
    let de = TipoAlias::Escolaridad;
    let escolaridad = fila.word_of(Columna::Escolaridad, &ESCOLARIDAD, de, marco);
    Rasgos {
        indigena: rasgo(fila, Columna::Indigena, &SI_NO),
        lengua_indigena: rasgo(fila, Columna::LenguaIndigena, &SI_NO),
        afromexicana: rasgo(fila, Columna::Afromexicana, &SI_NO),
        discapacidad: rasgo(fila, Columna::Discapacidad, &SI_NO),
        escolaridad: escolaridad.unwrap_or(Rasgo::NoPreguntado),
    }
}

fn rasgo<T: Copy>(fila: &mut Fila, columna: Columna, lista: &Lista<Rasgo<T>>) -> Rasgo<T> {
    fila.word(columna, lista).unwrap_or(Rasgo::NoPreguntado)
}
