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
        #expect(try phase([event(.open)], one) == .withdrawn)
        #expect(try phase([event(.open), event(.withdraw)], one) == .idle)
        #expect(try phase([event(.open)], three, isAtRest: false) == .waiting)
        #expect(try phase([event(.finish)], two) == .idle)
        #expect(try phase([event(.finish)], two, isAtRest: false) == .settling)
        #expect(try phase([event(.finish)], one) == .waiting)
        #expect(try phase([event(.revert)], one, isAtRest: false) == .settling)
        #expect(try phase([event(.revert), event(.settle)], one) == .idle)
    }

    @Test func `A version that was reverted is remembered, and one that supersedes another leaves it no share`() throws
    {
        let reverted = try history([event(.open), event(.revert)])
        #expect(reverted.rejected(key) == [two])
        let state = ReleaseState(
            key, in: try history([event(.open)]), version: three, isAtRest: false, baseline: (Self.id(1), one))
        #expect(state.supersedes && state.stable == Self.id(1) && !state.isRejected)
        #expect(
            !ReleaseState(key, in: reverted, version: three, isAtRest: true, baseline: (Self.id(1), one)).supersedes)
    }

    @Test func `A version that is rejected while another stands in the manifests is one, and the other goes on`() throws
    {
        var other = event(.open)
        other.version = three
        let events = [event(.open), event(.reject)]
        #expect(try history(events).rejected(key) == [two])
        #expect(try history(events).stable(key)?.revision == Self.id(1))
        #expect(try history(events).hasRejected(event(.open)))
        #expect(try phase(events, three, isAtRest: false) == .waiting)
        #expect(try phase(events, one, isAtRest: false) == .withdrawn)
        // Back to it: it does not run again, and the share that was left is nobody's.
        let back = ReleaseState(
            key, in: try history(events), version: two, isAtRest: false, baseline: (Self.id(1), one))
        #expect(back.phase == .waiting && back.isRejected && back.supersedes)
        #expect(
            try phase([event(.open), other, event(.reject)], three, isAtRest: false) == .running(step: 1, since: 500))
    }

    @Test func `A candidate that a rejected version supersedes gives its share back: nobody judges it any longer`()
        throws
    {
        var open = event(.open)
        open.version = three
        let history = try history([event(.open), event(.revert), open])
        let state = ReleaseState(key, in: history, version: two, isAtRest: false, baseline: (Self.id(1), one))
        #expect(state.phase == .waiting && state.isRejected && state.supersedes)
    }

    @Test func `What a person ended is said once more by Lockstep, whose word outlives their key`() throws {
        let author = Authorship(name: "Ada", email: "a@example.com", time: 500)
        func commit(_ number: Int, _ event: ReleaseEvent) throws -> Commit {
            let id = try #require(ObjectID(Self.id(number)))
            return Commit(
                id: id, tree: id, parents: [], author: author, committer: author,
                message: CommitMessage(subject: "Move", trailers: event.trailers), signature: nil)
        }
        let (open, revert) = (try commit(2, event(.open)), try commit(3, event(.revert)))
        var history = ReleaseHistory()
        history.append([revert, open], where: { _, _ in true }, isOwn: { $0.id == open.id })
        func state(_ history: ReleaseHistory) -> ReleaseState {
            ReleaseState(key, in: history, version: one, isAtRest: true, baseline: (Self.id(1), one))
        }
        #expect(state(history).phase == .settling && history.last(key)?.owesWord == true)
        var word = event(.settle)
        word.rejected = two
        #expect(ReleaseEvent(CommitMessage(CommitMessage(subject: "Say", trailers: word.trailers).text)) == word)
        let said = try commit(4, word)
        history.append([said], where: { _, _ in true })
        #expect(state(history).phase == .idle)
        // Their key no longer counts.
        var later = ReleaseHistory()
        later.append([said, revert, open], where: { commit, _ in commit.id != revert.id })
        #expect(state(later).phase == .idle && later.rejected(key) == [two])
    }

    @Test func `A newest transition of an unknown key is a doubt, until one that counts follows`() throws {
        let author = Authorship(name: "Lockstep", email: "l@example.com", time: 500)
        let commits = try [event(.open), event(.finish)].enumerated().map { index, event in
            let id = try #require(ObjectID(Self.id(index + 2)))
            return Commit(
                id: id, tree: id, parents: [], author: author, committer: author,
                message: CommitMessage(subject: "Move", trailers: event.trailers), signature: nil)
        }
        var history = ReleaseHistory()
        history.append([commits[0]], where: { _, _ in false }, isUnknown: { _ in true })
        #expect(history.doubt(key) == "\(commits[0].id)" && history[key].isEmpty)
        history.append([commits[1]], where: { _, _ in true })
        #expect(history.doubt(key) == nil)
        var unsigned = ReleaseHistory()
        unsigned.append([commits[0]], where: { _, _ in false })
        #expect(unsigned.doubt(key) == nil)
    }

    @Test func `A proposal that is merged late or twice moves nothing`() throws {
        let (open, finish) = (event(.open), event(.finish, step: 3))
        func kinds(_ events: [ReleaseEvent]) throws -> [ReleaseEvent.Kind] {
            try history(events)[key].map(\.event.kind)
        }
        #expect(try kinds([open, open, event(.step, step: 2), event(.step, step: 1)]) == [.open, .step])
        #expect(try kinds([open, event(.revert), finish]) == [.open, .revert])
        #expect(try kinds([open, event(.revert), event(.revert), open]) == [.open, .revert])
        #expect(try kinds([open, finish, open]) == [.open, .finish])
        #expect(try kinds([finish, event(.step, step: 2)]) == [.finish])
        var other = open
        (other.version, other.candidate) = (three, Self.id(8))
        #expect(try kinds([open, other, finish]) == [.open, .open])
        #expect(try kinds([open, other, event(.step, step: 2)]) == [.open, .open])
    }

    @Test func `What is merged counts from its merge, behind what came to the branch before`() throws {
        func commit(_ number: Int, _ parents: [Int], at time: Int64, _ event: ReleaseEvent?) throws -> Commit {
            let author = Authorship(name: "Lockstep", email: "l@example.com", time: time)
            let id = try #require(ObjectID(Self.id(number)))
            return Commit(
                id: id, tree: id, parents: try parents.map { try #require(ObjectID(Self.id($0))) }, author: author,
                committer: author, message: CommitMessage(subject: "Move", trailers: event?.trailers ?? []),
                signature: nil)
        }
        let open = try commit(2, [], at: 100, event(.open))
        let proposal = try commit(3, [2], at: 110, event(.step, step: 2))
        let note = try commit(4, [2], at: 500, nil)
        let merge = try commit(5, [4, 3], at: 900, nil)
        var history = ReleaseHistory()
        history.append([merge, note, proposal, open], where: { _, _ in true })
        #expect(history[key].map(\.time) == [100, 900])
        // Had the candidate been reverted before the merge, the proposal would be words, wherever it is listed.
        let revert = try commit(4, [2], at: 500, event(.revert))
        for order in [[merge, revert, proposal, open], [merge, proposal, revert, open]] {
            var history = ReleaseHistory()
            history.append(order, where: { _, _ in true })
            #expect(history[key].map(\.event.kind) == [.open, .revert])
        }
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
        var again = event(.open)
        again.candidate = Self.id(8)
        #expect(try !asks(events + [again], two))
    }

    @Test
    func
        `Once the present key has moved a release, one that was replaced or that nobody knows moves none`()
        throws
    {
        let author = Authorship(name: "Lockstep", email: "l@example.com", time: 500)
        let events = [event(.open), event(.step, step: 2), event(.finish, step: 3)]
        let commits = try events.enumerated().map { index, event in
            let id = try #require(ObjectID(Self.id(index + 2)))
            return Commit(
                id: id, tree: id, parents: [], author: author, committer: author,
                message: CommitMessage(subject: "Move", trailers: event.trailers), signature: nil)
        }
        func history(isOwn: (Commit) -> Bool, current: Int?) -> ReleaseHistory {
            var history = ReleaseHistory()
            history.append(
                commits.reversed(), where: { commit, _ in isOwn(commit) }, isOwn: isOwn,
                isCurrent: { commit in current.map { commits[$0].id == commit.id } ?? false },
                isUnknown: { !isOwn($0) })
            return history
        }
        #expect(history(isOwn: { _ in true }, current: nil)[key].count == 3)
        #expect(history(isOwn: { _ in true }, current: 1)[key].map(\.event.kind) == [.open, .step])
        let stranger = commits[2].id
        let known = history(isOwn: { $0.id != stranger }, current: 1)
        #expect(known[key].count == 2 && known.doubt(key) == nil)
        #expect(history(isOwn: { $0.id != stranger }, current: nil).doubt(key) == "\(stranger)")
    }
}
