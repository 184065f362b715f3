//! Errors about a request, whatever it asks: its address, its head, its body, its rate.

use super::{Codigo, Error};

impl Error {
    pub(crate) fn mal_formada() -> Self {
        Self::new(
            Codigo::PeticionInvalida,
            "La petición no es HTTP bien escrito: revise que diga «Host» una sola vez y que su cuerpo llegue entero, con su longitud o en trozos («chunked»).",
        )
    }

    pub(crate) fn rango_invalido() -> Self {
        Self::new(Codigo::RangoInvalido, "El archivo no tiene esos bytes.")
    }

    pub(crate) fn tipo_de_contenido() -> Self {
        Self::new(
            Codigo::TipoDeContenido,
            "Envíe la consulta por POST con «Content-Type: application/json», sin comprimir y en utf-8.",
        )
    }

    pub(crate) fn cuerpo_grande(maximo: usize) -> Self {
        Self::new(
            Codigo::CuerpoDemasiadoGrande,
            format!("La petición pasa de {} KiB.", maximo / 1024),
        )
    }

    pub(crate) fn cabeza_grande(maximo: usize) -> Self {
        Self::new(
            Codigo::CabecerasDemasiadoGrandes,
            format!(
                "Las cabeceras de la petición pasan de {} KiB.",
                maximo / 1024
            ),
        )
    }

    pub(crate) fn ocupado() -> Self {
        Self::new(
            Codigo::ServidorOcupado,
            "El servidor tiene demasiado en curso: vuelva a intentarlo en unos segundos.",
        )
    }

    pub(crate) fn no_aceptable() -> Self {
        Self::new(
            Codigo::NoAceptable,
            "Se responde en «application/json» o en «application/graphql-response+json»: acepte uno de los dos en «Accept».",
        )
    }

    pub(crate) fn direccion_larga(maximo: usize) -> Self {
        Self::new(
            Codigo::DireccionDemasiadoLarga,
            format!(
                "La dirección pasa de {} KiB: envíe la consulta por POST.",
                maximo / 1024
            ),
        )
    }

    pub(crate) fn demasiadas(segundos: u64) -> Self {
        Self::new(
            Codigo::DemasiadasPeticiones,
            match segundos {
                1 => "Son demasiadas peticiones: vuelva a intentarlo en un segundo.".to_owned(),
                _ => format!(
                    "Son demasiadas peticiones: vuelva a intentarlo en {segundos} segundos."
                ),
            },
        )
    }

    pub(crate) fn demasiadas_corrientes() -> Self {
        Self::new(
            Codigo::DemasiadasPeticiones,
            "Tiene demasiadas suscripciones abiertas: cierre alguna, o vuelva a intentarlo más tarde.",
        )
    }

    pub(crate) fn cambiado() -> Self {
        Self::new(
            Codigo::PrecondicionFallida,
            "Lo que hay en la dirección ya no es lo que pide «If-Match»: pídalo sin él.",
        )
    }

    pub(crate) fn tardada() -> Self {
        Self::new(Codigo::Tardada, "La petición tardó demasiado.")
    }

    pub(crate) fn websocket() -> Self {
        Self::new(
            Codigo::PeticionInvalida,
            "Para conectarse por WebSocket hace falta su saludo completo (RFC 6455), versión 13.",
        )
    }

    pub(crate) fn metodo() -> Self {
        Self::new(
            Codigo::MetodoNoPermitido,
            "Aquí sólo se admite GET y, en /graphql, también POST.",
        )
    }

    pub(crate) fn direccion_invalida() -> Self {
        Self::new(
            Codigo::RutaDesconocida,
            "La dirección no está bien escrita.",
        )
    }

    pub(crate) fn ruta_desconocida() -> Self {
        Self::new(
            Codigo::RutaDesconocida,
            "No hay nada en esta dirección. La API está en /graphql.",
        )
    }
}
