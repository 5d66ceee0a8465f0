//! What was delivered, as a digest: what a review accepts or returns, and nothing else.

use sha2::{Digest, Sha256};

use super::sources::Sources;
use super::terms::{FORM, files_of, half, hex, put};
use crate::schema::{Record, layout};
use crate::text::RepoPath;

/// Returns a digest of the deliveries of one round, in the order of the files' names: what they say,
/// with their ticks and their minutes, and the content of each file that they link to.
///
/// `None` when it is not known what one of the files holds. The form never changes; another one gets
/// another number than `1:`.
pub fn delivered(round: &[&Record], sources: &dyn Sources) -> Option<String> {
    let mut hash = Sha256::new();
    hash.update(b"handover delivery 1");
    for reply in round {
        hash.update(reply.binding.as_ref().map_or([0; 16], |binding| binding.text));
        let minutes = reply.field("minutes").map(|field| field.value.to_string());
        put(&mut hash, minutes.unwrap_or_default().as_bytes());
        hash.update(files_of(reply, 0..reply.links.len(), sources, &is_work)?);
    }
    Some(format!("{FORM}{}", hex(&half(&hash.finalize()))))
}

/// Tells whether a file may be what was made: tasks, what is said about them, and people are none.
fn is_work(path: &RepoPath) -> bool {
    !path.is_markdown() || !(path.is_below(layout::TASKS) || path.is_below(layout::PEOPLE))
}

/// Tells whether this program can compare with what stands in a review.
pub(super) fn is_known(text: &str) -> bool {
    text.starts_with(FORM)
}
