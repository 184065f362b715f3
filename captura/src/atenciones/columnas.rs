//! The columns of the sheet of attentions.

use strum::{EnumIter, IntoEnumIterator};

use crate::forma::{Ficha, Forma};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter)]
pub enum Columna {
    /// Number of the attention.
    Folio,
    /// Day.
    Fecha,
    /// What was given.
    Servicio,
    /// Where she comes from.
    Procedencia,
    /// First time or follow-up.
    Visita,
    /// Types of violence, or why there are none.
    Violencia,
    /// Settings of the violence.
    Modalidades,
    /// Unit that attended.
    Unidad,
    /// Who she is, by her CURP.
    Curp,
    /// Who she is, by the number of her file.
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
    /// How many there are.
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

/// In the order of the columns.
static FICHAS: [Ficha; Columna::TODAS] = [
    Ficha {
        titulo: "Folio",
        otros: &["número de folio", "no. de folio"],
        obligatoria: false,
        ejemplo: "2017-0001",
        ayuda: "Número único de la atención, si la instancia lo lleva. Con él, volver a importar la fila la reconoce y, si cambió, la rectifica. Sin datos personales.",
    },
    Ficha {
        titulo: "Fecha",
        otros: &["fecha de atención", "fecha de la atención"],
        obligatoria: true,
        ejemplo: "08/03/2017",
        ayuda: "Día de la atención: fecha de Excel, dd/mm/aaaa o aaaa-mm-dd.",
    },
    Ficha {
        titulo: "Servicio",
        otros: &["tipo de servicio", "servicio otorgado"],
        obligatoria: true,
        ejemplo: "Asesoría jurídica",
        ayuda: "Uno del catálogo de servicios de la instancia.",
    },
    Ficha {
        titulo: "Procedencia",
        otros: &["agencia", "lugar", "lugar de procedencia"],
        obligatoria: true,
        ejemplo: "Cabecera municipal",
        ayuda: "Agencia de la que viene, «Cabecera municipal», «Otro municipio» o «No especificada».",
    },
    Ficha {
        titulo: "Visita",
        otros: &["tipo de visita", "primera vez o seguimiento"],
        obligatoria: true,
        ejemplo: "Primera vez",
        ayuda: "«Primera vez» o «Seguimiento».",
    },
    Ficha {
        titulo: "Tipos de violencia",
        otros: &["violencia", "tipo de violencia"],
        obligatoria: true,
        ejemplo: "Psicológica; Económica",
        ayuda: "Uno o varios tipos vigentes en la fecha, separados por punto y coma; o «Ninguna», «No especificado» o «No preguntado».",
    },
    Ficha {
        titulo: "Modalidades",
        otros: &["modalidad", "modalidad de la violencia"],
        obligatoria: false,
        ejemplo: "Familiar",
        ayuda: "Una o varias modalidades vigentes en la fecha, separadas por punto y coma.",
    },
    Ficha {
        titulo: "Unidad",
        otros: &["unidad que atiende"],
        obligatoria: false,
        ejemplo: "",
        ayuda: "Unidad que atendió, si no fue la instancia misma.",
    },
    Ficha {
        titulo: "CURP",
        otros: &["clave única de registro de población"],
        obligatoria: false,
        ejemplo: "",
        ayuda: "De quien recibió la atención. No se guarda: se convierte al leerla en un seudónimo con clave.",
    },
    Ficha {
        titulo: "Expediente",
        otros: &["número de expediente", "no. de expediente"],
        obligatoria: false,
        ejemplo: "E-123",
        ayuda: "Número interno de la persona, si no se tiene su CURP. Sin CURP ni expediente, la atención es anónima: cuenta como servicio y no como persona.",
    },
    Ficha {
        titulo: "Sexo",
        otros: &[],
        obligatoria: false,
        ejemplo: "Mujer",
        ayuda: "«Mujer», «Hombre», «X» o «No especificado». Con CURP puede omitirse.",
    },
    Ficha {
        titulo: "Año de nacimiento",
        otros: &["anio de nacimiento"],
        obligatoria: false,
        ejemplo: "1985",
        ayuda: "Cuatro cifras, «No especificado» o «No preguntado». Con CURP puede omitirse.",
    },
    Ficha {
        titulo: "Indígena",
        otros: &["se considera indígena"],
        obligatoria: false,
        ejemplo: "No preguntado",
        ayuda: SI_NO,
    },
    Ficha {
        titulo: "Lengua indígena",
        otros: &["habla lengua indígena"],
        obligatoria: false,
        ejemplo: "Sí",
        ayuda: SI_NO,
    },
    Ficha {
        titulo: "Afromexicana",
        otros: &["se considera afromexicana"],
        obligatoria: false,
        ejemplo: "No",
        ayuda: SI_NO,
    },
    Ficha {
        titulo: "Discapacidad",
        otros: &[],
        obligatoria: false,
        ejemplo: "No",
        ayuda: SI_NO,
    },
    Ficha {
        titulo: "Escolaridad",
        otros: &["último grado de estudios"],
        obligatoria: false,
        ejemplo: "Media superior",
        ayuda: "«Ninguna», «Básica», «Media superior», «Superior», «No especificado» o «No preguntado».",
    },
];

const SI_NO: &str = "«Sí», «No», «No especificado» o «No preguntado»; vacía es «No preguntado».";

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
        for columna in Columna::iter() {
            assert_eq!(find(FICHAS[columna.indice()].titulo), Some(columna.into()));
        }
    }
}
