/// One transition of a release, as its commit's trailers tell it.
package struct ReleaseEvent: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The candidate has its first share.
        case open
        /// It has its next.
        case step
        /// It is the stable version now.
        case finish
        /// It has failed, and the stable version is back.
        case revert
        /// The data have drifted under it: training was asked for, and it stays where it is.
        case retrain
        /// People had put the stable version back; its weights are, too.
        case withdraw
        /// The weights are as they are when nothing is being released.
        case settle
        /// It has failed, and something else stands in the manifests by now: only its version is rejected.
        case reject
        /// The Release was away and is back: what ran when it came back is stable, and what was known before is over.
        case declare
    }

    /// Which release of which environment.
    package struct Key: Sendable, Hashable, Comparable {
        package var environment: String
        package var release: String

        package init(environment: String, release: String) {
            self.environment = environment
            self.release = release
        }

        package static func < (left: Key, right: Key) -> Bool {
            (left.environment, left.release) < (right.environment, right.release)
        }
    }

    package var key: Key
    package var kind: Kind
    /// The person's commit that brought the candidate, in hexadecimal.
    package var candidate: String
    package var version: VersionDigest
    /// The commit that the stable version was last declared stable by, in hexadecimal.
    package var stable: String
    package var stableVersion: VersionDigest
    /// From 1; the count of steps behind it.
    package var step: Int
    package var steps: Int
    /// The candidate's share from here on, in percent; nil where the transition gives none.
    package var share: Int?
    /// `pass` for what rose on evidence; the reason of a revert.
    package var verdict: String?
    /// `sha256:…` of the record of the judgements behind it.
    package var evidence: String?
    /// The columns that drifted, where that is what a check found.
    package var drifted: [String] = []
    /// Of a release that finishes: `sha256:…` of what signatures were verified of, by the text of the manifest.
    package var artifacts: [String: String] = [:]
    /// The daemon that tells triggers of the drift: the one that made the commit, of several that read it.
    package var teller: String?
    /// A version that is rejected from here on, where that is another than the event's own: a person has rolled it back.
    package var rejected: VersionDigest?
    /// The group and the people who let the share rise although a freeze or a window forbade it: `managers: ada, bob`.
    package var breakGlass: String?

    package init(
        key: Key, kind: Kind, candidate: String, version: VersionDigest, stable: String, stableVersion: VersionDigest,
        step: Int, steps: Int, verdict: String? = nil, evidence: String? = nil
    ) {
        self.key = key
        self.kind = kind
        self.candidate = candidate
        self.version = version
        self.stable = stable
        self.stableVersion = stableVersion
        self.step = step
        self.steps = steps
        self.verdict = verdict
        self.evidence = evidence
    }

    /// The version that may not be opened again; nil where the transition rejects none.
    package var rejects: VersionDigest? { rejected ?? (kind == .revert || kind == .reject ? version : nil) }
}
