//! Limits of questions and subscriptions, in one table; those of connections and requests are in `servidor::limits`. What
//! depends on what is asserted where it is compiled, and a test holds `docs/operacion.md` to both.

use std::time::Duration;

use servidor::limits as server;

use crate::esquema::{PROFUNDIDAD, RECURSION};
use crate::presupuesto::RESPUESTA;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// Limits of a document, which the description of «Query» in the schema publishes.
pub(crate) mod documento {
    use super::KIB;

    /// Nested brackets.
    pub(crate) const ANIDAMIENTO: usize = 40;
    /// Words and signs.
    pub(crate) const PALABRAS: usize = 2000;
    /// Letters of a word: what a field is called in the answer is said in each element of a list.
    pub(crate) const LETRAS: usize = 128;
    /// Letters of all texts: an argument is copied for each element that asks with it.
    pub(crate) const TEXTOS: usize = 16 * KIB;
    /// Directives.
    pub(crate) const DIRECTIVAS: usize = 50;
    /// Fields, those of a fragment wherever it is spread.
    pub(crate) const CAMPOS: usize = 500;
    /// Fields under another name, counted alike.
    pub(crate) const ALIAS: usize = 60;
    /// Values of the variables: each is copied wherever its variable is used.
    pub(crate) const VALORES: usize = 1000;
    /// Errors of an answer: a document can be wrong in thousands of places.
    pub(crate) const ERRORES: usize = 10;
    /// Bytes of a word of a document that has been read, about.
    pub(crate) const POR_PALABRA: usize = 400;
}

/// Bytes of what is remembered.
pub(crate) mod memoria {
    use sala::Sizes as OfRoom;

    /// How much of answers is remembered, in bytes.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Sizes {
        /// Answers, by question.
        pub(crate) questions: u64,
        /// Answers by the bytes that ask, most of which are the same answers.
        pub(crate) bodies: u64,
        /// Tables as CSV.
        pub(crate) tables: u64,
    }

    /// Mebibytes of everything unless the operator says otherwise, which is the least too.
    pub(crate) const MEBIBYTES: u32 = 72;
    /// Bytes of documents, as they are once read: many times their text. Those of one client are those of another, however
    /// many instancias there are.
    pub(crate) const DOCUMENTOS: u64 = 8 << 20;
    /// What each takes of the rest, in sixty-fourths: answers by question, by body, tables, findings, counts of editions.
    const PARTES: [u64; 5] = [20, 8, 8, 12, 16];

    /// How everything is shared out.
    #[expect(clippy::as_conversions, reason = "a mebibyte is a small number")]
    pub(crate) const fn share_out(mebibytes: u32) -> (Sizes, OfRoom) {
        let parte = ((mebibytes as u64) << 20).saturating_sub(DOCUMENTOS) / 64;
        let [questions, bodies, tables, findings, cubes] = PARTES;
        (
            Sizes {
                questions: questions * parte,
                bodies: bodies * parte,
                tables: tables * parte,
            },
            OfRoom {
                findings: findings * parte,
                cubes: cubes * parte,
            },
        )
    }
}

/// Limits of subscriptions, over WebSocket and as streams of events.
pub(crate) mod suscripciones {
    use super::{Duration, KIB, MIB};

    /// Bytes of all questions that go on.
    pub(crate) const ABIERTAS: usize = 32 * MIB;
    /// Bytes that a subscription takes beside its document, about.
    pub(crate) const TAREA: usize = 16 * KIB;
    /// Time between two looks at what is published, while somebody waits.
    pub(crate) const CADA: Duration = Duration::from_millis(500);
    /// Time between two signs of life in a stream of events.
    pub(crate) const LATIDO_SSE: Duration = Duration::from_secs(15);

    /// Time between two signs of life of a WebSocket.
    pub(crate) const LATIDO: Duration = Duration::from_secs(10);
    /// Time for a client to begin.
    pub(crate) const INICIO: Duration = Duration::from_secs(20);
    /// Time for a client with nothing open to ask for something.
    pub(crate) const OCIO: Duration = Duration::from_mins(1);
    /// Time after which a client that says nothing, not even that it lives, is not there.
    pub(crate) const SILENCIO: Duration = Duration::from_secs(45);
    /// Time for the other side to close too.
    pub(crate) const CIERRE: Duration = Duration::from_secs(2);
    /// Time for the other side to read why a conversation ends that it did not hold as the protocol has it.
    pub(crate) const DESPEDIDA: Duration = Duration::from_millis(500);
    /// Operations of a connection at once.
    pub(crate) const OPERACIONES: usize = 20;
    /// Bytes of a message: of one that does not end they are kept as long as it is waited for.
    pub(crate) const MENSAJE: usize = 64 * KIB;
    /// Bytes that are read at once.
    pub(crate) const LECTURA: usize = 4 * KIB;
    /// Bytes that an operation takes beside what it says, about.
    pub(crate) const OPERACION: usize = 4 * KIB;
    /// Letters of the name that a client gives to an operation.
    pub(crate) const NOMBRE: usize = 128;

    // A client that lives answers several signs of life before it is taken for gone.
    const _: () = assert!(4 * LATIDO.as_secs() < SILENCIO.as_secs());
    // Proxies are told to wait for a minute (docs/operacion.md).
    const _: () = assert!(LATIDO_SSE.as_secs() < 60 && SILENCIO.as_secs() < 60);
    const _: () = assert!(LECTURA < MENSAJE && NOMBRE < MENSAJE);
}

// The largest answer can be sent to a client that has nothing else, and is remembered.
const _: () = assert!(RESPUESTA <= server::ALL_ANSWERS / server::SHARE);
#[expect(clippy::as_conversions, reason = "usize has 64 bits at most")]
const _: () = assert!(2 * RESPUESTA as u64 <= memoria::share_out(memoria::MEBIBYTES).0.bodies);
// What a message of WebSocket asks could be asked in a body, and its texts fit into either.
const _: () = assert!(suscripciones::MENSAJE <= server::BODY);
const _: () = assert!(documento::TEXTOS < suscripciones::MENSAJE);
// The largest document can be followed by a client that follows no other.
const _: () = assert!(
    2 * (2 * server::BODY + documento::POR_PALABRA * documento::PALABRAS) + suscripciones::TAREA
        <= suscripciones::ABIERTAS / server::SHARE
);
// The gate refuses what is nested before the library, which would do it in English.
const _: () = assert!(PROFUNDIDAD < RECURSION && RECURSION < documento::ANIDAMIENTO);

#[cfg(test)]
mod tests {
    use super::{KIB, MIB, RESPUESTA, server, suscripciones};
    use crate::presupuesto::ELEMENTOS;

    /// Thousands are separated by a space.
    fn thousands(numero: usize) -> String {
        format!("{} {:03}", numero / 1000, numero % 1000)
    }

    #[test]
    fn the_operator_is_told_the_limits_as_they_are() {
        let pagina = include_str!("../../../docs/operacion.md");
        let (head, head_time) = (server::HEAD / KIB, server::HEAD_TIME.as_secs());
        let (body, bodies) = (server::BODY / KIB, server::ALL_BODIES / MIB);
        let (uncounted, answers) = (server::UNCOUNTED / KIB, server::ALL_ANSWERS / MIB);
        let (values, answer) = (thousands(ELEMENTOS), RESPUESTA / MIB);
        let (streams, open) = (server::STREAMS, suscripciones::ABIERTAS / MIB);
        let message = suscripciones::MENSAJE / KIB;
        let request_time = server::REQUEST_TIME.as_secs();
        let farewell_time = server::FAREWELL_TIME.as_secs();
        let (latido, latido_sse) = (
            suscripciones::LATIDO.as_secs(),
            suscripciones::LATIDO_SSE.as_secs(),
        );
        for dicho in [
            format!("| {head} KiB, y {head_time} segundos para llegar |"),
            format!(
                "| {body} KiB; entre todos, {bodies} MiB de los que pasan de {uncounted} KiB |"
            ),
            format!(
                "| {values} valores y {answer} MiB; entre todas las que se están enviando, {answers} MiB de las que pasan de {uncounted} KiB |"
            ),
            format!(
                "| {streams} flujos, un octavo de un cliente; {open} MiB de consultas abiertas; mensajes de WebSocket de {message} KiB |"
            ),
            format!("| espera, hasta {request_time} segundos: 408 `TARDADA` |"),
            format!("({farewell_time} segundos a lo más)"),
            format!("señales de vida cada {latido} o {latido_sse} segundos"),
        ] {
            assert!(pagina.contains(&dicho), "{dicho}");
        }
        assert_eq!(server::SHARE, 8, "un octavo");
        let readme = include_str!("../../../README.md");
        assert!(readme.contains(&format!("(50, y {} de una vez", 50 * server::BURST)));
    }
}
