//! What breaks a rule of the domain. Messages are Spanish: they reach the operator as they are.

use time::Date;

/// What of an activity breaks a rule of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParteActividad {
    /// The act as a whole.
    Entera,
    /// The day that it commemorates.
    Efemeride,
    /// Where it took place.
    Lugar,
    /// Whom it was for.
    Publico,
}

/// A rule that the given data break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A key is not the five digits of an INEGI municipality.
    #[error("«{0}» no es una clave de municipio del INEGI: son cinco dígitos, como 20067")]
    ClaveInvalida(String),
    /// A period is not a year, a quarter or a month.
    #[error(
        "«{0}» no es un periodo: se espera un año (2017), un trimestre (2017-T3) o un mes (2017-06)"
    )]
    PeriodoInvalido(String),
    /// The end comes before the beginning.
    #[error("el fin ({hasta}) es anterior al inicio ({desde})")]
    RangoInvertido {
        /// First day.
        desde: Date,
        /// Last day.
        hasta: Date,
    },
    /// A catalogue has no such entry.
    #[error("«{clave}» no está en el catálogo de {catalogo}")]
    EntradaDesconocida {
        /// Catalogue, in the plural.
        catalogo: &'static str,
        /// The key that was asked for.
        clave: String,
    },
    /// A catalogue lists the same key twice.
    #[error("«{clave}» está dos veces en el catálogo de {catalogo}")]
    EntradaRepetida {
        /// Catalogue, in the plural.
        catalogo: &'static str,
        /// The repeated key.
        clave: String,
    },
    /// The entry exists but not on that date.
    #[error("«{clave}» no está vigente el {fecha}: {vigencia}")]
    FueraDeVigencia {
        /// Key of the entry.
        clave: String,
        /// Date of the record.
        fecha: Date,
        /// When it is valid, in words.
        vigencia: String,
    },
    /// What an edition counted would not have existed in a month that it closed.
    #[error(
        "«{clave}» existía en {mes}, que ya se publicó: lo que se publica junto diría dónde no pudo haber nadie. Ponga una fecha que no deje fuera lo publicado"
    )]
    YaExistia {
        /// Key of the entry.
        clave: String,
        /// The month, in words.
        mes: String,
    },
    /// Two amounts of different measures were put together.
    #[error("no se puede sumar ni comparar {0} con {1}: son medidas distintas")]
    MedidasDistintas(&'static str, &'static str),
    /// The list of types of violence is empty; «ninguna» is said, not implied.
    #[error(
        "la lista de tipos de violencia está vacía: indique NINGUNA, NO_ESPECIFICADO o NO_PREGUNTADO"
    )]
    ViolenciaVacia,
    /// A commemoration on another day than the one it commemorates.
    #[error("«{efemeride}» se conmemora el día {cuando}, no el {fecha}")]
    FueraDeEfemeride {
        /// Name of the day.
        efemeride: String,
        /// When it falls.
        cuando: String,
        /// Date of the act.
        fecha: Date,
    },
    /// The date of an act lies outside the period it is reported in.
    #[error("la fecha {fecha} no cae en el periodo {periodo}")]
    FechaFueraDePeriodo {
        /// Date of the act.
        fecha: Date,
        /// Period it is reported in.
        periodo: String,
    },
    /// An activity breaks a rule of its kind.
    #[error("la actividad «{clave}» no es válida: {motivo}")]
    ActividadInvalida {
        /// Key of the activity.
        clave: String,
        /// Of what of it.
        parte: ParteActividad,
        /// What is wrong.
        motivo: &'static str,
    },
    /// A session breaks a rule.
    #[error("la sesión «{clave}» no es válida: {motivo}")]
    SesionInvalida {
        /// Key of the session.
        clave: String,
        /// What is wrong.
        motivo: &'static str,
    },
    /// A person's data contradict each other or the record.
    #[error("los datos de la persona no son válidos: {0}")]
    PersonaInvalida(&'static str),
    /// A CURP that cannot be one; it is not repeated here.
    #[error("la CURP no es válida: {0}")]
    CurpInvalida(&'static str),
    /// New counts of periods that a later cut-off has closed.
    #[error(
        "el plan declara cuentas nuevas de periodos ya cerrados: publíquelas con la fecha de corte {0} o una posterior"
    )]
    CorteAnterior(Date),
    /// The thresholds of a year are those of its first edition.
    #[error(
        "lo publicado de este año se protegió con umbral {0} y ancho {1}: un plan con otros vale desde el año siguiente"
    )]
    UmbralFijado(u64, u64),
    /// A publication plan that cannot be followed.
    #[error("el plan de publicación no vale: {0}")]
    PlanInvalido(String),
    /// A threshold below the minimum of the house.
    #[error("el umbral {0} es menor que el mínimo de protección, 5")]
    UmbralBajo(u64),
    /// Two institutional records share a key.
    #[error("la clave «{clave}» se repite en {lista}")]
    ClaveRepetida {
        /// Which list.
        lista: &'static str,
        /// The repeated key.
        clave: String,
    },
    /// A service that somebody was given goes to another area or group.
    #[error(
        "el servicio «{0}» ya se ha dado: su área y su grupo no cambian, porque lo publicado los cuenta así; dé al nuevo otra clave y otro nombre, y al de antes, hasta qué día existe"
    )]
    ServicioContado(String),
    /// Something that somebody was given, or came from, would not exist on that day.
    #[error(
        "«{0}» no puede dejar fuera {anio:04}-{mes:02}: hay atenciones de ese mes que lo nombran",
        anio = .1.year(),
        mes = u8::from(.1.month())
    )]
    VigenciaUsada(String, Date),
    /// A kind of act or a public of an office that acts name, and that would be counted as something else.
    #[error(
        "«{0}» ya está en actos: como qué se cuenta no cambia; dé al nuevo otra clave y otro nombre"
    )]
    PropiaContada(String),
    /// A day of each year, or of each month, that there is not.
    #[error("no es un día, como 25/11, o 25 si es de cada mes")]
    DiaInvalido,
    /// A record points to another that is not there.
    #[error("«{desde}» se refiere a «{hacia}», que no existe")]
    ReferenciaRota {
        /// Key of the record that points.
        desde: String,
        /// Key that is missing.
        hacia: String,
    },
}
