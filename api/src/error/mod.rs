//! Errors that a client sees: a stable code and a Spanish message, nothing else.

mod codigo;
mod consulta;
mod edicion;
mod peticion;

use async_graphql::{ErrorExtensions, Pos, ServerError, Value};
use domain::consulta::{FallaComparacion, FallaConsulta};

pub(crate) use codigo::Codigo;

/// An error with a public code and message.
///
/// It deliberately does not implement `Display`: the GraphQL library turns whatever does into a
/// response, and a stray `?` would publish an internal message. This is the only door.
///
/// ```compile_fail
/// fn shown(error: api::Error) -> String {
///     error.to_string()
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    codigo: Codigo,
    mensaje: String,
    /// What helps to put the question right, beside the message.
    cercanos: Vec<Vec<&'static str>>,
    /// Of what there is too much, how much is admitted and how much there is.
    limite: Option<(&'static str, usize, usize)>,
    /// Where in the document, if it is known.
    lugar: Option<Pos>,
}

impl Error {
    fn new(codigo: Codigo, mensaje: impl Into<String>) -> Self {
        Self {
            codigo,
            mensaje: mensaje.into(),
            cercanos: vec![],
            limite: None,
            lugar: None,
        }
    }

    /// Whether there would be none at another time.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(
            self.codigo,
            Codigo::DemasiadasPeticiones | Codigo::ServidorOcupado
        )
    }

    /// The same, of a value of this argument.
    pub(crate) fn at(mut self, argumento: &str) -> Self {
        self.mensaje = format!("«{argumento}»: {}", self.mensaje);
        self
    }

    /// The same, at a place of the document.
    fn on(mut self, lugar: Pos) -> Self {
        self.lugar = Some(lugar);
        self
    }

    /// The same, with another name for what it begins with.
    pub(crate) fn calling(mut self, [antes, ahora]: [&str; 2]) -> Self {
        if let Some(resto) = self.mensaje.strip_prefix(antes) {
            self.mensaje = format!("{ahora}{resto}");
        }
        self
    }

    /// The same; of a value of this argument, if it is one of a cursor.
    pub(crate) fn of_cursor(self, argumento: &str) -> Self {
        if self.codigo == Codigo::CursorInvalido {
            self.at(argumento)
        } else {
            self
        }
    }

    /// As the only error of an answer.
    pub(crate) fn alone(self) -> ServerError {
        let lugar = self.lugar;
        let mut error = async_graphql::Error::from(self).into_server_error(Pos::default());
        error.locations = lugar.into_iter().collect();
        error
    }

    /// What it says.
    pub(crate) fn mensaje(&self) -> &str {
        &self.mensaje
    }

    /// Its entry in the table of codes.
    pub(crate) fn codigo(&self) -> Codigo {
        self.codigo
    }
}

/// The code of an error.
pub(crate) fn code(error: &async_graphql::ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(codigo) => Some(codigo),
        _ => None,
    }
}

/// Whether the server is to blame: then there is no answer, not half of one.
pub(crate) fn is_internal(error: &async_graphql::ServerError) -> bool {
    code(error) == Some(Codigo::Interno.nombre())
}

/// Whether what is published cannot be reached now: then there is no answer either, but may be in a moment.
pub(crate) fn is_away(error: &async_graphql::ServerError) -> bool {
    [Codigo::SinBase, Codigo::SinEdiciones]
        .map(|codigo| Some(codigo.nombre()))
        .contains(&code(error))
}

/// A message of another crate as a sentence.
fn sentence(mensaje: &str) -> String {
    let mut letras = mensaje.chars();
    let primera = letras.next().map(|letra| letra.to_uppercase().to_string());
    let punto = if mensaje.ends_with('.') { "" } else { "." };
    format!("{}{}{punto}", primera.unwrap_or_default(), letras.as_str())
}

impl From<FallaComparacion> for Error {
    fn from(falla: FallaComparacion) -> Self {
        match falla {
            FallaComparacion::Consulta(falla) => falla.into(),
            FallaComparacion::VariosPeriodos => Self::comparacion_de_varios().at("filtros"),
            FallaComparacion::Periodo(error) => Self::periodo(&error).at("filtros"),
            FallaComparacion::OtraDuracion => Self::otra_duracion().at("con.periodo"),
        }
    }
}

impl From<FallaConsulta> for Error {
    fn from(falla: FallaConsulta) -> Self {
        let codigo = match &falla {
            FallaConsulta::FueraDePlan { .. } => Codigo::FueraDePlan,
            FallaConsulta::Pregunta { .. } => Codigo::PreguntaInvalida,
            FallaConsulta::CodigoDesconocido { .. } => Codigo::MiembroDesconocido,
            FallaConsulta::PeriodoAbierto { .. } => Codigo::PeriodoAbierto,
            FallaConsulta::NoSumable { .. } => Codigo::NoSumable,
            FallaConsulta::Grande(_) => Codigo::LimiteExcedido,
        };
        let mut error = Self::new(codigo, sentence(&falla.to_string()));
        if let Some(argumento) = falla.argumento() {
            error = error.at(&argumento.to_string());
        }
        if let FallaConsulta::FueraDePlan { cercanos, .. } = falla {
            let claves = |cruce: Vec<domain::Nivel>| cruce.into_iter().map(domain::Nivel::clave);
            error.cercanos = cercanos.into_iter().map(|c| claves(c).collect()).collect();
        }
        error
    }
}

impl From<persistence::Error> for Error {
    fn from(error: persistence::Error) -> Self {
        // Whoever keeps watch over the store has noted that it is away: it is not noted for each question.
        if error.passes() {
            return Self::new(
                Codigo::SinBase,
                "El servidor no alcanza ahora lo publicado. Vuelva a intentarlo en unos segundos.",
            );
        }
        if let persistence::Error::SinPublicaciones = error {
            return Self::new(
                Codigo::SinEdiciones,
                "Todavía no hay nada publicado. Vuelva a intentarlo más tarde.",
            );
        }
        tracing::error!(?error, "falló el almacén público");
        Self::new(
            Codigo::Interno,
            "No se pudo responder por un problema del servidor. Vuelva a intentarlo más tarde.",
        )
    }
}

impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        async_graphql::Error::new(error.mensaje).extend_with(|_, extensiones| {
            extensiones.set("code", error.codigo.nombre());
            if let Some((que, maximo, hay)) = error.limite {
                let limite = [
                    (async_graphql::Name::new("que"), Value::from(que)),
                    (async_graphql::Name::new("maximo"), Value::from(maximo)),
                    (async_graphql::Name::new("hay"), Value::from(hay)),
                ];
                extensiones.set("limite", Value::Object(limite.into_iter().collect()));
            }
            if !error.cercanos.is_empty() {
                let cruces = error.cercanos.into_iter();
                let cruces = cruces.map(|cruce| cruce.into_iter().map(Value::from).collect());
                extensiones.set("cercanos", Value::List(cruces.map(Value::List).collect()));
            }
        })
    }
}
