//! What the institute does besides attending: acts, agreements, councils. Sheets of it come in whole or not at all,
//! and each record is known by its key.

use domain::formato::{GUARDADO, Pieza};
use domain::proteccion::CierreActos;
use domain::{
    Actividad, Acuerdo, Agencia, Cifra, Clave, Consejo, Dato, Enmienda, Enmiendas, Informe,
    Instancia, Lugar, Sesion, Titular,
};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set,
    TransactionTrait,
};
use serde_json::Value;

use super::bitacora::{self, Autoria, Nota};
use super::diferencia::{self, entry, kept, value};
use super::entradas::{self, Cambio, Suya};
use super::institucion::load_institucional;
use super::{Registro, cierre, filas};
use crate::Error;
use crate::almacen::{Documento, begin_write, claim_for_sheets};
use crate::entidad::{atencion, documento};

impl Registro {
    /// Puts records in, all or none. `tipo`: what their sheet is called; `calladas`: parts that the sheet says nothing of, which stay as they were.
    /// `archivo`: SHA-256 of the sheet; without it, it is only seen what would be done.
    ///
    /// # Errors
    /// [`Error::Enmiendas`] when what the register would say breaks a rule, [`Error::Mezcla`],
    /// [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn amend(
        &self,
        clave: &Clave,
        tipo: &str,
        enmiendas: &[Enmienda],
        calladas: &[&str],
        archivo: Option<String>,
        autoria: &Autoria,
    ) -> Result<Enmiendas, Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        self.must_have(&tx, clave).await?;
        claim_for_sheets(&tx).await?;
        let mut obra = Obra::new(&tx, clave, calladas).await?;
        let rota = obra.put_all(0, enmiendas).await?;
        let hecho = obra.hecho;
        if let Some(regla) = rota {
            tx.rollback().await?;
            return Err(self.all_broken(clave, enmiendas, calladas, regla).await?);
        }
        let Some(archivo) = archivo else {
            tx.rollback().await?;
            return Ok(hecho);
        };
        let Enmiendas {
            nuevos,
            iguales,
            cambiados,
            ..
        } = &hecho;
        let nota = Nota {
            orden: "importar",
            detalle: format!("{tipo}: nuevos {nuevos}, ya estaban {iguales}, cambian {cambiados}"),
            archivo: Some(archivo),
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        tx.commit().await?;
        Ok(hecho)
    }
}

impl Registro {
    /// The errors of all records with which the others break a rule. They are looked for only when a rule is broken: by halves, so that
    /// few errors among many records take few looks at all that the register says; what breaks one is taken back.
    async fn all_broken(
        &self,
        clave: &Clave,
        enmiendas: &[Enmienda],
        calladas: &[&str],
        todas: domain::Error,
    ) -> Result<Error, Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        let mut rotas = vec![];
        let mitad = enmiendas.len().div_ceil(2);
        // The next ones are at the end.
        let mut faltan = vec![mitad..enmiendas.len(), 0..mitad];
        while let Some(suyas) = faltan.pop() {
            if suyas.is_empty() {
                continue;
            }
            let punto = tx.begin().await?;
            let mut obra = Obra::new(&punto, clave, calladas).await?;
            let rota = obra.put_all(suyas.start, &enmiendas[suyas.clone()]);
            let Some(regla) = rota.await? else {
                punto.commit().await?;
                continue;
            };
            punto.rollback().await?;
            if suyas.len() == 1 {
                rotas.push((suyas.start, regla));
                if rotas.len() == ROTAS {
                    break;
                }
            } else {
                let mitad = suyas.start + suyas.len() / 2;
                faltan.extend([mitad..suyas.end, suyas.start..mitad]);
            }
        }
        if rotas.is_empty() {
            return Ok(todas.into());
        }
        Ok(Error::Enmiendas(rotas))
    }
}

/// Whether all that the register says of an instancia holds together.
pub(super) async fn check(tx: &DatabaseTransaction, clave: &Clave) -> Result<(), Error> {
    let mut institucional = load_institucional(tx, clave).await?;
    let catalogos = filas::catalogos(tx, clave).await?;
    catalogos.check()?;
    catalogos.propios.name(&mut institucional)?;
    Ok(institucional.check()?)
}

/// The rule that something breaks; any other failure goes on.
fn rule(hecho: Result<(), Error>) -> Result<Option<domain::Error>, Error> {
    match hecho {
        Ok(()) => Ok(None),
        Err(Error::Dominio(regla)) => Ok(Some(regla)),
        Err(otro) => Err(otro),
    }
}

/// Records that are being put in.
struct Obra<'a> {
    tx: &'a DatabaseTransaction,
    clave: &'a Clave,
    calladas: &'a [&'a str],
    actos: CierreActos,
    hecho: Enmiendas,
    /// The position of the record that is being put in.
    posicion: usize,
}

/// Records of which it is told what changes.
const CONTADOS: usize = 10;
/// Records of which it is told that they break a rule.
const ROTAS: usize = 100;

impl<'a> Obra<'a> {
    async fn new(
        tx: &'a DatabaseTransaction,
        clave: &'a Clave,
        calladas: &'a [&'a str],
    ) -> Result<Self, Error> {
        Ok(Self {
            tx,
            clave,
            calladas,
            actos: cierre::actos(tx, clave).await?,
            hecho: Enmiendas::default(),
            posicion: 0,
        })
    }

    /// Puts records in, of which the first has a position in the sheet; the rule that is broken then, if one is.
    async fn put_all(
        &mut self,
        primera: usize,
        enmiendas: &[Enmienda],
    ) -> Result<Option<domain::Error>, Error> {
        for (posicion, enmienda) in (primera..).zip(enmiendas) {
            self.posicion = posicion;
            if let Some(regla) = rule(self.put(enmienda).await)? {
                return Ok(Some(regla));
            }
        }
        rule(check(self.tx, self.clave).await)
    }

    /// Counts a record that changes, and notes how.
    fn changed(&mut self, antes: &Value, ahora: &Value) {
        self.hecho.cambiados += 1;
        if self.hecho.cambios.len() < CONTADOS {
            let partes = diferencia::between(antes, ahora);
            self.hecho.cambios.push((self.posicion, partes));
        }
    }

    async fn put(&mut self, enmienda: &Enmienda) -> Result<(), Error> {
        match enmienda {
            Enmienda::Actividad(actividad) => self.put_act(actividad).await,
            Enmienda::Convenio(convenio) => self.store("", convenio).await,
            Enmienda::Proyecto(proyecto) => self.store("", proyecto).await,
            Enmienda::Unidad(unidad) => self.store("", unidad).await,
            Enmienda::Consejo(consejo) => self.store("", consejo).await,
            Enmienda::Integrante(consejo, integrante) => {
                must_have_council(self.tx, self.clave, consejo).await?;
                self.store(consejo, integrante).await
            }
            Enmienda::Sesion(consejo, sesion) => self.put_session(consejo, sesion).await,
            Enmienda::Acuerdo(consejo, sesion, acuerdo) => {
                self.put_resolution(consejo, sesion, acuerdo).await
            }
            Enmienda::Calendario(consejo, calendario) => {
                must_have_council(self.tx, self.clave, consejo).await?;
                self.store(consejo, calendario).await
            }
            Enmienda::Agencia(agencia) => self.put_agencia(agencia).await,
            Enmienda::Titular(titular) => self.put_head(titular).await,
            Enmienda::Area(area) => self.put_entry(Suya::Area(area)).await,
            Enmienda::Grupo(grupo) => self.put_entry(Suya::Grupo(grupo)).await,
            Enmienda::Servicio(servicio) => self.put_entry(Suya::Servicio(servicio)).await,
            Enmienda::TipoActividad(suyo) => self.put_entry(Suya::TipoActividad(suyo)).await,
            Enmienda::Publico(suyo) => self.put_entry(Suya::Publico(suyo)).await,
            Enmienda::Tema(suyo) => self.put_entry(Suya::Tema(suyo)).await,
            Enmienda::Efemeride(suya) => self.put_entry(Suya::Efemeride(suya)).await,
            Enmienda::TipoConsejo(suyo) => self.put_entry(Suya::TipoConsejo(suyo)).await,
            Enmienda::Nombre { nombre, siglas } => self.put_name(nombre, siglas.as_ref()).await,
            Enmienda::Pacto(pacto) => self.store("", pacto).await,
            Enmienda::Informe(informe) => self.put_report(informe).await,
            Enmienda::Cifra(informe, cifra) => self.put_figure(informe, cifra).await,
        }
    }

    async fn put_act(&mut self, actividad: &Actividad) -> Result<(), Error> {
        self.store("", actividad).await?;
        let queda = load(self.tx, self.clave, "", &actividad.clave).await?;
        if let Some(tardanza) = queda.and_then(|queda| self.actos.tell(&queda)) {
            let acto = actividad.clave.clone();
            self.hecho.tardanzas.push((acto, tardanza));
        }
        Ok(())
    }

    /// What the session agreed stays.
    async fn put_session(&mut self, consejo: &str, sesion: &Sesion) -> Result<(), Error> {
        must_have_council(self.tx, self.clave, consejo).await?;
        let mut sesion = sesion.clone();
        let antes = load::<Sesion>(self.tx, self.clave, consejo, &sesion.clave).await?;
        if let Some(antes) = antes {
            sesion.acuerdos = antes.acuerdos;
            let callados = self.calladas.contains(&"asunto");
            for punto in sesion.orden_del_dia.iter_mut().filter(|_| callados) {
                let mismo = |p: &&domain::Punto| p.descripcion == punto.descripcion;
                if let Some(mismo) = antes.orden_del_dia.iter().find(mismo) {
                    punto.asunto = mismo.asunto.clone();
                }
            }
        }
        self.store(consejo, &sesion).await
    }

    async fn put_resolution(
        &mut self,
        consejo: &str,
        sesion: &str,
        acuerdo: &Acuerdo,
    ) -> Result<(), Error> {
        let antes = load::<Sesion>(self.tx, self.clave, consejo, sesion).await?;
        let mut suya = antes.ok_or_else(|| missing(&acuerdo.clave, sesion))?;
        let mismo = suya.acuerdos.iter().position(|a| a.clave == acuerdo.clave);
        let nuevo = match mismo {
            Some(i) => self.keep(&suya.acuerdos[i], acuerdo)?,
            None => acuerdo.clone(),
        };
        let dicho = |acuerdo: &Acuerdo| value(acuerdo);
        if !self.place(&mut suya.acuerdos, mismo, nuevo, dicho)? {
            return Ok(());
        }
        self.write(consejo, &suya).await
    }

    /// An agencia exists on every day on which somebody came from it.
    async fn put_agencia(&mut self, agencia: &Agencia) -> Result<(), Error> {
        let clave = agencia.clave.as_str();
        let era = load::<Agencia>(self.tx, self.clave, "", clave).await?;
        self.store("", agencia).await?;
        let queda = load::<Agencia>(self.tx, self.clave, "", clave).await?;
        let vigencia = queda.map(|queda| queda.vigencia).unwrap_or_default();
        let era = era.map_or(vigencia, |era| era.vigencia);
        entradas::must_have_been(self.tx, self.clave, clave, [era, vigencia]).await?;
        let suyas = atencion::Column::Lugar.eq(Lugar::Agencia(agencia.clave.clone()).to_string());
        entradas::covers(self.tx, self.clave, suyas, &agencia.nombre, vigencia).await
    }

    /// What the instancia is called.
    async fn put_name(&mut self, nombre: &str, siglas: Option<&String>) -> Result<(), Error> {
        let propia = self.clave.to_string();
        let suya = load::<Instancia>(self.tx, self.clave, "", &propia).await?;
        let mut suya = suya.ok_or(Error::Ilegible("instancia"))?;
        nombre.clone_into(&mut suya.nombre);
        suya.siglas = siglas.cloned();
        self.store("", &suya).await
    }

    /// Whoever heads the instancia from a period on takes the place of who did from that same one.
    async fn put_head(&mut self, titular: &Titular) -> Result<(), Error> {
        let propia = self.clave.to_string();
        let suya = load::<Instancia>(self.tx, self.clave, "", &propia).await?;
        let mut suya = suya.ok_or(Error::Ilegible("instancia"))?;
        let desde = titular.mandato.desde;
        let lista = &suya.titulares;
        let del_mismo_dia = lista
            .iter()
            .position(|otro| desde != Dato::NoConsta && otro.mandato.desde == desde);
        // Whose beginning is not known, or was not and now is.
        let mismo = del_mismo_dia.or_else(|| {
            lista.iter().position(|otro| {
                otro.mandato.desde == Dato::NoConsta && otro.nombre == titular.nombre
            })
        });
        let mut nuevo = titular.clone();
        if let Some(i) = mismo.filter(|_| self.calladas.contains(&"hasta")) {
            nuevo.mandato.hasta = suya.titulares[i].mandato.hasta;
        }
        let sola = suya.clone();
        let dicho = |titular: &Titular| diferencia::head(&sola, titular);
        if !self.place(&mut suya.titulares, mismo, nuevo, dicho)? {
            return Ok(());
        }
        suya.titulares
            .sort_by_key(|otra| otra.mandato.desde.valor().map(|periodo| periodo.desde()));
        self.write("", &suya).await
    }

    /// The figures of the report stay.
    async fn put_report(&mut self, informe: &Informe) -> Result<(), Error> {
        let antes = load::<Informe>(self.tx, self.clave, "", &informe.clave).await?;
        let informe = Informe {
            cifras: antes.map(|antes| antes.cifras).unwrap_or_default(),
            ..informe.clone()
        };
        self.store("", &informe).await
    }

    async fn put_figure(&mut self, informe: &str, cifra: &Cifra) -> Result<(), Error> {
        let suyo = load::<Informe>(self.tx, self.clave, "", informe).await?;
        let mut suyo = suyo.ok_or_else(|| missing(&cifra.clave, informe))?;
        let misma = suyo.cifras.iter().position(|c| c.clave == cifra.clave);
        let nueva = match misma {
            Some(i) => kept(&suyo.cifras[i], cifra, self.calladas),
            None => cifra.clone(),
        };
        let solo = suyo.clone();
        let dicho = |cifra: &Cifra| diferencia::figure(&solo, cifra);
        if !self.place(&mut suyo.cifras, misma, nueva, dicho)? {
            return Ok(());
        }
        self.write("", &suyo).await
    }

    /// Puts something into a list, in the place of the one that is known to be the same; whether that changes the list.
    /// `dicho`: what one of them says, as it is stored.
    fn place<T: PartialEq>(
        &mut self,
        lista: &mut Vec<T>,
        lugar: Option<usize>,
        nuevo: T,
        dicho: impl Fn(&T) -> Result<Value, Error>,
    ) -> Result<bool, Error> {
        let Some(i) = lugar else {
            self.hecho.nuevos += 1;
            lista.push(nuevo);
            return Ok(true);
        };
        if lista[i] == nuevo {
            self.hecho.iguales += 1;
            return Ok(false);
        }
        self.changed(&dicho(&lista[i])?, &dicho(&nuevo)?);
        lista[i] = nuevo;
        Ok(true)
    }

    async fn put_entry(&mut self, suya: Suya<'_>) -> Result<(), Error> {
        match entradas::put(self.tx, self.clave, suya, self.calladas).await? {
            Cambio::Nuevo => self.hecho.nuevos += 1,
            Cambio::Igual => self.hecho.iguales += 1,
            Cambio::Cambiado(filas) => self.changed(&entry(&filas.0), &entry(&filas.1)),
        }
        Ok(())
    }

    /// The new record with the parts of the old one that nothing is said of.
    fn keep<T: Pieza>(&self, antes: &T, nuevo: &T) -> Result<T, Error> {
        let viejo = value(antes)?;
        let mut junto = value(nuevo)?;
        for parte in self.calladas {
            // A part of a part: «vigencia.desde».
            let ruta = format!("/{}", parte.replace('.', "/"));
            if let (Some(valor), Some(hueco)) = (viejo.pointer(&ruta), junto.pointer_mut(&ruta)) {
                *hueco = valor.clone();
            }
            // What is of the office's own stands beside it, where there is any.
            let propia = match *parte {
                "efemeride" => "efemeride_propia",
                "temas" => "temas_propios",
                _ => continue,
            };
            if let (Some(valor), Some(junto)) = (viejo.get(propia), junto.as_object_mut()) {
                junto.insert(propia.to_owned(), valor.clone());
            }
        }
        Ok(T::read(GUARDADO, &junto.to_string())?)
    }

    async fn store<T: Documento + PartialEq>(
        &mut self,
        padre: &str,
        nuevo: &T,
    ) -> Result<(), Error> {
        let Some(antes) = load::<T>(self.tx, self.clave, padre, &nuevo.clave()).await? else {
            self.hecho.nuevos += 1;
            return self.write(padre, nuevo).await;
        };
        let nuevo = self.keep(&antes, nuevo)?;
        if antes == nuevo {
            self.hecho.iguales += 1;
            return Ok(());
        }
        self.changed(&value(&antes)?, &value(&nuevo)?);
        self.write(padre, &nuevo).await
    }

    async fn write<T: Documento>(&self, padre: &str, nuevo: &T) -> Result<(), Error> {
        write(self.tx, self.clave, padre, nuevo).await
    }
}

/// Writes a record in the place of the one with its key.
pub(super) async fn write<T: Documento>(
    tx: &DatabaseTransaction,
    clave: &Clave,
    padre: &str,
    nuevo: &T,
) -> Result<(), Error> {
    let fila = documento::ActiveModel {
        instancia_id: Set(clave.to_string()),
        tipo: Set(T::TIPO.to_owned()),
        padre: Set(padre.to_owned()),
        clave: Set(nuevo.clave()),
        contenido: Set(nuevo.written(GUARDADO)?),
    };
    let mismo = OnConflict::columns([
        documento::Column::InstanciaId,
        documento::Column::Tipo,
        documento::Column::Padre,
        documento::Column::Clave,
    ])
    .update_column(documento::Column::Contenido)
    .to_owned();
    documento::Entity::insert(fila)
        .on_conflict(mismo)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// A record points to another that is not there.
fn missing(desde: &str, hacia: &str) -> Error {
    domain::Error::ReferenciaRota {
        desde: desde.to_owned(),
        hacia: hacia.to_owned(),
    }
    .into()
}

async fn must_have_council(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    consejo: &str,
) -> Result<(), Error> {
    match load::<Consejo>(tx, clave, "", consejo).await? {
        Some(_) => Ok(()),
        None => Err(domain::Error::EntradaDesconocida {
            catalogo: "consejos",
            clave: consejo.to_owned(),
        }
        .into()),
    }
}

pub(super) async fn load<T: Documento>(
    tx: &impl ConnectionTrait,
    clave: &Clave,
    padre: &str,
    propia: &str,
) -> Result<Option<T>, Error> {
    let fila = documento::Entity::find()
        .filter(documento::Column::InstanciaId.eq(clave.as_str()))
        .filter(documento::Column::Tipo.eq(T::TIPO))
        .filter(documento::Column::Padre.eq(padre))
        .filter(documento::Column::Clave.eq(propia))
        .one(tx)
        .await?;
    let documento = fila.map(|fila| T::read(GUARDADO, &fila.contenido));
    Ok(documento.transpose()?)
}
