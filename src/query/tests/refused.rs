//! What cannot be read in a query, and what is told of it.

use super::*;

#[track_caller]
fn refused(query: &str, expected: &str) {
    let error = read(query).expect_err(query);
    let hint = error.expected.clone().unwrap_or_default();
    assert_eq!(format!("{}\n{error}\n{hint}", error.pointed(query)), expected);
}

#[test]
fn errors_point_into_the_query() {
    refused(
        "november statsu:sent",
        "november statsu:sent\n         ^^^^^^\nno document has a field `statsu`\ndid you mean `status`?",
    );
    refused("på \"ås", "på \"ås\n   ^\nthis quote is never closed\na second `\"`");
    refused(
        "status:",
        "status:\n       ^\n`status:` has no value here\nwhat `status` should be, such as `status:draft`",
    );
    refused(
        "to:kari,,ola",
        "to:kari,,ola\n        ^\n`to:` has no value here\nwhat `to` should be, such as `to:me`",
    );
    refused(
        "kind:task,breif",
        "kind:task,breif\n          ^^^^^\nthere is no kind `breif`\ndid you mean `brief`?",
    );
    refused(":x", ":x\n^\nthe key before `:` is missing\na field, such as `status:sent`");
    refused(
        "is:open,late",
        "is:open,late\n   ^^^^\n`is:` takes one word\ntwo of them, such as `is:open is:late`",
    );
    refused(
        "is:purple",
        "is:purple\n   ^^^^^^\n`is:purple` is not known\n`is:late`, `is:at-risk`, `is:open`, `is:closed`, `is:conflict`, `is:broken`, `is:new`",
    );
    refused("er:lukkt", "er:lukkt\n   ^^^^^\n`is:lukkt` is not known\ndid you mean `is:lukket`?");
    refused(
        "status:snet",
        "status:snet\n       ^^^^\n`status` is never `snet`\ndid you mean `sent`?",
    );
    refused(
        "priority:>purple",
        "priority:>purple\n          ^^^^^^\n`priority` is never `purple`\none of `low`, `normal`, `high`, `urgent`",
    );
    refused("to:krai", "to:krai\n   ^^^^\nnobody here is called `krai`\ndid you mean `kari`?");
    refused("til:per", "til:per\n    ^^^\nnobody here is called `per`\none of `ola`, `kari`");
}

#[test]
fn errors_say_what_could_stand_there() {
    refused(
        "due:<soon",
        "due:<soon\n     ^^^^\n`soon` is no time\nsuch as `2026-12-01`, `2026-12`, `today`, `friday`, `7d`, `-2w` or `this-week`",
    );
    refused(
        "due:24.12.2026",
        "due:24.12.2026\n    ^^^^^^^^^^\ndates are written year first\nwrite `2026-12-24`",
    );
    refused(
        "title:<x",
        "title:<x\n      ^\n`title` has no order\nthe value itself, such as `title:something`",
    );
    refused(
        "due:<today..7d",
        "due:<today..7d\n    ^\na range takes no sign\n`<` or `..`, not both",
    );
    refused(
        "estimate_hours:x",
        "estimate_hours:x\n               ^\n`estimate_hours` is a number\nsuch as `estimate_hours:2`",
    );
    refused(
        "title:på\"ås\"",
        "title:på\"ås\"\n        ^^^^\na quote stands beside other text\nquotes around the whole value",
    );
    refused(
        "x -🚀",
        "x -🚀\n   ^^\nthere is no letter and no digit in this word\na word; `title:` finds other signs in titles",
    );
    refused("\"a\"b", "\"a\"b\n   ^\nthe quote is followed by this\na blank between two terms");
    refused(
        "(is:late",
        "(is:late\n^^^\nno document has a field `(is`\na query has no brackets: all of its words must fit, and `status:sent,draft` is either",
    );
    refused("sort:duw", "sort:duw\n     ^^^\nno document has a field `duw`\ndid you mean `due`?");
    refused("-limit:3", "-limit:3\n^\n`limit:` cannot be left out\n`limit:` without `-` before it");
    refused(
        "limit:0",
        "limit:0\n      ^\n`limit:` takes a whole number from 1\nsuch as `limit:20`",
    );
    refused(
        "limit:1 limit:2",
        "limit:1 limit:2\n        ^^^^^\n`limit:` stands here twice\none of them",
    );
    refused("@mien", "@mien\n^^^^^\nno query is saved as `mien`\ndid you mean `@mine`?");
    refused(
        "x @round",
        "x @round\n  ^^^^^^\n`@round` leads back to itself: @round, @about, @round\nanother query for `round` under `queries:` in workspace.yml",
    );
    refused(
        "@worse",
        "@worse\n^^^^^^\nthe saved query `@bad` cannot be read: no document has a field `statsu`\nmend `bad` under `queries:` in workspace.yml",
    );
}

#[test]
fn bad_saved_queries_are_told_in_the_file() {
    let (config, findings) = Config::read(&Source::new(CONFIG));
    assert_eq!(findings, []);
    let found: Vec<(&str, String)> = check_saved(&config.queries, Schema::builtin())
        .into_iter()
        .map(|one| (one.span.of(CONFIG), one.message))
        .collect();
    let expected = [
        (
            "@about",
            "the query `round` cannot be read: `@round` leads back to itself: @round, @about, @round",
        ),
        (
            "@round",
            "the query `about` cannot be read: `@about` leads back to itself: @about, @round, @about",
        ),
        ("statsu", "the query `bad` cannot be read: no document has a field `statsu`"),
    ];
    assert_eq!(found, expected.map(|(place, message)| (place, message.to_owned())));
}

#[test]
fn saved_queries_do_not_grow_without_end() {
    let level = |at: usize| format!("  q{at}: '@q{} @q{}'\n", at + 1, at + 1);
    let text = format!("queries:\n{}  q40: x\n", (0..40).map(level).collect::<String>());
    let (config, _) = Config::read(&Source::new(text.as_str()));
    let vocabulary =
        Vocabulary { schema: Schema::builtin(), saved: &config.queries, names: &Somebody };
    for name in ["@q0", "@q25", "@q32"] {
        let error = parse(name, &vocabulary).expect_err(name);
        assert!(error.message.contains("too many other queries"), "{error}");
    }
    assert!(parse("@q35", &vocabulary).is_ok());
}

#[test]
fn any_text_is_read_or_refused() {
    for query in [
        "-",
        "--",
        "\"\"",
        ",",
        "a:,",
        "\u{1b}:x",
        "x-ours:\"a,b\",c",
        "é:é",
        "::",
        "-:",
        "@",
        "-@",
        "due:<",
        "due:..",
        "due:,",
        "«",
        "due:<..",
        "@a:b",
        "@\"a\"",
        "sort:",
        "sort:-",
        "limit:",
        "is:",
        "-sort:x",
    ] {
        if let Err(error) = read(query) {
            assert!(error.span.end <= query.len(), "{query}");
            error.pointed(query);
        }
    }
}
