//! How counts of distinct persons and of services bind each other, whatever the register: inequalities between sums of
//! cells, and the bounds that follow from them.

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use crate::cubo::{Coordenadas, Eje, Ejes};

/// More persons than there are: no limit is known.
pub(super) const SIN_LIMITE: i64 = 1 << 40;

/// The values that each count can still have.
pub(super) type Cotas = Vec<(i64, i64)>;

/// By count: the inequality that each of its bounds is from; none if it is its own.
pub(super) type Razones = Vec<[Option<usize>; 2]>;

/// Sums of counts that are at most zero.
struct Desigualdad(Vec<(usize, i64)>);

/// A whole and all its parts in one dimension.
pub(super) struct Linea {
    pub(super) eje: Eje,
    pub(super) todo: usize,
    pub(super) partes: Vec<usize>,
    /// Whether the parts are the next ones, and not those of several steps down.
    pub(super) inmediata: bool,
}

/// A line of the same parts, of a cell: the cell, the dimension, whether its parts are the next ones, and how many.
type Clave = (usize, usize, bool, usize);

impl Linea {
    fn key(&self, todo: usize) -> Clave {
        (todo, self.eje.indice(), self.inmediata, self.partes.len())
    }
}

/// The counts of persons, then those of services, then sums of them that have bounds of their own, and what binds them.
pub(super) struct Sistema {
    pub(super) celdas: Vec<Coordenadas>,
    /// By what it is the sum of, ascending: each number that is no cell, not negative.
    pub(super) sumas: BTreeMap<Vec<(usize, i64)>, usize>,
    /// How many of them are of persons.
    pub(super) personas: usize,
    /// Of persons, with their parts.
    pub(super) lineas: Vec<Linea>,
    desigualdades: Vec<Desigualdad>,
    /// By count: the inequalities that it is in.
    de_celda: Vec<Vec<usize>>,
}

/// What builds the inequalities.
struct Obra<'a> {
    ejes: &'a Ejes,
    personas: BTreeMap<Coordenadas, usize>,
    servicios: BTreeMap<Coordenadas, usize>,
    desigualdades: Vec<Desigualdad>,
    /// How many numbers there are: cells, and then sums.
    numeros: usize,
    sumas: BTreeMap<Vec<(usize, i64)>, usize>,
}

/// Dimensions of which an attention is in one part only.
fn parts_attentions(eje: Eje) -> bool {
    !eje.exclusivo() && eje != Eje::Violencia
}

impl Sistema {
    pub(super) fn new(ejes: &Ejes, personas: &[Coordenadas], servicios: &[Coordenadas]) -> Self {
        let celdas: Vec<Coordenadas> = personas.iter().chain(servicios).copied().collect();
        let mut obra = Obra {
            ejes,
            personas: personas.iter().copied().zip(0..).collect(),
            servicios: servicios.iter().copied().zip(personas.len()..).collect(),
            desigualdades: vec![],
            numeros: celdas.len(),
            sumas: BTreeMap::new(),
        };
        let lineas = obra.lines(personas, &obra.personas);
        obra.wholes();
        obra.lines_of_persons(&lineas);
        obra.services(servicios);
        obra.repeats();
        obra.overlaps(&lineas);
        let mut de_celda = vec![vec![]; obra.numeros];
        for (d, desigualdad) in obra.desigualdades.iter().enumerate() {
            for (celda, _) in &desigualdad.0 {
                de_celda[*celda].push(d);
            }
        }
        Self {
            celdas,
            personas: personas.len(),
            lineas,
            sumas: obra.sumas,
            desigualdades: obra.desigualdades,
            de_celda,
        }
    }

    /// Tightens bounds until nothing moves. The cell that no number fits, if there is one.
    pub(super) fn propagate(&self, cotas: &mut Cotas, razones: &mut Razones) -> Result<(), usize> {
        let todas = (0..self.desigualdades.len()).rev().collect();
        self.follow(todas, cotas, razones)
    }

    /// The same where only the bounds of one number have moved.
    pub(super) fn follow_from(
        &self,
        numero: usize,
        cotas: &mut Cotas,
        razones: &mut Razones,
    ) -> Result<(), usize> {
        self.follow(self.de_celda[numero].clone(), cotas, razones)
    }

    /// Tightens what some inequalities say, and what follows from that.
    fn follow(
        &self,
        mut pendientes: Vec<usize>,
        cotas: &mut Cotas,
        razones: &mut Razones,
    ) -> Result<(), usize> {
        let mut espera = vec![false; self.desigualdades.len()];
        pendientes.iter().for_each(|d| espera[*d] = true);
        // Bounds only tighten; but two of them can push each other up by ones.
        let mut pasos = 60 * self.desigualdades.len() + 10_000;
        while let Some(d) = pendientes.pop() {
            espera[d] = false;
            if pasos == 0 {
                return Ok(());
            }
            pasos -= 1;
            let terminos = &self.desigualdades[d].0;
            let least = |(celda, n): &(usize, i64)| {
                let (bajo, alto) = cotas[*celda];
                n * if *n > 0 { bajo } else { alto }
            };
            let suma: i64 = terminos.iter().map(least).sum();
            for termino in terminos {
                let (celda, n) = *termino;
                // The others at their least leave so much for this one.
                let queda = least_of(termino, cotas) - suma;
                let (bajo, alto) = cotas[celda];
                let nueva = if n > 0 {
                    (bajo, alto.min(queda.div_euclid(n)))
                } else {
                    (bajo.max(-queda.div_euclid(-n)), alto)
                };
                if nueva == (bajo, alto) {
                    continue;
                }
                razones[celda][usize::from(n > 0)] = Some(d);
                if nueva.0 > nueva.1 {
                    return Err(celda);
                }
                cotas[celda] = nueva;
                for otra in self.de_celda[celda].iter().filter(|otra| **otra != d) {
                    if !std::mem::replace(&mut espera[*otra], true) {
                        pendientes.push(*otra);
                    }
                }
            }
        }
        Ok(())
    }
}

impl Sistema {
    /// The counts that say, by themselves, how some others are bounded.
    pub(super) fn because(&self, celdas: &[usize], razones: &Razones) -> Vec<usize> {
        let mut vistas = vec![[false; 2]; razones.len()];
        let mut pendientes: Vec<(usize, usize)> =
            celdas.iter().flat_map(|c| [(*c, 0), (*c, 1)]).collect();
        let mut propias = vec![];
        while let Some((celda, lado)) = pendientes.pop() {
            if std::mem::replace(&mut vistas[celda][lado], true) {
                continue;
            }
            let Some(d) = razones[celda][lado] else {
                propias.push(celda);
                continue;
            };
            let otras = self.desigualdades[d].0.iter();
            let otras = otras.filter(|(otra, _)| *otra != celda);
            pendientes.extend(otras.map(|(otra, n)| (*otra, usize::from(*n < 0))));
        }
        propias.sort_unstable();
        propias.dedup();
        propias
    }
}

fn least_of((celda, n): &(usize, i64), cotas: &Cotas) -> i64 {
    let (bajo, alto) = cotas[*celda];
    n * if *n > 0 { bajo } else { alto }
}

impl Obra<'_> {
    fn at_most(&mut self, menos: &[usize], mas: &[usize]) {
        let menos = menos.iter().map(|celda| (*celda, 1));
        let terminos = menos.chain(mas.iter().map(|celda| (*celda, -1)));
        let mut sumados: BTreeMap<usize, i64> = BTreeMap::new();
        for (celda, n) in terminos {
            *sumados.entry(celda).or_default() += n;
        }
        sumados.retain(|_, n| *n != 0);
        if !sumados.is_empty() {
            self.desigualdades
                .push(Desigualdad(sumados.into_iter().collect()));
        }
    }

    /// A number of its own for some counts minus others, which is not negative.
    fn sum(&mut self, mas: &[usize], menos: &[usize]) -> usize {
        let mas = mas.iter().map(|celda| (*celda, 1));
        let terminos = mas.chain(menos.iter().map(|celda| (*celda, -1)));
        let mut terminos: Vec<(usize, i64)> = terminos.collect();
        terminos.sort_unstable();
        if let Some(suma) = self.sumas.get(&terminos) {
            return *suma;
        }
        let suma = self.numeros;
        self.numeros += 1;
        let mut igual = terminos.clone();
        igual.push((suma, -1));
        let contrario = igual.iter().map(|(celda, n)| (*celda, -n)).collect();
        self.desigualdades.push(Desigualdad(igual));
        self.desigualdades.push(Desigualdad(contrario));
        self.sumas.insert(terminos, suma);
        suma
    }

    /// The parts of each cell along each dimension, where all are there: the next ones, and the finest ones.
    fn lines(&self, celdas: &[Coordenadas], indice: &BTreeMap<Coordenadas, usize>) -> Vec<Linea> {
        let mut lineas = vec![];
        for celda in celdas {
            for eje in Eje::iter() {
                let miembro = celda[eje];
                let next: Vec<u16> = self.ejes.partes(eje, miembro).collect();
                if next.is_empty() {
                    continue;
                }
                let mut finest = vec![];
                self.leaves(eje, miembro, &mut finest);
                let iguales = finest == next;
                for (miembros, inmediata) in [(next, true), (finest, false)] {
                    let partes = miembros.iter().map(|m| indice.get(&celda.with(eje, *m)));
                    let partes: Option<Vec<&usize>> = partes.collect();
                    if let Some(partes) = partes.filter(|_| inmediata || !iguales) {
                        lineas.push(Linea {
                            eje,
                            todo: indice[celda],
                            partes: partes.into_iter().copied().collect(),
                            inmediata,
                        });
                    }
                }
            }
        }
        lineas
    }

    fn leaves(&self, eje: Eje, miembro: u16, finas: &mut Vec<u16>) {
        let mut partes = self.ejes.partes(eje, miembro).peekable();
        if partes.peek().is_none() {
            finas.push(miembro);
        }
        partes.for_each(|parte| self.leaves(eje, parte, finas));
    }

    /// The next cells around one, along each dimension.
    fn around(&self, celda: &Coordenadas, indice: &BTreeMap<Coordenadas, usize>) -> Vec<usize> {
        let next = |eje: Eje| {
            let arriba = self.ejes.arriba(eje, celda[eje]).skip(1);
            let mut arriba = arriba.filter_map(|m| indice.get(&celda.with(eje, m)).copied());
            arriba.next()
        };
        Eje::iter().filter_map(next).collect()
    }

    /// A part has at most the persons of its whole, and persons are at most their services.
    fn wholes(&mut self) {
        let personas: Vec<(Coordenadas, usize)> =
            self.personas.iter().map(|(c, i)| (*c, *i)).collect();
        for (celda, i) in personas {
            for todo in self.around(&celda, &self.personas) {
                self.at_most(&[i], &[todo]);
            }
            let de_servicios = celda.without([Eje::Violencia, Eje::Sexo, Eje::Edad]);
            match self.servicios.get(&de_servicios) {
                Some(servicios) => self.at_most(&[i], &[*servicios]),
                None => {
                    for todo in self.around(&de_servicios, &self.servicios) {
                        self.at_most(&[i], &[todo]);
                    }
                }
            }
        }
    }

    /// All the parts of a whole have at least its persons; over sex and age, exactly those. Of an attention that is in
    /// one part only, they have at most its services.
    fn lines_of_persons(&mut self, lineas: &[Linea]) {
        let celdas: Vec<Coordenadas> = self.personas.keys().copied().collect();
        for linea in lineas {
            self.at_most(&[linea.todo], &linea.partes);
            if linea.eje.exclusivo() {
                self.at_most(&linea.partes, &[linea.todo]);
            }
            let Some(servicios) = self.servicios.get(&celdas[linea.todo]).copied() else {
                continue;
            };
            if parts_attentions(linea.eje) {
                self.at_most(&linea.partes, &[servicios]);
            } else if linea.eje == Eje::Violencia {
                self.specials(&celdas, linea, servicios);
            }
        }
    }

    fn special(&self, celda: &Coordenadas) -> bool {
        let miembro = celda[Eje::Violencia];
        self.ejes.miembro(Eje::Violencia, miembro).especial()
    }

    /// What stands alone in an attention excludes all else in it: its persons and those of any type have attentions of
    /// their own.
    fn specials(&mut self, celdas: &[Coordenadas], linea: &Linea, servicios: usize) {
        let es = |parte: &usize| self.special(&celdas[*parte]);
        let (solas, otras): (Vec<usize>, Vec<usize>) = linea.partes.iter().partition(|p| es(p));
        for otra in otras {
            let mut todas = solas.clone();
            todas.push(otra);
            self.at_most(&todas, &[servicios]);
        }
    }

    /// Services add up.
    fn services(&mut self, servicios: &[Coordenadas]) {
        for linea in self.lines(servicios, &self.servicios) {
            self.at_most(&[linea.todo], &linea.partes);
            self.at_most(&linea.partes, &[linea.todo]);
        }
        for celda in servicios {
            let parte = self.servicios[celda];
            for todo in self.around(celda, &self.servicios) {
                self.at_most(&[parte], &[todo]);
            }
        }
    }

    /// How many services were repeats only grows with the cell.
    fn repeats(&mut self) {
        let celdas: Vec<Coordenadas> = self.personas.keys().copied().collect();
        for celda in &celdas {
            let Some(parte) = self.repeated(celda) else {
                continue;
            };
            for todo in self.around(celda, &self.personas) {
                if let Some(todo) = self.repeated(&celdas[todo]) {
                    self.at_most(&[parte], &[todo]);
                }
            }
        }
    }

    /// Services of a cell that were not the first of a person.
    fn repeated(&mut self, celda: &Coordenadas) -> Option<usize> {
        let (personas, servicios) = (*self.personas.get(celda)?, *self.servicios.get(celda)?);
        Some(self.sum(&[servicios], &[personas]))
    }

    /// What each line adds up to, and in how many parts each person is beyond the first: both only grow with the cell,
    /// are at most its services (the second, at most what was repeated), and over sex and age they add up. They are two
    /// numbers: what bounds the first need not bound its whole, which they have in common.
    fn overlaps(&mut self, lineas: &[Linea]) {
        let celdas: Vec<Coordenadas> = self.personas.keys().copied().collect();
        let inclusivas: Vec<&Linea> = (lineas.iter())
            .filter(|linea| !linea.eje.exclusivo())
            .collect();
        let (mut sumadas, mut comunes) = (BTreeMap::new(), BTreeMap::new());
        for linea in &inclusivas {
            let suma = self.sum(&linea.partes, &[]);
            sumadas.insert(linea.key(linea.todo), suma);
            self.at_most(&[linea.todo], &[suma]);
            let comun = self.sum(&linea.partes, &[linea.todo]);
            comunes.insert(linea.key(linea.todo), comun);
            if !parts_attentions(linea.eje) {
                continue;
            }
            if let Some(servicios) = self.servicios.get(&celdas[linea.todo]).copied() {
                self.at_most(&[suma], &[servicios]);
            }
            let Some(todos) = self.repeated(&celdas[linea.todo]) else {
                continue;
            };
            self.at_most(&[comun], &[todos]);
            // What is repeated in a whole is repeated in a part, or is of somebody in several.
            let de_partes = linea.partes.iter().map(|p| self.repeated(&celdas[*p]));
            if let Some(mut repetidos) = de_partes.collect::<Option<Vec<usize>>>() {
                repetidos.push(comun);
                self.at_most(&repetidos, &[todos]);
                self.at_most(&[todos], &repetidos);
            }
        }
        for numeros in [sumadas, comunes] {
            for linea in &inclusivas {
                self.grows(&celdas, linea, &numeros);
            }
        }
    }

    /// A number of each line only grows with its cell, and over sex and age it adds up.
    fn grows(&mut self, celdas: &[Coordenadas], linea: &Linea, numeros: &BTreeMap<Clave, usize>) {
        let celda = celdas[linea.todo];
        let suya = numeros[&linea.key(linea.todo)];
        for fuera in self.around(&celda, &self.personas) {
            // The same parts, of a larger cell.
            if celdas[fuera][linea.eje] == celda[linea.eje]
                && let Some(otra) = numeros.get(&linea.key(fuera))
            {
                self.at_most(&[suya], &[*otra]);
            }
        }
        for eje in Eje::iter().filter(|eje| eje.exclusivo()) {
            let partes = self.ejes.partes(eje, celda[eje]).map(|parte| {
                let parte = self.personas.get(&celda.with(eje, parte))?;
                numeros.get(&linea.key(*parte)).copied()
            });
            let partes: Option<Vec<usize>> = partes.collect();
            if let Some(partes) = partes.filter(|partes| !partes.is_empty()) {
                self.at_most(&partes, &[suya]);
                self.at_most(&[suya], &partes);
            }
        }
    }
}
