//! A connection for questions that gives up when the base does not answer any more: a statement that has been sent to one that
//! hangs would be waited for until whoever asks goes away.

use std::time::{Duration, Instant};

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult,
    Statement,
};

use super::Publicaciones;

/// How long a statement takes before it is looked, every so often, whether the base still answers.
const CALMA: Duration = Duration::from_millis(400);

/// A connection to what is published.
pub(crate) struct Watched<'a> {
    db: DatabaseConnection,
    /// Who knows whether the base answers; nobody where there are files.
    vigila: Option<&'a Publicaciones>,
}

impl<'a> Watched<'a> {
    pub(super) fn new(db: DatabaseConnection, vigila: Option<&'a Publicaciones>) -> Self {
        Self { db, vigila }
    }

    /// The connection itself, for whoever can wait.
    pub(crate) fn patient(self) -> DatabaseConnection {
        self.db
    }

    /// What the base answers, or that it does not.
    async fn answered<T>(
        &self,
        pregunta: impl Future<Output = Result<T, DbErr>> + Send,
    ) -> Result<T, DbErr> {
        let Some(publicaciones) = self.vigila else {
            return pregunta.await;
        };
        tokio::select! {
            biased;
            hecho = pregunta => hecho,
            () = hangs(publicaciones) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        }
    }
}

/// Ends when the base is found not to answer.
async fn hangs(publicaciones: &Publicaciones) {
    loop {
        tokio::time::sleep(CALMA).await;
        // In a box: hardly any statement takes so long.
        let mirada = Box::pin(publicaciones.watch(Instant::now())).await;
        if mirada.is_err_and(|error| error.passes()) || publicaciones.guardia.away().is_some() {
            return;
        }
    }
}

#[sea_orm::prelude::async_trait::async_trait]
impl ConnectionTrait for Watched<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    async fn execute_raw(&self, orden: Statement) -> Result<ExecResult, DbErr> {
        self.answered(self.db.execute_raw(orden)).await
    }

    async fn execute_unprepared(&self, orden: &str) -> Result<ExecResult, DbErr> {
        self.answered(self.db.execute_unprepared(orden)).await
    }

    async fn query_one_raw(&self, orden: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.answered(self.db.query_one_raw(orden)).await
    }

    async fn query_all_raw(&self, orden: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.answered(self.db.query_all_raw(orden)).await
    }
}
