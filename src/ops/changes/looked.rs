//! What a person has seen: a ref of this work tree for each e-mail, never shared.

use std::fmt::Write;

use crate::ops::story::Who;
use crate::store::{CommitId, RefError, Repo, Target};

/// Returns the last commit when this person last looked; `None` where they never did, or that cannot
/// be told any more.
pub(super) fn last_look(repo: &Repo, me: &Who) -> Option<CommitId> {
    match repo.private(&name(me)?).ok()?? {
        Target::Commit(id) => repo.read_commit(id).ok().map(|commit| commit.id),
        Target::Tree(_) => None,
    }
}

/// Remembers that this person has seen all up to a commit.
pub(super) fn remember_look(repo: &Repo, me: &Who, tip: CommitId) -> Result<(), RefError> {
    match name(me) {
        Some(name) => repo.set_private(&name, Target::Commit(tip)),
        None => Ok(()),
    }
}

/// Names the ref of an e-mail, with nothing in it that a ref or a file may not have.
fn name(me: &Who) -> Option<String> {
    let email = me.email.trim().to_lowercase();
    let mut name = "looked/".to_owned();
    for byte in email.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            name.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    (!email.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_address_makes_a_name() {
        let check = |email: &str, expected: Option<&str>| {
            let who = Who { name: String::new(), person: None, email: email.to_owned() };
            assert_eq!(name(&who).as_deref(), expected, "{email}");
        };
        check("Ola@Nordlys.no", Some("looked/ola%40nordlys%2Eno"));
        check("a..b~^:\\ c.lock", Some("looked/a%2E%2Eb%7E%5E%3A%5C%20c%2Elock"));
        check(" ", None);
    }
}
