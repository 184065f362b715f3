//! Sheets of what the institute does besides attending.

use async_recursion::async_recursion as boxed;
use captura::defecto::Defecto;
use captura::institucional::{
    Clase, Context, Leido, avisos, quorum, read, referencias, signatarias, vocabulary,
};
use captura::lectura::Fuente;
use captura::plantilla::options;
use domain::{Clave, Enmienda, Enmiendas};
use persistence::{Autoria, Registro};

use super::{Archivo, Defectos};
use crate::error::broken;
use crate::{Error, Lugares};

/// A sheet of records that was read. Nothing is registered before it is amended.
pub struct Registros {
    /// The sheet.
    pub fuente: Fuente,
    /// The options of its columns with a list.
    pub listas: Vec<(usize, Vec<String>)>,
    /// What it says, and what is wrong with it.
    pub leido: Leido,
    registro: Registro,
    instancia: Clave,
    autoria: Autoria,
}

/// What is refused in a sheet unless whoever takes it in wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeAdmite {
    /// Few people, who would be published as they are.
    pub pocas: bool,
    /// What sessions without quórum agreed.
    pub sin_quorum: bool,
}

/// Reads a sheet of records against the register.
///
/// # Errors
/// Those of the file and of the register.
pub async fn records(
    lugares: &Lugares,
    instancia: &Clave,
    archivo: Archivo<'_>,
    (clase, se_admite): (Clase, SeAdmite),
    autoria: Autoria,
) -> Result<Registros, Error> {
    let registro = lugares.registro().await?;
    let marco = registro.marco(instancia).await?;
    let hoy = instancia.dia(autoria.cuando);
    let umbral = crate::plan::plan(lugares, instancia).await?.umbral;
    let fuente = archivo.open(clase.forma())?;
    let fuente = fuente.knowing(|| vocabulary(clase, marco.clone(), (hoy, umbral)));
    let contexto = Context {
        marco: &marco,
        hoy,
        umbral,
        pocas: se_admite.pocas,
    };
    let mut leido = read(clase, &fuente, &contexto, archivo.dudas)?;
    let institucional = registro.institucional(instancia).await?;
    referencias::check_keys(&mut leido, &institucional);
    referencias::check(&mut leido, &institucional);
    quorum::check(&mut leido, &institucional, se_admite.sin_quorum);
    if clase == Clase::Pactos {
        let todos = datos::pais::nombres()?;
        signatarias::check(&mut leido, instancia, |clave| {
            todos.contains_key(clave) || datos::pais::out_of_range(clave).is_ok_and(|f| f.is_none())
        });
    }
    let iguales = unchanged((&registro, instancia), clase, &leido, &autoria).await?;
    leido.settle(&iguales);
    avisos::check(&mut leido, &institucional);
    Ok(Registros {
        fuente,
        listas: options(Some(clase), &marco, hoy),
        leido,
        registro,
        instancia: instancia.clone(),
        autoria,
    })
}

/// The records that the register has as the sheet says them, of those that have to be insisted on: they were when they came in.
async fn unchanged(
    (registro, instancia): (&Registro, &Clave),
    clase: Clase,
    leido: &Leido,
    autoria: &Autoria,
) -> Result<Vec<Enmienda>, Error> {
    let mut iguales = vec![];
    for enmienda in leido.insisted() {
        let sola = std::slice::from_ref(&enmienda);
        let hecho = registro
            .amend(
                instancia,
                clase.forma().tipo,
                sola,
                &leido.calladas,
                None,
                autoria,
            )
            .await;
        match hecho {
            Ok(hecho) if hecho.iguales == 1 => iguales.push(enmienda),
            // It breaks a rule, which is told where all are put in.
            Ok(_) | Err(persistence::Error::Enmiendas(_)) => {}
            Err(otro) => return Err(otro.into()),
        }
    }
    Ok(iguales)
}

impl Registros {
    /// Registers what holds, all or none; if it is only to be seen what would be done, nothing. `solo_validas`: whether the rows that
    /// hold are wanted though others do not. Nothing, if some do not and that is not wanted: all that is wrong with them is
    /// noted by then.
    ///
    /// # Errors
    /// Those of the register.
    #[boxed]
    pub async fn amend(
        &mut self,
        simular: bool,
        solo_validas: bool,
    ) -> Result<Option<Enmiendas>, Error> {
        let archivo = self.fuente.digest()?;
        loop {
            let se_quiere = solo_validas || self.leido.malos.is_empty();
            let hecho = self
                .registro
                .amend(
                    &self.instancia,
                    self.fuente.forma().tipo,
                    &self.leido.enmiendas,
                    &self.leido.calladas,
                    (se_quiere && !simular).then(|| archivo.clone()),
                    &self.autoria,
                )
                .await;
            match hecho {
                Ok(hecho) => return Ok(Some(hecho).filter(|_| se_quiere)),
                Err(persistence::Error::Enmiendas(rotas)) => {
                    let quedan = self.leido.enmiendas.len();
                    let rotas = self.by_row(rotas);
                    self.leido.leave_out(rotas);
                    // One that is of no row cannot be left out.
                    if !solo_validas || self.leido.enmiendas.len() == quedan {
                        return Ok(None);
                    }
                }
                Err(otro) => return Err(otro.into()),
            }
        }
    }

    /// The rules that records break, by the rows that they come from.
    fn by_row(&self, rotas: Vec<(usize, domain::Error)>) -> Defectos {
        let mut malos = Defectos::new();
        for (posicion, regla) in rotas {
            let renglon = self.leido.enmiendas.get(posicion);
            let renglon = renglon.and_then(|enmienda| self.leido.row(enmienda));
            let suyos = malos.entry(renglon.unwrap_or_default()).or_default();
            suyos.push(Defecto::of_row(broken(&regla)));
        }
        malos
    }
}
