//! What the instancia states of its own report, beside what its editions withhold.

use crate::casa::{Casa, publishing};
use crate::oficina::{Oficina, csv, many};

/// An office that has attended 120 women and states figures of its report.
struct Declara<'a> {
    casa: &'a Casa,
    oficina: Oficina<'a>,
}

impl<'a> Declara<'a> {
    /// With these attentions.
    fn new(casa: &'a Casa, filas: &[String]) -> Self {
        let oficina = Oficina::new(casa);
        oficina.import(&oficina.sheet("todas.csv", csv(filas)));
        Self { casa, oficina }
    }

    fn put(&self, tipo: &str, hoja: &str) -> String {
        let ruta = self.oficina.sheet(&format!("{tipo}.csv"), hoja);
        let orden = ["importar", &ruta, "--tipo", tipo, "--instancia", "20067"];
        self.casa.run(&orden)
    }

    fn report(&self) {
        self.put(
            "informes",
            "Clave,Título,Desde,Hasta,Fuente\ninf,Informe,01/01/2017,31/12/2017,El informe\n",
        );
    }

    /// Figures of the report, without its key: a line each.
    fn state(&self, cifras: &[&str]) {
        let columnas = "Informe,Clave,Nombre,Valor,Unidad,Población,Texto,Se compara con,De qué";
        let cifras = cifras.iter().map(|cifra| format!("inf,{cifra}\n"));
        self.put(
            "cifras",
            &format!("{columnas}\n{}", cifras.collect::<String>()),
        );
    }

    fn take_back(&self, cifra: &str) {
        let cual = format!("inf/{cifra}");
        let orden = ["quitar", "cifras", &cual, "--si", "--instancia", "20067"];
        self.casa.run(&orden);
    }
}

/// A figure that is stated after an edition withheld what it is compared with would tell, by a subtraction, what that hides.
#[test]
fn a_figure_does_not_state_what_is_withheld() {
    let casa = Casa::folder();
    let mut filas = many(240);
    let rara = |i: u32| {
        format!("R-{i},08/03/2017,Orientación,Candiani,Primera vez,ninguna,,R{i},Mujer,198{i}")
    };
    filas.extend((0..2).map(rara));
    let declara = Declara::new(&casa, &filas);
    let actos = "Clave,Tipo,Nombre,Fecha,Público,Participantes\n\
                 A,Taller,Uno,08/03/2017,Mujeres,25\nB,Taller,Otro,09/03/2017,Mujeres,4\n";
    declara.put("actividades", actos);
    casa.publish("2017-12-31");
    declara.report();
    let cifras = ["asesoria_juridica", "apoyo_psicologico", "trabajo_social"];
    let cifras = cifras.map(|clave| {
        format!("{clave},Cifra de {clave},80,,Servicios,80 servicios,Servicios,{clave}")
    });
    declara.state(&cifras.each_ref().map(String::as_str));
    let corte = publishing("2017-12-31");
    let simulada = [&["publicar", "--simular"], &corte[2..]].concat();
    // Who only looks is told the same, and ends the same.
    let (_, visto) = casa.seen(&simulada);
    let negado = casa.fail(&corte);
    assert_eq!((visto.0, visto.1.as_str()), (3, negado.1.as_str()));
    assert!(negado.1.contains("que la edición protege"), "{}", negado.1);
    // Compared with nothing it may be another count: that is asked.
    for clave in ["apoyo_psicologico", "trabajo_social", "asesoria_juridica"] {
        declara.take_back(clave);
    }
    declara.state(&["asesoria_juridica,Otra,80,Servicio,Servicios,80 servicios,,"]);
    let dicho = casa.run(&simulada);
    assert!(
        dicho.contains("Aviso: «Otra» dice 80, que es también una cuenta que la edición protege: «Servicios» (2017, "),
        "{dicho}"
    );
    // Of people trained too, although all that is withheld of them is of one act.
    let capacitadas = "capacitadas,Capacitadas,29,,Mujeres,29 mujeres,Personas capacitadas,Mujeres";
    declara.state(&[capacitadas]);
    assert_eq!(casa.fail(&corte).0, 3);
    // What is no count of the register tells nothing.
    declara.state(&[&capacitadas.replace("29", "28")]);
    assert!(casa.run(&corte).contains("Se publicó la edición 2"));
}

/// The edition says how many took part by public and by kind of act, and no total: one that is stated gives away what of it is
/// withheld, compared with anything or with nothing, and so does one that is a few more than what is published.
#[test]
fn a_total_does_not_state_what_of_it_is_withheld() {
    let casa = Casa::folder();
    let declara = Declara::new(&casa, &many(240));
    let actos = "Clave,Tipo,Nombre,Fecha,Público,Participantes\n\
                 A,Taller,Uno,08/03/2017,Ciudadanas y ciudadanos,58\n\
                 B,Taller,Otro,09/03/2017,Servidoras y servidores públicos,25\n\
                 C,Taller,Otro más,10/03/2017,Mujeres,3\n\
                 D,Encuentro,Encuentro,11/03/2017,Mujeres,4\n\
                 E,Conmemoración,Marcha,08/03/2017,Mujeres,200\n\
                 F,Taller,De cuántas no consta,13/03/2017,,\n";
    declara.put("actividades", actos);
    declara.report();
    let state = |valor: u32, unidad: &str, con: &str| {
        let cifra = format!("todas,Todas,{valor},{unidad},Personas,{valor} en total,{con},");
        declara.state(&[&cifra]);
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
    declara.take_back("todas");
    state(204, "Participación", "");
    let simulada = [&["publicar", "--simular"], &corte[2..]].concat();
    let dicho = casa.run(&simulada);
    assert!(
        dicho.contains("Aviso: «Todas» dice 204, que es también una cuenta que la edición protege: «Participaciones» (2017)"),
        "{dicho}"
    );
    // Ninety are no count of hers.
    declara.take_back("todas");
    state(90, "", "Personas capacitadas");
    casa.run(&corte);
}

/// A figure whose count the plan does not say differs by few from one that it publishes: these few are asked for.
#[test]
fn a_figure_does_not_tell_few_beside_what_is_published() {
    let casa = Casa::folder();
    let declara = Declara::new(&casa, &many(240));
    casa.plan("minimo");
    declara.report();
    let state = |valor: u32| {
        let cifra =
            format!("todas,Personas,{valor},,Personas,{valor} personas,Personas atendidas,");
        declara.state(&[&cifra]);
    };
    // All 120 are women, whom the plan counts alone.
    state(123);
    let corte = publishing("2017-12-31");
    let (estado, dicho) = casa.fail(&corte);
    assert_eq!(estado, 2);
    assert!(
        dicho.contains("«Personas (123), junto a lo que se publica (120)»")
            && dicho.contains("--pocas-personas"),
        "{dicho}"
    );
    state(150);
    casa.run(&corte);
}

/// Two figures that are stated tell few by themselves, whatever is published: that is asked for too.
#[test]
fn two_figures_do_not_tell_few_side_by_side() {
    let casa = Casa::folder();
    let declara = Declara::new(&casa, &many(240));
    casa.plan("minimo");
    declara.report();
    let state = |personas: u32| {
        declara.state(&[
            &format!("todas,Personas,{personas},,Personas,{personas},Personas atendidas,"),
            "ellas,Mujeres,78,,Mujeres,78,Mujeres atendidas,",
            "juridica,En lo jurídico,78,,Mujeres,78,Mujeres atendidas,Asesoría jurídica",
        ]);
    };
    state(82);
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
    state(90);
    casa.run(&corte);
}
