/// Reads the elements and the text of an XML document, as the answers of S3 are written (XML 1.0, without a document type).
///
/// The parser of Foundation brings libxml2 and ICU into the process, which cost every start of the program more than a
/// listing ever takes.
struct XMLReader {
    enum Event: Equatable {
        /// The element's name as written, prefix and all.
        case start(String)
        /// Resolved; an element's text may come in several parts.
        case text(String)
        case end
    }

    /// Elements inside one another.
    private static let deepest = 64

    private let bytes: [UInt8]
    private var index = 0
    private var open: [String] = []
    private var hasRoot = false
    /// The end of an element that was written as `<name/>` is still to come.
    private var isEmptyElement = false
    private var isBroken = false

    init(_ bytes: [UInt8]) { self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes }

    /// Whether the document was read to its end: one element, closed, and nothing after it.
    var isComplete: Bool { hasRoot && open.isEmpty && index == bytes.count && !isEmptyElement && !isBroken }

    /// - Returns: nil at the end, and at the first thing that is not XML; ``isComplete`` tells which.
    mutating func next() -> Event? {
        if isBroken { return nil }
        if isEmptyElement {
            isEmptyElement = false
            open.removeLast()
            return .end
        }
        while index < bytes.count {
            if bytes[index] != UInt8(ascii: "<") {
                let text = takeText()
                if !open.isEmpty { return Self.resolved(text).map(Event.text) ?? fail() }
                // White space is all that may stand outside the root.
                guard text.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return fail() }
            } else if skip("<!--") {
                guard skip(past: "-->") else { return fail() }
            } else if skip("<?") {
                guard skip(past: "?>") else { return fail() }
            } else if skip("<![CDATA[") {
                let start = index
                guard !open.isEmpty, skip(past: "]]>") else { return fail() }
                return String(validating: bytes[start..<(index - 3)], as: UTF8.self).map(Event.text) ?? fail()
            } else {
                return (skip("</") ? end() : start()) ?? fail()
            }
        }
        return nil
    }

    private mutating func fail() -> Event? {
        isBroken = true
        return nil
    }

    private mutating func takeText() -> ArraySlice<UInt8> {
        let end = bytes[index...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex
        defer { index = end }
        return bytes[index..<end]
    }

    private mutating func start() -> Event? {
        index += 1
        guard open.count < Self.deepest, !(hasRoot && open.isEmpty), let name = takeName(), let end = endOfTag() else {
            return nil
        }
        isEmptyElement = bytes[end - 1] == UInt8(ascii: "/")
        index = end + 1
        hasRoot = true
        open.append(name)
        return .start(name)
    }

    private mutating func end() -> Event? {
        guard let name = takeName(), name == open.last, let end = endOfTag() else { return nil }
        index = end + 1
        open.removeLast()
        return .end
    }

    private mutating func takeName() -> String? {
        let end = bytes[index...].firstIndex { [0x20, 0x09, 0x0A, 0x0D, 0x2F, 0x3E, 0x3C].contains($0) }
        guard let end, end > index, let name = String(validating: bytes[index..<end], as: UTF8.self),
            name.utf8.first != UInt8(ascii: "!")
        else { return nil }
        index = end
        return name
    }

    /// Where the tag's `>` is; one in an attribute's value does not count. Attributes say nothing to us.
    private func endOfTag() -> Int? {
        var quote: UInt8?
        for position in index..<bytes.count {
            switch (bytes[position], quote) {
            case (let byte, let open?): if byte == open { quote = nil }
            case (UInt8(ascii: "\""), nil), (UInt8(ascii: "'"), nil): quote = bytes[position]
            case (UInt8(ascii: ">"), nil): return position
            case (UInt8(ascii: "<"), nil): return nil
            default: break
            }
        }
        return nil
    }

    private mutating func skip(_ text: String) -> Bool {
        guard bytes[index...].starts(with: text.utf8) else { return false }
        index += text.utf8.count
        return true
    }

    private mutating func skip(past text: String) -> Bool {
        while index < bytes.count {
            if skip(text) { return true }
            index += 1
        }
        return false
    }

    /// - Returns: nil for an entity that XML itself does not have, and for what is no UTF-8.
    private static func resolved(_ text: ArraySlice<UInt8>) -> String? {
        guard text.contains(UInt8(ascii: "&")) else { return String(validating: text, as: UTF8.self) }
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                result.append(byte)
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: ";")), let scalar = scalar(named: rest[..<end]) else {
                return nil
            }
            result += String(Character(scalar)).utf8
            rest = rest[(end + 1)...]
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func scalar(named name: ArraySlice<UInt8>) -> Unicode.Scalar? {
        switch String(decoding: name, as: UTF8.self) {
        case "amp": "&"
        case "lt": "<"
        case "gt": ">"
        case "quot": "\""
        case "apos": "'"
        case let text where text.hasPrefix("#x"): UInt32(text.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        case let text where text.hasPrefix("#"): UInt32(text.dropFirst()).flatMap(Unicode.Scalar.init)
        default: nil
        }
    }
}
