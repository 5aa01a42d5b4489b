package import Manifests

/// What became of one test or property.
package struct TestResult: Sendable {
    package var name: String
    package var file: String
    package var line: Int
    /// Empty for a test that passed.
    package var failures: [Diagnostic]
    /// Inputs that a property was tried on; 1 for a test.
    package var tries: Int
    /// The smallest input that fails, where a property fails.
    package var counterexample: String?

    package var isPassed: Bool { failures.isEmpty }
}

/// Runs the blocks of a test file against the policies of its bundle.
package struct TestRunner: Sendable {
    package struct Report: Sendable {
        package var results: [TestResult] = []
        package var coverage = Coverage()

        package init() {}
    }

    let policies: [PolicyProgram]
    let subjects: [PolicyProgram]
    let countsCoverage: Bool
    /// Inputs for each property.
    let tries: Int
    let seed: UInt64

    /// - Parameters:
    ///   - policies: those that the blocks may ask.
    ///   - subjects: those of whose words inputs are made; nil for all of them.
    package init(
        policies: [PolicyProgram], subjects: [PolicyProgram]? = nil, countsCoverage: Bool = false, tries: Int = 100,
        seed: UInt64 = 1
    ) {
        self.policies = policies
        self.subjects = subjects ?? policies
        self.countsCoverage = countsCoverage
        self.tries = tries
        self.seed = seed
    }

    package func run(_ program: PolicyProgram) -> Report {
        var report = Report()
        if countsCoverage { report.coverage.declare(subjects) }
        for test in program.checked.tests {
            let result = test.input == nil ? run(test, program, &report) : check(test, program, &report)
            report.results.append(result)
        }
        return report
    }

    private func run(_ test: CheckedFile.Test, _ program: PolicyProgram, _ report: inout Report) -> TestResult {
        let (failures, _) = evaluate(test, program, input: nil, &report)
        return result(test, program, failures, tries: 1)
    }

    private func result(
        _ test: CheckedFile.Test, _ program: PolicyProgram, _ failures: [TestRun.Failure], tries: Int,
        counterexample: String? = nil
    ) -> TestResult {
        TestResult(
            name: test.name, file: program.file.name, line: program.file.line(test.offset),
            failures: failures.map { .error($0.message, at: program.file.location($0.offset)) }, tries: tries,
            counterexample: counterexample)
    }

    /// One evaluation of a block, in a run of its own.
    private func evaluate(
        _ test: CheckedFile.Test, _ program: PolicyProgram, input: Datum?, _ report: inout Report
    ) -> (failures: [TestRun.Failure], premises: Int) {
        let run = TestRun(policies: policies, countsCoverage: countsCoverage)
        var compiler = Compiler(program.checked, globals: program.globals, slotCount: test.slotCount)
        let body = compiler.compile(test.body.body)
        let frame = Frame(slots: compiler.slotCount, context: run.context)
        frame.test = run
        if let input, let slot = test.body.parameters.first { frame.slots[slot] = input }
        do throws(Fault) {
            for step in body {
                if case .next = try step.run(frame) { continue }
                break
            }
        } catch {
            run.failures.append(TestRun.Failure(message: "fault: \(error.message)", offset: max(0, error.offset)))
        }
        report.coverage.add(run.probes)
        return (run.failures, run.premises)
    }

    // MARK: Properties

    private func check(_ test: CheckedFile.Test, _ program: PolicyProgram, _ report: inout Report) -> TestResult {
        let words = InputGenerator.words(of: subjects.map(\.file) + [program.file])
        var generator = InputGenerator(seed: seed, words: words, catalogue: program.checked.catalogue)
        for attempt in 1...max(1, tries) {
            let input = generator.input(of: test.input ?? .unknown)
            let outcome = evaluate(test, program, input: input, &report)
            guard !outcome.failures.isEmpty else { continue }
            let (smallest, failures) = shrink(input, outcome.failures, test, program, &report)
            return result(test, program, failures, tries: attempt, counterexample: smallest.quotedText)
        }
        return result(test, program, [], tries: tries)
    }

    /// Smaller inputs that still fail, until none does.
    private func shrink(
        _ input: Datum, _ failures: [TestRun.Failure], _ test: CheckedFile.Test, _ program: PolicyProgram,
        _ report: inout Report
    ) -> (Datum, [TestRun.Failure]) {
        var (smallest, kept) = (input, failures)
        var budget = 300
        var isShrinking = true
        while isShrinking, budget > 0 {
            isShrinking = false
            for candidate in InputGenerator.smaller(than: smallest) {
                budget -= 1
                if budget <= 0 { break }
                let outcome = evaluate(test, program, input: candidate, &report)
                guard !outcome.failures.isEmpty else { continue }
                (smallest, kept, isShrinking) = (candidate, outcome.failures, true)
                break
            }
        }
        return (smallest, kept)
    }
}
