//! What may stand in the place of a word that is being typed: looked up fast, and without writing
//! anything.

use std::path::Path;

use super::find::Named;
use crate::index::documents::Summary;
use crate::query::{self, Choice, Offer, Subject, Vocabulary, fitting, of_type};
use crate::rules;
use crate::schema::{Field, FieldType, Schema};
use crate::workspace::{Snapshot, Workspace};

/// More documents than this are no help to anyone.
const MOST: usize = 500;

/// What the words of one workspace can be; outside of one, those that need none.
pub struct Offers {
    snapshot: Option<Snapshot>,
}

/// What a word is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought<'a> {
    /// The id of a document.
    Document,
    /// The id of a task.
    Task,
    Person,
    Kind,
    Rule,
    /// A term of a query.
    Term,
    /// What documents are put together by.
    Key,
    /// Several keys, with commas between them.
    Keys,
    /// `key=value` of a document of a kind, where that is known.
    Change {
        kind: Option<&'a str>,
    },
    /// A value of a field.
    Value {
        kind: &'a str,
        key: &'a str,
    },
}

impl Offers {
    /// Looks at the workspace that holds `directory`.
    pub fn at(directory: &Path) -> Self {
        let workspace = Workspace::require(directory).ok();
        Self { snapshot: workspace.map(|workspace| workspace.glance()) }
    }

    /// Returns what `typed` may become, the likeliest first, each as the whole word.
    pub fn of(&self, sought: Sought<'_>, typed: &str) -> Vec<Offer> {
        match sought {
            Sought::Document => self.documents(typed, &|_| true),
            Sought::Task => self.documents(typed, &|kind| kind == "task"),
            Sought::Person => fitting(typed, of_type(&FieldType::Person, &self.people())),
            Sought::Kind => self.kinds(typed),
            Sought::Rule => {
                let rules = rules::all().iter();
                let rules = rules.map(|rule| Choice::new(rule.name.as_str(), rule.summary));
                fitting(typed, rules.collect())
            }
            Sought::Term => self.with_vocabulary(|words| query::offers(typed, words)),
            Sought::Key => self.with_vocabulary(|words| query::key_offers(typed, words)),
            Sought::Keys => {
                let (before, last) = typed.split_at(typed.rfind(',').map_or(0, |at| at + 1));
                let found = self.with_vocabulary(|words| query::key_offers(last, words));
                found.into_iter().map(|one| one.behind(before)).collect()
            }
            Sought::Change { kind } => self.changes(kind, typed),
            Sought::Value { kind, key } => {
                let field = self.fields(Some(kind)).into_iter().find(|field| field.name == key);
                field.map_or_else(Vec::new, |field| self.values(field, typed))
            }
        }
    }

    /// Returns the kind of the document with this id, as far as that is known without a search.
    pub fn kind_of(&self, id: &str) -> Option<String> {
        let found = self.snapshot.as_ref()?.near().called(id);
        found.first().and_then(|record| record.kind.as_deref().map(str::to_owned))
    }

    /// Returns the English name of a kind.
    pub fn kind_called<'a>(&'a self, name: &str) -> Option<&'a str> {
        self.schema().kind(name).map(|kind| kind.name.as_str())
    }

    fn schema(&self) -> &Schema {
        match &self.snapshot {
            Some(snapshot) => snapshot.schema(),
            None => Schema::builtin(),
        }
    }

    fn people(&self) -> Vec<String> {
        let people = self.snapshot.iter().flat_map(Snapshot::people);
        people.map(|person| person.id.to_string()).collect()
    }

    fn with_vocabulary(&self, ask: impl FnOnce(&Vocabulary<'_>) -> Vec<Offer>) -> Vec<Offer> {
        let schema = self.schema();
        match &self.snapshot {
            Some(snapshot) => {
                let names = Named { snapshot };
                ask(&Vocabulary { schema, saved: &snapshot.config().queries, names: &names })
            }
            None => ask(&Vocabulary { schema, saved: &[], names: &query::AnyNames }),
        }
    }

    fn kinds(&self, typed: &str) -> Vec<Offer> {
        let of_kind = |kind: &'_ crate::schema::Kind| (kind.name.clone(), kind.aliases.clone());
        let named = self.schema().kinds().map(|kind| (of_kind(kind), kind.doc.as_str()));
        let choices =
            named.map(|((name, others), doc)| Choice { others, ..Choice::new(&name, doc) });
        fitting(typed, choices.collect())
    }

    /// Ids that begin with `typed`, open tasks first; what was said about a task only where somebody
    /// has begun to type it.
    fn documents(&self, typed: &str, is_kind: &dyn Fn(&str) -> bool) -> Vec<Offer> {
        let Some(snapshot) = &self.snapshot else { return Vec::new() };
        let typed = typed.to_lowercase();
        let summaries = snapshot.index().summaries();
        let wanted = |one: &Summary<'_>| {
            let Some(kind) = one.kind().filter(|kind| is_kind(kind)) else { return false };
            let said = matches!(kind, "reply" | "review");
            (!said || !typed.is_empty()) && begins(one.id(), &typed)
        };
        let mut found: Vec<Summary<'_>> = summaries.all();
        found.retain(wanted);
        let is_open =
            |one: &Summary<'_>| one.standing().is_some_and(|standing| !standing.state.is_closed());
        found.sort_by(|a, b| {
            let open = is_open(b).cmp(&is_open(a));
            open.then_with(|| query::natural_order(a.id(), b.id()))
        });
        let offer = |one: &Summary<'_>| Offer {
            text: one.id().to_owned(),
            help: one.title().to_owned(),
            open: false,
        };
        let mut offers: Vec<Offer> = found.iter().take(MOST).map(offer).collect();
        // A shell goes on to what all of them begin with: with the first and the last by the
        // alphabet among them, that is right for those that are left out too.
        let left_out = found.iter().skip(MOST);
        let by_id = |a: &&Summary<'_>, b: &&Summary<'_>| a.id().cmp(b.id());
        offers.extend(left_out.clone().min_by(by_id).map(offer));
        offers.extend(left_out.max_by(by_id).map(offer));
        offers.dedup_by(|a, b| a.text == b.text);
        offers
    }

    /// The fields of a kind; of all kinds where it is not known.
    fn fields(&self, kind: Option<&str>) -> Vec<&Field> {
        let mut fields: Vec<&Field> = Vec::new();
        for one in self.schema().kinds().filter(|one| kind.is_none_or(|kind| one.name == kind)) {
            for field in &one.fields {
                if !fields.iter().any(|known| known.name == field.name) {
                    fields.push(field);
                }
            }
        }
        fields
    }

    fn changes(&self, kind: Option<&str>, typed: &str) -> Vec<Offer> {
        let fields = self.fields(kind);
        let Some((key, value)) = typed.split_once('=') else {
            let choice = |field: &&'_ Field| {
                let with = |name: &str| format!("{name}=");
                (with(&field.name), field.aliases.iter().map(|one| with(one)).collect())
            };
            let choices = fields.iter().map(|field| {
                let (text, others) = choice(field);
                Choice { text, others, help: &field.doc, open: true }
            });
            return fitting(typed, choices.collect());
        };
        let name = key.trim_end_matches(['+', '-']);
        let is_called =
            |field: &&&Field| field.name == name || field.aliases.iter().any(|alias| alias == name);
        let Some(field) = fields.iter().find(is_called) else { return Vec::new() };
        let found = self.values(field, value).into_iter();
        found.map(|one| one.behind(&format!("{key}="))).collect()
    }

    fn values(&self, field: &Field, typed: &str) -> Vec<Offer> {
        match field.item_type() {
            FieldType::Reference(kinds) => {
                self.documents(typed, &|kind| kinds.iter().any(|one| one == kind))
            }
            r#type => fitting(typed, of_type(r#type, &self.people())),
        }
    }
}

/// Tells whether a name begins so, whatever the case.
fn begins(name: &str, lower: &str) -> bool {
    name.starts_with(lower) || name.to_lowercase().starts_with(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(offers: Vec<Offer>) -> Vec<String> {
        offers.into_iter().map(|one| one.text).collect()
    }

    fn workspace() -> tempfile::TempDir {
        let temp = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = temp.path().join(path);
            #[expect(clippy::disallowed_methods, reason = "a test makes its own files")]
            {
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
                std::fs::write(path, text).expect("written");
            }
        };
        write("workspace.yml", "format: 1\nqueries:\n  mine: \"to:me\"\n");
        write("people/ola.md", "---\nid: ola\nname: Ola\n---\n");
        write("tasks/a.md", "---\nid: ola-2\ntitle: Bank\nstatus: accepted\n---\n");
        write("tasks/ola-10-b.md", "---\nid: ola-10\ntitle: Contacts\nbrief: ola-3\n---\n");
        write("briefs/c.md", "---\nid: ola-3\ntitle: Month end\n---\n");
        write("tasks/ola-10-b/2026-11-24-091203-kari-confirm-7f3a.md", "---\ntype: confirm\n---\n");
        temp
    }

    #[test]
    fn documents_are_offered_by_the_beginning_of_their_ids() {
        let temp = workspace();
        let offers = Offers::at(temp.path());
        let ids = |typed: &str| texts(offers.of(Sought::Document, typed));
        assert_eq!(ids("ola-"), ["ola-2", "ola-10", "ola-3"]);
        assert_eq!(ids("OLA-1"), ["ola-10"]);
        assert_eq!(ids("bank"), [""; 0]);
        assert_eq!(ids(""), ["ola-2", "ola-10", "ola", "ola-3"]);
        assert_eq!(ids("2026"), ["2026-11-24-091203-kari-confirm-7f3a"]);
        assert_eq!(offers.of(Sought::Document, "ola-10")[0].help, "Contacts");
        assert_eq!(texts(offers.of(Sought::Task, "ola")), ["ola-2", "ola-10"]);
        assert!(!temp.path().join(".git").exists());
    }

    #[test]
    fn other_words_are_offered_by_what_they_are() {
        let temp = workspace();
        let offers = Offers::at(temp.path());
        let of = |sought, typed: &str| texts(offers.of(sought, typed));
        let task = Sought::Change { kind: Some("task") };
        assert_eq!(of(task, "prio"), ["priority="]);
        assert_eq!(of(task, "priority=h"), ["priority=high"]);
        assert_eq!(of(task, "brief=ola"), ["brief=ola-3"]);
        assert_eq!(of(task, "to=o"), ["to=ola"]);
        assert_eq!(of(task, "frist"), ["frist="]);
        assert_eq!(of(task, "nosuch=x"), [""; 0]);
        assert_eq!(of(Sought::Kind, "retro"), ["retrospective"]);
        assert_eq!(of(Sought::Rule, "vague"), ["vague-deadline"]);
        assert_eq!(of(Sought::Term, "@"), ["@mine"]);
        assert_eq!(of(Sought::Term, "to:o"), ["to:ola"]);
        assert_eq!(of(Sought::Keys, "id,tit"), ["id,title"]);
        assert_eq!(of(Sought::Value { kind: "reply", key: "type" }, "conf"), ["confirm"]);
        assert_eq!(offers.kind_of("OLA-3").as_deref(), Some("brief"));
    }

    /// The shell completes to what all offers have in common.
    #[test]
    fn many_documents_are_cut_so_that_their_common_beginning_stays() {
        let temp = workspace();
        for number in 0..MOST + 50 {
            let path = temp.path().join(format!("tasks/x{number}.md"));
            #[expect(clippy::disallowed_methods, reason = "a test makes its own files")]
            std::fs::write(path, format!("---\nid: kari-{number}\ntitle: T\n---\n")).expect("made");
        }
        let offers = Offers::at(temp.path());
        let found = texts(offers.of(Sought::Document, ""));
        assert!(found.len() <= MOST + 2 && found.iter().any(|id| id.starts_with("ola")));
    }

    #[test]
    fn outside_of_a_workspace_what_needs_none_is_offered() {
        let temp = tempfile::tempdir().expect("a folder");
        let offers = Offers::at(temp.path());
        assert_eq!(texts(offers.of(Sought::Rule, "vague")), ["vague-deadline"]);
        assert_eq!(texts(offers.of(Sought::Term, "stat")), ["status:"]);
        assert!(offers.of(Sought::Document, "").is_empty());
    }
}
