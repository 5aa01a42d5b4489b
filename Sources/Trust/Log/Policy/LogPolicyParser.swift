extension LogPolicy {
    /// Bytes of a policy, and of logs, witnesses and groups together.
    private static let mostBytes = 1 << 20
    private static let mostLines = 4_096

    /// Reads a policy file.
    ///
    /// - Throws: ``TrustError/unexpected(_:found:)`` naming the line.
    package init(_ bytes: [UInt8]) throws(TrustError) {
        guard bytes.count <= Self.mostBytes,
            !bytes.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A || $0 == 0x7F })
        else { throw .unexpected("a log policy of at most 1 MiB", found: "more, or control characters") }
        var parser = LogPolicyParser()
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count <= Self.mostLines else { throw .unexpected("at most 4096 lines", found: "\(lines.count)") }
        for (index, line) in lines.enumerated() {
            let items = line.split { $0 == 0x20 || $0 == 0x09 }.map(Array.init)
            guard let first = items.first, first.first != UInt8(ascii: "#") else { continue }
            do throws(TrustError) { try parser.read(items) } catch {
                throw .unexpected("a log policy", found: "line \(index + 1): \(error.message)")
            }
        }
        guard let quorum = parser.quorum else { throw .unexpected("a log policy", found: "no line 'quorum'") }
        self.init(logs: parser.logs, witnesses: parser.witnesses, quorum: quorum)
    }
}

/// Reads a policy line by line; a name must stand before it is used.
struct LogPolicyParser {
    private(set) var logs: [LogPolicy.Log] = []
    private(set) var witnesses: [LogPolicy.Witness] = []
    private(set) var quorum: LogPolicy.Quorum?
    private var names: [[UInt8]: LogPolicy.Quorum] = [:]
    private var members: Set<[UInt8]> = []

    private static let none = Array("none".utf8)

    mutating func read(_ items: [[UInt8]]) throws(TrustError) {
        switch String(decoding: items[0], as: UTF8.self) {
        case "log": try readLog(items)
        case "witness": try readWitness(items)
        case "group": try readGroup(items)
        case "quorum": try readQuorum(items)
        case let word: throw .unexpected("'log', 'witness', 'group' or 'quorum'", found: "'\(word)'")
        }
    }

    private mutating func readLog(_ items: [[UInt8]]) throws(TrustError) {
        guard (2...3).contains(items.count) else { throw .unexpected("'log KEY [URL]'", found: "other words") }
        let key = try Self.key(items[1], kind: .ed25519)
        guard !logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw .unexpected("each log once", found: "the key of '\(key.name)' twice")
        }
        logs.append(LogPolicy.Log(key: key, url: Self.url(items, at: 2)))
    }

    private mutating func readWitness(_ items: [[UInt8]]) throws(TrustError) {
        guard (3...4).contains(items.count) else {
            throw .unexpected("'witness NAME KEY [URL]'", found: "other words")
        }
        let key = try Self.key(items[2], kind: .cosignature)
        guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw .unexpected("each witness once", found: "the key of '\(key.name)' twice")
        }
        try define(items[1], as: .witness(key))
        witnesses.append(LogPolicy.Witness(name: items[1], key: key, url: Self.url(items, at: 3)))
    }

    private mutating func readGroup(_ items: [[UInt8]]) throws(TrustError) {
        guard items.count >= 4 else { throw .unexpected("'group NAME THRESHOLD MEMBER…'", found: "fewer words") }
        var quorums: [LogPolicy.Quorum] = []
        for name in items[3...] {
            quorums.append(try known(name))
            // Each may count in one way only.
            guard members.insert(name).inserted else {
                throw .unexpected("each member in one group", found: "'\(Self.text(name))' twice")
            }
        }
        let threshold: Int
        switch Self.text(items[2]) {
        case "all": threshold = quorums.count
        case "any": threshold = 1
        case let word:
            guard let number = DecimalText.number(word), (1...quorums.count).contains(number) else {
                throw .unexpected("'all', 'any' or 1…\(quorums.count)", found: "'\(word)'")
            }
            threshold = number
        }
        try define(items[1], as: .group(threshold: threshold, quorums))
    }

    private mutating func readQuorum(_ items: [[UInt8]]) throws(TrustError) {
        guard items.count == 2, quorum == nil else { throw .unexpected("one line 'quorum NAME'", found: "another") }
        quorum = items[1] == Self.none ? LogPolicy.Quorum.none : try known(items[1])
    }

    private mutating func define(_ name: [UInt8], as quorum: LogPolicy.Quorum) throws(TrustError) {
        guard name != Self.none, names.updateValue(quorum, forKey: name) == nil else {
            throw .unexpected("a new name", found: "'\(Self.text(name))' again")
        }
    }

    private func known(_ name: [UInt8]) throws(TrustError) -> LogPolicy.Quorum {
        guard let quorum = names[name] else {
            throw .unexpected("a witness or group of an earlier line", found: "'\(Self.text(name))'")
        }
        return quorum
    }

    private static func key(_ item: [UInt8], kind: VerifierKey.Kind) throws(TrustError) -> VerifierKey {
        let key = try VerifierKey(text(item))
        guard key.kind == kind else {
            throw .unexpected("a key of type \(kind.rawValue)", found: "one of type \(key.kind.rawValue)")
        }
        return key
    }

    private static func url(_ items: [[UInt8]], at index: Int) -> String? {
        items.indices.contains(index) ? text(items[index]) : nil
    }

    private static func text(_ item: [UInt8]) -> String { String(decoding: item, as: UTF8.self) }
}
