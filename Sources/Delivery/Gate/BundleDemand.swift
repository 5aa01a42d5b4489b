import Manifests
package import Trust

/// Who must have signed the policies that an environment is judged by.
///
///     policies:
///       signedBy: [security]          # roles of the trust policy; each must be reached
///       required: 1                   # people of each role
///       requireLog: true              # only signatures that the transparency log has count
package struct BundleDemand: Sendable, Hashable {
    package var roles: [Role]
    package var required = 1
    package var requiresLog = false

    package init(roles: [Role], required: Int = 1, requiresLog: Bool = false) {
        self.roles = roles
        self.required = required
        self.requiresLog = requiresLog
    }
}

extension BundleDemand {
    static func read(_ reader: inout FieldReader) -> BundleDemand? {
        let roles = reader.required("signedBy", .list(of: .choice(Role.self)))
        let required = reader.value("required", .integer(in: 1...1_000), default: 1)
        let requiresLog = reader.value("requireLog", .bool, default: false)
        guard let roles else { return nil }
        if roles.isEmpty { reader.report("expected at least one role, found none", at: "signedBy") }
        for role in Set(roles).sorted() where !role.signsArtifacts {
            reader.report("expected a role that signs artifacts, found '\(role.rawValue)'", at: "signedBy")
        }
        return BundleDemand(roles: Set(roles).sorted(), required: required, requiresLog: requiresLog)
    }
}
