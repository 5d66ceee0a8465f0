use crate::merge::ContentId;

/// One document that plain git had merged by our driver, which put something beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrivenMerge {
    /// The document as it stood here before.
    pub ours: ContentId,
    /// The document as the other side had it; `None` where that was not remembered.
    pub theirs: Option<ContentId>,
    /// The document as it was merged.
    pub merged: ContentId,
    /// Whether two histories were merged, which leaves a commit with two parents; not a commit that
    /// was picked, or something put aside that came back.
    pub of_histories: bool,
}

/// Where the branch stands, seen from where it stood when git merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// Where it stood.
    Same,
    /// Further on, by these commits.
    Onward {
        /// Whether one of them has more than one parent.
        merges: bool,
        /// The document in each of them.
        versions: Vec<Option<ContentId>>,
    },
    /// In a history without that commit; the document in each of the commits that are new there.
    Apart { versions: Vec<Option<ContentId>> },
}

/// Tells whether a merge by plain git was given up (`git merge --abort` and its like), so that what
/// was put beside a document tells of nothing.
///
/// `here` is the document in the folder; `is_squashing`, that git has merged without making a commit
/// of it yet. Where it cannot be told, the merge counts as done: a note too many is no loss.
pub fn is_given_up(
    merge: &DrivenMerge,
    since: &Since,
    here: Option<ContentId>,
    is_squashing: bool,
) -> bool {
    let changed = merge.merged != merge.ours;
    let is_as_before = here == Some(merge.ours);
    match since {
        // A merge that left the document alone would have moved the branch all the same; what was put
        // aside and came back would not.
        Since::Same => is_as_before && (changed || (merge.of_histories && !is_squashing)),
        Since::Onward { merges, versions } => {
            let untouched = versions.iter().all(|version| *version == Some(merge.ours));
            is_as_before && changed && !merges && untouched
        }
        Since::Apart { versions } => {
            let merged = Some(merge.merged);
            // Whoever typed into the merged document before it was committed has given nothing up: a
            // side as it was must be there.
            let is_side = |one: &Option<ContentId>| {
                *one == Some(merge.ours) || (one.is_some() && *one == merge.theirs)
            };
            let is_back = is_side(&here) || versions.iter().any(is_side);
            is_back && here != merged && !versions.contains(&merged)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "ours";
    const THEIRS: &str = "theirs";
    const MERGED: &str = "merged";

    fn id(text: &str) -> ContentId {
        ContentId::of_blob(text.as_bytes())
    }

    fn driven(merged: &str, of_histories: bool) -> DrivenMerge {
        DrivenMerge { ours: id(OURS), theirs: Some(id(THEIRS)), merged: id(merged), of_histories }
    }

    /// Says whether a merge is given up: of histories, and of a single commit.
    fn check(merged: &str, since: &Since, here: &str, expected: [bool; 2]) {
        let found = [true, false].map(|of_histories| {
            let merge = driven(merged, of_histories);
            is_given_up(&merge, since, Some(id(here)), false)
        });
        assert_eq!(found, expected, "{merged}, {since:?}, {here}");
    }

    #[test]
    fn what_is_as_before_was_given_up() {
        check(MERGED, &Since::Same, OURS, [true, true]);
        check(MERGED, &Since::Same, MERGED, [false, false]);
        check(MERGED, &Since::Same, "edited since", [false, false]);
        check(OURS, &Since::Same, OURS, [true, false]);
        let squashed = driven(OURS, true);
        assert!(!is_given_up(&squashed, &Since::Same, Some(id(OURS)), true));
    }

    #[test]
    fn a_history_that_went_on_says_whether_it_was_merged() {
        let onward = |merges, versions: &[&str]| Since::Onward {
            merges,
            versions: versions.iter().map(|text| Some(id(text))).collect(),
        };
        check(MERGED, &onward(true, &[MERGED, OURS]), MERGED, [false, false]);
        check(MERGED, &onward(true, &[OURS, OURS]), OURS, [false, false]);
        check(MERGED, &onward(false, &[OURS, OURS]), OURS, [true, true]);
        check(MERGED, &onward(false, &[OURS, MERGED]), OURS, [false, false]);
        check(OURS, &onward(false, &[OURS]), OURS, [false, false]);
    }

    #[test]
    fn another_history_has_the_merged_document_or_knows_of_no_merge() {
        let apart = |version: &str| Since::Apart { versions: vec![Some(id(version))] };
        check(MERGED, &apart(THEIRS), THEIRS, [true, true]);
        check(MERGED, &apart(THEIRS), "edited since", [true, true]);
        check(MERGED, &apart(MERGED), THEIRS, [false, false]);
        check(OURS, &apart(THEIRS), THEIRS, [true, true]);
        check(MERGED, &apart("edited while merging"), "edited while merging", [false, false]);
    }
}
