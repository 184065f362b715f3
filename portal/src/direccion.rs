//! What an address is of: pages of an instancia, files of an edition, what the site has beside them.

/// A page of an instancia, or one of its feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Donde {
    Portada,
    Explorar,
    Informe(i32),
    Consejo,
    Agencia(String),
    Datos,
    Region,
    Metodologia,
    Accesibilidad,
    /// Atom feed of editions and withdrawals.
    Novedades,
    /// The calendar of the council, as iCalendar.
    Calendario,
    /// The calendar of releases, as iCalendar.
    Publicaciones,
    /// The catalogue of data, as DCAT.
    Catalogo,
    /// The printed report of a year.
    Impreso(i32),
    /// A file of the edition that holds, whichever that is.
    Vigente(Archivo),
}

impl Donde {
    /// Whether programs read it, and not persons.
    pub(crate) fn is_file(&self) -> bool {
        matches!(
            self,
            Self::Novedades
                | Self::Calendario
                | Self::Publicaciones
                | Self::Catalogo
                | Self::Impreso(_)
                | Self::Vigente(_)
        )
    }
}

/// A file of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Archivo {
    /// A table, as CSV; the API answers it where the edition is named.
    TablaCsv,
    /// A table, as a workbook; its question is in the address.
    TablaXlsx,
    /// A table, as JSON-stat.
    TablaJson,
    /// A table, as SDMX-CSV.
    TablaSdmx,
    /// What a table as CSV is, as CSVW.
    TablaMetadatos,
    /// The whole edition as a workbook.
    EdicionXlsx,
    /// The same as an open document.
    EdicionOds,
    /// The whole edition as CSV files with what describes them.
    TablasZip,
    /// The printed report.
    InformePdf,
    /// Its signature.
    InformeFirma,
}

/// An address that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ruta {
    /// A page, of the instancia with that key, or of the one at the root.
    De(Option<String>, Donde),
    /// A file of the edition with that hash.
    Archivo(String, Archivo),
    /// All instancias of the store.
    Instancias,
    Mapa,
    Robots,
    Icono,
    Estilo,
    Guion,
}

impl Ruta {
    /// What a path is of, if it is of anything.
    pub(crate) fn of(camino: &str) -> Option<Self> {
        match camino {
            "/sitemap.xml" => return Some(Self::Mapa),
            "/instancias" => return Some(Self::Instancias),
            "/robots.txt" => return Some(Self::Robots),
            "/icono.svg" | "/favicon.ico" => return Some(Self::Icono),
            _ => {}
        }
        let partes: Vec<&str> = camino.strip_prefix('/')?.split('/').collect();
        if let ["ediciones", hash, archivo] = partes[..] {
            return file(hash, archivo);
        }
        if let ["estatico", nombre] = partes[..] {
            return match nombre {
                _ if nombre == crate::respuesta::estilo() => Some(Self::Estilo),
                _ if nombre == crate::respuesta::guion() => Some(Self::Guion),
                _ => None,
            };
        }
        match partes.split_first() {
            Some((clave, resto)) if is_key(clave) => {
                // «/20067» and «/20067/» are the same page.
                let resto = if resto.is_empty() { &[""][..] } else { resto };
                Some(Self::De(Some((*clave).to_owned()), page(resto)?))
            }
            _ => Some(Self::De(None, page(&partes)?)),
        }
    }
}

impl Ruta {
    /// The address of a page or a file that one leads to which is nearly it: in capitals, or with a bar too many.
    ///
    /// What the API answers is led to as well, its editor where there is one.
    pub(crate) fn meant(camino: &str, editor: bool) -> Option<String> {
        let llano = unescaped(camino);
        let partes = llano.split('/').filter(|parte| !parte.is_empty());
        let otro: String = partes
            .flat_map(|parte| ["/", parte])
            .collect::<String>()
            .to_ascii_lowercase();
        // What is no plain address is none of ours.
        let es_llano = otro
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b));
        let hay = || Self::of(&otro).is_some() || of_the_api(&otro, editor);
        (es_llano && otro != camino && hay()).then_some(otro)
    }

    /// Whether what is there says how the site is called: pages do, wherever they are printed, and what leads to the site from
    /// elsewhere.
    pub(crate) fn names_the_site(&self) -> bool {
        match self {
            Self::De(_, donde) => {
                matches!(donde, Donde::Novedades | Donde::Catalogo) || !donde.is_file()
            }
            Self::Mapa | Self::Robots => true,
            Self::Archivo(..) | Self::Instancias | Self::Icono | Self::Estilo | Self::Guion => {
                false
            }
        }
    }
}

/// A path with what need not be escaped as it is, which says the same (RFC 3986, §6.2.2.2).
fn unescaped(camino: &str) -> String {
    let mut partes = camino.split('%');
    let mut llano = partes.next().unwrap_or_default().to_owned();
    for parte in partes {
        let byte = parte
            .get(..2)
            .and_then(|dos| u8::from_str_radix(dos, 16).ok());
        let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~".contains(b);
        if let Some(byte) = byte.filter(plain) {
            llano.push(char::from(byte));
            llano += &parte[2..];
        } else {
            llano.push('%');
            llano += parte;
        }
    }
    llano
}

/// Whether the API answers what is at a path: the signed file of an edition, or a table of it as CSV; the editor, if there is one.
fn of_the_api(camino: &str, editor: bool) -> bool {
    let partes: Vec<&str> = camino.split('/').collect();
    match partes[..] {
        ["", "explorador"] => editor,
        ["", "ediciones", archivo] => is_hash(archivo.strip_suffix(".minisig").unwrap_or(archivo)),
        ["", "ediciones", hash, archivo] => is_hash(hash) && archivo == Archivo::TablaCsv.nombre(),
        _ => false,
    }
}

/// The hash of the edition that a path of a file names.
pub(crate) fn hash_in(camino: &str) -> Option<&str> {
    let nombre = camino.strip_prefix("/ediciones/")?.split('/').next()?;
    let hash = nombre.strip_suffix(".minisig").unwrap_or(nombre);
    is_hash(hash).then_some(hash)
}

/// SHA-256 in hexadecimal, as editions write it.
fn is_hash(texto: &str) -> bool {
    texto.len() == 64
        && texto
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_key(texto: &str) -> bool {
    texto.len() == 5 && texto.bytes().all(|b| b.is_ascii_digit())
}

impl Archivo {
    const TODOS: [Self; 10] = [
        Self::TablaCsv,
        Self::TablaXlsx,
        Self::TablaJson,
        Self::TablaSdmx,
        Self::TablaMetadatos,
        Self::EdicionXlsx,
        Self::EdicionOds,
        Self::TablasZip,
        Self::InformePdf,
        Self::InformeFirma,
    ];

    /// Its name, as addresses end.
    pub(crate) fn nombre(self) -> &'static str {
        match self {
            Self::TablaCsv => "tabla.csv",
            Self::TablaXlsx => "tabla.xlsx",
            Self::TablaJson => "tabla.json",
            Self::TablaSdmx => "tabla.sdmx.csv",
            Self::TablaMetadatos => "tabla.csv-metadata.json",
            Self::EdicionXlsx => "edicion.xlsx",
            Self::EdicionOds => "edicion.ods",
            Self::TablasZip => "tablas.zip",
            Self::InformePdf => "informe.pdf",
            Self::InformeFirma => "informe.pdf.minisig",
        }
    }

    /// How the name of a table ends: «csv».
    pub(crate) fn fin(self) -> &'static str {
        self.nombre().trim_start_matches("tabla.")
    }

    /// Whether it is of a question.
    pub(crate) fn de_tabla(self) -> bool {
        matches!(
            self,
            Self::TablaCsv
                | Self::TablaXlsx
                | Self::TablaJson
                | Self::TablaSdmx
                | Self::TablaMetadatos
        )
    }

    fn named(nombre: &str) -> Option<Self> {
        Self::TODOS.into_iter().find(|uno| uno.nombre() == nombre)
    }
}

fn file(hash: &str, archivo: &str) -> Option<Ruta> {
    let archivo = Archivo::named(archivo).filter(|archivo| *archivo != Archivo::TablaCsv)?;
    is_hash(hash).then(|| Ruta::Archivo(hash.to_owned(), archivo))
}

fn page(partes: &[&str]) -> Option<Donde> {
    Some(match partes {
        [""] => Donde::Portada,
        ["explorar"] => Donde::Explorar,
        ["informe", nombre] => match nombre.strip_suffix(".pdf") {
            Some(anio) => Donde::Impreso(year(anio)?),
            None => Donde::Informe(year(nombre)?),
        },
        ["consejo"] => Donde::Consejo,
        // Keys have no capitals: what has leads to what has not.
        ["agencias", clave]
            if !clave.is_empty() && !clave.bytes().any(|b| b.is_ascii_uppercase()) =>
        {
            Donde::Agencia((*clave).to_owned())
        }
        ["datos"] => Donde::Datos,
        ["region"] => Donde::Region,
        ["metodologia"] => Donde::Metodologia,
        ["accesibilidad"] => Donde::Accesibilidad,
        ["novedades.xml"] => Donde::Novedades,
        ["consejo.ics"] => Donde::Calendario,
        ["publicaciones.ics"] => Donde::Publicaciones,
        ["datos", archivo] => Donde::Vigente(Archivo::named(archivo)?),
        ["catalogo.jsonld"] => Donde::Catalogo,
        _ => return None,
    })
}

/// A year of four digits.
fn year(texto: &str) -> Option<i32> {
    let cuatro = texto.len() == 4 && texto.bytes().all(|b| b.is_ascii_digit());
    texto.parse().ok().filter(|_| cuatro)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_of_pages_of_files_or_of_nothing() {
        assert_eq!(Ruta::of("/"), Some(Ruta::De(None, Donde::Portada)));
        let de = |pagina| Some(Ruta::De(Some("20067".to_owned()), pagina));
        assert_eq!(Ruta::of("/20067"), de(Donde::Portada));
        assert_eq!(Ruta::of("/20067/"), de(Donde::Portada));
        assert_eq!(Ruta::of("/20067/informe/2017"), de(Donde::Informe(2017)));
        for nada in [
            "",
            "/informe/17",
            "/explorar/",
            "/2006/",
            "/ediciones/abc/tabla.xlsx",
            "/estatico/otro.css",
            "/datos/otro.csv",
            "//",
        ] {
            assert_eq!(Ruta::of(nada), None, "{nada}");
        }
    }

    #[test]
    fn what_is_nearly_an_address_leads_to_it_and_never_elsewhere() {
        for (casi, entera) in [
            ("/Datos/", "/datos"),
            ("//informe//2017/", "/informe/2017"),
            ("/20067/CONSEJO", "/20067/consejo"),
            ("//datos", "/datos"),
            ("/d%61tos", "/datos"),
            ("/informe/%32017", "/informe/2017"),
        ] {
            assert_eq!(Ruta::meant(casi, true).as_deref(), Some(entera), "{casi}");
        }
        // What the API answers is led to too.
        let hash = "0a".repeat(32);
        for (casi, entera) in [
            ("Tabla.csv", "tabla.csv"),
            ("tabla.CSV/", "tabla.csv"),
            ("", ""),
        ] {
            let (casi, entera) = (
                format!("/Ediciones/{hash}/{casi}"),
                format!("/ediciones/{hash}/{entera}"),
            );
            assert_eq!(
                Ruta::meant(&casi, true).as_deref(),
                Some(entera.trim_end_matches('/'))
            );
        }
        assert_eq!(
            Ruta::meant("/EXPLORADOR", true).as_deref(),
            Some("/explorador")
        );
        assert_eq!(Ruta::meant("/EXPLORADOR", false), None);
        for nada in [
            "/",
            "//",
            "//ejemplo.org/x",
            "/datos",
            "/nada/",
            "/datos%2F",
            "/%",
            "/d%6",
            "/%2e%2e/datos",
            "/d%C3%B1",
            "/../datos",
            "",
        ] {
            assert_eq!(Ruta::meant(nada, true), None, "{nada}");
        }
    }
}
