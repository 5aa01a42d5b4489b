import Foundation
import Manifests
import Testing

@testable import Delivery

@Suite struct WorkTreeTests {
    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lockstep-tree-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let staging = folder.appending(path: "environments/staging/app", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: true)
        try await body(folder)
    }

    private func write(_ text: String, _ path: String, in folder: URL) throws {
        try Data(text.utf8).write(to: folder.appending(path: path))
    }

    private func read(_ folder: URL) async throws -> Checkout {
        try await Checkout.workTree(at: folder.path, repository: "r", kustomize: nil)
    }

    @Test func `every file is read, sorted by path, empty and large ones too`() async throws {
        try await withFolder { folder in
            let large = String(repeating: "x", count: 100_000)
            try write(large, "environments/staging/app/z.yaml", in: folder)
            try write("", "environments/staging/app/.empty", in: folder)
            try write("a", "environments/staging/ä.yaml", in: folder)
            try write("elsewhere", "README.md", in: folder)
            let files = try await read(folder).files
            #expect(
                files.map(\.path) == [
                    "environments/staging/app/.empty", "environments/staging/app/z.yaml",
                    "environments/staging/ä.yaml",
                ])
            #expect(files.map(\.bytes.count) == [0, 100_000, 1])
        }
    }

    @Test func `a symbolic link is a fault, to a file or to a folder, and is not followed`() async throws {
        try await withFolder { folder in
            for (link, target) in [("link.yaml", "/etc/hostname"), ("folder", "/etc"), ("gone", "/nowhere")] {
                try FileManager.default.createSymbolicLink(
                    atPath: folder.appending(path: "environments/staging/\(link)").path, withDestinationPath: target)
            }
            let checkout = try await read(folder)
            #expect(checkout.files.isEmpty)
            #expect(
                checkout.renderFailures.keys.sorted() == [
                    "environments/staging/folder", "environments/staging/gone", "environments/staging/link.yaml",
                ])
        }
    }

    @Test func `a folder of many folders is read in the order of their paths, whoever reads which`() async throws {
        try await withFolder { folder in
            let names = (0..<100).map { "app-\($0)" }
            for name in names {
                let inner = "environments/staging/\(name)/inner"
                try FileManager.default.createDirectory(
                    at: folder.appending(path: inner), withIntermediateDirectories: true)
                try write(name, "\(inner)/b.yaml", in: folder)
                try write(name, "environments/staging/\(name)/a.yaml", in: folder)
            }
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "environments/staging/app-7/inner/link").path,
                withDestinationPath: "/etc")
            let checkout = try await read(folder)
            let paths = names.flatMap {
                ["environments/staging/\($0)/a.yaml", "environments/staging/\($0)/inner/b.yaml"]
            }
            #expect(checkout.files.map(\.path) == paths.sorted())
            for file in checkout.files {
                #expect(file.path.contains("/\(String(decoding: file.bytes, as: UTF8.self))/"))
            }
            #expect(checkout.renderFailures.keys.sorted() == ["environments/staging/app-7/inner/link"])
        }
    }

    @Test func `what cannot be read deep in a folder of many is told`() async throws {
        try await withFolder { folder in
            for number in 0..<50 {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: "environments/staging/app-\(number)"), withIntermediateDirectories: true)
            }
            var path = Array(folder.path.utf8) + Array("/environments/staging/app-31/".utf8) + [0xFF, 0x2E, 0x79]
            path.append(0)
            let file = open(path.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600)
            try #require(file >= 0)
            close(file)
            let error = await #expect(throws: Diagnostic.self) { try await read(folder) }
            #expect(error?.description.contains("environments/staging/app-31/") == true)
        }
    }

    @Test func `a pipe is passed by without waiting for a writer`() async throws {
        try await withFolder { folder in
            #expect(mkfifo(folder.appending(path: "environments/staging/pipe.yaml").path, 0o600) == 0)
            let checkout = try await read(folder)
            #expect(checkout.files.isEmpty)
        }
    }

    @Test func `a name that is no UTF-8 is told rather than left out`() async throws {
        try await withFolder { folder in
            var path = Array(folder.path.utf8) + Array("/environments/staging/".utf8) + [0xFF, 0x2E, 0x79]
            path.append(0)
            let file = open(path.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600)
            try #require(file >= 0)
            close(file)
            await #expect(throws: Diagnostic.self) { try await read(folder) }
        }
    }

    @Test func `where there is no environments folder the hint says what to do`() async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await Checkout.workTree(at: "/nowhere", repository: "r", kustomize: nil)
        }
        #expect(
            error?.description == """
                error: expected a folder 'environments' in '/nowhere', found none
                  hint: run lockstep at the top of an environments repository, or name it with --repository
                """)
    }
}
