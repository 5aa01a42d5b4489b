/// Which objects must be in place and healthy before which: hooks that run before, the waves, hooks that run after.
package struct ApplyRank: Sendable, Hashable, Comparable, CustomStringConvertible {
    private enum Part: Int { case before, waves, after }

    private var part: Part
    private var wave: Int

    init(_ change: PlannedChange) {
        let options = change.desired?.options ?? ObjectOptions()
        wave = options.wave
        part =
            switch options.hook {
            case nil: .waves
            case .before?: .before
            case .after?, .failure?: .after
            }
    }

    /// Whether it is not done until its Jobs are.
    var isHooks: Bool { part != .waves }

    package var description: String {
        switch part {
        case .before: "the hooks before"
        case .waves: "wave \(wave)"
        case .after: "the hooks after"
        }
    }

    package static func < (left: ApplyRank, right: ApplyRank) -> Bool {
        (left.part.rawValue, left.wave) < (right.part.rawValue, right.wave)
    }
}
