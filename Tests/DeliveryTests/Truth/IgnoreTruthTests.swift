import Cluster
import Manifests
import StructuredMerge
import Testing

@testable import Delivery

/// Ignored fields on a real server, which fills in defaults: objects by rules by what others do by what becomes of Git.
///
/// Whatever the case, a sync changes nothing that is ignored, takes nothing of it that others own, and leaves nothing to
/// do.
@Suite(.enabled(if: RealCluster.isBuilt, "needs the built program beside the tests"))
struct IgnoreTruthTests {
    /// What an environment ignores.
    private struct Rule {
        var paths: [String] = []
        var pointers: [String] = []
        var managers: [String] = []

        var patterns: [FieldPattern] {
            get throws {
                try paths.map { path in try FieldPattern(path: path) }
                    + pointers.map { pointer in try FieldPattern(pointer: pointer) }
            }
        }

        func text(_ name: String) -> String {
            func list(_ key: String, _ items: [String]) -> String {
                items.isEmpty ? "" : ", \(key): [\(items.map { "'\($0)'" }.joined(separator: ", "))]"
            }
            return "    - { names: [\(name)]\(list("paths", paths))\(list("pointers", pointers))"
                + "\(list("managers", managers)) }\n"
        }
    }

    /// Before its first sync an object may be somebody's else; all are changed after it.
    private enum Others: CaseIterable {
        case none, applier, editor, kubectl
        /// Made by kubectl, and partly changed by somebody else.
        case patched

        /// Whether it is kubectl's before the first sync.
        var isTakenOver: Bool { self == .kubectl || self == .patched }
    }

    private enum Git: CaseIterable {
        case same, changed, lean
    }

    private static let rules = [
        Rule(paths: ["spec.strategy", "spec.template.spec.containers[name=c].livenessProbe"]),
        Rule(paths: ["spec.template.spec.containers[name=c].resources", "metadata.annotations"]),
        Rule(paths: [
            "spec.template.spec.containers[name=sidecar]", "spec.template.spec.containers[name=c].env[name=Z]",
            "spec.template.spec.containers[name=c].env[name=Y].value", "metadata.labels.l",
        ]),
        Rule(pointers: ["/spec/template/spec/containers/1", "/spec/replicas"]),
        Rule(paths: ["spec.template.spec.tolerations[key=x]", "spec.template.spec.nodeSelector.zone"]),
        Rule(paths: ["spec.template.spec.containers", "spec.replicas"]),
        Rule(paths: ["spec.template.spec.containers[*].ports", "metadata.labels"]),
        Rule(paths: ["spec"]), Rule(paths: ["metadata"]),
        Rule(managers: ["applier", "editor"]), Rule(paths: ["spec.replicas"], managers: ["kubectl-client-side-apply"]),
    ]

    private struct Case {
        var name: String
        var rule: Rule
        var others: Others
        var git: Git
    }

    private static var cases: [Case] {
        var cases: [Case] = []
        for rule in rules {
            for others in Others.allCases {
                for git in Git.allCases where git != .same || others == .none {
                    cases.append(Case(name: "d\(cases.count)", rule: rule, others: others, git: git))
                }
            }
        }
        return cases
    }

    private static let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")

    private static func declared(_ one: Case, _ git: Git?) -> Value {
        let (isLean, isChanged) = (git == .lean, git == .changed)
        let cpu: Value = isChanged ? "200m" : "100m"
        var container: Object = ["name": "c", "image": isChanged || isLean ? "c:2" : "c:1"]
        var pod: Object = [:]
        var metadata: Object = ["name": .string(one.name)]
        var spec: Object = ["selector": ["matchLabels": ["app": "d"]]]
        var containers: [Value] = []
        if !isLean {
            metadata["labels"] = ["l": isChanged ? "2" : "1"]
            metadata["annotations"] = isChanged ? ["mine": "2", "new": "1"] : ["mine": "1"]
            container["resources"] = isChanged ? ["limits": ["cpu": cpu]] : ["requests": ["cpu": cpu]]
            // A dry run before a takeover, which leaves what the other tool set in place, finds two handlers; where that
            // tool's work is ignored there are two.
            let keepsHandler = one.others.isTakenOver && !one.rule.managers.isEmpty
            container["livenessProbe"] =
                isChanged && !keepsHandler ? ["tcpSocket": ["port": 80]] : ["httpGet": ["port": 80]]
            container["env"] = [["name": "Y", "value": cpu], ["name": "Z", "value": "1"]]
            container["ports"] = [["containerPort": 80, "name": "a"], ["containerPort": 81, "protocol": "TCP"]]
            containers = [["name": "sidecar", "image": "s:1"]]
            pod["tolerations"] = [["key": "x", "operator": "Exists"], ["key": "y", "operator": "Exists"]]
            pod["nodeSelector"] = ["zone": isChanged ? "b" : "a", "disk": "ssd"]
            spec["strategy"] = ["type": "RollingUpdate"]
            spec["replicas"] = isChanged ? 3 : 2
        }
        pod["containers"] = .array([.object(container)] + containers)
        spec["template"] = ["metadata": ["labels": ["app": "d"]], "spec": .object(pod)]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": .object(metadata), "spec": .object(spec),
        ]
    }

    private func identified(_ name: String, _ metadata: Object, _ spec: Value) -> Value {
        var metadata = metadata
        metadata["name"] = .string(name)
        metadata["namespace"] = "ml"
        return ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": .object(metadata), "spec": spec]
    }

    private func intervene(_ one: Case, _ client: ClusterClient, _ resource: APIResource) async throws {
        let options = WriteOptions(fieldManager: "\(one.others)", force: true)
        switch one.others {
        case .none, .kubectl, .patched: break
        case .applier:
            let container: Value = [
                "name": "c", "resources": ["requests": ["cpu": "150m"], "limits": ["memory": "1Gi"]],
                "ports": [["containerPort": 80, "name": "b"]], "env": [["name": "Y", "value": "9"]],
            ]
            let applied = identified(
                one.name, ["annotations": ["theirs": "1"]],
                ["template": ["spec": ["containers": [container, ["name": "more", "image": "m"]]]]])
            _ = try await client.apply(applied, as: resource, options: options)
        case .editor:
            let change: Value = [
                "metadata": ["annotations": ["mine": "9"], "labels": ["l": "9"]],
                "spec": [
                    "replicas": 5, "strategy": ["rollingUpdate": ["maxSurge": 2]],
                    "template": ["spec": ["nodeSelector": ["zone": "z", "disk": "ssd"]]],
                ],
            ]
            _ = try await client.patch(change, resource, namespace: "ml", name: one.name, options: options)
        }
    }

    /// As `kubectl set env`, `set resources` and `set image` would.
    private func patch(_ one: Case, _ real: RealCluster, _ resource: APIResource) async throws {
        let containers = try await live(one, real)[path: "spec", "template", "spec", "containers"]?.array ?? []
        let changed = containers.map { container -> Value in
            guard case .object(var object) = container else { return container }
            if object["name"] == "sidecar" {
                object["image"] = "s:7"
            } else {
                object["env"] = [["name": "Y", "value": "7"], ["name": "Z", "value": "1"]]
                object["resources"] = [
                    "limits": ["memory": "2Gi"], "requests": object["resources"]?["requests"] ?? [:],
                ]
            }
            return .object(object)
        }
        _ = try await real.client.patch(
            ["spec": ["template": ["spec": ["containers": .array(changed)]]]], resource, namespace: "ml",
            name: one.name, options: WriteOptions(fieldManager: "kubectl-set"))
    }

    /// Whether it names a part of an item that has keys.
    private static func goesBelowItem(_ pattern: FieldPattern) -> Bool {
        pattern.steps.dropLast().contains { step in
            if case .item = step { pattern.steps.contains(.key("env")) && step != .item(["name": "c"]) } else { false }
        }
    }

    private func live(_ one: Case, _ real: RealCluster) async throws -> Value {
        let answer = try await real.cluster.get(Self.deployment, namespace: "ml", name: one.name)
        guard case .object(let object) = answer else { throw Sample.NotAdmitted() }
        return object
    }

    @Test func `a sync leaves what is ignored as it is and to whom it belongs, and nothing to do`() async throws {
        let real = try RealCluster()
        let rules = Self.cases.map { $0.rule.text($0.name) }.joined()
        let environment = Sample.environmentFile() + "  ignore:\n\(rules)"
        func admitted(_ git: (Case) -> Git?) async throws -> AdmittedEnvironment {
            let objects = Self.cases.map { ($0.name, Self.declared($0, git($0))) }
            return try await real.admitted(Dictionary(uniqueKeysWithValues: objects), environment)
        }
        try await real.make(
            try await real.admitted([:], Sample.environmentFile().replacing("prune: true", with: "prune: false")))
        let resource = try await real.resource(Self.deployment)
        for one in Self.cases where one.others.isTakenOver {
            guard var root = Self.declared(one, .same).object,
                var metadata = root["metadata"]?.object
            else {
                continue
            }
            metadata["namespace"] = "ml"
            root["metadata"] = .object(metadata)
            _ = try await real.client.create(
                .object(root), as: resource, options: WriteOptions(fieldManager: "kubectl-client-side-apply"))
            if one.others == .patched { try await patch(one, real, resource) }
        }
        // What kubectl made is taken over as Git has it by then.
        let first = try await admitted { $0.others.isTakenOver ? $0.git : nil }
        let taken = try await kubectls(real)
        try await real.make(first)
        for one in Self.cases where one.others.isTakenOver {
            try await expectLeft(one, taken[one.name] ?? .null, as: try await live(one, real))
        }
        var before: [String: Value] = [:]
        for one in Self.cases {
            try await intervene(one, real.client, resource)
            before[one.name] = try await live(one, real)
        }
        let next = try await admitted(\.git)
        try await real.make(next)
        for one in Self.cases {
            try await expectLeft(one, before[one.name] ?? .null, as: try await live(one, real))
        }
        let plan = try await Planner(cluster: real.cluster, triesCreations: true).plan(next)
        for change in plan.differences {
            let one = Self.cases.first { $0.name == change.identity.name }
            Issue.record("\(one.map { "\($0)" } ?? "?"): \(change.action)")
        }
    }

    private func kubectls(_ real: RealCluster) async throws -> [String: Value] {
        var objects: [String: Value] = [:]
        for one in Self.cases where one.others.isTakenOver { objects[one.name] = try await live(one, real) }
        return objects
    }

    private func expectLeft(_ one: Case, _ before: Value, as after: Value) async throws {
        for pattern in try one.rule.patterns {
            let (old, new) = (values(pattern.steps[...], before), values(pattern.steps[...], after))
            // What is ignored of an item goes with the item.
            if one.git == .lean, new.isEmpty, Self.goesBelowItem(pattern) { continue }
            #expect(old == new, "\(one)")
        }
        let theirs = try fields(before) { !["lockstep", "kubectl-client-side-apply"].contains($0) }
        let taken = try fields(after) { $0 == "lockstep" }.subtracting(fields(before) { $0 == "lockstep" })
            .intersection(theirs).paths().map { ConflictPath.text($0.description, in: after) }
        for path in taken {
            #expect(!one.rule.paths.contains { path.hasPrefix($0) }, "\(one)")
            #expect(one.others == .patched || one.rule.managers != ["applier", "editor"], "\(one): \(path)")
        }
    }

    /// Apart from what marks an object as Lockstep's, and what the server keeps.
    private func values(_ steps: ArraySlice<FieldPattern.Step>, _ value: Value?) -> [Value] {
        guard let step = steps.first else {
            guard case .object(var object)? = value else { return value.map { [$0] } ?? [] }
            for key in [
                ApplySet.partOfLabel, ApplySet.environmentLabel, "managedFields", "resourceVersion", "generation",
            ] { object[key] = nil }
            if let labels = object["labels"] { object["labels"] = values([], labels).first }
            return object.isEmpty ? [] : [.object(object)]
        }
        if let items = value?.array {
            return items.enumerated().filter { FieldPattern.matches(step, $1, at: $0) }
                .flatMap { values(steps.dropFirst(), $1) }
        }
        return step.name.map { values(steps.dropFirst(), value?[$0]) } ?? []
    }

    private func fields(_ object: Value, of isMeant: (String) -> Bool) throws -> FieldSet {
        try (object[path: "metadata", "managedFields"]?.array ?? []).filter { isMeant($0["manager"]?.string ?? "") }
            .reduce(FieldSet()) { $0.union(try FieldSet(fieldsV1: $1["fieldsV1"] ?? .null)) }
    }
}
