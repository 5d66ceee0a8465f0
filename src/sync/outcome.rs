use std::collections::{BTreeMap, BTreeSet};

use super::apart::Apart;
use super::plan::HeldBack;
use crate::merge::{Choice, Notice, OpenNote, Refusal, Unclear, What};
use crate::text::RepoPath;
use crate::workflow::Undecided;

/// What a sync came to, in one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to send and nothing new.
    UpToDate,
    Sent,
    Received,
    /// Both.
    Merged,
    /// The other side could not be reached; the work is kept here.
    Offline(String),
    /// Nothing was done, for the reason given.
    Stopped(Stop),
}

/// Why a sync does nothing at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A merge, rebase or the like was begun with git and is not finished; the word for it.
    Unfinished(&'static str),
    /// Staged versions that are neither the branch's nor the folder's.
    Staged(Vec<RepoPath>),
    /// Another branch was checked out in the middle.
    OtherBranch,
    /// What says where the branch stands is gone.
    BranchLost,
    /// No branch is checked out.
    Detached,
    /// No shared place is set.
    NoRemote,
    /// The shared place holds nothing although it once did, or has other branches only.
    EmptyRemote { remote: String },
    /// The shared place has other branches, and never had this one as far as is known here.
    NoSuchBranch { branch: String, remote: String, other: String },
    /// The shared place has a history that shares nothing with this one.
    Unrelated { remote: String },
    /// The shared history was rewound or rewritten.
    Rewound { remote: String },
    /// The shared place holds names that no computer may write.
    Hostile(Vec<RepoPath>),
    /// A file of git's settings there names what git holds to be unsafe.
    Commands(RepoPath),
    /// The workspace was made by a newer version.
    NewerFormat { format: u32 },
    /// The folder lacks what a workspace must have: unmounted, or emptied.
    FolderGone,
    /// So many files are gone that nobody may be taken to have wished it; how many. Only where nobody
    /// has asked for the sync.
    ManyMissing { count: usize },
    /// An unsent commit holds a secret: the commit and the file.
    SecretInHistory { commit: String, path: RepoPath },
    /// What an unsent commit says of itself holds something that must never be shared; its short id.
    SecretInMessage { commit: String },
    /// The shared place refused, with its own words.
    Refused(String),
    /// A check at the shared place said no, with its own words, while commits that somebody made with git
    /// wait to be sent: they go with whatever is committed after them.
    Objected(String),
    /// Others were faster in every round.
    Busy { rounds: usize },
}

/// A conflict note that was settled by a tick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub note: RepoPath,
    /// The document.
    pub path: RepoPath,
    /// What the note said.
    pub open: OpenNote,
    pub choice: Choice,
}

/// A tick in a conflict note that was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    pub note: RepoPath,
    /// The document by its id, or its stem.
    pub document: String,
    pub what: What,
    pub why: Why,
}

/// A tick at the end of a delivery or a proposal, or something typed under questions, that says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// The task's id.
    pub task: String,
    pub title: String,
    /// The delivery, the proposal or the questions.
    pub path: RepoPath,
    pub is_proposal: bool,
    pub why: Undecided,
}

/// Why a tick was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    Unclear(Unclear),
    Refused(Refusal),
    NoDocument,
    SeveralDocuments,
    /// What else was typed into the note may not be shared, so the note stays.
    WordsStayHere,
}

/// A move that somebody made by hand in a file, and that a sync wrote down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenMove {
    /// The task's id.
    pub task: String,
    /// The reply or the review.
    pub path: RepoPath,
    pub what: ByHand,
}

/// What was done by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByHand {
    /// A task was set to accepted.
    Accepted,
    /// Answers were typed under the questions.
    Answered,
    /// A box at the end of a delivery or a proposal was ticked.
    Decided,
}

/// What a sync did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub verdict: Verdict,
    /// By path: what the others have now from here.
    pub sent: Vec<RepoPath>,
    /// By path: what came into the folder.
    pub received: Vec<RepoPath>,
    /// Those of them that others took away.
    pub gone: BTreeSet<RepoPath>,
    /// By path: what stays here, and why.
    pub held_back: Vec<HeldBack>,
    /// The conflict notes that this sync made or brought.
    pub conflicts: Vec<RepoPath>,
    /// The notes that were settled by a tick here.
    pub settled: Vec<Settled>,
    /// Ticks made here that could not be carried out.
    pub unsettled: Vec<Unsettled>,
    /// What was decided in a merge and should be known.
    pub notices: Vec<Notice>,
    /// Files that were being edited while they should have been written; the next sync takes them.
    pub skipped: Vec<RepoPath>,
    /// Files that may be half saved, where nobody has asked for the sync; the next one takes them.
    pub left: Vec<RepoPath>,
    /// Files of the shared history that are not written here, and why.
    pub quarantined: BTreeMap<RepoPath, Apart>,
    /// Those of them that this machine does not let be written.
    pub unwritten: BTreeSet<RepoPath>,
    /// What came, and this folder leaves out, as git was told: it is not in it.
    pub left_out: Vec<RepoPath>,
    /// Folders of which nothing is shared: another repository or another workspace begins there.
    pub nested: Vec<RepoPath>,
    /// Documents that got a new id, because the others gave theirs to one of their own: old, new.
    pub renumbered: Vec<(String, String)>,
    /// Files that an editor saved without having seen what a sync had put there: both are in.
    pub reopened: Vec<RepoPath>,
    /// Files in which values that others had changed are set back: whoever works here was told of them, and they are
    /// theirs to say.
    pub set_back: Vec<RepoPath>,
    /// Documents that a merge made elsewhere had left broken, and that were made anew from both of its
    /// versions.
    pub repaired: Vec<RepoPath>,
    /// What was filled in: the keys, by document.
    pub filled: BTreeMap<RepoPath, Vec<String>>,
    /// Moves made by hand that were written down.
    pub by_hand: Vec<WrittenMove>,
    /// Ticks that were made here and say nothing.
    pub silent: Vec<Silent>,
    /// The refs that name the commits in whose place a clean one was made.
    pub kept: Vec<String>,
    /// Whether this was the first time that anything was shared from here.
    pub first: bool,
}

impl Outcome {
    /// An outcome with nothing in it.
    pub fn new(verdict: Verdict) -> Self {
        Self {
            verdict,
            sent: Vec::new(),
            received: Vec::new(),
            gone: BTreeSet::new(),
            held_back: Vec::new(),
            conflicts: Vec::new(),
            settled: Vec::new(),
            unsettled: Vec::new(),
            notices: Vec::new(),
            skipped: Vec::new(),
            left: Vec::new(),
            quarantined: BTreeMap::new(),
            unwritten: BTreeSet::new(),
            left_out: Vec::new(),
            nested: Vec::new(),
            renumbered: Vec::new(),
            reopened: Vec::new(),
            set_back: Vec::new(),
            repaired: Vec::new(),
            filled: BTreeMap::new(),
            by_hand: Vec::new(),
            silent: Vec::new(),
            kept: Vec::new(),
            first: false,
        }
    }

    /// Returns what two syncs, one right behind the other, came to together; the second counts as far as it
    /// reached anybody.
    #[must_use]
    pub fn and(mut self, later: Outcome) -> Outcome {
        if matches!(later.verdict, Verdict::Offline(_) | Verdict::Stopped(_)) {
            return self;
        }
        let add = |all: &mut Vec<RepoPath>, more: Vec<RepoPath>| {
            all.extend(more);
            all.sort();
            all.dedup();
        };
        add(&mut self.sent, later.sent);
        add(&mut self.received, later.received);
        add(&mut self.left_out, later.left_out);
        add(&mut self.conflicts, later.conflicts);
        add(&mut self.repaired, later.repaired);
        add(&mut self.reopened, later.reopened);
        add(&mut self.set_back, later.set_back);
        self.gone.extend(later.gone);
        self.kept.extend(later.kept);
        self.held_back = later.held_back;
        self.quarantined = later.quarantined;
        self.unwritten = later.unwritten;
        self.nested = later.nested;
        self.skipped = later.skipped;
        self.left = later.left;
        self.settled.extend(later.settled);
        self.unsettled = later.unsettled;
        self.notices.extend(later.notices);
        self.renumbered.extend(later.renumbered);
        self.filled.extend(later.filled);
        self.by_hand.extend(later.by_hand);
        self.silent.extend(later.silent);
        self.verdict = match (self.sent.is_empty(), self.received.is_empty()) {
            (true, true) => Verdict::UpToDate,
            (false, true) => Verdict::Sent,
            (true, false) => Verdict::Received,
            (false, false) => Verdict::Merged,
        };
        self
    }

    /// Tells whether there was nothing to do, and nothing here is otherwise than everybody has it.
    pub fn is_idle(&self) -> bool {
        self.verdict == Verdict::UpToDate
            && self.held_back.is_empty()
            && self.skipped.is_empty()
            && self.unwritten.is_empty()
    }
}
