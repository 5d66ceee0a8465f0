//! A page in a clone whose address several people have: nothing on it is done or made anew, and it says so.
//!
//! A line at its top is all that is written; it goes when the page is made the next time.

use super::keep::{self, MOST};
use super::page::escaped;
use crate::merge::ContentId;
use crate::ops::Place;
use crate::schema::layout::PAGE_MARK as MARK;
use crate::schema::{Language, layout};
use crate::store::{Repo, SafePath, files, read};
use crate::text::RepoPath;

/// Stands behind the line, so that it is found again.
const SIGN: &str = "<!-- nobody -->";

/// Says on the page of this clone that it is not known who works here; tells whether that is so.
pub(super) fn tell(place: &Place) -> bool {
    let Some(shared) = place.shared_address() else { return false };
    for language in Language::ALL {
        // What cannot be written is told by the sync all the same.
        let _ = tell_on(place, language, &shared.said(language, &escaped));
    }
    true
}

fn tell_on(place: &Place, language: Language, said: &str) -> Option<()> {
    let repo = Repo::open(place.snapshot.root()).ok()?;
    let name = layout::today_file(language);
    let path = SafePath::new(&RepoPath::new(name)).ok()?;
    let bytes = read::read_bounded(&repo.root().join(name), MOST).ok()?;
    let page = std::str::from_utf8(&bytes).ok().filter(|page| page.contains(MARK))?;
    let known = keep::written(&repo).read().ok().flatten()?;
    if keep::is_tracked(&repo, name) {
        return None;
    }
    let said = format!("**{said}** {SIGN}");
    let new = with(page, &said);
    if new == page {
        return Some(());
    }
    // What is known to be ours is never taken for what was typed.
    keep::written(&repo).write(&with(&known, &said)).ok()?;
    let expect = Some(ContentId::of_blob(&bytes));
    files::write_atomic(repo.root(), &path, new.as_bytes(), None, expect).ok().map(|_| ())
}

/// Returns a page with this line below its title, instead of another one of the kind.
fn with(page: &str, said: &str) -> String {
    let end = if page.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = String::with_capacity(page.len() + said.len());
    let mut lines = page.split_inclusive('\n').peekable();
    let title = lines.next_if(|line| line.trim_start_matches('\u{feff}').starts_with("# "));
    out.push_str(title.unwrap_or_default());
    out.push_str(&format!("{end}{said}{end}"));
    while let Some(line) = lines.next() {
        let is_blank = |line: &str| line.trim().is_empty();
        let is_old = |line: &str| line.trim_end().ends_with(SIGN);
        if is_blank(line) && lines.next_if(|next| is_old(next)).is_some() || is_old(line) {
            continue;
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_stands_once_and_all_else_stays() {
        let check = |page: &str, expected: &str| {
            let new = with(page, &format!("**a** {SIGN}"));
            assert_eq!(new, expected);
            assert_eq!(with(&new, &format!("**a** {SIGN}")), new);
            let other = new.replace("**a**", "**b**");
            assert_eq!(with(&new, &format!("**b** {SIGN}")), other);
        };
        check("# T\n\nIntro\n", "# T\n\n**a** <!-- nobody -->\n\nIntro\n");
        check("\u{feff}# T\r\n\r\nI", "\u{feff}# T\r\n\r\n**a** <!-- nobody -->\r\n\r\nI");
        check("Mine\n", "\n**a** <!-- nobody -->\nMine\n");
    }
}
