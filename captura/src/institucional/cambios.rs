//! What a sheet changes of what was there, as its columns say it.

use domain::ParteCambiada;

use super::Clase;
use crate::palabras::{
    ASUNTO, EFEMERIDE, ESTADO_ACUERDO, ESTADO_SESION, PUBLICO, QUORUM, SEXO, TEMA, TIPO_ACTIVIDAD,
    TIPO_AGENCIA, TIPO_SESION, UNIDAD,
};
use crate::texto::fold;

/// Letters of a text that are told.
const LETRAS: usize = 60;

/// A part of a record that changes: «Valor: 160 → 132».
pub fn tell(clase: Clase, parte: &ParteCambiada) -> String {
    let ParteCambiada { ruta, antes, ahora } = parte;
    format!("{}: {} → {}", column(clase, ruta), said(antes), said(ahora))
}

/// The column that says a part, or the part itself where none does alone.
fn column(clase: Clase, ruta: &str) -> String {
    let ruta = ["_propios", "_propia", "_propio"]
        .iter()
        .find_map(|propia| ruta.strip_suffix(propia))
        .unwrap_or(ruta);
    let sola = ruta.rsplit('.').next().unwrap_or(ruta);
    let fichas = clase.forma().fichas;
    let por_parte = fichas.iter().find(|ficha| {
        ficha
            .parte
            .is_some_and(|parte| parte == ruta || parte == sola)
    });
    let por_titulo = || {
        let buscado = match sola {
            "literal" => "texto".to_owned(),
            otra => fold(otra),
        };
        fichas.iter().find(|ficha| fold(ficha.titulo) == buscado)
    };
    por_parte
        .or_else(por_titulo)
        .map_or_else(|| sola.replace('_', " "), |ficha| ficha.titulo.to_owned())
}

/// What a part says, in the words of a sheet.
fn said(dicha: &domain::Dicha) -> String {
    if dicha.is_empty() {
        return "(vacío)".to_owned();
    }
    let partes = dicha.iter().map(|parte| {
        let palabras: Vec<String> = parte.iter().map(|texto| word(texto)).collect();
        palabras.join(" ")
    });
    let toda = partes.collect::<Vec<_>>().join("; ");
    if toda.chars().count() <= LETRAS {
        return toda;
    }
    toda.chars().take(LETRAS).chain(['…']).collect()
}

/// A word of a closed list as sheets write it, if it is one as it is stored; any other text as it is.
fn word(texto: &str) -> String {
    let guardada = texto.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        || texto.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    if !guardada || texto.len() < 3 {
        return texto.to_owned();
    }
    let suelta = match texto {
        "CIUDADANIA" => Some("Ciudadanas y ciudadanos"),
        "GENERAL" => Some("Público en general"),
        "REPRESENTANTES" => Some("Representantes de instancias"),
        "PRESENTE" => Some("presente"),
        "AUSENTE" => Some("ausente"),
        "JUSTIFICADA" => Some("justificada"),
        _ => None,
    };
    let palabra = suelta
        .or_else(|| TIPO_ACTIVIDAD.named(texto))
        .or_else(|| PUBLICO.named(texto))
        .or_else(|| TEMA.named(texto))
        .or_else(|| EFEMERIDE.named(texto))
        .or_else(|| TIPO_SESION.named(texto))
        .or_else(|| ESTADO_SESION.named(texto))
        .or_else(|| ESTADO_ACUERDO.named(texto))
        .or_else(|| TIPO_AGENCIA.named(texto))
        .or_else(|| UNIDAD.named(texto))
        .or_else(|| ASUNTO.named(texto))
        .or_else(|| SEXO.named(texto))
        .or_else(|| QUORUM.named(texto));
    palabra.map_or_else(|| texto.to_owned(), str::to_owned)
}
