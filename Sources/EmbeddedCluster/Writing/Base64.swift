import Foundation

/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
enum Base64 {
    static func encode(_ bytes: some Sequence<UInt8>) -> String { Data(bytes).base64EncodedString() }

    static func isValid(_ text: String) -> Bool { Data(base64Encoded: text) != nil }
}
