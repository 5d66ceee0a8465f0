//! Markdown that somebody wrote, as HTML in which nothing runs and nothing is fetched.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};

/// Returns a text as HTML.
///
/// What is HTML in it is shown as it was typed, an image is its words, and a link leads to the web or
/// to a mail address or is no link (FAILURES 52).
pub(super) fn of_markdown(markdown: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut links = Vec::new();
    let events = Parser::new_ext(markdown, options).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let safe = is_safe(dest_url);
            links.push(safe);
            safe.then_some(event)
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(event),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::TaskListMarker(ticked) => {
            Some(Event::Text(CowStr::Borrowed(if ticked { "☑ " } else { "☐ " })))
        }
        other => Some(other),
    });
    let mut out = String::new();
    push_html(&mut out, events);
    out
}

/// Returns a text that HTML takes for nothing but text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for each in text.chars() {
        match each {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            each => out.push(each),
        }
    }
    out
}

/// Tells whether a link, with its entities read, leads to the web or to a mail address.
pub(super) fn is_safe(target: &str) -> bool {
    let is = |scheme: &str| {
        target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    ["https://", "http://", "mailto:"].into_iter().any(is)
        && !target.contains(|c: char| c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_shown_and_nothing_runs() {
        let check = |markdown: &str, expected: &str| {
            assert_eq!(of_markdown(markdown).trim_end(), expected, "{markdown}");
        };
        check("**a** & <b>", "<p><strong>a</strong> &amp; &lt;b&gt;</p>");
        check("[a](https://b.no?c=\"d)", "<p><a href=\"https://b.no?c=%22d\">a</a></p>");
        check("- [x] a\n- [ ] b", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>");
        check("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
        check("![logo](https://evil.example/pixel.png)", "<p>logo</p>");
        check("[a](tasks/ola-1.md)", "<p>a</p>");
    }

    /// FAILURES 52, in the ways in which it is tried.
    #[test]
    fn no_way_of_writing_a_script_gets_through() {
        for hostile in [
            "[a](javascript:alert(1))",
            "[a](java&#115;cript:alert(1))",
            "[a](&#x6A;avascript:alert(1))",
            "[a](&#106;&#97;vascript&colon;alert(1))",
            "[a](<  javascript:alert(1)>)",
            "[a](JaVaScRiPt:alert(1))",
            "[a](data:text/html;base64,PHNjcmlwdD4=)",
            "[a](vbscript:x)",
            "<javascript:alert(1)>",
            "[a]\n\n[a]: javascript:alert(1)",
            "![a](javascript:alert(1))",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">a</a>",
            "<svg/onload=alert(1)>",
            "a <iframe src=//evil.example></iframe>",
            "<!--><script>alert(1)</script>-->",
            "[a](https://b.no \"x\" onmouseover=alert(1))",
            "```\"><script>alert(1)</script>\ncode\n```",
        ] {
            let html = of_markdown(hostile);
            for (at, _) in html.match_indices('<') {
                let tag: String =
                    html[at + 1..].chars().take_while(|c| *c != '>').collect::<String>();
                let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
                let known = ["p", "a", "pre", "code", "br", "em", "strong", "ul", "li"];
                assert!(known.contains(&name), "{hostile}: {html}");
                let attributes = tag.strip_prefix(name).unwrap_or_default().trim();
                let plain = attributes.is_empty()
                    || attributes.starts_with("href=\"https://b.no")
                    || name == "code" && attributes.starts_with("class=\"language-");
                assert!(plain, "{hostile}: {html}");
            }
        }
    }
}
