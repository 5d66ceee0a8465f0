use ratatui::style::{Color, Modifier, Style};

use crate::ops::live::Tone;

/// How things look; with colours or without.
#[derive(Clone, Copy, Debug)]
pub(in crate::interfaces::tui) struct Theme {
    color: bool,
}

impl Theme {
    pub(in crate::interfaces::tui) fn new(color: bool) -> Self {
        Self { color }
    }

    fn colored(self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }

    pub(super) fn plain(self) -> Style {
        Style::new()
    }

    pub(super) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is there to be looked up, not to be read.
    pub(super) fn quiet(self) -> Style {
        if self.color { Style::new().add_modifier(Modifier::DIM) } else { Style::new() }
    }

    /// The list that has the keys.
    pub(super) fn focused(self) -> Style {
        self.colored(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The entry that the keys are for.
    pub(super) fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    pub(super) fn good(self) -> Style {
        self.colored(Color::Green)
    }

    pub(super) fn tone(self, tone: Tone) -> Style {
        match tone {
            Tone::Plain => Style::new(),
            // Yellow is hard to read on white, so no text is written in it.
            Tone::Pressing => self.colored(Color::Magenta),
            Tone::Late => self.colored(Color::Red).add_modifier(Modifier::BOLD),
        }
    }
}
