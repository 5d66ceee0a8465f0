use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

/// Returns what a cache of this very program is marked with: a program that was built anew may mean
/// something else by the same bytes.
pub fn stamp() -> &'static str {
    static STAMP: OnceLock<String> = OnceLock::new();
    STAMP.get_or_init(|| {
        let metadata = std::env::current_exe().and_then(|path| path.metadata()).ok();
        let time = |metadata: &std::fs::Metadata| {
            metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok().map(|time| time.as_nanos())
        };
        let (length, built) =
            metadata.map_or((0, 0), |one| (one.len(), time(&one).unwrap_or_default()));
        format!("{} {length} {built}", env!("CARGO_PKG_VERSION"))
    })
}
