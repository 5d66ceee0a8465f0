use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::ops::today::tests::world::World;
use crate::ops::today::{TodayOptions, today};
use crate::schema::moment::find_zone;

struct Screen {
    language: Language,
    width: usize,
    height: Option<usize>,
}

/// Shows a person's day on a screen, without colour.
fn shown(world: &World, person: &str, screen: &Screen) -> String {
    let place = world.place();
    let options = TodayOptions {
        person: Some(person),
        full: screen.height.is_none(),
        boxes: false,
        now: world.now(),
    };
    let mut today = today(&place, options).expect("a day");
    // As it is for whoever works there.
    today.own = person == "ola";
    let zone: TimeZone = find_zone("Europe/Oslo").expect("bundled");
    let look = Look {
        language: screen.language,
        zone: &zone,
        width: screen.width,
        height: screen.height,
        rest: "handover today --full".to_owned(),
    };
    let (prefix, program) = (String::new(), "handover".to_owned());
    let day = Day { place: &place, today: &today, prefix, program };
    let mut out = anstream::StripStream::new(Vec::new());
    write(&[day], &look, &mut out).expect("written");
    String::from_utf8(out.into_inner()).expect("text")
}

#[test]
fn a_day_fits_its_screen() {
    let world = World::busy();
    let show = |language, width, height| shown(&world, "ola", &Screen { language, width, height });
    insta::assert_snapshot!(show(Language::English, 40, Some(24)));
    insta::assert_snapshot!(show(Language::English, 80, Some(24)));
    insta::assert_snapshot!(show(Language::English, 120, None));
    insta::assert_snapshot!(show(Language::Bokmal, 40, None));
    insta::assert_snapshot!(show(Language::Bokmal, 80, Some(40)));
    insta::assert_snapshot!(show(Language::Bokmal, 120, Some(24)));
}

#[test]
fn somebody_elses_day_is_told_as_theirs() {
    let world = World::busy().at("2026-12-21 10:00");
    let screen = |language| Screen { language, width: 80, height: Some(30) };
    insta::assert_snapshot!(shown(&world, "per", &screen(Language::English)));
    insta::assert_snapshot!(shown(&world, "per", &screen(Language::Bokmal)));
}

#[test]
fn nothing_is_said_in_a_line() {
    let world = World::empty();
    let screen = |language| Screen { language, width: 80, height: Some(24) };
    let expected = "Nordlys · Friday 27 November at 10:24\nNothing waits for you.\n";
    assert_eq!(shown(&world, "ola", &screen(Language::English)), expected);
    let expected = "Nordlys · fredag 27. november kl. 10.24\nIngenting venter på deg.\n";
    assert_eq!(shown(&world, "ola", &screen(Language::Bokmal)), expected);
}

#[test]
fn a_hundred_items_are_no_higher_or_wider_than_the_screen() {
    let world = World::busy();
    for number in 10..110 {
        let title = "A title that is much longer than any narrow screen has room for";
        world.task(&format!("kari-{number}"), title, "from: kari\nto: ola\ndue: 2026-12-20\n");
    }
    for language in Language::ALL {
        for (width, height) in [(40, 24), (80, 24), (120, 50), (36, 12)] {
            let text = shown(&world, "ola", &Screen { language, width, height: Some(height) });
            assert!(text.lines().count() <= height, "{width}×{height}:\n{text}");
            let widest = text.lines().map(UnicodeWidthStr::width).max();
            assert!(widest <= Some(width), "{width}×{height}: {widest:?}\n{text}");
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
            assert!(text.contains("105"), "they are counted:\n{text}");
        }
    }
}
