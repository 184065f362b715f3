//! A table as SDMX-CSV 2.0: one observation in each row, with its status and whether it is confidential.
//!
//! What is protected is `Q` (missing, suppressed) and `C` (confidential), always: the codes that tell a small cell from one that
//! accompanies it would give the small ones away.

use axum::http::StatusCode;
use domain::Celda;
use domain::consulta::{Indice, Tabla};
use domain::cubo::Eje;

use super::libro;
use super::vinculos::linked;
use crate::consulta::{Consulta, MalEscrita};
use crate::direccion::Archivo;
use crate::fallo::Fallo;
use crate::lectura::Lectura;
use crate::respuesta::{Hecha, Plazo, tipo};
use sala::nombres;
use sala::plana::Fijo;
use sala::{csv, plana};

/// The whole of a dimension.
const TODO: &str = "_T";

/// The file.
pub(crate) fn sdmx(lectura: &Lectura<'_>, consulta: &Consulta) -> Result<Hecha, Fallo> {
    let (pregunta, tabla) = libro::asked(lectura, consulta)?;
    let indice = lectura.indice.as_ref().ok_or(Fallo::NoHay)?;
    let fijos = plana::fixed(indice, &pregunta, &tabla);
    if plana::adds_up(&pregunta) {
        return Err(Fallo::Mala(MalEscrita {
            titulo: "SDMX no tiene cómo decir una suma".to_owned(),
            texto: "Filtre por un solo valor, o ponga la dimensión en las filas.".to_owned(),
        }));
    }
    let nombre = nombres::table(&lectura.edicion, &pregunta, "sdmx.csv");
    let texto = write(lectura, indice, &fijos, &tabla);
    let hecha = Hecha::new(StatusCode::OK, tipo::SDMX, Plazo::Minuto, texto).named(&nombre);
    Ok(linked(hecha, lectura, Archivo::TablaSdmx, Some(&pregunta)))
}

/// The dimensions of the table but for time, which every observation has, in an order of their own: that of rows and columns is
/// none of the structure.
fn dimensions(fijos: &[Fijo], tabla: &Tabla) -> Vec<Eje> {
    let ejes = fijos.iter().map(|fijo| fijo.eje);
    let ejes = ejes.chain(plana::axes(tabla));
    let mut ejes: Vec<Eje> = ejes.filter(|eje| *eje != Eje::Tiempo).collect();
    ejes.sort_unstable();
    ejes
}

/// The members that filters name.
fn fixed_members(indice: &Indice, fijos: &[Fijo]) -> Vec<(Eje, u16)> {
    let ejes = indice.cubo().ejes();
    let member = |fijo: &Fijo| {
        let codigo = fijo.codigos.first()?;
        Some((fijo.eje, ejes.find(fijo.eje, fijo.nivel, codigo)?))
    };
    fijos.iter().filter_map(member).collect()
}

fn write(lectura: &Lectura<'_>, indice: &Indice, fijos: &[Fijo], tabla: &Tabla) -> String {
    let edicion = &lectura.edicion;
    let ejes = dimensions(fijos, tabla);
    // Other dimensions are another structure, under another name.
    let de_ejes = ejes.iter().map(|eje| <&str>::from(*eje));
    let clave: Vec<&str> = [tabla.medida.clave()].into_iter().chain(de_ejes).collect();
    let estructura = format!(
        "IMM{}:DF_{}({}.0.0)",
        edicion.instancia,
        clave.join("_"),
        edicion.numero
    );
    let antes = ["STRUCTURE", "STRUCTURE_ID", "ACTION", "REF_AREA", "MEASURE"];
    let finales = ["TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS"];
    let de_ejes = ejes.iter().map(|eje| <&str>::from(*eje));
    let mut texto = csv::row(
        antes
            .into_iter()
            .chain(de_ejes)
            .chain(finales)
            .map(str::to_owned),
    );
    let de_fijos = fixed_members(indice, fijos);
    let ancho = tabla.columnas.len();
    let anio = lectura.anio().to_string();
    for (i, celda) in tabla.celdas.iter().enumerate() {
        let miembros = || {
            let fila = &tabla.filas[i / ancho].miembros;
            fila.iter()
                .chain(&tabla.columnas[i % ancho].miembros)
                .chain(&de_fijos)
        };
        let code = |eje: &Eje| {
            let suyo = miembros().find(|(otro, _)| otro == eje);
            suyo.map_or(TODO.to_owned(), |(eje, m)| identifier(indice, *eje, *m))
        };
        let periodo = miembros().find(|(eje, _)| *eje == Eje::Tiempo);
        let periodo = periodo.map_or(anio.clone(), |(eje, m)| {
            period(&indice.miembro(*eje, *m).codigo)
        });
        let (valor, estado, reserva) = observation(*celda);
        let cabeza = ["dataflow", &estructura, "I", edicion.instancia.as_str()].map(str::to_owned);
        let campos = cabeza
            .into_iter()
            .chain([tabla.medida.clave().to_owned()])
            .chain(ejes.iter().map(code))
            .chain([periodo, valor, estado.to_owned(), reserva.to_owned()]);
        texto += &csv::row(campos);
    }
    texto
}

/// A value, its status and its confidentiality. What is missing on purpose is `NaN`.
fn observation(celda: Celda) -> (String, &'static str, &'static str) {
    match celda {
        Celda::Publicada(valor) => (valor.to_string(), "A", "F"),
        Celda::Protegida => ("NaN".to_owned(), "Q", "C"),
        Celda::NoDisponible => ("NaN".to_owned(), "O", "F"),
    }
}

/// A code as an identifier of SDMX: letters, digits, «_», «-», «@» and «$». What is of a coarser level than the finest of its
/// dimension says of which, because levels share codes.
fn identifier(indice: &Indice, eje: Eje, miembro: u16) -> String {
    if miembro == 0 {
        return TODO.to_owned();
    }
    let letra = |c: char| match c {
        '+' => "_MAS".to_owned(),
        c if c.is_ascii_alphanumeric() || c == '-' => c.to_ascii_uppercase().to_string(),
        _ => "_".to_owned(),
    };
    let miembro = indice.miembro(eje, miembro);
    let codigo: String = miembro.codigo.chars().map(letra).collect();
    match eje.niveles().last() {
        Some(fino) if fino != miembro.nivel => format!("{}_{codigo}", miembro.nivel.clave()),
        _ => codigo,
    }
}

/// A period as SDMX writes it: `2017-Q3` for a quarter.
fn period(codigo: &str) -> String {
    codigo.replace("-T", "-Q")
}
