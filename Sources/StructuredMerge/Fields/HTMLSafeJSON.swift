import Manifests

/// JSON as Go's `encoding/json` writes it by default: `<`, `>`, `&`, U+2028 and U+2029 are escaped and 80.0 is `80`,
/// so the keys of a field set match the server's byte for byte.
enum HTMLSafeJSON {
    static func string(_ value: Value) -> String {
        let text = String(decoding: JSON.canonical(value), as: UTF8.self)
        guard text.utf8.contains(where: { $0 == 0x3C || $0 == 0x3E || $0 == 0x26 || $0 == 0xE2 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x3C: result += "\\u003c"
            case 0x3E: result += "\\u003e"
            case 0x26: result += "\\u0026"
            case 0x2028: result += "\\u2028"
            case 0x2029: result += "\\u2029"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
