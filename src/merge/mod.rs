//! Three-way merge of values, front matter, bodies and trees. Pure: same three versions, same bytes.
