package import Trust

/// What a person asks of a release: each becomes one commit that the person signs.
package enum ReleaseRequest: Sendable {
    case pause
    case resume
    /// Lets a version be opened again that was reverted before.
    case override
    /// Takes the candidate back; where none runs, the version that was released last.
    case rollback(reason: String)
    /// - Parameter signer: signs the approval itself.
    ///   Of the next gate that asks this group, unless it is to let shares rise in a freeze.
    case approve(group: String, SigningKey, breaksGlass: Bool = false)
    case revoke(group: String, SigningKey)
    /// Takes over the artifacts that another environment has released.
    case promote(from: String)

    package var label: String {
        switch self {
        case .pause: "pause"
        case .resume: "resume"
        case .override: "override"
        case .rollback: "rollback"
        case .approve: "approve"
        case .revoke: "revoke"
        case .promote: "promote"
        }
    }
}

/// Why a request cannot be done.
package enum RequestRefusal: Error, Sendable, CustomStringConvertible {
    case nothingToRollBack(String)
    case nothingToApprove(String)
    case noSuchGroup(String, known: [String])
    case breaksGlassOnly(String)
    case notReleased(String, reason: String)
    case noSuchRelease(String, known: [String])
    case differentShape(String)

    package var description: String {
        switch self {
        case .nothingToRollBack(let name): "expected a candidate or a finished release of '\(name)', found neither"
        case .nothingToApprove(let name): "expected a candidate of '\(name)' to approve, found none"
        case .noSuchGroup(let group, let known):
            "expected one of the groups \(known.joined(separator: ", ")) that the release asks, found '\(group)'"
        case .breaksGlassOnly(let group):
            "expected '--break-glass' for the group '\(group)', which is asked for nothing else"
        case .notReleased(let name, let reason): "expected '\(name)' to have finished a release: \(reason)"
        case .noSuchRelease(let name, let known):
            known.isEmpty
                ? "expected a release '\(name)', found none at all"
                : "expected one of the releases \(known.joined(separator: ", ")), found '\(name)'"
        case .differentShape(let field): "expected '\(field)' in both environments' manifests, found it in one"
        }
    }
}
