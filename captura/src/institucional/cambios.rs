//! What a sheet changes of what was there, as its columns say it.

use domain::{Dicha, ParteCambiada, Region};

use super::Clase;
use crate::palabras::{
    ASUNTO, COMPARADA, EFEMERIDE, ESTADO_ACUERDO, ESTADO_SESION, PUBLICO, QUORUM, SEXO, TEMA,
    TIPO_ACTIVIDAD, TIPO_AGENCIA, TIPO_SESION, UNIDAD,
};
use crate::texto::fold;

/// Letters of a text that are told.
const LETRAS: usize = 60;

/// A part of a record that changes: «Valor: antes «160», ahora «132»». Of several things that it says, those that change.
pub fn tell(clase: Clase, parte: &ParteCambiada) -> String {
    let ParteCambiada { ruta, antes, ahora } = parte;
    let columna = column(clase, ruta);
    let (antes, ahora) = (items(ruta, antes), items(ruta, ahora));
    let (se_quita, se_agrega) = (without(&antes, &ahora), without(&ahora, &antes));
    match (se_quita.as_slice(), se_agrega.as_slice()) {
        ([], []) => format!("{columna}: lo mismo, en otro orden"),
        ([], nuevas) if !antes.is_empty() => format!("{columna}: se agrega {}", quoted(nuevas)),
        (idas, []) if !ahora.is_empty() => format!("{columna}: se quita {}", quoted(idas)),
        ([una], [otra]) => {
            let (una, otra) = where_they_differ(una, otra);
            format!("{columna}: antes «{una}», ahora «{otra}»")
        }
        (idas, nuevas) => format!(
            "{columna}: antes {}, ahora {}",
            quoted(idas),
            quoted(nuevas)
        ),
    }
}

/// What is said of some things and not of others, each as often as it is.
fn without(unas: &[String], otras: &[String]) -> Vec<String> {
    let mut otras = otras.to_vec();
    let unas = unas.iter().filter(|una| {
        let igual = otras.iter().position(|otra| otra == *una);
        igual.map(|igual| otras.swap_remove(igual)).is_none()
    });
    unas.cloned().collect()
}

fn quoted(dichas: &[String]) -> String {
    if dichas.is_empty() {
        return "nada".to_owned();
    }
    let citadas = dichas.iter().map(|dicha| format!("«{}»", short(dicha, 0)));
    citadas.collect::<Vec<_>>().join(", ")
}

/// Two texts from where they differ, if what is told of them would be the same.
fn where_they_differ(una: &str, otra: &str) -> (String, String) {
    let iguales = una.chars().zip(otra.chars());
    let iguales = iguales.take_while(|(a, b)| a == b).count();
    let desde = if iguales < LETRAS / 2 {
        0
    } else {
        let antes: Vec<char> = una.chars().take(iguales).collect();
        let palabras = antes.iter().enumerate().rev();
        let mut huecos = palabras.filter(|(_, letra)| letra.is_whitespace());
        huecos.nth(1).map_or(0, |(hueco, _)| hueco + 1)
    };
    (short(una, desde), short(otra, desde))
}

/// So many letters of a text, from one of them.
fn short(texto: &str, desde: usize) -> String {
    let quedan = texto.chars().count().saturating_sub(desde);
    let antes = (desde > 0).then_some('…');
    let despues = (quedan > LETRAS).then_some('…');
    let suyas = texto.chars().skip(desde).take(LETRAS);
    antes.into_iter().chain(suyas).chain(despues).collect()
}

/// The column that says a part, or the part itself where none does alone.
fn column(clase: Clase, ruta: &str) -> String {
    let ruta = ["_propios", "_propia", "_propio"]
        .iter()
        .find_map(|propia| ruta.strip_suffix(propia))
        .unwrap_or(ruta);
    let sola = ruta.rsplit('.').next().unwrap_or(ruta);
    // Several columns say them together.
    let juntas = match ruta {
        "asistencia" => Some("Asistencia"),
        "votacion" => Some("Votación"),
        "presentado_en" => Some("Presentado en"),
        _ => None,
    };
    if let Some(juntas) = juntas {
        return juntas.to_owned();
    }
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

/// What a part says, thing by thing, in the words of a sheet.
fn items(ruta: &str, dicha: &Dicha) -> Vec<String> {
    let partes = dicha.iter();
    let partes: Vec<Vec<String>> = partes
        .map(|parte| parte.iter().map(|texto| word_of(ruta, texto)).collect())
        .collect();
    let flat: Vec<&str> = partes.iter().flatten().map(String::as_str).collect();
    match (ruta, flat.as_slice()) {
        ("votacion", [a_favor, en_contra, abstenciones]) => vec![format!(
            "{a_favor} a favor, {en_contra} en contra, {abstenciones} abstenciones"
        )],
        ("presentado_en", [consejo, sesion]) => {
            vec![format!("sesión {sesion} del consejo {consejo}")]
        }
        ("periodo", [desde, hasta]) => vec![format!("del {desde} al {hasta}")],
        _ => partes.iter().map(|parte| item(ruta, parte)).collect(),
    }
}

/// One of the things that a part says.
fn item(ruta: &str, palabras: &[String]) -> String {
    match (ruta, palabras) {
        ("orden_del_dia", [_, descripcion]) => descripcion.clone(),
        ("orden_del_dia", [asunto, cual, descripcion]) => {
            format!("{descripcion} ({}: {cual})", asunto.to_lowercase())
        }
        ("asistencia", [quien, presencia]) => format!("{quien}, {presencia}"),
        ("contraparte", [_, medida, nivel]) if nivel == "TOTAL" => medida.clone(),
        ("contraparte", [codigo, medida, nivel]) => {
            let nivel = nivel.to_lowercase().replace('_', " ");
            format!("{medida}, {nivel} {codigo}")
        }
        _ => palabras.join(" "),
    }
}

/// A word of a part: of what a figure is compared with, by the list of that alone.
fn word_of(ruta: &str, texto: &str) -> String {
    if ruta != "contraparte" {
        return word(texto);
    }
    COMPARADA.named(texto).unwrap_or(texto).to_owned()
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
        .or_else(|| QUORUM.named(texto))
        .or_else(|| texto.parse().ok().map(Region::nombre));
    palabra.map_or_else(|| texto.to_owned(), str::to_owned)
}
