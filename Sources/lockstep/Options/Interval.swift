import Manifests

/// A duration on the command line: `30s`, `1m30s`.
struct Interval {
    let duration: Duration

    init(_ text: String) throws {
        guard let duration = DurationText.parse(text), duration >= .milliseconds(100) else {
            throw Failure("expected a duration such as '30s', found '\(text)'")
        }
        self.duration = duration
    }
}
