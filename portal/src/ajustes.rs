//! The settings of an instancia's pages: what is of the place and not of an edition. What is not set is left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Clave;
use sala::Licencia;
use serde::Deserialize;
use time::{Date, Time};

/// Settings of the pages of one instancia.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ajustes {
    /// How sentences name the body: «el Instituto».
    #[serde(default)]
    pub sujeto: Option<String>,
    /// Line of help, in the header of every page; the country's unless there is another.
    #[serde(default)]
    pub ayuda: Ayuda,
    /// Address to which errors are reported.
    #[serde(default)]
    pub correo: Option<String>,
    /// How the body is reached, at the foot of every page.
    #[serde(default)]
    pub contacto: Contacto,
    /// Licence of what is published.
    #[serde(default)]
    pub licencia: Licencia,
    /// Where each place stands in the mosaic, row and column from 1, by its code.
    #[serde(default)]
    pub mosaico: BTreeMap<String, [u8; 2]>,
    /// Short names of places and services, by code.
    #[serde(default)]
    pub cortos: BTreeMap<String, String>,
    /// When what will be published, in the order of the file.
    #[serde(default)]
    pub publicaciones: Vec<Anuncio>,
}

/// That something will be published.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anuncio {
    /// The day: «2027-01-29».
    pub fecha: Date,
    /// The hour, where the instancia is: «10:00».
    #[serde(default)]
    pub hora: Option<String>,
    /// What: «Cifras de 2026».
    pub que: String,
    /// Why the day is another than the one that was announced.
    #[serde(default)]
    pub cambio: Option<String>,
}

impl Anuncio {
    /// Hour and minute, if the hour is known and is one.
    pub(crate) fn time(&self) -> Option<Time> {
        let (hora, minuto) = self.hora.as_deref()?.split_once(':')?;
        Time::from_hms(hora.parse().ok()?, minuto.parse().ok()?, 0).ok()
    }
}

/// How a body is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contacto {
    /// Where it is.
    #[serde(default)]
    pub direccion: Option<String>,
    /// When it is open.
    #[serde(default)]
    pub horario: Option<String>,
    /// Telephone, as it is read: «951 501 5500».
    #[serde(default)]
    pub telefono: Option<String>,
    /// Address of electronic mail.
    #[serde(default)]
    pub correo: Option<String>,
}

impl Contacto {
    /// Whether nothing of it is known.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What a telephone dials.
    pub(crate) fn dialled(&self) -> String {
        dialled(self.telefono.as_deref().unwrap_or_default())
    }

    fn check(&self) -> Result<(), String> {
        if self.telefono.as_deref().is_some_and(|t| !is_telephone(t)) {
            return Err("el teléfono de contacto se escribe con cifras y espacios".to_owned());
        }
        if self
            .correo
            .as_ref()
            .is_some_and(|correo| !correo.contains('@'))
        {
            return Err("el correo de contacto lleva una @".to_owned());
        }
        Ok(())
    }
}

/// What a telephone dials: its digits without what parts them.
fn dialled(telefono: &str) -> String {
    telefono.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a telephone can be dialled.
fn is_telephone(telefono: &str) -> bool {
    let marcado = dialled(telefono);
    let marcable = |b: u8| b.is_ascii_digit() || b == b'+';
    !marcado.is_empty() && marcado.bytes().all(marcable)
}

/// A line of help.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ayuda {
    /// The question that comes before: «¿Está en peligro o necesita ayuda?».
    pub pregunta: String,
    /// What to do: «Llame al 911».
    pub texto: String,
    /// Telephone, as it is read or as it is dialled.
    pub telefono: String,
}

impl Ayuda {
    /// What its telephone dials.
    pub(crate) fn dialled(&self) -> String {
        dialled(&self.telefono)
    }
}

impl Default for Ayuda {
    /// The number for emergencies of the whole country.
    fn default() -> Self {
        Self {
            pregunta: "¿Está en peligro o necesita ayuda?".to_owned(),
            texto: "Llame al 911".to_owned(),
            telefono: "911".to_owned(),
        }
    }
}

impl Ajustes {
    /// Reads the settings of an instancia.
    ///
    /// # Errors
    /// What is wrong, in Spanish.
    pub fn read(texto: &str) -> Result<Self, String> {
        let leidos: Self = toml::from_str(texto).map_err(|error| explain(texto, &error))?;
        let fuera = |lugar: &&[u8; 2]| lugar.iter().any(|n| !(1..=5).contains(n));
        if leidos.mosaico.values().any(|lugar| fuera(&lugar)) {
            return Err("el mosaico es de cinco renglones y cinco columnas, desde 1".to_owned());
        }
        if !is_telephone(&leidos.ayuda.telefono) {
            return Err("el teléfono de ayuda se escribe con cifras y espacios".to_owned());
        }
        leidos.contacto.check()?;
        let anuncios = leidos.publicaciones.iter();
        if anuncios
            .clone()
            .any(|a| a.hora.is_some() && a.time().is_none())
        {
            return Err("la hora de una publicación se escribe como «10:00»".to_owned());
        }
        if anuncios.clone().any(|a| a.que.trim().is_empty()) {
            return Err("una publicación dice qué se publicará".to_owned());
        }
        Ok(leidos)
    }

    /// What is announced from a day on, in order.
    pub(crate) fn announced(&self, hoy: Date) -> Vec<&Anuncio> {
        let mut suyas: Vec<&Anuncio> = self.publicaciones.iter().collect();
        suyas.retain(|anuncio| anuncio.fecha >= hoy);
        suyas.sort_by_key(|anuncio| (anuncio.fecha, anuncio.time()));
        suyas
    }
}

/// Settings of the whole site.
#[derive(Debug, Clone, Default)]
pub struct Casas {
    /// The instancia whose pages stand at the root; if there is only one, it is that one.
    pub portada: Option<String>,
    /// Address of this server as the public writes it, without a slash at its end; otherwise it is what each client asked.
    pub sitio: Option<String>,
    /// Whether the API answers known questions only: then there is no editor to link to.
    pub solo_consultas: bool,
    /// What municipalities are called, whose instancias may publish nothing here.
    pub municipios: BTreeMap<Clave, String>,
    /// Settings of instancias, by key; of those that come with the program unless there are others.
    pub de: BTreeMap<String, Arc<Ajustes>>,
}

/// Why a text is no file of settings, in Spanish, and in which line. The reader tells it in English, with names between backquotes.
fn explain(texto: &str, error: &toml::de::Error) -> String {
    let antes = error.span().map_or("", |donde| &texto[..donde.start]);
    let linea = antes.matches('\n').count() + 1;
    let names = |dicho: &str| -> Vec<String> {
        let nombres = dicho.split('`').skip(1).step_by(2);
        nombres.map(str::to_owned).collect()
    };
    let dicho = error.message();
    let sobra = dicho.strip_prefix("unknown field ");
    let sobra = sobra.and_then(|resto| resto.rsplit_once(", expected "));
    let motivo = match (sobra, dicho.strip_prefix("missing field ")) {
        (Some((sobra, hay)), _) => format!(
            "no se conoce «{}»; se espera {}",
            sobra.trim_matches('`'),
            names(hay).join(", ")
        ),
        (_, Some(falta)) => format!("falta «{}»", falta.trim_matches('`')),
        _ => match texto.lines().nth(linea - 1).map(str::trim) {
            None | Some("") => "no se entiende: algo quedó sin cerrar".to_owned(),
            Some(escrita) => {
                let escrita: String = escrita.chars().take(60).collect();
                format!("no se entiende «{escrita}»")
            }
        },
    };
    format!("línea {linea}: {motivo}")
}

impl Casas {
    /// The settings of an instancia: its own, those that come with the program, or none.
    pub(crate) fn of(&self, clave: &str) -> Arc<Ajustes> {
        let propios = self.de.get(clave).cloned();
        propios.or_else(|| included(clave)).unwrap_or_default()
    }
}

/// Settings that come with the program: those of the demonstration's instancia.
fn included(clave: &str) -> Option<Arc<Ajustes>> {
    match clave {
        "20067" => {
            let texto = include_str!("../../datos/portal/20067.toml");
            Some(Arc::new(
                Ajustes::read(texto).expect("what comes with the program is well written"),
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_come_with_the_program_are_read_and_others_have_none() {
        let casas = Casas::default();
        assert!(casas.of("20067").mosaico.len() > 10);
        assert_eq!(casas.of("20001").ayuda.telefono, "911");
        assert!(Ajustes::read("mosaico = { a = [6, 1] }").is_err());
        assert!(Ajustes::read("otra = 1").is_err());
        let help = |telefono: &str| {
            let ayuda =
                format!("[ayuda]\npregunta = \"¿?\"\ntexto = \"Llame\"\ntelefono = \"{telefono}\"");
            Ajustes::read(&ayuda).map(|leidos| leidos.ayuda.dialled())
        };
        assert_eq!(help("800 108 4053").as_deref(), Ok("8001084053"));
        assert!(help("ochocientos").is_err() && help(" ").is_err());
        let con = |fecha: &str, hora: &str| {
            let texto = format!(
                "[[publicaciones]]\nfecha = \"{fecha}\"\nhora = \"{hora}\"\nque = \"Cifras de 2026\""
            );
            Ajustes::read(&texto)
        };
        let leidos = con("2027-01-29", "10:00").unwrap();
        assert_eq!(
            leidos.announced(time::macros::date!(2027 - 01 - 29)).len(),
            1
        );
        assert!(
            leidos
                .announced(time::macros::date!(2027 - 01 - 30))
                .is_empty()
        );
        for (fecha, hora) in [
            ("2027-02-30", "10:00"),
            ("2027-01-29", "25:00"),
            ("2027-01-29", "10"),
        ] {
            assert!(con(fecha, hora).is_err(), "{fecha} {hora}");
        }
    }
}
