import Judging
import Manifests
import Testing

@testable import Releases

@Suite struct AdvanceTests {
    private let version = VersionDigest(of: ["kind": "InferenceService", "spec": ["a": 1]])

    private func spec(_ fields: String = "", steps: String = Self.steps) throws -> ReleaseSpec {
        let text = """
            apiVersion: lockstep/v1
            kind: Release
            metadata: { name: fraud }
            spec:
              workload: { kind: InferenceService, name: fraud }
              checks: [{ name: availability }]
              steps: \(steps)
            \(fields.isEmpty ? "" : "  \(fields)")
            """
        var (documents, faults) = YAML.parse(Array(text.utf8), file: "release.yaml")
        let spec = documents.first.flatMap { ReleaseSpec.read($0, into: &faults) }
        return try #require(spec, "\(faults)")
    }

    private static let steps =
        "[{ weight: 10, hold: 5m }, { weight: 50, hold: 10m }, { approval: managers }, { weight: 100 }]"

    private let managers = ApprovalRule(group: "managers", required: 1)

    private func state(_ phase: ReleaseState.Phase, rejected: Bool = false) -> ReleaseState {
        var state = ReleaseState(
            ReleaseEvent.Key(environment: "staging", release: "fraud"), in: ReleaseHistory(), version: version,
            isAtRest: true, baseline: ("a", version))
        state.phase = phase
        state.isRejected = rejected
        if rejected { state.candidate = String(repeating: "c", count: 40) }
        return state
    }

    private func judged(_ verdict: CheckVerdict) -> [Judgement] {
        [Judgement(check: "availability", verdict: verdict, reason: "measured", evidence: [:])]
    }

    private func decide(
        _ phase: ReleaseState.Phase, _ judgements: [Judgement] = [], fields: String = "",
        approvals: [String: Int] = [:],
        isReady: Bool = true, rejected: Bool = false, now: Double
    ) throws -> Decision {
        ReleaseSituation(
            spec: try spec(fields), state: state(phase, rejected: rejected), judgements: judgements,
            approvals: [.share(100): approvals], isReady: isReady, now: now
        ).advance()
    }

    @Test func `Each phase has its one answer`() throws {
        #expect(try decide(.idle, now: 0) == .idle)
        #expect(try decide(.waiting, now: 0) == .open(step: 1))
        #expect(try decide(.waiting, isReady: false, now: 0) == .hold(until: nil, .cluster))
        #expect(try decide(.waiting, rejected: true, now: 0) == .rejected)
        let commit = String(repeating: "c", count: 40)
        #expect(try decide(.waiting, fields: "override: [\"\(commit)\"]", rejected: true, now: 0) == .open(step: 1))
        let other = String(repeating: "d", count: 40)
        #expect(try decide(.waiting, fields: "override: [\"\(other)\"]", rejected: true, now: 0) == .rejected)
        #expect(try decide(.waiting, fields: "paused: true", now: 0) == .paused)
        #expect(try decide(.withdrawn, now: 0) == .withdraw)
        #expect(try decide(.settling, now: 0) == .settle)
        #expect(try decide(.settling, isReady: false, now: 0) == .hold(until: nil, .cluster))
    }

    @Test func `A step asks for its own checks; without traffic for none that needs requests`() throws {
        func decide(_ steps: String, passed: [String], at step: Int = 1) throws -> Decision {
            let text = """
                apiVersion: lockstep/v1
                kind: Release
                metadata: { name: fraud }
                spec:
                  workload: { kind: InferenceService, name: fraud }
                  checks:
                    - { name: latency, slo: { objective: 99, histogram: h, below: 1s } }
                    - { name: orders, web: { url: "http://a", good: $.a, total: $.b, objective: 99 } }
                    - { name: inputs, drift: { reference: a, current: b } }
                    - { name: smoke, job: { spec: {} } }
                  steps: \(steps)
                """
            var (documents, faults) = YAML.parse(Array(text.utf8), file: "release.yaml")
            let spec = try #require(documents.first.flatMap { ReleaseSpec.read($0, into: &faults) }, "\(faults)")
            return ReleaseSituation(
                spec: spec, state: state(.running(step: step, since: 0)),
                judgements: passed.map { Judgement(check: $0, verdict: .pass, reason: "", evidence: [:]) },
                isReady: true, now: 10
            ).advance()
        }
        let blueGreen = "[{ weight: 0 }, { weight: 50 }, { weight: 100 }]"
        #expect(try decide(blueGreen, passed: ["smoke"]) == .step(2))
        #expect(try decide(blueGreen, passed: []) == .hold(until: nil, .checks))
        #expect(try decide(blueGreen, passed: ["smoke"], at: 2) == .hold(until: nil, .checks))
        #expect(try decide(blueGreen, passed: ["smoke", "latency", "orders", "inputs"], at: 2) == .finish)
        let named = "[{ weight: 0, checks: [latency] }, { weight: 10, checks: [] }, { weight: 20 }, { weight: 100 }]"
        #expect(try decide(named, passed: ["smoke"]) == .hold(until: nil, .checks))
        #expect(try decide(named, passed: ["latency"]) == .step(2))
        #expect(try decide(named, passed: [], at: 2) == .step(3))
    }

    @Test func `An approval opens its own gate and no other`() throws {
        let steps = "[{ weight: 10 }, { approval: managers }, { weight: 50 }, { approval: managers }, { weight: 100 }]"
        func decide(_ step: Int, _ gates: Set<ApprovalGate>) throws -> Decision {
            var opening = ReleaseSituation.Opening()
            opening.approval = managers
            return ReleaseSituation(
                spec: try spec(steps: steps), state: state(step == 0 ? .waiting : .running(step: step, since: 0)),
                judgements: judged(.pass),
                approvals: Dictionary(uniqueKeysWithValues: gates.map { ($0, ["managers": 1]) }), opening: opening,
                isReady: true, now: 1000
            ).advance()
        }
        #expect(try decide(0, [.share(50), .share(100), .breakGlass]) == .waitForApproval(managers))
        #expect(try decide(0, [.opening]) == .open(step: 1))
        #expect(try decide(1, [.opening, .share(100)]) == .waitForApproval(managers))
        #expect(try decide(1, [.share(50)]) == .step(3))
        #expect(try decide(3, [.opening, .share(50)]) == .waitForApproval(managers))
        #expect(try decide(3, [.share(100)]) == .finish)
        for gate in [ApprovalGate.opening, .share(12), .breakGlass] { #expect(ApprovalGate("\(gate)") == gate) }
        for text in ["step-1", "share-01", "share-101", "share-x", "", "gate"] { #expect(ApprovalGate(text) == nil) }
    }

    @Test func `Steps that are edited while a candidate is at one pass no approval by`() throws {
        let edited = "[{ weight: 50 }, { approval: managers }, { weight: 100 }]"
        func decide(_ steps: String, at step: Int, share: Int, _ gates: [ApprovalGate] = []) throws -> Decision {
            let spec = try spec(steps: steps)
            return ReleaseSituation(
                spec: spec, state: state(.running(step: spec.step(step, having: share), since: 0)),
                judgements: judged(.pass),
                approvals: Dictionary(uniqueKeysWithValues: gates.map { ($0, ["managers": 1]) }), isReady: true,
                now: 1_000_000
            ).advance()
        }
        #expect(try decide(Self.steps, at: 2, share: 50) == .waitForApproval(managers))
        #expect(try decide(edited, at: 2, share: 50) == .waitForApproval(managers))
        #expect(try decide(edited, at: 2, share: 50, [.share(50)]) == .waitForApproval(managers))
        #expect(try decide(edited, at: 2, share: 50, [.share(100)]) == .finish)
        #expect(try decide(edited, at: 1, share: 10) == .step(1))
        let more = "[{ weight: 10 }, { weight: 20 }, { weight: 50 }, { weight: 100 }]"
        #expect(try decide(more, at: 2, share: 50) == .finish)
    }

    @Test func `A step lasts its time, and the next comes with a pass`() throws {
        let first = ReleaseState.Phase.running(step: 1, since: 1000)
        #expect(try decide(first, judged(.pass), now: 1299) == .hold(until: 1300, .time))
        #expect(try decide(first, judged(.pass), now: 1300) == .step(2))
        #expect(try decide(first, judged(.pass), isReady: false, now: 1300) == .hold(until: nil, .cluster))
        #expect(try decide(first, judged(.pass), fields: "paused: true", now: 1300) == .paused)
    }

    @Test func `An approval stands before the next share, and the last share is the end`() throws {
        let second = ReleaseState.Phase.running(step: 2, since: 0)
        #expect(try decide(second, judged(.pass), now: 600) == .waitForApproval(managers))
        #expect(
            try decide(second, judged(.pass), approvals: ["others": 3], now: 600) == .waitForApproval(managers))
        #expect(try decide(second, judged(.pass), approvals: ["managers": 1], now: 600) == .finish)
        let approved = try decide(second, judged(.fail), approvals: ["managers": 1], now: 600)
        #expect(approved == .revert(reason: "availability: measured"))
    }

    @Test(arguments: [CheckVerdict.inconclusive, .noData, .providerError])
    func `What is not a pass holds, up to a deadline`(verdict: CheckVerdict) throws {
        let first = ReleaseState.Phase.running(step: 1, since: 0)
        #expect(try decide(first, judged(verdict), now: 1e9) == .hold(until: nil, .checks))
        #expect(try decide(first, [], now: 1e9) == .hold(until: nil, .checks))
        let held = try decide(first, judged(verdict), fields: "deadline: { after: 1h }", now: 3900)
        #expect(held == .heldByDeadline)
        #expect(
            try decide(first, judged(verdict), fields: "deadline: { after: 1h }", now: 3899)
                == .hold(until: 3900, .checks))
        let reverted = try decide(first, judged(verdict), fields: "deadline: { after: 1h, action: revert }", now: 3900)
        #expect(!reverted.rises && reverted.isTransition)
        // It begins with the end of the step's time: a deadline below that reverts nobody early.
        #expect(
            try decide(first, judged(verdict), fields: "deadline: { after: 5s, action: revert }", now: 304)
                == .hold(until: 305, .checks))
    }

    @Test func `A step lasts its time from when the cluster runs it, whatever the wall clock says`() throws {
        var situation = try self.situation("[{ weight: 10, hold: 5m }, { weight: 100 }]", .pass, now: 1e9)
        situation.runsSince = 1e9 - 299
        #expect(situation.advance() == .hold(until: 1e9 + 1, .time))
        situation.runsSince = 1e9 - 300
        #expect(situation.advance() == .finish)
        // What does not run yet has not begun; a deadline still counts from the commit.
        situation.isReady = false
        situation.runsSince = 1e9
        #expect(situation.advance() == .hold(until: nil, .cluster))
        situation.spec.deadline = .init(after: .seconds(3600), action: .hold)
        #expect(situation.advance() == .heldByDeadline)
    }

    @Test func `A share that was raised by hand goes back, at once and without evidence`() throws {
        var situation = try self.situation("[{ weight: 10, hold: 5m }, { weight: 100 }]", .noData, now: 1001)
        situation.state.exceedsShare = true
        #expect(situation.advance() == .restore(1))
        #expect(!Decision.restore(1).rises && Decision.restore(1).isTransition)
        #expect(Decision.restore(1).weight(situation.spec, in: situation.state) == 10)
        situation.judgements = judged(.fail)
        #expect(situation.advance() == .revert(reason: "availability: measured"))
    }

    @Test func `A failure reverts at once, or holds where the release says so`() throws {
        let first = ReleaseState.Phase.running(step: 1, since: 0)
        #expect(try decide(first, judged(.fail), now: 1) == .revert(reason: "availability: measured"))
        #expect(try decide(first, judged(.fail), fields: "paused: true", now: 1).isTransition)
        let held = try decide(first, judged(.fail), fields: "onFailure: hold", now: 1)
        #expect(held == .heldByFailure(reason: "availability: measured"))
    }

    @Test func `No share ever rises without a pass, whatever the situation`() throws {
        var random = SystemRandomNumberGenerator()
        let specs = try ["", "paused: true", "onFailure: hold", "deadline: { after: 1h, action: revert }"].map {
            try spec($0)
        }
        for _ in 0..<20_000 {
            let verdict = CheckVerdict.allCases.randomElement(using: &random)
            let situation = ReleaseSituation(
                spec: specs.randomElement(using: &random) ?? specs[0],
                state: state(
                    .running(step: .random(in: -2...9, using: &random), since: .random(in: -1e6...1e6, using: &random))),
                judgements: verdict.map(judged) ?? [],
                approvals: Bool.random(using: &random) ? [.share(100): ["managers": 1]] : [:],
                isReady: .random(using: &random), now: .random(in: -1e6...1e6, using: &random))
            let decision = situation.advance()
            #expect(decision == situation.advance())
            if decision.rises { #expect(verdict == .pass && situation.isReady && !situation.spec.isPaused) }
            if case .revert = decision, situation.spec.deadline == nil { #expect(verdict == .fail) }
        }
    }

    /// A release whose two checks look at what the candidate does, and at its data.
    private func drifting(
        _ onDrift: String, availability: CheckVerdict, inputs: CheckVerdict, asked: Bool = false, now: Double = 0
    ) throws -> Decision {
        var spec = try spec("onDrift: \(onDrift)")
        let check = try #require(spec.checks.first)
        spec.checks.append(.init(name: "inputs", value: ["name": "inputs", "drift": [:]], location: check.location))
        var state = state(.running(step: 1, since: 0))
        state.asksForTraining = asked
        return ReleaseSituation(
            spec: spec, state: state,
            judgements: [
                Judgement(check: "inputs", verdict: inputs, reason: "drift in 1 of 1 column", evidence: [:]),
                Judgement(check: "availability", verdict: availability, reason: "measured", evidence: [:]),
            ], isReady: true, now: now
        ).advance()
    }

    @Test func `Drift reverts, holds, or asks for training once, and a failure beside it always counts`() throws {
        let reason = "inputs: drift in 1 of 1 column"
        let retrain = "{ action: retrain, triggers: [nightly] }"
        #expect(try drifting("{ action: revert }", availability: .pass, inputs: .fail) == .revert(reason: reason))
        #expect(try drifting(retrain, availability: .pass, inputs: .fail) == .retrain(reason: reason))
        let asked = try drifting(retrain, availability: .pass, inputs: .fail, asked: true)
        #expect(asked == .hold(until: 300, .time))
        #expect(
            try drifting(retrain, availability: .pass, inputs: .fail, asked: true, now: 1e9)
                == .hold(until: nil, .checks))
        #expect(
            try drifting("{ action: hold }", availability: .pass, inputs: .fail, now: 1e9)
                == .hold(until: nil, .checks))
        #expect(
            try drifting(retrain, availability: .fail, inputs: .fail) == .revert(reason: "availability: measured"))
        #expect(try drifting(retrain, availability: .pass, inputs: .pass, now: 300) == .step(2))
    }

    private func situation(_ steps: String, _ verdict: CheckVerdict, now: Double) throws -> ReleaseSituation {
        ReleaseSituation(
            spec: try spec(steps: steps), state: state(.running(step: 1, since: 1000)), judgements: judged(verdict),
            isReady: true, now: now)
    }

    @Test func `An experiment lasts its length whatever is measured, and is judged once at its end`() throws {
        let steps = "[{ weight: 10, experiment: 5m }, { weight: 100 }]"
        for verdict in [CheckVerdict.pass, .fail, .noData] {
            #expect(try situation(steps, verdict, now: 1299).advance() == .hold(until: 1300, .time))
        }
        #expect(try situation(steps, .pass, now: 1300).advance() == .finish)
        #expect(try situation(steps, .noData, now: 1300).advance() == .hold(until: nil, .checks))
        #expect(try situation(steps, .fail, now: 1300).advance() == .revert(reason: "availability: measured"))
    }

    private func calendar(_ text: String) throws -> ReleaseCalendar {
        let document = try #require(YAML.parse(Array(text.utf8), file: "a.yaml").documents.first)
        var reader = FieldReader(document)
        let calendar = ReleaseCalendar.read(&reader)
        reader.rejectUnknownFields()
        try #require(reader.isValid, "\(reader.diagnostics)")
        return calendar
    }

    @Test func `In a freeze nothing rises, a failure still reverts, and two people may break the glass`() throws {
        let freeze = "freezes: [{ from: 1970-01-01T00:00:00Z, until: 1970-01-01T01:00:00Z, reason: Sales }]\n"
        let steps = "[{ weight: 10, hold: 5m }, { weight: 100 }]"
        var held = try situation(steps, .pass, now: 1500)
        held.calendar = try calendar(freeze + "breakGlass: { from: on-call }")
        #expect(held.advance() == .hold(until: 3600, .calendar))
        held.approvals = [.breakGlass: ["on-call": 1], .opening: ["on-call": 2]]
        #expect(held.advance() == .hold(until: 3600, .calendar))
        held.approvals = [.breakGlass: ["on-call": 2]]
        #expect(held.advance() == .finish)
        held.approvals = [:]
        held.now = 3600
        #expect(held.advance() == .finish)
        held.now = 1500
        held.judgements = judged(.fail)
        #expect(held.advance() == .revert(reason: "availability: measured"))
    }

    @Test func `Windows are open on their days in their hours, and the next one is known`() throws {
        // 2026-11-23 is a Monday; 1795392000 is its midnight.
        let monday = 1_795_392_000.0
        let office = try calendar("windows: [{ days: [monday, friday], from: \"09:00\", to: \"17:00\" }]")
        #expect(office.opening(at: monday + 9 * 3600) == .open)
        #expect(office.opening(at: monday + 17 * 3600 - 1) == .open)
        #expect(office.opening(at: monday) == .closed(until: monday + 9 * 3600))
        #expect(office.opening(at: monday + 17 * 3600) == .closed(until: monday + 4 * 86_400 + 9 * 3600))
        let weekly = try calendar("windows: [{ days: [monday], to: \"01:00\" }]")
        #expect(weekly.opening(at: monday + 3600) == .closed(until: monday + 7 * 86_400))
        #expect(ReleaseCalendar().opening(at: monday) == .open)
    }

    @Test(arguments: [
        ("windows: [{ from: \"9:00\" }]", "a time of day in UTC"),
        ("windows: [{ from: \"17:00\", to: \"09:00\" }]", "write a window over midnight as two"),
        ("windows: [{ days: [mondya] }]", "found 'mondya'"),
        ("freezes: [{ from: 2026-12-20, until: 2027-01-02T00:00:00Z }]", "an instant in UTC"),
        ("freezes: [{ form: 2026-12-20T00:00:00Z }]", "unknown field 'form', expected 'from'"),
        ("breakGlass: { from: on-call, required: 1 }", "for 'required', found 1"),
    ])
    func `A calendar at fault is told`(text: String, words: String) throws {
        let document = try #require(YAML.parse(Array(text.utf8), file: "a.yaml").documents.first)
        var reader = FieldReader(document)
        _ = ReleaseCalendar.read(&reader)
        #expect(!reader.isValid)
        #expect(reader.diagnostics.contains { $0.message.contains(words) }, "found \(reader.diagnostics)")
    }
}
