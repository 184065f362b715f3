//! Sheets of the institutional records: acts, agreements, projects, councils.

mod actividades;
pub mod avisos;
mod calendario;
pub mod cambios;
mod catalogos;
mod celdas;
mod compromisos;
mod consejo;
pub mod cuales;
mod informes;
mod insistencias;
mod instancia;
mod nombres;
pub(crate) mod propias;
pub mod quorum;
pub mod referencias;
mod sesiones;
pub mod signatarias;
#[cfg(test)]
mod tests;
mod vocabulario;

use std::collections::BTreeMap;

use domain::proteccion::Umbral;
use domain::{Enmienda, Marco};
use strum::EnumIter;
use time::Date;

use crate::Error;
use crate::celda::{Fila, Insistencia};
use crate::defecto::Defecto;
use crate::dias::{Dias, Duda, Orden};
use crate::forma::Forma;
use crate::lectura::Fuente;
use crate::palabras::{PUBLICO, TIPO_ACTIVIDAD};
use cuales::key;
use referencias::Suelta;
pub use vocabulario::vocabulary;

/// The kind of record that a sheet is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
pub enum Clase {
    /// Group acts, a row for each public.
    Actividades,
    /// Agreements with others.
    Convenios,
    /// Projects.
    Proyectos,
    /// Units of the institute.
    Unidades,
    /// Councils.
    Consejos,
    /// Members of councils.
    Consejo,
    /// Sessions of councils.
    Sesiones,
    /// Agreements of sessions.
    Acuerdos,
    /// Calendars of councils, a row for each session.
    Calendario,
    /// Agencias of the municipality.
    Agencias,
    /// Areas of service.
    Areas,
    /// Groups of services.
    Grupos,
    /// Services.
    Servicios,
    /// Kinds of act of its own.
    TiposActividad,
    /// Publics of its own.
    Publicos,
    /// Themes of its own.
    Temas,
    /// Days that it commemorates.
    Efemerides,
    /// Kinds of council.
    TiposConsejo,
    /// What the instancia is called.
    Instancia,
    /// Who has headed the instancia.
    Titulares,
    /// Pacts with others.
    Pactos,
    /// Reports.
    Informes,
    /// Figures of reports.
    Cifras,
}

impl Clase {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }

    /// Its layout.
    pub fn forma(self) -> &'static Forma {
        match self {
            Self::Actividades => &actividades::FORMA,
            Self::Convenios => &compromisos::CONVENIOS,
            Self::Proyectos => &compromisos::PROYECTOS,
            Self::Unidades => &compromisos::UNIDADES,
            Self::Consejos => &consejo::CONSEJOS,
            Self::Consejo => &consejo::INTEGRANTES,
            Self::Sesiones => &sesiones::SESIONES,
            Self::Acuerdos => &sesiones::ACUERDOS,
            Self::Calendario => &calendario::CALENDARIO,
            Self::Agencias => &instancia::AGENCIAS,
            Self::Areas => &catalogos::AREAS,
            Self::Grupos => &catalogos::GRUPOS,
            Self::Servicios => &catalogos::SERVICIOS,
            Self::TiposActividad => &propias::TIPOS_ACTIVIDAD,
            Self::Publicos => &propias::PUBLICOS,
            Self::Temas => &propias::TEMAS,
            Self::Efemerides => &propias::EFEMERIDES,
            Self::TiposConsejo => &propias::TIPOS_CONSEJO,
            Self::Instancia => &instancia::INSTANCIA,
            Self::Titulares => &instancia::TITULARES,
            Self::Pactos => &compromisos::PACTOS,
            Self::Informes => &informes::INFORMES,
            Self::Cifras => &informes::CIFRAS,
        }
    }

    /// What two of its rows cannot have in common.
    fn known_by(self) -> &'static str {
        match self {
            Self::Actividades => "el acto de esa clave, con otros datos o con el mismo público,",
            Self::Titulares => "el periodo en que empieza",
            Self::Calendario => "su fecha, o lo que se dice del calendario de ese año,",
            Self::Instancia => "el nombre de la instancia",
            _ => "su clave",
        }
    }

    /// Whether its rows are known by what their column «Clave» has, each by another thing.
    fn has_plain_keys(self) -> bool {
        let con_partes = [Self::Actividades, Self::Calendario].contains(&self);
        let de_otro = [Self::Consejo, Self::Sesiones, Self::Acuerdos, Self::Cifras].contains(&self);
        !con_partes && !de_otro && self.forma().find("Clave").is_some()
    }

    fn read(self, fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
        match self {
            Self::Actividades => actividades::read(fila, contexto).map(Enmienda::Actividad),
            Self::Convenios => compromisos::agreement(fila, contexto).map(Enmienda::Convenio),
            Self::Proyectos => compromisos::project(fila, contexto).map(Enmienda::Proyecto),
            Self::Unidades => compromisos::unit(fila, contexto).map(Enmienda::Unidad),
            Self::Consejos => consejo::council(fila, contexto).map(Enmienda::Consejo),
            Self::Consejo => consejo::member(fila, contexto),
            Self::Sesiones => sesiones::session(fila, contexto),
            Self::Acuerdos => sesiones::resolution(fila, contexto),
            Self::Calendario => calendario::session(fila, contexto),
            Self::Agencias => instancia::agencia(fila, contexto).map(Enmienda::Agencia),
            Self::Areas => catalogos::entrada(fila, contexto).map(Enmienda::Area),
            Self::Grupos => catalogos::entrada(fila, contexto).map(Enmienda::Grupo),
            Self::Servicios => catalogos::servicio(fila, contexto).map(Enmienda::Servicio),
            Self::TiposActividad => {
                propias::activity_kind(fila, contexto).map(Enmienda::TipoActividad)
            }
            Self::Publicos => propias::audience(fila, contexto).map(Enmienda::Publico),
            Self::Temas => catalogos::entrada(fila, contexto).map(Enmienda::Tema),
            Self::Efemerides => propias::commemoration(fila, contexto).map(Enmienda::Efemeride),
            Self::TiposConsejo => catalogos::entrada(fila, contexto).map(Enmienda::TipoConsejo),
            Self::Instancia => instancia::called(fila, contexto),
            Self::Titulares => instancia::titular(fila, contexto).map(Enmienda::Titular),
            Self::Pactos => compromisos::pact(fila, contexto).map(Enmienda::Pacto),
            Self::Informes => informes::informe(fila, contexto).map(Enmienda::Informe),
            Self::Cifras => informes::cifra(fila, contexto),
        }
    }

    /// The options of each column with a list.
    pub(crate) fn lists(self, marco: &Marco, hoy: Date) -> Vec<(usize, Vec<String>)> {
        match self {
            Self::Actividades => actividades::lists(marco, hoy),
            Self::Convenios
            | Self::Unidades
            | Self::Areas
            | Self::Grupos
            | Self::Temas
            | Self::Efemerides
            | Self::TiposConsejo
            | Self::Instancia
            | Self::Titulares
            | Self::Pactos
            | Self::Informes => vec![],
            Self::Calendario => calendario::lists(marco),
            Self::Agencias => instancia::lists(),
            Self::Servicios => catalogos::lists(marco),
            Self::TiposActividad => propias::counted_lists(&TIPO_ACTIVIDAD),
            Self::Publicos => propias::counted_lists(&PUBLICO),
            Self::Cifras => informes::lists(marco, hoy),
            Self::Proyectos => compromisos::lists(marco, hoy),
            Self::Consejos => consejo::council_lists(marco),
            Self::Consejo => consejo::councils(marco),
            Self::Sesiones => sesiones::session_lists(marco),
            Self::Acuerdos => sesiones::resolution_lists(marco),
        }
    }
}

/// What rows are read against.
pub struct Context<'a> {
    /// The instancia.
    pub marco: &'a Marco,
    /// Today: nothing has happened later.
    pub hoy: Date,
    /// Fewer people than that are few.
    pub umbral: Umbral,
    /// Whether few people may be said, where an edition would say them as they are.
    pub pocas: bool,
}

/// The records of a sheet.
#[derive(Default)]
pub struct Leido {
    /// Records.
    pub enmiendas: Vec<Enmienda>,
    /// Defects, by row.
    pub malos: BTreeMap<u32, Vec<Defecto>>,
    /// What whoever takes the sheet in must know of rows that hold.
    pub avisos: BTreeMap<u32, Vec<Defecto>>,
    /// Rows.
    pub renglones: u64,
    /// Parts of the records that the sheet says nothing of.
    pub calladas: Vec<&'static str>,
    /// The row of each record, by its key; of several, the first.
    pub numeros: BTreeMap<String, u32>,
    /// What rows that are wrong refer to.
    sueltas: Vec<(u32, Vec<Suelta>)>,
    /// What is refused unless it is insisted on: by row, with the key of the record.
    insistencias: Vec<(u32, String, Insistencia)>,
}

/// Reads all rows. `dudas`: what is doubtful of its columns of days, in order, because of other sheets.
///
/// # Errors
/// When the file cannot be read.
pub fn read(
    clase: Clase,
    fuente: &Fuente,
    contexto: &Context,
    dudas: &[Duda],
) -> Result<Leido, Error> {
    let (leido, ordenes) = read_once(clase, fuente, contexto, dudas)?;
    let de_otras = dudas
        .iter()
        .copied()
        .chain(std::iter::repeat(Duda::default()));
    let todas: Vec<Duda> = (ordenes.into_iter().zip(de_otras))
        .map(|(orden, de_otras)| orden.doubt().or(de_otras))
        .collect();
    if todas.iter().any(|duda| duda.is_some()) && todas != dudas {
        // What could be taken for a day with the day first may have the month first as others do.
        return Ok(read_once(clase, fuente, contexto, &todas)?.0);
    }
    Ok(leido)
}

/// Looks at the days of a row beside those of the rows before it.
fn look_at_days(fila: &mut Fila, dias: &mut [(usize, Dias)]) {
    for (columna, dias) in dias {
        let celda = fila.celda(*columna);
        let regla = dias.see(celda).map(str::to_owned);
        if let Some(regla) = regla.or_else(|| dias.object(celda)) {
            fila.say::<()>(*columna, regla);
        }
    }
}

/// Reads all rows once; and how the days of its columns of days are written. `dudas`: what is doubtful of them, by column, if that is
/// known.
fn read_once(
    clase: Clase,
    fuente: &Fuente,
    contexto: &Context,
    dudas: &[Duda],
) -> Result<(Leido, Vec<Orden>), Error> {
    let fichas = clase.forma().fichas.iter().enumerate();
    let calladas = fichas.filter(|(columna, _)| fuente.lacks(*columna));
    let mut leido = Leido {
        calladas: calladas.filter_map(|(_, ficha)| ficha.parte).collect(),
        ..Leido::default()
    };
    let mut vistas: BTreeMap<String, (u32, usize)> = BTreeMap::new();
    let mut malas: BTreeMap<String, u32> = BTreeMap::new();
    let mut repetidas: BTreeMap<String, String> = BTreeMap::new();
    let mut dias = days(clase, fuente, dudas)?;
    fuente.rows(&mut |renglon| {
        leido.renglones += 1;
        let mut fila = Fila::new(&renglon.propias);
        fila.defectos.extend(renglon.defectos);
        look_at_days(&mut fila, &mut dias);
        let enmienda = read_all(clase, &mut fila, contexto);
        if let Some(enmienda) = enmienda.filter(|_| fila.defectos.is_empty()) {
            let suyas = std::mem::take(&mut fila.insistencias).into_iter();
            let suyas = suyas.map(|una| (renglon.numero, key(&enmienda), una));
            leido.insistencias.extend(suyas);
            match vistas.get(&key(&enmienda)) {
                None => {
                    vistas.insert(key(&enmienda), (renglon.numero, leido.enmiendas.len()));
                    leido.enmiendas.push(enmienda);
                }
                // Another public of the same act, another session of the same year.
                Some((_, posicion)) if join(&mut leido.enmiendas[*posicion], &enmienda) => {}
                Some((antes, _)) => {
                    let que = clase.known_by();
                    fila.defectos.push(Defecto::of_row(format!(
                        "{que} ya está en el renglón {antes}"
                    )));
                    let regla = format!("{que} está otra vez en el renglón {}", renglon.numero);
                    repetidas.entry(key(&enmienda)).or_insert(regla);
                }
            }
        }
        if !fila.defectos.is_empty() {
            let insistencias = fila.insistencias.drain(..);
            fila.defectos.extend(insistencias.map(|una| una.malo));
            if let Some(columna) = clase.forma().find("Clave") {
                malas.entry(fila.texto(columna)).or_insert(renglon.numero);
            }
            let sueltas = referencias::loose(clase, &renglon.propias, contexto);
            leido.sueltas.push((renglon.numero, sueltas));
            leido.malos.insert(renglon.numero, fila.defectos);
        } else if !fila.avisos.is_empty() {
            leido.avisos.insert(renglon.numero, fila.avisos);
        }
        Ok(())
    })?;
    let numeros = vistas.into_iter();
    leido.numeros = numeros
        .map(|(clave, (numero, _))| (clave, numero))
        .collect();
    leido.reject_parts(clase, &malas, &repetidas);
    leido.tell_keys_of_wrong_rows(clase, &malas, &mut repetidas);
    // Of two rows with one key it is not known which one is right.
    leido.reject(repetidas);
    nombres::check(clase, contexto.marco, &mut leido);
    instancia::check_terms(&mut leido);
    let ordenes = dias.iter().map(|(_, dias)| dias.orden());
    Ok((leido, ordenes.collect()))
}

/// The columns of days of a kind, each with what its first one is like and what makes others doubtful.
fn days(clase: Clase, fuente: &Fuente, dudas: &[Duda]) -> Result<Vec<(usize, Dias)>, Error> {
    let columnas = clase.forma().fechas.iter().enumerate();
    let days = columnas.map(|(i, columna)| {
        let duda = dudas.get(i).copied().unwrap_or_default();
        let suyos = Dias::new(fuente.first_day(*columna)?);
        Ok((*columna, suyos.doubting(duda)))
    });
    days.collect()
}

/// The record of a row, or all that is wrong with it: of cells that hold no value, what was found before.
fn read_all(clase: Clase, fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
    let antes = fila.defectos.clone();
    // A total or a note is no row.
    if antes.iter().any(|defecto| defecto.columna.is_none()) {
        return None;
    }
    let enmienda = clase.read(fila, contexto);
    let dichas: Vec<_> = antes.iter().map(|defecto| defecto.columna).collect();
    let despues = fila.defectos.split_off(antes.len());
    let otros = despues
        .into_iter()
        .filter(|otro| !dichas.contains(&otro.columna));
    fila.defectos.extend(otros);
    enmienda.filter(|_| antes.is_empty())
}

impl Leido {
    /// Leaves out the records of some rows, which break a rule.
    pub fn leave_out(&mut self, malos: BTreeMap<u32, Vec<Defecto>>) {
        let numeros = &self.numeros;
        self.enmiendas.retain(|enmienda| {
            let suyo = numeros.get(&key(enmienda));
            suyo.is_none_or(|suyo| !malos.contains_key(suyo))
        });
        for (numero, defectos) in malos {
            self.avisos.remove(&numero);
            self.malos.entry(numero).or_default().extend(defectos);
        }
    }

    /// The number of the row that a record comes from; of several, the first.
    pub fn row(&self, enmienda: &Enmienda) -> Option<u32> {
        self.numeros.get(&key(enmienda)).copied()
    }

    /// Takes out what a sheet says in parts, if one of them is wrong.
    fn reject_parts(
        &mut self,
        clase: Clase,
        malas: &BTreeMap<String, u32>,
        dichas: &BTreeMap<String, String>,
    ) {
        // With one public less an act would be another; with one session less, a calendar.
        let partes = self.enmiendas.iter().map(key).filter(|clave| match clase {
            Clase::Actividades => malas.contains_key(clave),
            Clase::Calendario => !self.malos.is_empty(),
            _ => false,
        });
        let que = if clase == Clase::Calendario {
            "calendario"
        } else {
            "acto"
        };
        let partes = partes.filter(|clave| !dichas.contains_key(clave));
        let regla = format!("otro renglón del mismo {que} tiene errores");
        let partes = partes.map(|clave| (clave, regla.clone())).collect();
        self.reject(partes);
    }

    /// A key is of one row, whatever else is wrong with either: the row that holds may be what the other one should have been.
    fn tell_keys_of_wrong_rows(
        &mut self,
        clase: Clase,
        malas: &BTreeMap<String, u32>,
        repetidas: &mut BTreeMap<String, String>,
    ) {
        if !clase.has_plain_keys() {
            return;
        }
        let que = clase.known_by();
        for (clave, mala) in malas {
            let Some(buena) = self.numeros.get(clave).filter(|buena| *buena != mala) else {
                continue;
            };
            if repetidas.contains_key(clave) {
                continue;
            }
            let regla = format!("{que} ya está en el renglón {buena}");
            self.malos
                .entry(*mala)
                .or_default()
                .push(Defecto::of_row(regla));
            let regla = format!("{que} está otra vez en el renglón {mala}");
            repetidas.insert(clave.clone(), regla);
        }
    }

    /// Takes some records out, by key, for a rule that their rows break.
    fn reject(&mut self, malas: BTreeMap<String, String>) {
        self.enmiendas
            .retain(|enmienda| !malas.contains_key(&key(enmienda)));
        for (clave, regla) in malas {
            if let Some(numero) = self.numeros.get(&clave) {
                self.avisos.remove(numero);
                let suyos = self.malos.entry(*numero).or_default();
                suyos.push(Defecto::of_row(regla));
            }
        }
    }
}

/// Joins a row to a record that takes several. Whether it is of it.
fn join(antes: &mut Enmienda, otra: &Enmienda) -> bool {
    actividades::join(antes, otra) || calendario::join(antes, otra)
}

/// The entries of a cell, separated by semicolons or by lines.
fn list(texto: &str) -> Vec<String> {
    let partes = texto.split([';', '\n']).map(str::trim);
    let partes = partes.filter(|parte| !parte.is_empty());
    partes.map(str::to_owned).collect()
}
