use super::key::Key;
use super::*;
use crate::document::Document;
use crate::schema::Schema;
use crate::text::{RepoPath, Source};
use crate::workflow::{Life, State};

const TERMS: &str = "1:00112233445566778899aabbccddeeff-0-0000000000000000000000000000000000000000";
const TASK: &str = "---\nid: ola-1\nfrom: ola\nto: kari\napprover: liv\nstatus: sent\ndue: 2099-12-01\n---\n\
     # Result\nA.\n# Done when\n- [ ] B\n";

fn record(path: &str, text: &str) -> Record {
    let document = Document::parse(Source::new(text));
    Schema::builtin().decode(&RepoPath::new(path), &document).0
}

fn team() -> Team {
    let person = |id: &str| {
        let key = Key::of(id).public();
        record(
            &format!("people/{id}.md"),
            &format!("---\nid: {id}\nsigning_keys:\n  - {key}\n---\n"),
        )
    };
    Team::of(&["ola", "kari", "liv", "per"].map(person))
}

fn review(by: &str, more: &str) -> Record {
    let text = format!(
        "---\nkind: review\ntask: ola-1\nby: {by}\nre: d1\nverdict: accepted\nterms: {TERMS}\n\
         delivery: 1:aa\ncaptured_by: kari\n{more}---\n"
    );
    record("tasks/ola-1/r2.md", &text)
}

/// Checks what a signature over `words`, by a key, is worth under what `by` is said to have accepted.
#[track_caller]
fn check(key: &str, by: &str, more: &str, words: &str, expected: Option<Flaw>) {
    let signature = Key::of(key).sign(NAMESPACE, words);
    let task = record("tasks/ola-1.md", TASK);
    let delivery =
        record("tasks/ola-1/d1.md", "---\ntype: delivery\nby: kari\n---\nhttps://example.org\n");
    let review = review(by, &format!("{more}signature: {signature}\n"));
    let team = team();
    assert_eq!(flaw(&task, &review, &team), expected, "{key} for {by}: {words}");
    let counts = Life::of(&task, &[&delivery, &review], &team, None).state == State::Accepted;
    let entitled = by != "kari" && by != "per";
    assert_eq!(counts, expected.is_none() && entitled, "{key} for {by}: {words}");
}

fn words(by: &str) -> String {
    words_to_sign(&record("tasks/ola-1.md", TASK), &review(by, "")).expect("words")
}

#[test]
fn whoever_accepts_signs_with_their_own_key() {
    let ola = words("ola");
    assert!(ola.starts_with("ola accepts ola-1 as 1:") && ola.len() == 22 + 33, "{ola}");
    check("ola", "ola", "", &ola, None);
    check("liv", "liv", "", &words("liv"), None);
    // Nobody else's key, the one who delivers and those who may not at all.
    check("kari", "ola", "", &ola, Some(Flaw::KeyOf("kari".into())));
    check("liv", "ola", "", &ola, Some(Flaw::KeyOf("liv".into())));
    check("stranger", "ola", "", &ola, Some(Flaw::NobodysKey));
    check("kari", "kari", "", &words("kari"), None);
    check("per", "per", "", &words("per"), None);
}

#[test]
fn what_is_signed_is_one_task_in_one_version() {
    let ola = words("ola");
    let other = |from: &str, to: &str| {
        check("ola", "ola", "", &ola.replacen(from, to, 1), Some(Flaw::OtherWords))
    };
    other("ola-1 ", "ola-2 ");
    other("accepts", "returns");
    other("ola accepts", "liv accepts");
    other("as 1:", "as 2:");
    let task = record("tasks/ola-1.md", TASK);
    let base = review("ola", "");
    let changed = |from: &str, to: &str| {
        let text =
            format!("---\nkind: review\nby: ola\nre: d1\nterms: {TERMS}\ndelivery: 1:aa\n---\n");
        words_to_sign(&task, &record("tasks/ola-1/r2.md", &text.replacen(from, to, 1)))
    };
    assert_eq!(changed("", ""), words_to_sign(&task, &base));
    for (from, to) in
        [("1:aa", "1:ab"), ("0011", "0012"), ("re: d1", "re: d2"), ("re: d1", "re: [d1, d2]")]
    {
        assert_ne!(changed(from, to), Some(ola.clone()), "{to}");
    }
    for absent in ["by: ola\n", "re: d1\n"] {
        assert_eq!(changed(absent, ""), None);
    }
    // What a shell would read in another way stands in no command.
    let hostile = record("tasks/x.md", &TASK.replace("ola-1", "\"ola-1$(x)\""));
    assert_eq!(words_to_sign(&hostile, &base), None);
}

#[test]
fn it_does_not_matter_which_shell_handed_the_words_over() {
    let ola = words("ola");
    for text in ["{}\n", "{}", "{}\r\n", "\"{}\" \r\n", "\"{}\"\r\n"] {
        check("ola", "ola", "", &text.replace("{}", &ola), None);
    }
    check("ola", "ola", "", &format!("{ola}\n\n"), Some(Flaw::OtherWords));
}

#[test]
fn a_signature_for_something_else_is_none() {
    let task = record("tasks/ola-1.md", TASK);
    let judged = |signature: &str| {
        let review = review("ola", &format!("signature: {signature}\n"));
        flaw(&task, &review, &team())
    };
    let ola = words("ola");
    assert_eq!(judged(&Key::of("ola").sign("git", &ola)), Some(Flaw::OtherUse("git".into())));
    let whole = Key::of("ola").sign(NAMESPACE, &ola);
    assert_eq!(judged(&whole), None);
    assert_eq!(flaw(&task, &review("ola", ""), &team()), Some(Flaw::Absent));
    for damaged in [
        "x",
        "U1NIU0lH",
        "====",
        &whole[..whole.len() - 8],
        &format!("{whole}AAAA"),
        &"A".repeat(9000),
    ] {
        assert_eq!(judged(damaged), Some(Flaw::Unreadable), "{damaged}");
    }
    for at in (0..whole.len()).step_by(7) {
        let sign = if whole.as_bytes()[at] == b'A' { "B" } else { "A" };
        let mut damaged = whole.clone();
        damaged.replace_range(at..=at, sign);
        assert!(judged(&damaged).is_some(), "{damaged}");
    }
}

#[test]
fn a_key_that_two_people_have_is_nobodys() {
    let key = Key::of("ola").public();
    let person = |id: &str| {
        record(&format!("people/{id}.md"), &format!("---\nid: {id}\nsigning_keys: {key}\n---\n"))
    };
    let team = Team::of(&[person("ola"), person("kari")]);
    let signature = Key::of("ola").sign(NAMESPACE, &words("ola"));
    let review = review("ola", &format!("signature: {signature}\n"));
    assert_eq!(flaw(&record("tasks/ola-1.md", TASK), &review, &team), Some(Flaw::NobodysKey));
    assert!(!team.signs("ola"));
    // The keys that everybody has count, and not those that were typed here.
    let shared = Team::of(&[person("ola")]);
    assert_eq!(flaw(&record("tasks/ola-1.md", TASK), &review, &team.with_keys_of(&shared)), None);
}

/// Made by `ssh-keygen -Y sign -n handover-accept` of OpenSSH, so that the format is not only ours.
#[test]
fn what_ssh_keygen_writes_is_read() {
    let signed = Signed::read(SIGNATURE).expect("read");
    assert_eq!(Some(signed.key), ed25519_key(PUBLIC));
    assert!(signed.is_of(b"ola accepts ola-1 as 1:00\n"));
    assert!(!signed.is_of(b"ola accepts ola-1 as 1:01\n"));
    assert_eq!(Signed::read(RSA).err(), Some(Flaw::Sort("ssh-rsa".into())));
    assert_eq!(ed25519_key("ssh-rsa AAAAB3NzaC1yc2E="), None);
}

const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHE11AvRZVYcWKwvuUg1hjeySZxA8Y2GdyuD14f+rtPX somebod\
     y";
const SIGNATURE: &str = "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgcTXUC9FlVhxYrC+5SDWGN7JJnEDxjYZ3K4PXh/6u09cA\
     AAAPaGFuZG92ZXItYWNjZXB0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5AAAAQD0uWVq31e29/lax\
     MGd5BQjFCNuHoi0tO2SSFQ4vZS7dx2AKnwgPvGOsmia1wiOM7b288hOtQcCk3YWSWtEOqAA=";
const RSA: &str = "U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBAKX7YMvefAdMhhcvK0kZvJEKRVN86tStTWx+WPIU\
     UN+T4PuIYmaAsbV7S7voH//lcow/J+TOK6ImExuU//zLDDCu43e41twzGu7tOIGJfS8mB571etqiX/v9ysU9jf5p\
     4Dq0ie7hHJCBNFIMPVPZEqd5eJEaODnQOcoHzsYVkYb9k7ng0BskUDMNogDh3iadKzEHb5DfG0944zwddjd6vdjS\
     8ch/cJ7sOgWoT8rN/kjXGl7dJBQ0LVbahabgNETrJekXK9YN9M0X4Yp7dVZNerSgRuRL3EDMXUkyLsOfkxryywUy\
     M+fBt+slMs/6Xb5OruYzAspqLMmaDlx38rGGde8AAAAPaGFuZG92ZXItYWNjZXB0AAAAAAAAAAZzaGE1MTIAAAEU\
     AAAADHJzYS1zaGEyLTUxMgAAAQAGTaVH0YE/pnrkkDUiZp+oi0qzLQcPPF9NS4dVpjLrG1qwyJzE2jlN5YjdmdJW\
     H9jKHwoULxJWA2Jhj1OsjKLQenXJIYdW9pwFRH3taQwCAW6aznU2w9zq1urqI5gPVcDTN7OH0ZltGL244OSmd0o/\
     cukj52/pUqkceN799Egd4Zxp573dwJ1ZJVQAOUuvEPLZate8FS8AoQOUPOiESoKukpXyLxotRw9BRZpHc9h3dBOs\
     3GlshdjOCaervLIZ1/A1pEdm3lOxG3HfFmvirq29bm1g6MSXwENBfgeSXWj9ESpGKkVPvCRR4n4RX+7sMmfjyrdJ\
     5GT7LPSctoK8+c8Q";
