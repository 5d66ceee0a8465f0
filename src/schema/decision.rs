//! The boxes at the end of a delivery and of a proposal, in which whoever judges it decides.
//!
//! Their words never change: they are part of no delivery, so that a tick changes no digest.

use super::Language;
use crate::document::tick_box;

/// A box in which somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionBox<'t> {
    /// It accepts; else what it stands below goes back.
    pub accepts: bool,
    pub ticked: bool,
    /// What was typed behind it in its line.
    pub beside: &'t str,
}

/// By the type of the reply and the language: the box that accepts, and the one that does not.
const LABELS: [(&str, Language, [&str; 2]); 4] = [
    (
        "delivery",
        Language::English,
        ["I accept this delivery", "It goes back, and what is to change stands below, a line each"],
    ),
    (
        "delivery",
        Language::Bokmal,
        [
            "Jeg godkjenner leveransen",
            "Den går tilbake, og det som skal endres, står under, én linje for hver ting",
        ],
    ),
    (
        "proposal",
        Language::English,
        ["I agree to this proposal", "I do not agree, and why stands below"],
    ),
    (
        "proposal",
        Language::Bokmal,
        ["Jeg er enig i forslaget", "Jeg er ikke enig, og hvorfor står under"],
    ),
];

/// Returns the lines of the boxes that a reply of this type ends with; `None` for one that nobody judges.
pub fn decision_lines(of_type: &str, language: Language) -> Option<String> {
    let found = LABELS.iter().find(|(name, one, _)| *name == of_type && *one == language);
    found.map(|(_, _, labels)| labels.map(|label| format!("- [ ] {label}")).join("\n"))
}

/// Reads a line with such a box, of any reply in any language.
pub fn decision_box(line: &str) -> Option<DecisionBox<'_>> {
    let found = tick_box(line)?;
    let text = found.text.trim();
    let labels = LABELS.iter().flat_map(|(_, _, labels)| labels.iter().zip([true, false]));
    let mut of_it =
        labels.filter_map(|(label, accepts)| Some((text.strip_prefix(label)?, accepts)));
    let (beside, accepts) = of_it.next()?;
    Some(DecisionBox {
        accepts,
        ticked: found.ticked,
        beside: beside.trim_matches([' ', '.', ':', ',', '–', '-']),
    })
}

/// Returns what a text that begins as such a box goes on with; `None` for any other one.
pub(super) fn after_label(text: &str) -> Option<&str> {
    let labels = LABELS.iter().flat_map(|(_, _, labels)| labels);
    labels.into_iter().find_map(|label| text.strip_prefix(label)).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_says_one_thing_only() {
        for (of_type, language, _) in LABELS {
            let lines = decision_lines(of_type, language).expect("lines");
            let found: Vec<_> = lines.lines().filter_map(decision_box).collect();
            let decided: Vec<_> =
                found.iter().map(|one| (one.accepts, one.ticked, one.beside)).collect();
            assert_eq!(decided, [(true, false, ""), (false, false, "")]);
        }
        assert_eq!(decision_lines("progress", Language::English), None);
        let typed = decision_box("* [x] I accept this delivery, thank you!").expect("a box");
        assert_eq!((typed.accepts, typed.ticked, typed.beside), (true, true, "thank you!"));
        for other in ["- [x] I accept", "I accept this delivery", "- I accept this delivery"] {
            assert_eq!(decision_box(other), None, "{other}");
        }
    }
}
