import Manifests
import Testing

@testable import Delivery

/// What a release waits for before it goes on.
@Suite(.timeLimit(.minutes(2))) struct ReadyReleaseTests {
    @Test("a candidate waits until what runs it is well, whatever else of the environment is suspended")
    func suspendedStrangers() async throws {
        let environment = Sample.environmentFile().replacing("{ embedded: true }", with: "{ context: c }")
        let scene = try await CanaryScene(environment: environment)
        let (controller, _) = scene.controller()
        try await scene.push(CanaryScene.service("v2"))
        let head = try await scene.head()
        let checkout = try await scene.scene.source.checkout(at: head)
        func look(_ notReady: Set<ResourceIdentity>) async throws -> String? {
            var status = EnvironmentStatus(name: "staging", at: .now())
            status.applied = head
            status.notReady = notReady
            status.suspended = notReady.map { "\($0): Suspended" }.sorted().prefix(EnvironmentStatus.mostNamed).map(
                \.self)
            await controller.step(.head(checkout)) { _ in }
            await controller.step(.status(status)) { _ in }
            return try scene.scene.subjects().first
        }
        let runner = ResourceIdentity(groupKind: CanaryScene.kind.groupKind, namespace: "ml", name: "fraud")
        #expect(try await look([runner])?.contains("open") == false)
        let strangers = (0..<25).map { number in
            ResourceIdentity(
                groupKind: GroupKind(group: "batch", kind: "CronJob"), namespace: "ml", name: "c\(number)")
        }
        #expect(try await look(Set(strangers)) == "staging/fraud: open the canary at 10 %")
    }
}
