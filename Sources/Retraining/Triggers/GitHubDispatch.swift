import Manifests
import Transport

/// A `repository_dispatch` or `workflow_dispatch` of GitHub's REST API, version 2022-11-28.
package struct GitHubDispatch: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
        /// Starts every workflow that listens for this type of event.
        case repository(event: String)
        /// Starts one workflow, by its file's name, on a branch or tag.
        case workflow(file: String, ref: String)

        var name: String {
            switch self {
            case .repository(let event): event
            case .workflow(let file, _): file
            }
        }
    }

    /// `owner/name`.
    package var repository: String
    package var target: Target
    package var token: SecretReference
    package var api: String

    static func read(_ reader: inout FieldReader) -> GitHubDispatch? {
        let repository = reader.required("repository", .nonEmptyString)
        let (event, workflow) = (
            reader.optional("event", .nonEmptyString), reader.optional("workflow", .nonEmptyString)
        )
        let ref = reader.optional("ref", .nonEmptyString)
        let token = reader.requiredObject("token", SecretReference.read)
        let api = reader.address("api", default: "https://api.github.com")
        if let repository, repository.split(separator: "/", omittingEmptySubsequences: false).count != 2 {
            reader.report("expected 'owner/name', found '\(repository)'", at: "repository")
        }
        let target: Target
        switch (event, workflow) {
        case (let event?, nil): target = .repository(event: event)
        case (nil, let workflow?): target = .workflow(file: workflow, ref: ref ?? "main")
        default:
            reader.report("expected either 'event' or 'workflow', found \(event == nil ? "neither" : "both")")
            return nil
        }
        if ref != nil, workflow == nil { reader.report("expected 'ref' beside 'workflow' only", at: "ref") }
        guard let repository, let token, let api else { return nil }
        return GitHubDispatch(repository: repository, target: target, token: token, api: api)
    }

    func request(_ event: RetrainingEvent, _ secrets: SecretSource) async throws(RetrainingError) -> HTTPRequest {
        let path: String
        let body: Value
        switch target {
        case .repository(let type):
            path = "dispatches"
            body = ["event_type": .string(type), "client_payload": event.data]
        case .workflow(let file, let ref):
            path = "actions/workflows/\(file.percentEncoded)/dispatches"
            // A workflow refuses inputs that it does not declare, so there is one for all of it.
            body = ["ref": .string(ref), "inputs": ["lockstep": .string(JSON.string(event.data))]]
        }
        var request = HTTPRequest(.post, "\(api)/repos/\(repository)/\(path)", body: JSON.write(body))
        request.headers["Accept"] = "application/vnd.github+json"
        request.headers["X-GitHub-Api-Version"] = "2022-11-28"
        request.headers["Content-Type"] = "application/json"
        request.headers["Authorization"] = "Bearer \(try await secrets.secret(token).exposedText)"
        return request
    }
}
