import Patterns
import StructuredMerge

/// The parts of a URL, as Go's `net/url` takes it apart.
struct WebAddress: Sendable {
    let text: String
    private(set) var scheme = ""
    /// With its port, and with the brackets of an address of version 6.
    private(set) var host = ""
    private var path = ""
    private var rawQuery = ""

    /// - Returns: why the text is neither an absolute URL nor an absolute path; nil where it is one.
    static func fault(ofRequest text: String) -> String? {
        let why: String?
        if text.isEmpty {
            why = "empty url"
        } else if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            why = "net/url: invalid control character in URL"
        } else if text != "*", !text.hasPrefix("/"), scheme(of: text) == nil {
            why = text.hasPrefix(":") ? "missing protocol scheme" : "invalid URI for request"
        } else {
            why = WebAddress(text) == nil ? "invalid URI for request" : nil
        }
        return why.map { "parse \(GoText.quoted(text)): \($0)" }
    }

    init?(_ text: String) {
        self.text = text
        var rest = text.prefix { $0 != "#" }
        if let scheme = Self.scheme(of: text) {
            self.scheme = scheme.lowercased()
            rest = rest.dropFirst(scheme.count + 1)
        }
        if let mark = rest.firstIndex(of: "?") {
            rawQuery = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if rest.hasPrefix("//"), !scheme.isEmpty || !rest.hasPrefix("///") {
            let end = rest.dropFirst(2).firstIndex(of: "/") ?? rest.endIndex
            guard let host = Self.host(rest[rest.startIndex..<end].dropFirst(2)) else { return nil }
            self.host = host
            rest = rest[end...]
        }
        guard let path = Self.decoded(rest, plusIsSpace: false) else { return nil }
        self.path = path
        escaped = Self.isValidlyEscaped(rest) ? String(rest) : Self.encoded(path)
    }

    private var escaped = ""
    var escapedPath: String { escaped }

    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else { return nil }
        let scheme = text[..<colon]
        guard let first = scheme.unicodeScalars.first, first.isIdentifierStart, first != "_" else { return nil }
        let isScheme = scheme.unicodeScalars.allSatisfy {
            ($0.isIdentifierStart && $0 != "_") || $0.isDigit || "+-.".unicodeScalars.contains($0)
        }
        return isScheme ? String(scheme) : nil
    }

    private static func host(_ authority: Substring) -> String? {
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let port: Substring
        if host.hasPrefix("[") {
            guard let bracket = host.lastIndex(of: "]") else { return nil }
            port = host[host.index(after: bracket)...]
        } else {
            port = host.firstIndex(of: ":").map { host[$0...] } ?? ""
        }
        guard port.isEmpty || (port.hasPrefix(":") && port.dropFirst().unicodeScalars.allSatisfy(\.isDigit)) else {
            return nil
        }
        guard !host.contains(where: { " <>\"\\^`{}|".contains($0) }) else { return nil }
        return decoded(host, plusIsSpace: false)
    }

    private var portStart: String.Index? {
        let afterBracket = host.lastIndex(of: "]") ?? host.startIndex
        return host[afterBracket...].lastIndex(of: ":")
    }

    var hostname: String {
        let name = portStart.map { String(host[..<$0]) } ?? host
        return name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    }

    var port: String { portStart.map { String(host[host.index(after: $0)...]) } ?? "" }

    /// Names in their order, with all values of each.
    var query: [(name: String, values: [String])] {
        var result: [(name: String, values: [String])] = []
        for pair in rawQuery.split(separator: "&") where !pair.contains(";") {
            let equals = pair.firstIndex(of: "=")
            guard let name = Self.decoded(pair[..<(equals ?? pair.endIndex)], plusIsSpace: true),
                let value = Self.decoded(
                    equals.map { pair[pair.index(after: $0)...] } ?? "", plusIsSpace: true)
            else { continue }
            if let index = result.firstIndex(where: { $0.name == name }) {
                result[index].values.append(value)
            } else {
                result.append((name, [value]))
            }
        }
        return result
    }

    // MARK: Escapes

    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16),
                    high != UInt8(ascii: "+")
                else { return nil }
                bytes.append(value)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        let scalar = Unicode.Scalar(byte)
        return scalar.isIdentifierStart || scalar.isDigit || "-.~$&+,/:;=@".unicodeScalars.contains(scalar)
    }

    private static func isValidlyEscaped(_ path: Substring) -> Bool {
        path.utf8.allSatisfy { isUnreserved($0) || "!'()*[]%".utf8.contains($0) }
    }

    private static func encoded(_ path: String) -> String {
        path.utf8.map { byte in
            isUnreserved(byte)
                ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
        }.joined()
    }
}
