use std::collections::BTreeMap;

use jiff::ZonedDateTime;

use super::Target;
use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::ops::SaveError;
use crate::ops::save;
use crate::text::{Edit, RepoPath, apply};
use crate::workspace::{HostError, Progress};

/// A fix may show what another hid; more rounds than this are a fix that undoes another.
const ROUNDS: usize = 8;

/// What mending did to one tree.
#[derive(Default)]
pub(super) struct Mended {
    pub(super) fixed: usize,
    pub(super) failed: BTreeMap<RepoPath, SaveError>,
}

/// Applies all safe fixes, round by round until none is left.
pub(super) fn mend(
    target: &Target,
    now: Option<&ZonedDateTime>,
    progress: Progress<'_>,
) -> Result<Mended, HostError> {
    let mut mended = Mended::default();
    for _ in 0..ROUNDS {
        let report = target.check(now, progress)?.report;
        let mut files: BTreeMap<&RepoPath, Vec<&Fix>> = BTreeMap::new();
        for one in &report.diagnostics {
            if let Some(fix) = safe(one).filter(|_| !mended.failed.contains_key(&one.path)) {
                files.entry(&one.path).or_default().push(fix);
            }
        }
        let before = mended.fixed;
        for (path, fixes) in files {
            match mend_file(target, path, &fixes) {
                Ok(fixed) => mended.fixed += fixed,
                Err(error) => {
                    mended.failed.insert(path.clone(), error);
                }
            }
        }
        if mended.fixed == before {
            break;
        }
    }
    Ok(mended)
}

fn safe(one: &Diagnostic) -> Option<&Fix> {
    one.fix.as_ref().filter(|fix| fix.safety == Safety::Safe && !fix.edits.is_empty())
}

/// Applies the fixes of one file that do not touch each other; returns how many.
fn mend_file(target: &Target, path: &RepoPath, fixes: &[&Fix]) -> Result<usize, SaveError> {
    let Some(source) = target.source(path) else { return Ok(0) };
    let old = source.text();
    let mut edits: Vec<Edit> = Vec::new();
    let mut new = old.to_owned();
    let mut applied = 0;
    for fix in fixes {
        // Two rules may propose the very same edit; the second has nothing left to do.
        if fix.edits.iter().any(|edit| edits.iter().any(|one| touches(one, edit))) {
            continue;
        }
        let tried: Vec<Edit> = edits.iter().chain(&fix.edits).cloned().collect();
        if let Ok(text) = apply(old, &tried) {
            (edits, new) = (tried, text);
            applied += 1;
        }
    }
    if new == old {
        return Ok(0);
    }
    save::replace(target.root(), path, old, &new)?;
    Ok(applied)
}

fn touches(one: &Edit, other: &Edit) -> bool {
    one.span.start <= other.span.end && other.span.start <= one.span.end
}
