import Manifests
package import Trust

/// Who must have signed every commit before an environment follows it.
///
///     commits:
///       signedBy: [committer]
///       since: 3f2a…40 digits          # what was made before needs no signature
package struct CommitDemand: Sendable, Hashable {
    package var roles: [Role]
    /// A commit, 40 hexadecimal digits, up to which history is taken as it is. The head says so, and the head itself
    /// is always verified, so a committer answers for it.
    package var since: String?

    package init(roles: [Role] = [.committer], since: String? = nil) {
        self.roles = roles
        self.since = since
    }
}

extension CommitDemand {
    static func read(_ reader: inout FieldReader) -> CommitDemand? {
        let roles = reader.required("signedBy", .list(of: .choice(Role.self)))
        let since = reader.optional("since", .string)
        guard let roles else { return nil }
        if roles != [.committer] {
            let found = roles.isEmpty ? "none" : roles.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            reader.report("expected the role that signs commits, 'committer', found \(found)", at: "signedBy")
        }
        if let since, since.utf8.count != 40 || !since.allSatisfy(\.isHexDigit) {
            reader.report("expected a commit of 40 hexadecimal digits, found '\(since)'", at: "since")
        }
        return CommitDemand(roles: roles, since: since?.lowercased())
    }
}
