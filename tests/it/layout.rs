//! What commands show fits every terminal, whatever stands in a title.

use unicode_width::UnicodeWidthStr;

use crate::support::{Run, Sandbox};

/// Titles that break tables: letters of two widths, of none, and what a terminal would obey.
const TITLES: [&str; 6] = [
    "Avstem november på Ås: ærlige øre og mye annet som gjør linjen lang nok til å måtte deles",
    "会計を十一月に合わせる会計を十一月に合わせる会計を十一月に合わせる",
    "🎉🎉🎉 fest 👩‍👩‍👧 og kake 🍰🍰🍰🍰🍰🍰🍰🍰🍰🍰🍰🍰🍰🍰🍰🍰",
    "\\e[2J\\e]0;owned\\arød\\u202Egnihton\\u2066",
    "Ett-ord-uten-mellomrom-som-er-lengre-enn-de-fleste-terminaler-er-brede-og-derfor-må-kuttes",
    "N\\u0061\\u030Ar",
];

fn workspace() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\ntimezone: Europe/Oslo\n");
    sandbox.write("people/kari.md", "---\nid: kari\nname: Kari\nemail: kari@example.org\n---\n");
    for (number, title) in TITLES.iter().enumerate() {
        let task = format!(
            "---\nid: ola-{number}\ntitle: \"{title}\"\nfrom: ola\nto: kari\nstatus: sent\n\
             due: 2126-12-01\n---\n\n## Result\n\nBanken {}\n",
            "ord ".repeat(40)
        );
        sandbox.write(&format!("tasks/ola-{number}.md"), &task);
    }
    sandbox.write(
        "tasks/ola-1/2026-11-24-091203-kari-note-7f3a.md",
        "---\ntask: ola-1\ntype: note\nby: kari\n---\n\nBanken svarte 会計.\n",
    );
    sandbox.git_init("Kari", "kari@example.org");
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-q", "-m", "begin"]);
    sandbox
}

const COMMANDS: [&[&str]; 9] = [
    &["list"],
    &["list", "kind:task", "sort:title"],
    &["board"],
    &["board", "--by", "person"],
    &["search", "banken"],
    &["show", "ola-1"],
    &["show", "ola-3"],
    &["log", "ola-1"],
    &["changes", "--since", "7d"],
];

fn shown(sandbox: &Sandbox, width: usize, args: &[&str]) -> Run {
    sandbox.handover_with(&[("COLUMNS", &width.to_string())], args)
}

/// FAILURES 50.
#[test]
fn nothing_is_wider_than_the_terminal_and_nothing_commands_it() {
    let sandbox = workspace();
    for width in [40, 60, 80, 120, 200] {
        for args in COMMANDS {
            let run = shown(&sandbox, width, args);
            assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
            assert!(run.stdout.lines().count() > 1, "{args:?} says nothing: {}", run.stdout);
            for line in run.stdout.lines() {
                // A place is one word, which terminals make a link of.
                let is_place = args[0] == "search" && line.contains(" · tasks/");
                assert!(
                    is_place || line.width() <= width,
                    "{args:?} at {width}: {} in {line:?}",
                    line.width()
                );
                let bad = |each: char| {
                    each.is_control()
                        || ('\u{202a}'..='\u{202e}').contains(&each)
                        || ('\u{2066}'..='\u{2069}').contains(&each)
                };
                assert!(!line.contains(bad), "{args:?} at {width}: {line:?}");
            }
        }
    }
}

/// Where colour is wanted, everything but the colour is the same; elsewhere there is none.
#[test]
fn colour_is_all_that_a_terminal_adds() {
    let sandbox = workspace();
    for args in COMMANDS {
        let plain = shown(&sandbox, 80, args).stdout;
        let quiet = [("COLUMNS", "80"), ("NO_COLOR", "1")];
        assert_eq!(sandbox.handover_with(&quiet, args).stdout, plain, "{args:?}");
        if args[0] == "show" {
            // Headings lose their marks to colour.
            continue;
        }
        let colored = shown(&sandbox, 80, &[args, &["--color", "always"]].concat()).stdout;
        assert!(colored.contains('\u{1b}'), "{args:?}: {colored}");
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain, "{args:?}");
    }
}

#[test]
fn an_empty_workspace_says_so_in_words() {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\n");
    sandbox.git_init("Kari", "kari@example.org");
    for args in [&["list"][..], &["board"], &["search", "banken"], &["changes", "--since", "7d"]] {
        let run = shown(&sandbox, 40, args);
        assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
        assert!(!(run.stdout.clone() + &run.stderr).trim().is_empty(), "{args:?} says nothing");
        assert!(!run.stderr.contains("error"), "{args:?}: {}", run.stderr);
    }
    for args in [&["show", "ola-1"][..], &["log", "ola-1"]] {
        let run = shown(&sandbox, 40, args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stdout);
        assert!(run.stderr.contains("no document is called `ola-1`"), "{args:?}: {}", run.stderr);
    }
}
