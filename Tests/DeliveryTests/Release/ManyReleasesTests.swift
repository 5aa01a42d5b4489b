import Foundation
import Judging
import Manifests
import Releases
import Repository
import Synchronization
import Testing
import Trust

@testable import Delivery

/// Several releases of one environment, moved by one daemon.
@Suite(.timeLimit(.minutes(3))) struct ManyReleasesTests {
    private static let second = "environments/staging/spam/inference-service.yaml"

    private static func renamed(_ text: String) -> String { text.replacing("fraud", with: "spam") }

    /// A second release beside the first: in files of its own, or in the same.
    private static func scene(inOneFile: Bool = false) async throws -> CanaryScene {
        var files = [
            second: renamed(CanaryScene.service("v1")),
            "environments/staging/spam/release.yaml": renamed(CanaryScene.releaseFile()),
        ]
        if inOneFile {
            files[second] = nil
            files[CanaryScene.path] = both("v1")
        }
        return try await CanaryScene(files: files)
    }

    private static func both(_ version: String) -> String {
        CanaryScene.service(version) + "---\n" + renamed(CanaryScene.service(version))
    }

    /// The controller looks at the newest head, once that runs.
    private static func look(
        _ scene: CanaryScene, _ controller: ReleaseController, runs: Bool = true
    ) async throws -> String {
        let head = "\(try await scene.scene.store.fetch(scene.scene.remote).head)"
        var status = EnvironmentStatus(name: "staging", at: .now())
        status.applied = runs ? head : nil
        await controller.step(.head(try await scene.scene.source.checkout(at: head))) { _ in }
        await controller.step(.status(status)) { _ in }
        return head
    }

    @Test(
        "releases that are ready at one time are moved by one push, each by a signed commit of its own",
        arguments: [false, true])
    func together(inOneFile: Bool) async throws {
        let scene = try await Self.scene(inOneFile: inOneFile)
        scene.checks.answer(.pass)
        let git = WatchedGit(scene.scene.git)
        let (controller, _) = scene.controller(git: git)
        if inOneFile {
            try await scene.push(Self.both("v2"))
        } else {
            try await scene.push(CanaryScene.service("v2"))
            try await scene.push(Self.renamed(CanaryScene.service("v2")), to: Self.second)
        }
        let head = try await Self.look(scene, controller)
        #expect(git.pushes.map(\.commits) == [2])
        let made = try await scene.scene.git.commits(
            from: head, to: "\(try await scene.scene.store.fetch(scene.scene.remote).head)", limit: 10)
        let events = made.reversed().compactMap { ReleaseEvent($0.message) }
        #expect(events.map(\.key.release) == ["fraud", "spam"])
        #expect(events.map(\.kind) == [.open, .open])
        #expect(made.allSatisfy { $0.signature != nil && $0.parents.count == 1 })
        #expect(Set(scene.log.entries.compactMap(\.commit)) == Set(made.map { "\($0.id)" }))
        for path in Set([CanaryScene.path, inOneFile ? CanaryScene.path : Self.second]) {
            let lines = try scene.scene.file(path).split(separator: "\n")
            let shares = lines.filter { $0.contains("canaryTrafficPercent: 10") }
            #expect(shares.count == (inOneFile ? 2 : 1))
        }
    }

    @Test("a push that loses its race is decided anew, and a release that was paused meanwhile stays where it is")
    func race() async throws {
        let scene = try await Self.scene()
        scene.checks.answer(.pass)
        let paused = Self.renamed(CanaryScene.releaseFile("paused: true"))
        let git = WatchedGit(scene.scene.git) { _, earlier in
            guard earlier.isEmpty else { return }
            try await scene.scene.push(paused, to: "environments/staging/spam/release.yaml")
        }
        let (controller, _) = scene.controller(git: git)
        try await scene.push(CanaryScene.service("v2"))
        try await scene.push(Self.renamed(CanaryScene.service("v2")), to: Self.second)
        _ = try await Self.look(scene, controller)
        #expect(git.pushes.map(\.commits) == [2, 1])
        #expect(try scene.scene.file(CanaryScene.path).contains("canaryTrafficPercent: 10"))
        #expect(try !scene.scene.file(Self.second).contains("canaryTrafficPercent"))
    }

    @Test("on a protected branch what is ready at one time is proposed one by one")
    func protected() async throws {
        let scene = try await Self.scene()
        scene.checks.answer(.pass)
        let git = WatchedGit(scene.scene.git, isProtected: true)
        let (controller, _) = scene.controller(git: git)
        try await scene.push(CanaryScene.service("v2"))
        try await scene.push(Self.renamed(CanaryScene.service("v2")), to: Self.second)
        let head = try await Self.look(scene, controller)
        let branches = try scene.scene.branches().filter { $0.hasPrefix("lockstep/") }
        #expect(branches.count == 2)
        for branch in branches {
            let origin = "\(scene.scene.folder)/origin.git"
            #expect(try scene.scene.tool("git", "-C", origin, "rev-parse", "\(branch)^") == head)
        }
    }

    @Test("a head that changes nothing of a release asks its checks no sooner than they are due")
    func unrelated() async throws {
        let scene = try await Self.scene()
        let (controller, _) = scene.controller()
        try await scene.push(CanaryScene.service("v2"))
        _ = try await Self.look(scene, controller)
        let opened = try await Self.look(scene, controller)
        #expect(try scene.scene.file(CanaryScene.path).contains("canaryTrafficPercent: 10"))
        let asked = scene.checks.asked
        #expect(asked > 0)
        try await scene.scene.push("a note\n", to: "notes/1.txt")
        #expect(try await Self.look(scene, controller) != opened)
        #expect(scene.checks.asked == asked)
        try await scene.scene.push("an approval\n", to: "trust/approvals/staging/fraud/1.json")
        _ = try await Self.look(scene, controller)
        #expect(scene.checks.asked == asked + 1)
    }

    @Test("with Git out of reach what fails goes back before the push is tried, and no second push is")
    func outage() async throws {
        let scene = try await Self.scene()
        let told = Mutex(0)
        let early = Mutex<[Bool]>([])
        let git = WatchedGit(scene.scene.git) { push, _ in
            if push.subject.contains("revert") { early.withLock { $0.append(told.withLock { $0 } > 0) } }
        }
        let (controller, _) = scene.controller(git: git)
        try await scene.push(CanaryScene.service("v2"))
        try await scene.push(Self.renamed(CanaryScene.service("v2")), to: Self.second)
        for _ in 0..<2 { _ = try await Self.look(scene, controller) }
        let pushed = git.pushes.count
        try await scene.scene.push("an approval\n", to: "trust/approvals/staging/fraud/1.json")
        let head = "\(try await scene.scene.store.fetch(scene.scene.remote).head)"
        try scene.scene.setOutage(true)
        scene.checks.answer(.fail)
        await controller.step(.head(try await scene.scene.source.checkout(at: head))) { _ in told.withLock { $0 += 1 } }
        #expect(early.withLock { $0 } == [true])
        #expect(try await scene.scene.git.kept(below: "").keys.sorted() == ["staging/fraud", "staging/spam"])
        await controller.step(.gitAnswers) { _ in }
        #expect(git.pushes.count == pushed + 2)
    }

    @Test("of heads that come while one is looked at, the newest is looked at next, and no other")
    func newest() {
        let head = NewestHead()
        func checkout(_ revision: String) -> Checkout { Checkout(revision: revision, repository: "r", files: []) }
        #expect(head.put(checkout("1")))
        #expect(!head.put(checkout("2")))
        #expect(!head.put(checkout("3")))
        #expect(head.take()?.revision == "3")
        #expect(head.take() == nil)
        #expect(head.put(checkout("4")))
    }

    @Test("a file that Git calls by the same name is read once, and another one anew")
    func known() async throws {
        let known = KnownManifests()
        func load(_ config: String, _ digit: String, revision: String) async throws -> Environment {
            func file(_ path: String, _ text: String, _ digit: String) -> Checkout.File {
                let blob = ObjectID(String(repeating: digit, count: 40))
                return Checkout.File(path: "environments/staging/\(path)", bytes: Array(text.utf8), blob: blob)
            }
            var checkout = Checkout(
                revision: revision, repository: "r",
                files: [
                    file("environment.yaml", Sample.environmentFile(), "e"), file("config.yaml", config, digit),
                ])
            checkout.known = known
            guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout) else {
                throw CocoaError(.fileReadCorruptFile)
            }
            return environment
        }
        let first = try await load(Sample.configMap("a"), "1", revision: "one")
        let again = try await load("not read: [", "1", revision: "two")
        #expect(again.resources.map(\.object) == first.resources.map(\.object))
        #expect(again.revision == "two")
        let other = try await load(Sample.configMap("b"), "2", revision: "three")
        #expect(other.resources.map(\.name) == ["b"])
    }
}
