import Cluster
import Manifests
import Testing

@testable import Delivery

/// KServe writes another object's generation into its status, so that nothing but the time tells whether it has looked.
@Suite struct ControllerAnswerTests {
    private func service(changed: String, told: String?) -> Value {
        var entries: [Value] = [["manager": "lockstep", "operation": "Apply", "time": .string(changed)]]
        if let told {
            entries.append([
                "manager": "manager", "operation": "Update", "subresource": "status", "time": .string(told),
            ])
        }
        return [
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": ["name": "a", "generation": 2, "managedFields": .array(entries)],
            "status": ["observedGeneration": 1, "conditions": [["type": "Ready", "status": "True"]]],
        ]
    }

    private let changed = "2026-01-01T00:00:10Z"
    /// Seconds since 1970 of that.
    private let time: Double = 1_767_225_610

    @Test func `what was well before a change is not yet well after it`() {
        let object = service(changed: changed, told: "2026-01-01T00:00:09Z")
        #expect(
            Health.afterChange(object, by: .builtIn, now: Instant(seconds: time + 9))
                == Health(.progressing, "its controller has not looked at the last change yet"))
        #expect(Health.afterChange(object, by: .builtIn, now: Instant(seconds: time + 10)).status == .healthy)
        // Of a server whose clock is ahead, one does not wait for its time to come.
        #expect(Health.afterChange(object, by: .builtIn, now: Instant(seconds: time - 3600)).status == .healthy)
    }

    @Test(arguments: ["2026-01-01T00:00:10Z", "2026-01-01T00:00:11Z", nil])
    func `a status written since then counts, whatever generation it names`(told: String?) {
        let object = service(changed: changed, told: told)
        #expect(Health.afterChange(object, by: .builtIn, now: Instant(seconds: time)).status == .healthy)
    }
}
