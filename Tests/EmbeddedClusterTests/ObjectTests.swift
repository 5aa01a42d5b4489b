import Cluster
import Foundation
import Manifests
import Testing
import Transport

/// What a client may rely on, over the real socket.
@Suite struct ObjectTests {
    private static func configMap(_ name: String, _ value: String = "1", labels: Object = [:]) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": .string(name), "namespace": "default", "labels": .object(labels)],
            "data": ["value": .string(value)],
        ]
    }

    @Test func `a new object has what only the server gives`() async throws {
        try await withServer { client, _ in
            let made = try await client.create(Self.configMap("a"), as: Kinds.configMaps)
            let metadata = made["metadata"]
            #expect(metadata?["uid"]?.string?.count == 36)
            #expect(metadata?["resourceVersion"]?.string.flatMap(UInt64.init) != nil)
            #expect(metadata?["creationTimestamp"]?.string?.hasSuffix("Z") ?? false)
            #expect(try await client.get(Kinds.configMaps, namespace: "default", name: "a") == made)
        }
    }

    @Test func `what exists cannot be created again, and what does not exist is not found`() async throws {
        try await withServer { client, _ in
            _ = try await client.create(Self.configMap("a"), as: Kinds.configMaps)
            let again = await #expect(throws: ClusterError.self) {
                try await client.create(Self.configMap("a"), as: Kinds.configMaps)
            }
            #expect(again?.kind == .alreadyExists)
            let absent = await #expect(throws: ClusterError.self) {
                try await client.get(Kinds.configMaps, namespace: "default", name: "b")
            }
            #expect(absent?.kind == .notFound)
            #expect(absent?.message == "configmaps \"b\" not found")
        }
    }

    @Test func `an object in a namespace that is not there is refused`() async throws {
        try await withServer { client, _ in
            var object = Self.configMap("a").object ?? [:]
            object["metadata"] = ["name": "a", "namespace": "absent"]
            let made = Value.object(object)
            let error = await #expect(throws: ClusterError.self) { try await client.apply(made, as: Kinds.configMaps) }
            #expect(error?.message == "namespaces \"absent\" not found")
        }
    }

    /// Optimistic concurrency: of twenty writers who read the same version, one wins.
    @Test func `of parallel updates of one version exactly one wins`() async throws {
        try await withServer { client, _ in
            let made = try await client.create(Self.configMap("a"), as: Kinds.configMaps)
            let version = made[path: "metadata", "resourceVersion"]?.string ?? ""
            let wins = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        var object = Self.configMap("a", "\(index)").object ?? [:]
                        object["metadata"] = ["name": "a", "namespace": "default", "resourceVersion": .string(version)]
                        let new = Value.object(object)
                        return (try? await client.update(new, as: Kinds.configMaps)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
        }
    }

    @Test func `a dry run answers as the write would, and changes nothing`() async throws {
        try await withServer { client, _ in
            let tried = try await client.apply(
                Self.configMap("a"), as: Kinds.configMaps, options: WriteOptions(isDryRun: true))
            #expect(tried.wasCreated)
            let absent = await #expect(throws: ClusterError.self) {
                try await client.get(Kinds.configMaps, namespace: "default", name: "a")
            }
            #expect(absent?.kind == .notFound)
            let made = try await client.apply(Self.configMap("a"), as: Kinds.configMaps).object
            let changed = try await client.apply(
                Self.configMap("a", "2"), as: Kinds.configMaps, options: WriteOptions(isDryRun: true))
            #expect(changed.object[path: "data", "value"] == "2")
            #expect(try await client.get(Kinds.configMaps, namespace: "default", name: "a") == made)
        }
    }

    @Test func `an apply that changes nothing writes nothing`() async throws {
        try await withServer { client, _ in
            let first = try await client.apply(Self.configMap("a"), as: Kinds.configMaps).object
            let second = try await client.apply(Self.configMap("a"), as: Kinds.configMaps).object
            #expect(first == second)
        }
    }

    @Test func `labels select`() async throws {
        try await withServer { client, _ in
            _ = try await client.create(Self.configMap("a", labels: ["app": "x", "tier": "one"]), as: Kinds.configMaps)
            _ = try await client.create(Self.configMap("b", labels: ["app": "y"]), as: Kinds.configMaps)
            _ = try await client.create(Self.configMap("c"), as: Kinds.configMaps)
            for (selector, names) in [
                ("app=x", ["a"]), ("app!=x", ["b", "c"]), ("app in (x,y)", ["a", "b"]), ("app notin (x)", ["b", "c"]),
                ("app", ["a", "b"]),
                ("!app", ["c"]), ("app,tier=one", ["a"]), ("app=z", []),
            ] {
                let list = try await client.list(
                    Kinds.configMaps, in: ObjectScope(namespace: "default", labelSelector: selector))
                #expect(list.items.compactMap { $0[path: "metadata", "name"]?.string } == names, "\(selector)")
            }
            let byName = try await client.list(Kinds.configMaps, in: ObjectScope(fieldSelector: "metadata.name=b"))
            #expect(byName.items.count == 1)
        }
    }

    @Test func `pages add up to the whole list`() async throws {
        try await withServer { client, _ in
            for index in 0..<25 { _ = try await client.create(Self.configMap("c\(index)"), as: Kinds.configMaps) }
            let whole = try await client.list(Kinds.configMaps, in: ObjectScope(namespace: "default"), pageSize: 0)
            let paged = try await client.list(Kinds.configMaps, in: ObjectScope(namespace: "default"), pageSize: 7)
            #expect(whole.items.count == 25)
            #expect(paged.items == whole.items)
        }
    }

    @Test func `a watch tells every change once, in order, from the version asked for`() async throws {
        try await withServer { client, _ in
            _ = try await client.create(Self.configMap("before"), as: Kinds.configMaps)
            let version = try await client.list(Kinds.configMaps).resourceVersion
            _ = try await client.create(Self.configMap("a", labels: ["app": "x"]), as: Kinds.configMaps)
            let events = try await client.watch(
                Kinds.configMaps, in: ObjectScope(namespace: "default", labelSelector: "app=x"), from: version,
                seconds: 20)
            _ = try await client.patch(["data": ["value": "2"]], Kinds.configMaps, namespace: "default", name: "a")
            _ = try await client.patch(
                ["metadata": ["labels": ["app": "y"]]], Kinds.configMaps, namespace: "default", name: "a")
            var seen: [String] = []
            for try await event in events {
                switch event {
                case .added: seen.append("added")
                case .modified(let object): seen.append("modified \(object[path: "data", "value"]?.string ?? "")")
                case .deleted: seen.append("deleted")
                case .bookmark: break
                }
                if seen.count == 3 { break }
            }
            #expect(seen == ["added", "modified 2", "deleted"])
        }
    }

    @Test func `a deleted namespace takes its content along`() async throws {
        try await withServer { client, _ in
            _ = try await client.create(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "gone"]], as: Kinds.namespaces)
            var object = Self.configMap("a").object ?? [:]
            object["metadata"] = ["name": "a", "namespace": "gone"]
            let made = Value.object(object)
            _ = try await client.create(made, as: Kinds.configMaps)
            _ = try await client.delete(Kinds.namespaces, name: "gone")
            let namespace = await #expect(throws: ClusterError.self) {
                try await client.get(Kinds.namespaces, name: "gone")
            }
            #expect(namespace?.kind == .notFound)
            let content = await #expect(throws: ClusterError.self) {
                try await client.get(Kinds.configMaps, namespace: "gone", name: "a")
            }
            #expect(content?.kind == .notFound)
        }
    }

    @Test func `a finalizer holds an object until it is removed`() async throws {
        try await withServer { client, _ in
            var object = Self.configMap("a").object ?? [:]
            object["metadata"] = ["name": "a", "namespace": "default", "finalizers": ["example.com/hold"]]
            let made = Value.object(object)
            _ = try await client.create(made, as: Kinds.configMaps)
            guard case .pending = try await client.delete(Kinds.configMaps, namespace: "default", name: "a") else {
                Issue.record("the object is gone at once")
                return
            }
            _ = try await client.patch(
                ["metadata": ["finalizers": .null]], Kinds.configMaps, namespace: "default", name: "a")
            let gone = await #expect(throws: ClusterError.self) {
                try await client.get(Kinds.configMaps, namespace: "default", name: "a")
            }
            #expect(gone?.kind == .notFound)
        }
    }

    @Test func `a deletion with another uid deletes nothing`() async throws {
        try await withServer { client, _ in
            _ = try await client.create(Self.configMap("a"), as: Kinds.configMaps)
            let error = await #expect(throws: ClusterError.self) {
                try await client.delete(
                    Kinds.configMaps, namespace: "default", name: "a", options: DeleteOptions(uid: "other"))
            }
            #expect(error?.kind == .conflict([]))
            _ = try await client.get(Kinds.configMaps, namespace: "default", name: "a")
        }
    }

    @Test func `an apply to another uid changes nothing`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = "/api/v1/namespaces/default/configmaps/a"
            let object: Value = [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "uid": "abc"], "data": ["a": "b"],
            ]
            func apply() async throws -> RawClient.Answer {
                try await raw.send(.patch, "\(path)?fieldManager=t", object, type: "application/apply-patch+yaml")
            }
            let absent = try await apply()
            #expect(absent.status == 409)
            #expect(
                absent.message
                    == #"Operation cannot be fulfilled on configmaps "a": uid mismatch: the provided object specified uid abc, and no existing object was found"#
            )
            let plain: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]]
            let uid = try #require(
                await raw.send(.post, "/api/v1/namespaces/default/configmaps", plain)
                    .body[path: "metadata", "uid"]?.string)
            let other = try await apply()
            #expect(other.status == 409)
            #expect(
                other.message
                    == #"Operation cannot be fulfilled on configmaps "a": Precondition failed: UID in precondition: abc, UID in object meta: \#(uid)"#
            )
            await raw.shutdown()
        }
    }

    @Test func `an applied definition is served and found by discovery`() async throws {
        try await withServer { client, _ in
            let definition: Value = [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": "widgets.example.com"],
                "spec": [
                    "group": "example.com", "scope": "Namespaced",
                    "names": ["kind": "Widget", "plural": "widgets", "singular": "widget"],
                    "versions": [
                        [
                            "name": "v1", "served": true, "storage": true,
                            "schema": [
                                "openAPIV3Schema": [
                                    "type": "object",
                                    "properties": [
                                        "spec": ["type": "object", "properties": ["size": ["type": "integer"]]]
                                    ],
                                ]
                            ],
                        ]
                    ],
                ],
            ]
            let definitions = APIResource(
                kind: GroupVersionKind(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition"),
                plural: "customresourcedefinitions", isNamespaced: false)
            _ = try await client.apply(definition, as: definitions)
            let kind = GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")
            guard case .served(let widgets) = try await client.discover().resource(for: kind) else {
                Issue.record("the kind is not served")
                return
            }
            func widget(_ spec: Value) -> Value {
                [
                    "apiVersion": "example.com/v1", "kind": "Widget",
                    "metadata": ["name": "w", "namespace": "default"], "spec": spec,
                ]
            }
            _ = try await client.apply(widget(["size": 2]), as: widgets)
            let error = await #expect(throws: ClusterError.self) {
                try await client.apply(widget(["sise": 2]), as: widgets)
            }
            #expect(error?.message.contains(".spec.sise: field not declared in schema") ?? false)
        }
    }

    @Test func `a request from a web page is refused`() async throws {
        try await withServer { _, port in
            let fromPage = try await curl(port, headers: ["Origin: https://example.com"])
            let otherHost = try await curl(port, headers: ["Host: attacker.example.com"])
            let plain = try await curl(port)
            let statuses: [Int] = [fromPage, otherHost, plain]
            #expect(statuses == [403, 403, 200] as [Int])
        }
    }
}

/// A request by curl, whose headers can be anything.
///
/// - Returns: the status of the answer.
private func curl(_ port: Int, headers: [String] = []) async throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
        ["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--noproxy", "*"]
        + headers.flatMap { ["--header", $0] } + ["http://127.0.0.1:\(port)/version"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile()) }
    }
    return Int(String(decoding: data, as: UTF8.self)) ?? 0
}
