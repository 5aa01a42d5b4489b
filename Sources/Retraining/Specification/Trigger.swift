import Manifests

/// What is told that a model should be trained anew.
package enum Trigger: Sendable, Hashable {
    case webhook(Webhook)
    case github(GitHubDispatch)
    case jenkins(JenkinsBuild)
    case mlflow(MLflowTag)

    static func read(_ reader: inout FieldReader) -> Trigger? {
        let kinds = ["webhook", "github", "jenkins", "mlflow"]
        let named = kinds.filter { reader.has($0) }
        guard named.count == 1 else {
            let found = named.isEmpty ? "none" : named.joined(separator: ", ")
            reader.report("expected one of \(kinds.map { "'\($0)'" }.joined(separator: ", ")), found \(found)")
            return nil
        }
        if named == ["webhook"] { return reader.object("webhook", Webhook.read).map { .webhook($0) } }
        if named == ["github"] { return reader.object("github", GitHubDispatch.read).map { .github($0) } }
        if named == ["jenkins"] { return reader.object("jenkins", JenkinsBuild.read).map { .jenkins($0) } }
        return reader.object("mlflow", MLflowTag.read).map { .mlflow($0) }
    }

    /// What it is, and where: the part of a journal's entry that tells one trigger from another.
    package var name: String {
        switch self {
        case .webhook(let hook): "webhook \(hook.url)"
        case .github(let dispatch): "github \(dispatch.repository) \(dispatch.target.name)"
        case .jenkins(let build): "jenkins \(build.url) \(build.job)"
        case .mlflow(let tag): "mlflow \(tag.url) \(tag.model)\(tag.version.map { "/\($0)" } ?? "")"
        }
    }

    /// Whether being told twice has the effect of being told once: a webhook's receiver knows its id again, and a tag
    /// is set to what it was. A dispatched workflow or a build would run twice.
    var repeatsSafely: Bool {
        switch self {
        case .webhook, .mlflow: true
        case .github, .jenkins: false
        }
    }
}

extension FieldReader {
    /// An address without a `/` at its end.
    mutating func address(_ name: String, default fallback: String? = nil) -> String? {
        let given = fallback == nil ? required(name, .nonEmptyString) : optional(name, .nonEmptyString)
        guard let text = given ?? fallback else { return nil }
        if !text.hasPrefix("https://"), !text.hasPrefix("http://") {
            report("expected an address with https:// or http://, found '\(text)'", at: name)
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
