import Foundation
import Manifests
import Testing
import Trust

@testable import Delivery

/// Sealed values on the way to the cluster: opened only in what is sent, shown nowhere.
@Suite struct SealedSecretTests {
    private let key: SealingPrivateKey
    private let cluster = SimulatedCluster()

    init() throws { key = try SealingPrivateKey.generate() }

    private func sealed(
        _ value: String, namespace: String = "ml", name: String = "db", field: String = "stringData.password"
    ) throws -> String {
        let place = SealedValue.Place(environment: "staging", namespace: namespace, name: name, field: field)
        return try SealedValue.seal(try SecretMemory(copying: value.utf8), for: place, to: key.publicKey).text
    }

    private func secret(_ text: String, name: String = "db", field: String = "stringData", key: String = "password")
        -> String
    {
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: \(name)
        \(field):
          \(key): "\(text)"
          user: \(field == "data" ? "bWw=" : "ml")

        """
    }

    private func plan(_ manifest: String, keys: SecretKeys? = nil, isPreview: Bool = false) async -> PlanOutcome {
        let cluster = cluster
        return await PlanOutcome.plan(
            "staging", of: Sample.checkout(["ns.yaml": Sample.namespaceFile, "s.yaml": manifest]),
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            gate: Gate(secrets: keys ?? SecretKeys([key])), triesCreations: isPreview)
    }

    private func refusal(_ manifest: String, keys: SecretKeys? = nil) async -> String {
        guard case .refused(let diagnostics) = await plan(manifest, keys: keys) else { return "" }
        return diagnostics.map(\.description).joined(separator: "\n")
    }

    private func sync(_ manifest: String) async throws -> Plan {
        guard case .planned(let plan, let cluster, _) = await plan(manifest) else { throw Sample.NotAdmitted() }
        #expect(try await Sync(cluster: cluster).run(plan).faults == [])
        return plan
    }

    @Test(arguments: ["data", "stringData"])
    func `the cluster gets the value, and a second look finds nothing to do`(field: String) async throws {
        let manifest = secret(try sealed("s3cret", field: "\(field).password"), field: field)
        let first = try await sync(manifest)
        let live = try #require(cluster.objects.first { $0.key.name == "db" }?.value)
        #expect(live["data"]?["password"]?.string == Data("s3cret".utf8).base64EncodedString())
        #expect(live["data"]?["user"]?.string == "bWw=" && live["stringData"] == nil)
        let second = try await sync(manifest)
        #expect(second.isInSync)
        // Sealed anew, it is another text and the same value.
        let again = try await sync(secret(try sealed("s3cret", field: "\(field).password"), field: field))
        #expect(again.isInSync)
        let changed = try await sync(secret(try sealed("other", field: "\(field).password"), field: field))
        #expect(!changed.isInSync)
        for plan in [first, second, changed] {
            let shown = JSON.string(plan.report)
            for word in ["s3cret", "other", Data("s3cret".utf8).base64EncodedString(), "sealed:v1"] {
                #expect(!shown.contains(word), "\(shown)")
            }
        }
    }

    @Test func `a sealed value that a generator encoded into data is opened there, and nowhere else`() async throws {
        let text = try sealed("s3cret", field: "data.password")
        for ending in ["", "\n"] {
            let encoded = Data((text + ending).utf8).base64EncodedString()
            _ = try await sync(secret(encoded, field: "data"))
            let live = try #require(cluster.objects.first { $0.key.name == "db" }?.value)
            #expect(live["data"]?["password"]?.string == Data("s3cret".utf8).base64EncodedString())
        }
        let moved = Data(try sealed("s", field: "data.user").utf8).base64EncodedString()
        let words = await refusal(secret(moved, field: "data"))
        #expect(words.contains("--name db --field data.password"), "\(words)")
        let damaged = await refusal(secret(Data("sealed:v9:abc".utf8).base64EncodedString(), field: "data"))
        #expect(damaged.contains("sealed value"), "\(damaged)")
    }

    @Test func `a value that was moved to another place is refused, with the place to seal it for`() async throws {
        let moved = [
            secret(try sealed("s", namespace: "other")), secret(try sealed("s", name: "queue")),
            secret(try sealed("s", field: "stringData.user")), secret(try sealed("s", field: "data.password")),
        ]
        for manifest in moved {
            let words = await refusal(manifest)
            #expect(
                words.contains("it was sealed for another environment, namespace, name or field")
                    && words.contains("--namespace ml --name db --field stringData.password"), "\(words)")
            #expect(words.hasPrefix("environments/staging/s.yaml:6:"), "\(words)")
        }
        #expect(cluster.objects.isEmpty)
    }

    @Test func `without the key the environment is denied, and the hint names the option`() async throws {
        let words = await refusal(secret(try sealed("s")), keys: SecretKeys())
        #expect(words.contains("there is no key '\(key.publicKey.id)' here"), "\(words)")
        #expect(words.contains("--secrets-key"))
        let damaged = await refusal(secret(String(try sealed("s").dropLast(8)) + "AAAAAAA="))
        #expect(damaged.contains("it was changed since it was sealed"), "\(damaged)")
        #expect(await refusal(secret("sealed:v9:abc")).contains("sealed value"))
    }

    @Test func `a sealed value outside of a Secret's data is refused, for it would be shown`() async throws {
        let text = try sealed("s", name: "a", field: "data.value")
        #expect(await refusal(Sample.configMap("a", text)).contains("of a Secret only"))
        let named = secret(try sealed("s")).replacing(
            "  name: db\n", with: "  name: db\n  annotations: { note: \"\(text)\" }\n")
        #expect(await refusal(named).contains("of a Secret only"))
    }
}
