//! Sharing, from one folder to another over a bare repository.

mod campaign;
#[cfg(unix)]
mod crash;
#[cfg(unix)]
mod entries;
mod everyday;
mod foreign;
mod given_up;
mod held_back;
mod held_back_by_git;
mod hostile;
mod many;
mod open_editor;
mod open_editor_by_git;
mod people;
mod planner;
mod races;
mod repositories;
mod routines;
mod settle;
#[cfg(unix)]
mod simulator;
mod stamps;
mod stops;
pub(crate) mod team;
mod undo;
mod unsent;
mod waiting;
