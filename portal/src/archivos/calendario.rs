//! Calendars as iCalendar (RFC 5545): the days of the council that editions publish, and what is announced that will be
//! published. A calendar of nothing is one too: whoever subscribed to it goes on hearing of it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use domain::{Clave, Consejo, EstadoSesion};
use time::{Date, OffsetDateTime, Time};

use super::paquete;
use crate::ajustes::Anuncio;
use crate::fallo::Fallo;
use crate::formato::instante;
use crate::lectura::{Casa, Lectura, Sitio};
use crate::palabras;
use crate::respuesta::{Hecha, Plazo, tipo};

/// Something on a day.
struct Evento {
    /// What it is told apart by, for as long as it is announced.
    uid: String,
    fecha: Date,
    /// The hour, where it is known.
    hora: Option<Time>,
    resumen: String,
    estado: &'static str,
    lugar: Option<String>,
    nota: Option<String>,
}

/// The calendar of the council.
pub(crate) async fn calendar(lectura: &Lectura<'_>) -> Result<Hecha, Fallo> {
    let consejos: Vec<Consejo> = lectura.list().await?;
    let nombre = consejos
        .first()
        .map_or("Consejo", |consejo| consejo.nombre.as_str());
    let instancia = &lectura.edicion.instancia;
    let nombre = &of_whom(nombre, &lectura.casa);
    let mut previstas: BTreeMap<(Date, &str), usize> = BTreeMap::new();
    let mut eventos = vec![];
    for (fecha, clase, sesion) in crate::paginas::agenda(lectura, &consejos).await? {
        let clase = palabras::tipo_sesion(clase);
        let uid = if let Some(sesion) = &sesion {
            format!("{instancia}-{}", sesion.clave)
        } else {
            let n = previstas.entry((fecha, clase)).or_default();
            *n += 1;
            format!("{instancia}-prevista-{fecha}-{clase}-{n}")
        };
        eventos.push(Evento {
            uid,
            fecha,
            hora: None,
            resumen: format!("{nombre}: sesión {clase}"),
            estado: match sesion.as_ref().map(|sesion| sesion.estado) {
                Some(EstadoSesion::Cancelada) => "CANCELLED",
                Some(_) => "CONFIRMED",
                None => "TENTATIVE",
            },
            lugar: sesion
                .as_ref()
                .and_then(|sesion| sesion.lugar.valor().cloned()),
            nota: None,
        });
    }
    Ok(written(
        nombre,
        (lectura.edicion.instante, instancia),
        &eventos,
    ))
}

/// The name of a council with that of its instancia, or with its place where it says the other already.
fn of_whom(nombre: &str, casa: &Casa) -> String {
    let lugar = &casa.instancia.municipio.nombre;
    if nombre.contains(lugar.as_str()) {
        nombre.to_owned()
    } else if nombre.contains(casa.corto()) {
        format!("{nombre}, {lugar}")
    } else {
        format!("{nombre}, {}", casa.instancia.nombre)
    }
}

/// The calendar of releases.
pub(crate) fn releases(sitio: &Sitio<'_>, casa: &Casa) -> Hecha {
    let instancia = casa.instancia.clave();
    let mut iguales: BTreeMap<String, usize> = BTreeMap::new();
    let event = |anuncio: &Anuncio| {
        let n = iguales.entry(anuncio.que.clone()).or_default();
        *n += 1;
        Evento {
            // What will be published is the same on another day.
            uid: format!(
                "{instancia}-publicacion-{}-{n}",
                &paquete::sum(anuncio.que.as_bytes())[..16]
            ),
            fecha: anuncio.fecha,
            hora: anuncio.time(),
            resumen: format!("{}: {}", casa.instancia.nombre, anuncio.que),
            estado: "CONFIRMED",
            lugar: None,
            nota: anuncio.cambio.clone(),
        }
    };
    let eventos: Vec<Evento> = casa.ajustes.publicaciones.iter().map(event).collect();
    let nombre = format!("Publicaciones {}", palabras::de(&casa.instancia.nombre));
    // What the settings say is as new as the day on which they are read.
    let hoy = sitio.ahora.replace_time(time::Time::MIDNIGHT);
    written(&nombre, (hoy, instancia), &eventos)
}

/// The zone of an instancia, which its calendars name: one without events has a part all the same. Since 2022 only the strip on
/// the northern border has summer time, that of the other side: of what this tells apart, Baja California.
fn zone(instancia: &Clave) -> (&'static str, Vec<String>) {
    let huso = instancia
        .hora(OffsetDateTime::UNIX_EPOCH)
        .offset()
        .whole_hours();
    let (zona, corta) = match huso {
        -8 => ("America/Tijuana", "PST"),
        -7 => ("America/Mazatlan", "MST"),
        -5 => ("America/Cancun", "EST"),
        _ => ("America/Mexico_City", "CST"),
    };
    let huso = format!("-{:02}00", huso.unsigned_abs());
    let mut lineas = vec!["BEGIN:VTIMEZONE".to_owned(), format!("TZID:{zona}")];
    let normal = match corta {
        "PST" => {
            lineas.extend(part_of_year(
                "DAYLIGHT",
                &["20070311T020000", "3;BYDAY=2SU"],
                ["-0800", "-0700", "PDT"],
            ));
            part_of_year(
                "STANDARD",
                &["20071104T020000", "11;BYDAY=1SU"],
                ["-0700", "-0800", "PST"],
            )
        }
        _ => part_of_year("STANDARD", &["19700101T000000"], [&huso, &huso, corta]),
    };
    lineas.extend(normal);
    lineas.push("END:VTIMEZONE".to_owned());
    (zona, lineas)
}

/// Summer or winter of a zone (RFC 5545, §3.6.5): since when, and in which month of each year if it comes again; the offset before it,
/// its own, and its name.
fn part_of_year(cual: &str, desde: &[&str], [antes, ahora, corta]: [&str; 3]) -> Vec<String> {
    let mut lineas = vec![format!("BEGIN:{cual}")];
    let nombres = ["DTSTART:", "RRULE:FREQ=YEARLY;BYMONTH="];
    let desde = nombres.iter().zip(desde);
    lineas.extend(desde.map(|(nombre, valor)| format!("{nombre}{valor}")));
    lineas.extend([
        format!("TZOFFSETFROM:{antes}"),
        format!("TZOFFSETTO:{ahora}"),
        format!("TZNAME:{corta}"),
        format!("END:{cual}"),
    ]);
    lineas
}

/// When something is: at an hour, or the whole day.
fn when(evento: &Evento, zona: &str) -> Vec<String> {
    let day = |fecha: Date| fecha.to_string().replace('-', "");
    let dia = day(evento.fecha);
    match evento.hora {
        Some(hora) => vec![format!(
            "DTSTART;TZID={zona}:{dia}T{:02}{:02}00",
            hora.hour(),
            hora.minute()
        )],
        None => vec![
            format!("DTSTART;VALUE=DATE:{dia}"),
            format!(
                "DTEND;VALUE=DATE:{}",
                day(evento.fecha.next_day().unwrap_or(evento.fecha))
            ),
        ],
    }
}

fn written(
    nombre: &str,
    (sello, instancia): (OffsetDateTime, &Clave),
    eventos: &[Evento],
) -> Hecha {
    let (zona, de_zona) = zone(instancia);
    let sello = instante(sello).replace(['-', ':'], "");
    let mut lineas = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Pacto//Calendario//ES".to_owned(),
        format!("X-WR-CALNAME:{}", escape(nombre)),
    ];
    lineas.extend(de_zona);
    for evento in eventos {
        lineas.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@pacto", escape(&evento.uid)),
            format!("DTSTAMP:{sello}"),
        ]);
        lineas.extend(when(evento, zona));
        lineas.extend([
            format!("SUMMARY:{}", escape(&evento.resumen)),
            format!("STATUS:{}", evento.estado),
        ]);
        let otras = [("LOCATION", &evento.lugar), ("DESCRIPTION", &evento.nota)];
        for (campo, texto) in otras {
            lineas.extend(
                texto
                    .as_ref()
                    .map(|texto| format!("{campo}:{}", escape(texto))),
            );
        }
        lineas.push("END:VEVENT".to_owned());
    }
    lineas.push("END:VCALENDAR".to_owned());
    let texto: String = lineas.iter().map(|linea| fold(linea)).collect();
    Hecha::new(StatusCode::OK, tipo::ICS, Plazo::Minuto, texto)
}

/// A text, as a value of the format.
fn escape(texto: &str) -> String {
    texto
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace(['\n', '\r'], " ")
}

/// A line of at most 75 bytes; what is longer goes on after a space.
fn fold(linea: &str) -> String {
    let mut texto = String::new();
    let mut largo = 0;
    for letra in linea.chars() {
        if largo + letra.len_utf8() > 74 {
            texto += "\r\n ";
            largo = 1;
        }
        texto.push(letra);
        largo += letra.len_utf8();
    }
    texto + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the base of time zones has them (tzdata, `northamerica`).
    #[test]
    fn only_the_north_has_summer_time() {
        let of = |clave: &str| zone(&clave.parse().unwrap());
        let (zona, lineas) = of("02004");
        let seguidas = lineas.join("\n");
        assert_eq!(zona, "America/Tijuana");
        for parte in [
            "BEGIN:DAYLIGHT\nDTSTART:20070311T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nTZOFFSETFROM:-0800\nTZOFFSETTO:-0700\nTZNAME:PDT\nEND:DAYLIGHT",
            "BEGIN:STANDARD\nDTSTART:20071104T020000\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nTZOFFSETFROM:-0700\nTZOFFSETTO:-0800\nTZNAME:PST\nEND:STANDARD",
        ] {
            assert!(seguidas.contains(parte), "{seguidas}");
        }
        let (zona, lineas) = of("20067");
        assert_eq!((zona, lineas.len()), ("America/Mexico_City", 9));
        assert!(lineas.contains(&"TZOFFSETTO:-0600".to_owned()));
    }

    #[test]
    fn lines_are_short_and_texts_are_escaped() {
        let larga = fold(&"ñ".repeat(100));
        assert!(larga.split("\r\n").all(|linea| linea.len() <= 75));
        assert_eq!(larga.replace("\r\n ", "").trim_end(), "ñ".repeat(100));
        assert_eq!(escape("Salón, 1; \\"), "Salón\\, 1\\; \\\\");
    }
}
