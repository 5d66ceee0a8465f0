//! Ids of mails: which of them belong together, and what they are about.
//!
//! They are made of the workspace, the topic and the content alone, so that every machine gives the
//! same mail the same id, and a mail written twice is one mail to every program.

use super::mime::digest;
use crate::schema::layout::slug;

/// The topic of a mail about a day.
pub(super) const DAY: &str = "today";
const START: &str = "handover";
/// Where threads begin: a name that nobody can own.
const NOWHERE: &str = "handover.invalid";

/// Returns the id of a mail.
pub(super) fn message_id(workspace: &str, topic: &str, content: &str, domain: &str) -> String {
    format!("{START}.{}.{}.{content}@{domain}", short(workspace), token(topic))
}

/// Returns the id under which all mails about a topic belong together.
pub(super) fn root(workspace: &str, topic: &str) -> String {
    format!("{START}.{}.{}@{NOWHERE}", short(workspace), token(topic))
}

/// Reads the topic of one of our mails; `None` for a mail of somebody else or of another workspace.
pub(super) fn topic<'i>(workspace: &str, id: &'i str) -> Option<&'i str> {
    let (local, domain) = id.trim_matches(['<', '>', ' ']).rsplit_once('@')?;
    let rest = local.strip_prefix(START)?.strip_prefix('.')?;
    let rest = rest.strip_prefix(&*short(workspace))?.strip_prefix('.')?;
    if domain == NOWHERE { Some(rest) } else { rest.rsplit_once('.').map(|(topic, _)| topic) }
}

fn short(workspace: &str) -> String {
    digest(&[workspace])
}

/// Returns a topic as it can stand in an id.
pub(super) fn token(topic: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if topic.chars().all(plain) && topic.len() <= 100 && !topic.contains("..") {
        return topic.to_owned();
    }
    format!("{}-{}", slug(topic), digest(&[topic]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_back_from_an_id() {
        for name in ["ola-14", "ola-3.2026-12-01", DAY, "week-48"] {
            let id = message_id("Nordlys", name, "3f2a91c04b7e", "example.com");
            assert_eq!(topic("Nordlys", &format!("<{id}>")), Some(name));
            assert_eq!(topic("Nordlys", &root("Nordlys", name)), Some(name));
            assert_eq!(topic("Other", &id), None);
        }
        for other in ["", "x@y", "handover.@y", "handover.a@b", "CAF+x=1@mail.gmail.com"] {
            assert_eq!(topic("Nordlys", other), None);
        }
        assert!(token("uke 48: åpent").is_ascii());
    }
}
