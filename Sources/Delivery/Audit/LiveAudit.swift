package import Manifests
import Rules

/// What the policies in force say of the objects that a cluster has, whoever made them.
package struct LiveAudit: Sendable {
    package struct Finding: Sendable {
        package var environment: String
        package var object: ResourceIdentity
        package var policy: String
        package var message: String
        /// `deny`, `warn` or `dryRun`; a fault denies.
        package var enforcement: String
        package var isFault = false
        /// RFC 3339: when the object became as it is, as far as the cluster tells.
        package var since: String?
    }

    package struct Report: Sendable {
        package var environment: String
        /// Objects that policies were asked about.
        package var objects = 0
        package var findings: [Finding] = []
        /// Kinds that the cluster does not let Lockstep list: nothing is said of them.
        package var unlisted: [String] = []

        /// Findings a policy, the most first.
        package var counts: [(policy: String, count: Int)] {
            Dictionary(grouping: findings, by: \.policy).map { ($0.key, $0.value.count) }
                .sorted { ($1.count, $0.policy) < ($0.count, $1.policy) }
        }
    }

    let bundle: PolicyBundle
    let checkout: Checkout
    let cluster: any LiveCluster
    /// Nil judges no signatures: a policy that asks for them cannot judge.
    let trust: ArtifactTrust?
    let time: Int

    /// Asks about every object of the environment's namespaces, of the kinds that it declares and those that policies
    /// count; of objects that live in no namespace, about those that it declares, and its namespaces themselves. What
    /// another object made is passed over: its maker is judged. Who changed an object last is not known, and a policy
    /// that asks for it cannot judge.
    package func run(_ environment: Environment) async throws(ClusterUnreachable) -> Report {
        var report = Report(environment: environment.name)
        guard !bundle.uses.isEmpty else { return report }
        let objects = try await objects(of: environment, into: &report)
        var evidence = try await PolicyEvidence.gather(
            for: [], applySet: ApplySet(environment: environment.name, namespace: environment.spec.namespace),
            bundle: bundle, demandsArtifacts: false, cluster: cluster, time: time)
        evidence.time = time
        var judged: [(identity: ResourceIdentity, object: Value)] = []
        var owners = ObjectOwners(objects, cluster: cluster)
        for (identity, object) in objects.sorted(by: { $0.key < $1.key }) {
            if try await !owners.control(object, identity) { judged.append((identity, object)) }
        }
        if bundle.asksSignatures { evidence.artifacts = await artifacts(of: judged, in: environment) }
        let rules = PolicyReview(bundle: bundle, evidence: evidence, environment: environment.name)
        report.objects = judged.count
        report.findings = judged.flatMap { findings(about: $0.object, $0.identity, environment.name, rules) }
        return report
    }

    /// Who vouched for what runs, from where the gate knows it.
    private func artifacts(
        of judged: [(identity: ResourceIdentity, object: Value)], in environment: Environment
    ) async -> ArtifactEvidence {
        let demands = ArtifactDemands(environment)
        let keys = judged.flatMap { ArtifactReference.all(in: $0.object, of: $0.identity).compactMap(\.key) }
        let pinned = judged.reduce(into: [:]) { pins, entry in
            pins.merge(ArtifactReview.pins(of: entry.object)) { first, _ in first }
        }
        return await ArtifactEvidence.gather(
            Set(keys), pinned: pinned, requiresLog: demands.requiresLog, asksPolicies: true,
            allowsLocalModels: cluster.isEmbedded, environment: environment.name, checkout: checkout, trust: trust,
            time: time)
    }

    private func objects(
        of environment: Environment, into report: inout Report
    ) async throws(ClusterUnreachable) -> [ResourceIdentity: Value] {
        let scopes = try await cluster.scopes(refresh: false)
        var kinds = Set(environment.resources.map(\.kind).filter(scopes.contains))
        let declared = Set(kinds.map(\.groupKind))
        for (group, kind) in PolicyEvidence.inventoryKinds {
            let groupKind = GroupKind(group: group, kind: kind)
            if !declared.contains(groupKind), let version = try await cluster.preferredVersion(of: groupKind) {
                kinds.insert(version)
            }
        }
        let namespaces = Set(environment.resources.compactMap(\.namespace) + [environment.spec.namespace])
        let named = Set(environment.resources.map { Named(kind: $0.kind.groupKind, name: $0.name) })
            .union(namespaces.map { Named(kind: GroupKind(group: "", kind: "Namespace"), name: $0) })
        var found: [ResourceIdentity: Value] = [:]
        for kind in kinds {
            switch try await cluster.list(kind, namespace: nil, selector: nil) {
            case .unknown(let reason): report.unlisted.append("\(kind.groupKind): \(reason)")
            case .objects(let objects):
                for object in objects {
                    guard let identity = LiveState.identity(of: object, kind: kind.groupKind),
                        identity.namespace.map(namespaces.contains)
                            ?? named.contains(Named(kind: kind.groupKind, name: identity.name))
                    else { continue }
                    found[identity] = Self.typed(object, kind)
                }
            }
        }
        report.unlisted.sort()
        // Lockstep's own record is not what policies are about.
        let applySet = ApplySet(environment: environment.name, namespace: environment.spec.namespace)
        found[
            ResourceIdentity(
                groupKind: GroupKind(group: "", kind: "ConfigMap"), namespace: environment.spec.namespace,
                name: applySet.parentName)] = nil
        return found
    }

    private struct Named: Hashable {
        var kind: GroupKind
        var name: String
    }

    /// Lists leave out what their items are.
    private static func typed(_ object: Value, _ kind: GroupVersionKind) -> Value {
        guard var root = object.object else { return object }
        root["apiVersion"] = .string(kind.apiVersion)
        root["kind"] = .string(kind.kind)
        return .object(root)
    }

    private func findings(
        about object: Value, _ identity: ResourceIdentity, _ environment: String, _ rules: PolicyReview
    ) -> [Finding] {
        var review = Review(object: object, environment: environment, time: time)
        review.namespace = identity.namespace ?? ""
        review.requester = nil
        let decision = bundle.uses.decide(review, rules.context)
        let texts = DecisionMask().masking(object).texts.sorted { $0.utf8.count > $1.utf8.count }
        func words(_ text: String) -> String { texts.reduce(text) { $0.replacing($1, with: DecisionMask.text) } }
        let since = Self.since(object)
        return decision.violations.map {
            Finding(
                environment: environment, object: identity, policy: $0.policy, message: words($0.message),
                enforcement: $0.enforcement.rawValue, since: since)
        }
            + decision.faults.map {
                Finding(
                    environment: environment, object: identity, policy: $0.policy,
                    message: "could not be judged: \(words($0.fault.message))", enforcement: $0.enforcement.rawValue,
                    isFault: true, since: since)
            }
    }

    /// The last write that was no status; else the creation.
    private static func since(_ object: Value) -> String? {
        let writes = (object[path: "metadata", "managedFields"]?.array ?? []).filter {
            $0["subresource"]?.string != "status"
        }
        return writes.compactMap { $0["time"]?.string }.max() ?? object[path: "metadata", "creationTimestamp"]?.string
    }
}

extension Gate {
    /// Reads the policies of a checkout, to be asked about what runs by what the gate knows.
    package func audit(
        of checkout: Checkout, on cluster: any LiveCluster, at time: Int
    ) -> Result<LiveAudit, PolicyFaults> {
        bundles.bundle(of: checkout).map {
            LiveAudit(bundle: $0, checkout: checkout, cluster: cluster, trust: trust, time: time)
        }
    }
}

extension LiveAudit.Report {
    package var value: Value {
        [
            "environment": .string(environment), "objects": .integer(Int64(objects)),
            "policies": .object(
                Object(counts.map { Object.Member(key: $0.policy, value: .integer(Int64($0.count))) })),
            "findings": .array(findings.map(\.value)), "unlisted": .array(unlisted.map(Value.string)),
        ]
    }
}

extension LiveAudit.Finding {
    fileprivate var value: Value {
        var value: Object = [
            "object": .string(object.description), "policy": .string(policy), "message": .string(message),
            "enforcement": .string(enforcement), "fault": .bool(isFault),
        ]
        value["since"] = since.map(Value.string)
        return .object(value)
    }
}
