package import Manifests
import Trust

/// What tells one version of a workload from another: the SHA-256 of the canonical JSON of its version part.
package struct VersionDigest: Sendable, Hashable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let hex: String

    package init(of object: Value) { hex = SHA256Digest(of: JSON.canonical(VersionPart(of: object).value)).hex }

    /// Reads `sha256:` and 64 hexadecimal digits.
    package init?(_ text: String) {
        let hex = text.trimmingPrefix("sha256:")
        guard hex.utf8.count == 64, text.utf8.count == 71,
            hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.hex = String(hex)
    }

    package var description: String { "sha256:\(hex)" }
}
