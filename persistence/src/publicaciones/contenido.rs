//! The content of an edition, taken apart into pieces and put together again.

use domain::formato::{FORMATO, Piezas as Juntas, PiezasConsejo, PiezasInstitucionales, Texto};
use domain::proteccion::ResumenProteccion;
use domain::{
    Actividad, Agencia, Calendario, CifraPublicada, Consejo, Contenido, Convenio, CuboProtegido,
    Edicion, Informe, Instancia, Institucional, Integrante, PactoRegional, Proyecto, Sesion,
    Unidad,
};
use sea_orm::Set;

use super::EdicionId;
use crate::Error;
use crate::almacen::{Documento, agencia_de};
use crate::entidad::pieza;

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
            contenido: Set(documento.written(FORMATO)?),
        });
        Ok(())
    }
}

/// Puts the canonical bytes of an edition together again from its pieces, to check them against its hash.
pub(super) fn put_together(
    edicion: &Edicion,
    mut piezas: Vec<pieza::Model>,
) -> Result<Vec<u8>, Error> {
    piezas.sort_by(|a, b| (&a.tipo, &a.padre, &a.orden).cmp(&(&b.tipo, &b.padre, &b.orden)));
    let de = |tipo: &str, padre: &str| {
        let suyas = piezas.iter().filter(|p| p.tipo == tipo && p.padre == padre);
        suyas.map(text).collect::<Result<Vec<Texto>, Error>>()
    };
    let sola = |tipo: &str| {
        let mut suyas = de(tipo, "")?;
        suyas.pop().ok_or(Error::Ilegible("edición"))
    };
    let consejos = piezas.iter().filter(|p| p.tipo == Consejo::TIPO);
    let consejos = consejos.map(|consejo| {
        Ok(PiezasConsejo {
            consejo: text(consejo)?,
            integrantes: de(Integrante::TIPO, &consejo.clave)?,
            sesiones: de(Sesion::TIPO, &consejo.clave)?,
            calendarios: de(Calendario::TIPO, &consejo.clave)?,
        })
    });
    let mut actividades: Vec<&pieza::Model> = (piezas.iter())
        .filter(|p| p.tipo == Actividad::TIPO)
        .collect();
    actividades.sort_by(|a, b| a.clave.cmp(&b.clave));
    let juntas = Juntas {
        corte: edicion.corte,
        sintetica: edicion.sintetica,
        proteccion: sola(ResumenProteccion::TIPO)?,
        institucional: PiezasInstitucionales {
            instancia: sola(Instancia::TIPO)?,
            agencias: de(Agencia::TIPO, "")?,
            consejos: consejos.collect::<Result<_, Error>>()?,
            convenios: de(Convenio::TIPO, "")?,
            proyectos: de(Proyecto::TIPO, "")?,
            unidades: de(Unidad::TIPO, "")?,
            pactos: de(PactoRegional::TIPO, "")?,
            actividades: actividades
                .into_iter()
                .map(text)
                .collect::<Result<_, _>>()?,
            informes: [],
        },
        informe: de(Informe::TIPO, "")?.pop(),
        cifras: de(CifraPublicada::TIPO, "")?,
        cubo: sola(CuboProtegido::TIPO)?,
    };
    Ok(juntas.canonical(edicion.formato)?)
}

/// A piece as it was written.
fn text(pieza: &pieza::Model) -> Result<Texto<'_>, Error> {
    Ok(serde_json::from_str(&pieza.contenido)?)
}
