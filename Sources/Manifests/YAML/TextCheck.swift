/// Looks through a text for bytes that are no UTF-8 and for characters that YAML does not allow
/// (YAML 1.1, section 4.1.1): control characters but tab, line feed and carriage return.
struct TextCheck {
    let text: UnsafeRawBufferPointer
    let file: String
    let start: Int

    func fault() -> Diagnostic? {
        var index = start
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                guard byte >= 0x20 ? byte != 0x7F : byte == 0x0A || byte == 0x09 || byte == 0x0D else {
                    return controlCharacter(UInt32(byte), at: index)
                }
                index += 1
                continue
            }
            guard let (scalar, width) = decode(at: index) else {
                return .error(
                    "expected UTF-8, found the byte 0x\(hexadecimal(UInt32(byte), digits: 2))", at: location(of: index),
                    hint: "save the file as UTF-8")
            }
            guard scalar >= 0xA0 || scalar == 0x85, scalar != 0xFEFF, scalar != 0xFFFE, scalar != 0xFFFF else {
                return controlCharacter(scalar, at: index)
            }
            index += width
        }
        return nil
    }

    /// The scalar that begins at an index and its bytes (RFC 3629, table in section 4); nil where there is none.
    private func decode(at index: Int) -> (scalar: UInt32, width: Int)? {
        let first = UInt32(text[index])
        let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, index + width <= text.count else { return nil }
        var scalar = first & (0xFF >> UInt32(width + 1))
        for offset in 1..<width {
            let next = UInt32(text[index + offset])
            guard next & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | next & 0x3F
        }
        let smallest: UInt32 = width == 4 ? 0x10000 : width == 3 ? 0x800 : 0x80
        guard scalar >= smallest, scalar <= 0x10FFFF, !(0xD800...0xDFFF).contains(scalar) else { return nil }
        return (scalar, width)
    }

    private func controlCharacter(_ scalar: UInt32, at index: Int) -> Diagnostic {
        .error(
            "expected text, found the control character U+\(hexadecimal(scalar, digits: 4))", at: location(of: index),
            hint: "write it as an escape in a double-quoted string")
    }

    private func hexadecimal(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private func location(of index: Int) -> SourceLocation {
        SourceLocation.of(byte: index, in: text, file: file)
    }
}

extension SourceLocation {
    /// The line and column of a byte; a byte order mark takes no column.
    static func of(byte index: Int, in text: UnsafeRawBufferPointer, file: String) -> SourceLocation {
        let before = text[..<min(index, text.count)]
        let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let hasMark = lineStart == 0 && text.starts(with: [0xEF, 0xBB, 0xBF]) && index >= 3
        // Continuation bytes take no column.
        let column = before[lineStart...].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return SourceLocation(file: file, line: line, column: hasMark ? column - 1 : column)
    }
}
