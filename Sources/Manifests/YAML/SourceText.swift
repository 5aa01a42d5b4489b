import Synchronization

/// The bytes of a file, shared by its documents so that a position can be found when somebody asks for it.
///
/// Keeping no position for each leaf, a file of ten thousand objects costs its own bytes and nothing more.
/// Small documents are read again at each question; the syntax of the last large one is kept, because a
/// large list with many faults asks many times.
final class SourceText: Sendable {
    let bytes: [UInt8]
    let file: String
    private let kept = Mutex<Kept?>(nil)
    /// Bytes; reading so much again takes about a millisecond.
    private static let largeDocument = 64 << 10

    private struct Kept: Sendable {
        var offset: Int
        var root: SyntaxNode
    }

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    /// Three bytes where the file begins with a UTF-8 byte order mark.
    var contentStart: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// The syntax of the document that begins at a byte offset; its lines count from there.
    func syntax(at extent: DocumentExtent) -> SyntaxNode? {
        if let kept = kept.withLock({ $0 }), kept.offset == extent.bytes.lowerBound { return kept.root }
        let root = bytes.withUnsafeBytes { buffer in
            SyntaxParser.parse(UnsafeRawBufferPointer(rebasing: buffer[extent.bytes]))
        }
        guard let root else { return nil }
        if extent.bytes.count >= Self.largeDocument {
            let latest = Kept(offset: extent.bytes.lowerBound, root: root)
            kept.withLock { $0 = latest }
        }
        return root
    }

    /// What makes the bytes no YAML text at all: the size, another encoding, invalid UTF-8, control characters.
    func fault(limits: YAML.Limits) -> Diagnostic? {
        guard bytes.count <= limits.bytes else {
            return .error(
                "expected at most \(limits.bytes) bytes, found \(bytes.count)",
                at: SourceLocation(file: file, line: 1, column: 1),
                hint: "split the file; what is not for the cluster does not belong among manifests")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return .error(
                "expected UTF-8, found UTF-16", at: SourceLocation(file: file, line: 1, column: 1),
                hint: "save the file as UTF-8")
        }
        return bytes.withUnsafeBytes { TextCheck(text: $0, file: file, start: contentStart).fault() }
    }
}

/// Where a document lies in its file.
struct DocumentExtent: Sendable {
    var bytes: Range<Int>
    /// Lines before it.
    var line: Int
}
