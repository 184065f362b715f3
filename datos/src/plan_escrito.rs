//! Writing of publication plans, as they are read.

use std::fmt::Write as _;

use domain::Plan;

/// The text of a plan, which [`crate::plan::read`] reads back.
pub fn write(plan: &Plan) -> String {
    let mut texto = format!("umbral = {}\nancho = {}\n", plan.umbral.valor(), plan.ancho);
    if plan.repeticiones {
        texto.push_str("repeticiones = true\n");
    }
    for cruce in &plan.cruces {
        let medidas = list(cruce.medidas.iter().map(|medida| medida.clave()));
        let niveles = list(cruce.niveles.iter().map(|nivel| nivel.clave()));
        let _ = write!(
            texto,
            "\n[[cruces]]\nclave = {}\nnombre = {}\nmedidas = {medidas}\nniveles = {niveles}\n",
            quoted(&cruce.clave),
            quoted(&cruce.nombre)
        );
    }
    for total in &plan.obligados {
        let _ = write!(
            texto,
            "\n[[obligados]]\nmedida = {}\nnivel = {}\ncodigo = {}\n",
            quoted(total.medida.clave()),
            quoted(total.nivel.clave()),
            quoted(&total.codigo)
        );
    }
    texto
}

fn quoted(texto: &str) -> String {
    toml::Value::from(texto).to_string()
}

fn list<'a>(palabras: impl Iterator<Item = &'a str>) -> String {
    let citadas: Vec<String> = palabras.map(quoted).collect();
    format!("[{}]", citadas.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{read, shipped};

    #[test]
    fn what_is_written_is_read_back() {
        for (nombre, mut plan) in shipped().unwrap() {
            plan.cruces[0].nombre = "Uno «dos»: \"tres\" \\ cuatro".to_owned();
            plan.repeticiones = !plan.repeticiones;
            assert_eq!(read(&write(&plan)).unwrap(), plan, "{nombre}");
        }
    }
}
