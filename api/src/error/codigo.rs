//! The table of error codes: name, HTTP status and meaning of each, in one place. `docs/errores.md` is held to it by a test.

use axum::http::StatusCode;

macro_rules! codigos {
    ($($codigo:ident, $nombre:literal, $estado:ident, $significado:literal;)*) => {
        /// A stable code that a client can rely on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Codigo {
            $(#[doc = $significado] $codigo),*
        }

        impl Codigo {
            /// The name that clients see.
            pub(crate) const fn nombre(self) -> &'static str {
                match self {
                    $(Self::$codigo => $nombre),*
                }
            }

            /// The status of an answer that is nothing but this error; 200 if the error always goes beside data.
            pub(crate) const fn status(self) -> StatusCode {
                match self {
                    $(Self::$codigo => StatusCode::$estado),*
                }
            }
        }

        /// Every code, with what its page says of it.
        #[cfg(test)]
        const TODOS: &[(Codigo, &str)] = &[$((Codigo::$codigo, $significado)),*];
    };
}

codigos! {
    AnioSinEdicion, "ANIO_SIN_EDICION", BAD_REQUEST,
        "Ese año no tiene ninguna edición publicada. El mensaje dice cuáles sí. Si el año está en el camino de una página, el estado es 404.";
    ArchivoDesconocido, "ARCHIVO_DESCONOCIDO", NOT_FOUND,
        "No hay ninguna edición con ese hash y archivo.";
    ArgumentoDesconocido, "ARGUMENTO_DESCONOCIDO", BAD_REQUEST,
        "El campo o la directiva no tiene ese argumento.";
    CabecerasDemasiadoGrandes, "CABECERAS_DEMASIADO_GRANDES", REQUEST_HEADER_FIELDS_TOO_LARGE,
        "Las cabeceras de la petición pasan del límite.";
    CampoDesconocido, "CAMPO_DESCONOCIDO", BAD_REQUEST,
        "El tipo no tiene ese campo.";
    MiembroDesconocido, "CODIGO_DESCONOCIDO", BAD_REQUEST,
        "El nivel no tiene ese código.";
    ConsultaDesconocida, "CONSULTA_DESCONOCIDA", NOT_FOUND,
        "No hay una consulta con ese nombre. El mensaje dice cuáles hay.";
    ConsultaInvalida, "CONSULTA_INVALIDA", BAD_REQUEST,
        "La consulta está bien escrita, pero el esquema no la admite.";
    ConsultaNoPermitida, "CONSULTA_NO_PERMITIDA", FORBIDDEN,
        "El servidor sólo contesta las consultas que tiene por nombre.";
    CuerpoDemasiadoGrande, "CUERPO_DEMASIADO_GRANDE", PAYLOAD_TOO_LARGE,
        "El cuerpo de la petición pasa del límite.";
    CursorInvalido, "CURSOR_INVALIDO", OK,
        "El cursor no lo dio esta lista, o es de otro almacén: el mensaje dice cuál de las dos cosas.";
    DemasiadasPeticiones, "DEMASIADAS_PETICIONES", TOO_MANY_REQUESTS,
        "El cliente pide demasiado seguido, o tiene demasiado abierto. `Retry-After` dice cuánto esperar.";
    DireccionDemasiadoLarga, "DIRECCION_DEMASIADO_LARGA", URI_TOO_LONG,
        "La dirección pasa del límite: la consulta cabe en un POST.";
    EdicionDesconocida, "EDICION_DESCONOCIDA", OK,
        "No hay una edición con ese número que cumpla lo pedido.";
    EdicionDeOtroFormato, "EDICION_DE_OTRO_FORMATO", GONE,
        "La edición es de un formato que ya no se sirve.";
    EdicionRetirada, "EDICION_RETIRADA", GONE,
        "La edición está retirada. El mensaje dice por qué.";
    EdicionSinCubo, "EDICION_SIN_CUBO", NOT_FOUND,
        "La edición se publicó sin tablas.";
    Interno, "ERROR_INTERNO", INTERNAL_SERVER_ERROR,
        "El problema es del servidor. La respuesta no dice más; el identificador de `X-Request-Id` está en lo que el servidor anota.";
    FaltaArgumento, "FALTA_ARGUMENTO", BAD_REQUEST,
        "Falta un argumento obligatorio.";
    FueraDePlan, "FUERA_DE_PLAN", BAD_REQUEST,
        "El plan no publica ese cruce. `extensions.cercanos` dice los más parecidos que sí.";
    IdInvalido, "ID_INVALIDO", OK,
        "El identificador no lo dio esta API.";
    InstanciaDesconocida, "INSTANCIA_DESCONOCIDA", OK,
        "No hay una instancia con esa clave y ediciones publicadas.";
    LimiteExcedido, "LIMITE_EXCEDIDO", BAD_REQUEST,
        "La consulta o su respuesta pasa de un límite. `extensions.limite`, si está, dice de qué, cuánto se admite y cuánto hay.";
    MetodoNoPermitido, "METODO_NO_PERMITIDO", METHOD_NOT_ALLOWED,
        "La dirección no admite ese método.";
    NoAceptable, "NO_ACEPTABLE", NOT_ACCEPTABLE,
        "El cliente no acepta ningún tipo en el que se responde.";
    NoSumable, "NO_SUMABLE", BAD_REQUEST,
        "La pregunta pide sumar lo que no se suma.";
    OperacionDesconocida, "OPERACION_DESCONOCIDA", BAD_REQUEST,
        "La consulta no tiene esa operación, o tiene varias y no se dijo cuál.";
    PaginaInvalida, "PAGINA_INVALIDA", OK,
        "La página pide un número de elementos que no se admite.";
    PeriodoAbierto, "PERIODO_ABIERTO", BAD_REQUEST,
        "El periodo no ha terminado en la fecha de corte.";
    PersistedQueryNotSupported, "PERSISTED_QUERY_NOT_SUPPORTED", BAD_REQUEST,
        "No se guardan consultas por su hash: el cliente debe enviarla entera.";
    PeticionInvalida, "PETICION_INVALIDA", BAD_REQUEST,
        "La petición no es una consulta, o no es un saludo de WebSocket.";
    PrecondicionFallida, "PRECONDICION_FALLIDA", PRECONDITION_FAILED,
        "Lo que hay en la dirección ya no es lo que pide `If-Match`.";
    PreguntaInvalida, "PREGUNTA_INVALIDA", BAD_REQUEST,
        "La pregunta se contradice.";
    RangoInvalido, "RANGO_INVALIDO", RANGE_NOT_SATISFIABLE,
        "El archivo no tiene los bytes que pide `Range`.";
    RutaDesconocida, "RUTA_DESCONOCIDA", NOT_FOUND,
        "No hay nada en esa dirección; si está mal escrita, el estado es 400.";
    ServidorOcupado, "SERVIDOR_OCUPADO", SERVICE_UNAVAILABLE,
        "El servidor tiene demasiado en curso. `Retry-After` dice cuánto esperar.";
    SintaxisInvalida, "SINTAXIS_INVALIDA", BAD_REQUEST,
        "La consulta no está bien escrita en GraphQL.";
    SinBase, "SIN_BASE", SERVICE_UNAVAILABLE,
        "El servidor no alcanza ahora lo publicado, y lo que se pide no está en su memoria. `Retry-After` dice cuánto esperar.";
    SinConsulta, "SIN_CONSULTA", BAD_REQUEST,
        "Falta la consulta.";
    SinEdiciones, "SIN_EDICIONES", SERVICE_UNAVAILABLE,
        "El servidor espera la primera edición: todavía no hay nada publicado. `Retry-After` dice cuánto esperar.";
    Suscripcion, "SUSCRIPCION", BAD_REQUEST,
        "La suscripción se pidió por un medio que no la da.";
    Tardada, "TARDADA", REQUEST_TIMEOUT,
        "La petición tardó demasiado.";
    TipoDeContenido, "TIPO_DE_CONTENIDO", UNSUPPORTED_MEDIA_TYPE,
        "El cuerpo no es JSON, o no lo dice.";
    ValorInvalido, "VALOR_INVALIDO", BAD_REQUEST,
        "Un valor no es del tipo o de la forma que se espera.";
    VariableInvalida, "VARIABLE_INVALIDA", BAD_REQUEST,
        "Una variable falta, sobra o no tiene un valor válido.";
}

#[cfg(test)]
mod tests;
