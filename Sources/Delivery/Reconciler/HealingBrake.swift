import Manifests

/// Keeps Lockstep from fighting over an object without end: who sets back each healing at once would be answered
/// thousands of times a second.
///
/// A value in the hands of who heals. The first healings of an object are immediate, each one after them waits longer
/// than the one before. An object that was not healed for a while begins anew.
package struct HealingBrake: Sendable {
    private static let immediateHealings = 2
    private static let longestPause: Duration = .seconds(300)
    private static let memory: Duration = .seconds(600)

    /// How often one object was healed.
    private struct Course: Sendable {
        var healings = 0
        var last: ContinuousClock.Instant
        /// Before that it is not healed again.
        var pauseEnd: ContinuousClock.Instant
        var backoff = Backoff(first: .seconds(1), longest: longestPause)
        var isTold = false
    }

    /// An object that differs and waits for its time.
    private struct Waiting: Sendable {
        var end: ContinuousClock.Instant
        var line: String
    }

    private let now: @Sendable () -> ContinuousClock.Instant
    private let random: @Sendable () -> Double
    private var courses: [ResourceIdentity: Course] = [:]
    private var waiting: [ResourceIdentity: Waiting] = [:]
    private var timerEnd: ContinuousClock.Instant?

    /// - Parameter random: from 0 to 1.
    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.now = now
        self.random = random
    }

    /// What waits and why, a line each.
    var lines: [String] { waiting.sorted { $0.key < $1.key }.map(\.value.line) }

    /// Whether the object differs, which has been told, and is not to be healed yet.
    func isWaiting(_ identity: ResourceIdentity) -> Bool { waiting[identity].map { $0.end > now() } ?? false }

    /// Whether the object is not to be healed yet.
    func isPaused(_ identity: ResourceIdentity) -> Bool { courses[identity].map { $0.pauseEnd > now() } ?? false }

    /// Whether something has waited long enough.
    var isDue: Bool {
        let now = now()
        return waiting.values.contains { $0.end <= now }
    }

    mutating func noteHealings(of identities: [ResourceIdentity]) {
        if identities.isEmpty { return }
        let now = now()
        courses = courses.filter { $0.value.last.duration(to: now) < Self.memory }
        for identity in identities {
            var course = courses[identity] ?? Course(last: now, pauseEnd: now)
            course.healings += 1
            course.last = now
            if course.healings >= Self.immediateHealings {
                course.pauseEnd = now + course.backoff.next(random: random())
            }
            courses[identity] = course
            waiting[identity] = nil
        }
    }

    /// Has an object wait that is paused.
    ///
    /// - Parameter managers: who else has set what differs.
    /// - Returns: what to log, once for a fight.
    mutating func wait(for identity: ResourceIdentity, changedBy managers: [String], wall: Instant) -> String? {
        guard let course = courses[identity], waiting[identity]?.end != course.pauseEnd else { return nil }
        let left = now().duration(to: course.pauseEnd) / .seconds(1)
        let names = managers.map { "'\($0)'" }.joined(separator: ", ")
        let line =
            "\(identity): healed \(course.healings) times, and changed again each time"
            + (names.isEmpty ? "" : ", now by \(names)")
            + "; the next try is at \(Instant(seconds: wall.seconds + left).rfc3339)"
        waiting[identity] = Waiting(end: course.pauseEnd, line: line)
        courses[identity]?.isTold = true
        return course.isTold ? nil : line
    }

    /// These are all that still differ and wait.
    mutating func keep(only identities: Set<ResourceIdentity>) {
        waiting = waiting.filter { identities.contains($0.key) }
    }

    /// These are as Git says, without having been healed.
    ///
    /// - Returns: whether one of them has waited.
    mutating func release(_ identities: [ResourceIdentity]) -> Bool {
        let count = waiting.count
        if count > 0 { for identity in identities { waiting[identity] = nil } }
        return waiting.count < count
    }

    /// - Returns: how long until the first that waits is to be healed; nil where a timer runs for that already.
    mutating func nextTimer() -> Duration? {
        let now = now()
        guard let end = waiting.values.map(\.end).filter({ $0 > now }).min() else { return nil }
        if let timerEnd, timerEnd > now, timerEnd <= end { return nil }
        timerEnd = end
        return now.duration(to: end)
    }
}
