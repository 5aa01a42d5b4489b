import Testing

@testable import Delivery

@Suite struct DueScheduleTests {
    private func at(_ seconds: Double) -> Instant { Instant(seconds: seconds) }

    @Test("what is due comes out earliest first, equal instants as they were set")
    func order() {
        var schedule = DueSchedule<String>()
        schedule.set("c", at: at(3))
        schedule.set("a", at: at(1))
        schedule.set("b", at: at(1))
        #expect(schedule.next() == at(1))
        #expect(schedule.take(at: at(0)) == [])
        #expect(schedule.take(at: at(3)) == ["a", "b", "c"])
        #expect(schedule.next() == nil && schedule.count == 0)
    }

    @Test("a key counts once, where it was set last")
    func replacement() {
        var schedule = DueSchedule<String>()
        schedule.set("a", at: at(1))
        schedule.set("a", at: at(9))
        schedule.set("b", at: at(2))
        schedule.set("b", at: nil)
        #expect(schedule.next() == at(9))
        #expect(schedule.take(at: at(5)) == [])
        #expect(schedule.take(at: at(9)) == ["a"])
    }

    @Test("random settings give what sorting gives", arguments: [UInt64(1), 2, 3, 4])
    func againstSorting(seed: UInt64) {
        var state = seed
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var schedule = DueSchedule<Int>()
        var expected: [Int: (due: Double, order: Int)] = [:]
        for step in 0..<2_000 {
            let key = Int(random(50))
            if random(10) == 0 {
                schedule.set(key, at: nil)
                expected[key] = nil
            } else {
                let due = Double(random(100))
                schedule.set(key, at: at(due))
                expected[key] = (due, step)
            }
            if step % 97 == 0 {
                let limit = Double(random(100))
                let due = expected.filter { $0.value.due <= limit }
                    .sorted { ($0.value.due, $0.value.order) < ($1.value.due, $1.value.order) }.map(\.key)
                #expect(schedule.take(at: at(limit)) == due)
                for key in due { expected[key] = nil }
            }
            #expect(schedule.count == expected.count)
        }
        #expect(schedule.next()?.seconds == expected.values.map(\.due).min())
    }
}
