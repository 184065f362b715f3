//! One turn of linear programs over all secrets, with the points that they gave: each shows that some are kept.

use super::ataque::{Fuga, Informe};
use super::programa::{HOLGURA, Programa, Punto, value};
use super::secretos::{Clase, Intervalo, Secreto};
use super::sistema::{Forma, Sistema};

/// How many ways of mixing secrets.
const MEZCLAS: usize = 5;

/// One turn of linear programs, with the points that they gave.
pub(super) struct Vuelta<'a> {
    sistema: &'a Sistema,
    pub(super) programa: Programa,
    puntos: Vec<Punto>,
    /// Those that are whole.
    enteros: Vec<Punto>,
    pub(super) filas: usize,
}

impl<'a> Vuelta<'a> {
    pub(super) fn new(sistema: &'a Sistema, secretos: &[Secreto], filas: usize) -> Self {
        let mut vuelta = Self {
            sistema,
            programa: Programa::new(sistema),
            puntos: Vec::new(),
            enteros: Vec::new(),
            filas,
        };
        // Points where all secrets are large, or small, and where some are and others are not, serve many of them.
        for k in 0..MEZCLAS {
            let signo = |i: usize| {
                if k > 0 && i >> (k - 1) & 1 == 1 {
                    -1
                } else {
                    1
                }
            };
            let todos: Forma = (secretos.iter().enumerate())
                .flat_map(|(i, s)| s.forma.iter().map(move |&(v, c)| (v, signo(i) * c)))
                .collect();
            for al_maximo in [false, true] {
                let trabajo = vuelta.programa.size(&todos);
                if vuelta.filas > 2 * trabajo {
                    vuelta.filas -= trabajo;
                    vuelta.solve(&todos, al_maximo, false);
                }
            }
        }
        vuelta
    }

    /// Gives away what is given away; the bounds of single unknowns that came out.
    pub(super) fn run(
        &mut self,
        secretos: &[Secreto],
        informe: &mut Informe,
    ) -> Vec<(usize, Intervalo)> {
        let mut orden: Vec<(f64, usize)> = (secretos.iter().enumerate())
            .map(|(i, s)| {
                let Intervalo { minimo, maximo } = self.bounds(&s.forma);
                (maximo - minimo, i)
            })
            .collect();
        orden.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut sabidos: Vec<Intervalo> = secretos.iter().map(|s| self.bounds(&s.forma)).collect();
        informe.sin_ver = 0;
        for enteros in [false, true] {
            for &(_, i) in &orden {
                let visto = self.learn(&secretos[i], &mut sabidos[i], enteros);
                informe.sin_ver += usize::from(!visto && !enteros);
            }
        }
        let mut estrechas = Vec::new();
        for (secreto, &sabido) in secretos.iter().zip(&sabidos) {
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

    /// Narrows what is known of a secret, unless it is seen to be kept; whether there was work left for it.
    fn learn(&mut self, secreto: &Secreto, sabido: &mut Intervalo, enteros: bool) -> bool {
        if !(enteros || secreto.clase.given_away(*sabido) || self.safe(secreto, false)) {
            self.stretch(secreto);
        }
        for al_maximo in [false, true] {
            if secreto.clase.given_away(*sabido) || self.safe(secreto, enteros) {
                break;
            }
            let trabajo = self.programa.size(&secreto.forma) * if enteros { 8 } else { 1 };
            if self.filas < trabajo {
                return false;
            }
            self.filas -= trabajo;
            let Some(valor) = self.solve(&secreto.forma, al_maximo, enteros) else {
                continue;
            };
            if al_maximo {
                sabido.maximo = sabido.maximo.min((valor + HOLGURA).floor());
            } else {
                sabido.minimo = sabido.minimo.max((valor - HOLGURA).ceil());
            }
        }
        true
    }

    /// Looks for a point that shows that a secret is kept, where one may be near.
    fn stretch(&mut self, secreto: &Secreto) {
        let visto = seen(&self.puntos, &secreto.forma);
        let metas = match secreto.clase {
            Clase::Cuenta | Clase::Servicios if visto.minimo <= visto.maximo => {
                vec![(true, visto.minimo + 7.0), (false, visto.maximo - 7.0)]
            }
            Clase::Cuenta | Clase::Servicios | Clase::Casos | Clase::Cambio => vec![],
            Clase::Atributo => vec![(true, 1.0)],
            Clase::Conjunta => vec![(true, visto.minimo + 1.0), (false, visto.maximo - 1.0)],
            Clase::Diferencia | Clase::Abierta | Clase::Traslape | Clase::Residuo => {
                vec![(false, 0.0)]
            }
        };
        let Intervalo { minimo, maximo } = self.bounds(&secreto.forma);
        for (al_menos, meta) in metas {
            let trabajo = self.programa.size(&secreto.forma) / 8;
            let posible = (minimo..=maximo).contains(&meta) && self.filas > trabajo;
            if posible && !self.safe(secreto, false) {
                self.filas -= trabajo;
                self.puntos
                    .extend(self.programa.reach(&secreto.forma, al_menos, meta));
            }
        }
    }

    /// Whether the points that are known show that the secret is kept; before it is tried with whole numbers, whole ones
    /// or others that show of a count that it is so by far.
    fn safe(&self, secreto: &Secreto, enteros: bool) -> bool {
        let kept = |visto: Intervalo| {
            visto.minimo <= visto.maximo && !secreto.clase.given_away(visto.whole())
        };
        let visto = seen(&self.puntos, &secreto.forma);
        let Intervalo { minimo, maximo } = visto;
        let lejos = match secreto.clase {
            Clase::Cuenta | Clase::Servicios => Intervalo {
                minimo: minimo + 1.0,
                maximo: maximo - 1.0,
            },
            _ => visto,
        };
        let resuelto = if enteros { !kept(visto) } else { kept(visto) };
        kept(seen(&self.enteros, &secreto.forma)) || kept(lejos) || resuelto
    }

    fn solve(&mut self, forma: &Forma, al_maximo: bool, enteros: bool) -> Option<f64> {
        let (valor, punto) = self.programa.solve(forma, al_maximo, enteros)?;
        if enteros {
            self.enteros.push(punto);
        } else {
            self.puntos.push(punto);
        }
        Some(valor)
    }
}

/// The values of a form at these points.
fn seen(puntos: &[Punto], forma: &Forma) -> Intervalo {
    (puntos.iter())
        .map(|punto| value(forma, punto))
        .filter(|valor| valor.is_finite())
        .fold(Intervalo::NADA, Intervalo::with)
}
