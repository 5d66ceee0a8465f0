use super::{Reach, with_words};

/// Says a message in English.
pub(super) fn text(message: &Reach<'_>) -> String {
    use Reach as R;
    match *message {
        R::NoSuchHost { host, remote } => {
            format!("no server named {host} is found; check the address ({remote}) and the network")
        }
        R::Offline { remote } => format!("{remote} is out of reach; check the network"),
        R::Interrupted { remote } => format!("the connection to {remote} broke off"),
        R::Silent { remote } => format!("{remote} did not answer for a long time"),
        R::Stopped => "stopped".into(),
        R::HostKeyUnknown { remote } => format!(
            "this machine does not know the server of {remote} yet; connect to it once with ssh and \
             compare its key with the one you were told"
        ),
        R::HostKeyChanged { remote } => format!(
            "the server of {remote} shows another key than before: ask who runs it before you go on, for \
             someone may be listening"
        ),
        R::KeyRefused { remote } => format!(
            "{remote} accepts none of your ssh keys; ask whoever runs it to add your public key"
        ),
        R::LoginRefused { remote } => {
            format!("{remote} refuses the user name, password or token that is stored for it")
        }
        R::LoginNeeded { remote } => format!(
            "{remote} wants a user name and a password or token; run `git ls-remote {remote}` once in a \
             terminal and enter them, which git keeps where a `credential.helper` is set"
        ),
        R::Forbidden { remote } => {
            format!("you may not do this at {remote}; ask whoever runs it for the right to write")
        }
        R::NoRepository { remote } => format!(
            "there is no repository at {remote}, or you have no access to it; check the address, and ask \
             to be let in"
        ),
        R::NoGitThere { remote } => format!(
            "what answers at {remote} is something else, such as the log-in page of a network; open a page \
             in a browser, or check the address"
        ),
        R::Certificate { remote } => {
            format!("the certificate of {remote} cannot be trusted; nothing was sent")
        }
        R::Redirected { remote, host } => {
            format!("{remote} sends you on to another server, {host}; nothing was sent there")
        }
        R::OtherOwner { remote } => format!(
            "the folder of {remote} belongs to another user; if that is as it should be, run `git config \
             --global --add safe.directory PATH` with its path"
        ),
        R::DamagedHere { id } => {
            format!("a part of the repository's history is damaged on this disk ({id})")
        }
        R::DiskFullHere => "the disk of this machine is full".into(),
        R::DiskFullAt { remote } => format!("the disk at {remote} is full"),
        R::OtherDigest { remote } => format!(
            "{remote} uses other ids (SHA-256 or SHA-1) than this repository, and nothing can be shared \
             between the two; make a new one there, as `git init --bare --object-format=sha1` does"
        ),
        R::BadObjects { remote, object, words } => {
            let what = if words.is_empty() { String::new() } else { format!(" ({words})") };
            let find = match object {
                "" => "`git fsck` in the repository there names it".to_owned(),
                id => format!(
                    "`git log --all -t --name-only --find-object={id}` in the repository there names the \
                     version and the file"
                ),
            };
            format!(
                "{remote} holds something that git holds to be unsafe{what}; nothing was taken over. Whoever \
                 runs that place, or sent it, has to take it out of what is shared; {find}"
            )
        }
        R::Protocol { remote } => format!("addresses such as {remote} are not allowed"),
        R::ServerTrouble { remote } => {
            format!("{remote} has trouble of its own; try again later")
        }
        R::FolderNotEmpty => "the folder is not empty".into(),

        R::Stale => "someone else shared something first".into(),
        R::StaysBusy { words } => with_words(
            "the shared place stays locked, and something may have been broken off there",
            words,
        ),
        R::CheckRefused { words } => with_words("the server's check refused it", words),
        R::Protected { words } => with_words("the shared place is protected against this", words),
        R::CheckedOut => {
            "the other end is somebody's working folder; share through a bare repository".into()
        }
        R::DiskFullThere => "the disk at the server is full".into(),
        R::NotWritable { words } => with_words("the server cannot write its own files", words),
        R::OwnHook { words } => {
            with_words("a hook of your own on this machine (pre-push) refused it", words)
        }
        R::Refused { words } => with_words("refused", words),
    }
}
