use std::collections::HashMap;

use crate::schema::Record;
use crate::store::Stamp;

/// Whoever did something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    /// As they are called here: the first name where it is only one person's, else the whole name.
    pub name: String,
    /// The short name, of a person of the workspace.
    pub person: Option<String>,
    pub email: String,
}

/// The people of a workspace, by what a commit says of its author.
#[derive(Clone, Debug, Default)]
pub struct People {
    by_email: HashMap<String, Option<usize>>,
    all: Vec<Who>,
    /// Whole names as they are written, and the short names.
    names: Vec<(String, String)>,
}

impl People {
    /// Takes the people among `records`.
    pub fn of<'r>(records: impl IntoIterator<Item = &'r Record>) -> Self {
        let people: Vec<&Record> = records.into_iter().filter(|one| one.is("person")).collect();
        let first =
            |record: &Record| record.title.split_whitespace().next().unwrap_or_default().to_owned();
        let mut names: HashMap<String, usize> = HashMap::new();
        for one in &people {
            *names.entry(first(one)).or_default() += 1;
        }
        let mut found = Self::default();
        for record in people {
            let emails: Vec<String> =
                record.texts("email").map(|email| email.trim().to_lowercase()).collect();
            let alone = names.get(&first(record)) == Some(&1);
            let name = if alone { first(record) } else { record.title.to_string() };
            let email = emails.first().cloned().unwrap_or_default();
            for email in emails {
                let at = found.all.len();
                // Of two with one address, neither is taken for the author.
                let same = |known: &mut Option<usize>| *known = known.filter(|known| *known == at);
                found.by_email.entry(email).and_modify(same).or_insert(Some(at));
            }
            found.names.push((record.title.to_string(), record.id.to_string()));
            found.all.push(Who { name, person: Some(record.id.to_string()), email });
        }
        found
    }

    /// Returns the author of a commit; one who is none of these people by what the commit says.
    pub fn author(&self, stamp: &Stamp) -> Who {
        self.with_email(&stamp.email).cloned().unwrap_or_else(|| {
            let name = if stamp.name.trim().is_empty() { &stamp.email } else { &stamp.name };
            Who { name: name.trim().to_owned(), person: None, email: stamp.email.clone() }
        })
    }

    /// Returns the short names that somebody may mean who writes another one: of those whose name begins so, else
    /// of all but its `writer`.
    pub fn likely(&self, written: &str, writer: &str) -> Vec<&str> {
        let first = |name: &str| {
            let words = name.split(|c: char| !c.is_alphanumeric());
            words.map(str::to_lowercase).find(|word| !word.is_empty())
        };
        let is_meant = |(name, short): &&(String, String)| {
            let written = first(written);
            written.is_some() && (written == first(name) || written == first(short))
        };
        let meant = self.names.iter().filter(is_meant);
        let meant: Vec<&str> = meant.map(|(_, short)| short.as_str()).collect();
        match meant.is_empty() {
            true => {
                let all = self.names.iter().map(|(_, short)| short.as_str());
                all.filter(|short| *short != writer).collect()
            }
            false => meant,
        }
    }

    /// Returns the person with an e-mail.
    pub fn with_email(&self, email: &str) -> Option<&Who> {
        self.all.get((*self.by_email.get(&email.trim().to_lowercase())?)?)
    }

    /// Returns how the person with a short name is called; the short name itself where there is none.
    pub fn name<'p>(&'p self, person: &'p str) -> &'p str {
        let found = self.all.iter().find(|who| who.person.as_deref() == Some(person));
        found.map_or(person, |who| &who.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::schema::Schema;
    use crate::text::{RepoPath, Source};

    #[test]
    fn people_are_called_by_their_first_names_where_these_differ() {
        let person = |id: &str, name: &str| {
            let text = format!(
                "---\nid: {id}\nname: {name}\nemail: [{id}@example.org, {id}@home.no]\n---\n"
            );
            let path = RepoPath::new(format!("people/{id}.md"));
            Schema::builtin().decode(&path, &Document::parse(Source::new(text))).0
        };
        let records = [
            person("kari", "Kari Hansen"),
            person("ola", "Ola Nordmann"),
            person("ola-n", "Ola Nilsen"),
        ];
        let people = People::of(&records);
        let check = |email: &str, expected: &str| {
            let (name, email) = ("Someone".to_owned(), email.to_owned());
            let who = people.author(&Stamp { name, email, seconds: 0, offset: 0 });
            assert_eq!(who.name, expected);
        };
        check("KARI@home.no", "Kari");
        check("ola@example.org", "Ola Nordmann");
        check("x@example.org", "Someone");
        // Whose it is, nobody knows where two pages have it.
        let mut records = records.to_vec();
        records.push(person("ola", "Ola Other"));
        let people = People::of(&records);
        assert_eq!(people.with_email("ola@example.org"), None);
        assert!(people.with_email("kari@home.no").is_some());
        assert_eq!(people.name("kari"), "Kari");
        assert_eq!(people.name("per"), "per");
    }
}
