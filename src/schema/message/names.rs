use crate::schema::Language;
use crate::text::NameFault;

/// Says why a file is not shared for what it, or a folder on the way to it, is called, and what to do; half a
/// sentence.
pub fn name_reason(fault: &NameFault, language: Language) -> String {
    match language {
        Language::English => english(fault),
        Language::Bokmal => bokmal(fault),
    }
}

fn english(fault: &NameFault) -> String {
    match fault {
        NameFault::LongPath(_) => format!("{fault}; shorten its name, or that of a folder"),
        NameFault::NotUtf8 => "its name is written in an old encoding; give it another".to_owned(),
        NameFault::GitFolder => "its name is one that git keeps for itself; rename it".to_owned(),
        NameFault::Device => {
            "Windows keeps its name, or that of a folder, for a device; rename it".to_owned()
        }
        NameFault::End => {
            "Windows drops a dot or a space at the end of a name; rename it".to_owned()
        }
        NameFault::LongName(_) => "its name is too long; shorten it".to_owned(),
        NameFault::Sign(_) | NameFault::Direction(_) | NameFault::LeadsElsewhere(_) => {
            format!("{fault}; rename it")
        }
        NameFault::Empty => "a part of its path has no name; rename it".to_owned(),
        NameFault::LineEnd => "there is a line end in its name; rename it".to_owned(),
        NameFault::Escape | NameFault::Control(_) | NameFault::Invisible(_) => {
            "there is a character in its name that nobody sees; rename it".to_owned()
        }
    }
}

fn bokmal(fault: &NameFault) -> String {
    match fault {
        NameFault::LongPath(most) => format!(
            "stien er lengre enn {most} tegn, mer enn Windows kan åpne; gi den eller en mappe et kortere navn"
        ),
        NameFault::NotUtf8 => {
            "navnet er skrevet i en gammel tegnkoding; gi den et annet".to_owned()
        }
        NameFault::GitFolder => "navnet er et som git har for seg selv; gi den et annet".to_owned(),
        NameFault::Device => {
            "Windows holder av navnet, eller navnet på en mappe, til en enhet; gi den et annet"
                .to_owned()
        }
        NameFault::End => {
            "Windows tar bort punktum eller mellomrom sist i et navn; gi den et annet".to_owned()
        }
        NameFault::LongName(_) => "navnet er for langt; gi den et kortere".to_owned(),
        NameFault::Sign(c) => format!("Windows tillater ikke `{c}` i et navn; gi den et annet"),
        NameFault::Direction(code) => {
            format!("U+{code:04X} snur teksten, så navnet leses som et annet; gi den et annet")
        }
        NameFault::LeadsElsewhere(part) => {
            format!("`{part}` i stien fører et annet sted; gi den et annet navn")
        }
        NameFault::Empty => "en del av stien har ikke noe navn; gi den et".to_owned(),
        NameFault::LineEnd => "det er et linjeskift i navnet; gi den et annet".to_owned(),
        NameFault::Escape | NameFault::Control(_) | NameFault::Invisible(_) => {
            "det er et tegn i navnet som ingen ser; gi den et annet".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::path_fault;

    #[test]
    fn each_fault_has_words_of_its_own() {
        let check = |path: &str, english: &str, bokmal: &str| {
            let fault = path_fault(path).expect("a fault");
            for (language, expected) in [(Language::English, english), (Language::Bokmal, bokmal)] {
                let words = name_reason(&fault, language);
                assert!(words.contains(expected), "{path:?}: {words}");
            }
        };
        check("a:b.md", "no `:` in a name", "ikke `:` i et navn");
        check("tasks/con.md", "for a device", "til en enhet");
        check("l\nx.md", "a line end", "et linjeskift");
        check("bi\u{202e}.md", "changes the direction", "snur teksten");
        check("n\u{fffd}.md", "an old encoding", "en gammel tegnkoding");
        check(&"folder/".repeat(40), "has no name", "ikke noe navn");
        check(&format!("{}a", "folder/".repeat(40)), "longer than 240", "lengre enn 240");
    }
}
