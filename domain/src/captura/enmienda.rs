//! Records of what the institute does besides attending, as sheets bring them.

use crate::proteccion::Tardanza;
use crate::{
    Actividad, Acuerdo, Agencia, Calendario, Cifra, Consejo, Convenio, DiaConmemorado, Entrada,
    Informe, Integrante, PactoRegional, Propia, Proyecto, Publico, Servicio, Sesion, TipoActividad,
    Titular, Unidad,
};

/// A record that is new, or takes the place of the one with its key.
#[derive(Debug, Clone, PartialEq)]
pub enum Enmienda {
    /// A group act.
    Actividad(Actividad),
    /// An agreement with others.
    Convenio(Convenio),
    /// A project.
    Proyecto(Proyecto),
    /// A unit.
    Unidad(Unidad),
    /// A council.
    Consejo(Consejo),
    /// A member of the council with that key.
    Integrante(String, Integrante),
    /// A session of the council with that key. What it agreed stays.
    Sesion(String, Sesion),
    /// What a session agreed: keys of the council and of the session.
    Acuerdo(String, String, Acuerdo),
    /// The calendar of the council with that key.
    Calendario(String, Calendario),
    /// A part of the municipality.
    Agencia(Agencia),
    /// Who heads the instancia: known by when her term begins.
    Titular(Titular),
    /// An area of service.
    Area(Entrada),
    /// A group of services.
    Grupo(Entrada),
    /// A service.
    Servicio(Servicio),
    /// A kind of act of its own.
    TipoActividad(Propia<TipoActividad>),
    /// A public of its own.
    Publico(Propia<Publico>),
    /// A theme of its own.
    Tema(Entrada),
    /// A day that it commemorates.
    Efemeride(Propia<Option<DiaConmemorado>>),
    /// A kind of council.
    TipoConsejo(Entrada),
    /// What the instancia is called, and its initials.
    Nombre {
        /// Official name.
        nombre: String,
        /// Initials, where it uses them.
        siglas: Option<String>,
    },
    /// A pact with others.
    Pacto(PactoRegional),
    /// A report. Its figures stay.
    Informe(Informe),
    /// A figure of the report with that key.
    Cifra(String, Cifra),
}

/// What a sheet of records did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Enmiendas {
    /// Records that were not there.
    pub nuevos: u64,
    /// Records that were there and said the same.
    pub iguales: u64,
    /// Records that were there and said something else.
    pub cambiados: u64,
    /// Acts, by key, of which editions say something else or that come too late for their year.
    pub tardanzas: Vec<(String, Tardanza)>,
    /// What changes of records that were there: the first of them, each by its position among those that were brought.
    pub cambios: Vec<(usize, Vec<ParteCambiada>)>,
}

/// A part of a record that says something else than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParteCambiada {
    /// Its path, as records are stored: «mandato.hasta».
    pub ruta: String,
    /// What it said.
    pub antes: Dicha,
    /// What it says.
    pub ahora: Dicha,
}

/// What a part of a record says: its items, each by its words; none, if it says nothing.
pub type Dicha = Vec<Vec<String>>;
