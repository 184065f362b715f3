//! The attack: bounds, suppositions, linear programs, and what they give away.

use std::collections::BTreeSet;

use super::cajas::{Medida, VIOLENCIA, with};
use super::constructor::Constructor;
use super::cotas::Cotas;
use super::lectura::Lectura;
use super::residuos;
use super::secretos::{Clase, Intervalo, Secreto, list};
use super::sistema::Sistema;
use super::verdad::Verdad;
use super::vuelta::Vuelta;

/// How much an attacker works.
#[derive(Debug, Clone, Copy)]
pub(super) struct Empeno {
    /// Rows of all linear programs together.
    pub(super) filas: usize,
    /// Boxes that no plan declares.
    pub(super) conjuntas: usize,
    /// Kinds of persons of which registers are built.
    pub(super) columnas: usize,
    /// Whether what editions say of how many withheld cells are not zero is used.
    pub(super) cuentas: bool,
}

/// Something that nobody may learn and a reader does.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fuga {
    pub(super) clase: Clase,
    pub(super) que: String,
    pub(super) sabido: Intervalo,
    pub(super) verdad: i32,
}

/// What came of an attack.
#[derive(Debug, Default)]
pub(super) struct Informe {
    pub(super) fugas: Vec<Fuga>,
    /// Secrets that were looked at.
    pub(super) secretos: usize,
    /// Those for which there was no work left.
    pub(super) sin_ver: usize,
    pub(super) programas: usize,
    /// How many kinds of persons registers were built of, if they were.
    pub(super) columnas: Option<usize>,
    /// What no rule gave away, and is the same in all registers.
    pub(super) sin_regla: Vec<Fuga>,
    /// What rules gave away, and is not: a rule is wrong.
    pub(super) falsas: Vec<Fuga>,
    /// Whether zeros are withheld where an edition says of others that they are zero.
    pub(super) ceros_ocultos: bool,
    /// Breakdowns by violence that are withheld with their zeros, and those of them where one type has everybody: were
    /// they the same, whoever sees the first would know the second.
    pub(super) desgloses: [usize; 2],
}

/// Everything that a reader of these editions can learn, looked at with the truth.
pub(super) fn attack(lectura: &Lectura, verdad: &Verdad, empeno: Empeno) -> Informe {
    let mut sistema = Sistema::new(lectura, empeno.conjuntas);
    let cotas = Cotas::new(&sistema);
    assert_eq!(
        cotas.propagate(&mut sistema),
        Ok(()),
        "no register has these cells"
    );
    if empeno.cuentas {
        assert_eq!(
            cotas.count(&mut sistema, lectura),
            Ok(()),
            "no register has these counts"
        );
    }
    sound(&sistema, verdad);
    let secretos = list(&sistema, lectura, verdad);
    let mut informe = Informe {
        secretos: secretos.len(),
        ceros_ocultos: lectura.ceros_ocultos,
        desgloses: breakdowns(lectura, verdad),
        ..Informe::default()
    };
    shave(&cotas, &mut sistema, &secretos);
    let mut filas = empeno.filas;
    let mut abiertos = secretos.clone();
    for _ in 0..2 {
        let mut vuelta = Vuelta::new(&sistema, &abiertos, filas);
        let estrechas = vuelta.run(&abiertos, &mut informe);
        filas = vuelta.filas;
        informe.programas += vuelta.programa.resueltos;
        let fugas: BTreeSet<String> = informe.fugas.iter().map(|f| f.que.clone()).collect();
        abiertos.retain(|s| !fugas.contains(&s.que));
        let antes = (sistema.bajas.clone(), sistema.altas.clone());
        for (v, sabido) in estrechas {
            narrow(&mut sistema, v, sabido);
        }
        assert_eq!(
            cotas.propagate(&mut sistema),
            Ok(()),
            "no register has these bounds"
        );
        if antes == (sistema.bajas.clone(), sistema.altas.clone()) {
            break;
        }
    }
    sound(&sistema, verdad);
    if let Some(mut constructor) = Constructor::new(lectura, &sistema, empeno.columnas) {
        let refuta = !empeno.cuentas || lectura.cuentas.is_empty();
        build(&mut constructor, &secretos, &mut informe, refuta);
    }
    residuos::look(&sistema, verdad, &mut informe.fugas);
    changes(lectura, verdad, &mut informe.fugas);
    informe
        .fugas
        .sort_by(|a, b| (a.clase, &a.que).cmp(&(b.clase, &b.que)));
    informe
        .fugas
        .dedup_by(|a, b| a.clase == b.clase && a.que == b.que);
    informe
}

/// What registers say, beside what rules say.
fn build(constructor: &mut Constructor, secretos: &[Secreto], informe: &mut Informe, refuta: bool) {
    informe.columnas = Some(constructor.len());
    for secreto in secretos {
        let fuga =
            (informe.fugas.iter()).find(|f| f.clase == secreto.clase && f.que == secreto.que);
        if let Some(fuga) = fuga {
            if refuta && constructor.refutes(secreto) {
                informe.falsas.push(fuga.clone());
            }
        } else if let Some(fuga) = constructor.attack(secreto) {
            informe.sin_regla.push(fuga);
        }
    }
    informe.fugas.extend(informe.sin_regla.clone());
}

/// Whether all that has been deduced is true: else the attacker is wrong, not the edition.
fn sound(sistema: &Sistema, verdad: &Verdad) {
    for (v, (medida, caja)) in sistema.incognitas.iter().enumerate() {
        let hay = verdad.count(caja).of(*medida);
        let cotas = sistema.bajas[v]..=sistema.altas[v];
        assert!(
            cotas.contains(&hay),
            "{medida:?} {}: {hay}, not in {cotas:?}",
            sistema.ejes.name(caja)
        );
    }
}

/// Looks at the ends of what is narrow enough to matter.
fn shave(cotas: &Cotas, sistema: &mut Sistema, secretos: &[Secreto]) {
    for secreto in secretos {
        if let [(v, 1)] = secreto.forma[..] {
            let ancho = sistema.altas[v] - sistema.bajas[v];
            if (1..12).contains(&ancho) && cotas.shave(sistema, v) {
                assert_eq!(
                    cotas.propagate(sistema),
                    Ok(()),
                    "no register has these bounds"
                );
            }
        }
    }
}

fn narrow(sistema: &mut Sistema, v: usize, sabido: Intervalo) {
    while f64::from(sistema.bajas[v]) < sabido.minimo {
        sistema.bajas[v] += 1;
    }
    while f64::from(sistema.altas[v]) > sabido.maximo {
        sistema.altas[v] -= 1;
    }
}

fn breakdowns(lectura: &Lectura, verdad: &Verdad) -> [usize; 2] {
    let mut cuantos = [0, 0];
    for (medida, caja) in lectura.celdas.keys() {
        let hay = verdad.count(caja).personas;
        if *medida != Medida::Personas || caja[VIOLENCIA] != 0 || hay == 0 {
            continue;
        }
        let tipos: Vec<_> = (1..lectura.ejes.0[VIOLENCIA].len())
            .map(|tipo| with(caja, VIOLENCIA, tipo))
            .filter_map(|parte| Some((lectura.celdas.get(&(*medida, parte))?, parte)))
            .collect();
        let tiene = |cuantas: i32| (tipos.iter()).any(|t| verdad.count(&t.1).personas == cuantas);
        if !tipos.is_empty() && tipos.iter().all(|t| t.0.is_none()) && tiene(0) {
            cuantos[0] += 1;
            cuantos[1] += usize::from(tiene(hay));
        }
    }
    cuantos
}

/// Differences between two editions that are of one to four persons, and what editions say of their audit.
fn changes(lectura: &Lectura, verdad: &Verdad, fugas: &mut Vec<Fuga>) {
    let mut fuga = |clase: Clase, que: String, valor: i32| {
        let exacto = f64::from(valor);
        fugas.push(Fuga {
            clase,
            que,
            sabido: Intervalo {
                minimo: exacto,
                maximo: exacto,
            },
            verdad: valor,
        });
    };
    for (medida, caja, [antes, ahora]) in &lectura.cambios {
        if (*medida == Medida::Personas && (antes - ahora).abs() < 5) || verdad.count(caja).few() {
            fuga(Clase::Cambio, lectura.ejes.name(caja), ahora - antes);
        }
    }
    for (que, [antes, ahora]) in &lectura.actos {
        if (antes - ahora).abs() < 5 {
            fuga(Clase::Cambio, que.clone(), ahora - antes);
        }
    }
    if lectura.casos {
        fuga(Clase::Casos, "proteccion.pruebas.casos".to_owned(), 0);
    }
}
