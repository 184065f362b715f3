//! Sets the annual report of an edition as a PDF: tagged (PDF/UA-1), with a language and a title, and always the same bytes of the
//! same content.
//!
//! What the report says comes as data, and has its words: here is how it looks, in `plantilla/informe.typ`. It knows no woman, no
//! store and no clock. Fonts are those that come with the setter (Libertinus Serif, under the SIL Open Font License 1.1), and none
//! of the machine's: what is set does not depend on where.

#[cfg(feature = "pdf")]
mod setter;

#[cfg(feature = "pdf")]
pub use setter::{Error, compose};
