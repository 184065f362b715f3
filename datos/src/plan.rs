//! Reading of publication plans. What is wrong with one is said in Spanish, with its line.

use std::collections::BTreeSet;
use std::str::FromStr;

use domain::proteccion::Umbral;
use domain::{Cruce, Falla, Medida, Nivel, Plan, TotalObligado};
use serde::Deserialize;
use strum::IntoEnumIterator;
use toml::Spanned;

use crate::Error;

pub use crate::plan_escrito::write;

const INCLUIDO: &str = include_str!("../plan.toml");
/// Everybody, where the others count women; it came with the program before them.
const PERSONAS: &str = include_str!("../planes/personas.toml");
/// What the internal report of an office counts.
const INTERNO: &str = include_str!("../informe-interno.toml");
/// The plans that come with the program, from the one that says most to the one that says least.
const ESCALERA: [(&str, &str); 7] = [
    ("completo", INCLUIDO),
    ("personas", PERSONAS),
    ("mediano", include_str!("../planes/mediano.toml")),
    ("agencias", include_str!("../planes/agencias.toml")),
    ("pequeno", include_str!("../planes/pequeno.toml")),
    ("breve", include_str!("../planes/breve.toml")),
    ("minimo", include_str!("../planes/minimo.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanEscrito {
    umbral: Spanned<u64>,
    ancho: Option<Spanned<u64>>,
    cruces: Vec<Spanned<CruceEscrito>>,
    #[serde(default)]
    obligados: Vec<Spanned<TotalEscrito>>,
    #[serde(default)]
    repeticiones: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CruceEscrito {
    clave: String,
    nombre: String,
    medidas: Vec<Spanned<String>>,
    niveles: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TotalEscrito {
    medida: Spanned<String>,
    nivel: Spanned<String>,
    codigo: String,
}

/// The text of a plan, to find lines in it.
struct Texto<'a>(&'a str);

impl Texto<'_> {
    fn wrong(&self, posicion: usize, motivo: &str) -> Error {
        let linea = self
            .0
            .bytes()
            .take(posicion)
            .filter(|b| *b == b'\n')
            .count()
            + 1;
        Error::Plan(format!("línea {linea}: {motivo}"))
    }

    fn word<T>(&self, palabra: &Spanned<String>, que: &str) -> Result<T, Error>
    where
        T: FromStr + IntoEnumIterator + Into<&'static str>,
    {
        palabra.get_ref().parse().map_err(|_| {
            let validos: Vec<&str> = T::iter().map(Into::into).collect();
            let escrita: String = palabra.get_ref().chars().take(40).collect();
            let motivo = format!("«{escrita}» no es {que}: {}", validos.join(", "));
            self.wrong(palabra.span().start, &motivo)
        })
    }
}

/// Reads a plan.
///
/// # Errors
/// [`Error::Plan`], with the line.
pub fn read(texto: &str) -> Result<Plan, Error> {
    let lineas = Texto(texto);
    let archivo: PlanEscrito = toml::from_str(texto).map_err(|error| {
        let posicion = error.span().map_or(0, |donde| donde.start);
        let escrita = texto[posicion.min(texto.len())..]
            .lines()
            .next()
            .unwrap_or_default();
        let escrita: String = escrita.chars().take(40).collect();
        let motivo = error.message();
        let motivo = if let Some(campo) = motivo.strip_prefix("missing field `") {
            format!("falta «{}»", campo.trim_end_matches('`'))
        } else if motivo.starts_with("unknown field") {
            format!("sobra una clave en «{escrita}»")
        } else {
            format!("no se entiende «{escrita}»")
        };
        lineas.wrong(posicion, &motivo)
    })?;
    let umbral = Umbral::try_from(*archivo.umbral.get_ref());
    let umbral =
        umbral.map_err(|error| lineas.wrong(archivo.umbral.span().start, &error.to_string()))?;
    let cruces = archivo.cruces.iter().map(|cruce| {
        let cruce = cruce.get_ref();
        let medidas = cruce
            .medidas
            .iter()
            .map(|m| lineas.word::<Medida>(m, "una medida"));
        let niveles = cruce
            .niveles
            .iter()
            .map(|n| lineas.word::<Nivel>(n, "un nivel"));
        Ok(Cruce {
            clave: cruce.clave.clone(),
            nombre: cruce.nombre.clone(),
            medidas: medidas.collect::<Result<BTreeSet<_>, Error>>()?,
            niveles: niveles.collect::<Result<Vec<_>, Error>>()?,
        })
    });
    let obligados = archivo.obligados.iter().map(|total| {
        let total = total.get_ref();
        Ok(TotalObligado {
            medida: lineas.word(&total.medida, "una medida")?,
            nivel: lineas.word(&total.nivel, "un nivel")?,
            codigo: total.codigo.clone(),
        })
    });
    let plan = Plan {
        umbral,
        ancho: archivo
            .ancho
            .as_ref()
            .map_or(umbral.valor(), |ancho| *ancho.get_ref()),
        cruces: cruces.collect::<Result<_, Error>>()?,
        obligados: obligados.collect::<Result<_, Error>>()?,
        repeticiones: archivo.repeticiones,
    };
    plan.check().map_err(|falla| match falla {
        Falla::Plan(motivo) => {
            let ancho = archivo.ancho.as_ref().map_or(0, |ancho| ancho.span().start);
            lineas.wrong(ancho, &motivo)
        }
        Falla::Cruce(i, motivo) => lineas.wrong(archivo.cruces[i].span().start, &motivo),
        Falla::Obligado(i, motivo) => lineas.wrong(archivo.obligados[i].span().start, &motivo),
    })?;
    Ok(plan)
}

/// The plan that comes with the program.
///
/// # Errors
/// [`Error::Plan`].
pub fn bundled() -> Result<Plan, Error> {
    read(INCLUIDO)
}

/// The plan of those that published before women were counted first and chose none: what they publish does not change with the
/// program.
///
/// # Errors
/// [`Error::Plan`].
pub fn of_before() -> Result<Plan, Error> {
    read(PERSONAS)
}

/// What the internal report of an office counts: it is never published.
///
/// # Errors
/// [`Error::Plan`].
pub fn internal() -> Result<Plan, Error> {
    read(INTERNO)
}

/// The plans that come with the program and their names, from the one that says most to the one that says least: the smaller a
/// register, the shorter the plan of which most is published.
///
/// # Errors
/// [`Error::Plan`].
pub fn shipped() -> Result<Vec<(&'static str, Plan)>, Error> {
    let leidos = ESCALERA.iter();
    leidos
        .map(|(nombre, texto)| Ok((*nombre, read(texto)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_plans_say_less_and_less() {
        internal().unwrap();
        let planes = shipped().unwrap();
        assert_eq!(planes[0].1, bundled().unwrap());
        let finos = |plan: &Plan| plan.cruces.iter().map(|c| c.niveles.len()).sum::<usize>();
        let de_menos_en_menos: Vec<_> = planes
            .iter()
            .filter(|(nombre, _)| *nombre != "personas")
            .collect();
        for pareja in de_menos_en_menos.windows(2) {
            assert!(
                finos(&pareja[0].1) >= finos(&pareja[1].1),
                "{}",
                pareja[1].0
            );
        }
    }

    #[test]
    fn the_bundled_plan_is_one() {
        assert_eq!(bundled().unwrap().umbral, Umbral::MINIMO);
    }

    #[test]
    fn few_repeats_are_protected_if_a_plan_asks() {
        assert!(!bundled().unwrap().repeticiones);
        let pide = format!("repeticiones = true\n{INCLUIDO}");
        assert!(read(&pide).unwrap().repeticiones);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let says = |antes: &str, despues: &str| {
            let texto = INCLUIDO.replacen(antes, despues, 1);
            assert_ne!(texto, INCLUIDO);
            read(&texto).unwrap_err().to_string()
        };
        assert!(says("umbral = 5", "umbral = 3").contains("línea 6: el umbral 3 es menor"));
        assert!(says("ancho = 5", "ancho = 2").contains("línea 7: el ancho va de 4"));
        assert!(says("ancho = 5", "anchura = 5").contains("línea 7: sobra una clave"));
        assert!(says("umbral = 5", "umbral = ").contains("línea 6: no se entiende"));
        assert!(
            says("\"AGENCIA\", \"SERVICIO\"", "\"AGENCIA\", \"BARRIO\"")
                .contains("línea 13: «BARRIO» no es un nivel: TOTAL, ANIO")
        );
        assert!(
            says("[\"ANIO\", \"AGENCIA\", \"SERVICIO\"]", "[\"AGENCIA\"]")
                .contains("línea 9: falta el nivel de tiempo")
        );
        assert!(says("codigo = \"total\"", "").contains("falta «codigo»"));
    }
}
