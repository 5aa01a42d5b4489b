import Foundation

/// Tags that YAML 1.1 and go-yaml give a meaning.
enum ScalarTag {
    static let prefix = "tag:yaml.org,2002:"
    static let merge = prefix + "merge"
}

/// What a scalar event means once its tag is taken into account.
enum TaggedScalar {
    case plain(ScalarResolver.Resolution)
    case binary(String)
}

/// Why a scalar has no meaning.
struct ScalarFault: Error {
    var message: String
    var hint: String?
}

extension EventReader {
    /// Whether the event is the key `<<` that merges other mappings into the one it stands in.
    var isMergeKey: Bool {
        guard kind == .scalar, scalar.count == 2, scalar[0] == UInt8(ascii: "<"), scalar[1] == UInt8(ascii: "<") else {
            return false
        }
        return isImplicit || tag == ScalarTag.merge
    }

    /// The meaning of the scalar at which the reader stands.
    func resolveScalar() -> Result<TaggedScalar, ScalarFault> {
        guard let tag, tag != "!" else {
            let isPlain = isImplicit && tag == nil
            return .success(.plain(isPlain ? ScalarResolver.resolve(scalar) : .string))
        }
        guard tag.hasPrefix(ScalarTag.prefix) else { return .success(.plain(.string)) }
        let name = String(tag.dropFirst(ScalarTag.prefix.count))
        switch name {
        case "binary": return resolveBinary()
        case "bool", "int", "float", "null": return resolve(as: name)
        case "timestamp":
            return Self.looksLikeDate(scalar)
                ? .success(.plain(.string)) : .failure(mismatch(tag: name, found: ScalarResolver.resolve(scalar)))
        default: return .success(.plain(.string))
        }
    }

    private func resolve(as tag: String) -> Result<TaggedScalar, ScalarFault> {
        let found = ScalarResolver.resolve(scalar)
        switch (tag, found) {
        case ("bool", .bool), ("null", .null), ("int", .integer), ("int", .unsigned), ("float", .double):
            return .success(.plain(found))
        case ("float", .integer(let integer)): return .success(.plain(.double(Double(integer))))
        default: return .failure(mismatch(tag: tag, found: found))
        }
    }

    private func mismatch(tag: String, found: ScalarResolver.Resolution) -> ScalarFault {
        let text = String(decoding: scalar.prefix(60), as: UTF8.self)
        return ScalarFault(message: "expected a value that '!!\(tag)' fits, found '\(text)', which is \(found.inWords)")
    }

    private func resolveBinary() -> Result<TaggedScalar, ScalarFault> {
        let text = scalar.filter { $0 != 0x0A && $0 != 0x0D }
        guard let data = Data(base64Encoded: Data(text)) else {
            return .failure(ScalarFault(message: "expected base64 after '!!binary'"))
        }
        guard let string = String(validating: data, as: UTF8.self) else {
            return .failure(
                ScalarFault(
                    message: "expected '!!binary' to hold UTF-8 text, found other bytes",
                    hint: "a value is text; put the base64 into 'binaryData' without the tag"))
        }
        return .success(.binary(string))
    }

    private static func looksLikeDate(_ text: UnsafeRawBufferPointer) -> Bool {
        text.count >= 8 && text[4] == UInt8(ascii: "-") && text.prefix(4).allSatisfy(GoNumber.isDigit)
    }
}

extension ScalarResolver.Resolution {
    fileprivate var inWords: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .unsigned: "an integer"
        case .double: "a number"
        case .string: "a string"
        }
    }
}
