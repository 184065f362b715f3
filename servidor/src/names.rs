//! The names of headers in the answer to a handshake, letter by letter as RFC 6455 writes them. They mean the same in any case;
//! some clients look for these only.

use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How the head of the answer to a handshake begins.
const HEAD: &[u8] = b"HTTP/1.1 101 ";
/// How hyper writes the beginning of these names, and how they are written.
const WRITTEN: &[u8] = b"Sec-Websocket-";
const MEANT: &[u8] = b"Sec-WebSocket-";

/// A connection that writes them so.
pub(crate) struct Named<S>(pub(crate) S);

/// The same bytes with the names as they are meant, if they begin with the head of such an answer: as many.
fn rename(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(HEAD) {
        return None;
    }
    let mut renamed = bytes.to_vec();
    let end = renamed.windows(4).position(|four| four == b"\r\n\r\n");
    let mut from = 0;
    let end = end.unwrap_or(renamed.len());
    while let Some(at) = renamed[from..end]
        .windows(WRITTEN.len())
        .position(|w| w == WRITTEN)
    {
        renamed[from + at..from + at + MEANT.len()].copy_from_slice(MEANT);
        from += at + MEANT.len();
    }
    Some(renamed)
}

impl<S: AsyncRead + Unpin> AsyncRead for Named<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Named<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<Result<usize>> {
        let renamed = rename(buf);
        Pin::new(&mut self.0).poll_write(cx, renamed.as_deref().unwrap_or(buf))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let first = bufs.iter().find(|buf| !buf.is_empty());
        match first.and_then(|buf| rename(buf)) {
            // What follows is written next.
            Some(renamed) => Pin::new(&mut self.0).poll_write(cx, &renamed),
            None => Pin::new(&mut self.0).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_standard_in_the_answer_to_a_handshake_alone() {
        let head = b"HTTP/1.1 101 Switching Protocols\r\nSec-Websocket-Accept: Sec-Websocket-\r\nSec-Websocket-Protocol: a\r\n\r\nSec-Websocket-";
        let renamed = String::from_utf8(rename(head).unwrap()).unwrap();
        assert_eq!(renamed.len(), head.len());
        assert!(renamed.contains("\r\nSec-WebSocket-Protocol: a\r\n"));
        assert!(renamed.ends_with("Sec-Websocket-"));
        assert_eq!(
            rename(b"HTTP/1.1 200 OK\r\nSec-Websocket-Accept: x\r\n\r\n"),
            None
        );
    }
}
