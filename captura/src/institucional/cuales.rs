//! Which record one is: the key that it is known by, what kind of thing it is, and how it is called in a sentence.

use domain::{Dato, Enmienda};
use time::Date;

use crate::palabras::TIPO_SESION;

/// The key of a record, after those of what it is of.
pub fn key(enmienda: &Enmienda) -> String {
    match enmienda {
        Enmienda::Actividad(actividad) => actividad.clave.clone(),
        Enmienda::Convenio(convenio) => convenio.clave.clone(),
        Enmienda::Proyecto(proyecto) => proyecto.clave.clone(),
        Enmienda::Unidad(unidad) => unidad.clave.clone(),
        Enmienda::Consejo(consejo) => consejo.clave.clone(),
        Enmienda::Integrante(consejo, integrante) => format!("{consejo}/{}", integrante.clave),
        Enmienda::Sesion(consejo, sesion) => format!("{consejo}/{}", sesion.clave),
        Enmienda::Acuerdo(consejo, sesion, acuerdo) => {
            format!("{consejo}/{sesion}/{}", acuerdo.clave)
        }
        Enmienda::Calendario(consejo, calendario) => format!("{consejo}/{}", calendario.anio),
        Enmienda::Agencia(agencia) => agencia.clave.clone(),
        Enmienda::Titular(titular) => format!("{:?}", titular.mandato.desde),
        Enmienda::Area(entrada)
        | Enmienda::Grupo(entrada)
        | Enmienda::Tema(entrada)
        | Enmienda::TipoConsejo(entrada) => entrada.clave.clone(),
        Enmienda::TipoActividad(propia) => propia.entrada.clave.clone(),
        Enmienda::Publico(propia) => propia.entrada.clave.clone(),
        Enmienda::Efemeride(propia) => propia.entrada.clave.clone(),
        // There is one.
        Enmienda::Nombre { .. } => String::new(),
        Enmienda::Servicio(servicio) => servicio.entrada.clave.clone(),
        Enmienda::Pacto(pacto) => pacto.clave.clone(),
        Enmienda::Informe(informe) => informe.clave.clone(),
        Enmienda::Cifra(informe, cifra) => format!("{informe}/{}", cifra.clave),
    }
}

/// What one of a kind is called, and several.
pub fn kind(enmienda: &Enmienda) -> (&'static str, &'static str) {
    match enmienda {
        Enmienda::Actividad(_) => ("actividad", "actividades"),
        Enmienda::Convenio(_) => ("convenio", "convenios"),
        Enmienda::Proyecto(_) => ("proyecto", "proyectos"),
        Enmienda::Unidad(_) => ("unidad", "unidades"),
        Enmienda::Consejo(_) => ("consejo", "consejos"),
        Enmienda::Integrante(..) => ("integrante de consejo", "integrantes de consejos"),
        Enmienda::Sesion(..) => ("sesión", "sesiones"),
        Enmienda::Acuerdo(..) => ("acuerdo", "acuerdos"),
        Enmienda::Calendario(..) => ("calendario de sesiones", "calendarios de sesiones"),
        Enmienda::Agencia(_) => ("lugar del municipio", "lugares del municipio"),
        Enmienda::Titular(_) => ("titular", "titulares"),
        Enmienda::Area(_) => ("área", "áreas"),
        Enmienda::Grupo(_) => ("grupo de servicios", "grupos de servicios"),
        Enmienda::Servicio(_) => ("servicio", "servicios"),
        Enmienda::TipoActividad(_) => ("tipo de actividad", "tipos de actividad"),
        Enmienda::Publico(_) => ("público", "públicos"),
        Enmienda::Tema(_) => ("tema", "temas"),
        Enmienda::Efemeride(_) => ("efeméride", "efemérides"),
        Enmienda::TipoConsejo(_) => ("tipo de consejo", "tipos de consejo"),
        Enmienda::Nombre { .. } => ("ficha de la instancia", "fichas de la instancia"),
        Enmienda::Pacto(_) => ("pacto", "pactos"),
        Enmienda::Informe(_) => ("informe", "informes"),
        Enmienda::Cifra(..) => ("cifra de informe", "cifras de informes"),
    }
}

/// Which one it is, by its name, its day and its key: «sesión ordinaria 3, del 2017-03-15 (cc/so-3)».
pub fn tell(enmienda: &Enmienda) -> String {
    let (que, clave) = (kind(enmienda).0, key(enmienda));
    let named = |nombre: &str| format!("{que} «{nombre}» ({clave})");
    let dated = |dicho: String, fecha: &Dato<Date>| match fecha {
        Dato::Consta(dia) => format!("{dicho}, del {dia}"),
        Dato::NoConsta => dicho,
    };
    match enmienda {
        Enmienda::Actividad(acto) => dated(named(&acto.nombre), &acto.fecha),
        Enmienda::Proyecto(proyecto) => dated(named(&proyecto.nombre), &proyecto.fecha),
        Enmienda::Unidad(unidad) => named(&unidad.nombre),
        Enmienda::Consejo(consejo) => named(&consejo.nombre),
        Enmienda::Integrante(_, integrante) => named(&integrante.nombre),
        Enmienda::Agencia(agencia) => named(&agencia.nombre),
        Enmienda::Area(entrada)
        | Enmienda::Grupo(entrada)
        | Enmienda::Tema(entrada)
        | Enmienda::TipoConsejo(entrada) => named(&entrada.nombre),
        Enmienda::TipoActividad(propia) => named(&propia.entrada.nombre),
        Enmienda::Publico(propia) => named(&propia.entrada.nombre),
        Enmienda::Efemeride(propia) => named(&propia.entrada.nombre),
        Enmienda::Servicio(servicio) => named(&servicio.entrada.nombre),
        Enmienda::Pacto(pacto) => dated(named(&pacto.nombre), &pacto.fecha),
        Enmienda::Informe(informe) => named(&informe.titulo),
        Enmienda::Cifra(_, cifra) => named(&cifra.nombre),
        Enmienda::Convenio(convenio) => dated(format!("{que} «{clave}»"), &convenio.fecha),
        Enmienda::Sesion(_, sesion) => {
            let tipo = TIPO_SESION.write(&sesion.tipo).unwrap_or_default();
            let numero = sesion.numero.valor();
            let numero = numero.map(|numero| format!(" {numero}"));
            let (tipo, numero) = (tipo.to_lowercase(), numero.unwrap_or_default());
            dated(format!("{que} {tipo}{numero} ({clave})"), &sesion.fecha)
        }
        Enmienda::Acuerdo(consejo, sesion, acuerdo) => {
            format!("{que} «{}» de la sesión {consejo}/{sesion}", acuerdo.clave)
        }
        Enmienda::Calendario(consejo, calendario) => {
            format!("{que} de {}, del consejo {consejo}", calendario.anio)
        }
        Enmienda::Titular(titular) => format!("{que} «{}»", titular.nombre),
        Enmienda::Nombre { .. } => que.to_owned(),
    }
}
