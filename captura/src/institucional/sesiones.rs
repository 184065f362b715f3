//! Sessions of councils, and what they agreed.

use domain::{
    ANIOS, Acuerdo, Asistencia, AsuntoPunto, Dato, EstadoAcuerdo, EstadoSesion, Presencia, Punto,
    Sesion,
};

use super::celdas::{CON_CURP, FUENTE};
use super::consejo::{DE_CONSEJO, council_of, councils};
use super::{Context, Enmienda, Marco, list};
use crate::atenciones::says_curp;
use crate::celda::Fila;
use crate::fecha;
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::{ASUNTO, ClaseAsunto, ESTADO_ACUERDO, ESTADO_SESION, TIPO_SESION};

pub(super) static SESIONES: Forma = Forma {
    tipo: "sesiones",
    hoja: "Sesiones",
    fichas: &DE_SESIONES,
    fechas: &[4],
    varios: &[7, 8, 9, 10, 11],
};

pub(super) const PRESENTES: usize = 8;
const ORDEN_DEL_DIA: usize = 7;
pub(super) const ASUNTOS: usize = 11;

static DE_SESIONES: [Ficha; 13] = [
    DE_CONSEJO,
    ficha(
        "Clave",
        true,
        "2017-1",
        "Clave única de la sesión, sin acentos.",
    ),
    ficha("Tipo", true, "Ordinaria", "{}.").of(|| TIPO_SESION.either()),
    ficha("Número", false, "1", "Número de la sesión, si consta.").part("numero"),
    ficha(
        "Fecha",
        false,
        "15/03/2017",
        "Día de la sesión, si consta; puede estar por venir.",
    ).part("fecha"),
    ficha("Lugar", false, "Palacio municipal", "Dónde, si consta.").part("lugar"),
    ficha("Estado", true, "Celebrada", "{}.").of(|| ESTADO_SESION.either()),
    ficha(
        "Orden del día",
        false,
        "Lista de asistencia; Informe",
        "Puntos, separados por punto y coma.",
    ).part("orden_del_dia"),
    ficha(
        "Presentes",
        false,
        "vocal-1; vocal-2",
        "Claves de quienes asistieron, separadas por punto y coma, de la hoja de tipo consejo, que se importa antes. Si ni presentes, ni ausentes ni justificadas se escriben, no consta la asistencia.",
    ).part("asistencia"),
    ficha("Ausentes", false, "", "Claves de quienes faltaron."),
    ficha(
        "Justificadas",
        false,
        "",
        "Claves de quienes faltaron con justificación.",
    ),
    ficha(
        "Asuntos",
        false,
        "Otro; Informe informe-2017",
        "Qué es cada punto del orden del día, en el mismo orden y separados por punto y coma: {}; los tres primeros, seguidos de la clave del informe, de la de quien la rinde o del año. Si la otra hoja nombra a su vez esta sesión, importe ésta antes sin esta columna.",
    )
    .part("asunto")
    .of(|| ASUNTO.either()),
    FUENTE,
];

pub(super) static ACUERDOS: Forma = Forma {
    tipo: "acuerdos",
    hoja: "Acuerdos",
    fichas: &DE_ACUERDOS,
    fechas: &[8],
    varios: &[],
};

static DE_ACUERDOS: [Ficha; 10] = [
    DE_CONSEJO,
    ficha("Sesión", true, "2017-1", "Clave de la sesión."),
    ficha(
        "Clave",
        true,
        "A-1",
        "Clave del acuerdo en su sesión, sin acentos.",
    ),
    ficha(
        "Texto",
        true,
        "Se aprueba el calendario de sesiones.",
        "Qué se acordó.",
    ),
    ficha(
        "A favor",
        false,
        "7",
        "Votos a favor, si consta la votación.",
    )
    .part("votacion"),
    ficha("En contra", false, "0", "Votos en contra; vacía, ninguno."),
    ficha("Abstenciones", false, "0", "Abstenciones; vacía, ninguna."),
    ficha(
        "Responsable",
        false,
        "Dirección",
        "A quién le toca cumplirlo, si consta.",
    )
    .part("responsable"),
    ficha("Plazo", false, "31/12/2017", "Hasta cuándo, si consta.").part("plazo"),
    ficha("Estado", true, "Aprobado", "{}.").of(|| ESTADO_ACUERDO.either()),
];

pub(super) fn session_lists(marco: &Marco) -> Vec<(usize, Vec<String>)> {
    let mut listas = councils(marco);
    listas.extend([(2, TIPO_SESION.options()), (6, ESTADO_SESION.options())]);
    listas
}

pub(super) fn resolution_lists(marco: &Marco) -> Vec<(usize, Vec<String>)> {
    let mut listas = councils(marco);
    listas.push((9, ESTADO_ACUERDO.options()));
    listas
}

pub(super) fn session(fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
    let consejo = council_of(fila, contexto);
    let clave = fila.key(1);
    let tipo = fila.one(2, &TIPO_SESION);
    let numero = fila.number(3);
    let fecha = fila.day(4);
    let estado = fila.one(6, &ESTADO_SESION);
    let por_venir = fecha.valor().filter(|fecha| **fecha > contexto.hoy);
    if let (Some(EstadoSesion::Celebrada), Some(despues)) = (estado, por_venir) {
        let regla = format!(
            "una sesión celebrada no puede ser posterior a hoy{}",
            fecha::tomorrow(*despues, contexto.hoy)
        );
        fila.say::<()>(4usize, regla);
    }
    let orden_del_dia = agenda(fila);
    let sesion = Sesion {
        clave: clave?,
        tipo: tipo?,
        numero,
        fecha,
        lugar: fila.maybe(5),
        estado: estado?,
        asistencia: attendance(fila),
        orden_del_dia: orden_del_dia?,
        acuerdos: vec![],
        origen: fila.source(12),
    };
    match sesion.check() {
        Ok(()) => Some(Enmienda::Sesion(consejo?, sesion)),
        Err(error) => fila.say(1usize, error.to_string()),
    }
}

/// The points of the agenda, each with what it is about.
fn agenda(fila: &mut Fila) -> Option<Vec<Punto>> {
    if says_curp(&fila.texto(ORDEN_DEL_DIA)) {
        return fila.say(ORDEN_DEL_DIA, CON_CURP);
    }
    let puntos = list(&fila.seen(ORDEN_DEL_DIA).unwrap_or_default());
    let asuntos = list(&fila.texto(ASUNTOS));
    if !asuntos.is_empty() && asuntos.len() != puntos.len() {
        let regla = format!(
            "dice {} y el orden del día tiene {}: uno por cada punto, «Otro» donde no sea ninguno",
            asuntos.len(),
            puntos.len()
        );
        return fila.say(ASUNTOS, regla);
    }
    let mut asuntos = asuntos.into_iter();
    let mut agenda = vec![];
    for descripcion in puntos {
        let asunto = match asuntos.next() {
            None => AsuntoPunto::Otro,
            Some(texto) => {
                let Some(asunto) = matter(&texto) else {
                    let espera = "«Informe» y su clave, «Toma de protesta» y la de quien la rinde, «Calendario» y su año, u «Otro»";
                    return fila.wrong(ASUNTOS, espera);
                };
                asunto
            }
        };
        agenda.push(Punto {
            asunto,
            descripcion,
        });
    }
    Some(agenda)
}

/// What a point is about: a word, and the key or the year of what it names.
fn matter(texto: &str) -> Option<AsuntoPunto> {
    if let Some(ClaseAsunto::Otro) = ASUNTO.read(texto) {
        return Some(AsuntoPunto::Otro);
    }
    let (palabra, cual) = texto.trim().rsplit_once(char::is_whitespace)?;
    match ASUNTO.read(palabra)? {
        ClaseAsunto::Informe => Some(AsuntoPunto::Informe(cual.to_owned())),
        ClaseAsunto::TomaDeProtesta => Some(AsuntoPunto::TomaDeProtesta(cual.to_owned())),
        ClaseAsunto::Calendario => {
            let anio = cual.parse().ok().filter(|anio| ANIOS.contains(anio));
            anio.map(AsuntoPunto::Calendario)
        }
        ClaseAsunto::Otro => None,
    }
}

/// The keys of a cell of attendance. Commas part them too: no key has any.
pub(super) fn members(texto: &str) -> Vec<String> {
    let partes = texto.split([';', ',', '\n']).map(str::trim);
    let partes = partes.filter(|parte| !parte.is_empty());
    partes.map(str::to_owned).collect()
}

fn attendance(fila: &mut Fila) -> Dato<Vec<Asistencia>> {
    let columnas = [
        (PRESENTES, Presencia::Presente),
        (9, Presencia::Ausente),
        (10, Presencia::Justificada),
    ];
    let mut todas = vec![];
    for (columna, presencia) in columnas {
        let claves = members(&fila.texto(columna)).into_iter();
        todas.extend(claves.map(|integrante| Asistencia {
            integrante,
            presencia,
        }));
    }
    if !todas.is_empty() && todas.iter().all(|a| a.presencia != Presencia::Presente) {
        let regla =
            "sólo se dice quién faltó: escriba también quiénes estuvieron, o ninguna de las tres";
        fila.say::<()>(PRESENTES, regla);
    }
    Some(todas).filter(|todas| !todas.is_empty()).into()
}

pub(super) fn resolution(fila: &mut Fila, contexto: &Context) -> Option<Enmienda> {
    let consejo = council_of(fila, contexto);
    let sesion = fila.key(1);
    let clave = fila.key(2);
    let texto = fila.text(3);
    let estado = fila.one(9, &ESTADO_ACUERDO);
    let votos = [4, 5, 6].map(|columna| fila.number(columna));
    let votacion = match votos {
        [Dato::NoConsta, Dato::NoConsta, Dato::NoConsta] => Dato::NoConsta,
        [a_favor, en_contra, abstenciones] => {
            let cuantos = |votos: Dato<u32>| votos.valor().copied().unwrap_or(0);
            Dato::Consta((cuantos(a_favor), cuantos(en_contra), cuantos(abstenciones)))
        }
    };
    count_votes(fila, &votacion, estado);
    let plazo = fila.day(8);
    let acuerdo = Acuerdo {
        clave: clave?,
        texto: texto?,
        votacion,
        responsable: fila.maybe(7),
        plazo,
        estado: estado?,
    };
    Some(Enmienda::Acuerdo(consejo?, sesion?, acuerdo))
}

/// Refuses votes that contradict what became of what was agreed.
fn count_votes(fila: &mut Fila, votacion: &Dato<(u32, u32, u32)>, estado: Option<EstadoAcuerdo>) {
    const A_FAVOR: usize = 4;
    let Dato::Consta((a_favor, en_contra, _)) = votacion else {
        return;
    };
    let aprobado = matches!(
        estado,
        Some(EstadoAcuerdo::Aprobado | EstadoAcuerdo::Cumplido)
    );
    if fila.texto(A_FAVOR).is_empty() {
        let regla = "está vacía y la votación consta: escriba los votos a favor, aunque sean 0";
        fila.say::<()>(A_FAVOR, regla);
    } else if aprobado && (*a_favor == 0 || a_favor < en_contra) {
        let regla = "con esos votos no se aprobó, y su estado dice que sí";
        fila.say::<()>(A_FAVOR, regla);
    }
}
