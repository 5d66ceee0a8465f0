//! What is seldom, and legal: notations that editors, exports and other programs leave behind.

use super::Page;
use crate::support::Dice;

impl Page {
    /// Writes a list of front matter in several lines that are one in YAML, or with what is no plain
    /// text in it.
    pub(super) fn odd_list(&mut self, key: &str, dice: &mut Dice) -> Vec<String> {
        let word = |page: &mut Self, dice: &mut Dice| {
            page.word(dice).trim_end_matches([',', '.']).to_owned()
        };
        let (one, other) = (word(self, dice), word(self, dice));
        match dice.below(7) {
            0 => vec![format!("{key}: [{one},"), format!("  t1, {other}]")],
            1 => vec![
                format!("{key}: ["),
                format!("  {one}, # why"),
                "  t2,".to_owned(),
                "]".to_owned(),
            ],
            2 => vec![
                format!("{key}:"),
                format!("  - \"{one}: x\""),
                "  -".to_owned(),
                format!("  - {other}"),
            ],
            3 => {
                vec![format!("{key}:"), format!("  - {one}"), String::new(), format!("  - {other}")]
            }
            4 => vec![
                format!("{key}:"),
                format!("- {one}"),
                format!("- '{other}'"),
                "- t1".to_owned(),
            ],
            5 => vec![format!("{key}: # {one}"), format!("  - {other}"), "  - t0".to_owned()],
            _ => vec![
                format!("{key}:"),
                format!("  - {one}"),
                format!("    {other}"),
                "  - t3".to_owned(),
            ],
        }
    }

    /// Writes a value in several lines, or with marks around it that say nothing.
    pub(super) fn odd_value(&mut self, key: &str, dice: &mut Dice) -> Vec<String> {
        let word = |page: &mut Self, dice: &mut Dice| {
            page.word(dice).trim_end_matches([',', '.']).to_owned()
        };
        let (one, other) = (word(self, dice), word(self, dice));
        match dice.below(9) {
            0 => vec![format!("{key}: {one}"), format!("  {other}")],
            1 => vec![format!("{key}: \"{one}"), String::new(), format!("  {other}\"")],
            2 => vec![format!("{key}: '{one}"), format!("  {other}'")],
            3 => {
                vec![format!("{key}: >-"), format!("  {one}"), String::new(), format!("  {other}")]
            }
            4 => vec![format!("{key}: |2"), format!("   {one}"), format!("  {other}")],
            5 => vec![format!("\"{key}\": {one}")],
            6 => vec![format!("{key}  :   {one}   # {other}")],
            7 => vec![format!("{key}:"), format!("  {one}")],
            _ => vec![format!("{key}: {{a: {one},"), format!("  b: {other}}}")],
        }
    }

    /// Writes lines of a body that are no paragraph.
    pub(super) fn odd_lines(&mut self, dice: &mut Dice) -> Vec<String> {
        let (one, other) = (self.words(dice), self.words(dice));
        let name = self.word(dice).trim_end_matches([',', '.']).replace(' ', "");
        let text = match dice.below(14) {
            0 => format!("[^1]: {one}\n    {other}"),
            1 => format!("{one}[^{name}]\n\n[^{name}]: {other}"),
            2 => format!("<details>\n<summary>{one}</summary>\n\n{other}\n\n</details>"),
            3 => format!("<script>\n{one}\n\n{other}\n</script>"),
            4 => format!("> [!note] {one}\n> {other}\n>\n> - [ ] {name}"),
            5 => format!("[{name}]:\n  https://example.org/{name}\n  \"{}\"", one.replace('"', "")),
            6 => format!("| {name} | b |\n|:--|--:|\n| {} |", one.replace('|', "")),
            7 => format!("{one}\n| a |\n|---|\n| {name} |"),
            8 => format!("{one}  \n{other}\\\n{name}"),
            9 => format!("- [ ] {one}\n***\n- [ ] {other}"),
            10 => format!("1. {one}\n\n   {other}\n\n2. [x] {name}"),
            11 => format!("~~~\n{one}\n```\n{other}\n~~~"),
            12 => format!("$$\n{one}\n$$\n{other}"),
            _ => format!("{one}\n=\n{other}\n-"),
        };
        text.split('\n').map(str::to_owned).collect()
    }
}
