/// Every commit between the last verified one and a new head, by every parent.
package struct CommitRange: Sendable {
    package struct Finding: Sendable, Hashable {
        /// 40 hexadecimal digits.
        package let commit: String
        package let verdict: CommitVerdict
    }

    package enum Outcome: Sendable, Hashable {
        /// Every commit of the range has a good signature; the new ones, the head first.
        case verified([Finding])
        /// These have not.
        case refused([Finding])
        /// The head does not descend from the last verified commit: somebody pushed by force.
        case notADescendant
    }

    package let judge: CommitJudge
    /// Commits of the range, and of the history behind it, that are looked at.
    package var limit = 100_000

    package init(judge: CommitJudge) { self.judge = judge }

    /// - Parameters:
    ///   - last: the last verified commit; nil verifies the whole history.
    ///   - read: the content of a commit object. It must be the commit's of that name, which is checked.
    /// - Throws: what `read` throws; `malformed` for content of another name or a range beyond the limit.
    package func verify(
        after last: String?, to head: String, read: (String) throws(TrustError) -> [UInt8]
    ) throws(TrustError) -> Outcome {
        var contents: [String: [UInt8]] = [:]
        var order: [String] = []
        var queue = [head]
        var found = last == nil || last == head
        // The history behind the last commit matters only where a merge may lead past it.
        var settled: Set<String> = last.map { [$0] } ?? []
        var isHistoryKnown = last == nil
        while let name = queue.popLast() {
            if name == last { found = true }
            if settled.contains(name) || contents[name] != nil { continue }
            guard order.count < limit else {
                throw .malformed("commit range", reason: "it has more than \(limit) commits")
            }
            let bytes = try content(of: name, read)
            let commit = try CommitObject.parse(bytes)
            if commit.parents.count > 1, !isHistoryKnown, let last {
                settled = try history(of: last, read)
                isHistoryKnown = true
                if settled.contains(name) { continue }
            }
            contents[name] = bytes
            order.append(name)
            queue += commit.parents.reversed()
        }
        guard found else { return .notADescendant }
        let range = order.filter { !settled.contains($0) }
        return decide(range, contents)
    }

    private func decide(_ range: [String], _ contents: [String: [UInt8]]) -> Outcome {
        let findings = range.map { Finding(commit: $0, verdict: judge.judge(contents[$0] ?? [])) }
        let bad = findings.filter { if case .verified = $0.verdict { false } else { true } }
        return bad.isEmpty ? .verified(findings) : .refused(bad)
    }

    /// A commit and everything before it.
    private func history(
        of commit: String, _ read: (String) throws(TrustError) -> [UInt8]
    ) throws(TrustError) -> Set<String> {
        var seen: Set<String> = [commit]
        var queue = [commit]
        while let name = queue.popLast() {
            for parent in try CommitObject.parse(try content(of: name, read)).parents
            where seen.insert(parent).inserted {
                queue.append(parent)
            }
            guard seen.count <= limit * 10 else {
                throw .malformed("commit history", reason: "it has more than \(limit * 10) commits")
            }
        }
        return seen
    }

    private func content(
        of name: String, _ read: (String) throws(TrustError) -> [UInt8]
    ) throws(TrustError) -> [UInt8] {
        let bytes = try read(name)
        guard CommitObject.name(of: bytes) == name else {
            throw .malformed("commit \(name)", reason: "its content is that of \(CommitObject.name(of: bytes))")
        }
        return bytes
    }
}
