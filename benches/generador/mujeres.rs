//! The women behind the tables, one by one. All shapes of one seed count the same women, so that what
//! changes from one shape to another is only what it asks of them.

use super::azar::{Azar, DESIGUAL, Reparto, SUAVE};
use super::dimensiones::{EDADES, SERVICIOS, VIOLENCIAS};

/// A woman, by position in each dimension.
pub struct Mujer {
    pub agencia: usize,
    pub servicio: usize,
    pub mes: usize,
    pub grupo_edad: usize,
    /// In years.
    pub edad: u64,
    pub violencia: usize,
    /// How many services she was given.
    pub servicios: u64,
}

/// How many women an instance of thirteen agencies attends in a year.
const MUJERES: u64 = 3_771;

/// How many women a number of agencies attends in some months. One year of thirteen is as the samples.
pub fn women_of(agencias: usize, meses: usize) -> u64 {
    let escala = u64::try_from(agencias.saturating_mul(meses)).unwrap_or(u64::MAX);
    MUJERES.saturating_mul(escala) / (13 * 12)
}

/// The weight of each agency: few are large.
pub fn agencies(azar: &mut Azar, agencias: usize) -> Vec<u64> {
    let posiciones = (1u64..).take(agencias);
    posiciones
        .map(|n| 200_000 / (2 * n + 1) * (200 + azar.factor(&SUAVE)))
        .collect()
}

/// A mild season, with a campaign in June.
const ESTACION: [u64; 12] = [102, 85, 100, 97, 103, 135, 88, 94, 95, 112, 99, 90];

/// Some women.
pub fn draw(semilla: u64, agencias: usize, meses: usize, cuantas: u64) -> Vec<Mujer> {
    let mut azar = Azar::new(semilla, 1);
    let mut pesos = Vec::new();
    for agencia in agencies(&mut azar, agencias) {
        for (_, servicio) in SERVICIOS {
            let par = agencia / 100 * servicio / 10 * azar.factor(&SUAVE);
            for mes in 0..meses {
                // What an agency gives of a service comes in campaigns.
                pesos.push(par / 100 * ESTACION[mes % 12] / 10 * azar.factor(&DESIGUAL));
            }
        }
    }
    let lugares = Reparto::new(pesos);
    let edades = by_row(&mut azar, SERVICIOS.len(), EDADES.map(|edad| edad.3));
    let violencias = by_row(
        &mut azar,
        EDADES.len(),
        VIOLENCIAS.map(|violencia| violencia.1),
    );
    let mut azar = Azar::new(semilla, 2);
    let draw = |_| {
        let lugar = lugares.draw(&mut azar);
        let servicio = lugar / meses % SERVICIOS.len();
        let grupo_edad = edades[servicio].draw(&mut azar);
        let (_, desde, hasta, _) = EDADES[grupo_edad];
        Mujer {
            agencia: lugar / meses / SERVICIOS.len(),
            servicio,
            mes: lugar % meses,
            grupo_edad,
            edad: desde + azar.below(hasta - desde + 1),
            violencia: violencias[grupo_edad].draw(&mut azar),
            servicios: services_given(&mut azar),
        }
    };
    (0..cuantas).map(draw).collect()
}

/// The same weights, uneven in another way for each row.
fn by_row<const N: usize>(azar: &mut Azar, filas: usize, pesos: [u64; N]) -> Vec<Reparto> {
    let mut row = |_| Reparto::new(pesos.map(|peso| peso * azar.factor(&SUAVE)));
    (0..filas).map(&mut row).collect()
}

/// Half of the women come once; a few come very often.
fn services_given(azar: &mut Azar) -> u64 {
    let mut veces = 1;
    while veces < 40 && azar.below(10) < if veces == 1 { 5 } else { 7 } {
        veces += 1;
    }
    veces
}
