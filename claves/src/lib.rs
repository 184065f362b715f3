//! Keys, and the files that only their owner may read: the key that signs editions ([`Llave`]), and the key that
//! pseudonyms are made with ([`Identidad`]). It knows no store, so that whoever verifies needs none.

mod cadena;
mod carpeta;
mod error;
mod firma;
mod identidad;
mod secreto;

pub use cadena::{Aval, Conocida, known_in};
pub use carpeta::{create_folder, folder, reach_disk, set_mode};
pub use error::{Error, cause};
pub use firma::{Llave, verifies};
pub use identidad::{Identidad, hex, nobody};
