use ratatui::style::Style;

use super::text::{Line, fitted, width};
use super::theme::Theme;
use crate::interfaces::tui::model::Model;
use crate::ops::live::{Sharing, Tone};
use crate::schema::message::{Daily, Live, Screen, clock_words, time_words};

/// The top of the screen: which workspace, what time it is here and where the others are, and how
/// sharing stands. One row, two where one is too narrow.
pub(super) fn lines(model: &Model, theme: Theme, columns: u16) -> Vec<Line> {
    let columns = usize::from(columns);
    let (sharing, style) = sharing(model, theme);
    let fits = |text: &str| width(text) + 3 + width(&sharing) <= columns;
    for long in [true, false] {
        let (place, others) = (place(model, long), others(model));
        let all = format!("{place}{others}");
        if fits(&all) {
            let gap = " ".repeat(columns - width(&all) - width(&sharing));
            return vec![vec![
                (place, theme.strong()),
                (others, theme.plain()),
                (gap, theme.plain()),
                (sharing, style),
            ]];
        }
        // Rather the whole date on a row of its own than half of it beside how sharing stands.
        if long && columns >= 60 && width(&all) <= columns {
            let second = vec![(fitted(&sharing, columns), style)];
            return vec![vec![(place, theme.strong()), (others, theme.plain())], second];
        }
    }
    let first = vec![(place(model, false), theme.strong()), (others(model), theme.plain())];
    vec![first, vec![(fitted(&sharing, columns), style)]]
}

fn place(model: &Model, long: bool) -> String {
    let now = model.here().datetime();
    let now = match long {
        true => time_words(now, now, model.language),
        false => clock_words(now, model.language),
    };
    let name = model.page.as_ref().map(|page| page.workspace.as_str()).unwrap_or_default();
    if name.is_empty() { now } else { format!("{name} · {now}") }
}

/// Says what time it is for those who live by another clock, and who is away.
fn others(model: &Model) -> String {
    let Some(page) = &model.page else { return String::new() };
    let here = model.here().datetime();
    let mut said = String::new();
    for one in &page.clocks {
        let there = one.zone.to_datetime(model.now.timestamp());
        if there == here && one.away.is_none() {
            continue;
        }
        let away = one.away.as_ref().map(|away| format!(" ({away})")).unwrap_or_default();
        said.push_str(&format!(" · {} {}{away}", one.name, clock_words(there, model.language)));
    }
    said
}

fn sharing(model: &Model, theme: Theme) -> (String, Style) {
    let say = |message: Screen<'_>| model.say(message);
    match &model.sharing {
        Sharing::Idle if model.page.is_none() => (String::new(), theme.plain()),
        Sharing::Idle => (Daily::NeverShared.text(model.language), theme.plain()),
        // It is done, but for what was saved since.
        Sharing::Synced(at) if model.unsent() > 0 => {
            let unsent = Live::ShortUnsent { count: model.unsent() }.text(model.language);
            let synced = say(Screen::Synced { time: &model.short(*at) });
            (format!("{unsent} · {synced}"), theme.strong())
        }
        Sharing::Synced(at) => {
            (format!("✓ {}", say(Screen::Synced { time: &model.short(*at) })), theme.good())
        }
        Sharing::MoveGoes(at) => (say(Screen::MoveGoes { time: &model.short(*at) }), theme.plain()),
        Sharing::Syncing => (say(Screen::Syncing), theme.strong()),
        Sharing::Offline(at) => {
            let said = say(Screen::OfflineSince { time: &model.short(*at) });
            (format!("! {said}"), theme.tone(Tone::Pressing))
        }
        Sharing::Stopped(reason) => {
            (format!("! {}", say(Screen::Stopped { reason })), theme.tone(Tone::Late))
        }
    }
}
