import Cluster
import EmbeddedCluster
import Foundation
import Logging
import Manifests
import Testing

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

    @Test func `an address beyond loopback must be asked for`() {
        var configuration = ClusterServer.Configuration()
        configuration.host = "0.0.0.0"
        #expect(throws: ClusterServer.Failure.self) {
            _ = try ClusterServer(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
    }
}
