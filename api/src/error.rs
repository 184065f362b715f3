//! Errors that a client sees: a stable code and a Spanish message, nothing else.

use async_graphql::{ErrorExtensions, Value};
use domain::consulta::{FallaComparacion, FallaConsulta};

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
    codigo: &'static str,
    mensaje: String,
    /// What helps to put the question right, beside the message.
    cercanos: Vec<Vec<&'static str>>,
    /// Of what there is too much, how much is admitted and how much there is.
    limite: Option<(&'static str, usize, usize)>,
}

impl Error {
    fn new(codigo: &'static str, mensaje: impl Into<String>) -> Self {
        Self {
            codigo,
            mensaje: mensaje.into(),
            cercanos: vec![],
            limite: None,
        }
    }

    /// Whether there would be none at another time.
    pub(crate) fn is_busy(&self) -> bool {
        ["DEMASIADAS_PETICIONES", "SERVIDOR_OCUPADO"].contains(&self.codigo)
    }

    /// What it is called.
    pub(crate) fn codigo(&self) -> &'static str {
        self.codigo
    }

    pub(crate) fn edicion_retirada(numero: u32, motivo: &str) -> Self {
        Self::new(
            "EDICION_RETIRADA",
            format!("La edición {numero} está retirada: {motivo}"),
        )
    }

    pub(crate) fn edicion_de_otro_formato(numero: u32, formato: u32) -> Self {
        Self::new(
            "EDICION_DE_OTRO_FORMATO",
            format!(
                "La edición {numero} es del formato {formato}, que ya no se sirve: su resumen de protección dependía de lo que la edición oculta. La instancia puede publicar de nuevo el mismo corte en el formato {}.",
                domain::FORMATO
            ),
        )
    }

    pub(crate) fn archivo_desconocido() -> Self {
        Self::new(
            "ARCHIVO_DESCONOCIDO",
            "No hay ninguna edición con ese hash y archivo. El hash son 64 cifras hexadecimales.",
        )
    }

    pub(crate) fn rango_invalido() -> Self {
        Self::new("RANGO_INVALIDO", "El archivo no tiene esos bytes.")
    }

    pub(crate) fn parametro(motivo: &str) -> Self {
        Self::new("VALOR_INVALIDO", motivo)
    }

    pub(crate) fn edicion_sin_cubo() -> Self {
        Self::new(
            "EDICION_SIN_CUBO",
            "Esta edición se publicó con un formato anterior, sin tablas. Use una posterior.",
        )
    }

    pub(crate) fn comparacion_de_varios() -> Self {
        Self::new(
            "PREGUNTA_INVALIDA",
            "Se compara un solo periodo: filtre el tiempo con un solo código.",
        )
    }

    pub(crate) fn periodo(error: &domain::Error) -> Self {
        Self::new("VALOR_INVALIDO", sentence(&error.to_string()))
    }

    pub(crate) fn instancia_desconocida(clave: &str) -> Self {
        let clave: String = clave.chars().take(12).collect();
        Self::new(
            "INSTANCIA_DESCONOCIDA",
            format!(
                "No hay una instancia con la clave «{clave}» y ediciones publicadas aquí. La clave son los cinco dígitos del INEGI de su municipio, como 20067."
            ),
        )
    }

    pub(crate) fn anio_sin_edicion(anio: i32, con_edicion: &[i32]) -> Self {
        let lista = con_edicion
            .iter()
            .map(i32::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        Self::new(
            "ANIO_SIN_EDICION",
            format!("No hay ninguna edición con fecha de corte en {anio}. Hay de: {lista}."),
        )
    }

    pub(crate) fn edicion_desconocida(numero: impl Into<i64>) -> Self {
        let numero = numero.into();
        Self::new(
            "EDICION_DESCONOCIDA",
            format!("No hay una edición con el número {numero} que cumpla lo pedido."),
        )
    }

    pub(crate) fn cursor_invalido() -> Self {
        Self::new(
            "CURSOR_INVALIDO",
            "El cursor no es válido: use el «endCursor» de una página de esta misma lista, tal como lo recibió.",
        )
    }

    pub(crate) fn id_invalido() -> Self {
        Self::new(
            "ID_INVALIDO",
            "El identificador no es válido: use el «id» que dio esta API, tal como lo recibió.",
        )
    }

    pub(crate) fn agencia_invalida() -> Self {
        Self::new(
            "VALOR_INVALIDO",
            "La clave de la agencia no es válida: use la «clave» que da esta API, como «candiani».",
        )
    }

    pub(crate) fn pagina_invalida(maximo: i32) -> Self {
        Self::new("PAGINA_INVALIDA", format!("«first» va de 1 a {maximo}."))
    }

    pub(crate) fn tipo_de_contenido() -> Self {
        Self::new(
            "TIPO_DE_CONTENIDO",
            "Envíe la consulta por POST con «Content-Type: application/json».",
        )
    }

    pub(crate) fn cuerpo_grande(maximo: usize) -> Self {
        Self::new(
            "CUERPO_DEMASIADO_GRANDE",
            format!("La petición pasa de {} KiB.", maximo / 1024),
        )
    }

    pub(crate) fn peticion_invalida() -> Self {
        Self::new(
            "PETICION_INVALIDA",
            "La petición no es válida: se espera un objeto JSON con «query» y, si hacen falta, «variables» y «operationName».",
        )
    }

    pub(crate) fn sin_documento() -> Self {
        Self::new("SIN_CONSULTA", "Falta la consulta: póngala en «query».")
    }

    pub(crate) fn limite(que: &'static str, maximo: usize, hay: usize) -> Self {
        Self {
            limite: Some((que, maximo, hay)),
            ..Self::new(
                "LIMITE_EXCEDIDO",
                format!("La consulta pasa de {maximo} {que}."),
            )
        }
    }

    pub(crate) fn respuesta_grande(que: &'static str, maximo: usize, hay: usize) -> Self {
        Self {
            limite: Some((que, maximo, hay)),
            ..Self::new(
                "LIMITE_EXCEDIDO",
                format!(
                    "La respuesta pasa de {maximo} {que}: pida menos campos, o menos elementos con «first»."
                ),
            )
        }
    }

    pub(crate) fn cabeza_grande(maximo: usize) -> Self {
        Self::new(
            "CABECERAS_DEMASIADO_GRANDES",
            format!(
                "Las cabeceras de la petición pasan de {} KiB.",
                maximo / 1024
            ),
        )
    }

    pub(crate) fn ocupado() -> Self {
        Self::new(
            "SERVIDOR_OCUPADO",
            "El servidor tiene demasiado en curso: vuelva a intentarlo en unos segundos.",
        )
    }

    pub(crate) fn clave_invalida() -> Self {
        Self::new(
            "VALOR_INVALIDO",
            "La clave de una instancia son los cinco dígitos del INEGI de su municipio, como 20067.",
        )
    }

    pub(crate) fn sin_guardadas() -> Self {
        // Clients look for this message, letter by letter, before they send the whole document.
        Self::new(
            "PERSISTED_QUERY_NOT_SUPPORTED",
            "PersistedQueryNotSupported",
        )
    }

    pub(crate) fn no_aceptable() -> Self {
        Self::new(
            "NO_ACEPTABLE",
            "Se responde en «application/json» o en «application/graphql-response+json»: acepte uno de los dos en «Accept».",
        )
    }

    pub(crate) fn direccion_larga(maximo: usize) -> Self {
        Self::new(
            "DIRECCION_DEMASIADO_LARGA",
            format!(
                "La dirección pasa de {} KiB: envíe la consulta por POST.",
                maximo / 1024
            ),
        )
    }

    pub(crate) fn consulta_desconocida(nombres: &str) -> Self {
        Self::new(
            "CONSULTA_DESCONOCIDA",
            format!("No hay una consulta con ese nombre. Hay: {nombres}."),
        )
    }

    pub(crate) fn consulta_no_permitida() -> Self {
        Self::new(
            "CONSULTA_NO_PERMITIDA",
            "Este servidor sólo contesta las consultas que tiene por nombre, en /graphql/consultas/NOMBRE.",
        )
    }

    pub(crate) fn demasiadas(segundos: u64) -> Self {
        Self::new(
            "DEMASIADAS_PETICIONES",
            format!("Son demasiadas peticiones: vuelva a intentarlo en {segundos} segundos."),
        )
    }

    pub(crate) fn demasiadas_corrientes() -> Self {
        Self::new(
            "DEMASIADAS_PETICIONES",
            "Tiene demasiadas suscripciones abiertas: cierre alguna, o vuelva a intentarlo más tarde.",
        )
    }

    pub(crate) fn tardada() -> Self {
        Self::new("TARDADA", "La petición tardó demasiado.")
    }

    pub(crate) fn variable_faltante(nombre: &str) -> Self {
        Self::new(
            "VARIABLE_INVALIDA",
            format!("Falta la variable «{nombre}», que es obligatoria."),
        )
    }

    pub(crate) fn operacion_desconocida() -> Self {
        Self::new(
            "OPERACION_DESCONOCIDA",
            "Diga en «operationName» cuál de las operaciones de la consulta se hace.",
        )
    }

    pub(crate) fn suscripcion() -> Self {
        Self::new(
            "SUSCRIPCION",
            "Una suscripción se pide con «Accept: text/event-stream», o por WebSocket con graphql-transport-ws.",
        )
    }

    pub(crate) fn suscripcion_de_varios() -> Self {
        Self::new(
            "CONSULTA_INVALIDA",
            "Una suscripción pide un solo campo, y no por un fragmento.",
        )
    }

    pub(crate) fn websocket() -> Self {
        Self::new(
            "PETICION_INVALIDA",
            "Para conectarse por WebSocket hace falta su saludo completo (RFC 6455), versión 13.",
        )
    }

    pub(crate) fn sintaxis() -> Self {
        Self::new(
            "SINTAXIS_INVALIDA",
            "La consulta no está bien escrita en GraphQL.",
        )
    }

    pub(crate) fn fragmento_circular() -> Self {
        Self::new("CONSULTA_INVALIDA", "Un fragmento se incluye a sí mismo.")
    }

    pub(crate) fn metodo() -> Self {
        Self::new(
            "METODO_NO_PERMITIDO",
            "Aquí sólo se admite GET y, en /graphql, también POST.",
        )
    }

    pub(crate) fn direccion_invalida() -> Self {
        Self::new("RUTA_DESCONOCIDA", "La dirección no está bien escrita.")
    }

    pub(crate) fn ruta_desconocida() -> Self {
        Self::new(
            "RUTA_DESCONOCIDA",
            "No hay nada en esta dirección. La API está en /graphql.",
        )
    }
}

const INTERNO: &str = "ERROR_INTERNO";

/// The code of an error.
pub(crate) fn code(error: &async_graphql::ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(codigo) => Some(codigo),
        _ => None,
    }
}

/// Whether the server is to blame: then there is no answer, not half of one.
pub(crate) fn is_internal(error: &async_graphql::ServerError) -> bool {
    code(error) == Some(INTERNO)
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
            FallaComparacion::VariosPeriodos => Self::comparacion_de_varios(),
            FallaComparacion::Periodo(error) => Self::periodo(&error),
        }
    }
}

impl From<FallaConsulta> for Error {
    fn from(falla: FallaConsulta) -> Self {
        let codigo = match &falla {
            FallaConsulta::FueraDePlan { .. } => "FUERA_DE_PLAN",
            FallaConsulta::Pregunta(_) => "PREGUNTA_INVALIDA",
            FallaConsulta::CodigoDesconocido { .. } => "CODIGO_DESCONOCIDO",
            FallaConsulta::PeriodoAbierto { .. } => "PERIODO_ABIERTO",
            FallaConsulta::NoSumable { .. } => "NO_SUMABLE",
            FallaConsulta::Grande(_) => "LIMITE_EXCEDIDO",
        };
        let mut error = Self::new(codigo, sentence(&falla.to_string()));
        if let FallaConsulta::FueraDePlan { cercanos, .. } = falla {
            let claves = |cruce: Vec<domain::Nivel>| cruce.into_iter().map(domain::Nivel::clave);
            error.cercanos = cercanos.into_iter().map(|c| claves(c).collect()).collect();
        }
        error
    }
}

impl From<persistence::Error> for Error {
    fn from(error: persistence::Error) -> Self {
        tracing::error!(?error, "falló el almacén público");
        Self::new(
            INTERNO,
            "No se pudo responder por un problema del servidor. Vuelva a intentarlo más tarde.",
        )
    }
}

impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        async_graphql::Error::new(error.mensaje).extend_with(|_, extensiones| {
            extensiones.set("code", error.codigo);
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
