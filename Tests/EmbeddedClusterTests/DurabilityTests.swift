import Cluster
import Foundation
import Logging
import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct DurabilityTests {
    @Test func `what was acknowledged is there after a restart, under the same version`() async throws {
        let state = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-state-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: state) }
        let made = try await withServer(state: state) { client, _ in
            var last = Value.null
            for index in 0..<20 {
                last = try await client.apply(
                    [
                        "apiVersion": "v1", "kind": "ConfigMap",
                        "metadata": ["name": "c\(index)", "namespace": "default"],
                    ], as: Kinds.configMaps
                ).object
            }
            return last
        }
        try await withServer(state: state) { client, _ in
            #expect(try await client.get(Kinds.configMaps, namespace: "default", name: "c19") == made)
            let next = try await client.apply(
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "next", "namespace": "default"]],
                as: Kinds.configMaps
            ).object
            func version(_ object: Value) -> UInt64 {
                object[path: "metadata", "resourceVersion"]?.string.flatMap(UInt64.init) ?? 0
            }
            #expect(version(next) > version(made))
        }
    }

    @Test func `a state folder is one process's own`() async throws {
        let state = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-state-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: state) }
        try await withServer(state: state) { _, _ in
            var configuration = ClusterServer.Configuration()
            configuration.state = state
            let error = #expect(throws: ClusterServer.Failure.self) {
                _ = try ClusterServer(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            }
            #expect(error?.description.contains("found another cluster running on it") ?? false)
        }
    }

    @Test func `a state folder is its process's own until the store is closed`() throws {
        let state = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-state-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: state) }
        var configuration = ClusterServer.Configuration()
        configuration.state = state
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        // What is still at work when its server has ended.
        var store: ObjectStore? = try ObjectStore(database: Database(folder: state), logger: logger)
        #expect(throws: ClusterServer.Failure.self) { _ = try ClusterServer(configuration, logger: logger) }
        _ = store
        store = nil
        _ = try ClusterServer(configuration, logger: logger)
    }

    @Test func `a write is made though its task is cancelled`() async throws {
        let state = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-state-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: state) }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try ObjectStore(database: Database(folder: state), logger: logger)
        let key = ObjectKey(
            resource: GroupResource(group: "", plural: "configmaps"), namespace: "default", name: "a")
        let writing = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.change(key) { _, _ in
                let object: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]]
                return ObjectStore.Outcome(object: object, decision: .put(object))
            }
        }
        #expect(try await writing.value.objectName == "a")
    }

    @Test func `a store that another program has open is told as in use`() throws {
        let state = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-state-\(UUID().uuidString)")
            .path
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: state) }
        let (holder, output, input) = (Process(), Pipe(), Pipe())
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = """
            import sqlite3, sys
            store = sqlite3.connect(sys.argv[1])
            store.execute('BEGIN EXCLUSIVE')
            print('held', flush=True)
            sys.stdin.read()
            """
        holder.arguments = ["python3", "-c", script, "\(state)/cluster.sqlite"]
        (holder.standardOutput, holder.standardInput) = (output, input)
        try holder.run()
        defer {
            try? input.fileHandleForWriting.close()
            holder.waitUntilExit()
        }
        // It says so once it has the file.
        #expect(!output.fileHandleForReading.availableData.isEmpty)
        let error = #expect(throws: ClusterServer.Failure.self) { _ = try Database(folder: state) }
        #expect(error?.description.contains("found another cluster running on it") ?? false)
    }

    @Test func `an address beyond loopback must be asked for`() {
        var configuration = ClusterServer.Configuration()
        configuration.host = "0.0.0.0"
        #expect(throws: ClusterServer.Failure.self) {
            _ = try ClusterServer(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
    }

    @Test func `what could not be read again is not stored`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create([
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "things.example.com"],
            "spec": [
                "group": "example.com", "scope": "Namespaced", "names": ["plural": "things", "kind": "Thing"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                        ],
                    ]
                ],
            ],
        ])
        var refused = 0
        for levels in 110...127 {
            let deep = (1..<levels).reduce(Value.object([:])) { value, _ in ["a": value] }
            let thing: Value = [
                "apiVersion": "example.com/v1", "kind": "Thing", "metadata": ["name": .string("a\(levels)")],
                "spec": deep,
            ]
            let request = try await fixture.request(.post, "Thing", apiVersion: "example.com/v1", body: thing)
            do throws(APIError) {
                _ = try await fixture.writer.create(request)
            } catch {
                #expect(error.message.contains("levels of nesting"))
                refused += 1
            }
        }
        #expect((1..<18).contains(refused))
        for object in await fixture.store.list(GroupResource(group: "example.com", plural: "things"), namespace: nil) {
            #expect((try? JSON.parse(Array("[[[".utf8) + object.json + Array("]]]".utf8))) != nil)
        }
    }
}
