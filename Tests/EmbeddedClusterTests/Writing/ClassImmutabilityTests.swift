import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct ClassImmutabilityTests {
    private static let storageClass: Object = [
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": ["name": "fast"],
        "provisioner": "a.example.com", "parameters": ["type": "ssd"], "reclaimPolicy": "Delete",
        "volumeBindingMode": "Immediate", "allowVolumeExpansion": false,
    ]

    private func messages(_ change: (inout Object) -> Void) throws -> [String] {
        var changed = Self.storageClass
        change(&changed)
        let registry = KindRegistry()
        let kind = try #require(registry[GroupVersionKind(apiVersion: "storage.k8s.io/v1", kind: "StorageClass")])
        return Immutability.faults(of: .object(changed), live: .object(Self.storageClass), kind: kind).map {
            "\($0.field): \($0.message)"
        }
    }

    @Test func `a storage class keeps what its volumes were made by`() throws {
        #expect(
            try messages { $0["provisioner"] = "b.example.com" }
                == ["provisioner: Forbidden: updates to provisioner are forbidden."])
        #expect(
            try messages { $0["parameters"] = ["type": "hdd"] }
                == ["parameters: Forbidden: updates to parameters are forbidden."])
        #expect(
            try messages { $0["reclaimPolicy"] = "Retain" }
                == ["reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden."])
        #expect(
            try messages { $0["volumeBindingMode"] = "WaitForFirstConsumer" }.first?.contains("field is immutable")
                == true)
        #expect(try messages { $0["allowVolumeExpansion"] = true } == [])
    }
}
