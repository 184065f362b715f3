//! Why a store cannot be opened or does not answer: one sentence for each cause, told apart by what the database and the
//! system say in codes, never by their words where they have any.

use std::io::ErrorKind;

use claves::cause;
use sea_orm::sqlx;
use sea_orm::sqlx::postgres::PgDatabaseError;

/// Why a store cannot be used, and where it was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Falla {
    causa: Causa,
    /// The host and the name of a database, or the name of a file: never a user nor a password.
    donde: Option<String>,
}

/// The causes, and what whoever runs the program is told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Causa {
    #[error(
        "el usuario y la contraseña no son los de ahí; si la contraseña lleva «#», «@», «/», «?», «:» o «%», en la dirección se escriben %23, %40, %2F, %3F, %3A y %25"
    )]
    Contrasena,
    #[error(
        "el servidor no tiene a ese usuario, o no lo deja entrar: datos/postgresql.sql crea los que hacen falta"
    )]
    Usuario,
    #[error("el servidor no admite a ese usuario desde esta máquina: revise su pg_hba.conf")]
    NoAdmitido,
    #[error(
        "el servidor contesta, pero no tiene una base con ese nombre: datos/postgresql.sql la crea"
    )]
    SinBase,
    #[error("el usuario no tiene permiso para eso: revise con cuál se conecta")]
    SinPermiso,
    #[error("nadie contesta ahí: revise que PostgreSQL esté en marcha, y la dirección y el puerto")]
    Nadie,
    #[error("no hay ninguna máquina con ese nombre: revise la dirección")]
    Desconocida,
    #[error(
        "no contestó a tiempo, o no dejó abrir más conexiones: revise la red, el cortafuegos, la dirección y el puerto, y cuántas conexiones admiten ese usuario y el repartidor, si lo hay"
    )]
    Tarda,
    #[error(
        "detuvo la orden: duraba más de lo que se le permite a ese usuario (statement_timeout, idle_in_transaction_session_timeout, transaction_timeout), o alguien la canceló"
    )]
    Limitada,
    #[error(
        "tiene las tablas de otro programa, o es la del otro almacén: el registro y las publicaciones van cada uno en la suya; revise las dos direcciones"
    )]
    Ajena,
    #[error(
        "se cortó la conexión: revise que lo que contesta ahí sea PostgreSQL y que siga en marcha"
    )]
    Cortada,
    #[error("lo que contesta ahí no es PostgreSQL")]
    Otro,
    #[error("está arrancando o deteniéndose: vuelva a intentarlo en un momento")]
    Arranca,
    #[error("no admite más conexiones: suba max_connections, o cierre las que sobren")]
    Llena,
    #[error("el servidor no cifra, y la dirección pide que lo haga (sslmode)")]
    SinCifrado,
    #[error(
        "su certificado no es de una autoridad conocida: si es de una propia, agregue a la dirección sslrootcert=/ruta/ca.crt"
    )]
    Autoridad,
    #[error(
        "su certificado es de otro nombre: use en la dirección el nombre que dice el certificado"
    )]
    OtroNombre,
    #[error("su certificado ya caducó, o todavía no vale: revise también la fecha de esta máquina")]
    Caducado,
    #[error(
        "su certificado es de una versión anterior (X.509 v1), que no se admite: haga otro de la versión 3 o, si la base está en esta máquina, agregue sslmode=disable"
    )]
    CertificadoViejo,
    #[error("su certificado no se pudo comprobar")]
    Certificado,
    #[error(
        "el archivo que dice sslrootcert, sslcert o sslkey no se puede leer, o no es un certificado"
    )]
    ArchivoDeCertificado,
    #[error(
        "delante hay un repartidor de conexiones (PgBouncer) en modo de transacción, con el que no se puede trabajar: póngalo en modo de sesión (pool_mode = session), o dé la dirección de PostgreSQL"
    )]
    Repartidor,
    #[error(
        "delante hay un repartidor de conexiones (PgBouncer) que no deja pasar: revise su configuración y que alcance a PostgreSQL"
    )]
    RepartidorCerrado,
    #[error(
        "sólo se deja leer: es una copia (réplica), o está en modo de sólo lectura; lo que escribe se pide a la base principal"
    )]
    SoloLectura,
    #[error("no queda espacio en el disco de la base: libere y repita")]
    DiscoDeLaBase,
    /// Of a file.
    #[error("{}", cause(*.0))]
    Sistema(ErrorKind),
    #[error(
        "lo que dicen las ediciones que anuncia el índice no está, o es de antes: si se está copiando, espere a que termine; si no, restaure el último respaldo"
    )]
    Incompleto,
    #[error("no es un almacén de Pacto, o está dañado: si lo está, restaure el último respaldo")]
    Danado,
    #[error(
        "no está el índice de lo publicado, o no conoce todas las ediciones que hay a su lado: restaure el último respaldo"
    )]
    SinIndice,
    #[error("está vacío: restaure el último respaldo o, si nunca tuvo nada, bórrelo")]
    Vacio,
}

impl Causa {
    /// Whether it mends itself: who waits a little may find the store again.
    fn passes(self) -> bool {
        matches!(
            self,
            Self::Nadie
                | Self::Desconocida
                | Self::Tarda
                | Self::Cortada
                | Self::Arranca
                | Self::Llena
                | Self::RepartidorCerrado
                | Self::Incompleto
        )
    }

    /// What an error of a connection to PostgreSQL says; none where it is not of the connection.
    pub(crate) fn of(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::Io(error) => Some(of_io(error)),
            sqlx::Error::Tls(error) => Some(match error.downcast_ref() {
                Some(de_cifrado) => of_certificate(de_cifrado),
                None if error.to_string() == "server does not support TLS" => Self::SinCifrado,
                None => Self::ArchivoDeCertificado,
            }),
            sqlx::Error::Protocol(_) => Some(Self::Otro),
            sqlx::Error::PoolTimedOut => Some(Self::Tarda),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Some(Self::Cortada),
            sqlx::Error::Database(error) => error
                .try_downcast_ref::<PgDatabaseError>()
                .and_then(of_server),
            _ => None,
        }
    }
}

/// What the system says of a connection.
fn of_io(error: &std::io::Error) -> Causa {
    let propio = error.get_ref().and_then(|propio| propio.downcast_ref());
    if let Some(de_cifrado) = propio {
        return of_certificate(de_cifrado);
    }
    match error.kind() {
        ErrorKind::ConnectionRefused | ErrorKind::NotFound => Causa::Nadie,
        ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            Causa::Tarda
        }
        kind @ ErrorKind::PermissionDenied => Causa::Sistema(kind),
        _ => Causa::Cortada,
    }
}

/// What is wrong with the certificate of a server.
fn of_certificate(error: &rustls::Error) -> Causa {
    use rustls::CertificateError as De;
    match error {
        rustls::Error::InvalidCertificate(de) => match de {
            De::UnknownIssuer => Causa::Autoridad,
            De::NotValidForName | De::NotValidForNameContext { .. } => Causa::OtroNombre,
            De::Expired
            | De::ExpiredContext { .. }
            | De::NotValidYet
            | De::NotValidYetContext { .. } => Causa::Caducado,
            // It has no case of its own, and the crate that names it is not ours to know.
            De::Other(otro) if format!("{otro:?}").contains("UnsupportedCertVersion") => {
                Causa::CertificadoViejo
            }
            // One that signs itself is one of an authority of its own, which is none.
            De::Other(otro) if format!("{otro:?}").contains("CaUsedAsEndEntity") => {
                Causa::Autoridad
            }
            _ => Causa::Certificado,
        },
        _ => Causa::Certificado,
    }
}

/// What PostgreSQL, or who stands before it, says. Codes: PostgreSQL, appendix A.
fn of_server(error: &PgDatabaseError) -> Option<Causa> {
    // Poolers speak English only, and have neither codes nor routines of their own.
    let de_fuera = error.routine().is_none();
    Some(match (error.code(), error.routine()) {
        ("28000", Some("ClientAuthentication")) => Causa::NoAdmitido,
        ("28000", Some("InitializeSessionUserId")) => Causa::Usuario,
        ("28P01" | "28000", _) => Causa::Contrasena,
        ("3D000", _) => Causa::SinBase,
        ("42501", _) => Causa::SinPermiso,
        ("53100", _) => Causa::DiscoDeLaBase,
        ("53300", _) => Causa::Llena,
        ("57014" | "25P03" | "25P04", _) => Causa::Limitada,
        ("57P01" | "57P02" | "57P03", _) => Causa::Arranca,
        ("25006", _) => Causa::SoloLectura,
        // A statement that was prepared on another connection, or is not on this one any more.
        ("42P05" | "26000", _) => Causa::Repartidor,
        ("08P01", None) if error.message().contains("authentication failed") => Causa::Contrasena,
        ("08P01", None) if error.message().contains("no such user") => Causa::Usuario,
        ("08P01" | "58000", None) => Causa::RepartidorCerrado,
        (codigo, _) if codigo.starts_with("08") && de_fuera => Causa::Cortada,
        _ => return None,
    })
}

impl Falla {
    pub(crate) fn new(causa: Causa, donde: impl Into<Option<String>>) -> Self {
        Self {
            causa,
            donde: donde.into(),
        }
    }

    /// Whether it mends itself: who waits a little may find the store again.
    pub fn passes(&self) -> bool {
        self.causa.passes()
    }
}

impl std::fmt::Display for Falla {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.donde {
            Some(donde) => write!(
                f,
                "no se pudo abrir la base de datos {donde}: {}",
                self.causa
            ),
            None => write!(f, "la base de datos no se deja usar: {}", self.causa),
        }
    }
}
