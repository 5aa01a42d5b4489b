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

    @Test(
        "The lines are the first objects in the order of identities, the suspended ones by themselves",
        arguments: [0, 1, 3, 10, 100])
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
            func lines(_ isListed: (Health.Status) -> Bool) -> [String] {
                expected.filter { isListed($0.value) }.sorted { $0.key < $1.key }.prefix(limit)
                    .map { "\($0.key): \($0.value.rawValue)" }
            }
            #expect(tally.unhealthy.lines(limit: limit) == lines { $0 != .healthy && $0 != .suspended })
            #expect(tally.suspended.lines(limit: limit) == lines { $0 == .suspended })
            #expect(tally.notReady == Set(expected.filter { $0.value != .healthy }.keys))
            #expect(tally.summary.values.reduce(0, +) == expected.count)
        }
    }
}
