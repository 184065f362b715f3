//! What hyper writes by itself and is not as clients read it: the names of a handshake, and refusals without a word. It is exchanged as it
//! is written, since hyper lets nobody see it before.

use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::names::rename;
use crate::words::Words;

/// What is being written instead of some bytes.
struct Instead {
    text: Vec<u8>,
    written: usize,
    /// How many bytes it stands for: there may be more of them by the time it is written.
    stands_for: usize,
}

/// A connection in which some of what hyper writes is written otherwise.
pub(crate) struct Rewritten<S> {
    connection: S,
    words: Arc<Words>,
    writing: Option<Instead>,
}

impl<S: AsyncWrite + Unpin> Rewritten<S> {
    pub(crate) fn new(connection: S, words: Arc<Words>) -> Self {
        Self {
            connection,
            words,
            writing: None,
        }
    }

    /// Writes what stands instead of some bytes to its end, if there is anything: then so many of those are written.
    fn rewrite(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<Option<usize>>> {
        if self.writing.is_none() {
            let instead = rename(bytes).or_else(|| self.words.instead(bytes));
            self.writing = instead.map(|text| Instead {
                text,
                written: 0,
                stands_for: bytes.len(),
            });
        }
        let Some(instead) = &mut self.writing else {
            return Poll::Ready(Ok(None));
        };
        let stands_for = instead.stands_for;
        while instead.written < instead.text.len() {
            let rest = &instead.text[instead.written..];
            let more = ready!(Pin::new(&mut self.connection).poll_write(cx, rest))?;
            if more == 0 {
                return Poll::Ready(Err(std::io::ErrorKind::WriteZero.into()));
            }
            instead.written += more;
        }
        self.writing = None;
        Poll::Ready(Ok(Some(stands_for)))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Rewritten<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.connection).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Rewritten<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<Result<usize>> {
        match ready!(self.rewrite(cx, buf))? {
            Some(written) => Poll::Ready(Ok(written)),
            None => Pin::new(&mut self.connection).poll_write(cx, buf),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let first = bufs.iter().find(|buf| !buf.is_empty());
        let rewritten = match first {
            Some(first) => ready!(self.rewrite(cx, first))?,
            None => None,
        };
        match rewritten {
            Some(written) => Poll::Ready(Ok(written)),
            None => Pin::new(&mut self.connection).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.connection.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.connection).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(cx)
    }
}
