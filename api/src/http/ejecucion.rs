//! Running a question that has passed the gate: once, or for as long as there is something to tell.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, Response, Value, Variables};
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio_stream::wrappers::ReceiverStream;
use tracing::Instrument;

use persistence::Sello;

use super::limites::documento::ERRORES;
use super::limites::suscripciones::TAREA;
use super::metricas::Metricas;
use super::peticion::Peticion;
use super::respuesta::{Lista, Suerte};
use super::visitas::{Visita, Visitas};
use super::{Estado, Turnos, documento, puerta, traduccion};
use crate::Error;
use crate::cargadores::Cargadores;
use crate::esquema::encode_orden;
use crate::presupuesto::Presupuesto;

/// A question that may be run.
struct Preparada {
    documento: Arc<ExecutableDocument>,
    request: Request,
    presupuesto: Arc<Presupuesto>,
    suscripcion: bool,
}

fn prepare(estado: &Estado, peticion: &Peticion, sello: Option<Sello>) -> Result<Preparada, Error> {
    let leido = estado.memoria.document(peticion)?;
    let nombre = peticion.operacion.as_deref();
    let operacion =
        documento::operation(&leido, nombre).ok_or_else(Error::operacion_desconocida)?;
    if let Some(falta) = documento::missing_variable(operacion, &peticion.variables) {
        return Err(Error::variable_faltante(falta));
    }
    let suscripcion = operacion.ty == OperationType::Subscription;
    if suscripcion && !documento::one_root_field(operacion) {
        return Err(Error::suscripcion_de_varios());
    }
    let variables = serde_json::Value::Object(peticion.variables.clone());
    let cargadores = Cargadores::new(
        estado.publicaciones.clone(),
        estado.cubos.clone(),
        sello.map(|sello| (estado.hallazgos.clone(), sello)),
    );
    let presupuesto = cargadores.presupuesto.clone();
    let mut request = Request::new(&peticion.documento)
        .variables(Variables::from_json(variables))
        .data(cargadores);
    request.set_parsed_query((*leido).clone());
    request.operation_name.clone_from(&peticion.operacion);
    Ok(Preparada {
        documento: leido,
        request,
        presupuesto,
        suscripcion,
    })
}

/// Whether a question asks for an operation of a type. The keyword is looked for first: most questions need not be read.
pub(super) fn asks_for(estado: &Estado, peticion: &Peticion, tipo: OperationType) -> bool {
    let palabra = match tipo {
        OperationType::Query => "",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    };
    peticion.documento.contains(palabra)
        && estado.memoria.document(peticion).is_ok_and(|leido| {
            documento::operation(&leido, peticion.operacion.as_deref())
                .is_some_and(|operacion| operacion.ty == tipo)
        })
}

/// Runs a question about this state of what is published; whether its answer may be kept.
pub(super) async fn answer(estado: &Estado, peticion: &Peticion, sello: Sello) -> (Lista, bool) {
    let preparada = match prepare(estado, peticion, Some(sello)) {
        Ok(preparada) if preparada.suscripcion => Err(Error::suscripcion()),
        otra => otra,
    };
    match preparada {
        Ok(Preparada {
            documento,
            request,
            presupuesto,
            ..
        }) => {
            let hecha = tokio::select! {
                biased;
                hecha = estado.esquema.execute(request) => hecha,
                () = presupuesto.spent() => Response::default(),
            };
            let operacion = peticion.operacion.as_deref();
            finish(&estado.metricas, hecha, &presupuesto, &documento, operacion)
        }
        Err(error) => {
            estado.metricas.refused(error.codigo().nombre());
            (Lista::refusal(error), false)
        }
    }
}

/// What a subscription tells.
pub(super) struct Suceso {
    pub(super) lista: Lista,
    /// What is counted of it until it has been sent.
    pub(super) cuenta: Option<Arc<Visita>>,
    /// Cursor to go on after it.
    pub(super) cursor: String,
}

/// A subscription that has begun.
pub(super) struct Seguida {
    /// Cursor after which it begins; none if it could not.
    pub(super) inicio: Option<String>,
    pub(super) sucesos: BoxStream<'static, Suceso>,
}

/// Runs a subscription, after a position if its transport knows one. It ends when it fails, or the server does. What is
/// published after this returns is told. A client is told things at the pace at which it may ask for them: it may have asked for
/// all that was ever published.
///
/// # Errors
/// That it cannot be asked.
pub(super) async fn follow(
    estado: &Estado,
    cliente: IpAddr,
    peticion: &Peticion,
    desde: Option<u64>,
) -> Result<Seguida, Error> {
    // Until it has begun.
    let _turno = Turnos::take(&estado.turnos, cliente).await;
    let preparada = prepare(estado, peticion, None).inspect_err(|error| {
        estado.metricas.refused(error.codigo().nombre());
    })?;
    // It is read as long as it goes on, and the library has a copy.
    let peso = 2 * puerta::weight(&peticion.documento) + TAREA;
    let cuenta = Visitas::take(&estado.abiertas, cliente, peso);
    let cuenta = cuenta.ok_or_else(Error::demasiadas_corrientes)?;
    let (tasa, turnos) = (estado.tasa.clone(), estado.turnos.clone());
    let ritmo = move || {
        let (tasa, turnos) = (tasa.clone(), turnos.clone());
        let turno = async move {
            tasa.pace(cliente).await;
            Turnos::take(&turnos, cliente).await
        };
        turno.boxed()
    };
    let espera = estado.novedades.wait(desde, Arc::new(ritmo));
    let mut posicion = espera.position();
    let seguida = espera.clone();
    let operacion = peticion.operacion.clone();
    let documento = preparada.documento;
    let metricas = estado.metricas.clone();
    let (presupuesto, salidas) = (preparada.presupuesto, estado.salidas.clone());
    let abierta = (metricas.subscribed(), cuenta);
    let mut fin = estado.fin.subscribe();
    let fin = async move { fin.wait_for(|termina| *termina).await.is_ok() }.boxed();
    let sucesos = estado
        .esquema
        .execute_stream(preparada.request.data(espera))
        .map(move |mut hecho| {
            let _ = &abierta;
            let cursor = encode_orden(seguida.told());
            if hecho.data == Value::Null {
                // There is nothing to tell, not an answer with a field that failed.
                hecho.errors.iter_mut().for_each(|error| error.path.clear());
            }
            let operacion = operacion.as_deref();
            let (mut lista, _) = finish(&metricas, hecho, &presupuesto, &documento, operacion);
            let mut cuenta = None;
            if !lista.is_short() {
                match lista.count(&salidas, cliente) {
                    Ok(contada) => cuenta = Some(contada),
                    // The client connects again, where it was.
                    Err(_) => lista = Lista::new(Suerte::Interna, None, &[]),
                }
            }
            Suceso {
                lista,
                cuenta,
                cursor,
            }
        })
        .take_until(fin);
    // What failed is the last that is told.
    let hasta_fallar = sucesos.scan(false, |fallo, suceso| {
        let sigue = !std::mem::replace(fallo, suceso.lista.suerte != Suerte::Datos);
        std::future::ready(sigue.then_some(suceso))
    });
    let sucesos = detach(hasta_fallar.boxed());
    let inicio = posicion.wait_for(Option::is_some).await;
    let inicio = inicio.ok().and_then(|orden| *orden).map(encode_orden);
    Ok(Seguida { inicio, sucesos })
}

/// A task that ends with its handle.
struct Tarea(AbortHandle);

impl Drop for Tarea {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The same stream, in a task of its own: a client who does not take what it asked for would otherwise hold up what the
/// stream has in hand, connections of the database and answers that others wait for.
pub(super) fn detach<T: Send + 'static>(
    mut corriente: BoxStream<'static, T>,
) -> BoxStream<'static, T> {
    let (envia, recibe) = mpsc::channel(1);
    let seguir = async move {
        while let Some(suceso) = corriente.next().await {
            if envia.send(suceso).await.is_err() {
                break;
            }
        }
    };
    let tarea = Tarea(tokio::spawn(seguir.in_current_span()).abort_handle());
    ReceiverStream::new(recibe)
        .inspect(move |_| {
            let _ = &tarea;
        })
        .boxed()
}

/// The answer as it is sent; whether it may be kept.
fn finish(
    metricas: &Metricas,
    hecha: Response,
    presupuesto: &Presupuesto,
    documento: &ExecutableDocument,
    operacion: Option<&str>,
) -> (Lista, bool) {
    // Half of an answer would be taken for all of it.
    if let Some(error) = presupuesto.exceeded() {
        metricas.refused(error.codigo().nombre());
        return (Lista::refusal(error), false);
    }
    let datos = documento::arrange(hecha.data, documento, operacion, &hecha.errors);
    let mut errores = hecha.errors;
    errores.truncate(ERRORES);
    let errores: Vec<_> = errores.into_iter().map(traduccion::translate).collect();
    if errores.iter().any(crate::error::is_internal) {
        return (Lista::new(Suerte::Interna, None, &errores), false);
    }
    let sin_datos = datos == Value::Null && !errores.is_empty();
    if sin_datos && errores.iter().all(|error| error.path.is_empty()) {
        let causa = errores.first().and_then(crate::error::code);
        metricas.refused(causa.unwrap_or_default());
        return (Lista::new(Suerte::Mala, None, &errores), false);
    }
    let lista = Lista::new(Suerte::Datos, Some(&datos), &errores);
    let cabe = lista.suerte == Suerte::Datos;
    (lista, cabe)
}
