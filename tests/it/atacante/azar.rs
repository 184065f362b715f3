//! Random registers: rows as the template has them, plans, and what happens in a year. The same seed, the same register.

use super::molde::{Dado, Molde, SERVICIOS};
use super::prensa::Paso;
use super::verdad::{Renglon, sheet};

/// A register with its plan and its history.
#[derive(Debug, Clone)]
pub(super) struct Caso {
    pub(super) forma: String,
    pub(super) pasos: Vec<Paso>,
}

/// How large registers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Talla {
    /// Of any plan and any history, up to some hundreds of persons.
    Normal,
    /// Of so few members that all those that give the same cells can be looked at.
    Diminuta,
    /// Thousands of persons, with the plan of the program.
    Grande,
    /// Those of any plan, or tiny ones, that counts women by themselves, everybody, or both; some plans change within the year.
    Mujeres,
}

impl Caso {
    pub(super) fn of(talla: Talla, semilla: u64) -> Self {
        match talla {
            Talla::Normal => Self::new(semilla),
            Talla::Diminuta => Self::tiny(semilla),
            Talla::Grande => Self::large(semilla),
            Talla::Mujeres => Self::of_women(semilla),
        }
    }

    fn large(semilla: u64) -> Self {
        let mut dado = Dado::new(semilla);
        let mut molde = Molde::new(&mut dado);
        molde.personas = dado.between(1500, 4000);
        (molde.lugares, molde.servicios, molde.meses) = (12, 6, 12);
        Self {
            forma: format!("grande; {}", molde.name()),
            pasos: vec![Paso::Importar(molde.rows(&mut dado)), Paso::Publicar(12)],
        }
    }

    fn new(semilla: u64) -> Self {
        let mut dado = Dado::new(semilla);
        let molde = Molde::new(&mut dado);
        let renglones = molde.rows(&mut dado);
        let (plan, nombre) = plan(&mut dado);
        let mut pasos: Vec<Paso> = plan.into_iter().map(Paso::Plan).collect();
        let historia = dado.percent(35);
        if historia {
            quarters(&mut dado, &molde, renglones, &mut pasos);
        } else {
            pasos.extend([Paso::Importar(renglones), Paso::Publicar(12)]);
        }
        let ediciones = if historia { ", cuatro ediciones" } else { "" };
        Self {
            forma: format!("{nombre}{ediciones}; {}", molde.name()),
            pasos,
        }
    }
}

impl Caso {
    fn tiny(semilla: u64) -> Self {
        let mut dado = Dado::new(semilla);
        let molde = Molde {
            personas: dado.between(4, 60),
            lugares: dado.between(1, 3),
            servicios: dado.between(1, 3),
            tipos: dado.between(1, 3),
            uno_cada_una: dado.percent(50),
            especiales: dado.pick(&[0, 30, 60]),
            hombres: dado.pick(&[0, 0, 20]),
            anonimas: dado.pick(&[0, 0, 20]),
            atenciones: dado.between(1, 3),
            asiduas: dado.below(2),
            edades: 1,
            meses: dado.pick(&[3, 6, 9, 12]),
            igual: dado.percent(20).then_some(0),
            raras: 0,
        };
        let renglones = molde.rows(&mut dado);
        let mut cruces = vec![
            crossing("visita", &["ANIO", "VISITA"], true),
            crossing("visita_trimestre", &["TRIMESTRE", "VISITA"], true),
            crossing("servicio", &["ANIO", "SERVICIO"], true),
            crossing("agencia_trimestre", &["TRIMESTRE", "AGENCIA"], true),
            crossing("violencia", &["ANIO", "TIPO_VIOLENCIA"], false),
            crossing(
                "violencia_trimestre",
                &["TRIMESTRE", "TIPO_VIOLENCIA"],
                false,
            ),
            crossing(
                "violencia_visita",
                &["ANIO", "VISITA", "TIPO_VIOLENCIA"],
                false,
            ),
            crossing("sexo_visita", &["ANIO", "SEXO", "VISITA"], false),
        ];
        let quedan = dado.between(2, 3);
        while cruces.len() > quedan {
            cruces.remove(dado.below(cruces.len()));
        }
        Self {
            forma: format!("diminuto; {}", molde.name()),
            pasos: vec![
                Paso::Plan(format!("umbral = 5\nancho = 5\n\n{}", cruces.join("\n"))),
                Paso::Importar(renglones),
                Paso::Publicar(12),
            ],
        }
    }
}

impl Caso {
    /// A register with other measures in its plan, or in its plans: sometimes the last quarters have another one.
    fn of_women(semilla: u64) -> Self {
        // Half of them are so small that all registers can be looked at.
        let Self { forma, pasos } = if semilla.is_multiple_of(2) {
            Self::tiny(semilla)
        } else {
            Self::new(semilla)
        };
        let mut dado = Dado::new(semilla ^ 0x6d75_6a65_7265);
        let en_uso = plan_in_use(&pasos);
        let cambia = dado.percent(60).then(|| of_women(&mut dado, &en_uso));
        let mut otros = vec![Paso::Plan(of_women(&mut dado, &en_uso))];
        let publicaciones = |pasos: &[Paso]| {
            let suyas = pasos
                .iter()
                .filter(|paso| matches!(paso, Paso::Publicar(_)));
            suyas.count()
        };
        let mitad = publicaciones(&pasos) / 2;
        for paso in pasos {
            match paso {
                Paso::Plan(plan) => otros.push(Paso::Plan(of_women(&mut dado, &plan))),
                Paso::Publicar(_) if mitad > 0 && publicaciones(&otros) == mitad => {
                    otros.extend(cambia.clone().map(Paso::Plan));
                    otros.push(paso);
                }
                otro => otros.push(otro),
            }
        }
        Self {
            forma: format!("{forma}; de mujeres"),
            pasos: otros,
        }
    }
}

/// A plan that counts women where another one counts everybody, or both, or as it did.
fn of_women(dado: &mut Dado, plan: &str) -> String {
    const PERSONAS: &str = "\"PERSONAS_ATENDIDAS\"";
    const MUJERES: &str = "\"MUJERES_ATENDIDAS\"";
    let mut otro = Vec::new();
    for cruce in plan.split("[[cruces]]") {
        let sexo = cruce.contains("\"SEXO\"");
        let ambas = format!("{PERSONAS}, {MUJERES}");
        // What is obliged comes after the last of them.
        let (cruce, resto) = cruce.split_at(cruce.find("[[obligados]]").unwrap_or(cruce.len()));
        let todas = cruce.replace(MUJERES, PERSONAS);
        let cruce = match dado.below(10) {
            _ if sexo => cruce.to_owned(),
            0..6 => todas.replace(PERSONAS, MUJERES),
            6..8 => todas.replace(PERSONAS, &ambas),
            _ => todas,
        };
        otro.push(format!("{cruce}{resto}"));
    }
    otro.join("[[cruces]]")
}

/// Four editions: each quarter with what comes late, who is taken out, and what is put right.
fn quarters(dado: &mut Dado, molde: &Molde, renglones: Vec<Renglon>, pasos: &mut Vec<Paso>) {
    let tardias = dado.pick(&[0, 5, 15]);
    let mut hojas: [Vec<Renglon>; 4] = Default::default();
    for renglon in renglones {
        let trimestre = usize::from((renglon.month() - 1) / 3);
        let tarde = usize::from(dado.percent(tardias));
        hojas[(trimestre + tarde).min(3)].push(renglon);
    }
    let cambia = dado.percent(25);
    let mut anteriores: Vec<Renglon> = Vec::new();
    let mut canceladas = Vec::new();
    for (trimestre, mut hoja) in (0u8..).zip(hojas) {
        hoja.retain(|r| r.expediente.is_empty() || !canceladas.contains(&r.expediente));
        for _ in 0..if anteriores.is_empty() {
            0
        } else {
            dado.below(4)
        } {
            let mut otra = anteriores[dado.below(anteriores.len())].clone();
            let ya =
                canceladas.contains(&otra.expediente) || hoja.iter().any(|r| r.folio == otra.folio);
            if !ya {
                dado.pick(&SERVICIOS).clone_into(&mut otra.servicio);
                otra.violencia = molde.violence(dado);
                hoja.push(otra);
            }
        }
        if !hoja.is_empty() {
            pasos.push(Paso::Importar(hoja.clone()));
        }
        anteriores.retain(|a| hoja.iter().all(|r| r.folio != a.folio));
        anteriores.extend(hoja);
        if dado.percent(30) && !anteriores.is_empty() {
            let quien = anteriores[dado.below(anteriores.len())].clone();
            if !quien.expediente.is_empty() && !canceladas.contains(&quien.expediente) {
                canceladas.push(quien.expediente);
                pasos.push(Paso::Cancelar(quien.folio));
            }
        }
        if cambia && trimestre == 2 {
            pasos.push(Paso::Plan(wider(pasos)));
        }
        pasos.push(Paso::Publicar(3 * trimestre + 3));
    }
}

/// The plan of the last step that has one, or that of the program.
fn plan_in_use(pasos: &[Paso]) -> String {
    let en_uso = pasos.iter().rev().find_map(|paso| match paso {
        Paso::Plan(plan) => Some(plan.clone()),
        _ => None,
    });
    en_uso.unwrap_or_else(|| crate::casa::read("datos/plan.toml"))
}

/// The plan in use with one more cross-tabulation.
fn wider(pasos: &[Paso]) -> String {
    let en_uso = plan_in_use(pasos);
    let mas = crossing("agregado", &["TRIMESTRE", "VISITA"], true);
    format!("{en_uso}\n{mas}")
}

fn crossing(clave: &str, niveles: &[&str], servicios: bool) -> String {
    let medidas = if servicios {
        r#"["PERSONAS_ATENDIDAS", "SERVICIOS"]"#
    } else {
        r#"["PERSONAS_ATENDIDAS"]"#
    };
    format!(
        "[[cruces]]\nclave = \"{clave}\"\nnombre = \"{clave}\"\nmedidas = {medidas}\nniveles = {niveles:?}\n"
    )
}

/// A plan, if it is not that of the program, and what it is called.
fn plan(dado: &mut Dado) -> (Option<String>, String) {
    let archivo = |caso: &str| {
        let ruta = format!("tests/fixtures/fugas/{caso}/plan.toml");
        Some(crate::casa::read(&ruta))
    };
    match dado.below(10) {
        0..4 => (None, "plan incluido".to_owned()),
        4..6 => (
            archivo("4-residuo-de-dos-niveles"),
            "plan pequeño".to_owned(),
        ),
        6 => (
            archivo("6-casos-de-la-auditoria"),
            "plan de agencias".to_owned(),
        ),
        _ => {
            let mut cruces = vec!["umbral = 5\nancho = 5\n".to_owned()];
            let mut nombres = Vec::new();
            for i in 0..dado.between(2, 4) {
                let (niveles, servicios) = levels(dado);
                let nombre = niveles.join("×");
                if !nombres.contains(&nombre) {
                    cruces.push(crossing(&format!("c{i}"), &niveles, servicios));
                    nombres.push(nombre);
                }
            }
            let texto = cruces.join("\n");
            (Some(texto), format!("plan {}", nombres.join(" + ")))
        }
    }
}

/// The levels of a cross-tabulation, and whether it may count services.
fn levels(dado: &mut Dado) -> (Vec<&'static str>, bool) {
    let mut niveles = vec![dado.pick(&["ANIO", "ANIO", "TRIMESTRE", "TRIMESTRE", "MES"])];
    let mut ejes: Vec<&[&str]> = vec![
        &["AGENCIA"],
        &["AREA", "SERVICIO", "SERVICIO"],
        &["VISITA"],
        &["UNIDAD"],
        &["TIPO_VIOLENCIA"],
        &["SEXO"],
        &["ETAPA", "GRUPO_EDAD"],
    ];
    let mut servicios = true;
    for _ in 0..dado.between(1, 2) {
        let eje = ejes.remove(dado.below(ejes.len()));
        let nivel = dado.pick(eje);
        servicios &= !["TIPO_VIOLENCIA", "SEXO", "ETAPA", "GRUPO_EDAD"].contains(&nivel);
        niveles.push(nivel);
    }
    (niveles, servicios)
}

impl Caso {
    /// Puts each step into a file of its own, or into its name.
    pub(super) fn write(&self, carpeta: &std::path::Path) {
        std::fs::create_dir_all(carpeta).unwrap();
        for (i, paso) in self.pasos.iter().enumerate() {
            let (nombre, contenido) = match paso {
                Paso::Plan(plan) => ("plan.toml".to_owned(), plan.clone()),
                Paso::Importar(renglones) => ("importar.csv".to_owned(), sheet(renglones)),
                Paso::Actividades(hoja) => ("actividades.csv".to_owned(), hoja.clone()),
                Paso::Cancelar(folio) => (format!("cancelar-{folio}"), String::new()),
                Paso::Publicar(mes) => (format!("publicar-{mes:02}"), String::new()),
            };
            std::fs::write(carpeta.join(format!("{i:02}-{nombre}")), contenido).unwrap();
        }
    }
}
