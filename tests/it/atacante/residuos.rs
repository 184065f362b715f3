//! Services that are left when from a known cell all known cells within it are taken away: those that do not meet, over
//! several levels and dimensions, and those of two dimensions, if it is known where they meet.

use std::collections::HashMap;

use super::ataque::Fuga;
use super::cajas::{Caja, Medida, SEXO, VIOLENCIA, with};
use super::secretos::{Clase, Intervalo};
use super::sistema::Sistema;
use super::verdad::Verdad;

/// Adds those that are of one to four persons.
pub(super) fn look(sistema: &Sistema, verdad: &Verdad, fugas: &mut Vec<Fuga>) {
    let mut busca = Busca {
        sistema,
        verdad,
        vistas: HashMap::new(),
    };
    for (medida, caja) in &sistema.incognitas {
        if *medida == Medida::Servicios && busca.known(caja) && caja[VIOLENCIA..] == [0, 0, 0] {
            for eje in 0..VIOLENCIA {
                fugas.extend(busca.left(caja, eje));
                for otro in 0..eje {
                    busca.crossed(caja, [eje, otro], fugas);
                }
            }
        }
    }
}

struct Busca<'a> {
    sistema: &'a Sistema,
    verdad: &'a Verdad,
    vistas: HashMap<Caja, Vec<Caja>>,
}

impl Busca<'_> {
    fn known(&self, caja: &Caja) -> bool {
        let v = self.sistema.at(Medida::Servicios, caja);
        v.is_some_and(|v| self.sistema.bajas[v] == self.sistema.altas[v])
    }

    /// What is left of a known cell whose parts in a dimension are looked at first.
    fn left(&mut self, caja: &Caja, eje: usize) -> Option<Fuga> {
        let partes = self.parts(caja, eje)?;
        let conocidas: Vec<Caja> = partes.iter().flat_map(|p| self.cover(p)).collect();
        if conocidas.is_empty() {
            return None;
        }
        self.outside(caja, &conocidas)
    }

    /// What is left of a cell outside others, if it is of few.
    fn outside(&self, caja: &Caja, conocidas: &[Caja]) -> Option<Fuga> {
        let resto = self.verdad.count_outside(caja, conocidas);
        let valor = f64::from(resto.servicios);
        let nombres: Vec<String> = (conocidas.iter())
            .filter(|c| self.verdad.count(c).servicios > 0)
            .map(|c| self.sistema.ejes.name(c))
            .collect();
        resto.few().then(|| Fuga {
            clase: Clase::Residuo,
            que: format!("{} − {}", self.sistema.ejes.name(caja), nombres.join(" − ")),
            sabido: Intervalo {
                minimo: valor,
                maximo: valor,
            },
            verdad: resto.servicios,
        })
    }

    /// What is left outside the known cells of one dimension and one, or all, of those of another.
    fn crossed(&self, caja: &Caja, [eje, otro]: [usize; 2], fugas: &mut Vec<Fuga>) {
        let filas = self.single(caja, eje);
        let columnas = self.single(caja, otro);
        let meets = |fila: &Caja, columna: &Caja| self.known(&with(fila, otro, columna[otro]));
        let mut grupos: Vec<Vec<Caja>> = columnas.iter().map(|c| vec![*c]).collect();
        grupos.push(columnas);
        for grupo in grupos.into_iter().filter(|g| !g.is_empty()) {
            let suyas = filas.iter().filter(|f| grupo.iter().all(|c| meets(f, c)));
            let fuera: Vec<Caja> = suyas.chain(&grupo).copied().collect();
            if fuera.len() > grupo.len() {
                fugas.extend(self.outside(caja, &fuera));
            }
        }
    }

    /// The widest known cells within a box along one dimension.
    fn single(&self, caja: &Caja, eje: usize) -> Vec<Caja> {
        let partes = self.parts(caja, eje).unwrap_or_default();
        (partes.iter())
            .flat_map(|parte| {
                if self.known(parte) {
                    vec![*parte]
                } else {
                    self.single(parte, eje)
                }
            })
            .collect()
    }

    fn parts(&self, caja: &Caja, eje: usize) -> Option<Vec<Caja>> {
        let partes = self.sistema.ejes.parts(caja, eje);
        let declaradas = self.sistema.all(Medida::Servicios, &partes)?;
        (eje < SEXO && !declaradas.is_empty()).then_some(partes)
    }

    /// Known cells within a box that do not meet, with as much of it as can be had.
    fn cover(&mut self, caja: &Caja) -> Vec<Caja> {
        if self.known(caja) {
            return vec![*caja];
        }
        if let Some(vista) = self.vistas.get(caja) {
            return vista.clone();
        }
        let mut mejor = (0, Vec::new());
        for eje in 0..VIOLENCIA {
            let Some(partes) = self.parts(caja, eje) else {
                continue;
            };
            let conocidas: Vec<Caja> = partes.iter().flat_map(|p| self.cover(p)).collect();
            let hay: i32 = (conocidas.iter())
                .map(|c| self.verdad.count(c).servicios)
                .sum();
            if hay > mejor.0 {
                mejor = (hay, conocidas);
            }
        }
        self.vistas.insert(*caja, mejor.1.clone());
        mejor.1
    }
}
