//! The server under attack: each is refused at once, memory stays, and whoever asks meanwhile is answered.

mod bombas;
mod enchufe;
mod listas;
mod memoria;
mod plazas;

pub(crate) use bombas::bombs;
