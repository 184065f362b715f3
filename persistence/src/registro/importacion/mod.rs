//! Rows of a sheet into the register, all or none: each is new, known, or puts right what it said before.

mod a_mano;
mod antes;
mod corregida;
mod errata;
mod estadistica;
mod grande;
mod lote;
mod marca;
mod mayoria;
mod notado;
mod sin_folio;
mod tomada;
mod unidas;

use std::collections::BTreeSet;

use claves::Identidad;
use domain::{Choque, Cierres, Clave, Importado, Marco, Renglon, Seudonimo};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
};

pub use self::a_mano::{Conteo, Meant};
pub(super) use self::antes::past;
use self::antes::{Era, filled, is_another, says_the_same};
use self::corregida::SaidBefore;
use self::errata::Errata;
use self::estadistica::Estadistica;
use self::lote::Lote;
pub(super) use self::marca::{check_key, remark, same_key};
pub use self::mayoria::Mayoria;
pub use self::notado::{Contradicha, Notado};
pub use self::tomada::DeHoja;
use super::Registro;
use super::alias;
use super::bitacora::Autoria;
use super::cierre;
use super::enlaces;
use super::ficha::Folios;
use super::filas::catalogos;
use super::generacion;
use super::gente::{Gente, Hallada, Trato};
use super::institucion::load_institucional;
use crate::Error;
use crate::almacen::{begin_snapshot, begin_write, claim_for_sheets};
use crate::entidad::{atencion, cancelado, historia, persona};

/// The order of the log that puts something right by hand.
const A_MANO: &str = "rectificar";

/// What a row is to the register.
enum Outcome {
    /// It is there and says the same.
    Same,
    /// It is there and says the same in other words: by another thing that its person is known by.
    Reworded,
    /// It contradicts what is known of its person, who is known by all this.
    Contradicts(Choque, Vec<Seudonimo>),
    /// It says something, of nobody known or of that person, who was so before if she is put right.
    Says {
        quien: Option<i64>,
        quien_era: Option<Box<persona::Model>>,
    },
}

/// An import under way. What it has done is undone unless it is finished.
pub struct Importacion {
    db: DatabaseConnection,
    tx: DatabaseTransaction,
    instancia: Clave,
    cierres: Cierres,
    autoria: Autoria,
    persona: i64,
    atencion: i64,
    historia: i64,
    estadistica: Estadistica,
    /// The last person who was there before.
    primera: i64,
    /// Whether anybody of the instancia has ever been taken out.
    hay_cancelados: bool,
    /// Whether anybody is known by more than one thing.
    hay_enlaces: bool,
    /// Whether something is put right by hand; and of whom what is known is to be replaced.
    corrige: bool,
    de: Option<Seudonimo>,
    mayoria: Mayoria,
    /// By how many things somebody is known now who was not before.
    enlazados: usize,
    hecho: Importado,
    identidad: Identidad,
    /// New rows without a folio.
    sin_folio: u64,
    /// Of the rows that were added last.
    notados: Vec<(usize, Notado)>,
    /// Those that say that two persons of the register are one, and what each of the two had.
    unen: Vec<(usize, [i64; 2])>,
    unidas: Vec<(usize, [Folios; 2])>,
}

impl Registro {
    /// What rows of an instancia are read against.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Ilegible`], [`Error::Base`].
    pub async fn marco(&self, clave: &Clave) -> Result<Marco, Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        let institucional = load_institucional(&tx, clave).await?;
        Ok(Marco {
            catalogos: catalogos(&tx, clave).await?,
            region: institucional.instancia.municipio.region,
            municipio: institucional.instancia.municipio.nombre,
            agencias: institucional.agencias,
            unidades: institucional.unidades,
            consejos: institucional
                .consejos
                .into_iter()
                .map(|consejo| (consejo.consejo.clave, consejo.consejo.nombre))
                .collect(),
            alias: alias::load(&tx, clave).await?,
        })
    }

    /// Begins an import of attentions.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Mezcla`], [`Error::OtraIdentidad`], [`Error::Base`].
    pub async fn import(
        &self,
        clave: &Clave,
        identidad: &Identidad,
        autoria: Autoria,
    ) -> Result<Importacion, Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        self.must_have(&tx, clave).await?;
        claim_for_sheets(&tx).await?;
        same_key(&tx, clave, identidad).await?;
        // What the history names keeps its number for ever: whoever is new is never taken for somebody who is gone.
        macro_rules! last {
            ($($tabla:ident . $columna:ident),+) => {{
                let mut ultimo = 0;
                $(
                    let suyo = $tabla::Entity::find()
                        .select_only()
                        .column_as($tabla::Column::$columna.max(), "ultimo")
                        .filter($tabla::Column::InstanciaId.eq(clave.as_str()))
                        .into_tuple::<Option<i64>>()
                        .one(&tx)
                        .await?
                        .flatten();
                    ultimo = ultimo.max(suyo.unwrap_or(0));
                )+
                ultimo
            }};
        }
        let primera = last!(persona.Id, historia.PersonaId);
        Ok(Importacion {
            hay_enlaces: enlaces::any(&tx, clave).await?,
            instancia: clave.clone(),
            cierres: cierre::closings(&tx, clave).await?,
            autoria,
            primera,
            persona: primera,
            atencion: last!(atencion.Id, historia.AtencionId),
            historia: last!(historia.Numero),
            estadistica: Estadistica::default(),
            hay_cancelados: cancelado::Entity::find()
                .filter(cancelado::Column::InstanciaId.eq(clave.as_str()))
                .limit(1)
                .one(&tx)
                .await?
                .is_some(),
            corrige: false,
            de: None,
            mayoria: Mayoria::new(generacion::began(&tx, clave).await?.is_some()),
            enlazados: 0,
            hecho: Importado::default(),
            identidad: identidad.clone(),
            sin_folio: 0,
            notados: vec![],
            unen: vec![],
            unidas: vec![],
            db: self.db.clone(),
            tx,
        })
    }
}

impl Importacion {
    /// Adds rows, some thousand at a time. Those that contradict the register are told by their position and left
    /// out: whoever finds some should not finish.
    ///
    /// # Errors
    /// [`Error::Ilegible`], [`Error::Base`].
    pub async fn add(&mut self, renglones: &[Renglon]) -> Result<Vec<Contradicha>, Error> {
        self.estadistica.prepare(&self.tx, &self.instancia).await?;
        let conocidas = self.known(renglones).await?;
        let canceladas = self.cancelled(renglones).await?;
        self.hay_enlaces |= renglones.iter().any(|renglon| renglon.expediente.is_some());
        let como = (self.hay_enlaces, self.corrige);
        let instancia = self.instancia.to_string();
        let mut gente = Gente::load(&self.tx, &instancia, &self.cierres, renglones, como).await?;
        let hermanas = self.siblings(renglones, &conocidas, &gente).await?;
        let SaidBefore {
            corregidas,
            modalidades,
            de_antes,
        } = self.what_was_said(renglones, &conocidas, &gente).await?;
        let mut choques = Vec::new();
        self.notados.clear();
        let mut lote = Lote::default();
        for (posicion, renglon) in renglones.iter().enumerate() {
            let dichas = [renglon.clave.as_slice(), renglon.huella.as_slice()];
            if dichas.iter().any(|dicha| canceladas.contains(*dicha)) {
                self.hecho.cancelados += 1;
                self.notados.push((posicion, Notado::Cancelada));
                continue;
            }
            let antes = conocidas.get(renglon.clave.as_slice());
            // A row of before does not undo what was put right since: as often as it comes in, it has come in once.
            let repite = antes.is_some_and(|antes| corregidas.repeats(antes, renglon));
            let (devuelve, notado) = self.of_before(antes, &corregidas);
            if !self.corrige && repite && !devuelve {
                self.hecho.iguales += 1;
                self.notados.push((posicion, notado));
                continue;
            }
            let suyo = de_antes.get(&posicion).filter(|_| !devuelve);
            self.note(suyo.is_some(), (posicion, notado));
            let renglon = suyo.unwrap_or(renglon);
            if antes.is_none() {
                self.beside((posicion, renglon), &hermanas, &gente);
            }
            let tipos = antes.and_then(|antes| modalidades.get(&antes.id));
            let lleno = antes.filter(|_| !self.corrige);
            let lleno = lleno.and_then(|antes| filled(renglon, antes, tipos));
            let renglon = lleno.as_ref().unwrap_or(renglon);
            match self.classify((posicion, renglon), (antes, tipos), &mut gente) {
                Outcome::Same => self.hecho.iguales += 1,
                Outcome::Reworded => {
                    self.hecho.iguales += 1;
                    let otras = antes.map(|antes| (antes.id, renglon.huella));
                    lote.reescritas.extend(otras);
                }
                Outcome::Contradicts(choque, suyos) => {
                    let folio = self.opposite(choque, renglon, antes, &gente).await?;
                    choques.push(Contradicha {
                        posicion,
                        choque,
                        suyos,
                        folio,
                    });
                }
                Outcome::Says { quien, quien_era } => {
                    let era = (tipos, quien_era.as_deref());
                    let deshace = antes.is_some_and(|a| corregidas.undoes(a, tipos, renglon));
                    self.note(deshace, (posicion, Notado::Deshace));
                    self.say((posicion, renglon), (antes, era), quien, &mut lote)?;
                }
            }
        }
        self.write(gente, lote).await?;
        Ok(choques)
    }

    /// Notes what is told of a row, if it is so.
    fn note(&mut self, es_asi: bool, notado: (usize, Notado)) {
        self.notados.extend(es_asi.then_some(notado));
    }

    /// A row says something of an attention, which is new or takes the place of what there was.
    fn say(
        &mut self,
        (posicion, renglon): (usize, &Renglon),
        (antes, era): (Option<&atencion::Model>, Era<'_>),
        quien: Option<i64>,
        lote: &mut Lote,
    ) -> Result<(), Error> {
        let (id, mes) = match antes {
            None => self.enter(renglon, quien),
            Some(antes) => {
                let otra = !says_the_same(renglon, antes, era.0);
                self.mayoria.see((renglon, quien), antes, era.0);
                let de_otra = antes.persona_id != quien;
                let notado = match (otra, de_otra) {
                    (true, _) => Some(Notado::Rectifica),
                    (false, true) => Some(Notado::DeQuien),
                    // More is known of her.
                    (false, false) => None,
                };
                self.notados.extend(notado.map(|notado| (posicion, notado)));
                self.replace((posicion, renglon), (antes, era), quien, lote)?
            }
        };
        lote.put(&self.instancia, renglon, id, quien, mes);
        Ok(())
    }

    /// Writes what some rows say; what became of those of whom nothing is said any more is told with the rows that said it last.
    async fn write(&mut self, gente: Gente, lote: Lote) -> Result<(), Error> {
        self.look_at_united().await?;
        let instancia = self.instancia.to_string();
        let hechos = gente.store(&self.tx, &instancia, &self.cierres).await?;
        self.enlazados += hechos.enlazados;
        let dejadas = lote.dejadas.clone();
        lote.store(&self.tx, &self.instancia).await?;
        for juntada in hechos.juntadas {
            self.remember(juntada).await?;
            enlaces::join(&self.tx, &instancia, juntada).await?;
        }
        let quienes = dejadas.iter().map(|(quien, _)| *quien).collect();
        let erratas = errata::end(&self.tx, &self.instancia, &self.cierres, quienes).await?;
        for (quien, posicion) in dejadas {
            let notado = match erratas.get(&quien) {
                Some(Errata::Una) => Notado::DeUna,
                Some(Errata::Dos) => Notado::DeDos,
                None => continue,
            };
            self.notados.push((posicion, notado));
        }
        Ok(())
    }

    /// Whether a row says something, and of whom: she is met, or is new.
    fn classify(
        &mut self,
        (posicion, renglon): (usize, &Renglon),
        (antes, modalidades): (Option<&atencion::Model>, Option<&BTreeSet<String>>),
        gente: &mut Gente,
    ) -> Outcome {
        let persona = renglon.persona.as_ref();
        let corrige = self.de.is_some() && persona.map(|p| p.seudonimo) == self.de;
        let quien_era = persona
            .filter(|_| corrige)
            .and_then(|persona| gente.get(&persona.seudonimo).cloned().map(Box::new));
        let igual = antes.is_some_and(|a| a.huella.as_deref() == Some(&renglon.huella));
        let errada = antes.is_some_and(|antes| gente.is_astray(antes.persona_id, renglon));
        if igual && !errada && !corrige && renglon.expediente.is_none() {
            return Outcome::Same;
        }
        if !self.corrige && !igual && is_another(renglon, antes, gente) {
            return Outcome::Contradicts(Choque::Folio, vec![]);
        }
        let trato = match (corrige, igual) {
            (true, _) => Trato::Corrige,
            (false, true) => Trato::Calla,
            (false, false) => Trato::Suma,
        };
        let conocida = antes.and_then(|antes| gente.numbered(antes.persona_id?).cloned());
        let siguiente = self.persona + 1;
        let met = gente.meet(self.instancia.as_str(), siguiente, renglon, trato);
        let hallada = match met {
            Ok(hallada) => hallada,
            Err(choque) => return Outcome::Contradicts(choque, gente.names(renglon)),
        };
        if let Some(hallada) = hallada {
            self.unite(posicion, &hallada, gente, renglon);
            self.welcome(posicion, hallada);
        }
        let ahora = persona.and_then(|p| gente.get(&p.seudonimo));
        if igual && !errada && (!corrige || ahora == quien_era.as_deref()) {
            return Outcome::Same;
        }
        // A row that does not say whose it is takes nothing back.
        let callada = antes.filter(|_| persona.is_none() && !self.corrige);
        let callada = callada.and_then(|antes| antes.persona_id);
        self.notados
            .extend(callada.map(|_| (posicion, Notado::Callada)));
        let quien = hallada.map(|hallada| hallada.id).or(callada);
        let misma = |antes: &atencion::Model| {
            antes.persona_id == quien
                && quien.and_then(|quien| gente.numbered(quien)) == conocida.as_ref()
        };
        if antes.is_some_and(|antes| misma(antes) && says_the_same(renglon, antes, modalidades)) {
            return Outcome::Reworded;
        }
        Outcome::Says { quien, quien_era }
    }

    /// Counts who is new, and who is one with another; tells what is to be known of it.
    fn welcome(&mut self, posicion: usize, hallada: Hallada) {
        if hallada.id > self.persona {
            self.persona = hallada.id;
            self.hecho.personas += 1;
        }
        if let Some(va) = hallada.junta {
            if va.max(hallada.id) > self.primera {
                // She was taken for somebody new.
                self.hecho.personas -= 1;
            } else {
                self.hecho.juntadas += 1;
                self.notados.push((posicion, Notado::Juntada));
            }
        }
        if hallada.otra_curp {
            self.notados.push((posicion, Notado::OtraCurp));
        }
        if hallada.aparte {
            self.notados.push((posicion, Notado::Aparte));
        }
        if hallada.segundo {
            self.notados.push((posicion, Notado::OtroExpediente));
        }
    }

    /// The number of a new attention, and the month in which it counts.
    fn enter(&mut self, renglon: &Renglon, quien: Option<i64>) -> (i64, i32) {
        let fecha = renglon.atencion.datos().fecha;
        let mes = self.cierres.month(fecha);
        self.hecho.nuevos += 1;
        self.sin_folio += u64::from(renglon.folio.is_none());
        self.hecho.anonimos += u64::from(quien.is_none());
        let propio = fecha.year() * 100 + i32::from(u8::from(fecha.month()));
        self.hecho.extemporaneos += u64::from(mes != propio);
        self.atencion += 1;
        (self.atencion, mes)
    }

    /// The number of an attention that takes the place of another, and the month in which it counts: none (0) if an edition
    /// has counted the other.
    fn replace(
        &mut self,
        (posicion, renglon): (usize, &Renglon),
        (antes, era): (&atencion::Model, Era<'_>),
        quien: Option<i64>,
        lote: &mut Lote,
    ) -> Result<(i64, i32), Error> {
        self.hecho.rectificados += 1;
        let cerrada = antes.mes == 0 || self.cierres.is_closed(antes.mes);
        self.hecho.de_cerrados += u64::from(cerrada);
        // Whose it was said to be in what is published is told apart.
        let de_quien = self.notados.last() == Some(&(posicion, Notado::DeQuien));
        self.note(cerrada && !de_quien, (posicion, Notado::Publicada));
        let id = if cerrada && antes.mes != 0 {
            // What an edition counted goes on counting; what is said now does not.
            lote.relevadas.push(antes.id);
            self.atencion += 1;
            self.atencion
        } else {
            lote.borradas.push(antes.id);
            antes.id
        };
        if antes.persona_id != quien {
            let dejada = antes.persona_id.map(|dejada| (dejada, posicion));
            lote.dejadas.extend(dejada);
        }
        self.historia += 1;
        let linea = (self.historia, self.autoria.cuando);
        lote.historias
            .push(past(&self.instancia, linea, id, antes, era)?);
        let mes = self.cierres.month(renglon.atencion.datos().fecha);
        Ok((id, if cerrada { 0 } else { mes }))
    }

    /// What is told of the rows that were added last, by their position.
    pub fn noted(&self) -> &[(usize, Notado)] {
        &self.notados
    }

    /// How many of the new rows have no folio: they are known only by what they say.
    pub fn bare(&self) -> u64 {
        self.sin_folio
    }

    /// What has been done so far.
    pub fn so_far(&self) -> Importado {
        self.hecho
    }
}
