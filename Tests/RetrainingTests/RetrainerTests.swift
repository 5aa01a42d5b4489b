import Foundation
import Manifests
import Testing
import Transport
import Trust

@testable import Retraining

@Suite struct RetrainerTests {
    static let event = RetrainingEvent(
        environment: "production", release: "fraud-detection", candidate: "4f2a", evidence: "sha256:00",
        reason: "drift in 1 of 3 columns", columns: ["amount"])
    static let hmacKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let secrets = SecretSource(environment: ["SECRET": hmacKey, "TOKEN": "t0ken"])

    /// A wait ends at once: the pauses themselves are the policy's, and tested with it.
    struct Instantly: Clock {
        struct Instant: InstantProtocol {
            var offset = Swift.Duration.zero
            func advanced(by duration: Swift.Duration) -> Self { Self(offset: offset + duration) }
            func duration(to other: Self) -> Swift.Duration { other.offset - offset }
            static func < (left: Self, right: Self) -> Bool { left.offset < right.offset }
        }

        var now: Instant { Instant() }
        var minimumResolution: Swift.Duration { .zero }
        func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws { try Task.checkCancellation() }
    }

    private let folder = FileManager.default.temporaryDirectory.appending(path: "lockstep-journal-\(UUID())").path

    private func retrainer(_ secrets: SecretSource = Self.secrets) -> Retrainer {
        Retrainer(
            client: HTTPClient(), secrets: secrets, journal: TriggerJournal(folder: folder), clock: Instantly(),
            now: { 1_700_000_000 }, random: { 0 })
    }

    private func webhook(_ server: ScriptedServer) -> Trigger {
        .webhook(Webhook(url: "\(server.address)/hook", signing: .shared(.environment("SECRET"))))
    }

    private func github(_ server: ScriptedServer, _ target: GitHubDispatch.Target = .repository(event: "retrain"))
        -> Trigger
    {
        .github(
            GitHubDispatch(
                repository: "acme/models", target: target, token: .environment("TOKEN"), api: server.address))
    }

    @Test func `a webhook is signed over its id, time and body, and is told once`() async throws {
        let server = try ScriptedServer(["204 "])
        let retrainer = retrainer()
        #expect(await retrainer.tell([webhook(server)], of: Self.event).map(\.outcome) == [.delivered])
        #expect(await retrainer.tell([webhook(server)], of: Self.event).map(\.outcome) == [.alreadyDelivered])
        // Another process, the same journal.
        #expect(await self.retrainer().tell([webhook(server)], of: Self.event).map(\.outcome) == [.alreadyDelivered])
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.headers["webhook-id"] == Self.event.id)
        #expect(request.headers["webhook-timestamp"] == "1700000000")
        let key = try #require(Base64.decode(Self.hmacKey.dropFirst("whsec_".count)))
        let signed = Array("\(Self.event.id).1700000000.\(request.body)".utf8)
        #expect(request.headers["webhook-signature"] == "v1," + Base64.encode(HMAC.sha256(signed, key: key)))
        #expect(try JSON.parse(request.body)[path: "data", "candidate"]?.string == "4f2a")
    }

    @Test func `of two daemons the one that made the commit dispatches, and a webhook comes under one id`() async throws
    {
        let folders = ["a", "b"].map { "\(folder)-\($0)" }
        defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
        let journals = folders.map { TriggerJournal(folder: $0) }
        let names = try journals.map { try $0.daemon() }
        #expect(Set(names).count == 2)
        #expect(try names == journals.map { try $0.daemon() })
        var event = Self.event
        event.teller = names[0]
        let (dispatches, hooks) = (try ScriptedServer(["204 "]), try ScriptedServer(["204 ", "204 "]))
        var told: [[Retrainer.Outcome]] = []
        for (journal, name) in zip(journals, names).reversed() {
            let retrainer = Retrainer(
                client: HTTPClient(), secrets: Self.secrets, journal: journal, daemon: name, clock: Instantly())
            told.append(await retrainer.tell([github(dispatches), webhook(hooks)], of: event).map(\.outcome))
        }
        #expect(told == [[.leftToAnother, .delivered], [.delivered, .delivered]])
        #expect(dispatches.requests.count == 1)
        #expect(Set(hooks.requests.compactMap { $0.headers["webhook-id"] }) == [event.id])
    }

    @Test func `faults of a webhook's receiver are waited out under one id`() async throws {
        let server = try ScriptedServer(["500 ", "0 ", "429 ", "200 "])
        #expect(await retrainer().tell([webhook(server)], of: Self.event).map(\.outcome) == [.delivered])
        #expect(server.requests.count == 4)
        #expect(Set(server.requests.compactMap { $0.headers["webhook-id"] }) == [Self.event.id])
    }

    @Test func `what is refused is not sent again, and what never arrived is`() async throws {
        let refusing = try ScriptedServer(["410 "])
        #expect(
            await retrainer().tell([webhook(refusing)], of: Self.event).map(\.outcome) == [.refused("answered 410")])
        _ = await retrainer().tell([webhook(refusing)], of: Self.event)
        #expect(refusing.requests.count == 1)
        let failing = try ScriptedServer(Array(repeating: "503 ", count: 6) + ["204 "])
        let first = await retrainer().tell([webhook(failing)], of: Self.event)
        #expect(first.map(\.outcome) == [.failed("answered 503, 6 times")])
        #expect(await retrainer().tell([webhook(failing)], of: Self.event).map(\.outcome) == [.delivered])
    }

    @Test func `a repository_dispatch carries the event`() async throws {
        let server = try ScriptedServer(["204 "])
        #expect(await retrainer().tell([github(server)], of: Self.event).map(\.outcome) == [.delivered])
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/repos/acme/models/dispatches")
        #expect(request.headers["authorization"] == "Bearer t0ken")
        let body = try JSON.parse(request.body)
        #expect(body["event_type"] == "retrain")
        // GitHub takes at most ten properties.
        #expect(try #require(body["client_payload"]?.object).count <= 10)
        #expect(body[path: "client_payload", "id"]?.string == Self.event.id)
    }

    @Test func `a workflow_dispatch names its ref and one input`() async throws {
        let server = try ScriptedServer(["204 "])
        let trigger = github(server, .workflow(file: "train.yml", ref: "main"))
        #expect(await retrainer().tell([trigger], of: Self.event).map(\.outcome) == [.delivered])
        let request = try #require(server.requests.first)
        #expect(request.path == "/repos/acme/models/actions/workflows/train.yml/dispatches")
        let body = try JSON.parse(request.body)
        #expect(body["ref"] == "main")
        #expect(body["inputs"]?.object?.count == 1)
    }

    @Test(arguments: ["0 ", "500 ", "504 "])
    func `a dispatch whose fate is unknown is never sent twice`(answer: String) async throws {
        let server = try ScriptedServer([answer, "204 "])
        for _ in 0..<2 {
            let outcome = await retrainer().tell([github(server)], of: Self.event).first?.outcome
            guard case .unknown = outcome else {
                Issue.record("expected unknown, found \(String(describing: outcome))")
                return
            }
        }
        #expect(server.requests.count == 1)
    }

    @Test func `a dispatch that was told to wait is sent again`() async throws {
        let server = try ScriptedServer(["429 ", "204 "])
        #expect(await retrainer().tell([github(server)], of: Self.event).map(\.outcome) == [.delivered])
        #expect(server.requests.count == 2)
    }

    @Test func `a Jenkins build has its crumb, the crumb's session and its parameters`() async throws {
        let crumb = #"{"crumbRequestField": "Jenkins-Crumb", "crumb": "c7"}"#
        let server = try ScriptedServer(["200 Set-Cookie: JSESSIONID=abc; Path=/|\(crumb)", "201 Location: /queue/1/|"])
        let build = JenkinsBuild(
            url: server.address, job: "models/train fraud", user: "bot", token: .environment("TOKEN"),
            parameters: ["MODEL": "fraud & co"])
        #expect(await retrainer().tell([.jenkins(build)], of: Self.event).map(\.outcome) == [.delivered])
        let requests = server.requests
        #expect(requests.map(\.method) == ["GET", "POST"])
        #expect(requests.first?.path == "/crumbIssuer/api/json")
        let request = try #require(requests.last)
        #expect(request.path == "/job/models/job/train%20fraud/buildWithParameters")
        #expect(request.headers["jenkins-crumb"] == "c7")
        #expect(request.headers["cookie"] == "JSESSIONID=abc")
        #expect(request.headers["authorization"] == "Basic " + Base64.encode(Array("bot:t0ken".utf8)))
        #expect(request.body.contains("MODEL=fraud%20%26%20co&LOCKSTEP_EVENT=\(Self.event.id)"))
    }

    @Test func `a Jenkins without crumbs builds, and one that fails to give one is asked again`() async throws {
        let plain = try ScriptedServer(["404 ", "201 "])
        let build = { (server: ScriptedServer) in
            Trigger.jenkins(
                JenkinsBuild(
                    url: server.address, job: "train", user: "bot", token: .environment("TOKEN"), parameters: [:]))
        }
        #expect(await retrainer().tell([build(plain)], of: Self.event).map(\.outcome) == [.delivered])
        let slow = try ScriptedServer(["503 ", "404 ", "201 "])
        #expect(await retrainer().tell([build(slow)], of: Self.event).map(\.outcome) == [.delivered])
        #expect(slow.requests.filter { $0.method == "POST" }.count == 1)
    }

    @Test func `a secret that is missing fails without a word of it, and leaves the next trigger alone`() async throws {
        let server = try ScriptedServer(["204 "])
        let bare = SecretSource(environment: ["TOKEN": "t"])
        let told = await retrainer(bare).tell([webhook(server), github(server)], of: Self.event)
        #expect(
            told.map(\.outcome) == [
                .failed("expected a secret in the environment variable 'SECRET', found none"), .delivered,
            ])
        let short = SecretSource(environment: ["SECRET": "whsec_c2hvcnQ="])
        guard case .failed(let reason) = await retrainer(short).tell([webhook(server)], of: Self.event).first?.outcome
        else {
            Issue.record("expected a failure")
            return
        }
        #expect(!reason.contains("c2hvcnQ"))
    }

    @Test func `asked twice at once, it tells once`() async throws {
        let server = try ScriptedServer(["204 "])
        let retrainer = retrainer()
        let triggers = [github(server)]
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = await retrainer.tell(triggers, of: Self.event) } }
        }
        #expect(server.requests.count == 1)
    }
}
