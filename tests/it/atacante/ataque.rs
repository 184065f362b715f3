//! The attack: bounds, suppositions, linear programs, and what they give away.

use std::collections::BTreeSet;

use super::cajas::Medida;
use super::constructor::Constructor;
use super::cotas::Cotas;
use super::lectura::Lectura;
use super::programa::{Programa, Punto, value};
use super::residuos;
use super::secretos::{Clase, Intervalo, Secreto, list};
use super::sistema::{Forma, Sistema};
use super::verdad::Verdad;

/// How much an attacker works.
#[derive(Debug, Clone, Copy)]
pub(super) struct Empeno {
    /// Rows of all linear programs together.
    pub(super) filas: usize,
    /// Boxes that no plan declares.
    pub(super) conjuntas: usize,
    /// Kinds of persons of which registers are built.
    pub(super) columnas: usize,
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
    assert_eq!(
        cotas.count(&mut sistema, lectura),
        Ok(()),
        "no register has these counts"
    );
    sound(&sistema, verdad);
    let secretos = list(&sistema, lectura, verdad);
    let mut informe = Informe {
        secretos: secretos.len(),
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
        build(&mut constructor, &secretos, &mut informe);
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
fn build(constructor: &mut Constructor, secretos: &[Secreto], informe: &mut Informe) {
    informe.columnas = Some(constructor.len());
    for secreto in secretos {
        let fuga =
            (informe.fugas.iter()).find(|f| f.clase == secreto.clase && f.que == secreto.que);
        if let Some(fuga) = fuga {
            if constructor.refutes(secreto) {
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

/// One turn of linear programs, with the points that they gave.
struct Vuelta<'a> {
    sistema: &'a Sistema,
    programa: Programa,
    puntos: Vec<Punto>,
    filas: usize,
}

impl<'a> Vuelta<'a> {
    fn new(sistema: &'a Sistema, secretos: &[Secreto], filas: usize) -> Self {
        let mut vuelta = Self {
            sistema,
            programa: Programa::new(sistema),
            puntos: Vec::new(),
            filas,
        };
        // Points where all secrets are large, and small, serve many of them.
        let todos: Forma = secretos
            .iter()
            .flat_map(|s| s.forma.iter().copied())
            .collect();
        for al_maximo in [false, true] {
            vuelta.solve(&todos, al_maximo);
        }
        vuelta
    }

    /// Gives away what is given away; the bounds of single unknowns that came out.
    fn run(&mut self, secretos: &[Secreto], informe: &mut Informe) -> Vec<(usize, Intervalo)> {
        let mut orden: Vec<(f64, usize)> = (secretos.iter().enumerate())
            .map(|(i, s)| {
                let Intervalo { minimo, maximo } = self.bounds(&s.forma);
                (maximo - minimo, i)
            })
            .collect();
        orden.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut estrechas = Vec::new();
        informe.sin_ver = 0;
        for (_, i) in orden {
            let secreto = &secretos[i];
            let sabido = self.learn(secreto, informe);
            assert!(sabido.has(secreto.verdad), "{secreto:?}: {sabido:?}");
            if secreto.clase.given_away(sabido) {
                informe.fugas.push(Fuga {
                    clase: secreto.clase,
                    que: secreto.que.clone(),
                    sabido,
                    verdad: secreto.verdad,
                });
            }
            if let [(v, 1)] = secreto.forma[..] {
                estrechas.push((v, sabido));
            }
        }
        estrechas
    }

    /// What bounds say of a form.
    fn bounds(&self, forma: &Forma) -> Intervalo {
        let (bajas, altas) = (&self.sistema.bajas, &self.sistema.altas);
        let suma = |una: &[i32], otra: &[i32]| -> i32 {
            (forma.iter())
                .map(|&(v, c)| c * if c > 0 { una[v] } else { otra[v] })
                .sum()
        };
        Intervalo {
            minimo: f64::from(suma(bajas, altas)),
            maximo: f64::from(suma(altas, bajas)),
        }
    }

    /// The narrowest interval, or one of which it is enough to know that it is wide.
    fn learn(&mut self, secreto: &Secreto, informe: &mut Informe) -> Intervalo {
        let mut sabido = self.bounds(&secreto.forma);
        for al_maximo in [false, true] {
            let visto = (self.puntos.iter())
                .map(|p| value(&secreto.forma, p))
                .filter(|v| v.is_finite())
                .fold(Intervalo::NADA, Intervalo::with);
            let salvo = visto.minimo <= visto.maximo && !secreto.clase.given_away(visto.whole());
            if salvo || secreto.clase.given_away(sabido) {
                break;
            }
            if self.filas < self.programa.size(&secreto.forma) {
                informe.sin_ver += 1;
                break;
            }
            if let Some(valor) = self.solve(&secreto.forma, al_maximo) {
                let limite = Intervalo {
                    minimo: valor,
                    maximo: valor,
                }
                .whole();
                if al_maximo {
                    sabido.maximo = sabido.maximo.min(limite.maximo);
                } else {
                    sabido.minimo = sabido.minimo.max(limite.minimo);
                }
            }
        }
        sabido
    }

    fn solve(&mut self, forma: &Forma, al_maximo: bool) -> Option<f64> {
        self.filas = self.filas.saturating_sub(self.programa.size(forma));
        let (valor, punto) = self.programa.solve(forma, al_maximo)?;
        self.puntos.push(punto);
        Some(valor)
    }
}
