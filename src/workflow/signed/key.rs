//! Keys that sign as `ssh-keygen` does, for tests: the program itself signs nothing.
//!
//! The tests of whole workspaces take this file by its path, so it names nothing of the crate.

use sha2::{Digest, Sha256, Sha512};

const SORT: &[u8] = b"ssh-ed25519";
const MAGIC: &[u8] = b"SSHSIG";

/// A key for tests; nobody else uses it.
pub(crate) struct Key(ed25519_compact::KeyPair);

impl Key {
    pub(crate) fn of(person: &str) -> Self {
        let seed: [u8; 32] = Sha256::digest(person.as_bytes()).into();
        Self(ed25519_compact::KeyPair::from_seed(ed25519_compact::Seed::new(seed)))
    }

    fn blob(&self) -> Vec<u8> {
        let mut blob = Vec::new();
        put(&mut blob, SORT);
        put(&mut blob, &self.0.pk[..]);
        blob
    }

    /// As a line of an `.pub` file has it.
    pub(crate) fn public(&self) -> String {
        format!("ssh-ed25519 {} somebody@laptop", base64(&self.blob()))
    }

    /// Signs as `ssh-keygen -Y sign` does; in base64, without line ends.
    pub(crate) fn sign(&self, namespace: &str, message: &str) -> String {
        let mut signed = MAGIC.to_vec();
        for part in [namespace.as_bytes(), b"", b"sha512", &Sha512::digest(message.as_bytes())] {
            put(&mut signed, part);
        }
        let mut signature = Vec::new();
        put(&mut signature, SORT);
        put(&mut signature, &self.0.sk.sign(&signed, None)[..]);
        let mut bytes = MAGIC.to_vec();
        bytes.extend(1_u32.to_be_bytes());
        for part in [&self.blob()[..], namespace.as_bytes(), b"", b"sha512", &signature] {
            put(&mut bytes, part);
        }
        base64(&bytes)
    }
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for at in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= three.len() { char::from(sign) } else { '=' });
        }
    }
    text
}

/// Writes a text behind its length.
fn put(bytes: &mut Vec<u8>, text: &[u8]) {
    bytes.extend(u32::try_from(text.len()).expect("short").to_be_bytes());
    bytes.extend(text);
}
