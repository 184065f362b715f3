use super::*;
use crate::atenciones::columnas::{Columna, FORMA};
use crate::celda::{Celda, Celdas};
use crate::defecto::Defecto;

const MAPA: &str = r#"
edad = "edad"
[columnas]
Fecha = ["dia", "fecha"]
Sexo = "genero"
[constantes]
Servicio = "Orientación"
Visita = "Primera vez"
Procedencia = "No especificada"
[valores.Sexo]
"Mujer trans" = "Mujer"
"*" = "No especificado"
[marcas."Tipos de violencia"]
ninguna = "No especificado"
columnas = { fisica = "Física", economica = "Económica; Patrimonial", otra = "" }
"#;

fn share(fila: &[&str]) -> (Celdas, Vec<Defecto>) {
    let encabezados = ["Fecha", "Género", "Edad", "Física", "Económica", "Otra"];
    let encabezados = encabezados.map(str::to_owned);
    let reparto = Mapa::read(MAPA).unwrap().apply(&FORMA, &encabezados);
    let celdas: Vec<Celda> = fila.iter().map(|texto| Celda::from(*texto)).collect();
    reparto.unwrap().share(&celdas, &|_, _| false)
}

#[test]
fn a_map_says_where_each_column_comes_from() {
    let (celdas, defectos) = share(&["2020-03-01", "MUJER TRANS", "30", "Si", "SI", "Si"]);
    let texto = |columna: Columna| celdas[usize::from(columna)].texto();
    assert_eq!(defectos, []);
    assert_eq!(texto(Columna::Sexo), "Mujer");
    assert_eq!(texto(Columna::AnioNacimiento), "1990");
    assert_eq!(texto(Columna::Violencia), "Económica; Patrimonial; Física");
    assert_eq!(texto(Columna::Servicio), "Orientación");
    let (celdas, defectos) = share(&["2020-03-01", "travesti", "", "No", "", "quizá"]);
    assert_eq!(
        celdas[usize::from(Columna::Sexo)].texto(),
        "No especificado"
    );
    assert_eq!(defectos.len(), 1);
}

#[test]
fn what_a_map_gets_wrong_is_said() {
    let dice = |mapa: &str| {
        let mapa = Mapa::read(mapa)?;
        mapa.apply(&FORMA, &["fecha".to_owned()]).map(|_| ())
    };
    let error = |mapa| dice(mapa).unwrap_err().to_string();
    assert!(error("[columnas]\nFecha = \"fechas\"").contains("«fechas»; ¿quiso decir «fecha»?"));
    assert!(error("[columnas]\nFetcha = \"fecha\"").contains("¿quiso decir «Fecha»?"));
    assert!(error("[columnas]\nFecha = \"fecha\"").contains("faltan las columnas «Servicio»"));
    assert!(error("[columnas]\n[nada]\n").contains("línea 2"));
    let dos = ["Día", "Fecha"].map(str::to_owned);
    let mapa = Mapa::read("[columnas]\nFecha = [\"dia\", \"fecha\"]").unwrap();
    let dicho = mapa.apply(&FORMA, &dos).unwrap_err().to_string();
    assert!(dicho.contains("tiene «dia» y «fecha»"), "{dicho}");
}

#[test]
fn ages_are_numbers_of_years() {
    let dice = |edad: &str| {
        let (celdas, defectos) = share(&["2020-03-01", "mujer", edad, "", "", ""]);
        let dichos = defectos.iter().map(|defecto| defecto.motivo.to_string());
        (
            celdas[usize::from(Columna::AnioNacimiento)].texto(),
            dichos.collect::<Vec<_>>(),
        )
    };
    for (edad, anio) in [
        ("30", "1990"),
        ("30 años", "1990"),
        ("1 año", "2019"),
        ("No especificado", "No especificado"),
        ("0", "2020"),
        ("", ""),
    ] {
        assert_eq!(dice(edad), (anio.to_owned(), vec![]), "{edad}");
    }
    for edad in ["1985", "s/d", "35.5", "3 meses", "-1"] {
        let (anio, dichos) = dice(edad);
        assert_eq!(anio, "", "{edad}");
        assert!(
            dichos[0].ends_with("se espera una edad en años, como 35"),
            "{dichos:?}"
        );
    }
}
