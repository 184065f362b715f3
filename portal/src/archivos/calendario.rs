//! The calendar of the council as iCalendar (RFC 5545): the days that editions publish, and none where they publish none.

use axum::http::StatusCode;
use domain::{Consejo, EstadoSesion};

use crate::fallo::Fallo;
use crate::lectura::Lectura;
use crate::palabras;
use crate::respuesta::{Hecha, Plazo, tipo};

/// The calendar.
pub(crate) async fn calendar(lectura: &Lectura<'_>) -> Result<Hecha, Fallo> {
    let consejos: Vec<Consejo> = lectura.list().await?;
    let nombre = consejos
        .first()
        .map_or("Consejo", |consejo| consejo.nombre.as_str());
    let clave = &lectura.edicion.instancia;
    let sello = crate::formato::instante(lectura.edicion.instante).replace(['-', ':'], "");
    let mut lineas = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Pacto//Consejo//ES".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("X-WR-CALNAME:{}", escape(nombre)),
    ];
    for (fecha, clase, sesion) in crate::paginas::agenda(lectura, &consejos).await? {
        let dia = fecha.to_string().replace('-', "");
        let siguiente = fecha
            .next_day()
            .unwrap_or(fecha)
            .to_string()
            .replace('-', "");
        let estado = match sesion.as_ref().map(|sesion| sesion.estado) {
            Some(EstadoSesion::Cancelada) => "CANCELLED",
            Some(_) => "CONFIRMED",
            None => "TENTATIVE",
        };
        lineas.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{clave}-{dia}@pacto"),
            format!("DTSTAMP:{sello}"),
            format!("DTSTART;VALUE=DATE:{dia}"),
            format!("DTEND;VALUE=DATE:{siguiente}"),
            format!(
                "SUMMARY:{}",
                escape(&format!(
                    "{nombre}: sesión {}",
                    palabras::tipo_sesion(clase)
                ))
            ),
            format!("STATUS:{estado}"),
        ]);
        if let Some(lugar) = sesion.as_ref().and_then(|sesion| sesion.lugar.valor()) {
            lineas.push(format!("LOCATION:{}", escape(lugar)));
        }
        lineas.push("END:VEVENT".to_owned());
    }
    lineas.push("END:VCALENDAR".to_owned());
    let texto: String = lineas.iter().map(|linea| fold(linea)).collect();
    Ok(Hecha::new(StatusCode::OK, tipo::ICS, Plazo::Minuto, texto))
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

    #[test]
    fn lines_are_short_and_texts_are_escaped() {
        let larga = fold(&"ñ".repeat(100));
        assert!(larga.split("\r\n").all(|linea| linea.len() <= 75));
        assert_eq!(larga.replace("\r\n ", "").trim_end(), "ñ".repeat(100));
        assert_eq!(escape("Salón, 1; \\"), "Salón\\, 1\\; \\\\");
    }
}
