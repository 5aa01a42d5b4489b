import Manifests
import Trust

extension EnvironmentSpec {
    /// Reads an environment file.
    ///
    /// - Parameter folderName: the folder that holds the file, whose name the environment must bear.
    /// - Returns: nil where something is wrong, which `diagnostics` then tells.
    static func read(
        _ documents: [Document], file: String, folderName: String, into diagnostics: inout [Diagnostic]
    ) -> EnvironmentSpec? {
        guard let document = documents.first, documents.count == 1 else {
            // A file with a syntax error has told of it already.
            if documents.count > 1 || diagnostics.isEmpty {
                diagnostics.append(
                    .error(
                        "expected one Environment, found \(documents.count) documents",
                        at: documents.dropFirst().first?.location ?? SourceLocation(file: file, line: 1, column: 1)))
            }
            return nil
        }
        var reader = FieldReader(document)
        let spec = read(&reader, folderName: folderName)
        reader.rejectUnknownFields()
        diagnostics += reader.diagnostics
        return reader.isValid ? spec : nil
    }

    private static func read(_ reader: inout FieldReader, folderName: String) -> EnvironmentSpec? {
        if let version = reader.required("apiVersion", .string), version != "lockstep/v1" {
            reader.report("expected 'lockstep/v1', found '\(version)'", at: "apiVersion")
        }
        if let kind = reader.required("kind", .string), kind != "Environment" {
            reader.report("expected kind 'Environment' in an environment file, found '\(kind)'", at: "kind")
        }
        let name = reader.requiredObject("metadata") { metadata -> String? in
            let name = metadata.required("name", .string)
            if let name, name != folderName {
                metadata.report("expected the name of the folder, '\(folderName)', found '\(name)'", at: "name")
            }
            return name
        }
        let spec = reader.requiredObject("spec") { spec -> EnvironmentSpec? in
            let cluster = spec.requiredObject("cluster", ClusterReference.read)
            let namespace = spec.required("namespace", .string)
            let sync = spec.object("sync", SyncPolicy.read) ?? SyncPolicy()
            let ignore = spec.objects("ignore", IgnoreRule.read)
            let artifacts = spec.object("artifacts", ArtifactDemand.read)
            let promotion = PromotionRule.read(&spec, of: folderName)
            let commits = spec.object("commits", CommitDemand.read)
            let policies = spec.object("policies", BundleDemand.read)
            let sealingKey = spec.object("secrets", SealingPublicKey.read)
            guard let cluster, let namespace else { return nil }
            var result = EnvironmentSpec(name: folderName, cluster: cluster, namespace: namespace, sync: sync)
            result.ignore = ignore
            result.artifacts = artifacts
            result.promotion = promotion
            result.commits = commits
            result.policies = policies
            result.sealingKey = sealingKey
            return result
        }
        return name == nil ? nil : spec
    }
}

extension ClusterReference {
    fileprivate static func read(_ reader: inout FieldReader) -> ClusterReference? {
        let context = reader.optional("context", .string)
        let inCluster = reader.value("inCluster", .bool, default: false)
        let embedded = reader.value("embedded", .bool, default: false)
        let named = [context != nil, inCluster, embedded].count { $0 }
        guard named == 1 else {
            reader.report(
                "expected one of 'context', 'inCluster', 'embedded', found \(named == 0 ? "none" : "\(named)")")
            return nil
        }
        if let context { return .context(context) }
        return inCluster ? .inCluster : .embedded
    }
}

extension SealingPublicKey {
    /// `secrets: { sealedTo: "x25519:…" }`.
    fileprivate static func read(_ reader: inout FieldReader) -> SealingPublicKey? {
        guard let text = reader.required("sealedTo", .nonEmptyString) else { return nil }
        do throws(TrustError) { return try SealingPublicKey(text) } catch {
            reader.report(
                "expected the public half that 'lockstep secret new' printed: \(error.message)", at: "sealedTo")
            return nil
        }
    }
}

extension SyncPolicy {
    private static let shortestInterval: Duration = .seconds(1)

    fileprivate static func read(_ reader: inout FieldReader) -> SyncPolicy? {
        let interval = reader.optional("interval", .duration)
        if let interval, interval < shortestInterval {
            reader.report("expected an interval of at least 1s", at: "interval")
        }
        var policy = SyncPolicy(
            interval: interval, prune: reader.value("prune", .bool, default: false),
            selfHeal: reader.value("selfHeal", .bool, default: false))
        policy.adopt = reader.value("adopt", .bool, default: true)
        policy.deadline = reader.value("deadline", .duration, default: policy.deadline)
        return policy
    }
}
