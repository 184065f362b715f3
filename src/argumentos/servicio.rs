//! The options of whoever serves.

#![expect(clippy::doc_markdown, reason = "clap shows these comments as they are")]

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use api::{IpNet, MEBIBYTES};
use clap::Args;
use clap::builder::FalseyValueParser;
use domain::Clave;

use super::valores::parse_clave;

/// How what is published is served.
#[derive(Debug, Args)]
pub(crate) struct Servicio {
    /// Dirección en la que se sirve; si no se indica, 127.0.0.1:8080 [PACTO_DIRECCION]
    #[arg(long, env = "PACTO_DIRECCION", default_value = "127.0.0.1:8080", value_name = "IP:PUERTO", value_parser = parse_direccion)]
    #[arg(hide_env = true, hide_default_value = true, help_heading = "Opciones")]
    pub(crate) direccion: SocketAddr,
    /// Conexiones a la vez, la mitad para un solo cliente; si no se indica, 1024 [PACTO_CONEXIONES]
    #[arg(long, env = "PACTO_CONEXIONES", default_value = "1024", value_name = "NUMERO", value_parser = parse_conexiones)]
    #[arg(hide_env = true, hide_default_value = true, help_heading = "Opciones")]
    pub(crate) conexiones: usize,
    /// Peticiones por segundo de un cliente, y cuatro veces más de una vez; 0, sin límite; si no se indica, 50 [PACTO_PETICIONES]
    #[arg(long, env = "PACTO_PETICIONES", default_value = "50", value_name = "NUMERO", value_parser = parse_peticiones)]
    #[arg(hide_env = true, hide_default_value = true, help_heading = "Opciones")]
    pub(crate) peticiones: u32,
    /// Redes de los proxies a los que se les cree quién pregunta, separadas por comas [PACTO_PROXIES]
    #[arg(long, env = "PACTO_PROXIES", value_name = "RED", value_delimiter = ',', value_parser = parse_red)]
    #[arg(hide_env = true, help_heading = "Opciones")]
    pub(crate) proxies: Vec<IpNet>,
    /// Dirección aparte para las métricas de Prometheus, en /metrics; no es para el público [PACTO_METRICAS]
    #[arg(
        long,
        env = "PACTO_METRICAS",
        value_name = "IP:PUERTO",
        value_parser = parse_direccion,
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) metricas: Option<SocketAddr>,
    /// Carpeta de consultas con nombre (NOMBRE.graphql), en lugar de las incluidas [PACTO_CONSULTAS]
    #[arg(
        long,
        env = "PACTO_CONSULTAS",
        value_name = "CARPETA",
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) consultas: Option<PathBuf>,
    /// Anota cada petición en los mensajes del sistema, sin variables ni direcciones [PACTO_ACCESOS]
    #[arg(
        long,
        env = "PACTO_ACCESOS",
        value_parser = FalseyValueParser::new(),
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) accesos: bool,
    /// Clave de la instancia cuyas páginas están en la raíz; si sólo hay una, es ésa [PACTO_PORTADA]
    #[arg(long, env = "PACTO_PORTADA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
    pub(crate) portada: Option<Clave>,
    /// Dirección pública de las páginas, con su «https://»; si no se indica, la que pide cada quien [PACTO_SITIO]
    #[arg(long, env = "PACTO_SITIO", value_name = "URL", value_parser = parse_sitio, hide_env = true, help_heading = "Opciones")]
    pub(crate) sitio: Option<String>,
    /// Carpeta con lo propio de las páginas de cada instancia (CLAVE.toml), en lugar de lo incluido [PACTO_PAGINAS]
    #[arg(
        long,
        env = "PACTO_PAGINAS",
        value_name = "CARPETA",
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) paginas: Option<PathBuf>,
    /// Mebibytes de respuestas que se recuerdan, de 72 a 65536; si no se indica, 72: lo que ocupa un municipio [PACTO_MEMORIA]
    #[arg(long, env = "PACTO_MEMORIA", default_value_t = MEBIBYTES, value_name = "NUMERO", value_parser = parse_memoria)]
    #[arg(hide_env = true, hide_default_value = true, help_heading = "Opciones")]
    pub(crate) memoria: u32,
    /// Sólo contesta las consultas con nombre [PACTO_SOLO_CONSULTAS]
    #[arg(
        long,
        env = "PACTO_SOLO_CONSULTAS",
        value_parser = FalseyValueParser::new(),
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) solo_consultas: bool,
    /// Segundos que se sigue contestando lo que está en memoria cuando la base no contesta; si no se indica, 300 [PACTO_GRACIA]
    #[arg(long, env = "PACTO_GRACIA", default_value = "300", value_name = "SEGUNDOS", value_parser = parse_gracia)]
    #[arg(hide_env = true, hide_default_value = true, help_heading = "Opciones")]
    pub(crate) gracia: Duration,
}

/// Withdrawals are not heard of meanwhile: an hour is the most that a file may be kept elsewhere too.
fn parse_gracia(texto: &str) -> Result<Duration, String> {
    let segundos = texto.parse().ok().filter(|segundos| *segundos <= 3600);
    let segundos =
        segundos.ok_or("se espera un número de segundos, hasta 3600; 0 para no hacerlo")?;
    Ok(Duration::from_secs(segundos))
}

fn parse_sitio(texto: &str) -> Result<String, String> {
    let texto = texto.trim_end_matches('/');
    let resto = texto
        .strip_prefix("https://")
        .or_else(|| texto.strip_prefix("http://"));
    let letra = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']');
    match resto {
        Some(resto) if !resto.is_empty() && resto.bytes().all(letra) => Ok(texto.to_owned()),
        _ => Err("se espera una dirección como https://cifras.ejemplo.org, sin camino".to_owned()),
    }
}

fn parse_red(texto: &str) -> Result<IpNet, String> {
    let texto = texto.trim();
    let red = texto
        .parse()
        .or_else(|_| texto.parse::<IpAddr>().map(IpNet::from));
    red.map_err(|_| "se espera una red como 10.0.0.0/8 o una dirección".to_owned())
}

fn parse_conexiones(texto: &str) -> Result<usize, String> {
    let numero = texto.parse().ok().filter(|n| (2..=100_000).contains(n));
    numero.ok_or_else(|| "se espera un número de 2 a 100000".to_owned())
}

fn parse_peticiones(texto: &str) -> Result<u32, String> {
    let numero = texto.parse().ok().filter(|n| *n <= 1_000_000);
    numero.ok_or_else(|| "se espera un número, o 0 para no poner límite".to_owned())
}

fn parse_memoria(texto: &str) -> Result<u32, String> {
    let numero = texto.parse().ok();
    let numero = numero.filter(|n| (MEBIBYTES..=65_536).contains(n));
    numero.ok_or_else(|| format!("se espera un número de {MEBIBYTES} a 65536"))
}

fn parse_direccion(texto: &str) -> Result<SocketAddr, String> {
    texto
        .parse()
        .map_err(|_| "se espera una dirección como 127.0.0.1:8080".to_owned())
}
