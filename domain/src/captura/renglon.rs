//! Rows: what they say, what the register says, and what an import did.

use crate::{Atencion, AtencionCapturada, Persona, Rasgo, Seudonimo, Sexo};

/// A row that holds by itself.
#[derive(Debug, Clone)]
pub struct Renglon {
    /// What it is known by: its folio, or its content and how many equal ones came before it.
    pub clave: [u8; 32],
    /// Digest of what it says.
    pub huella: [u8; 32],
    /// Number of the institute.
    pub folio: Option<String>,
    /// Who was attended; nobody known if she is anonymous.
    pub persona: Option<Persona>,
    /// Whether the row has her CURP.
    pub con_curp: bool,
    /// Whether nothing in the row says her sex: it must be known already.
    pub sin_sexo: bool,
    /// What else she is known by: her file, in a row that has her CURP too.
    pub expediente: Option<Seudonimo>,
    /// What was given.
    pub atencion: Atencion,
}

/// What an import did, in rows and persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Importado {
    /// Rows that were not there.
    pub nuevos: u64,
    /// Rows that were there and said the same.
    pub iguales: u64,
    /// Rows that were there and said something else.
    pub rectificados: u64,
    /// Those among them that an edition has counted: what it counted stays.
    pub de_cerrados: u64,
    /// New rows of months that are closed: they count in the first open one.
    pub extemporaneos: u64,
    /// New rows of nobody known.
    pub anonimos: u64,
    /// Persons who were not there.
    pub personas: u64,
    /// Rows of whoever has been taken out of the register: they do not come back.
    pub cancelados: u64,
    /// Persons who had been two, one by her CURP and one by her file, and are one.
    pub juntadas: u64,
}

/// A row that contradicts the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Choque {
    /// Its folio is of an attention of another day, to another person.
    #[error(
        "ese folio ya es de otra atención, de otro día, y no consta que sea de la misma persona"
    )]
    Folio,
    /// Its file is of somebody with another CURP.
    #[error("ese expediente ya es de otra CURP")]
    Expediente,
    /// Its CURP and its file are of two persons who cannot be one: another sex, another year of birth, or another thing that
    /// they said.
    #[error(
        "la CURP y el expediente de este renglón son de dos personas que no pueden ser una: no coincide su sexo, su año de nacimiento o lo que dijeron de sí; corrija la que no sea de ella"
    )]
    DosPersonas,
    /// Nothing says her sex.
    #[error("sin CURP hay que decir el sexo de quien no se sabe todavía")]
    SinSexo,
    /// Her sex is another one in the register, or in another row.
    #[error("el sexo no es el registrado de la misma persona")]
    Sexo,
    /// Her year of birth is another one.
    #[error("el año de nacimiento no es el registrado de la misma persona")]
    Nacimiento,
    /// What she said before of whether she is indigenous is another thing.
    #[error("si es indígena: no es lo registrado de la misma persona")]
    Indigena,
    /// What she said before of whether she speaks an indigenous language is another thing.
    #[error("si habla lengua indígena: no es lo registrado de la misma persona")]
    LenguaIndigena,
    /// What she said before of whether she is Afro-Mexican is another thing.
    #[error("si es afromexicana: no es lo registrado de la misma persona")]
    Afromexicana,
    /// What she said before of whether she has a disability is another thing.
    #[error("si tiene discapacidad: no es lo registrado de la misma persona")]
    Discapacidad,
    /// What she said before of her schooling is another thing.
    #[error("la escolaridad: no es lo registrado de la misma persona")]
    Escolaridad,
}

impl Choque {
    /// Whether two rows say different things of it; who says nothing contradicts nobody.
    pub fn between(self, una: &Persona, otra: &Persona) -> bool {
        match self {
            // Who they are is not what they say of her.
            Self::Folio | Self::Expediente | Self::DosPersonas | Self::SinSexo => false,
            Self::Sexo => {
                let dichos = una.sexo != Sexo::NoEspecificado && otra.sexo != Sexo::NoEspecificado;
                dichos && una.sexo != otra.sexo
            }
            Self::Nacimiento => differ(una.anio_nacimiento, otra.anio_nacimiento),
            Self::Indigena => differ(una.rasgos.indigena, otra.rasgos.indigena),
            Self::LenguaIndigena => differ(una.rasgos.lengua_indigena, otra.rasgos.lengua_indigena),
            Self::Afromexicana => differ(una.rasgos.afromexicana, otra.rasgos.afromexicana),
            Self::Discapacidad => differ(una.rasgos.discapacidad, otra.rasgos.discapacidad),
            Self::Escolaridad => differ(una.rasgos.escolaridad, otra.rasgos.escolaridad),
        }
    }
}

fn differ<T: PartialEq>(una: Rasgo<T>, otra: Rasgo<T>) -> bool {
    match (una, otra) {
        (Rasgo::Dato(una), Rasgo::Dato(otra)) => una != otra,
        _ => false,
    }
}

/// An attention as the register has it.
#[derive(Debug, Clone)]
pub struct Dicho {
    /// Number of the institute.
    pub folio: Option<String>,
    /// What was given.
    pub atencion: AtencionCapturada,
    /// Who it was given to, and her number in this register.
    pub persona: Option<(i64, Persona)>,
    /// Whether a row has said her CURP; it may have, before that was kept.
    pub con_curp: bool,
}
