//! Accepting by mail: what was signed for what lies there now counts, whatever a mail program did to it,
//! and nothing else does.

use super::*;
use crate::workflow::signed::key::Key;
use crate::workflow::{NAMESPACE, flaw};

/// The workspace in which everybody has a key.
fn keyed() -> World {
    keyed_in(world())
}

fn keyed_in(world: World) -> World {
    for id in ["ola", "kari"] {
        let path = RepoPath::new(format!("people/{id}.md"));
        let keys = format!("signing_keys:\n  - {}\nrole:", Key::of(id).public());
        world.write(path.as_str(), &read(&world, &path).replace("role:", &keys));
    }
    world
}

/// Returns what Ola is given to sign, as it stands in the mail to him.
#[track_caller]
fn offered(world: &World, task: &str) -> String {
    let now = now(world);
    let options =
        LetterOptions { about: About::Document(task), to: Some("ola"), listed_as: None, now: &now };
    let text = letter(&world.place(), options).expect("a mail").mail.text;
    let line = text.lines().find(|line| line.contains("ssh-keygen -Y sign")).expect("a command");
    assert!(line.contains(&format!("-n {NAMESPACE} ")), "{line}");
    line.split('"').nth(1).expect("words").to_owned()
}

fn armored(signature: &str) -> String {
    let lines: Vec<&str> = signature
        .as_bytes()
        .chunks(70)
        .map(|line| std::str::from_utf8(line).expect("text"))
        .collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
}

fn signed(key: &str, words: &str) -> String {
    armored(&Key::of(key).sign(NAMESPACE, &format!("{words}\n")))
}

/// Checks that a mail accepts, and that the file which it became shows it anew.
#[track_caller]
fn accepts(world: &World, mail: &str) -> String {
    let one = filed(world, mail);
    assert_eq!((one.of_type, one.state, one.misfit), ("accept", State::Accepted, None), "{mail}");
    let place = world.place();
    let near = place.snapshot.near();
    let record = |path: &RepoPath| near.record(path).expect("a record").clone();
    let team = crate::workflow::Team::of(near.people());
    let task = near.called(&one.task)[0].clone();
    let review = record(&one.files[0]);
    assert_eq!(flaw(&task, &review, &team), None);
    assert_eq!(review.text("captured_by"), Some("kari"));
    assert!(filed(world, mail).already);
    read(world, &one.files[0])
}

/// Checks that a mail is filed as a note, and says why it accepts nothing.
#[track_caller]
fn accepts_nothing(world: &World, mail: &str, why: &str) {
    let one = filed(world, mail);
    let misfit = one.misfit.unwrap_or_default();
    assert_eq!((one.of_type, one.state), ("note", State::Delivered), "{misfit}");
    assert!(misfit.contains(why), "{misfit}");
    assert!(one.files.iter().any(|path| path.file_name().ends_with("mail.eml")), "{:?}", one.files);
}

const SUBJECT: &str = "[ola-2] The newsletter";

#[test]
fn what_is_signed_is_accepted() {
    let world = keyed();
    let words = offered(&world, "ola-2");
    assert!(words.starts_with("ola accepts ola-2 as 1:"), "{words}");
    let body = format!("Very good, thanks!\n\n{words}\n{}\n-- \nOla\n", signed("ola", &words));
    let dry = with(&world, mail(1, SUBJECT, &body).as_bytes(), |options| options.dry_run = true);
    assert_eq!(dry.expect("told")[0].of_type, "accept");
    let text = accepts(&world, &mail(1, SUBJECT, &body));
    let (front, said) = text.split_at(text.find("---\n\n").expect("front matter") + 4);
    assert!(
        front.contains("signature: U1NIU0lH") && front.contains("verdict: accepted"),
        "{front}"
    );
    assert_eq!(said.trim(), "Very good, thanks!");
}

#[test]
fn mail_programs_do_not_break_a_signature() {
    const HEAD: &str = "From: ola@example.com\r\nSubject: Re: [ola-2] The newsletter\r\n\
        Date: Fri, 27 Nov 2026 09:10:00 +0100\r\nMessage-ID: <q@x>\r\nMIME-Version: 1.0\r\n";
    let check = |headers: &str, change: &dyn Fn(String) -> String| {
        let world = keyed();
        let words = offered(&world, "ola-2");
        let body = change(format!("Good.\n\n{words}\n{}", signed("ola", &words)));
        accepts(&world, &format!("{HEAD}{headers}\r\n{body}"));
    };
    let plain = |more: &str| format!("Content-Type: text/plain; charset=utf-8{more}\r\n");
    check(&plain(""), &|body| body.replace('\n', "\r\n"));
    check(&plain("; format=flowed"), &|body| {
        body.replace("\n\n", " \r\n\r\n").replace("Good.", "Good. ")
    });
    check(&plain("; format=flowed; delsp=yes"), &|body| {
        body.lines()
            .map(|line| {
                if line.len() == 70 {
                    format!("{} \r\n{}\r\n", &line[..40], &line[40..])
                } else {
                    format!("{line}\r\n")
                }
            })
            .collect()
    });
    check(&format!("{}Content-Transfer-Encoding: quoted-printable\r\n", plain("")), &|body| {
        body.replace('=', "=3D")
            .lines()
            .map(|line| format!("{}=\r\n{}\r\n", &line[..line.len() / 2], &line[line.len() / 2..]))
            .collect()
    });
    // Quoted by whoever sent it on, and as HTML.
    check(&plain(""), &|body| body.lines().map(|line| format!("> {line}\r\n")).collect());
    check("Content-Type: text/html; charset=utf-8\r\n", &|body| {
        format!("<div>{}</div>", body.replace('\n', "<br>\r\n"))
    });
    check("Content-Type: multipart/mixed; boundary=m\r\n", &|body| {
        let (text, signature) = body.split_at(body.find("-----BEGIN").expect("one"));
        let words = text.trim().lines().last().expect("words").to_owned();
        format!(
            "--m\r\nContent-Type: text/plain\r\n\r\nGood.\r\n--m\r\nContent-Type: text/plain; name=ok.txt\r\n\
             Content-Disposition: attachment\r\n\r\n{words}\r\n--m\r\nContent-Type: application/octet-stream; \
             name=\"ok.txt.sig\"\r\nContent-Disposition: attachment\r\n\r\n{signature}\r\n--m--\r\n"
        )
    });
}

#[test]
fn the_words_say_which_task_where_the_subject_does_not() {
    let world = keyed();
    let words = offered(&world, "ola-2");
    accepts(&world, &mail(1, "OK", &format!("{words}\n{}", signed("ola", &words))));
}

#[test]
fn an_agreed_proposal_is_signed_with_its_date() {
    let world = keyed();
    let words = offered(&world, "ola-6");
    let one = filed(&world, &mail(1, "[ola-6] x", &signed("ola", &words)));
    assert_eq!((one.of_type, one.state, one.misfit), ("accept", State::Confirmed, None));
    let task = read(&world, &RepoPath::new("tasks/ola-6-a.md"));
    assert!(
        task.contains("due: 2026-12-14") && task.contains("original_due: 2026-12-10"),
        "{task}"
    );
}

#[test]
fn a_signature_of_somebody_else_accepts_nothing() {
    let world = keyed();
    let words = offered(&world, "ola-2");
    let said = |id: u32, key: &str| mail(id, SUBJECT, &format!("Good.\n\n{}", signed(key, &words)));
    accepts_nothing(&world, &said(1, "stranger"), "of nobody here");
    accepts_nothing(&world, &said(2, "kari"), "the key of kari");
    // The assignee signs for herself, from her own address.
    let own = words.replace("ola accepts", "kari accepts");
    let hers = mail(3, SUBJECT, &format!("Good.\n\n{}", signed("kari", &own)))
        .replace("OLA@Example.com", "kari@example.com");
    accepts_nothing(&world, &hers, "only ola may");
    // Signed for a log-in or a commit.
    let git = armored(&Key::of("ola").sign("git", &format!("{words}\n")));
    accepts_nothing(&world, &mail(4, SUBJECT, &format!("Good.\n\n{git}")), "`git`");
    let bare = mail(5, SUBJECT, &signed("kari", &words));
    assert_eq!(refused(&world, &bare), "it accepts nothing: it is signed with the key of kari");
}

#[test]
fn what_was_signed_for_something_else_accepts_nothing() {
    let check = |subject: &str, change: &dyn Fn(&World), words: &dyn Fn(String) -> String| {
        let world = keyed();
        let signed = signed("ola", &words(offered(&world, "ola-2")));
        change(&world);
        accepts_nothing(
            &world,
            &mail(1, subject, &format!("Good.\n\n{signed}")),
            "another version",
        );
    };
    let same = |words: String| words;
    // Altered words, whatever the mail says beside them.
    check(SUBJECT, &|_| {}, &|words| words.replace("ola-2", "ola-3"));
    check(SUBJECT, &|_| {}, &|words| format!("{words}0"));
    // Terms that changed since.
    check(
        SUBJECT,
        &|world| {
            let path = RepoPath::new("tasks/ola-2-a.md");
            world.write(
                path.as_str(),
                &read(world, &path).replace("It is there.", "It is there and paid."),
            );
        },
        &same,
    );
    // A delivery that changed since, and a later one.
    check(
        SUBJECT,
        &|world| {
            let path = RepoPath::new("tasks/ola-2-a/2026-11-26-150000-kari-delivery-0003.md");
            world.write(path.as_str(), &read(world, &path).replace("three", "two"));
        },
        &same,
    );
    check(
        SUBJECT,
        &|world| {
            let (review, delivery) =
                ("kind: review\nby: ola\nverdict: returned\n", "type: delivery\nby: kari\n");
            world.said(
                "ola-2",
                "2026-11-26-160000-ola-review-0004",
                review,
                "## Changes\n\n1. More.",
            );
            world.said(
                "ola-2",
                "2026-11-26-170000-kari-delivery-0005",
                delivery,
                "It is in the shared folder, with three pictures.",
            );
        },
        &same,
    );
    // Another task, delivered with the same words.
    let world = world();
    world.task("ola-8", "The newsletter", "due: 2026-12-04\npriority: high\n");
    world.said(
        "ola-8",
        "2026-11-26-150000-kari-delivery-0003",
        "type: delivery\nby: kari\n",
        "It is in the shared folder, with three pictures.",
    );
    let world = keyed_in(world);
    let signed = signed("ola", &offered(&world, "ola-2"));
    accepts_nothing(
        &world,
        &mail(1, "[ola-8] x", &format!("Good.\n\n{signed}")),
        "another version",
    );
}

/// A review that somebody copies into another round, or writes themselves, shows nothing.
#[test]
fn the_file_alone_is_no_more_than_its_signature() {
    let world = keyed();
    let words = offered(&world, "ola-2");
    let text = accepts(&world, &mail(1, SUBJECT, &signed("ola", &words)));
    let path = "tasks/ola-2-a/2026-11-27-090100-ola-mail-";
    let standing = || {
        let place = world.place();
        let task = place.snapshot.near().called("ola-2")[0].clone();
        place.snapshot.near().standing(&task).expect("a task").state
    };
    assert_eq!(standing(), State::Accepted);
    let file = world
        .place()
        .snapshot
        .records()
        .iter()
        .find(|one| one.path.as_str().starts_with(path))
        .expect("it")
        .path
        .clone();
    for change in [
        ("by: ola", "by: per"),
        ("signature: U1NI", "signature: U1NJ"),
        ("terms: 1:", "terms: 1:00"),
        ("delivery: 1:", "delivery: 1:00"),
    ] {
        assert!(text.contains(change.0), "{text}");
        world.write(file.as_str(), &text.replacen(change.0, change.1, 1));
        assert_eq!(standing(), State::Delivered, "{change:?}");
    }
    world.write(file.as_str(), &text);
    assert_eq!(standing(), State::Accepted);
}
