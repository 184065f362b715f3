//! What a page reads: the instancia it is of, the edition it is about, and what that edition says.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use axum::http::StatusCode;
use domain::consulta::{Comparacion, Comparada, Con, Filtro, Indice, Pregunta, Tabla};
use domain::cubo::{Eje, Nivel};
use domain::{Agencia, Edicion, Ediciones, Informe, Instancia, Medida, NoServida, Partes, Periodo};
use futures_util::FutureExt;
use persistence::{Documento, EdicionId, EstadoPublico, Publicaciones};
use sala::{Fuentes, Sala};
use time::{Date, OffsetDateTime};

use crate::ajustes::{Ajustes, Casas};
use crate::consulta::{Consulta, MalEscrita};
use crate::fallo::Fallo;
use crate::formato::peso;
use crate::preguntas;

/// What is published, as of a moment.
pub(crate) struct Sitio<'a> {
    pub(crate) sala: &'a Sala,
    pub(crate) casas: &'a Casas,
    /// The state in which it is read.
    pub(crate) estado: &'a EstadoPublico,
    /// What was read of it.
    pub(crate) fuentes: &'a Fuentes,
    pub(crate) ahora: OffsetDateTime,
    /// Address of this server, for whoever reads elsewhere; nothing where it is not told.
    pub(crate) base: &'a str,
}

/// An instancia and where its pages stand.
pub(crate) struct Casa {
    pub(crate) instancia: Instancia,
    pub(crate) ediciones: Ediciones,
    pub(crate) ajustes: Arc<Ajustes>,
    /// What its addresses begin with: nothing at the root, «/20067» elsewhere.
    pub(crate) prefijo: String,
    /// Whether there are other instancias.
    pub(crate) varias: bool,
    /// Years whose edition that holds has a report, the last first.
    pub(crate) informes: Arc<Vec<i32>>,
}

/// All that a page is made of.
pub(crate) struct Lectura<'a> {
    pub(crate) sitio: &'a Sitio<'a>,
    pub(crate) casa: Casa,
    pub(crate) edicion: Edicion,
    pub(crate) indice: Option<Arc<Indice>>,
}

impl Sitio<'_> {
    fn publicaciones(&self) -> &Publicaciones {
        self.sala.publicaciones()
    }

    /// All instancias that have published. Which there are is known by how many; whoever tells more of them than that notes it.
    pub(crate) async fn instancias(&self) -> Result<Arc<Vec<Instancia>>, Fallo> {
        let quien = (TypeId::of::<Vec<Instancia>>(), "portal".to_owned());
        let find = || {
            async {
                let todas = self.publicaciones().instancias(None).await?;
                Ok(Some(Arc::new(todas)))
            }
            .boxed()
        };
        let todas = self
            .sala
            .hallazgos()
            .remember((self.estado.todo(), quien), find)
            .await?;
        Ok(todas.unwrap_or_default())
    }

    /// The key of the instancia at the root, if one is there.
    pub(crate) fn root<'a>(&'a self, todas: &'a [Instancia]) -> Option<&'a str> {
        match (&self.casas.portada, todas) {
            (Some(clave), _) => Some(clave),
            (None, [sola]) => Some(sola.clave().as_str()),
            _ => None,
        }
    }

    /// Notes that something is told of all instancias.
    pub(crate) fn note_all(&self) {
        self.fuentes.note_all();
    }

    /// The editions of some instancias, by key: one statement, however many.
    pub(crate) async fn ediciones(
        &self,
        claves: &[String],
    ) -> Result<HashMap<String, Ediciones>, Fallo> {
        Ok(self.publicaciones().ediciones(claves).await?)
    }

    /// The instancia with a key, or the one at the root; none if there is none.
    pub(crate) async fn casa(&self, clave: Option<&str>) -> Result<Option<Casa>, Fallo> {
        let todas = self.instancias().await?;
        let raiz = self.root(&todas);
        let Some(clave) = clave.or(raiz) else {
            return Ok(None);
        };
        self.fuentes.note(clave);
        let Some(instancia) = todas.iter().find(|i| i.clave().as_str() == clave) else {
            return Ok(None);
        };
        let prefijo = if raiz == Some(clave) {
            String::new()
        } else {
            format!("/{clave}")
        };
        let mut suyas = self.ediciones(&[clave.to_owned()]).await?;
        let ediciones = suyas.remove(clave).unwrap_or_default();
        Ok(Some(Casa {
            instancia: instancia.clone(),
            informes: self.informes(clave, &ediciones).await?,
            ediciones,
            ajustes: self.casas.of(clave),
            prefijo,
            varias: todas.len() > 1,
        }))
    }

    /// The years of an instancia whose edition that holds has a report, the last first.
    async fn informes(&self, clave: &str, ediciones: &Ediciones) -> Result<Arc<Vec<i32>>, Fallo> {
        let vigentes = years(ediciones).into_iter();
        let vigentes = vigentes.filter_map(|anio| ediciones.vigente(anio));
        let vigentes: Vec<&Edicion> = vigentes.filter(|e| e.served().is_ok()).collect();
        if vigentes.is_empty() {
            return Ok(Arc::default());
        }
        let quien = (TypeId::of::<Vec<i32>>(), clave.to_owned());
        let find = || {
            async {
                let ids: Vec<EdicionId> = vigentes.iter().map(|e| EdicionId::from(*e)).collect();
                let con_informe = self
                    .publicaciones()
                    .documents::<Informe>(&ids, None)
                    .await?;
                let anios = vigentes
                    .iter()
                    .zip(&ids)
                    .filter(|(_, id)| con_informe.contains_key(*id));
                Ok(Some(Arc::new(anios.map(|(e, _)| e.corte.year()).collect())))
            }
            .boxed()
        };
        let anios: Option<Arc<Vec<i32>>> = (self.sala.hallazgos())
            .remember((self.estado.of(clave), quien), find)
            .await?;
        Ok(anios.unwrap_or_default())
    }

    /// The key of the instancia that was the first to publish: what the root led to was hers.
    pub(crate) async fn first(&self) -> Result<Option<Arc<String>>, Fallo> {
        let todas = self.instancias().await?;
        self.note_all();
        let quien = (TypeId::of::<String>(), "portal, la primera".to_owned());
        let find = || {
            async {
                let claves: Vec<String> = todas.iter().map(|i| i.clave().to_string()).collect();
                let ediciones = self.publicaciones().ediciones(&claves).await?;
                let primeras = ediciones.values().flat_map(Ediciones::all);
                let primera = primeras.min_by_key(|e| (e.instante, e.orden));
                Ok(primera.map(|primera| Arc::new(primera.instancia.to_string())))
            }
            .boxed()
        };
        Ok(self
            .sala
            .hallazgos()
            .remember((self.estado.todo(), quien), find)
            .await?)
    }

    /// The edition with a hash, and the instancia that published it.
    pub(crate) async fn by_hash(&self, hash: &str) -> Result<Option<(Casa, Edicion)>, Fallo> {
        let Some(edicion) = self.publicaciones().edicion_by_hash(hash).await? else {
            return Ok(None);
        };
        let casa = self.casa(Some(edicion.instancia.as_str())).await?;
        Ok(casa.map(|casa| (casa, edicion)))
    }

    /// An instancia, an edition of it, and what that one says.
    pub(crate) async fn read(&self, casa: Casa, edicion: Edicion) -> Result<Lectura<'_>, Fallo> {
        match edicion.served() {
            Ok(()) => {}
            Err(NoServida::Retirada(_)) => return Err(Fallo::Retirada(Box::new(edicion))),
            Err(NoServida::DeOtroFormato(_)) => return Err(Fallo::DeOtroFormato),
        }
        let indice = self.sala.indice(&edicion).await?;
        Ok(Lectura {
            sitio: self,
            casa,
            edicion,
            indice,
        })
    }
}

/// The years that have an edition that is served, the last first.
pub(crate) fn years(ediciones: &Ediciones) -> Vec<i32> {
    let servidas = ediciones.all().iter().filter(|e| e.served().is_ok());
    let mut anios: Vec<i32> = servidas.map(|e| e.corte.year()).collect();
    anios.sort_unstable_by(|a, b| b.cmp(a));
    anios.dedup();
    anios
}

impl Casa {
    /// The edition that an address asks for: by the beginning of its hash, by its year, or the one that holds of the last year.
    pub(crate) fn edicion(&self, consulta: &Consulta) -> Result<Edicion, Fallo> {
        if let Some(version) = &consulta.version {
            let hallada = self
                .ediciones
                .all()
                .iter()
                .find(|e| e.hash.starts_with(version.as_str()));
            let hallada = hallada.and_then(|e| self.ediciones.con_hash(&e.hash));
            return hallada.cloned().ok_or_else(|| {
                Fallo::Mala(MalEscrita {
                    titulo: format!("No hay ninguna edición con la versión {version}"),
                    texto: "Las que hay están en Datos abiertos.".to_owned(),
                })
            });
        }
        let elegida = self.ediciones.elegida(consulta.anio, None).cloned();
        elegida.ok_or_else(|| match consulta.anio {
            None => Fallo::NoHay,
            Some(anio) => self.without_edition(anio, StatusCode::BAD_REQUEST),
        })
    }

    /// That a year has no edition, and which have.
    pub(crate) fn without_edition(&self, anio: i32, status: StatusCode) -> Fallo {
        let mala = MalEscrita {
            titulo: format!("No hay edición publicada de {anio}"),
            texto: match self.years_text() {
                ningunos if ningunos.is_empty() => "No hay ninguna vigente.".to_owned(),
                anios => format!("Hay de: {anios}."),
            },
        };
        Fallo::SinAnio(mala, status)
    }

    /// The years that have an edition that is served, the last first.
    pub(crate) fn years(&self) -> Vec<i32> {
        years(&self.ediciones)
    }

    /// The address of a question without what goes without saying: the year, where it is that of the edition that is shown
    /// anyway, and that all is open.
    pub(crate) fn canonical(&self, consulta: &Consulta) -> Consulta {
        let usual = self.ediciones.elegida(None, None);
        let usual = usual.map(|edicion| edicion.corte.year());
        Consulta {
            anio: consulta.anio.filter(|anio| Some(*anio) != usual),
            imprimir: false,
            ..consulta.clone()
        }
    }

    /// The same question, of a version that is named as briefly as addresses name it.
    pub(crate) fn in_short(&self, mut consulta: Consulta) -> Consulta {
        let todas = self.ediciones.all().iter();
        if let Some(version) = &mut consulta.version
            && todas
                .map(|e| &e.hash)
                .any(|hash| hash.starts_with(version.as_str()))
        {
            version.truncate(12);
        }
        consulta
    }

    fn years_text(&self) -> String {
        let anios: Vec<String> = self.years().iter().map(ToString::to_string).collect();
        anios.join(", ")
    }

    /// The name of the body without that of its municipality.
    pub(crate) fn corto(&self) -> &str {
        let nombre = &self.instancia.nombre;
        let fin = format!(" de {}", self.instancia.municipio.nombre);
        nombre.strip_suffix(&fin).unwrap_or(nombre)
    }

    /// The day that it was there at an instant.
    pub(crate) fn dia(&self, instante: OffsetDateTime) -> Date {
        self.instancia.clave().dia(instante)
    }

    /// How sentences name it: «el Instituto», if it says so.
    pub(crate) fn sujeto(&self) -> Option<&str> {
        self.ajustes.sujeto.as_deref()
    }
}

impl Lectura<'_> {
    fn publicaciones(&self) -> &Publicaciones {
        self.sitio.publicaciones()
    }

    /// All documents of a kind that the edition has, by the key of their parent.
    pub(crate) async fn documents<T: Documento>(&self) -> Result<HashMap<String, Vec<T>>, Fallo> {
        let id = EdicionId::from(&self.edicion);
        let mut todos = self
            .publicaciones()
            .documents::<T>(std::slice::from_ref(&id), None)
            .await?;
        Ok(todos.remove(&id).unwrap_or_default())
    }

    /// All documents of a kind that hang from nothing, in order.
    pub(crate) async fn list<T: Documento>(&self) -> Result<Vec<T>, Fallo> {
        Ok(self.documents::<T>().await?.remove("").unwrap_or_default())
    }

    /// What the parts of the municipality are called.
    pub(crate) async fn partes(&self) -> Result<Partes, Fallo> {
        let agencias: Vec<Agencia> = self.list().await?;
        Ok(Partes::of(self.casa.instancia.municipio.region, &agencias))
    }

    /// The year of the edition.
    pub(crate) fn anio(&self) -> i32 {
        self.edicion.corte.year()
    }

    /// The period that whole-year questions are of: the year if it has ended, or the last quarter that has; none if there is
    /// neither.
    pub(crate) fn tiempo(&self) -> Option<Vec<Filtro>> {
        preguntas::time(self.indice.as_ref()?)
    }

    /// A question about each period that has ended, from the longest on, that the edition answers: the name of the period, and
    /// the question.
    pub(crate) fn closed(&self, pregunta: &Pregunta) -> Vec<(String, Pregunta)> {
        let Some(indice) = &self.indice else {
            return vec![];
        };
        let miembros = indice.cubo().ejes().miembros(Eje::Tiempo);
        let mut periodos: Vec<_> = miembros.iter().filter(|m| m.nivel != Nivel::Anio).collect();
        periodos.sort_by_key(|miembro| miembro.nivel);
        let question = |miembro: &domain::cubo::Miembro| {
            let mut suya = pregunta.clone();
            suya.filtros.retain(|f| f.nivel.eje() != Some(Eje::Tiempo));
            suya.filtros.push(Filtro {
                nivel: miembro.nivel,
                codigos: vec![miembro.codigo.clone()],
            });
            indice.tabla(&suya).ok()?;
            Some((miembro.nombre.clone(), suya))
        };
        periodos.into_iter().filter_map(question).collect()
    }

    /// That period, as titles name it: «2017», or «2.º trimestre de 2018» of a year that has not ended.
    pub(crate) fn periodo(&self) -> String {
        let anio = self.anio();
        let filtros = self.tiempo().unwrap_or_default();
        let codigo = filtros.first().and_then(|filtro| filtro.codigos.first());
        let periodo = codigo.and_then(|codigo| codigo.parse().ok());
        periodo.unwrap_or(Periodo::Anio(anio)).nombre()
    }

    /// The same behind «en»: «el 2.º trimestre de 2018».
    pub(crate) fn when(&self) -> String {
        let periodo = self.periodo();
        if periodo.contains(' ') {
            format!("el {periodo}")
        } else {
            periodo
        }
    }

    /// A table of the edition over its period, if it publishes it.
    pub(crate) fn table(
        &self,
        medida: Medida,
        filas: &[Nivel],
        columnas: &[Nivel],
    ) -> Option<(Pregunta, Tabla)> {
        preguntas::table(self.indice.as_ref()?, medida, filas, columnas)
    }

    /// The same of the first of some measures that the edition publishes it of.
    pub(crate) fn first_table(
        &self,
        medidas: &[Medida],
        filas: &[Nivel],
        columnas: &[Nivel],
    ) -> Option<(Pregunta, Tabla)> {
        preguntas::first_table(self.indice.as_ref()?, medidas, filas, columnas)
    }

    /// How a figure compares with that of the period before.
    pub(crate) async fn compare(
        &self,
        medida: Medida,
        filtros: Vec<Filtro>,
    ) -> Result<Option<Comparacion>, Fallo> {
        let Some(indice) = &self.indice else {
            return Ok(None);
        };
        let Ok(comparada) = Comparada::new(indice, medida, filtros, Con::Anterior) else {
            return Ok(None);
        };
        let base = comparada
            .edicion(&self.casa.ediciones)
            .filter(|base| base.served().is_ok());
        let suyo = match base {
            None => None,
            Some(base) => self
                .sitio
                .sala
                .indice(base)
                .await?
                .map(|indice| (indice, base.numero)),
        };
        let suyo = suyo.as_ref().map(|(indice, numero)| (&**indice, *numero));
        Ok(Some(comparada.with(suyo)))
    }

    /// The day that it is where the instancia is.
    pub(crate) fn hoy(&self) -> Date {
        self.casa.dia(self.sitio.ahora)
    }

    /// The address of a page of the same instancia, which keeps to the edition that is shown.
    pub(crate) fn href(&self, camino: &str) -> String {
        let (camino, ancla) = camino.split_at(camino.find('#').unwrap_or(camino.len()));
        let mut pin = self.pin();
        if camino.starts_with("/informe/") {
            // Its year is in its path.
            pin.anio = None;
        }
        let pregunta = match pin.canonical() {
            vacia if vacia.is_empty() => vacia,
            texto => format!("?{texto}"),
        };
        format!("{}{camino}{pregunta}{ancla}", self.casa.prefijo)
    }

    /// The address of what is of the instancia, whatever edition is shown.
    pub(crate) fn at(&self, camino: &str) -> String {
        format!("{}{camino}", self.casa.prefijo)
    }

    /// What is added to a question so that its address keeps to the edition that is shown: nothing if that is the one that
    /// holds of the last year.
    pub(crate) fn pin(&self) -> Consulta {
        let usual = self.casa.ediciones.elegida(None, None);
        let de_su_anio = self.casa.ediciones.elegida(Some(self.anio()), None);
        let es =
            |otra: Option<&Edicion>| otra.is_some_and(|otra| otra.numero == self.edicion.numero);
        Consulta {
            anio: (!es(usual) && es(de_su_anio)).then(|| self.anio()),
            version: (!es(usual) && !es(de_su_anio)).then(|| self.edicion.hash[..12].to_owned()),
            ..Consulta::default()
        }
    }

    /// The address at which the explorer shows a question.
    pub(crate) fn explorar(&self, pregunta: &Pregunta) -> String {
        let pin = self.pin();
        let consulta = Consulta {
            anio: pin.anio,
            version: pin.version,
            ..Consulta::of(pregunta)
        };
        self.at(&format!("/explorar?{}", consulta.canonical()))
    }

    /// Address and size of the printed report, if the edition has one.
    pub(crate) async fn printed(&self) -> Result<Option<(String, String)>, Fallo> {
        let id = EdicionId::from(&self.edicion);
        let bytes = self.publicaciones().peso_del_pliego(&id).await?;
        let bytes = bytes.and_then(|bytes| usize::try_from(bytes).ok());
        Ok(bytes.map(|bytes| {
            let enlace = format!("/ediciones/{}/informe.pdf", self.edicion.hash);
            (enlace, peso(bytes))
        }))
    }

    /// The address of a question as a file.
    pub(crate) fn archivo(&self, pregunta: &Pregunta, extension: &str) -> String {
        let pregunta = Consulta::of(pregunta).question();
        format!(
            "/ediciones/{}/tabla.{extension}?{pregunta}",
            self.edicion.hash
        )
    }
}
