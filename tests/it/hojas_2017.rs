//! What the demonstration says of 2017 is what any office would have by importing the same sheets.

use domain::Institucional;
use persistence::Registro;

use crate::casa::{Casa, on_both, repository, wait};

/// The sheets, in the order of docs/importar.md; those that others name and that name them come twice.
const HOJAS: [(&str, &str); 15] = [
    ("titulares", ""),
    ("convenios", ""),
    ("proyectos", ""),
    ("unidades", ""),
    ("actividades", ""),
    ("pactos", ""),
    ("consejos", ""),
    ("sesiones", "Asuntos"),
    ("consejo", ""),
    ("acuerdos", ""),
    ("calendario", ""),
    ("informes", ""),
    ("cifras", ""),
    ("sesiones", ""),
    ("cifras", ""),
];

fn in_order(mut todo: Institucional) -> Institucional {
    todo.convenios.sort_by(|a, b| a.clave.cmp(&b.clave));
    todo.actividades.sort_by(|a, b| a.clave.cmp(&b.clave));
    todo.agencias.sort_by(|a, b| a.clave.cmp(&b.clave));
    todo
}

fn any_office_can_have_what_the_demonstration_has(casa: &Casa) {
    casa.run(&["iniciar", "--instancia", "20067"]);
    let carpeta = tempfile::tempdir().unwrap();
    for (tipo, sin) in HOJAS {
        let hoja = repository(&format!("datos/informe-2017/{tipo}.csv"));
        let mut hoja = std::fs::read_to_string(hoja).unwrap();
        if !sin.is_empty() {
            // A column with another name is not read.
            hoja = hoja.replacen(sin, "Nota de la oficina", 1);
        }
        let ruta = carpeta.path().join(format!("{tipo}.csv"));
        std::fs::write(&ruta, hoja).unwrap();
        let orden = ["importar", ruta.to_str().unwrap(), "--tipo", tipo];
        let dicho = casa.run(&[&orden[..], &["--instancia", "20067", "--pocas-personas"]].concat());
        assert!(!dicho.contains("Aviso"), "{tipo}: {dicho}");
    }
    let clave = "20067".parse().unwrap();
    let hay = wait(async {
        let registro = Registro::open(&casa.registro()).await.unwrap();
        registro.institucional(&clave).await.unwrap()
    });
    let nota = datos::incluidos::informe_2017().unwrap();
    assert_eq!(in_order(hay), in_order(nota));
}

on_both!(any_office_can_have_what_the_demonstration_has);
