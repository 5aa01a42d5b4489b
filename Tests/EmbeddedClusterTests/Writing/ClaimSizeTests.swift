import Manifests
import Testing

@testable import EmbeddedCluster

/// A bound claim asks for more, and for less only where it did not get that yet.
@Suite struct ClaimSizeTests {
    private func refusal(from old: Value, to new: Value, capacity: Value?) throws -> String? {
        func claim(_ size: Value) -> Value {
            var claim: Value = [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": "a"],
                "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": size]]],
            ]
            if let capacity { claim[field: "status"] = ["phase": "Bound", "capacity": ["storage": capacity]] }
            return claim
        }
        let kind = try #require(KindRegistry()[.volumeClaim])
        return Immutability.faults(of: claim(new), live: claim(old), kind: kind).first.map {
            "\($0.field): \($0.message)"
        }
    }

    @Test func `a claim does not shrink below what it has`() throws {
        let words = "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"
        #expect(try refusal(from: "10Gi", to: "5Gi", capacity: "10Gi") == words)
        #expect(try refusal(from: "10Gi", to: "5Gi", capacity: "5Gi") == words)
    }

    @Test func `a claim grows once it is bound, and takes back what it did not get`() throws {
        #expect(try refusal(from: "10Gi", to: "20Gi", capacity: "10Gi") == nil)
        #expect(try refusal(from: "10Gi", to: "10240Mi", capacity: "10Gi") == nil)
        #expect(try refusal(from: "20Gi", to: "15Gi", capacity: "10Gi") == nil)
        #expect(try refusal(from: "20Gi", to: "15Gi", capacity: nil)?.hasPrefix("spec: Forbidden: ") == true)
    }
}
