use super::Push;

/// Says a message in English.
#[expect(clippy::too_many_lines, reason = "one line a message; the match must be whole")]
pub(super) fn text(message: &Push<'_>) -> String {
    use Push as P;
    match *message {
        P::GoesTo { count: 1, who, items } => format!("1 item goes to {who}: {items}"),
        P::GoesTo { count, who, items } => format!("{count} items go to {who}: {items}"),
        P::GoesToNobody { item, had } => format!(
            "{item} goes to nobody any more, so {had} is not asked for it: its “to” names nobody who is here."
        ),
        P::Arrived { count: 1 } => "1 file arrived.".into(),
        P::Arrived { count } => format!("{count} files arrived."),
        P::WaitsForYou { count: 1, items } => format!("1 item waits for you now: {items}"),
        P::WaitsForYou { count, items } => format!("{count} items wait for you now: {items}"),

        P::NotAccepted { count: 1 } => "Not accepted, for 1 reason. Nothing was changed.".into(),
        P::NotAccepted { count } => {
            format!("Not accepted, for {count} reasons. Nothing was changed.")
        }
        P::NotSent { count: 1 } => "Nothing was sent, for 1 reason:".into(),
        P::NotSent { count } => format!("Nothing was sent, for {count} reasons:"),
        P::MustNotGo { count: 1 } => "1 file is not fit to be shared yet:".into(),
        P::MustNotGo { count } => format!("{count} files are not fit to be shared yet:"),
        P::MoreReasons { count } => format!("and {count} more"),
        P::AtFile { path, version, why } => format!("{path} (in {version}): {why}"),
        P::AtVersion { version, why } => format!("in {version}: {why}"),
        P::SecretAdvice => "A secret that was written down once stays in the history. Take it out, and run \
             `handover sync`: it shares everything else, and asks before it makes a clean history. Who has \
             read it by now may use it: change it where it is used"
            .into(),
        P::VersionAdvice { command } => format!(
            "A version that is not taken goes along with whatever is recorded after it. Correct what is named, \
             then run `{command}`: it sends what your folder holds as one new version"
        ),
        P::SecretStays => "Nothing was recorded: a secret stays in the history for good. Take it out; what is \
             none can be allowed with `handover allow`"
            .into(),

        P::SettingsOf { who } => {
            format!("all work by this file, so only {who} may change it. Ask for it, and take your change out")
        }
        P::AgreementOf { who } => {
            format!("this is what was agreed on, so only {who} may change it. Propose it in a task or a note")
        }
        P::PersonOf { who } => format!("only {who} may add a person or take one away"),
        P::PersonField { field, who } => format!("only {who} may change `{field}` of a person"),
        P::OwnField { field } => {
            format!("only the person, a client or a lead may change `{field}` here")
        }
        P::EmailOf { who } => format!("this address belongs to {who}; write one of your own"),
        P::InNameOf { who, you } => format!(
            "it says that {who} wrote it, and it comes from {you}. Write `by: {you}`, or leave the line out; \
             what came by mail or call says `captured_by: {you}` too"
        ),
        P::ActingFor { who } => format!(
            "it says that it was said in place of {who}, and nothing in people/ lets its author do that: take \
             `acting_for` out"
        ),
        P::CapturedYes => "an acceptance cannot be filed for somebody else: they tick it themselves, or send \
             it signed"
            .into(),
        P::OwnWork => "nobody accepts what they delivered themselves, standing in for somebody. Take it out".into(),
        P::MoveOf { step, who, you } => {
            format!("only {who} may do this (`{step}`), and it comes from {you}. Take it out")
        }
        P::StatusOf { status, who, you } => format!(
            "only {who} may set `status: {status}`, and it comes from {you}. Set it back to what it was"
        ),
        P::Party { field } => format!(
            "`{field}` of a task is changed by its sender or a lead. Set it back to what it was"
        ),
        P::TaskRemoved => "a task that was sent is removed by its sender or a lead. Put it back; `handover \
             decline` says no to it"
            .into(),
        P::RoutineOf { who, managers } => format!(
            "tasks come of this by themselves, in the name of {who}: only {who}, {managers} may change it. Give it \
             `active: no`, and they can take that out"
        ),
        P::RoutineOfNobody { who } => format!(
            "tasks come of this by themselves, and it does not say who asks for them (`from`); only {who} may \
             change it"
        ),
        P::WordsOf { who } => format!(
            "{who} wrote this. Write below it, or in a file of your own; what stands there must stay"
        ),
        P::WordsOfSomebody => "somebody else wrote this. Write below it, or in a file of your own; what \
             stands there must stay"
            .into(),
        P::Managers => "a client or a lead".into(),
        P::TheSender => "the sender".into(),
        P::TheAssignee => "the assignee".into(),
        P::TheApprover => "the approver or the sender, never the assignee,".into(),
        P::TheLead => "the sender or a lead".into(),
        P::Anyone => "anyone".into(),

        P::Secret { what } => format!("a secret, {what}"),
        P::SecretMessage { what } => format!("a secret in its message, {what}"),
        P::Hostile => "this name leads out of the folder, or into one of git's own. No honest program \
             writes it"
            .into(),
        P::NotText => "this name is not UTF-8, and other systems would show another one. Rename the file"
            .into(),
        P::Commands => "this names a command, or an address or a path that git would take for an option. Take \
             that line out"
            .into(),
        P::NoFile => "this is a link or another repository, which are not shared. Take it out, or put the \
             file itself there"
            .into(),
        P::NoPusher => "the server does not say who sends this. Whoever runs it sets HANDOVER_PUSHER for \
             each account, see docs/server.md"
            .into(),
        P::UnknownPusher { account } => format!(
            "the server knows you as `{account}`, and nobody here has that short name or address. A client \
             or a lead adds you to people/"
        ),
        P::UnknownAuthor { email } => format!(
            "it is by `{email}`, and nobody here has that address. Set `git config user.email` to yours"
        ),
        P::Unsigned => "it has no valid signature of anybody in people/ (`signing_keys`). Let git sign what \
             you send: docs/server.md says how"
            .into(),
        P::NotFirst { you } => format!(
            "a workspace is shared first by a client or a lead in it, and this comes from {you}"
        ),
        P::Rewound => "what everybody has would be taken back. Fetch what the others did, join it with \
             yours, and send again: `handover sync` does that"
            .into(),
        P::Removed => "what everybody shares is not removed from here".into(),
        P::NoHistory => "this is no version of a workspace".into(),
        P::TooMany { count, most } => {
            format!("{count} versions at once are more than {most}. Send them in parts")
        }
        P::TooMuch => "this is more than is looked through at once. Send it in parts".into(),
        P::ManyParents => "more than two lines of work are joined at once here. Join them one by one".into(),
        P::Entangled => {
            "the histories that are joined here are too entangled. Run `handover sync` once more".into()
        }
        P::NoWorkspace => "there is no workspace.yml, so this is no workspace. Put it back".into(),
        P::NewerFormat { format } => format!(
            "the workspace has format {format}, and the server's handover is older. Whoever runs it updates \
             it"
        ),
    }
}
