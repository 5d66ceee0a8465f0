use std::fmt;
use std::str::FromStr;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};
use sha1::{Digest, Sha1};
use thiserror::Error;

/// The name of a file's bytes: git's id of them as a blob.
///
/// In what people read it stands as its digits, elsewhere as its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId([u8; 20]);

/// A text that is not forty hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no content id: forty hexadecimal digits are expected")]
pub struct NotAContentId(pub String);

impl ContentId {
    /// Takes the twenty bytes of an object id as they are.
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// Computes the id that git gives a blob of these bytes.
    pub fn of_blob(bytes: &[u8]) -> Self {
        let mut hasher = Sha1::new();
        hasher.update(format!("blob {}\0", bytes.len()));
        hasher.update(bytes);
        Self(hasher.finalize().into())
    }

    /// Returns the twenty bytes.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// Returns the forty lowercase digits.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

/// Writes bytes as lowercase hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
        out
    })
}

impl fmt::Display for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl FromStr for ContentId {
    type Err = NotAContentId;

    fn from_str(text: &str) -> Result<Self, NotAContentId> {
        let refused = || NotAContentId(text.to_owned());
        if text.len() != 40 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(refused());
        }
        let mut bytes = [0; 20];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| refused())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| refused())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for ContentId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.serialize_str(&self.hex()),
            false => self.0.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ContentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.is_human_readable() {
            true => String::deserialize(deserializer)?.parse().map_err(D::Error::custom),
            false => Deserialize::deserialize(deserializer).map(Self),
        }
    }
}

/// A file as a tree names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Blob {
    pub id: ContentId,
    pub executable: bool,
}

impl Blob {
    /// The version of a file with no bytes.
    ///
    /// Where only blobs can be remembered, it stands for a file that was not there.
    pub const EMPTY: Self = Self {
        id: ContentId::from_bytes([
            0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6, 0x43, 0x4b, 0x8b, 0x29, 0xae, 0x77, 0x5a,
            0xd8, 0xc2, 0xe4, 0x8c, 0x53, 0x91,
        ]),
        executable: false,
    };

    /// Returns the version, `None` for the one with no bytes.
    pub fn unless_empty(self) -> Option<Self> {
        (self.id != Self::EMPTY.id).then_some(self)
    }
}

impl Blob {
    /// Names an ordinary file.
    pub const fn file(id: ContentId) -> Self {
        Self { id, executable: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_git() {
        let empty = ContentId::of_blob(b"");
        assert_eq!(empty.hex(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(Blob::EMPTY.id, empty);
        let hello = ContentId::of_blob(b"hello world\n");
        assert_eq!(hello.hex(), "3b18e512dba79e4c8300dd08aeb37f8e728b8dad");
    }

    #[test]
    fn hex_is_read_back() {
        let id = ContentId::of_blob(b"x");
        assert_eq!(id.hex().parse(), Ok(id));
        assert_eq!(id.hex().to_uppercase().parse(), Ok(id));
        assert!("e69d".parse::<ContentId>().is_err());
        assert!("+69de29bb2d1d6434b8b29ae775ad8c2e48c5391".parse::<ContentId>().is_err());
        assert!("æ".repeat(20).parse::<ContentId>().is_err());
        let json = serde_json::to_string(&id).expect("text");
        assert_eq!(json, format!("{:?}", id.hex()));
        assert_eq!(serde_json::from_str::<ContentId>(&json).expect("an id"), id);
        let bytes = postcard::to_stdvec(&id).expect("bytes");
        assert_eq!(bytes, id.as_bytes());
        assert_eq!(postcard::from_bytes::<ContentId>(&bytes).expect("an id"), id);
    }
}
