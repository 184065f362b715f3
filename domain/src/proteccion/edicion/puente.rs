//! The bridge between the lattice of an edition, whose dimensions have members, and that of the engine, whose dimensions
//! have codes.

use crate::cubo::{Coordenadas, Eje, Ejes, Trama};
use ::proteccion::tabla::{Dimension, TablaInvalida};

/// One dimension on both sides.
struct Lado {
    eje: Eje,
    dimension: Dimension,
    /// By member: its code.
    codigos: Vec<usize>,
    /// By code: its member.
    miembros: Vec<u16>,
}

/// The dimensions of a table of the engine, in its order.
pub(super) struct Puente(Vec<Lado>);

/// The bridges of an edition, one for each of its tables. They are built once.
pub(super) struct Puentes {
    pub(super) servicios: Puente,
    pub(super) sexo_y_edad: Puente,
}

impl Puentes {
    pub(super) fn new(ejes: &Ejes) -> Result<Self, TablaInvalida> {
        Ok(Self {
            servicios: Puente::new(ejes, &super::servicios::EJES)?,
            sexo_y_edad: Puente::new(ejes, &super::personas::EJES)?,
        })
    }
}

impl Lado {
    /// The engine numbers codes in the order in which they are first named, which is not that of the members: the text of
    /// each is looked up here and nowhere else.
    fn new(ejes: &Ejes, eje: Eje) -> Result<Self, TablaInvalida> {
        let todos = (0u16..).take(ejes.miembros(eje).len());
        let textos: Vec<String> = todos.clone().map(|m| text(ejes, eje, m)).collect();
        let of = |miembro: u16| textos[usize::from(miembro)].clone();
        let (mut relaciones, mut hojas) = (vec![], vec![]);
        for miembro in todos.clone() {
            let partes: Vec<String> = ejes.partes(eje, miembro).map(of).collect();
            if partes.is_empty() {
                hojas.push(of(miembro));
            } else {
                relaciones.push((of(miembro), partes));
            }
        }
        let dimension = Dimension::new(eje.into(), &textos[0], &relaciones, &hojas)?;
        let mut miembros = vec![0; dimension.codigos()];
        let mut codigos = Vec::with_capacity(textos.len());
        for (miembro, texto) in todos.zip(&textos) {
            let codigo = dimension.find(texto);
            let codigo = codigo.expect("a dimension has a code for each of its members");
            codigos.push(codigo);
            miembros[codigo] = miembro;
        }
        Ok(Self {
            eje,
            dimension,
            codigos,
            miembros,
        })
    }

    fn code(&self, miembro: u16) -> usize {
        self.codigos[usize::from(miembro)]
    }

    /// The position of a finest member among the leaves.
    fn leaf(&self, miembro: u16) -> usize {
        let hojas = self.dimension.alcance(self.code(miembro));
        *hojas.first().expect("every code has leaves")
    }
}

/// The text of a member: codes of different levels may be the same.
pub(super) fn text(ejes: &Ejes, eje: Eje, miembro: u16) -> String {
    let propio = ejes.miembro(eje, miembro);
    format!("{}:{}", propio.nivel.clave(), propio.codigo)
}

impl Puente {
    /// The bridge of some dimensions.
    ///
    /// # Errors
    /// What the engine says of a dimension with two members of the same level and code.
    pub(super) fn new(ejes: &Ejes, de: &[Eje]) -> Result<Self, TablaInvalida> {
        let lados = de.iter().map(|eje| Lado::new(ejes, *eje));
        Ok(Self(lados.collect::<Result<_, _>>()?))
    }

    /// The dimensions as the engine takes them.
    pub(super) fn dimensions(&self) -> Vec<Dimension> {
        self.0.iter().map(|lado| lado.dimension.clone()).collect()
    }

    /// The dimensions as a reader of what is published has them.
    pub(super) fn published(&self) -> Vec<Dimension> {
        let lados = self.0.iter();
        lados.map(|lado| lado.dimension.published()).collect()
    }

    /// The codes of a cell.
    pub(super) fn codes(&self, celda: &Coordenadas) -> Vec<usize> {
        let lados = self.0.iter();
        lados.map(|lado| lado.code(celda[lado.eje])).collect()
    }

    /// The positions, among the leaves of each dimension, of a cell of finest members.
    pub(super) fn leaves(&self, celda: &Coordenadas) -> Vec<usize> {
        let lados = self.0.iter();
        lados.map(|lado| lado.leaf(celda[lado.eje])).collect()
    }

    /// The cell with these codes, in another one that has the whole of these dimensions.
    pub(super) fn cell(&self, codigos: &[usize], en: Coordenadas) -> Coordenadas {
        let lados = self.0.iter().zip(codigos);
        lados.fold(en, |celda, (lado, codigo)| {
            celda.with(lado.eje, lado.miembros[*codigo])
        })
    }

    /// The codes of the members of a cross-tabulation.
    pub(super) fn crossing(&self, trama: &Trama) -> Vec<Vec<usize>> {
        let of = |lado: &Lado| {
            let miembros = trama.miembros[lado.eje.indice()].iter();
            miembros.map(|miembro| lado.code(*miembro)).collect()
        };
        self.0.iter().map(of).collect()
    }
}
