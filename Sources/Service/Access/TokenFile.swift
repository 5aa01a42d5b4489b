package import Manifests
import Trust

/// The bearer tokens of an operator's file, known by their digests alone: `kind: APITokens`.
///
/// ```yaml
/// apiVersion: lockstep/v1
/// kind: APITokens
/// spec:
///   tokens:
///     - name: grafana
///       groups: [monitoring]
///       sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
///       expires: 2027-01-01T00:00:00Z
///   issuers:
///     - issuer: https://login.example.com
///       audience: lockstep
/// ```
package struct TokenFile: Sendable {
    /// Who bears a token, as `access` policies see them.
    package struct Principal: Sendable, Hashable {
        package var name: String
        package var groups: [String]
    }

    private struct Entry {
        var digest: SHA256Digest
        var principal: Principal
        var expires: Timestamp?
    }

    private let entries: [SHA256Digest: Entry]
    let issuers: [TokenIssuer]

    /// - Returns: nil where something is wrong, which `diagnostics` then tells.
    package static func read(_ bytes: [UInt8], file: String, into diagnostics: inout [Diagnostic]) -> TokenFile? {
        let (documents, found) = YAML.parse(bytes, file: file)
        diagnostics += found
        guard let document = documents.first, documents.count == 1 else {
            diagnostics.append(
                .error(
                    "expected one document of kind APITokens, found \(documents.count)",
                    at: SourceLocation(file: file, line: 1, column: 1)))
            return nil
        }
        var reader = FieldReader(document)
        if let version = reader.required("apiVersion", .string), version != "lockstep/v1" {
            reader.report("expected 'lockstep/v1', found '\(version)'", at: "apiVersion")
        }
        if let kind = reader.required("kind", .string), kind != "APITokens" {
            reader.report("expected kind 'APITokens', found '\(kind)'", at: "kind")
        }
        let spec = reader.requiredObject("spec") {
            ($0.objects("tokens", entry), $0.objects("issuers", TokenIssuer.read))
        }
        let (entries, issuers) = spec ?? ([], [])
        let names = issuers.map(\.demand.issuer)
        if Set(names).count != names.count {
            reader.report("expected each issuer once, found one twice", at: "spec")
        }
        let digests = entries.map(\.digest)
        if Set(digests).count != digests.count {
            reader.report("expected each token once, found a digest twice", at: "spec")
        }
        reader.rejectUnknownFields()
        diagnostics += reader.diagnostics
        guard reader.isValid, found.isEmpty else { return nil }
        return TokenFile(
            entries: Dictionary(entries.map { ($0.digest, $0) }) { first, _ in first }, issuers: issuers)
    }

    private static func entry(_ reader: inout FieldReader) -> Entry? {
        let name = reader.required("name", .nonEmptyString)
        let groups = reader.value("groups", .list(of: .nonEmptyString), default: [])
        let digest = reader.required("sha256", .sha256)
        let expires = reader.optional("expires", .timestamp)
        guard let name, let digest else { return nil }
        return Entry(digest: digest, principal: Principal(name: name, groups: groups), expires: expires)
    }

    /// Who bears this token; nil for one that is not in the file or has run out.
    ///
    /// Tokens are found by their digest: how long that takes tells nothing of a token.
    func principal(bearing token: String, at time: Timestamp) -> Principal? {
        guard let entry = entries[SHA256Digest(of: token.utf8)] else { return nil }
        if let expires = entry.expires, time >= expires { return nil }
        return entry.principal
    }
}

extension FieldKind where T == SHA256Digest {
    fileprivate static var sha256: FieldKind {
        FieldKind("64 hexadecimal digits") { $0.string.flatMap(SHA256Digest.init(hexadecimal:)) }
    }
}

extension FieldKind where T == Timestamp {
    fileprivate static var timestamp: FieldKind {
        FieldKind("a time like '2027-01-01T00:00:00Z'") { $0.string.flatMap(Timestamp.init) }
    }
}
