//! What can go wrong with a store. Messages are Spanish and meant for the operator; they carry no
//! SQL, no address and no personal value. The cause is logged where it happens.

use std::io::ErrorKind;
use std::sync::Arc;

use claves::cause;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr};
use time::Date;

use crate::almacen::{Causa, Falla, primary};

/// A failure of a store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A rule of the domain.
    #[error("{0}")]
    Dominio(#[from] domain::Error),
    /// Records of a sheet that break a rule, by their positions.
    #[error("{} registros de la hoja no se pueden guardar", .0.len())]
    Enmiendas(Vec<(usize, domain::Error)>),
    /// The store answered with an error or could not be reached.
    #[error("la base de datos no respondió como se esperaba; --log-nivel debug muestra la causa")]
    Base(Arc<sea_orm::DbErr>),
    /// The store could not be opened, or does not answer any more.
    #[error("{0}")]
    SinConexion(Falla),
    /// A newer version has changed the tables.
    #[error(
        "el almacén es de una versión más nueva de Pacto: actualice el programa o, para volver atrás, restaure el respaldo de antes de actualizar"
    )]
    OtraVersion,
    /// A file could not be read or written.
    #[error("no se pudo {accion}: {}", cause(*causa))]
    Archivo {
        /// What was being done.
        accion: &'static str,
        /// Why it failed.
        causa: ErrorKind,
    },
    /// The store holds something that this version does not understand.
    #[error("el almacén contiene datos que esta versión no entiende ({0})")]
    Ilegible(&'static str),
    /// A key.
    #[error("{0}")]
    Clave(claves::Error),
    /// Somebody else writes, and goes on writing.
    #[error("otra orden está escribiendo en el registro: vuelva a intentarlo cuando termine")]
    Turno,
    /// There is no key of the pseudonyms.
    #[error(
        "falta la clave de identidad: recupérela de su respaldo. Si el registro todavía no tiene a nadie, créela con «pacto claves»; si se perdió sin remedio, «pacto claves --identidad-perdida» dice qué se pierde y sigue"
    )]
    SinIdentidad,
    /// The register knows its people by another key.
    #[error(
        "la clave de identidad no es la de este registro: con otra, la misma persona contaría dos veces; recupere la suya de su respaldo"
    )]
    OtraIdentidad,
    /// No attention has that folio.
    #[error("ninguna atención del registro tiene ese folio")]
    FolioDesconocido,
    /// Nobody has an attention like the one that is meant.
    #[error("de esa persona no hay ninguna atención así: «pacto persona» dice las que hay")]
    SinEsaAtencion,
    /// Several attentions of somebody may be meant.
    #[error(
        "de esa persona hay {0} atenciones que pueden ser, y no dicen lo mismo: diga cuál con --dia, --servicio o --cual («pacto persona» las dice, en su orden)"
    )]
    VariasAtenciones(usize),
    /// No record has those keys.
    #[error("en el registro no hay nada de ese tipo con esa clave: escríbala como en su hoja")]
    SinEse,
    /// A council with members, sessions or calendars.
    #[error("ese consejo tiene integrantes, sesiones o calendarios: quítelos antes")]
    ConSuyos,
    /// An agencia or a unit that attentions name, and how many do.
    #[error(
        "no se quita, porque en el registro hay atenciones que lo nombran (son {0}): corríjalas antes con «pacto rectificar»"
    )]
    ConAtenciones(u64),
    /// An agencia or a unit that what editions counted is divided by.
    #[error("no se quita, porque ya hay una edición que cuenta por él: se corrige con su hoja")]
    YaContada,
    /// An attention that an edition has counted.
    #[error(
        "no se quita, porque una edición ya la contó y lo publicado no cambia: si dice algo equivocado, se corrige con «pacto rectificar», y queda en la historia"
    )]
    AtencionContada,
    /// Nobody is known by that CURP or file.
    #[error("en el registro no hay nadie con esa CURP o ese expediente")]
    PersonaDesconocida,
    /// A backup or a restored store would take the place of something.
    #[error(
        "ahí ya hay algo: se respalda en una carpeta que no existe, y se restaura en almacenes vacíos"
    )]
    Ocupada,
    /// A backup that is none.
    #[error("el respaldo no sirve: {0}")]
    Respaldo(&'static str),
    /// The edition was withdrawn.
    #[error(
        "la edición {0} dice lo mismo y está retirada. Si lo que la hizo retirar se puede corregir, corríjalo antes, o cambie el plan. Lo que dijo de un acto o de un mes ya contado no se corrige en las ediciones de ese año, aunque el registro ya lo tenga bien, porque lo que se sirvió se conoce: «pacto publicar --otra-vez MOTIVO» la publica otra vez como era"
    )]
    Retirada(i32),
    /// The latest closing of the year of a cut-off has another, or there is none.
    #[error("{}", no_closing(*.0, *.1))]
    SinCierre(Date, Option<Date>),
    /// A closing that counted somebody.
    #[error(
        "el cierre del {0} contó atenciones o actos, y no se reabre: quien tenga las dos ediciones sabría lo que llegó entre una y otra. Lo que falte se importa, y cuenta como extemporáneo en el primer mes abierto"
    )]
    CierreContado(Date),
    /// Some edition of a closing is still served.
    #[error("todavía se sirven ediciones de ese cierre: {}; retírelas primero con «pacto retirar»", list(.0))]
    Servidas(Vec<u32>),
    /// An edition that is not withdrawn.
    #[error("la edición {0} no está retirada")]
    NoRetirada(u32),
    /// An edition whose months were opened again, or that another register published.
    #[error(
        "los meses de la edición {0} se reabrieron después de publicarla, o no la publicó este registro: lo que dice de ellos ya no vale"
    )]
    Reabierta(u32),
    /// An edition that was withdrawn longer ago than a day.
    #[error(
        "la edición {0} se retiró hace más de un día: si lo que dice es correcto, publíquela otra vez con su motivo («pacto publicar --otra-vez»)"
    )]
    RetiroFirme(u32),
    /// There is no such edition.
    #[error("no hay una edición {0} de esa instancia")]
    EdicionDesconocida(u32),
    /// Somebody published or registered meanwhile.
    #[error("el registro cambió mientras se publicaba: vuelva a intentarlo")]
    Cambio,
    /// Somebody else changed what whoever orders was shown.
    #[error("lo que se mostró cambió mientras tanto: no se hizo nada; véalo otra vez")]
    CambioVisto,
    /// An address of a store that is neither a folder nor PostgreSQL.
    #[error("la dirección de la base no es válida: {0}")]
    DireccionInvalida(&'static str),
    /// Synthetic and real data never share a store.
    #[error(
        "el almacén ya contiene datos {hay}: no se mezclan con datos {nuevos}; use otra carpeta u otras bases"
    )]
    Mezcla {
        /// What is there.
        hay: &'static str,
        /// What was to come in.
        nuevos: &'static str,
    },
    /// The register does not have that instancia; it has these, or some of them.
    #[error("{}", unknown(.0, .1))]
    InstanciaDesconocida(String, Vec<String>),
    /// A register with tables of an earlier version, which is only to be read.
    #[error(
        "el registro es de una versión anterior, y sólo consultarlo no lo cambia: respáldelo con aquella y póngalo al día con «pacto claves»; la anterior ya no podrá abrirlo"
    )]
    PorActualizar,
    /// There is no register yet.
    #[error(
        "no hay ningún registro aquí, que es donde dicen --datos o PACTO_DATOS, o --registro-url: si está en otra parte, dígala; si no lo hay, créelo con «pacto iniciar» o pruebe «pacto demo»"
    )]
    SinRegistro,
    /// Databases without Citus.
    #[error(
        "las tablas sólo se reparten en dos bases de PostgreSQL con la extensión citus: créela en las dos («CREATE EXTENSION citus») y agregue los nodos"
    )]
    SinCitus,
    /// Nothing has been published yet.
    #[error(
        "aquí no hay publicaciones: si las había, restaure el último respaldo; si no, publique una edición con «pacto publicar» o pruebe «pacto demo»"
    )]
    SinPublicaciones,
}

/// That an instancia is not there, and which ones are.
fn unknown(clave: &str, hay: &[String]) -> String {
    if hay.is_empty() {
        return format!(
            "la instancia {clave} no está en el registro: iníciela con «pacto iniciar --instancia {clave}»"
        );
    }
    format!(
        "la instancia {clave} no está en el registro, que es de {}: revise la clave; si es otra, se inicia con «pacto iniciar --instancia {clave}»",
        hay.join(", ")
    )
}

/// Why there is no closing to reopen, given the latest of its year.
fn no_closing(corte: Date, ultimo: Option<Date>) -> String {
    match ultimo {
        Some(ultimo) => format!(
            "el último cierre de {} es el del {ultimo}, y sólo se reabre el último",
            corte.year()
        ),
        None => format!(
            "de {} no hay nada cerrado: no se ha publicado, o ya se reabrió («pacto bitacora» lo dice)",
            corte.year()
        ),
    }
}

fn list(numeros: &[u32]) -> String {
    let numeros: Vec<String> = numeros.iter().map(|n| format!("la {n}")).collect();
    numeros.join(", ")
}

impl Error {
    /// Whether the store does not answer now and may in a moment: it is not what was asked that is wrong.
    pub fn passes(&self) -> bool {
        matches!(self, Self::SinConexion(falla) if falla.passes())
    }

    pub(crate) fn archivo(accion: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |causa| {
            tracing::debug!(%causa, accion, "falló el sistema de archivos");
            Self::Archivo {
                accion,
                causa: causa.kind(),
            }
        }
    }
}

impl From<claves::Error> for Error {
    fn from(error: claves::Error) -> Self {
        match error {
            claves::Error::Archivo { accion, causa } => Self::Archivo { accion, causa },
            otro => Self::Clave(otro),
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        tracing::debug!(%error, "la base de datos devolvió un error");
        if let DbErr::ConnectionAcquire(_) = error {
            return Self::SinConexion(Falla::new(Causa::Tarda, None));
        }
        let Some(causa) = of_sqlx(&error) else {
            return Self::Base(Arc::new(error));
        };
        let codigo = causa.as_database_error().and_then(DatabaseError::code);
        // `SQLITE_READONLY_ROLLBACK`, `SQLITE_READONLY_RECOVERY`: beside it lies a journal that is not of what is only read.
        if matches!(codigo.as_deref(), Some("776" | "264")) {
            return Self::SinConexion(Falla::new(Causa::Danado, None));
        }
        match codigo.as_deref().and_then(primary) {
            // `SQLITE_BUSY`, `SQLITE_READONLY`, `SQLITE_FULL`, `SQLITE_IOERR`, with their extensions.
            Some(5) => Self::Turno,
            Some(8) => full(ErrorKind::ReadOnlyFilesystem),
            Some(13) => full(ErrorKind::StorageFull),
            // `SQLITE_IOERR_SHMSIZE`: there is no room for what its readers and writers share; and what else a disk has failed at.
            Some(10) if codigo.as_deref() == Some("4874") => full(ErrorKind::StorageFull),
            Some(10) => full(ErrorKind::Other),
            // `SQLITE_CORRUPT` and `SQLITE_NOTADB`: opening a file does not read it yet.
            Some(11 | 26) => Self::SinConexion(Falla::new(Causa::Danado, None)),
            _ => match Causa::of(causa) {
                Some(causa) => Self::SinConexion(Falla::new(causa, None)),
                None => Self::Base(Arc::new(error)),
            },
        }
    }
}

/// What the disk, and not the database, has refused.
fn full(causa: ErrorKind) -> Error {
    Error::Archivo {
        accion: "escribir en la base de datos",
        causa,
    }
}

/// What the library below says, where it is that one that says it.
pub(crate) fn of_sqlx(error: &DbErr) -> Option<&sea_orm::sqlx::Error> {
    match error {
        DbErr::Query(RuntimeErr::SqlxError(causa))
        | DbErr::Exec(RuntimeErr::SqlxError(causa))
        | DbErr::Conn(RuntimeErr::SqlxError(causa)) => Some(causa),
        _ => None,
    }
}

impl From<domain::formato::Ilegible> for Error {
    fn from(ilegible: domain::formato::Ilegible) -> Self {
        match ilegible {
            domain::formato::Ilegible::Json(error) => error.into(),
            domain::formato::Ilegible::Regla(error) => Self::Dominio(error),
            domain::formato::Ilegible::Version(_) => Self::Ilegible("formato"),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        // The message of serde_json can quote a value.
        tracing::error!(
            linea = error.line(),
            columna = error.column(),
            "documento ilegible"
        );
        Self::Ilegible("documento")
    }
}
