import Cluster
import Foundation
import Manifests
import Testing
import Transport

@testable import Delivery

/// The built program's own cluster, in a process of its own and over HTTP; without controllers nothing writes but the test.
final class RealCluster: Sendable {
    static let program =
        Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent("lockstep").path ?? "lockstep"
    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: program) }

    let client: ClusterClient
    let cluster: ConnectedCluster
    private let process = Process()
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = [
            "cluster", "--listen", "127.0.0.1:0", "--without-controllers", "--state", "\(scratch.path)/state",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.contains("\n"), case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
        }
        let server = try #require(text.firstMatch(of: /http:\/\/[0-9.:]+/), "the cluster did not start").0
        var connection = ClusterConnection(name: "test", server: String(server))
        connection.proxy = .none
        client = ClusterClient(connection)
        cluster = ConnectedCluster(client)
    }

    // Foundation leaves SIGTERM blocked in its children.
    deinit { kill(process.processIdentifier, SIGKILL) }
}

extension RealCluster {
    func admitted(
        _ declared: [String: Value], _ environment: String
    ) async throws -> AdmittedEnvironment {
        var files = declared.mapValues { JSON.string($0) + "\n" }
        files["ns"] = Sample.namespaceFile
        let checkout = Sample.checkout(
            Dictionary(uniqueKeysWithValues: files.map { ("\($0.key).yaml", $0.value) }), environment: environment)
        guard case .loaded(let loaded, _) = await Environment.load("staging", from: checkout) else {
            throw Sample.NotAdmitted()
        }
        let review = try await Gate().admit(loaded, of: checkout, on: cluster, at: 0)
        guard case .admitted(let admitted, _) = review else {
            Issue.record("\(review)")
            throw Sample.NotAdmitted()
        }
        return admitted
    }

    func make(_ admitted: AdmittedEnvironment) async throws {
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        let applied = try await Applier(cluster: cluster).apply(plan)
        #expect(applied.steps.allSatisfy { $0.outcome == .done }, "\(applied.faults)")
    }

    func resource(_ kind: GroupVersionKind) async throws -> APIResource {
        guard case .served(let resource) = try await client.discover().resource(for: kind) else {
            throw Sample.NotAdmitted()
        }
        return resource
    }
}
