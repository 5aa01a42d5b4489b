import Manifests
import Repository
import Transport

/// GitHub's REST API, version 2022-11-28: `GET` and `POST /repos/{owner}/{repo}/pulls`.
struct GitHubAPI: CodeHostAPI {
    let host: CodeHost
    let token: Secret

    func search(_ request: PullRequest) -> HTTPRequest {
        let owner = host.repository.prefix { $0 != "/" }
        let head = QueryText.encode("\(owner):\(request.source)")
        return send(
            .get, "/repos/\(host.repository)/pulls?state=open&head=\(head)&base=\(QueryText.encode(request.target))")
    }

    func found(_ answer: Value, for request: PullRequest) -> String? {
        (answer.array ?? []).first { $0[path: "head", "ref"]?.string == request.source }?["html_url"]?.string
    }

    func creation(_ request: PullRequest) -> HTTPRequest {
        send(
            .post, "/repos/\(host.repository)/pulls",
            body: [
                "title": .string(request.title), "body": .string(request.body), "head": .string(request.source),
                "base": .string(request.target),
            ])
    }

    func created(_ answer: Value) -> String? { answer["html_url"]?.string }

    private func send(_ method: HTTPMethod, _ path: String, body: Value? = nil) -> HTTPRequest {
        var request = host.request(method, path, authorization: "Bearer \(token.exposedText)", body: body)
        request.headers["Accept"] = "application/vnd.github+json"
        request.headers["X-GitHub-Api-Version"] = "2022-11-28"
        return request
    }
}
