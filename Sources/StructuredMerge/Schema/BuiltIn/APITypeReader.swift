import Manifests

/// Reads the fields of a type in the notation of ``APITypes``, byte by byte.
///
/// The tables are the project's own text, compared by tests with a server's documents; a token that cannot be read
/// gives no field.
struct APITypeReader {
    private var rest: Substring.UTF8View
    private let package: String

    static func fields(_ body: Substring, package: String) -> [APIType.Field] {
        body.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.compactMap { token in
            var reader = APITypeReader(rest: token, package: package)
            return reader.field()
        }
    }

    private mutating func field() -> APIType.Field? {
        let name = take { $0 != UInt8(ascii: ":") }
        guard skip(":") else { return nil }
        var number: UInt64 = 0
        while let byte = rest.first, let digit = digit(byte) {
            number = number &* 10 &+ UInt64(digit)
            rest.removeFirst()
        }
        let isPointer = skip("*")
        guard let shape = shape() else { return nil }
        var field = APIType.Field(name: name == "^" ? "" : name, number: number, shape: shape, isPointer: isPointer)
        readFlags(of: &field)
        return field
    }

    private mutating func readFlags(of field: inout APIType.Field) {
        field.isGranular = skip("%")
        if skip("!") { field.omission = .never } else if skip("-") { field.omission = .whenZero }
        field.isRequired = field.omission == .never
        if skip("?") { field.isRequired = false } else if skip("+") { field.isRequired = true }
        if skip("=") { field.declaredDefault = try? JSON.parse(take { $0 != UInt8(ascii: "~") }) }
        if skip("~") {
            let names = values()
            field.patchStrategy = PatchStrategy(
                merges: names.contains("merge"), retainsKeys: names.contains("retainKeys"),
                mergeKey: skip(":") ? take { _ in true } : nil)
        }
    }

    private mutating func shape() -> APIType.Shape? {
        if skip("[") {
            guard let item = shape(), skip("]") else { return nil }
            return .list(item, listType())
        }
        if skip("{") {
            guard let item = shape(), skip("}") else { return nil }
            return .map(item, isAtomic: skip("@"))
        }
        let name = take(while: Self.isOfName)
        guard let first = name.utf8.first else { return nil }
        guard name.utf8.count == 1 else {
            return .type(first == UInt8(ascii: ".") ? package + name : name)
        }
        switch Unicode.Scalar(first) {
        case "s": return .string(values: skip("|") ? values() : [])
        case "b": return .boolean
        case "i": return .int32
        case "l": return .int64
        case "d": return .double
        case "y": return .bytes
        case "Q": return .quantity
        case "T": return .time
        case "M": return .microTime
        case "O": return .integerOrString
        case "X": return .raw
        case "F": return .fieldSet
        case "W": return .wrappedStrings
        default: return nil
        }
    }

    private mutating func values() -> [String] {
        var values: [String] = []
        repeat { values.append(take { Self.isOfName($0) || $0 == UInt8(ascii: "*") }) } while skip(",")
        return values
    }

    private mutating func listType() -> ListType {
        switch take(while: Self.isOfName) {
        case "set": return .set
        case "map" where skip("("):
            let keys = values()
            return skip(")") ? .map(keys: keys) : .atomic
        default: return .atomic
        }
    }

    // MARK: Bytes

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private func digit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func take(while matches: (UInt8) -> Bool) -> String {
        let end = rest.firstIndex { !matches($0) } ?? rest.endIndex
        let taken = rest[rest.startIndex..<end]
        rest = rest[end...]
        return String(Substring(taken))
    }
}
