import Manifests
package import Repository
package import Transport

/// Opens pull requests on the host of a repository; asking twice for the same one opens one.
package struct PullRequestClient: Sendable {
    private let host: CodeHost?
    private let token: Secret?
    private let http: HTTPClient

    /// - Parameters:
    ///   - host: nil where it is not known what runs there; a person is then told what to do.
    ///   - token: of a user or application that may open pull requests.
    package init(host: CodeHost?, token: Secret?, http: HTTPClient) {
        self.host = host
        self.token = token
        self.http = http
    }

    package func open(_ request: PullRequest) async -> PullRequestOutcome {
        let merge = "merge branch '\(request.source)' into '\(request.target)'"
        guard let host else {
            return .byHand(
                reason:
                    "the host of the repository is not known to lockstep: \(merge), or name the host with LOCKSTEP_CODE_HOST"
            )
        }
        guard let token else {
            return .byHand(reason: "there is no token for \(host.kind.rawValue): \(merge), or give LOCKSTEP_GIT_TOKEN")
        }
        let api = host.speaking(with: token)
        switch await send(api.search(request), to: host) {
        case .failure(let outcome): return outcome.saying(merge)
        case .success(let answer):
            if let url = api.found(answer, for: request) { return .opened(url: url) }
        }
        switch await send(api.creation(request), to: host) {
        case .failure(let outcome): return outcome.saying(merge)
        case .success(let answer):
            guard let url = api.created(answer) else {
                return .unreachable(reason: "\(host.api) answered without the address of a pull request")
            }
            return .opened(url: url)
        }
    }

    private enum Fault: Error {
        case refused(String)
        case unavailable(String)

        func saying(_ merge: String) -> PullRequestOutcome {
            switch self {
            case .refused(let reason): .byHand(reason: "\(reason): \(merge)")
            case .unavailable(let reason): .unreachable(reason: reason)
            }
        }
    }

    private func send(_ request: HTTPRequest, to host: CodeHost) async -> Result<Value, Fault> {
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await http.send(request)
        } catch {
            return .failure(.unavailable("\(error)"))
        }
        // 409 and GitHub's 422 for one that is there already come only in a race; the next try finds it.
        switch response.status {
        case 200...299: break
        case 409, 429, 500...599: return .failure(.unavailable("\(host.api) answered \(response.status)"))
        default:
            let words = (try? JSON.parse(response.body))?["message"]?.string.map { ": \($0)" } ?? ""
            return .failure(.refused("\(host.api) answered \(response.status)\(words)"))
        }
        do throws(JSONError) {
            return .success(try JSON.parse(response.body))
        } catch {
            return .failure(.unavailable("\(host.api) answered with no JSON: \(error)"))
        }
    }
}
