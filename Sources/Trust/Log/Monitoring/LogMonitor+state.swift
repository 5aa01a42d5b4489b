extension LogMonitor.State {
    /// What is written down between two looks: the size, the root and the latest time, a line each.
    package var bytes: [UInt8] {
        Array("\(size)\n\(root.base64)\n\(latest.map { "\($0)\n" } ?? "")".utf8)
    }

    /// - Throws: ``TrustError/unexpected(_:found:)``: a damaged state is never taken for none.
    package init(_ bytes: [UInt8]) throws(TrustError) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard (3...4).contains(lines.count), lines.last?.isEmpty == true, let size = DecimalText.number(lines[0]),
            let root = TreeHash(base64: lines[1])
        else { throw Self.damaged }
        self.init(size: size, root: root)
        guard lines.count == 4 else { return }
        guard let time = LogTime(String(lines[2])) else { throw Self.damaged }
        latest = time
    }

    private static var damaged: TrustError {
        .unexpected("a monitor's state of a size, a root and a time", found: "other text")
    }
}

extension LogMonitor.Alert: CustomStringConvertible {
    /// For programs: constant, one word.
    package var code: String {
        switch self {
        case .unexpectedKey: "unexpectedKey"
        case .unreadable: "unreadable"
        case .wentBack: "wentBack"
        case .rolledBack: "rolledBack"
        case .inconsistent: "inconsistent"
        case .splitView: "splitView"
        case .unverified: "unverified"
        }
    }

    /// The entry that it is about; nil where it is about the whole log.
    package var index: Int? {
        switch self {
        case .unexpectedKey(let index, _), .unreadable(let index, _), .wentBack(let index, _, _): index
        case .rolledBack, .inconsistent, .splitView, .unverified: nil
        }
    }

    package var description: String {
        switch self {
        case .unexpectedKey(let index, let key): "entry \(index) is by the key '\(key)', which is not expected"
        case .unreadable(let index, let reason): "entry \(index) cannot be read: \(reason)"
        case .wentBack(let index, let time, let latest):
            "entry \(index) says \(time), long after one of \(latest): the signer's clock was set back"
        case .rolledBack(let found, let seen): "the log shows \(found) entries, it showed \(seen) before"
        case .inconsistent(let reason): "the log contradicts itself: \(reason)"
        case .splitView(let size): "others were shown another log of \(size) entries"
        case .unverified(let reason): reason
        }
    }
}
