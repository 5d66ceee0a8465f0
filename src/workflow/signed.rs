//! An acceptance that somebody else filed, signed by the one who gives it.
//!
//! Owns which words are signed, so that they name the task and the very version that is accepted, and
//! whether a signature is one of them by a key of whoever accepts. What it is told is one of SSH's
//! signatures over a text, by an Ed25519 key:
//! <https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig>. It is judged here and by no
//! program, so that every clone and every server come to the same.

use std::fmt;

use ed25519_compact::{PublicKey, Signature};
use sha2::{Digest, Sha256, Sha512};

use super::Team;
use super::terms::{FORM, half, hex, put};
use crate::schema::{Record, person_name};

/// What a key says that it signs for: no signature of a commit or of a log-in is one of these.
pub const NAMESPACE: &str = "handover-accept";
const SORT: &[u8] = b"ssh-ed25519";
const MAGIC: &[u8] = b"SSHSIG";
/// The most signs of a signature, in base64; one of an Ed25519 key has less than 400.
const MOST: usize = 4096;

/// Why a signature does not show who accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There is none, or what there is to sign is not known.
    Absent,
    /// It is none of SSH's, or is damaged.
    Unreadable,
    /// It was given for something else; what its key says for what.
    OtherUse(String),
    /// The key is of this sort, which is not judged here.
    Sort(String),
    /// Nobody here has the key, or several do.
    NobodysKey,
    /// The key is this person's, and somebody else is to accept.
    KeyOf(String),
    /// The words that were signed are others: another task, another version, or they were changed.
    OtherWords,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("it is not signed"),
            Self::Unreadable => f.write_str("its signature is damaged"),
            Self::OtherUse(what) => {
                write!(f, "its signature was given for `{what}`, not for `{NAMESPACE}`")
            }
            Self::Sort(sort) => {
                write!(f, "it is signed with a key of the sort `{sort}`; only Ed25519 keys count")
            }
            Self::NobodysKey => {
                f.write_str("its key stands under `signing_keys` of nobody here, or of several")
            }
            Self::KeyOf(person) => write!(f, "it is signed with the key of {person}"),
            Self::OtherWords => {
                f.write_str("what was signed is another version, another task, or was changed")
            }
        }
    }
}

/// Returns the words that whoever accepts signs: one line of plain characters, without its end.
///
/// `None` where a review does not say who accepts, what, and in which version, or a name is no plain word.
pub fn words_to_sign(task: &Record, review: &Record) -> Option<String> {
    let by = person_name(review.text("by")?);
    let terms = review.text("terms").filter(|terms| terms.starts_with(FORM))?;
    let mut version = Sha256::new();
    version.update(b"handover version 1");
    let judged: Vec<&str> = review.texts("re").collect();
    if judged.is_empty() {
        return None;
    }
    put(&mut version, judged.join(",").as_bytes());
    put(&mut version, terms.trim().as_bytes());
    put(&mut version, review.text("delivery").unwrap_or_default().trim().as_bytes());
    let words = format!("{by} accepts {} as {FORM}{}", task.id, hex(&half(&version.finalize())));
    // They are written into a command: what a shell would read in another way is in no name.
    let is_plain = |c: char| c.is_alphanumeric() || " .:_-".contains(c);
    words.chars().all(is_plain).then_some(words)
}

/// Tells what keeps a review's signature from showing that the one whom `by` names accepts; `None` where
/// it does show that.
pub fn flaw(task: &Record, review: &Record, team: &Team) -> Option<Flaw> {
    let judged = || {
        let text = review.text("signature").ok_or(Flaw::Absent)?;
        let words = words_to_sign(task, review).ok_or(Flaw::Absent)?;
        let signed = Signed::read(text)?;
        let owner = team.owner_of(&signed.key).ok_or(Flaw::NobodysKey)?;
        if review.text("by").is_none_or(|by| person_name(by) != owner) {
            return Err(Flaw::KeyOf(owner.to_owned()));
        }
        if as_written(&words).any(|text| signed.is_of(text.as_bytes())) {
            return Ok(());
        }
        Err(Flaw::OtherWords)
    };
    judged().err()
}

/// Returns a text as the programs that hand it to `ssh-keygen` write it: `echo` of the usual shell, of
/// Windows' two, and an editor.
fn as_written(words: &str) -> impl Iterator<Item = String> {
    const ENDS: [&str; 6] = ["\n", "", "\r\n", " \r\n", " \n", " "];
    let quoted = format!("\"{words}\"");
    [words.to_owned(), quoted].into_iter().flat_map(|text| ENDS.map(|end| format!("{text}{end}")))
}

/// Returns the Ed25519 key in a line of an `.pub` file; `None` for one of another sort.
pub(super) fn ed25519_key(line: &str) -> Option<[u8; 32]> {
    let mut words = line.split_whitespace();
    let (sort, key) = (words.next()?, words.next()?);
    (sort.as_bytes() == SORT).then_some(())?;
    let blob = from_base64(key)?;
    key_in(&blob).ok()
}

/// A signature, read and not judged yet.
struct Signed {
    key: [u8; 32],
    signature: [u8; 64],
    /// The namespace, what is reserved, and the name of the digest, as they are signed.
    head: Vec<u8>,
    short: bool,
}

impl Signed {
    fn read(text: &str) -> Result<Self, Flaw> {
        let bytes = from_base64(text).ok_or(Flaw::Unreadable)?;
        let rest = bytes.strip_prefix(MAGIC).ok_or(Flaw::Unreadable)?;
        let mut wire = Wire(rest.strip_prefix(&1_u32.to_be_bytes()).ok_or(Flaw::Unreadable)?);
        let all = (wire.next(), wire.next(), wire.next(), wire.next(), wire.next());
        let (Some(key), Some(namespace), Some(reserved), Some(digest), Some(signature)) = all
        else {
            return Err(Flaw::Unreadable);
        };
        if !wire.0.is_empty() {
            return Err(Flaw::Unreadable);
        }
        if namespace != NAMESPACE.as_bytes() {
            return Err(Flaw::OtherUse(plain(namespace)));
        }
        let key = key_in(key)?;
        let mut wire = Wire(signature);
        let (sort, signature) = (wire.next(), wire.next());
        let signature = signature.and_then(|bytes| bytes.try_into().ok());
        let signature = signature
            .filter(|_| sort == Some(SORT) && wire.0.is_empty())
            .ok_or(Flaw::Unreadable)?;
        let short = match digest {
            b"sha256" => true,
            b"sha512" => false,
            _ => return Err(Flaw::Unreadable),
        };
        let mut head = MAGIC.to_vec();
        for part in [namespace, reserved, digest] {
            put_wire(&mut head, part);
        }
        Ok(Self { key, signature, head, short })
    }

    fn is_of(&self, message: &[u8]) -> bool {
        let mut signed = self.head.clone();
        match self.short {
            true => put_wire(&mut signed, &Sha256::digest(message)),
            false => put_wire(&mut signed, &Sha512::digest(message)),
        }
        PublicKey::new(self.key).verify(&signed, &Signature::new(self.signature)).is_ok()
    }
}

fn key_in(blob: &[u8]) -> Result<[u8; 32], Flaw> {
    let mut wire = Wire(blob);
    let sort = wire.next().ok_or(Flaw::Unreadable)?;
    if sort != SORT {
        return Err(Flaw::Sort(plain(sort)));
    }
    let key = wire.next().and_then(|key| key.try_into().ok());
    key.filter(|_| wire.0.is_empty()).ok_or(Flaw::Unreadable)
}

/// Returns a name that came with a signature as it may be shown.
fn plain(name: &[u8]) -> String {
    let name = name.iter().take(40).map(|byte| char::from(*byte));
    name.map(|c| if c.is_ascii_graphic() && c != '`' { c } else { '?' }).collect()
}

/// Strings behind their lengths, as SSH writes them.
struct Wire<'b>(&'b [u8]);

impl<'b> Wire<'b> {
    fn next(&mut self) -> Option<&'b [u8]> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (string, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(string)
    }
}

fn put_wire(out: &mut Vec<u8>, string: &[u8]) {
    out.extend(u32::try_from(string.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(string);
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().trim_end_matches('=').as_bytes();
    if text.is_empty() || text.len() > MOST || text.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for four in text.chunks(4) {
        let mut bits = 0_u32;
        for byte in four {
            bits = bits << 6 | u32::from(sextet(*byte)?);
        }
        bits <<= 6 * (4 - four.len());
        bytes.extend(bits.to_be_bytes().get(1..four.len())?);
    }
    Some(bytes)
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
pub(crate) mod key;
#[cfg(test)]
mod tests;
