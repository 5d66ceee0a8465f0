use super::super::event::{Action, Event, Happening, Job, Key};
use super::super::model::{Mode, Model, Pane};
use super::update;
use crate::ops::live::tests::page;
use crate::ops::live::{Filter, Sharing, Wrong};
use crate::schema::Language;
use crate::text::{RepoPath, Span};

fn model() -> Model {
    let (page, now) = page("ola", Language::English);
    let mut model = Model::new(now, Language::English);
    update(&mut model, Event::Page(Box::new(page)));
    model
}

fn press(model: &mut Model, key: Key) -> Vec<Action> {
    update(model, Event::Key(key))
}

fn type_in(model: &mut Model, text: &str) -> Vec<Action> {
    text.chars().flat_map(|each| press(model, Key::Char(each))).collect()
}

fn name(model: &Model) -> String {
    model.current().expect("an entry").name
}

#[test]
fn keys_move_within_a_list_and_from_list_to_list() {
    let mut model = model();
    assert_eq!(name(&model), "ola-1");
    press(&mut model, Key::Down);
    press(&mut model, Key::Char('j'));
    assert_eq!(name(&model), "ola-6");
    press(&mut model, Key::Up);
    press(&mut model, Key::Char('k'));
    press(&mut model, Key::Up);
    assert_eq!(name(&model), "ola-1");
    press(&mut model, Key::End);
    assert_eq!(name(&model), "ola-5");
    press(&mut model, Key::PageUp);
    press(&mut model, Key::PageDown);
    press(&mut model, Key::Home);
    assert_eq!(name(&model), "ola-1");
    let mut seen = vec![model.focus];
    for _ in 0..4 {
        press(&mut model, Key::Tab);
        seen.push(model.focus);
    }
    assert_eq!(seen, Pane::ALL);
    press(&mut model, Key::Tab);
    press(&mut model, Key::BackTab);
    press(&mut model, Key::BackTab);
    assert_eq!(model.focus, Pane::Problems);
    // Without notes there is no list of them.
    if let Some(page) = &mut model.page {
        page.settle = Default::default();
    }
    press(&mut model, Key::BackTab);
    assert_eq!(model.focus, Pane::Awaited);
}

#[test]
fn past_the_end_of_a_list_that_is_cut_the_rest_is_asked_for_once() {
    let mut model = model();
    assert_eq!(press(&mut model, Key::End), []);
    assert_eq!(press(&mut model, Key::Down), []);
    let mut page = model.page.clone().expect("a page");
    let rest = page.mine.entries.split_off(2);
    update(&mut model, Event::Page(Box::new(page.clone())));
    press(&mut model, Key::Home);
    assert_eq!(press(&mut model, Key::Down), []);
    assert_eq!(press(&mut model, Key::Down), [Action::All]);
    assert!(model.said.is_some());
    assert_eq!(press(&mut model, Key::PageDown), []);
    page.mine.entries.extend(rest);
    update(&mut model, Event::Page(Box::new(page)));
    assert_eq!(name(&model), "ola-2");
    press(&mut model, Key::End);
    assert_eq!(name(&model), "ola-5");
}

#[test]
fn what_is_chosen_stays_chosen_when_the_page_turns() {
    let mut model = model();
    press(&mut model, Key::Down);
    let mut page = model.page.clone().expect("a page");
    page.mine.entries.remove(0);
    update(&mut model, Event::Page(Box::new(page.clone())));
    assert_eq!(name(&model), "ola-2");
    page.mine.entries.clear();
    update(&mut model, Event::Page(Box::new(page)));
    assert!(model.current().is_none());
}

#[test]
fn enter_opens_the_file_at_its_line() {
    let mut model = model();
    let opened = press(&mut model, Key::Enter);
    assert!(matches!(&opened[..], [Action::Open { line: None, .. }]), "{opened:?}");
    model.focus = Pane::Problems;
    let path = RepoPath::new("tasks/broken.md");
    let expected = [Action::Open { path, line: Some(3) }];
    assert_eq!(press(&mut model, Key::Char('e')), expected);
    model.focus = Pane::Log;
    assert_eq!(press(&mut model, Key::Enter), []);
    assert!(model.said.is_some());
}

#[test]
fn only_what_waits_for_it_is_confirmed() {
    let mut model = model();
    assert_eq!(press(&mut model, Key::Char('c')), []);
    assert!(model.said.is_some());
    (0..3).for_each(|_| drop(press(&mut model, Key::Down)));
    assert_eq!(press(&mut model, Key::Char('c')), [Action::Confirm("kari-1".to_owned())]);
    assert!(model.said.is_none());
}

#[test]
fn one_job_at_a_time() {
    let mut model = model();
    assert_eq!(press(&mut model, Key::Char('s')), [Action::Job(Job::Sync)]);
    assert_eq!(model.sharing, Sharing::Syncing);
    assert_eq!(press(&mut model, Key::Char('s')), []);
    assert_eq!(press(&mut model, Key::Char('u')), []);
    assert!(model.said.is_some());
    let now = model.now.timestamp();
    update(&mut model, Event::Sharing(Sharing::Synced(now)));
    update(&mut model, Event::Done(Some("Sent 1 file.".to_owned())));
    assert_eq!(model.said.as_deref(), Some("Sent 1 file."));
    assert_eq!(press(&mut model, Key::Char('u')), [Action::Job(Job::LookForSent)]);
}

#[test]
fn taking_back_asks_first() {
    for (key, expected) in [
        (Key::Char('y'), &[Action::Job(Job::TakeBack)][..]),
        (Key::Char('j'), &[Action::Job(Job::TakeBack)]),
        (Key::Char('n'), &[]),
        (Key::Escape, &[]),
    ] {
        let mut model = model();
        update(&mut model, Event::Undo(vec!["One file".to_owned()]));
        // A key that means something else here does nothing.
        assert_eq!(press(&mut model, Key::Char('s')), []);
        assert!(matches!(model.mode, Mode::Undo { .. }));
        assert_eq!(press(&mut model, key), expected, "{key:?}");
        assert_eq!(model.mode, Mode::Lists);
    }
}

#[test]
fn a_note_is_settled_by_a_choice() {
    for (key, take) in [(Key::Char('1'), false), (Key::Char('2'), true)] {
        let mut model = model();
        assert_eq!(press(&mut model, Key::Char('r')), []);
        assert_eq!(model.focus, Pane::Settle);
        assert!(matches!(model.mode, Mode::Settle { .. }));
        let done = press(&mut model, key);
        let note = RepoPath::new("conflicts/ola-2-due-3f2a91c04b7e.md");
        assert_eq!(done, [Action::Job(Job::Settle { note, take })]);
    }
    let mut model = model();
    press(&mut model, Key::Char('r'));
    assert_eq!(press(&mut model, Key::Escape), []);
    assert_eq!(model.mode, Mode::Lists);
    press(&mut model, Key::Char('r'));
    assert!(matches!(&press(&mut model, Key::Char('e'))[..], [Action::Open { .. }]));
}

#[test]
fn a_query_narrows_letter_by_letter() {
    let mut model = model();
    press(&mut model, Key::Char('/'));
    let asked = type_in(&mut model, "to:kari q");
    assert_eq!(asked.last(), Some(&Action::Filter("to:kari q".to_owned())));
    assert_eq!(press(&mut model, Key::Ctrl('w')), [Action::Filter("to:kari ".to_owned())]);
    assert_eq!(press(&mut model, Key::Backspace), [Action::Filter("to:kari".to_owned())]);
    assert_eq!(press(&mut model, Key::Enter), []);
    assert_eq!(model.mode, Mode::Lists);
    if let Some(page) = &mut model.page {
        page.filter = Some(Filter { query: "to:kari".to_owned(), wrong: None });
    }
    // One that cannot be read is typed on.
    press(&mut model, Key::Char('/'));
    if let Some(page) = &mut model.page {
        let wrong = Wrong { message: "no such key".to_owned(), span: Span::new(0, 2) };
        page.filter = Some(Filter { query: "to:kari!".to_owned(), wrong: Some(wrong) });
    }
    type_in(&mut model, "!");
    let typed = |model: &Model| match &model.mode {
        Mode::Filter { text, .. } => Some(text.clone()),
        _ => None,
    };
    let text = typed(&model).expect("a query is typed");
    if let Some(filter) = model.page.as_mut().and_then(|page| page.filter.as_mut()) {
        filter.query.clone_from(&text);
    }
    assert_eq!(press(&mut model, Key::Enter), []);
    assert_eq!(typed(&model), Some(text));
    press(&mut model, Key::Escape);
    if let Some(page) = &mut model.page {
        page.filter = Some(Filter { query: "to:kari".to_owned(), wrong: None });
    }
    // Escape while typing brings back what was, and in the lists shows all.
    press(&mut model, Key::Char('/'));
    assert_eq!(press(&mut model, Key::Ctrl('u')), [Action::Filter(String::new())]);
    assert_eq!(press(&mut model, Key::Escape), [Action::Filter("to:kari".to_owned())]);
    assert_eq!(press(&mut model, Key::Escape), [Action::Filter(String::new())]);
}

#[test]
fn help_and_what_is_to_be_read_are_closed_again() {
    let mut model = model();
    press(&mut model, Key::Char('?'));
    assert_eq!(press(&mut model, Key::Down), []);
    assert_eq!(model.mode, Mode::Help { from: 1 });
    press(&mut model, Key::Char('q'));
    assert_eq!(model.mode, Mode::Lists);
    let told = || Event::Told { title: "sync".to_owned(), lines: vec!["One.".to_owned()] };
    update(&mut model, told());
    assert!(matches!(model.mode, Mode::Reading { .. }));
    press(&mut model, Key::Escape);
    // Nothing is put before somebody who types.
    press(&mut model, Key::Char('/'));
    update(&mut model, told());
    assert!(matches!(model.mode, Mode::Filter { .. }));
    assert_eq!(model.said.as_deref(), Some("One."));
}

#[test]
fn ends_and_stops() {
    let mut model = model();
    assert_eq!(press(&mut model, Key::Char('q')), [Action::Quit]);
    press(&mut model, Key::Char('/'));
    assert_eq!(press(&mut model, Key::Ctrl('z')), [Action::Suspend]);
    assert_eq!(press(&mut model, Key::Ctrl('c')), [Action::Quit]);
    assert_eq!(update(&mut model, Event::Minute), [Action::Again]);
}

#[test]
fn what_came_is_told_once() {
    let mut model = model();
    model.log.clear();
    let path = RepoPath::new("tasks/ola-9.md");
    let saved = || Event::Happened(Happening::Saved(path.clone()));
    update(&mut model, saved());
    update(&mut model, saved());
    assert_eq!(model.log.len(), 1);
    assert_eq!(model.log[0].text, "tasks/ola-9.md was saved");
    model.now = model.now.checked_add(jiff::SignedDuration::from_secs(1)).expect("a moment");
    press(&mut model, Key::Char('s'));
    update(&mut model, saved());
    update(&mut model, Event::Happened(Happening::Received(vec![path.clone()])));
    let texts: Vec<&str> = model.log.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].contains("tasks/ola-9.md") && !texts[0].contains("saved"), "{texts:?}");
}
