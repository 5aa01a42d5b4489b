import Foundation
import Testing

@testable import Repository

@Suite("Commits")
struct CommitTests {
    @Test("a first commit from a dictionary is what git sees")
    func initialise() async throws {
        let folder = try TemporaryFolder()
        let (store, commit) = try await GitStore.initialise(
            "\(folder.path)/demo.git", files: ["a/b.yaml": Array("b".utf8), "c.yaml": []],
            message: CommitMessage(subject: "Begin"), author: Scene.ada)
        #expect(try await Command.git("ls-tree", "-r", "--name-only", "HEAD", in: store.path) == "a/b.yaml\nc.yaml")
        #expect(try await Command.git("rev-parse", "main", in: store.path) == commit.id.description)
        #expect(try await store.currentBranch() == "main")
        #expect(try await store.headCommit() == commit.id)
        #expect(try await store.branches() == ["main"])
        #expect(commit.author == Scene.ada && commit.committer == Scene.ada && commit.parents.isEmpty)
        #expect(commit.signature == nil)
        _ = try await Command.git("fsck", "--strict", in: store.path)
        let again = await #expect(throws: RepositoryError.self) {
            try await store.setBranch("main", to: commit.id, expecting: nil)
        }
        #expect(
            again?.message
                == "'main' of '\(store.path)' moved: expected none, found \(commit.id.abbreviated)")
    }

    @Test("a commit signed with ssh-keygen is verified by git, and its parts are read back")
    func signed() async throws {
        let folder = try TemporaryFolder()
        let key = "\(folder.path)/key"
        _ = try await Command.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", key])
        let (store, commit) = try await GitStore.initialise(
            "\(folder.path)/demo.git", files: ["a": [1]],
            message: CommitMessage(
                subject: "Open the canary", trailers: [.init(key: "Lockstep-Step", value: "1/4")]),
            author: Scene.ada,
            sign: { payload in
                let file = "\(folder.path)/payload"
                try Data(payload).write(to: URL(fileURLWithPath: file))
                _ = try await Command.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", key, file])
                return try String(contentsOfFile: "\(file).sig", encoding: .utf8)
            })
        let allowed = try folder.write(
            "ada@example.com \(String(contentsOfFile: "\(key).pub", encoding: .utf8))", to: "allowed")
        let said = try await Command.git(
            "-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=\(allowed)", "verify-commit",
            commit.id.description, in: store.path)
        #expect(said.contains("Good \"git\" signature for ada@example.com"))
        let signature = try #require(commit.signature)
        #expect(signature.armoured.hasPrefix("-----BEGIN SSH SIGNATURE-----\n"))
        let sigFile = try folder.write(signature.armoured, to: "read.sig")
        _ = try await Command.run(
            ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "ada@example.com", "-n", "git", "-s", sigFile],
            input: signature.payload)
        #expect(commit.message.trailer("lockstep-step") == "1/4")
    }

    @Test("an edit that changes nothing is not committed")
    func nothingToCommit() async throws {
        let scene = try await Scene.make()
        let head = try await scene.store.fetch(try Remote(scene.origin, branch: "main")).head
        await #expect(throws: RepositoryError.nothingToCommit(base: head)) {
            try await scene.store.commit(scene.edit("one"), onto: head, message: Scene.message, author: Scene.ada)
        }
    }

    @Test("history is walked over all parents or along the branch, and signatures of descent hold")
    func history() async throws {
        let folder = try TemporaryFolder()
        let (store, first) = try await GitStore.initialise(
            "\(folder.path)/demo.git", files: ["a": [1]], message: CommitMessage(subject: "first"), author: Scene.ada)
        func commit(_ name: String, onto base: ObjectID, merging: [ObjectID] = []) async throws -> Commit {
            try await store.commit(
                TreeEdit(files: [name: Array(name.utf8)]), onto: base, mergedParents: merging,
                message: CommitMessage(subject: name), author: Scene.ada)
        }
        let left = try await commit("left", onto: first.id)
        let right = try await commit("right", onto: first.id)
        let merge = try await commit("merge", onto: left.id, merging: [right.id])
        let subjects = { (commits: [Commit]) in commits.map(\.message.subject) }
        #expect(try await Set(subjects(store.commits(from: first.id, to: merge.id))) == ["merge", "left", "right"])
        #expect(try await subjects(store.commits(from: first.id, to: merge.id)).first == "merge")
        #expect(
            try await subjects(store.commits(from: first.id, to: merge.id, firstParentOnly: true)) == ["merge", "left"])
        #expect(
            try await subjects(store.commits(from: right.id, to: merge.id, firstParentOnly: true)) == ["merge", "left"])
        #expect(try await subjects(store.commits(from: nil, to: merge.id)).count == 4)
        #expect(try await store.commits(from: nil, to: merge.id, limit: 2).count == 2)
        #expect(try await store.descends(merge.id, from: right.id))
        #expect(try await store.descends(merge.id, from: merge.id))
        #expect(try await !store.descends(right.id, from: left.id))
        #expect(try await store.mergeBase(left.id, right.id) == first.id)
        #expect(try await store.resolve("main") == first.id)
        await #expect(throws: RepositoryError.objectNotFound("nothing", store: store.path)) {
            try await store.resolve("nothing")
        }
    }

    @Test(
        "a message is read as git interpret-trailers reads it",
        arguments: [
            "Subject\n", "Subject\n\nBody only\n", "Subject\n\nA: 1\nB: 2\n", "Subject\n\nBody\n\nA: 1\n long\n",
            "Subject\n\nBody: not\nof trailers at all\nnor this\nnor that\n", "A: 1\n", "Subject\n\nA: 1\n\nBody\n",
        ])
    func trailers(text: String) async throws {
        let expected = try await Command.run(
            ["git", "interpret-trailers", "--parse", "--unfold"], input: Array(text.utf8))
        let found = CommitMessage(text).trailers.map { "\($0.key): \($0.value)\n" }.joined()
        #expect(found == expected)
    }

    @Test("a value with line breaks cannot add a trailer")
    func injection() {
        let message = CommitMessage(
            subject: "Promote\nx", body: "Why",
            trailers: [.init(key: "Lockstep-Verdict", value: "fail\nLockstep-Verdict: pass")])
        #expect(message.text == "Promote x\n\nWhy\n\nLockstep-Verdict: fail Lockstep-Verdict: pass\n")
        #expect(CommitMessage(message.text) == message)
    }
}
