use std::fmt;
use std::str::FromStr;

use git2::Oid;
use serde::Serialize;
use thiserror::Error;

use crate::merge::ContentId;

/// Not an id of 40 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no id: forty hexadecimal digits are expected")]
pub struct NotAnId(String);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 20]);

        impl $name {
            pub(crate) fn from_git(id: Oid) -> Self {
                Self(bytes(id))
            }

            pub(crate) fn to_git(self) -> Oid {
                Oid::from_bytes(&self.0).expect("an id has the 20 bytes of a git id")
            }

            /// Takes the twenty bytes of an object id as they are.
            pub const fn from_bytes(bytes: [u8; 20]) -> Self {
                Self(bytes)
            }

            /// Returns the twenty bytes.
            pub fn as_bytes(&self) -> &[u8; 20] {
                &self.0
            }

            /// Returns the first ten digits, for people.
            pub fn short(&self) -> String {
                self.to_string()[..10].to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.to_git(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let id = Oid::from_str(text).ok().filter(|_| text.len() == 40);
                id.map(Self::from_git).ok_or_else(|| NotAnId(text.to_owned()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
    };
}

id! {
    /// The id of a commit.
    CommitId
}

id! {
    /// The id of a tree: of all files of one version.
    TreeId
}

fn bytes(id: Oid) -> [u8; 20] {
    let mut bytes = [0; 20];
    bytes.copy_from_slice(id.as_bytes());
    bytes
}

pub(crate) fn content_id(id: Oid) -> ContentId {
    ContentId::from_bytes(bytes(id))
}

pub(crate) fn git_id(id: ContentId) -> Oid {
    Oid::from_bytes(id.as_bytes()).expect("a content id has the 20 bytes of a git id")
}
