//! What a question that costs too much costs: the library refuses it, and does not say.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::{
    EmptyMutation, Request, Schema, ServerError, ValidationResult, async_trait::async_trait,
};
use futures_util::FutureExt;

use super::raiz::Consulta;
use super::suscripcion::Suscripcion;
use super::{Esquema, PROFUNDIDAD, RECURSION};

/// The schema without a limit of cost, in which nothing is done.
static SIN_LIMITE: LazyLock<Esquema> = LazyLock::new(|| {
    Schema::build(Consulta, EmptyMutation, Suscripcion)
        .limit_depth(PROFUNDIDAD)
        .limit_recursive_depth(RECURSION)
        .extension(Medidor)
        .finish()
});

/// Where the cost of a request is put.
#[derive(Clone, Default)]
struct Costo(Arc<AtomicUsize>);

struct Medidor;

impl ExtensionFactory for Medidor {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Medidor {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let hecha = next.run(ctx).await?;
        if let Some(costo) = ctx.data_opt::<Costo>() {
            costo.0.store(hecha.complexity, Ordering::Relaxed);
        }
        // Nothing is done after that.
        Err(vec![])
    }
}

/// What a question costs.
///
/// # Errors
/// What else is wrong with it: then it does not matter.
pub(crate) fn measure(request: Request) -> Result<usize, Vec<ServerError>> {
    let costo = Costo::default();
    let hecha = SIN_LIMITE.execute(request.data(costo.clone()));
    match hecha.now_or_never() {
        Some(hecha) if hecha.errors.is_empty() => Ok(costo.0.load(Ordering::Relaxed)),
        Some(hecha) => Err(hecha.errors),
        None => Ok(0),
    }
}
