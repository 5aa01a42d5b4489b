package import Manifests
import Trust

/// What a Secret or a ConfigMap holds encoded must decode: a server refuses the whole object for one key, in the middle
/// of a sync, in words that quote the value.
package struct EncodedDataRule: AdmissionRule {
    package init() {}

    package func review(_ resource: Resource) -> [Diagnostic] {
        guard resource.kind.group.isEmpty else { return [] }
        switch resource.kind.kind {
        case "Secret":
            return faults(
                at: "data", of: resource, but: SealedValue.isSealed, hint: "write plain text under 'stringData'")
        case "ConfigMap":
            return faults(at: "binaryData", of: resource, but: { _ in false }, hint: "write plain text under 'data'")
        default: return []
        }
    }

    /// What is no text is the schema's to tell.
    private func faults(
        at field: String, of resource: Resource, but isSealed: (String) -> Bool, hint: String
    ) -> [Diagnostic] {
        (resource.object[field]?.object ?? Object()).compactMap { member in
            guard let text = member.value.string, !isSealed(text), !Self.isDecoded(text) else { return nil }
            let steps: [PathStep] = [.key(field), .key(member.key)]
            return .error(
                "expected '\(steps.text)' to be base64 (RFC 4648, with padding), found text that is not",
                at: resource.document.nearestLocation(of: steps), hint: hint)
        }
    }

    /// Whether Go decodes it, as Kubernetes does: line breaks may be anywhere, padding must be there, and bits that no
    /// byte takes may be set.
    private static func isDecoded(_ text: String) -> Bool {
        let bytes = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let padding = bytes.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return bytes.count.isMultiple(of: 4)
            && bytes.dropLast(padding).allSatisfy { Base64.digit($0, isURLSafe: false) != nil }
    }
}
