//! Random registers: rows as the template has them, plans, and what happens in a year. The same seed, the same register.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::prensa::Paso;
use super::verdad::{Renglon, sheet};

/// Numbers of a seed.
pub(super) struct Dado(ChaCha8Rng);

impl Dado {
    pub(super) fn new(semilla: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(semilla))
    }

    /// One of the first `cuantos` numbers.
    pub(super) fn below(&mut self, cuantos: usize) -> usize {
        let mucho = u64::try_from(cuantos).unwrap();
        usize::try_from(self.0.next_u64() % mucho).unwrap()
    }

    pub(super) fn between(&mut self, desde: usize, hasta: usize) -> usize {
        desde + self.below(hasta - desde + 1)
    }

    pub(super) fn percent(&mut self, cuanto: usize) -> bool {
        self.below(100) < cuanto
    }

    pub(super) fn pick<T: Copy>(&mut self, lista: &[T]) -> T {
        lista[self.below(lista.len())]
    }

    /// One of them, the first ones more often.
    fn skewed<T: Copy>(&mut self, lista: &[T]) -> T {
        let hasta = self.between(1, lista.len());
        lista[self.below(hasta)]
    }
}

/// A register with its plan and its history.
#[derive(Debug, Clone)]
pub(super) struct Caso {
    pub(super) forma: String,
    pub(super) pasos: Vec<Paso>,
}

const SERVICIOS: [&str; 6] = [
    "Orientación",
    "Apoyo psicológico",
    "Asesoría jurídica",
    "Trabajo social",
    "Canalización a otra institución",
    "Acompañamiento jurídico",
];
const LUGARES: [&str; 12] = [
    "Cabecera municipal",
    "Candiani",
    "Donají",
    "Dolores",
    "Montoya",
    "No especificada",
    "Otro municipio",
    "Pueblo Nuevo",
    "Cinco Señores",
    "San Luis Beltrán",
    "Guadalupe Victoria",
    "Trinidad de Viguera",
];
const TIPOS: [&str; 6] = [
    "Psicológica",
    "Física",
    "Sexual",
    "Económica",
    "Patrimonial",
    "Cualquier otra forma análoga",
];
const ESPECIALES: [&str; 3] = ["Ninguna", "No preguntado", "No especificado"];

/// What registers of a shape have in common.
struct Molde {
    personas: usize,
    lugares: usize,
    servicios: usize,
    tipos: usize,
    /// Whether each person has one type all year.
    uno_cada_una: bool,
    especiales: usize,
    hombres: usize,
    anonimas: usize,
    atenciones: usize,
    asiduas: usize,
    edades: usize,
    meses: usize,
}

impl Molde {
    fn new(dado: &mut Dado) -> Self {
        let personas = match dado.below(20) {
            0..6 => dado.between(5, 40),
            6..13 => dado.between(41, 120),
            13..19 => dado.between(121, 300),
            _ => 800,
        };
        Self {
            personas,
            lugares: if dado.percent(15) {
                1
            } else {
                dado.between(2, LUGARES.len())
            },
            servicios: dado.between(1, SERVICIOS.len()),
            tipos: dado.between(1, TIPOS.len()),
            uno_cada_una: dado.percent(40),
            especiales: dado.pick(&[0, 10, 40, 90]),
            hombres: dado.pick(&[0, 1, 3, 12]),
            anonimas: dado.pick(&[0, 0, 2, 15]),
            atenciones: dado.pick(&[1, 1, 2, 4]),
            asiduas: dado.pick(&[0, 1, 2]),
            edades: dado.pick(&[1, 3, 70]),
            meses: dado.pick(&[3, 6, 12, 12]),
        }
    }

    fn name(&self) -> String {
        format!(
            "{} personas, {} lugares, {} servicios, {} tipos{}, hombres {} %, anónimas {} %",
            self.personas,
            self.lugares,
            self.servicios,
            self.tipos,
            if self.uno_cada_una {
                " (uno cada una)"
            } else {
                ""
            },
            self.hombres,
            self.anonimas
        )
    }

    fn violence(&self, dado: &mut Dado) -> String {
        if dado.percent(self.especiales) {
            return dado.skewed(&ESPECIALES).to_owned();
        }
        let cuantos = if self.uno_cada_una {
            1
        } else {
            dado.between(1, 3)
        };
        let mut tipos: Vec<&str> = (0..cuantos)
            .map(|_| dado.skewed(&TIPOS[..self.tipos]))
            .collect();
        tipos.sort_unstable();
        tipos.dedup();
        tipos.join("; ")
    }

    fn attention(&self, dado: &mut Dado) -> Renglon {
        Renglon {
            fecha: format!(
                "2017-{:02}-{:02}",
                dado.between(1, self.meses),
                dado.between(1, 28)
            ),
            servicio: dado.skewed(&SERVICIOS[..self.servicios]).to_owned(),
            lugar: dado.skewed(&LUGARES[..self.lugares]).to_owned(),
            visita: dado.pick(&["Primera vez", "Seguimiento"]).to_owned(),
            violencia: self.violence(dado),
            ..Renglon::default()
        }
    }

    fn rows(&self, dado: &mut Dado) -> Vec<Renglon> {
        let mut renglones = Vec::new();
        for quien in 0..self.personas {
            let lugar = dado.skewed(&LUGARES[..self.lugares]);
            let violencia = self.violence(dado);
            let sexo = if dado.percent(self.hombres) {
                "Hombre"
            } else {
                "Mujer"
            };
            let nacimiento = 1940 + dado.below(self.edades);
            let veces = if quien < self.asiduas {
                dado.between(8, 20)
            } else {
                dado.between(1, self.atenciones)
            };
            for _ in 0..veces {
                let mut renglon = self.attention(dado);
                if dado.percent(90) {
                    lugar.clone_into(&mut renglon.lugar);
                }
                if self.uno_cada_una || dado.percent(50) {
                    renglon.violencia.clone_from(&violencia);
                }
                renglon.expediente = format!("E{quien:05}");
                sexo.clone_into(&mut renglon.sexo);
                renglon.nacimiento = nacimiento.to_string();
                renglones.push(renglon);
            }
        }
        for _ in 0..self.personas * self.anonimas / 100 {
            renglones.push(self.attention(dado));
        }
        for (i, renglon) in renglones.iter_mut().enumerate() {
            renglon.folio = format!("F{i}");
        }
        renglones
    }
}

impl Caso {
    pub(super) fn new(semilla: u64) -> Self {
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
    /// A register so small that all those that give the same cells can be looked at.
    pub(super) fn tiny(semilla: u64) -> Self {
        let mut dado = Dado::new(semilla);
        let molde = Molde {
            personas: dado.between(4, 14),
            lugares: dado.between(1, 2),
            servicios: dado.between(1, 2),
            tipos: dado.between(1, 2),
            uno_cada_una: dado.percent(50),
            especiales: dado.pick(&[0, 30, 60]),
            hombres: dado.pick(&[0, 0, 20]),
            anonimas: dado.pick(&[0, 0, 20]),
            atenciones: dado.between(1, 2),
            asiduas: dado.below(2),
            edades: 1,
            meses: dado.pick(&[3, 6]),
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
                otra.servicio = dado.pick(&SERVICIOS).to_owned();
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

/// The plan in use with one more cross-tabulation.
fn wider(pasos: &[Paso]) -> String {
    let en_uso = pasos.iter().rev().find_map(|paso| match paso {
        Paso::Plan(plan) => Some(plan.clone()),
        _ => None,
    });
    let en_uso = en_uso.unwrap_or_else(|| crate::casa::read("datos/plan.toml"));
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
            let mut texto = "umbral = 5\nancho = 5\n".to_owned();
            let mut nombres = Vec::new();
            for i in 0..dado.between(2, 4) {
                let (niveles, servicios) = levels(dado);
                let nombre = niveles.join("×");
                if !nombres.contains(&nombre) {
                    texto += &format!("\n{}", crossing(&format!("c{i}"), &niveles, servicios));
                    nombres.push(nombre);
                }
            }
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
