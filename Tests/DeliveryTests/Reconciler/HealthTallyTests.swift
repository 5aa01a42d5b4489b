import Cluster
import Manifests
import Testing

@testable import Delivery

@Suite("Tally of health")
struct HealthTallyTests {
    private static func identity(_ number: Int) -> ResourceIdentity {
        ResourceIdentity(
            groupKind: GroupKind(group: "apps", kind: "Deployment"), namespace: "models", name: "m\(number)")
    }

    @Test("The lines are the first unhealthy objects in the order of identities", arguments: [0, 1, 3, 10, 100])
    func firstLines(limit: Int) {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            var tally = HealthTally()
            var expected: [ResourceIdentity: Health.Status] = [:]
            for number in (0..<40).shuffled(using: &generator) {
                let status = Health.Status.allCases.randomElement(using: &generator) ?? .healthy
                tally[Self.identity(number)] = Health(status)
                expected[Self.identity(number)] = status
            }
            for number in 0..<5 {
                tally[Self.identity(number)] = nil
                expected[Self.identity(number)] = nil
            }
            let sorted = expected.filter { $0.value != .healthy }.sorted { $0.key < $1.key }.prefix(limit)
            #expect(tally.lines(limit: limit) == sorted.map { "\($0.key): \($0.value.rawValue)" })
            #expect(tally.summary.values.reduce(0, +) == expected.count)
        }
    }
}
