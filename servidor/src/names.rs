//! The names of headers in the answer to a handshake, letter by letter as RFC 6455 writes them. They mean the same in any case;
//! some clients look for these only.

/// How the head of the answer to a handshake begins.
const HEAD: &[u8] = b"HTTP/1.1 101 ";
/// How hyper writes the beginning of these names, and how they are written.
const WRITTEN: &[u8] = b"Sec-Websocket-";
const MEANT: &[u8] = b"Sec-WebSocket-";

/// The same bytes with the names as they are meant, if they begin with the head of such an answer: as many.
pub(crate) fn rename(bytes: &[u8]) -> Option<Vec<u8>> {
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
