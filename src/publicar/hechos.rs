//! What an edition will say of acts, figures and the like, as text.

use domain::{Actividad, Celda, CifraPublicada};
use oficina::publicar::hechos::{Cuantos, Hechos, Novedad, attendance};

use crate::uso::count;

/// Acts that are listed.
const LISTADOS: usize = 30;

/// Records that change, of a kind, that are named.
const DICHOS: usize = 3;

/// The first of some things, and how many more there are.
pub(crate) fn first_of(dichas: &[String], cuantas: usize) -> String {
    let primeras: Vec<&str> = dichas.iter().take(cuantas).map(String::as_str).collect();
    let primeras = primeras.join("; ");
    match dichas.len().saturating_sub(cuantas) {
        0 => primeras,
        n => format!("{primeras}; y {n} más"),
    }
}

/// The lines of it. `hay_antes`: whether an edition of the year holds now.
pub(super) fn lines(hechos: &Hechos, hay_antes: bool) -> Vec<String> {
    let mut lineas = acts(&hechos.actos, hay_antes);
    if !hechos.cifras.is_empty() {
        lineas.push("Cifras de su informe, tal como las dice, y al lado lo que la edición publica de lo mismo:".to_owned());
        let cifras = hechos.cifras.iter();
        lineas.extend(cifras.map(|cifra| figure(cifra, hay_antes)));
    }
    if !hechos.otros.is_empty() {
        let otros: Vec<String> = hechos.otros.iter().map(|o| kind(o, hay_antes)).collect();
        lineas.push(format!("Además: {}.", otros.join(", ")));
    }
    for (sesion, quorum) in &hechos.sin_quorum {
        lineas.push(format!(
            "Aviso: dice que la sesión «{sesion}» no tuvo quórum: hubo {} de {}.",
            quorum.presentes, quorum.requeridos
        ));
    }
    if let Some((informe, sesion)) = &hechos.sin_celebrar {
        lineas.push(format!(
            "Aviso: dice que «{informe}» se presentó en la sesión «{sesion}», que no consta como celebrada."
        ));
    }
    if !hechos.pocas.is_empty() {
        lineas.push(format!(
            "Aviso: dice tal cual de muy pocas personas, que quien las conozca reconocería: {}.",
            quoted(&hechos.pocas)
        ));
    }
    lineas
}

/// Names between quotes.
pub(super) fn quoted(nombres: &[String]) -> String {
    let citados: Vec<String> = nombres.iter().map(|nombre| format!("«{nombre}»")).collect();
    citados.join(", ")
}

/// What is said of something that is new or changes.
fn mark(novedad: Novedad, hay_antes: bool) -> &'static str {
    match novedad {
        Novedad::Nueva if hay_antes => " (nueva)",
        Novedad::Cambia => " (cambia)",
        Novedad::Nueva | Novedad::Igual => "",
    }
}

fn acts(actos: &[(Actividad, Novedad)], hay_antes: bool) -> Vec<String> {
    if actos.is_empty() {
        return vec!["Sin ninguna actividad.".to_owned()];
    }
    let total = count(
        u64::try_from(actos.len()).unwrap_or(u64::MAX),
        "actividad",
        "actividades",
    );
    let iguales = actos
        .iter()
        .filter(|(_, novedad)| *novedad == Novedad::Igual)
        .count();
    let dichas = match iguales {
        0 => String::new(),
        n if n == actos.len() => ", todas como ya estaban publicadas".to_owned(),
        n => format!(", {n} de ellas como ya estaban publicadas"),
    };
    let mut otras: Vec<_> = actos
        .iter()
        .filter(|(_, novedad)| *novedad != Novedad::Igual)
        .collect();
    otras.sort_by_key(|(acto, _)| acto.a_mas_tardar());
    let fin = if otras.is_empty() { "." } else { ":" };
    let mut lineas = vec![format!("{total}{dichas}{fin}")];
    lineas.extend(otras.iter().take(LISTADOS).map(|(acto, novedad)| {
        let cuando = acto
            .fecha
            .valor()
            .map_or_else(|| acto.periodo.to_string(), ToString::to_string);
        format!(
            "  {cuando}  {}: {}{}",
            acto.nombre,
            attendance(acto),
            mark(*novedad, hay_antes)
        )
    }));
    if otras.len() > LISTADOS {
        lineas.push(format!("  y {} más.", otras.len() - LISTADOS));
    }
    lineas
}

fn figure(
    (publicada, novedad, decia): &(CifraPublicada, Novedad, Option<u64>),
    hay_antes: bool,
) -> String {
    let al_lado = match publicada.calculada {
        None => String::new(),
        Some(Celda::Protegida) => "; se publica P".to_owned(),
        Some(Celda::NoDisponible) => "; la edición no lo da".to_owned(),
        Some(Celda::Publicada(valor)) => match publicada.diferencia() {
            Some(0) | None => format!("; se publica {valor}"),
            Some(otra) => format!("; se publica {valor}, diferencia {otra}"),
        },
    };
    let antes = match decia {
        Some(valor) => format!(" (antes decía {valor})"),
        None => mark(*novedad, hay_antes).to_owned(),
    };
    let cifra = &publicada.cifra;
    format!("  {}: {}{al_lado}{antes}", cifra.nombre, cifra.valor)
}

fn kind(otros: &Cuantos, hay_antes: bool) -> String {
    let (uno, varios) = otros.nombres;
    let todos = count(u64::try_from(otros.todos).unwrap_or(u64::MAX), uno, varios);
    let mut dicho = vec![];
    if hay_antes && !otros.nuevas.is_empty() {
        dicho.push(format!("sin publicar hasta ahora: {}", otros.nuevas.len()));
    }
    if !otros.cambian.is_empty() {
        dicho.push(format!(
            "dicen otra cosa: {}",
            first_of(&otros.cambian, DICHOS)
        ));
    }
    if otros.idas > 0 {
        dicho.push(format!("ya no se dicen: {}", otros.idas));
    }
    if dicho.is_empty() {
        todos
    } else {
        format!("{todos} ({})", dicho.join("; "))
    }
}
