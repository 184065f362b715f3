//! Registers that were found, as sheets that an import takes, beside the register that was counted and what was published of it.
//! `it::atacante::testigos` imports them and compares. The files are made again with `UPDATE_EXPECT=1`.

use std::fmt::Write;

use expect_test::expect_file;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::listas::{Renglon, SMALL, cells, count, crossings, found, gente, list};
use super::resto::registros;
use super::*;
use crate::Celda;
use crate::cubo::Rejillas;
use crate::proteccion::protect_cubo;

/// The titles that a sheet needs here; the registers that are told apart come after them.
const TITULOS: &str = "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Modalidades,Unidad,CURP,Expediente,Sexo,Año de nacimiento,Indígena,Lengua indígena,Afromexicana,Discapacidad,Escolaridad";
/// Registers that are written out.
const CUANTOS: usize = 3;

/// The rows of everybody in a list, one for each attention, in the words of whoever fills a sheet.
fn sheet(ejes: &Ejes, lista: &[Renglon]) -> String {
    let name = |eje: Eje, miembro: u16| &ejes.miembro(eje, miembro).nombre;
    let code = |eje: Eje, miembro: u16| &ejes.miembro(eje, miembro).codigo;
    let (mut hoja, mut folio) = (format!("{TITULOS}\n"), 0);
    for (quien, una) in lista.iter().enumerate() {
        let suyas = una.atenciones.iter();
        for (clase, _) in suyas.flat_map(|(clase, n)| (0..*n).map(move |_| (clase, n))) {
            folio += 1;
            let donde = [Eje::Servicio, Eje::Lugar, Eje::Visita];
            let donde = donde
                .map(|eje| name(eje, clase.hoja[eje]).as_str())
                .join(",");
            let tipos = clase.violencias.iter().filter(|tipo| **tipo > 0);
            let mut tipos: Vec<&str> = tipos.map(|t| name(Eje::Violencia, *t).as_str()).collect();
            let quien = if una.anonima {
                tipos = vec!["No preguntado"];
                ",,".to_owned()
            } else {
                let edad = code(Eje::Edad, una.edad);
                let desde: i32 = edad[..2].parse().unwrap();
                let sexo = match code(Eje::Sexo, una.sexo).as_str() {
                    "MUJER" => "Mujer",
                    "HOMBRE" => "Hombre",
                    otro => panic!("{otro} is not of these registers"),
                };
                format!("E{quien},{sexo},{}", 2017 - desde)
            };
            let (mes, tipos) = (code(Eje::Tiempo, clase.hoja[Eje::Tiempo]), tipos.join("; "));
            writeln!(hoja, "F{folio},{mes}-15,{donde},{tipos},,,,{quien},,,,,").unwrap();
        }
    }
    hoja
}

/// What an edition says: a line for each cell, but for the zeros that it publishes.
fn said(rejilla: &Rejilla, registros: &Registros) -> String {
    let ejes = &rejilla.ejes;
    let mut dicho = String::new();
    for fila in registros.filas.todas.iter().filter(|fila| !fila.vacia()) {
        let miembros = fila.celda.iter();
        let miembros = miembros.filter(|(eje, miembro)| *miembro > 0 || *eje == Eje::Tiempo);
        let miembros: Vec<&str> = miembros
            .map(|(eje, miembro)| ejes.miembro(eje, miembro).codigo.as_str())
            .collect();
        let medida = if fila.de_servicios {
            Medida::Servicios
        } else {
            Medida::PersonasAtendidas
        };
        let valor = match fila.oculta {
            None => fila.verdad.to_string(),
            Some(minimo) => format!("{minimo}+"),
        };
        writeln!(
            dicho,
            "{} {}: {valor}",
            medida.clave(),
            miembros.join(" · ")
        )
        .unwrap();
    }
    dicho
}

#[test]
fn what_is_found_is_written_as_sheets() {
    let (plan, mut catalogos) = crossings(&SMALL);
    name(&mut catalogos);
    let corte = date!(2017 - 12 - 31);
    let rejillas = Rejillas::new(&plan, corte, &catalogos, &[], &[]);
    let rejilla = &rejillas.anual;
    let mut azar = TestRunner::deterministic();
    let gente = gente(60..61).new_tree(&mut azar).unwrap().current();
    let lista = list(&rejilla.ejes, &gente);
    let cubo = count(rejilla, &lista);
    let protegido = protect_cubo(
        &plan,
        &rejillas,
        count(rejilla, &lista),
        corte,
        None,
        &[],
        &mut |_| (),
    );
    let protegido = protegido.unwrap();
    let cuentas = cells(rejilla, &cubo);
    let medidas = [Medida::PersonasAtendidas, Medida::Servicios];
    let estados = medidas.map(|medida| {
        let suyas = &cuentas[usize::from(medida == Medida::Servicios)];
        let celdas = protegido.celdas[&medida].iter();
        let estado = |(celda, dicha): &(Coordenadas, Celda)| {
            (*celda, (suyas[celda], *dicha != Celda::Protegida))
        };
        celdas.map(estado).collect::<BTreeMap<_, _>>()
    });
    let mut registros = registros(rejilla, &cubo, &estados).unwrap();
    registros.search();
    expect_file!["hojas/registro.csv"].assert_eq(&sheet(&rejilla.ejes, &lista));
    expect_file!["hojas/dicho.txt"].assert_eq(&said(rejilla, &registros));
    let fondo = std::mem::take(&mut registros.fondo);
    let mut hallados: Vec<Vec<Paso>> = fondo.into_steps().collect();
    hallados.sort_by_key(|pasos| std::cmp::Reverse(pasos.len()));
    assert!(hallados.len() > CUANTOS);
    for (i, pasos) in hallados.iter().take(CUANTOS).enumerate() {
        let hallada = found(&registros.padron, pasos);
        expect_file![format!("hojas/testigo-{}.csv", i + 1)]
            .assert_eq(&sheet(&rejilla.ejes, &hallada));
    }
}

/// Calls the services and their area as those of the program are called.
fn name(catalogos: &mut Catalogos) {
    let nombres = [
        ("trabajo_social", "Trabajo social"),
        ("apoyo_psicologico", "Apoyo psicológico"),
    ];
    let call = |entrada: &Entrada, clave: &str, nombre: &str| Entrada {
        clave: clave.into(),
        nombre: nombre.into(),
        ..entrada.clone()
    };
    let area = call(&catalogos.areas.entradas()[0], "atencion", "Atención");
    let servicios = catalogos.servicios.entradas().iter().zip(nombres);
    let servicios = servicios.map(|(servicio, (clave, nombre))| Servicio {
        entrada: call(&servicio.entrada, clave, nombre),
        area: area.clave.clone(),
        grupo: None,
    });
    catalogos.servicios = Catalogo::new("x", servicios.collect()).unwrap();
    catalogos.areas = Catalogo::new("x", vec![area]).unwrap();
}
