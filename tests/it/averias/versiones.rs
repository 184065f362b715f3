//! Two versions of the program on one store.

use persistence::{Error, Nota, Registro};
use sea_orm::{ConnectionTrait, Statement};

use crate::casa::{Casa, on_both, somebody, wait};

/// An order may think for long between opening a store and writing into it: what a newer version made of the tables meanwhile is
/// not written into.
fn a_store_that_a_newer_version_took_meanwhile_is_not_written_into(casa: &Casa) {
    casa.run(&["iniciar", "--instancia", "20067"]);
    let (antes, despues) = wait(async {
        let registro = Registro::open(&casa.registro()).await.unwrap();
        let autoria = somebody();
        let note = || {
            let nota = Nota {
                orden: "exportar",
                ..Nota::default()
            };
            registro.note(None, &autoria, nota)
        };
        let antes = note().await;
        let bd = casa.sql().await;
        let orden =
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_de_otra', 1)";
        bd.execute_unprepared(orden).await.unwrap();
        bd.close().await.unwrap();
        (antes, note().await)
    });
    assert!(antes.is_ok(), "{antes:?}");
    assert!(matches!(despues, Err(Error::OtraVersion)), "{despues:?}");
}

/// A register of before is not changed by whoever only reads it, and says how it is brought up to date.
fn orders_that_only_read_leave_the_tables_as_they_are(casa: &Casa) {
    casa.run(&["iniciar", "--instancia", "20067"]);
    let steps = || {
        wait(async {
            let bd = casa.sql().await;
            let cuantas = "SELECT COUNT(*) AS n FROM seaql_migrations";
            let orden = Statement::from_string(bd.get_database_backend(), cuantas);
            let fila = bd.query_one_raw(orden).await.unwrap().unwrap();
            let n: i64 = fila.try_get("", "n").unwrap();
            bd.close().await.unwrap();
            n
        })
    };
    let todas = steps();
    wait(async {
        let bd = casa.sql().await;
        for orden in [
            "DELETE FROM seaql_migrations WHERE version = 'm0011_misma'",
            "DROP INDEX historia_persona",
            "DROP INDEX historia_atencion",
            "ALTER TABLE persona DROP COLUMN misma",
            "ALTER TABLE enlace DROP COLUMN curp",
        ] {
            bd.execute_unprepared(orden).await.unwrap();
        }
        bd.close().await.unwrap();
    });
    for orden in ["revisar", "pendientes", "plan"] {
        let (estado, dicho) = casa.fail(&[orden, "--instancia", "20067"]);
        assert!(estado == 2 && dicho.contains("«pacto claves»"), "{dicho}");
    }
    assert_eq!(steps(), todas - 1);
    assert!(casa.run(&["claves"]).contains("quedó al día"));
    assert_eq!(steps(), todas);
    casa.run(&["revisar", "--instancia", "20067"]);
}

on_both!(
    a_store_that_a_newer_version_took_meanwhile_is_not_written_into,
    orders_that_only_read_leave_the_tables_as_they_are
);
