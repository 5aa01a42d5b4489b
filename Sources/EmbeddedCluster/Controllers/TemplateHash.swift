import Manifests

/// Short names for templates: `7f9c6d5b8f`, in the letters that Kubernetes takes so that no words arise.
enum TemplateHash {
    private static let letters = Array("bcdfghjklmnpqrstvwxz2456789")

    /// The same text for the same template, on every run: FNV-1a over its canonical JSON.
    ///
    /// - Parameter collisions: how many other texts for it are taken.
    static func text(of template: Value, collisions: Int = 0) -> String {
        let suffix = collisions > 0 ? String(collisions) : ""
        let decimal = String(UInt32(truncatingIfNeeded: number(of: JSON.canonical(template) + Array(suffix.utf8))))
        return String(decimal.utf8.map { letters[Int($0) % letters.count] })
    }

    /// FNV-1a, 64 bits.
    static func number(of bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    static func randomSuffix() -> String {
        String((0..<5).map { _ in letters[Int.random(in: letters.indices)] })
    }
}
