//! The live screen: who waits for what, what is wrong, what happened, and keys to act on it.
//!
//! In four parts: a model of plain data, an update that turns an event into a new model and things to
//! do, a view that draws a model, and a runner with the terminal and the threads. Only the runner
//! touches anything outside. Knows neither arguments nor the environment, and opens no editor itself.

mod background;
mod event;
mod model;
mod runner;
mod signals;
mod terminal;
mod update;
mod view;

#[cfg(test)]
mod tests;

pub use runner::run;
