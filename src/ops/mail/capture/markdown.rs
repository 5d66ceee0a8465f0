//! HTML of a mail as Markdown: its words, and as much of its shape as a reply needs.
//!
//! It goes through the tags once, whatever they are nested in; scripts, styles and comments are no
//! words. Quotes become lines with `>`, as in a mail that is text.

use html5gum::{Token, Tokenizer};

use crate::ops::mail::html::is_safe;

/// Quotes and lists inside each other that are shown as such.
const DEEPEST: usize = 12;

/// Returns the text of some HTML.
pub(super) fn of_html(html: &str) -> String {
    let mut writer = Writer::default();
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attribute = |key: &[u8]| {
                    let value = tag.attributes.get(key);
                    value.map(|value| String::from_utf8_lossy(value).into_owned())
                };
                match name.as_str() {
                    "a" => writer.begin_link(attribute(b"href")),
                    "img" => writer.words(&attribute(b"alt").unwrap_or_default()),
                    name => writer.start(name, tag.self_closing),
                }
            }
            Token::EndTag(tag) => writer.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => writer.words(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    writer.finish()
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Line ends that stand before the next word.
    gap: usize,
    /// A blank stands before the next word.
    blank: bool,
    quotes: usize,
    /// The lists that are open: the number of the next item, where it has one.
    lists: Vec<Option<u32>>,
    /// What the next line begins with, behind the quotes.
    mark: String,
    links: Vec<Option<String>>,
    /// Where the text of the innermost link begins.
    link_starts: Vec<usize>,
    preformatted: usize,
    /// The element whose text is none: until it ends.
    hidden: Option<&'static str>,
}

const HIDDEN: [&str; 6] = ["script", "style", "head", "title", "template", "noscript"];
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "table",
    "tr",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "center",
    "address",
];
/// Blocks between which a line stays empty.
const APART: [&str; 12] =
    ["p", "table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"];

impl Writer {
    fn start(&mut self, name: &str, closed: bool) {
        if self.hidden.is_some() {
            return;
        }
        if let Some(hidden) = HIDDEN.iter().find(|hidden| **hidden == name) {
            self.hidden = Some(hidden).filter(|_| !closed).copied();
            return;
        }
        self.block(name);
        match name {
            "br" => self.line_end(),
            "blockquote" => self.quotes += 1,
            "ul" => self.lists.push(None),
            "ol" => self.lists.push(Some(1)),
            "li" => self.item(),
            "pre" => self.preformatted += 1,
            "td" | "th" if !self.at_line_start() => self.words(" | "),
            "hr" => {
                self.words("---");
                self.gap = 2;
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(hidden) = self.hidden {
            // What stands in the body is shown, whatever was left open.
            if hidden == name || hidden == "head" && name == "body" {
                self.hidden = None;
            }
            return;
        }
        match name {
            "blockquote" => {
                self.block(name);
                self.quotes = self.quotes.saturating_sub(1);
            }
            "ul" | "ol" => {
                self.lists.pop();
                self.block(name);
            }
            "pre" => {
                self.block(name);
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "a" => self.end_link(),
            name => self.block(name),
        }
    }

    fn block(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            let apart = APART.contains(&name) && self.lists.is_empty();
            self.gap = self.gap.max(if apart { 2 } else { 1 });
            self.blank = false;
        }
    }

    /// Ends a line where a person did; two of them leave one empty.
    fn line_end(&mut self) {
        self.gap = (self.gap + 1).min(3);
        self.blank = false;
    }

    fn item(&mut self) {
        let depth = self.lists.len().clamp(1, DEEPEST) - 1;
        let sign = match self.lists.last_mut() {
            Some(Some(number)) => {
                let sign = format!("{number}. ");
                *number = number.saturating_add(1);
                sign
            }
            _ => "- ".to_owned(),
        };
        self.mark = format!("{}{sign}", "  ".repeat(depth));
    }

    fn at_line_start(&self) -> bool {
        self.gap > 0 || self.out.is_empty() || self.out.ends_with('\n')
    }

    fn words(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        if self.preformatted > 0 {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.line_end();
                }
                self.put(line.trim_end_matches('\r'));
            }
            return;
        }
        let mut words = text.split(is_space).filter(|word| !word.is_empty()).peekable();
        if words.peek().is_none() {
            self.blank |= !text.is_empty();
            return;
        }
        self.blank |= text.starts_with(is_space);
        while let Some(word) = words.next() {
            self.put(word);
            self.blank = words.peek().is_some();
        }
        self.blank = text.ends_with(is_space);
    }

    fn put(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let quote = ">".repeat(self.quotes.min(DEEPEST));
        if self.gap > 0 && !self.out.is_empty() {
            for at in 0..self.gap {
                self.out.push('\n');
                if at + 1 < self.gap {
                    self.out.push_str(&quote);
                }
            }
        }
        if self.at_line_start() {
            self.out.push_str(&quote);
            if !quote.is_empty() {
                self.out.push(' ');
            }
            self.out.push_str(&std::mem::take(&mut self.mark));
        } else if self.blank && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
        (self.gap, self.blank) = (0, false);
        self.out.push_str(word);
    }

    fn begin_link(&mut self, target: Option<String>) {
        if self.hidden.is_none() && self.links.len() < DEEPEST {
            self.links.push(target.filter(|target| is_safe(target.trim())));
            self.link_starts.push(self.out.len());
        }
    }

    /// Writes where a link leads behind its words, unless they say it.
    fn end_link(&mut self) {
        let (Some(target), Some(start)) = (self.links.pop(), self.link_starts.pop()) else {
            return;
        };
        let Some(target) = target else { return };
        let target = target.trim();
        let said = self.out.get(start..).unwrap_or_default();
        let bare = target.trim_start_matches("mailto:").trim_end_matches('/');
        let plain = !target.contains(|c: char| c.is_whitespace() || "<>()".contains(c));
        if plain && !said.trim().is_empty() && !said.contains(bare) {
            self.out.push_str(&format!(" <{target}>"));
        }
    }

    fn finish(self) -> String {
        self.out
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_shape_are_kept() {
        let check = |html: &str, expected: &str| assert_eq!(of_html(html), expected, "{html}");
        check("<p>Hei&nbsp;Kari,</p><p>det er <b>bra</b>.</p>", "Hei Kari,\n\ndet er bra.");
        check("<div>a</div><div><br></div><div>b</div>", "a\n\nb");
        check("a<br>b<br><br>c", "a\nb\n\nc");
        check("<ol><li>one</li><li>two<ul><li>in</li></ul></li></ol>", "1. one\n2. two\n  - in");
        check("<ul><li><p>x</p></li></ul>", "- x");
        check("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc");
        check("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc");
        check("<a href='https://x.no/y'>here</a>", "here <https://x.no/y>");
        check("<a href='https://x.no'>https://x.no</a>", "https://x.no");
        check("<a href='mailto:a@b.c'>a@b.c</a>", "a@b.c");
        check("<pre>a\n  b</pre>", "a\n  b");
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        let check = |html: &str, expected: &str| assert_eq!(of_html(html), expected, "{html}");
        check("<head><style>p{}</style><title>t</title></head><body>a</body>", "a");
        check("<script>alert('<p>x</p>')</script>a<!-- <p>hidden</p> -->", "a");
        check("<a href='java&#115;cript:alert(1)'>a</a>", "a");
        check("<img src='https://evil.example/p.png' alt='logo'>", "logo");
        check("<p onclick='x'>a", "a");
        check("<<p>a</", "<\n\na</");
        let deep = format!("{}a", "<blockquote><ul><li>".repeat(5_000));
        assert!(of_html(&deep).len() < 200);
    }
}
