import Judging

/// What a check has learnt of one candidate. A value that can be written down: a daemon that begins anew goes on.
package struct CheckState: Sendable, Equatable {
    /// The candidate's revision and the stable one; another candidate begins anew.
    package internal(set) var canary = ""
    package internal(set) var stable: String?
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

    package init() {}

    /// Makes ready for a look: another candidate, or the same one opened again, begins anew; a further step keeps what
    /// speaks against the candidate, and asks it to earn its pass again.
    mutating func begin(_ subject: Subject, step: Int, since: Double) {
        guard step != self.step || since != stepBegan || subject.canary != canary || subject.stable != stable else {
            return
        }
        if subject.canary == canary, subject.stable == stable, step > self.step, self.step > 0 {
            judge?.beginStep()
            passesInRow = 0
            lookedAt = nil
        } else {
            self = CheckState()
            canary = subject.canary
            stable = subject.stable
        }
        self.step = step
        stepBegan = since
        last = nil
    }
}
