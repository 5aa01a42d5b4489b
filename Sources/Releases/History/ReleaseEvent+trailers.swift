import Manifests
package import Repository

extension ReleaseEvent {
    /// The trailers of the commit that makes the transition.
    package var trailers: [CommitMessage.Trailer] {
        var trailers: [(Name, String)] = [
            (.environment, key.environment), (.release, key.release), (.transition, kind.rawValue),
            (.step, "\(step)/\(steps)"), (.candidate, candidate), (.version, "\(version)"),
            (.stable, stable), (.stableVersion, "\(stableVersion)"),
        ]
        if let share { trailers.append((.share, "\(share)")) }
        if let rejects { trailers.append((.rejected, "\(rejects)")) }
        if let verdict { trailers.append((.verdict, verdict)) }
        if let evidence { trailers.append((.evidence, evidence)) }
        if !drifted.isEmpty { trailers.append((.drifted, JSON.string(.array(drifted.map { .string($0) })))) }
        if !artifacts.isEmpty {
            let members = artifacts.sorted { $0.key < $1.key }.map {
                Object.Member(key: $0.key, value: .string($0.value))
            }
            trailers.append((.artifacts, JSON.string(.object(Object(members)))))
        }
        if let teller { trailers.append((.teller, teller)) }
        if let breakGlass { trailers.append((.breakGlass, breakGlass)) }
        return trailers.map { CommitMessage.Trailer(key: $0.0.rawValue, value: $0.1) }
    }

    /// Reads a commit's message.
    ///
    /// - Returns: nil for a commit that is no transition, or whose trailers are incomplete.
    package init?(_ message: CommitMessage) {
        func text(_ name: Name) -> String? { message.trailer(name.rawValue) }
        guard let environment = text(.environment), let release = text(.release),
            let kind = text(.transition).flatMap(Kind.init), let candidate = text(.candidate),
            let version = text(.version).flatMap({ VersionDigest($0) }), let stable = text(.stable),
            let stableVersion = text(.stableVersion).flatMap({ VersionDigest($0) }),
            let (step, steps) = text(.step).flatMap(Self.step)
        else { return nil }
        guard ObjectID(candidate) != nil, ObjectID(stable) != nil else { return nil }
        self.init(
            key: Key(environment: environment, release: release), kind: kind, candidate: candidate, version: version,
            stable: stable, stableVersion: stableVersion, step: step, steps: steps, verdict: text(.verdict),
            evidence: text(.evidence))
        let rejected = text(.rejected).flatMap { VersionDigest($0) }
        if rejected != rejects { self.rejected = rejected }
        share = text(.share).flatMap { Int($0) }.flatMap { (0...100).contains($0) ? $0 : nil }
        breakGlass = text(.breakGlass)
        drifted = text(.drifted).map(Self.names) ?? []
        teller = text(.teller)
        for member in text(.artifacts).flatMap({ (try? JSON.parse(Array($0.utf8)))?.object }) ?? Object() {
            artifacts[member.key] = member.value.string
        }
    }

    private static func names(_ text: String) -> [String] {
        (try? JSON.parse(Array(text.utf8)))?.array?.compactMap(\.string) ?? []
    }

    /// Reads `2/4`.
    private static func step(_ text: String) -> (Int, Int)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let step = Int(parts[0]), let steps = Int(parts[1]), step >= 0, step <= steps,
            steps <= 10_000
        else { return nil }
        return (step, steps)
    }

    private enum Name: String {
        case environment = "Lockstep-Environment"
        case release = "Lockstep-Release"
        case transition = "Lockstep-Transition"
        case step = "Lockstep-Step"
        case share = "Lockstep-Share"
        case candidate = "Lockstep-Candidate"
        case version = "Lockstep-Version"
        case stable = "Lockstep-Stable"
        case stableVersion = "Lockstep-Stable-Version"
        case rejected = "Lockstep-Rejected"
        case verdict = "Lockstep-Verdict"
        case evidence = "Lockstep-Evidence"
        case drifted = "Lockstep-Drifted"
        case artifacts = "Lockstep-Artifacts"
        case teller = "Lockstep-Teller"
        case breakGlass = "Lockstep-Break-Glass"
    }
}
