use crate::schema::Language;

/// What replies and reviews say, by their `type` or `verdict`: in English, in Bokmål.
const WORDS: [(&str, &str, &str); 19] = [
    ("confirm", "confirmed", "bekreftet"),
    ("correct", "corrected", "rettet"),
    ("question", "asked", "spurte"),
    ("answer", "answered", "svarte"),
    ("start", "started", "begynte"),
    ("progress", "reported progress", "meldte fremdrift"),
    ("proposal", "proposed something else", "foreslo noe annet"),
    ("delivery", "delivered", "leverte"),
    ("decline", "declined", "sa nei"),
    ("pause", "paused it", "satte det på pause"),
    ("resume", "resumed it", "tok det opp igjen"),
    ("cancel", "cancelled it", "avlyste"),
    ("reopen", "reopened it", "åpnet det igjen"),
    ("reassign", "gave it to someone else", "ga det til en annen"),
    ("praise", "said thanks", "takket"),
    ("note", "noted", "noterte"),
    ("returned", "returned it", "returnerte"),
    ("accepted", "accepted", "godkjente"),
    ("reply", "wrote", "skrev"),
];

/// Says what a person did by a reply or a review of this English `type` or `verdict`, behind the
/// person's name: `confirmed`, `bekreftet`. What is not known is a reply.
pub fn said_words(what: &str, language: Language) -> &'static str {
    let row = WORDS.iter().find(|(known, ..)| *known == what).unwrap_or(&WORDS[WORDS.len() - 1]);
    match language {
        Language::English => row.1,
        Language::Bokmal => row.2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{FieldType, Schema};

    #[test]
    fn every_type_and_verdict_has_its_words() {
        for (kind, field) in [("reply", "type"), ("review", "verdict")] {
            let kind = Schema::builtin().kind(kind).expect("a kind");
            let Some(FieldType::Enum(values)) = kind.field(field).map(|field| &field.r#type) else {
                panic!("{field} has values");
            };
            for value in values {
                assert!(WORDS.iter().any(|(known, ..)| *known == value.name), "{}", value.name);
            }
        }
        assert_eq!(said_words("confirm", Language::Bokmal), "bekreftet");
        assert_eq!(said_words("unheard-of", Language::English), "wrote");
    }
}
