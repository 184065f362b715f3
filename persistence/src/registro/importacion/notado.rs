//! What is told of rows that were added: of those that hold, and of those that contradict something.

use domain::{Choque, Seudonimo};

/// What is told of a row that holds, and that whoever wrote it may not expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notado {
    /// It takes the place of what was registered under its folio.
    Rectifica,
    /// So it does, and says again in some column what was said there before that was put right.
    Deshace,
    /// It says what the register has, and of somebody else.
    DeQuien,
    /// It says what was said before that was put right: it has come in already, and changes nothing.
    Repite,
    /// The same, and only other sheets have put right what it says: they may be the wrong ones.
    RepiteHoja,
    /// What it takes the place of was counted by an edition: what it says now is counted by none.
    Publicada,
    /// Its folio, or what it says, is of somebody who was taken out: it does not come in.
    Cancelada,
    /// Its CURP and its file have been counted as two persons, and they stay so: it is of her who has the CURP.
    Aparte,
    /// Its CURP had another file: both are hers.
    OtroExpediente,
    /// Its CURP and its file were two persons, and they are one.
    Juntada,
    /// Editions had counted it as of somebody else, of whom nothing is left: what they counted is hers, and a year counts her once.
    DeUna,
    /// The same, and editions have counted her too, in the same period: they go on counting two.
    DeDos,
    /// By hand: her CURP was another one, which was wrong.
    OtraCurp,
    /// It does not say whose it is, and the register knows: it stays hers.
    Callada,
    /// It says what an attention that has no folio says: if it is the same, both count.
    ConFolio,
    /// It has no folio, and whoever it is of had another attention of that day: if the row was put right, both count.
    MismoDia,
}

/// A row that contradicts the register or another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradicha {
    /// Its position among the rows that were added.
    pub posicion: usize,
    /// What it contradicts.
    pub choque: Choque,
    /// All that its person is known by.
    pub suyos: Vec<Seudonimo>,
    /// If it contradicts the register: the folio of an attention that it has otherwise.
    pub folio: Option<String>,
}
