//! What leads where: documents and files, and the arrows between them, followed both ways.
//!
//! Pure: where the arrows of one document come from is an [`Arrows`], which may read them one by one
//! or have them all.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::rules::mentions::{Form, Leads, Links, Mention};
use crate::schema::Record;
use crate::text::{RepoPath, Span};
use crate::workflow::task_of;

/// One document speaks of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    pub from: RepoPath,
    /// How: the English key of a field, or the kind of link.
    pub relation: Relation,
    /// As it is written, without `[[ ]]`.
    pub written: String,
    pub end: End,
    /// Where it stands in `from`.
    pub span: Span,
}

/// How one document speaks of something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// In the field with this English key.
    Field(String),
    /// In the field with this English key, which names people.
    Person(String),
    /// In the text, by a path or an address.
    Link,
    /// In the text, by `[[name]]`.
    Wiki,
    /// By lying in the folder of a task.
    Folder,
}

/// What an arrow leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    Document(RepoPath),
    /// A document of a kind that the field does not take.
    OtherKind(RepoPath),
    /// A file that is no document, or a folder.
    File(RepoPath),
    /// Nothing that is there.
    Missing,
    /// A document or a file that is held back.
    HeldBack,
    /// An address of the web or of mail.
    Web,
    /// A file that is not the workspace's; why, in words.
    Outside(&'static str),
}

impl End {
    /// Returns the file that is meant, when it is there.
    pub fn path(&self) -> Option<&RepoPath> {
        match self {
            Self::Document(path) | Self::OtherKind(path) | Self::File(path) => Some(path),
            _ => None,
        }
    }
}

impl Relation {
    /// Returns the word for it: the key, or what kind of link it is.
    pub fn word(&self) -> &str {
        match self {
            Self::Field(key) | Self::Person(key) => key,
            Self::Link => "link",
            Self::Wiki => "wiki link",
            Self::Folder => "in its folder",
        }
    }
}

/// Hands out arrows, those of one document at a time.
pub trait Arrows {
    /// Returns the arrows that begin in the document at `path`, in order of its text.
    fn out_of(&self, path: &RepoPath) -> Vec<Arrow>;

    /// Returns the arrows that lead to the document or file at `path`, by where they begin.
    fn into(&self, path: &RepoPath) -> Vec<Arrow>;
}

/// Returns the arrows that begin in a document, in order of its text.
pub fn arrows_of(record: &Record, links: &Links<'_>) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    let mut says_its_task = false;
    links.of(record, |mention, leads| {
        says_its_task |= mention.key == Some("task");
        arrows.extend(arrow(record, &mention, &leads));
    });
    arrows.sort_by_key(|arrow| arrow.span);
    // What lies in a task's folder is about that task, whether it says so or not.
    if !says_its_task
        && (record.is("reply") || record.is("review"))
        && let Some(task) = task_of(record)
        && let Some(task) = links.find(task, "task")
    {
        let (relation, end) = (Relation::Folder, End::Document(task.path.clone()));
        let from = record.path.clone();
        arrows.insert(
            0,
            Arrow { from, relation, written: task.id.to_string(), end, span: Span::at(0) },
        );
    }
    arrows
}

fn arrow(record: &Record, mention: &Mention<'_>, leads: &Leads<'_>) -> Option<Arrow> {
    let key = |key: &str| match mention.form {
        Form::Name(kinds) if kinds.is_person() => Relation::Person(key.to_owned()),
        _ => Relation::Field(key.to_owned()),
    };
    let relation = match (mention.key, mention.form) {
        (Some(name), _) => key(name),
        (None, Form::Wiki) => Relation::Wiki,
        (None, _) => Relation::Link,
    };
    let end = match leads {
        Leads::Document(other) => End::Document(other.path.clone()),
        Leads::OtherKind(other) => End::OtherKind(other.path.clone()),
        Leads::File(path) => End::File(path.clone()),
        Leads::NotShared => End::HeldBack,
        Leads::Nowhere => End::Missing,
        Leads::Outside(why) => End::Outside(why),
        // A place in the same document leads nowhere else.
        Leads::Elsewhere if mention.written.contains(':') => End::Web,
        Leads::Elsewhere => return None,
    };
    let (from, written) = (record.path.clone(), mention.written.to_owned());
    Some(Arrow { from, relation, written, end, span: mention.span })
}

/// An arrow and how far it is from where the search began: 1 for those at the start itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub depth: usize,
    pub arrow: Arrow,
    /// Whether what it leads to was followed already: its own arrows stand elsewhere.
    pub seen: bool,
}

/// Follows arrows from `start` outwards, depth first, each document once.
///
/// `depth` says how many arrows in a row are followed; arrows for which `takes` says no are left out.
pub fn outwards(
    arrows: &dyn Arrows,
    start: &RepoPath,
    depth: usize,
    takes: &dyn Fn(&Arrow) -> bool,
) -> Vec<Step> {
    follow(start, depth, &|path| arrows.out_of(path), &|arrow| arrow.end.path().cloned(), takes)
}

/// Follows arrows to `start` backwards, in the same way.
pub fn inwards(
    arrows: &dyn Arrows,
    start: &RepoPath,
    depth: usize,
    takes: &dyn Fn(&Arrow) -> bool,
) -> Vec<Step> {
    follow(start, depth, &|path| arrows.into(path), &|arrow| Some(arrow.from.clone()), takes)
}

fn follow(
    start: &RepoPath,
    depth: usize,
    arrows: &dyn Fn(&RepoPath) -> Vec<Arrow>,
    other: &dyn Fn(&Arrow) -> Option<RepoPath>,
    takes: &dyn Fn(&Arrow) -> bool,
) -> Vec<Step> {
    // Nearest first: how far each document is, and its arrows.
    let mut found: HashMap<RepoPath, (usize, Vec<Arrow>)> = HashMap::new();
    let mut queue = VecDeque::from([(start.clone(), 1)]);
    let mut known = HashSet::from([start.clone()]);
    while let Some((path, at)) = queue.pop_front() {
        let mut here = arrows(&path);
        here.retain(|arrow| takes(arrow));
        for next in here.iter().filter_map(other).filter(|_| at < depth) {
            if known.insert(next.clone()) {
                queue.push_back((next, at + 1));
            }
        }
        found.insert(path, (at, here));
    }
    let mut steps = Vec::new();
    let mut open: Vec<(usize, Arrow)> = Vec::new();
    // Hands out the arrows of a document once, where it is nearest.
    let mut push = |open: &mut Vec<(usize, Arrow)>, path: &RepoPath, depth: usize| {
        let here = found.get_mut(path).filter(|(nearest, _)| *nearest == depth);
        let Some((nearest, arrows)) = here else { return false };
        *nearest = 0;
        open.extend(std::mem::take(arrows).into_iter().rev().map(|arrow| (depth, arrow)));
        true
    };
    push(&mut open, start, 1);
    while let Some((at, arrow)) = open.pop() {
        let next = other(&arrow).filter(|path| known.contains(path));
        let seen = next.is_some_and(|path| !push(&mut open, &path, at + 1));
        steps.push(Step { depth: at, arrow, seen });
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arrows as `a>b`.
    struct Few(&'static [&'static str]);

    impl Arrows for Few {
        fn out_of(&self, path: &RepoPath) -> Vec<Arrow> {
            self.all().filter(|arrow| arrow.from == *path).collect()
        }

        fn into(&self, path: &RepoPath) -> Vec<Arrow> {
            self.all().filter(|arrow| arrow.end.path() == Some(path)).collect()
        }
    }

    impl Few {
        fn all(&self) -> impl Iterator<Item = Arrow> {
            self.0.iter().map(|arrow| {
                let (from, to) = arrow.split_once('>').unwrap();
                Arrow {
                    from: from.into(),
                    relation: Relation::Wiki,
                    written: to.to_owned(),
                    end: End::Document(to.into()),
                    span: Span::at(0),
                }
            })
        }
    }

    #[track_caller]
    fn check(arrows: &'static [&'static str], depth: usize, out: &[&str], into: &[&str]) {
        let shown = |step: &Step| {
            let seen = if step.seen { "*" } else { "" };
            format!("{}{}>{}{seen}", "-".repeat(step.depth), step.arrow.from, step.arrow.written)
        };
        let (few, start) = (Few(arrows), RepoPath::new("a"));
        let steps = outwards(&few, &start, depth, &|_| true);
        assert_eq!(steps.iter().map(shown).collect::<Vec<_>>(), out);
        let steps = inwards(&few, &start, depth, &|_| true);
        assert_eq!(steps.iter().map(shown).collect::<Vec<_>>(), into);
    }

    #[test]
    fn arrows_are_followed_as_far_as_asked() {
        check(&["a>b", "b>c", "c>d", "x>a", "y>x"], 1, &["-a>b"], &["-x>a"]);
        check(&["a>b", "b>c", "c>d", "x>a", "y>x"], 2, &["-a>b", "--b>c"], &["-x>a", "--y>x"]);
        check(&["a>b", "b>c", "c>d"], 9, &["-a>b", "--b>c", "---c>d"], &[]);
        check(&["a>b"], 0, &["-a>b"], &[]);
    }

    #[test]
    fn circles_end_and_each_is_followed_where_it_is_nearest() {
        check(&["a>a"], 9, &["-a>a*"], &["-a>a*"]);
        check(&["a>b", "b>a"], 9, &["-a>b", "--b>a*"], &["-b>a", "--a>b*"]);
        check(
            &["a>b", "b>c", "c>d", "a>d", "d>e"],
            9,
            &["-a>b", "--b>c", "---c>d*", "-a>d", "--d>e"],
            &[],
        );
    }
}
