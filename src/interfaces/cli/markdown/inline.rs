//! A run of text in one block: words with their weight, and links with where they lead.

use anstyle::Style;
use pulldown_cmark::{CowStr, LinkType};

use super::{Look, Target};
use crate::interfaces::cli::style::{CODE, DIM, LINK};
use crate::text::harmless;

/// The most styles inside each other that are shown.
const DEEPEST: usize = 8;

/// Gathers the text of a block.
#[derive(Default)]
pub(super) struct Inline {
    /// With escape sequences around each word, so that it can be folded anywhere between words.
    text: String,
    open: Vec<Open>,
}

/// What is begun and not ended.
struct Open {
    style: Style,
    /// The sign that ends it where there is no style.
    mark: &'static str,
    link: Option<Link>,
}

struct Link {
    target: String,
    wiki: bool,
    /// Whether the target stands in the text already.
    bare: bool,
    /// Where the link's text begins.
    start: usize,
}

impl Inline {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Hands out what was gathered and begins anew; what is open stays open.
    pub(super) fn take(&mut self) -> String {
        for link in self.open.iter_mut().filter_map(|open| open.link.as_mut()) {
            link.start = 0;
        }
        std::mem::take(&mut self.text)
    }

    /// Adds plain text.
    pub(super) fn text(&mut self, text: &str, look: Look<'_>) {
        let styles = self.open.iter().rev().take(DEEPEST).map(|open| open.style);
        let style = if look.styled { styles.fold(Style::new(), merged) } else { Style::new() };
        push(&mut self.text, &harmless(text), style);
    }

    /// Adds code.
    pub(super) fn code(&mut self, code: &str, look: Look<'_>) {
        let code = harmless(code);
        match look.styled {
            true => push(&mut self.text, &code, CODE),
            false => self.text.push_str(&format!("`{code}`")),
        }
    }

    /// Ends the line here, whatever its length.
    pub(super) fn line_end(&mut self) {
        self.text.push('\n');
    }

    /// Begins emphasis, shown by `style`, else by `mark`.
    pub(super) fn begin(&mut self, style: Style, mark: &'static str, look: Look<'_>) {
        if !look.styled {
            self.text.push_str(mark);
        }
        self.open.push(Open { style, mark, link: None });
    }

    /// Begins a link or an image.
    pub(super) fn begin_link(
        &mut self,
        kind: LinkType,
        target: &CowStr<'_>,
        image: bool,
        look: Look<'_>,
    ) {
        if image {
            self.text("image: ", look);
        }
        let wiki = matches!(kind, LinkType::WikiLink { .. });
        let bare = matches!(kind, LinkType::Autolink | LinkType::Email);
        let link = Link { target: target.to_string(), wiki, bare, start: self.text.len() };
        self.open.push(Open { style: LINK, mark: "", link: Some(link) });
    }

    /// Ends what was begun last.
    pub(super) fn end(&mut self, look: Look<'_>) {
        let Some(open) = self.open.pop() else { return };
        if !look.styled {
            self.text.push_str(open.mark);
        }
        if let Some(link) = open.link.filter(|link| !link.bare && !link.target.is_empty()) {
            self.destination(&link, look);
        }
    }

    /// Says where a link leads, unless its text does.
    fn destination(&mut self, link: &Link, look: Look<'_>) {
        let known = (look.leads)(&Target { written: &link.target, wiki: link.wiki });
        let place = known.unwrap_or_else(|| link.target.clone());
        let place = harmless(&place);
        let text = anstream::adapter::strip_str(&self.text[link.start..]).to_string();
        if text != place {
            self.text.push(' ');
            let style = if look.styled { DIM } else { Style::new() };
            push(&mut self.text, &format!("({place})"), style);
        }
    }
}

/// Puts the style of each word around it, so that no line begins or ends inside of one.
fn push(out: &mut String, text: &str, style: Style) {
    if style.is_plain() {
        out.push_str(text);
        return;
    }
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        if !word.is_empty() {
            out.push_str(&format!("{style}{word}{style:#}"));
        }
    }
}

fn merged(one: Style, other: Style) -> Style {
    let style = one | other.get_effects();
    style.fg_color(one.get_fg_color().or(other.get_fg_color()))
}
