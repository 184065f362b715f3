//! The counts of an edition through HTTP: against the register, against themselves, and in the hands of an attacker.

mod coleccion;
mod ediciones;
mod mujeres;
mod preguntas;
mod recuento;
