import Manifests
import Testing

@testable import StructuredMerge

/// Laws of apply that hold for any configuration, and the layers of the server's field manager.
@Suite struct MergeTests {
    static let schema = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")]
    static let time = "2026-01-01T00:00:00Z"
    static let seeds = Array(UInt64(1)...40)

    private func apply(
        _ configuration: Value, to live: Value?, by manager: String, force: Bool = false, time: String = time,
        versions: KindVersions? = nil
    ) -> Result<ApplyOutcome, ApplyError> {
        Merge.apply(
            configuration, to: live, schema: Self.schema, manager: manager, apiVersion: "apps/v1", force: force,
            time: time, versions: versions)
    }

    private func update(_ live: Value?, _ new: Value, by manager: String, time: String = time) -> Value {
        Merge.update(
            from: live, to: new, schema: Self.schema, manager: manager, apiVersion: "apps/v1", time: time)
    }

    private func owned(_ object: Value, _ manager: String) throws -> String {
        try ManagedFields(of: object).entries.first { $0.manager == manager }?.fields.description ?? ""
    }

    private func deployment(_ members: (String, Value)..., metadata: Value = ["name": "d"]) -> Value {
        var object = Object(members.map { Object.Member(key: $0.0, value: $0.1) })
        object["apiVersion"] = "apps/v1"
        object["kind"] = "Deployment"
        object["metadata"] = metadata
        return .object(object)
    }

    // MARK: laws

    @Test(arguments: seeds) func `applying twice is applying once`(seed: UInt64) throws {
        var random = SplitMix(seed)
        let configuration = random.deployment()
        let first = try apply(configuration, to: nil, by: "a").get()
        let second = try apply(configuration, to: first.object, by: "a", time: "2027-01-01T00:00:00Z").get()
        #expect(!second.changed && !second.contentChanged)
        #expect(second.object == first.object)
    }

    private func changesNothing(_ configuration: Value, on live: Value, by manager: String) -> Bool {
        Merge.changesNothing(
            configuration, on: live, schema: Self.schema, manager: manager, apiVersion: "apps/v1")
    }

    /// Nulls, empty objects and items that stand there twice are left to apply.
    @Test func `a look sees of most objects that an apply was made already`() throws {
        var seen = 0
        for seed in Self.seeds {
            var random = SplitMix(seed)
            let own = random.deployment()
            let mine = try apply(own, to: nil, by: "a").get().object
            if changesNothing(own, on: mine, by: "a") { seen += 1 }
            #expect(!changesNothing(own, on: mine, by: "b"))
            #expect(!changesNothing(own, on: own, by: "a"))
        }
        #expect(seen >= Self.seeds.count * 9 / 10)
    }

    @Test(arguments: seeds) func `a look never misses what an apply would change`(seed: UInt64) throws {
        var random = SplitMix(seed)
        let (first, second, by) = (random.deployment(), random.deployment(), random.deployment())
        let shared = Self.schema.merge(first, second)
        for (before, now) in [(first, second), (first, shared), (shared, first), (first, first)] {
            let live = try apply(before, to: nil, by: "a").get().object
            let touched = try apply(by, to: live, by: "b", force: true).get().object
            for object in [live, touched] where changesNothing(now, on: object, by: "a") {
                #expect(try !apply(now, to: object, by: "a", force: true).get().changed)
            }
        }
    }

    @Test(arguments: seeds) func `applying nothing removes what only the applier owned`(seed: UInt64) throws {
        var random = SplitMix(seed)
        let (a, b) = (random.deployment(), random.deployment())
        let withB = try apply(b, to: nil, by: "b").get().object
        let withBoth = try apply(a, to: withB, by: "a", force: true).get().object
        let back = try apply(deployment(), to: withBoth, by: "a").get().object
        #expect(try owned(back, "a") == "")
        let remaining = FieldSet.ofLeaves(in: back.withoutManagedFields, schema: Self.schema).leaves
        let ofB = try ManagedFields(of: back).allFields.union(StrippedFields.set)
        #expect(remaining.subtracting(ofB).isEmpty, "\(remaining.subtracting(ofB))")
    }

    @Test(arguments: seeds) func `two appliers of different fields commute`(seed: UInt64) throws {
        var random = SplitMix(seed)
        let (a, b) = (random.deployment(), random.deployment())
        let leavesB = FieldSet.ofLeaves(in: b, schema: Self.schema).subtracting(StrippedFields.set)
        let disjoint = Self.schema.removing(leavesB, from: a)
        guard disjoint["kind"] != nil, Self.schema.validate(disjoint) == nil else { return }
        let one = try apply(b, to: apply(disjoint, to: nil, by: "a").get().object, by: "b").get().object
        let other = try apply(disjoint, to: apply(b, to: nil, by: "b").get().object, by: "a").get().object
        #expect(Self.schema.compare(one.withoutManagedFields, other.withoutManagedFields).isSame)
        #expect(
            try Set(ManagedFields(of: one).entries.map(\.fields)) == Set(ManagedFields(of: other).entries.map(\.fields))
        )
    }

    @Test(arguments: seeds) func `a forced apply takes all and leaves no conflict`(seed: UInt64) throws {
        var random = SplitMix(seed)
        var live = try apply(random.deployment(), to: nil, by: "a").get().object
        live = update(live, random.deployment(), by: "b")
        let mine = random.deployment()
        live = try apply(mine, to: live, by: "c", force: true).get().object
        let leaves = FieldSet.ofLeaves(in: mine, schema: Self.schema).subtracting(StrippedFields.set)
        #expect(try ManagedFields(of: live).entries.first { $0.manager == "c" }?.fields ?? FieldSet() == leaves)
        guard case .success(let again) = apply(mine, to: live, by: "c") else {
            Issue.record("conflict after force")
            return
        }
        #expect(!again.changed)
    }

    @Test(arguments: seeds) func `no one owns identity and bookkeeping`(seed: UInt64) throws {
        var random = SplitMix(seed)
        let metadata: Value = [
            "name": "d", "namespace": "n", "uid": "u", "resourceVersion": "5", "generation": 1,
            "creationTimestamp": "2026-01-01T00:00:00Z",
        ]
        var live = update(nil, random.deployment(metadata: metadata), by: "x")
        live = try apply(random.deployment(), to: live, by: "y", force: true).get().object
        live = update(live, random.deployment(metadata: metadata), by: "z")
        #expect(try ManagedFields(of: live).allFields.intersection(StrippedFields.set).isEmpty)
    }

    @Test(arguments: seeds) func `every leaf of a tracked object has an owner`(seed: UInt64) throws {
        var random = SplitMix(seed)
        var live = update(nil, random.deployment(), by: "a")
        for manager in ["b", "c"] {
            live = update(live, random.deployment(), by: manager)
            live = try apply(random.deployment(), to: live, by: manager, force: true).get().object
        }
        let leaves = FieldSet.ofLeaves(in: live.withoutManagedFields, schema: Self.schema).leaves
        let owned = try ManagedFields(of: live).allFields.union(StrippedFields.set)
        #expect(leaves.subtracting(owned).isEmpty, "\(leaves.subtracting(owned))")
    }

    // MARK: conflicts

    @Test func `several conflicts are listed by manager`() throws {
        var live = try apply(deployment(("spec", ["replicas": 1, "paused": true])), to: nil, by: "b").get().object
        live = update(live, deployment(("spec", ["replicas": 1, "paused": true, "minReadySeconds": 5])), by: "a")
        let result = apply(
            deployment(("spec", ["replicas": 2, "paused": false, "minReadySeconds": 6])), to: live, by: "c")
        guard case .failure(.conflict(let error)) = result else {
            Issue.record("no conflict")
            return
        }
        #expect(
            error.description == """
                Apply failed with 3 conflicts: conflicts with "a" using apps/v1:
                - .spec.minReadySeconds
                conflicts with "b":
                - .spec.paused
                - .spec.replicas
                """)
        #expect(error.conflicts.map(\.time) == [Self.time, Self.time, Self.time])
    }

    @Test func `a conflict with a subresource's manager says so`() {
        let conflict = FieldConflict(
            path: FieldPath(fields: "status"), manager: "kubelet", operation: .update, apiVersion: "v1",
            subresource: "status")
        #expect(conflict.message == #"conflict with "kubelet" with subresource "status" using v1"#)
    }

    // MARK: layers

    @Test func `an applier at another version keeps its entry`() throws {
        let old = Merge.apply(
            ["apiVersion": "apps/v1beta1", "kind": "Deployment", "spec": ["replicas": 1, "paused": true]], to: nil,
            schema: Self.schema, manager: "a", apiVersion: "apps/v1beta1", force: false, time: Self.time)
        let live = try old.get().object
        let now = try apply(deployment(("spec", ["replicas": 2])), to: live, by: "a").get().object
        let entries = try ManagedFields(of: now).entries
        #expect(entries.map(\.apiVersion) == ["apps/v1"])
        #expect(now["spec"] == ["replicas": 2])
    }

    @Test func `entries of versions that are gone are dropped`() throws {
        var live = update(nil, deployment(("spec", ["replicas": 1])), by: "a")
        var managers = try ManagedFields(of: live)
        managers.entries[0].apiVersion = "apps/v1beta1"
        live = live.with(managers)
        let now = try apply(
            deployment(("spec", ["replicas": 2])), to: live, by: "b",
            versions: KindVersions(served: ["apps/v1": Self.schema])
        ).get()
            .object
        #expect(try ManagedFields(of: now).entries.map(\.manager) == ["b"])
    }

    @Test func `fields from before the first apply are owned by that name`() throws {
        let live = deployment(("spec", ["replicas": 1]), metadata: ["name": "d", "uid": "u"])
        let now = try apply(deployment(("spec", ["paused": true])), to: live, by: "a").get().object
        #expect(try owned(now, "before-first-apply") == ".spec.replicas")
        #expect(update(live, deployment(("spec", ["replicas": 3])), by: "b")[path: "metadata", "managedFields"] == nil)
    }

    @Test func `of more than ten updaters the oldest are folded together`() throws {
        var live: Value?
        var spec: Value = ["replicas": 1]
        var labels = Object()
        for index in 0..<14 {
            labels["l\(index)"] = "x"
            spec = ["replicas": 1]
            let new = deployment(("spec", spec), metadata: ["name": "d", "uid": "u", "labels": .object(labels)])
            live = update(live, new, by: "m\(index)", time: "2026-01-01T00:00:\(index + 10)Z")
        }
        let entries = try ManagedFields(of: #require(live)).entries
        #expect(entries.count == 10)
        #expect(entries.first?.manager == "ancient-changes")
        #expect(entries.first?.time == "2026-01-01T00:00:14Z")
        #expect(entries.first?.fields.contains(FieldPath(fields: "metadata", "labels", "l0")) == true)
        #expect(entries.first?.fields.contains(FieldPath(fields: "metadata", "labels", "l4")) == true)
    }

    @Test func `a client can clear the managed fields, and cannot drop them by leaving them out`() throws {
        let live = update(nil, deployment(("spec", ["replicas": 1]), metadata: ["name": "d", "uid": "u"]), by: "a")
        let cleared = deployment(
            ("spec", ["replicas": 1]), metadata: ["name": "d", "uid": "u", "managedFields": [[:]]])
        #expect(update(live, cleared, by: "a")[path: "metadata", "managedFields"] == nil)
        let silent = deployment(("spec", ["replicas": 1]), metadata: ["name": "d", "uid": "u"])
        #expect(update(live, silent, by: "a") == live)
        let garbage = deployment(
            ("spec", ["replicas": 1]), metadata: ["name": "d", "uid": "u", "managedFields": [["operation": "Guess"]]])
        #expect(update(live, garbage, by: "a") == live)
    }

    @Test func `kubectl takes over what it applied client-side`() throws {
        let applied = #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":1}}"#
        let metadata: Value = [
            "name": "d", "uid": "u", "annotations": [.init(LastApplied.annotation): .string(applied)],
        ]
        let live = update(
            nil, deployment(("spec", ["replicas": 1, "paused": true]), metadata: metadata),
            by: "kubectl-client-side-apply")
        let mine = deployment(("spec", ["replicas": 2]))
        #expect(throws: ApplyError.self) { try apply(mine, to: live, by: "lockstep").get() }
        let now = try apply(mine, to: live, by: "kubectl").get().object
        #expect(try owned(now, "kubectl") == ".spec.replicas")
        #expect(
            now[path: "metadata", "annotations", LastApplied.annotation]
                == .string(
                    #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":2}}"#
                        + "\n"))
        let other = deployment(("spec", ["paused": false]))
        #expect(throws: ApplyError.self) { try apply(other, to: live, by: "kubectl").get() }
        let shell = deployment(("spec", ["template": ["spec": ["nodeName": "a && b"]]]))
        let text = try apply(shell, to: live, by: "kubectl").get().object[
            path: "metadata", "annotations", LastApplied.annotation]?.string
        #expect(text?.contains(#""a \u0026\u0026 b""#) == true)
    }

    @Test func `after adoption a dropped field goes away`() throws {
        let metadata: Value = ["name": "d", "uid": "u", "annotations": [.init(LastApplied.annotation): "{}"]]
        let live = update(
            nil, deployment(("spec", ["replicas": 1, "paused": true]), metadata: metadata),
            by: "kubectl-client-side-apply")
        let mine = deployment(("spec", ["replicas": 1]))
        #expect(try apply(mine, to: live, by: "lockstep").get().object[path: "spec", "paused"] == true)
        let adopted = try ManagedFields(of: live).adopted(by: "lockstep", apiVersion: "apps/v1") {
            $0.manager.hasPrefix("kubectl")
        }
        #expect(adopted.entries.map(\.manager) == ["lockstep"])
        let now = try apply(mine, to: live.with(adopted), by: "lockstep").get().object
        #expect(now["spec"] == ["replicas": 1])
        #expect(now[path: "metadata", "annotations"] == nil)
    }

    @Test func `timestamps alone are no change`() throws {
        let live = try apply(deployment(("spec", ["replicas": 1])), to: nil, by: "a").get().object
        var managers = try ManagedFields(of: live)
        managers.entries[0].time = "2027-01-01T00:00:00Z"
        #expect(Merge.keepingTimestamps(of: live, in: live.with(managers)) == live)
        managers.entries[0].manager = "b"
        #expect(Merge.keepingTimestamps(of: live, in: live.with(managers)) != live)
    }

    @Test func `a write to status owns no spec, a write to spec no status`() throws {
        let kind = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
        let object = deployment(
            ("spec", ["replicas": 1]), ("status", ["replicas": 1]), metadata: ["name": "d", "labels": ["a": "b"]])
        for (subresource, expected) in [
            ("", ".metadata.labels\n.metadata.labels.a\n.spec.replicas"), ("status", ".status.replicas"),
        ] {
            let written = Merge.update(
                from: nil, to: object, schema: Self.schema, manager: "a", apiVersion: "apps/v1",
                subresource: subresource,
                time: Self.time, resetFields: ResetFields.of(kind, subresource: subresource, isCustomResource: false))
            #expect(try owned(written, "a") == expected)
        }
    }

    // MARK: refusals

    /// Quadratic work on any of these would take minutes.
    @Test(.timeLimit(.minutes(1))) func `large and hostile lists take time in proportion`() throws {
        let service = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "v1", kind: "Service")]
        func object(_ ports: [Value]) -> Value {
            ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"], "spec": ["ports": .array(ports)]]
        }
        let ports = (0..<20_000).map { ["port": .integer(Int64($0))] as Value }
        let first = try Merge.apply(
            object(ports), to: nil, schema: service, manager: "a", apiVersion: "v1", force: false, time: Self.time
        ).get()
        #expect(try ManagedFields(of: first.object).entries.first?.fields.count == 40_000)
        #expect(service.compare(object(ports), object(ports.reversed())).isSame)
        let twice = object(Array(repeating: ["port": 1], count: 20_000))
        #expect(FieldSet.ofLeaves(in: twice, schema: service).count == 4)
        let entries = (0..<5_000).map { index -> Value in
            [
                "manager": "m\(index)", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
                "fieldsV1": ["f:spec": [:]],
            ]
        }
        #expect(try ManagedFields(metadata: .array(entries)).entries.count == 5_000)
    }

    @Test func `what apply does not take is told in the server's words`() {
        func message(_ configuration: Value, _ live: Value? = nil) -> String? {
            guard case .failure(.invalid(let error)) = apply(configuration, to: live, by: "a") else { return nil }
            return error.message
        }
        #expect(message(deployment(metadata: ["managedFields": []])) == "metadata.managedFields must be nil")
        #expect(
            message(["apiVersion": "apps/v1beta1", "kind": "Deployment"])
                == "Incorrect version specified in apply patch. Specified patch version: apps/v1beta1, expected: apps/v1"
        )
        #expect(
            message(deployment(("spec", ["x": 1]), metadata: ["name": "d", "namespace": "n"]))
                == "failed to create typed patch object (n/d; apps/v1, Kind=Deployment): .spec.x: field not declared in schema"
        )
        #expect(
            message(deployment(), deployment(("spec", ["y": 1])))
                == "failed to create typed live object (/d; apps/v1, Kind=Deployment): .spec.y: field not declared in schema"
        )
        #expect(
            message(
                deployment(), deployment(metadata: ["managedFields": [["operation": "Apply", "apiVersion": "v1"]]]))
                == "failed to decode managed fields: missing fieldsType in managed fields entry 0")
        #expect(message([1]) != nil)
        #expect(message(.null, .null) == nil)
    }
}

extension SplitMix {
    /// A Deployment with some of a small choice of fields, so that two of them share several.
    mutating func deployment(metadata: Value = ["name": "d"]) -> Value {
        var object: Object = ["apiVersion": "apps/v1", "kind": "Deployment"]
        guard case .object(var meta) = metadata else { return .null }
        if below(2) == 0 { meta["labels"] = labels() }
        if below(3) == 0 { meta["finalizers"] = .array((0..<below(3)).map { .string("example.com/f\($0)") }) }
        object["metadata"] = .object(meta)
        var spec = Object()
        if below(2) == 0 { spec["replicas"] = .integer(Int64(below(3))) }
        if below(3) == 0 { spec["paused"] = .bool(below(2) == 0) }
        if below(3) == 0 { spec["selector"] = ["matchLabels": labels()] }
        if below(3) > 0 { spec["template"] = ["spec": ["containers": .array(containers())]] }
        if !spec.isEmpty { object["spec"] = .object(spec) }
        return .object(object)
    }

    private mutating func labels() -> Value {
        var labels = Object()
        for key in ["a", "b", "c"] where below(2) == 0 { labels[key] = .string("v\(below(2))") }
        labels["z"] = "1"
        return .object(labels)
    }

    private mutating func containers() -> [Value] {
        ["model", "proxy", "agent"].shuffled(using: &self).prefix(1 + below(3)).map { name in
            var container: Object = ["name": .string(name)]
            if below(2) == 0 { container["image"] = .string("i:\(below(2))") }
            if below(3) == 0 { container["args"] = .array([.string("--a\(below(2))")]) }
            if below(3) == 0 { container["ports"] = [["containerPort": .integer(Int64(80 + below(2)))]] }
            if below(3) == 0 { container["resources"] = ["limits": ["cpu": .integer(Int64(1 + below(2)))]] }
            return .object(container)
        }
    }
}
