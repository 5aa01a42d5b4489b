/// What holds for every write to one object.
struct ApplyMethod {
    var force: Bool
    /// Until when what is refused is tried again: this sync has changed the definition of its kind, of which a server may
    /// take a moment to learn. One time for all objects of the kind.
    var patience: ContinuousClock.Instant?
    /// Whether what the object does has an end, and would begin once more with a new one.
    var runsToCompletion: Bool
}
