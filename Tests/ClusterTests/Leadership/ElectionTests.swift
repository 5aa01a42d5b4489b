import Foundation
import Manifests
import Testing

@testable import Cluster

@Suite struct ElectionTests {
    private let start = ContinuousClock.now
    private let time = Date(timeIntervalSince1970: 1_769_851_800.25)

    private func lease(_ holder: String, renewed: String = "t1", seconds: Int64 = 35) -> Lease {
        Lease(holder: holder, seconds: seconds, acquired: "t0", renewed: renewed, transitions: 3)
    }

    private func wrote(_ step: Election.Step) -> Lease? {
        if case .write(let lease) = step { lease } else { nil }
    }

    @Test func `a lease that is not there is made`() {
        var election = Election(identity: "a", seconds: 35)
        let lease = wrote(election.step(nil, at: start, time: time))
        let now = "2026-01-31T09:30:00.250000Z"
        #expect(lease == Lease(holder: "a", seconds: 35, acquired: now, renewed: now, transitions: 0))
    }

    @Test func `a lease of nobody is taken, and counted`() {
        var election = Election(identity: "a", seconds: 35)
        let lease = wrote(election.step(lease(""), at: start, time: time))
        #expect(lease?.holder == "a" && lease?.transitions == 4)
    }

    @Test func `the own lease is renewed, and keeps since when it is`() {
        var election = Election(identity: "a", seconds: 35)
        let lease = wrote(election.step(lease("a"), at: start, time: time))
        #expect(lease?.acquired == "t0" && lease?.transitions == 3 && lease?.renewed != "t1")
    }

    @Test func `another's lease holds while it changes, and for its time since it last did`() {
        var election = Election(identity: "a", seconds: 35)
        let steps = [("t1", 0), ("t2", 34), ("t2", 68), ("t2", 69)].map { renewed, seconds in
            election.step(lease("b", renewed: renewed), at: start + .seconds(seconds), time: time)
        }
        #expect(steps.dropLast().allSatisfy { $0 == .wait(holder: "b") })
        let taken = steps.last.flatMap(wrote)
        #expect(taken?.holder == "a")
    }

    @Test func `whatever clock another has, it is not the one that counts`() {
        var election = Election(identity: "a", seconds: 35)
        let step = election.step(lease("b", renewed: "1970-01-01T00:00:00.000000Z"), at: start, time: time)
        #expect(step == .wait(holder: "b"))
    }

    @Test func `numbers of a lease that nobody means are survived`() {
        var election = Election(identity: "a", seconds: 35)
        let strange = Lease(holder: "b", seconds: .max, acquired: "", renewed: "", transitions: .max)
        let step = election.step(strange, at: start, time: time)
        #expect(step == .wait(holder: "b"))
        let free = Lease(holder: "", seconds: .min, acquired: "", renewed: "", transitions: .max)
        let taken = wrote(election.step(free, at: start, time: time))
        #expect(taken?.transitions == .max)
    }

    @Test func `only who leads lets go`() {
        var election = Election(identity: "a", seconds: 35)
        _ = election.step(lease("b"), at: start, time: time)
        #expect(election.released(at: time) == nil)
        election.note(lease("a"), at: start)
        #expect(election.released(at: time)?.holder == "" && election.released(at: time)?.seconds == 1)
    }

    @Test func `a lease reads back as it was written`() {
        let lease = lease("a")
        #expect(Lease(lease.object(namespace: "n", name: "l", resourceVersion: "7")) == lease)
    }
}
