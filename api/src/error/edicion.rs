//! Errors about what is asked for: instancias, editions, their parts and their files.

use domain::NoServida;

use super::{Codigo, Error, sentence};

impl Error {
    pub(crate) fn edicion_no_servida(numero: u32, motivo: &NoServida) -> Self {
        match motivo {
            NoServida::Retirada(motivo) => Self::new(
                Codigo::EdicionRetirada,
                format!(
                    "La edición {numero} se retiró. Motivo: «{}». Lo que decía ya no se sirve.",
                    motivo.trim_end_matches(['.', ' '])
                ),
            ),
            NoServida::DeOtroFormato(formato) => Self::new(
                Codigo::EdicionDeOtroFormato,
                format!(
                    "La edición {numero} es del formato {formato}, que ya no se sirve: su resumen de protección dependía de lo que la edición oculta. La instancia puede publicar de nuevo el mismo corte en el formato {}.",
                    domain::FORMATO
                ),
            ),
        }
    }

    pub(crate) fn archivo_desconocido() -> Self {
        Self::new(
            Codigo::ArchivoDesconocido,
            "No hay ninguna edición con ese hash y archivo. El hash son 64 cifras hexadecimales.",
        )
    }

    pub(crate) fn parametro(motivo: &str) -> Self {
        Self::new(Codigo::ValorInvalido, motivo)
    }

    pub(crate) fn edicion_sin_cubo() -> Self {
        Self::new(
            Codigo::EdicionSinCubo,
            "Esta edición se publicó con un formato anterior, sin tablas. Use una posterior.",
        )
    }

    pub(crate) fn comparacion_de_varios() -> Self {
        Self::new(
            Codigo::PreguntaInvalida,
            "Se compara un solo periodo: filtre el tiempo con un solo código.",
        )
    }

    pub(crate) fn otra_duracion() -> Self {
        Self::new(
            Codigo::PreguntaInvalida,
            "Se compara con un periodo igual de largo: un año con otro, un trimestre con otro, un mes con otro.",
        )
    }

    pub(crate) fn periodo(error: &domain::Error) -> Self {
        Self::new(Codigo::ValorInvalido, sentence(&error.to_string()))
    }

    pub(crate) fn periodos_al_reves() -> Self {
        Self::new(
            Codigo::PreguntaInvalida,
            "«desde» es posterior a «hasta»: diga primero lo más antiguo.",
        )
    }

    pub(crate) fn anio_invalido() -> Self {
        Self::new(
            Codigo::ValorInvalido,
            "El año se escribe con cuatro cifras, como 2017.",
        )
    }

    pub(crate) fn sin_partes() -> Self {
        Self::new(
            Codigo::PreguntaInvalida,
            "Diga de cuáles: la lista está vacía.",
        )
    }

    pub(crate) fn instancia_desconocida(clave: &str) -> Self {
        let clave: String = clave.chars().take(12).collect();
        Self::new(
            Codigo::InstanciaDesconocida,
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
            Codigo::AnioSinEdicion,
            format!("No hay ninguna edición con fecha de corte en {anio}. Hay de: {lista}."),
        )
    }

    pub(crate) fn edicion_desconocida(numero: impl Into<i64>) -> Self {
        let numero = numero.into();
        Self::new(
            Codigo::EdicionDesconocida,
            format!("No hay una edición con el número {numero} que cumpla lo pedido."),
        )
    }

    pub(crate) fn cursor_invalido() -> Self {
        Self::new(
            Codigo::CursorInvalido,
            "El cursor no es válido: use el «startCursor» o el «endCursor» de una página de esta misma lista, tal como lo recibió.",
        )
    }

    pub(crate) fn cursor_ajeno() -> Self {
        Self::new(
            Codigo::CursorInvalido,
            "El cursor no es de este almacén, que se restauró o es otro: empiece de nuevo, sin él.",
        )
    }

    pub(crate) fn id_invalido() -> Self {
        Self::new(
            Codigo::IdInvalido,
            "El identificador no es válido: use el «id» que dio esta API, tal como lo recibió.",
        )
    }

    /// `claves`: of the agencias that there are.
    pub(crate) fn agencia_desconocida<'a>(claves: impl Iterator<Item = &'a str>) -> Self {
        let claves: Vec<&str> = claves.collect();
        let algunas = claves[..claves.len().min(20)].join(", ");
        let hay = match claves.len() {
            0 => "Esta edición no tiene ninguna".to_owned(),
            1..=20 => format!("Hay: {algunas}"),
            _ => format!("Por ejemplo: {algunas}"),
        };
        Self::new(
            Codigo::ValorInvalido,
            format!("No es la clave de una agencia. {hay}."),
        )
    }

    pub(crate) fn agencia_repetida() -> Self {
        Self::new(
            Codigo::PreguntaInvalida,
            "La cuenta ya es de esta agencia: filtre otra cosa.",
        )
    }

    pub(crate) fn cursores_distintos() -> Self {
        Self::new(
            Codigo::PreguntaInvalida,
            "Es lo mismo que «after», y aquí dicen cosas distintas: ponga sólo «after».",
        )
    }

    pub(crate) fn pagina_invalida(maximo: i32) -> Self {
        Self::new(
            Codigo::PaginaInvalida,
            format!(
                "Una página tiene hasta {maximo} elementos: «first» y «last» van de 0 a {maximo}, y de 1 en las listas que no son páginas."
            ),
        )
    }

    pub(crate) fn clave_invalida() -> Self {
        Self::new(
            Codigo::ValorInvalido,
            "La clave de una instancia son los cinco dígitos del INEGI de su municipio, como 20067.",
        )
    }
}
