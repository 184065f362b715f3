//! What women, men and attentions of a random register are like.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::verdad::Renglon;

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

pub(super) const SERVICIOS: [&str; 6] = [
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
pub(super) struct Molde {
    pub(super) personas: usize,
    pub(super) lugares: usize,
    pub(super) servicios: usize,
    pub(super) tipos: usize,
    /// Whether each person has one type all year.
    pub(super) uno_cada_una: bool,
    pub(super) especiales: usize,
    pub(super) hombres: usize,
    pub(super) anonimas: usize,
    pub(super) atenciones: usize,
    pub(super) asiduas: usize,
    pub(super) edades: usize,
    pub(super) meses: usize,
    /// A quarter all of whose attentions are of the same type.
    pub(super) igual: Option<u8>,
    /// Persons of a type that few have, all year.
    pub(super) raras: usize,
}

impl Molde {
    pub(super) fn new(dado: &mut Dado) -> Self {
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
            igual: dado.percent(20).then_some(1),
            raras: dado.pick(&[0, 0, 0, 6, 12]),
        }
    }

    pub(super) fn name(&self) -> String {
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

    pub(super) fn violence(&self, dado: &mut Dado) -> String {
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

    pub(super) fn rows(&self, dado: &mut Dado) -> Vec<Renglon> {
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
                if quien < self.raras {
                    TIPOS[5].clone_into(&mut renglon.violencia);
                } else if self.uno_cada_una || dado.percent(50) {
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
            if self.igual == Some((renglon.month() - 1) / 3) {
                TIPOS[0].clone_into(&mut renglon.violencia);
            }
            renglon.folio = format!("F{i}");
        }
        renglones
    }
}
