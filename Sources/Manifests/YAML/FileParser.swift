/// Reads a file document by document, and goes on after a syntax error at the next document.
struct FileParser {
    let source: SourceText
    let text: UnsafeRawBufferPointer
    let limits: YAML.Limits

    func parse() -> (documents: [Document], diagnostics: [Diagnostic]) {
        var faults = FaultList(limit: limits.diagnostics)
        var documents: [Document] = []
        var documentCount = 0
        var offset = source.contentStart
        var line = 0
        while true {
            let rest = UnsafeRawBufferPointer(rebasing: text[offset...])
            var composer = Composer(
                rest, source: source, offset: offset, line: line, limits: limits, documentCount: documentCount,
                faults: faults)
            composer.readDocuments(into: &documents)
            faults = composer.faults
            documentCount = composer.documentCount
            guard let stop = composer.stop, !faults.isFull, let next = nextDocument(in: rest, after: stop) else {
                break
            }
            line += newlines(in: rest[..<next])
            offset += next
        }
        if !faults.diagnostics.isEmpty,
            let conflict = ConflictMarker.fault(in: text, file: source.file, from: source.contentStart)
        {
            return (documents, [conflict])
        }
        return (documents, faults.diagnostics)
    }

    /// The beginning of the first line at or after a fault that starts with `---`.
    private func nextDocument(in text: UnsafeRawBufferPointer, after stop: Composer.Stop) -> Int? {
        // One byte back, because the fault may be that very line.
        var index = min(max(stop.byte - 1, stop.documentStart), text.count)
        while let lineFeed = text[index...].firstIndex(of: 0x0A) {
            index = lineFeed + 1
            if beginsDocument(text[index...]) { return index }
        }
        return nil
    }

    private func beginsDocument(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard line.starts(with: [0x2D, 0x2D, 0x2D]) else { return false }
        let after = line.dropFirst(3).first
        return after == nil || after == 0x0A || after == 0x0D || after == 0x20 || after == 0x09
    }

    private func newlines(in text: Slice<UnsafeRawBufferPointer>) -> Int {
        text.reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
    }
}

/// Diagnostics up to a number.
struct FaultList {
    private(set) var diagnostics: [Diagnostic] = []
    /// Also of those that were not kept.
    private(set) var count = 0
    private let limit: Int

    var isFull: Bool { diagnostics.count >= limit }

    init(limit: Int) { self.limit = limit }

    mutating func append(_ diagnostic: Diagnostic) {
        count += 1
        if diagnostics.count < limit { diagnostics.append(diagnostic) }
    }
}
