//! A row of a sheet as an attention, or everything that is wrong with it. Messages say what is expected and never
//! repeat what was written: it may be somebody's.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Atencion, AtencionCapturada, Catalogo, Clave, Curp, Entrada, Escolaridad, Lugar, Persona,
    Rasgo, Rasgos, Seudonimo, Sexo, Violencia, Visita,
};
use persistence::{Identidad, Marco, Renglon};
use time::Date;
use time::macros::{date, format_description};

use super::columnas::Columna;
use super::texto::{fold, nearest};

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Celda {
    /// Nothing, or only spaces.
    Vacia,
    /// Text.
    Texto(String),
    /// A number of a workbook.
    Numero(f64),
    /// A date of a workbook.
    Fecha(Date),
}

impl Celda {
    /// What it says, without spaces around it.
    pub fn texto(&self) -> String {
        match self {
            Self::Vacia => String::new(),
            Self::Texto(texto) => texto.trim().to_owned(),
            Self::Numero(numero) => numero.to_string(),
            Self::Fecha(fecha) => fecha.to_string(),
        }
    }

    /// What kind of thing it holds, for messages.
    fn clase(&self) -> String {
        match self {
            Self::Vacia => "está vacía".to_owned(),
            Self::Texto(texto) => match texto.trim().chars().count() {
                1 => "tiene un texto de 1 carácter".to_owned(),
                n => format!("tiene un texto de {n} caracteres"),
            },
            Self::Numero(_) => "tiene un número".to_owned(),
            Self::Fecha(_) => "tiene una fecha".to_owned(),
        }
    }
}

/// Something wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defecto {
    /// Where.
    pub columna: Columna,
    /// What it is, and what is expected.
    pub mensaje: String,
}

/// The cells of a row, by column of the template; a column that is not in the sheet is empty.
pub type Celdas = [Celda; Columna::TODAS];

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
}

/// Rows seen so far without a folio, by what they say.
pub type Vistas = HashMap<[u8; 32], u32>;

struct Lectura<'a> {
    celdas: &'a Celdas,
    defectos: Vec<Defecto>,
}

impl Lectura<'_> {
    fn celda(&self, columna: Columna) -> &Celda {
        &self.celdas[columna.indice()]
    }

    fn texto(&self, columna: Columna) -> String {
        self.celda(columna).texto()
    }

    /// Notes what is wrong, and goes on without it.
    fn wrong<T>(&mut self, columna: Columna, espera: &str) -> Option<T> {
        let mensaje = match self.celda(columna) {
            Celda::Vacia => format!("está vacía: se espera {espera}"),
            celda => format!("{} y se espera {espera}", celda.clase()),
        };
        self.defectos.push(Defecto { columna, mensaje });
        None
    }

    fn say<T>(&mut self, columna: Columna, mensaje: impl Into<String>) -> Option<T> {
        let mensaje = mensaje.into();
        self.defectos.push(Defecto { columna, mensaje });
        None
    }
}

impl Lector<'_> {
    /// The attention of a row; or all that is wrong with it.
    pub fn read(&self, celdas: &Celdas, vistas: &mut Vistas) -> Result<Renglon, Vec<Defecto>> {
        let mut fila = Lectura {
            celdas,
            defectos: vec![],
        };
        let folio = folio(&mut fila);
        let fecha = self.fecha(&mut fila);
        // Without a date nothing is known to be valid; any will do to read the rest.
        let dia = fecha.unwrap_or(self.hoy);
        let catalogos = &self.marco.catalogos;
        let servicio = entry(&mut fila, Columna::Servicio, &catalogos.servicios, dia);
        let lugar = self.lugar(&mut fila, dia);
        let visita = match fold(&fila.texto(Columna::Visita)).as_str() {
            "primera vez" | "primera" => Some(Visita::PrimeraVez),
            "seguimiento" | "subsecuente" => Some(Visita::Seguimiento),
            _ => fila.wrong(Columna::Visita, "«Primera vez» o «Seguimiento»"),
        };
        let violencia = violencia(&mut fila, &catalogos.tipos_violencia, dia);
        let modalidades = several(&mut fila, Columna::Modalidades, &catalogos.modalidades, dia);
        let unidad = self.unidad(&mut fila);
        let persona = self.persona(&mut fila, dia);
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
        let huella = self.digest(&captura, persona.as_ref());
        let atencion =
            Atencion::new(captura, catalogos, &self.marco.agencias).map_err(|error| {
                // Each part has been looked at: what is left concerns the day.
                let mensaje = error.to_string();
                vec![Defecto {
                    columna: Columna::Fecha,
                    mensaje,
                }]
            })?;
        let clave = if let Some(folio) = &folio {
            self.identidad.of_folio(self.instancia, folio)
        } else {
            let vez = vistas.entry(huella).or_default();
            *vez += 1;
            self.identidad.of_row(self.instancia, &huella, *vez)
        };
        Ok(Renglon {
            clave,
            huella,
            folio,
            persona,
            atencion,
        })
    }

    /// The day, whose pattern no other cell can take for it.
    fn fecha(&self, fila: &mut Lectura) -> Option<Date> {
        let fecha = match fila.celda(Columna::Fecha) {
            Celda::Fecha(fecha) => Some(*fecha),
            Celda::Numero(dias) if (1.0..100_000.0).contains(dias) => serial(*dias),
            Celda::Texto(texto) => written(texto.trim()),
            _ => None,
        };
        let Some(fecha) = fecha else {
            return fila.wrong(Columna::Fecha, "una fecha, como 08/03/2017 o 2017-03-08");
        };
        if fecha > self.hoy {
            return fila.say(Columna::Fecha, "la fecha es posterior a hoy");
        }
        if fecha < date!(1980 - 01 - 01) {
            return fila.say(Columna::Fecha, "la fecha es anterior a 1980");
        }
        Some(fecha)
    }

    fn lugar(&self, fila: &mut Lectura, fecha: Date) -> Option<Lugar> {
        let escrito = fila.texto(Columna::Procedencia);
        match fold(&escrito).as_str() {
            "cabecera" | "cabecera municipal" => return Some(Lugar::Cabecera),
            "otro municipio" => return Some(Lugar::OtroMunicipio),
            "no especificada" | "no especificado" => return Some(Lugar::NoEspecificada),
            _ => {}
        }
        let buscado = fold(&escrito);
        let agencias = &self.marco.agencias;
        let agencia = agencias.iter().find(|agencia| {
            let mut nombres = agencia
                .alias
                .iter()
                .chain([&agencia.nombre, &agencia.clave]);
            !buscado.is_empty() && nombres.any(|nombre| fold(nombre) == buscado)
        });
        match agencia {
            Some(agencia) if agencia.vigencia.vigente(fecha) => {
                Some(Lugar::Agencia(agencia.clave.clone()))
            }
            Some(agencia) => fila.say(
                Columna::Procedencia,
                format!(
                    "«{}» no está vigente en la fecha: {}",
                    agencia.nombre, agencia.vigencia
                ),
            ),
            None => {
                let otros = ["Cabecera municipal", "Otro municipio", "No especificada"];
                let nombres = agencias.iter().map(|agencia| agencia.nombre.as_str());
                let cerca = nearest(&escrito, nombres.chain(otros)).map(str::to_owned);
                let espera = suggest(
                    "una agencia del catálogo, «Cabecera municipal», «Otro municipio» o «No especificada»",
                    cerca.as_deref(),
                );
                fila.wrong(Columna::Procedencia, &espera)
            }
        }
    }

    fn unidad(&self, fila: &mut Lectura) -> Option<String> {
        let escrito = fila.texto(Columna::Unidad);
        if escrito.is_empty() {
            return None;
        }
        let buscado = fold(&escrito);
        let unidades = &self.marco.unidades;
        let unidad = unidades.iter().find(|unidad| {
            let nombres = [&unidad.clave, &unidad.nombre, &unidad.nombre_corto];
            nombres.into_iter().any(|nombre| fold(nombre) == buscado)
        });
        if let Some(unidad) = unidad {
            return Some(unidad.clave.clone());
        }
        let nombres = unidades.iter().map(|unidad| unidad.nombre_corto.as_str());
        let cerca = nearest(&escrito, nombres).map(str::to_owned);
        fila.wrong(
            Columna::Unidad,
            &suggest("una unidad de la instancia, o nada", cerca.as_deref()),
        )
    }

    fn persona(&self, fila: &mut Lectura, fecha: Date) -> Option<Persona> {
        let (curp, expediente) = (fila.texto(Columna::Curp), fila.texto(Columna::Expediente));
        let sexo = sexo(fila);
        let nacimiento = nacimiento(fila);
        let rasgos = rasgos(fila);
        let (seudonimo, sexo, anio_nacimiento) = if !curp.is_empty() {
            let curp: Curp = match curp.parse() {
                Ok(curp) => curp,
                Err(error) => return fila.say(Columna::Curp, error.to_string()),
            };
            if sexo.is_some_and(|sexo| sexo != Sexo::NoEspecificado && sexo != curp.sexo()) {
                return fila.say(Columna::Sexo, "no es el de la CURP");
            }
            let anio = curp.nacimiento().year();
            if nacimiento.valor().is_some_and(|dicho| *dicho != anio) {
                return fila.say(Columna::AnioNacimiento, "no es el de la CURP");
            }
            if curp.nacimiento() > fecha {
                return fila.say(
                    Columna::Curp,
                    "la fecha de nacimiento es posterior a la atención",
                );
            }
            let seudonimo = self.identidad.of_curp(self.instancia, &curp);
            (seudonimo, curp.sexo(), Rasgo::Dato(anio))
        } else if !expediente.is_empty() {
            let texto = fold(&expediente);
            if texto.is_empty() || texto.len() > 40 {
                return fila.wrong(
                    Columna::Expediente,
                    "un número de expediente de hasta 40 caracteres",
                );
            }
            let Some(sexo) = sexo else {
                let espera = "«Mujer», «Hombre», «X» o «No especificado», porque no hay CURP";
                return fila.wrong(Columna::Sexo, espera);
            };
            let seudonimo = self.identidad.of_expediente(self.instancia, &texto);
            (seudonimo, sexo, nacimiento)
        } else {
            return None;
        };
        let persona = Persona {
            seudonimo,
            sexo,
            anio_nacimiento,
            rasgos,
        };
        match persona.check(fecha) {
            Ok(()) => Some(persona),
            Err(error) => fila.say(Columna::AnioNacimiento, error.to_string()),
        }
    }

    fn digest(&self, captura: &AtencionCapturada, persona: Option<&Persona>) -> [u8; 32] {
        let persona = persona.map(|persona| {
            let Seudonimo(bytes) = persona.seudonimo;
            format!(
                "{bytes:?} {:?} {:?} {:?}",
                persona.sexo, persona.anio_nacimiento, persona.rasgos
            )
        });
        let violencia = match &captura.violencia {
            Violencia::Tipos(tipos) => Vec::from_iter(tipos.clone()).join("+"),
            otra => format!("{otra:?}"),
        };
        let partes = [
            &captura.fecha.to_string(),
            &captura.servicio,
            &captura.lugar.to_string(),
            <&str>::from(captura.visita),
            &violencia,
            &Vec::from_iter(captura.modalidades.clone()).join("+"),
            captura.unidad.as_deref().unwrap_or_default(),
            persona.as_deref().unwrap_or_default(),
        ];
        self.identidad.digest(self.instancia, &partes)
    }
}

/// Days since the end of 1899, as Excel counts them from March 1900.
fn serial(dias: f64) -> Option<Date> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::as_conversions,
        reason = "within the bounds of a date, which the caller has checked"
    )]
    let dias = dias.trunc() as i64;
    date!(1899 - 12 - 30).checked_add(time::Duration::days(dias))
}

/// A date as people write it, with or without an hour after it.
pub fn written(texto: &str) -> Option<Date> {
    let dia = texto.split(['T', ' ']).next().unwrap_or_default();
    let latina = format_description!("[day padding:none]/[month padding:none]/[year]");
    let con_guiones = format_description!("[day padding:none]-[month padding:none]-[year]");
    let iso = format_description!("[year]-[month]-[day]");
    Date::parse(dia, &iso)
        .or_else(|_| Date::parse(dia, &latina))
        .or_else(|_| Date::parse(dia, &con_guiones))
        .ok()
}

fn suggest(espera: &str, cerca: Option<&str>) -> String {
    cerca.map_or_else(
        || espera.to_owned(),
        |cerca| format!("{espera}; ¿quiso decir «{cerca}»?"),
    )
}

fn folio(fila: &mut Lectura) -> Option<String> {
    let folio = fila.texto(Columna::Folio);
    if folio.is_empty() {
        return None;
    }
    let bueno = |c: char| c.is_ascii_alphanumeric() || "-/._".contains(c);
    if folio.len() > 40 || !folio.chars().all(bueno) {
        return fila.wrong(Columna::Folio, "hasta 40 letras, números y guiones");
    }
    if folio.parse::<Curp>().is_ok() {
        return fila.say(
            Columna::Folio,
            "es una CURP: el folio no debe tener datos personales",
        );
    }
    Some(folio.to_uppercase())
}

/// An entry of a catalogue by key or name, valid on the day.
fn entry<T: AsRef<Entrada>>(
    fila: &mut Lectura,
    columna: Columna,
    catalogo: &Catalogo<T>,
    fecha: Date,
) -> Option<String> {
    let escrito = fila.texto(columna);
    match find(&escrito, catalogo, fecha) {
        Ok(clave) => Some(clave),
        Err(mensaje) => match mensaje {
            Falta::Vigencia(mensaje) => fila.say(columna, mensaje),
            Falta::Desconocida(cerca) => fila.wrong(
                columna,
                &suggest("una entrada del catálogo", cerca.as_deref()),
            ),
        },
    }
}

/// Why a catalogue has no such entry; and which one was probably meant.
enum Falta {
    Vigencia(String),
    Desconocida(Option<String>),
}

fn find<T: AsRef<Entrada>>(
    escrito: &str,
    catalogo: &Catalogo<T>,
    fecha: Date,
) -> Result<String, Falta> {
    let buscado = fold(escrito);
    let entradas = || catalogo.entradas().iter().map(AsRef::as_ref);
    let es = |entrada: &&Entrada| {
        !buscado.is_empty()
            && [&entrada.nombre, &entrada.clave]
                .into_iter()
                .any(|n| fold(n) == buscado)
    };
    match entradas().find(es) {
        Some(entrada) if entrada.vigencia.vigente(fecha) => Ok(entrada.clave.clone()),
        Some(entrada) => Err(Falta::Vigencia(format!(
            "«{}» no está vigente el {fecha}: {}",
            entrada.nombre, entrada.vigencia
        ))),
        None => {
            let vigentes = entradas().filter(|entrada| entrada.vigencia.vigente(fecha));
            let cerca = nearest(escrito, vigentes.map(|entrada| entrada.nombre.as_str()));
            Err(Falta::Desconocida(cerca.map(str::to_owned)))
        }
    }
}

/// Several entries, separated by semicolons or bars.
fn several<T: AsRef<Entrada>>(
    fila: &mut Lectura,
    columna: Columna,
    catalogo: &Catalogo<T>,
    fecha: Date,
) -> Option<BTreeSet<String>> {
    let escrito = fila.texto(columna);
    let mut claves = BTreeSet::new();
    for parte in escrito
        .split([';', '|', ','])
        .filter(|parte| !parte.trim().is_empty())
    {
        match find(parte, catalogo, fecha) {
            Ok(clave) => {
                claves.insert(clave);
            }
            Err(Falta::Vigencia(mensaje)) => return fila.say(columna, mensaje),
            Err(Falta::Desconocida(cerca)) => {
                let espera = suggest(
                    "entradas del catálogo, separadas por punto y coma",
                    cerca.as_deref(),
                );
                return fila.wrong(columna, &espera);
            }
        }
    }
    Some(claves)
}

fn violencia(fila: &mut Lectura, tipos: &Catalogo<Entrada>, fecha: Date) -> Option<Violencia> {
    match fold(&fila.texto(Columna::Violencia)).as_str() {
        "ninguna" | "ninguno" => Some(Violencia::Ninguna),
        "no especificado" | "no especificada" => Some(Violencia::NoEspecificado),
        "no preguntado" | "no preguntada" => Some(Violencia::NoPreguntado),
        "" => fila.wrong(
            Columna::Violencia,
            "uno o varios tipos, «Ninguna», «No especificado» o «No preguntado»",
        ),
        _ => several(fila, Columna::Violencia, tipos, fecha).map(Violencia::Tipos),
    }
}

fn sexo(fila: &mut Lectura) -> Option<Sexo> {
    match fold(&fila.texto(Columna::Sexo)).as_str() {
        "" => None,
        "mujer" | "femenino" => Some(Sexo::Mujer),
        "hombre" | "masculino" => Some(Sexo::Hombre),
        "x" | "no binario" => Some(Sexo::X),
        "no especificado" => Some(Sexo::NoEspecificado),
        _ => fila.wrong(Columna::Sexo, "«Mujer», «Hombre», «X» o «No especificado»"),
    }
}

fn nacimiento(fila: &mut Lectura) -> Rasgo<i32> {
    let texto = fila.texto(Columna::AnioNacimiento);
    match fold(&texto).as_str() {
        "" | "no preguntado" => Rasgo::NoPreguntado,
        "no especificado" => Rasgo::NoEspecificado,
        cifras if cifras.len() == 4 && cifras.bytes().all(|b| b.is_ascii_digit()) => {
            cifras.parse().map_or(Rasgo::NoPreguntado, Rasgo::Dato)
        }
        _ => {
            let espera = "un año de cuatro cifras, «No especificado» o «No preguntado»";
            fila.wrong::<()>(Columna::AnioNacimiento, espera);
            Rasgo::NoPreguntado
        }
    }
}

fn rasgos(fila: &mut Lectura) -> Rasgos {
    let mut si_no = |columna| match fold(&fila.texto(columna)).as_str() {
        "" | "no preguntado" | "no preguntada" => Rasgo::NoPreguntado,
        "no especificado" | "no especificada" => Rasgo::NoEspecificado,
        "si" | "s" => Rasgo::Dato(true),
        "no" | "n" => Rasgo::Dato(false),
        _ => {
            fila.wrong::<()>(columna, "«Sí», «No», «No especificado» o «No preguntado»");
            Rasgo::NoPreguntado
        }
    };
    let (indigena, lengua_indigena) = (si_no(Columna::Indigena), si_no(Columna::LenguaIndigena));
    let (afromexicana, discapacidad) = (si_no(Columna::Afromexicana), si_no(Columna::Discapacidad));
    let escolaridad = match fold(&fila.texto(Columna::Escolaridad)).as_str() {
        "" | "no preguntado" | "no preguntada" => Rasgo::NoPreguntado,
        "no especificado" | "no especificada" => Rasgo::NoEspecificado,
        "ninguna" => Rasgo::Dato(Escolaridad::Ninguna),
        "basica" => Rasgo::Dato(Escolaridad::Basica),
        "media superior" => Rasgo::Dato(Escolaridad::MediaSuperior),
        "superior" => Rasgo::Dato(Escolaridad::Superior),
        _ => {
            let espera = "«Ninguna», «Básica», «Media superior», «Superior», «No especificado» o «No preguntado»";
            fila.wrong::<()>(Columna::Escolaridad, espera);
            Rasgo::NoPreguntado
        }
    };
    Rasgos {
        indigena,
        lengua_indigena,
        afromexicana,
        discapacidad,
        escolaridad,
    }
}
