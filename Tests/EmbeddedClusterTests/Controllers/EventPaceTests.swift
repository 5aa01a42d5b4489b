import Manifests
import Testing

@testable import EmbeddedCluster

struct EventPaceTests {
    private let change = ObjectChange(kind: .pod, before: nil, after: nil)

    @Test func `events wait until nothing else changes, then go one after the other`() {
        var pace = EventPace()
        pace.note(change)
        var delays = [pace.next(hasPending: true), pace.next(hasPending: true)]
        var isAtRest = [pace.isAtRest()]
        delays.append(pace.next(hasPending: true))
        pace.note(ObjectChange(kind: .event, before: nil, after: nil))
        isAtRest.append(pace.isAtRest())
        delays.append(pace.next(hasPending: true))
        isAtRest.append(pace.isAtRest())
        delays.append(pace.next(hasPending: false))
        #expect(delays == [.milliseconds(250), nil, .milliseconds(250), .zero, nil])
        #expect(isAtRest == [false, true, true])
    }

    @Test func `events are written at last though changes do not end`() {
        var pace = EventPace()
        var asked = 0
        repeat {
            pace.note(change)
            asked += 1
        } while !pace.isAtRest() && asked < 100
        #expect(asked == 21)
    }
}
