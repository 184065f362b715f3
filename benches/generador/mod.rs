//! Tables to protect, of the shapes r01–r08 of `docs/proteccion.md` and larger: invented figures from a
//! seed.
//!
//! A name is a shape. `r02-a`, `r02-b` and `r02-c` are r02 with declared cross-tabulations instead of
//! the full crossing; `r06-anios` has single years that no cell shows; `r07-todas` has every signature;
//! `crece-AGENCIAS` and `enlazada-AGENCIASxMESES` are r02 and r02-a at any size. After any of them
//! `-servicios` counts services given, several to a woman; before, `r08-` says that it has a second
//! edition, with late registrations. r07 has neither.

mod azar;
mod dimensiones;
mod firmas;
mod mujeres;
mod tabla;

use dimensiones::Dimension;
use mujeres::Mujer;
use tabla::{Codigos, Cruces};

pub use tabla::Tabla;

/// Shapes that take seconds.
pub const CHICAS: [&str; 13] = [
    "r01",
    "r01-servicios",
    "r02-a",
    "r02-b",
    "r02-c",
    "r06",
    "r06-anios",
    "r07",
    "r08-r01",
    "r08-r02-a",
    "crece-5",
    "enlazada-13x12",
    "enlazada-50x24",
];

/// Shapes that may take minutes, or more.
pub const GRANDES: [&str; 14] = [
    "r02",
    "r02-servicios",
    "r03",
    "r04",
    "r05",
    "r07-todas",
    "r08-r02",
    "crece-40",
    "crece-160",
    "crece-540",
    "enlazada-100x36",
    "enlazada-200x48",
    "enlazada-600x96",
    "enlazada-1000x120",
];

/// The table of a shape. Of two editions, the first.
pub fn tabla(nombre: &str, semilla: u64) -> Option<Tabla> {
    match nombre {
        "r07" | "r07-todas" => {
            let todas = nombre == "r07-todas";
            Some(firmas::tabla(titled(nombre, semilla), semilla, todas))
        }
        _ => build(nombre, semilla, 0),
    }
}

/// Whether a shape has two editions.
pub fn two_editions(nombre: &str) -> bool {
    nombre.starts_with("r08-")
}

/// The second edition of a shape: the women of the first and one in forty more, registered late, at the
/// side of what was published of the first.
pub fn second(nombre: &str, semilla: u64, primera: &str) -> Option<Tabla> {
    let mut tabla = build(nombre, semilla, 40)?;
    tabla.anterior = Some(primera.to_owned());
    Some(tabla)
}

fn titled(nombre: &str, semilla: u64) -> String {
    format!("{nombre} (seed {semilla})")
}

/// How a dimension is made, and where a woman is in it.
type Eje = (Dimension, fn(&Mujer) -> usize);

/// One more woman in each `tardias`, if any.
fn build(nombre: &str, semilla: u64, tardias: u64) -> Option<Tabla> {
    let forma = nombre.strip_prefix("r08-").unwrap_or(nombre);
    let (forma, servicios) = match forma.strip_suffix("-servicios") {
        Some(forma) => (forma, true),
        None => (forma, false),
    };
    let (agencias, meses) = size(forma)?;
    let cuantas = mujeres::women_of(agencias, meses);
    let tardias = cuantas.checked_div(tardias).unwrap_or(0);
    let (dimensiones, lugares): (Vec<Dimension>, Vec<_>) =
        axes(forma, agencias, meses).into_iter().unzip();
    let cruces = crosstabs(forma, &dimensiones);
    let mut tabla = Tabla::new(titled(nombre, semilla), dimensiones, cruces);
    for mujer in mujeres::draw(semilla, agencias, meses, cuantas + tardias) {
        let hoja = lugares.iter().map(|lugar| lugar(&mujer)).collect();
        tabla.add(hoja, if servicios { mujer.servicios } else { 1 }, 1);
    }
    Some(tabla)
}

/// Agencies and months of a shape.
fn size(forma: &str) -> Option<(usize, usize)> {
    match forma {
        "r01" | "r02" | "r02-a" | "r02-b" | "r02-c" | "r03" | "r04" | "r05" | "r06"
        | "r06-anios" => Some((13, 12)),
        _ => {
            let (agencias, meses) = match forma.strip_prefix("crece-") {
                Some(agencias) => (agencias, "12"),
                None => forma.strip_prefix("enlazada-")?.split_once('x')?,
            };
            let mida = |texto: &str| texto.parse().ok().filter(|n| (1..=10_000).contains(n));
            Some((mida(agencias)?, mida(meses)?))
        }
    }
}

fn axes(forma: &str, agencias: usize, meses: usize) -> Vec<Eje> {
    let agency: Eje = (dimensiones::agency(agencias), |mujer| mujer.agencia);
    if let "r06" | "r06-anios" = forma {
        let edad: Eje = if forma == "r06" {
            (dimensiones::overlapping(false), |mujer| piece(mujer.edad))
        } else {
            (dimensiones::overlapping(true), |mujer| {
                usize::try_from(mujer.edad).unwrap_or(0)
            })
        };
        return vec![agency, edad];
    }
    let mut ejes: Vec<Eje> = vec![agency, (dimensiones::service(), |mujer| mujer.servicio)];
    if forma != "r01" {
        ejes.push((dimensiones::period(meses), |mujer| mujer.mes));
    }
    if let "r03" | "r04" | "r05" = forma {
        ejes.push((dimensiones::age(), |mujer| mujer.grupo_edad));
    }
    if let "r04" | "r05" = forma {
        ejes.push((dimensiones::violence(), |mujer| mujer.violencia));
    }
    ejes
}

/// The position of an age among the pieces of the overlapping groups.
fn piece(edad: u64) -> usize {
    dimensiones::PIEZAS.partition_point(|(_, hasta)| *hasta < edad)
}

/// A cross-tabulation: some dimensions, all their codes or only those that are not leaves (zones, areas,
/// quarters).
type Plan<'a> = &'a [(&'static str, bool)];

fn crosstabs(forma: &str, dimensiones: &[Dimension]) -> Cruces {
    const POR_TRIMESTRE: Plan = &[("agency", true), ("period", false)];
    let plan: &[Plan] = match forma {
        "r02-b" => &[
            &[("agency", true), ("service", true)],
            &[("service", true), ("period", true)],
            POR_TRIMESTRE,
            &[("agency", false), ("service", true), ("period", false)],
        ],
        "r02-c" => &[
            &[("agency", true), ("service", true), ("period", false)],
            &[("service", true), ("period", true)],
        ],
        "r04" => &[
            &[("agency", true), ("service", true), ("age", true)],
            &[("agency", true), ("period", true), ("violence", true)],
            &[("service", true), ("period", true), ("age", true)],
            &[("agency", true), ("age", true), ("violence", true)],
        ],
        _ if forma == "r02-a" || forma.starts_with("enlazada-") => &[
            &[("agency", true), ("service", true)],
            &[("service", true), ("period", true)],
            POR_TRIMESTRE,
        ],
        "r06-anios" => {
            let grupos = dimensiones::GRUPOS.map(str::to_owned).to_vec();
            return Cruces::Declarados(vec![vec![
                ("agency", Codigos::Todos),
                ("age", Codigos::Lista(grupos)),
            ]]);
        }
        _ => return Cruces::Completo,
    };
    let codes = |(nombre, todos): &(&'static str, bool)| {
        let dimension = dimensiones.iter().find(|d| d.nombre == *nombre);
        let gruesos = dimension.filter(|_| !*todos).map(Dimension::coarse);
        (*nombre, gruesos.map_or(Codigos::Todos, Codigos::Lista))
    };
    Cruces::Declarados(
        plan.iter()
            .map(|cruce| cruce.iter().map(codes).collect())
            .collect(),
    )
}
