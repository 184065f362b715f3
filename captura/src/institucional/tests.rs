use std::io::Write;

use domain::formato::{GUARDADO, Pieza};
use domain::{Agencia, Catalogo, Catalogos, Dato, Entrada, Vigencia};
use time::macros::date;

use super::*;

/// An instancia with an agencia and a council.
fn marco() -> Marco {
    fn empty<T: AsRef<Entrada>>() -> Catalogo<T> {
        Catalogo::new("nada", vec![]).unwrap()
    }
    let consultivo = Entrada {
        clave: "consultivo".to_owned(),
        nombre: "Consejo Consultivo".to_owned(),
        fundamento: None,
        vigencia: Vigencia::default(),
    };
    let atencion = Entrada {
        clave: "atencion".to_owned(),
        nombre: "Atención".to_owned(),
        ..consultivo.clone()
    };
    let candiani = Agencia {
        clave: "candiani".to_owned(),
        nombre: "Candiani".to_owned(),
        alias: vec![],
        tipo: Dato::NoConsta,
        fuente_tipo: Dato::NoConsta,
        vigencia: Vigencia::default(),
    };
    Marco {
        catalogos: Catalogos {
            areas: Catalogo::new("áreas", vec![atencion]).unwrap(),
            grupos: empty(),
            servicios: empty(),
            tipos_violencia: empty(),
            modalidades: empty(),
            tipos_consejo: Catalogo::new("tipos de consejo", vec![consultivo]).unwrap(),
            propios: domain::Propios::default(),
        },
        region: domain::Region::VallesCentrales,
        municipio: "Oaxaca de Juárez".to_owned(),
        agencias: vec![candiani],
        unidades: vec![],
        consejos: vec![("consultivo".to_owned(), "Consejo Consultivo".to_owned())],
        alias: [].into(),
    }
}

/// A sheet with one row, of the examples of its columns.
fn examples(clase: Clase) -> Leido {
    let mut titulos = vec![];
    let mut ejemplos = vec![];
    for ficha in clase.forma().fichas {
        let sin_ejemplo = if ficha.obligatoria { "algo" } else { "" };
        let ejemplo = Some(ficha.ejemplo).filter(|ejemplo| !ejemplo.is_empty());
        titulos.push(ficha.titulo);
        ejemplos.push(ejemplo.unwrap_or(sin_ejemplo));
    }
    let mut hoja = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    writeln!(hoja, "{}\n{}", titulos.join("\t"), ejemplos.join("\t")).unwrap();
    let fuente = Fuente::open(hoja.path(), clase.forma(), None, None).unwrap();
    let contexto = Context {
        marco: &marco(),
        hoy: date!(2018 - 01 - 01),
        umbral: Umbral::MINIMO,
        pocas: false,
    };
    read(clase, &fuente, &contexto, &[]).unwrap()
}

/// A record as it is kept.
fn written(enmienda: &Enmienda) -> Option<String> {
    let escrito = match enmienda {
        Enmienda::Actividad(actividad) => actividad.written(GUARDADO),
        Enmienda::Convenio(convenio) => convenio.written(GUARDADO),
        Enmienda::Proyecto(proyecto) => proyecto.written(GUARDADO),
        Enmienda::Unidad(unidad) => unidad.written(GUARDADO),
        Enmienda::Consejo(consejo) => consejo.written(GUARDADO),
        Enmienda::Integrante(_, integrante) => integrante.written(GUARDADO),
        Enmienda::Sesion(_, sesion) => sesion.written(GUARDADO),
        Enmienda::Acuerdo(_, _, acuerdo) => acuerdo.written(GUARDADO),
        Enmienda::Calendario(_, calendario) => calendario.written(GUARDADO),
        Enmienda::Agencia(agencia) => agencia.written(GUARDADO),
        Enmienda::Pacto(pacto) => pacto.written(GUARDADO),
        Enmienda::Informe(informe) => informe.written(GUARDADO),
        // They are no documents: the register knows their parts one by one.
        Enmienda::Titular(_)
        | Enmienda::Area(_)
        | Enmienda::Grupo(_)
        | Enmienda::Servicio(_)
        | Enmienda::TipoActividad(_)
        | Enmienda::Publico(_)
        | Enmienda::Tema(_)
        | Enmienda::Efemeride(_)
        | Enmienda::TipoConsejo(_)
        | Enmienda::Nombre { .. }
        | Enmienda::Cifra(..) => return None,
    };
    Some(escrito.unwrap())
}

#[test]
fn a_row_of_examples_is_a_record() {
    for clase in Clase::all() {
        let leido = examples(clase);
        assert_eq!(leido.malos, BTreeMap::new());
        assert_eq!(leido.enmiendas.len(), 1);
    }
}

/// The register keeps, by these names, the parts of a record that a sheet says nothing of.
#[test]
fn the_parts_of_columns_are_parts_of_the_record() {
    for clase in Clase::all() {
        let Some(escrito) = written(&examples(clase).enmiendas[0]) else {
            continue;
        };
        let partes = clase.forma().fichas.iter().filter_map(|ficha| ficha.parte);
        for parte in partes {
            let parte = parte.rsplit('.').next().unwrap();
            assert!(escrito.contains(&format!("\"{parte}\":")), "{escrito}");
        }
    }
}
