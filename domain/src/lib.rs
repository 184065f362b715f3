//! Vocabulary and rules of Pacto: pure, no I/O, no async, no clock, no randomness.
//!
//! # Glossary
//!
//! The only place where a term is defined; the Spanish word is the one the code uses.
//!
//! - **Instancia**: the municipal women's body, a tenant; its key is the INEGI code of its
//!   municipality (20067 is Oaxaca de Juárez).
//! - **Agencia**: a municipal or police agency of the municipality. An attention can also come from
//!   the *cabecera*, from *otro municipio*, or from a place *no especificada*: see [`Lugar`].
//! - **Persona**: someone attended, known only by a keyed pseudonym, sex, birth year and
//!   self-reported traits. **Mujer atendida**: a woman or girl with at least one attention in the
//!   period.
//! - **Atencion**: one service given to one person on one day, from one place, first time or
//!   follow-up, with zero or more types of violence.
//! - **Servicio**: what is given, from a catalogue, in an **área** (atención, prevención); services
//!   that are reported as one figure share a **grupo**.
//! - **Actividad**: a group act whose participants are counted, never identified.
//! - **Medida**: what is counted, with its unit and population. Amounts of different measures are
//!   never added or compared, and those of one only where nobody is counted twice: see
//!   [`Medida::se_suma_por`].
//! - **Compromiso**: what the instancia signed or created: convenio, proyecto, unidad, pacto.
//! - **Consejo**: a council with members, sessions and a yearly calendar; its kind is data.
//! - **Informe**: what the instancia reported of a period, as **cifras**: figures as stated, with
//!   their provenance and, where the register can compute one, the computed counterpart.
//! - **`NO_CONSTA`**: a source does not say it. See [`Dato`]; nothing is invented in its place.
//! - **Celda**: a published value with its state: publicada, protegida, no disponible.
//! - **Cubo** / **`CuboProtegido`**: counts before and after disclosure control. Only `proteccion` makes
//!   the second, and a [`Contenido`] holds nothing else.
//! - **Edicion**: everything an instancia publishes for a period at a cut-off date (**corte**);
//!   immutable, numbered, known by the hash of its [`Contenido`].

mod actividad;
mod atencion;
mod captura;
mod catalogo;
mod celda;
mod compromiso;
mod consejo;
pub mod consulta;
pub mod cubo;
mod curp;
mod dato;
mod edicion;
mod error;
mod informe;
mod medida;
mod partes;
mod periodo;
mod persona;
mod plan;
mod propias;
pub mod proteccion;
mod territorio;

pub use actividad::{
    Actividad, Efemeride, Participacion, Participantes, Publico, Tema, TipoActividad,
};
pub use atencion::{Atencion, AtencionCapturada, Violencia, Visita};
pub use captura::{
    Alias, Carga, Choque, Dicha, Dicho, Enmienda, Enmiendas, Importado, Marco, ParteCambiada,
    Renglon, TipoAlias,
};
pub use catalogo::{Catalogo, Catalogos, Entrada, Servicio};
pub use celda::{Celda, Estado};
pub use compromiso::{Convenio, PactoRegional, Proyecto, Unidad};
pub use consejo::{
    Acuerdo, Ajustes, Asistencia, AsuntoPunto, Calendario, Consejo, EstadoAcuerdo, EstadoSesion,
    Integrante, Presencia, Punto, Quorum, ReglaQuorum, Sesion, SesionProgramada, TipoSesion,
};
pub use cubo::{Concepto, CuboProtegido, Nivel, Total};
pub use curp::Curp;
pub use dato::{Dato, Origen};
pub use edicion::formato::{self, FORMATO};
pub use edicion::{
    Cierres, Contenido, ContenidoConsejo, Dichas, Draft, Edicion, Ediciones, EstadoEdicion,
    Institucional, Materia, NoServida, Retiro,
};
pub use error::{Error, ParteActividad};
pub use informe::{Cifra, CifraPublicada, Contraparte, Informe, Procedencia};
pub use medida::{Medida, UnidadMedida};
pub use partes::Partes;
pub use periodo::{ANIOS, Mandato, Periodo, Rango, Vigencia, month_name, ordinal};
pub use persona::{Escolaridad, Persona, Rasgo, Rasgos, Seudonimo, Sexo};
pub use plan::{Cruce, Falla, Plan, TotalObligado};
pub use propias::{DiaConmemorado, Mencion, Propia, Propios};
pub use territorio::{Agencia, Clave, Instancia, Lugar, Municipio, Region, TipoAgencia, Titular};
