//! Why a PostgreSQL database cannot be opened, told by a real one, and by one that is made up where the real one seldom says it.

use std::path::Path;
use std::process::Command;

use super::fingido::{Papel, listen};
use crate::aparte::{Aparte, OPERADOR, PUBLICO, free_port};
use crate::casa::{failure, pacto, text};

/// What is said of an address: with where, in one line, and never with the password.
fn said(url: &str) -> String {
    let (estado, mensaje) = failure(
        &pacto(&["verificar", "--publicaciones-url", url])
            .output()
            .unwrap(),
    );
    assert_eq!((estado, mensaje.lines().count()), (2, 1), "{mensaje}");
    for secreto in [PUBLICO, "clave-mala", "pacto_publico"] {
        assert!(!mensaje.contains(secreto), "{mensaje}");
    }
    mensaje
}

/// The sentence of a cause, after where it happened.
fn cause(url: &str, donde: &str) -> String {
    let mensaje = said(url);
    let causa = mensaje.split_once(donde).map(|(_, causa)| causa.trim());
    causa.unwrap_or_else(|| panic!("{mensaje}")).to_owned()
}

#[test]
fn who_comes_in_and_who_does_not() {
    let Some(bases) = Aparte::new() else { return };
    let donde = format!("«pacto_publicaciones» de 127.0.0.1:{}: ", bases.puerto);
    let publico = bases.publicaciones();
    assert!(said(&publico).contains("no hay publicaciones"));
    let mala = bases.url("pacto_publico", "clave-mala", "pacto_publicaciones");
    assert!(cause(&mala, &donde).starts_with("el usuario y la contraseña no son los de ahí"));
    let otra = bases.url("pacto_publico", PUBLICO, "no_hay");
    assert!(cause(&otra, "«no_hay» de ").contains("no tiene una base con ese nombre"));
    let registro = bases.url("pacto_publico", PUBLICO, "pacto_registro");
    assert!(cause(&registro, "«pacto_registro» de ").contains("no tiene permiso"));
    bases.psql(&["-c", "ALTER ROLE pacto_publico CONNECTION LIMIT 0"]);
    assert!(cause(&publico, &donde).starts_with("no admite más conexiones"));
    bases.psql(&["-c", "ALTER ROLE pacto_publico CONNECTION LIMIT -1"]);
    // One of another program, and one whose tables nobody is let see.
    let admin = |orden: &str| bases.psql(&["-d", "pacto_publicaciones", "-c", orden]);
    admin("CREATE TABLE seaql_migrations (id int); GRANT SELECT ON seaql_migrations TO PUBLIC");
    assert!(said(&publico).contains("tiene las tablas de otro programa"));
    admin("DROP TABLE seaql_migrations; REVOKE ALL ON SCHEMA public FROM PUBLIC, pacto_publico");
    assert!(said(&publico).contains("el usuario no tiene permiso"));
    bases.hba("host all nadie 127.0.0.1/32 trust\nhost all pacto_publico 127.0.0.1/32 reject");
    bases.reload();
    assert!(cause(&publico, &donde).contains("pg_hba.conf"));
    let nadie = bases.url("nadie", "x", "pacto_publicaciones");
    assert!(cause(&nadie, &donde).starts_with("el servidor no tiene a ese usuario"));
    // The operator, who may come in, has both databases: what is there is not a register nor publications yet.
    assert!(
        bases
            .run(&["iniciar", "--instancia", "20067"])
            .contains("20067")
    );
    // One in the place of the other.
    let suya = bases.url("pacto_operador", OPERADOR, "pacto_registro");
    assert!(said(&suya).contains("o es la del otro almacén"));
}

#[test]
fn certificates() {
    let Some(bases) = Aparte::new() else { return };
    let donde = format!(":{}: ", bases.puerto);
    let publico = bases.publicaciones();
    let con = |modo: &str| format!("{publico}?sslmode={modo}");
    assert!(cause(&con("require"), &donde).starts_with("el servidor no cifra"));

    let carpeta = bases.carpeta.path();
    let autoridad = carpeta.join("ca.crt");
    openssl(
        carpeta,
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=Autoridad -days 2",
    );
    openssl(
        carpeta,
        "req -newkey rsa:2048 -nodes -keyout base.key -out base.csr -subj /CN=127.0.0.1",
    );
    std::fs::write(carpeta.join("este.ext"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    std::fs::write(
        carpeta.join("otro.ext"),
        "subjectAltName=DNS:otra.ejemplo.org\n",
    )
    .unwrap();
    let certify = |mas: &str| {
        openssl(
            carpeta,
            &format!(
                "x509 -req -in base.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out base.crt {mas}"
            ),
        );
        bases.give(&carpeta.join("base.key"));
        bases.give(&carpeta.join("base.crt"));
        bases.set(&format!(
            "ssl = on\nssl_cert_file = '{0}/base.crt'\nssl_key_file = '{0}/base.key'",
            carpeta.display()
        ));
    };
    certify("-extfile este.ext");
    assert!(cause(&con("verify-full"), &donde).contains("sslrootcert=/ruta/ca.crt"));
    let propia = |modo: &str| format!("{}&sslrootcert={}", con(modo), autoridad.display());
    assert!(said(&propia("verify-full")).contains("no hay publicaciones"));
    let sin_archivo = format!("{}&sslrootcert=/no/existe.crt", con("verify-full"));
    assert!(cause(&sin_archivo, &donde).starts_with("el archivo que dice sslrootcert"));
    certify("-extfile otro.ext");
    assert!(cause(&propia("verify-full"), &donde).starts_with("su certificado es de otro nombre"));
    assert!(said(&propia("verify-ca")).contains("no hay publicaciones"));
    // Without extensions it is of the first version.
    certify("");
    assert!(cause(&con("require"), &donde).contains("X.509 v1"));
    assert!(said(&con("disable")).contains("no hay publicaciones"));
}

fn openssl(carpeta: &Path, orden: &str) {
    let salida = Command::new("openssl")
        .args(orden.split_whitespace())
        .current_dir(carpeta)
        .output()
        .unwrap();
    assert!(salida.status.success(), "{}", text(&salida.stderr));
}

#[test]
fn nobody_there_or_somebody_else() {
    let en = |puerto: u16| format!("postgres://pacto_publico:clave-mala@127.0.0.1:{puerto}/b");
    let de = |papel: Papel| {
        let puerto = listen(papel);
        cause(&en(puerto), &format!("«b» de 127.0.0.1:{puerto}: "))
    };
    assert!(said(&en(free_port())).contains("nadie contesta ahí"));
    let sin_nombre = said("postgres://pacto_publico:clave-mala@base.invalid/b");
    assert!(
        sin_nombre.contains("«b» de base.invalid:5432: no hay ninguna máquina con ese nombre"),
        "{sin_nombre}"
    );
    let sin_enchufe = said("postgres://pacto_publico:clave-mala@localhost/b?host=/no/hay");
    assert!(sin_enchufe.contains("nadie contesta ahí"), "{sin_enchufe}");
    assert!(de(Papel::Otro).contains("no es PostgreSQL"));
    assert!(de(Papel::Repartidor).contains("pool_mode = session"));
    let rechaza = |codigo, rutina| de(Papel::Rechaza(codigo, rutina));
    assert!(rechaza("08P01", None).contains("revise su configuración y que alcance a PostgreSQL"));
    assert!(
        rechaza("53100", Some("FileWrite")).contains("no queda espacio en el disco de la base")
    );
    assert!(rechaza("25006", Some("PreventCommandIfReadOnly")).contains("sólo se deja leer"));
}

#[test]
fn an_address_that_says_something_else_is_refused() {
    for (fin, espera) in [
        ("?sslmode=requiere", "verify-full"),
        ("?sslmod=verify-full", "algo que no se conoce"),
        (
            "?sslmode=verify-full&sslrotcert=/ca.crt",
            "algo que no se conoce",
        ),
    ] {
        let mensaje = said(&format!(
            "postgres://pacto_publico:clave-mala@127.0.0.1/b{fin}"
        ));
        assert!(
            mensaje.contains("la dirección de la base no es válida") && mensaje.contains(espera),
            "{mensaje}"
        );
    }
    let mensaje = said("postgres://pacto_publico:clave-mala#1@127.0.0.1/b");
    assert!(mensaje.contains("%23"), "{mensaje}");
}
