use super::*;

/// A value for a placeholder and the mark by which it is found in the text.
pub(super) trait Sample: Sized {
    fn sample(name: &str) -> (Self, String);
}

impl Sample for &str {
    fn sample(name: &str) -> (Self, String) {
        let mark = format!("‹{name}›");
        (Box::leak(mark.clone().into_boxed_str()), mark)
    }
}

impl Sample for usize {
    fn sample(name: &str) -> (Self, String) {
        let value = 700 + name.len();
        (value, value.to_string())
    }
}

impl Sample for u32 {
    fn sample(name: &str) -> (Self, String) {
        let value = if name == "ours" { 801 } else { 802 };
        (value, value.to_string())
    }
}

impl Sample for &[u32] {
    fn sample(_: &str) -> (Self, String) {
        (&[803, 804], "803, 804".to_owned())
    }
}

/// A message, what it says in each language, and what each must hold.
type Shown = (String, [String; 2], Vec<String>);

/// Returns every message of each part of the catalogue.
fn all() -> Vec<Shown> {
    let texts = samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    let daily = daily::samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    let push = push::samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    let reach = reach::samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    let letter = letter::samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    let live = live::samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    let screen = screen::samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    let boxes = boxes::samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    let barrier = barrier::samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    let lapse = lapse::samples().into_iter().map(|(message, marks)| {
        (format!("{message:?}"), Language::ALL.map(|language| message.text(language)), marks)
    });
    texts
        .chain(lapse)
        .chain(barrier)
        .chain(boxes)
        .chain(daily)
        .chain(push)
        .chain(reach)
        .chain(letter)
        .chain(live)
        .chain(screen)
        .collect()
}

#[test]
fn every_message_is_there_in_both_languages_with_all_it_was_given() {
    for (message, texts, marks) in all() {
        assert_ne!(texts[0], texts[1], "{message:?} says the same in both languages");
        for text in texts {
            assert!(!text.trim().is_empty(), "{message:?}");
            assert_eq!(text.trim(), text, "{message:?}");
            for mark in &marks {
                assert!(text.contains(mark), "{message:?} leaves out {mark}: {text}");
            }
        }
    }
}

#[test]
fn one_is_not_several() {
    let check = |message: Message<'_>, english: &str, bokmal: &str| {
        assert_eq!(message.text(Language::English), english);
        assert_eq!(message.text(Language::Bokmal), bokmal);
    };
    check(Message::SentFiles { count: 1 }, "Sent 1 file.", "Sendte 1 fil.");
    check(Message::SentFiles { count: 2 }, "Sent 2 files.", "Sendte 2 filer.");
}

#[test]
fn nobody_is_bothered_with_the_words_of_git() {
    for (message, [text, _], _) in all() {
        let text = text.to_lowercase();
        for word in ["head", "rebase", "index", "merge", "commit", "branch", "upstream"] {
            let found = text.split(|c: char| !c.is_alphabetic()).any(|one| one == word);
            assert!(!found, "{message:?} says {word}");
        }
    }
}
