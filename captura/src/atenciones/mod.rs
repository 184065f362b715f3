//! A row of a sheet as an attention, or everything that is wrong with it. Messages say what is expected and never
//! repeat what was written: it may be somebody's.

pub mod columnas;
mod huella;
pub(crate) mod listas;
mod quien;
mod vocabulario;

pub use crate::identificador::gist;
pub use quien::{file_number, without_sex};
pub use vocabulario::vocabulary;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use claves::Identidad;
use domain::{Atencion, AtencionCapturada, Clave, Marco, Renglon, Seudonimo, TipoAlias, Violencia};
use time::Date;
use time::macros::date;

use crate::catalogo::{Nombres, entries, known, lugar};
use crate::celda::{Celda, Fila};
use crate::defecto::{Defecto, Motivo};
use crate::dias::{Dias, Duda, Orden};
use crate::fecha;
use crate::identificador::{self, is_nothing, is_placeholder};
use crate::palabras::{VIOLENCIA, VISITA};
use crate::texto::{fold, reads_as};
use columnas::Columna;

/// Reads rows against what an instancia has.
pub struct Lector<'a> {
    /// Whose sheet it is.
    pub instancia: &'a Clave,
    /// Its catalogues, agencias and units.
    pub marco: &'a Marco,
    /// The key of its pseudonyms.
    pub identidad: &'a Identidad,
    /// Today: nothing has happened later.
    pub hoy: Date,
    /// Whom a number of this register stands for, where it may stand for somebody.
    pub conocida: Option<(i64, Seudonimo)>,
}

/// The prefix of the numbers of a register: in another one they are as good as any file number.
pub fn prefix(identidad: &Identidad, instancia: &Clave) -> String {
    format!("R{}-", identidad.mark(instancia))
}

/// Some rows that were seen, by what they are known by, and a number of each. Of the 32 bytes of a keyed digest it keeps
/// eight: two of a million rows are taken for one once in thirty million sheets.
#[derive(Default)]
pub struct Vistas {
    numeros: HashMap<u64, u32>,
    /// What those with a folio say of somebody.
    con_folio: HashSet<u64>,
    dias: Dias,
    /// Whether the last one says of somebody what another one has said, and one of both, or both, have no folio.
    repite: bool,
}

impl Vistas {
    /// None yet, of a sheet whose days begin with that one: numbers without their format are looked at beside it.
    pub fn of(primero: Option<Date>) -> Self {
        Self {
            dias: Dias::new(primero),
            ..Self::default()
        }
    }

    /// The same; days are refused that are doubtful so.
    #[must_use]
    pub fn doubting(self, duda: Duda) -> Self {
        Self {
            dias: self.dias.doubting(duda),
            ..self
        }
    }

    /// None yet, of the same sheet.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self {
            dias: self.dias,
            ..Self::default()
        }
    }

    /// Goes on after the days of others of the same sheet.
    pub fn go_on(&mut self, otras: &Self) {
        self.dias = otras.dias;
    }

    /// Whether the last one that holds says of somebody what another one has said, and one of both, or both, have no folio.
    pub fn repeats(&self) -> bool {
        self.repite
    }

    /// How the days that were seen are written.
    pub fn orden(&self) -> Orden {
        self.dias.orden()
    }

    /// The number of a row.
    pub fn entry(&mut self, clave: &[u8; 32]) -> Entry<'_, u64, u32> {
        self.numeros.entry(beginning(clave))
    }

    /// Sees what a row with a folio says of somebody.
    fn see_with_folio(&mut self, huella: &[u8; 32]) {
        let huella = beginning(huella);
        self.con_folio.insert(huella);
        self.repite = self.numeros.contains_key(&huella);
    }

    /// Sees what a row without a folio says; how many times it has been said so.
    fn see_without_folio(&mut self, huella: &[u8; 32], de_alguien: bool) -> u32 {
        let vez = self.entry(huella).or_default();
        *vez += 1;
        let vez = *vez;
        self.repite = de_alguien && (vez > 1 || self.con_folio.contains(&beginning(huella)));
        vez
    }
}

/// The eight bytes of a digest that are kept.
fn beginning(clave: &[u8; 32]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *clave;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The numbers of a row that people write in more than one way, by their columns, as they are compared.
pub fn numbers(celdas: &[Celda]) -> [(Columna, Option<String>); 2] {
    [Columna::Folio, Columna::Expediente].map(|columna| {
        let numero = identificador::read(Fila::new(celdas).celda(columna));
        (columna, numero.ok().flatten().map(|n| n.to_uppercase()))
    })
}

/// Whether the day of a row is a number without its format.
pub fn has_bare_day(celdas: &[Celda]) -> bool {
    matches!(Fila::new(celdas).celda(Columna::Fecha), Celda::Numero(_))
}

/// Whether a row says something of somebody without saying who: it is anonymous, and what it says is not kept.
pub fn of_nobody(celdas: &[Celda]) -> bool {
    let fila = Fila::new(celdas);
    let nadie = [Columna::Curp, Columna::Expediente];
    let suyas = [Columna::Sexo, Columna::AnioNacimiento, Columna::Escolaridad];
    let said = |columna: &Columna| !fila.texto(*columna).is_empty();
    !nadie.iter().any(said) && suyas.iter().any(said)
}

impl Lector<'_> {
    /// The attention of a row; or all that is wrong with it.
    pub fn read(&self, celdas: &[Celda], vistas: &mut Vistas) -> Result<Renglon, Vec<Defecto>> {
        let mut fila = Fila::new(celdas);
        let folio = folio(&mut fila);
        let fecha = self.fecha(&mut fila, vistas);
        // Without a date nothing is known to be valid; any will do to read the rest.
        let dia = fecha.unwrap_or(self.hoy);
        let catalogos = &self.marco.catalogos;
        let servicios = Nombres::new(&catalogos.servicios, TipoAlias::Servicio, self.marco);
        let servicio = servicios.one(&mut fila, Columna::Servicio, dia);
        let lugar = lugar(&mut fila, Columna::Procedencia, self.marco, dia);
        let visita = fila.word_of(Columna::Visita, &VISITA, TipoAlias::Visita, self.marco);
        let violencia = violencia(&mut fila, self.marco, dia);
        let modalidades = Nombres::new(&catalogos.modalidades, TipoAlias::Modalidad, self.marco);
        let modalidades = modalidades.several(&mut fila, Columna::Modalidades, dia);
        let unidad = self.unidad(&mut fila);
        let quien = self.persona(&mut fila, dia);
        let persona = quien.map(|(persona, ..)| persona);
        let expediente = quien.and_then(|(_, expediente, _)| expediente);
        let (Some(fecha), Some(servicio), Some(lugar), Some(visita), Some(violencia)) =
            (fecha, servicio, lugar, visita, violencia)
        else {
            return Err(fila.defectos);
        };
        if !fila.defectos.is_empty() {
            return Err(fila.defectos);
        }
        let captura = AtencionCapturada {
            fecha,
            servicio,
            lugar,
            visita,
            violencia,
            modalidades: modalidades.unwrap_or_default(),
            unidad,
            persona: persona.map(|persona| persona.seudonimo),
        };
        let partes = huella::parts(&captura, persona.as_ref());
        let partes: Vec<&str> = partes.iter().map(String::as_str).collect();
        let huella = self.identidad.digest(self.instancia, &partes);
        let atencion =
            Atencion::new(captura, catalogos, &self.marco.agencias).map_err(|error| {
                // Each part has been looked at: what is left concerns the day.
                vec![Defecto::new(
                    Columna::Fecha,
                    Motivo::Regla(error.to_string()),
                )]
            })?;
        vistas.repite = false;
        let clave = if let Some(folio) = &folio {
            if persona.is_some() {
                vistas.see_with_folio(&huella);
            }
            self.identidad.of_folio(self.instancia, folio)
        } else {
            let vez = vistas.see_without_folio(&huella, persona.is_some());
            self.identidad.of_row(self.instancia, &huella, vez)
        };
        Ok(Renglon {
            clave,
            huella,
            folio,
            con_curp: persona.is_some() && !fila.texto(Columna::Curp).is_empty(),
            sin_sexo: quien.is_some_and(|(.., sin_sexo)| sin_sexo),
            persona,
            expediente,
            atencion,
        })
    }

    /// What a row is known by if it has a folio, whatever else is wrong with it.
    pub fn by_folio(&self, celdas: &[Celda]) -> Option<[u8; 32]> {
        let folio = folio(&mut Fila::new(celdas))?;
        Some(self.identidad.of_folio(self.instancia, &folio))
    }

    /// The day, whose pattern no other cell can take for it.
    fn fecha(&self, fila: &mut Fila, vistas: &mut Vistas) -> Option<Date> {
        let dudosa = vistas.dias.see(fila.celda(Columna::Fecha));
        let Some(fecha) = fecha::read(fila.celda(Columna::Fecha)) else {
            return fila.wrong(
                Columna::Fecha,
                "una fecha, como 25/03/2017 (día/mes/año) o 2017-03-25",
            );
        };
        if let Some(regla) = dudosa {
            fila.say::<()>(Columna::Fecha, regla);
            // What else the row says is of about that day.
            return Some(fecha).filter(|fecha| *fecha <= self.hoy);
        }
        if fecha > self.hoy {
            let regla = format!(
                "la fecha es posterior a hoy{}",
                fecha::tomorrow(fecha, self.hoy)
            );
            return fila.say(Columna::Fecha, regla);
        }
        if fecha < date!(1980 - 01 - 01) {
            return fila.say(Columna::Fecha, "la fecha es anterior a 1980");
        }
        match vistas.dias.object(fila.celda(Columna::Fecha)) {
            Some(regla) => fila.say(Columna::Fecha, regla),
            None => Some(fecha),
        }
    }

    fn unidad(&self, fila: &mut Fila) -> Option<String> {
        let escrito = fila.texto(Columna::Unidad);
        if escrito.is_empty() {
            return None;
        }
        if let Some(clave) = unit(&escrito, self.marco) {
            return Some(clave.clone());
        }
        let unidades = self.marco.unidades.iter();
        let nombres = unidades.map(|unidad| unidad.nombre_corto.as_str());
        fila.wrong_name(
            Columna::Unidad.into(),
            "una unidad de la instancia, o nada",
            nombres,
        )
    }
}

/// The key of the unit that a text names.
fn unit<'a>(escrito: &str, marco: &'a Marco) -> Option<&'a String> {
    let buscado = known(escrito);
    let unidad = marco.unidades.iter().find(|unidad| {
        let nombres = [&unidad.clave, &unidad.nombre, &unidad.nombre_corto];
        nombres.into_iter().any(|nombre| reads_as(nombre, &buscado))
    });
    let unidad = unidad.map(|unidad| &unidad.clave);
    unidad.or_else(|| marco.alias.get(&(TipoAlias::Unidad, buscado)))
}

fn folio(fila: &mut Fila) -> Option<String> {
    let folio = fila.identifier(Columna::Folio)?;
    // A letter or two may be of an office that numbers so; a word is none, or a name.
    if is_nothing(&folio) || folio.len() > 3 && is_placeholder(&folio) {
        return fila.say(
            Columna::Folio,
            "no es un folio, y las atenciones que lo tengan serían la misma: deje vacía la celda",
        );
    }
    let mut letras = folio.chars();
    if folio.len() > 40 || !letras.all(|c| c.is_ascii_alphanumeric() || "-/._".contains(c)) {
        return fila.wrong(Columna::Folio, "hasta 40 letras, números y guiones");
    }
    if has_curp(&folio) || has_birth(&folio) {
        return fila.say(
            Columna::Folio,
            "tiene una CURP o un RFC, o su principio: el folio no debe tener datos personales",
        );
    }
    Some(folio.to_uppercase())
}

/// Whether some part of a text is a CURP, with or without anything between its letters: with a slip of the pen, or without its
/// last two characters, it says whose it is all the same.
pub(crate) fn has_curp(texto: &str) -> bool {
    let texto = texto.to_uppercase();
    let letras: Vec<char> = texto.chars().filter(|c| c.is_alphanumeric()).collect();
    let fits = |trozo: &[char]| {
        trozo.iter().enumerate().all(|(i, c)| match i {
            4..10 => c.is_ascii_digit(),
            10 => matches!(c, 'H' | 'M' | 'X'),
            _ => c.is_alphabetic(),
        })
    };
    letras.windows(SIN_HOMOCLAVE).any(fits)
}

/// Whether some part of a text begins as an RFC and a CURP do: letters of names, and the day of a birth. Of years to which
/// an office may have numbered its papers, by their day either way round or one after the other, nothing is said of a day alone.
pub(crate) fn has_birth(texto: &str) -> bool {
    let mut palabras = texto.split(|c: char| !c.is_alphanumeric());
    let larga = |palabra: &str| palabra.len() > LETRAS_Y_DIA;
    if palabras.any(|p| larga(p) && (is_rfc(p) || is_cut_rfc(p))) {
        return true;
    }
    let letras: Vec<char> = texto.to_uppercase().chars().collect();
    if begins_as_rfc(&letras) {
        return true;
    }
    // Also with something between its parts.
    let partida = letras.iter().any(|c| !c.is_alphanumeric());
    partida && {
        let juntas = letras.into_iter().filter(|c| c.is_alphanumeric());
        begins_as_rfc(&juntas.collect::<Vec<char>>())
    }
}

/// Whether letters and digits of a name and of the day of a birth are among some, of a year of which no paper is.
fn begins_as_rfc(letras: &[char]) -> bool {
    letras.windows(LETRAS_Y_DIA).enumerate().any(|(i, trozo)| {
        let sigue = letras.get(i + LETRAS_Y_DIA);
        is_name_and_day(trozo)
            && sigue.is_none_or(|c| !c.is_ascii_digit() || letras.len() == i + LETRAS_Y_DIA + 3)
            && !trozo[4..6]
                .iter()
                .collect::<String>()
                .parse()
                .is_ok_and(|anio| DE_PAPELES.contains(&anio))
    })
}

/// Whether a word is an RFC that lacks its end: a letter behind the day says that it is no number of a paper.
fn is_cut_rfc(palabra: &str) -> bool {
    let letras: Vec<char> = palabra.to_uppercase().chars().collect();
    (LETRAS_Y_DIA + 1..LETRAS_Y_DIA + 3).contains(&letras.len())
        && is_name_and_day(&letras[..LETRAS_Y_DIA])
        && letras[LETRAS_Y_DIA..].iter().any(|c| c.is_alphabetic())
}

/// Whether ten letters and digits are those that an RFC begins with. (Rules of the Registro Federal de Contribuyentes: the second
/// letter is a vowel, or an X.)
fn is_name_and_day(letras: &[char]) -> bool {
    let (nombre, dia) = letras.split_at(4);
    let number = |cifras: &[char]| -> u32 {
        cifras
            .iter()
            .fold(0, |n, c| 10 * n + c.to_digit(10).unwrap_or(0))
    };
    nombre.iter().all(|c| c.is_alphabetic())
        && matches!(nombre[1], 'A' | 'E' | 'I' | 'O' | 'U' | 'X')
        && dia.iter().all(char::is_ascii_digit)
        && (1..=12).contains(&number(&dia[2..4]))
        && (1..=31).contains(&number(&dia[4..]))
}

/// Letters of a name and of a day, at the beginning of an RFC.
const LETRAS_Y_DIA: usize = 10;
/// Years, without their century, that may be those of a paper, its day of the month, or the beginning of its number.
const DE_PAPELES: std::ops::RangeInclusive<u32> = 0..=31;

/// Whether some word of a text is a CURP or an RFC, or one in parts that hyphens join.
pub fn says_curp(texto: &str) -> bool {
    let mut palabras = texto.split(|c: char| !c.is_alphanumeric());
    let mut partidas = texto.split_whitespace().filter(|palabra| {
        let limpia = palabra.trim_matches(|c: char| !c.is_alphanumeric());
        limpia.chars().all(|c| c.is_alphanumeric() || c == '-')
    });
    palabras.any(|palabra| (palabra.len() >= SIN_HOMOCLAVE && has_curp(palabra)) || is_rfc(palabra))
        || partidas.any(has_curp)
}

/// Whether a word is the RFC of a person: letters of her names, the day of her birth, and three that tell her from others of
/// both.
fn is_rfc(palabra: &str) -> bool {
    let letras: Vec<char> = palabra.to_uppercase().chars().collect();
    letras.len() == LETRAS_Y_DIA + 3
        && is_name_and_day(&letras[..LETRAS_Y_DIA])
        && letras[LETRAS_Y_DIA..]
            .iter()
            .all(char::is_ascii_alphanumeric)
}

/// Characters of a CURP without those that tell two people of the same name, day and state from each other.
const SIN_HOMOCLAVE: usize = 16;

/// The word that stands alone in the place of types of violence, if a text is one.
fn alone(parte: &str, marco: &Marco) -> Option<Violencia> {
    let alias = marco.alias.get(&(TipoAlias::TipoViolencia, known(parte)));
    VIOLENCIA.read(alias.map_or(parte, String::as_str))
}

fn violencia(fila: &mut Fila, marco: &Marco, fecha: Date) -> Option<Violencia> {
    let escrito = fila.texto(Columna::Violencia);
    if fold(&escrito).is_empty() {
        let espera = format!("uno o varios tipos, {}", VIOLENCIA.either());
        return fila.wrong(Columna::Violencia, &espera);
    }
    let alone = |parte: &str| alone(parte, marco);
    let palabra = entries(&escrito).find_map(alone);
    if let Some(palabra) = palabra.filter(|_| entries(&escrito).count() > 1) {
        let sola = VIOLENCIA.write(&palabra).unwrap_or_default();
        let regla = format!("«{sola}» va sola, y no con otra entrada: deje lo uno o lo otro");
        return fila.say(Columna::Violencia, regla);
    }
    alone(&escrito).or_else(|| {
        let tipos = &marco.catalogos.tipos_violencia;
        let nombres = Nombres::new(tipos, TipoAlias::TipoViolencia, marco);
        let tipos = nombres.several(fila, Columna::Violencia, fecha);
        tipos.map(Violencia::Tipos)
    })
}
