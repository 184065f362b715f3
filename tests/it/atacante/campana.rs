//! Many random registers, and what their editions give away.

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::time::Instant;

use super::PACIENCIA;
use super::ataque::{Empeno, Informe, attack};
use super::azar::{Caso, Talla};
use super::prensa::{Prensa, Salida};
use super::secretos::Clase;

fn number(variable: &str, si_no: usize) -> usize {
    std::env::var(variable).map_or(si_no, |valor| valor.parse().unwrap())
}

/// What is asked of a campaign: registers of which size, and how much work.
fn asked() -> (Talla, Empeno) {
    let talla = match std::env::var("PACTO_TALLA").as_deref() {
        Ok("diminuta") => Talla::Diminuta,
        Ok("grande") => Talla::Grande,
        Ok("mujeres") => Talla::Mujeres,
        _ => Talla::Normal,
    };
    let empeno = Empeno {
        filas: number("PACTO_FILAS", 1_000_000),
        conjuntas: number("PACTO_CONJUNTAS", 0),
        columnas: number("PACTO_COLUMNAS", 800),
        cuentas: number("PACTO_CUENTAS", 1) == 1,
    };
    (talla, empeno)
}

fn first() -> u64 {
    std::env::var("PACTO_SEMILLA").map_or(0, |valor| valor.parse().unwrap())
}

fn binary() -> Option<PathBuf> {
    std::env::var_os("PACTO_PACTO").map(PathBuf::from)
}

/// What a case gives away.
fn judge(caso: &Caso, empeno: Empeno) -> (Salida, Informe, [usize; 2]) {
    let salida = Prensa::new(binary()).run(&caso.pasos);
    if salida.ediciones.is_empty() {
        return (salida, Informe::default(), [0, 0]);
    }
    let (lectura, verdad) = salida.read();
    let informe = attack(&lectura, &verdad, empeno);
    let utilidad = lectura.utilidad.map_or([0, 0], |u| [u.0, u.1]);
    (salida, informe, utilidad)
}

/// What a campaign has seen.
#[derive(Default)]
struct Suma {
    ediciones: usize,
    con_fuga: usize,
    fugas: BTreeMap<Clase, usize>,
    rechazos: BTreeMap<String, usize>,
    secretos: usize,
    sin_ver: usize,
    programas: usize,
    utilidad: [usize; 2],
    desgloses: [usize; 2],
    /// Cases in which the attacker or the press was wrong.
    problemas: Vec<u64>,
}

impl Suma {
    fn add(&mut self, salida: &Salida, informe: &Informe, utilidad: [usize; 2]) {
        self.ediciones += salida.ediciones.len();
        let graves = informe.fugas.iter().filter(|f| f.clase != Clase::Casos);
        self.con_fuga += usize::from(graves.count() > 0);
        for fuga in &informe.fugas {
            *self.fugas.entry(fuga.clase).or_default() += 1;
        }
        for (estado, dicho) in &salida.rechazos {
            let primera = dicho.lines().next().unwrap_or_default();
            let clave = format!("estado {estado}: {primera:.160}");
            *self.rechazos.entry(clave).or_default() += 1;
        }
        self.secretos += informe.secretos;
        self.sin_ver += informe.sin_ver;
        self.programas += informe.programas;
        let sumas = self.utilidad.iter_mut().zip(utilidad);
        let mas = self.desgloses.iter_mut().zip(informe.desgloses);
        sumas
            .chain(mas)
            .for_each(|(suma, cuantos)| *suma += cuantos);
    }
}

/// The first seed of the tests: any would do.
const PRIMERA: u64 = 1000;

fn seeds(desde: u64, cuantas: usize) -> impl Iterator<Item = u64> {
    (desde..).take(cuantas)
}

/// Rules and registers give away the same, where all registers can be built; and what is deduced is true.
#[test]
fn what_rules_say_is_the_same_in_all_registers() {
    let empeno = Empeno {
        columnas: 400,
        cuentas: false,
        ..PACIENCIA
    };
    let mut construidos = 0;
    for semilla in seeds(PRIMERA, 24) {
        let (_, informe, _) = judge(&Caso::of(Talla::Diminuta, semilla), empeno);
        construidos += usize::from(informe.columnas.is_some());
        assert_eq!(
            (informe.sin_regla, informe.falsas),
            (vec![], vec![]),
            "{semilla}"
        );
    }
    assert!(construidos >= 5, "{construidos}");
}

/// The attacker finds nothing. `PACTO_REGISTROS=500` for a long run.
#[test]
fn random_registers_give_nothing_away() {
    for semilla in seeds(PRIMERA, number("PACTO_REGISTROS", 8)) {
        let (salida, informe, _) = judge(&Caso::of(Talla::Normal, semilla), PACIENCIA);
        assert_eq!(informe.fugas, [], "semilla {semilla}");
        // They are small: nothing is published beside what no register hides, but what earlier editions have said.
        if salida.ediciones.len() == 1 {
            assert_eq!(salida.probables, 0, "semilla {semilla}");
        }
    }
}

/// Nor does it where plans count women by themselves, beside everybody, before or after everybody: some that are soon done, of which
/// one has four editions. `PACTO_TALLA=mujeres` for a long run.
#[test]
fn random_registers_of_women_give_nothing_away() {
    for semilla in [6002, 6003, 6015, 6027, 6046, 6076, 6104] {
        let (_, informe, _) = judge(&Caso::of(Talla::Mujeres, semilla), PACIENCIA);
        assert_eq!(informe.fugas, [], "semilla {semilla}");
    }
}

/// Registers that gave something away, or whose year could not be ended: a man among many women, an agencia with a quarter and
/// nothing more, a plan that gains the services of a quarter whose persons are published, men that several numbers close in on
/// together, services by visit that no plan declares, editions of a year of which nothing is counted before it ends.
#[test]
fn what_once_leaked_or_was_refused_does_no_more() {
    let normales = [1017, 1056, 1082, 2069, 4039, 12739].map(|semilla| (Talla::Normal, semilla));
    for (talla, semilla) in normales.into_iter().chain([(Talla::Diminuta, 4146)]) {
        let (salida, informe, _) = judge(&Caso::of(talla, semilla), PACIENCIA);
        assert_eq!(salida.rechazos, [], "semilla {semilla}");
        assert_eq!(informe.fugas, [], "semilla {semilla}");
    }
}

#[expect(clippy::print_stdout, reason = "a report, for whoever asks for it")]
#[test]
#[ignore = "es un informe: se pide a mano"]
fn campana() {
    let (talla, empeno) = asked();
    let cuantos = number("PACTO_REGISTROS", 20);
    let mut suma = Suma::default();
    for semilla in seeds(first(), cuantos) {
        let caso = Caso::of(talla, semilla);
        let empieza = Instant::now();
        let juicio = catch_unwind(|| judge(&caso, empeno));
        let Ok((salida, informe, utilidad)) = juicio else {
            suma.problemas.push(semilla);
            println!("semilla {semilla}: PROBLEMA; {}", caso.forma);
            continue;
        };
        suma.add(&salida, &informe, utilidad);
        println!(
            "semilla {semilla}: {} ediciones, {} rechazos, {} probables, {} secretos, {} sin ver, {} programas, columnas {:?}, {} fugas, {:.1} s (publicar {:.1} s); {}",
            salida.ediciones.len(),
            salida.rechazos.len(),
            salida.probables,
            informe.secretos,
            informe.sin_ver,
            informe.programas,
            informe.columnas,
            informe.fugas.len(),
            empieza.elapsed().as_secs_f64(),
            salida.tarda.as_secs_f64(),
            caso.forma,
        );
        for (estado, dicho) in &salida.rechazos {
            println!("  rechazo, estado {estado}: {dicho:.300}");
        }
        if informe.ceros_ocultos {
            println!("  CEROS OCULTOS entre otros publicados");
        }
        for (que, fugas) in [
            ("SIN REGLA", &informe.sin_regla),
            ("FALSA", &informe.falsas),
        ] {
            for fuga in fugas {
                println!(
                    "  {que}: {:?}: {} {:?} verdad {}",
                    fuga.clase, fuga.que, fuga.sabido, fuga.verdad
                );
            }
        }
        for fuga in informe.fugas.iter().filter(|f| f.clase != Clase::Casos) {
            let (minimo, maximo) = (fuga.sabido.minimo, fuga.sabido.maximo);
            println!(
                "  fuga, {:?}: {}: {minimo}..{maximo}, verdad {}",
                fuga.clase, fuga.que, fuga.verdad
            );
        }
    }
    println!(
        "\n{cuantos} registros, {} ediciones; con fuga, {}; secretos {}, sin ver {}, programas {}",
        suma.ediciones, suma.con_fuga, suma.secretos, suma.sin_ver, suma.programas
    );
    println!("fugas por clase: {:?}", suma.fugas);
    let [escondidos, iguales] = suma.desgloses;
    println!(
        "desgloses escondidos con sus ceros: {escondidos}; donde todas tienen el mismo tipo: {iguales}"
    );
    println!("problemas: {:?}", suma.problemas);
    println!("rechazos: {:#?}", suma.rechazos);
    let [publicadas, hay] = suma.utilidad;
    println!(
        "celdas que no son cero: {hay}; publicadas: {publicadas} ({} por mil)",
        1000 * publicadas / hay.max(1)
    );
}

/// Writes what a seed does, to be done again by hand, into `PACTO_CARPETA`.
#[expect(clippy::print_stdout, reason = "a report, for whoever asks for it")]
#[test]
#[ignore = "es un informe: se pide a mano"]
fn detalle() {
    let caso = Caso::of(asked().0, first());
    if let Some(carpeta) = std::env::var_os("PACTO_CARPETA").map(PathBuf::from) {
        caso.write(&carpeta);
    }
    let salida = Prensa::new(binary()).run(&caso.pasos);
    println!("{}\nrechazos: {:?}", caso.forma, salida.rechazos);
    if salida.ediciones.is_empty() {
        return;
    }
    let (lectura, verdad) = salida.read();
    for (&(medida, caja), estado) in &lectura.celdas {
        let hay = verdad.count(&caja).of(medida);
        if hay > 0 || estado.is_some_and(|e| e != hay) {
            let dicho = estado.map_or("P".to_owned(), |e| e.to_string());
            let mal = if estado.is_some_and(|e| e != hay) {
                " ≠"
            } else {
                ""
            };
            println!(
                "{medida:?} {}: {dicho} ({hay}){mal}",
                lectura.ejes.name(&caja)
            );
        }
    }
}
