use std::collections::{HashMap, HashSet, VecDeque};

use super::{Arrow, Arrows};
use crate::text::RepoPath;

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
    follow(start, depth, &|path| arrows.leading_to(path), &|arrow| Some(arrow.from.clone()), takes)
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
    use crate::query::graph::{End, Relation};
    use crate::text::Span;

    /// Arrows as `a>b`.
    struct Few(&'static [&'static str]);

    impl Arrows for Few {
        fn out_of(&self, path: &RepoPath) -> Vec<Arrow> {
            self.all().filter(|arrow| arrow.from == *path).collect()
        }

        fn leading_to(&self, path: &RepoPath) -> Vec<Arrow> {
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
