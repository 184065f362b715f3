//! The catalogue of an instancia as DCAT-AP 3 in JSON-LD: a series of editions, each a dataset with its files. What was superseded or
//! withdrawn stays in it: portals that harvest it would otherwise forget it.

use std::any::TypeId;
use std::sync::Arc;

use axum::http::StatusCode;
use domain::{Edicion, EstadoEdicion};
use futures_util::FutureExt;
use persistence::EdicionId;
use sala::Peso;
use serde_json::{Map, Value, json};

use super::{abierto, hojas, libro, paquete};
use crate::fallo::Fallo;
use crate::formato::{fecha_larga, instante};
use crate::lectura::{Casa, Sitio};
use crate::palabras;
use crate::respuesta::{Hecha, Plazo, tipo};

/// A file of an edition, whose size and sum are told where they are known.
struct Distribucion {
    nombre: &'static str,
    fin: &'static str,
    medio: &'static str,
    bytes: Option<(usize, String)>,
}

/// Sizes and sums of the files that were signed with an edition, those that it has.
struct Firmados {
    archivo: Option<(usize, String)>,
    pliego: Option<(usize, String)>,
}

impl Peso for Firmados {
    fn weight(&self) -> usize {
        let ambos = [&self.archivo, &self.pliego];
        ambos
            .into_iter()
            .flatten()
            .map(|(_, suma)| suma.len())
            .sum()
    }
}

/// Sizes and sums of the files that are made of an edition.
#[derive(Clone)]
pub(crate) struct Pesos {
    pub(crate) xlsx: (usize, String),
    pub(crate) ods: (usize, String),
    pub(crate) zip: (usize, String),
}

impl Peso for Pesos {
    fn weight(&self) -> usize {
        self.xlsx.1.len() + self.ods.1.len() + self.zip.1.len()
    }
}

fn weighed(bytes: &[u8]) -> (usize, String) {
    (bytes.len(), paquete::sum(bytes))
}

/// A thing of a class, named where it lies.
fn node(id: &str, clase: &str) -> Value {
    json!({ "@id": id, "@type": clase })
}

/// The catalogue.
pub(crate) async fn catalog(sitio: &Sitio<'_>, casa: &Casa) -> Result<Hecha, Fallo> {
    let base = format!("{}{}", sitio.base, casa.prefijo);
    let editora = json!({
        "@id": format!("{base}/#instancia"),
        "@type": "foaf:Agent",
        "foaf:name": text(&casa.instancia.nombre),
    });
    let mut conjuntos = vec![];
    for edicion in casa.ediciones.all() {
        conjuntos.push(dataset(sitio, casa, edicion, &base, &editora).await?);
    }
    let serie = json!({
        "@id": format!("{base}/#ediciones"),
        "@type": ["dcat:DatasetSeries", "dcat:Dataset"],
        "dct:title": text(&format!("Ediciones: {}", casa.instancia.nombre)),
        "dct:description": text("Lo que la instancia publica de cada año: ediciones firmadas que no cambian."),
        "dct:publisher": editora,
    });
    let que_se_sirven = casa.ediciones.all().iter().filter(|e| e.served().is_ok());
    let servidos: Vec<Value> = que_se_sirven
        .map(|edicion| json!({ "@id": name(casa, edicion, &base) }))
        .collect();
    let servicio = json!({
        "@id": format!("{}/graphql#servicio", sitio.base),
        "@type": "dcat:DataService",
        "dct:title": text("API GraphQL"),
        "dcat:endpointURL": { "@id": format!("{}/graphql", sitio.base), "@type": "rdfs:Resource" },
        "dcat:servesDataset": servidos,
    });
    let ultima = casa.ediciones.all().iter().map(|e| e.instante).max();
    let primera = casa.ediciones.all().iter().map(|e| e.instante).min();
    let mut catalogo = json!({
        "@context": context(),
        "@id": format!("{base}/catalogo.jsonld#catalogo"),
        "@type": "dcat:Catalog",
        "dct:title": text(&format!("Datos abiertos {}", palabras::de(&casa.instancia.nombre))),
        "dct:description": text(&format!("Cifras que publica {}, protegidas y firmadas.", palabras::el(&casa.instancia.nombre))),
        "dct:publisher": editora,
        "dct:language": node("http://publications.europa.eu/resource/authority/language/SPA", "dct:LinguisticSystem"),
        "dct:license": node(&casa.ajustes.licencia.direccion, "dct:LicenseDocument"),
        "dct:spatial": place(casa),
        "foaf:homepage": node(&format!("{base}/"), "foaf:Document"),
        "dcat:service": servicio,
        "dcat:themeTaxonomy": taxonomy(),
        "dcat:dataset": conjuntos.into_iter().chain([serie]).collect::<Vec<_>>(),
    });
    if let (Some(primera), Some(ultima)) = (primera, ultima) {
        catalogo["dct:issued"] = moment(&instante(primera));
        catalogo["dct:modified"] = moment(&instante(ultima));
    }
    Ok(Hecha::new(
        StatusCode::OK,
        tipo::JSONLD,
        Plazo::Minuto,
        catalogo.to_string(),
    ))
}

fn context() -> Value {
    json!({
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "adms": "http://www.w3.org/ns/adms#",
        "spdx": "http://spdx.org/rdf/terms#",
        "locn": "http://www.w3.org/ns/locn#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "dcatap": "http://data.europa.eu/r5r/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}

fn text(texto: &str) -> Value {
    json!({ "@value": texto, "@language": "es" })
}

fn moment(texto: &str) -> Value {
    json!({ "@value": texto, "@type": "xsd:dateTime" })
}

fn day(texto: &str) -> Value {
    json!({ "@value": texto, "@type": "xsd:date" })
}

/// The municipality, by the key that the national institute of statistics gives it.
fn place(casa: &Casa) -> Value {
    let municipio = &casa.instancia.municipio;
    json!({
        "@id": format!("urn:inegi:municipio:{}", municipio.clave),
        "@type": "dct:Location",
        "skos:prefLabel": text(&municipio.nombre),
        "dct:identifier": municipio.clave.as_str(),
    })
}

/// The list of themes that portals of open data share.
const TEMAS: &str = "http://publications.europa.eu/resource/authority/data-theme";

fn taxonomy() -> Value {
    let mut lista = node(TEMAS, "skos:ConceptScheme");
    lista["dct:title"] = text("Temas de datos");
    lista
}

/// What the data is about: people and society.
fn theme() -> Value {
    let mut tema = node(&format!("{TEMAS}/SOCI"), "skos:Concept");
    tema["skos:prefLabel"] = text("Población y sociedad");
    tema
}

/// What an edition is called in the catalogue, for ever: by what it says, and, of those that say the same, all but the first by
/// their numbers too.
fn name(casa: &Casa, edicion: &Edicion, base: &str) -> String {
    let todas = casa.ediciones.all();
    let primera = todas.iter().find(|otra| otra.hash == edicion.hash);
    let cual = match primera {
        Some(primera) if primera.numero != edicion.numero => format!("-{}", edicion.numero),
        _ => String::new(),
    };
    format!(
        "{base}/datos?version={}#conjunto{cual}",
        &edicion.hash[..12]
    )
}

async fn dataset(
    sitio: &Sitio<'_>,
    casa: &Casa,
    edicion: &Edicion,
    base: &str,
    editora: &Value,
) -> Result<Value, Fallo> {
    let anio = edicion.corte.year();
    let estado = casa.ediciones.estado(edicion);
    let id = |edicion: &Edicion| name(casa, edicion, base);
    let suyo = json!({
        "@id": id(edicion),
        "@type": "dcat:Dataset",
        "dct:identifier": format!("{}-{anio}-{}", edicion.instancia, edicion.numero),
        "dct:title": text(&format!("{}: cifras de {anio}, edición {}", casa.instancia.nombre, edicion.numero)),
        "dct:description": text(&format!(
            "Personas atendidas, servicios, actividades y Consejo, con corte al {}. {}",
            fecha_larga(edicion.corte),
            if edicion.sintetica { "Datos sintéticos de demostración." } else { "Toda cifra publicada es exacta." },
        )),
        "dct:publisher": editora,
        "dct:issued": moment(&instante(edicion.instante)),
        "dct:language": node("http://publications.europa.eu/resource/authority/language/SPA", "dct:LinguisticSystem"),
        "dct:spatial": place(casa),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": day(&format!("{anio}-01-01")),
            "dcat:endDate": day(&edicion.corte.to_string()),
        },
        "dcat:version": edicion.numero.to_string(),
        "dcat:inSeries": { "@id": format!("{base}/#ediciones") },
        "dcat:keyword": [text("mujeres"), text("violencia de género"), text("atención"), text("municipio")],
        "dcat:theme": theme(),
        "dcat:landingPage": node(&format!("{base}/datos?version={}", &edicion.hash[..12]), "foaf:Document"),
    });
    let Value::Object(mut suyo) = suyo else {
        return Err(Fallo::Interno);
    };
    order(casa, edicion, &mut suyo, id);
    if let Some(correo) = &casa.ajustes.correo {
        suyo.insert(
            "dcat:contactPoint".to_owned(),
            json!({
                "@type": "vcard:Kind",
                "vcard:fn": text(&casa.instancia.nombre),
                "vcard:hasEmail": { "@id": format!("mailto:{correo}") },
            }),
        );
    }
    suyo.insert("adms:status".to_owned(), status(estado));
    if let Some(retiro) = &edicion.retiro {
        suyo.insert(
            "adms:versionNotes".to_owned(),
            text(&format!("Retirada: {}", retiro.motivo)),
        );
    } else {
        let archivos = files(sitio, casa, edicion, estado).await?;
        let distribucion = |archivo: &Distribucion| distribution(sitio, casa, edicion, archivo);
        suyo.insert(
            "dcat:distribution".to_owned(),
            archivos.iter().map(distribucion).collect(),
        );
    }
    Ok(Value::Object(suyo))
}

/// What an edition is among those of its year, by the list that the profile names.
fn status(estado: EstadoEdicion) -> Value {
    let clave = match estado {
        EstadoEdicion::Vigente => "COMPLETED",
        EstadoEdicion::Sustituida => "DEPRECATED",
        EstadoEdicion::Retirada => "WITHDRAWN",
    };
    let id = format!("http://publications.europa.eu/resource/authority/dataset-status/{clave}");
    let mut estado_suyo = node(&id, "skos:Concept");
    estado_suyo["skos:prefLabel"] = text(palabras::estado_edicion(estado));
    estado_suyo
}

/// Which edition came before, which it replaces, and which replaces it.
fn order(
    casa: &Casa,
    edicion: &Edicion,
    suyo: &mut Map<String, Value>,
    id: impl Fn(&Edicion) -> String,
) {
    let todas = casa.ediciones.all();
    if let Some(anterior) = todas.iter().rev().find(|otra| otra.numero < edicion.numero) {
        suyo.insert("dcat:prev".to_owned(), json!({ "@id": id(anterior) }));
    }
    let del_anio = || {
        todas
            .iter()
            .filter(|otra| otra.corte.year() == edicion.corte.year())
    };
    if let Some(previa) = del_anio().rev().find(|otra| otra.numero < edicion.numero) {
        suyo.insert("dct:replaces".to_owned(), json!({ "@id": id(previa) }));
    }
    if let Some(otra) = casa.ediciones.sustituta(edicion) {
        suyo.insert("dct:isReplacedBy".to_owned(), json!({ "@id": id(otra) }));
    }
}

/// The files of an edition. Those that are made of it are weighed for the ones that hold: making them costs.
async fn files(
    sitio: &Sitio<'_>,
    casa: &Casa,
    edicion: &Edicion,
    estado: EstadoEdicion,
) -> Result<Vec<Distribucion>, Fallo> {
    let firmados = signed(sitio, edicion).await?;
    let of = |nombre, fin, medio, bytes: &Option<(usize, String)>| {
        bytes.is_some().then(|| Distribucion {
            nombre,
            fin,
            medio,
            bytes: bytes.clone(),
        })
    };
    let firmado = of(
        "Edición firmada, JSON con gzip",
        "",
        "application/gzip",
        &firmados.archivo,
    );
    let impreso = of(
        "Informe anual, PDF accesible",
        "/informe.pdf",
        tipo::PDF,
        &firmados.pliego,
    );
    let mut todos: Vec<Distribucion> = firmado.into_iter().chain(impreso).collect();
    let hechos = match estado {
        EstadoEdicion::Vigente => weights(sitio, casa, edicion).await?.map(|pesos| {
            let Pesos { xlsx, ods, zip } = (*pesos).clone();
            (Some(xlsx), Some(ods), Some(zip))
        }),
        EstadoEdicion::Sustituida | EstadoEdicion::Retirada => Some((None, None, None)),
    };
    if let Some((xlsx, ods, zip)) = hechos {
        todos.push(Distribucion {
            nombre: "Excel, una tabla por hoja",
            fin: "/edicion.xlsx",
            medio: tipo::XLSX,
            bytes: xlsx,
        });
        todos.push(Distribucion {
            nombre: "OpenDocument, una tabla por hoja",
            fin: "/edicion.ods",
            medio: tipo::ODS,
            bytes: ods,
        });
        todos.push(Distribucion {
            nombre: "CSV con su descripción, en ZIP",
            fin: "/tablas.zip",
            medio: tipo::ZIP,
            bytes: zip,
        });
    }
    Ok(todos)
}

/// What the files that were signed with an edition weigh. They are read for that once, whoever asks and under whatever name.
async fn signed(sitio: &Sitio<'_>, edicion: &Edicion) -> Result<Arc<Firmados>, Fallo> {
    let id = EdicionId::from(edicion);
    let find = || {
        async {
            let publicaciones = sitio.sala.publicaciones();
            let archivo = publicaciones.archivo(&id).await?;
            let pliego = publicaciones.pliego(&id).await?;
            Ok(Some(Arc::new(Firmados {
                archivo: archivo.map(|archivo| weighed(&archivo.contenido)),
                pliego: pliego.map(|pliego| weighed(&pliego.contenido)),
            })))
        }
        .boxed()
    };
    let clave = format!("{}-{}", edicion.instancia, edicion.numero);
    let quien = (TypeId::of::<Firmados>(), clave);
    let hallados = sitio
        .sala
        .hallazgos()
        .remember((sitio.estado.of(edicion.instancia.as_str()), quien), find);
    hallados.await?.ok_or(Fallo::Interno)
}

/// What the files that are made of an edition weigh. They are made for that once, whoever asks and under whatever name.
pub(crate) async fn weights(
    sitio: &Sitio<'_>,
    casa: &Casa,
    edicion: &Edicion,
) -> Result<Option<Arc<Pesos>>, Fallo> {
    let weigh = || async {
        let propia = sitio.casa(Some(casa.instancia.clave().as_str())).await?;
        let lectura = sitio
            .read(propia.ok_or(Fallo::NoHay)?, edicion.clone())
            .await?;
        if lectura.indice.is_none() {
            return Ok(None);
        }
        Ok::<_, Fallo>(Some(Arc::new(Pesos {
            xlsx: weighed(&libro::write(&lectura)?),
            ods: weighed(&abierto::write(&lectura, &hojas::of_edition(&lectura)?)?),
            zip: weighed(&paquete::write(&lectura)?),
        })))
    };
    // A failure is noted where it happens; the catalogue goes on without sizes.
    let find = || async { Ok(weigh().await.ok().flatten()) }.boxed();
    let quien = (TypeId::of::<Pesos>(), edicion.hash.clone());
    let hallados = sitio
        .sala
        .hallazgos()
        .remember((sitio.estado.of(edicion.instancia.as_str()), quien), find);
    Ok(hallados.await?)
}

fn distribution(
    sitio: &Sitio<'_>,
    casa: &Casa,
    edicion: &Edicion,
    archivo: &Distribucion,
) -> Value {
    let direccion = format!("{}/ediciones/{}{}", sitio.base, edicion.hash, archivo.fin);
    let mut suya = json!({
        "@id": format!("{direccion}#distribucion"),
        "@type": "dcat:Distribution",
        "dct:title": text(archivo.nombre),
        "dct:description": text(archivo.nombre),
        "dcat:accessURL": node(&direccion, "rdfs:Resource"),
        "dcat:downloadURL": node(&direccion, "rdfs:Resource"),
        "dcat:mediaType": node(&format!("https://www.iana.org/assignments/media-types/{}", archivo.medio), "dct:MediaType"),
        "dct:license": node(&casa.ajustes.licencia.direccion, "dct:LicenseDocument"),
        "dcatap:availability": availability(),
    });
    if let Some(formato) = format_of(archivo.medio) {
        let id = format!("http://publications.europa.eu/resource/authority/file-type/{formato}");
        suya["dct:format"] = node(&id, "dct:MediaTypeOrExtent");
    }
    if let Some((bytes, suma)) = &archivo.bytes {
        suya["dcat:byteSize"] =
            json!({ "@value": bytes.to_string(), "@type": "xsd:nonNegativeInteger" });
        suya["spdx:checksum"] = json!({
            "@type": "spdx:Checksum",
            "spdx:algorithm": node("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"),
            "spdx:checksumValue": { "@value": suma, "@type": "xsd:hexBinary" },
        });
    }
    suya
}

/// A type, by the list that portals of open data share.
fn format_of(medio: &str) -> Option<&'static str> {
    Some(match medio {
        tipo::XLSX => "XLSX",
        tipo::ODS => "ODS",
        tipo::ZIP => "ZIP",
        tipo::PDF => "PDF",
        "application/gzip" => "GZIP",
        _ => return None,
    })
}

/// Files stay where they are, unless their edition is withdrawn.
fn availability() -> Value {
    let id = "http://publications.europa.eu/resource/authority/planned-availability/STABLE";
    let mut suya = node(id, "skos:Concept");
    suya["skos:prefLabel"] = text("estable");
    suya
}
