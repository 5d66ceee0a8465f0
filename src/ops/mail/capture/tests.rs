//! What comes back, from the mail that was sent to where the task stands then.

mod signed;

use std::time::Duration;

use super::*;
use crate::ops::mail::letter::{About, Options as LetterOptions, letter};
use crate::ops::sync::Silent;
use crate::ops::today::tests::world::World;
use crate::schema::layout;
use crate::schema::moment::find_zone;

/// The time stands still.
struct Still(ZonedDateTime);

impl Clock for Still {
    fn now(&self) -> ZonedDateTime {
        self.0.clone()
    }

    fn wait(&self, _: Duration) {}

    fn jitter(&self) -> u64 {
        7
    }
}

/// A workspace in the middle of its work, as Kari has it.
fn world() -> World {
    let world = World::busy();
    world.clone_of("kari@example.com");
    world
}

fn now(world: &World) -> ZonedDateTime {
    ZonedDateTime::new(world.now(), find_zone("Europe/Oslo").expect("bundled"))
}

fn with(
    world: &World,
    mail: &[u8],
    change: impl FnOnce(&mut Options<'_>),
) -> Result<Vec<Filed>, CaptureError> {
    let now = now(world);
    let mut options = Options {
        bytes: mail,
        task: None,
        from: None,
        of_type: None,
        listed_as: None,
        keep: false,
        dry_run: false,
        now: &now,
    };
    change(&mut options);
    capture(&world.place(), &options, &Still(now.clone()), &Silent)
}

/// Captures what makes one reply.
#[track_caller]
fn filed(world: &World, mail: &str) -> Filed {
    let found =
        with(world, mail.as_bytes(), |_| {}).unwrap_or_else(|error| panic!("{error}: {mail}"));
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().expect("one")
}

#[track_caller]
fn refused(world: &World, mail: &str) -> String {
    with(world, mail.as_bytes(), |_| {}).expect_err("refused").to_string()
}

fn mail(id: u32, subject: &str, body: &str) -> String {
    format!(
        "From: Ola Nordmann <OLA@Example.com>\nTo: kari@example.com\nSubject: Re: {subject}\n\
         Date: Fri, 27 Nov 2026 09:{id:02}:00 +0100\nMessage-ID: <{id}@mail.example>\n\n{body}"
    )
}

/// What Ola gets, quoted as his program does.
fn quoted(world: &World, about: About<'_>) -> String {
    let now = now(world);
    let options = LetterOptions { about, to: Some("ola"), listed_as: None, now: &now };
    let text = letter(&world.place(), options).expect("a mail").mail.text;
    text.lines().map(|line| format!("> {line}\n")).collect()
}

/// Returns the files that are no documents.
fn attached(one: &Filed) -> Vec<&RepoPath> {
    one.files.iter().filter(|path| path.is_below(layout::ATTACHMENTS)).collect()
}

fn read(world: &World, path: &RepoPath) -> String {
    world.place().snapshot.source(path).map(|source| source.text().to_owned()).expect("a file")
}

/// MISSION 4a: the digest goes out, the replies come in, and the tasks move as what was said shows.
#[test]
fn a_day_goes_out_and_what_comes_back_moves_the_tasks() {
    let world = world();
    let day = quoted(&world, About::Day);
    let question = "> 1. Which account are refunds booked on?\n";
    let answered = day.replace(question, &format!("{question}\nThe 1920 one.\n\n"));
    let body = format!(
        "Hi Kari, see below.\n[ola-2] Accepted, thanks!\n\nOn Fri, 27 Nov 2026, Kari <kari@example.com> wrote:\n{answered}"
    );
    let text = mail(1, "What waits for you", &body);
    let found = with(&world, text.as_bytes(), |_| {}).expect("captured");
    let found: Vec<_> = found
        .iter()
        .map(|one| (one.task.as_str(), one.of_type, one.state, one.accepts_nothing))
        .collect();
    let expected =
        [("ola-2", "note", State::Delivered, true), ("ola-1", "answer", State::Sent, false)];
    assert_eq!(found, expected);
    let again = with(&world, text.as_bytes(), |_| {}).expect("captured");
    assert!(!again.is_empty() && again.iter().all(|one| one.already), "{again:?}");
}

#[test]
fn an_answer_is_written_as_the_move_that_it_is() {
    let world = world();
    let body = format!(
        "Den fre. 27. nov. 2026 skrev Kari <kari@example.com>:\n{}",
        quoted(&world, About::Document("ola-1"))
    );
    let body = body.replace("booked on?\n> \n", "booked on?\n\nThe 1920 one,\nas before.\n\n");
    let text = mail(2, "[ola-1] Reconcile November", &body);
    let dry = with(&world, text.as_bytes(), |options| options.dry_run = true).expect("told");
    assert!(world.place().snapshot.source(&dry[0].files[0]).is_none());
    let one = filed(&world, &text);
    assert_eq!(dry, std::slice::from_ref(&one));
    assert_eq!((one.of_type, one.by.as_str(), one.already), ("answer", "ola", false));
    assert_eq!(one.unanswered, Vec::<String>::new());
    let written = read(&world, &one.files[0]);
    insta::assert_snapshot!("answer", format!("{}\n{written}", one.files[0]));
    assert!(filed(&world, &text).already);
}

#[test]
fn answers_that_come_one_by_one_are_one_answer_in_the_end() {
    let world = world();
    world.task("ola-7", "The move", "due: 2026-12-10\n");
    let ask = "type: question\nby: kari\nblocking: yes\n";
    world.said(
        "ola-7",
        "2026-11-25-090000-kari-question-0007",
        ask,
        "## Questions\n\n1. When?\n2. Where to?",
    );
    let first = filed(&world, &mail(3, "[ola-7] The move", "1. In May.\n"));
    assert_eq!((first.of_type, first.state), ("note", State::Asked));
    assert_eq!(first.unanswered, ["2. Where to?"]);
    let prose = filed(&world, &mail(4, "[ola-7] The move", "I'll look at the rest tomorrow.\n"));
    assert_eq!((prose.of_type, prose.unanswered.len()), ("note", 2));
    let second = filed(&world, &mail(5, "[ola-7] The move", "2) To Ås.\n"));
    assert_eq!((second.of_type, second.state), ("answer", State::Sent));
    let written = read(&world, &second.files[0]);
    assert!(written.contains("## Answers\n\n1. In May.\n2. To Ås.\n"), "{written}");
}

#[test]
fn a_mail_accepts_nothing_and_may_say_the_rest() {
    let world = world();
    for (id, text) in [
        (6, "Accepted, thanks!"),
        (7, "status: accepted\nverdict: accepted"),
        (8, "- [x] accepted"),
    ] {
        let one = filed(&world, &mail(id, "[ola-2] The newsletter", text));
        assert_eq!(
            (one.of_type, one.state, one.accepts_nothing),
            ("note", State::Delivered, true),
            "{text}"
        );
        assert!(read(&world, &one.files[0]).contains(text), "{text}");
    }
    let said = |id, of_type, text: &str| {
        let text = mail(id, "[ola-4] x", text);
        with(&world, text.as_bytes(), |options| options.of_type = Some(of_type))
    };
    let corrected = said(9, "correct", "I meant September.").expect("captured");
    assert_eq!((corrected[0].of_type, corrected[0].state), ("correct", State::Sent));
    assert!(
        read(&world, &corrected[0].files[0])
            .contains("## What was misunderstood\n\nI meant September.\n")
    );
    assert_eq!(said(10, "cancel", "Not needed.").expect("captured")[0].state, State::Cancelled);
    assert!(said(11, "accept", "Yes").is_err());
    assert!(said(12, "resume", "Yes").expect_err("not paused").to_string().contains("resume"));
}

/// That somebody is away answers nothing; kept it can be, as what whoever files it says it is.
#[test]
fn what_a_program_wrote_is_no_answer() {
    let world = world();
    let text = mail(30, "[ola-1] Reconcile November", "I am on holiday until Monday.\n");
    let with_head = |line: &str| text.replacen("Message-ID", &format!("{line}\nMessage-ID"), 1);
    for line in [
        "Auto-Submitted: auto-replied (vacation)",
        "auto-submitted: auto-generated; owner-email=\"a@b\"",
        "Precedence: Bulk",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "MIME-Version: 1.0\nContent-Type: multipart/report; boundary=b",
    ] {
        let told = refused(&world, &with_head(line));
        assert!(told.starts_with("a program wrote it"), "{line}: {told}");
    }
    let bounce = text.replace("OLA@Example.com", "MAILER-DAEMON@mx.example");
    assert!(refused(&world, &bounce).starts_with("a program wrote it"));
    // Some servers ask of every mail that no program answers it.
    for line in [
        "Auto-Submitted: no",
        "Precedence: list",
        "Return-Path: <ola@example.com>",
        "X-Auto-Response-Suppress: DR, OOF",
    ] {
        let text = with_head(line);
        let found = with(&world, text.as_bytes(), |options| options.dry_run = true);
        assert_eq!(found.expect(line)[0].of_type, "answer", "{line}");
    }
    let kept = with_head("Auto-Submitted: auto-replied");
    let kept = with(&world, kept.as_bytes(), |options| options.of_type = Some("note"));
    let kept = kept.expect("captured");
    assert_eq!((kept[0].of_type, kept[0].unanswered.len()), ("note", 1));
}

#[test]
fn an_id_without_its_brackets_is_read_where_it_is_the_only_one() {
    let world = world();
    for (id, subject) in (1..).zip(["ola-1", "(Ola-1), the month", "nordlys/ola-1: ola-1."]) {
        let filed = with(&world, mail(id, subject, "Thank you").as_bytes(), |_| {});
        let filed = filed.expect(subject);
        assert_eq!((filed.len(), &*filed[0].task), (1, "ola-1"), "{subject}");
    }
}

#[test]
fn what_is_not_clear_is_refused_in_plain_words() {
    let world = world();
    assert_eq!(
        refused(&world, &mail(1, "Hello", "Hi")),
        "it does not say which task it is about: there is no id in its subject"
    );
    let unknown = refused(&world, &mail(1, "[ola-99] as ola-1", "Hi"));
    assert!(unknown.contains("names ola-99, and there is no such task here"), "{unknown}");
    for subject in ["ola-2, and then ola-1", "[ola-2][ola-1] both"] {
        assert_eq!(
            refused(&world, &mail(1, subject, "Hi")),
            "it does not say which task it is about: its subject names ola-2 and ola-1"
        );
    }
    for (subject, id) in [("Fwd: ola-99", "ola-99"), ("Kari-98 ola-1", "kari-98")] {
        let told = refused(&world, &mail(1, subject, "Hi"));
        assert!(told.contains(&format!("names {id}, and there is no such task here")), "{told}");
    }
    assert!(refused(&world, &mail(1, "fjord/ola-1, COVID-19", "Hi")).contains("no id"));
    assert_eq!(
        refused(&world, &mail(1, "[fjord/ola-1] x", "Hi")),
        "it is about fjord, another workspace"
    );
    let stranger = mail(1, "[ola-1] x", "Hi").replace("OLA@Example.com", "eve@example.com");
    assert_eq!(
        refused(&world, &stranger),
        "it is from eve@example.com, and nobody in people/ has that address"
    );
    let quote = format!(
        "On 27 Nov 2026 Kari <k@example.com> wrote:\n{}",
        quoted(&world, About::Document("ola-1"))
    );
    assert!(refused(&world, &mail(1, "[ola-1] x", &quote)).contains("nothing is left"));
    assert!(refused(&world, "just text").contains("whom it is from"));
    let given = |options: &mut Options<'_>| {
        options.task = Some("ola-1");
        options.from = Some("Ola");
    };
    let told = with(&world, b"Use 1920.", given).expect("captured");
    assert_eq!((told[0].of_type, told[0].by.as_str()), ("answer", "ola"));
    assert!(with(&world, b"Use 1920.", given).expect("captured")[0].already);
    let nordlys = filed(&world, &mail(13, "[nordlys/ola-2] x", "Hi"));
    assert_eq!(nordlys.task, "ola-2");
}

#[test]
fn files_are_kept_where_they_do_no_harm() {
    let world = world();
    let head = mail(14, "[ola-2] x", "");
    let part = |name: &str, text: &str| {
        format!(
            "--b\nContent-Type: application/octet-stream; name=\"{name}\"\nContent-Disposition: attachment\n\n{text}\n"
        )
    };
    let review = "---\nkind: review\ntask: ola-2\nby: ola\nverdict: accepted\n---\n";
    let text = head.replacen(
        "Message-ID",
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\nMessage-ID",
        1,
    ) + "--b\nContent-Type: text/html\n\n<p>See <b>these</b>.</p><script>alert(1)</script>\n"
        + &part("../../tasks/ola-2-a/review.md", review)
        + &part("Året.PDF", "%PDF")
        + "--b--\n";
    let one = filed(&world, &text);
    let names: Vec<&str> = attached(&one).iter().map(|path| path.file_name()).collect();
    assert_eq!(names, ["1-review-md.txt", "2-aaret.pdf"]);
    assert!(attached(&one).iter().all(|path| path.is_below("attachments/ola-2")));
    assert_eq!(one.state, State::Delivered, "a review in an attachment is none");
    let written = read(&world, &one.files[0]);
    assert!(
        written.contains("See these.\n\n- [1-review-md.txt](../../attachments/ola-2/"),
        "{written}"
    );
    assert!(!written.contains("alert"), "{written}");
}

#[test]
fn a_secret_is_held_back_and_nothing_is_left_behind() {
    let world = world();
    let secret = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz\n-----END OPENSSH PRIVATE KEY-----\n";
    let count = || world.place().snapshot.index().paths().count();
    let before = count();
    assert!(refused(&world, &mail(15, "[ola-2] x", secret)).contains("must not be shared"));
    assert_eq!(count(), before);
}

/// The original is kept where something was cut that nobody else has.
#[test]
fn what_is_cut_and_not_known_is_kept_as_it_came() {
    let world = world();
    let body = "See what the bank wrote.\n\nOn 26 Nov 2026 Bank <bank@example.com> wrote:\n> The limit is 5000.\n";
    let one = filed(&world, &mail(16, "[ola-2] x", body));
    let [kept] = attached(&one)[..] else { panic!("{:?}", one.files) };
    assert_eq!(kept.file_name(), "1-mail.eml");
    assert!(read(&world, kept).contains("> The limit is 5000."));
    assert!(!read(&world, &one.files[0]).contains("The limit"));
}

/// Changes can be asked for by mail; accepting cannot.
#[test]
fn a_delivery_goes_back_by_mail() {
    let world = world();
    let text = mail(3, "[ola-2] The newsletter", "1. The second picture is missing.\n");
    let back = || with(&world, text.as_bytes(), |options| options.of_type = Some("return"));
    let found = back().expect("captured");
    assert_eq!((found[0].of_type, found[0].state), ("return", State::Returned), "{found:?}");
    let review = read(&world, &found[0].files[0]);
    for part in
        ["verdict: returned\n", "by: ola\n", "captured_by: kari\n", "## Changes\n\n1. The second"]
    {
        assert!(review.contains(part), "{part:?} is not in {review}");
    }
    let again = back().expect("captured");
    assert!(again[0].already && again[0].of_type == "return", "{again:?}");
}
