/// A key of a map; numbers of different types that are equal are one key.
enum MapKey: Hashable, Sendable {
    case bool(Bool)
    case integer(Int64)
    /// Beyond what an integer holds.
    case large(UInt64)
    case text(ByteString)

    /// Nil for what can be no key, and for a number that equals none.
    init?(_ datum: Datum) {
        switch datum {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .integer(value)
        case .uint(let value): self = Int64(exactly: value).map(MapKey.integer) ?? .large(value)
        case .double(let value):
            if let integer = Int64(exactly: value) {
                self = .integer(integer)
            } else if let large = UInt64(exactly: value) {
                self = .large(large)
            } else {
                return nil
            }
        case .string(let text): self = .text(ByteString(text))
        default: return nil
        }
    }
}

/// A text that equals another byte by byte, not by canonical equivalence.
struct ByteString: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ByteString, right: ByteString) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
