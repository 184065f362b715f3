//! The truth: what the rows of a register say, counted one by one.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::cajas::{Caja, EDAD, EJES, Ejes, Medida, SEXO, TIEMPO, VIOLENCIA};

/// The year of all registers here.
pub(super) const ANIO: u16 = 2017;

/// A row as the template has it, in the words of whoever fills it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Renglon {
    pub(super) folio: String,
    pub(super) fecha: String,
    pub(super) servicio: String,
    pub(super) lugar: String,
    pub(super) visita: String,
    pub(super) violencia: String,
    pub(super) unidad: String,
    pub(super) expediente: String,
    pub(super) sexo: String,
    pub(super) nacimiento: String,
}

const TITULOS: &str = "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Modalidades,Unidad,CURP,Expediente,Sexo,Año de nacimiento,Indígena,Lengua indígena,Afromexicana,Discapacidad,Escolaridad";

impl Renglon {
    pub(super) fn month(&self) -> u8 {
        self.fecha[5..7].parse().unwrap()
    }

    fn line(&self) -> String {
        let campos = [
            &self.folio,
            &self.fecha,
            &self.servicio,
            &self.lugar,
            &self.visita,
            &self.violencia,
        ];
        let campos: Vec<&str> = campos.iter().map(|c| c.as_str()).collect();
        let quien = [&self.expediente, &self.sexo, &self.nacimiento].map(String::as_str);
        format!(
            "{},,{},,{},,,,,",
            campos.join(","),
            self.unidad,
            quien.join(",")
        )
    }
}

/// A sheet with these rows.
pub(super) fn sheet(renglones: &[Renglon]) -> String {
    let lineas: Vec<String> = renglones.iter().map(Renglon::line).collect();
    format!("{TITULOS}\n{}\n", lineas.join("\n"))
}

/// The rows of a sheet of the template, without quotes.
pub(super) fn rows(hoja: &str) -> Vec<Renglon> {
    let mut lineas = hoja.trim_start_matches('\u{feff}').lines();
    let titulos: Vec<&str> = lineas.next().unwrap().split(',').collect();
    let lee = |linea: &str| {
        let campos: HashMap<&str, &str> = titulos.iter().copied().zip(linea.split(',')).collect();
        let campo = |nombre: &str| campos.get(nombre).copied().unwrap_or_default().to_owned();
        assert_eq!(
            campo("CURP"),
            "",
            "registers of tests have files, not CURPs"
        );
        Renglon {
            folio: campo("Folio"),
            fecha: campo("Fecha"),
            servicio: campo("Servicio"),
            lugar: campo("Procedencia"),
            visita: campo("Visita"),
            violencia: campo("Tipos de violencia"),
            unidad: campo("Unidad"),
            expediente: campo("Expediente"),
            sexo: campo("Sexo"),
            nacimiento: campo("Año de nacimiento"),
        }
    };
    lineas.filter(|l| !l.is_empty()).map(lee).collect()
}

/// What is in a box.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Conteo {
    pub(super) personas: i32,
    pub(super) servicios: i32,
    /// Persons, and one more for whoever is anonymous.
    pub(super) contribuyentes: i32,
}

impl Conteo {
    pub(super) const fn of(self, medida: Medida) -> i32 {
        match medida {
            Medida::Personas => self.personas,
            Medida::Servicios => self.servicios,
        }
    }

    /// Whether so few are behind it that its services are theirs.
    pub(super) const fn few(self) -> bool {
        matches!(self.contribuyentes, 1..=4) || matches!(self.personas, 1..=4)
    }
}

/// An attention: who, and the members that it has in each dimension, one bit for each.
#[derive(Debug)]
struct Apunte {
    quien: Option<usize>,
    tiene: [u64; EJES],
}

/// The attentions that a year counts.
#[derive(Debug)]
pub(super) struct Verdad {
    apuntes: Vec<Apunte>,
    personas: usize,
    contadas: RefCell<HashMap<Caja, Conteo>>,
}

impl Verdad {
    /// Each row with the month in which it counts.
    pub(super) fn new(ejes: &Ejes, renglones: &[(Renglon, u8)]) -> Self {
        let mut quienes = BTreeMap::new();
        let apuntes = renglones
            .iter()
            .map(|(renglon, mes)| {
                let siguiente = quienes.len();
                let quien = (!renglon.expediente.is_empty()).then(|| {
                    *quienes
                        .entry(renglon.expediente.clone())
                        .or_insert(siguiente)
                });
                Apunte {
                    quien,
                    tiene: members(ejes, renglon, *mes),
                }
            })
            .collect();
        Self {
            apuntes,
            personas: quienes.len(),
            contadas: RefCell::default(),
        }
    }

    pub(super) fn count(&self, caja: &Caja) -> Conteo {
        if let Some(conteo) = self.contadas.borrow().get(caja) {
            return *conteo;
        }
        let conteo = self.count_outside(caja, &[]);
        self.contadas.borrow_mut().insert(*caja, conteo);
        conteo
    }

    /// What is in the first and in none of the others.
    pub(super) fn count_outside(&self, caja: &Caja, fuera: &[Caja]) -> Conteo {
        let en = |tiene: &[u64; EJES], caja: &Caja| {
            (0..EJES).all(|eje| tiene[eje] >> caja[eje] & 1 == 1)
        };
        self.count_if(|tiene| en(tiene, caja) && !fuera.iter().any(|f| en(tiene, f)))
    }

    fn count_if(&self, cuenta: impl Fn(&[u64; EJES]) -> bool) -> Conteo {
        let mut vistas = vec![false; self.personas];
        let (mut conteo, mut anonimas) = (Conteo::default(), false);
        for apunte in self.apuntes.iter().filter(|a| cuenta(&a.tiene)) {
            conteo.servicios += 1;
            match apunte.quien {
                Some(quien) => {
                    conteo.personas += i32::from(!vistas[quien]);
                    vistas[quien] = true;
                }
                None => anonimas = true,
            }
        }
        conteo.contribuyentes = conteo.personas + i32::from(anonimas);
        conteo
    }
}

/// The bits of a row.
fn members(ejes: &Ejes, renglon: &Renglon, mes: u8) -> [u64; EJES] {
    let mut tiene = [0; EJES];
    let mut set = |eje: usize, miembro: usize| {
        for m in ejes.chain(eje, miembro) {
            tiene[eje] |= 1 << m;
        }
    };
    let mes = format!("{ANIO}-{mes:02}");
    if let Some(m) = ejes.find(TIEMPO, "MES", &mes) {
        set(TIEMPO, m);
    }
    let unidad = Some(renglon.unidad.as_str()).filter(|u| !u.is_empty());
    let una = [&renglon.lugar, &renglon.servicio, &renglon.visita].map(String::as_str);
    for (eje, dicho) in (1..).zip(una.into_iter().chain([unidad.unwrap_or("ninguna")])) {
        set(eje, said(ejes, eje, dicho));
    }
    for tipo in renglon.violencia.split(';') {
        set(VIOLENCIA, said(ejes, VIOLENCIA, tipo.trim()));
    }
    if renglon.expediente.is_empty() {
        set(SEXO, 0);
        set(EDAD, 0);
    } else {
        set(SEXO, said(ejes, SEXO, &renglon.sexo));
        set(EDAD, age(ejes, &renglon.nacimiento));
    }
    tiene
}

/// The finest member that is called so.
fn said(ejes: &Ejes, eje: usize, dicho: &str) -> usize {
    let dicho = plain(dicho);
    let asi = |texto: &str| plain(texto) == dicho;
    let sexo = |codigo: &str| {
        eje == SEXO
            && matches!(
                (dicho.as_str(), codigo),
                ("mujer", "MUJER") | ("hombre", "HOMBRE")
            )
    };
    let es = |codigo: &str, nombre: &str| {
        asi(nombre)
            || asi(codigo)
            || codigo.split_once(':').is_some_and(|c| asi(c.1))
            || sexo(codigo)
    };
    (ejes.0[eje].iter())
        .rposition(|m| m.hijos.is_empty() && es(&m.codigo, &m.nombre))
        .unwrap_or_else(|| panic!("nobody is called {dicho} in dimension {eje}"))
}

/// The age group at the end of the year of whoever was born then.
fn age(ejes: &Ejes, nacimiento: &str) -> usize {
    let codigo = match nacimiento.parse::<u16>() {
        Err(_) => plain(nacimiento).replace(' ', "_"),
        Ok(nacimiento) => {
            let edad = ANIO - nacimiento;
            let tiene = |codigo: &&str| match codigo.split_once('-') {
                Some((desde, hasta)) => {
                    (desde.parse().unwrap()..=hasta.parse().unwrap()).contains(&edad)
                }
                None => codigo
                    .strip_suffix('+')
                    .is_some_and(|d| edad >= d.parse().unwrap()),
            };
            let codigos = ejes.0[EDAD].iter().filter(|m| m.nivel == "GRUPO_EDAD");
            let mut codigos = codigos.map(|m| m.codigo.as_str());
            codigos.find(tiene).unwrap().to_owned()
        }
    };
    let codigo = if codigo.is_empty() {
        "no_especificado"
    } else {
        &codigo
    };
    ejes.find(EDAD, "GRUPO_EDAD", codigo).unwrap()
}

/// Without capitals or accents, with one word after another.
fn plain(texto: &str) -> String {
    let letra = |c: char| match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        '_' => ' ',
        otra => otra,
    };
    texto.trim().to_lowercase().chars().map(letra).collect()
}
