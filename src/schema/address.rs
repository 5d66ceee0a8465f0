use super::Record;

/// Tells whether an address is one of those on a person's page, whatever its case.
pub fn has_address(person: &Record, address: &str) -> bool {
    person.texts("email").any(|one| one.trim().eq_ignore_ascii_case(address.trim()))
}

/// Returns the person with an address, among records of all kinds.
///
/// `None` where nobody has it, and where several have: neither of them is taken for its owner.
pub fn person_with<'r>(
    records: impl IntoIterator<Item = &'r Record>,
    address: &str,
) -> Option<&'r Record> {
    let is_it = |one: &&Record| one.is("person") && has_address(one, address);
    let mut found = records.into_iter().filter(is_it);
    found.next().filter(|_| found.next().is_none())
}
