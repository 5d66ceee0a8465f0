//! One renderer a format; each writes a [`Report`](super::Report) to a writer.
