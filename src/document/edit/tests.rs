//! Edits as a table: before, after.

use super::*;

type Result = std::result::Result<Document, EditError>;

fn check(before: &str, edit: impl Fn(&Document) -> Result, after: &str) {
    for (bom, end) in [("", "\n"), ("\u{feff}", "\r\n"), ("", "\r")] {
        let text = |text: &str| format!("{bom}{}", text.replace('\n', end));
        let document = Document::parse(Source::new(text(before)));
        let edited = edit(&document).map(|edited| edited.text().to_owned());
        assert_eq!(edited.as_deref(), Ok(text(after).as_str()), "{before:?} {end:?}");
    }
}

/// Checks an edit of a text that has no line end to follow.
fn check_once(before: &str, edit: impl Fn(&Document) -> Result, after: &str) {
    let edited = edit(&Document::parse(Source::new(before)));
    assert_eq!(edited.map(|edited| edited.text().to_owned()).as_deref(), Ok(after));
}

/// Checks an edit of a front matter that has other fields around.
fn check_field(before: &str, edit: impl Fn(&Document) -> Result, after: &str) {
    let around =
        |field: &str| format!("---\n# first\nid: ola-1  # x\n{field}z: 'last'\n---\nbody\n");
    check(&around(before), edit, &around(after));
}

fn refused(before: &str, edit: impl Fn(&Document) -> Result, error: &EditError) {
    let document = Document::parse(Source::new(before));
    assert_eq!(edit(&document).map(|one| one.text().to_owned()).as_ref(), Err(error));
}

fn text(text: &str) -> NewValue {
    NewValue::Scalar(text.to_owned())
}

fn list(items: &[&str]) -> NewValue {
    NewValue::List(items.iter().map(|item| (*item).to_owned()).collect())
}

#[test]
fn a_value_is_replaced_in_its_own_style() {
    check_field("a: x # c\n", |d| d.set("a", &text("no")), "a: no # c\n");
    check_field("a:   x\n", |d| d.set("a", &text("y")), "a:   y\n");
    check_field("a: \"x\"\n", |d| d.set("a", &text("y")), "a: \"y\"\n");
    check_field("a: 'x'\n", |d| d.set("a", &text("it's")), "a: 'it''s'\n");
    check_field("a: x\n", |d| d.set("a", &text("b: c")), "a: 'b: c'\n");
    check_field("a: \"x\"\n", |d| d.set("a", &text("b: \"c\"")), "a: \"b: \\\"c\\\"\"\n");
    check_field("a:\n", |d| d.set("a", &text("y")), "a: y\n");
    check_field("a:  \n", |d| d.set("a", &text("y")), "a: y\n");
    check_field("a: # c\n", |d| d.set("a", &text("y")), "a: y # c\n");
    check_field("a: ~\n", |d| d.set("a", &text("~")), "a: '~'\n");
    check_field("a: x\n", |d| d.set("a", &NewValue::Null), "a:\n");
    check_field("a: x # c\n", |d| d.set("a", &NewValue::Null), "a: # c\n");
    check_field("a: x\n", |d| d.set("a", &text("")), "a: ''\n");
    check_field("a: |\n  x\n  y\n\n", |d| d.set("a", &text("y")), "a: y\n\n");
    check_field("a: x\n  y\n", |d| d.set("a", &text("y")), "a: y\n");
    check_field("a:\n  x\n", |d| d.set("a", &text("y")), "a: y\n");
    check_field("a: # c\n  - x\n", |d| d.set("a", &text("y")), "a: y # c\n");
}

#[test]
fn several_lines_become_a_block() {
    check_field("a: x\n", |d| d.set("a", &text("b\n\n c\n")), "a: |\n  b\n\n   c\n");
    check_field("", |d| d.set_after("id", "a", &text("b\nc")), "a: |-\n  b\n  c\n");
    check_field("a: x # c\n", |d| d.set("a", &text("b\nc")), "a: \"b\\nc\" # c\n");
    check_field("a: x\n", |d| d.set("a", &text(" b\nc")), "a: \" b\\nc\"\n");
}

#[test]
fn a_new_field_stands_at_the_end_or_behind_another() {
    check("---\na: 1\n---\n", |d| d.set("b", &text("x: y")), "---\na: 1\nb: \"x: y\"\n---\n");
    check("---\n---\n", |d| d.set("b", &text("1")), "---\nb: 1\n---\n");
    check("---\n  a: 1\n---", |d| d.set("b", &text("1")), "---\n  a: 1\n  b: 1\n---");
    check("---\na: |+\n  x\n\n---\n", |d| d.set("b", &text("1")), "---\na: |+\n  x\n\nb: 1\n---\n");
    check("# Title\n", |d| d.set("b", &list(&["x"])), "---\nb:\n  - x\n---\n# Title\n");
    check_once("", |d| d.set("b", &text("1")), "---\nb: 1\n---\n");
    check_field("", |d| d.set_after("id", "a", &text("1")), "a: 1\n");
    check_field(
        "a:\n- x # c\n",
        |d| d.set_after("a", "b", &list(&["y"])),
        "a:\n- x # c\nb:\n- y\n",
    );
    check_field(
        "a: [x]\n",
        |d| d.set_after("a", "b", &list(&["y", "[z]"])),
        "a: [x]\nb: [y, '[z]']\n",
    );
}

#[test]
fn only_the_items_that_differ_change() {
    check_field(
        "a:\n  - 'x' # c\n  # d\n  - y\n  - z\n",
        |d| d.set("a", &list(&["x", "n", "z", "m"])),
        "a:\n  - 'x' # c\n  - n\n  # d\n  - z\n  - m\n",
    );
    check_field("a: [x, \"y\",z]\n", |d| d.set("a", &list(&["n", "y", "m"])), "a: [n, \"y\", m]\n");
    check_field("a: [x, y] # c\n", |d| d.set("a", &list(&["z"])), "a: [z] # c\n");
    check_field("a: [x, y]\n", |d| d.set("a", &list(&[])), "a: []\n");
    check_field("a:\n  - x\n", |d| d.set("a", &list(&[])), "a: []\n");
    check_field("a: x # c\n", |d| d.set("a", &list(&["x", "y"])), "a: # c\n  - x\n  - y\n");
    check_field("a:\n- x\n", |d| d.set("a", &list(&["y"])), "a:\n- y\n");
    check_field("a: []\n", |d| d.set("a", &list(&["y"])), "a: [y]\n");
}

#[test]
fn items_come_and_go() {
    check_field("a:\n- x\n", |d| d.add_item("a", "y: z"), "a:\n- x\n- 'y: z'\n");
    check_field("a:\n- x\n", |d| d.add_item("a", "x"), "a:\n- x\n");
    check_field("a: [x]\n", |d| d.add_item("a", "y, z"), "a: [x, 'y, z']\n");
    check_field("a: x\n", |d| d.add_item("a", "y"), "a:\n  - x\n  - y\n");
    check_field("a:\n- x\n-\n- y # c\n- z\n", |d| d.remove_item("a", "y"), "a:\n- x\n-\n- z\n");
    check_field("a: [x, y]\n", |d| d.remove_item("a", "y"), "a: [x]\n");
    check_field("a: [x, y]\n", |d| d.remove_item("a", "x"), "a: [y]\n");
    let with_comment = "a: [\n x, # about x\n y\n]\n";
    check_field(with_comment, |d| d.remove_item("a", "y"), "a: [\n x, # about x\n]\n");
    let closed = "a: [x, # about x\n y]\n";
    check_field(closed, |d| d.remove_item("a", "y"), "a: [x, # about x\n]\n");
    check_field(
        "a: [x, y]\n",
        |d| d.add_item("new", "x").and_then(|d| d.remove("new")),
        "a: [x, y]\n",
    );
    let missing = EditError::NoSuchItem { key: "a".into(), item: "q".into() };
    refused("---\na: [x]\n---\n", |d| d.remove_item("a", "q"), &missing);
    refused("---\na: {x: y}\n---\n", |d| d.add_item("a", "q"), &EditError::NoList("a".into()));
}

#[test]
fn fields_go_and_change_their_key() {
    check_field("# c\na: |\n  x\n\n", |d| d.remove("a"), "# c\n\n");
    check_field("a:\n  - x\n  - y # c\n", |d| d.remove("a"), "");
    check_field("\"a\" : x\n", |d| d.rename_key("a", "b c"), "b c : x\n");
    refused(
        "---\na: 1\nb: 2\n---\n",
        |d| d.rename_key("a", "b"),
        &EditError::KeyExists("b".into()),
    );
    refused("---\na: 1\n---\n", |d| d.remove("b"), &EditError::NoSuchKey("b".into()));
    refused("---\na: 1\n---\n", |d| d.rename_key("a", " "), &EditError::InvalidKey(" ".into()));
}

#[test]
fn what_cannot_be_read_is_not_edited() {
    for broken in ["---\na: b: c\n---\n", "---\na: 1\na: 2\n---\n", "---\na: 1\n"] {
        refused(broken, |d| d.set("z", &text("1")), &EditError::Unreadable);
        refused(broken, |d| d.append_section("x", 1, ""), &EditError::Unreadable);
    }
    refused("---\n{a: 1}\n---\n", |d| d.set("z", &text("1")), &EditError::InBraces);
    check(
        "---\n{a: 1, b: 2}\n---\n",
        |d| d.set("a", &text("x, y")),
        "---\n{a: \"x, y\", b: 2}\n---\n",
    );
}

#[test]
fn a_box_is_ticked() {
    let before = "---\na: 1\n---\n# Done when\n\n- [ ] one\n  1. [X] two\n";
    check(before, |d| d.tick(0, true), &before.replace("[ ]", "[x]"));
    check(before, |d| d.tick(1, false), &before.replace("[X]", "[ ]"));
    check(before, |d| d.tick(1, true), before);
    refused(before, |d| d.tick(2, true), &EditError::NoSuchCheck(2));
}

#[test]
fn a_section_is_replaced() {
    let before = "# A\n\nold\n\n## B\nb\n\n# C\n";
    check(before, |d| d.replace_section(0, "new\n\nnewer\n"), "# A\n\nnew\n\nnewer\n\n# C\n");
    check(before, |d| d.replace_section(1, "new"), "# A\n\nold\n\n## B\nnew\n\n# C\n");
    check(before, |d| d.replace_section(2, "new"), "# A\n\nold\n\n## B\nb\n\n# C\n\nnew\n");
    check("# A\n\n\n# B", |d| d.replace_section(0, "new"), "# A\n\nnew\n\n# B");
    check("# A\n# B", |d| d.replace_section(1, "new"), "# A\n# B\n\nnew\n");
    check("# A\n\nx\n\n# B\n", |d| d.replace_section(0, ""), "# A\n\n\n\n# B\n");
    refused(before, |d| d.replace_section(1, "# D"), &EditError::ChangesMore);
    refused(before, |d| d.replace_section(0, "```\nnever closed"), &EditError::ChangesMore);
    refused(before, |d| d.replace_section(3, ""), &EditError::NoSuchSection(3));
}

#[test]
fn text_is_added_to_a_section() {
    let before = "# A\n\n- [ ] one\n\n# B\ntext\n";
    check(
        before,
        |d| d.append_to_section(0, "- [ ] two\n"),
        "# A\n\n- [ ] one\n- [ ] two\n\n# B\ntext\n",
    );
    check(before, |d| d.append_to_section(0, "words"), "# A\n\n- [ ] one\n\nwords\n\n# B\ntext\n");
    check(before, |d| d.append_to_section(1, "more"), "# A\n\n- [ ] one\n\n# B\ntext\n\nmore\n");
    check("# A\n<!-- hint -->\n", |d| d.append_to_section(0, "x"), "# A\n<!-- hint -->\n\nx\n");
}

#[test]
fn sections_are_added() {
    check("---\na: 1\n---\n", |d| d.append_section("B", 2, "x"), "---\na: 1\n---\n## B\n\nx\n");
    check_once("text", |d| d.append_section("B", 1, ""), "text\n\n# B\n");
    check("# A\n\nx\n\n", |d| d.append_section("B", 1, "y"), "# A\n\nx\n\n# B\n\ny\n");
    check("# A\n\nx\n", |d| d.insert_section(0, "B", 1, "y"), "# B\n\ny\n\n# A\n\nx\n");
    refused("```\nopen", |d| d.append_section("B", 1, ""), &EditError::ChangesMore);
    refused("", |d| d.append_section("a\nb", 1, ""), &EditError::InvalidHeading);
    refused("# A\n", |d| d.append_section("B", 2, "# C"), &EditError::ChangesMore);
}
