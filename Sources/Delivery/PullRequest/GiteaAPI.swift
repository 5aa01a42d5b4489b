import Manifests
import Repository
import Transport

/// The API v1 of Gitea and Forgejo: `GET` and `POST /repos/{owner}/{repo}/pulls`.
struct GiteaAPI: CodeHostAPI {
    let host: CodeHost
    let token: Secret

    private var path: String { "/repos/\(host.repository)/pulls" }

    func search(_ request: PullRequest) -> HTTPRequest {
        send(.get, "\(path)?state=open&sort=recentupdate&limit=50")
    }

    func found(_ answer: Value, for request: PullRequest) -> String? {
        let fitting = (answer.array ?? []).first {
            $0[path: "head", "ref"]?.string == request.source && $0[path: "base", "ref"]?.string == request.target
        }
        return fitting?["html_url"]?.string
    }

    func creation(_ request: PullRequest) -> HTTPRequest {
        send(
            .post, path,
            body: [
                "title": .string(request.title), "body": .string(request.body), "head": .string(request.source),
                "base": .string(request.target),
            ])
    }

    func created(_ answer: Value) -> String? { answer["html_url"]?.string }

    private func send(_ method: HTTPMethod, _ path: String, body: Value? = nil) -> HTTPRequest {
        host.request(method, path, authorization: "token \(token.exposedText)", body: body)
    }
}
