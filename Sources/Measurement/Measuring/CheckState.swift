import Judging

/// What a check has learnt of one candidate. A value that can be written down: a daemon that begins anew goes on.
package struct CheckState: Sendable, Equatable {
    /// The candidate's revision and the stable one; another candidate begins anew.
    package internal(set) var canary = ""
    package internal(set) var stable: String?
    /// Runs of one name are told apart by it.
    var candidate = ""
    /// What was measured; other queries count other requests.
    var definition = ""
    package internal(set) var step = 0
    /// When the step began, seconds since 1970.
    package internal(set) var stepBegan = 0.0
    /// Up to when everything has been counted.
    var countedUntil: Double?
    /// The look before, whatever came of it.
    var lookedAt: Double?
    var memory = CounterMemory()
    var judge: SequentialJudge?
    /// Of a value within or out of its bounds.
    var failuresInRow = 0
    var passesInRow = 0
    var last: Judgement?
    /// When the candidate got its first share, seconds since 1970.
    var began = 0.0
    var drift = DriftLooks()
    /// What the last test of the data said, at this step.
    var tested: Judgement?

    package init() {}

    /// Makes ready for a look: another candidate, or the same one opened again, begins anew; a further step keeps what
    /// speaks against the candidate, and asks it to earn its pass again. What is measured otherwise from now on is
    /// counted from now on.
    mutating func begin(_ subject: Subject, definition: String, step: Int, since: Double) {
        let isSame = subject.canary == canary && subject.stable == stable && subject.candidate == candidate
        if isSame, self.step > 0, definition != self.definition { forget() }
        self.definition = definition
        guard !isSame || step != self.step || since != stepBegan else { return }
        if isSame, step > self.step, self.step > 0 {
            // What a step that nobody looked at has counted says nothing of this one.
            if step > self.step + 1 { (memory, countedUntil) = (CounterMemory(), nil) }
            judge?.beginStep()
            passesInRow = 0
            lookedAt = nil
        } else {
            self = CheckState()
            canary = subject.canary
            stable = subject.stable
            candidate = subject.candidate
            self.definition = definition
            began = since
        }
        self.step = step
        stepBegan = since
        (last, tested) = (nil, nil)
    }

    /// Takes a judge as the settings have it now; evidence that was gathered for others is not theirs.
    mutating func hold(to parameters: JudgeParameters) throws(JudgingError) {
        guard let judge, judge.parameters != parameters else { return }
        self.judge = try judge.held(to: parameters)
        last = nil
        lookedAt = nil
    }

    private mutating func forget() {
        (memory, judge) = (CounterMemory(), nil)
        (failuresInRow, passesInRow) = (0, 0)
        (last, lookedAt, tested) = (nil, nil, nil)
    }

    /// Goes on at an earlier time than that of the look before: what was counted stays, and a pass is earned again.
    mutating func beginAgain(at now: Double) {
        lookedAt = now
        countedUntil = countedUntil.map { min($0, now) }
        judge?.beginStep()
        passesInRow = 0
        last = nil
    }
}
