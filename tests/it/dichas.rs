//! What the instancia states of its own report, beside what its editions withhold.

use crate::casa::{Casa, publishing};
use crate::oficina::{Oficina, csv, many};

/// A figure that is stated after an edition withheld what it is compared with would tell, by a subtraction, what that hides.
#[test]
fn a_figure_does_not_state_what_is_withheld() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let mut filas = many(240);
    let rara = |i: u32| {
        format!("R-{i},08/03/2017,Orientación,Candiani,Primera vez,ninguna,,R{i},Mujer,198{i}")
    };
    filas.extend((0..2).map(rara));
    oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    casa.publish("2017-12-31");
    let put = |tipo: &str, hoja: &str| {
        let ruta = oficina.sheet(&format!("{tipo}.csv"), hoja);
        casa.run(&["importar", &ruta, "--tipo", tipo, "--instancia", "20067"])
    };
    let informe = "inf,Informe,01/01/2017,31/12/2017,El informe";
    put(
        "informes",
        &format!("Clave,Título,Desde,Hasta,Fuente\n{informe}\n"),
    );
    let mut cifras =
        "Informe,Clave,Nombre,Valor,Unidad,Población,Texto,Se compara con,De qué\n".to_owned();
    for clave in ["asesoria_juridica", "apoyo_psicologico", "trabajo_social"] {
        let suya =
            format!("inf,{clave},Cifra de {clave},80,,Servicios,80 servicios,Servicios,{clave}\n");
        cifras.push_str(&suya);
    }
    put("cifras", &cifras);
    let corte = publishing("2017-12-31");
    let dicho = casa.run(&[&["publicar", "--simular"], &corte[2..]].concat());
    assert!(
        dicho.contains("Aviso: no podrá publicarse así: «Cifra de"),
        "{dicho}"
    );
    let negado = casa.fail(&corte);
    assert_eq!(negado.0, 3);
    assert!(negado.1.contains("que la edición protege"), "{}", negado.1);
    // What is no count of the register tells nothing.
    put("cifras", &cifras.replace(",80,", ",79,"));
    assert!(casa.run(&corte).contains("Se publicó la edición 2"));
}
