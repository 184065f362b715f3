//! Packing the bytes of an answer.

use std::io::Write;

use axum::body::Bytes;

/// How the bytes of an answer are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// `br`
    Brotli,
    /// `zstd`
    Zstd,
    /// `gzip`
    Gzip,
}

impl Coding {
    /// All of them, the one that packs most first.
    pub const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// The name that headers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }
}

/// Packs bytes.
pub fn pack(coding: Coding, bytes: &[u8]) -> Bytes {
    // Writing to memory cannot fail.
    let packed = match coding {
        Coding::Gzip => {
            let level = flate2::Compression::new(6);
            let mut output = flate2::write::GzEncoder::new(Vec::new(), level);
            output.write_all(bytes).and_then(|()| output.finish())
        }
        Coding::Brotli => {
            let mut output = Vec::new();
            let mut writer = brotli::CompressorWriter::new(&mut output, 1 << 15, 5, 20);
            let written = writer.write_all(bytes).and_then(|()| writer.flush());
            drop(writer);
            written.map(|()| output)
        }
        Coding::Zstd => zstd::encode_all(bytes, 6),
    };
    packed.unwrap_or_default().into()
}
