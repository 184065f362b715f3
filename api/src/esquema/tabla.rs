//! Tables of the counts of an edition.

use std::sync::Arc;

use async_graphql::resolver_utils::enum_value;
use async_graphql::{Enum, Object, SimpleObject};
use domain::consulta::{self, Cabecera, Indice};

use super::enumeraciones::{Dimension, Estado, Medida, Nivel, UnidadMedida};
use super::planos::{Lectura, Llana, Plano};
use super::territorio::Vigencia;
use super::varios::Varios;
use crate::Error;

/// A member, looked at only for what is asked of it.
pub(crate) struct Miembro {
    indice: Arc<Indice>,
    eje: domain::cubo::Eje,
    posicion: u16,
}

impl Miembro {
    pub(super) fn new(indice: &Arc<Indice>, eje: domain::cubo::Eje, posicion: u16) -> Self {
        Self {
            indice: indice.clone(),
            eje,
            posicion,
        }
    }

    fn own(&self) -> &domain::cubo::Miembro {
        self.indice.miembro(self.eje, self.posicion)
    }

    fn parent(&self) -> Option<&domain::cubo::Miembro> {
        let padre = self.own().padre?;
        Some(self.indice.miembro(self.eje, padre))
    }
}

/// Miembro de una dimensión.
#[Object]
impl Miembro {
    /// Dimensión.
    async fn dimension(&self) -> Dimension {
        self.eje.into()
    }

    /// Nivel.
    async fn nivel(&self) -> Nivel {
        self.own().nivel.into()
    }

    /// Código, estable dentro del nivel.
    async fn codigo(&self) -> &str {
        &self.own().codigo
    }

    /// Nombre.
    async fn nombre(&self) -> &str {
        &self.own().nombre
    }

    /// Nivel del miembro del que es parte; nulo en el conjunto.
    async fn nivel_padre(&self) -> Option<Nivel> {
        self.parent().map(|padre| padre.nivel.into())
    }

    /// Código del miembro del que es parte; nulo en el conjunto.
    async fn padre(&self) -> Option<&str> {
        self.parent().map(|padre| padre.codigo.as_str())
    }

    /// Nombre del miembro del que es parte; nulo en el conjunto.
    async fn nombre_padre(&self) -> Option<&str> {
        self.parent().map(|padre| padre.nombre.as_str())
    }

    /// Si es el conjunto de su dimensión.
    async fn total(&self) -> bool {
        self.posicion == 0
    }

    /// Cuándo vale la entrada del catálogo.
    async fn vigencia(&self) -> Vigencia {
        self.own().vigencia.into()
    }
}

/// The header of a row or a column.
pub(crate) struct Encabezado {
    indice: Arc<Indice>,
    cabecera: Cabecera,
}

impl Encabezado {
    pub(super) fn new(indice: &Arc<Indice>, cabecera: Cabecera) -> Self {
        Self {
            indice: indice.clone(),
            cabecera,
        }
    }

    fn list(indice: &Arc<Indice>, cabeceras: &[Cabecera]) -> Varios<Self> {
        let encabezado = |cabecera: &Cabecera| Self {
            indice: indice.clone(),
            cabecera: cabecera.clone(),
        };
        cabeceras.iter().map(encabezado).collect()
    }
}

/// Encabezado de una fila o de una columna: un miembro de cada una de sus dimensiones.
#[Object]
impl Encabezado {
    /// Miembros, en el orden en que se pidieron sus dimensiones.
    async fn miembros(&self) -> Varios<Miembro> {
        let miembros = self.cabecera.miembros.iter();
        miembros
            .map(|(eje, miembro)| Miembro::new(&self.indice, *eje, *miembro))
            .collect()
    }

    /// Si en alguna dimensión es el conjunto.
    async fn total(&self) -> bool {
        self.cabecera.total()
    }
}

/// Una celda de una tabla.
#[derive(SimpleObject)]
pub(crate) struct CeldaTabla {
    /// Posición de su fila, desde 0.
    fila: usize,
    /// Posición de su columna, desde 0.
    columna: usize,
    /// El valor; nulo si no está publicado.
    valor: Option<u64>,
    /// Estado.
    estado: Estado,
}

impl Plano for CeldaTabla {
    fn lector(campo: &str) -> Option<Lectura<Self>> {
        Some(match campo {
            "fila" => |celda| celda.fila.into(),
            "columna" => |celda| celda.columna.into(),
            "valor" => |celda| celda.valor.into(),
            "estado" => |celda| enum_value(celda.estado),
            _ => return None,
        })
    }
}

/// An answered table, of which only what is asked for is made.
pub(crate) struct Tabla {
    indice: Arc<Indice>,
    tabla: consulta::Tabla,
}

/// Tabla de una medida. Toda celda es una cuenta publicada, o la suma de varias donde las partes se suman; una suma
/// con alguna parte protegida está protegida.
#[Object]
impl Tabla {
    /// Qué se cuenta.
    async fn medida(&self) -> Medida {
        self.tabla.medida.into()
    }

    /// Unidad.
    async fn unidad(&self) -> UnidadMedida {
        self.tabla.medida.unidad().into()
    }

    /// A quién o qué cuenta.
    async fn poblacion(&self) -> &'static str {
        self.tabla.medida.poblacion()
    }

    /// Si en todas las dimensiones de la tabla las partes suman su conjunto.
    async fn sumable(&self) -> bool {
        self.tabla.no_suman().is_empty()
    }

    /// Dimensiones en las que no lo suman: la misma persona puede estar en varias partes.
    async fn no_suman(&self) -> Varios<Dimension> {
        let no_suman = self.tabla.no_suman().into_iter();
        no_suman.map(Into::into).collect()
    }

    /// Filas. Los conjuntos van marcados.
    async fn filas(&self) -> Varios<Encabezado> {
        Encabezado::list(&self.indice, &self.tabla.filas)
    }

    /// Columnas; una sola, sin miembros, si no se pidió ninguna.
    async fn columnas(&self) -> Varios<Encabezado> {
        Encabezado::list(&self.indice, &self.tabla.columnas)
    }

    /// Valores, fila por fila; nulos donde no están publicados. Con «protegidas» es mucho más compacto que «celdas».
    async fn valores(&self) -> Llana<Option<u64>> {
        let celdas = self.tabla.celdas.iter();
        Llana::new(celdas.map(|celda| celda.valor().into()))
    }

    /// Posiciones en «valores», desde 0, de las celdas protegidas; los demás nulos no están disponibles.
    async fn protegidas(&self) -> Llana<usize> {
        let posiciones = self.tabla.celdas.iter().enumerate();
        let posiciones = posiciones.filter(|(_, celda)| **celda == domain::Celda::Protegida);
        Llana::new(posiciones.map(|(i, _)| i.into()))
    }

    /// Estados, en el orden de los valores.
    async fn estados(&self) -> Llana<Estado> {
        states(&self.tabla.celdas)
    }

    /// Qué parte es cada celda, en tanto por ciento con un decimal, en el orden de los valores. Nulo donde las partes no suman
    /// el conjunto (la misma persona puede estar en varias), donde la celda o su conjunto no se publican o no están en la
    /// tabla, y donde el conjunto es cero.
    async fn porcentajes(
        &self,
        #[graphql(desc = "De qué son parte.")] de: Todo,
    ) -> Llana<Option<f64>> {
        let milesimas = self.tabla.por_mil(de.into()).into_iter();
        Llana::new(milesimas.map(|milesimas| milesimas.map(|m| f64::from(m) / 10.0).into()))
    }

    /// Las mismas celdas, como objetos.
    async fn celdas(&self) -> Llana<CeldaTabla> {
        let columnas = self.tabla.columnas.len();
        let celda = |(i, celda): (usize, &domain::Celda)| CeldaTabla {
            fila: i / columnas,
            columna: i % columnas,
            valor: celda.valor(),
            estado: celda.estado().into(),
        };
        Llana::of(self.tabla.celdas.iter().enumerate().map(celda).collect())
    }
}

/// The states of cells, in order.
pub(super) fn states(celdas: &[domain::Celda]) -> Llana<Estado> {
    // Names are counted references: one of each serves all cells.
    let [publicada, protegida, no_disponible] =
        [Estado::Publicada, Estado::Protegida, Estado::NoDisponible].map(enum_value);
    Llana::new(celdas.iter().map(|celda| match celda.estado() {
        domain::Estado::Publicada => publicada.clone(),
        domain::Estado::Protegida => protegida.clone(),
        domain::Estado::NoDisponible => no_disponible.clone(),
    }))
}

/// De qué es parte una celda.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(name = "TodoTabla", remote = "consulta::Todo")]
pub(crate) enum Todo {
    /// Del conjunto de su fila.
    Fila,
    /// Del conjunto de su columna.
    Columna,
    /// Del conjunto de la tabla.
    Tabla,
}

/// A table, answered.
pub(crate) fn table(indice: Arc<Indice>, pregunta: &consulta::Pregunta) -> Result<Tabla, Error> {
    let tabla = indice.tabla(pregunta)?;
    Ok(Tabla { indice, tabla })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_of_a_cell_is_read() {
        let esquema = super::super::build().sdl();
        let (_, tipo) = esquema.split_once("type CeldaTabla {").unwrap();
        let (tipo, _) = tipo.split_once('}').unwrap();
        let campos = tipo.lines().filter_map(|linea| linea.split_once(": "));
        let campos: Vec<&str> = campos.map(|(campo, _)| campo.trim()).collect();
        assert_eq!(campos.len(), 4);
        for campo in campos {
            assert!(CeldaTabla::lector(campo).is_some(), "{campo}");
        }
    }
}
