import Manifests
import Testing

@testable import Releases
@testable import Repository

@Suite struct ReleaseHistoryTests {
    private let key = ReleaseEvent.Key(environment: "staging", release: "fraud")
    private let one = VersionDigest(of: ["spec": ["a": 1]])
    private let two = VersionDigest(of: ["spec": ["a": 2]])
    private let three = VersionDigest(of: ["spec": ["a": 3]])
    private static func id(_ digit: Int) -> String { String(repeating: "\(digit)", count: 40) }

    private func event(_ kind: ReleaseEvent.Kind, step: Int = 1) -> ReleaseEvent {
        ReleaseEvent(
            key: key, kind: kind, candidate: Self.id(7), version: two, stable: Self.id(1), stableVersion: one,
            step: step, steps: 3, verdict: "pass")
    }

    private func history(_ events: [ReleaseEvent]) throws -> ReleaseHistory {
        var history = ReleaseHistory()
        let author = Authorship(name: "Lockstep", email: "l@example.com", time: 500)
        let commits = try events.enumerated().map { index, event in
            let id = try #require(ObjectID(Self.id(index + 2)))
            return Commit(
                id: id, tree: id, parents: [], author: author, committer: author,
                message: CommitMessage(subject: "Move", trailers: event.trailers), signature: nil)
        }
        history.append(commits.reversed(), where: { _, _ in true })
        return history
    }

    private func phase(
        _ events: [ReleaseEvent], _ version: VersionDigest, isAtRest: Bool = true
    ) throws -> ReleaseState.Phase {
        ReleaseState(key, in: try history(events), version: version, isAtRest: isAtRest, baseline: (Self.id(1), one))
            .phase
    }

    @Test(arguments: ReleaseEvent.Kind.allCases)
    func `Trailers say all that there is, and are read back`(kind: ReleaseEvent.Kind) {
        let event = event(kind, step: 2)
        let message = CommitMessage(CommitMessage(subject: "Move", trailers: event.trailers).text)
        #expect(ReleaseEvent(message) == event)
    }

    @Test(arguments: ["Lockstep-Step: 4/3", "Lockstep-Candidate: main", "Lockstep-Transition: jump"])
    func `Trailers that cannot be are no transition`(line: String) {
        let name = line.prefix { $0 != ":" }
        let trailers = event(.step).trailers.filter { $0.key != name }
        #expect(ReleaseEvent(CommitMessage(subject: "Move", trailers: trailers)) == nil)
        let text = CommitMessage(subject: "Move", trailers: trailers).text + line + "\n"
        #expect(ReleaseEvent(CommitMessage(text)) == nil)
    }

    @Test func `The state follows from the last transition and the manifests`() throws {
        #expect(try phase([], one) == .idle)
        #expect(try phase([], two) == .waiting)
        #expect(try phase([event(.open)], two, isAtRest: false) == .running(step: 1, since: 500))
        #expect(try phase([event(.open), event(.step, step: 2)], two) == .running(step: 2, since: 500))
        #expect(try phase([event(.open)], one, isAtRest: false) == .withdrawn)
        #expect(try phase([event(.open)], one) == .idle)
        #expect(try phase([event(.open)], three, isAtRest: false) == .waiting)
        #expect(try phase([event(.finish)], two) == .idle)
        #expect(try phase([event(.finish)], two, isAtRest: false) == .settling)
        #expect(try phase([event(.finish)], one) == .waiting)
        #expect(try phase([event(.revert)], one, isAtRest: false) == .settling)
        #expect(try phase([event(.revert), event(.settle)], one) == .idle)
    }

    @Test func `A version that was reverted is remembered, and one that supersedes another is held at it`() throws {
        let reverted = try history([event(.open), event(.revert)])
        #expect(reverted.rejected(key) == [two])
        let state = ReleaseState(
            key, in: try history([event(.open)]), version: three, isAtRest: false, baseline: (Self.id(1), one))
        #expect(state.runs == Self.id(2) && state.stable == Self.id(1) && !state.isRejected)
    }

    @Test func `A candidate that a rejected version supersedes gives its share back: nobody judges it any longer`()
        throws
    {
        var open = event(.open)
        open.version = three
        let history = try history([event(.open), event(.revert), open])
        let state = ReleaseState(key, in: history, version: two, isAtRest: false, baseline: (Self.id(1), one))
        #expect(state.phase == .waiting && state.isRejected && state.runs == state.stable)
    }

    @Test func `Trailers of somebody who may not move releases count for nothing`() throws {
        var history = ReleaseHistory()
        let author = Authorship(name: "Eve", email: "e@example.com", time: 500)
        let id = try #require(ObjectID(Self.id(2)))
        let commit = Commit(
            id: id, tree: id, parents: [], author: author, committer: author,
            message: CommitMessage(subject: "Move", trailers: event(.finish).trailers), signature: nil)
        history.append([commit], where: { commit, _ in commit.signature != nil })
        #expect(history[key].isEmpty)
    }

    @Test func `A question for training moves nothing, and is remembered until the next candidate`() throws {
        var asking = event(.retrain)
        asking.drifted = ["amount", "a, \"b\""]
        let message = CommitMessage(CommitMessage(subject: "Ask", trailers: asking.trailers).text)
        #expect(ReleaseEvent(message) == asking)
        let events = [event(.open), asking]
        #expect(try phase(events, two, isAtRest: false) == .running(step: 1, since: 500))
        #expect(try history(events).stable(key)?.version == one)
        func asks(_ events: [ReleaseEvent], _ version: VersionDigest) throws -> Bool {
            ReleaseState(
                key, in: try history(events), version: version, isAtRest: false, baseline: (Self.id(1), one)
            ).asksForTraining
        }
        #expect(try asks(events, two))
        #expect(try asks(events + [event(.step, step: 2)], two))
        #expect(try !asks(events, three))
        #expect(try !asks(events + [event(.open)], two))
    }
}
