//! What a mail says, and that it is the same on every machine.

use jiff::ZonedDateTime;

use super::*;
use crate::ops::today::tests::world::World;
use crate::schema::moment::find_zone;

fn now(world: &World) -> ZonedDateTime {
    ZonedDateTime::new(world.now(), find_zone("Europe/Oslo").expect("bundled"))
}

/// Writes a mail as Kari does.
fn written(world: &World, about: About<'_>, to: Option<&str>) -> Result<Written, LetterError> {
    let now = now(world);
    letter(&world.place(), LetterOptions { about, to, listed_as: None, now: &now })
}

fn kari(world: World) -> World {
    world.clone_of("kari@example.com");
    world
}

#[test]
fn a_question_is_mailed_with_all_that_an_answer_needs() {
    let world = kari(World::busy());
    let first = written(&world, About::Document("ola-1"), None).expect("a mail");
    let mail = &first.mail;
    assert_eq!((mail.to.address.as_str(), first.to.as_str()), ("ola@example.com", "ola"));
    assert_eq!(mail.from.name, "Kari Hansen");
    assert_eq!(mail.subject, "[ola-1] Reconcile November");
    assert_eq!(mail.date, "Fri, 27 Nov 2026 10:24:00 +0100");
    insta::assert_snapshot!("question", mail.text);
    assert_eq!(mail.references, [thread::root("Nordlys", "ola-1")]);
    let again = written(&world, About::Document("ola-1"), None).expect("a mail");
    assert_eq!(again, first);
}

#[test]
fn a_day_is_mailed_in_the_language_and_the_zone_of_who_reads_it() {
    let world = kari(World::busy());
    world.write(
        "people/ola.md",
        "---\nid: ola\nname: Ola Nordmann\nemail: ola@example.com\nrole: client\nlanguage: nb\n\
         timezone: America/New_York\nworking_days: [mon, tue, wed, thu, fri]\nworking_hours: 08:00-16:00\n---\n",
    );
    let written = written(&world, About::Day, Some("ola")).expect("a mail");
    assert_eq!(written.about[..3], ["ola-1", "ola-6", "ola-2"]);
    insta::assert_snapshot!("day", written.mail.text);
    assert!(
        written.mail.html.contains("<html lang=\"nb\">") && !written.mail.html.contains("\u{1b}")
    );
}

#[test]
fn a_plan_is_mailed_to_the_other_one() {
    let world = kari(World::empty());
    assert!(matches!(written(&world, About::Plan, Some("ola")), Err(LetterError::NoPlan)));
    let plan = |name: &str, starts: &str, by: &str| {
        world.write(
            &format!("plans/{name}.md"),
            &format!("---\ntitle: {name}\nby: {by}\nstarts: {starts}\nends: {starts}\n---\n\n## Planned\n\n- [ ] [x](javascript:alert(1)) <script>\n"),
        );
    };
    plan("week-47", "2026-11-16", "kari");
    plan("week-48", "2026-11-23", "kari");
    plan("week-49", "2026-11-30", "ola");
    let written = written(&world, About::Plan, Some("ola")).expect("a mail");
    assert_eq!(written.mail.subject, "[week-48]");
    assert!(
        written.mail.text.contains("This is what Kari means to get done:"),
        "{}",
        written.mail.text
    );
    let html = &written.mail.html;
    assert!(!html.contains("javascript") && html.contains("☐ x &lt;script&gt;"), "{html}");
}

#[test]
fn no_mail_is_written_to_nobody_or_with_a_secret_in_it() {
    let world = kari(World::busy());
    let refused = |about, to| written(&world, about, to).expect_err("refused").to_string();
    assert!(refused(About::Day, Some("liv")).contains("known are kari, ola, per"));
    world.task("ola-9", "Keys", "due: 2026-12-10\nnote: x\n");
    world.write(
        "tasks/ola-9-a.md",
        "---\nid: ola-9\ntitle: Keys\nfrom: ola\nto: kari\nstatus: sent\ndue: 2026-12-10\n---\n\n## Result\n\n\
         -----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz\n-----END OPENSSH PRIVATE KEY-----\n",
    );
    assert!(refused(About::Document("ola-9"), Some("ola")).contains("must not be shared"));
    world.write(
        "people/ola.md",
        "---\nid: ola\nname: Ola\nemail: \"ola@example.com>\\nBcc: x@y\"\n---\n",
    );
    assert!(refused(About::Day, Some("ola")).contains("no mail address"));
    let nobody = World::busy();
    assert!(matches!(written(&nobody, About::Day, None), Err(LetterError::Nobody(_))));
}
