//! A query over everything costs a constant number of SQL statements, whatever the rows.

use claves::Llave;
use datos::incluidos;
use domain::Carga;
use persistence::{Imprenta, Naturaleza, Registro, Tirada};
use time::macros::{date, datetime};

use crate::casa::{Casa, Servidor, on_both, somebody};

const CONSULTA: &str = r#"{ instancia(clave: "20067") { edicion {
    agencias { nombre ferias { nombre lugar { valor { agencia { nombre } } } } }
    convenios { clave }
    consejo { nombre
      integrantes { nombre protestaEn { valor { clave } } }
      sesiones { clave quorum { valor { hay } } asistencia { valor { integrante { nombre } presencia } }
        ordenDelDia { integrante { nombre } } acuerdos { texto } } }
    actividades(first: 100) { nodes { nombre lugar { valor { agencia { nombre } } } } }
} } }"#;

/// Publishes an instancia with `n` of everything: agencias, fairs, members, sessions.
fn publish(casa: &Casa, n: usize) {
    let mut institucional = incluidos::informe_2017().unwrap();
    let agencia = institucional.agencias[0].clone();
    let feria = institucional
        .actividades
        .iter()
        .find(|a| a.clave == "feria-2017-candiani")
        .unwrap()
        .clone();
    institucional.agencias.clear();
    institucional
        .actividades
        .retain(|a| a.tipo == domain::TipoActividad::Encuentro);
    let consejo = &mut institucional.consejos[0];
    let (integrante, sesion) = (consejo.integrantes[0].clone(), consejo.sesiones[0].clone());
    for i in 0..n {
        let clave = format!("agencia_{i}");
        institucional.agencias.push(domain::Agencia {
            clave: clave.clone(),
            ..agencia.clone()
        });
        institucional.actividades.push(domain::Actividad {
            clave: format!("feria-{i}"),
            lugar: domain::Dato::Consta(domain::Lugar::Agencia(clave)),
            ..feria.clone()
        });
        consejo.integrantes.push(domain::Integrante {
            clave: format!("integrante_{i}"),
            ..integrante.clone()
        });
    }
    for i in 0..n {
        let asistencia = |j| domain::Asistencia {
            integrante: format!("integrante_{j}"),
            presencia: domain::Presencia::Presente,
        };
        consejo.sesiones.push(domain::Sesion {
            clave: format!("sesion_{i}"),
            asistencia: domain::Dato::Consta((0..n).map(asistencia).collect()),
            ..sesion.clone()
        });
    }
    let carga = Carga {
        institucional,
        catalogos: incluidos::catalogos().unwrap(),
        personas: vec![],
        atenciones: vec![],
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let registro = Registro::create(&casa.registro()).await.unwrap();
        registro
            .start(&carga, Naturaleza::Real, None, &somebody())
            .await
            .unwrap();
        let clave = carga.institucional.instancia.clave();
        let lugares = casa.lugares();
        let plan = oficina::plan::plan(&lugares, clave).await.unwrap();
        let corte = date!(2017 - 12 - 31);
        let preparada = oficina::publicar::prepare(&lugares, clave, corte, &plan, &mut |_| ())
            .await
            .unwrap();
        let claves = tempfile::tempdir().unwrap();
        let llave = Llave::create(claves.path()).unwrap();
        Imprenta::new(&casa.publicaciones())
            .publish(
                &preparada.contenido,
                &Tirada {
                    instante: datetime!(2018-02-01 0:00 UTC),
                    llave: &llave,
                    otra_vez: false,
                    componer: None,
                },
                async || Ok(()),
            )
            .await
            .unwrap();
    });
}

/// Statements that answering the query takes, from the log of the database driver.
fn statements(casa: &Casa, n: usize) -> usize {
    let mut orden = casa.command(&["servir", "--direccion", "127.0.0.1:0"]);
    orden
        .env("PACTO_LOG_NIVEL", "off,sqlx::query=debug")
        .env("PACTO_LOG_FORMATO", "json");
    let servidor = Servidor::start(orden);
    let datos = servidor.data(CONSULTA);
    let edicion = &datos["instancia"]["edicion"];
    assert_eq!(edicion["agencias"].as_array().unwrap().len(), n);
    assert_eq!(
        edicion["consejo"]["sesiones"].as_array().unwrap().len(),
        n + 1
    );
    let log = servidor.stop();
    log.lines()
        .filter(|linea| linea.contains("SELECT") && linea.contains("pieza"))
        .count()
}

fn a_constant_number_whatever_the_rows(casa: &Casa) {
    publish(casa, 3);
    let pocas = statements(casa, 3);
    assert!(pocas > 5, "the log shows {pocas} statements");
    let otra = match casa {
        Casa::Carpeta(_) => Casa::folder(),
        Casa::Postgres(_) => Casa::postgres().unwrap(),
    };
    publish(&otra, 60);
    assert_eq!(statements(&otra, 60), pocas);
}

on_both!(a_constant_number_whatever_the_rows);
