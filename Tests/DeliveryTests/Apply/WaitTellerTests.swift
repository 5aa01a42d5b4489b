import Manifests
import Testing

@testable import Delivery

/// When a sync tells what it waits for, by given instants.
@Suite struct WaitTellerTests {
    private let start = ContinuousClock.now

    private func objects(_ names: [String], isUntouched: Bool = true) -> [ResourceIdentity: WaitedObject] {
        let kind = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
        let pairs = names.map { name in
            let identity = ResourceIdentity(groupKind: kind.groupKind, namespace: "ml", name: name)
            let object: Value = isUntouched ? ["status": [:]] : ["status": ["replicas": 1]]
            return (identity, WaitedObject(kind: kind, state: "\(name) waits", object: object))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func notice(
        _ teller: inout WaitTeller, _ objects: [ResourceIdentity: WaitedObject], after seconds: Int
    ) -> WaitNotice? {
        teller.notice(
            of: objects, until: start + .seconds(60), allowing: .seconds(60), at: start + .seconds(seconds))
    }

    @Test func `what is waited for is told at once, and again when the interval is over`() {
        var teller = WaitTeller(interval: .seconds(10))
        let told = [0, 9, 10, 19, 20].map { notice(&teller, objects(["b", "a"]), after: $0) }
        #expect(told.map { $0 == nil } == [false, true, false, true, false])
        #expect(told.first??.waiting == ["a waits", "b waits"])
        #expect(told.compactMap { $0?.waited } == [.zero, .seconds(10), .seconds(20)])
        #expect(told.compactMap(\.self).allSatisfy { $0.allowed == .seconds(60) })
    }

    @Test func `other objects are told at once, some that are left are not, and nothing is not`() {
        var teller = WaitTeller(interval: .seconds(10))
        #expect(notice(&teller, objects(["a", "b"]), after: 0) != nil)
        #expect(notice(&teller, objects(["b"]), after: 1) == nil)
        #expect(notice(&teller, objects(["c"]), after: 2)?.waiting == ["c waits"])
        #expect(notice(&teller, [:], after: 30) == nil)
    }

    @Test func `a kind is told to be untouched when its objects were without a status for an interval`() {
        var teller = WaitTeller(interval: .seconds(10))
        let kinds = [0, 10].map { notice(&teller, objects(["a"]), after: $0)?.untouched.map(\.kind) }
        #expect(kinds == [[], ["Deployment"]])
        // Gone meanwhile, it begins anew.
        #expect(notice(&teller, objects(["b"]), after: 11) != nil)
        #expect(notice(&teller, objects(["a"]), after: 12)?.untouched == [])
        #expect(teller.untouched.map(\.name) == ["a"])
        #expect(notice(&teller, objects(["a"], isUntouched: false), after: 22)?.untouched == [])
        #expect(teller.untouched.isEmpty)
    }
}
