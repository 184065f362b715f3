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
        (mensaje, dicho)
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
