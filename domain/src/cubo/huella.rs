//! Digests of what kinds of attention and patterns are: the same for the same content, in whatever order it came.

use std::hash::Hasher;

use super::Coordenadas;

/// Two chains of 64 bits.
struct Huella([u64; 2]);

const SEMILLAS: [u64; 2] = [0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b];

fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A hasher for maps that are asked millions of times by cells of a lattice or by digests: nobody who could choose them
/// to collide does, so that a keyed one would be paid for nothing.
#[derive(Default)]
pub(crate) struct Rapida(u64);

impl Hasher for Rapida {
    fn write(&mut self, bytes: &[u8]) {
        let mut pedazos = bytes.chunks_exact(8);
        for pedazo in &mut pedazos {
            let pedazo = pedazo.try_into().expect("pieces of eight have eight bytes");
            self.write_u64(u64::from_le_bytes(pedazo));
        }
        let mut ultimo = [0; 8];
        let resto = pedazos.remainder();
        ultimo[..resto.len()].copy_from_slice(resto);
        self.write_u64(u64::from_le_bytes(ultimo));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = mix(self.0 ^ n);
    }

    // The length of what is hashed is always the same.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Huella {
    fn put(&mut self, n: u64) {
        self.0 = self.0.map(|cadena| mix(cadena ^ n));
    }

    fn finish(self) -> u128 {
        let [alta, baja] = self.0.map(u128::from);
        alta << 64 | baja
    }
}

/// Of a kind of attention, with its types of violence ascending.
pub(super) fn of_kind(hoja: &Coordenadas, violencias: &[u16]) -> u128 {
    let mut huella = Huella(SEMILLAS);
    let miembros = hoja.iter().map(|(_, miembro)| miembro);
    for miembro in miembros.chain(violencias.iter().copied()) {
        huella.put(u64::from(miembro));
    }
    huella.finish()
}

/// Of a pattern: sex, age, and the digests of its kinds of attention with how many it has of each.
pub(super) fn of_pattern(sexo: u16, edad: u16, mut atenciones: Vec<(u128, u32)>) -> u128 {
    atenciones.sort_unstable();
    let mut huella = Huella(SEMILLAS);
    huella.put(u64::from(sexo));
    huella.put(u64::from(edad));
    for (clase, veces) in atenciones {
        for n in [clase >> 64, clase & u128::from(u64::MAX)] {
            huella.put(u64::try_from(n).expect("a half of 128 bits is 64"));
        }
        huella.put(u64::from(veces));
    }
    huella.finish()
}
