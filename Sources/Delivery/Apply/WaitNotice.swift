package import Manifests

/// What a sync tells while it waits: at once, and then again and again until it goes on.
package struct WaitNotice: Sendable, Hashable {
    /// What is not as it must be, in the order of the identities, each with how it is: `Deployment.apps ml/a is Progressing`.
    package var waiting: [String]
    /// Kinds whose objects nobody has written a status of in all this time.
    package var untouched: [GroupKind]
    package var waited: Duration
    /// For how long it waits at most.
    package var allowed: Duration
}

/// One of the objects that a sync waits for.
struct WaitedObject: Sendable, Hashable {
    var kind: GroupVersionKind
    /// How it is.
    var state: String
    /// Whether no controller has ever written a status of it.
    var isUntouched: Bool

    /// - Parameter object: as it was last seen; nil where it is not there.
    init(kind: GroupVersionKind, state: String, object: Value?) {
        self.kind = kind
        self.state = state
        // Nobody writes a status of what is on its way out.
        isUntouched = object.map { Self.isBlank($0["status"]) && !Termination.hasBegun($0) } ?? false
    }

    /// The same with its name before its state.
    func named(_ identity: ResourceIdentity) -> WaitedObject {
        var object = self
        object.state = "\(identity) is \(state)"
        return object
    }

    /// A server may fill in an empty status by itself, and never fills in more.
    private static func isBlank(_ value: Value?) -> Bool {
        switch value {
        case nil, .null?: true
        case .object(let members)?: members.allSatisfy { isBlank($0.value) }
        default: false
        }
    }
}

/// When a sync tells what it waits for. A value in the hands of who waits.
struct WaitTeller {
    let interval: Duration
    private var since: [ResourceIdentity: ContinuousClock.Instant] = [:]
    /// Those that no controller has ever written a status of, as they were seen last.
    private(set) var untouched: Set<ResourceIdentity> = []
    private var told: (at: ContinuousClock.Instant, objects: Set<ResourceIdentity>)?

    /// - Parameter interval: between two notices. It is also how long an object may be without a status before that is
    ///   told: a controller needs a moment.
    init(interval: Duration) { self.interval = interval }

    /// - Parameter deadline: when the waiting ends.
    /// - Returns: nil where it is not time to tell.
    mutating func notice(
        of waiting: [ResourceIdentity: WaitedObject], until deadline: ContinuousClock.Instant,
        allowing allowed: Duration,
        at now: ContinuousClock.Instant
    ) -> WaitNotice? {
        since = since.filter { waiting[$0.key] != nil }
        for identity in waiting.keys where since[identity] == nil { since[identity] = now }
        untouched = Set(waiting.filter(\.value.isUntouched).keys)
        guard !waiting.isEmpty else { return nil }
        if let told, told.at.advanced(by: interval) > now, !told.objects.isDisjoint(with: waiting.keys) { return nil }
        told = (now, Set(waiting.keys))
        return WaitNotice(
            waiting: waiting.sorted { $0.key < $1.key }.map(\.value.state), untouched: kinds(at: now),
            waited: max(.zero, allowed - (deadline - now)), allowed: allowed)
    }

    /// Of those that have been untouched for long enough.
    private func kinds(at now: ContinuousClock.Instant) -> [GroupKind] {
        let silent = untouched.filter { since[$0].map { $0.advanced(by: interval) <= now } ?? false }
        return Set(silent.map(\.groupKind)).sorted { "\($0)" < "\($1)" }
    }
}
