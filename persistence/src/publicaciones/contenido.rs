//! The content of an edition, taken apart into pieces and put together again.

use domain::{CifraPublicada, Consejo, Contenido, ContenidoConsejo, Edicion, Institucional};
use sea_orm::Set;
use sha2::{Digest, Sha256};

use super::EdicionId;
use crate::Error;
use crate::documento::{Documento, agencia_de};
use crate::entidad::pieza;
use crate::identidad::hex;

/// Canonical bytes: what the hash is of. JSON without spaces, fields in the order of the types.
pub(super) fn canonical(contenido: &Contenido) -> Result<Vec<u8>, Error> {
    Ok(serde_json::to_vec(contenido)?)
}

/// SHA-256 of canonical bytes, in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The hash that the edition of a content has.
pub(crate) fn hash(contenido: &Contenido) -> Result<String, Error> {
    Ok(digest(&canonical(contenido)?))
}

pub(super) fn take_apart(
    edicion: &EdicionId,
    numero: i32,
    contenido: &Contenido,
) -> Result<Vec<pieza::ActiveModel>, Error> {
    let Institucional {
        instancia,
        agencias,
        consejos,
        convenios,
        proyectos,
        unidades,
        pactos,
        actividades,
        informes: _,
    } = &contenido.institucional;
    let mut piezas = Piezas {
        edicion,
        numero,
        filas: Vec::new(),
    };
    piezas.push("", std::slice::from_ref(instancia))?;
    piezas.push("", agencias)?;
    piezas.push("", convenios)?;
    piezas.push("", proyectos)?;
    piezas.push("", unidades)?;
    piezas.push("", pactos)?;
    for consejo in consejos {
        let padre = &consejo.consejo.clave;
        piezas.push("", std::slice::from_ref(&consejo.consejo))?;
        piezas.push(padre, &consejo.integrantes)?;
        piezas.push(padre, &consejo.sesiones)?;
        piezas.push(padre, &consejo.calendarios)?;
    }
    for actividad in actividades {
        let fecha = actividad
            .fecha
            .valor()
            .map_or("9999-12-31".to_owned(), ToString::to_string);
        let orden = format!("{fecha}/{}", actividad.clave);
        piezas.push_one(agencia_de(actividad), orden, actividad)?;
    }
    piezas.push("", contenido.informe.as_slice())?;
    piezas.push("", &contenido.cifras)?;
    piezas.push("", std::slice::from_ref(&contenido.proteccion))?;
    piezas.push("", std::slice::from_ref(&contenido.cubo))?;
    Ok(piezas.filas)
}

struct Piezas<'a> {
    edicion: &'a EdicionId,
    numero: i32,
    filas: Vec<pieza::ActiveModel>,
}

impl Piezas<'_> {
    fn push<T: Documento>(&mut self, padre: &str, documentos: &[T]) -> Result<(), Error> {
        documentos
            .iter()
            .enumerate()
            .try_for_each(|(i, d)| self.push_one(padre, format!("{i:06}"), d))
    }

    fn push_one<T: Documento>(
        &mut self,
        padre: &str,
        orden: String,
        documento: &T,
    ) -> Result<(), Error> {
        let filtros = documento.filtros();
        let etiquetas =
            (!filtros.etiquetas.is_empty()).then(|| format!("|{}|", filtros.etiquetas.join("|")));
        self.filas.push(pieza::ActiveModel {
            instancia_id: Set(self.edicion.instancia.clone()),
            numero: Set(self.numero),
            tipo: Set(T::TIPO.to_owned()),
            padre: Set(padre.to_owned()),
            clave: Set(documento.clave()),
            orden: Set(orden.into_bytes()),
            clase: Set(filtros.clase.map(str::to_owned)),
            fecha: Set(filtros.fecha),
            etiquetas: Set(etiquetas),
            contenido: Set(serde_json::to_string(documento)?),
        });
        Ok(())
    }
}

/// Puts the content together again, to check it against its hash.
pub(super) fn put_together(
    edicion: &Edicion,
    mut piezas: Vec<pieza::Model>,
) -> Result<Contenido, Error> {
    piezas.sort_by(|a, b| (&a.tipo, &a.padre, &a.orden).cmp(&(&b.tipo, &b.padre, &b.orden)));
    let consejos = pieces::<Consejo>(&piezas, Some(""))?
        .into_iter()
        .map(|consejo| {
            let padre = Some(consejo.clave.as_str());
            Ok(ContenidoConsejo {
                integrantes: pieces(&piezas, padre)?,
                sesiones: pieces(&piezas, padre)?,
                calendarios: pieces(&piezas, padre)?,
                consejo,
            })
        })
        .collect::<Result<_, Error>>()?;
    let mut actividades = pieces::<domain::Actividad>(&piezas, None)?;
    actividades.sort_by(|a, b| a.clave.cmp(&b.clave));
    let incompleta = || Error::Ilegible("edición");
    Ok(Contenido {
        formato: edicion.formato,
        corte: edicion.corte,
        sintetica: edicion.sintetica,
        proteccion: pieces(&piezas, Some(""))?.pop().ok_or_else(incompleta)?,
        institucional: Institucional {
            instancia: pieces(&piezas, Some(""))?.pop().ok_or_else(incompleta)?,
            agencias: pieces(&piezas, Some(""))?,
            consejos,
            convenios: pieces(&piezas, Some(""))?,
            proyectos: pieces(&piezas, Some(""))?,
            unidades: pieces(&piezas, Some(""))?,
            pactos: pieces(&piezas, Some(""))?,
            actividades,
            informes: vec![],
        },
        informe: pieces(&piezas, Some(""))?.pop(),
        cifras: pieces::<CifraPublicada>(&piezas, Some(""))?,
        cubo: pieces(&piezas, Some(""))?.pop().ok_or_else(incompleta)?,
    })
}

fn pieces<T: Documento>(piezas: &[pieza::Model], padre: Option<&str>) -> Result<Vec<T>, Error> {
    let propias = piezas
        .iter()
        .filter(|p| p.tipo == T::TIPO && padre.is_none_or(|padre| p.padre == padre));
    propias
        .map(|pieza| Ok(serde_json::from_str(&pieza.contenido)?))
        .collect()
}
