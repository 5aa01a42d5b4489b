import Manifests
import Releases
package import Trust

/// What an environment demands of every image and every model that its workloads name.
///
///     artifacts:
///       signedBy: [release, ci]       # roles of the trust policy; each must be reached
///       required: 1                   # people of each role, where the trust policy does not want more
///       requireLog: true              # only signatures that the transparency log has count
///       rising: true                  # a version below one that was accepted here before does not come back
///       exempt:
///         - { artifact: "docker.io/istio/**", reason: "the mesh's own images, pinned by its operator" }
package struct ArtifactDemand: Sendable, Hashable {
    /// Artifacts that need no signature here, and why.
    package struct Exemption: Sendable, Hashable {
        package var artifact: NamePattern
        package var reason: String
    }

    package var roles: [Role]
    package var required = 1
    package var requiresLog = false
    package var exemptions: [Exemption] = []
    /// Whether versions only rise: an old signed artifact is not replayed.
    package var isRising = false
    /// Whether a version that was accepted before may come back all the same: a release decides over that.
    var allowsReturn = false

    package init(
        roles: [Role], required: Int = 1, requiresLog: Bool = false, exemptions: [Exemption] = [],
        isRising: Bool = false
    ) {
        self.roles = roles
        self.required = required
        self.requiresLog = requiresLog
        self.exemptions = exemptions
        self.isRising = isRising
    }

    func exempts(_ artifact: String) -> Bool { exemptions.contains { $0.artifact.matches(artifact) } }
}

extension ArtifactDemand {
    static func read(_ reader: inout FieldReader) -> ArtifactDemand? {
        let roles = reader.required("signedBy", .list(of: .choice(Role.self)))
        let required = reader.value("required", .integer(in: 1...1_000), default: 1)
        let requiresLog = reader.value("requireLog", .bool, default: false)
        let isRising = reader.value("rising", .bool, default: false)
        let exemptions = reader.objects("exempt") { entry -> Exemption? in
            let pattern = entry.required("artifact", .nonEmptyString)
            let reason = entry.required("reason", .nonEmptyString)
            guard let pattern, let reason else { return nil }
            guard let artifact = NamePattern(pattern) else {
                entry.report("expected a pattern of at most 512 bytes", at: "artifact")
                return nil
            }
            return Exemption(artifact: artifact, reason: reason)
        }
        guard let roles else { return nil }
        if roles.isEmpty { reader.report("expected at least one role, found none", at: "signedBy") }
        for role in Set(roles).sorted() where !role.signsArtifacts {
            let roles = Role.allCases.filter(\.signsArtifacts).map { "'\($0.rawValue)'" }.joined(separator: ", ")
            reader.report("expected a role that signs artifacts (\(roles)), found '\(role.rawValue)'", at: "signedBy")
        }
        return ArtifactDemand(
            roles: Set(roles).sorted(), required: required, requiresLog: requiresLog, exemptions: exemptions,
            isRising: isRising)
    }
}

/// What is demanded of each object's artifacts: by the environment, and by the release that the object belongs to.
struct ArtifactDemands: Sendable {
    private let environment: ArtifactDemand?
    private let releases: [ReleaseSpec.Workload: ArtifactDemand]
    /// What releases divide traffic between, and bring back.
    private let released: Set<ReleaseSpec.Workload>

    init(_ environment: Environment) {
        self.environment = environment.spec.artifacts
        var releases: [ReleaseSpec.Workload: ArtifactDemand] = [:]
        for release in environment.releases {
            guard let artifacts = release.artifacts else { continue }
            for workload in release.written {
                releases[workload] = ArtifactDemand(roles: artifacts.signedBy, required: artifacts.required)
            }
        }
        self.releases = releases
        released = Set(environment.releases.flatMap(\.written))
    }

    /// All of these must be met; an exemption of the environment holds for what the environment demands alone.
    func demands(on artifact: String, of identity: ResourceIdentity) -> [ArtifactDemand] {
        let workload = ReleaseSpec.Workload(kind: identity.groupKind.kind, name: identity.name)
        var own = environment.flatMap { $0.exempts(artifact) ? nil : $0 }
        own?.allowsReturn = released.contains(workload)
        return [own, releases[workload]].compactMap(\.self)
    }

    /// What must be looked up.
    func keys(of candidates: [Candidate], asksPolicies: Bool) -> Set<ArtifactReference.Key> {
        var keys: Set<ArtifactReference.Key> = []
        guard asksPolicies || !isEmpty else { return keys }
        for candidate in candidates {
            for reference in ArtifactReference.all(in: candidate.object, of: candidate.identity)
            where asksPolicies || !demands(on: reference.artifact, of: candidate.identity).isEmpty {
                if let key = reference.key { keys.insert(key) }
            }
        }
        return keys
    }

    var isEmpty: Bool { environment == nil && releases.isEmpty }

    var isRising: Bool { environment?.isRising ?? false }

    var requiresLog: Bool { environment?.requiresLog ?? false }
}
