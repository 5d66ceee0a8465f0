use std::io::{self, BufWriter, Stdout, Write};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, size,
};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::event::{Broken, Event, Key};
use super::model::Model;
use super::view::{Theme, view};

/// Whether the terminal is as the screen wants it, and not as the shell does.
static OPEN: AtomicBool = AtomicBool::new(false);
/// Whether a fault was told on the terminal, over which nothing is to be drawn.
static FAULTY: AtomicBool = AtomicBool::new(false);

/// Whether nothing can be written to the terminal any more.
static GONE: AtomicBool = AtomicBool::new(false);

/// What is written to. A terminal that is gone takes everything: what draws on it may tell of a failure
/// on standard error, which is gone with it, and would end by that.
struct Lasting(Stdout);

impl Write for Lasting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Given back, it is nobody's to draw on.
        if OPEN.load(Ordering::SeqCst) && self.0.write_all(bytes).is_err() {
            GONE.store(true, Ordering::SeqCst);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if OPEN.load(Ordering::SeqCst) && self.0.flush().is_err() {
            GONE.store(true, Ordering::SeqCst);
        }
        Ok(())
    }
}

type Drawn = Terminal<CrosstermBackend<BufWriter<Lasting>>>;

/// The terminal, taken over; given back when it is dropped, and after a panic.
pub(super) struct Screen {
    terminal: Drawn,
    theme: Theme,
    /// Columns and rows where the terminal does not tell them.
    fallback: (u16, u16),
}

impl Screen {
    /// Takes the terminal over.
    pub(super) fn open(theme: Theme, fallback: (u16, u16)) -> io::Result<Self> {
        give_back_after_a_panic();
        let terminal = fresh(fallback)?;
        let mut screen = Self { terminal, theme, fallback };
        screen.enter()?;
        Ok(screen)
    }

    fn enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        OPEN.store(true, Ordering::SeqCst);
        execute!(io::stdout(), EnterAlternateScreen)?;
        self.resize()
    }

    /// Takes the size that the window has now, and draws everything anew.
    pub(super) fn resize(&mut self) -> io::Result<()> {
        execute!(io::stdout(), Clear(ClearType::All))?;
        self.terminal = fresh(self.fallback)?;
        Ok(())
    }

    /// Takes the terminal over once more, whatever was done to it.
    pub(super) fn again(&mut self) -> io::Result<()> {
        self.enter()
    }

    /// Draws what differs from what was drawn last.
    pub(super) fn draw(&mut self, model: &Model) -> io::Result<()> {
        if FAULTY.load(Ordering::SeqCst) {
            return Ok(());
        }
        let theme = self.theme;
        self.terminal.draw(|frame| {
            let area = frame.area();
            if let Some(cursor) = view(model, theme, area, frame.buffer_mut()) {
                frame.set_cursor_position(cursor);
            }
        })?;
        if GONE.load(Ordering::SeqCst) { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
    }

    /// Gives the terminal back while something else is done with it.
    pub(super) fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        leave();
        let done = work();
        self.enter()?;
        Ok(done)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// Gives the terminal back as it was. A terminal that is gone is not to be given back.
fn leave() {
    if OPEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
        let _ = io::stdout().flush();
    }
}

/// Sees to it that a fault of the program is told on a terminal that is as it was.
fn give_back_after_a_panic() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            FAULTY.store(true, Ordering::SeqCst);
            leave();
            before(info);
        }));
    });
}

/// Returns a terminal on which nothing is drawn yet, of the size that the window has now. One that is
/// kept and cleared would ask where the cursor is, and wait for the answer that the thread which reads
/// keys takes for itself.
fn fresh(fallback: (u16, u16)) -> io::Result<Drawn> {
    let backend = CrosstermBackend::new(BufWriter::new(Lasting(io::stdout())));
    let viewport = Viewport::Fixed(area(fallback));
    Terminal::with_options(backend, TerminalOptions { viewport })
}

fn area(fallback: (u16, u16)) -> Rect {
    let known = size().ok().filter(|(columns, rows)| *columns > 0 && *rows > 0);
    let (columns, rows) = known.unwrap_or(fallback);
    Rect::new(0, 0, columns, rows)
}

/// Tells of keys and of another size of the window, until nobody listens or the terminal is gone.
///
/// Behind each key it waits until that is dealt with: what is done because of it may want the keys for
/// itself, as an editor does.
pub(super) fn listen(tell: &Sender<Event>, go_on: &Receiver<()>) {
    loop {
        let event = match event::read() {
            Ok(event::Event::Key(key)) => key_of(key).map(Event::Key),
            Ok(event::Event::Resize(..)) => Some(Event::Resized),
            Ok(_) => None,
            Err(_) => {
                // Nobody listens any more, or they learn of it.
                let _ = tell.send(Event::Broken(Broken::Terminal));
                return;
            }
        };
        let Some(event) = event else { continue };
        let is_key = matches!(event, Event::Key(_));
        if tell.send(event).is_err() || is_key && go_on.recv().is_err() {
            return;
        }
    }
}

fn key_of(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    Some(match key.code {
        KeyCode::Char(each) if key.modifiers.contains(KeyModifiers::CONTROL) => Key::Ctrl(each),
        KeyCode::Char(_) if key.modifiers.contains(KeyModifiers::ALT) => return None,
        KeyCode::Char(each) => Key::Char(each),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}
