//! When something breaks: each cause has its own sentence, and what can go on does.

mod ajeno;
mod archivos;
mod entorno;
mod espera;
mod fingido;
mod postgres;
mod replica;
mod sin_base;
mod versiones;
