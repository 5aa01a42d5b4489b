/// A pattern of artifact or environment names: `*` is any run of characters but `/`, `**` any run, `?` one but `/`.
///
///     NamePattern("models/*").matches("models/fraud")        // true
///     NamePattern("models/*").matches("models/fraud/v2")     // false
package struct NamePattern: Sendable, Hashable {
    package let text: String

    private enum Part: Hashable {
        case character(UInt8)
        case oneInSegment
        case anyInSegment
        case any
    }

    private let parts: [Part]

    /// - Returns: nil for an empty pattern and for one of more than 512 bytes.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 512 else { return nil }
        self.text = text
        var parts: [Part] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "*") where parts.last == .anyInSegment: parts[parts.count - 1] = .any
            case UInt8(ascii: "*") where parts.last == .any: break
            case UInt8(ascii: "*"): parts.append(.anyInSegment)
            case UInt8(ascii: "?"): parts.append(.oneInSegment)
            default: parts.append(.character(byte))
            }
        }
        self.parts = parts
    }

    /// Takes time in proportion to pattern times name, whatever the pattern.
    package func matches(_ name: String) -> Bool {
        var reached = [Bool](repeating: false, count: parts.count + 1)
        reached[0] = true
        Self.skipRuns(parts, &reached)
        for byte in name.utf8 {
            var next = [Bool](repeating: false, count: parts.count + 1)
            for (index, part) in parts.enumerated() where reached[index] {
                switch part {
                case .character(let expected): if byte == expected { next[index + 1] = true }
                case .oneInSegment: if byte != UInt8(ascii: "/") { next[index + 1] = true }
                case .anyInSegment: if byte != UInt8(ascii: "/") { next[index] = true }
                case .any: next[index] = true
                }
            }
            Self.skipRuns(parts, &next)
            reached = next
        }
        return reached[parts.count]
    }

    /// A run may be empty.
    private static func skipRuns(_ parts: [Part], _ reached: inout [Bool]) {
        for (index, part) in parts.enumerated() where reached[index] && (part == .any || part == .anyInSegment) {
            reached[index + 1] = true
        }
    }
}
