//! What an audit says: findings, and the tests that were run.

use std::fmt;

/// The tests, and the ways to fail them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clase {
    /// A small count is published, or follows from what is.
    Exacta,
    /// A published total minus its published parts is a small count.
    SumaImplicita,
    /// A cell has fewer values left than required.
    Estrecha,
    /// A person who is alone in a cell can compute another one.
    Singular,
    /// Two editions differ by a small count.
    Edicion,
    /// Everybody in a published group is known to share an attribute.
    Atributo,
    /// The certificate does not prove what it should.
    Certificado,
    /// The published figures contradict each other, or the truth.
    Inconsistente,
}

impl Clase {
    /// Its name, in Spanish.
    pub fn nombre(self) -> &'static str {
        match self {
            Self::Exacta => "cuenta exacta",
            Self::SumaImplicita => "suma implícita",
            Self::Estrecha => "intervalo estrecho",
            Self::Singular => "persona única",
            Self::Edicion => "diferencia de ediciones",
            Self::Atributo => "atributo revelado",
            Self::Certificado => "certificado insuficiente",
            Self::Inconsistente => "inconsistencia",
        }
    }
}

impl fmt::Display for Clase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.nombre())
    }
}

/// The values that a reader cannot exclude; without an upper end if there is none.
pub type Intervalo = (i64, Option<i64>);

/// Something that the published figures give away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hallazgo {
    /// Which test fails.
    pub clase: Clase,
    /// Position of the edition, oldest first; the table itself comes last.
    pub edicion: usize,
    /// Codes of the cell; of several for a union or a pair; none if it concerns the whole table.
    pub celdas: Vec<Vec<String>>,
    /// The values that a reader can narrow it to.
    pub intervalo: Option<Intervalo>,
    /// Why, in Spanish.
    pub motivo: String,
}

impl fmt::Display for Hallazgo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.clase)?;
        for (i, celda) in self.celdas.iter().enumerate() {
            f.write_str(if i == 0 { ": " } else { " + " })?;
            write!(f, "({})", celda.join(", "))?;
        }
        match self.intervalo {
            Some((bajo, Some(alto))) if bajo == alto => write!(f, " = {bajo}")?,
            Some((bajo, Some(alto))) => write!(f, " en [{bajo}, {alto}]")?,
            Some((bajo, None)) => write!(f, " en [{bajo}, ∞)")?,
            None => {}
        }
        write!(f, "; {} (edición {})", self.motivo, self.edicion + 1)
    }
}

/// A test that was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prueba {
    /// Which.
    pub clase: Clase,
    /// How many cells, lines or pairs it looked at.
    pub casos: usize,
    /// How many of them fail.
    pub fallos: usize,
    /// How many pass by two integer tables, not only by bounds that allow fractions.
    pub demostrados: usize,
}

impl fmt::Display for Prueba {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} casos, {} fallos",
            self.clase, self.casos, self.fallos
        )?;
        if self.clase == Clase::Estrecha {
            write!(f, ", {} demostrados con tablas enteras", self.demostrados)?;
        }
        Ok(())
    }
}

/// The findings of an audit, and the tests that it ran.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Auditoria {
    /// Everything that is given away, by kind.
    pub hallazgos: Vec<Hallazgo>,
    /// The tests that were run.
    pub pruebas: Vec<Prueba>,
}

impl Auditoria {
    /// Whether nothing was found.
    pub fn aprobada(&self) -> bool {
        self.hallazgos.is_empty()
    }

    /// Records a test and what it found.
    pub fn record(
        &mut self,
        clase: Clase,
        casos: usize,
        demostrados: usize,
        hallazgos: Vec<Hallazgo>,
    ) {
        let fallos = hallazgos.len();
        self.pruebas.push(Prueba {
            clase,
            casos,
            fallos,
            demostrados,
        });
        self.hallazgos.extend(hallazgos);
    }
}

impl fmt::Display for Auditoria {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hallazgos
            .iter()
            .try_for_each(|hallazgo| writeln!(f, "{hallazgo}"))?;
        self.pruebas
            .iter()
            .try_for_each(|prueba| writeln!(f, "{prueba}"))
    }
}
