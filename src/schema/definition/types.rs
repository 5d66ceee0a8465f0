use crate::schema::{EnumValue, FieldType, did_you_mean};

const NAMES: [&str; 18] = [
    "text",
    "bool",
    "number",
    "amount",
    "date",
    "moment",
    "hours",
    "duration",
    "period",
    "enum",
    "person",
    "reference",
    "link",
    "email",
    "zone",
    "recurrence",
    "any",
    "list of …",
];

/// Reads `moment`, `list of person`, `reference to task, brief` and the like.
///
/// # Errors
/// When the text names no type; the message says which there are.
pub(super) fn parse_type(text: &str, values: &[EnumValue]) -> Result<FieldType, String> {
    if let Some(item) = text.strip_prefix("list of ") {
        return match parse_type(item.trim(), values)? {
            FieldType::List(_) => Err("a list of lists is not possible here".to_owned()),
            item => Ok(FieldType::List(Box::new(item))),
        };
    }
    if let Some(kinds) = text.strip_prefix("reference to ") {
        let kinds = kinds.split(',').map(|kind| kind.trim().to_owned()).collect();
        return Ok(FieldType::Reference(kinds));
    }
    Ok(match text {
        "text" => FieldType::Text,
        "bool" => FieldType::Bool,
        "number" => FieldType::Number,
        "amount" => FieldType::Amount,
        "date" => FieldType::Date,
        "moment" => FieldType::Moment,
        "hours" => FieldType::Hours,
        "duration" => FieldType::Duration,
        "period" => FieldType::Period,
        "enum" if values.is_empty() => {
            return Err("an enum needs `values`".to_owned());
        }
        "enum" => FieldType::Enum(values.to_vec()),
        "person" => FieldType::Person,
        "reference" => FieldType::Reference(Vec::new()),
        "link" => FieldType::Link,
        "email" => FieldType::Email,
        "zone" => FieldType::Zone,
        "recurrence" => FieldType::Recurrence,
        "any" => FieldType::Any,
        _ => {
            let hint = did_you_mean(text, NAMES).map_or_else(
                || format!("types are {}", NAMES.join(", ")),
                |it| format!("did you mean `{it}`?"),
            );
            return Err(format!("`{text}` is no type; {hint}"));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_read_as_words() {
        let check = |text: &str, expected: FieldType| {
            assert_eq!(parse_type(text, &[]), Ok(expected), "{text}");
        };
        check("moment", FieldType::Moment);
        check("list of person", FieldType::List(Box::new(FieldType::Person)));
        check(
            "list of reference to task, brief",
            FieldType::List(Box::new(FieldType::Reference(vec!["task".into(), "brief".into()]))),
        );
    }

    #[test]
    fn what_is_no_type_is_told() {
        let check = |text: &str, part: &str| {
            let message = parse_type(text, &[]).expect_err(text);
            assert!(message.contains(part), "{message}");
        };
        check("momnet", "did you mean `moment`?");
        check("enum", "needs `values`");
        check("list of list of text", "list of lists");
    }
}
