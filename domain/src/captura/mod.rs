//! What goes between sheets and the register: what rows are read against, what they say, what was done with them.

mod carga;
mod enmienda;
mod marco;
mod renglon;

pub use carga::Carga;
pub use enmienda::{Dicha, Enmienda, Enmiendas, ParteCambiada};
pub use marco::{Alias, Marco, TipoAlias};
pub use renglon::{Choque, Dicho, Importado, Renglon};
