//! The annual report as it is printed: what an edition says of its year, as data with their words, for whoever sets pages.
//!
//! It is made when the edition is published, from what is published alone.

mod cuadros;

use domain::consulta::Indice;
use domain::{Consejo, Contenido, Edicion, Informe, Partes, Sesion};
use serde::Serialize;

use self::cuadros::{ActoImpreso, Impresa, acts, tables};
use crate::declarado::{self, Asiento, Visto, seen};
use crate::formato::fecha_larga;
use crate::palabras::{
    self, CERO_LARGA, NO_CONSTA, NO_CONSTA_LARGA, NO_DISPONIBLE, NO_DISPONIBLE_LARGA, PROTEGIDA,
    PROTEGIDA_LARGA,
};

/// The annual report of an edition.
#[derive(Debug, Serialize)]
pub struct Impreso {
    titulo: String,
    casa: String,
    descripcion: String,
    numero: String,
    /// Said on every page of what was not published.
    prueba: Option<&'static str>,
    /// At the foot of every page.
    pie: String,
    entrada: String,
    sello: Vec<Dicho>,
    aviso: Option<&'static str>,
    resumen: Option<String>,
    capitulos: Vec<Capitulo>,
    cuadros_titulo: String,
    cuadros_nota: &'static str,
    cuadros: Vec<Impresa>,
    actos_titulo: String,
    actos_nota: &'static str,
    actos: Vec<ActoImpreso>,
    consejo: Option<ConsejoImpreso>,
    hecho_titulo: String,
    hecho: Vec<Parrafo>,
    estados: Vec<Dicho>,
    comprobar: &'static str,
    hash: String,
    clave: String,
}

/// A datum by its name, and whether the source gives it.
#[derive(Debug, Serialize)]
struct Dicho {
    nombre: &'static str,
    texto: String,
    consta: bool,
}

#[derive(Debug, Serialize)]
struct Capitulo {
    titulo: String,
    cifras: Vec<CifraImpresa>,
}

#[derive(Debug, Serialize)]
struct CifraImpresa {
    orden: String,
    nombre: String,
    valor: String,
    unidad: &'static str,
    antes: String,
    marcado: String,
    despues: String,
    duda: Option<String>,
    datos: Vec<Dicho>,
}

#[derive(Debug, Serialize)]
struct ConsejoImpreso {
    titulo: String,
    lugar: String,
    rotulo: String,
    datos: Vec<Dicho>,
    puntos: Vec<String>,
    acuerdos: Vec<AcuerdoImpreso>,
}

#[derive(Debug, Serialize)]
struct AcuerdoImpreso {
    texto: String,
    estado: String,
}

#[derive(Debug, Serialize)]
struct Parrafo {
    titulo: &'static str,
    texto: String,
}

impl Dicho {
    fn new(nombre: &'static str, visto: Visto) -> Self {
        Self {
            nombre,
            texto: visto.texto,
            consta: visto.consta,
        }
    }

    fn known(nombre: &'static str, texto: impl Into<String>) -> Self {
        Self {
            nombre,
            texto: texto.into(),
            consta: true,
        }
    }
}

impl Impreso {
    /// What the printed report of an edition says; nothing if the edition has no report. `clave`: the public key that signs it.
    pub fn of(contenido: &Contenido, edicion: &Edicion, clave: &str) -> Option<Self> {
        let informe = contenido.informe.as_ref()?;
        let instancia = &contenido.institucional.instancia;
        let indice = Indice::new(contenido.cubo.clone());
        let consejos = contenido.institucional.consejos.iter();
        let sesion = declarado::received_in(
            informe,
            consejos.flat_map(|suyo| suyo.sesiones.iter().map(|sesion| (&suyo.consejo, sesion))),
        );
        let mut capitulos = chapters(contenido);
        let cuadros = tables(&indice, contenido.corte.year());
        let actos = acts(contenido);
        let mut siguiente = capitulos.len();
        let mut numbered = |titulo: &str, hay: bool| {
            siguiente += usize::from(hay);
            format!("{siguiente}. {titulo}")
        };
        for (i, capitulo) in (1..).zip(&mut capitulos) {
            capitulo.titulo = format!("{i}. {}", capitulo.titulo);
        }
        let cuadros_titulo = numbered("Lo que cuenta la edición", !cuadros.is_empty());
        let actos_titulo = numbered("Actividades, una por una", !actos.is_empty());
        let consejo_titulo = numbered("Consejo", sesion.is_some());
        let hecho_titulo = numbered("Cómo se hizo", true);
        let cuantas = contenido.cifras.len();
        Some(Self {
            titulo: informe.titulo.clone(),
            casa: instancia.nombre.clone(),
            descripcion: declarado::summary(&informe.titulo, cuantas),
            numero: edicion.numero.to_string(),
            prueba: None,
            pie: format!(
                "{}, edición {}, corte al {} · sha256 {}…{}",
                instancia.nombre,
                edicion.numero,
                fecha_larga(edicion.corte),
                &edicion.hash[..12],
                if edicion.sintetica {
                    " · demostración"
                } else {
                    ""
                },
            ),
            entrada: declarado::entrance(cuantas),
            sello: seal(contenido, edicion, informe, sesion),
            aviso: edicion
                .sintetica
                .then_some("Ninguna de las personas contadas existe."),
            resumen: Some(&informe.resumen)
                .filter(|resumen| !resumen.is_empty())
                .map(|resumen| format!("{}.", resumen.trim_end_matches('.'))),
            capitulos,
            cuadros_titulo,
            cuadros_nota: "Se cuenta en el registro de atenciones, y se protege antes de publicarse.",
            cuadros,
            actos_titulo,
            actos_nota: "Las que constan en la edición, con cuántas participaciones hubo en cada una.",
            actos,
            consejo: sesion.map(|(consejo, sesion)| council(consejo, sesion, consejo_titulo)),
            hecho_titulo,
            hecho: made(contenido, edicion, informe),
            estados: states(),
            comprobar: "Este documento se hizo al publicar la edición, de lo mismo que publica, y se firma con ella. Con minisign se \
                        comprueba que no ha cambiado: minisign -Vm informe.pdf -P seguido de la clave pública.",
            hash: edicion.hash.clone(),
            clave: clave.to_owned(),
        })
    }

    /// The same as a proof: whoever finds a page of it is told that nobody published it.
    #[must_use]
    pub fn unpublished(self) -> Self {
        let sello = self.sello.into_iter();
        let sello = sello.filter(|dicho| dicho.nombre != EDICION);
        Self {
            prueba: Some("Prueba: no se ha publicado"),
            sello: sello.collect(),
            comprobar: "Esto es una prueba: no está firmado, y no se ha publicado. El hash es el de lo que diría la edición si se publicara ahora.",
            ..self
        }
    }
}

/// What its seal says of the edition that has it.
const EDICION: &str = "Edición";

fn seal(
    contenido: &Contenido,
    edicion: &Edicion,
    informe: &Informe,
    sesion: Option<(&Consejo, &Sesion)>,
) -> Vec<Dicho> {
    let (desde, hasta) = (informe.periodo.desde(), informe.periodo.hasta());
    let publicada = contenido
        .institucional
        .instancia
        .clave()
        .dia(edicion.instante);
    let mut sello = vec![
        Dicho::known(
            "Periodo",
            format!("{} a {}", fecha_larga(desde), fecha_larga(hasta)),
        ),
        Dicho::new("Presentó", seen(&informe.presentado_por, Clone::clone)),
    ];
    sello.extend(sesion.map(|(consejo, sesion)| {
        let nombre = declarado::short(&consejo.nombre);
        let tipo = palabras::tipo_sesion(sesion.tipo);
        Dicho::known("Recibió", format!("{nombre}, sesión {tipo}"))
    }));
    sello.push(Dicho::known(
        EDICION,
        format!(
            "{}, con corte al {}, publicada el {}",
            edicion.numero,
            fecha_larga(edicion.corte),
            fecha_larga(publicada)
        ),
    ));
    sello
}

fn chapters(contenido: &Contenido) -> Vec<Capitulo> {
    let cuantas = contenido.cifras.len();
    let figure = |asiento: Asiento| {
        let mut datos = vec![
            Dicho::new("Cómo se leyó", asiento.lectura),
            Dicho::known("A quién cuenta", asiento.poblacion),
        ];
        datos.push(match asiento.calculada {
            Some(calculada) => {
                let partes = [calculada.texto, calculada.dicho];
                let partes: Vec<String> = partes.into_iter().filter(|p| !p.is_empty()).collect();
                Dicho::known("La edición calcula", partes.join("; "))
            }
            None => Dicho {
                nombre: "La edición calcula",
                texto: "no publica nada comparable".to_owned(),
                consta: false,
            },
        });
        CifraImpresa {
            orden: format!("Cifra {} de {cuantas}", asiento.orden),
            nombre: asiento.nombre,
            valor: asiento.valor,
            unidad: asiento.unidad,
            antes: asiento.cita.antes,
            marcado: asiento.cita.marcado,
            despues: asiento.cita.despues,
            duda: asiento.duda,
            datos,
        }
    };
    let suyo = &contenido.institucional;
    let partes = Partes::of(suyo.instancia.municipio.region, &suyo.agencias);
    let todos = declarado::chapters(&contenido.cifras, partes).into_iter();
    todos
        .map(|(titulo, asientos)| Capitulo {
            titulo,
            cifras: asientos.into_iter().map(figure).collect(),
        })
        .collect()
}

fn council(consejo: &Consejo, sesion: &Sesion, titulo: String) -> ConsejoImpreso {
    let recibido = declarado::received(consejo, sesion);
    let datos = recibido.datos.into_iter();
    let acuerdos = recibido.acuerdos.into_iter();
    ConsejoImpreso {
        titulo,
        lugar: recibido.lugar,
        rotulo: format!("{}: {}", recibido.rotulo, recibido.estado.to_lowercase()),
        datos: datos
            .map(|(nombre, visto)| Dicho::new(nombre, visto))
            .collect(),
        puntos: recibido
            .puntos
            .iter()
            .map(|punto| format!("{punto}."))
            .collect(),
        acuerdos: acuerdos
            .map(|(texto, estado)| AcuerdoImpreso {
                texto: format!("{texto}."),
                estado: format!("Acuerdo: {estado}."),
            })
            .collect(),
    }
}

fn made(contenido: &Contenido, edicion: &Edicion, informe: &Informe) -> Vec<Parrafo> {
    vec![
        Parrafo {
            titulo: "Fuente",
            texto: format!(
                "{}. Lo que no dice aparece como «{NO_CONSTA}».",
                informe.fuente
            ),
        },
        Parrafo {
            titulo: "Comprobación",
            texto: declarado::check(&contenido.cifras, edicion.sintetica),
        },
        Parrafo {
            titulo: "Protección",
            texto: declarado::promise(edicion.umbral.valor()),
        },
    ]
}

fn states() -> Vec<Dicho> {
    vec![
        Dicho::known(PROTEGIDA, PROTEGIDA_LARGA),
        Dicho::known("0", CERO_LARGA),
        Dicho::known(NO_DISPONIBLE, NO_DISPONIBLE_LARGA),
        Dicho::known(NO_CONSTA, NO_CONSTA_LARGA),
    ]
}
