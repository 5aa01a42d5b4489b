import Manifests
import Testing

@testable import EmbeddedCluster

/// Volumes that somebody made, and the claims that have them.
struct VolumeControllerTests {
    private static let volume: Value = [
        "apiVersion": "v1", "kind": "PersistentVolume", "metadata": ["name": "disk"],
        "spec": [
            "capacity": ["storage": "1Gi"], "accessModes": ["ReadWriteOnce"], "hostPath": ["path": "/disk"],
        ],
    ]

    @Test(.timeLimit(.minutes(1))) func `a volume is available until a claim has it`() async throws {
        try await withControllers { client, changes in
            #expect(await client.create(Self.volume, manager: "test") != nil)
            let free = await first(.volume, in: changes) { !$0.status.isEmpty }
            #expect(free?.status["phase"] == "Available")
            let claim: Value = [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": ["name": "models", "namespace": "default"],
                "spec": [
                    "volumeName": "disk", "storageClassName": "", "accessModes": ["ReadWriteOnce"],
                    "resources": ["requests": ["storage": "1Gi"]],
                ],
            ]
            #expect(await client.create(claim, manager: "test") != nil)
            let bound = await first(.volume, in: changes) { $0.status["phase"] == "Bound" }
            #expect(bound?.spec["claimRef"]?["name"] == "models")
            #expect(bound?.spec["claimRef"]?["namespace"] == "default")
        }
    }
}
