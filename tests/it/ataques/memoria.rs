//! What the server has in memory, under attack and afterwards.
#![cfg(target_os = "linux")]

use std::time::Duration;

use super::enchufe::{bystander, hold, raw};
use crate::casa::{Casa, Servidor};

/// KiB that the server has in memory of its own. Pages of the program itself are not among them: the system takes them back
/// when it needs them, and a debug build has several times those of the one that is deployed.
#[cfg(target_os = "linux")]
pub(super) fn memory(servidor: &Servidor) -> u64 {
    let estado = std::fs::read_to_string(format!("/proc/{}/status", servidor.id())).unwrap();
    let suyas = ["RssAnon:", "RssShmem:"].map(|nombre| {
        let linea = estado.lines().find(|linea| linea.starts_with(nombre));
        let kib: u64 = linea
            .unwrap()
            .split_whitespace()
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        kib
    });
    suyas.iter().sum()
}

/// KiB at most under attack, and a minute later.
const MAXIMO: u64 = 300 * 1024;

const DESPUES: u64 = 100 * 1024;

/// KiB that the server had in memory at most, and has a while later.
#[cfg(target_os = "linux")]
fn peak(servidor: &Servidor, attack: impl FnOnce()) -> (u64, u64) {
    use std::sync::atomic::{AtomicBool, Ordering};
    let sigue = AtomicBool::new(true);
    let maximo = std::thread::scope(|hilos| {
        let mira = hilos.spawn(|| {
            let mut maximo = 0;
            while sigue.load(Ordering::Relaxed) {
                maximo = maximo.max(memory(servidor));
                std::thread::sleep(Duration::from_millis(5));
            }
            maximo
        });
        let hecho = std::panic::catch_unwind(std::panic::AssertUnwindSafe(attack));
        sigue.store(false, Ordering::Relaxed);
        let maximo = mira.join().unwrap();
        if let Err(panico) = hecho {
            std::panic::resume_unwind(panico);
        }
        maximo
    });
    // It goes back little by little; sooner or later it is little.
    let pronto = (0..60).find_map(|_| {
        std::thread::sleep(Duration::from_secs(1));
        Some(memory(servidor)).filter(|kib| *kib < DESPUES)
    });
    (maximo, pronto.unwrap_or_else(|| memory(servidor)))
}

#[cfg(target_os = "linux")]
pub(super) fn stays_small(servidor: &Servidor, attack: impl FnOnce()) {
    let (maximo, despues) = peak(servidor, attack);
    assert!(maximo < MAXIMO, "{} MiB", maximo / 1024);
    assert!(despues < DESPUES, "{} MiB a minute later", despues / 1024);
    bystander(servidor);
}

#[cfg(target_os = "linux")]
#[test]
fn two_addresses_cannot_fill_the_memory_with_heads_and_bodies() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut cabeza = b"POST /graphql HTTP/1.1\r\nHost: x\r\n".to_vec();
    for i in 0..50 {
        cabeza.extend(format!("X-{i}: {}\r\n", "a".repeat(8000)).bytes());
    }
    let cuerpo = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 250001\r\n\r\n{}",
        "a".repeat(250_000)
    );
    stays_small(&servidor, || {
        // They are told, unless the system throws away what is told to whoever goes on.
        let dichas = hold(&servidor, 2, &cabeza, "431");
        assert!(dichas > 0, "no head was refused");
        let dichas = hold(&servidor, 2, cuerpo.as_bytes(), "503");
        assert!(dichas > 500, "{dichas} bodies were refused");
    });
    // What is a little too long is said in words.
    let algo = &cabeza[..cabeza.len() * 9 / 100];
    let respuesta = raw(
        &servidor,
        &[algo, b"\r\nConnection: close\r\n\r\n".as_slice()].concat(),
    );
    assert!(
        respuesta.starts_with("HTTP/1.1 431") && respuesta.contains("CABECERAS_DEMASIADO_GRANDES"),
        "{respuesta:.300}"
    );
}
