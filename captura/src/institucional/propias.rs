//! What an office adds to the lists that the program comes with, and cells that name a word of the program or an entry of the
//! office.

use std::collections::BTreeSet;

use domain::{
    Catalogo, DiaConmemorado, Entrada, Marco, Mencion, Propia, Publico, Tema, TipoActividad,
    TipoAlias,
};
use time::Date;

use super::catalogos::{FUNDAMENTO, entrada};
use super::instancia::{DESDE, HASTA};
use super::{Context, list};
use crate::celda::{Celda, Fila};
use crate::forma::{Ficha, Forma, ficha};
use crate::palabras::{EFEMERIDE, Lista, PUBLICO, TEMA, TIPO_ACTIVIDAD, either};
use crate::texto::{fold, is_doubtful, nearest};

/// The layout of a kind of entry.
const fn layout(tipo: &'static str, hoja: &'static str, fichas: &'static [Ficha]) -> Forma {
    Forma {
        tipo,
        hoja,
        fichas,
        fechas: &[3, 4],
        varios: &[],
    }
}

pub(super) static TIPOS_ACTIVIDAD: Forma =
    layout("tipos-actividad", "Tipos de actividad", &DE_TIPOS);
pub(super) static PUBLICOS: Forma = layout("publicos", "Públicos", &DE_PUBLICOS);
pub(super) static TEMAS: Forma = layout("temas", "Temas", &DE_TEMAS);
pub(super) static EFEMERIDES: Forma = layout("efemerides", "Efemérides", &DE_EFEMERIDES);
pub(super) static TIPOS_CONSEJO: Forma = layout("tipos-consejo", "Tipos de consejo", &DE_CONSEJOS);

const CLAVE: &str = "Clave única, sin acentos: no cambia nunca.";
const NOMBRE: &str = "Cómo se llama: así se escribe en las demás hojas.";
const COMO: usize = 5;

/// What every kind of entry has.
const fn common(clave: &'static str, nombre: &'static str) -> [Ficha; 5] {
    [
        ficha("Clave", true, clave, CLAVE),
        ficha("Nombre", true, nombre, NOMBRE),
        FUNDAMENTO,
        DESDE.part("desde"),
        HASTA.part("hasta"),
    ]
}

/// The same, and what the entry counts as.
const fn with(comunes: &[Ficha; 5], como: Ficha) -> [Ficha; 6] {
    let [clave, nombre, fundamento, desde, hasta] = *comunes;
    [clave, nombre, fundamento, desde, hasta, como.part("como")]
}

static DE_TIPOS: [Ficha; 6] = with(
    &common("platica", "Plática"),
    ficha(
        "Se cuenta como",
        false,
        "Taller",
        "{}; si no se escribe, como otra. De talleres y capacitaciones se cuentan personas capacitadas; la asistencia a conmemoraciones y ferias es pública.",
    )
    .of(|| TIPO_ACTIVIDAD.either()),
);

static DE_PUBLICOS: [Ficha; 6] = with(
    &common("estudiantes", "Estudiantes"),
    ficha(
        "Se cuenta como",
        false,
        "Ciudadanas y ciudadanos",
        "{}; si no se escribe, como otro.",
    )
    .of(|| PUBLICO.either()),
);

static DE_TEMAS: [Ficha; 5] = common("salud", "Salud sexual y reproductiva");

static DE_EFEMERIDES: [Ficha; 6] = with(
    &common("25n", "Día contra la violencia hacia las mujeres"),
    ficha(
        "Día",
        false,
        "25/11",
        "Día y mes en que cae, o sólo el día si es de cada mes: un acto de otro día no la conmemora. Si no se escribe, se conmemora cualquier día.",
    ),
);

static DE_CONSEJOS: [Ficha; 5] = common("ciudadano", "Consejo Ciudadano");

/// A row of an entry that is counted as a word of a list, or as none of them.
fn counted<T: Clone>(
    fila: &mut Fila,
    contexto: &Context,
    lista: &'static Lista<T>,
    otra: T,
) -> Option<Propia<T>> {
    let entrada = entrada(fila, contexto);
    let como = if fila.texto(COMO).is_empty() {
        Some(otra)
    } else {
        fila.one(COMO, lista)
    };
    Some(Propia {
        entrada: entrada?,
        como: como?,
    })
}

pub(super) fn activity_kind(fila: &mut Fila, contexto: &Context) -> Option<Propia<TipoActividad>> {
    counted(fila, contexto, &TIPO_ACTIVIDAD, TipoActividad::Otro)
}

pub(super) fn audience(fila: &mut Fila, contexto: &Context) -> Option<Propia<Publico>> {
    counted(fila, contexto, &PUBLICO, Publico::Otro)
}

pub(super) fn commemoration(
    fila: &mut Fila,
    contexto: &Context,
) -> Option<Propia<Option<DiaConmemorado>>> {
    let entrada = entrada(fila, contexto);
    let dia = match fila.celda(COMO) {
        Celda::Vacia => Some(None),
        // Excel takes 25/11 for a day of this year.
        Celda::Fecha(dia) => Some(DiaConmemorado::of_year(dia.day(), dia.month())),
        otra => match otra.texto().parse() {
            Ok(dia) => Some(Some(dia)),
            Err(_) => fila.wrong(
                COMO,
                "un día y un mes, como 25/11, o sólo el día, hasta el 28",
            ),
        },
    };
    Some(Propia {
        entrada: entrada?,
        como: dia?,
    })
}

/// The words of the list that an entry is counted by.
pub(super) fn counted_lists<T>(lista: &'static Lista<T>) -> Vec<(usize, Vec<String>)> {
    vec![(COMO, lista.options())]
}

/// A list of the program and what an office added to it.
pub(crate) struct Abierta<'a, T: 'static, U> {
    lista: &'static Lista<T>,
    propias: &'a Catalogo<U>,
    de: TipoAlias,
    marco: &'a Marco,
}

/// What a text names in such a list.
pub(super) enum Nombrada<'a, T, U> {
    /// A word of the program.
    Palabra(T),
    /// An entry of the office.
    Propia(&'a U),
}

/// The kinds of act of an instancia.
pub(super) fn kinds(marco: &Marco) -> Abierta<'_, TipoActividad, Propia<TipoActividad>> {
    Abierta {
        lista: &TIPO_ACTIVIDAD,
        propias: &marco.catalogos.propios.tipos_actividad,
        de: TipoAlias::TipoActividad,
        marco,
    }
}

/// Its publics.
pub(super) fn audiences(marco: &Marco) -> Abierta<'_, Publico, Propia<Publico>> {
    Abierta {
        lista: &PUBLICO,
        propias: &marco.catalogos.propios.publicos,
        de: TipoAlias::Publico,
        marco,
    }
}

/// Its themes.
pub(super) fn themes(marco: &Marco) -> Abierta<'_, Tema, Entrada> {
    Abierta {
        lista: &TEMA,
        propias: &marco.catalogos.propios.temas,
        de: TipoAlias::Tema,
        marco,
    }
}

/// The days that it commemorates.
pub(super) fn days(
    marco: &Marco,
) -> Abierta<'_, domain::Efemeride, Propia<Option<DiaConmemorado>>> {
    Abierta {
        lista: &EFEMERIDE,
        propias: &marco.catalogos.propios.efemerides,
        de: TipoAlias::Efemeride,
        marco,
    }
}

impl<'a, T: Clone, U: AsRef<Entrada>> Abierta<'a, T, U> {
    /// What a cell names, valid on the day if one is known.
    pub(super) fn one(
        &self,
        fila: &mut Fila,
        columna: usize,
        dia: Option<Date>,
    ) -> Option<Nombrada<'a, T, U>> {
        let escrito = fila.texto(columna);
        self.find(fila, columna, &escrito, dia)
    }

    fn find(
        &self,
        fila: &mut Fila,
        columna: usize,
        escrito: &str,
        dia: Option<Date>,
    ) -> Option<Nombrada<'a, T, U>> {
        let mut propias = self.propias.entradas().iter().map(AsRef::as_ref);
        let es_su_nombre = propias.any(|propia| propia.nombre == escrito.trim());
        let sabido = (es_su_nombre || !is_doubtful(escrito)).then_some(escrito);
        let alias = sabido.and_then(|sabido| self.marco.alias.get(&(self.de, fold(sabido))));
        for buscado in [sabido, alias.map(String::as_str)].into_iter().flatten() {
            if let Some(valor) = self.lista.read(buscado) {
                return Some(Nombrada::Palabra(valor));
            }
            let doblado = fold(buscado);
            let es = |propia: &&U| {
                let entrada = (*propia).as_ref();
                fold(&entrada.clave) == doblado || fold(&entrada.nombre) == doblado
            };
            let Some(propia) = self.propias.entradas().iter().find(es) else {
                continue;
            };
            let entrada = propia.as_ref();
            if dia.is_none_or(|dia| entrada.vigencia.vigente(dia)) {
                return Some(Nombrada::Propia(propia));
            }
            let regla = format!(
                "«{}» no está vigente en la fecha: {}",
                entrada.nombre, entrada.vigencia
            );
            return fila.say(columna, regla);
        }
        let nombres = self.options(dia);
        let cerca = nearest(escrito, nombres.iter().map(String::as_str));
        let mut espera = either(nombres.iter().map(String::as_str));
        if cerca.is_none() {
            let hoja = match self.de {
                TipoAlias::TipoActividad => "tipos-actividad",
                TipoAlias::Publico => "publicos",
                TipoAlias::Tema => "temas",
                _ => "efemerides",
            };
            espera = format!(
                "{espera}; si es propio de la instancia, añádalo antes con su hoja (--tipo {hoja})"
            );
        }
        fila.wrong_near(columna, &espera, cerca)
    }

    /// The names that can be written, on a day if one is known.
    pub(super) fn options(&self, dia: Option<Date>) -> Vec<String> {
        let propias = self.propias.entradas().iter().map(AsRef::as_ref);
        let vigentes = propias.filter(|e| dia.is_none_or(|dia| e.vigencia.vigente(dia)));
        let mut nombres = self.lista.options();
        nombres.extend(vigentes.map(|entrada| entrada.nombre.clone()));
        nombres
    }

    /// Keys and names of all that can be named, as aliases stand for them.
    pub(crate) fn entries(&self) -> Vec<(String, String)> {
        let propias = self.propias.entradas().iter().map(AsRef::as_ref);
        let palabras = self.lista.names().map(|n| (fold(n), n.to_owned()));
        palabras
            .chain(propias.map(|e| (e.clave.clone(), e.nombre.clone())))
            .collect()
    }
}

/// The themes that a cell names, separated by semicolons: those of the program, and those of the office.
pub(super) fn several_themes(
    fila: &mut Fila,
    columna: usize,
    marco: &Marco,
    dia: Option<Date>,
) -> Option<(BTreeSet<Tema>, Vec<Mencion>)> {
    let abierta = themes(marco);
    let (mut temas, mut propios) = (BTreeSet::new(), BTreeSet::new());
    let malos = fila.defectos.len();
    for parte in list(&fila.texto(columna)) {
        match abierta.find(fila, columna, &parte, dia) {
            Some(Nombrada::Palabra(tema)) => {
                temas.insert(tema);
            }
            Some(Nombrada::Propia(entrada)) => {
                temas.insert(Tema::Otro);
                propios.insert(Mencion::from(entrada));
            }
            None => {}
        }
    }
    (fila.defectos.len() == malos).then(|| (temas, propios.into_iter().collect()))
}

/// The entries that aliases of a kind can stand for, if its list is one of these.
pub(crate) fn alias_entries(de: TipoAlias, marco: &Marco) -> Option<Vec<(String, String)>> {
    match de {
        TipoAlias::TipoActividad => Some(kinds(marco).entries()),
        TipoAlias::Publico => Some(audiences(marco).entries()),
        TipoAlias::Tema => Some(themes(marco).entries()),
        TipoAlias::Efemeride => Some(days(marco).entries()),
        _ => None,
    }
}
