//! Dates and times in few bytes, for what is stored; as text where people may read it.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

/// What is stored as numbers.
pub(super) trait Packed: Sized + Serialize + DeserializeOwned {
    type Numbers: Serialize + DeserializeOwned;

    fn pack(&self) -> Self::Numbers;

    /// Returns `None` for numbers that mean nothing.
    fn unpack(numbers: Self::Numbers) -> Option<Self>;
}

/// Year, month, day.
impl Packed for jiff::civil::Date {
    type Numbers = (i16, i8, i8);

    fn pack(&self) -> Self::Numbers {
        (self.year(), self.month(), self.day())
    }

    fn unpack((year, month, day): Self::Numbers) -> Option<Self> {
        Self::new(year, month, day).ok()
    }
}

/// The day; hour, minute, second and nanosecond.
impl Packed for jiff::civil::DateTime {
    type Numbers = ((i16, i8, i8), (i8, i8, i8, i32));

    fn pack(&self) -> Self::Numbers {
        let time = (self.hour(), self.minute(), self.second(), self.subsec_nanosecond());
        (self.date().pack(), time)
    }

    fn unpack((date, (hour, minute, second, nanosecond)): Self::Numbers) -> Option<Self> {
        let time = jiff::civil::Time::new(hour, minute, second, nanosecond).ok()?;
        Some(jiff::civil::Date::unpack(date)?.to_datetime(time))
    }
}

/// Seconds and nanoseconds since 1970.
impl Packed for jiff::Timestamp {
    type Numbers = (i64, i32);

    fn pack(&self) -> Self::Numbers {
        (self.as_second(), self.subsec_nanosecond())
    }

    fn unpack((second, nanosecond): Self::Numbers) -> Option<Self> {
        Self::new(second, nanosecond).ok()
    }
}

/// Encodes it.
pub(super) fn bytes<T: Packed>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(&value.pack()).expect("numbers fit in a Vec")
}

/// Reads what [`bytes`] gave; `None` where that means nothing.
pub(super) fn read<T: Packed>(bytes: &[u8]) -> Option<T> {
    T::unpack(postcard::from_bytes(bytes).ok()?)
}

pub(super) fn serialize<T: Packed, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match serializer.is_human_readable() {
        true => value.serialize(serializer),
        false => value.pack().serialize(serializer),
    }
}

pub(super) fn deserialize<'de, T: Packed, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    if deserializer.is_human_readable() {
        return T::deserialize(deserializer);
    }
    let numbers = T::Numbers::deserialize(deserializer)?;
    T::unpack(numbers).ok_or_else(|| D::Error::custom("there is no such date or time"))
}
