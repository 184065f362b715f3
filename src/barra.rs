//! How far a long computation is, for whoever waits at a terminal.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use domain::proteccion::Avance;
use indicatif::{ProgressBar, ProgressStyle};

/// What takes less than this needs no bar.
const CALLADA: Duration = Duration::from_secs(1);

/// A bar on standard error, if that is a terminal; it goes when it is dropped.
pub(crate) struct Barra {
    inicio: Instant,
    terminal: bool,
    dibujo: Option<ProgressBar>,
}

impl Barra {
    pub(crate) fn new() -> Self {
        Self {
            inicio: Instant::now(),
            terminal: io::stderr().is_terminal(),
            dibujo: None,
        }
    }

    pub(crate) fn show(&mut self, Avance { hechas, total }: Avance) {
        if !self.terminal || (self.dibujo.is_none() && self.inicio.elapsed() < CALLADA) {
            return;
        }
        let barra = self.dibujo.get_or_insert_with(|| {
            let forma =
                ProgressStyle::with_template("{bar:40} {pos} de {len} celdas, {elapsed_precise}");
            ProgressBar::new(0).with_style(forma.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        barra.set_length(u64::try_from(total).unwrap_or(u64::MAX));
        barra.set_position(u64::try_from(hechas).unwrap_or(u64::MAX));
    }
}

impl Drop for Barra {
    fn drop(&mut self) {
        if let Some(barra) = &self.dibujo {
            barra.finish_and_clear();
        }
    }
}
