//! Counts of attentions. The database groups: persons by the pattern of all their attentions in the year, and services to
//! nobody known by leaf. Services to somebody are in the patterns already: attentions are read once. The program sees one group at a
//! time, and keeps what the cells need. In which order groups come, and kinds of attention within a pattern, is up to the
//! database: [`Recuento`] comes to the same in any.

use std::collections::HashMap;

use domain::Clave;
use domain::cubo::{Coordenadas, Cubo, Eje, Nivel, Recuento, Rejilla, Rejillas};
use futures_util::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseTransaction, FromQueryResult, Statement, Value,
};

use crate::Error;
use crate::almacen::natural;

/// The columns of an attention that are dimensions, in the order in which a group names them.
const COLUMNAS: [(Eje, Nivel, &str); 6] = [
    (Eje::Tiempo, Nivel::Mes, "CAST(a.mes AS text)"),
    (Eje::Lugar, Nivel::Agencia, "a.lugar"),
    (Eje::Servicio, Nivel::Servicio, "a.servicio"),
    (Eje::Visita, Nivel::Visita, "a.visita"),
    (Eje::Unidad, Nivel::Unidad, "COALESCE(a.unidad, 'ninguna')"),
    (
        Eje::Violencia,
        Nivel::TipoViolencia,
        "COALESCE(a.tipos, lower(a.violencia))",
    ),
];

#[derive(FromQueryResult)]
struct Grupo {
    clase: String,
    servicios: i64,
}

#[derive(FromQueryResult)]
struct Patron {
    clases: String,
    sexo: String,
    anio_nacimiento: Option<i32>,
    silencio_nacimiento: Option<String>,
    cuantas: i64,
}

/// Persons and services of the cells of a year, up to the last month that has ended. `casi_todas`: whether the attentions of the
/// year are a good part of all of the instancia.
pub(super) async fn count(
    tx: &DatabaseTransaction,
    clave: &Clave,
    rejillas: &Rejillas,
    mut recuento: Recuento<'_>,
    casi_todas: bool,
) -> Result<Cubo, Error> {
    let Some((desde, hasta)) = months(&rejillas.dicha) else {
        return Ok(recuento.finish());
    };
    let valores: [Value; 3] = [clave.as_str().into(), desde.into(), hasta.into()];
    let lector = Lector::new(&rejillas.anual);
    let base = tx.get_database_backend();
    let statement = |sql: String| Statement::from_sql_and_values(base, sql, valores.clone());

    let de_servicios = expression(|eje| eje != Eje::Violencia);
    let indice = by_person(base, casi_todas);
    let consulta = statement(format!(
        "SELECT {de_servicios} AS clase, COUNT(*) AS servicios FROM atencion a {indice} \
         WHERE a.instancia_id = $1 AND a.mes BETWEEN $2 AND $3 AND a.persona_id IS NULL GROUP BY 1"
    ));
    let mut grupos = Grupo::find_by_statement(consulta).stream(tx).await?;
    while let Some(grupo) = grupos.try_next().await? {
        let (hoja, _) = lector.read(&grupo.clase, false)?;
        recuento.services(hoja, natural(grupo.servicios)?, 0);
    }
    drop(grupos);

    let consulta = statement(patterns(base, desde / 100, casi_todas));
    let mut patrones = Patron::find_by_statement(consulta).stream(tx).await?;
    let mut conocidas = Conocidas::default();
    while let Some(patron) = patrones.try_next().await? {
        let cuantas = natural(patron.cuantas)?;
        let mut suyas = Vec::new();
        for texto in patron.clases.split(',') {
            let numero = conocidas.number(texto, &lector, &mut recuento)?;
            conocidas.todas[numero].servicios += cuantas;
            suyas.push((conocidas.todas[numero].clase, 1));
        }
        let (sexo, edad) = lector.person(&patron)?;
        recuento.persons(cuantas, sexo, edad, &suyas);
    }
    for Conocida {
        hoja, servicios, ..
    } in conocidas.todas
    {
        recuento.services(hoja, servicios, servicios);
    }
    Ok(recuento.finish())
}

/// A kind of attention as the database names it, and how many there were of it, to somebody known.
struct Conocida {
    clase: usize,
    hoja: Coordenadas,
    servicios: u64,
}

/// Those that have come, in the order in which they did.
#[derive(Default)]
struct Conocidas {
    numeros: HashMap<String, usize>,
    todas: Vec<Conocida>,
}

impl Conocidas {
    /// The number of the one with that name.
    fn number(
        &mut self,
        texto: &str,
        lector: &Lector<'_>,
        recuento: &mut Recuento<'_>,
    ) -> Result<usize, Error> {
        if let Some(numero) = self.numeros.get(texto) {
            return Ok(*numero);
        }
        let (hoja, violencias) = lector.read(texto, true)?;
        self.todas.push(Conocida {
            clase: recuento.kind(hoja, &violencias),
            hoja,
            servicios: 0,
        });
        let numero = self.todas.len() - 1;
        self.numeros.insert(texto.to_owned(), numero);
        Ok(numero)
    }
}

/// Where a statement finds attentions by whose they are. SQLite, which keeps no statistics, is told so where it reads a good part of
/// an instancia: those of one person lie together in an index, and so do those of nobody known.
fn by_person(base: DatabaseBackend, casi_todas: bool) -> &'static str {
    match base {
        DatabaseBackend::Sqlite if casi_todas => "INDEXED BY atencion_persona",
        _ => "",
    }
}

/// The statement that groups persons by all their attentions of a year, one after the other. On SQLite who she is is looked up with her
/// attentions, so that nobody is written down between one grouping and the next.
fn patterns(base: DatabaseBackend, anio: i32, casi_todas: bool) -> String {
    let entera = expression(|_| true);
    // Of a year that editions have closed, she is who she was then.
    let counted = |contado: &str, ahora: &str| {
        format!("CASE WHEN p.contado_anio >= {anio} THEN p.{contado} ELSE p.{ahora} END AS {ahora}")
    };
    let quien = [
        counted("contado_sexo", "sexo"),
        counted("contado_nacimiento", "anio_nacimiento"),
        counted("contado_silencio", "silencio_nacimiento"),
    ];
    let quien = quien.join(", ");
    let suyas = "a.instancia_id = $1 AND a.mes BETWEEN $2 AND $3 AND a.persona_id IS NOT NULL \
                 GROUP BY a.persona_id";
    let persona = "persona p ON p.instancia_id = $1 AND p.id =";
    let cada_una = if base == DatabaseBackend::Postgres {
        format!(
            "SELECT x.clases, {quien} FROM \
             (SELECT a.persona_id, string_agg({entera}, ',') AS clases FROM atencion a WHERE {suyas}) x \
             JOIN {persona} x.persona_id"
        )
    } else {
        let indice = by_person(base, casi_todas);
        format!(
            "SELECT group_concat({entera}, ',') AS clases, {quien} \
             FROM atencion a {indice} CROSS JOIN {persona} a.persona_id WHERE {suyas}"
        )
    };
    format!(
        "SELECT clases, sexo, anio_nacimiento, silencio_nacimiento, COUNT(*) AS cuantas \
         FROM ({cada_una}) y GROUP BY 1, 2, 3, 4"
    )
}

/// The text of a group: its members, separated by «|».
fn expression(sirve: impl Fn(Eje) -> bool) -> String {
    let columnas = COLUMNAS.iter().filter(|(eje, ..)| sirve(*eje));
    let columnas: Vec<&str> = columnas.map(|(.., columna)| *columna).collect();
    columnas.join(" || '|' || ")
}

/// The first and last month that have ended, as the register numbers them.
fn months(rejilla: &Rejilla) -> Option<(i32, i32)> {
    let meses = rejilla.ejes.miembros(Eje::Tiempo).iter();
    let numeros = meses
        .filter(|m| m.nivel == Nivel::Mes)
        .filter_map(|m| m.codigo.replace('-', "").parse::<i32>().ok());
    let numeros: Vec<i32> = numeros.collect();
    Some((*numeros.iter().min()?, *numeros.iter().max()?))
}

/// Reads the members that a group names.
struct Lector<'a> {
    rejilla: &'a Rejilla,
    anio: i32,
    codigos: HashMap<(Eje, String), u16>,
}

impl<'a> Lector<'a> {
    fn new(rejilla: &'a Rejilla) -> Self {
        let mut codigos = HashMap::new();
        for (eje, nivel, _) in COLUMNAS {
            for (i, miembro) in (0u16..).zip(rejilla.ejes.miembros(eje)) {
                if miembro.nivel == nivel {
                    codigos.insert((eje, miembro.codigo.clone()), i);
                }
            }
        }
        let anio = &rejilla.ejes.miembros(Eje::Tiempo)[0].codigo;
        Self {
            rejilla,
            anio: anio.parse().unwrap_or_default(),
            codigos,
        }
    }

    fn read(&self, clase: &str, con_violencia: bool) -> Result<(Coordenadas, Vec<u16>), Error> {
        let usadas = COLUMNAS.iter();
        let usadas = usadas.filter(|(eje, ..)| con_violencia || *eje != Eje::Violencia);
        let mut hoja = Coordenadas::TOTAL;
        let mut violencias = vec![0];
        for ((eje, ..), texto) in usadas.zip(clase.split('|')) {
            match eje {
                Eje::Violencia => {
                    let tipos = texto.split('+').map(|tipo| self.member(*eje, tipo));
                    violencias = tipos.collect::<Result<_, _>>()?;
                }
                Eje::Tiempo => {
                    let (anio, mes) = texto.split_at_checked(4).unwrap_or_default();
                    hoja[*eje] = self.member(*eje, &format!("{anio}-{mes}"))?;
                }
                _ => hoja[*eje] = self.member(*eje, texto)?,
            }
        }
        Ok((hoja, violencias))
    }

    fn member(&self, eje: Eje, codigo: &str) -> Result<u16, Error> {
        let miembro = self.codigos.get(&(eje, codigo.to_owned()));
        miembro.copied().ok_or_else(|| {
            Error::Dominio(domain::Error::EntradaDesconocida {
                catalogo: "catálogos, y una atención lo tiene",
                clave: codigo.to_owned(),
            })
        })
    }

    fn person(&self, patron: &Patron) -> Result<(u16, u16), Error> {
        let ejes = &self.rejilla.ejes;
        let sexo = ejes.find(Eje::Sexo, Nivel::Sexo, &patron.sexo);
        let sexo = sexo.ok_or(Error::Ilegible("sexo de una persona"))?;
        let edad = patron
            .anio_nacimiento
            .map(|nacimiento| self.anio - nacimiento);
        let no_preguntada = patron.silencio_nacimiento.as_deref() == Some("NO_PREGUNTADO");
        Ok((sexo, ejes.edad(edad, no_preguntada)))
    }
}
