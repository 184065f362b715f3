//! An office that fills sheets.

use std::path::PathBuf;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sea_orm::{ConnectionTrait, Statement};
use tempfile::TempDir;

use crate::casa::{Casa, failure, text, wait};

pub(crate) const CURP: &str = "HEGG560427MVZRRL04";

/// An instancia without attentions, and a folder for its sheets.
pub(crate) struct Oficina<'a> {
    pub(crate) casa: &'a Casa,
    pub(crate) hojas: TempDir,
}

impl<'a> Oficina<'a> {
    pub(crate) fn new(casa: &'a Casa) -> Self {
        casa.run(&["iniciar", "--si", "--instancia", "20067"]);
        Self {
            casa,
            hojas: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn sheet(&self, nombre: &str, contenido: impl AsRef<[u8]>) -> String {
        let ruta = self.path(nombre);
        std::fs::write(&ruta, contenido).unwrap();
        ruta.to_str().unwrap().to_owned()
    }

    pub(crate) fn path(&self, nombre: &str) -> PathBuf {
        self.hojas.path().join(nombre)
    }

    pub(crate) fn import(&self, ruta: &str) -> String {
        self.casa.run(&["importar", ruta, "--instancia", "20067"])
    }

    /// Takes a sheet in that says of two persons of the register that they are one.
    pub(crate) fn unite(&self, ruta: &str) -> String {
        let (negado, _) = self.refused(ruta, &[]);
        assert!(
            negado.contains("En el renglón 2, una tiene 1 atención (folio ")
                && negado.contains("repita con --misma-persona"),
            "{negado}"
        );
        let orden = ["importar", ruta, "--misma-persona", "--instancia", "20067"];
        self.casa.run(&orden)
    }

    pub(crate) fn refused(&self, ruta: &str, mas: &[&str]) -> (String, String) {
        let argumentos: Vec<&str> = ["importar", ruta, "--instancia", "20067"]
            .iter()
            .chain(mas)
            .copied()
            .collect();
        let salida = self.casa.command(&argumentos).output().unwrap();
        let dicho = text(&salida.stdout);
        let (estado, mensaje) = failure(&salida);
        assert_eq!(estado, 2, "{mensaje}");
        if mensaje.contains("errores: ") && !mas.contains(&"--reporte") {
            self.reported(ruta, mas, &(errors(&mensaje), in_rows(&dicho)));
        }
        (mensaje, dicho)
    }

    /// The error workbook of a sheet, untouched, has the errors of the sheet, which are these.
    fn reported(&self, ruta: &str, mas: &[&str], suyos: &(String, Vec<String>)) {
        let reporte = self.path("tal-cual.xlsx");
        let _ = std::fs::remove_file(&reporte);
        let reporte = reporte.to_str().unwrap();
        let import = |ruta: &str, mas: &[&str]| {
            let orden = [&["importar", ruta, "--instancia", "20067"], mas].concat();
            self.casa.command(&orden).output().unwrap()
        };
        import(ruta, &[mas, &["--reporte", reporte]].concat());
        if !std::path::Path::new(reporte).exists() {
            // Of several sheets each has its own.
            return;
        }
        let hoja = mas.iter().position(|opcion| *opcion == "--hoja");
        let sin_hoja = mas.iter().enumerate().filter(|(i, _)| {
            let i = *i;
            hoja.is_none_or(|hoja| i != hoja && i != hoja + 1)
        });
        let sin_hoja: Vec<&str> = sin_hoja.map(|(_, opcion)| *opcion).collect();
        let salida = import(reporte, &sin_hoja);
        let (_, mensaje) = failure(&salida);
        let dicho = text(&salida.stdout);
        let otros = (errors(&mensaje), in_rows(&dicho));
        assert_eq!(&otros, suyos, "{mensaje}{dicho}");
    }

    /// One number of the register.
    pub(crate) fn count(&self, consulta: &str) -> i64 {
        wait(async {
            let db = self.casa.sql().await;
            let consulta = Statement::from_string(db.get_database_backend(), consulta);
            let fila = db.query_one_raw(consulta).await.unwrap().unwrap();
            fila.try_get_by_index(0).unwrap()
        })
    }
}

/// How many errors a refusal tells, and of how many rows.
fn errors(mensaje: &str) -> String {
    let desde = mensaje.find("errores: ").unwrap_or_default();
    let suyo = &mensaje[desde..];
    suyo.split(';').next().unwrap_or(suyo).to_owned()
}

/// The rows and columns of which something is told, whatever their sheet is called.
fn in_rows(dicho: &str) -> Vec<String> {
    let renglones = dicho.lines().filter_map(|linea| {
        let desde = linea
            .find("renglón ")
            .into_iter()
            .chain(linea.find("renglones "))
            .min()?;
        let de_hoja = linea.starts_with("hoja ") || desde == 0;
        let suyo = linea[desde..].split(": ").next().unwrap_or_default();
        de_hoja.then(|| suyo.to_owned())
    });
    renglones.collect()
}

pub(crate) const COLUMNAS: &str = "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,CURP,Expediente,Sexo,Año de nacimiento";

/// Attentions of many people, enough to be published.
pub(crate) fn many(cuantas: usize) -> Vec<String> {
    let servicios = ["Asesoría jurídica", "APOYO PSICOLOGICO", "trabajo_social"];
    let lugares = [
        "Candiani",
        "Cabecera municipal",
        "Donaji",
        "No especificada",
    ];
    let violencias = ["Psicológica; Física", "ninguna", "No preguntado"];
    let fila = |i: usize| {
        let dia = format!("{:02}/{:02}/2017", i % 28 + 1, i % 12 + 1);
        let (servicio, lugar) = (servicios[i % 3], lugares[i / 3 % 4]);
        format!(
            "F-{i},{dia},{servicio},{lugar},Primera vez,{},,E{},Mujer,{}",
            violencias[i / 2 % 3],
            i / 2 * 2,
            1960 + i / 2 % 40
        )
    };
    // Two attentions of each person.
    (0..cuantas).map(fila).collect()
}

pub(crate) fn csv(filas: &[String]) -> String {
    format!("{COLUMNAS}\n{}\n", filas.join("\n"))
}

/// The same rows in a workbook, with dates of Excel and numbers.
pub(crate) fn workbook(filas: &[String]) -> Workbook {
    let mut libro = Workbook::new();
    let fecha = Format::new().set_num_format("dd/mm/yyyy");
    let hoja = libro.add_worksheet();
    let todas = [COLUMNAS.to_owned()];
    for (i, fila) in (0u32..).zip(todas.iter().chain(filas)) {
        for (j, celda) in (0u16..).zip(fila.split(',')) {
            let dia: Vec<u16> = celda.split('/').filter_map(|n| n.parse().ok()).collect();
            if let [dia, mes, anio] = dia[..] {
                let (mes, dia) = (u8::try_from(mes).unwrap(), u8::try_from(dia).unwrap());
                let dia = ExcelDateTime::from_ymd(anio, mes, dia).unwrap();
                hoja.write_datetime_with_format(i, j, dia, &fecha).unwrap();
            } else if let Ok(numero) = celda.parse::<f64>() {
                hoja.write_number(i, j, numero).unwrap();
            } else if !celda.is_empty() {
                hoja.write_string(i, j, celda).unwrap();
            }
        }
    }
    libro
}

/// The hash of the content of an edition, from what publishing it says.
pub(crate) fn content(dicho: &str) -> &str {
    let hash = dicho.split("contenido ").nth(1).unwrap();
    hash.split('.').next().unwrap()
}
