use std::sync::Arc;

use thiserror::Error;

/// The text of one file, exactly as it stands on disk.
///
/// Byte offsets into the text are byte offsets into the file: a byte order mark and every line end
/// are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source(Arc<str>);

/// An encoding that was recognised but is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf16LittleEndian,
    Utf16BigEndian,
    Utf32,
    /// Bytes above 0x7f that are not UTF-8: Latin-1 or Windows-1252 as a rule.
    SingleByte,
    /// NUL bytes: not a text at all.
    Binary,
}

/// The bytes are not UTF-8 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the text is not UTF-8 from byte {at} on ({encoding:?})")]
pub struct DecodeError {
    /// What it seems to be.
    pub encoding: Encoding,
    /// The first byte that cannot be read.
    pub at: usize,
}

impl Source {
    /// Takes a text as it is.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(Arc::from(text.as_ref()))
    }

    /// Reads the bytes of a file as UTF-8, with or without a byte order mark.
    ///
    /// # Errors
    /// When the bytes are something else; the error says what they look like.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let marked = [
            (&[0xff, 0xfe, 0, 0][..], Encoding::Utf32),
            (&[0, 0, 0xfe, 0xff][..], Encoding::Utf32),
            (&[0xff, 0xfe][..], Encoding::Utf16LittleEndian),
            (&[0xfe, 0xff][..], Encoding::Utf16BigEndian),
        ];
        for (mark, encoding) in marked {
            if bytes.starts_with(mark) {
                return Err(DecodeError { encoding, at: 0 });
            }
        }
        if let Some(at) = memchr::memchr(0, bytes) {
            return Err(DecodeError { encoding: unmarked(bytes), at });
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(text)),
            Err(error) => {
                Err(DecodeError { encoding: Encoding::SingleByte, at: error.valid_up_to() })
            }
        }
    }

    /// Returns the whole text, byte order mark included.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Returns the byte at which the content starts: 3 after a byte order mark, else 0.
    pub fn content_start(&self) -> usize {
        if self.0.starts_with('\u{feff}') { 3 } else { 0 }
    }
}

/// Tells UTF-16 without a mark from binary by where the NUL bytes of the first bytes stand.
fn unmarked(bytes: &[u8]) -> Encoding {
    let head = &bytes[..bytes.len().min(512) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if half > 1 && even == 0 && odd * 10 >= half * 6 => Encoding::Utf16LittleEndian,
        () if half > 1 && odd == 0 && even * 10 >= half * 6 => Encoding::Utf16BigEndian,
        () => Encoding::Binary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> Option<Encoding> {
        Source::decode(bytes).err().map(|error| error.encoding)
    }

    #[test]
    fn utf8_is_kept_to_the_byte() {
        let source = Source::decode("\u{feff}æ\r\n".as_bytes()).expect("UTF-8");
        assert_eq!((source.text().len(), source.content_start()), (7, 3));
    }

    #[test]
    fn other_encodings_are_named() {
        assert_eq!(refused(b"\xff\xfeh\0i\0"), Some(Encoding::Utf16LittleEndian));
        assert_eq!(refused(b"\0h\0i"), Some(Encoding::Utf16BigEndian));
        assert_eq!(refused(b"h\0i\0"), Some(Encoding::Utf16LittleEndian));
        assert_eq!(refused(b"bl\xe5b\xe6r"), Some(Encoding::SingleByte));
        assert_eq!(refused(b"\x89PNG\0\0\0\x01"), Some(Encoding::Binary));
    }
}
