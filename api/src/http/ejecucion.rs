//! Running a question that has passed the gate.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, Response, ServerError, Value, Variables};
use axum::body::Bytes;
use futures_util::FutureExt;
use persistence::EstadoPublico;
use sala::{Fuentes, Vigencia};
use serde_json::Map;
use servidor::Turns;

use super::limites::documento::ERRORES;
use super::metricas::Metricas;
use super::peticion::Peticion;
use super::respuesta::{Answer, Outcome};
use super::shared::Shared;
use super::{completo, documento, traduccion, variables};
use crate::Error;
use crate::cargadores::Cargadores;
use crate::esquema::{COMPLEJIDAD, TIPOS, measure};
use crate::presupuesto::Presupuesto;

/// A question that may be run.
pub(super) struct Preparada {
    pub(super) documento: Arc<ExecutableDocument>,
    pub(super) request: Request,
    pub(super) presupuesto: Arc<Presupuesto>,
    fuentes: Arc<Fuentes>,
    suscripcion: bool,
}

/// Prepares a question, about a state of what is published if its answer is remembered.
///
/// # Errors
/// That it cannot be asked.
pub(super) fn prepare(
    shared: &Shared,
    peticion: &Peticion,
    estado: Option<Arc<EstadoPublico>>,
) -> Result<Preparada, Error> {
    let leido = shared.memoria.document(peticion)?;
    let nombre = peticion.operacion.as_deref();
    let operacion =
        documento::operation(&leido, nombre).ok_or_else(Error::operacion_desconocida)?;
    documento::check_given(operacion, &peticion.variables)?;
    completo::check_others(&leido, nombre)?;
    let suscripcion = operacion.ty == OperationType::Subscription;
    let dadas = serde_json::Value::Object(peticion.variables.clone());
    let cargadores = Cargadores::new(shared.sala.clone(), estado);
    let presupuesto = cargadores.presupuesto.clone();
    let fuentes = cargadores.fuentes.clone();
    let mut request = Request::new(&peticion.documento)
        .variables(Variables::from_json(dadas))
        .data(cargadores);
    let mut propio = (*leido).clone();
    if suscripcion {
        completo::settle_root(&mut propio, nombre)?;
    }
    variables::settle(&mut propio, nombre, &peticion.variables);
    variables::check_integers(&mut propio, &peticion.variables)?;
    request.set_parsed_query(propio);
    request.operation_name.clone_from(&peticion.operacion);
    Ok(Preparada {
        documento: leido,
        request,
        presupuesto,
        fuentes,
        suscripcion,
    })
}

/// Whether a question asks for an operation of a type. The keyword is looked for first: most questions need not be read.
pub(super) fn asks_for(shared: &Shared, peticion: &Peticion, tipo: OperationType) -> bool {
    let palabra = match tipo {
        OperationType::Query => "",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    };
    peticion.documento.contains(palabra)
        && shared.memoria.document(peticion).is_ok_and(|leido| {
            documento::operation(&leido, peticion.operacion.as_deref())
                .is_some_and(|operacion| operacion.ty == tipo)
        })
}

/// Runs a question about this state of what is published; for how long its answer holds, and whether it may be kept.
async fn answer(
    shared: &Shared,
    peticion: &Peticion,
    estado: Arc<EstadoPublico>,
) -> (Answer, Vigencia, bool) {
    let preparada = match prepare(shared, peticion, Some(estado.clone())) {
        Ok(preparada) if preparada.suscripcion => Err(Error::suscripcion()),
        otra => otra,
    };
    match preparada {
        Ok(Preparada {
            documento,
            request,
            presupuesto,
            fuentes,
            ..
        }) => {
            let hecha = tokio::select! {
                biased;
                hecha = shared.esquema.execute(request) => hecha,
                () = presupuesto.spent() => Response::default(),
            };
            let operacion = peticion.operacion.as_deref();
            let pregunta = Pregunta {
                documento: &documento,
                operacion,
                variables: &peticion.variables,
            };
            let (answer, keep) = finish(&shared.metricas, hecha, &presupuesto, &pregunta);
            (answer, fuentes.since(&estado), keep)
        }
        Err(error) => {
            shared.metricas.refused(error.codigo().nombre());
            let nada = Fuentes::default().since(&estado);
            (Answer::refusal(error), nada, false)
        }
    }
}

/// Answers a question from memory, or at a turn of the client. `cuerpo`: the bytes that ask, where they are a body.
///
/// # Errors
/// What is published cannot be read.
pub(super) async fn ask(
    shared: &Shared,
    client: IpAddr,
    peticion: &Peticion,
    cuerpo: Option<Bytes>,
) -> Result<Arc<Answer>, Error> {
    let turn = Turns::take(&shared.resources.turns, client);
    let make = |estado| answer(shared, peticion, estado).boxed();
    let (answer, hit) = shared.memoria.get(peticion, cuerpo, turn, make).await?;
    shared.metricas.remembered(hit);
    Ok(answer)
}

/// What was asked.
pub(super) struct Pregunta<'a> {
    pub(super) documento: &'a ExecutableDocument,
    pub(super) operacion: Option<&'a str>,
    pub(super) variables: &'a Map<String, serde_json::Value>,
}

impl Pregunta<'_> {
    /// What it costs, or what else is wrong with it.
    fn cost(&self) -> Result<usize, Vec<ServerError>> {
        let mut propio = self.documento.clone();
        variables::settle(&mut propio, self.operacion, self.variables);
        let dadas = serde_json::Value::Object(self.variables.clone());
        let mut request = Request::new("").variables(Variables::from_json(dadas));
        request.set_parsed_query(propio);
        request.operation_name = self.operacion.map(str::to_owned);
        measure(request)
    }
}

/// The answer as it is sent; whether it may be kept.
pub(super) fn finish(
    metricas: &Metricas,
    hecha: Response,
    presupuesto: &Presupuesto,
    pregunta: &Pregunta<'_>,
) -> (Answer, bool) {
    // Half of an answer would be taken for all of it.
    if let Some(error) = presupuesto.exceeded() {
        metricas.refused(error.codigo().nombre());
        return (Answer::refusal(error), false);
    }
    let Pregunta {
        documento,
        operacion,
        ..
    } = *pregunta;
    let tipos = || &*TIPOS;
    let datos = documento::arrange(hecha.data, tipos, documento, operacion, &hecha.errors);
    let mut errores = hecha.errors;
    if errores.first().is_some_and(traduccion::is_cost) {
        match pregunta.cost() {
            Ok(hay) => {
                let error = Error::costo(COMPLEJIDAD, hay);
                metricas.refused(error.codigo().nombre());
                return (Answer::refusal(error), false);
            }
            Err(otros) => errores = otros,
        }
    }
    traduccion::once_each(&mut errores);
    errores.truncate(ERRORES);
    let errores: Vec<_> = errores.into_iter().map(traduccion::translate).collect();
    if errores.iter().any(crate::error::is_internal) {
        return (Answer::new(Outcome::Internal, None, &errores), false);
    }
    if let Some(fuera) = errores.iter().find(|error| crate::error::is_away(error)) {
        let fuera = async_graphql::ServerError {
            path: vec![],
            ..fuera.clone()
        };
        return (Answer::new(Outcome::Away, None, &[fuera]), false);
    }
    let sin_datos = datos == Value::Null && !errores.is_empty();
    if sin_datos && errores.iter().all(|error| error.path.is_empty()) {
        let causa = errores.first().and_then(crate::error::code);
        metricas.refused(causa.unwrap_or_default());
        return (Answer::new(Outcome::Refused, None, &errores), false);
    }
    let answer = Answer::new(Outcome::Data, Some(&datos), &errores);
    let cabe = answer.outcome == Outcome::Data;
    (answer, cabe)
}
