//! What the columns of the sheet of attentions understand by themselves: catalogues, closed lists and aliases. What a map says of any
//! other value is not said of these.

use domain::{Marco, TipoAlias};
use strum::IntoEnumIterator;

use super::columnas::Columna;
use super::{alone, unit};
use crate::catalogo::{Nombres, place};
use crate::celda::{Celda, meaning};
use crate::fecha;
use crate::mapa::Entiende;
use crate::palabras::{ESCOLARIDAD, NACIMIENTO, SEXO, SI_NO, VISITA};

/// Whether a column understands a text by what an instancia has.
pub fn vocabulary(marco: Marco) -> Box<Entiende> {
    Box::new(move |columna, texto| {
        let columna = Columna::iter().nth(columna);
        columna.is_some_and(|columna| understands(columna, texto, &marco))
    })
}

fn understands(columna: Columna, texto: &str, marco: &Marco) -> bool {
    let catalogos = &marco.catalogos;
    match columna {
        // Whatever is written in them is as good as anything else.
        Columna::Folio | Columna::Curp | Columna::Expediente => false,
        Columna::Fecha => fecha::read(&Celda::from(texto)).is_some(),
        Columna::Servicio => {
            Nombres::new(&catalogos.servicios, TipoAlias::Servicio, marco).knows(texto)
        }
        Columna::Procedencia => place(texto, marco).is_some(),
        Columna::Visita => meaning(texto, &VISITA, TipoAlias::Visita, marco).is_some(),
        Columna::Violencia => {
            let tipos = &catalogos.tipos_violencia;
            alone(texto, marco).is_some()
                || Nombres::new(tipos, TipoAlias::TipoViolencia, marco).knows(texto)
        }
        Columna::Modalidades => {
            Nombres::new(&catalogos.modalidades, TipoAlias::Modalidad, marco).knows(texto)
        }
        Columna::Unidad => unit(texto, marco).is_some(),
        Columna::Sexo => meaning(texto, &SEXO, TipoAlias::Sexo, marco).is_some(),
        Columna::AnioNacimiento => {
            NACIMIENTO.read(texto).is_some() || texto.len() == 4 && texto.parse::<u16>().is_ok()
        }
        Columna::Indigena
        | Columna::LenguaIndigena
        | Columna::Afromexicana
        | Columna::Discapacidad => SI_NO.read(texto).is_some(),
        Columna::Escolaridad => {
            meaning(texto, &ESCOLARIDAD, TipoAlias::Escolaridad, marco).is_some()
        }
    }
}
