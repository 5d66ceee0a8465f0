//! The people of a workspace, as the use cases that set one up need them.

use crate::document::Document;
use crate::schema::{Language, Record, Schema, layout};
use crate::store::walk::walk;
use crate::text::{RepoPath, Source};
use crate::workspace::Workspace;

/// Someone who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub path: RepoPath,
    /// The short name.
    pub id: String,
    pub name: String,
    /// In order of the file; the first is the one to write to.
    pub emails: Vec<String>,
    /// `client`, `assistant`, `lead` or `backup`.
    pub role: Option<String>,
    /// The language to speak to them in.
    pub language: Option<Language>,
}

impl Person {
    /// Takes a person from a record; `None` when it is none.
    pub fn of(record: &Record) -> Option<Self> {
        if !record.is("person") {
            return None;
        }
        Some(Self {
            path: record.path.clone(),
            id: record.id.to_string(),
            name: record.text("name").unwrap_or(&record.id).to_owned(),
            emails: record.texts("email").map(str::to_owned).collect(),
            role: record.text("role").map(str::to_owned),
            language: record.text("language").and_then(Language::parse),
        })
    }

    /// Reads a person's file; `None` when it holds something else.
    pub fn read(schema: &Schema, path: &RepoPath, source: Source) -> Option<Self> {
        Self::of(&schema.decode(path, &Document::parse(source)).0)
    }

    /// Tells whether a mail address is theirs, whatever its case.
    pub fn has_email(&self, email: &str) -> bool {
        self.emails.iter().any(|one| one.eq_ignore_ascii_case(email.trim()))
    }

    /// Tells whether a name that someone wrote means them: the short name, or an address.
    pub fn is_called(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name.trim().trim_start_matches('@')) || self.has_email(name)
    }

    /// Returns the first word of the name.
    pub fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }
}

/// Reads the people of a workspace, by path, and nothing else of it.
pub(crate) fn all(workspace: &Workspace) -> Vec<Person> {
    let schema = Schema::builtin();
    let folders = schema
        .kind("person")
        .into_iter()
        .flat_map(|kind| kind.folder.iter().chain(&kind.folder_aliases));
    let mut people = Vec::new();
    for folder in folders {
        // A folder that is not there, or cannot be listed, has no people.
        let walked = walk(&workspace.root().join(folder), &|path, _| layout::is_local_only(path));
        for found in walked.map(|walked| walked.files).unwrap_or_default() {
            let path = RepoPath::in_folder(folder, found.path.as_str());
            if path.is_markdown()
                && let Some(source) = workspace.source(&path)
            {
                people.extend(Person::read(schema, &path, source));
            }
        }
    }
    people.sort_by(|one, other| one.path.cmp(&other.path));
    people.dedup_by(|one, other| one.path == other.path);
    people
}

/// Tells whether a path lies where people's files lie.
pub(crate) fn may_be_person(schema: &Schema, path: &RepoPath) -> bool {
    let folder = path.parts().next().unwrap_or_default();
    path.is_markdown() && schema.kind_of_folder(folder).is_some_and(|kind| kind.name == "person")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_in_any_language() {
        let schema = Schema::builtin();
        let read = |path: &str, text: &str| {
            let path = RepoPath::new(path);
            assert!(may_be_person(schema, &path), "{path}");
            Person::read(schema, &path, Source::new(text)).expect("a person")
        };
        let kari = read(
            "folk/kari.md",
            "---\nnavn: Kari Hansen\ne-post: [kari@example.org, k@work.no]\nspråk: norsk\n---\n",
        );
        assert_eq!((kari.id.as_str(), kari.first_name()), ("kari", "Kari"));
        assert_eq!(kari.language, Some(Language::Bokmal));
        assert!(kari.has_email("K@work.no ") && kari.is_called("Kari") && !kari.is_called("kar"));
        let bare = read("people/ola.md", "---\nemail: ola@nordlys.no\nrole: client\n---\n");
        assert_eq!((bare.name.as_str(), bare.role.as_deref()), ("ola", Some("client")));
        assert!(!may_be_person(schema, &RepoPath::new("tasks/kari.md")));
    }
}
