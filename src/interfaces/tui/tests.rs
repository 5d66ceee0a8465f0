//! How the screen looks, in windows of several sizes.

use insta::assert_snapshot;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::event::{Event, Happening, Key};
use super::model::{Model, Pane};
use super::update::update;
use super::view::{Theme, view};
use crate::ops::live::tests::page;
use crate::ops::live::{Entry, Filter, Sharing, Tone, Wrong};
use crate::schema::Language;
use crate::text::{RepoPath, Span, is_misleading};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 15)];

fn model(language: Language) -> Model {
    let (page, now) = page("ola", language);
    let mut model = Model::new(now, language);
    update(&mut model, Event::Page(Box::new(page)));
    let path = RepoPath::new("tasks/ola-4-a.md");
    update(&mut model, Event::Happened(Happening::Saved(path.clone())));
    let (id, title) = ("ola-4".to_owned(), "Answer the mail of October".to_owned());
    let handoff = Happening::Handoff { path, id, title, to: Some("kari".to_owned()) };
    update(&mut model, Event::Happened(handoff));
    let now = model.now.timestamp();
    update(&mut model, Event::Sharing(Sharing::Synced(now)));
    model
}

fn drawn(model: &Model, (columns, rows): (u16, u16), color: bool) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a terminal");
    let draw = |frame: &mut ratatui::Frame<'_>| {
        let area = frame.area();
        view(model, Theme::new(color), area, frame.buffer_mut());
    };
    terminal.draw(draw).expect("drawn");
    terminal.backend().buffer().clone()
}

fn shown(model: &Model, size: (u16, u16)) -> String {
    rows(&drawn(model, size, true), |cell| cell.symbol().to_owned())
}

/// Each cell as a sign for how it looks.
fn looks(model: &Model, size: (u16, u16), color: bool) -> String {
    rows(&drawn(model, size, color), |cell| {
        let sign = match cell.fg {
            Color::Reset => '.',
            Color::Red => 'r',
            Color::Magenta => 'm',
            Color::Cyan => 'c',
            Color::Green => 'g',
            _ => '?',
        };
        let strong = cell.modifier.contains(Modifier::BOLD);
        match cell.modifier {
            flags if flags.contains(Modifier::REVERSED) => "#".to_owned(),
            flags if flags.contains(Modifier::DIM) => "-".to_owned(),
            _ if strong && sign == '.' => "b".to_owned(),
            _ if strong => sign.to_ascii_uppercase().to_string(),
            _ => sign.to_string(),
        }
    })
}

fn rows(buffer: &Buffer, sign: impl Fn(&ratatui::buffer::Cell) -> String) -> String {
    let width = usize::from(buffer.area.width);
    let row = |cells: &[ratatui::buffer::Cell]| {
        cells.iter().map(&sign).collect::<String>().trim_end().to_owned()
    };
    buffer.content.chunks(width).map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_screen_fits_its_window() {
    for (language, name) in [(Language::English, "en"), (Language::Bokmal, "nb")] {
        for (columns, rows) in SIZES {
            let model = model(language);
            assert_snapshot!(format!("{name}_{columns}x{rows}"), shown(&model, (columns, rows)));
        }
    }
}

#[test]
fn colours_only_add_to_what_is_there_without() {
    let model = model(Language::English);
    assert_snapshot!("looks_with_colours", looks(&model, SIZES[0], true));
    assert_snapshot!("looks_without_colours", looks(&model, SIZES[0], false));
    for size in SIZES {
        let (with, without) = (drawn(&model, size, true), drawn(&model, size, false));
        for (with, without) in with.content.iter().zip(&without.content) {
            assert_eq!(with.symbol(), without.symbol());
            assert_eq!(
                (without.fg, with.bg, without.bg),
                (Color::Reset, Color::Reset, Color::Reset)
            );
            assert!(!matches!(with.fg, Color::Rgb(..) | Color::Indexed(_)));
        }
    }
}

/// A folder is not in step with the others while something was saved and not sent.
#[test]
fn what_is_not_sent_stands_at_the_top() {
    for (language, said) in [
        (Language::English, "2 unsent · synced 10:24"),
        (Language::Bokmal, "2 ikke sendt · synkronisert 10.24"),
    ] {
        let mut model = model(language);
        let top = |model: &Model| shown(model, SIZES[0]).lines().next().unwrap_or("").to_owned();
        assert!(top(&model).contains('✓'), "{}", top(&model));
        let mut page = model.page.clone().expect("a page");
        page.unsent = 2;
        update(&mut model, Event::Page(Box::new(page.clone())));
        assert!(shown(&model, SIZES[0]).contains(said), "{}", top(&model));
        assert!(!top(&model).contains('✓'), "{}", top(&model));
        let now = model.now.timestamp();
        update(&mut model, Event::Sharing(Sharing::Synced(now)));
        assert!(top(&model).contains('✓'), "{}", top(&model));
    }
}

#[test]
fn boxes_stand_over_the_lists() {
    let mut model = model(Language::English);
    update(&mut model, Event::Key(Key::Char('?')));
    assert_snapshot!("help", shown(&model, SIZES[0]));
    assert_snapshot!("help_narrow", shown(&model, SIZES[2]));
    update(&mut model, Event::Key(Key::Escape));
    update(&mut model, Event::Key(Key::Char('r')));
    assert_snapshot!("settle", shown(&model, SIZES[0]));
    update(&mut model, Event::Key(Key::Escape));
    let lines = vec!["This would change 1 file:".to_owned(), "  ola-1 due: x".to_owned()];
    update(&mut model, Event::Undo(lines));
    assert_snapshot!("undo", shown(&model, SIZES[0]));
}

#[test]
fn a_query_that_cannot_be_read_is_told_at_its_place() {
    let mut model = model(Language::English);
    update(&mut model, Event::Key(Key::Char('/')));
    for each in "bank stats:sent".chars() {
        update(&mut model, Event::Key(Key::Char(each)));
    }
    let mut page = model.page.clone().expect("a page");
    let message = "there is no field `stats`; `status`".to_owned();
    let wrong = Some(Wrong { message, span: Span::new(5, 10) });
    page.filter = Some(Filter { query: "bank stats:sent".to_owned(), wrong });
    update(&mut model, Event::Page(Box::new(page)));
    let screen = shown(&model, SIZES[0]);
    let [reason, typed] = screen.lines().rev().take(2).collect::<Vec<_>>()[..] else {
        panic!("{screen}")
    };
    assert_eq!(typed, "Show only: bank stats:sent");
    assert_eq!(reason, "                ^ there is no field `stats`; `status`");
    // Beside its place there is no room for it.
    let narrow = shown(&model, (44, 15));
    assert_eq!(narrow.lines().last(), Some("there is no field `stats`; `status`"));
    for size in SIZES {
        shown(&model, size);
    }
}

/// FAILURES 50.
#[test]
fn nothing_that_comes_from_a_file_reaches_the_terminal_as_more_than_text() {
    let evil = "\u{1b}]0;x\u{7}\u{9b}31m \u{202e}evil\u{2066}\r\n\tx";
    let mut model = model(Language::English);
    let mut page = model.page.clone().expect("a page");
    let entry = Entry {
        key: evil.to_owned(),
        name: evil.to_owned(),
        title: evil.to_owned(),
        short: vec![evil.to_owned()],
        tone: Tone::Late,
        more: vec![evil.to_owned()],
        ..Entry::default()
    };
    for list in [&mut page.mine, &mut page.awaited, &mut page.problems] {
        list.entries.insert(0, entry.clone());
    }
    page.workspace = evil.to_owned();
    page.filter = Some(Filter { query: evil.to_owned(), wrong: None });
    update(&mut model, Event::Page(Box::new(page)));
    update(&mut model, Event::Sharing(Sharing::Stopped(evil.to_owned())));
    for pane in Pane::ALL {
        model.focus = pane;
        for size in SIZES {
            for cell in &drawn(&model, size, true).content {
                let bad = |each: char| is_misleading(each) || each.is_control();
                assert!(!cell.symbol().chars().any(bad), "{:?}", cell.symbol());
            }
        }
    }
    let told = Event::Told { title: evil.to_owned(), lines: vec![evil.to_owned()] };
    update(&mut model, told);
    for cell in &drawn(&model, SIZES[0], true).content {
        assert!(!cell.symbol().chars().any(is_misleading), "{:?}", cell.symbol());
    }
}

#[test]
fn no_window_is_too_small_to_be_drawn() {
    let mut model = model(Language::Bokmal);
    for columns in 1..60 {
        for rows in 1..16 {
            for key in [Key::Tab, Key::Char('?'), Key::Escape, Key::Char('r'), Key::Escape] {
                update(&mut model, Event::Key(key));
                drawn(&model, (columns, rows), true);
            }
        }
    }
}

#[test]
fn before_the_folder_is_read_it_says_so() {
    let (_, now) = page("ola", Language::English);
    let mut model = Model::new(now, Language::English);
    update(&mut model, Event::Read { done: 250, total: 1000 });
    assert!(shown(&model, SIZES[0]).contains("Reading the folder: 250 of 1000"));
}
