//! The address of a database: what it may say, and what is told of one that says it wrong. It is never repeated, because there
//! may be a password in it.

use std::str::FromStr;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::Error;

/// What an address may say after «?». Whatever else would be left aside without a word: a certificate that is not looked at,
/// for one letter.
const PARAMETROS: [&str; 14] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-mode",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// What an address is like.
const FORMA: &str = "se espera postgres://usuario@servidor/base; los signos «#», «@», «/», «?», «:» y «%» de la contraseña se escriben %23, %40, %2F, %3F, %3A y %25";

/// What is told of an address of several servers.
const VARIOS: &str = "nombra varios servidores, y se admite uno: dé un nombre que lleve siempre al principal, o ponga delante un repartidor de conexiones en modo de sesión";

/// Reads an address.
pub(super) fn parse(url: &str) -> Result<PgConnectOptions, Error> {
    let invalida = |motivo| Err(Error::DireccionInvalida(motivo));
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return invalida("se espera postgres://usuario@servidor/base");
    }
    let parametros = url.split_once('?').map_or("", |(_, parametros)| parametros);
    for parametro in parametros
        .split('&')
        .filter(|parametro| !parametro.is_empty())
    {
        let (nombre, valor) = parametro.split_once('=').unwrap_or((parametro, ""));
        if !PARAMETROS.contains(&nombre) && !nombre.starts_with("options") {
            return invalida(
                "después de «?» dice algo que no se conoce: se admiten host, port, dbname, user, password, options, sslmode, sslrootcert, sslcert y sslkey; si el «?» es de la contraseña, se escribe %3F",
            );
        }
        if matches!(nombre, "sslmode" | "ssl-mode") && PgSslMode::from_str(valor).is_err() {
            return invalida(
                "en sslmode se espera disable, allow, prefer, require, verify-ca o verify-full",
            );
        }
    }
    let sin_parametros = url.split('?').next().unwrap_or_default();
    let (_, resto) = sin_parametros.split_once("://").unwrap_or_default();
    let (_, base) = resto.split_once('/').unwrap_or_default();
    // A password with a slash would be read as the name of the base, and said.
    if base.contains(['@', '/']) {
        return invalida(FORMA);
    }
    // Who connects comes before «@», with a password that may say anything.
    let maquinas = resto.split('/').next().unwrap_or_default();
    let maquinas = maquinas.rsplit('@').next().unwrap_or_default();
    if maquinas.contains(',') {
        return invalida(VARIOS);
    }
    let opciones = PgConnectOptions::from_str(url).or(Err(Error::DireccionInvalida(FORMA)))?;
    // However it was written, it would be looked for as the name of one machine.
    if opciones.get_host().contains(',') {
        return invalida(VARIOS);
    }
    Ok(opciones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_servers_are_refused_by_their_name() {
        for url in [
            "postgres://pacto:s3creto@una,otra/base",
            "postgres://pacto:s3creto@una:5432,otra:5433/base",
            "postgres://pacto:s3creto@una/base?host=una,otra",
            "postgres:///base?host=una%2Cotra&user=pacto",
        ] {
            let error = parse(url).unwrap_err().to_string();
            assert!(error.contains("varios servidores"), "{url}: {error}");
        }
        assert!(parse("postgres://pacto:a,b@servidor/base").is_ok());
    }

    #[test]
    fn what_is_not_escaped_in_a_password_is_never_a_name() {
        for url in [
            "postgres://pacto:/s3creto@servidor/base",
            "postgres://pacto:12/s3creto@servidor/base",
            "postgres://pacto:s3/creto@servidor/base",
            "postgres://pacto:s3?creto@servidor/base",
        ] {
            let error = parse(url).unwrap_err().to_string();
            assert!(!error.contains("creto"), "{error}");
        }
        for url in [
            "postgres://pacto:s3%2Fcreto@servidor/base?sslmode=disable",
            "postgres:///base?host=/var/run/postgresql&user=pacto",
        ] {
            assert!(parse(url).is_ok(), "{url}");
        }
    }
}
