import Manifests

/// How often each line and each branch of policies was reached.
package struct Coverage: Sendable {
    /// By file, line, and the branches of the line in order.
    private var counts: [String: [Int: Int]] = [:]
    private var files: [String: SourceFile] = [:]

    package init() {}

    /// Every place that could be reached, at zero.
    mutating func declare(_ programs: [PolicyProgram]) {
        let options = Compiler.Options(countsCoverage: true)
        for program in programs {
            files[program.file.name] = program.file
            var offsets: [Int] = program.accessesForCoverage(options)
            for admission in program.checked.admissions {
                var compiler = Compiler(
                    program.checked, globals: program.globals, slotCount: admission.slotCount, options: options)
                _ = compiler.compile(admission.body.body)
                offsets += compiler.probes
            }
            for offset in offsets where offset >= 0 { counts[program.file.name, default: [:]][offset, default: 0] += 0 }
        }
    }

    mutating func add(_ probes: [String: [Int: Int]]) {
        for (file, offsets) in probes {
            for (offset, count) in offsets { counts[file, default: [:]][offset, default: 0] += count }
        }
    }

    package mutating func merge(_ other: Coverage) {
        files.merge(other.files) { first, _ in first }
        add(other.counts)
    }

    package struct FileCoverage: Sendable {
        package var file: String
        /// Lines that can be reached, with how often they were; ascending.
        package var lines: [(line: Int, count: Int)]
        package var coveredLines: Int { lines.filter { $0.count > 0 }.count }
        /// Percent, 0…100; 100 for a file without statements.
        package var percent: Int { lines.isEmpty ? 100 : coveredLines * 100 / lines.count }
    }

    package var report: [FileCoverage] {
        files.keys.sorted().map { name in
            var lines: [Int: Int] = [:]
            for (offset, count) in counts[name] ?? [:] {
                guard let line = files[name]?.line(offset) else { continue }
                lines[line] = max(lines[line] ?? 0, count)
            }
            return FileCoverage(file: name, lines: lines.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
    }
}

extension PolicyProgram {
    func accessesForCoverage(_ options: Compiler.Options) -> [Int] {
        checked.accesses.flatMap { make($0, options).probes } + checked.accesses.flatMap { $0.rules.map(\.offset) }
    }
}
