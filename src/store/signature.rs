//! SSH signatures of commits, told by `ssh-keygen`, which knows all kinds of keys.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Stdio;

use tempfile::NamedTempFile;
use thiserror::Error;

use super::program::program;
use super::{CommitId, Repo};

/// How an SSH signature begins.
const BEGINS: &str = "-----BEGIN SSH SIGNATURE-----";
/// The most bytes of a signature, and of a commit, that are looked at.
const MOST: usize = 1 << 20;
/// What git says that it signs.
const NAMESPACE: &str = "git";

/// A commit's signature, and what it was given for.
#[derive(Clone, Debug)]
pub struct Signed {
    signature: String,
    payload: Vec<u8>,
}

/// People's public keys, ready for `ssh-keygen`.
#[derive(Debug)]
pub struct Signers {
    file: NamedTempFile,
    /// Whom the names in the file mean.
    people: Vec<String>,
}

/// A signature that could not be looked at.
#[derive(Debug, Error)]
pub enum SignatureError {
    #[error("`ssh-keygen`, which checks signatures, cannot be run")]
    NoProgram(#[source] io::Error),
    #[error("no file can be made to check a signature with")]
    Io(#[from] io::Error),
}

impl Repo {
    /// Returns the SSH signature of a commit; `None` where it has none, or one of another kind.
    pub fn ssh_signature(&self, id: CommitId) -> Option<Signed> {
        let (signature, payload) = self.git.extract_signature(&id.to_git(), None).ok()?;
        let signature = std::str::from_utf8(&signature).ok()?.trim_start().to_owned();
        let fits = signature.len() <= MOST && payload.len() <= MOST;
        (signature.starts_with(BEGINS) && fits)
            .then(|| Signed { signature, payload: payload.to_vec() })
    }
}

impl Signers {
    /// Takes people's keys, each as a line of an `.pub` file has it; what is none is passed over.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn new<'k>(keys: impl IntoIterator<Item = (&'k str, &'k str)>) -> io::Result<Self> {
        let mut file = NamedTempFile::new()?;
        let mut people: Vec<String> = Vec::new();
        for (person, key) in keys {
            let Some(key) = clean(key) else { continue };
            let at = people.iter().position(|one| one == person).unwrap_or_else(|| {
                people.push(person.to_owned());
                people.len() - 1
            });
            // A name of ours: one of theirs could be a pattern that fits everybody.
            writeln!(file, "p{at} namespaces=\"{NAMESPACE}\" {key}")?;
        }
        file.flush()?;
        Ok(Self { file, people })
    }

    /// Tells whether nobody has a key.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Returns whose valid signature it is; `None` where it is nobody's, or the key is several
    /// people's.
    ///
    /// # Errors
    /// When `ssh-keygen` cannot be run.
    pub fn owner(&self, signed: &Signed) -> Result<Option<&str>, SignatureError> {
        if self.is_empty() {
            return Ok(None);
        }
        let mut signature = NamedTempFile::new()?;
        signature.write_all(signed.signature.as_bytes())?;
        signature.flush()?;
        let files: [PathBuf; 2] = [self.file.path().into(), signature.path().into()];
        let Some(found) = keygen("find-principals", &files, &[], &[])? else { return Ok(None) };
        let mut names = found.lines().map(str::trim).filter(|line| !line.is_empty());
        let (Some(name), None) = (names.next(), names.next()) else { return Ok(None) };
        let more = ["-I", name, "-n", NAMESPACE];
        if keygen("verify", &files, &more, &signed.payload)?.is_none() {
            return Ok(None);
        }
        let at = name.strip_prefix('p').and_then(|at| at.parse::<usize>().ok());
        Ok(at.and_then(|at| self.people.get(at)).map(String::as_str))
    }
}

/// Runs `ssh-keygen -Y`; returns what it said, `None` when it said no.
fn keygen(
    what: &str,
    [signers, signature]: &[PathBuf; 2],
    more: &[&str],
    input: &[u8],
) -> Result<Option<String>, SignatureError> {
    let mut command = program("ssh-keygen");
    command.args(["-Y", what, "-f"]).arg(signers).arg("-s").arg(signature).args(more);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(SignatureError::NoProgram)?;
    if let Some(mut pipe) = child.stdin.take() {
        // It may have seen enough and ended already.
        let _ = pipe.write_all(input);
    }
    let output = child.wait_with_output().map_err(SignatureError::NoProgram)?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(output.status.success().then_some(said))
}

/// Returns a public key as two words, its sort and itself; `None` where it is none.
fn clean(key: &str) -> Option<String> {
    let mut words = key.split_whitespace();
    let (sort, key) = (words.next()?, words.next()?);
    let is_sort = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '@' | '.');
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let known = sort.starts_with("ssh-") || sort.starts_with("ecdsa-") || sort.starts_with("sk-");
    (known && sort.chars().all(is_sort) && key.chars().all(is_key)).then(|| format!("{sort} {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_two_words_and_nothing_that_means_more() {
        let check = |key: &str, expected: Option<&str>| {
            assert_eq!(clean(key).as_deref(), expected, "{key}");
        };
        check("ssh-ed25519 AAAA+/= kari@laptop", Some("ssh-ed25519 AAAA+/="));
        check("sk-ssh-ed25519@openssh.com AAAA", Some("sk-ssh-ed25519@openssh.com AAAA"));
        check("cert-authority ssh-ed25519 AAAA", None);
        check("ssh-ed25519", None);
        check("ssh-ed25519\nssh-rsa AAAA", None);
        check("* ssh-ed25519 AAAA", None);
        check("", None);
    }
}
