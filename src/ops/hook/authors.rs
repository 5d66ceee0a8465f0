use std::cell::RefCell;
use std::collections::HashMap;
use std::io;

use super::Problem;
use crate::schema::{Record, person_name, person_with};
use crate::store::{Commit, Repo, SignatureError, Signers};
use crate::workflow::rights::Writer;

/// Who vouches for the authors of what comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voucher {
    /// The server knows who pushes: this account, if any.
    Server(Option<String>),
    /// Nobody: where a commit is not signed, it is taken at its word.
    Nobody,
}

/// Finds out who made a commit, by the people of the workspace as it was before.
pub(super) struct Authors<'a> {
    people: &'a [Record],
    signers: Signers,
    voucher: Voucher,
    requires_signatures: bool,
    /// Whose signatures were found, by the commit.
    known: RefCell<HashMap<String, Option<&'a Record>>>,
}

impl<'a> Authors<'a> {
    pub(super) fn new(
        people: &'a [Record],
        voucher: Voucher,
        requires_signatures: bool,
    ) -> io::Result<Self> {
        let keys = people
            .iter()
            .flat_map(|person| person.texts("signing_keys").map(|key| (&*person.id, key)));
        let signers = Signers::new(keys)?;
        Ok(Self { people, signers, voucher, requires_signatures, known: RefCell::default() })
    }

    /// Returns who answers for a commit: whoever signed it, else whoever pushes it.
    pub(super) fn of(
        &self,
        repo: &Repo,
        commit: &Commit,
    ) -> Result<Result<Writer<'a>, Problem>, SignatureError> {
        if let Some(person) = self.signer(repo, commit)? {
            return Ok(Ok(writer(person)));
        }
        if self.requires_signatures {
            return Ok(Err(Problem::Unsigned));
        }
        let named = match &self.voucher {
            Voucher::Nobody => {
                let email = &commit.author.email;
                self.with_email(email).ok_or_else(|| Problem::UnknownAuthor(email.clone()))
            }
            Voucher::Server(None) => Err(Problem::NoPusher),
            Voucher::Server(Some(account)) => {
                self.called(account).ok_or_else(|| Problem::UnknownPusher(account.clone()))
            }
        };
        Ok(named.map(writer))
    }

    fn signer(&self, repo: &Repo, commit: &Commit) -> Result<Option<&'a Record>, SignatureError> {
        if self.signers.is_empty() {
            return Ok(None);
        }
        let id = commit.id.to_string();
        if let Some(known) = self.known.borrow().get(&id) {
            return Ok(*known);
        }
        let signed = repo.ssh_signature(commit.id);
        let owner = signed.map(|signed| self.signers.owner(&signed)).transpose()?.flatten();
        let person = owner.and_then(|owner| self.people.iter().find(|one| *one.id == *owner));
        self.known.borrow_mut().insert(id, person);
        Ok(person)
    }

    /// Finds the person that an account of the server means: by short name, else by address.
    fn called(&self, account: &str) -> Option<&'a Record> {
        let name = person_name(account);
        only(self.people.iter().filter(|person| person_name(&person.id) == name))
            .or_else(|| self.with_email(account))
    }

    fn with_email(&self, email: &str) -> Option<&'a Record> {
        person_with(self.people, email)
    }
}

/// Returns the one item there is: of two that have the same name, neither is believed.
fn only<'r>(mut items: impl Iterator<Item = &'r Record>) -> Option<&'r Record> {
    items.next().filter(|_| items.next().is_none())
}

fn writer(person: &Record) -> Writer<'_> {
    let manages = matches!(person.text("role"), Some("client" | "lead"));
    Writer { id: &person.id, manages }
}
