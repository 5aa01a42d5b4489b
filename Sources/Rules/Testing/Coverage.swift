import Manifests

/// How often each line and each branch of policies was reached.
package struct Coverage: Sendable {
    /// By file.
    private var counts: [String: [Probe: Int]] = [:]
    private var files: [String: SourceFile] = [:]

    package init() {}

    /// Every place that could be reached, at zero.
    package mutating func declare(_ programs: [PolicyProgram]) {
        let options = Compiler.Options(countsCoverage: true)
        for program in programs {
            files[program.file.name] = program.file
            var probes = program.checked.accesses.flatMap { program.make($0, options).probes }
            for admission in program.checked.admissions {
                var compiler = Compiler(
                    program.checked, globals: program.globals, slotCount: admission.slotCount, options: options)
                _ = compiler.compile(admission.body.body)
                probes += compiler.probes
            }
            for probe in probes where probe.offset >= 0 {
                counts[program.file.name, default: [:]][probe, default: 0] += 0
            }
        }
    }

    mutating func add(_ probes: [String: [Probe: Int]]) {
        for (file, probes) in probes {
            for (probe, count) in probes { counts[file, default: [:]][probe, default: 0] += count }
        }
    }

    package mutating func merge(_ other: Coverage) {
        files.merge(other.files) { first, _ in first }
        add(other.counts)
    }

    package struct Branch: Sendable {
        package var line: Int
        /// Whether it is the way on which the condition holds.
        package var holds: Bool
        package var count: Int
    }

    package struct FileCoverage: Sendable {
        package var file: String
        /// Lines that can be reached, with how often they were; ascending.
        package var lines: [(line: Int, count: Int)]
        /// Ways out of conditions, in the order of the text.
        package var branches: [Branch]
        package var coveredLines: Int { lines.filter { $0.count > 0 }.count }
        package var coveredBranches: Int { branches.filter { $0.count > 0 }.count }
        /// Percent, 0…100; 100 for a file without statements.
        package var percent: Int { lines.isEmpty ? 100 : coveredLines * 100 / lines.count }
        /// Percent, 0…100; 100 for a file without conditions.
        package var branchPercent: Int { branches.isEmpty ? 100 : coveredBranches * 100 / branches.count }
    }

    package var report: [FileCoverage] {
        files.keys.sorted().map { name in
            var lines: [Int: Int] = [:]
            var branches: [(offset: Int, branch: Branch)] = []
            for (probe, count) in counts[name] ?? [:] {
                guard let line = files[name]?.line(probe.offset) else { continue }
                if probe.branch == .line {
                    lines[line] = max(lines[line] ?? 0, count)
                } else {
                    branches.append((probe.offset, Branch(line: line, holds: probe.branch == .holds, count: count)))
                }
            }
            branches.sort { $0.offset == $1.offset ? $0.branch.holds && !$1.branch.holds : $0.offset < $1.offset }
            return FileCoverage(
                file: name, lines: lines.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                branches: branches.map(\.branch))
        }
    }
}
