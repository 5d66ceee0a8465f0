//! What a sync did, in the shape that other programs rely on.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::merge::Notice;
use crate::ops::lapsed::Lapsed;
use crate::ops::sync::{self, Synced};
use crate::schema::Language;
use crate::sync::Verdict;
use crate::text::RepoPath;

/// Returns what a sync did; `stopped` says why it did nothing.
pub(in crate::interfaces::cli) fn object(
    synced: &Synced,
    stopped: Option<&str>,
) -> Map<String, Value> {
    match serde_json::to_value(Json::new(synced, stopped)) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// The shape that other programs rely on.
#[derive(Serialize)]
struct Json<'a> {
    result: &'static str,
    sent: Vec<&'a str>,
    received: Vec<&'a str>,
    held_back: Vec<HeldBack<'a>>,
    conflicts: Vec<&'a str>,
    /// Why it was stopped or offline.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    skipped: Vec<&'a str>,
    reopened: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set_back: Vec<&'a str>,
    repaired: Vec<&'a str>,
    quarantined: Vec<HeldBack<'a>>,
    /// What came and git leaves out of this folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_shown: Vec<&'a str>,
    /// Folders of which nothing is shared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nested: Vec<&'a str>,
    lapsed: Vec<Value>,
    /// Names that came in and that some systems take for others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    twins: Vec<[&'a str; 2]>,
    /// Addresses with which it is not known who works.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shared_addresses: Vec<Shared<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown_address: Option<&'a str>,
    /// What came of what two people did at once, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notices: Vec<String>,
    /// The refs that name the versions in whose place a clean one was made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kept: Vec<&'a str>,
    /// Tasks of routines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    made: Vec<&'a str>,
}

#[derive(Serialize)]
struct HeldBack<'a> {
    path: &'a str,
    reason: String,
}

#[derive(Serialize)]
struct Shared<'a> {
    address: &'a str,
    pages: Vec<&'a str>,
}

impl<'a> Json<'a> {
    fn new(synced: &'a Synced, stopped: Option<&'a str>) -> Self {
        let outcome = &synced.outcome;
        let (result, reason) = match &outcome.verdict {
            Verdict::UpToDate => ("up_to_date", None),
            Verdict::Sent => ("sent", None),
            Verdict::Received => ("received", None),
            Verdict::Merged => ("merged", None),
            Verdict::Offline(reason) => ("offline", Some(reason.as_str())),
            Verdict::Stopped(_) => ("stopped", stopped),
        };
        let paths = |paths: &'a [RepoPath]| paths.iter().map(RepoPath::as_str).collect();
        let held = |held: &'a crate::sync::HeldBack| HeldBack {
            path: held.path.as_str(),
            reason: sync::held_back(held, Language::English),
        };
        let notice = |notice: &Notice| sync::noticed(notice, Language::English);
        let quarantined = outcome.quarantined.iter();
        Self {
            result,
            sent: paths(&outcome.sent),
            received: paths(&outcome.received),
            held_back: outcome.held_back.iter().map(held).collect(),
            conflicts: paths(&outcome.conflicts),
            reason,
            skipped: paths(&outcome.skipped),
            reopened: paths(&outcome.reopened),
            set_back: paths(&outcome.set_back),
            repaired: paths(&outcome.repaired),
            quarantined: quarantined
                .map(|(path, why)| HeldBack {
                    path: path.as_str(),
                    reason: sync::left_alone(path, why, Language::English),
                })
                .collect(),
            not_shown: paths(&outcome.left_out),
            nested: paths(&outcome.nested),
            lapsed: synced.lapsed.iter().map(Lapsed::to_json).collect(),
            twins: synced.twins.iter().map(|one| [one.came.as_str(), one.other.as_str()]).collect(),
            shared_addresses: synced
                .shared_addresses
                .iter()
                .map(|one| Shared { address: &one.address, pages: paths(&one.pages) })
                .collect(),
            unknown_address: synced.unknown_address.as_deref(),
            notices: outcome.notices.iter().map(notice).collect(),
            kept: outcome.kept.iter().map(String::as_str).collect(),
            made: paths(&synced.made),
        }
    }
}
