import Foundation
import Testing

@Suite struct FileRulesTests {
    private func file(_ text: String) -> SourceFile {
        SourceFile(path: "Sources/Cluster/A.swift", text: text)
    }

    @Test func `a file of 500 lines is kept, one of 501 is not`() {
        #expect(FileRules.length(file(String(repeating: "\n", count: 500))) == [])
        #expect(
            FileRules.length(file(String(repeating: "\n", count: 501)))
                == ["Sources/Cluster/A.swift: 501 lines, more than 500"])
    }

    @Test(arguments: ["try", "as"])
    func `a forced try or cast is refused`(word: String) {
        #expect(
            FileRules.traps(file("let a = 1\nlet b = \(word)! c"))
                == ["Sources/Cluster/A.swift:2: '\(word)!' can end the process"])
    }

    @Test(arguments: ["try? a", "a as? B", "a != b", "let alias = !b", "// never try! this"])
    func `what is no trap is kept`(line: String) {
        #expect(FileRules.traps(file(line)) == [])
    }

    @Test(arguments: ["work", "farm", "root", "Users"])
    func `a path of a build machine is refused`(folder: String) {
        let path = "/" + folder + "/"
        for line in [path + "main", "let a = \"\(path)b\"", "file://\(path)b"] {
            #expect(FileRules.machines(file(line)) == ["Sources/Cluster/A.swift:1: names '\(path)'"], "\(line)")
        }
        for line in ["spool\(path)a", "$HOME\(path)".replacing("$HOME", with: "${HOME}"), "/\(folder)er/"] {
            #expect(FileRules.machines(file(line)) == [], "\(line)")
        }
    }

    @Test func `a package registry's host is refused`() {
        let host = ["pypi", "org"].joined(separator: ".")
        #expect(FileRules.machines(file("https://\(host)/simple")) == ["Sources/Cluster/A.swift:1: names '\(host)'"])
    }

    @Test func `the tree leaves out what building adds`() throws {
        let root = FileManager.default.temporaryDirectory.appending(component: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        for path in ["a.swift", "b/c.md", ".build/d.swift", ".git/config", ".venv/e.py", ".ci/run"] {
            let url = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("text".utf8).write(to: url)
        }
        try Data([0xFF, 0xFE]).write(to: root.appending(path: "picture.png"))
        #expect(try ProjectTree(root: root).files.map(\.path) == [".ci/run", "a.swift", "b/c.md"])
    }
}
