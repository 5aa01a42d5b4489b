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

    private static func claim(_ volume: Value? = nil) -> Value {
        var spec: Object = [
            "accessModes": ["ReadWriteOnce"], "storageClassName": "fast",
            "resources": ["requests": ["storage": "1Gi"]],
        ]
        spec["volumeName"] = volume
        return [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": "it", "namespace": "models"],
            "spec": .object(spec),
        ]
    }

    @Test func `a claim's volume is made for it, and goes with it`() async throws {
        let store = FakeStore()
        await store.apply(Self.claim())
        _ = try #require(await store.settle())
        let claim = try #require(await store.get(.volumeClaim, namespace: "models", name: "it"))
        let volumes = await store.list(.volume, namespace: nil)
        let volume = try #require(volumes.first)
        #expect(volumes.count == 1 && claim.spec["volumeName"]?.string == volume.objectName)
        #expect(volume.status["phase"] == "Bound")
        #expect(volume.spec["capacity"] == ["storage": "1Gi"] && volume.spec["storageClassName"] == "fast")
        #expect(volume.spec["claimRef"]?["uid"]?.string == claim.uid)
        await store.delete(.volumeClaim, namespace: "models", name: "it")
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
        await manager.runOnce(over: [ObjectChange(kind: .volumeClaim, before: claim, after: nil)])
        #expect(await store.list(.volume, namespace: nil).isEmpty)
    }

    @Test func `a volume that somebody made is released when its claim goes`() async throws {
        let store = FakeStore()
        await store.apply(Self.volume)
        await store.apply(Self.claim("disk"))
        _ = try #require(await store.settle())
        let claim = try #require(await store.get(.volumeClaim, namespace: "models", name: "it"))
        #expect(await store.get(.volume, namespace: nil, name: "disk")?.status["phase"] == "Bound")
        await store.delete(.volumeClaim, namespace: "models", name: "it")
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
        await manager.runOnce(over: [ObjectChange(kind: .volumeClaim, before: claim, after: nil)])
        #expect(await store.get(.volume, namespace: nil, name: "disk")?.status["phase"] == "Released")
    }
}
