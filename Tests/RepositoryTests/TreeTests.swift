import Foundation
import Testing

@testable import Repository

@Suite("Trees")
struct TreeTests {
    /// A commit with a file, a program, a link and a submodule, made by git.
    private func mixed() async throws -> (scene: Scene, head: ObjectID) {
        let scene = try await Scene.make()
        try scene.folder.write("#!/bin/sh\n", to: "clone/tools/run.sh", mode: 0o755)
        try FileManager.default.createSymbolicLink(
            atPath: "\(scene.clone)/environments/link.yaml", withDestinationPath: "../tools/run.sh")
        let head = try await scene.id(of: "HEAD", in: scene.clone)
        _ = try await Command.git("update-index", "--add", "--cacheinfo", "160000,\(head),module", in: scene.clone)
        _ = try await Command.git("add", "tools", "environments", in: scene.clone)
        _ = try await Command.git("commit", "-q", "-m", "mixed", in: scene.clone)
        _ = try await Command.git("push", "-q", "origin", "HEAD:main", in: scene.clone)
        return (scene, try await scene.store.fetch(try Remote(scene.origin, branch: "main")).head)
    }

    @Test("files, programs, links and submodules are told apart")
    func kinds() async throws {
        let (scene, head) = try await mixed()
        let entries = try await scene.store.entries(of: head)
        #expect(
            entries.map { "\($0.kind) \($0.size) \($0.path)" } == [
                "symbolicLink 15 environments/link.yaml", "file 3 environments/staging/service.yaml",
                "submodule 0 module", "executable 10 tools/run.sh",
            ])
        #expect(try await scene.store.entries(under: "environments/staging/", of: head).count == 1)
        #expect(try await scene.store.entries(under: "nowhere", of: head).isEmpty)
        #expect(
            try await scene.store.files(under: "environments", of: head).map(\.path) == [
                "environments/staging/service.yaml"
            ])
        await #expect(throws: RepositoryError.notAFile("environments/link.yaml", commit: head)) {
            try await scene.store.file("environments/link.yaml", of: head)
        }
        await #expect(throws: RepositoryError.pathNotFound("x", commit: head)) {
            try await scene.store.file("x", of: head)
        }
    }

    @Test("limits hold for files, entries and depth")
    func limits() async throws {
        let (scene, head) = try await mixed()
        let path = "environments/staging/service.yaml"
        await #expect(throws: RepositoryError.tooLarge(path: path, size: 3, limit: 2)) {
            try await scene.store.file(path, of: head, limits: TreeLimits(fileSize: 2))
        }
        await #expect(throws: RepositoryError.tooManyEntries(limit: 3, commit: head)) {
            try await scene.store.entries(of: head, limits: TreeLimits(entries: 3))
        }
        await #expect(throws: RepositoryError.self) {
            try await scene.store.entries(of: head, limits: TreeLimits(depth: 2))
        }
    }

    @Test("changes name what was added, changed, removed and renamed")
    func changes() async throws {
        let folder = try TemporaryFolder()
        let text = Array(String(repeating: "a line of a manifest\n", count: 20).utf8)
        let (store, first) = try await GitStore.initialise(
            "\(folder.path)/demo.git", files: ["a": text, "b": [2], "c": [3]], message: Scene.message,
            author: Scene.ada)
        var edit = TreeEdit(files: ["b": [9], "d/e": [4], "moved": text + [1]])
        edit.remove("a")
        edit.remove("c")
        let second = try await store.commit(edit, onto: first.id, message: Scene.message, author: Scene.ada)
        let changes = try await store.changes(from: first.id, to: second.id)
        #expect(
            changes == [
                TreeChange(path: "b", kind: .modified), TreeChange(path: "c", kind: .deleted),
                TreeChange(path: "d/e", kind: .added), TreeChange(path: "moved", kind: .renamed(from: "a")),
            ])
        #expect(try await store.changes(from: nil, to: first.id).map(\.kind) == [.added, .added, .added])
    }

    @Test("an edit keeps modes, turns files into folders and back, and drops empty folders")
    func edits() async throws {
        let (scene, head) = try await mixed()
        var edit = TreeEdit(files: [
            "tools/run.sh": Array("#!/bin/bash\n".utf8), "environments/link.yaml": [1],
            "environments/staging/service.yaml/deep": [2],
        ])
        edit.remove("module")
        edit.remove("absent/file")
        let commit = try await scene.store.commit(edit, onto: head, message: Scene.message, author: Scene.ada)
        let listing = try await Command.git(
            "ls-tree", "-r", "--format=%(objectmode) %(path)", commit.id.description, in: scene.store.path)
        #expect(
            listing == "100644 environments/link.yaml\n100644 environments/staging/service.yaml/deep\n"
                + "100755 tools/run.sh")
    }

    @Test(
        "names that leave the tree are refused",
        arguments: ["", "/a", "a/", "a//b", "../a", "a/./b", ".git/config", "a/.GIT/hooks/x", "a\0b"])
    func refusedNames(path: String) async throws {
        let folder = try TemporaryFolder()
        let error = await #expect(throws: RepositoryError.self) {
            try await GitStore.initialise(
                "\(folder.path)/demo.git", files: [path: []], message: Scene.message, author: Scene.ada)
        }
        guard case .invalidEdit = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("random edits give the tree that git makes of them", arguments: [UInt64(1), 2, 3])
    func sameAsGit(seed: UInt64) async throws {
        var random = SplitMix64(state: seed)
        let folder = try TemporaryFolder()
        let (store, first) = try await GitStore.initialise(
            "\(folder.path)/demo.git", files: ["keep": [0]], message: Scene.message, author: Scene.ada)
        let names = ["a", "b", "a.b", "a0", "c-d", "ä"]
        var base = first.id
        for turn in 0..<12 {
            var paths: [String: TreeEdit.Change] = [:]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let depth = Int.random(in: 1...3, using: &random)
                let path = (0..<depth).map { _ in names.randomElement(using: &random) ?? "a" }.joined(separator: "/")
                let clashes = paths.keys.contains { $0 == path || $0.hasPrefix(path + "/") || path.hasPrefix($0 + "/") }
                if clashes { continue }
                let removes = Int.random(in: 0..<3, using: &random) == 0
                paths[path] = removes ? .remove : .write([UInt8(turn), UInt8.random(in: 0...3, using: &random)])
            }
            let expected = try await tree(git: paths, onto: base, in: store.path)
            let edit = TreeEdit(paths)
            do {
                let commit = try await store.commit(edit, onto: base, message: Scene.message, author: Scene.ada)
                #expect(commit.tree.description == expected, "turn \(turn)")
                base = commit.id
            } catch RepositoryError.nothingToCommit {
                #expect(try await store.commit(base).tree.description == expected, "turn \(turn)")
            }
        }
    }

    private func tree(
        git changes: [String: TreeEdit.Change], onto base: ObjectID, in repository: String
    ) async throws -> String {
        let git = { (arguments: [String], input: [UInt8]) in
            try await Command.run(
                ["git"] + arguments, in: repository, input: input,
                environment: ["GIT_INDEX_FILE": "\(repository)/test-index"]
            ).trimmingCharacters(in: .newlines)
        }
        _ = try await git(["read-tree", base.description], [])
        for (path, change) in changes {
            switch change {
            case .write(let bytes):
                let blob = try await git(["hash-object", "-w", "--stdin"], bytes)
                _ = try await git(["update-index", "--add", "--replace", "--cacheinfo", "100644,\(blob),\(path)"], [])
            case .remove:
                _ = try await git(["rm", "-q", "-r", "--cached", "--ignore-unmatch", "--", path], [])
            }
        }
        return try await git(["write-tree"], [])
    }
}

/// A repeatable source of randomness.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
