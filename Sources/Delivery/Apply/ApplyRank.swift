import Manifests

/// Which objects must be in place and healthy before which: hooks that run before, the waves, hooks that run after.
///
/// Namespaces and definitions that name no wave go before all of them, since hooks live in namespaces too.
package struct ApplyRank: Sendable, Hashable, Comparable, CustomStringConvertible {
    private enum Part: Int { case foundation, before, waves, after, pruning }

    private var part: Part
    private var wave: Int

    /// Of what is taken away.
    static let last = ApplyRank(part: .pruning, wave: 0)

    private init(part: Part, wave: Int) {
        self.part = part
        self.wave = wave
    }

    init(wave: Int) { self.init(part: .waves, wave: wave) }

    init(_ change: PlannedChange) {
        self.init(change.desired?.options ?? ObjectOptions(), of: change.identity.groupKind)
    }

    init(_ options: ObjectOptions, of kind: GroupKind) {
        wave = options.wave ?? 0
        let isFoundation = options.wave == nil && ApplyStage(kind) <= .namespaces
        part =
            switch options.hook {
            case nil: isFoundation ? .foundation : .waves
            case .before?: .before
            case .after?, .failure?: .after
            }
    }

    /// Whether it is not done until its Jobs are.
    var isHooks: Bool { part == .before || part == .after }
    /// What others need to be there, and do not wait for: where it fails, they are told why by the cluster.
    var isFoundation: Bool { part == .foundation }

    package var description: String {
        switch part {
        case .foundation: "namespaces and definitions"
        case .before: "the hooks before"
        case .waves: "wave \(wave)"
        case .after: "the hooks after"
        case .pruning: "the deletions"
        }
    }

    package static func < (left: ApplyRank, right: ApplyRank) -> Bool {
        (left.part.rawValue, left.wave) < (right.part.rawValue, right.wave)
    }
}
