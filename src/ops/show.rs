//! One document, with what was said about it.

use super::{Place, PlaceError};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, comments};
use crate::schema::Record;
use crate::text::{RepoPath, Span};
use crate::workflow::{Said, Standing};

/// A document in full.
#[derive(Clone, Debug)]
pub struct Shown {
    pub record: Record,
    /// Of a task, where it stands.
    pub standing: Option<Standing>,
    /// Behind the front matter, as it is written.
    pub body: String,
    pub sections: Vec<ShownSection>,
    /// Replies and reviews, oldest first.
    pub replies: Vec<Reply>,
    pub links: Vec<ShownLink>,
    /// What is wrong with it and between it and others.
    pub problems: Vec<Diagnostic>,
}

/// A section of the body.
#[derive(Clone, Debug)]
pub struct ShownSection {
    /// The English heading where the kind knows it, else as written.
    pub name: String,
    pub heading: String,
    pub level: u8,
    /// What stands under it up to the next heading.
    pub text: String,
}

/// A reply or a review.
#[derive(Clone, Debug)]
pub struct Reply {
    pub record: Record,
    pub body: String,
}

/// A link, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownLink {
    pub target: String,
    /// The document that it names, when it is one.
    pub path: Option<RepoPath>,
}

/// Reads the document that is meant by `wanted`.
///
/// # Errors
/// When none or several are meant, or it is no text.
pub fn show(place: &Place, wanted: &str) -> Result<Shown, PlaceError> {
    let snapshot = &place.snapshot;
    let record = place.find(wanted)?;
    let read = |record: &Record| {
        let source = snapshot.source(&record.path);
        source.map(Document::parse).ok_or_else(|| PlaceError::NoText(record.path.clone()))
    };
    let document = read(record)?;
    let text = document.text();
    let names = record.sections.iter().map(|section| section.name.as_str());
    let sections = document
        .outline()
        .sections
        .iter()
        .zip(names)
        .map(|(section, name)| ShownSection {
            name: name.to_owned(),
            heading: section.title.clone(),
            level: section.level,
            text: section.own.of(text).trim().to_owned(),
        })
        .collect();
    let mut replies = Vec::new();
    let said = Said::of(snapshot.records());
    let about = if record.is("task") { said.about(record) } else { &[] };
    for reply in about.iter().copied() {
        let document = read(reply)?;
        let body = document.body().of(document.text()).to_owned();
        replies.push(Reply { record: reply.clone(), body });
    }
    let links = record.links.iter().map(|link| ShownLink {
        target: link.target.to_string(),
        path: link_path(place, record, &link.target, link.wiki),
    });
    let mut problems = snapshot.check().diagnostics;
    problems.retain(|one| one.path == record.path);
    Ok(Shown {
        record: record.clone(),
        standing: said.standing(record),
        body: document.body().of(text).to_owned(),
        sections,
        replies,
        links: links.collect(),
        problems,
    })
}

fn link_path(place: &Place, from: &Record, target: &str, wiki: bool) -> Option<RepoPath> {
    let target = target.split('#').next().unwrap_or(target);
    if target.is_empty() || target.contains("://") {
        return None;
    }
    if wiki {
        return place.find(target).ok().map(|record| record.path.clone());
    }
    let path = normal(from.path.parent(), target)?;
    place.snapshot.facts().files.has(path.as_str()).then_some(path)
}

/// Puts a relative target onto its folder; `None` when it leads out of the workspace.
fn normal(folder: &str, target: &str) -> Option<RepoPath> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(RepoPath::new(parts.join("/")))
}

impl Shown {
    /// Returns the body without its comments: the hints that a new document carries.
    pub fn body_without_comments(&self) -> String {
        without_comments(&self.body)
    }
}

impl Reply {
    /// Returns the body without its comments.
    pub fn body_without_comments(&self) -> String {
        without_comments(&self.body)
    }
}

/// Cuts HTML comments, but for those inside code.
fn without_comments(body: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    for comment in comments(body, Span::new(0, body.len())) {
        out.push_str(&body[done..comment.start]);
        done = comment.end;
    }
    out.push_str(&body[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_code_stays() {
        let check = |body: &str, expected: &str| assert_eq!(without_comments(body), expected);
        check("# A\n\n<!-- hint -->\nText\n", "# A\n\n\nText\n");
        check("Text <!-- x --> on <!-- y\nz -->.\n", "Text  on .\n");
        check("<!-- x --> An answer <!-- y -->!\n", " An answer !\n");
        check(
            "```\n<!-- code -->\n```\n`<!-- too -->`\n",
            "```\n<!-- code -->\n```\n`<!-- too -->`\n",
        );
        check("<!-- never closed\n\nText", "");
        check("---\nno: front matter\n---\n", "---\nno: front matter\n---\n");
    }

    #[test]
    fn targets_stay_inside_the_workspace() {
        let check = |folder, target, expected: Option<&str>| {
            assert_eq!(normal(folder, target).as_ref().map(RepoPath::as_str), expected, "{target}");
        };
        check("tasks/x", "../a.md", Some("tasks/a.md"));
        check("tasks", "./b/c.md", Some("tasks/b/c.md"));
        check("", "a.md", Some("a.md"));
        check("tasks", "../../a.md", None);
    }
}
