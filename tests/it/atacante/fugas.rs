//! Registers whose editions have given secrets away, with the number that was derived.

use super::PACIENCIA;
use super::ataque::attack;
use super::prensa::{Paso, Prensa};
use super::verdad::rows;
use crate::casa::{read, repository};

fn history(caso: &str) -> Vec<Paso> {
    let carpeta = format!("tests/fixtures/fugas/{caso}");
    let plan = format!("{carpeta}/plan.toml");
    let mut pasos = Vec::new();
    if repository(&plan).exists() {
        pasos.push(Paso::Plan(read(&plan)));
    }
    let hoja = read(&format!("{carpeta}/atenciones.csv"));
    pasos.extend([Paso::Importar(rows(&hoja)), Paso::Publicar(12)]);
    pasos
}

#[test]
fn prueba() {
    for caso in [
        "1-un-tipo-por-mujer",
        "4-residuo-de-dos-niveles",
        "5-todas-del-mismo-tipo",
        "6-casos-de-la-auditoria",
        "11-obligado-oculto",
    ] {
        let salida = Prensa::new(None).run(&history(caso));
        let (lectura, verdad) = salida.read();
        eprintln!("{caso} {:?}", lectura.utilidad);
        for ((m, c), e) in &lectura.celdas {
            let hay = verdad.count(c).of(*m);
            if let Some(e) = e {
                assert_eq!(*e, hay, "{m:?} {}", lectura.ejes.name(c));
            }
        }
        let informe = attack(&lectura, &verdad, PACIENCIA);
        eprintln!(
            "{} secretos {} sin ver {} programas",
            informe.secretos, informe.sin_ver, informe.programas
        );
        for f in &informe.fugas {
            eprintln!("  {f:?}");
        }
    }
}
