import Foundation

/// Rules on the text of a file. Each gives what breaks it, one message each; none is kept.
enum FileRules {
    static let longest = 500

    static func length(_ file: SourceFile) -> [String] {
        let count = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
        return count > longest ? ["\(file.path): \(count) lines, more than \(longest)"] : []
    }

    /// No `try!`, no forced cast: they end the process on what somebody else wrote.
    static func traps(_ file: SourceFile) -> [String] {
        let trap = #/\b(?:try|as)!/#
        return file.lines.enumerated().compactMap { index, line in
            let code = line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex)
            return code.firstMatch(of: trap).map { "\(file.path):\(index + 1): '\($0.output)' can end the process" }
        }
    }

    /// Paths of the machines that build the project, and hosts that packages come from: a file that
    /// names one works nowhere else.
    static func machines(_ file: SourceFile) -> [String] {
        file.lines.enumerated().flatMap { index, line in
            (folders.filter { names($0, in: line) } + hosts.filter { line.contains($0) })
                .map { "\(file.path):\(index + 1): names '\($0)'" }
        }
    }

    /// Only where a path starts: the same folder further in is somebody else's.
    private static func names(_ folder: String, in line: Substring) -> Bool {
        line.ranges(of: folder).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || "-._~}".contains(before))
        }
    }

    // In parts, or this file would be the first to break the rule.
    private static let folders = ["work", "farm", "root", "Users"].map { "/" + $0 + "/" }
    private static let hosts = ["deb.debian", "security.debian", "snapshot.debian", "pypi", "files.pythonhosted"].map {
        $0 + ".org"
    }
}
