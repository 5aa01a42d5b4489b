import Repository
import Testing
import Transport

@testable import Delivery

@Suite(.timeLimit(.minutes(1))) struct PullRequestTests {
    private let request = PullRequest(
        title: "Open the canary", body: "Why", source: "lockstep/staging/fraud/step-1", target: "main")

    private func host(_ kind: CodeHost.Kind, _ server: CodeHostServer) throws -> CodeHost {
        try #require(
            CodeHost(
                kind: kind, site: "http://127.0.0.1:\(server.port)",
                address: try RemoteAddress("https://example.com/team/models.git")))
    }

    private func open(_ kind: CodeHost.Kind, _ server: CodeHostServer) async throws -> PullRequestOutcome {
        let http = HTTPClient()
        let outcome = await PullRequestClient(host: try host(kind, server), token: Secret("t0ken"), http: http)
            .open(request)
        await http.shutdown()
        return outcome
    }

    @Test(
        "a host of one's own is named by its kind, and by its site where the remote does not tell",
        arguments: [
            ("gitea", "https://git.example.com/team/models.git", "https://git.example.com/api/v1"),
            (
                "github=https://ghe.example.com/", "git@git.example.com:team/models.git",
                "https://ghe.example.com/api/v3"
            ),
            ("gitlab=http://127.0.0.1:80", "https://git.example.com/a/b/models", "http://127.0.0.1:80/api/v4"),
            ("gitea", "git@git.example.com:team/models.git", nil), ("gitea=", "https://example.com/a/b", nil),
            ("gitea=http://git.example.com", "https://example.com/a/b", nil),
            ("gitea=http://127.0.0.1.example.com", "https://example.com/a/b", nil),
            ("gitea=http://127.0.0.1:80@example.com", "https://example.com/a/b", nil),
            ("bitbucket", "https://example.com/a/b", nil), ("", "https://example.com/a/b", nil),
            ("gitea", "https://example.com/models", nil),
        ])
    func named(_ text: String, _ remote: String, _ api: String?) throws {
        #expect(CodeHost(named: text, address: try RemoteAddress(remote))?.api == api)
    }

    @Test("a request is looked for, and opened where there is none")
    func opens() async throws {
        for (kind, field, search, creation) in [
            (
                CodeHost.Kind.github, "html_url",
                "GET /api/v3/repos/team/models/pulls?state=open&head=team%3Alockstep%2Fstaging%2Ffraud%2Fstep-1&base=main Bearer t0ken ",
                "POST /api/v3/repos/team/models/pulls Bearer t0ken "
                    + #"{"base":"main","body":"Why","head":"lockstep/staging/fraud/step-1","title":"Open the canary"}"#
            ),
            (
                .gitlab, "web_url",
                "GET /api/v4/projects/team%2Fmodels/merge_requests?state=opened&source_branch=lockstep%2Fstaging%2Ffraud%2Fstep-1&target_branch=main Bearer t0ken ",
                "POST /api/v4/projects/team%2Fmodels/merge_requests Bearer t0ken "
                    + #"{"description":"Why","remove_source_branch":true,"source_branch":"lockstep/staging/fraud/step-1","target_branch":"main","title":"Open the canary"}"#
            ),
            (
                .gitea, "html_url",
                "GET /api/v1/repos/team/models/pulls?state=open&sort=recentupdate&limit=50 token t0ken ",
                "POST /api/v1/repos/team/models/pulls token t0ken "
                    + #"{"base":"main","body":"Why","head":"lockstep/staging/fraud/step-1","title":"Open the canary"}"#
            ),
        ] {
            let server = try CodeHostServer([(200, "[]"), (201, #"{"\#(field)":"https://example.com/1"}"#)])
            #expect(try await open(kind, server) == .opened(url: "https://example.com/1"))
            #expect(server.requests == [search, creation])
        }
    }

    @Test("one that is open already is found, and no second one is made")
    func finds() async throws {
        let server = try CodeHostServer([
            (
                200,
                #"[{"head":{"ref":"other"},"base":{"ref":"main"},"html_url":"https://example.com/1"},"#
                    + #"{"head":{"ref":"lockstep/staging/fraud/step-1"},"base":{"ref":"main"},"html_url":"https://example.com/2"}]"#
            )
        ])
        #expect(try await open(.gitea, server) == .opened(url: "https://example.com/2"))
        #expect(server.requests.count == 1)
    }

    @Test("a refusal is for a person, in the host's words; what may pass is tried again")
    func faults() async throws {
        let refusing = try CodeHostServer([(403, #"{"message":"Resource not accessible"}"#)])
        guard case .byHand(let reason) = try await open(.github, refusing) else {
            Issue.record("expected a person to be asked")
            return
        }
        #expect(reason.contains("answered 403: Resource not accessible: merge branch 'lockstep/staging/fraud/step-1'"))
        #expect(!reason.contains("t0ken"))
        let racing = try CodeHostServer([(200, "[]"), (409, "{}")])
        guard case .unreachable = try await open(.gitlab, racing) else {
            Issue.record("expected another try")
            return
        }
    }

    @Test("hosts are known by name, and names that are none are refused")
    func hosts() throws {
        let known = CodeHost(knownBy: try RemoteAddress("git@github.com:team/models.git"))
        #expect(known == CodeHost(kind: .github, api: "https://api.github.com", repository: "team/models"))
        let groups = CodeHost(knownBy: try RemoteAddress("https://gitlab.com/a/b/models.git"))
        #expect(groups?.repository == "a/b/models" && groups?.api == "https://gitlab.com/api/v4")
        #expect(CodeHost(knownBy: try RemoteAddress("https://git.example.com/a/b")) == nil)
        #expect(CodeHost(knownBy: try RemoteAddress("https://github.com/a")) == nil)
        #expect(CodeHost(knownBy: try RemoteAddress("https://github.com/a/..")) == nil)
        #expect(CodeHost(kind: .gitea, site: nil, address: RemoteAddress(folder: "/a/b")) == nil)
    }

    @Test("where the host is not known, a person is told which branch to merge")
    func unknown() async {
        let http = HTTPClient()
        let outcome = await PullRequestClient(host: nil, token: nil, http: http).open(request)
        await http.shutdown()
        guard case .byHand(let reason) = outcome else {
            Issue.record("expected a person to be asked")
            return
        }
        #expect(reason.contains("merge branch 'lockstep/staging/fraud/step-1' into 'main'"))
    }
}
