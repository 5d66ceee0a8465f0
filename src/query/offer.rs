//! What may stand in the place of a term that is being typed.

use super::key::{self, ABSENT, Key, ME, PRESENT, Special};
use super::{Offer, Vocabulary};
use crate::schema::{EnumValue, FieldType, fold};

/// Words for days that are worth an offer.
const DAYS: [&str; 6] = ["today", "tomorrow", "this-week", "next-week", "this-month", "7d"];

/// Returns what a term that begins with `typed` may become, each as the whole term.
///
/// Words are English; where nothing English begins so, the other words for the same thing are
/// looked at. A text in quotes and a word of the user's own get no offer.
pub fn offers(typed: &str, vocabulary: &Vocabulary<'_>) -> Vec<Offer> {
    let (minus, rest) = match typed.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", typed),
    };
    let found = if let Some(name) = rest.strip_prefix('@') {
        let saved = vocabulary.saved.iter();
        let all = saved.map(|one| Choice::new(&one.name, &one.text)).collect();
        fitting(name, all).into_iter().map(|one| one.behind("@")).collect()
    } else if let Some((name, value)) = rest.split_once(':') {
        let found = values(name, value, vocabulary);
        found.into_iter().map(|one| one.behind(&format!("{name}:"))).collect()
    } else {
        fitting(rest, keys(vocabulary, minus.is_empty()))
    };
    found.into_iter().map(|one| one.behind(minus)).collect()
}

/// Returns the names of keys that begin with `typed`, as columns and groups are named.
pub fn key_offers(typed: &str, vocabulary: &Vocabulary<'_>) -> Vec<Offer> {
    let mut found = fitting(typed, keys(vocabulary, false));
    for one in &mut found {
        one.text.truncate(one.text.trim_end_matches(':').len());
        one.open = false;
    }
    found.retain(|one| one.text != "is");
    found
}

/// Something to choose, with the other words for it.
pub(crate) struct Choice<'a> {
    pub(crate) text: String,
    pub(crate) others: Vec<String>,
    pub(crate) help: &'a str,
    pub(crate) open: bool,
}

impl<'a> Choice<'a> {
    pub(crate) fn new(text: &str, help: &'a str) -> Self {
        Self { text: text.to_owned(), others: Vec::new(), help, open: false }
    }

    fn of_value(value: &'a EnumValue) -> Self {
        Self { others: value.aliases.clone(), ..Self::new(&value.name, "") }
    }

    fn open(mut self, end: char) -> Self {
        self.text.push(end);
        self.others.iter_mut().for_each(|other| other.push(end));
        self.open = true;
        self
    }
}

/// Returns those that begin with `typed`, else those of which another word does.
pub(crate) fn fitting(typed: &str, choices: Vec<Choice<'_>>) -> Vec<Offer> {
    let typed = fold(typed).into_owned();
    let fits = |text: &str| fold(text).starts_with(&typed);
    let offer = |text: &str, choice: &Choice<'_>| Offer {
        text: text.to_owned(),
        help: choice.help.to_owned(),
        open: choice.open,
    };
    let named = choices.iter().filter(|one| fits(&one.text));
    let named: Vec<Offer> = named.map(|one| offer(&one.text, one)).collect();
    if !named.is_empty() {
        return named;
    }
    let other =
        |one: &Choice<'_>| one.others.iter().find(|text| fits(text)).map(|text| offer(text, one));
    choices.iter().filter_map(other).collect()
}

/// The choices that a field of this type has; empty where anything may stand.
pub(crate) fn of_type<'a>(r#type: &'a FieldType, people: &[String]) -> Vec<Choice<'a>> {
    match r#type {
        FieldType::Enum(values) => values.iter().map(Choice::of_value).collect(),
        FieldType::Person => people.iter().map(|name| Choice::new(name, "")).collect(),
        FieldType::Bool => ["yes", "no"].map(|word| Choice::new(word, "")).into(),
        _ => Vec::new(),
    }
}

/// All keys; with those that only stand for themselves, such as `sort:`, when `all`.
fn keys<'a>(vocabulary: &Vocabulary<'a>, all: bool) -> Vec<Choice<'a>> {
    let with = |text: &str, others: &[&str], help: &'a str| Choice {
        others: others.iter().map(|&other| other.to_owned()).collect(),
        ..Choice::new(text, help)
    };
    let mut found: Vec<Choice<'a>> = Vec::new();
    for (special, names) in key::special_words() {
        let help = match special {
            Special::Is => "late, open, closed, conflict, broken, new",
            Special::Sort => "what to order by; with `-` the last first",
            Special::Limit => "how many at most",
        };
        if all || special == Special::Is {
            found.push(with(names[0], &names[1..], help));
        }
    }
    for (key, names) in key::own_words() {
        let help = match key {
            Key::Id => "what it is called by",
            Key::Path => "what its path begins with",
            Key::Title => "what its title holds",
            Key::Kind => "task, reply, brief, person …",
            Key::Status => "where a task stands",
            Key::WrittenStatus => "what the status of its file says",
            Key::Waiting => "for whom a task waits",
            Key::Field(_) => "",
        };
        found.push(with(names[0], &names[1..], help));
    }
    // Tasks are what most questions are about.
    let kinds = vocabulary.schema.kind("task").into_iter().chain(vocabulary.schema.kinds());
    let fields = kinds.flat_map(|kind| &kind.fields);
    for field in fields {
        if !found.iter().any(|one| one.text == field.name) {
            let others = field.aliases.clone();
            found.push(Choice { others, ..Choice::new(&field.name, &field.doc) });
        }
    }
    found.into_iter().map(|one| one.open(':')).collect()
}

/// The values that `typed` may become behind the key `name`; what stands before the last comma and
/// a sign stay.
fn values(name: &str, typed: &str, vocabulary: &Vocabulary<'_>) -> Vec<Offer> {
    let from = typed.rfind(',').map_or(0, |comma| comma + 1);
    let sign = typed[from..].trim_start_matches(['<', '>', '=']);
    let (before, last) = typed.split_at(typed.len() - sign.len());
    let compared = before.len() > from;
    let found = match key::special(name) {
        Some(Special::Is) => key::quality_choices()
            .map(|names| Choice {
                others: names[1..].iter().map(|&other| other.to_owned()).collect(),
                ..Choice::new(names[0], "")
            })
            .collect(),
        Some(Special::Sort) => {
            let (minus, last) = match last.strip_prefix('-') {
                Some(rest) => ("-", rest),
                None => ("", last),
            };
            let found = key_offers(last, vocabulary).into_iter();
            return found.map(|one| one.behind(minus).behind(before)).collect();
        }
        Some(Special::Limit) => Vec::new(),
        None => match Key::known(name, vocabulary.schema) {
            Some(key) => of_key(&key, compared, vocabulary),
            None => Vec::new(),
        },
    };
    fitting(last, found).into_iter().map(|one| one.behind(before)).collect()
}

fn of_key<'a>(key: &Key, compared: bool, vocabulary: &Vocabulary<'a>) -> Vec<Choice<'a>> {
    let schema = vocabulary.schema;
    let mut found = match key.r#type(schema) {
        _ if *key == Key::Kind => {
            let of_kind = |kind: &'a crate::schema::Kind| Choice {
                others: kind.aliases.clone(),
                ..Choice::new(&kind.name, &kind.doc)
            };
            return schema.kinds().map(of_kind).collect();
        }
        Some(FieldType::Person) => {
            let me = Choice {
                others: ME[1..].iter().map(|&other| other.to_owned()).collect(),
                ..Choice::new(ME[0], "whoever asks")
            };
            let people = of_type(&FieldType::Person, &vocabulary.names.people());
            std::iter::once(me)
                .chain(people.into_iter().map(|one| Choice { help: "", ..one }))
                .collect()
        }
        Some(FieldType::Date | FieldType::Moment) => {
            DAYS.iter().map(|day| Choice::new(day, "")).collect()
        }
        Some(r#type) => of_type(r#type, &[]),
        None => Vec::new(),
    };
    if !compared && !matches!(key, Key::Id | Key::Path | Key::Title) {
        found.push(Choice::new(ABSENT[0], "there is none"));
        found.push(Choice::new(PRESENT[0], "there is one"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Names;
    use crate::schema::{SavedQuery, Schema};

    struct Two;

    impl Names for Two {
        fn is_key(&self, _: &str) -> bool {
            false
        }

        fn is_person(&self, _: &str) -> bool {
            true
        }

        fn people(&self) -> Vec<String> {
            vec!["ola".to_owned(), "kari".to_owned()]
        }
    }

    fn found(typed: &str) -> Vec<String> {
        let saved = SavedQuery::of("urgent", "is:open priority:high");
        let vocabulary = Vocabulary { schema: Schema::builtin(), saved: &[saved], names: &Two };
        offers(typed, &vocabulary).into_iter().map(|one| one.text).collect()
    }

    #[track_caller]
    fn check(typed: &str, expected: &[&str]) {
        assert_eq!(found(typed), expected, "{typed}");
    }

    #[test]
    fn keys_and_their_values_are_offered() {
        check("stat", &["status:"]);
        check("-prio", &["-priority:"]);
        check("status:dra", &["status:draft"]);
        check("status:sent,con", &["status:sent,confirmed"]);
        check("priority:>=hi", &["priority:>=high"]);
        check("priority:>=x", &[]);
        check("to:", &["to:me", "to:ola", "to:kari", "to:none", "to:any"]);
        check("waiting:k", &["waiting:kari"]);
        check("kind:tas", &["kind:task"]);
        let qualities = ["late", "at-risk", "open", "closed", "conflict", "broken", "new"];
        check("is:", &qualities.map(|one| format!("is:{one}")).each_ref().map(String::as_str));
        check("due:to", &["due:today", "due:tomorrow"]);
        check("sort:-du", &["sort:-due", "sort:-due_after"]);
        check("sort:due,prio", &["sort:due,priority"]);
        check("limit:", &[]);
        check("title:", &[]);
        check("nosuch:", &[]);
        check("@", &["@urgent"]);
        check("-@ur", &["-@urgent"]);
        check("@x", &[]);
        check("\"til", &[]);
        check("STAT", &["status:"]);
    }

    #[test]
    fn other_words_are_offered_where_no_english_one_fits() {
        check("fris", &["frist:", "frist_etter:"]);
        check("status:utk", &["status:utkast"]);
        check("slag:oppg", &["slag:oppgave"]);
        check("er:sen", &["er:sen"]);
    }

    /// What is offered can be asked for.
    #[test]
    fn every_offer_can_be_read() {
        let vocabulary = Vocabulary { schema: Schema::builtin(), saved: &[], names: &Two };
        let mut checked = 0;
        for key in found("") {
            for offer in found(&key) {
                let read = super::super::parse(&offer, &vocabulary);
                assert!(read.is_ok(), "{offer}: {read:?}");
                checked += 1;
            }
        }
        assert!(checked > 100, "{checked}");
    }
}
