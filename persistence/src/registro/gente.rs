//! The persons of some rows: those who are known, what is said of them now, and what editions have counted of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Choque, Cierres, Renglon, Seudonimo};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::contadas::Contadas;
use super::enlaces::{self, Enlace, Juntada};
use super::filas::persona_row;
use super::sabido::{face, keep_counted, merge, replace};
use crate::Error;
use crate::almacen::insert_all;
use crate::entidad::persona;

/// Persons, and by what each is known.
pub(super) struct Gente {
    por: BTreeMap<Seudonimo, i64>,
    suyas: BTreeMap<i64, Alguien>,
    /// Those known by more than one thing.
    con_dos: BTreeSet<i64>,
    /// Beside their own, what is known to be a CURP.
    curps: BTreeSet<Seudonimo>,
    /// Whether something is put right by hand.
    a_mano: bool,
    cierres: Cierres,
    /// Of those who may be two that are one, what editions have counted.
    contadas: Contadas,
    nuevos: BTreeMap<Seudonimo, Enlace>,
    /// CURPs that were wrong, and stand for nobody any more.
    olvidados: BTreeSet<Seudonimo>,
    juntadas: Vec<Juntada>,
    /// Labels of those who are one and stay two, that stand for what other labels stood for.
    mismas: Vec<(i64, i64)>,
}

/// What meeting people did, beside who they are.
pub(super) struct Encuentro {
    /// Two who are one.
    pub(super) juntadas: Vec<Juntada>,
    /// By how many things somebody is known who was not before.
    pub(super) enlazados: usize,
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
    /// Whether somebody else has her file, and both have been counted: they stay two. In the end, whether that is new.
    pub(super) aparte: bool,
    /// Whether she had another file.
    pub(super) segundo: bool,
    /// Who had another CURP, which was wrong: she, or who becomes one with her or is the same.
    errada: Option<i64>,
    /// Whether it stands for nobody any more.
    pub(super) otra_curp: bool,
}

impl Hallada {
    fn alone(id: i64) -> Self {
        Self {
            id,
            junta: None,
            aparte: false,
            segundo: false,
            errada: None,
            otra_curp: false,
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
            curps: (enlaces.iter().filter(|e| e.curp))
                .map(|e| e.seudonimo)
                .collect(),
            a_mano,
            cierres: cierres.clone(),
            contadas: Contadas::default(),
            nuevos: BTreeMap::new(),
            olvidados: BTreeSet::new(),
            juntadas: vec![],
            mismas: vec![],
        };
        for fila in filas {
            let seudonimo = <[u8; 32]>::try_from(fila.seudonimo.as_slice());
            let seudonimo = seudonimo.map_err(|_| Error::Ilegible("persona"))?;
            let antes = Some(fila.clone());
            gente.por.insert(Seudonimo(seudonimo), fila.id);
            gente.suyas.insert(fila.id, Alguien { fila, antes });
        }
        gente.contadas = Contadas::load(tx, instancia, cierres, gente.doubtful(renglones)).await?;
        Ok(gente)
    }

    /// Those who may be two that are one: a number that is published does not become another.
    fn doubtful(&self, renglones: &[Renglon]) -> BTreeSet<i64> {
        let con_dos = renglones.iter().filter(|r| r.expediente.is_some());
        let dudosas = con_dos.filter_map(|renglon| {
            let una = self.por.get(&renglon.persona.as_ref()?.seudonimo);
            let otra = self.por.get(&renglon.expediente?);
            (una != otra).then_some([una, otra])
        });
        dudosas.flatten().flatten().copied().collect()
    }

    /// What is known of a person.
    pub(super) fn get(&self, quien: &Seudonimo) -> Option<&persona::Model> {
        let suya = self.suyas.get(self.por.get(quien)?)?;
        Some(&suya.fila)
    }

    /// What is known of the person with a number.
    pub(super) fn numbered(&self, quien: i64) -> Option<&persona::Model> {
        self.suyas.get(&quien).map(|suya| &suya.fila)
    }

    /// The number of who has the file of a row.
    pub(super) fn of_file(&self, renglon: &Renglon) -> Option<i64> {
        self.por.get(&renglon.expediente?).copied()
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
                Hallada {
                    errada: self.has_curp(otra).then_some(otra),
                    ..Hallada::alone(otra)
                }
            }
            (None, None) if renglon.sin_sexo => return Err(Choque::SinSexo),
            (None, None) => Hallada::alone(siguiente),
        };
        let mut dicho = persona_row(instancia, hallada.id, persona);
        dicho.con_curp = renglon.con_curp;
        self.say(hallada, dicho, trato)?;
        if let Some(errada) = hallada.errada {
            hallada.otra_curp = self.forget_curps(errada);
        }
        if let Some(va) = hallada.junta {
            self.join(va, hallada.id);
        }
        // Links of before do not say which of them are CURPs.
        let nueva = renglon.con_curp && !self.curps.contains(&persona.seudonimo);
        if una.is_none() || nueva {
            self.know(hallada.id, persona.seudonimo, renglon.con_curp);
        }
        if let Some(suyo) =
            suyo.filter(|suyo| self.por.get(suyo) != Some(&hallada.id) && !hallada.aparte)
        {
            hallada.segundo = self.con_dos.contains(&hallada.id);
            self.know(hallada.id, suyo, false);
        }
        if let (true, Some((_, otra))) = (hallada.aparte, otra) {
            hallada.aparte = self.pair(hallada.id, otra);
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
        let errada = (self.a_mano && self.has_curp(otra)).then_some(otra);
        if errada.is_none() {
            self.must_lack_curp(&suyo, otra)?;
        }
        // Of two who stay two nothing is put together, and they are no less one woman who cannot be of two sexes.
        if let (None, Some(suya), Some(de_otra)) = (errada, self.numbered(una), self.numbered(otra))
        {
            merge(suya, de_otra.clone()).map_err(|_| Choque::DosPersonas)?;
        }
        let contadas = [una, otra].map(|quien| self.contadas.has(quien));
        let hallada = match contadas {
            [true, true] if !self.count_as_one(una, otra) => Hallada {
                aparte: true,
                ..Hallada::alone(una)
            },
            [false, true] => Hallada {
                junta: Some(una),
                ..Hallada::alone(otra)
            },
            _ => Hallada {
                junta: Some(otra),
                ..Hallada::alone(una)
            },
        };
        Ok(Hallada { errada, ..hallada })
    }

    /// Whether two whom editions have counted can be one from now on, and no number that is closed becomes another.
    fn count_as_one(&self, una: i64, otra: i64) -> bool {
        let same = || {
            let [una, otra] = [una, otra].map(|quien| self.numbered(quien));
            una.zip(otra).is_some_and(|(una, otra)| {
                let contados = [una.contado_anio, otra.contado_anio];
                face(una) == face(otra) && contados == [None, None]
            })
        };
        !self.contadas.together(&self.cierres, una, otra) && same()
    }

    /// Whether a row has said the CURP of somebody who is known by her file before all else.
    fn has_curp(&self, quien: i64) -> bool {
        self.numbered(quien).is_some_and(|fila| fila.con_curp)
    }

    /// The CURPs by which somebody is known beside her own pseudonym were wrong. Whether there is any.
    fn forget_curps(&mut self, de: i64) -> bool {
        let curps = &self.curps;
        let suyas = self
            .por
            .iter()
            .filter(|(suyo, id)| **id == de && curps.contains(suyo));
        let suyas: Vec<Seudonimo> = suyas.map(|(suyo, _)| *suyo).collect();
        let suyas: Vec<Seudonimo> = suyas
            .into_iter()
            .filter(|suya| !self.is_own(de, suya))
            .collect();
        for suya in &suyas {
            self.por.remove(suya);
            self.nuevos.remove(suya);
            self.olvidados.insert(*suya);
        }
        !suyas.is_empty()
    }

    /// Two are the same woman, and stay two because editions have counted both. Whether that was not known.
    fn pair(&mut self, una: i64, otra: i64) -> bool {
        let label = |quien: i64| self.numbered(quien).and_then(|fila| fila.misma);
        let dichas = [label(una), label(otra)];
        let misma = label(una).or(label(otra)).unwrap_or(una.min(otra));
        self.unite(dichas);
        for quien in [una, otra] {
            if let Some(suya) = self.suyas.get_mut(&quien) {
                suya.fila.misma = Some(misma);
            }
        }
        dichas[0].is_none() || dichas[0] != dichas[1]
    }

    /// Two labels stand for the same woman.
    fn unite(&mut self, etiquetas: [Option<i64>; 2]) {
        if let [Some(queda), Some(va)] = etiquetas
            && queda != va
        {
            self.mismas.push((va, queda));
        }
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
        let mut otra = otra.map(|otra| otra.fila.clone());
        let Some(alguien) = self.suyas.get_mut(&hallada.id) else {
            let nueva = Alguien {
                fila: dicho,
                antes: None,
            };
            self.suyas.insert(hallada.id, nueva);
            return Ok(());
        };
        // Her sex and the year of her birth were those of a CURP that was wrong.
        match (hallada.errada, &mut otra) {
            (Some(errada), Some(otra)) if hallada.junta == Some(errada) => wear(otra, &dicho),
            (Some(errada), _) if hallada.id == errada => wear(&mut alguien.fila, &dicho),
            _ => {}
        }
        let etiquetas = [
            alguien.fila.misma,
            otra.as_ref().and_then(|otra| otra.misma),
        ];
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
        self.unite(etiquetas);
        Ok(())
    }

    /// All that one was known by stands for another from now on.
    fn join(&mut self, va: i64, queda: i64) {
        let suyos = self.por.iter().filter(|(_, id)| **id == va);
        let suyos: Vec<Seudonimo> = suyos.map(|(suyo, _)| *suyo).collect();
        let con_curp = self.has_curp(va);
        let otra_curp = suyos.iter().any(|suyo| self.curps.contains(suyo));
        for suyo in suyos {
            // Who is known by no other CURP is known by it before all else.
            let propia = con_curp && !otra_curp && self.is_own(va, &suyo);
            self.know(queda, suyo, propia || self.curps.contains(&suyo));
        }
        self.contadas.join(va, queda);
        self.juntadas.push(Juntada { va, queda });
    }

    /// From now on a pseudonym stands for somebody.
    fn know(&mut self, quien: i64, seudonimo: Seudonimo, curp: bool) {
        self.por.insert(seudonimo, quien);
        self.olvidados.remove(&seudonimo);
        if curp {
            self.curps.insert(seudonimo);
        }
        if self.is_own(quien, &seudonimo) {
            return;
        }
        self.con_dos.insert(quien);
        let nuevo = Enlace {
            seudonimo,
            persona: quien,
            curp,
        };
        self.nuevos.insert(seudonimo, nuevo);
    }

    /// Keeps who is new, and what is known of whom: who they are in the end is for [`enlaces::join`], once their attentions are there.
    pub(super) async fn store(
        self,
        tx: &DatabaseTransaction,
        instancia: &str,
        cierres: &Cierres,
    ) -> Result<Encuentro, Error> {
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
        for (va, queda) in self.mismas {
            enlaces::relabel(tx, instancia, va, queda).await?;
        }
        enlaces::drop(tx, instancia, self.olvidados).await?;
        enlaces::keep(tx, instancia, &conocidas).await?;
        Ok(Encuentro {
            juntadas: self.juntadas,
            enlazados: conocidas.len(),
        })
    }
}

/// Somebody has the sex and the year of birth that are said now.
fn wear(fila: &mut persona::Model, dicho: &persona::Model) {
    fila.sexo.clone_from(&dicho.sexo);
    fila.anio_nacimiento = dicho.anio_nacimiento;
    fila.silencio_nacimiento
        .clone_from(&dicho.silencio_nacimiento);
}
