import Manifests
import Testing

@testable import Delivery

/// What a server would have to decode.
@Suite struct EncodedDataTests {
    /// What the gate says without a cluster, as `check --offline` does.
    private func faults(_ manifest: String) async throws -> [String] {
        let checkout = Sample.checkout(["s.yaml": manifest])
        guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout) else {
            throw Sample.NotAdmitted()
        }
        let cluster = UnreachedCluster(environment.resources, reason: "offline")
        switch try await Gate().admit(environment, of: checkout, on: cluster, at: 0) {
        case .admitted: return []
        case .denied(let diagnostics), .undecided(let diagnostics): return diagnostics.map(\.description)
        }
    }

    private func secret(_ value: String) -> String {
        "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\ndata:\n  a: \(value)\n"
    }

    @Test(arguments: ["not base64 hunter2!", "aGVsbG8", "aGVsbG8==", "a===", "'===='", "--8=", "'aGVs bG8='"])
    func `a Secret's data that does not decode is told at its key, without the value`(value: String) async throws {
        #expect(
            try await faults(secret(value)) == [
                "environments/staging/s.yaml:5:3: error: expected 'data.a' to be base64 (RFC 4648, with padding), "
                    + "found text that is not\n  hint: write plain text under 'stringData'"
            ])
    }

    @Test(arguments: ["aGVsbG8=", "''", "aGVsbG9=", "++8=", "|\n    aGVs\n    bG8=", "\"aGVsbG8\\r\\n=\""])
    func `what Kubernetes decodes passes`(value: String) async throws {
        #expect(try await faults(secret(value)) == [])
    }

    @Test func `data that is no text is refused`() async throws {
        let found = try await faults(secret("271828"))
        #expect(found.count == 1 && found[0].contains("'data.a'") && !found[0].contains("271828"))
    }

    @Test func `a ConfigMap's binary data must decode, and its data need not`() async throws {
        let manifest =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { b: plain! }\nbinaryData:\n  a.b: plain!\n"
        #expect(
            try await faults(manifest) == [
                "environments/staging/s.yaml:6:3: error: expected 'binaryData['a.b']' to be base64 (RFC 4648, with "
                    + "padding), found text that is not\n  hint: write plain text under 'data'"
            ])
    }
}
