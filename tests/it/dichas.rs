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
    let put = |tipo: &str, hoja: &str| {
        let ruta = oficina.sheet(&format!("{tipo}.csv"), hoja);
        casa.run(&["importar", &ruta, "--tipo", tipo, "--instancia", "20067"])
    };
    let actos = "Clave,Tipo,Nombre,Fecha,Público,Participantes\n\
                 A,Taller,Uno,08/03/2017,Mujeres,25\nB,Taller,Otro,09/03/2017,Mujeres,4\n";
    put("actividades", actos);
    casa.publish("2017-12-31");
    let informe = "inf,Informe,01/01/2017,31/12/2017,El informe";
    put(
        "informes",
        &format!("Clave,Título,Desde,Hasta,Fuente\n{informe}\n"),
    );
    let encabezado = "Informe,Clave,Nombre,Valor,Unidad,Población,Texto,Se compara con,De qué\n";
    let mut cifras = encabezado.to_owned();
    for clave in ["asesoria_juridica", "apoyo_psicologico", "trabajo_social"] {
        let suya =
            format!("inf,{clave},Cifra de {clave},80,,Servicios,80 servicios,Servicios,{clave}\n");
        cifras.push_str(&suya);
    }
    put("cifras", &cifras);
    let corte = publishing("2017-12-31");
    let simulada = [&["publicar", "--simular"], &corte[2..]].concat();
    // Who only looks is told the same, and ends the same.
    let (_, visto) = casa.seen(&simulada);
    let negado = casa.fail(&corte);
    assert_eq!((visto.0, visto.1.as_str()), (3, negado.1.as_str()));
    assert!(negado.1.contains("que la edición protege"), "{}", negado.1);
    // Compared with nothing it may be another count: that is asked.
    let sola =
        format!("{encabezado}inf,asesoria_juridica,Otra,80,Servicio,Servicios,80 servicios,,\n");
    for clave in ["apoyo_psicologico", "trabajo_social", "asesoria_juridica"] {
        let cual = format!("inf/{clave}");
        casa.run(&["quitar", "cifras", &cual, "--si", "--instancia", "20067"]);
    }
    put("cifras", &sola);
    let dicho = casa.run(&simulada);
    assert!(
        dicho.contains("Aviso: «Otra» dice 80, que es también una cuenta que la edición protege: «Servicios» (2017, "),
        "{dicho}"
    );
    // Of people trained too, although all that is withheld of them is of one act.
    let capacitadas =
        "inf,capacitadas,Capacitadas,29,,Mujeres,29 mujeres,Personas capacitadas,Mujeres";
    put("cifras", &format!("{encabezado}{capacitadas}\n"));
    assert_eq!(casa.fail(&corte).0, 3);
    // What is no count of the register tells nothing.
    put(
        "cifras",
        &format!("{encabezado}{}\n", capacitadas.replace("29", "28")),
    );
    assert!(casa.run(&corte).contains("Se publicó la edición 2"));
}

/// The edition says how many took part by public and by kind of act, and no total: one that is stated gives away what of it is
/// withheld, compared with anything or with nothing, and so does one that is a few more than what is published.
#[test]
fn a_total_does_not_state_what_of_it_is_withheld() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let put = |tipo: &str, hoja: &str| {
        let ruta = oficina.sheet(&format!("{tipo}.csv"), hoja);
        casa.run(&["importar", &ruta, "--tipo", tipo, "--instancia", "20067"])
    };
    let actos = "Clave,Tipo,Nombre,Fecha,Público,Participantes\n\
                 A,Taller,Uno,08/03/2017,Ciudadanas y ciudadanos,58\n\
                 B,Taller,Otro,09/03/2017,Servidoras y servidores públicos,25\n\
                 C,Taller,Otro más,10/03/2017,Mujeres,3\n\
                 D,Encuentro,Encuentro,11/03/2017,Mujeres,4\n\
                 E,Conmemoración,Marcha,08/03/2017,Mujeres,200\n\
                 F,Taller,De cuántas no consta,13/03/2017,,\n";
    put("actividades", actos);
    put(
        "informes",
        "Clave,Título,Desde,Hasta,Fuente\ninf,Informe,01/01/2017,31/12/2017,El informe\n",
    );
    let state = |valor: u32, unidad: &str, con: &str| {
        put(
            "cifras",
            &format!(
                "Informe,Clave,Nombre,Valor,Unidad,Población,Texto,Se compara con,De qué\n\
                 inf,todas,Todas,{valor},{unidad},Personas,{valor} en total,{con},\n"
            ),
        );
    };
    let corte = publishing("2017-12-31");
    for (valor, con) in [(86, "Personas capacitadas"), (204, "Participaciones")] {
        state(valor, "", con);
        let (estado, dicho) = casa.fail(&corte);
        assert_eq!(estado, 3, "{con}");
        assert!(dicho.contains("que la edición protege"), "{dicho}");
    }
    state(85, "", "Personas capacitadas");
    let (estado, dicho) = casa.fail(&corte);
    assert_eq!(estado, 2);
    assert!(
        dicho.contains("«Todas (85), junto a lo que se publica (83)»"),
        "{dicho}"
    );
    casa.run(&[
        "quitar",
        "cifras",
        "inf/todas",
        "--si",
        "--instancia",
        "20067",
    ]);
    state(204, "Participación", "");
    let simulada = [&["publicar", "--simular"], &corte[2..]].concat();
    let dicho = casa.run(&simulada);
    assert!(
        dicho.contains("Aviso: «Todas» dice 204, que es también una cuenta que la edición protege: «Participaciones» (2017)"),
        "{dicho}"
    );
    // Ninety are no count of hers.
    casa.run(&[
        "quitar",
        "cifras",
        "inf/todas",
        "--si",
        "--instancia",
        "20067",
    ]);
    state(90, "", "Personas capacitadas");
    casa.run(&corte);
}

/// A figure whose count the plan does not say differs by few from one that it publishes: these few are asked for.
#[test]
fn a_figure_does_not_tell_few_beside_what_is_published() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    casa.run(&["plan", "--usar", "minimo", "--instancia", "20067"]);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let put = |tipo: &str, hoja: &str| {
        let ruta = oficina.sheet(&format!("{tipo}.csv"), hoja);
        casa.run(&["importar", &ruta, "--tipo", tipo, "--instancia", "20067"])
    };
    put(
        "informes",
        "Clave,Título,Desde,Hasta,Fuente\ninf,Informe,01/01/2017,31/12/2017,El informe\n",
    );
    let figure = |valor: u32| {
        format!(
            "Informe,Clave,Nombre,Valor,Unidad,Población,Texto,Se compara con,De qué\ninf,todas,Personas,{valor},,Personas,{valor} personas,Personas atendidas,\n"
        )
    };
    // All 120 are women, whom the plan counts alone.
    put("cifras", &figure(123));
    let corte = publishing("2017-12-31");
    let (estado, dicho) = casa.fail(&corte);
    assert_eq!(estado, 2);
    assert!(
        dicho.contains("«Personas (123), junto a lo que se publica (120)»")
            && dicho.contains("--pocas-personas"),
        "{dicho}"
    );
    put("cifras", &figure(150));
    casa.run(&corte);
}

/// Two figures that are stated tell few by themselves, whatever is published: that is asked for too.
#[test]
fn two_figures_do_not_tell_few_side_by_side() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    casa.run(&["plan", "--usar", "minimo", "--instancia", "20067"]);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let put = |tipo: &str, hoja: &str| {
        let ruta = oficina.sheet(&format!("{tipo}.csv"), hoja);
        casa.run(&["importar", &ruta, "--tipo", tipo, "--instancia", "20067"])
    };
    put(
        "informes",
        "Clave,Título,Desde,Hasta,Fuente\ninf,Informe,01/01/2017,31/12/2017,El informe\n",
    );
    let figures = |personas: u32| {
        format!(
            "Informe,Clave,Nombre,Valor,Unidad,Población,Texto,Se compara con,De qué\n\
             inf,todas,Personas,{personas},,Personas,{personas},Personas atendidas,\n\
             inf,ellas,Mujeres,78,,Mujeres,78,Mujeres atendidas,\n\
             inf,juridica,En lo jurídico,78,,Mujeres,78,Mujeres atendidas,Asesoría jurídica\n"
        )
    };
    put("cifras", &figures(82));
    let corte = publishing("2017-12-31");
    let (dicho, visto) = casa.seen(&[&["publicar", "--simular"], &corte[2..]].concat());
    assert!(
        visto.0 == 2 && dicho.contains("dice tal cual de muy pocas personas, que quien las conozca reconocería: ")
            && dicho.contains("«Personas (82), junto a Mujeres (78)», «Personas (82), junto a En lo jurídico (78)»"),
        "{dicho}"
    );
    let (estado, negado) = casa.fail(&corte);
    assert!(
        estado == 2 && negado.contains("--pocas-personas"),
        "{negado}"
    );
    // What differs by more, or by nothing, tells nobody.
    put("cifras", &figures(90));
    casa.run(&corte);
}
