import Manifests
import Testing

@testable import Cluster

/// Fields of types that no rule can read.
@Suite struct HealthMisfitTests {
    private static func assess(_ text: String) -> Health {
        Health.assess(YAML.parse(text, file: "a.yaml").documents[0].value)
    }

    @Test(arguments: [
        (
            "{ apiVersion: apps/v1, kind: Deployment, spec: { replicas: 3 }, status: { observedGeneration: 1, "
                + "replicas: '1', updatedReplicas: '1', availableReplicas: '1' } }",
            "expected 'status.updatedReplicas' to be a number, found a string"
        ),
        (
            "{ apiVersion: apps/v1, kind: Deployment, spec: { replicas: '10' }, status: { observedGeneration: 1, "
                + "replicas: '9', updatedReplicas: '9', availableReplicas: '9' } }",
            "expected 'status.updatedReplicas' to be a number, found a string"
        ),
        (
            "{ apiVersion: apps/v1, kind: Deployment, spec: { replicas: three }, status: { observedGeneration: 1, "
                + "replicas: 1, updatedReplicas: 1, availableReplicas: 1 } }",
            "expected 'spec.replicas' to be a number, found a string"
        ),
        (
            "{ apiVersion: apps/v1, kind: Deployment, spec: { paused: 'true', replicas: 0 }, status: { "
                + "observedGeneration: 1 } }", "expected 'spec.paused' to be a boolean, found a string"
        ),
        (
            "{ apiVersion: apps/v1, kind: Deployment, metadata: { generation: '2x' }, spec: { replicas: 0 }, "
                + "status: { observedGeneration: 1 } }", "expected 'metadata.generation' to be a number, found a string"
        ),
        (
            "{ apiVersion: apps/v1, kind: StatefulSet, spec: { updateStrategy: { rollingUpdate: { partition: all } } }, "
                + "status: { observedGeneration: 1, readyReplicas: 1, updateRevision: b, currentRevision: a } }",
            "expected 'spec.updateStrategy.rollingUpdate.partition' to be a number, found a string"
        ),
        (
            "{ apiVersion: example.com/v1, kind: Thing, metadata: { generation: 2 }, status: { observedGeneration: [1] } }",
            "expected 'status.observedGeneration' to be a number, found a list"
        ),
        (
            "{ apiVersion: example.com/v1, kind: Thing, status: { conditions: { Ready: 'False' } } }",
            "expected 'status.conditions' to be a list, found an object"
        ),
        (
            "{ apiVersion: example.com/v1, kind: Thing, status: { conditions: [Stalled] } }",
            "expected 'a condition' to be an object, found a string"
        ),
        (
            "{ apiVersion: example.com/v1, kind: Thing, status: { conditions: [{ type: Stalled, status: 1 }] } }",
            "expected 'the status of a condition' to be a string, found an integer"
        ),
        (
            "{ apiVersion: v1, kind: Namespace, status: { phase: { is: Terminating } } }",
            "expected 'status.phase' to be a string, found an object"
        ),
        (
            "{ apiVersion: networking.istio.io/v1, kind: VirtualService, status: { validationMessages: ERROR } }",
            "expected 'status.validationMessages' to be a list, found a string"
        ),
        (
            "{ apiVersion: networking.istio.io/v1, kind: VirtualService, status: { validationMessages: [ERROR] } }",
            "expected 'an element of a list' to be an object, found a string"
        ),
        (
            "{ apiVersion: opentelemetry.io/v1beta1, kind: OpenTelemetryCollector, spec: { replicas: 2 }, status: { scale: 1 } }",
            "expected 'status.scale' to be an object, found an integer"
        ),
    ])
    func `what no rule can read leaves it unknown, and is named`(_ object: String, _ message: String) {
        #expect(Self.assess(object) == Health(.unknown, message))
    }

    @Test func `a condition's status without quotes is read as it was meant`() {
        let ready =
            "{ apiVersion: example.com/v1, kind: Thing, status: { conditions: [{ type: Ready, status: true }] } }"
        #expect(Self.assess(ready).status == .healthy)
        let failed =
            "{ apiVersion: batch/v1, kind: Job, status: { conditions: [{ type: Failed, status: true, message: gave up }] } }"
        #expect(Self.assess(failed) == Health(.degraded, "gave up"))
    }

    @Test func `a condition without a type is passed over`() {
        let object =
            "{ apiVersion: example.com/v1, kind: Thing, status: { conditions: [{ status: 'False' }, { type: Ready, "
            + "status: 'True' }] } }"
        #expect(Self.assess(object) == Health(.healthy))
    }

    @Test func `what is amiss for all to read stays so`() {
        let object =
            "{ apiVersion: apps/v1, kind: Deployment, spec: { replicas: x }, status: { observedGeneration: 1, "
            + "conditions: [{ type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: late }] } }"
        #expect(Self.assess(object) == Health(.degraded, "late"))
    }

    @Test(arguments: HealthFixture.all)
    func `a value of another type makes nothing healthy`(_ fixture: HealthFixture) {
        let fine: Set<Health.Status> = [.healthy, .suspended]
        guard !fine.contains(fixture.expected), let status = fixture.object["status"] else { return }
        for (path, leaf) in Self.leaves(of: status, at: ["status"]).dropFirst() {
            for other in Self.others(than: leaf) {
                let health = Health.assess(Self.replacing(fixture.object, at: path[...], with: other))
                #expect(!fine.contains(health.status), "\(path.text) as \(JSON.string(other)): \(health)")
            }
        }
    }

    /// Everything below a value, and it itself.
    private static func leaves(of value: Value, at path: [PathStep]) -> [([PathStep], Value)] {
        let here = [(path, value)]
        switch value {
        case .object(let object):
            return here + object.members.flatMap { leaves(of: $0.value, at: path + [.key($0.key)]) }
        case .array(let elements):
            return here + elements.enumerated().flatMap { leaves(of: $1, at: path + [.index($0)]) }
        default: return here
        }
    }

    private static func others(than value: Value) -> [Value] {
        switch value {
        // A number in quotes may be read as one, and the members of an object as elements.
        case .string(let text): (Int(text) == nil ? [7] : []) + [["x"], ["x": "y"]]
        case .array: [7, "x"]
        case .object: [7, "x", ["x"]]
        default: ["x", ["x"], ["x": "y"]]
        }
    }

    private static func replacing(_ value: Value, at path: ArraySlice<PathStep>, with other: Value) -> Value {
        guard let step = path.first else { return other }
        switch (step, value) {
        case (.key(let key), .object(var object)):
            object[key] = replacing(object[key] ?? .null, at: path.dropFirst(), with: other)
            return .object(object)
        case (.index(let index), .array(var elements)):
            elements[index] = replacing(elements[index], at: path.dropFirst(), with: other)
            return .array(elements)
        default: return value
        }
    }
}
