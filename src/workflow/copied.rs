use crate::schema::Record;

/// Tells whether a read-back says for the most part what stood in `asked` already: the task, and what it
/// takes up; so it does not show that it was understood.
pub fn is_copied(read_back: &Record, asked: &[&Record]) -> bool {
    fn sentences(record: &Record) -> &[u32] {
        record.binding.as_ref().map_or(&[], |binding| &binding.sentences)
    }
    let own = sentences(read_back);
    let stood = |sentence: &&u32| asked.iter().any(|one| sentences(one).contains(sentence));
    own.iter().filter(stood).count() * 2 > own.len()
}
