//! The persons of some rows: those who are known, what is said of them now, and what editions have counted of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Choque, Cierres, Renglon, Seudonimo};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};

use super::enlaces::{self, Enlace, Juntada};
use super::filas::persona_row;
use crate::Error;
use crate::almacen::insert_all;
use crate::entidad::{atencion, persona};

/// Persons, and by what each is known.
pub(super) struct Gente {
    por: BTreeMap<Seudonimo, i64>,
    suyas: BTreeMap<i64, Alguien>,
    /// Those known by more than one thing.
    con_dos: BTreeSet<i64>,
    /// Whether something is put right by hand.
    a_mano: bool,
    /// Of those who may be two that are one, those whom an edition has counted.
    contadas: BTreeSet<i64>,
    nuevos: BTreeMap<Seudonimo, Enlace>,
    juntadas: Vec<Juntada>,
}

/// Her row as it will be, and as it was, if it was.
struct Alguien {
    fila: persona::Model,
    antes: Option<persona::Model>,
}

/// Who a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hallada {
    /// Her number.
    pub(super) id: i64,
    /// She who had been taken for another, and is she.
    pub(super) junta: Option<i64>,
    /// Whether somebody else has her file, and both have been counted: they stay two.
    pub(super) aparte: bool,
    /// Whether she had another file.
    pub(super) segundo: bool,
}

impl Hallada {
    fn alone(id: i64) -> Self {
        Self {
            id,
            junta: None,
            aparte: false,
            segundo: false,
        }
    }
}

/// How somebody is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trato {
    /// What is said of her is added to what is known.
    Suma,
    /// It takes the place of what is known.
    Corrige,
    /// It was said before: only who she is counts.
    Calla,
}

impl Gente {
    pub(super) async fn load(
        tx: &DatabaseTransaction,
        instancia: &str,
        cierres: &Cierres,
        renglones: &[Renglon],
        (hay_enlaces, a_mano): (bool, bool),
    ) -> Result<Self, Error> {
        let suyos = || renglones.iter().filter_map(|r| r.persona.as_ref());
        let propios = suyos().map(|persona| persona.seudonimo);
        let ajenos = renglones.iter().filter_map(|r| r.expediente);
        let nombrados: BTreeSet<Seudonimo> = propios.chain(ajenos).collect();
        let aqui = persona::Entity::find().filter(persona::Column::InstanciaId.eq(instancia));
        let bytes = nombrados.iter().map(|suyo| suyo.0.to_vec());
        let mut filas = aqui
            .clone()
            .filter(persona::Column::Seudonimo.is_in(bytes))
            .all(tx)
            .await?;
        let mut enlaces = vec![];
        if hay_enlaces {
            let ids = filas.iter().map(|fila| fila.id).collect::<BTreeSet<i64>>();
            let nombrados = nombrados.iter().copied();
            enlaces = enlaces::load(tx, instancia, nombrados, ids.iter().copied()).await?;
            let faltan = enlaces.iter().map(|suyo| suyo.persona);
            let faltan: BTreeSet<i64> = faltan.filter(|id| !ids.contains(id)).collect();
            if !faltan.is_empty() {
                let otras = aqui.filter(persona::Column::Id.is_in(faltan));
                filas.extend(otras.all(tx).await?);
            }
        }
        let mut gente = Self {
            por: enlaces.iter().map(|e| (e.seudonimo, e.persona)).collect(),
            suyas: BTreeMap::new(),
            con_dos: enlaces.iter().map(|e| e.persona).collect(),
            a_mano,
            contadas: BTreeSet::new(),
            nuevos: BTreeMap::new(),
            juntadas: vec![],
        };
        for fila in filas {
            let seudonimo = <[u8; 32]>::try_from(fila.seudonimo.as_slice());
            let seudonimo = seudonimo.map_err(|_| Error::Ilegible("persona"))?;
            let antes = Some(fila.clone());
            gente.por.insert(Seudonimo(seudonimo), fila.id);
            gente.suyas.insert(fila.id, Alguien { fila, antes });
        }
        gente
            .count_doubtful(tx, instancia, cierres, renglones)
            .await?;
        Ok(gente)
    }

    /// Of those who may be two that are one, who has been counted: a number that is published does not become another.
    async fn count_doubtful(
        &mut self,
        tx: &DatabaseTransaction,
        instancia: &str,
        cierres: &Cierres,
        renglones: &[Renglon],
    ) -> Result<(), Error> {
        let con_dos = renglones.iter().filter(|r| r.expediente.is_some());
        let dudosas: BTreeSet<i64> = con_dos
            .filter_map(|renglon| {
                let una = self.por.get(&renglon.persona.as_ref()?.seudonimo);
                let otra = self.por.get(&renglon.expediente?);
                (una != otra).then_some([una, otra])
            })
            .flatten()
            .flatten()
            .copied()
            .collect();
        if dudosas.is_empty() {
            return Ok(());
        }
        let meses: Vec<(Option<i64>, i32)> = atencion::Entity::find()
            .select_only()
            .columns([atencion::Column::PersonaId, atencion::Column::Mes])
            .distinct()
            .filter(atencion::Column::InstanciaId.eq(instancia))
            .filter(atencion::Column::PersonaId.is_in(dudosas))
            .into_tuple()
            .all(tx)
            .await?;
        let contados = meses
            .into_iter()
            .filter(|(_, mes)| *mes > 0 && cierres.is_closed(*mes));
        self.contadas = contados.filter_map(|(quien, _)| quien).collect();
        Ok(())
    }

    /// What is known of a person.
    pub(super) fn get(&self, quien: &Seudonimo) -> Option<&persona::Model> {
        let suya = self.suyas.get(self.por.get(quien)?)?;
        Some(&suya.fila)
    }

    /// The number of who a row is of, if she is known by anything that it says.
    pub(super) fn whose(&self, renglon: &Renglon) -> Option<i64> {
        let propio = renglon.persona.as_ref().map(|suya| suya.seudonimo);
        let mut suyos = propio.into_iter().chain(renglon.expediente);
        suyos.find_map(|suyo| self.por.get(&suyo).copied())
    }

    /// Whether an attention is of somebody else than who its row is of: by whom she is known was put right since.
    pub(super) fn is_astray(&self, de: Option<i64>, renglon: &Renglon) -> bool {
        let Some(mut de) = de else { return false };
        while let Some(junta) = self.juntadas.iter().find(|junta| junta.va == de) {
            de = junta.queda;
        }
        self.whose(renglon).is_some_and(|quien| quien != de)
    }

    /// All that who a row is of is known by.
    pub(super) fn names(&self, renglon: &Renglon) -> Vec<Seudonimo> {
        let propio = renglon.persona.as_ref().map(|suya| suya.seudonimo);
        let dichos: Vec<Seudonimo> = propio.into_iter().chain(renglon.expediente).collect();
        let quienes = dichos.iter().filter_map(|suyo| self.por.get(suyo));
        let quienes: BTreeSet<i64> = quienes.copied().collect();
        let suyos = self.por.iter().filter(|(_, id)| quienes.contains(id));
        suyos.map(|(suyo, _)| *suyo).chain(dichos).collect()
    }

    /// Who a row is of: she gets `siguiente` if she is new.
    pub(super) fn meet(
        &mut self,
        instancia: &str,
        siguiente: i64,
        renglon: &Renglon,
        trato: Trato,
    ) -> Result<Option<Hallada>, Choque> {
        let Some(persona) = &renglon.persona else {
            return Ok(None);
        };
        let una = self.por.get(&persona.seudonimo).copied();
        let suyo = renglon.expediente;
        let otra = suyo.and_then(|suyo| self.por.get(&suyo).map(|id| (suyo, *id)));
        let otra = otra.filter(|(suyo, otra)| una != Some(*otra) && !self.moves(suyo, *otra));
        let mut hallada = match (una, otra) {
            (Some(una), Some((suyo, otra))) => self.confront(una, suyo, otra)?,
            (Some(una), None) => Hallada::alone(una),
            (None, _) if trato == Trato::Calla => return Ok(None),
            (None, Some((suyo, otra))) => {
                // By hand, a CURP that was wrong is put right.
                if !self.a_mano {
                    self.must_lack_curp(&suyo, otra)?;
                }
                Hallada::alone(otra)
            }
            (None, None) => Hallada::alone(siguiente),
        };
        let mut dicho = persona_row(instancia, hallada.id, persona);
        dicho.con_curp = renglon.con_curp;
        self.say(hallada, dicho, trato)?;
        if let Some(va) = hallada.junta {
            self.join(va, hallada.id);
        }
        if una.is_none() {
            self.know(hallada.id, persona.seudonimo);
        }
        if let Some(suyo) =
            suyo.filter(|suyo| self.por.get(suyo) != Some(&hallada.id) && !hallada.aparte)
        {
            hallada.segundo = self.con_dos.contains(&hallada.id);
            self.know(hallada.id, suyo);
        }
        Ok(Some(hallada))
    }

    /// Whether a file that is somebody else's becomes hers, because it is put right by hand.
    fn moves(&self, expediente: &Seudonimo, de: i64) -> bool {
        self.a_mano && !self.is_own(de, expediente)
    }

    /// Whether somebody is known by a pseudonym before all else.
    fn is_own(&self, quien: i64, seudonimo: &Seudonimo) -> bool {
        let suya = self.suyas.get(&quien);
        suya.is_some_and(|suya| suya.fila.seudonimo == seudonimo.0)
    }

    /// Two who are known by what one row says: they are one, unless the file is of somebody with another CURP.
    fn confront(&self, una: i64, suyo: Seudonimo, otra: i64) -> Result<Hallada, Choque> {
        self.must_lack_curp(&suyo, otra)?;
        let contadas = [una, otra].map(|quien| self.contadas.contains(&quien));
        Ok(match contadas {
            [true, true] => Hallada {
                aparte: true,
                ..Hallada::alone(una)
            },
            [false, true] => Hallada {
                junta: Some(una),
                ..Hallada::alone(otra)
            },
            [_, false] => Hallada {
                junta: Some(otra),
                ..Hallada::alone(una)
            },
        })
    }

    /// Who is known by a file has no CURP yet if it is what she is known by before all else, and no row has said one.
    fn must_lack_curp(&self, expediente: &Seudonimo, quien: i64) -> Result<(), Choque> {
        let suya = self.suyas.get(&quien);
        let con_curp = suya.is_some_and(|suya| suya.fila.con_curp);
        if self.is_own(quien, expediente) && !con_curp {
            Ok(())
        } else {
            Err(Choque::Expediente)
        }
    }

    /// What is known of her, with what is said now; nothing of it if that contradicts.
    fn say(&mut self, hallada: Hallada, dicho: persona::Model, trato: Trato) -> Result<(), Choque> {
        let otra = hallada.junta.and_then(|va| self.suyas.get(&va));
        let otra = otra.map(|otra| otra.fila.clone());
        let Some(alguien) = self.suyas.get_mut(&hallada.id) else {
            let nueva = Alguien {
                fila: dicho,
                antes: None,
            };
            self.suyas.insert(hallada.id, nueva);
            return Ok(());
        };
        let fila = match otra {
            Some(otra) => merge(&alguien.fila, otra)?,
            None => alguien.fila.clone(),
        };
        alguien.fila = match trato {
            Trato::Calla => persona::Model {
                con_curp: fila.con_curp || dicho.con_curp,
                ..fila
            },
            Trato::Corrige => replace(&fila, dicho),
            Trato::Suma => merge(&fila, dicho)?,
        };
        Ok(())
    }

    /// All that one was known by stands for another from now on.
    fn join(&mut self, va: i64, queda: i64) {
        let suyos = self.por.iter().filter(|(_, id)| **id == va);
        let suyos: Vec<Seudonimo> = suyos.map(|(suyo, _)| *suyo).collect();
        for suyo in suyos {
            self.know(queda, suyo);
        }
        self.juntadas.push(Juntada { va, queda });
    }

    /// From now on a pseudonym stands for somebody.
    fn know(&mut self, quien: i64, seudonimo: Seudonimo) {
        self.por.insert(seudonimo, quien);
        if self.is_own(quien, &seudonimo) {
            return;
        }
        self.con_dos.insert(quien);
        let nuevo = Enlace {
            seudonimo,
            persona: quien,
        };
        self.nuevos.insert(seudonimo, nuevo);
    }

    /// Keeps who is new, and what is known of whom: who they are in the end is for [`enlaces::join`], once their attentions are there.
    pub(super) async fn store(
        self,
        tx: &DatabaseTransaction,
        instancia: &str,
        cierres: &Cierres,
    ) -> Result<Vec<Juntada>, Error> {
        let mut nuevas = Vec::new();
        for Alguien { mut fila, antes } in self.suyas.into_values() {
            match antes {
                None => nuevas.push(fila.into_active_model()),
                Some(antes) if antes != fila => {
                    keep_counted(tx, cierres, &mut fila, &antes).await?;
                    persona::Entity::update(fila.into_active_model().reset_all())
                        .exec(tx)
                        .await?;
                }
                Some(_) => {}
            }
        }
        insert_all(tx, nuevas).await?;
        let conocidas: Vec<Enlace> = self.nuevos.into_values().collect();
        enlaces::keep(tx, instancia, &conocidas).await?;
        Ok(self.juntadas)
    }
}

/// What editions have counted of her goes on being counted in the years that they closed: a woman of the first
/// quarter cannot be a man of the year.
async fn keep_counted(
    tx: &DatabaseTransaction,
    cierres: &Cierres,
    fila: &mut persona::Model,
    antes: &persona::Model,
) -> Result<(), Error> {
    let nacio = |fila: &persona::Model| (fila.anio_nacimiento, fila.silencio_nacimiento.clone());
    if fila.sexo == antes.sexo && nacio(fila) == nacio(antes) {
        return Ok(());
    }
    let meses: Vec<i32> = atencion::Entity::find()
        .select_only()
        .column(atencion::Column::Mes)
        .distinct()
        .filter(atencion::Column::InstanciaId.eq(fila.instancia_id.as_str()))
        .filter(atencion::Column::PersonaId.eq(fila.id))
        .into_tuple()
        .all(tx)
        .await?;
    let cerrados = meses
        .into_iter()
        .filter(|mes| *mes > 0 && cierres.is_closed(*mes));
    let Some(anio) = cerrados.map(|mes| mes / 100).max() else {
        return Ok(());
    };
    if fila.contado_anio.is_none_or(|contado| contado < anio) {
        fila.contado_anio = Some(anio);
        fila.contado_sexo = Some(antes.sexo.clone());
        fila.contado_nacimiento = antes.anio_nacimiento;
        fila.contado_silencio.clone_from(&antes.silencio_nacimiento);
    }
    Ok(())
}

/// What is said now, and what editions have counted.
fn replace(fila: &persona::Model, dicho: persona::Model) -> persona::Model {
    persona::Model {
        contado_anio: fila.contado_anio,
        contado_sexo: fila.contado_sexo.clone(),
        contado_nacimiento: fila.contado_nacimiento,
        contado_silencio: fila.contado_silencio.clone(),
        con_curp: fila.con_curp || dicho.con_curp,
        ..dicho
    }
}

/// What is known of a person and what is said now: a datum more than a silence, and «not specified» more than «not
/// asked», in whatever order they come.
fn merge(fila: &persona::Model, dicho: persona::Model) -> Result<persona::Model, Choque> {
    let rank = |texto: &str| match texto {
        "NO_PREGUNTADO" => 0,
        "NO_ESPECIFICADO" => 1,
        _ => 2,
    };
    let one = |antes: &String, ahora: String, choque: Choque| match (rank(antes), rank(&ahora)) {
        (2, 2) if *antes != ahora => Err(choque),
        (a, b) if b > a => Ok(ahora),
        _ => Ok(antes.clone()),
    };
    let nacimiento = |fila: &persona::Model| {
        let anio = fila.anio_nacimiento.map(|anio| anio.to_string());
        anio.or(fila.silencio_nacimiento.clone())
            .unwrap_or_default()
    };
    let nacio = one(&nacimiento(fila), nacimiento(&dicho), Choque::Nacimiento)?;
    let anio: Option<i32> = nacio.parse().ok();
    Ok(persona::Model {
        sexo: one(&fila.sexo, dicho.sexo, Choque::Sexo)?,
        anio_nacimiento: anio,
        silencio_nacimiento: anio.is_none().then_some(nacio),
        indigena: one(&fila.indigena, dicho.indigena, Choque::Indigena)?,
        lengua_indigena: one(
            &fila.lengua_indigena,
            dicho.lengua_indigena,
            Choque::LenguaIndigena,
        )?,
        afromexicana: one(&fila.afromexicana, dicho.afromexicana, Choque::Afromexicana)?,
        discapacidad: one(&fila.discapacidad, dicho.discapacidad, Choque::Discapacidad)?,
        escolaridad: one(&fila.escolaridad, dicho.escolaridad, Choque::Escolaridad)?,
        con_curp: fila.con_curp || dicho.con_curp,
        ..fila.clone()
    })
}
