//! Two versions of the program on one store.

use persistence::{Error, Nota, Registro};
use sea_orm::ConnectionTrait;

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

on_both!(a_store_that_a_newer_version_took_meanwhile_is_not_written_into);
