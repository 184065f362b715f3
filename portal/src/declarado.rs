//! What a report declares, figure by figure, beside what its edition computes: as its page and its printed form say it.

use std::fmt::Write as _;

use domain::{
    Acuerdo, AsuntoPunto, Celda, CifraPublicada, Consejo, Contraparte, Dato, Informe, Nivel,
    Partes, Presencia, Sesion, UnidadMedida,
};

use crate::formato::{fecha_larga, mayuscula, numero};
use crate::palabras::{self, NO_CONSTA};

/// A datum that a source may not give.
pub(crate) struct Visto {
    pub(crate) texto: String,
    pub(crate) consta: bool,
}

/// How a datum is said, if the source gives it.
pub(crate) fn seen<T>(dato: &Dato<T>, say: impl FnOnce(&T) -> String) -> Visto {
    match dato.valor() {
        Some(valor) => Visto {
            texto: say(valor),
            consta: true,
        },
        None => Visto {
            texto: NO_CONSTA.to_owned(),
            consta: false,
        },
    }
}

/// A text that may have been left empty.
fn written(texto: &str) -> Visto {
    let consta = !texto.trim().is_empty();
    Visto {
        texto: if consta { texto } else { NO_CONSTA }.to_owned(),
        consta,
    }
}

/// The literal text of a source, with what the figure was read from.
pub(crate) struct Cita {
    pub(crate) antes: String,
    pub(crate) marcado: String,
    pub(crate) despues: String,
}

impl Cita {
    /// The same with what stands for the text around it: where it begins or ends within a sentence.
    fn of_a_text(mut self) -> Self {
        let entera = [&*self.antes, &*self.marcado, &*self.despues].concat();
        if !entera.starts_with(|c: char| c.is_uppercase() || c == '…' || c == '¿' || c == '¡') {
            self.antes.insert(0, '…');
        }
        if !entera.ends_with(['.', '…', '?', '!']) {
            self.despues.push('…');
        }
        self
    }
}

/// What an edition computes of the same: how it is said, its mark, and what comes of comparing.
pub(crate) struct Calculada {
    pub(crate) texto: String,
    pub(crate) marca: &'static str,
    pub(crate) dicho: String,
}

/// A figure of a report.
pub(crate) struct Asiento {
    pub(crate) clave: String,
    pub(crate) orden: usize,
    pub(crate) valor: String,
    pub(crate) unidad: &'static str,
    pub(crate) nombre: String,
    pub(crate) cita: Cita,
    /// Other values that the text admits.
    pub(crate) duda: Option<String>,
    pub(crate) lectura: Visto,
    pub(crate) poblacion: String,
    pub(crate) calculada: Option<Calculada>,
}

/// Figures in chapters: neighbours of one kind stand together, in the order of the source.
pub(crate) fn chapters(cifras: &[CifraPublicada], partes: Partes) -> Vec<(String, Vec<Asiento>)> {
    let mut capitulos: Vec<(String, Vec<Asiento>)> = vec![];
    for (orden, publicada) in (1..).zip(cifras) {
        let titulo = chapter(publicada);
        let asiento = entry(publicada, orden, partes);
        match capitulos.last_mut() {
            Some((otro, suyos)) if *otro == titulo => suyos.push(asiento),
            _ => capitulos.push((titulo.to_owned(), vec![asiento])),
        }
    }
    tell_apart(&mut capitulos);
    capitulos
}

/// Chapters of one kind that others stand between say which figures they have: no two have one title.
fn tell_apart(capitulos: &mut [(String, Vec<Asiento>)]) {
    let titulos: Vec<String> = capitulos.iter().map(|(t, _)| t.clone()).collect();
    for (titulo, suyos) in capitulos {
        let cuantos = titulos.iter().filter(|otro| *otro == titulo).count();
        let (Some(primero), Some(ultimo), true) = (suyos.first(), suyos.last(), cuantos > 1) else {
            continue;
        };
        let _ = match (primero.orden, ultimo.orden) {
            (uno, otro) if uno == otro => write!(titulo, ": cifra {uno}"),
            (uno, otro) => write!(titulo, ": cifras {uno} a {otro}"),
        };
    }
}

/// What a figure is about.
fn chapter(publicada: &CifraPublicada) -> &'static str {
    use domain::UnidadMedida as Unidad;
    match (&publicada.cifra.contraparte, publicada.cifra.unidad) {
        (
            Some(Contraparte::Total {
                medida,
                nivel: Nivel::Total,
                ..
            }),
            _,
        ) if medida.atendidas() => "El año",
        (_, Unidad::PersonaCapacitada) => "Prevención",
        (_, Unidad::Persona | Unidad::Servicio) => "Atención",
        (_, Unidad::Participacion | Unidad::Actividad) => "Actividades",
        (_, Unidad::Convenio | Unidad::Proyecto | Unidad::Agencia | Unidad::Unidad) => {
            "Acciones complementarias"
        }
        (_, Unidad::Instancia) => "Región",
    }
}

fn entry(publicada: &CifraPublicada, orden: usize, partes: Partes) -> Asiento {
    let cifra = &publicada.cifra;
    let otras: Vec<String> = cifra
        .procedencia
        .alternativas
        .iter()
        .map(|n| numero(*n))
        .collect();
    Asiento {
        clave: cifra.clave.clone(),
        orden,
        valor: numero(cifra.valor),
        unidad: unit(cifra.unidad, cifra.valor, partes),
        nombre: cifra.nombre.clone(),
        cita: quote(&cifra.procedencia.literal, cifra.valor).of_a_text(),
        duda: (!otras.is_empty()).then(|| {
            format!(
                "El texto también admite {}. Se conserva letra por letra para que cualquiera pueda juzgar.",
                otras.join(" y ")
            )
        }),
        lectura: written(&cifra.procedencia.lectura),
        poblacion: cifra.poblacion.clone(),
        calculada: publicada
            .calculada
            .map(|calculada| computed(publicada, calculada, partes)),
    }
}

/// The unit of that many; parts of the municipality are called as they are there.
fn unit(unidad: UnidadMedida, cuantas: u64, partes: Partes) -> &'static str {
    match (unidad, cuantas) {
        (UnidadMedida::Agencia, 1) => partes.una,
        (UnidadMedida::Agencia, _) => partes.varias,
        _ => palabras::unidad_de(unidad, cuantas),
    }
}

fn computed(publicada: &CifraPublicada, calculada: Celda, partes: Partes) -> Calculada {
    let (marca, dicho) = match publicada.diferencia() {
        Some(0) => ("bien", "coincide".to_owned()),
        // The difference is of the stated figure: what is counted is more where it is negative.
        Some(n) => {
            let cuantas = n.unsigned_abs();
            let palabra = if n < 0 { "más" } else { "menos" };
            let unidad = unit(publicada.cifra.unidad, cuantas, partes);
            (
                "ojo",
                format!("{} {unidad} {palabra} que lo declarado", numero(cuantas)),
            )
        }
        None => ("sin", String::new()),
    };
    let sin_conjunto = match &publicada.cifra.contraparte {
        Some(Contraparte::Total { medida, nivel, .. }) if calculada == Celda::NoDisponible => {
            palabras::sin_conjunto(*medida, *nivel)
        }
        _ => None,
    };
    Calculada {
        texto: sin_conjunto.map_or_else(|| palabras::celda(calculada), str::to_owned),
        marca,
        dicho,
    }
}

/// The text with its number marked, where the number stands in it as such.
fn quote(literal: &str, valor: u64) -> Cita {
    let formas = [valor.to_string(), numero(valor)];
    let hallada = formas.iter().find_map(|forma| {
        let mut lugares = literal.match_indices(forma.as_str());
        lugares
            .find(|(i, _)| alone(&literal[..*i], &literal[i + forma.len()..]))
            .map(|(i, _)| (i, forma.len()))
    });
    let (inicio, largo) = hallada.unwrap_or((literal.len(), 0));
    Cita {
        antes: literal[..inicio].to_owned(),
        marcado: literal[inicio..inicio + largo].to_owned(),
        despues: literal[inicio + largo..].to_owned(),
    }
}

/// Whether what stands between is a number by itself: no part of another one or of a word, no ordinal, no mark of a note.
fn alone(antes: &str, despues: &str) -> bool {
    let es_de_palabra = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let es_ordinal = [".º", ".ª", ".er", "º", "ª", "°"]
        .iter()
        .any(|fin| despues.starts_with(fin));
    let es_nota = antes.ends_with(['[', '^']) || (antes.ends_with('(') && despues.starts_with(')'));
    if es_ordinal
        || es_nota
        || es_de_palabra(antes.chars().next_back())
        || es_de_palabra(despues.chars().next())
    {
        return false;
    }
    let goes_on = |mut letras: [Option<char>; 2]| {
        if matches!(letras[0], Some(',' | '.')) {
            letras.swap(0, 1);
        }
        letras[0].is_some_and(|c| c.is_ascii_digit())
    };
    let (mut atras, mut delante) = (antes.chars().rev(), despues.chars());
    !goes_on([atras.next(), atras.next()]) && !goes_on([delante.next(), delante.next()])
}

/// What a report has, in a sentence.
pub(crate) fn summary(titulo: &str, cuantas: usize) -> String {
    format!(
        "{titulo}: {} con el texto de la fuente, su lectura y lo que la edición calcula.",
        figures(cuantas)
    )
}

fn figures(cuantas: usize) -> String {
    let palabra = if cuantas == 1 { "cifra" } else { "cifras" };
    format!("{cuantas} {palabra}")
}

/// What a page and a printed report begin with.
pub(crate) fn entrance(cuantas: usize) -> String {
    if cuantas == 1 {
        return "1 cifra, con el texto de la fuente, la lectura que se escogió y lo que la edición calcula de lo mismo."
            .to_owned();
    }
    format!(
        "{cuantas} cifras, en el orden en que se dieron a conocer, cada una con el texto de la fuente, la lectura que se escogió y lo \
         que la edición calcula de lo mismo. No se suman: cuentan cosas distintas."
    )
}

/// What comparing all figures gave.
pub(crate) fn check(cifras: &[CifraPublicada], sintetica: bool) -> String {
    let comparables = cifras
        .iter()
        .filter(|cifra| cifra.diferencia().is_some())
        .count();
    let iguales = cifras
        .iter()
        .filter(|cifra| cifra.diferencia() == Some(0))
        .count();
    let mut texto = format!(
        "De {}, {comparables} {} en la edición una cuenta comparable, y {iguales} {}.",
        figures(cifras.len()),
        if comparables == 1 { "tiene" } else { "tienen" },
        if iguales == 1 {
            "coincide"
        } else {
            "coinciden"
        },
    );
    if sintetica {
        texto += " El registro es inventado: que coincida con él no comprueba la fuente.";
    }
    texto
}

/// What is promised of what a report stands beside.
pub(crate) fn promise(umbral: u64) -> String {
    format!(
        "De lo que se cuenta en el registro de atenciones, ninguna cuenta de 1 a {} personas se publica ni se puede calcular; lo que \
         el informe declara se reproduce como se dijo.",
        umbral.saturating_sub(1)
    )
}

/// The session that received a report, with its council, if that is known: keys of sessions are of a council.
pub(crate) fn received_in<'a>(
    informe: &Informe,
    sesiones: impl IntoIterator<Item = (&'a Consejo, &'a Sesion)>,
) -> Option<(&'a Consejo, &'a Sesion)> {
    let mut sesiones = sesiones.into_iter();
    let presenta = |(_, sesion): &(&Consejo, &Sesion)| {
        sesion
            .orden_del_dia
            .iter()
            .any(|punto| punto.asunto == AsuntoPunto::Informe(informe.clave.clone()))
    };
    match informe.presentado_en.valor() {
        Some((de, clave)) => {
            sesiones.find(|(consejo, sesion)| consejo.clave == *de && sesion.clave == *clave)
        }
        None => sesiones.find(presenta),
    }
}

/// The session that received a report.
pub(crate) struct Recibido {
    pub(crate) clave: String,
    pub(crate) rotulo: String,
    pub(crate) estado: String,
    pub(crate) lugar: String,
    pub(crate) datos: Vec<(&'static str, Visto)>,
    pub(crate) puntos: Vec<String>,
    /// Text and state.
    pub(crate) acuerdos: Vec<(String, &'static str)>,
}

/// A session as a report tells it.
pub(crate) fn received(consejo: &Consejo, sesion: &Sesion) -> Recibido {
    let (estado, _) = palabras::estado_sesion(sesion.estado);
    let asistencia = sesion.asistencia.as_ref().map(|lista| {
        let presentes = lista
            .iter()
            .filter(|a| a.presencia == Presencia::Presente)
            .count();
        format!("{presentes} de {}", lista.len())
    });
    let quorum = sesion.quorum(&consejo.ajustes);
    let hubo = |quorum: &domain::Quorum| {
        let hubo = if quorum.hay() { "sí" } else { "no" };
        hubo.to_owned()
    };
    let agreement = |acuerdo: &Acuerdo| {
        let (estado, _) = palabras::estado_acuerdo(acuerdo.estado);
        (acuerdo.texto.trim_end_matches('.').to_owned(), estado)
    };
    Recibido {
        clave: sesion.clave.clone(),
        rotulo: format!("Sesión {}", palabras::tipo_sesion(sesion.tipo)),
        estado: mayuscula(estado),
        lugar: sesion
            .lugar
            .valor()
            .cloned()
            .unwrap_or_else(|| "El lugar no consta".to_owned()),
        datos: vec![
            ("Fecha", seen(&sesion.fecha, |fecha| fecha_larga(*fecha))),
            ("Asistencia", seen(&asistencia, Clone::clone)),
            ("Quórum", seen(&quorum, hubo)),
        ],
        puntos: sesion
            .orden_del_dia
            .iter()
            .map(|punto| punto.descripcion.clone())
            .collect(),
        acuerdos: sesion.acuerdos.iter().map(agreement).collect(),
    }
}

/// The name of a council without that of its body.
pub(crate) fn short(nombre: &str) -> &str {
    nombre
        .split_once(" del ")
        .map_or(nombre, |(corto, _)| corto)
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn what_is_cut_out_of_a_sentence_says_so() {
        let said = |literal| {
            let cita = quote(literal, 5).of_a_text();
            [cita.antes, cita.marcado, cita.despues].concat()
        };
        assert_eq!(said("hubo 5 ferias"), "…hubo 5 ferias…");
        assert_eq!(said("Hubo 5 ferias."), "Hubo 5 ferias.");
    }

    #[test]
    fn a_figure_is_marked_where_it_is_a_number_by_itself() {
        let marked = |literal: &str, valor| {
            let cita = quote(literal, valor);
            let entero = [&*cita.antes, &*cita.marcado, &*cita.despues].concat();
            assert_eq!(entero, literal);
            (cita.antes.chars().count(), cita.marcado)
        };
        assert_eq!(marked("en 2025 hubo 5", 5), (13, "5".to_owned()));
        assert_eq!(marked("eran 5, y no 15", 5), (5, "5".to_owned()));
        assert_eq!(marked("fueron 1,250.", 1250), (7, "1,250".to_owned()));
        for (literal, valor) in [
            ("1,250", 250),
            ("1,250", 1),
            ("2.5", 5),
            ("cinco en 2025", 5),
            ("el 1.er encuentro", 1),
            ("la 3.ª sesión", 3),
            ("se atendió a cuatro [4]", 4),
            ("se atendió a cuatro (4)", 4),
            ("el módulo B2", 2),
        ] {
            assert_eq!(marked(literal, valor).1, "", "{literal}");
        }
    }
}
