//! The columns of the sheet of attentions.

use strum::{EnumIter, IntoEnumIterator};

use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::{ESCOLARIDAD, LUGAR, NACIMIENTO, SEXO, SI_NO, VIOLENCIA, VISITA};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter)]
pub enum Columna {
    /// Number of the attention.
    Folio,
    /// Day.
    Fecha,
    /// Service.
    Servicio,
    /// Place that she comes from.
    Procedencia,
    /// First time or follow-up.
    Visita,
    /// Types of violence, or why there are none.
    Violencia,
    /// Settings of the violence.
    Modalidades,
    /// Unit that attended.
    Unidad,
    /// CURP of the person.
    Curp,
    /// Number of the file of the person.
    Expediente,
    /// Sex.
    Sexo,
    /// Year of birth.
    AnioNacimiento,
    /// Whether she is indigenous.
    Indigena,
    /// Whether she speaks an indigenous language.
    LenguaIndigena,
    /// Whether she is Afro-Mexican.
    Afromexicana,
    /// Whether she has a disability.
    Discapacidad,
    /// Schooling.
    Escolaridad,
}

impl Columna {
    /// Number of columns.
    pub const TODAS: usize = 17;

    /// Its position in the template.
    pub fn indice(self) -> usize {
        Self::iter()
            .position(|columna| columna == self)
            .unwrap_or_default()
    }
}

impl From<Columna> for usize {
    fn from(columna: Columna) -> Self {
        columna.indice()
    }
}

/// The sheet of attentions.
pub static FORMA: Forma = Forma {
    tipo: "atenciones",
    hoja: "Atenciones",
    fichas: &FICHAS,
    fechas: &[1],
    varios: &[5, 6],
};

/// The columns, in the order of the sheet.
static FICHAS: [Ficha; Columna::TODAS] = [
    ficha(
        "Folio",
        false,
        "2017-0001",
        "Número único de la atención, si la instancia lo lleva. Con él, volver a importar \
         la fila la reconoce y, si cambió, la rectifica. Sin datos personales.",
    )
    .or(&["fol"])
    .numbered(),
    ficha(
        "Fecha",
        true,
        "25/03/2017",
        "Día de la atención: fecha de Excel, dd/mm/aaaa o aaaa-mm-dd.",
    )
    .or(&["fecha de atención", "fecha de la atención"]),
    ficha(
        "Servicio",
        true,
        "Asesoría jurídica",
        "Uno del catálogo de servicios de la instancia.",
    )
    .or(&["tipo de servicio", "servicio otorgado"]),
    ficha(
        "Procedencia",
        true,
        "Cabecera municipal",
        "Agencia de la que viene, {}.",
    )
    .or(&["agencia", "lugar", "lugar de procedencia"])
    .of(|| LUGAR.either()),
    ficha("Visita", true, "Primera vez", "{}.")
        .or(&["tipo de visita", "primera vez o seguimiento"])
        .of(|| VISITA.either()),
    ficha(
        "Tipos de violencia",
        true,
        "Psicológica; Económica",
        "Uno o varios tipos vigentes en la fecha, separados por punto y coma; o {}.",
    )
    .or(&["violencia", "tipo de violencia"])
    .of(|| VIOLENCIA.either()),
    ficha(
        "Modalidades",
        false,
        "Familiar",
        "Una o varias modalidades vigentes en la fecha, separadas por punto y coma. Se guardan, y no se publican.",
    )
    .or(&["modalidad", "modalidad de la violencia"]),
    ficha(
        "Unidad",
        false,
        "",
        "Unidad que atendió, si no fue la instancia misma.",
    )
    .or(&["unidad que atiende"]),
    ficha(
        "CURP",
        false,
        "",
        "De quien recibió la atención. No se guarda: se convierte al leerla en un \
         seudónimo con clave.",
    )
    .or(&["clave única de registro de población", "clave curp"]),
    ficha(
        "Expediente",
        false,
        "E-123",
        "Número interno de la persona, tenga o no su CURP: si un renglón dice los dos, después basta uno. \
         Sin CURP ni expediente, la atención es anónima: cuenta como servicio y no como persona.",
    )
    .or(&["exp", "expte", "exped"])
    .numbered(),
    ficha("Sexo", false, "Mujer", "{}. Con CURP puede omitirse.")
        .of(|| SEXO.either())
        .when("Si hay expediente sin CURP"),
    ficha(
        "Año de nacimiento",
        false,
        "1985",
        "Cuatro cifras, {}. Con CURP puede omitirse.",
    )
    .or(&["anio de nacimiento", "año nac", "año de nac"])
    .of(|| NACIMIENTO.either()),
    ficha("Indígena", false, "No preguntado", DE_SI_O_NO)
        .or(&["se considera indígena"])
        .of(|| SI_NO.either()),
    ficha("Lengua indígena", false, "Sí", DE_SI_O_NO)
        .or(&["habla lengua indígena"])
        .of(|| SI_NO.either()),
    ficha("Afromexicana", false, "No", DE_SI_O_NO)
        .or(&["se considera afromexicana"])
        .of(|| SI_NO.either()),
    ficha("Discapacidad", false, "No", DE_SI_O_NO).of(|| SI_NO.either()),
    ficha("Escolaridad", false, "Media superior", "{}. Se guarda, y no se publica.")
        .or(&["último grado de estudios"])
        .of(|| ESCOLARIDAD.either()),
];

const DE_SI_O_NO: &str = "{}; vacía es «No preguntado». Se guarda, y no se publica.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_as_people_write_them() {
        assert_eq!(Columna::iter().count(), Columna::TODAS);
        let find = |encabezado| FORMA.find(encabezado);
        assert_eq!(find("FECHA*"), Some(Columna::Fecha.into()));
        assert_eq!(find(" agencia "), Some(Columna::Procedencia.into()));
        assert_eq!(
            find("Año  de nacimiento"),
            Some(Columna::AnioNacimiento.into())
        );
        assert_eq!(find("nombre"), None);
        for folio in ["No. de folio", "FOLIO No.", "# folio", "Núm. Fol."] {
            assert_eq!(find(folio), Some(Columna::Folio.into()), "{folio}");
        }
        for expediente in [
            "No. Exp.",
            "Núm. Exp",
            "N.º de expediente",
            "Nº Expte.",
            "EXP.",
            "Expediente número",
            "N° Exped.",
        ] {
            assert_eq!(
                find(expediente),
                Some(Columna::Expediente.into()),
                "{expediente}"
            );
        }
        for otro in ["No.", "Núm. de", "Fecha de exp.", "No. de agencia"] {
            assert_eq!(find(otro), None, "{otro}");
        }
        for columna in Columna::iter() {
            assert_eq!(find(FICHAS[columna.indice()].titulo), Some(columna.into()));
        }
    }
}
