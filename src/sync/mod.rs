//! Sharing: the pure plan, and the engine that carries it out.
