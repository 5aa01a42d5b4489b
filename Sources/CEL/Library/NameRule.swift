import Patterns

/// Kubernetes' rules for names, and its words where one is broken (apimachinery `util/validation`).
struct NameRule: Sendable {
    let pattern: String
    let longest: Int
    let explanation: String

    static let label = NameRule(
        pattern: "[a-z0-9]([-a-z0-9]*[a-z0-9])?", longest: 63,
        explanation:
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    )
    static let subdomain = NameRule(
        pattern: "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*", longest: 253,
        explanation:
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    )
    static let dns1035Label = NameRule(
        pattern: "[a-z]([-a-z0-9]*[a-z0-9])?", longest: 63,
        explanation:
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
    )
    static let labelValue = NameRule(
        pattern: "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?", longest: 63,
        explanation:
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    )
    private static let qualifiedName = NameRule(
        pattern: "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", longest: 63,
        explanation:
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
    )

    func faults(_ text: String) -> [String] {
        var faults: [String] = []
        if text.utf8.count > longest { faults.append("must be no more than \(longest) bytes") }
        let isMatch = (try? PatternStore.shared.pattern("^(?:\(pattern))$"))?.matches(text) ?? false
        if !isMatch { faults.append(explanation) }
        return faults
    }

    /// A prefix may end with what a name may not.
    func faults(ofPrefix text: String) -> [String] {
        guard text.utf8.count > 1, text.hasSuffix("-") else { return faults(text) }
        return faults(text.dropLast() + "a")
    }

    /// `example.com/name`
    @Sendable static func qualifiedNameFaults(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var faults: [String] = []
        switch parts.count {
        case 1: break
        case 2:
            if parts[0].isEmpty {
                faults.append("prefix part must be non-empty")
            } else {
                faults += subdomain.faults(parts[0]).map { "prefix part \($0)" }
            }
        default:
            return [
                "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            ]
        }
        let name = parts.last ?? ""
        if name.isEmpty { faults.append("name part must be non-empty") }
        return faults + qualifiedName.faults(name).map { $0.hasPrefix("must be") ? "name part \($0)" : $0 }
    }
}
