package import Cluster
package import Manifests
import StructuredMerge
package import Trust

/// An environment that the gate has let through: the only thing that can be planned.
package struct AdmittedEnvironment: Sendable {
    package let spec: EnvironmentSpec
    package let revision: String?
    package let repository: String
    package let applySet: ApplySet
    /// Each identity once.
    package private(set) var resources: [AdmittedResource]
    /// Whether these are some of its resources, for a plan that heals them alone.
    package private(set) var isPart = false
    /// Whether Git declares no object that stays: hooks are none.
    package let declaresNothing: Bool
    /// What its hooks belong to: another one for other content. Nil where there are no hooks.
    package let generation: String?
    /// Another one for other objects, see ``ApplySet/digest(of:)``.
    let members: String
    private let ownHealthChecks: HealthChecks?
    /// What policies say of objects that are to be deleted.
    let deletions: DeletionReview
    /// What its objects run, as it was vouched for.
    package let artifacts: [VerifiedArtifact]
    /// Their digests, by the text of the manifests.
    package let digests: [String: SHA256Digest]
    /// The signed policies that let it through, where that is demanded.
    fileprivate(set) var policies: VerifiedArtifact?

    package var healthChecks: HealthChecks { ownHealthChecks ?? .builtIn }
    package var name: String { spec.name }

    // INVARIANT: only the gate makes one.
    fileprivate init(
        _ environment: Environment, applySet: ApplySet, resources: [AdmittedResource], generation: String?,
        deletions: DeletionReview, artifacts: [VerifiedArtifact], digests: [String: SHA256Digest]
    ) {
        spec = environment.spec
        revision = environment.revision
        repository = environment.repository
        self.applySet = applySet
        self.resources = resources
        self.generation = generation
        self.deletions = deletions
        self.artifacts = artifacts
        self.digests = digests
        declaresNothing = resources.allSatisfy { $0.options.hook != nil }
        members = ApplySet.digest(of: resources.map(\.identity))
        ownHealthChecks = environment.healthChecks
    }

    /// The environment with these of its resources only.
    func narrowed(to resources: [AdmittedResource]) -> AdmittedEnvironment {
        var result = self
        result.resources = resources
        result.isPart = true
        return result
    }

    /// Whether it compares what it declares with what is there by the same rules as another: see
    /// ``settingAside(_:schemas:)`` and ``predecessors(of:)``.
    func judgesLive(like other: AdmittedEnvironment) -> Bool {
        spec.ignore == other.spec.ignore && spec.sync.selfHeal == other.spec.sync.selfHeal
    }

    /// Whose work an apply of one of its objects takes over.
    func predecessors(of identity: ResourceIdentity) -> Predecessors {
        Predecessors(heals: spec.sync.selfHeal, spared: spec.ignore.managers(of: identity))
    }

    /// The environment as it is to be applied over what is there: with the fields that it leaves to others.
    func settingAside(_ live: [ResourceIdentity: Value], schemas: SchemaCatalog) -> AdmittedEnvironment {
        guard !spec.ignore.isEmpty else { return self }
        var result = self
        result.resources = resources.map {
            $0.settingAside(
                spec.ignore, live: live[$0.identity], from: predecessors(of: $0.identity), schemas: schemas)
        }
        return result
    }
}

/// An object that may be applied, in the form in which it is.
package struct AdmittedResource: Sendable {
    /// What stays the same of it, in one place: resources go from hand to hand by the thousand.
    private final class Declared: Sendable {
        let identity: ResourceIdentity
        let kind: GroupVersionKind
        let object: Value
        let location: SourceLocation
        let options: ObjectOptions

        init(_ resource: Resource, identity: ResourceIdentity, object: Value, options: ObjectOptions) {
            self.identity = identity
            kind = resource.kind
            self.object = object
            self.options = options
            location = resource.location
        }
    }

    private let declared: Declared
    /// With its namespace and the labels of the environment.
    package private(set) var object: Value

    package var identity: ResourceIdentity { declared.identity }
    package var kind: GroupVersionKind { declared.kind }
    package var location: SourceLocation { declared.location }
    package var options: ObjectOptions { declared.options }
    /// Equal for equal objects, whatever the order of their keys. What is set aside does not count.
    package var digest: Int { declared.object.hashValue }

    fileprivate init(_ resource: Resource, identity: ResourceIdentity, object: Value, options: ObjectOptions) {
        declared = Declared(resource, identity: identity, object: object, options: options)
        self.object = object
    }

    /// - Parameter live: nil for an object that is not there yet, which is made as it is declared.
    func settingAside(
        _ rules: [IgnoreRule], live: Value?, from predecessors: Predecessors, schemas: SchemaCatalog
    ) -> AdmittedResource {
        guard let live, !rules.isEmpty else { return self }
        var result = self
        result.object = rules.settingAside(
            object, of: identity, live: live, from: predecessors, schema: schemas[kind])
        result.object = ApplySet.marked(result.object, like: object)
        return result
    }

    /// As it is made anew, with nothing left to others.
    var asDeclared: AdmittedResource {
        var result = self
        result.object = declared.object
        return result
    }
}

/// Decides whether an environment may run; nothing reaches the planner but through here.
package struct Gate: Sendable {
    private let rules: [any AdmissionRule]
    let trust: ArtifactTrust?
    private let commits: CommitCheck?
    private let secrets: SecretKeys
    private let decisions: (any DecisionLog)?
    private let policyVersions: PolicyVersions?
    private let ownKey: Ed25519PublicKey?
    let bundles = PolicyBundleCache()

    /// - Parameters:
    ///   - trust: nil judges no signatures; an environment that demands any is then denied.
    ///   - commits: nil verifies no commits; an environment that demands it is then denied.
    ///   - secrets: open the sealed values of Secrets; an environment with one that they do not open is denied.
    ///   - decisions: nil keeps no records of what policies decide.
    ///   - policyVersions: nil remembers no versions of signed policies, so older ones may come back.
    ///   - ownKey: the key that this daemon signs commits with: they carry a person's change further, and are none.
    package init(
        rules: [any AdmissionRule] = [ServerFieldsRule(), ReservedLabelsRule(), StatusRule(), EncodedDataRule()],
        trust: ArtifactTrust? = nil, commits: CommitCheck? = nil, secrets: SecretKeys = SecretKeys(),
        decisions: (any DecisionLog)? = nil, policyVersions: PolicyVersions? = nil, ownKey: Ed25519PublicKey? = nil
    ) {
        self.ownKey = ownKey
        self.policyVersions = policyVersions
        self.secrets = secrets
        self.rules = rules
        self.trust = trust
        self.decisions = decisions
        self.commits = commits
    }

    /// Whether signatures are judged at all; else an environment that demands them is denied.
    var judgesSignatures: Bool { trust != nil }
    var judgesCommits: Bool { commits != nil }

    /// Verifies the commits by which an environment came to be what it is.
    ///
    /// - Parameters:
    ///   - last: the commit that was applied last.
    ///   - allowsUncommitted: whether a work tree passes, which is no commit.
    package func verifyCommits(
        of environment: Environment, in checkout: Checkout, after last: String?, allowsUncommitted: Bool = false,
        at time: Int
    ) async -> CommitCheck.Finding {
        if let commits {
            return await commits.review(
                environment, of: checkout, after: last, allowsUncommitted: allowsUncommitted,
                at: Timestamp(seconds: Int64(time / 1_000)))
        }
        guard environment.spec.commits != nil else { return .good }
        return .bad([
            .error(
                "environment '\(environment.name)' demands signed commits, and no trust policy is configured", at: nil,
                hint: "name the digest of 'trust/trust.yaml' with --trust-anchor once")
        ])
    }

    /// Puts it into the log that the branch of an environment was rewritten.
    ///
    /// - Returns: why the log did not take it.
    func tell(rewritten environment: String, to head: String, after last: String, at time: Int) async -> Diagnostic? {
        await commits?.tell(
            rewritten: environment, to: head, after: last, at: Timestamp(seconds: Int64(time / 1_000)))
    }

    /// Gathers what the policies of a checkout ask of the cluster, then reviews an environment as a whole; one denied
    /// object denies it.
    ///
    /// - Parameter time: milliseconds since 1970.
    package func admit(
        _ environment: Environment, of checkout: Checkout, on cluster: any LiveCluster, at time: Int
    ) async throws(ClusterUnreachable) -> EnvironmentReview {
        let judgement = try await judge(environment, of: checkout, on: cluster, at: time)
        guard case .admitted(var admitted, let warnings) = judgement.review else { return judgement.review }
        admitted.policies = judgement.policies
        return .admitted(admitted, warnings: warnings)
    }

    /// Remembers which versions an environment runs from now on: of its policies where they are signed, and of its
    /// artifacts where it wants them to rise. To be called before anything of it is applied, and never for a look.
    package func remember(_ environment: AdmittedEnvironment) async throws(TrustError) {
        if let policies = environment.policies { try policyVersions?.record(policies) }
        guard environment.spec.artifacts?.isRising == true else { return }
        try await trust?.versions?.record(environment.artifacts)
    }

    /// As ``admit(_:of:on:at:)``, with all that was found on the way.
    ///
    /// - Parameter records: false for a question that nothing follows from.
    func judge(
        _ environment: Environment, of checkout: Checkout, on cluster: any LiveCluster, at time: Int,
        records: Bool = true
    ) async throws(ClusterUnreachable) -> GateJudgement {
        var judgement = try await judgement(environment, of: checkout, on: cluster, at: time)
        switch await BundleReview(trust: trust, versions: policyVersions).outcome(environment, of: checkout, at: time) {
        case .notDemanded: break
        case .verified(let policies): judgement.policies = policies
        case .refused(let unsigned, let unverified):
            judgement.add(unsigned)
            if let unverified { judgement.refused.append(unverified) }
        }
        guard records else { return judgement }
        await decisions?.record(judgement.decisions)
        if let fault = await trust?.tell(judgement.refused, of: environment.name, at: time) {
            judgement.add(GateFinding(.signature, fault, isUnjudged: true))
        }
        return judgement
    }

    private func judgement(
        _ environment: Environment, of checkout: Checkout, on cluster: any LiveCluster, at time: Int
    ) async throws(ClusterUnreachable) -> GateJudgement {
        let links = checkout.renderFailures
            .filter { $0.key == PolicyBundle.root || $0.key.hasPrefix(PolicyBundle.root + "/") }.flatMap(\.value)
        guard links.isEmpty else { return .denied(links.map { GateFinding(.bundle, $0) }) }
        switch bundles.bundle(of: checkout) {
        case .failure(let faults):
            let record = DecisionRecord(faults, of: environment, bundle: checkout.policies, at: time)
            return .denied(faults.diagnostics.map { GateFinding(.bundle, $0) }, [record])
        case .success(let bundle):
            let scopes = try await cluster.scopes(refresh: false)
            var declaration = await declaration(of: environment, scopes: scopes)
            let schemas = try await ManifestSchemas.of(environment, in: checkout, on: cluster)
            declaration.faults = await schemas.review(declaration.candidates)
            declaration.candidates = await schemas.normalise(declaration.candidates)
            let demands = ArtifactDemands(environment)
            var evidence = try await PolicyEvidence.gather(
                for: declaration.candidates, applySet: Self.applySet(of: environment), bundle: bundle,
                demandsArtifacts: !demands.isEmpty, cluster: cluster, time: time)
            evidence.artifacts = await ArtifactEvidence.gather(
                demands.keys(of: declaration.judged, asksPolicies: bundle.asksSignatures), pinned: evidence.pins,
                requiresLog: demands.requiresLog, isRising: demands.isRising, asksPolicies: bundle.asksSignatures,
                allowsLocalModels: cluster.isEmbedded, environment: environment.name, checkout: checkout, trust: trust,
                time: time)
            if bundle.asksChange { evidence.change = await change(of: environment, in: checkout, at: time) }
            return await judge(environment, declaration, policies: bundle, evidence: evidence)
        }
    }

    /// - Returns: nil where it is not known; a policy that asks faults.
    private func change(of environment: Environment, in checkout: Checkout, at time: Int) async -> Value? {
        let now = Timestamp(seconds: Int64(time / 1_000))
        let policy = try? await trust?.policy(checkout, now)
        let change = try? await checkout.changes?.change(
            of: environment.name, isRendered: checkout.isRendered(environment.name),
            known: ChangeRange.Known(trust: policy?.policy, at: now, ownKey: ownKey))
        return change.map(Value.object)
    }

    /// The objects that an environment declares, as they are sent.
    func declared(in environment: Environment, scopes: ScopeCatalog) async -> [Candidate] {
        await declaration(of: environment, scopes: scopes).candidates
    }

    private func declaration(of environment: Environment, scopes: ScopeCatalog) async -> Declaration {
        let scopes = scopes.adding(definitionsIn: environment.resources)
        var diagnostics: [Diagnostic] = []
        let candidates = await candidates(in: environment, scopes: scopes, into: &diagnostics)
        return Declaration(
            candidates: candidates, jobs: jobs(of: environment, scopes: scopes), diagnostics: diagnostics)
    }

    /// The Jobs of checks, where the cluster has such a kind.
    private func jobs(of environment: Environment, scopes: ScopeCatalog) -> [Candidate] {
        var told: [Diagnostic] = []
        return CheckJobs.resources(of: environment).compactMap { resource in
            guard case .success(let identity) = scopes.identity(of: resource, in: environment.spec.namespace) else {
                return nil
            }
            return Candidate(
                resource: resource, identity: identity,
                object: Self.normalise(resource.object, identity: identity),
                options: ObjectOptions.read(resource, into: &told))
        }
    }

    /// Reviews an environment as a whole; one denied object denies it.
    ///
    /// - Parameters:
    ///   - scopes: which kinds live in namespaces, as the cluster and the environment's own definitions say.
    ///   - evidence: what the policies may ask for.
    package func review(
        _ environment: Environment, scopes: ScopeCatalog, policies: PolicyBundle, evidence: PolicyEvidence
    ) async -> EnvironmentReview {
        let declaration = await declaration(of: environment, scopes: scopes)
        return await judge(environment, declaration, policies: policies, evidence: evidence).review
    }

    private func judge(
        _ environment: Environment, _ declaration: Declaration, policies: PolicyBundle, evidence: PolicyEvidence
    ) async -> GateJudgement {
        let candidates = declaration.candidates
        let faults = declaration.diagnostics + DependencyCheck.review(candidates)
        var findings = faults.map { GateFinding(.manifest, $0) } + declaration.faults
        let rules = PolicyReview(bundle: policies, evidence: evidence, environment: environment.name)
        let verdicts = await Parallel.compute(declaration.judged, rules.decide).compactMap(\.self)
        findings += verdicts.flatMap(\.findings)
        let artifacts = ArtifactReview(
            evidence: evidence.artifacts, demands: ArtifactDemands(environment), environment: environment.name)
        let opening = SecretOpening(keys: secrets, environment: environment.name)
        let opened = await Parallel.compute(candidates, opening.open)
        findings += opened.flatMap(\.diagnostics).map { GateFinding(.manifest, $0) }
        var verified = Verified()
        var refused: [RefusedArtifact] = []
        for candidate in declaration.judged {
            let outcome = artifacts.judge(candidate)
            verified.artifacts += outcome.verified
            verified.digests.merge(outcome.digests) { $1 }
            refused += outcome.refused
            findings += outcome.diagnostics.map {
                GateFinding(.signature, $0, of: candidate.identity, isUnjudged: outcome.isUndecided)
            }
        }
        let log = decisions
        return GateJudgement(
            review: await review(environment, Array(zip(candidates, opened)), rules, artifacts, verified, findings),
            findings: findings,
            decisions: log == nil
                ? []
                : DecisionRecord.records(
                    of: verdicts, environment, bundle: policies, mask: log?.mask ?? DecisionMask()),
            refused: refused
        )
    }

    /// What follows from the findings.
    private func review(
        _ environment: Environment, _ candidates: [(Candidate, SecretOpening.Opened)], _ rules: PolicyReview,
        _ artifacts: ArtifactReview, _ verified: Verified, _ findings: [GateFinding]
    ) async -> EnvironmentReview {
        let errors = findings.filter { $0.diagnostic.severity == .error }
        let found = findings.map(\.diagnostic)
        if !errors.isEmpty {
            let isFinal = errors.contains { $0.rule != .signature || !$0.isUnjudged }
            let sorted = found.told()
            return isFinal ? .denied(sorted) : .undecided(sorted)
        }
        let applySet = Self.applySet(of: environment)
        let generation = Hooks.generation(of: candidates.map(\.0))
        let admitted = await Parallel.compute(candidates) { candidate, opened in
            let candidate = artifacts.pinning(
                generation.map { Hooks.naming(candidate, generation: $0) } ?? candidate)
            return AdmittedResource(
                candidate.resource, identity: candidate.identity,
                object: applySet.mark(opened.filling(candidate.object)),
                options: candidate.options)
        }
        let result = AdmittedEnvironment(
            environment, applySet: applySet, resources: admitted, generation: generation,
            deletions: DeletionReview(rules, of: environment, log: decisions), artifacts: verified.artifacts,
            digests: verified.digests)
        return .admitted(result, warnings: found)
    }

    private static func applySet(of environment: Environment) -> ApplySet {
        ApplySet(environment: environment.name, namespace: environment.spec.namespace)
    }

    /// The resources with their identities, each once.
    private func candidates(
        in environment: Environment, scopes: ScopeCatalog, into diagnostics: inout [Diagnostic]
    ) async -> [Candidate] {
        let namespace = environment.spec.namespace
        let read = await Parallel.compute(environment.resources) { [rules] resource in
            Self.candidate(resource, in: namespace, scopes: scopes, rules: rules)
        }
        var candidates: [Candidate] = []
        candidates.reserveCapacity(read.count)
        var places: [ResourceIdentity: SourceLocation] = [:]
        places.reserveCapacity(read.count)
        for (candidate, faults) in read {
            diagnostics += faults
            guard let candidate else { continue }
            if let first = places[candidate.identity] {
                diagnostics.append(
                    .error(
                        "expected each object once, found '\(candidate.identity)' again",
                        at: candidate.resource.location, hint: "it is first declared at \(first)"))
                continue
            }
            places[candidate.identity] = candidate.resource.location
            candidates.append(candidate)
        }
        return candidates
    }

    /// - Returns: no candidate for an object of which it cannot be told what it is.
    private static func candidate(
        _ resource: Resource, in namespace: String, scopes: ScopeCatalog, rules: [any AdmissionRule]
    ) -> (Candidate?, [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        for rule in rules { diagnostics += rule.review(resource) }
        let options = ObjectOptions.read(resource, into: &diagnostics)
        switch scopes.identity(of: resource, in: namespace) {
        case .failure(let diagnostic): return (nil, diagnostics + [diagnostic])
        case .success(let identity):
            let object = normalise(resource.object, identity: identity)
            return (Candidate(resource: resource, identity: identity, object: object, options: options), diagnostics)
        }
    }

    /// The object as it is sent: with its namespace, without what is a server's to write, and a Secret's `stringData`
    /// folded into `data`.
    private static func normalise(_ object: Value, identity: ResourceIdentity) -> Value {
        guard var root = object.object else { return object }
        var metadata = root["metadata"]?.object ?? Object()
        metadata["namespace"] = identity.namespace.map(Value.string)
        EmptyServerFields.remove(from: &root, metadata: &metadata)
        root["metadata"] = .object(metadata)
        if identity.groupKind == GroupKind(group: "", kind: "Secret"), let plain = root["stringData"]?.object {
            var data = root["data"]?.object ?? Object()
            for member in plain {
                data[member.key] = member.value.string.map { .string(Base64.encode(Array($0.utf8))) } ?? member.value
            }
            root["data"] = .object(data)
            root["stringData"] = nil
        }
        return .object(root)
    }
}

/// What was vouched for.
private struct Verified {
    var artifacts: [VerifiedArtifact] = []
    var digests: [String: SHA256Digest] = [:]
}

/// What an environment declares, with what is wrong with it.
private struct Declaration {
    var candidates: [Candidate]
    /// What is made beside them, and judged like them.
    var jobs: [Candidate] = []
    var diagnostics: [Diagnostic]
    /// Where objects are not as their schemas say.
    var faults: [GateFinding] = []

    var judged: [Candidate] { candidates + jobs }
}

/// A resource on its way through the gate.
///
/// A class: thousands of them go through a dozen hands.
final class Candidate: Sendable {
    let resource: Resource
    let identity: ResourceIdentity
    /// As it is sent.
    let object: Value
    let options: ObjectOptions

    init(resource: Resource, identity: ResourceIdentity, object: Value, options: ObjectOptions) {
        self.resource = resource
        self.identity = identity
        self.object = object
        self.options = options
    }

    func with(identity: ResourceIdentity? = nil, object: Value) -> Candidate {
        Candidate(resource: resource, identity: identity ?? self.identity, object: object, options: options)
    }
}
