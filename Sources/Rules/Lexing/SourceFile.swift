package import Manifests

/// The text of one policy or test file.
package struct SourceFile: Sendable {
    /// As a reader of messages knows it: the path within the bundle.
    package let name: String
    package let bytes: [UInt8]
    /// The offset at which each line begins; ascending, first 0.
    private let lineStarts: [Int32]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts: [Int32] = [0]
        if bytes.count <= Limits.sourceBytes {
            for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(Int32(index + 1)) }
        }
        lineStarts = starts
    }

    package init(name: String, text: String) { self.init(name: name, bytes: Array(text.utf8)) }

    /// The place of a byte; columns count Unicode scalars from 1.
    package func location(_ offset: Int) -> SourceLocation {
        let line = lineIndex(offset)
        let start = Int(lineStarts[line])
        var column = 1
        for byte in bytes[min(start, bytes.count)..<max(min(offset, bytes.count), min(start, bytes.count))]
        where byte & 0xC0 != 0x80 { column += 1 }
        return SourceLocation(file: name, line: line + 1, column: column)
    }

    /// The line of a byte, from 1.
    package func line(_ offset: Int) -> Int { lineIndex(offset) + 1 }

    package var lineCount: Int { lineStarts.count }

    /// The text of a line (from 1) without its line feed; empty beyond the end.
    package func text(ofLine line: Int) -> String {
        guard line >= 1, line <= lineStarts.count else { return "" }
        let start = Int(lineStarts[line - 1])
        let end = line < lineStarts.count ? Int(lineStarts[line]) - 1 : bytes.count
        return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
    }

    /// The name, operator or bracket that begins at a byte.
    func word(at offset: Int) -> String {
        guard bytes.indices.contains(offset) else { return "" }
        let isWord = Lexer.isNameByte
        let isSymbol = { (byte: UInt8) in Array("<>=!&|+-*/%?".utf8).contains(byte) }
        let same = isWord(bytes[offset]) ? isWord : isSymbol
        let end = bytes[offset...].firstIndex { !same($0) } ?? bytes.count
        return String(decoding: bytes[offset..<max(end, offset + 1)].prefix(40), as: UTF8.self)
    }

    private func lineIndex(_ offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
