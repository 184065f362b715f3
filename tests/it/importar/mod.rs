//! Sheets as offices fill them, into the register.

mod archivos;
mod ediciones;
mod errores;
mod interrupciones;
mod mayoria;
mod renglones;
