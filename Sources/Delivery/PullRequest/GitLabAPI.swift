import Manifests
import Repository
import Transport

/// GitLab's REST API v4: `GET` and `POST /projects/:id/merge_requests`, where the id is the encoded path.
struct GitLabAPI: CodeHostAPI {
    let host: CodeHost
    let token: Secret

    private var path: String { "/projects/\(QueryText.encode(host.repository))/merge_requests" }

    func search(_ request: PullRequest) -> HTTPRequest {
        let source = QueryText.encode(request.source)
        let target = QueryText.encode(request.target)
        return send(.get, "\(path)?state=opened&source_branch=\(source)&target_branch=\(target)")
    }

    func found(_ answer: Value, for request: PullRequest) -> String? {
        (answer.array ?? []).first { $0["source_branch"]?.string == request.source }?["web_url"]?.string
    }

    func creation(_ request: PullRequest) -> HTTPRequest {
        send(
            .post, path,
            body: [
                "title": .string(request.title), "description": .string(request.body),
                "source_branch": .string(request.source), "target_branch": .string(request.target),
                "remove_source_branch": true,
            ])
    }

    func created(_ answer: Value) -> String? { answer["web_url"]?.string }

    private func send(_ method: HTTPMethod, _ path: String, body: Value? = nil) -> HTTPRequest {
        host.request(method, path, authorization: "Bearer \(token.exposedText)", body: body)
    }
}
