//! An attacker: whatever an edition gives away, found by somebody who reads the file and knows what registers are like.
//!
//! It shares no code with what protects editions, nor any list of what is true of counts: if both forgot the same, it
//! would be by chance. What it finds is compared with the register, counted row by row; what it deduces and is not true
//! is a mistake of its own, and fails.
//!
//! `PACTO_REGISTROS=500 cargo test --test it -- --ignored --nocapture atacante::campana::campana` tells what leaks in so
//! many random registers, from seed `PACTO_SEMILLA`, published by the binary `PACTO_PACTO`, or by the one of the tests.
//! `PACTO_TALLA` is `diminuta`, `grande` or `mujeres`; `PACTO_FILAS`, `PACTO_CONJUNTAS` and `PACTO_COLUMNAS` are how much the attacker
//! works, and `PACTO_CUENTAS=0` keeps it from using how many cells editions say are withheld.

mod ataque;
mod azar;
mod cajas;
mod calendario;
mod campana;
mod cierres;
mod conjuntas;
mod constructor;
mod cotas;
mod fugas;
mod lectura;
mod molde;
mod patrones;
mod prensa;
mod programa;
mod residuos;
mod secretos;
mod sistema;
mod testigos;
mod verdad;
mod vuelta;

/// What a test can wait for.
const PACIENCIA: ataque::Empeno = ataque::Empeno {
    filas: 200_000,
    conjuntas: 0,
    columnas: 300,
    cuentas: true,
};
