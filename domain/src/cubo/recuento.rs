//! Counting persons and services in the cells of a lattice, from groups that a database has made: memory
//! grows with the lattice, not with the register.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::bloque::{Bloque, Uso, blocks, exclusive, inclusive};
use super::cuentas::{Clase, Cubo, Hoja, Patron};
use super::muestra::{CAMBIAN, Elegidos, Muestra};
use super::{Coordenadas, Eje, Rejilla, huella};

/// A kind of attention, and what it touches.
struct Tipo {
    clase: Clase,
    /// Its first cells of sex and age in each block.
    celdas: Vec<(usize, usize)>,
    /// The number of its leaf.
    hoja: usize,
    huella: u128,
}

/// Counts while they are being made.
pub struct Recuento<'a> {
    rejilla: &'a Rejilla,
    umbral: usize,
    bloques: Vec<Bloque>,
    /// The number of the first cell that is counted for sex and age only.
    filas: usize,
    cuentas: Vec<u64>,
    /// What those persons count who are not kept one by one.
    resto: Vec<u64>,
    /// The last turn in which a cell of the other dimensions was touched, at its first cell of sex and age.
    ultima: Vec<u32>,
    vuelta: u32,
    tocadas: Vec<usize>,
    persona: u32,
    hojas: BTreeMap<Coordenadas, Hoja>,
    tipos: Vec<Tipo>,
    numeros: HashMap<Clase, usize>,
    numeros_de_hojas: HashMap<Coordenadas, usize>,
    muestra: Muestra,
    cubo: Cubo,
}

impl<'a> Recuento<'a> {
    /// Nothing counted yet. Of leaves with fewer persons than the threshold it is kept who they are.
    pub fn new(rejilla: &'a Rejilla, umbral: u64) -> Self {
        Self::after(rejilla, umbral, &[])
    }

    /// The same where earlier editions have counted some cells of persons.
    pub fn after(rejilla: &'a Rejilla, umbral: u64, cerradas: &[Coordenadas]) -> Self {
        Self::keeping(rejilla, umbral, cerradas, CAMBIAN)
    }

    /// The same, keeping so many patterns one by one.
    pub(crate) fn keeping(
        rejilla: &'a Rejilla,
        umbral: u64,
        cerradas: &[Coordenadas],
        cambian: usize,
    ) -> Self {
        let bloques = blocks(rejilla, cerradas);
        let celdas = bloques.last().map_or(0, Bloque::fin);
        let de_filas = bloques.iter().filter(|b| b.uso != Uso::SexoYEdad);
        let filas = de_filas.map(Bloque::fin).max().unwrap_or(0);
        let umbral = usize::try_from(umbral).unwrap_or(usize::MAX);
        Self {
            rejilla,
            umbral,
            bloques,
            filas,
            cuentas: vec![0; celdas],
            resto: vec![0; filas],
            ultima: vec![0; celdas],
            vuelta: 0,
            tocadas: vec![],
            persona: 0,
            hojas: BTreeMap::new(),
            tipos: vec![],
            numeros: HashMap::new(),
            numeros_de_hojas: HashMap::new(),
            muestra: Muestra::new(cambian, umbral, filas),
            cubo: Cubo::default(),
        }
    }

    /// A kind of attention: its finest members, and its types of violence. What it returns stands for it.
    pub fn kind(&mut self, hoja: Coordenadas, violencias: &[u16]) -> usize {
        let mut violencias = violencias.to_vec();
        violencias.sort_unstable();
        let clase = Clase { hoja, violencias };
        if let Some(numero) = self.numeros.get(&clase) {
            return *numero;
        }
        let siguiente = self.numeros_de_hojas.len();
        let tipo = Tipo {
            celdas: self.cells(&clase),
            hoja: *self.numeros_de_hojas.entry(hoja).or_insert(siguiente),
            huella: huella::of_kind(&hoja, &clase.violencias),
            clase: clase.clone(),
        };
        self.tipos.push(tipo);
        self.numeros.insert(clase, self.tipos.len() - 1);
        self.tipos.len() - 1
    }

    /// The first cells of sex and age that a kind of attention is in, with their blocks.
    fn cells(&self, Clase { hoja, violencias }: &Clase) -> Vec<(usize, usize)> {
        let ejes = &self.rejilla.ejes;
        let mut celdas = Vec::new();
        for (b, bloque) in self.bloques.iter().enumerate() {
            let mut parciales = vec![Coordenadas::TOTAL];
            for eje in inclusive() {
                let i = eje.indice();
                let finas = if eje == Eje::Violencia {
                    violencias
                } else {
                    std::slice::from_ref(&hoja[eje])
                };
                let mut miembros: Vec<u16> = finas
                    .iter()
                    .flat_map(|fina| ejes.arriba(eje, *fina))
                    .filter(|miembro| bloque.miembros[i].binary_search(miembro).is_ok())
                    .collect();
                miembros.sort_unstable();
                miembros.dedup();
                parciales = parciales
                    .into_iter()
                    .flat_map(|celda| {
                        miembros
                            .iter()
                            .map(move |miembro| celda.with(eje, *miembro))
                    })
                    .collect();
            }
            celdas.extend(
                parciales
                    .iter()
                    .filter_map(|celda| bloque.position(celda, inclusive()))
                    .map(|posicion| (b, bloque.inicio + posicion * bloque.exclusivas)),
            );
        }
        celdas
    }

    /// So many persons of that sex and age group (the finest members), each with so many attentions of all these
    /// kinds and no other.
    ///
    /// # Panics
    /// With more persons or kinds of attention than 32 bits: two of them would have one number.
    pub fn persons(&mut self, cuantas: u64, sexo: u16, edad: u16, atenciones: &[(usize, u32)]) {
        let mut suyas: BTreeMap<u32, u32> = BTreeMap::new();
        for (clase, veces) in atenciones {
            let clase =
                u32::try_from(*clase).expect("kinds of attention are far fewer than 32 bits");
            *suyas.entry(clase).or_default() += veces;
        }
        let patron = Patron {
            sexo,
            edad,
            atenciones: suyas.into_iter().collect(),
            cuantas,
        };
        self.touch(&patron);
        for celda in &self.tocadas {
            self.cuentas[*celda] += cuantas;
        }
        let tipos = || patron.atenciones.iter().map(|(n, _)| &self.tipos[at(*n)]);
        let digests = patron.atenciones.iter();
        let digests = digests.map(|(n, veces)| (self.tipos[at(*n)].huella, *veces));
        let huella = huella::of_pattern(sexo, edad, digests.collect());
        let mut hojas: Vec<(Coordenadas, usize)> =
            tipos().map(|t| (t.clase.hoja, t.hoja)).collect();
        hojas.sort_unstable();
        hojas.dedup();
        self.name(cuantas, hojas.iter().map(|(hoja, _)| *hoja));
        let filas = self.tocadas.iter().copied();
        let filas = filas.filter(|celda| *celda < self.filas);
        let hojas = hojas.into_iter().map(|(_, numero)| numero);
        for suelto in self.muestra.put(huella, patron, filas, hojas) {
            self.join(&suelto);
        }
    }

    /// Finds the cells that persons are in, each once.
    fn touch(&mut self, patron: &Patron) {
        let ejes = &self.rejilla.ejes;
        let dentro = |bloque: &Bloque| -> Vec<usize> {
            let de = |eje: Eje, fina: u16| {
                ejes.arriba(eje, fina)
                    .filter_map(move |m| bloque.miembros[eje.indice()].binary_search(&m).ok())
            };
            let edades = bloque.miembros[Eje::Edad.indice()].len();
            de(Eje::Sexo, patron.sexo)
                .flat_map(|s| de(Eje::Edad, patron.edad).map(move |e| s * edades + e))
                .collect()
        };
        let dentro: Vec<Vec<usize>> = self.bloques.iter().map(dentro).collect();
        self.vuelta += 1;
        self.tocadas.clear();
        for (numero, _) in &patron.atenciones {
            for (bloque, celda) in &self.tipos[at(*numero)].celdas {
                if std::mem::replace(&mut self.ultima[*celda], self.vuelta) != self.vuelta {
                    let suyas = dentro[*bloque].iter();
                    self.tocadas
                        .extend(suyas.map(|exclusiva| celda + exclusiva));
                }
            }
        }
    }

    /// Counts persons in leaves. Each has a number of her own.
    fn name(&mut self, cuantas: u64, hojas: impl Iterator<Item = Coordenadas>) {
        let primera = self.persona + 1;
        // Two persons with one number would be taken for one.
        let iguales = u32::try_from(cuantas).ok();
        let ultima = iguales.and_then(|iguales| self.persona.checked_add(iguales));
        self.persona = ultima.expect("a municipality has fewer persons than 32 bits");
        for hoja in hojas {
            let hoja = self.hojas.entry(hoja).or_default();
            hoja.personas += cuantas;
            let faltan = self.umbral.saturating_sub(hoja.quienes.len());
            hoja.quienes.extend((primera..=self.persona).take(faltan));
        }
    }

    /// Counts persons with all those who are not kept one by one.
    fn join(&mut self, patron: &Patron) {
        self.touch(patron);
        for celda in self.tocadas.iter().filter(|celda| **celda < self.filas) {
            self.resto[*celda] += patron.cuantas;
        }
        for (numero, veces) in &patron.atenciones {
            let hoja = self.tipos[at(*numero)].clase.hoja;
            let suyos = self.cubo.resto.servicios.entry(hoja).or_default();
            *suyos += u64::from(*veces) * patron.cuantas;
        }
    }

    /// So many services of a leaf, of which so many were given to someone who is not anonymous.
    pub fn services(&mut self, hoja: Coordenadas, servicios: u64, identificados: u64) {
        let hoja = self.hojas.entry(hoja).or_default();
        hoja.servicios += servicios;
        hoja.anonimas += servicios - identificados.min(servicios);
    }

    /// What was counted.
    pub fn finish(mut self) -> Cubo {
        let muestra = std::mem::take(&mut self.muestra);
        let Elegidos {
            cambian,
            fijos,
            resto,
        } = muestra.finish();
        resto.iter().for_each(|patron| self.join(patron));
        let mut cubo = std::mem::take(&mut self.cubo);
        cubo.hojas = std::mem::take(&mut self.hojas);
        for hoja in cubo.hojas.values_mut() {
            if hoja.quienes.len() >= self.umbral {
                hoja.quienes = vec![];
            }
        }
        self.fill(&mut cubo);
        let usados = cambian.iter().chain(&fijos);
        let usados = usados.flat_map(|patron| patron.atenciones.iter().map(|(n, _)| *n));
        let usados: BTreeSet<u32> = usados.collect();
        let clases = usados.into_iter().map(|n| (&self.tipos[at(n)].clase, n));
        let mut clases: Vec<(&Clase, u32)> = clases.collect();
        clases.sort_unstable();
        let mut numeros = vec![0; self.tipos.len()];
        for ((_, antes), numero) in clases.iter().zip(0..) {
            numeros[at(*antes)] = numero;
        }
        cubo.clases = clases.into_iter().map(|(clase, _)| clase.clone()).collect();
        cubo.patrones = canonical(&numeros, cambian);
        cubo.fijos = canonical(&numeros, fijos);
        cubo
    }

    /// The counts of the cells.
    fn fill(&self, cubo: &mut Cubo) {
        for bloque in &self.bloques {
            let trama = super::Trama {
                medidas: [].into(),
                miembros: bloque.miembros.clone(),
            };
            for celda in trama.celdas() {
                let posicion = |ejes: &mut dyn Iterator<Item = Eje>| {
                    let posicion = bloque.position(&celda, ejes);
                    posicion.expect("a block has a place for each of its cells")
                };
                let (m, e) = (posicion(&mut inclusive()), posicion(&mut exclusive()));
                let numero = bloque.inicio + m * bloque.exclusivas + e;
                let cuenta = self.cuentas[numero];
                match bloque.uso {
                    Uso::Declarado => _ = cubo.personas.insert(celda, cuenta),
                    Uso::Callado => _ = cubo.calladas.insert(celda, cuenta),
                    Uso::SexoYEdad if cuenta > 0 => _ = cubo.sexo_y_edad.insert(celda, cuenta),
                    Uso::SexoYEdad | Uso::Cerrado => {}
                }
                // Those who are not kept one by one are counted in the first blocks only, which a reader sees.
                if let Some(resto) = self.resto.get(numero).copied().filter(|resto| *resto > 0) {
                    cubo.resto.personas.insert(celda, resto);
                }
            }
        }
    }
}

/// The same patterns in an order that does not depend on the one in which they came, with other numbers for their kinds.
fn canonical(numeros: &[u32], mut patrones: Vec<Patron>) -> Vec<Patron> {
    for patron in &mut patrones {
        for (clase, _) in &mut patron.atenciones {
            *clase = numeros[at(*clase)];
        }
        patron.atenciones.sort_unstable();
    }
    patrones.sort_unstable();
    patrones
}

/// A position that came from one.
fn at(i: u32) -> usize {
    usize::try_from(i).expect("a position of 32 bits fits in a word")
}
