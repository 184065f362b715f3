//! The words of each closed list, once, as pages and files say them.

use domain::consulta::{Cabecera, Tabla};
use domain::cubo::{Eje, Nivel};
use domain::{
    Celda, Edicion, EstadoAcuerdo, EstadoEdicion, EstadoSesion, Medida, Partes, Periodo,
    TipoAgencia, TipoSesion, UnidadMedida,
};
use strum::IntoEnumIterator;
use time::Date;

use crate::formato::{fecha_larga, mayuscula};

/// What a protected cell says, in every form.
pub(crate) const PROTEGIDA: &str = "protegida";
/// What a cell says that was not registered.
pub(crate) const NO_DISPONIBLE: &str = "no disponible";
/// What a datum says that its source does not give.
pub(crate) const NO_CONSTA: &str = "no consta";
/// The long form of a protected cell.
pub(crate) const PROTEGIDA_LARGA: &str = "Hay un valor y no se da: es pequeño, o permitiría calcular uno pequeño. No es cero; sólo lo que se cuenta por tipo de violencia puede serlo.";
/// The long form of what was not registered.
pub(crate) const NO_DISPONIBLE_LARGA: &str = "No se registró, en todo o en parte, o la edición lo da en otra medida: lo de capacitaciones y talleres, en personas capacitadas. No es cero.";
/// The long form of a zero.
pub(crate) const CERO_LARGA: &str = "No hay nada registrado. No significa que no haya violencia.";
/// The long form of what a source does not give.
pub(crate) const NO_CONSTA_LARGA: &str = "La fuente no lo dice. Aquí no se inventa.";

/// What tones say, on paper and on screens of either colour.
pub(crate) const TONOS: &str = "El tono que más resalta del fondo es el del número más alto";

/// Why something was withdrawn, as it stands between quotation marks: the full stop comes behind them.
pub(crate) fn motivo(edicion: &Edicion) -> Option<&str> {
    let retiro = edicion.retiro.as_ref()?;
    Some(retiro.motivo.trim_end_matches(['.', ' ']))
}

/// What a test of an audit looks for, by its name.
pub(crate) fn prueba(nombre: &str) -> Option<&'static str> {
    Some(match nombre {
        "cuenta exacta" => "ninguna cuenta pequeña se publica ni se deduce",
        "suma implícita" => "un total menos sus partes publicadas no da una cuenta pequeña",
        "intervalo estrecho" => "a cada celda protegida le quedan bastantes valores posibles",
        "persona única" => "quien está sola en su celda no calcula otra",
        "diferencia de ediciones" => "dos ediciones no se distinguen en una cuenta pequeña",
        "atributo revelado" => "de ningún grupo se sabe que todas comparten algo",
        "certificado insuficiente" => {
            "lo que se da como prueba de la protección basta para probarla"
        }
        "inconsistencia" => "lo publicado no se contradice",
        _ => return None,
    })
}

/// A level, as a column is headed.
pub(crate) fn nivel(nivel: Nivel) -> &'static str {
    match nivel {
        Nivel::Total => "Conjunto",
        Nivel::Anio => "Año",
        Nivel::Trimestre => "Trimestre",
        Nivel::Mes => "Mes",
        Nivel::Agencia => "Lugar del que vienen",
        Nivel::Area => "Área",
        Nivel::Grupo => "Grupo de servicios",
        Nivel::Servicio => "Servicio",
        Nivel::Visita => "Primera vez o seguimiento",
        Nivel::Unidad => "Unidad que atiende",
        Nivel::TipoViolencia => "Tipo de violencia",
        Nivel::Sexo => "Sexo",
        Nivel::Etapa => "Etapa de la vida",
        Nivel::GrupoEdad => "Edad",
        Nivel::TipoActividad => "Tipo de actividad",
        Nivel::Publico => "Público",
    }
}

/// A level within a sentence: «por lugar y servicio».
pub(crate) fn por(nivel: Nivel) -> &'static str {
    match nivel {
        Nivel::Total => "conjunto",
        Nivel::Anio => "año",
        Nivel::Trimestre => "trimestre",
        Nivel::Mes => "mes",
        Nivel::Agencia => "lugar",
        Nivel::Area => "área",
        Nivel::Grupo => "grupo de servicios",
        Nivel::Servicio => "servicio",
        Nivel::Visita => "primera vez o seguimiento",
        Nivel::Unidad => "unidad que atiende",
        Nivel::TipoViolencia => "tipo de violencia",
        Nivel::Sexo => "sexo",
        Nivel::Etapa => "etapa de la vida",
        Nivel::GrupoEdad => "edad",
        Nivel::TipoActividad => "tipo de actividad",
        Nivel::Publico => "público",
    }
}

/// A sentence of the domain, which names levels and measures by their keys, as pages say it.
pub(crate) fn en_palabras(dicho: &str) -> String {
    let word = |trozo: &str| {
        let nivel = Nivel::iter().find(|uno| uno.clave() == trozo).map(por);
        let medida = || Medida::iter().find(|una| una.clave() == trozo).map(medida);
        nivel.or_else(medida).unwrap_or(trozo).to_owned()
    };
    let es_de_clave = |letra: char| letra.is_ascii_uppercase() || letra == '_';
    let (mut texto, mut clave) = (String::new(), String::new());
    for letra in dicho.chars() {
        if es_de_clave(letra) {
            clave.push(letra);
        } else {
            texto += &word(&std::mem::take(&mut clave));
            texto.push(letra);
        }
    }
    mayuscula(&(texto + &word(&clave)))
}

/// «por lugar y servicio»; «en total» of no level.
pub fn por_varios(niveles: &[Nivel]) -> String {
    let nombres: Vec<&str> = niveles.iter().map(|nivel| por(*nivel)).collect();
    match nombres.split_last() {
        None => "en total".to_owned(),
        Some((ultimo, [])) => format!("por {ultimo}"),
        Some((ultimo, otros)) => format!("por {} y {ultimo}", otros.join(", ")),
    }
}

/// A measure, as a heading.
pub(crate) fn medida(medida: Medida) -> &'static str {
    match medida {
        Medida::Servicios => "Servicios prestados",
        Medida::Participaciones => "Participaciones en actividades",
        Medida::MujeresAtendidas => "Mujeres atendidas",
        otra => otra.nombre(),
    }
}

/// A unit: one, and several.
pub(crate) fn unidad(unidad: UnidadMedida) -> (&'static str, &'static str) {
    match unidad {
        UnidadMedida::Persona => ("persona", "personas"),
        UnidadMedida::Servicio => ("servicio", "servicios"),
        UnidadMedida::Participacion => ("participación", "participaciones"),
        UnidadMedida::PersonaCapacitada => ("persona capacitada", "personas capacitadas"),
        UnidadMedida::Actividad => ("actividad", "actividades"),
        UnidadMedida::Agencia => ("agencia", "agencias"),
        UnidadMedida::Convenio => ("convenio", "convenios"),
        UnidadMedida::Proyecto => ("proyecto", "proyectos"),
        UnidadMedida::Unidad => ("unidad", "unidades"),
        UnidadMedida::Instancia => ("instancia", "instancias"),
    }
}

/// What a protected cell says in a legend: it may be a zero only where types of violence are counted.
pub(crate) fn leyenda_protegida(de_violencia: bool) -> &'static str {
    if de_violencia {
        "protegida: hay un valor y no se publica; por tipo de violencia puede ser cero"
    } else {
        "protegida: hay un valor y no se publica"
    }
}

/// Why counts of a measure are not there: that of the whole, those of its parts.
pub(crate) fn faltan(medida: Medida, conjunto: bool, partes: bool) -> Option<String> {
    let sin_conjunto = sin_conjunto(medida, Nivel::Total).filter(|_| conjunto);
    let sin_conjunto = sin_conjunto.map(|dicho| format!("La edición {dicho}."));
    let larga = partes || conjunto && sin_conjunto.is_none();
    let dichos = [larga.then(|| NO_DISPONIBLE_LARGA.to_owned()), sin_conjunto];
    let dichos: Vec<String> = dichos.into_iter().flatten().collect();
    (!dichos.is_empty()).then(|| dichos.join(" "))
}

/// Why parts do not add up to their whole, by the dimensions over which they do not; nothing if they do.
pub(crate) fn no_suman(tabla: &Tabla) -> Option<String> {
    let ejes = tabla.no_suman();
    if ejes.is_empty() {
        return None;
    }
    let quien = match tabla.medida.unidad() {
        UnidadMedida::Persona | UnidadMedida::PersonaCapacitada => "Una persona",
        UnidadMedida::Servicio => "Un servicio",
        UnidadMedida::Participacion => "Una participación",
        _ => "Lo mismo",
    };
    let donde: Vec<&str> = ejes.iter().map(|eje| varios(*eje)).collect();
    let de = |cabeceras: &[Cabecera]| {
        let primera = cabeceras.first().into_iter();
        primera
            .flat_map(|c| &c.miembros)
            .any(|(eje, _)| ejes.contains(eje))
    };
    let partes = match (de(&tabla.filas), de(&tabla.columnas)) {
        (true, true) => "los renglones y las columnas no suman",
        (true, false) => "los renglones no suman",
        _ => "las columnas no suman",
    };
    Some(format!(
        "{quien} puede contar en {}: {partes} su conjunto.",
        donde.join(" o en ")
    ))
}

/// Several members of a dimension.
fn varios(eje: Eje) -> &'static str {
    match eje {
        Eje::Tiempo => "varios periodos",
        Eje::Lugar => "varios lugares",
        Eje::Servicio => "varios servicios",
        Eje::Visita => "primera vez y también en seguimiento",
        Eje::Unidad => "varias unidades",
        Eje::Violencia => "varios tipos de violencia",
        Eje::Sexo => "varios sexos",
        Eje::Edad => "varias edades",
        Eje::Actividad => "varios tipos de actividad",
        Eje::Publico => "varios públicos",
    }
}

/// What a table counts, and that its rows do not add up, if they do not.
pub(crate) fn nota_de_unidad(tabla: &Tabla) -> String {
    let (unidad, _) = unidad(tabla.medida.unidad());
    let suman = tabla.no_suman().is_empty();
    match (tabla.medida, suman) {
        (Medida::Servicios, true) => format!("Unidad: {unidad}. Una persona puede recibir varios."),
        (Medida::Servicios, false) => format!(
            "Unidad: {unidad}. Un servicio puede estar en varios renglones, y cuenta en cada uno: no se suman."
        ),
        (_, true) => format!("Unidad: {unidad} distinta."),
        (_, false) => format!(
            "Unidad: {unidad} distinta. Quien está en varios renglones cuenta en cada uno: no se suman."
        ),
    }
}

/// The unit of that many.
pub(crate) fn unidad_de(una: UnidadMedida, n: u64) -> &'static str {
    let (uno, varios) = unidad(una);
    if n == 1 { uno } else { varios }
}

/// What a measure counts, within a sentence: «con más mujeres».
pub(crate) fn contadas(medida: Medida) -> &'static str {
    match medida {
        Medida::MujeresAtendidas => "mujeres",
        otra => unidad(otra.unidad()).1,
    }
}

/// The same of that many: «una mujer menos».
pub(crate) fn contadas_de(medida: Medida, n: u64) -> &'static str {
    match (medida, n) {
        (Medida::MujeresAtendidas, 1) => "mujer",
        (Medida::MujeresAtendidas, _) => "mujeres",
        (otra, n) => unidad_de(otra.unidad(), n),
    }
}

/// A period behind «en»: «2017», «el 1.er trimestre de 2017», «enero de 2017».
pub(crate) fn en_periodo(periodo: Periodo) -> String {
    let articulo = match periodo {
        Periodo::Trimestre(..) => "el ",
        Periodo::Anio(_) | Periodo::Mes(..) => "",
    };
    format!("{articulo}{}", periodo.nombre())
}

/// That a period had not ended at a cut-off, as of a day: one that still goes on is waited for, and one that is over is of another
/// cut-off.
pub(crate) fn abierto(periodo: Periodo, corte: Date, hoy: Date) -> String {
    let nombre = mayuscula(&periodo.nombre());
    if periodo.hasta() >= hoy {
        format!("{nombre} aún no termina: se publica cuando termine")
    } else {
        format!(
            "{nombre} no había terminado al corte, {}: se publica con uno posterior",
            fecha_larga(corte)
        )
    }
}

/// Why an edition says nothing of a whole whose parts it gives: with both, one could be subtracted from the other.
pub(crate) fn sin_conjunto(medida: Medida, nivel: Nivel) -> Option<&'static str> {
    match (medida, nivel) {
        (Medida::PersonasCapacitadas, Nivel::Total) => {
            Some("no publica el conjunto de las personas capacitadas, sino cada público")
        }
        (Medida::Participaciones, Nivel::Total) => {
            Some("no publica el conjunto de las participaciones, sino cada tipo de actividad")
        }
        _ => None,
    }
}

/// A kind of agencia.
pub(crate) fn tipo_agencia(tipo: TipoAgencia) -> &'static str {
    match tipo {
        TipoAgencia::Municipal => "agencia municipal",
        TipoAgencia::Policia => "agencia de policía",
        otro => Partes::named(otro).una,
    }
}

/// The state of a cell, as it is read.
pub(crate) fn celda(celda: Celda) -> String {
    match celda {
        Celda::Publicada(valor) => crate::formato::numero(valor),
        Celda::Protegida => PROTEGIDA.to_owned(),
        Celda::NoDisponible => NO_DISPONIBLE.to_owned(),
    }
}

/// The state of an edition.
pub(crate) fn estado_edicion(estado: EstadoEdicion) -> &'static str {
    match estado {
        EstadoEdicion::Vigente => "vigente",
        EstadoEdicion::Sustituida => "sustituida",
        EstadoEdicion::Retirada => "retirada",
    }
}

/// The class of the same.
pub(crate) fn marca_edicion(estado: EstadoEdicion) -> &'static str {
    match estado {
        EstadoEdicion::Vigente => "si",
        EstadoEdicion::Sustituida => "medio",
        EstadoEdicion::Retirada => "no",
    }
}

/// What became of a session, and its class.
pub(crate) fn estado_sesion(estado: EstadoSesion) -> (&'static str, &'static str) {
    match estado {
        EstadoSesion::Convocada => ("convocada", "medio"),
        EstadoSesion::Celebrada => ("celebrada", "si"),
        EstadoSesion::Cancelada => ("cancelada", "no"),
    }
}

/// What became of an agreement, and its class.
pub(crate) fn estado_acuerdo(estado: EstadoAcuerdo) -> (&'static str, &'static str) {
    match estado {
        EstadoAcuerdo::Aprobado => ("aprobado, en curso", "medio ojo"),
        EstadoAcuerdo::Cumplido => ("cumplido", "si bien"),
        EstadoAcuerdo::SinEfecto => ("sin efecto", "no"),
    }
}

/// A kind of session.
pub(crate) fn tipo_sesion(tipo: TipoSesion) -> &'static str {
    match tipo {
        TipoSesion::Ordinaria => "ordinaria",
        TipoSesion::Extraordinaria => "extraordinaria",
    }
}

/// The article of a body: «el» of an Instituto, «la» of an Instancia; none of what is not known to take one.
fn article(nombre: &str) -> Option<&'static str> {
    match nombre.split(' ').next().unwrap_or_default() {
        "Instituto" | "Consejo" | "Centro" | "Sistema" | "Departamento" | "Comité"
        | "Ayuntamiento" | "Organismo" | "Órgano" | "Área" => Some("el"),
        "Instancia" | "Dirección" | "Secretaría" | "Coordinación" | "Casa" | "Unidad"
        | "Regiduría" | "Jefatura" | "Oficina" | "Junta" | "Comisión" | "Asamblea" | "Mesa"
        | "Subdirección" => Some("la"),
        _ => None,
    }
}

/// A body within a sentence: «el Instituto Municipal de la Mujer», «la Instancia».
pub(crate) fn el(nombre: &str) -> String {
    match article(nombre) {
        Some(articulo) => format!("{articulo} {nombre}"),
        None => nombre.to_owned(),
    }
}

/// What is of a body: «del Instituto Municipal de la Mujer», «de la Instancia».
pub(crate) fn de(nombre: &str) -> String {
    match article(nombre) {
        Some("el") => format!("del {nombre}"),
        _ => format!("de {}", el(nombre)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn what_is_open_at_the_cut_off_goes_on_until_its_last_day() {
        let said = |hoy| abierto(Periodo::Anio(2017), date!(2017 - 09 - 30), hoy);
        assert_eq!(
            said(date!(2017 - 12 - 31)),
            "2017 aún no termina: se publica cuando termine"
        );
        assert_eq!(
            said(date!(2018 - 01 - 01)),
            "2017 no había terminado al corte, 30 de septiembre de 2017: se publica con uno posterior"
        );
    }

    #[test]
    fn bodies_take_their_article() {
        assert_eq!(de("Instituto Municipal"), "del Instituto Municipal");
        assert_eq!(de("Instancia de la Mujer"), "de la Instancia de la Mujer");
        assert_eq!(de("Mujeres de Tlacolula"), "de Mujeres de Tlacolula");
        assert_eq!(el("Instituto Municipal"), "el Instituto Municipal");
        assert_eq!(el("Junta de Gobierno"), "la Junta de Gobierno");
        assert_eq!(el("Mujeres de Tlacolula"), "Mujeres de Tlacolula");
    }
}
